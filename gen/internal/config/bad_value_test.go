package config

import (
	"strings"
	"testing"
)

// bad is a case about a line at the top level, behind a good entry.
func bad(line string, want ...string) badCase {
	return badCase{line, minimal + line + "\n", want}
}

// badEntry is a case about a line of an entry, which begins in column 5 of line 4.
func badEntry(line string, want ...string) badCase {
	return badCase{line, minimal + "    " + line + "\n", want}
}

func TestBadTopLevelValues(t *testing.T) {
	runBad(t, []badCase{
		bad(`version: 2`, "4:10 invalid-value"),
		bad(`version: 0`, "4:10 invalid-value"),
		bad(`version: -1`, "4:10 invalid-value"),
		bad(`version: 99999999999999999999999999`, "4:10 invalid-value"),
		bad(`version: 1.0`, "4:10 wrong-type"),
		bad(`version: "1"`, "4:10 wrong-type"),
		bad(`version: 01`, "4:10 wrong-type"),
		bad(`version:`, "4:1 wrong-type"),
		bad(`version: [1]`, "4:10 wrong-type"),
		bad(`contract: 5`, "4:11 wrong-type"),
		bad(`contract:`, "4:1 wrong-type"),
		bad(`contract: ""`, "4:11 invalid-value"),
		bad(`contract: Plugin`, "4:11 invalid-value"),
		bad(`contract: example.com/api`, "4:11 invalid-value"),
		bad(`contract: example.com/api.plugin`, "4:11 invalid-value"),
		bad(`contract: example.com/api.`, "4:11 invalid-value"),
		bad(`contract: .Plugin`, "4:11 invalid-value"),
		bad(`contract: ./api.Plugin`, "4:11 invalid-value"),
		bad(`contract: example.com//api.Plugin`, "4:11 invalid-value"),
		bad(`contract: example.com/a b.Plugin`, "4:11 invalid-value"),
		bad(`contract: "example.com/api.Plugin\n"`, "4:11 invalid-value"),
		bad(`contract: example.com/api.Plugin[int]`, "4:11 invalid-value"),
		bad(`output: gen`, "4:9 wrong-type"),
		bad(`output: {dir: 5}`, "4:15 wrong-type"),
		bad(`output: {dir: ""}`, "4:15 invalid-value"),
		bad(`output: {dir: /tmp}`, "4:15 invalid-value"),
		bad(`output: {dir: 'a\b'}`, "4:15 invalid-value"),
		bad(`output: {dir: "C:/x"}`, "4:15 invalid-value"),
		bad(`output: {dir: "a\0b"}`, "4:15 invalid-value"),
		bad(`output: {dir: ~}`, "4:15 wrong-type"),
		bad(`output: {package: type}`, "4:19 invalid-value"),
		bad(`output: {package: _}`, "4:19 invalid-value"),
		bad(`output: {package: my-app}`, "4:19 invalid-value"),
		bad(`output: {package: ""}`, "4:19 invalid-value"),
		bad(`output: {package: 1a}`, "4:19 invalid-value"),
		bad(`output: {package: [a]}`, "4:19 wrong-type"),
		bad(`inputs: [db]`, "4:9 wrong-type"),
		bad(`inputs: {db: 5}`, "4:14 wrong-type"),
		bad(`inputs: {db: }`, "4:10 wrong-type"),
		bad(`inputs: {DB: int}`, "4:10 invalid-name"),
		bad(`inputs: {my-db: int}`, "4:10 invalid-name"),
		bad(`inputs: {"": int}`, "4:10 invalid-name"),
		bad(`inputs: {2db: Foo}`, "4:10 invalid-name", "4:15 invalid-value"),
		bad(`inputs: {db: DB}`, "4:14 invalid-value"),
		bad(`inputs: {db: "*"}`, "4:14 invalid-value"),
		bad(`inputs: {db: ""}`, "4:14 invalid-value"),
		bad(`inputs: {db: "* int"}`, "4:14 invalid-value"),
		bad(`inputs: {db: "map[string]int"}`, "4:14 invalid-value"),
		bad(`inputs: {db: "func()"}`, "4:14 invalid-value"),
		bad(`inputs: {db: database/sql.db}`, "4:14 invalid-value"),
		bad(`inputs: {db: "*database/sql"}`, "4:14 invalid-value"),
		bad(`inputs: {db: "[3]int"}`, "4:14 invalid-value"),
		bad(`policy: strict`, "4:9 wrong-type"),
		bad(`policy: {permissions: enforce}`, "4:23 invalid-value"),
		bad(`policy: {permissions: warn}`, "4:23 invalid-value"),
		bad(`policy: {permissions: of}`, "4:23 invalid-value"),
		bad(`policy: {permissions: false}`, "4:23 wrong-type"),
		bad(`policy: {signatures: require}`, "4:22 invalid-value"),
		bad(`policy: {signatures: warn}`, "4:22 invalid-value"),
		bad(`policy: {side_effects: errors}`, "4:24 invalid-value"),
		bad(`policy: {side_effects: warning}`, "4:24 invalid-value"),
		bad(`policy: {side_effects: true}`, "4:24 wrong-type"),
		bad(`policy: {stability: bete}`, "4:21 invalid-value"),
		bad(`policy: {stability: Beta}`, "4:21 invalid-value"),
		bad(`policy: {stability: 1}`, "4:21 wrong-type"),
		bad(`policy: {trusted_keys: [a.pub]}`, "4:24 invalid-value"),
		bad(`policy: {trusted_keys: a.pub}`, "4:24 wrong-type"),
		{"all at once", "version: 3\ncontract: x\noutput: {dir: /, package: go}\npolicy: {stability: no}\nzzz:\nplugins:\n  A: {module: ./a}\n",
			[]string{"1:10 invalid-value", "2:11 invalid-value", "3:15 invalid-value", "3:27 invalid-value", "4:21 invalid-value", "5:1 unknown-key", "7:3 invalid-name", "7:15 invalid-value"}},
	})
}

func TestBadModules(t *testing.T) {
	var cases []badCase
	for _, module := range []string{
		`""`, `.`, `..`, `./a`, `../a`, `/a`, `/srv/a`, `'C:\a'`, `c:/a`, `'a\b'`, `a/b.go`, `https://example.com/a`,
		`example.com/a@v1.2.3`, `example.com/a/`, `example.com//a`, `example.com/../a`, `example.com/a.`, `-a`, `'example.com/a b'`,
		`example.com/ä`, `"example.com/a\n"`, `"example.com/a\0"`, `'example.com/"; import "os'`, `example.com/con`, `${env:MODULE}`,
	} {
		cases = append(cases, badCase{module, "plugins:\n  a:\n    module: " + module + "\n", []string{"3:13 invalid-value"}})
	}
	for _, module := range []string{`5`, `[a]`, `{a: b}`, `true`, `2024-01-01`} {
		cases = append(cases, badCase{module, "plugins:\n  a:\n    module: " + module + "\n", []string{"3:13 wrong-type"}})
	}
	runBad(t, cases)
}

func TestBadNames(t *testing.T) {
	var cases []badCase
	for _, name := range []string{`A`, `aB`, `a-b`, `a.b`, `_a`, `1a`, `ä`, `""`, `a b`, `"a\nb"`, `"\u202E"`, `a/b`, `DspyPlugin`, strings.Repeat("A", 1000)} {
		cases = append(cases, badCase{name, "plugins:\n  " + name + ":\n    module: example.com/a\n", []string{"2:3 invalid-name"}})
	}
	runBad(t, cases)
}

func TestBadEntryValues(t *testing.T) {
	runBad(t, []badCase{
		badEntry(`enabled: yes`, "4:14 wrong-type"),
		badEntry(`enabled: on`, "4:14 wrong-type"),
		badEntry(`enabled: "true"`, "4:14 wrong-type"),
		badEntry(`enabled: 1`, "4:14 wrong-type"),
		badEntry(`enabled: off`, "4:14 wrong-type"),
		badEntry(`enabled:`, "4:5 wrong-type"),
		badEntry(`enabled: ~`, "4:14 wrong-type"),
		badEntry(`enabled: tRUE`, "4:14 wrong-type"),
		badEntry(`config: text`, "4:13 wrong-type"),
		badEntry(`config: [a]`, "4:13 wrong-type"),
		badEntry(`config: 5`, "4:13 wrong-type"),
		badEntry(`config: ""`, "4:13 wrong-type"),
		badEntry(`dependencies: b`, "4:19 wrong-type"),
		badEntry(`dependencies: {b: 1}`, "4:19 wrong-type"),
		badEntry(`dependencies: [5, b]`, "4:20 wrong-type"),
		badEntry(`dependencies: [{b: ">= 1.0"}]`, "4:20 wrong-type"),
		badEntry(`dependencies: [~]`, "4:20 wrong-type"),
		badEntry(`dependencies: ["", b]`, "4:20 invalid-value"),
		badEntry(`dependencies: [B]`, "4:20 invalid-value"),
		badEntry(`dependencies: [a-b, c/d]`, "4:20 invalid-value", "4:25 invalid-value"),
		badEntry(`dependencies: [b@1.0]`, "4:20 invalid-value"),
		badEntry(`dependencies: [">= 1.0"]`, "4:20 invalid-value"),
		badEntry(`dependencies: [b >= y]`, "4:20 invalid-value"),
		badEntry(`dependencies: [b >>= 1]`, "4:20 invalid-value"),
		badEntry(`dependencies: [b latest]`, "4:20 invalid-value"),
		badEntry(`dependencies: ["b >= 1.0, "]`, "4:20 invalid-value"),
		badEntry(`dependencies: [b, "b >= 1", b]`, "4:23 invalid-value", "4:33 invalid-value"),
		badEntry(`dependencies: ["b >= `+strings.Repeat("1", 300)+`"]`, "4:20 invalid-value"),
		badEntry(`prefix: 5`, "4:13 wrong-type"),
		badEntry(`prefix:`, "4:5 wrong-type"),
		badEntry(`prefix: Fast_`, "4:13 invalid-value"),
		badEntry(`prefix: a-`, "4:13 invalid-value"),
		badEntry(`prefix: _a`, "4:13 invalid-value"),
		badEntry(`on_failure: restart`, "4:17 invalid-value"),
		badEntry(`on_failure: fails`, "4:17 invalid-value"),
		badEntry(`on_failure: {retry: 3}`, "4:17 wrong-type"),
		badEntry(`timeouts: 10s`, "4:15 wrong-type"),
		badEntry(`timeouts: {init: 10}`, "4:22 wrong-type"),
		badEntry(`timeouts: {init: 1.5}`, "4:22 wrong-type"),
		badEntry(`timeouts: {init: "10"}`, "4:22 invalid-value"),
		badEntry(`timeouts: {init: 10 s}`, "4:22 invalid-value"),
		badEntry(`timeouts: {init: 1d}`, "4:22 invalid-value"),
		badEntry(`timeouts: {init: 0s, terminate: -1s}`, "4:22 invalid-value", "4:37 invalid-value"),
		badEntry(`timeouts: {terminate: 9999999h}`, "4:27 invalid-value"),
		badEntry(`timeouts: {terminate: }`, "4:16 wrong-type"),
		badEntry(`isolation: process`, "4:16 invalid-value"),
		badEntry(`isolation: proces`, "4:16 invalid-value"),
		badEntry(`isolation: false`, "4:16 wrong-type"),
		badEntry(`permissions: ["network:a:443"]`, "4:18 invalid-value"),
		badEntry(`permissions: stdio`, "4:18 wrong-type"),
		badEntry(`waive: import-side-effect`, "4:12 wrong-type"),
		badEntry(`waive: {code: import-side-effect}`, "4:12 wrong-type"),
		badEntry(`waive: [import-side-effect]`, "4:13 wrong-type"),
		badEntry(`waive: [{}]`, "4:13 invalid-value", "4:13 invalid-value", "4:13 invalid-value"),
		badEntry(`waive: [{code: import-side-effect, match: go}]`, "4:13 invalid-value"),
		badEntry(`waive: [{code: import-side-effect, match: go, reason: ""}]`, "4:59 invalid-value"),
		badEntry(`waive: [{code: import-side-effect, match: go, reason: " "}]`, "4:59 invalid-value"),
		badEntry(`waive: [{code: import-side-effect, match: "", reason: r}]`, "4:47 invalid-value"),
		badEntry(`waive: [{code: import-side-effect, match: go, reason: 5}]`, "4:59 wrong-type"),
		badEntry(`waive: [{code: opaque-schema, match: go, reason: r}]`, "4:20 invalid-value"),
		badEntry(`waive: [{code: import-side-effect, match: go, reasons: r}]`, "4:51 unknown-key"),
		badEntry(`waive: [{code: import-side-effect, match: go, reason: r, until: 2027-01-01}]`, "4:62 unknown-key"),
		badEntry(`waive: [{code: import-side-effect, match: go, reason: r}, {code: import-side-effect, match: go, reason: s}]`, "4:63 invalid-value"),
	})
}
