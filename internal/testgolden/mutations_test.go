package testgolden

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
)

// mutations are all of them.
var mutations = []mutation{
	{name: "reorder declarations", harmless: true, apply: reorderDecls},
	{name: "parentheses", harmless: true, apply: within("(HERE)")},
	{name: "unused helper", harmless: true, apply: func(m *mutator) bool {
		return m.addDecl("func mutUnused(list []int) (out int) { return }")
	}},
	{name: "unused type", harmless: true, apply: func(m *mutator) bool {
		return m.addDecl("type mutUnused struct{ Name string }")
	}},
	{name: "drop declaration", apply: dropDecl},
	{name: "drop method", apply: dropMethod},
	{name: "drop import", apply: dropImport},
	{name: "drop statement", apply: onStatement(func(m *mutator, st ast.Stmt) []ast.Stmt { return []ast.Stmt{} })},
	{name: "statement twice", apply: onStatement(func(m *mutator, st ast.Stmt) []ast.Stmt { return []ast.Stmt{st, st} })},
	{name: "swap statements", apply: swapStatements},
	{name: "drop element", apply: onElements(func(m *mutator, i int, l []ast.Expr) []ast.Expr { return slices.Delete(l, i, i+1) })},
	{name: "element twice", apply: onElements(func(m *mutator, i int, l []ast.Expr) []ast.Expr { return append(l, l[i]) })},
	{name: "swap elements", apply: onElements(func(m *mutator, i int, l []ast.Expr) []ast.Expr {
		j := m.r.IntN(len(l))
		l[i], l[j] = l[j], l[i]
		return l
	})},
	{name: "drop field", apply: dropField},
	{name: "rename one use", apply: renameOne},
	{name: "rename everywhere", apply: renameEverywhere},
	{name: "change case", apply: func(m *mutator) bool {
		id, ok := pick(m, all[*ast.Ident](m))
		return ok && m.renameAll(id.Name, swapCase(id.Name))
	}},
	{name: "empty string", apply: onStrings(func(m *mutator, s string) string { return "" })},
	{name: "other string", apply: onStrings(func(m *mutator, s string) string {
		to, _ := pick(m, []string{"1.2", "v1.0.0", "2.0.0", "A b", "ünï", "a/b", "StepTypes/x", ">=9", "x\ny", "StepTypes/"})
		return to
	})},
	{name: "change type", apply: changeType},
	{name: "receiver", apply: flipReceiver},
	{name: "package clause", apply: func(m *mutator) bool {
		m.file.Name.Name, _ = pick(m, []string{"main", "other", "runtime", "x_test"})
		return true
	}},
	{name: "type parameters", apply: typeParams},
	{name: "tag", apply: changeTag},
	{name: "parameter more", apply: addParameter},
	{name: "shadow", apply: insertFirst},
	{name: "swap expressions", apply: swapExprs},
	{name: "tamper at init", apply: tamperAtInit},
	{name: "tamper before return", apply: tamperBeforeReturn},
	{name: "under a loop", apply: around("for i := 0; i < 2; i++ {\nHERE\n}")},
	{name: "under a range", apply: around("for range 2 {\nHERE\n}")},
	{name: "under a range of none", apply: around("for range 0 {\nHERE\n}")},
	{name: "under an if", apply: around("if mutFlag {\nHERE\n}")},
	{name: "under an if never", apply: around("if !mutFlag {\nHERE\n}")},
	{name: "under a false", apply: around("if false {\nHERE\n}")},
	{name: "under an else", apply: around("if mutFlag {\n} else {\nHERE\n}")},
	{name: "under a switch", apply: around("switch {\ncase mutFlag:\nHERE\n}")},
	{name: "under a switch that falls", apply: around("switch {\ncase mutFlag:\nHERE\nfallthrough\ndefault:\nHERE\n}")},
	{name: "under a type switch", apply: around("switch any(mutFlag).(type) {\ncase bool:\nHERE\n}")},
	{name: "in a block", apply: around("{\nHERE\n}")},
	{name: "in a closure", apply: around("func() {\nHERE\n}()")},
	{name: "in a named closure", apply: around("mutDo := func() {\nHERE\n}\nmutDo()")},
	{name: "deferred", apply: around("defer func() {\nHERE\n}()")},
	{name: "goto over", apply: around("goto mutEnd\nHERE\nmutEnd:")},
	{name: "goto back", apply: around("mutN := 0\nmutBack:\nHERE\nif mutN++; mutN < 2 {\ngoto mutBack\n}")},
	{name: "labelled break", apply: around("mutLoop:\nfor {\nHERE\nbreak mutLoop\n}")},
	{name: "same", apply: within("mutSame(HERE)")},
	{name: "closure's", apply: within("func() string { return HERE }()")},
	{name: "with a variable", apply: within("(HERE + mutText())")},
	{name: "converted", apply: within("string([]byte(HERE))")},
	{name: "without the first", apply: within("(HERE)[1:]")},
	{name: "none of it", apply: within("(HERE)[:0]")},
	{name: "appended to itself", apply: within("append(HERE, HERE...)")},
	{name: "copied", apply: within("append(HERE[:0:0], HERE...)")},
	{name: "negated", apply: within("!(HERE)")},
	{name: "nil", apply: within("nil")},
}

func (m *mutator) addDecl(text string) bool {
	f, err := parser.ParseFile(token.NewFileSet(), "d.go", "package p\n"+text, parser.SkipObjectResolution)
	if err != nil {
		return false
	}
	m.file.Decls = append(m.file.Decls, f.Decls...)
	return true
}

// imports is the number of import declarations, which come first.
func (m *mutator) imports() int {
	n := 0
	for n < len(m.file.Decls) {
		if d, ok := m.file.Decls[n].(*ast.GenDecl); !ok || d.Tok != token.IMPORT {
			break
		}
		n++
	}
	return n
}

func reorderDecls(m *mutator) bool {
	rest := m.file.Decls[m.imports():]
	m.r.Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
	return len(rest) > 1 && len(m.file.Comments) == 0
}

func dropDecl(m *mutator) bool {
	n := m.imports()
	if n == len(m.file.Decls) {
		return false
	}
	i := n + m.r.IntN(len(m.file.Decls)-n)
	m.file.Decls = slices.Delete(m.file.Decls, i, i+1)
	return true
}

func dropMethod(m *mutator) bool {
	fn, ok := pick(m, slices.DeleteFunc(all[*ast.FuncDecl](m), func(fn *ast.FuncDecl) bool { return fn.Recv == nil }))
	if ok {
		m.file.Decls = slices.DeleteFunc(m.file.Decls, func(d ast.Decl) bool { return d == fn })
	}
	return ok
}

func dropImport(m *mutator) bool {
	var with []*ast.GenDecl
	for _, d := range all[*ast.GenDecl](m) {
		if d.Tok == token.IMPORT && len(d.Specs) > 1 {
			with = append(with, d)
		}
	}
	d, ok := pick(m, with)
	if ok {
		i := m.r.IntN(len(d.Specs))
		d.Specs = slices.Delete(d.Specs, i, i+1)
	}
	return ok
}

func swapStatements(m *mutator) bool {
	list, ok := pick(m, slices.DeleteFunc(m.lists(), func(l *[]ast.Stmt) bool { return len(*l) < 2 }))
	if ok {
		i := m.r.IntN(len(*list) - 1)
		(*list)[i], (*list)[i+1] = (*list)[i+1], (*list)[i]
	}
	return ok
}

func onElements(by func(m *mutator, i int, list []ast.Expr) []ast.Expr) func(*mutator) bool {
	return func(m *mutator) bool {
		lit, ok := pick(m, slices.DeleteFunc(all[*ast.CompositeLit](m), func(l *ast.CompositeLit) bool { return len(l.Elts) == 0 }))
		if ok {
			lit.Elts = by(m, m.r.IntN(len(lit.Elts)), lit.Elts)
		}
		return ok
	}
}

func dropField(m *mutator) bool {
	l, ok := pick(m, slices.DeleteFunc(all[*ast.FieldList](m), func(l *ast.FieldList) bool { return len(l.List) == 0 }))
	if ok {
		i := m.r.IntN(len(l.List))
		l.List = slices.Delete(l.List, i, i+1)
	}
	return ok
}

func renameOne(m *mutator) bool {
	ids := all[*ast.Ident](m)
	a, _ := pick(m, ids)
	b, ok := pick(m, ids)
	if !ok || a.Name == b.Name {
		return false
	}
	a.Name = b.Name
	return true
}

func renameEverywhere(m *mutator) bool {
	id, ok := pick(m, all[*ast.Ident](m))
	to, _ := pick(m, []string{"mutName", "Renamed", "init", "main", "Init", "string", "nil", "Config", "Plugin", "Health", "Start", "_"})
	return ok && id.Name != to && m.renameAll(id.Name, to)
}

func changeType(m *mutator) bool {
	slot, ok := pick(m, m.typeSlots())
	if !ok {
		return false
	}
	switch text, _ := pick(m, []string{"int", "string", "any", "error", "[]string", "func()", "chan int", "map[string]any", "*", "[]"}); text {
	case "*":
		*slot = &ast.StarExpr{X: *slot}
	case "[]":
		*slot = &ast.ArrayType{Elt: *slot}
	default:
		*slot, _ = parser.ParseExpr(text)
	}
	return true
}

func flipReceiver(m *mutator) bool {
	fn, ok := pick(m, slices.DeleteFunc(all[*ast.FuncDecl](m), func(fn *ast.FuncDecl) bool { return fn.Recv == nil }))
	if !ok {
		return false
	}
	recv := fn.Recv.List[0]
	if star, isPointer := recv.Type.(*ast.StarExpr); isPointer {
		recv.Type = star.X
	} else {
		recv.Type = &ast.StarExpr{X: recv.Type}
	}
	return true
}

func typeParams(m *mutator) bool {
	params := func() *ast.FieldList {
		return &ast.FieldList{List: []*ast.Field{{Names: []*ast.Ident{ast.NewIdent("MutT")}, Type: ast.NewIdent("any")}}}
	}
	if fn, ok := pick(m, all[*ast.FuncDecl](m)); ok && m.r.IntN(2) == 0 {
		fn.Type.TypeParams = params()
		return true
	}
	spec, ok := pick(m, all[*ast.TypeSpec](m))
	if ok {
		spec.TypeParams = params()
	}
	return ok
}

func changeTag(m *mutator) bool {
	f, ok := pick(m, slices.DeleteFunc(all[*ast.Field](m), func(f *ast.Field) bool { return f.Tag == nil }))
	if !ok {
		return false
	}
	f.Tag.Value, _ = pick(m, []string{
		"``", "`json:\"-\"`", "`json:\",inline\"`", "`json:\"\"`", "`json:\"a b\"`", "`json`", "`json:\"other\"`", "`json:\"x\" json:\"y\"`",
		"`json:\"level\" jsonschema:\"minimum=x\"`", "`jsonschema:\"enum=a,enum=b\"`", "`jsonschema:\"default=zzz\"`", "`json:\"q\" jsonschema:\"pattern=(\"`",
	})
	return true
}

func addParameter(m *mutator) bool {
	fn, ok := pick(m, all[*ast.FuncDecl](m))
	if !ok {
		return false
	}
	text, _ := pick(m, []string{"int", "string", "...int", "context.Context", "*Plugin", "Config", "error"})
	t := parsedType(text)
	list := &fn.Type.Params.List
	*list = append(*list, &ast.Field{Names: []*ast.Ident{ast.NewIdent("mutParam")}, Type: t})
	return true
}

func parsedType(text string) ast.Expr {
	f := parsed("_ = func(" + "x " + text + ") {}")
	return f[0].(*ast.AssignStmt).Rhs[0].(*ast.FuncLit).Type.Params.List[0].Type
}

func insertFirst(m *mutator) bool {
	fn, ok := pick(m, slices.DeleteFunc(all[*ast.FuncDecl](m), func(fn *ast.FuncDecl) bool { return fn.Body == nil }))
	if !ok {
		return false
	}
	text, _ := pick(m, []string{
		"string := 0\n_ = string", "nil := 0\n_ = nil", "runtime := 0\n_ = runtime", "append := mutSame[int]\n_ = append",
		"type Component[T any] struct{ Name string }", "const version = \"9\"", "var rows = []int{}\n_ = rows", "return",
		"panic(\"never\")", "if mutFlag {\npanic(\"sometimes\")\n}", "for range 2 {\n}",
	})
	fn.Body.List = append(parsed(text), fn.Body.List...)
	return true
}

func swapExprs(m *mutator) bool {
	slots := m.slots()
	a, _ := pick(m, slots)
	b, ok := pick(m, slots)
	if !ok || a == b || within2(*a, *b) || within2(*b, *a) {
		return false
	}
	*a, *b = *b, *a
	return true
}

func within2(outer, inner ast.Node) bool {
	return outer.Pos() <= inner.Pos() && inner.End() <= outer.End()
}

// tampering changes a list through its name.
var tampering = []string{
	"mutTamper(NAME)", "mutClear(NAME)", "NAME = nil", "NAME = NAME[1:]", "NAME = append(NAME, NAME...)", "NAME[0] = NAME[1]",
	"mutOther := NAME\nmutTamper(mutOther)", "for i := range NAME {\nNAME[i] = NAME[0]\n}", "defer mutTamper(NAME)",
	"copy(NAME, NAME[1:])", "mutPointer := &NAME[0]\n*mutPointer = NAME[1]", "clear(NAME)", "NAME, _ = NAME[:1], 0",
	"for _, mutX := range NAME {\n_ = mutX\n}", "_ = append(NAME[:0], NAME[1:]...)", "defer func() { mutClear(NAME) }()",
}

func tamperAtInit(m *mutator) bool {
	var names []string
	for _, d := range all[*ast.GenDecl](m) {
		for _, s := range d.Specs {
			if v, ok := s.(*ast.ValueSpec); ok && d.Tok == token.VAR && v.Names[0].Name != "_" {
				names = append(names, v.Names[0].Name)
			}
		}
	}
	name, ok := pick(m, names)
	text, _ := pick(m, tampering)
	return ok && m.addDecl("func init() {\nif len("+name+") < 2 { return }\n"+replaceName(text, name)+"\n}")
}

func tamperBeforeReturn(m *mutator) bool {
	type place struct {
		list *[]ast.Stmt
		at   int
		name string
	}
	var places []place
	for _, l := range m.lists() {
		for i, st := range *l {
			if r, ok := st.(*ast.ReturnStmt); ok && len(r.Results) == 1 {
				if id, ok := r.Results[0].(*ast.Ident); ok {
					places = append(places, place{l, i, id.Name})
				}
			}
		}
	}
	p, ok := pick(m, places)
	if !ok {
		return false
	}
	text, _ := pick(m, tampering)
	*p.list = slices.Insert(*p.list, p.at, parsed(replaceName(text, p.name))...)
	return true
}
