package jsonyamlbridge

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Error is one thing that is wrong with a text.
type Error struct {
	Name    string // the name that the text was read under, often a file's; may be empty
	Line    int    // from 1
	Column  int    // from 1, in characters
	Message string
}

// Error returns name:line:column and the message, the form that editors link.
func (e *Error) Error() string {
	if e.Name == "" {
		return fmt.Sprintf("%d:%d: %s", e.Line, e.Column, e.Message)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.Name, e.Line, e.Column, e.Message)
}

// Errors are all that is wrong with a text, in the order of their places. It is
// never empty where it is returned as an error.
type Errors []*Error

// Error puts each error on a line of its own.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, one := range e {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives [errors.As] the single errors.
func (e Errors) Unwrap() []error {
	all := make([]error, len(e))
	for i, one := range e {
		all[i] = one
	}
	return all
}

// place is a position in a text, both from 1, the column in characters.
type place struct{ line, column int }

// findings collects the errors of one text.
type findings struct {
	name string
	list Errors
}

func (f *findings) add(at place, format string, args ...any) {
	f.list = append(f.list, &Error{Name: f.name, Line: at.line, Column: at.column, Message: fmt.Sprintf(format, args...)})
}

// err returns the findings sorted, each once: what stands below an anchor is met
// again at every alias.
func (f *findings) err() error {
	if len(f.list) == 0 {
		return nil
	}
	slices.SortStableFunc(f.list, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Message, b.Message))
	})
	return slices.CompactFunc(f.list, func(a, b *Error) bool { return *a == *b })
}
