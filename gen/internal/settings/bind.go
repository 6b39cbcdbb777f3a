package settings

import (
	"fmt"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
	"github.com/plugingen/plugingen/gen/internal/schema"
)

// Bind fits the settings of one entry to its plugin's config type. v is the
// config mapping, nil where none is written; at is where a missing setting is
// reported. What is absent or null gets the default of its tag, and a struct
// held by value those of its fields; where that struct is optional, what is
// required inside it is not asked for. The findings
// are all there are, sorted: about the settings in the file, and about tags
// and fields of the config type in its source. With an error among them the
// Configuration is nil.
func Bind(entry string, at diag.Position, v *config.Value, c *catalog.ConfigFacts) (*Configuration, diag.List) {
	s, list := schema.Of(c)
	if s == nil {
		return nil, list
	}
	b := newBinder(entry, c, s, list)
	b.checkAuthor()
	lit := b.root(v, at)
	if b.list.Errors() > 0 {
		return nil, b.list.Sorted()
	}
	return &Configuration{Literal: lit, Late: b.late, Binding: b.binding(c.Type), Components: b.components}, b.list.Sorted()
}

// Check returns what is wrong with a config type itself, whatever a file sets:
// fields that no file can hold, and tags that cannot be kept. The findings are
// among those of Bind.
func Check(c *catalog.ConfigFacts) diag.List {
	s, list := schema.Of(c)
	if s == nil {
		return list
	}
	b := newBinder("", c, s, list)
	b.checkAuthor()
	return b.list.Sorted()
}

func newBinder(entry string, c *catalog.ConfigFacts, s *schema.Schema, list diag.List) *binder {
	return &binder{entry: entry, facts: c, schema: s, list: list, patterns: map[string]pattern{}, within: map[string]bool{}}
}

// binder is one run of Bind.
type binder struct {
	entry      string
	facts      *catalog.ConfigFacts
	schema     *schema.Schema
	list       diag.List
	late       []Late
	components []ComponentName
	author     *diag.Position // set while a value out of the author's tag is bound: where it stands
	patterns   map[string]pattern
	within     map[string]bool // structs whose defaults are being collected
}

// place says what a value is for.
type place struct {
	subject string        // as messages about a value out of a tag begin: the default of the field Size
	path    string        // retry.limits[2]; empty for the settings as a whole
	pointer string        // /retry/limits/2
	at      diag.Position // where something missing inside is reported
	alias   diag.Position // where the value was used through an alias
	rules   *schema.Rules // of the value; nil for none
	items   *schema.Rules // of the items of a list; nil for none
	secret  bool
	in      catalog.Type // the struct that has the setting
	late    bool         // no literal reaches it, so that it is set at start
	lenient bool         // the struct itself is absent, and what it requires with it
}

func (b *binder) root(v *config.Value, at diag.Position) Literal {
	p := place{at: at}
	if v == nil || v.Kind == config.Null {
		lit, _ := b.structure(nil, b.facts.Type, p)
		return lit
	}
	lit, _ := b.value(v, b.facts.Type, p)
	return lit
}

// setting is the place of a setting inside the one at p.
func (b *binder) setting(p place, name string) place {
	path := name
	if p.path != "" {
		path = p.path + "." + name
	}
	return b.below(p, path, name)
}

// below is a place under p with its secrecy, but none of its rules.
func (b *binder) below(p place, path, token string) place {
	return place{subject: p.subject, path: path, pointer: p.pointer + "/" + pointerEscapes.Replace(token), at: p.at, alias: p.alias, secret: p.secret, lenient: p.lenient}
}

// pointerEscapes writes a token of a JSON Pointer.
var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

// subject is what a message begins with: the setting "retry.limits[2]" of acme.
func (b *binder) subject(p place) string {
	switch {
	case p.subject != "":
		return p.subject
	case p.path == "":
		return "the config of " + b.entry
	}
	return fmt.Sprintf("the setting %q of %s", p.path, b.entry)
}

// finding is what fail reports.
type finding struct {
	code    diag.Code
	at      diag.Position
	message string // goes on from the subject: "must be ..."
	help    string
	related []diag.Related
}

// fail reports a finding and returns what a caller passes on. A value out of a
// tag is the author's to mend, so it is reported at the field.
func (b *binder) fail(p place, f finding) (Literal, bool) {
	if b.author != nil {
		f.code, f.at, f.help, f.related = diag.WrongConfigType, *b.author, "", nil
	}
	if p.alias.IsValid() {
		f.related = append(f.related, diag.Related{Position: p.alias, Message: "used here through an alias"})
	}
	b.list.Add(diag.Diagnostic{
		Code:     f.code,
		Position: f.at,
		Message:  b.subject(p) + " " + f.message,
		Help:     f.help,
		Related:  f.related,
	})
	return Literal{}, false
}

// underlying is what a type is made of.
func (b *binder) underlying(t catalog.Type) catalog.Type {
	if t.Kind == catalog.Named {
		return b.facts.Types[t.ID()].Underlying
	}
	return t
}
