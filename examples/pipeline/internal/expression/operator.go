package expression

import (
	"math/big"
	"strings"
)

type binary struct {
	op          string
	column      int
	left, right node
}

func (b binary) walk(f func(node)) { f(b.left); f(b.right) }

func (b binary) eval(s *Scope) (any, error) {
	left, err := b.left.eval(s)
	if err != nil {
		return nil, err
	}
	if b.op == "and" || b.op == "or" {
		return b.logic(left, s)
	}
	right, err := b.right.eval(s)
	if err != nil {
		return nil, err
	}
	switch b.op {
	case "==":
		return equal(left, right), nil
	case "!=":
		return !equal(left, right), nil
	case "<", "<=", ">", ">=":
		return b.order(left, right)
	case "contains":
		return b.contains(left, right)
	case "in":
		return b.contains(right, left)
	case "+":
		if l, ok := left.(string); ok {
			return b.join(l, right)
		}
	}
	return b.arithmetic(left, right)
}

// logic looks at the right side only where the left one does not decide.
func (b binary) logic(left any, s *Scope) (any, error) {
	l, err := truth(b.op, b.column, left)
	if err != nil {
		return nil, err
	}
	if l == (b.op == "or") {
		return l, nil
	}
	right, err := b.right.eval(s)
	if err != nil {
		return nil, err
	}
	return truth(b.op, b.column, right)
}

func (b binary) order(left, right any) (any, error) {
	c, err := Compare(left, right)
	if err != nil {
		return nil, failure(b.column, "%v", err)
	}
	switch b.op {
	case "<":
		return c < 0, nil
	case "<=":
		return c <= 0, nil
	case ">":
		return c > 0, nil
	}
	return c >= 0, nil
}

// contains looks for a part of a text, an item of a list or a key of an object.
func (b binary) contains(whole, part any) (any, error) {
	key, isText := part.(string)
	switch w := whole.(type) {
	case []any:
		for _, item := range w {
			if equal(item, part) {
				return true, nil
			}
		}
		return false, nil
	case string:
		if isText {
			return strings.Contains(w, key), nil
		}
	case map[string]any:
		if isText {
			_, ok := w[key]
			return ok, nil
		}
	default:
		return nil, failure(b.column, "%s looks into a text, a list or an object, not into %s", b.op, Describe(whole))
	}
	return nil, failure(b.column, "%s looks for a text there, not for %s", b.op, Describe(part))
}

// maxJoined bounds the text that a sum or a function makes, in bytes.
const maxJoined = 16 << 20

func (b binary) join(left string, right any) (any, error) {
	r, ok := right.(string)
	if !ok {
		return nil, failure(b.column, "+ takes two numbers or two texts, not a text and %s; text(X) makes a text", Describe(right))
	}
	if len(left)+len(r) > maxJoined {
		return nil, failure(b.column, "the text would be longer than %d bytes", maxJoined)
	}
	return left + r, nil
}

func (b binary) arithmetic(left, right any) (any, error) {
	x, err := arithmeticOperand(b.op, b.column, left)
	if err != nil {
		return nil, err
	}
	y, err := arithmeticOperand(b.op, b.column, right)
	if err != nil {
		return nil, err
	}
	if y.Sign() == 0 && (b.op == "/" || b.op == "%") {
		return nil, failure(b.column, "a division by zero")
	}
	z := new(big.Rat)
	switch b.op {
	case "+":
		z.Add(x, y)
	case "-":
		z.Sub(x, y)
	case "*":
		z.Mul(x, y)
	case "/":
		z.Quo(x, y)
	case "%":
		// The remainder has the sign of the divisor, as in mathematics.
		z.Sub(x, z.Mul(y, new(big.Rat).SetInt(floor(z.Quo(x, y)))))
	}
	return checked(b.column, z)
}

// checked refuses a number that has become too long.
func checked(column int, z *big.Rat) (any, error) {
	if z.Num().BitLen() > maxBits || z.Denom().BitLen() > maxBits {
		return nil, failure(column, "the number would be longer than %d bits", maxBits)
	}
	return z, nil
}

// floor is the largest whole number that is not above r.
func floor(r *big.Rat) *big.Int {
	return new(big.Int).Div(r.Num(), r.Denom()) // Euclid's, and the denominator is positive
}
