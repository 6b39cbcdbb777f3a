package testgolden

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// mutator changes one file of a plugin at a place that chance picks.
type mutator struct {
	r    *rand.Rand
	fset *token.FileSet
	file *ast.File
}

// mutation is a way to break a plugin, or not.
type mutation struct {
	name     string
	harmless bool // the plugin stays valid and offers the same
	apply    func(m *mutator) bool
}

// mutate applies one mutation to a source; false where it finds no place.
func mutate(r *rand.Rand, src []byte, how mutation) ([]byte, bool) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "x.go", src, parser.SkipObjectResolution)
	if err != nil {
		return nil, false
	}
	m := &mutator{r: r, fset: fset, file: file}
	if !how.apply(m) {
		return nil, false
	}
	var b bytes.Buffer
	if err := format.Node(&b, fset, file); err != nil {
		return nil, false
	}
	out := append(b.Bytes(), helpersFor(b.Bytes())...)
	if line, _, _ := bytes.Cut(src, []byte("\n")); bytes.HasPrefix(line, []byte("//go:build")) {
		out = slices.Concat(line, []byte("\n\n"), out) // other comments are not kept
	}
	return out, true
}

// helpers are what mutated code may call, added where it does.
var helpers = []struct{ name, text string }{
	{"mutFlag", "\nvar mutFlag = len(mutText()) > 0\n\nfunc mutText() string { return \"x\" }\n"},
	{"mutSame", "\nfunc mutSame[T any](x T) T { return x }\n"},
	{"mutTamper", "\nfunc mutTamper[T any](x []T) {\n\tif len(x) > 0 {\n\t\tx[0] = x[len(x)-1]\n\t}\n}\n"},
	{"mutClear", "\nfunc mutClear[T any](x []T) { clear(x) }\n"},
}

func helpersFor(src []byte) (out []byte) {
	for _, h := range helpers {
		if bytes.Contains(src, []byte(h.name)) {
			out = append(out, h.text...)
		}
	}
	return out
}

func pick[T any](m *mutator, from []T) (t T, ok bool) {
	if len(from) == 0 {
		return t, false
	}
	return from[m.r.IntN(len(from))], true
}

// all are the nodes of one type in the file.
func all[T ast.Node](m *mutator) (out []T) {
	ast.Inspect(m.file, func(n ast.Node) bool {
		if t, ok := n.(T); ok {
			out = append(out, t)
		}
		return true
	})
	return out
}

// parsed is the only statement of a text.
func parsed(text string) []ast.Stmt {
	f, err := parser.ParseFile(token.NewFileSet(), "s.go", "package p\nfunc f() {\n"+text+"\n}", parser.SkipObjectResolution)
	if err != nil {
		panic(err)
	}
	return f.Decls[0].(*ast.FuncDecl).Body.List
}

// lists are the statement lists of the file that hold something.
func (m *mutator) lists() (out []*[]ast.Stmt) {
	ast.Inspect(m.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt:
			if len(n.List) > 0 {
				out = append(out, &n.List)
			}
		case *ast.CaseClause:
			if len(n.Body) > 0 {
				out = append(out, &n.Body)
			}
		}
		return true
	})
	return out
}

// onStatement replaces a statement by others.
func onStatement(by func(m *mutator, st ast.Stmt) []ast.Stmt) func(*mutator) bool {
	return func(m *mutator) bool {
		list, ok := pick(m, m.lists())
		if !ok {
			return false
		}
		i := m.r.IntN(len(*list))
		to := by(m, (*list)[i])
		if to == nil {
			return false
		}
		*list = slices.Concat((*list)[:i:i], to, (*list)[i+1:])
		return true
	}
}

// around puts a statement where the text has HERE.
func around(text string) func(*mutator) bool {
	return onStatement(func(m *mutator, st ast.Stmt) []ast.Stmt {
		out := parsed(text)
		for _, top := range out {
			ast.Inspect(top, func(n ast.Node) bool {
				if b, ok := n.(*ast.BlockStmt); ok {
					replaceHere(b.List, st)
				}
				if c, ok := n.(*ast.CaseClause); ok {
					replaceHere(c.Body, st)
				}
				return n != st
			})
		}
		replaceHere(out, st)
		return out
	})
}

func replaceHere(list []ast.Stmt, st ast.Stmt) {
	for i, s := range list {
		if e, ok := s.(*ast.ExprStmt); ok {
			if id, ok := e.X.(*ast.Ident); ok && id.Name == "HERE" {
				list[i] = st
			}
		}
	}
}

// slots are the places of the file that hold an expression of value.
func (m *mutator) slots() (out []*ast.Expr) {
	ast.Inspect(m.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ReturnStmt:
			out = appendSlots(out, n.Results)
		case *ast.CompositeLit:
			out = appendSlots(out, n.Elts)
		case *ast.KeyValueExpr:
			out = append(out, &n.Value)
		case *ast.CallExpr:
			out = appendSlots(out, n.Args)
		case *ast.AssignStmt:
			out = appendSlots(out, n.Rhs)
		case *ast.ValueSpec:
			out = appendSlots(out, n.Values)
		case *ast.RangeStmt:
			out = append(out, &n.X)
		case *ast.IfStmt:
			out = append(out, &n.Cond)
		}
		return true
	})
	return slices.DeleteFunc(out, func(e *ast.Expr) bool { _, pair := (*e).(*ast.KeyValueExpr); return pair })
}

func appendSlots(out []*ast.Expr, from []ast.Expr) []*ast.Expr {
	for i := range from {
		out = append(out, &from[i])
	}
	return out
}

func onExpr(by func(m *mutator, e ast.Expr) ast.Expr) func(*mutator) bool {
	return func(m *mutator) bool {
		slot, ok := pick(m, m.slots())
		if !ok {
			return false
		}
		to := by(m, *slot)
		if to == nil {
			return false
		}
		*slot = to
		return true
	}
}

// within puts an expression where the text has HERE.
func within(text string) func(*mutator) bool {
	return onExpr(func(m *mutator, e ast.Expr) ast.Expr {
		if lit, ok := e.(*ast.CompositeLit); ok && lit.Type == nil {
			return nil
		}
		var b bytes.Buffer
		if format.Node(&b, m.fset, e) != nil {
			return nil
		}
		x, err := parser.ParseExpr(strings.ReplaceAll(text, "HERE", b.String()))
		if err != nil {
			return nil
		}
		return x
	})
}

// onStrings changes a string literal, tags and imports left out.
func onStrings(by func(m *mutator, s string) string) func(*mutator) bool {
	return func(m *mutator) bool {
		var lits []*ast.BasicLit
		for _, slot := range m.slots() {
			if lit, ok := (*slot).(*ast.BasicLit); ok && lit.Kind == token.STRING {
				lits = append(lits, lit)
			}
		}
		lit, ok := pick(m, lits)
		if !ok {
			return false
		}
		s, _ := strconv.Unquote(lit.Value)
		to := by(m, s)
		if to == s {
			return false
		}
		lit.Value = strconv.Quote(to)
		return true
	}
}

// typeSlots are the places of fields, parameters and results that hold a type.
func (m *mutator) typeSlots() (out []*ast.Expr) {
	for _, f := range all[*ast.Field](m) {
		out = append(out, &f.Type)
	}
	return out
}

// renameAll renames every use of a name of the file.
func (m *mutator) renameAll(from, to string) bool {
	found := false
	for _, id := range all[*ast.Ident](m) {
		if id.Name == from {
			id.Name, found = to, true
		}
	}
	return found
}

// swapCase exports a name, or the opposite.
func swapCase(s string) string {
	r := []rune(s)
	if unicode.IsUpper(r[0]) {
		r[0] = unicode.ToLower(r[0])
	} else {
		r[0] = unicode.ToUpper(r[0])
	}
	return string(r)
}
