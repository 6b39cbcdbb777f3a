package effects

import (
	"go/ast"
	"go/token"
	"go/types"
)

// index is what is looked up in a package.
type index struct {
	*Package
	funcs   map[string]*ast.FuncDecl // by full name
	vars    map[*types.Var]variable
	roots   []root
	imports []*ast.ImportSpec
	found   bool
	effects []Effect
}

// root is code that runs when the package is imported.
type root struct {
	node ast.Node
	step Step
}

// variable is what is assigned to a variable: its value is known where that
// happens once.
type variable struct {
	value   ast.Expr
	changed bool
}

func newIndex(p *Package) *index {
	x := &index{Package: p, funcs: map[string]*ast.FuncDecl{}, vars: map[*types.Var]variable{}}
	for _, file := range p.Syntax {
		x.imports = append(x.imports, file.Imports...)
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				x.function(d)
			case *ast.GenDecl:
				x.initialValues(d)
			}
		}
		x.assignments(file)
	}
	return x
}

func (x *index) function(d *ast.FuncDecl) {
	fn, ok := x.Info.Defs[d.Name].(*types.Func)
	switch {
	case !ok || d.Body == nil:
	case d.Recv == nil && d.Name.Name == "init":
		x.roots = append(x.roots, root{node: d.Body, step: Step{What: "init runs on import", Pos: d.Name.Pos()}})
	default:
		x.funcs[fn.FullName()] = d
	}
}

func (x *index) initialValues(d *ast.GenDecl) {
	if d.Tok != token.VAR {
		return
	}
	for _, spec := range d.Specs {
		vs, ok := spec.(*ast.ValueSpec)
		if !ok {
			continue
		}
		for i, value := range vs.Values {
			x.roots = append(x.roots, root{node: value, step: Step{
				What: "the initial value of " + vs.Names[i].Name + " is computed on import", Pos: vs.Names[i].Pos(),
			}})
		}
	}
}

// assignments notes what every variable of a file is given.
func (x *index) assignments(file *ast.File) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			for i, id := range n.Names {
				if len(n.Values) > 0 {
					x.assign(id, pick(n.Values, i, len(n.Names)))
				}
			}
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				x.assign(l, pick(n.Rhs, i, len(n.Lhs)))
			}
		case *ast.RangeStmt:
			x.assign(n.Key, nil)
			x.assign(n.Value, nil)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				x.assign(n.X, nil)
			}
		case *ast.FuncType: // a parameter has its caller's value to begin with
			for _, field := range n.Params.List {
				for _, id := range field.Names {
					x.assign(id, nil)
				}
			}
		}
		return true
	})
}

// pick is the value of the i-th of n names, nil where one call gives all.
func pick(values []ast.Expr, i, n int) ast.Expr {
	if len(values) != n {
		return nil
	}
	return values[i]
}

// assign notes that a variable is given a value, nil where it is not known.
func (x *index) assign(to, value ast.Expr) {
	if to == nil {
		return
	}
	var v *types.Var
	switch to := ast.Unparen(to).(type) {
	case *ast.Ident:
		v, _ = x.Info.ObjectOf(to).(*types.Var)
	case *ast.SelectorExpr:
		v, _ = x.Info.Uses[to.Sel].(*types.Var)
	}
	if v == nil || v.IsField() {
		return
	}
	if _, again := x.vars[v]; again || value == nil {
		x.vars[v] = variable{changed: true}
		return
	}
	x.vars[v] = variable{value: value}
}

// value is the only value that a variable of the package ever has, nil where
// that is not known.
func (x *index) value(v *types.Var) ast.Expr {
	known := x.vars[v]
	if known.changed {
		return nil
	}
	return known.value
}

// packageVar is the package-level variable of that name, nil where there is none.
func (x *index) packageVar(name string) *types.Var {
	v, _ := x.Types.Scope().Lookup(name).(*types.Var)
	return v
}
