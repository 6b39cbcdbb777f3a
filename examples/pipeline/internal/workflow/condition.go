package workflow

import (
	"fmt"
	"strings"

	"github.com/plugingen/plugingen/examples/pipeline/internal/expression"
	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
)

// condition decides whether a step runs. String is how its reason is told.
type condition interface {
	holds(*expression.Scope, *jsonyamlbridge.Document) (bool, error)
	String() string
}

type fixed bool

func (f fixed) holds(*expression.Scope, *jsonyamlbridge.Document) (bool, error) { return bool(f), nil }

func (f fixed) String() string {
	if f {
		return "true"
	}
	return "false"
}

// test is an expression with its place in the file.
type test struct {
	expr *expression.Expr
	path string
}

func (t test) holds(scope *expression.Scope, doc *jsonyamlbridge.Document) (bool, error) {
	ok, err := t.expr.Holds(scope)
	if err != nil {
		return false, faultsOf(doc.Fault(t.path, err.Error()))
	}
	return ok, nil
}

func (t test) String() string { return t.expr.String() }

type combination struct {
	or    bool
	parts []condition
}

// holds looks only at as many parts as decide.
func (c combination) holds(scope *expression.Scope, doc *jsonyamlbridge.Document) (bool, error) {
	for _, part := range c.parts {
		ok, err := part.holds(scope, doc)
		if err != nil || ok == c.or {
			return ok, err
		}
	}
	return !c.or, nil
}

func (c combination) String() string {
	parts := make([]string, len(c.parts))
	for i, part := range c.parts {
		parts[i] = "(" + part.String() + ")"
	}
	word := " and "
	if c.or {
		word = " or "
	}
	return strings.Join(parts, word)
}

type negation struct{ inner condition }

func (n negation) holds(scope *expression.Scope, doc *jsonyamlbridge.Document) (bool, error) {
	ok, err := n.inner.holds(scope, doc)
	return !ok && err == nil, err
}

func (n negation) String() string { return "not (" + n.inner.String() + ")" }

// condition compiles a condition: an expression, true or false, or a map of them.
func (l *loader) condition(s *Step, path string, value any, v view) condition {
	switch c := value.(type) {
	case bool:
		return fixed(c)
	case string:
		parsed, err := expression.Parse(c)
		if err != nil {
			l.add(s.place(path), "%v", err)
			return nil
		}
		l.check(s.place(path), parsed.References(), v)
		return test{parsed, s.place(path)}
	case map[string]any:
		return l.combined(s, path, c, v)
	}
	return nil // reported by the schema
}

func (l *loader) combined(s *Step, path string, c map[string]any, v view) condition {
	for _, word := range []string{"and", "or"} {
		items, ok := c[word].([]any)
		if !ok {
			continue
		}
		all := combination{or: word == "or"}
		for i, item := range items {
			all.parts = append(all.parts, l.condition(s, fmt.Sprintf("%s/%s/%d", path, word, i), item, v))
		}
		return all
	}
	if inner, ok := c["not"]; ok {
		return negation{l.condition(s, path+"/not", inner, v)}
	}
	return nil // reported by the schema
}
