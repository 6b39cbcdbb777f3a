package catalog

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
)

// schemaMethods are what the schema library would call on a type.
var schemaMethods = []string{"EnumDescriptor", "GetFieldDocString", "JSONSchema", "JSONSchemaAlias", "JSONSchemaExtend", "JSONSchemaProperty"}

// configFacts describes a config type and all that it is made of.
func (r *reader) configFacts(n *types.Named) *ConfigFacts {
	b := &typeReader{reader: r, types: map[string]Definition{}}
	c := &ConfigFacts{Position: r.at(n.Obj().Pos())}
	c.Type = b.typ(n)
	c.Types = b.types
	c.Validate = r.validates(n)
	return c
}

// validates reports whether a config type checks itself.
func (r *reader) validates(n *types.Named) bool {
	obj, _, _ := types.LookupFieldOrMethod(n, true, n.Obj().Pkg(), "Validate")
	fn, ok := obj.(*types.Func)
	if !ok {
		return false
	}
	sig := fn.Type().(*types.Signature)
	if sig.Params().Len() == 0 && sig.Results().Len() == 1 && isError(sig.Results().At(0).Type()) {
		return true
	}
	r.found.Add(diag.Diagnostic{
		Code: diag.WrongMethod, Position: r.at(fn.Pos()),
		Message: fmt.Sprintf("method Validate of %s has the wrong signature", n.Obj().Name()),
		Help:    fmt.Sprintf("have Validate%s\nwant Validate() error\nit is called before Init; give another purpose another name", signature(fn.Type())),
	})
	return false
}

// typeReader turns types into plain data.
type typeReader struct {
	*reader
	types map[string]Definition
}

func (b *typeReader) typ(t types.Type) Type {
	t = types.Unalias(t)
	out := Type{Expr: exprOf(t), Text: textOf(t)}
	switch u := t.(type) {
	case *types.Basic:
		out.Kind, out.Name = Basic, u.Name()
		if u.Info()&types.IsComplex != 0 || u.Kind() == types.UnsafePointer || u.Kind() == types.Uintptr {
			out.Kind = Other
		}
	case *types.Named:
		out.Kind, out.Ident = Named, identOf(u.Obj())
		for i := range u.TypeArgs().Len() {
			out.Args = append(out.Args, b.typ(u.TypeArgs().At(i)))
		}
		out.instantiate()
		b.define(out.ID(), u)
	case *types.Pointer:
		out.Kind, out.Elem = Pointer, b.elem(u.Elem())
		out.compose("*", nil, "")
	case *types.Slice:
		out.Kind, out.Elem = Slice, b.elem(u.Elem())
		out.compose("[]", nil, "")
	case *types.Array:
		out.Kind, out.Elem, out.Len = Array, b.elem(u.Elem()), u.Len()
		out.compose(fmt.Sprintf("[%d]", u.Len()), nil, "")
	case *types.Map:
		out.Kind, out.Key, out.Elem = Map, b.elem(u.Key()), b.elem(u.Elem())
		out.compose("map[", out.Key, "]")
	case *types.Struct:
		out.Kind, out.Fields = Struct, b.fields(u)
	case *types.Interface:
		out.Kind, out.Methods = Interface, !u.Empty()
		if u.Empty() {
			out.Expr, out.Text = Expr{{Text: "any"}}, "any"
		}
	default:
		out.Kind = Other
	}
	return out
}

// compose writes a type by its parts. What go/types writes has the names of
// aliases in it, and one type would have as many IDs as names.
func (t *Type) compose(before string, key *Type, between string) {
	t.Expr, t.Text = Expr{{Text: before}}, before
	if key != nil {
		t.Expr = append(append(t.Expr, key.Expr...), Token{Text: between})
		t.Text += key.Text + between
	}
	t.Expr = append(t.Expr, t.Elem.Expr...)
	t.Text += t.Elem.Text
}

// instantiate does the same for a named type with type arguments.
func (t *Type) instantiate() {
	if len(t.Args) == 0 {
		return
	}
	open := "["
	t.Expr = Expr{{Ident: t.Ident}}
	t.Text, _, _ = strings.Cut(t.Text, "[")
	for _, a := range t.Args {
		t.Expr = append(append(t.Expr, Token{Text: open}), a.Expr...)
		t.Text += open + a.Text
		open = ","
	}
	t.Expr, t.Text = append(t.Expr, Token{Text: "]"}), t.Text+"]"
}

func (b *typeReader) elem(t types.Type) *Type {
	e := b.typ(t)
	return &e
}

// define notes what a named type is made of, once.
func (b *typeReader) define(id string, n *types.Named) {
	if _, known := b.types[id]; known {
		return
	}
	b.types[id] = Definition{} // ends recursion
	d := Definition{
		Position:      b.at(n.Obj().Pos()),
		UnmarshalText: decodes(n, "UnmarshalText"),
		UnmarshalJSON: decodes(n, "UnmarshalJSON"),
		Unwritable:    !internalAllowed(pathOf(n.Obj()), b.host.Package),
		Constants:     constantsOf(n),
	}
	b.spoken(n.Obj(), &d)
	if b.wanted != nil && d.Position.File != "" && pathOf(n.Obj()) != RuntimePath {
		b.wanted[pathOf(n.Obj())] = true // its comments speak too
	}
	for _, m := range schemaMethods {
		if obj, _, _ := types.LookupFieldOrMethod(n, false, n.Obj().Pkg(), m); obj != nil {
			if _, ok := obj.(*types.Func); ok {
				d.SchemaMethods = append(d.SchemaMethods, m)
			}
		}
	}
	d.Underlying = b.typ(n.Underlying())
	b.types[id] = d
}

func (b *typeReader) fields(u *types.Struct) []Field {
	var out []Field
	for i := range u.NumFields() {
		v := u.Field(i)
		f := Field{
			Name: v.Name(), Tag: u.Tag(i), Embedded: v.Embedded(), Exported: v.Exported(),
			Doc: b.fieldDoc(v), Position: b.at(v.Pos()),
		}
		if v.Exported() || v.Embedded() {
			f.Type = b.typ(v.Type())
		} else {
			f.Type = Type{Kind: Other, Expr: exprOf(v.Type()), Text: textOf(v.Type())}
		}
		out = append(out, f)
	}
	return out
}

// spoken notes what the comment of a named type says.
func (b *typeReader) spoken(obj types.Object, d *Definition) {
	doc := b.typeDoc(obj)
	d.Doc = doc.Text()
	if text, first := statedIn(doc); text != "" {
		d.Schema, d.SchemaAt = text, b.at(first.Pos())
	}
}

// decodes reports whether values of a type, or of its pointer, are read by the
// method of this name: func([]byte) error. An interface has no value to read into.
func decodes(n *types.Named, name string) bool {
	if types.IsInterface(n) {
		return false
	}
	obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(n), true, nil, name)
	fn, ok := obj.(*types.Func)
	if !ok {
		return false
	}
	sig := fn.Signature()
	return sig.Params().Len() == 1 && sig.Results().Len() == 1 && !sig.Variadic() &&
		types.Identical(sig.Params().At(0).Type(), types.NewSlice(types.Typ[types.Byte])) && isError(sig.Results().At(0).Type())
}

// constantsOf are the exported constants of a named type, in the order of their names.
func constantsOf(n *types.Named) []string {
	if n.Obj().Pkg() == nil {
		return nil
	}
	var out []string
	scope := n.Obj().Pkg().Scope()
	for _, name := range scope.Names() {
		if c, ok := scope.Lookup(name).(*types.Const); ok && c.Exported() && types.Identical(c.Type(), n) {
			out = append(out, name)
		}
	}
	return out
}

// declarations finds the syntax that declares an object of a root package.
func (r *reader) declarations(obj types.Object, visit func(*ast.GenDecl, ast.Spec)) {
	p := r.pkgs[pathOf(obj)]
	if p == nil {
		return
	}
	i := slices.IndexFunc(p.Syntax, func(f *ast.File) bool { return f.FileStart <= obj.Pos() && obj.Pos() < f.FileEnd })
	if i < 0 {
		return
	}
	ast.Inspect(p.Syntax[i], func(n ast.Node) bool {
		d, ok := n.(*ast.GenDecl)
		if !ok || d.Tok != token.TYPE {
			return true
		}
		for _, s := range d.Specs {
			if s.Pos() <= obj.Pos() && obj.Pos() < s.End() {
				visit(d, s)
			}
		}
		return false
	})
}

func pathOf(obj types.Object) string {
	if obj.Pkg() == nil {
		return ""
	}
	return obj.Pkg().Path()
}

// typeDoc is the comment of a named type; nil where it has none or the source
// of its package is not at hand.
func (r *reader) typeDoc(obj types.Object) *ast.CommentGroup {
	var doc *ast.CommentGroup
	r.declarations(obj, func(d *ast.GenDecl, s ast.Spec) {
		if ts, ok := s.(*ast.TypeSpec); ok && ts.Name.Pos() == obj.Pos() {
			doc = typeComment(d, ts)
		}
	})
	return doc
}

func (r *reader) fieldDoc(v *types.Var) string {
	doc := ""
	r.declarations(v, func(_ *ast.GenDecl, s ast.Spec) {
		ast.Inspect(s, func(n ast.Node) bool {
			f, ok := n.(*ast.Field)
			if !ok || !(f.Pos() <= v.Pos() && v.Pos() < f.End()) {
				return true
			}
			doc = f.Doc.Text()
			if doc == "" {
				doc = f.Comment.Text()
			}
			return true
		})
	})
	return doc
}
