package schema

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"

	"github.com/plugingen/plugingen/gen/internal/catalog"
)

// marker is the element of array types that stand for named types and for
// structs; the array's length tells which one.
type marker struct{}

// blank is what the Reflector is given for every struct; the fields come beside it.
type blank struct{}

// rawMessage is the one type of the standard library that the Reflector knows
// by identity and that reads anything.
const rawMessage = "encoding/json.RawMessage"

// basics are the stand-ins of basic types that a file can hold.
var basics = map[string]reflect.Type{
	"bool": reflect.TypeFor[bool](), "string": reflect.TypeFor[string](),
	"int": reflect.TypeFor[int](), "int8": reflect.TypeFor[int8](), "int16": reflect.TypeFor[int16](),
	"int32": reflect.TypeFor[int32](), "rune": reflect.TypeFor[int32](), "int64": reflect.TypeFor[int64](),
	"uint": reflect.TypeFor[uint](), "uint8": reflect.TypeFor[uint8](), "byte": reflect.TypeFor[uint8](),
	"uint16": reflect.TypeFor[uint16](), "uint32": reflect.TypeFor[uint32](), "uint64": reflect.TypeFor[uint64](),
	"float32": reflect.TypeFor[float32](), "float64": reflect.TypeFor[float64](),
}

// standIn is a reflect type that the Reflector treats as it would treat the
// type itself. The type has passed checkTypes.
func (b *builder) standIn(t catalog.Type) reflect.Type {
	switch t.Kind {
	case catalog.Basic:
		return basics[t.Name]
	case catalog.Named:
		return b.namedStandIn(t)
	case catalog.Pointer:
		return reflect.PointerTo(b.standIn(*t.Elem))
	case catalog.Slice:
		return reflect.SliceOf(b.standIn(*t.Elem))
	case catalog.Array:
		return reflect.ArrayOf(int(t.Len), b.standIn(*t.Elem))
	case catalog.Map:
		return reflect.MapOf(b.keyStandIn(*t.Key), b.standIn(*t.Elem))
	case catalog.Struct:
		return b.markerOf(t)
	}
	return reflect.TypeFor[any]()
}

// namedStandIn is a marker for every type that the Reflector keeps apart; it
// folds named numbers, booleans and strings into their basic type, as it does
// with the real ones.
func (b *builder) namedStandIn(t catalog.Type) reflect.Type {
	if t.ID() == rawMessage {
		return reflect.TypeFor[json.RawMessage]()
	}
	if b.wellKnown(t) != nil || b.unread(t) {
		return b.markerOf(t)
	}
	switch u := b.underlying(t); u.Kind {
	case catalog.Basic:
		if basics[u.Name] == basics["byte"] {
			return b.markerOf(t) // a slice of bytes is text, a slice of named bytes is not
		}
		return basics[u.Name]
	case catalog.Pointer, catalog.Interface:
		return b.standIn(u)
	}
	return b.markerOf(t)
}

// keyStandIn is a map's key, of which only the kind matters.
func (b *builder) keyStandIn(t catalog.Type) reflect.Type {
	if b.readsText(t) {
		return basics["string"]
	}
	return basics[b.underlying(t).Name]
}

func (b *builder) markerOf(t catalog.Type) reflect.Type {
	k := key(t)
	if m, ok := b.markers[k]; ok {
		return m
	}
	m := reflect.ArrayOf(len(b.markers)+1, reflect.TypeFor[marker]())
	b.markers[k] = m
	b.marked[m] = t
	return m
}

// standIn is a field that the Reflector is told of.
type standIn struct {
	field reflect.StructField
	doc   string
}

// fieldStandIns rebuilds a struct's fields from its members, promoted ones in
// place, so that names which Go hides are hidden from the Reflector too. No
// struct type is made of them: reflect keeps every type that it makes for as
// long as the program runs.
func (b *builder) fieldStandIns(t catalog.Type) []standIn {
	members := b.members(t)
	out := make([]standIn, 0, len(members))
	for i, m := range members {
		f := m.path[len(m.path)-1]
		out = append(out, standIn{
			field: reflect.StructField{Name: "F" + strconv.Itoa(i), Type: b.standIn(f.Type), Tag: explicit(m, f.Tag)},
			doc:   strings.TrimSpace(f.Doc),
		})
	}
	return out
}

func reflectFields(of []standIn) []reflect.StructField {
	out := make([]reflect.StructField, 0, len(of))
	for _, s := range of {
		out = append(out, s.field)
	}
	return out
}

func docOf(fields []standIn, name string) string {
	for _, s := range fields {
		if s.field.Name == name {
			return s.doc
		}
	}
	return ""
}

// explicit is the original tag with the name in the file written out, since
// the stand-in's fields have names of their own. Of two tags with one key the
// first counts.
func explicit(m member, tag string) reflect.StructTag {
	value := strings.Join(append([]string{m.name}, m.opts...), ",")
	return reflect.StructTag("json:" + strconv.Quote(value) + " " + tag)
}

func (b *builder) doc(t catalog.Type) string {
	return strings.TrimSpace(b.facts.Types[t.ID()].Doc)
}
