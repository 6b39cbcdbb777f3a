package expression

import (
	"errors"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// function is what a name before brackets stands for. Its run gets the arguments'
// values; where lazy is set it gets the nodes.
type function struct {
	least, most int // how many arguments
	run         func(call, []any) (any, error)
	lazy        func(call, *Scope) (any, error)
}

var functions = map[string]function{
	"any":         {1, 2, nil, anyOf},
	"all":         {1, 2, nil, allOf},
	"count":       {1, 2, nil, countOf},
	"sum":         {1, 2, nil, sumOf},
	"average":     {1, 2, nil, averageOf},
	"min":         {1, 2, nil, minOf},
	"max":         {1, 2, nil, maxOf},
	"default":     {2, 2, nil, defaultOf},
	"exists":      {1, 1, nil, existsOf},
	"length":      {1, 1, length, nil},
	"first":       {1, 1, first, nil},
	"last":        {1, 1, last, nil},
	"unique":      {1, 1, unique, nil},
	"reverse":     {1, 1, reverse, nil},
	"sort":        {1, 1, sorted, nil},
	"join":        {2, 2, joined, nil},
	"keys":        {1, 1, keysOf, nil},
	"values":      {1, 1, valuesOf, nil},
	"text":        {1, 1, func(_ call, a []any) (any, error) { return Text(a[0]), nil }, nil},
	"number":      {1, 1, toNumber, nil},
	"abs":         {1, 1, numeric((*big.Rat).Abs), nil},
	"floor":       {1, 1, numeric(func(z, x *big.Rat) *big.Rat { return z.SetInt(floor(x)) }), nil},
	"ceil":        {1, 1, numeric(func(z, x *big.Rat) *big.Rat { return z.Neg(z.SetInt(floor(z.Neg(x)))) }), nil},
	"round":       {1, 2, round, nil},
	"lower":       {1, 1, textual(strings.ToLower), nil},
	"upper":       {1, 1, textual(strings.ToUpper), nil},
	"trim":        {1, 1, textual(strings.TrimSpace), nil},
	"starts_with": {2, 2, texts(func(a, b string) any { return strings.HasPrefix(a, b) }), nil},
	"ends_with":   {2, 2, texts(func(a, b string) any { return strings.HasSuffix(a, b) }), nil},
	"split":       {2, 2, texts(split), nil},
}

type call struct {
	name   string
	column int
	args   []node
}

func newCall(t token, args []node) (node, error) {
	f, ok := functions[t.text]
	if !ok {
		return nil, syntax(t.column, "there is no function %s; there is %s", t.text, strings.Join(slices.Sorted(maps.Keys(functions)), ", "))
	}
	if len(args) < f.least || len(args) > f.most {
		want := strconv.Itoa(f.least)
		if f.least != f.most {
			want += " or " + strconv.Itoa(f.most)
		}
		return nil, syntax(t.column, "%s takes %s arguments, not %d", t.text, want, len(args))
	}
	return call{t.text, t.column, args}, nil
}

func (c call) walk(f func(node)) {
	for _, a := range c.args {
		f(a)
	}
}

// perItem says that the second argument is evaluated for each item of a list.
func (c call) perItem() bool {
	return slices.Contains([]string{"any", "all", "count", "sum", "average", "min", "max"}, c.name)
}

func (c call) eval(s *Scope) (any, error) {
	f := functions[c.name]
	if f.lazy != nil {
		return f.lazy(c, s)
	}
	args := make([]any, len(c.args))
	for i, a := range c.args {
		v, err := a.eval(s)
		if err != nil {
			return nil, err
		}
		args[i] = v
	}
	return f.run(c, args)
}

func (c call) wrong(want string, got any) error {
	return failure(c.column, "%s takes %s, not %s", c.name, want, Describe(got))
}

// each returns the second argument's value for each item, or the items themselves
// where there is none.
func (c call) each(s *Scope) ([]any, error) {
	v, err := c.args[0].eval(s)
	if err != nil {
		return nil, err
	}
	items, ok := v.([]any)
	if !ok {
		return nil, c.wrong("a list", v)
	}
	if len(c.args) == 1 {
		return items, nil
	}
	out := make([]any, len(items))
	for i, item := range items {
		if out[i], err = c.args[1].eval(s.With(map[string]any{"item": item})); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// trues counts the items for which the condition holds.
func (c call) trues(s *Scope) (n, all int, err error) {
	items, err := c.each(s)
	for _, v := range items {
		b, err := truth(c.name, c.column, v)
		if err != nil {
			return 0, 0, err
		}
		if b {
			n++
		}
	}
	return n, len(items), err
}

func anyOf(c call, s *Scope) (any, error) {
	n, _, err := c.trues(s)
	return n > 0, err
}

func allOf(c call, s *Scope) (any, error) {
	n, all, err := c.trues(s)
	return n == all, err
}

// countOf without a condition is the number of items.
func countOf(c call, s *Scope) (any, error) {
	if len(c.args) == 1 {
		items, err := c.each(s)
		return wholeNumber(len(items)), err
	}
	n, _, err := c.trues(s)
	return wholeNumber(n), err
}

func wholeNumber(n int) *big.Rat { return new(big.Rat).SetInt64(int64(n)) }

func (c call) total(s *Scope) (*big.Rat, int, error) {
	items, err := c.each(s)
	if err != nil {
		return nil, 0, err
	}
	total := new(big.Rat)
	for _, v := range items {
		r, err := arithmeticOperand(c.name, c.column, v)
		if err != nil {
			return nil, 0, err
		}
		if _, err := checked(c.column, total.Add(total, r)); err != nil {
			return nil, 0, err
		}
	}
	return total, len(items), nil
}

func sumOf(c call, s *Scope) (any, error) {
	total, _, err := c.total(s)
	if err != nil {
		return nil, err
	}
	return total, nil
}

func averageOf(c call, s *Scope) (any, error) {
	total, n, err := c.total(s)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, failure(c.column, "an empty list has no average")
	}
	return total.Quo(total, wholeNumber(n)), nil
}

func minOf(c call, s *Scope) (any, error) { return c.extreme(s, -1) }
func maxOf(c call, s *Scope) (any, error) { return c.extreme(s, 1) }

func (c call) extreme(s *Scope, sign int) (any, error) {
	items, err := c.each(s)
	if err != nil {
		return nil, err
	}
	if len(items) == 0 {
		return nil, failure(c.column, "an empty list has no %s", c.name)
	}
	best := items[0]
	for _, v := range items[1:] {
		order, err := Compare(v, best)
		if err != nil {
			return nil, failure(c.column, "%v", err)
		}
		if order*sign > 0 {
			best = v
		}
	}
	return best, nil
}

// defaultOf forgives what is not there, and nothing else.
func defaultOf(c call, s *Scope) (any, error) {
	v, err := c.args[0].eval(s)
	var e *EvalError
	if err == nil && v == nil || errors.As(err, &e) && e.missing {
		return c.args[1].eval(s)
	}
	return v, err
}

func existsOf(c call, s *Scope) (any, error) {
	_, err := c.args[0].eval(s)
	var e *EvalError
	if errors.As(err, &e) && e.missing {
		return false, nil
	}
	return err == nil, err
}
