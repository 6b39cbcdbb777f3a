package fileschema

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
)

// rich has settings that a reference can stand for, secrets, and names of
// components.
type rich struct {
	Name      string            `json:"name"`
	Count     int               `json:"count" jsonschema:"minimum=1,default=8,title=How many,description=A count,example=4"`
	On        bool              `json:"on,omitempty"`
	Mode      string            `json:"mode,omitempty" jsonschema:"enum=fast,enum=safe"`
	Wait      time.Duration     `json:"wait,omitempty"`
	Ratios    []float64         `json:"ratios,omitempty" jsonschema:"maximum=1"`
	Sizes     map[string]int    `json:"sizes,omitempty"`
	Maybe     *int              `json:"maybe,omitempty" jsonschema:"nullable"`
	Either    any               `json:"either,omitempty" jsonschema:"oneof_type=integer;boolean"`
	Token     string            `json:"token,omitempty" jsonschema:"writeOnly=true,minLength=8,default=hunter2hunter2"`
	Pin       int               `json:"pin,omitempty" jsonschema:"writeOnly=true"`
	Pins      []int             `json:"pins,omitempty" jsonschema:"writeOnly=true"`
	Part      part              `json:"part,omitempty" jsonschema:"writeOnly=true"`
	Provider  string            `json:"provider,omitempty" jsonschema_extras:"x-plugingen-component=Providers"`
	Fallbacks []string          `json:"fallbacks,omitempty" jsonschema_extras:"x-plugingen-component=Providers"`
	Voices    map[string]string `json:"voices,omitempty" jsonschema_extras:"x-plugingen-component=Providers"`
	Absent    string            `json:"absent,omitempty" jsonschema_extras:"x-plugingen-component=Absent"`
	Nested    *rich             `json:"nested,omitempty"`
	Labels    map[string]string `json:"labels,omitempty"`
}

type part struct {
	Size int    `json:"size,omitempty"`
	Key  string `json:"key,omitempty" jsonschema:"writeOnly=true"`
}

func richCatalog() *catalog.Catalog {
	say := func(name string) []catalog.Component {
		return []catalog.Component{{Kind: "Providers", Name: name}, {Kind: "Steps", Name: "no_" + name}}
	}
	return made(entry{name: "a", config: rich{}}, entry{name: "voice", components: say("say")},
		entry{name: "loud", components: say("say"), prefix: "loud_"}, entry{name: "off", disabled: true, components: say("off")})
}

func TestSettings(t *testing.T) {
	_, judge := of(t, richCatalog())
	settings := func(s string) string { return inEntry("config: {name: x, " + s + "}") }
	for _, s := range []string{
		"count: 4", "count: '${env:N}'", "count: '${env:N:-4}'", "count: '${file:/run/n}'", "on: true", "on: '${env:ON}'",
		"mode: fast", "mode: '${env:MODE}'", "wait: 10s", "wait: '${env:W}s'", "ratios: [0.5, '${env:R}']", "sizes: {a: 1, b: '${env:B}'}",
		"maybe: ~", "maybe: 1", "maybe: '${env:M}'", "either: 1", "either: true", "either: '${env:E}'", "token: '${env:TOKEN}'", "token: '${file:/run/t}'",
		"pin: '${env:PIN}'", "pins: ['${env:PIN}']", "provider: say", "provider: loud_say", "provider: '${env:P}'", "fallbacks: [say, '${env:P}']",
		"voices: {de: say, fr: '${env:V}'}", "part: {size: '${env:S}', key: '${env:K}'}", "absent: anything", "nested: {name: y, provider: say, token: '${env:TOKEN}'}", "labels: {a: b, c: '${env:X}'}",
	} {
		if ok, err := accepts(t, judge, settings(s)); !ok {
			t.Errorf("%s: %v", s, err)
		}
	}
	for _, s := range []string{
		"cuont: 4", "count: 0", "count: many", "count: '${x:N}'", "count: '$env:N'", "count: []", "on: 'yes'", "mode: quick", "wait: 10", "wait: long",
		"ratios: [2]", "ratios: [x]", "ratios: '${env:R}'", "sizes: {a: x}", "maybe: x", "either: x", "either: []", "token: hunter2hunter2", "token: 1",
		"pin: 1", "pins: [1]", "provider: shout", "provider: no_say", "provider: off", "provider: 1", "fallbacks: [shout]", "fallbacks: say",
		"voices: {de: shout}", "part: {key: k}", "part: '${env:X}'", "nested: {provider: say}", "nested: {name: y, token: hunter2hunter2}", "nested: '${env:X}'", "labels: {a: 1}",
	} {
		if ok, _ := accepts(t, judge, settings(s)); ok {
			t.Errorf("%s is accepted", s)
		}
	}
	for _, src := range []string{minimal, inEntry("config:"), inEntry("config: {}")} {
		if ok, _ := accepts(t, judge, src); ok {
			t.Errorf("the required setting is not missed in\n%s", src)
		}
	}
}

// TestWhatEditorsShow: what describes a value stands around the choice between
// it and a reference, and no default tells a secret.
func TestWhatEditorsShow(t *testing.T) {
	s, _ := of(t, richCatalog())
	props := under(t, s.JSON, "$defs", "github.com:plugingen:plugingen:gen:internal:fileschema.rich", "properties")
	count := props.get("count").(object)
	for key, want := range map[string]string{"title": `"How many"`, "description": `"A count"`, "default": "8"} {
		if got := strings.TrimSpace(string(encode(count.get(key)))); got != want {
			t.Errorf("%s is %s, want %s", key, got, want)
		}
	}
	inner := count.get("anyOf").([]any)[0].(object)
	if diff := cmp.Diff("{\n  \"type\": \"integer\",\n  \"minimum\": 1\n}\n", string(encode(inner))); diff != "" {
		t.Error(diff)
	}
	if strings.Contains(string(s.JSON), "hunter2") {
		t.Errorf("a secret is told in\n%s", s.JSON)
	}
	if doc := props.get("token").(object).get("description"); doc != secretHelp {
		t.Errorf("the secret is described as %v", doc)
	}
}

func TestEntries(t *testing.T) {
	type small struct {
		On bool `json:"on,omitempty"`
	}
	type broken struct {
		F func() `json:"f"`
	}
	s, judge := of(t, made(
		entry{name: "small", config: small{}, deprecated: &catalog.Deprecated{Since: "1.1.0", RemovedIn: "2.0.0", Use: "none"}},
		entry{name: "none"}, entry{name: "unread", unread: true}, entry{name: "broken", config: broken{}}, entry{name: "off", disabled: true},
		entry{name: "Bad-name"}))
	if diff := cmp.Diff([]string{"broken", "unread"}, s.General); diff != "" {
		t.Error(diff)
	}
	if len(s.Found) != 1 || s.Found[0].Code != diag.WrongConfigType {
		t.Errorf("found %v", s.Found)
	}
	for src, want := range map[string]bool{
		"small: {module: x}": true, "small: {module: x, config: }": true, "small: {module: x, config: {on: true}}": true, "small: {module: x, config: {no: true}}": false,
		"none: {module: x, config: {}}": true, "none: {module: x, config: }": true, "none: {module: x, config: {on: true}}": false,
		"unread: {module: x, config: {any: thing}}": true, "broken: {module: x, config: {any: thing}}": true, "off: {module: x, config: {any: thing}}": true,
		"new: {module: x, config: {any: thing}}": true, "new: {module: x, dependencies: [small, off, unread]}": true, "new: {module: x, dependencies: [new]}": false,
		"small: {module: x, dependencies: [none, off >= 1]}": true, "small: {module: x, dependencies: [small]}": false, "small: {module: x, dependencies: [other]}": false,
		"small: {module: x, dependencies: [nonea >= 1]}": false,
	} {
		if ok, err := accepts(t, judge, "plugins: {"+src+"}"); ok != want {
			t.Errorf("%s: %v", src, err)
		}
	}
	got := under(t, s.JSON, "properties", "plugins", "properties", "small").without("properties")
	want := `{
  "title": "small 1.2.3",
  "deprecated": true,
  "description": "Deprecated since 1.1.0, to be removed in 2.0.0; use none.\nDoes small\nexample.com/host/small\nhttps://example.com/small",
  "type": "object",
  "required": [
    "module"
  ],
  "additionalProperties": false
}
`
	if diff := cmp.Diff(want, string(encode(got))); diff != "" {
		t.Error(diff)
	}
}

func TestAloneAndMany(t *testing.T) {
	_, judge := of(t, made(entry{name: "a"}))
	if ok, _ := accepts(t, judge, inEntry("dependencies: [b]")); ok {
		t.Error("an entry depends on nothing that is there")
	}
	var many []entry
	for i := range 500 {
		many = append(many, entry{name: fmt.Sprintf("e%d", i)})
	}
	s, judge := of(t, made(many...))
	if ok, err := accepts(t, judge, "plugins: {e1: {module: x, dependencies: [e499, e3 >= 1]}}"); !ok {
		t.Error(err)
	}
	if ok, _ := accepts(t, judge, "plugins: {e1: {module: x, dependencies: [e500]}}"); ok {
		t.Error("an entry that is not there is accepted among many")
	}
	if len(s.JSON) > 1<<20 {
		t.Errorf("%d bytes for %d entries", len(s.JSON), len(many))
	}
}

// TestOrder: the place of an entry in the file makes no difference, and two
// entries of one plugin share its definitions.
func TestOrder(t *testing.T) {
	entries := []entry{{name: "a", config: rich{}}, {name: "b", config: rich{}}, {name: "c"}, {name: "d", unread: true}}
	first, _ := of(t, made(entries...))
	second, _ := of(t, made(entries[3], entries[1], entries[2], entries[0]))
	if !bytes.Equal(first.JSON, second.JSON) {
		t.Error(cmp.Diff(string(first.JSON), string(second.JSON)))
	}
	if n := strings.Count(string(first.JSON), `fileschema.rich": {`); n != 1 {
		t.Errorf("the type is defined %d times", n)
	}
}
