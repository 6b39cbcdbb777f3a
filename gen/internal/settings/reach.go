package settings

import (
	"fmt"
	"strconv"

	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
	"github.com/plugingen/plugingen/gen/internal/schema"
)

// unsettable says why generated code cannot set the field; empty where it can.
func (b *binder) unsettable(prop schema.Property, in catalog.Type) string {
	for i, f := range prop.Path {
		if !f.Exported && !b.promoted(in, prop.Path, i) {
			return fmt.Sprintf("is kept behind the field %s, which other packages cannot write because it is not exported", f.Name)
		}
	}
	for _, f := range prop.Path[:len(prop.Path)-1] {
		if why := b.unwritable(behind(f.Type)); why != "" && f.Type.Kind == catalog.Pointer {
			return fmt.Sprintf("is kept behind the field %s, which %s", f.Name, why)
		}
	}
	return ""
}

// promoted reports whether the field behind an unexported embedded struct, held
// by value, is reached by its own name: Go promotes it, and nothing hides it.
func (b *binder) promoted(in catalog.Type, path []catalog.Field, i int) bool {
	next := i
	for next < len(path) && !path[next].Exported {
		if !path[next].Embedded || path[next].Type.Kind == catalog.Pointer {
			return false
		}
		next++
	}
	if next == len(path) {
		return false
	}
	for _, f := range path[:i] {
		in = behind(f.Type)
	}
	return b.selected(in, path[next].Name, next-i)
}

// selected reports whether a name means, from a struct on, the one field that is
// embedded so deep.
func (b *binder) selected(in catalog.Type, name string, depth int) bool {
	level := []catalog.Type{in}
	for d := 0; ; d++ {
		count := 0
		met := map[string]int{} // two of a type are enough to make its names ambiguous
		var below []catalog.Type
		for _, t := range level {
			for _, f := range b.underlying(t).Fields {
				if f.Name == name {
					count++
				}
				if id := f.Type.ID(); f.Embedded && met[id] < 2 {
					met[id]++
					below = append(below, behind(f.Type))
				}
			}
		}
		if d == depth || count > 0 {
			return d == depth && count == 1
		}
		level = below
	}
}

// lateOnly reports whether a setting can be set by an assignment and not in a
// literal: behind an unexported embedded struct, or in a struct by value whose
// type cannot be named.
func (b *binder) lateOnly(prop *schema.Property) bool {
	for _, f := range prop.Path[:len(prop.Path)-1] {
		if !f.Exported || b.unwritable(behind(f.Type)) != "" {
			return true
		}
	}
	return b.byValue(prop.Field().Type) && b.unwritable(prop.Field().Type) != ""
}

// byValue reports whether a type is a struct whose settings are the file's.
func (b *binder) byValue(t catalog.Type) bool {
	return b.form(t) == structural && b.underlying(t).Kind == catalog.Struct
}

// lateField leaves a written setting to the start; the settings of a struct did
// so one by one, but for an empty one, which may bring an embedded struct about.
// What was noted for parts of another value since then is part of it.
func (b *binder) lateField(v *config.Value, t catalog.Type, p place, since int) (Literal, bool) {
	if b.byValue(t) && len(b.late) > since {
		return Literal{Kind: ZeroLiteral, Type: t}, true
	}
	b.late = b.late[:since]
	if referring(v) {
		return b.postpone(Late{Pointer: p.pointer, Text: v.Text}, t)
	}
	return b.ownJSON(v, t, p)
}

// lateDefault leaves a default to the start.
func (b *binder) lateDefault(prop schema.Property, p place) (Literal, bool) {
	t := prop.Field().Type
	if b.item(t).Kind == "" {
		text := prop.Default[0]
		if prop.Quoted && b.underlying(behind(t)).Name == "string" {
			text = strconv.Quote(text)
		}
		return b.postpone(Late{Pointer: p.pointer, Text: escaped(text)}, t)
	}
	v := config.Value{Kind: config.Sequence}
	for _, text := range prop.Default {
		v.Items = append(v.Items, b.written(text, b.item(t)))
	}
	return b.ownJSON(&v, t, p)
}
