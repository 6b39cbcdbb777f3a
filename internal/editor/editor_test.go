package editor

import (
	"os"
	"testing"
	"path/filepath"

	"github.com/plugingen/plugingen/gen"
)

const serverFile = "testdata/server/node_modules/yaml-language-server/bin/yaml-language-server"

func TestExplore(t *testing.T) {
	s := start(t)
	dir := t.TempDir()
	r, err := gen.Describe(t.Context(), gen.Options{Dir: "testdata/host"})
	if err != nil { t.Fatal(err) }
	t.Log(r.Diagnostics, r.General)
	os.WriteFile(filepath.Join(dir, "plugin_config.schema.json"), r.Schema.Content, 0o666)
	os.WriteFile("/tmp/rich.schema.json", r.Schema.Content, 0o666)
	src, _ := os.ReadFile("testdata/host/plugin_config.yaml")
	d := &folder{server: s, dir: dir, good: string(src)}
	t.Log("good", d.problems(t, string(src)))
	for _, c := range [][2]string{
		{"name: example", "nmae: example"}, {"mode: fast", "mode: quick"}, {"ratio: 0.5", "ratio: x"},{"ratio: 0.5", "ratio: 7"},
		{"workers: ${env:WORKERS:-4}", "workers: many"}, {"timeout: 30s", "timeout: 30"}, {"token: ${env:TOKEN}", "token: hunter2hunter2"},
		{"- voice\n", "- voyce\n"}, {"- loud_voice >= 1.0, < 2", "- loud >= 1.0"}, {"provider: loud_say", "provider: shout"}, {"[say]", "[shout]"},
		{"port: 8080", "port: 0"}, {"    prefix: loud_", "    config: {x: 1}"},{"    prefix: loud_", "    config:"},{"    prefix: loud_", "    on_failure: retry"},
		{"      name: example\n", ""},  {"      name: example", "      name: example\n      pins: [1]"},{"      name: example", "      name: example\n      tree: {branches: [{labl: 1}]}"},
		{"version: 1", "version: 2"}, {"version: 1", "versoin: 1"}, {"  voice:\n", "  Voice:\n"},
	} {
		t.Log(c, d.problems(t, d.changed(t, c[0], c[1])))
	}
	for _, c := range [][2]string{
		{"      name: example\n", "      |\n      name: example\n"}, {"mode: fast", "mode: |"}, {"- voice\n", "- |\n"}, {"provider: loud_say", "provider: |"}, {"[say]", "[|]"},
		{"    prefix: loud_", "    |"}, {"          port: 8080", "          |"},{"version: 1", "|"}, {"    prefix: loud_", "    on_failure: |"}, {"      name: example\n", "      verbose: |\n"},
		{"    prefix: loud_", "    waive:\n      - |"}, {"    prefix: loud_", "    waive:\n      - code: |"},{"  voice:\n    module: example.com/host/plugins/voice\n","  |\n"},
		{"  voice:\n    module: example.com/host/plugins/voice\n","  voice:\n    |\n"},
		{"    prefix: loud_", "    dependencies:\n      - |"},
	} {
		t.Log(c, d.offers(t, d.changed(t, c[0], c[1])))
	}
	for _, c := range [][2]string{
		{"name: example\n", "na|me: example\n"}, {"mode: fast", "mo|de: fast"}, {"  rich:", "  ri|ch:"}, {"workers:", "wor|kers:"}, {"port:", "po|rt:"}, {"token:", "to|ken:"}, {"prefix:","pre|fix:"},
	} {
		t.Log(c, d.hover(t, d.changed(t, c[0], c[1])))
	}
}
