package engine

import (
	"encoding/json"
	"testing"
)

func TestReduce(t *testing.T) {
	tests := map[string]string{
		"1": "1", "1.0": "1", "10e-1": "1", "1E0": "1", "-1.50": "-15e-1", "0": "0", "-0": "0", "0.00": "0", "0e9": "0",
		"100": "1e2", "1e2": "1e2", "12345678901234567890.10": "123456789012345678901e-1", "0.001": "1e-3",
		"1e+3": "1e3", "1e9999999999999999999": "1e9999999999999999999",
	}
	for in, want := range tests {
		if got := reduce(json.Number(in)); string(got) != want {
			t.Errorf("reduce(%s) = %s, want %s", in, got, want)
		}
	}
}

func TestIsInteger(t *testing.T) {
	for in, want := range map[string]bool{"1": true, "1.0": true, "1.5": false, "15e-1": false, "1e3": true, "0.0": true, "-2": true, "123456789012345678901234567890": true} {
		if isInteger(json.Number(in)) != want {
			t.Errorf("isInteger(%s) = %v", in, !want)
		}
	}
}

func TestCanonical(t *testing.T) {
	a := map[string]any{"n": json.Number("1.0"), "l": []any{json.Number("1e1"), nil}}
	b := map[string]any{"l": []any{10, nil}, "n": 1}
	if canonical(a) != canonical(b) {
		t.Errorf("%s and %s", canonical(a), canonical(b))
	}
	if canonical("1") == canonical(json.Number("1")) {
		t.Error("a text is no number")
	}
	if canonical(json.Number("9007199254740993")) == canonical(json.Number("9007199254740992")) {
		t.Error("neighbouring big numbers are the same")
	}
}
