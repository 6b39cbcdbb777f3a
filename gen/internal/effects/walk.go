package effects

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
)

// visit is a piece of code that runs on import.
type visit struct {
	*index
	node  ast.Node
	way   []Step
	env   *env
	maybe bool // only under a condition, or not at once
}

type report struct {
	pos    token.Pos
	symbol string
}

// walker collects the effects of one package's import-time code, nearest first.
type walker struct {
	module   *Module
	queue    []visit
	visited  map[string]bool
	reported map[report]bool
	effects  []Effect
}

// scope is a visit in the course of being walked.
type scope struct {
	*walker
	visit
	left bool // a return under a condition, or a defer, was passed: what follows may not run
}

func (w *walker) run(v visit) {
	key := fmt.Sprint(v.node.Pos(), v.maybe, v.env.id())
	if w.visited[key] {
		return
	}
	w.visited[key] = true
	s := &scope{walker: w, visit: v}
	s.walk(v.node, v.maybe)
}

// walk goes through code in source order. A function literal only makes a
// value: its body is walked where it is called.
func (s *scope) walk(n ast.Node, maybe bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			s.call(n, maybe || s.left)
			return false
		case *ast.GoStmt:
			s.report(n.Pos(), "go", "starts a goroutine")
			s.call(n.Call, true)
			return false
		case *ast.IfStmt:
			s.branch(n, maybe)
			return false
		case *ast.ForStmt:
			s.each(maybe, n.Init)
			s.each(true, n.Cond, n.Body, n.Post)
			return false
		case *ast.CaseClause:
			s.list(n.Body, len(n.List), n)
			return false
		case *ast.CommClause:
			s.each(true, n.Comm)
			s.list(n.Body, 0, nil)
			return false
		case *ast.BinaryExpr:
			s.each(maybe, n.X)
			s.each(maybe || n.Op == token.LAND || n.Op == token.LOR, n.Y)
			return false
		case *ast.RangeStmt:
			s.ranged(n, maybe)
			return false
		}
		s.statement(n, maybe)
		return true
	})
}

// statement notes what the statement itself does; walk goes on with its parts.
func (s *scope) statement(n ast.Node, maybe bool) {
	switch n := n.(type) {
	case *ast.DeferStmt:
		s.left = true
	case *ast.ReturnStmt, *ast.BranchStmt:
		s.left = s.left || maybe
	case *ast.AssignStmt:
		for _, l := range n.Lhs {
			s.assigned(l)
		}
	case *ast.IncDecStmt:
		s.assigned(n.X)
	}
}

// each walks parts that may be absent.
func (s *scope) each(maybe bool, parts ...ast.Node) {
	for _, n := range parts {
		if !absent(n) {
			s.walk(n, maybe)
		}
	}
}

// absent reports an optional part of a node that is not there.
func absent(n ast.Node) bool {
	switch n := n.(type) {
	case nil:
		return true
	case *ast.BlockStmt:
		return n == nil
	}
	return false
}

func (s *scope) list(body []ast.Stmt, cases int, clause *ast.CaseClause) {
	for i := range cases {
		s.walk(clause.List[i], true)
	}
	for _, stmt := range body {
		s.walk(stmt, true)
	}
}

// branch leaves out what a constant condition excludes.
func (s *scope) branch(n *ast.IfStmt, maybe bool) {
	s.each(maybe, n.Init, n.Cond)
	value := s.Info.Types[n.Cond].Value
	switch {
	case value == nil || value.Kind() != constant.Bool:
		s.each(true, n.Body, n.Else)
	case constant.BoolVal(value):
		s.each(maybe, n.Body)
	default:
		s.each(maybe, n.Else)
	}
}

// ranged walks a loop; ranging over a known function calls it.
func (s *scope) ranged(n *ast.RangeStmt, maybe bool) {
	s.each(maybe, n.X)
	s.start(s.resolve(n.X), n.X, nil, true)
	for _, e := range []ast.Expr{n.Key, n.Value} {
		if e != nil && n.Tok == token.ASSIGN {
			s.assigned(e)
		}
	}
	s.each(true, n.Body)
}

// imports reports the imports that are there for what they do.
func (w *walker) imports(x *index) {
	s := &scope{walker: w, visit: visit{index: x}}
	for _, spec := range x.imports {
		path := importPath(spec)
		if w.module.owns(path) {
			continue // its effects are found in its own source
		}
		if what, ok := importing[path]; ok {
			s.report(spec.Path.Pos(), path, "imports "+path+", which "+what)
		} else if spec.Name != nil && spec.Name.Name == "_" && !harmless[path] {
			s.report(spec.Path.Pos(), path, "imports "+path+" for its side effects")
		}
	}
}

// report notes an effect, once for each place.
func (s *scope) report(pos token.Pos, symbol, what string) {
	key := report{pos, symbol}
	if !s.reported[key] {
		s.reported[key] = true
		s.effects = append(s.effects, Effect{Symbol: symbol, What: what, Pos: pos, Path: s.way})
	}
}
