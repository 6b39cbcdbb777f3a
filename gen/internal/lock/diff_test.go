package lock

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestChanges(t *testing.T) {
	base := func() *Lock {
		return &Lock{
			GoPackage: "main", Contract: "x.C", Kinds: []string{"Steps"},
			Plugins: []Plugin{
				{Entry: "a", Package: "x/a", Version: "1.0.0", Digest: "1", Components: []Component{{Kind: "Steps", Name: "s"}}},
				{Entry: "b", Package: "x/b", Version: "1.0.0", Digest: "1"},
			},
		}
	}
	for _, c := range []struct {
		name   string
		change func(*Lock)
		want   []string
	}{
		{"nothing", func(*Lock) {}, nil},
		{"where it stands", func(l *Lock) { l.Config = "y"; l.Outputs = map[string]string{"f": "d"} }, nil},
		{"order", func(l *Lock) { l.Plugins[0], l.Plugins[1] = l.Plugins[1], l.Plugins[0] }, []string{"the order of start is b, a, it was a, b"}},
		{"source", func(l *Lock) { l.Plugins[0].Digest = "2" }, []string{"a: the source has changed"}},
		{"version", func(l *Lock) { l.Plugins[0].Version, l.Plugins[0].Digest = "1.1.0", "2" }, []string{"a: the version is 1.1.0, it was 1.0.0"}},
		{"renamed", func(l *Lock) { l.Plugins[1].Entry = "c" }, []string{"c is new (x/b)", "b is gone (x/b)"}},
		{"components", func(l *Lock) { l.Plugins[0].Components[0].Name = "t" }, []string{"a: it offers Steps/t now", "a: it offers Steps/s no more"}},
		{"capabilities", func(l *Lock) { l.Plugins[0].Components[0].Capabilities = []string{"x"} }, []string{"a: Steps/s has other capabilities or another condition"}},
		{"needs", func(l *Lock) { l.Plugins[1].Needs = []Need{{Entry: "a", Why: "requires"}} }, []string{"b: what it needs is a (requires), it was none"}},
		{"settings", func(l *Lock) { l.Plugins[1].Settings = "2" }, []string{"b: its config, prefix or timeouts have changed"}},
		{"inputs", func(l *Lock) { l.Inputs = []Input{{Name: "db", Type: "*database/sql.DB"}} }, []string{"the inputs are db *database/sql.DB, they were none"}},
		{"overlays", func(l *Lock) { l.Overlays = []string{"a.yaml", "b.yaml"} }, []string{"the overlays are a.yaml, b.yaml, they were none"}},
		{"package", func(l *Lock) { l.GoPackage = "app" }, []string{"the wiring's package is app, it was main"}},
		{"contract", func(l *Lock) { l.Contract = "x.D" }, []string{"the contract is x.D, it was x.C"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			changed := base()
			c.change(changed)
			if diff := cmp.Diff(c.want, Changes(base(), changed)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
