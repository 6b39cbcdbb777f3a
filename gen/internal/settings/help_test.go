package settings

import (
	"fmt"
	"testing"
)

func TestUnknownHelp(t *testing.T) {
	many := []string{"optimization_enabled", "optimization_frequency", "cache_enabled"}
	for i := range manyNames {
		many = append(many, fmt.Sprintf("s%d", i))
	}
	tests := []struct {
		key, near string
		names     []string
		want      string
	}{
		{"a", "", nil, "it takes no settings"},
		{"a", "b", []string{"c", "b"}, "did you mean \"b\"?\nit takes: b, c"},
		{"optimization", "", many, "settings that begin with it stand flat, without a block: optimization_enabled, optimization_frequency"},
		{"cache_enable", "cache_enabled", many, `did you mean "cache_enabled"?`},
		{"other", "", many, ""},
	}
	for _, tt := range tests {
		if got := unknownHelp(tt.key, tt.near, tt.names); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.key, got, tt.want)
		}
	}
}
