package catalog

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
)

// guard reads the methods that a guard of a kind's components has to have, or
// says why there is none.
func (r *reader) guard(kind *types.Func, iface *types.Interface) (methods []Method, why string) {
	if r.unguarded(kind) {
		return nil, "a directive of the contract says so"
	}
	for i := range iface.NumMethods() {
		m := iface.Method(i)
		switch sig := m.Type().(*types.Signature); {
		case !m.Exported():
			return nil, fmt.Sprintf("its method %s is not exported", m.Name())
		case m.Name() == "Unwrap":
			return nil, "it has a method Unwrap, which is what guards are taken off by"
		case !r.writable(sig):
			return nil, fmt.Sprintf("the wiring cannot name the types of its method %s", m.Name())
		default:
			methods = append(methods, guardMethod(m.Name(), sig))
		}
	}
	if methods == nil {
		return nil, "it has no methods"
	}
	return methods, ""
}

func guardMethod(name string, sig *types.Signature) Method {
	m := Method{Name: name, Params: variables(sig.Params()), Variadic: sig.Variadic(), Results: variables(sig.Results())}
	if n := sig.Results().Len(); n > 0 {
		m.Err = types.Identical(sig.Results().At(n-1).Type(), types.Universe.Lookup("error").Type())
	}
	return m
}

func variables(t *types.Tuple) []Variable {
	var out []Variable
	for v := range t.Variables() {
		out = append(out, Variable{Name: v.Name(), Type: exprOf(v.Type()), Context: isNamed(v.Type(), "context", "Context")})
	}
	return out
}

// writable reports whether the wiring can write a type so that it is the same type.
func (r *reader) writable(t types.Type) bool {
	for _, tok := range exprOf(t) {
		path := tok.Ident.Path
		if path != "" && path != r.host.Package && !(isExported(tok.Ident.Name) && internalAllowed(path, r.host.Package)) {
			return false
		}
	}
	return portable(t)
}

// portable reports whether a type literal means the same in every package: the
// names in it that are not exported do not, and unsafe wants an import.
func portable(t types.Type) bool {
	switch t := t.(type) {
	case *types.Basic:
		return t.Kind() != types.UnsafePointer
	case *types.Map:
		return portable(t.Key()) && portable(t.Elem())
	case interface{ Elem() types.Type }: // pointer, slice, array, channel
		return portable(t.Elem())
	case *types.Signature:
		return portable(t.Params()) && portable(t.Results())
	case *types.Tuple:
		for v := range t.Variables() {
			if !portable(v.Type()) {
				return false
			}
		}
	case *types.Struct:
		for f := range t.Fields() {
			if !f.Exported() || !portable(f.Type()) {
				return false
			}
		}
	case *types.Interface:
		for m := range t.Methods() {
			if !m.Exported() || !portable(m.Type()) {
				return false
			}
		}
	case interface{ TypeArgs() *types.TypeList }: // named and alias
		for arg := range t.TypeArgs().Types() {
			if !portable(arg) {
				return false
			}
		}
	}
	return true
}

// unguarded reports whether the doc comment of a contract's method has the
// directive that its components are not guarded.
func (r *reader) unguarded(kind *types.Func) bool {
	p := r.pkgs[kind.Pkg().Path()]
	if p == nil {
		if r.wanted != nil {
			r.wanted[kind.Pkg().Path()] = true // the contract embeds it from there
		}
		return false
	}
	for _, file := range p.Syntax {
		if file.FileStart <= kind.Pos() && kind.Pos() < file.FileEnd {
			return saysUnguarded(file, kind.Pos())
		}
	}
	return false
}

func saysUnguarded(file *ast.File, at token.Pos) (says bool) {
	for _, d := range file.Decls {
		for _, field := range offering(d) {
			if field.Names[0].Pos() != at || field.Doc == nil {
				continue
			}
			for _, c := range field.Doc.List {
				name, _, ok := cutDirective(c)
				says = says || ok && name == unguardedDirective
			}
		}
	}
	return says
}

// offering are the methods of the interfaces of a declaration that have the
// form of a component kind: func() []runtime.Component[T].
func offering(d ast.Decl) []*ast.Field {
	decl, ok := d.(*ast.GenDecl)
	if !ok {
		return nil
	}
	var out []*ast.Field
	for _, s := range decl.Specs {
		ts, _ := s.(*ast.TypeSpec)
		if ts == nil {
			continue
		}
		if iface, ok := ts.Type.(*ast.InterfaceType); ok {
			for _, m := range iface.Methods.List {
				if len(m.Names) == 1 && offers(m.Type) {
					out = append(out, m)
				}
			}
		}
	}
	return out
}

func offers(t ast.Expr) bool {
	sig, ok := t.(*ast.FuncType)
	if !ok || sig.Params.NumFields() > 0 || sig.Results.NumFields() != 1 {
		return false
	}
	list, ok := sig.Results.List[0].Type.(*ast.ArrayType)
	if !ok || list.Len != nil {
		return false
	}
	elem, ok := list.Elt.(*ast.IndexExpr)
	if !ok {
		return false
	}
	switch x := elem.X.(type) {
	case *ast.SelectorExpr:
		return x.Sel.Name == "Component"
	case *ast.Ident:
		return x.Name == "Component"
	}
	return false
}
