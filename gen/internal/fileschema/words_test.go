package fileschema

import (
	"fmt"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/gen/internal/config"
)

const minimal = "plugins:\n  a:\n    module: example.com/a\n"

func inEntry(line string) string { return minimal + "    " + line + "\n" }

// TestWordsAreThoseOfTheFile holds every word that any key of the format knows
// against every key with a choice: the schema accepts it where the reader of
// the file does, and nowhere else.
func TestWordsAreThoseOfTheFile(t *testing.T) {
	_, judge := of(t, made(entry{name: "a", unread: true}))
	words := strings.Fields(`off warn error enforce require experimental beta stable fail retry ignore none process import-side-effect other "" 1 true ~`)
	for key, form := range map[string]string{
		"policy.permissions":  minimal + "policy: {permissions: %s}\n",
		"policy.signatures":   minimal + "policy: {signatures: %s}\n",
		"policy.stability":    minimal + "policy: {stability: %s}\n",
		"policy.side_effects": minimal + "policy: {side_effects: %s}\n",
		"on_failure":          inEntry("on_failure: %s"),
		"isolation":           inEntry("isolation: %s"),
		"waive.code":          inEntry("waive: [{code: %s, match: x, reason: y}]"),
	} {
		accepted := 0
		for _, word := range append(words, config.Words(key)...) {
			src := fmt.Sprintf(form, word)
			_, found := config.Parse("plugin_config.yaml", []byte(src))
			if len(found) == 0 {
				accepted++
			}
			if ok, err := accepts(t, judge, src); ok != (len(found) == 0) {
				t.Errorf("%s: %s: the file says %v, the schema %v", key, word, found, err)
			}
		}
		if accepted == 0 {
			t.Errorf("%s: no word is accepted", key)
		}
	}
}

// TestTheFormat: what the reader of the file accepts, the schema does, and what
// is refused here by one is refused by both.
func TestTheFormat(t *testing.T) {
	_, judge := of(t, made(entry{name: "a", unread: true}, entry{name: "b", disabled: true}))
	good := []string{
		minimal, minimal + "version: 1\n", minimal + "contract: context.Context\n", minimal + "contract: gopkg.in/yaml.v3.Node\n",
		minimal + "output: {dir: ../elsewhere, package: größe}\n", minimal + "output: {dir: ./gen}\n", minimal + "output: {dir: a}\n",
		minimal + "inputs: {a: any, b: \"[]*[]byte\", c: context.Context, d_1: '**example.com/x-y/z.T'}\n",
		minimal + "output:\npolicy:\ninputs:\n", minimal + "output: {}\npolicy: {trusted_keys: }\ninputs: {}\n",
		minimal + "policy: {trusted_keys: []}\n", minimal + "x-anything: {a: [1, ~]}\nx-: 1\n",
		"plugins: {b: {module: fmt}}\n", "plugins: {new: {module: example.com/a~b+c_d/v2.1}}",
		inEntry("enabled: false"), inEntry("config: {}"), inEntry("config:"), inEntry("config: {x: [{y: '${env:X:-y}'}]}"),
		inEntry("dependencies: []"), inEntry("dependencies:"), inEntry("dependencies: [b>=1]"), inEntry("dependencies: [b]"),
		inEntry("dependencies: ['b >= 1.0, < 2']"), inEntry("dependencies: [b ^1.2]"), inEntry("dependencies: [b 1.x || 3]"), inEntry("dependencies: [' b ']"),
		inEntry("timeouts: {init: 1h2m3s4ms, terminate: '1ns'}"), inEntry("timeouts:"), inEntry("timeouts: {init: +1.5s}"), inEntry("permissions: []"),
		inEntry("prefix: ''"), inEntry("prefix: z_"), inEntry("waive: []"), inEntry("waive:"), inEntry("waive: [{code: import-side-effect, match: go, reason: why}]"),
	}
	for _, src := range good {
		if _, found := config.Parse("plugin_config.yaml", []byte(src)); len(found) > 0 {
			t.Errorf("the file is refused: %v\n%s", found, src)
		}
		if ok, err := accepts(t, judge, src); !ok {
			t.Errorf("the schema refuses: %v\n%s", err, src)
		}
	}
	bad := []string{
		"version: 1\n", "plugins: {}\n", "plugins:\n", "plugins: [a]\n", "plugins: {a: }\n", "plugins: {a: {enabled: true}}\n",
		"plugins: {A: {module: fmt}}\n", minimal + "version: 2\n", minimal + "version: '1'\n", minimal + "versoin: 1\n", minimal + "contract: Behaviour\n", minimal + "contract: 1\n",
		minimal + "output: {dir: /abs}\n", minimal + "output: {dir: 'c:x'}\n", minimal + "output: {dir: 'a\\b'}\n", minimal + "output: {dir: ''}\n", minimal + "output: {package: a-b}\n", minimal + "output: {name: x}\n",
		minimal + "inputs: {A: any}\n", minimal + "inputs: {a: 'x y'}\n", minimal + "inputs: {a: 1}\n", minimal + "policy: {stabilty: beta}\n", minimal + "policy: {trusted_keys: [a]}\n",
		inEntry("modul: x"), inEntry("enabled: 'yes'"), inEntry("enabled:"), inEntry("config: [1]"), inEntry("config: x"), inEntry("dependencies: b"),
		inEntry("dependencies: [b, b]"), inEntry("dependencies: ['B']"), inEntry("dependencies: [1]"), inEntry("timeouts: {init: 10}"),
		inEntry("timeouts: {init: 10 s}"), inEntry("timeouts: {init: -1s}"), inEntry("timeouts: {strat: 1s}"), inEntry("permissions: [env]"), inEntry("prefix: Z"), inEntry("prefix:"),
		inEntry("waive: [{code: import-side-effect, match: go}]"), inEntry("waive: [{code: import-side-effect, match: go, reason: ' '}]"), inEntry("waive: [{code: import-side-effect, match: go, reason: x, by: me}]"),
	}
	for _, src := range bad {
		if _, found := config.Parse("plugin_config.yaml", []byte(src)); len(found) == 0 {
			t.Errorf("the file is accepted:\n%s", src)
		}
		if ok, _ := accepts(t, judge, src); ok {
			t.Errorf("the schema accepts:\n%s", src)
		}
	}
}
