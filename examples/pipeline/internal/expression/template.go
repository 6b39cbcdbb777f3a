package expression

import (
	"strings"
	"unicode/utf8"
)

// Template is a text with expressions between {{ and }}.
type Template struct {
	parts []part
}

// part is text, or an expression where there is one.
type part struct {
	text   string
	expr   *Expr
	column int // of the expression's first character in the whole
}

// ParseTemplate reads a text with any number of expressions, none included. The
// error is a *[SyntaxError] whose column is that in the whole text. {{ itself is
// written {{"{{"}}.
func ParseTemplate(src string) (*Template, error) {
	t := &Template{}
	column := 1
	for rest := src; rest != ""; {
		before, after, found := strings.Cut(rest, "{{")
		if before != "" {
			t.parts = append(t.parts, part{text: before, column: column})
		}
		if !found {
			break
		}
		column += utf8.RuneCountInString(before) + len("{{")
		inside, behind, closed := cutClosing(after)
		if !closed {
			return nil, syntax(column-len("{{"), "{{ has no closing }}")
		}
		expr, err := Parse(inside)
		if err != nil {
			return nil, moved(err, column-1)
		}
		t.parts = append(t.parts, part{expr: expr, column: column})
		column += utf8.RuneCountInString(inside) + len("}}")
		rest = behind
	}
	return t, nil
}

// cutClosing looks for the }} that stands in no quotes.
func cutClosing(s string) (inside, behind string, found bool) {
	var quote byte
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0 && c == '\\':
			i++
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case quote == 0 && strings.HasPrefix(s[i:], "}}"):
			return s[:i], s[i+len("}}"):], true
		}
	}
	return "", "", false
}

func moved(err error, by int) error {
	switch e := err.(type) {
	case *SyntaxError:
		return &SyntaxError{e.Column + by, e.Message}
	case *EvalError:
		return &EvalError{e.Column + by, e.Message, e.missing}
	}
	return err
}

// Single says that the text is one expression and nothing else, so that its value
// keeps its type.
func (t *Template) Single() bool { return len(t.parts) == 1 && t.parts[0].expr != nil }

// Constant says that there is no expression at all.
func (t *Template) Constant() bool {
	for _, p := range t.parts {
		if p.expr != nil {
			return false
		}
	}
	return true
}

// Fill returns the text with the values of its expressions, or the value itself
// where it is [Template.Single]. What is filled in is not looked at again, so that
// data cannot bring expressions. The error is an *[EvalError] whose column is that
// in the whole text.
func (t *Template) Fill(s *Scope) (any, error) {
	var b strings.Builder
	for _, p := range t.parts {
		if p.expr == nil {
			b.WriteString(p.text)
			continue
		}
		v, err := p.expr.Eval(s)
		if err != nil {
			return nil, moved(err, p.column-1)
		}
		if t.Single() {
			return v, nil
		}
		b.WriteString(Text(v))
	}
	return b.String(), nil
}

// References returns what the expressions read, their columns in the whole text.
func (t *Template) References() []Reference {
	var out []Reference
	for _, p := range t.parts {
		if p.expr == nil {
			continue
		}
		for _, r := range p.expr.References() {
			r.Column += p.column - 1
			out = append(out, r)
		}
	}
	return out
}
