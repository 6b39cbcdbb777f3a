package expression

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// EvalError says why an expression has no value.
type EvalError struct {
	Column  int // from 1, in characters of the expression
	Message string
	missing bool // a name or a field is not there
}

// Error returns the place in the expression and the message.
func (e *EvalError) Error() string { return fmt.Sprintf("at character %d: %s", e.Column, e.Message) }

func failure(column int, format string, args ...any) *EvalError {
	return &EvalError{Column: column, Message: fmt.Sprintf(format, args...)}
}

func absent(column int, format string, args ...any) *EvalError {
	return &EvalError{column, fmt.Sprintf(format, args...), true}
}

// Eval returns the value of the expression: nil, bool, string, json.Number, []any
// or map[string]any, the last two perhaps those of the scope and so read only. The
// error is an *[EvalError].
func (e *Expr) Eval(s *Scope) (any, error) {
	v, err := e.root.eval(s)
	if err != nil {
		return nil, err
	}
	return plain(v), nil
}

// Holds evaluates a condition, whose value must be true or false.
func (e *Expr) Holds(s *Scope) (bool, error) {
	v, err := e.root.eval(s)
	if err != nil {
		return false, err
	}
	b, ok := v.(bool)
	if !ok {
		return false, failure(1, "a condition is true or false, and this is %s", Describe(v))
	}
	return b, nil
}

// node is a part of an expression. walk calls f for the parts directly below.
type node interface {
	eval(*Scope) (any, error)
	walk(f func(node))
}

type literal struct {
	value  any
	column int
}

func (l literal) eval(*Scope) (any, error) { return l.value, nil }
func (literal) walk(func(node))            {}

type variable struct {
	name   string
	column int
}

func (v variable) eval(s *Scope) (any, error) {
	if value, ok := s.lookup(v.name); ok {
		return value, nil
	}
	return nil, absent(v.column, "there is no %s here; there is %s", v.name, listed(s.all()))
}
func (variable) walk(func(node)) {}

type listOf struct{ items []node }

func (l listOf) eval(s *Scope) (any, error) {
	out := make([]any, len(l.items))
	for i, item := range l.items {
		v, err := item.eval(s)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

func (l listOf) walk(f func(node)) {
	for _, item := range l.items {
		f(item)
	}
}

// access is a field of an object or an item of a list.
type access struct {
	column    int
	from, key node
}

func (a access) walk(f func(node)) { f(a.from); f(a.key) }

func (a access) eval(s *Scope) (any, error) {
	from, err := a.from.eval(s)
	if err != nil {
		return nil, err
	}
	key, err := a.key.eval(s)
	if err != nil {
		return nil, err
	}
	switch from := from.(type) {
	case map[string]any:
		return a.field(from, key)
	case []any:
		return a.item(from, key)
	case nil:
		return nil, absent(a.column, "%s is looked for in null", Text(key))
	}
	return nil, failure(a.column, "%s is looked for in %s, which is no object and no list", Text(key), Describe(from))
}

func (a access) field(from map[string]any, key any) (any, error) {
	name, ok := key.(string)
	if !ok {
		return nil, failure(a.column, "an object's field has a text as name, not %s", Describe(key))
	}
	if v, ok := from[name]; ok {
		return v, nil
	}
	hint := ""
	if before, _, found := strings.Cut(name, "-"); found {
		if _, ok := from[before]; ok {
			hint = " (a subtraction has a space before its minus)"
		}
	}
	if from["skipped"] == true {
		hint = " (the step was skipped)"
	}
	return nil, absent(a.column, "there is no %s; there is %s%s", name, listed(slices.Sorted(maps.Keys(from))), hint)
}

// item takes an index from 0, or from -1 backwards.
func (a access) item(from []any, key any) (any, error) {
	if name, ok := key.(string); ok {
		n, err := strconv.Atoi(name)
		if err != nil {
			return nil, failure(a.column, "%s is looked for in a list, whose items have a number: [0] is the first", name)
		}
		key = json.Number(strconv.Itoa(n))
	}
	if !isNumber(key) {
		return nil, failure(a.column, "an item of a list has a number, not %s", Describe(key))
	}
	r, err := rational(key)
	if err != nil || !r.IsInt() || !r.Num().IsInt64() {
		return nil, failure(a.column, "an item of a list has a whole number, not %s", Describe(plain(key)))
	}
	i := r.Num().Int64()
	if i < 0 {
		i += int64(len(from))
	}
	if i < 0 || i >= int64(len(from)) {
		return nil, absent(a.column, "there is no item %s in a list of %d", Text(key), len(from))
	}
	return from[i], nil
}

func listed(names []string) string {
	const shown = 20
	if len(names) == 0 {
		return "nothing"
	}
	if more := len(names) - shown; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:shown], ", "), more)
	}
	return strings.Join(names, ", ")
}

type unary struct {
	op      string
	column  int
	operand node
}

func (u unary) walk(f func(node)) { f(u.operand) }

func (u unary) eval(s *Scope) (any, error) {
	v, err := u.operand.eval(s)
	if err != nil {
		return nil, err
	}
	if u.op == "not" {
		b, err := truth(u.op, u.column, v)
		return !b, err
	}
	r, err := arithmeticOperand(u.op, u.column, v)
	if err != nil {
		return nil, err
	}
	return new(big.Rat).Neg(r), nil
}

func truth(op string, column int, v any) (bool, error) {
	b, ok := v.(bool)
	if !ok {
		return false, failure(column, "%s takes true and false, not %s", op, Describe(v))
	}
	return b, nil
}

func arithmeticOperand(op string, column int, v any) (*big.Rat, error) {
	if !isNumber(v) {
		return nil, failure(column, "%s takes numbers, not %s", op, Describe(v))
	}
	r, err := rational(v)
	if err != nil {
		return nil, failure(column, "%v", err)
	}
	return r, nil
}

type match struct {
	column           int
	subject, pattern node
	compiled         *regexp.Regexp // nil where the pattern is known only when it runs
}

func (m match) walk(f func(node)) { f(m.subject); f(m.pattern) }

func (m match) eval(s *Scope) (any, error) {
	v, err := m.subject.eval(s)
	if err != nil {
		return nil, err
	}
	subject, ok := v.(string)
	if !ok {
		return nil, failure(m.column, "matches looks into a text, not into %s", Describe(v))
	}
	if m.compiled != nil {
		return m.compiled.MatchString(subject), nil
	}
	if v, err = m.pattern.eval(s); err != nil {
		return nil, err
	}
	source, ok := v.(string)
	if !ok {
		return nil, failure(m.column, "matches wants a pattern as text, not %s", Describe(v))
	}
	compiled, err := regexp.Compile(source)
	if err != nil {
		return nil, failure(m.column, "the pattern is not understood: %v", err)
	}
	return compiled.MatchString(subject), nil
}
