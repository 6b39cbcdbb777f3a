// Package reflected describes types of the running program as facts, so that
// tests can compare what is said about a type with what Go does with it. It is
// for tests only.
package reflected

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
)

// schemaMethods are the methods that a schema library would run.
var schemaMethods = []string{"JSONSchema", "JSONSchemaExtend", "JSONSchemaAlias", "JSONSchemaProperty", "GetFieldDocString", "EnumDescriptor"}

// Facts describes a named struct type. The n-th field met stands at line n of
// types.go, column 2; a type at column 1.
func Facts(t reflect.Type) *catalog.ConfigFacts {
	r := &reader{types: map[string]catalog.Definition{}}
	typ := r.read(t)
	return &catalog.ConfigFacts{Type: typ, Position: r.types[typ.ID()].Position, Types: r.types}
}

type reader struct {
	types map[string]catalog.Definition
	line  int
}

func (r *reader) position(column int) diag.Position {
	r.line++
	return diag.Position{File: "types.go", Line: r.line, Column: column}
}

func (r *reader) read(t reflect.Type) catalog.Type {
	if t.PkgPath() == "" || t.Name() == "" {
		return r.unnamed(t)
	}
	ident := catalog.Ident{Path: t.PkgPath(), Name: t.Name()}
	out := catalog.Type{Kind: catalog.Named, Ident: ident, Expr: catalog.Expr{{Ident: ident}}, Text: t.String()}
	if _, ok := r.types[out.ID()]; !ok {
		r.types[out.ID()] = catalog.Definition{} // ends recursion
		r.types[out.ID()] = r.definition(t)
	}
	return out
}

func (r *reader) definition(t reflect.Type) catalog.Definition {
	p := reflect.PointerTo(t)
	def := catalog.Definition{
		Position:      r.position(1),
		UnmarshalText: p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]()),
		UnmarshalJSON: p.Implements(reflect.TypeFor[json.Unmarshaler]()),
	}
	for _, name := range schemaMethods {
		if _, ok := t.MethodByName(name); ok {
			def.SchemaMethods = append(def.SchemaMethods, name)
		}
	}
	def.Underlying = r.unnamed(t)
	return def
}

// kinds are the unnamed forms; the rest is basic.
var kinds = map[reflect.Kind]catalog.TypeKind{
	reflect.Pointer: catalog.Pointer, reflect.Slice: catalog.Slice, reflect.Array: catalog.Array,
	reflect.Map: catalog.Map, reflect.Struct: catalog.Struct, reflect.Interface: catalog.Interface,
	reflect.Func: catalog.Other, reflect.Chan: catalog.Other,
}

func (r *reader) unnamed(t reflect.Type) catalog.Type {
	kind, ok := kinds[t.Kind()]
	if !ok {
		name := t.Kind().String()
		return catalog.Type{Kind: catalog.Basic, Name: name, Expr: catalog.Expr{{Text: name}}, Text: name}
	}
	out := catalog.Type{Kind: kind, Text: t.String(), Expr: catalog.Expr{{Text: t.String()}}}
	switch kind {
	case catalog.Pointer, catalog.Slice, catalog.Array:
		out.Elem = r.pointer(t.Elem())
		out.Expr = append(catalog.Expr{{Text: prefix(t)}}, out.Elem.Expr...)
	case catalog.Map:
		out.Key, out.Elem = r.pointer(t.Key()), r.pointer(t.Elem())
		out.Expr = append(append(catalog.Expr{{Text: "map["}}, out.Key.Expr...), catalog.Token{Text: "]"})
		out.Expr = append(out.Expr, out.Elem.Expr...)
	case catalog.Struct:
		out.Fields = r.fields(t)
	case catalog.Interface:
		out.Methods = t.NumMethod() > 0
	}
	if kind == catalog.Array {
		out.Len = int64(t.Len())
	}
	return out
}

func (r *reader) pointer(t reflect.Type) *catalog.Type {
	out := r.read(t)
	return &out
}

func prefix(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return "*"
	case reflect.Slice:
		return "[]"
	}
	return fmt.Sprintf("[%d]", t.Len())
}

func (r *reader) fields(t reflect.Type) []catalog.Field {
	var out []catalog.Field
	for i := range t.NumField() {
		f := t.Field(i)
		out = append(out, catalog.Field{
			Name: f.Name, Tag: string(f.Tag), Embedded: f.Anonymous, Exported: f.IsExported(),
			Position: r.position(2), Type: r.read(f.Type),
		})
	}
	return out
}
