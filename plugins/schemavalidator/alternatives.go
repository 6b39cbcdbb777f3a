package schemavalidator

import (
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// alternatives reports an anyOf or oneOf of which nothing fits. A list of every
// alternative's faults helps nobody who meant one of them, so the meant one is
// looked for first.
func (c *collector) alternatives(err *jsonschema.ValidationError) {
	branches := make([][]Fault, len(err.Causes))
	for i, cause := range err.Causes {
		branch := collector{value: c.value, above: c.above}
		branch.collect(cause)
		branches[i] = branch.sorted()
	}
	here := c.pointer(err)
	if meant := meantBranch(branches, here); meant >= 0 {
		c.faults = append(c.faults, branches[meant]...)
		return
	}
	c.add(err, here, noneFits(branches, here))
}

// meantBranch returns the only alternative that the value does not rule out by
// its type or by a constant, or -1.
func meantBranch(branches [][]Fault, here string) int {
	open := make([]int, 0, len(branches))
	for i, faults := range branches {
		if !slices.ContainsFunc(faults, func(f Fault) bool { return rulesOut(f, here) }) {
			open = append(open, i)
		}
	}
	if len(open) > 1 {
		open = slices.DeleteFunc(open, func(i int) bool {
			return slices.ContainsFunc(branches[i], func(f Fault) bool { return otherVariant(f, here) })
		})
	}
	if len(open) != 1 {
		return -1
	}
	return open[0]
}

// rulesOut says that the value is of another kind altogether.
func rulesOut(f Fault, here string) bool {
	return f.Path == here && (f.Keyword == "type" || f.Keyword == "const" || f.Keyword == "enum")
}

// otherVariant says that a key of the value, such as "kind", is that of another
// alternative.
func otherVariant(f Fault, here string) bool {
	rest, below := strings.CutPrefix(f.Path, here+"/")
	return below && !strings.Contains(rest, "/") && f.Keyword == "const"
}

func noneFits(branches [][]Fault, here string) string {
	const shown = 6
	var parts []string
	for i, faults := range branches[:min(shown, len(branches))] {
		parts = append(parts, fmt.Sprintf("(%d) %s", i+1, relative(faults, here)))
	}
	if more := len(branches) - shown; more > 0 {
		parts = append(parts, fmt.Sprintf("and %d more", more))
	}
	return fmt.Sprintf("fits none of the %d alternatives: %s", len(branches), strings.Join(parts, "; "))
}

// relative tells an alternative's first fault, with its place below the value.
func relative(faults []Fault, here string) string {
	if len(faults) == 0 {
		return "not allowed"
	}
	first := faults[0]
	text := first.Message
	if rest := strings.TrimPrefix(first.Path, here); rest != "" {
		text = "at " + rest + " " + text
	}
	if more := len(faults) - 1; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

func messages(faults []Fault) string {
	parts := make([]string, len(faults))
	for i, f := range faults {
		parts[i] = f.Message
	}
	return strings.Join(parts, ", ")
}
