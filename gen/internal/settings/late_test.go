package settings

import (
	"encoding/json"
	"log/slog"
	"net/netip"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Later has settings whose values can come at start only, and some that need not.
type Later struct {
	Name   string             `json:"name,omitempty" jsonschema:"minLength=2"`
	Port   int                `json:"port,omitempty" jsonschema:"minimum=1,maximum=65535"`
	Ratio  *float64           `json:"ratio,omitempty"`
	On     bool               `json:"on,omitempty"`
	Wait   time.Duration      `json:"wait,omitempty"`
	At     time.Time          `json:"at,omitzero"`
	Where  *url.URL           `json:"where,omitempty"`
	Addr   netip.Addr         `json:"addr,omitzero"`
	Level  slog.Level         `json:"level,omitzero"`
	Raw    json.RawMessage    `json:"raw,omitempty"`
	Bytes  []byte             `json:"bytes,omitempty"`
	Count  json.Number        `json:"count,omitempty"`
	Own    Own                `json:"own,omitzero"`
	Any    any                `json:"any,omitempty"`
	Tags   []string           `json:"tags,omitempty" jsonschema:"uniqueItems=true"`
	List   []Limit            `json:"list,omitempty"`
	Table  map[string]Limit   `json:"table,omitempty"`
	ByAddr map[netip.Addr]int `json:"by_addr,omitempty"`
	Token  string             `json:"token,omitempty" jsonschema:"writeOnly=true"`
	Quoted int                `json:"quoted,omitempty,string"`
	Words  string             `json:"words,omitempty,string"`
}

// Own is read from JSON by its own code.
type Own struct{ text string }

func (o *Own) UnmarshalJSON(doc []byte) error { o.text = string(doc); return nil }

// What comes at start is named by a pointer, in the order of the settings.
func TestLate(t *testing.T) {
	for in, want := range map[string]string{
		`{name: "${env:NAME}"}`:                              "/name ${env:NAME}",
		`{name: "a $$ ${env:NAME} b"}`:                       "/name a $$ ${env:NAME} b",
		`{port: "${env:PORT:-8080}", on: "${env:ON}"}`:       "/port ${env:PORT:-8080}\n/on ${env:ON}",
		`{ratio: "${file:/run/ratio}"}`:                      "/ratio ${file:/run/ratio}",
		`{wait: "${env:W:-5s}", at: "${env:T}"}`:             "/wait ${env:W:-5s}\n/at ${env:T}",
		`{where: "https://${env:HOST}/x", addr: "${env:A}"}`: "/where https://${env:HOST}/x\n/addr ${env:A}",
		`{level: WARN}`:                                      "/level WARN",
		`{own: {b: [1.10, 0x10, "$$", "x"], a: null}}`:       `/own JSON {"b":[1.10,16,"$$","x"],"a":null}`,
		`{own: null}`:                                       "",
		`{own: "${env:X}"}`:                                 `/own JSON "${env:X}"`,
		`{raw: {a: "${env:X}"}}`:                            `/raw JSON {"a":"${env:X}"}`,
		`{raw: {a: 1.10}, bytes: aGk=, count: 1.10}`:        "",
		`{any: {a: ["${env:X}", 1]}}`:                       "/any/a/0 ${env:X}",
		`{tags: [a, "${env:X}"]}`:                           `/tags JSON ["a","${env:X}"]`,
		`{tags: [a, b]}`:                                    "",
		`{list: [{max: 1}, {max: "${env:MAX}"}]}`:           "/list/1/max ${env:MAX}",
		`{table: {"a/b~c": {max: "${env:MAX}", wait: 1s}}}`: "/table/a~1b~0c/max ${env:MAX}",
		`{by_addr: {"::1": 1}}`:                             `/by_addr JSON {"::1":1}`,
		`{token: "Bearer ${env:TOKEN}"}`:                    "/token Bearer ${env:TOKEN}",
		`{token: ""}`:                                       "",
		`{quoted: "${env:Q}", words: "\"a\""}`:              "/quoted ${env:Q}",
	} {
		v, ok := parseFlow(in)
		if !ok {
			t.Fatal(in)
		}
		cfg, list := Bind("acme", entryKey, v, facts(reflect.TypeFor[Later]()))
		if cfg == nil {
			t.Errorf("%s: %v", in, list)
			continue
		}
		var got []string
		for _, l := range cfg.Late {
			text := l.Pointer + " " + l.Text
			if l.JSON {
				text = l.Pointer + " JSON " + l.Text
			}
			got = append(got, text)
		}
		if d := cmp.Diff(want, strings.Join(got, "\n")); d != "" {
			t.Errorf("%s: %s", in, d)
		}
	}
}

// What does not come at start stands in the literal.
func TestLiteralsOfOwnForms(t *testing.T) {
	in := `{at: "2006-01-02T15:04:05Z", where: "https://example.com/a?b=c", addr: "::1", raw: {a: [1.10, "$$"]}, bytes: aGk=, count: 0x10, quoted: "7", words: "\"a\""}`
	v, _ := parseFlow(in)
	lit, list := bindLiteral(v, facts(reflect.TypeFor[Later]()))
	if list.Errors() > 0 {
		t.Fatal(list)
	}
	var got []string
	for _, f := range lit.Fields {
		x := f.Value
		if x.Kind == PointerLiteral {
			x = x.Items[0]
		}
		got = append(got, strings.TrimSpace(f.Name+" "+string(x.Kind)+" "+x.Func.Name+" "+x.Text))
	}
	want := []string{
		"At time  2006-01-02T15:04:05Z", "Where url  https://example.com/a?b=c", "Addr call MustParseAddr ::1",
		`Raw bytes  "{\"a\":[1.10,\"$\"]}"`, `Bytes bytes  "hi"`, `Count scalar  "16"`, "Quoted scalar  7", `Words scalar  "a"`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// A struct that is met again stands once, after those that it needs.
func TestBindingOfStructs(t *testing.T) {
	type Leaf struct {
		Size int `json:"size,omitempty" jsonschema:"default=3,minimum=1,enum=3,enum=5"`
	}
	type Tree struct {
		Leaf     Leaf            `json:"leaf"`
		Children []*Tree         `json:"children,omitempty"`
		ByName   map[string]Leaf `json:"by_name,omitempty"`
	}
	type config struct {
		Tree  Tree `json:"tree"`
		Other struct {
			X int `json:"x,omitempty"`
		} `json:"other,omitzero"`
		Secret []string `json:"secret,omitempty" jsonschema:"writeOnly=true,minItems=1,pattern=^a"`
	}
	cfg, list := Bind("acme", entryKey, nil, facts(reflect.TypeFor[config]()))
	if cfg == nil {
		t.Fatal(list)
	}
	var got []string
	for _, s := range cfg.Binding.Structs {
		got = append(got, s.Type.Ident.Name+": "+outline(s.Binding))
	}
	got = append(got, outline(cfg.Binding))
	want := []string{
		"Leaf: {size:Integer OneOf(3,5) Minimum(1) Default(3)}",
		"Tree: {leaf:Leaf children:List of Pointer of Tree by_name:Map of Leaf}",
		"{tree:Tree other:{x:Integer} secret:List of String MinItems(1) Items(Pattern(^a)) Hidden()}",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if s := cfg.Binding.Structs; s[0].Recursive || !s[1].Recursive {
		t.Errorf("Leaf is recursive: %v, Tree is: %v", s[0].Recursive, s[1].Recursive)
	}
}

// outline writes a binding on one line.
func outline(b Binding) string {
	out := string(b.Form)
	switch {
	case b.Struct:
		return b.Type.Ident.Name
	case b.Form == ToFields:
		var fields []string
		for _, s := range b.Settings {
			fields = append(fields, s.Name+":"+outline(s.Binding))
		}
		return "{" + strings.Join(fields, " ") + "}"
	case b.Elem != nil:
		out += " of " + outline(*b.Elem)
	}
	for _, r := range b.Rules {
		out += " " + ruleOutline(r)
	}
	return out
}

func ruleOutline(r Rule) string {
	args := strings.Join(r.Args, ",")
	for _, inner := range r.Rules {
		args += ruleOutline(inner)
	}
	return r.Func + "(" + args + ")"
}
