package testgolden

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/plugingen/plugingen/gen"
)

// composed is a valid configuration with every kind of key in it.
const composed = `version: 1
inputs:
  numbers: "[]int"
policy:
  stability: experimental
plugins:
  greeter:
    module: example.com/host/onefile
    config:
      greeting: hello
      times: 2
    prefix: g_
    timeouts: {init: 10s, terminate: 5s}
  clock:
    module: example.com/host/interfacestate
    dependencies:
      - greeter >= 1.0
  needy:
    module: example.com/host/needy
    enabled: true
  described:
    module: example.com/host/described
    dependencies: [greeter, "clock >=1, <2"]
  chain:
    module: example.com/host/appendchain
    config: {debug: true}
    prefix: c_
  other_chain:
    module: example.com/host/appendchain
    prefix: d_
  off:
    module: example.com/host/onefile
    enabled: false
  returns:
    module: example.com/host/earlyreturns
    config: {enabled: true, model: large}
    dependencies: [chain]
`

// words are put in the place of others.
var words = []string{
	"greeter", "clock", "needy", "chain", "returns", "nowhere", "onefile", "appendchain", "true", "false", "null", "~", "17", "-1", "[]", "{}",
	"[a, b]", "{a: b}", "\"\"", "g_", ">= 9", "<0.1", "1s", "0", "func", "start", "Init", "${x:}", "${env:A}", "&a x", "*a", "dependencies", "prefix", "config",
}

// mutateConfig changes lines or words of a configuration.
func mutateConfig(r *rand.Rand, config string) string {
	lines := strings.Split(strings.TrimSuffix(config, "\n"), "\n")
	for range 1 + r.IntN(2) {
		i, j := r.IntN(len(lines)), r.IntN(len(lines))
		switch r.IntN(7) {
		case 0:
			lines = slices.Delete(lines, i, i+1)
		case 1:
			lines = slices.Insert(lines, j, lines[i])
		case 2:
			lines[i], lines[j] = lines[j], lines[i]
		case 3:
			lines[i] = strings.TrimPrefix(lines[i], "  ")
		default:
			fields := strings.Fields(strings.NewReplacer("[", " ", "]", " ", ":", " ", ",", " ").Replace(lines[i]))
			if len(fields) > 0 {
				word := fields[len(fields)-1-r.IntN(2)*r.IntN(len(fields))]
				lines[i] = strings.Replace(lines[i], word, words[r.IntN(len(words))], 1)
			}
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

// TestConfigMutations breaks a configuration by chance: it is refused with
// findings, or the wiring compiles. An error that is no finding is ours.
func TestConfigMutations(t *testing.T) {
	if testing.Short() {
		t.Skip("hundreds of runs")
	}
	t.Parallel()
	ar := &txtar.Archive{}
	for _, s := range styles(t) {
		ar.Files = append(ar.Files, s.files...)
	}
	h := unpack(t, ar)
	h.write(t, "plugin_config.yaml", []byte(composed))
	if r := h.generate(t); r.Diagnostics.Errors() > 0 {
		t.Fatalf("the configuration as it stands is refused:\n%s", page(t, r, r.Diagnostics))
	}
	passed := map[string]bool{}
	for n := range 500 {
		config := mutateConfig(rand.New(rand.NewPCG(7, uint64(n))), composed)
		h.write(t, "plugin_config.yaml", []byte(config))
		r, err := gen.Generate(context.Background(), gen.Options{Dir: h.dir})
		switch {
		case err != nil:
			t.Errorf("%v\nof\n%s", err, config)
		case r.Diagnostics.Errors() > 0:
			page(t, r, r.Diagnostics)
		default:
			passed[string(r.Files[0].Content)] = true
		}
	}
	t.Logf("%d wirings", len(passed))
	if len(passed) < 10 {
		t.Error("chance leaves too little that is valid for this test to show much")
	}
	h.buildEach(t, passed)
}

// buildEach compiles wirings, each in a package of its own.
func (h *host) buildEach(t *testing.T, wirings map[string]bool) {
	t.Helper()
	n := 0
	for w := range wirings {
		w = strings.Replace(w, "\npackage host\n", "\npackage main\n", 1)
		h.write(t, fmt.Sprintf("out%d/plugins_gen.go", n), []byte(w))
		h.write(t, fmt.Sprintf("out%d/main.go", n), []byte(defaultMain))
		n++
	}
	h.command(t, "go", "vet", "./out...")
}
