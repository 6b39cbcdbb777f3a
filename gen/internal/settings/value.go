package settings

import (
	"fmt"
	"go/token"
	"slices"
	"strconv"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
)

const duration = "time.Duration"

// value binds what is written to a type; false where it does not fit, which
// has been reported then.
func (b *binder) value(v *config.Value, t catalog.Type, p place) (Literal, bool) {
	if v.Alias.IsValid() {
		p.alias = v.Alias
	}
	f := b.form(t)
	switch {
	case v.Kind == config.Null && f != rawForm && f != jsonForm:
		return b.null(v, t, p)
	case b.author == nil && p.secret && literal(v):
		return b.literalSecret(v, p, "in the file")
	case referring(v) && f != rawForm && f != jsonForm:
		return b.reference(v, t, p)
	case b.author == nil && !b.stated(v, t, p):
		return Literal{}, false
	case f != structural:
		return b.ownForm(f, v, t, p)
	}
	if why := b.unwritable(t); why != "" && !(p.late && b.byValue(t)) {
		return b.fail(p, finding{code: diag.WrongSettingType, at: v.Position, message: why})
	}
	switch u := b.underlying(t); u.Kind {
	case catalog.Basic:
		return b.scalar(v, t, u.Name, p)
	case catalog.Pointer:
		return b.pointer(v, t, u, p)
	case catalog.Slice, catalog.Array:
		return b.sequence(v, t, u, p)
	case catalog.Map:
		return b.mapping(v, t, u, p)
	case catalog.Struct:
		return b.structure(v, t, p)
	}
	return b.free(v, t, p)
}

// literal reports whether a value is a scalar that says something as it stands.
func literal(v *config.Value) bool {
	return v.Kind != config.Sequence && v.Kind != config.Mapping && v.Kind != config.Null && v.Text != "" && !referring(v)
}

// pointer is nil for now where what it points to is set at start.
func (b *binder) pointer(v *config.Value, t, u catalog.Type, p place) (Literal, bool) {
	inner, ok := b.value(v, *u.Elem, p)
	if inner.Kind == ZeroLiteral {
		return Literal{Kind: ZeroLiteral, Type: t, Text: "nil"}, ok
	}
	return Literal{Kind: PointerLiteral, Type: t, Items: []Literal{inner}}, ok
}

// null stands for nil where the type has it; an item of a list or a value of a
// mapping cannot be absent otherwise.
func (b *binder) null(v *config.Value, t catalog.Type, p place) (Literal, bool) {
	switch b.underlying(t).Kind {
	case catalog.Pointer, catalog.Slice, catalog.Map, catalog.Interface:
		return Literal{Kind: NilLiteral, Type: t}, true
	}
	return b.wrongType(v, t, p)
}

// unwritable says why no literal of the type can be written; empty where one
// can. A scalar needs no type beside it, so it can be written in any case.
func (b *binder) unwritable(t catalog.Type) string {
	u := b.underlying(t)
	switch {
	case b.form(t) >= textForm:
		return "" // its own code makes the value
	case u.Kind == catalog.Basic:
		return ""
	case !exported(t):
		return fmt.Sprintf("has the type %s, which other packages cannot write because it is not exported", t.Text)
	}
	if path := b.internal(t); path != "" {
		return fmt.Sprintf("has the type %s, which the host cannot write because it may not import the internal package %s", t.Text, path)
	}
	return ""
}

// internal is the path of a package that the host cannot import and that the
// type's name needs; empty where there is none.
func (b *binder) internal(t catalog.Type) string {
	if b.facts.Types[t.ID()].Unwritable {
		return t.Ident.Path
	}
	parts := slices.Clone(t.Args)
	for _, part := range []*catalog.Type{t.Key, t.Elem} {
		if part != nil {
			parts = append(parts, *part)
		}
	}
	for _, f := range t.Fields {
		parts = append(parts, f.Type)
	}
	for _, part := range parts {
		if path := b.internal(part); path != "" {
			return path
		}
	}
	return ""
}

func isByte(t catalog.Type) bool { return t.Name == "byte" || t.Name == "uint8" }

// exported reports whether another package can write the type.
func exported(t catalog.Type) bool {
	for _, tok := range t.Expr {
		if tok.Ident.Path != "" && !token.IsExported(tok.Ident.Name) {
			return false
		}
	}
	return true
}

func (b *binder) sequence(v *config.Value, t, u catalog.Type, p place) (Literal, bool) {
	if v.Kind != config.Sequence {
		return b.wrongType(v, t, p)
	}
	lit, ok := Literal{Kind: ListLiteral, Type: t}, true
	before := len(b.late)
	for i := range v.Items {
		item := b.below(p, p.path+"["+strconv.Itoa(i)+"]", strconv.Itoa(i))
		item.at, item.rules = v.Items[i].Position, p.items
		x, good := b.value(&v.Items[i], *u.Elem, item)
		lit.Items, ok = append(lit.Items, x), ok && good
	}
	if u.Kind == catalog.Array && int64(len(v.Items)) != u.Len {
		return b.fail(p, finding{code: diag.InvalidSetting, at: v.Position,
			message: fmt.Sprintf("must have exactly %s, and has %d", count(uint64(u.Len), "item"), len(v.Items))})
	}
	if ok = ok && b.checkItems(v, lit.Items, p); ok && p.rules != nil && p.rules.UniqueItems && len(b.late) > before {
		return b.whole(v, t, p, before) // whether they are unique shows at start
	}
	return lit, ok
}

// whole leaves a value to the start as one, in place of the parts of it that
// were noted since then.
func (b *binder) whole(v *config.Value, t catalog.Type, p place, since int) (Literal, bool) {
	b.late = b.late[:since]
	return b.ownJSON(v, t, p)
}

func (b *binder) mapping(v *config.Value, t, u catalog.Type, p place) (Literal, bool) {
	if v.Kind != config.Mapping {
		return b.wrongType(v, t, p)
	}
	lit, ok := Literal{Kind: MapLiteral, Type: t}, true
	before := len(b.late)
	seen := map[string]diag.Position{}
	for i := range v.Members {
		m := &v.Members[i]
		key, good := b.key(m, *u.Key, p)
		if first, twice := seen[key.Text]; good && twice {
			_, good = b.fail(p, finding{code: diag.InvalidSetting, at: m.Position,
				message: fmt.Sprintf("has the key %s twice", key.Text),
				related: []diag.Related{{Position: first, Message: "the same key"}}})
		} else if good {
			seen[key.Text] = m.Position
		}
		at := b.setting(p, m.Key)
		at.at = m.Position
		x, fits := b.value(&m.Value, *u.Elem, at)
		lit.Entries, ok = append(lit.Entries, EntryLiteral{Key: key, Value: x}), ok && good && fits
	}
	if ok && b.form(*u.Key) == textForm {
		return b.whole(v, t, p, before)
	}
	return lit, ok
}

// key binds a mapping's key, which in a file is always text.
func (b *binder) key(m *config.Member, t catalog.Type, p place) (Literal, bool) {
	u := b.underlying(t)
	switch {
	case b.form(t) == textForm:
		v := config.Value{Kind: config.String, Text: escaped(m.Key), Position: m.Position}
		sub := *b
		sub.list, sub.late = nil, nil
		_, ok := sub.ownText(&v, t, b.below(p, p.path, ""))
		b.list.Add(sub.list...)
		return Literal{Kind: Scalar, Type: t, Text: strconv.Quote(m.Key)}, ok
	case u.Name == "string":
		return Literal{Kind: Scalar, Type: t, Text: strconv.Quote(m.Key)}, true
	}
	n, ok := decimal(m.Key)
	if !ok || !inRange(n, u.Name) {
		return b.fail(p, finding{code: diag.WrongSettingType, at: m.Position,
			message: fmt.Sprintf("must have keys that are %s, found %q", plural(b.want(t)), short(m.Key))})
	}
	return Literal{Kind: Scalar, Type: t, Text: n.String()}, true
}

// free binds to an interface without methods: what is written decides the type.
func (b *binder) free(v *config.Value, t catalog.Type, p place) (Literal, bool) {
	switch v.Kind {
	case config.Bool:
		return b.scalar(v, basic("bool"), "bool", p)
	case config.Integer:
		return b.scalar(v, basic("int"), "int", p)
	case config.Float:
		return b.scalar(v, basic("float64"), "float64", p)
	case config.String, config.Timestamp:
		return b.scalar(v, basic("string"), "string", p)
	case config.Sequence:
		list := composite(catalog.Slice, "[]any", nil)
		return b.sequence(v, list, list, p)
	case config.Mapping:
		key := basic("string")
		m := composite(catalog.Map, "map[string]any", &key)
		return b.mapping(v, m, m, p)
	}
	return b.wrongType(v, t, p)
}

func basic(name string) catalog.Type {
	return catalog.Type{Kind: catalog.Basic, Name: name, Expr: catalog.Expr{{Text: name}}, Text: name}
}

func composite(kind catalog.TypeKind, text string, key *catalog.Type) catalog.Type {
	anything := catalog.Type{Kind: catalog.Interface, Expr: catalog.Expr{{Text: "any"}}, Text: "any"}
	return catalog.Type{Kind: kind, Key: key, Elem: &anything, Expr: catalog.Expr{{Text: text}}, Text: text}
}
