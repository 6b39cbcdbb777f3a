package schema

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/invopop/jsonschema"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
)

// jsonTypes are the types that a schema can name.
var jsonTypes = []string{"array", "boolean", "integer", "null", "number", "object", "string"}

// checkWords reports the words of a tag that the Reflector writes into the
// schema as they are, where that would be no schema any more.
func (b *builder) checkWords(f catalog.Field) {
	words := tagWords(f)
	for i, word := range words {
		name, value, has := strings.Cut(word, "=")
		switch {
		case !has:
		case strings.HasSuffix(name, "_required") && slices.Contains(words[:i], word):
			b.wrong(f.Position, "the tag %q of the field %s stands there twice", word, f.Name)
		case name == "anchor":
			b.wrong(f.Position, "the tag %q of the field %s names a place for all of the schema, of which the field is only a part", word, f.Name)
		case name == "type" && value == "array" && !b.isList(f.Type):
			b.wrong(f.Position, "the tag %q of the field %s does not fit the type %s, which is no list", word, f.Name, f.Type.Text)
		case name == "type", name == "oneof_type", name == "anyof_type":
			b.checkTypeNames(f, word, value)
		}
	}
}

func (b *builder) checkTypeNames(f catalog.Field, word, value string) {
	for name := range strings.SplitSeq(value, ";") {
		if slices.Contains(jsonTypes, name) {
			continue
		}
		help := "the types are " + strings.Join(jsonTypes, ", ")
		if near, ok := diag.Nearest(name, jsonTypes); ok {
			help = fmt.Sprintf("did you mean %q?", near)
		}
		b.list.Add(diag.Diagnostic{Code: diag.WrongConfigType, Position: f.Position, Help: help,
			Message: fmt.Sprintf("the tag %q of the field %s cannot be read: %q is no type of JSON", word, f.Name, name)})
	}
}

// isList reports whether the Reflector takes the type itself, and not a
// definition elsewhere, for a list of items.
func (b *builder) isList(t catalog.Type) bool {
	for t.Kind == catalog.Pointer {
		t = *t.Elem
	}
	return t.Kind == catalog.Array || t.Kind == catalog.Slice && basics[t.Elem.Name] != basics["byte"]
}

// vocabulary are the keywords of JSON Schema: the ones that the Reflector knows, and
// the rest of the draft.
var vocabulary = func() []string {
	out := []string{"unevaluatedItems", "unevaluatedProperties", "definitions", "dependencies"}
	t := reflect.TypeFor[jsonschema.Schema]()
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		out = append(out, name)
	}
	return out
}()

// checkExtras reports keywords of JSON Schema among the extras: the Reflector
// puts them beside its own, as texts. Marks that it has no other word for are fine.
func (b *builder) checkExtras(f catalog.Field, s *jsonschema.Schema) {
	for _, word := range splitWords(reflect.StructTag(f.Tag).Get("jsonschema_extras")) {
		name, _, has := strings.Cut(word, "=")
		_, isBool := s.Extras[name].(bool)
		twice := name == "readOnly" && s.ReadOnly || name == "writeOnly" && s.WriteOnly
		switch {
		case !has, strings.HasPrefix(name, "x-"):
		case slices.Contains([]string{"deprecated", "readOnly", "writeOnly"}, name) && isBool && !twice:
		case strings.HasPrefix(name, "$"), slices.Contains(vocabulary, name):
			b.list.Add(diag.Diagnostic{Code: diag.WrongConfigType, Position: f.Position,
				Message: fmt.Sprintf("the word %q in the jsonschema_extras tag of the field %s is a keyword of JSON Schema", name, f.Name),
				Help:    "say it in the jsonschema tag; a word of your own begins with x-"})
		}
	}
}

// checkRefs reports references in tags to what is no definition of the schema.
func (b *builder) checkRefs() {
	names := sync.OnceValue(func() []string { return slices.Sorted(maps.Keys(b.document().Definitions)) })
	for _, k := range b.order {
		for _, p := range b.structs[k] {
			for _, word := range tagWords(p.Field()) {
				if name, value, has := strings.Cut(word, "="); has && (name == "oneof_ref" || name == "anyof_ref") {
					b.checkRef(p.Field(), value, names())
				}
			}
		}
	}
}

func (b *builder) checkRef(f catalog.Field, refs string, names []string) {
	for ref := range strings.SplitSeq(refs, ";") {
		name, ok := strings.CutPrefix(ref, "#/$defs/")
		if ref == "#" || ok && slices.Contains(names, name) {
			continue
		}
		help := "the definitions are " + strings.Join(names, ", ")
		if i := slices.IndexFunc(names, func(n string) bool { return strings.HasSuffix(n, "."+name) }); ok && i >= 0 {
			help = "definitions are named by package and type: #/$defs/" + names[i]
		}
		b.list.Add(diag.Diagnostic{Code: diag.WrongConfigType, Position: f.Position, Help: help,
			Message: fmt.Sprintf("the reference %q in the tag of the field %s leads to no definition of this schema", ref, f.Name)})
	}
}
