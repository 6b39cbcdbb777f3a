package expression

import (
	"encoding/json"
	"slices"
)

func (p *parser) sum() (node, error)     { return p.chain(p.product, "+", "-") }
func (p *parser) product() (node, error) { return p.chain(p.signed, "*", "/", "%") }

func (p *parser) signed() (node, error) { return p.prefix(p.postfix, "-") }

func (p *parser) postfix() (node, error) {
	left, err := p.primary()
	for err == nil {
		column := p.token.column
		switch {
		case p.is("."):
			left, err = p.field(left)
		case p.is("["):
			left, err = p.index(left, column)
		default:
			return left, nil
		}
	}
	return nil, err
}

func (p *parser) field(left node) (node, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.token.kind != name {
		return nil, syntax(p.token.column, "a name is missing after the dot, got %s", p.token)
	}
	column := p.token.column
	key := literal{p.token.text, column}
	return access{column, left, key}, p.advance()
}

func (p *parser) index(left node, column int) (node, error) {
	if err := p.descend(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	if err := p.advance(); err != nil {
		return nil, err
	}
	key, err := p.or()
	if err != nil {
		return nil, err
	}
	return access{column, left, key}, p.expect("]")
}

func (p *parser) primary() (node, error) {
	t := p.token
	switch {
	case t.kind == number:
		if _, err := rational(json.Number(t.text)); err != nil {
			return nil, syntax(t.column, "%v", err)
		}
		return literal{json.Number(t.text), t.column}, p.advance()
	case t.kind == text:
		return literal{t.text, t.column}, p.advance()
	case t.kind == name:
		return p.named(t)
	case p.is("("):
		return p.bracketed()
	case p.is("["):
		items, err := p.list("]")
		return listOf{items}, err
	}
	return nil, syntax(t.column, "a value is missing, got %s", t)
}

func (p *parser) named(t token) (node, error) {
	switch t.text {
	case "true", "false":
		return literal{t.text == "true", t.column}, p.advance()
	case "null":
		return literal{nil, t.column}, p.advance()
	}
	if slices.Contains(append(comparisons, "and", "or", "not", "between"), t.text) {
		return nil, syntax(t.column, "a value is missing before %s", t)
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if !p.is("(") {
		return variable{t.text, t.column}, nil
	}
	args, err := p.list(")")
	if err != nil {
		return nil, err
	}
	return newCall(t, args)
}

func (p *parser) bracketed() (node, error) {
	if err := p.descend(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	if err := p.advance(); err != nil {
		return nil, err
	}
	inner, err := p.or()
	if err != nil {
		return nil, err
	}
	return inner, p.expect(")")
}

// list reads values with commas between them, from the opening bracket to the
// closing one.
func (p *parser) list(closing string) ([]node, error) {
	if err := p.descend(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	if err := p.advance(); err != nil {
		return nil, err
	}
	var items []node
	for !p.is(closing) {
		if len(items) > 0 {
			if err := p.expect(","); err != nil {
				return nil, err
			}
		}
		item, err := p.or()
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, p.advance()
}
