package plan

import "testing"

func TestMeets(t *testing.T) {
	for _, c := range []struct {
		version, in string
		want        bool
	}{
		{"1.2.0", "", true},
		{"1.2.0", ">=1.2, <2", true},
		{"2.0.0", ">=1.2, <2", false},
		{"1.2.0", "^1.1", true},
		{"1.2.0", "~1.1", false},
		{"1.2.0", "=1.2.0 || >=3", true},
		{"2.0.0-rc.1", ">=2", true},
		{"2.0.0-rc.1", ">=1.2, <2", false},
		{"1.3.0-beta", "^1.2", true},
		{"2.0.0-rc.1", ">=2.0.0-rc.2", false},
		{"2.0.0-rc.3", ">=2.0.0-rc.2", true},
		{"1.0.0+build.5", "=1.0.0", true},
		{"1.5.0", "1.2 - 1.6", true},
		{"not a version", ">=1", true},
		{"1.0.0", "not a range", true},
	} {
		if got := meets(c.version, c.in); got != c.want {
			t.Errorf("%s in %q: %t, want %t", c.version, c.in, got, c.want)
		}
	}
}
