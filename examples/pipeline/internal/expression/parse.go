package expression

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of one expression. They keep hostile input cheap.
const (
	maxText  = 10_000 // characters
	maxDepth = 100    // of brackets and operators
)

// Expr is an expression that was read. It never changes.
type Expr struct {
	text string
	root node
}

// Parse reads an expression. The error is a *[SyntaxError].
func Parse(src string) (*Expr, error) {
	if !utf8.ValidString(src) {
		return nil, syntax(1, "the expression is no UTF-8")
	}
	runes := []rune(src)
	if len(runes) > maxText {
		return nil, syntax(1, "the expression has %d characters, and at most %d are read", len(runes), maxText)
	}
	p := &parser{lex: lexer{src: runes}}
	root, err := p.whole()
	if err != nil {
		return nil, err
	}
	return &Expr{src, root}, nil
}

// String returns the text given to Parse.
func (e *Expr) String() string { return e.text }

type parser struct {
	lex   lexer
	token token // the next one
	depth int
}

func (p *parser) whole() (node, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.token.kind == end {
		return nil, syntax(1, "the expression is empty")
	}
	root, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.token.kind != end {
		return nil, syntax(p.token.column, "an operator or the end is missing before %s", p.token)
	}
	return root, nil
}

func (p *parser) advance() error {
	t, err := p.lex.next()
	p.token = t
	return err
}

// is tells whether the next token is one of the operators, which are symbols or
// words.
func (p *parser) is(operators ...string) bool {
	return (p.token.kind == symbol || p.token.kind == name) && slices.Contains(operators, p.token.text)
}

func (p *parser) expect(what string) error {
	if !p.is(what) {
		return syntax(p.token.column, "want %q, got %s", what, p.token)
	}
	return p.advance()
}

// descend counts the depth; the caller gives it back with p.depth--.
func (p *parser) descend() error {
	if p.depth++; p.depth > maxDepth {
		return syntax(p.token.column, "the expression is nested deeper than %d levels", maxDepth)
	}
	return nil
}

// chain reads operand (operator operand)*, grouped from the left.
func (p *parser) chain(operand func() (node, error), operators ...string) (node, error) {
	left, err := operand()
	for n := 0; err == nil && p.is(operators...); n++ {
		if n == maxText/10 {
			return nil, syntax(p.token.column, "there are more than %d operators in a row", n)
		}
		op := p.token
		if err = p.advance(); err != nil {
			break
		}
		var right node
		right, err = operand()
		left = binary{canonical(op.text), op.column, left, right}
	}
	return left, err
}

func canonical(op string) string {
	if word, ok := map[string]string{"&&": "and", "||": "or", "!": "not"}[op]; ok {
		return word
	}
	return op
}

func (p *parser) or() (node, error)  { return p.chain(p.and, "or", "||") }
func (p *parser) and() (node, error) { return p.chain(p.not, "and", "&&") }

func (p *parser) not() (node, error) { return p.prefix(p.comparison, "not", "!") }

// prefix reads operators before their operand, the same any number of times; below
// reads what has none. The first word names the operator.
func (p *parser) prefix(below func() (node, error), words ...string) (node, error) {
	if !p.is(words...) {
		return below()
	}
	if err := p.descend(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	column := p.token.column
	if err := p.advance(); err != nil {
		return nil, err
	}
	operand, err := p.prefix(below, words...)
	return unary{words[0], column, operand}, err
}

var comparisons = []string{"==", "!=", "<", "<=", ">", ">=", "contains", "matches", "in"}

func (p *parser) comparison() (node, error) {
	left, err := p.sum()
	if err != nil {
		return nil, err
	}
	op := p.token
	switch {
	case p.is("between"):
		return p.between(left)
	case !p.is(comparisons...):
		return left, nil
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	right, err := p.sum()
	if err != nil {
		return nil, err
	}
	if p.is(append(comparisons, "between")...) {
		return nil, syntax(p.token.column, "comparisons do not go in a row: put and between them, or brackets around one")
	}
	if op.text == "matches" {
		return newMatch(op.column, left, right)
	}
	return binary{op.text, op.column, left, right}, nil
}

func (p *parser) between(left node) (node, error) {
	column := p.token.column
	if err := p.advance(); err != nil {
		return nil, err
	}
	low, err := p.sum()
	if err != nil {
		return nil, err
	}
	if err := p.expect("and"); err != nil {
		return nil, err
	}
	high, err := p.sum()
	return binary{"and", column, binary{">=", column, left, low}, binary{"<=", column, left, high}}, err
}

// newMatch compiles a pattern that stands in the expression, so that a bad one is
// found before anything runs.
func newMatch(column int, left, right node) (node, error) {
	m := match{column: column, subject: left, pattern: right}
	lit, ok := right.(literal)
	if !ok {
		return m, nil
	}
	source, ok := lit.value.(string)
	if !ok {
		return nil, syntax(lit.column, "matches wants a pattern in quotes")
	}
	compiled, err := regexp.Compile(source)
	if err != nil {
		return nil, syntax(lit.column, "the pattern %q is not understood: %s", source, strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	m.compiled = compiled
	return m, nil
}
