package reference

import (
	"fmt"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/schema"
	"github.com/plugingen/plugingen/gen/internal/settings"
)

const secretNote = "secret: give it as `${env:NAME}` or `${file:PATH}`"

func settingsOf(w *writer, f *catalog.Facts) {
	if f.Config == nil {
		w.line("None.")
		return
	}
	s, _ := schema.Of(f.Config)
	if s == nil {
		w.line("They cannot be read from the source; `plugingen check` says why.")
		return
	}
	w.line(text(f.Config.Types[f.Config.Type.ID()].Doc))
	r := &rows{facts: f.Config, schema: s, table: table{{"Setting", "Type", "Default", "Constraints", "Description"}}}
	r.structure("", f.Config.Type, nil, false)
	if len(r.table) == 1 {
		w.line("None.")
		return
	}
	w.table(r.table)
}

// rows collects the settings of a config type, those inside others behind them.
type rows struct {
	facts  *catalog.ConfigFacts
	schema *schema.Schema
	table  table
}

// within is a type on the way to a setting, and where it stands.
type within struct{ id, path string }

// structure adds the settings of a struct, which are secret where what holds it is.
func (r *rows) structure(path string, t catalog.Type, way []within, secret bool) {
	if _, stated := r.schema.Stated(t); stated || len(r.facts.Types[t.ID()].SchemaMethods) > 0 {
		return // its fields do not tell
	}
	way = append(slices.Clip(way), within{t.ID(), path})
	for _, p := range r.schema.Properties(t) {
		at := path + p.Name
		p.Secret = p.Secret || secret
		inner, suffix, found := r.inside(p.Field().Type)
		i := -1
		if found && inner.Kind == catalog.Named {
			i = slices.IndexFunc(way, func(w within) bool { return w.id == inner.ID() })
		}
		r.row(at, p, way, i, found)
		if found && i < 0 {
			r.structure(at+suffix+".", inner, way, p.Secret)
		}
	}
}

// row adds a setting; i is the place on the way of the struct that it repeats,
// -1 for none, and whole whether there is a struct in it.
func (r *rows) row(at string, p schema.Property, way []within, i int, whole bool) {
	words := text(settings.Words(r.facts, p.Field().Type))
	if i >= 0 {
		words += " with the settings of " + outermost(way[i])
	}
	rules := constraints(p, whole)
	if doc := r.stated(p.Field().Type); doc != "" {
		rules = append(rules, "meets the schema "+code(doc))
	}
	r.table = append(r.table, []string{code(at), words, standard(p), strings.Join(rules, "; "), text(p.Description)})
}

// stated is the schema that a directive states for what a setting holds, behind
// pointers and in lists and mappings too; empty for none.
func (r *rows) stated(t catalog.Type) string {
	for range 100 { // as for inside
		if doc, ok := r.schema.Stated(t); ok {
			return doc
		}
		u := t
		if t.Kind == catalog.Named {
			u = r.facts.Types[t.ID()].Underlying
		}
		if u.Elem == nil {
			return ""
		}
		t = *u.Elem
	}
	return ""
}

// outermost names a struct by the setting that holds it.
func outermost(w within) string {
	if w.path == "" {
		return "this table"
	}
	return code(strings.TrimSuffix(w.path, "."))
}

// inside is the struct within lists, mappings and pointers, and how its
// settings are written: [] for an item, .* for a value under any key.
func (r *rows) inside(t catalog.Type) (inner catalog.Type, suffix string, found bool) {
	for range 100 { // facts may say that a list is made of itself
		if t.Kind == catalog.Struct || len(r.schema.Properties(t)) > 0 {
			return t, suffix, true
		}
		u := t
		if t.Kind == catalog.Named {
			u = r.facts.Types[t.ID()].Underlying
		}
		switch u.Kind {
		case catalog.Slice, catalog.Array:
			suffix += "[]"
		case catalog.Map:
			suffix += ".*"
		case catalog.Pointer:
		default:
			return t, suffix, false
		}
		t = *u.Elem
	}
	return t, suffix, false
}

// standard says what holds where the setting is not written.
func standard(p schema.Property) string {
	switch {
	case p.Required:
		return "required"
	case p.Default == nil:
		return ""
	case p.Secret:
		return "not shown"
	case p.Field().Type.Kind == catalog.Slice || p.Field().Type.Kind == catalog.Array || len(p.Default) > 1:
		return code("[" + strings.Join(p.Default, ", ") + "]")
	}
	return code(p.Default[0])
}

// constraints are the rules of a setting in words.
func constraints(p schema.Property, whole bool) []string {
	var out []string
	switch {
	case p.Secret && whole:
		out = append(out, "secret, with all that is in it")
	case p.Secret:
		out = append(out, secretNote)
	}
	if p.Quoted {
		out = append(out, "written in quotes")
	}
	item := ""
	if k := p.Field().Type.Kind; k == catalog.Slice || k == catalog.Array || k == catalog.Map {
		item = "each "
	}
	if p.Component != "" {
		out = append(out, item+"the name of a component of "+code(p.Component))
	}
	out = append(out, rules(p.Rules)...)
	for _, rule := range rules(p.Items) {
		out = append(out, "each "+rule)
	}
	return out
}

func rules(r schema.Rules) []string {
	var out []string
	if len(r.Enum) > 0 {
		out = append(out, "one of "+codes(r.Enum))
	}
	for _, rule := range []struct{ words, value string }{
		{"at least", r.Minimum}, {"at most", r.Maximum}, {"more than", r.ExclusiveMinimum}, {"less than", r.ExclusiveMaximum},
		{"a multiple of", r.MultipleOf}, {"matches", r.Pattern}, {"in the format", r.Format},
	} {
		if rule.value != "" {
			out = append(out, rule.words+" "+code(rule.value))
		}
	}
	for _, rule := range []struct {
		words string
		n     *uint64
		unit  string
	}{
		{"at least", r.MinLength, "character"}, {"at most", r.MaxLength, "character"},
		{"at least", r.MinItems, "item"}, {"at most", r.MaxItems, "item"},
	} {
		if rule.n != nil {
			out = append(out, fmt.Sprintf("%s %d %s%s", rule.words, *rule.n, rule.unit, plural(*rule.n)))
		}
	}
	if r.UniqueItems {
		out = append(out, "no item twice")
	}
	return out
}

func plural(n uint64) string {
	if n == 1 {
		return ""
	}
	return "s"
}
