package marked

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

func TestCases(t *testing.T) {
	cases := Cases(t, txtar.Parse([]byte(`A comment.
-- one --
a: ⟦wrong-type⟧1
ä: ⟦invalid-value⟧⟦wrong-type⟧x ⟦unknown-key⟧
-- two (bom, crlf, cut) ⟦empty-config⟧ --
⟦unknown-key⟧b: 1
  ⟦wrong-type⟧c
-- + prod.yaml --
⟦duplicate-key⟧d:
`)))
	want := []struct {
		name    string
		content []string
		places  []string
	}{
		{"one", []string{"a: 1\nä: x \n"}, []string{
			"plugin_config.yaml:1:4 wrong-type", "plugin_config.yaml:2:4 invalid-value", "plugin_config.yaml:2:4 wrong-type", "plugin_config.yaml:2:6 unknown-key",
		}},
		{"two", []string{"\uFEFFb: 1\r\n  c", "d:\n"}, []string{
			"plugin_config.yaml empty-config", "plugin_config.yaml:1:1 unknown-key", "plugin_config.yaml:2:3 wrong-type", "prod.yaml:1:1 duplicate-key",
		}},
	}
	if len(cases) != len(want) {
		t.Fatalf("%d cases", len(cases))
	}
	for i, w := range want {
		var content []string
		for _, f := range cases[i].Files {
			content = append(content, f.Content)
		}
		if cases[i].Name != w.name {
			t.Errorf("got %q, want %q", cases[i].Name, w.name)
		}
		if d := cmp.Diff(w.content, content) + cmp.Diff(w.places, Places(cases[i].Want)); d != "" {
			t.Errorf("%s (-want +got):\n%s", w.name, d)
		}
	}
}
