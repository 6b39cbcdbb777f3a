package editor

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/gen"
)

const serverFile = "testdata/server/node_modules/yaml-language-server/bin/yaml-language-server"

// installed demands the language server where CI runs, and skips elsewhere.
func installed(t *testing.T) {
	t.Helper()
	_, err := os.Stat(serverFile)
	switch {
	case err == nil:
	case !errors.Is(err, fs.ErrNotExist):
		t.Fatal(err)
	case os.Getenv("CI") != "":
		t.Fatal("the language server is not installed: make editor")
	default:
		t.Skip("the language server is not installed; make editor installs it")
	}
}

// TestEditor asks one language server about two compositions: the fixture with
// a setting of every form, and the repository's own.
func TestEditor(t *testing.T) {
	installed(t)
	t.Setenv("GOWORK", "off")
	s := start(t)
	f := host(t, s)
	t.Run("problems", func(t *testing.T) { problems(t, f) })
	t.Run("completion", func(t *testing.T) { completion(t, f) })
	t.Run("hover", func(t *testing.T) { hover(t, f) })
	t.Run("example", func(t *testing.T) { example(t, s) })
}

// host is the fixture with the schema that plugingen writes for it now.
func host(t *testing.T, s *server) *folder {
	t.Helper()
	d, err := gen.Describe(t.Context(), gen.Options{Dir: "testdata/host"})
	if err != nil || len(d.Diagnostics)+len(d.General) > 0 {
		t.Fatalf("%v: %v, %v", err, d.Diagnostics, d.General)
	}
	f := &folder{server: s, dir: t.TempDir(), good: file(t, "testdata/host/plugin_config.yaml")}
	if err := os.WriteFile(filepath.Join(f.dir, gen.SchemaName), d.Schema.Content, 0o666); err != nil {
		t.Fatal(err)
	}
	return f
}

func file(t *testing.T, name string) string {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(src)
}

// change is a piece of the good text and what stands in its place.
type change struct{ old, new string }

func problems(t *testing.T, f *folder) {
	cases := []struct {
		change
		want string // one problem; none where empty
	}{
		{change{"version: 1", "version: 1"}, ""},
		{change{"ratio: 0.5", "ratio: ${env:RATIO}"}, ""},
		{change{"mode: fast", "mode: ${env:MODE:-safe}"}, ""},
		{change{"timeout: 30s", "timeout: ${file:/run/timeout}"}, ""},
		{change{"port: 8080", "port: ${env:PORT}"}, ""},
		{change{"    prefix: loud_", "    config:"}, ""},
		{change{"labels:", "lables:"}, "20: Property lables is not allowed."},
		{change{"port: 8080", "prot: 8080"}, "23: Property prot is not allowed."},
		{change{"version: 1", "versoin: 1"}, "2: Property versoin is not allowed."},
		{change{"    prefix: loud_", "    perfix: loud_"}, "8: Property perfix is not allowed."},
		{change{"    prefix: loud_", "    config: {loud: 1}"}, "8: Object has more properties than limit of 0."},
		{change{"      name: example\n", ""}, `11: Missing property "name".`},
		{change{"workers: ${env:WORKERS:-4}", "workers: many"}, `14: Incorrect type. Expected "integer".`},
		{change{"timeout: 30s", "timeout: 30"}, `16: Incorrect type. Expected "string".`},
		{change{"mode: fast", "mode: quick"}, `15: Value is not accepted. Valid values: "fast", "safe".`},
		{change{"ratio: 0.5", "ratio: 7"}, "17: Value is above the maximum of 1."},
		{change{"token: ${env:TOKEN}", "token: hunter2hunter2"}, "13: A secret: give it as ${env:NAME} or ${file:PATH}, not as text."},
		{change{"- voice\n", "- voyce\n"}, `25: Value is not accepted. Valid values: "loud_voice", "voice".`},
		{change{"- loud_voice >= 1.0, < 2", "- rich"}, `26: Value is not accepted. Valid values: "loud_voice", "voice".`},
		{change{"provider: loud_say", "provider: shout"}, `18: Value is not accepted. Valid values: "loud_say", "say".`},
		{change{"[say]", "[shout]"}, `19: Value is not accepted. Valid values: "loud_say", "say".`},
		{change{"    prefix: loud_", "    on_failure: restart"}, `8: Value is not accepted. Valid values: "fail", "retry", "ignore".`},
	}
	var texts []string
	for _, c := range cases {
		texts = append(texts, f.changed(t, c.old, c.new))
	}
	for i, got := range f.problems(t, texts...) {
		if strings.Join(got, "\n") != cases[i].want {
			t.Errorf("%q for %q: %q, want %q", cases[i].new, cases[i].old, got, cases[i].want)
		}
	}
}

func completion(t *testing.T, f *folder) {
	voice := "  voice:\n    module: example.com/host/plugins/voice\n"
	for _, c := range []struct {
		name string
		change
		want string
	}{
		{"settings", change{"      name: example\n", "      |\n      name: example\n"}, "extra limits pins region slug tree verbose"},
		{"settings inside", change{"          port: 8080", "          |"}, "port"},
		{"words", change{"mode: fast", "mode: |"}, "fast safe"},
		{"true or false", change{"      name: example\n", "      name: example\n      verbose: |\n"}, "false true"},
		{"dependencies", change{"- voice\n", "- |\n"}, "loud_voice voice"},
		{"dependencies of another", change{"    prefix: loud_", "    dependencies:\n      - |"}, "rich voice"},
		{"components", change{"provider: loud_say", "provider: |"}, "loud_say say"},
		{"keys of an entry", change{"    prefix: loud_", "    |"}, "config dependencies enabled isolation on_failure prefix timeouts waive"},
		{"keys of the file", change{"version: 1", "|"}, "contract inputs output policy version"},
		{"what is built", change{"    prefix: loud_", "    on_failure: |"}, "fail ignore retry"},
		{"codes", change{"    prefix: loud_", "    waive:\n      - code: |"}, "import-side-effect"},
	} {
		if got := strings.Join(f.offers(t, f.changed(t, c.old, c.new)), " "); got != c.want {
			t.Errorf("%s: offers %q, want %q", c.name, got, c.want)
		}
	}
	if got := f.offers(t, f.changed(t, voice, "  |\n")); !strings.Contains(strings.Join(got, " "), "voice") {
		t.Errorf("an entry that is gone is not offered, but %q", got)
	}
}

func hover(t *testing.T, f *folder) {
	for _, c := range []struct {
		change
		want []string
	}{
		{change{"  rich:", "  ri|ch:"}, []string{"#### rich 2.0.1\n", "Deprecated since 2.0.0", "Has a setting of every form", "https://example.com/rich"}},
		{change{"name: example", "na|me: example"}, []string{"Name is what the plugin | calls itself, in <angle> brackets and \\`ticks\\`."}},
		{change{"mode: fast", "mo|de: fast"}, []string{"Mode is how careful the plugin is.", "* `fast`\n* `safe`"}},
		{change{"port: 8080", "po|rt: 8080"}, []string{"#### rich 2.0.1\n", "Port is where it listens."}},
		{change{"token: ${env:TOKEN}", "to|ken: ${env:TOKEN}"}, []string{"Token opens the door.", "A secret"}},
		{change{"    config:", "    con|fig:"}, []string{"Config has a setting of every form."}},
		{change{"prefix: loud_", "pre|fix: loud_"}, []string{"lets one plugin be entered twice"}},
	} {
		shown := f.hover(t, f.changed(t, c.old, c.new))
		for _, want := range c.want {
			if !strings.Contains(shown, want) {
				t.Errorf("over %q there is no %q in\n%s", c.new, want, shown)
			}
		}
	}
}

// example opens the repository's own configuration, with the schema that is
// committed and that the first line of the file names.
func example(t *testing.T, s *server) {
	f := &folder{server: s, dir: "../../configs", good: file(t, "../../configs/plugin_config.yaml")}
	cases := []struct {
		change
		want string
	}{
		{change{"version: 1", "version: 1"}, ""},
		{change{"neighbours: 3", "neighbours: ${env:NEIGHBOURS}"}, ""},
		{change{"cache_enabled: true", "cache_enable: true"}, "Property cache_enable is not allowed."},
		{change{"neighbours: 3", "neighbours: three"}, `Incorrect type. Expected "integer".`},
		{change{`- "json_yaml_bridge"`, `- "jason_yaml_bridge"`}, `Value is not accepted. Valid values: "core_steps", "enhanced_schema_validator", "json_yaml_bridge", "local_provider".`},
	}
	var texts []string
	for _, c := range cases {
		texts = append(texts, f.changed(t, c.old, c.new))
	}
	for i, got := range f.problems(t, texts...) {
		c := cases[i]
		if wanted := c.want != ""; wanted != (len(got) == 1) || wanted && !strings.HasSuffix(got[0], c.want) {
			t.Errorf("%q: %q, want %q", c.new, got, c.want)
		}
	}
	offers := strings.Join(f.offers(t, f.changed(t, `evaluation_mode: "bootstrap_few_shot"`, "evaluation_mode: |")), " ")
	if offers != "bootstrap_few_shot copro mipro" {
		t.Errorf("offers %q", offers)
	}
	if shown := f.hover(t, f.changed(t, "floor: 0.05", "flo|or: 0.05")); !strings.Contains(shown, "the least similarity to answer at") {
		t.Errorf("shows %q", shown)
	}
}
