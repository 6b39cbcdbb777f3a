package settings

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/config"
)

// broken reports a rule that a value breaks.
func (b *binder) broken(v *config.Value, p place, must, help string) bool {
	_, ok := b.fail(p, finding{code: diag.InvalidSetting, at: v.Position,
		message: fmt.Sprintf("must %s, found %s", must, b.found(v, p)), help: help})
	return ok
}

func (b *binder) checkNumber(v *config.Value, n *big.Rat, p place) bool {
	r := p.rules
	if r == nil {
		return true
	}
	if len(r.Enum) > 0 && !slices.ContainsFunc(r.Enum, func(e string) bool {
		x, ok := exactNumber(e)
		return ok && x.Cmp(n) == 0
	}) {
		return b.broken(v, p, "be one of "+strings.Join(r.Enum, ", "), "")
	}
	ok := true
	for _, bound := range []struct {
		limit, words string
		holds        func(order int) bool
	}{
		{r.Minimum, "be at least ", func(order int) bool { return order >= 0 }},
		{r.Maximum, "be at most ", func(order int) bool { return order <= 0 }},
		{r.ExclusiveMinimum, "be more than ", func(order int) bool { return order > 0 }},
		{r.ExclusiveMaximum, "be less than ", func(order int) bool { return order < 0 }},
	} {
		if limit, known := exactNumber(bound.limit); known && !bound.holds(n.Cmp(limit)) {
			ok = b.broken(v, p, bound.words+bound.limit, "")
		}
	}
	if step, known := exactNumber(r.MultipleOf); known && step.Sign() > 0 && !new(big.Rat).Quo(n, step).IsInt() {
		ok = b.broken(v, p, "be a multiple of "+r.MultipleOf, "")
	}
	return ok
}

func (b *binder) checkText(v *config.Value, text string, p place) bool {
	r := p.rules
	if r == nil {
		return true
	}
	if len(r.Enum) > 0 && !slices.Contains(r.Enum, text) {
		return b.broken(v, p, "be one of "+quoted(r.Enum), b.nearest(text, r.Enum, p))
	}
	ok := true
	n := uint64(utf8.RuneCountInString(text))
	if r.MinLength != nil && n < *r.MinLength {
		ok = b.broken(v, p, "have at least "+count(*r.MinLength, "character"), "")
	}
	if r.MaxLength != nil && n > *r.MaxLength {
		ok = b.broken(v, p, "have at most "+count(*r.MaxLength, "character"), "")
	}
	if re := b.pattern(r.Pattern).re; re != nil && !re.MatchString(text) {
		ok = b.broken(v, p, "match the pattern "+r.Pattern, "")
	}
	return ok
}

// pattern is a compiled pattern, or what is wrong with its text.
type pattern struct {
	re  *regexp.Regexp
	err error
}

// pattern compiles a pattern once; the zero value where there is none.
func (b *binder) pattern(text string) pattern {
	p, ok := b.patterns[text]
	if !ok && text != "" {
		p.re, p.err = regexp.Compile(text)
		b.patterns[text] = p
	}
	return p
}

// nearest suggests a value, unless that would tell a secret.
func (b *binder) nearest(text string, among []string, p place) string {
	if near, ok := diag.Nearest(text, among); ok && !p.secret {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return ""
}

func (b *binder) checkItems(v *config.Value, items []Literal, p place) bool {
	r := p.rules
	if r == nil {
		return true
	}
	ok := true
	tell := func(must string) {
		_, ok = b.fail(p, finding{code: diag.InvalidSetting, at: v.Position,
			message: fmt.Sprintf("must have %s, and has %d", must, len(items))})
	}
	n := uint64(len(items))
	if r.MinItems != nil && n < *r.MinItems {
		tell("at least " + count(*r.MinItems, "item"))
	}
	if r.MaxItems != nil && n > *r.MaxItems {
		tell("at most " + count(*r.MaxItems, "item"))
	}
	if r.UniqueItems {
		ok = b.checkUnique(v, items, p) && ok
	}
	return ok
}

func (b *binder) checkUnique(v *config.Value, items []Literal, p place) bool {
	ok := true
	seen := map[string]int{}
	for i, x := range items {
		k := identity(x)
		first, twice := seen[k]
		if !twice {
			seen[k] = i
			continue
		}
		_, ok = b.fail(p, finding{code: diag.InvalidSetting, at: itemPlace(v, i),
			message: "must not have an item twice",
			related: []diag.Related{{Position: itemPlace(v, first), Message: "the same item"}}})
	}
	return ok
}

// itemPlace is where an item stands in its list: the alias, where the item alone
// came through one.
func itemPlace(v *config.Value, i int) diag.Position {
	if item := &v.Items[i]; item.Alias.IsValid() && item.Alias != v.Alias {
		return item.Alias
	}
	return v.Items[i].Position
}

// identity is a text that two literals of one type share where they are the
// same value.
func identity(l Literal) string {
	var out strings.Builder
	out.WriteString(string(l.Kind) + " " + l.Type.ID() + " " + strconv.Quote(l.Text) + strconv.FormatInt(l.Nanos, 10) + "(")
	for _, f := range l.Fields {
		out.WriteString(f.Name + ":" + identity(f.Value) + ",")
	}
	for _, x := range l.Items {
		out.WriteString(identity(x) + ",")
	}
	entries := make([]string, 0, len(l.Entries))
	for _, e := range l.Entries {
		entries = append(entries, identity(e.Key)+":"+identity(e.Value))
	}
	slices.Sort(entries)
	return out.String() + strings.Join(entries, ",") + ")"
}
