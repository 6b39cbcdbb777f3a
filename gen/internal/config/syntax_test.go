package config

import (
	"errors"
	"reflect"
	"testing"
)

// What is left where the library's fields are not as expected.
func TestPrinted(t *testing.T) {
	tests := []struct {
		err, reason string
		line        int
	}{
		{"yaml: line 12: did not find expected key", "did not find expected key", 12},
		{"yaml: unknown anchor 'x' referenced", "unknown anchor 'x' referenced", 0},
		{"something else", "something else", 0},
	}
	for _, tt := range tests {
		got := printed(errors.New(tt.err))
		if got.reason != tt.reason || got.line != tt.line {
			t.Errorf("printed(%q) = %q, line %d", tt.err, got.reason, got.line)
		}
	}
}

func TestMissingFields(t *testing.T) {
	v := reflect.ValueOf(struct{ line string }{"x"})
	if line, column := markOf(v); line != 0 || column != 0 {
		t.Errorf("markOf gives %d:%d", line, column)
	}
	if line, column := markOf(fieldOf(fieldOf(v, "line"), "column")); line != 0 || column != 0 {
		t.Errorf("markOf gives %d:%d", line, column)
	}
	if s := textOf(fieldOf(v, "none")); s != "" {
		t.Errorf("textOf gives %q", s)
	}
}
