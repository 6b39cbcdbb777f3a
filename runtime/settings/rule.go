package settings

import (
	"math/big"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Rule is something that holds for a setting's value, out of the tags of its
// field. A rule that a value's type has no use for has no effect.
type Rule struct{ add func(*rules) }

// rules are all rules of a setting.
type rules struct {
	enum                 []string
	bounds               []bound
	multipleOf           []string
	patterns             []string
	minLength, maxLength *int
	minItems, maxItems   *int
	unique               bool
	items                []Rule
	presets              []string
	hasPreset            bool
	hidden, quoted       bool
}

// bound is a limit of a number.
type bound struct {
	limit, words string
	holds        func(order int) bool
}

func gather(all []Rule) *rules {
	var r rules
	for _, rule := range all {
		if rule.add != nil {
			rule.add(&r)
		}
	}
	return &r
}

// OneOf allows these values only. Numbers are compared by value, "1.0" allows 1.
func OneOf(values ...string) Rule {
	return Rule{func(r *rules) { r.enum = slices.Clone(values) }}
}

// Minimum allows numbers that are at least n, a decimal. It is compared exactly,
// as are those of the rules below.
func Minimum(n string) Rule {
	return bounded(n, "be at least ", func(order int) bool { return order >= 0 })
}

// Maximum allows numbers that are at most n.
func Maximum(n string) Rule {
	return bounded(n, "be at most ", func(order int) bool { return order <= 0 })
}

// MoreThan allows numbers that are more than n.
func MoreThan(n string) Rule {
	return bounded(n, "be more than ", func(order int) bool { return order > 0 })
}

// LessThan allows numbers that are less than n.
func LessThan(n string) Rule {
	return bounded(n, "be less than ", func(order int) bool { return order < 0 })
}

func bounded(limit, words string, holds func(int) bool) Rule {
	return Rule{func(r *rules) { r.bounds = append(r.bounds, bound{limit, words, holds}) }}
}

// MultipleOf allows numbers that are n taken a whole number of times.
func MultipleOf(n string) Rule {
	return Rule{func(r *rules) { r.multipleOf = append(r.multipleOf, n) }}
}

// Pattern allows texts in which the expression, of Go's regexp, is found anywhere.
func Pattern(expr string) Rule {
	return Rule{func(r *rules) { r.patterns = append(r.patterns, expr) }}
}

// MinLength allows texts of at least n characters.
func MinLength(n int) Rule { return Rule{func(r *rules) { r.minLength = &n }} }

// MaxLength allows texts of at most n characters.
func MaxLength(n int) Rule { return Rule{func(r *rules) { r.maxLength = &n }} }

// MinItems allows lists of at least n items.
func MinItems(n int) Rule { return Rule{func(r *rules) { r.minItems = &n }} }

// MaxItems allows lists of at most n items.
func MaxItems(n int) Rule { return Rule{func(r *rules) { r.maxItems = &n }} }

// UniqueItems allows lists in which no item is there twice.
func UniqueItems() Rule { return Rule{func(r *rules) { r.unique = true }} }

// Items has rules for the items of a list.
func Items(all ...Rule) Rule {
	return Rule{func(r *rules) { r.items = append(r.items, all...) }}
}

// Default is the value of a setting that is absent in a value that is made anew:
// a text in the setting's own form, or several for the items of a list.
func Default(values ...string) Rule {
	return Rule{func(r *rules) { r.presets, r.hasPreset = slices.Clone(values), true }}
}

// Hidden says that the setting is a secret, with all that is inside it: neither
// its value nor the error of its own code is in any error.
func Hidden() Rule { return Rule{func(r *rules) { r.hidden = true }} }

// Quoted says that the value is a string that holds the JSON of a bool, a number
// or a string, as the option "string" of a json tag has it.
func Quoted() Rule { return Rule{func(r *rules) { r.quoted = true }} }

// checkNumber holds a number against the rules.
func (u *rules) checkNumber(r *run, v *node, n *big.Rat, at place) {
	if len(u.enum) > 0 && !slices.ContainsFunc(u.enum, func(e string) bool {
		x, ok := exactNumber(e)
		return ok && x.Cmp(n) == 0
	}) {
		r.broken(v, "be one of "+strings.Join(u.enum, ", "), at)
		return
	}
	for _, b := range u.bounds {
		if limit, ok := exactNumber(b.limit); !ok {
			r.bug(at, "has the limit "+b.limit+", which is not a number")
		} else if !b.holds(n.Cmp(limit)) {
			r.broken(v, b.words+b.limit, at)
		}
	}
	for _, m := range u.multipleOf {
		if step, ok := exactNumber(m); !ok || step.Sign() <= 0 {
			r.bug(at, "wants a multiple of "+m+", which is not a number above 0")
		} else if !new(big.Rat).Quo(n, step).IsInt() {
			r.broken(v, "be a multiple of "+m, at)
		}
	}
}

// checkText holds a text against the rules.
func (u *rules) checkText(r *run, v *node, s string, at place) {
	if len(u.enum) > 0 && !slices.Contains(u.enum, s) {
		r.broken(v, "be one of "+quoted(u.enum), at)
		return
	}
	n := utf8.RuneCountInString(s)
	if u.minLength != nil && n < *u.minLength {
		r.broken(v, "have at least "+count(*u.minLength, "character"), at)
	}
	if u.maxLength != nil && n > *u.maxLength {
		r.broken(v, "have at most "+count(*u.maxLength, "character"), at)
	}
	for _, expr := range u.patterns {
		if re := r.pattern(expr, at); re != nil && !re.MatchString(s) {
			r.broken(v, "match the pattern "+expr, at)
		}
	}
}

// checkItems holds a list against the rules.
func (u *rules) checkItems(r *run, v *node, at place) {
	n := len(v.items)
	if u.minItems != nil && n < *u.minItems {
		r.broken(v, "have at least "+count(*u.minItems, "item"), at)
	}
	if u.maxItems != nil && n > *u.maxItems {
		r.broken(v, "have at most "+count(*u.maxItems, "item"), at)
	}
	if !u.unique {
		return
	}
	seen := map[string]bool{}
	for i := range v.items {
		id := v.items[i].identity()
		if seen[id] {
			r.report(&Error{Setting: indexed(at.path, i), Source: v.items[i].source(), Problem: "must not be in the list twice"})
		}
		seen[id] = true
	}
}

// pattern compiles an expression once in a run.
func (r *run) pattern(expr string, at place) *regexp.Regexp {
	re, ok := r.patterns[expr]
	if !ok {
		var err error
		if re, err = regexp.Compile(expr); err != nil {
			r.bug(at, "has a pattern that cannot be read: "+err.Error())
		}
		r.patterns[expr] = re
	}
	return re
}
