package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
	"github.com/plugingen/plugingen/gen/internal/plan"
)

func fits(entries ...string) catalog.Param {
	p := catalog.Param{Name: "x", Position: at("param", 1), Text: "shop.X", Type: catalog.Ident{Path: "example.com/host/other", Name: "X"}}
	for _, e := range entries {
		p.Candidates = append(p.Candidates, catalog.Candidate{Entry: e})
	}
	return p
}

func setting(key string) *config.Value {
	return &config.Value{Kind: config.Mapping, Members: []config.Member{{Key: key, Position: at("config", 99)}}}
}

// TestRules holds every rule against the finding that breaks it, and against
// what just keeps it.
func TestRules(t *testing.T) {
	for name, c := range map[string]struct {
		cat  *catalog.Catalog
		want []string
	}{
		"nothing wrong":        {made(entry{name: "a"}, entry{name: "b", dependencies: []string{"a >= 1.0"}}), nil},
		"no entry":             {made(), nil},
		"dependency missing":   {made(entry{name: "a", dependencies: []string{"b"}}), []string{"config:12 missing-dependency: a depends on b, which is not entered"}},
		"dependency disabled":  {made(entry{name: "a", dependencies: []string{"b"}}, entry{name: "b", disabled: true}), []string{"config:12 disabled-dependency: a depends on b, which is disabled"}},
		"version too low":      {made(entry{name: "a", dependencies: []string{"b >= 2"}}, entry{name: "b"}), []string{"config:12 unmet-version: a depends on b >= 2, and it is at 1.0.0"}},
		"version just right":   {made(entry{name: "a", dependencies: []string{"b >= 1, < 1.0.1"}}, entry{name: "b"}), nil},
		"pre-release in range": {made(entry{name: "a", dependencies: []string{"b >= 1, < 2"}}, entry{name: "b", version: "1.5.0-rc.1"}), nil},
		"requires missing":     {made(entry{name: "a", requires: []string{"b"}}), []string{"a.go:20 missing-dependency: plugin a requires plugin b, which is not entered"}},
		"requires disabled": {
			made(entry{name: "a", requires: []string{"b"}}, entry{name: "b", disabled: true}),
			[]string{"a.go:20 missing-dependency: plugin a requires plugin b, which is not entered"},
		},
		"requires by plugin, not by entry": {made(entry{name: "a", requires: []string{"bee"}}, entry{name: "b", plugin: "bee"}), nil},
		"requires unmet":                   {made(entry{name: "a", requires: []string{"b <1"}}, entry{name: "b"}), []string{"a.go:20 unmet-version: a requires b <1, and it is at 1.0.0"}},
		"depends on itself":                {made(entry{name: "a", dependencies: []string{"a"}}), []string{"config:12 cyclic-dependency: these plugins need each other: a -> a"}},
		"cycle of two": {
			made(entry{name: "a", dependencies: []string{"b"}}, entry{name: "b", dependencies: []string{"a"}}),
			[]string{"config:12 cyclic-dependency: these plugins need each other: a -> b -> a"},
		},
		"the shorter cycle of two that share": {
			made(entry{name: "a", dependencies: []string{"b"}}, entry{name: "b", dependencies: []string{"c", "a"}}, entry{name: "c", dependencies: []string{"a"}}),
			[]string{"config:12 cyclic-dependency: these plugins need each other: a -> b -> a"},
		},
		"cycle through a parameter begins at the list": {
			made(entry{name: "a", params: []catalog.Param{fits("b")}}, entry{name: "b", dependencies: []string{"a"}}),
			[]string{"config:22 cyclic-dependency: these plugins need each other: b -> a -> b"},
		},
		"wishes that contradict": {
			made(entry{name: "a", after: []string{"b"}}, entry{name: "b", after: []string{"a"}}),
			[]string{"a.go:40 contradictory-order: these plugins cannot all have the order that they ask for: a -> b -> a"},
		},
		"a wish against a need": {
			made(entry{name: "a", before: []string{"b"}, dependencies: []string{"b"}}, entry{name: "b"}),
			[]string{"a.go:50 contradictory-order: these plugins cannot all have the order that they ask for: b -> a -> b"},
		},
		"a wish hides no cycle": {
			made(entry{name: "a", dependencies: []string{"b"}, after: []string{"b"}}, entry{name: "b", dependencies: []string{"a"}}),
			[]string{"config:12 cyclic-dependency: these plugins need each other: a -> b -> a"},
		},
		"a wish about itself or about nobody": {made(entry{name: "a", after: []string{"a", "z"}, before: []string{"a", "z"}}), nil},
		"conflict": {
			made(entry{name: "a", conflicts: []string{"b"}}, entry{name: "b"}),
			[]string{"config:20 conflicting-plugins: a and b cannot be in one composition"},
		},
		"conflict out of range":    {made(entry{name: "a", conflicts: []string{"b >=2"}}, entry{name: "b"}), nil},
		"conflict with a disabled": {made(entry{name: "a", conflicts: []string{"b"}}, entry{name: "b", disabled: true}), nil},
		"component twice": {
			made(entry{name: "a", components: []string{"Offers/x"}}, entry{name: "b", components: []string{"Taxes/x", "Offers/x"}}),
			[]string{"config:20 duplicate-component: a and b both offer x of kind Offers"},
		},
		"component twice in one": {
			made(entry{name: "a", components: []string{"Offers/x", "Offers/x"}}),
			[]string{"a.go:71 duplicate-component: a offers x of kind Offers twice"},
		},
		"component apart by prefix": {made(entry{name: "a", components: []string{"Offers/x"}}, entry{name: "b", prefix: "b_", components: []string{"Offers/x"}}), nil},
		"component together by prefix": {
			made(entry{name: "a", components: []string{"Offers/b_x"}}, entry{name: "b", prefix: "b_", components: []string{"Offers/x"}}),
			[]string{"config:20 duplicate-component: a and b both offer b_x of kind Offers"},
		},
		"parameter that nothing fits": {
			made(entry{name: "a", params: []catalog.Param{fits()}}),
			[]string{"param:1 unresolved-parameter: parameter x of Init is shop.X, and nothing in the composition fits it"},
		},
		"parameter that follows from a missing dependency": {
			made(entry{name: "a", params: []catalog.Param{fits()}, dependencies: []string{"other"}}, entry{name: "other", disabled: true}),
			[]string{"config:12 disabled-dependency: a depends on other, which is disabled"},
		},
		"parameter that two fit": {
			made(entry{name: "a", params: []catalog.Param{fits("b", "c")}}, entry{name: "b"}, entry{name: "c"}),
			[]string{"param:1 ambiguous-parameter: parameter x of Init is shop.X, and b and c fit it"},
		},
		"parameter that two fit and one is listed": {
			made(entry{name: "a", params: []catalog.Param{fits("b", "c")}, dependencies: []string{"c"}}, entry{name: "b"}, entry{name: "c"}), nil,
		},
		"parameter that two fit and both are listed": {
			made(entry{name: "a", params: []catalog.Param{fits("b", "c")}, dependencies: []string{"c", "b"}}, entry{name: "b"}, entry{name: "c"}),
			[]string{"param:1 ambiguous-parameter: parameter x of Init is shop.X, and b and c fit it"},
		},
		"names of one accessor": {
			made(entry{name: "a_b"}, entry{name: "a__b"}),
			[]string{"config:20 invalid-name: entry a__b would be AB in Go, which is a name that the wiring uses for entry a_b"},
		},
		"name of a method":         {made(entry{name: "stop"}), []string{"config:10 invalid-name: entry stop would be Stop in Go, which is the method Stop of runtime.App"}},
		"name of a kind":           {made(entry{name: "taxes"}), []string{"config:10 invalid-name: entry taxes would be Taxes in Go, which is the field Taxes of the composition"}},
		"no version":               {made(entry{name: "a", version: "1"}), []string{`a.go:3 invalid-metadata: Version is "1", which is no semantic version`}},
		"version with build words": {made(entry{name: "a", version: "1.2.3-beta.1+x"}), nil},
		"ranges that are none": {
			made(entry{name: "a", conflicts: []string{"b what"}}),
			[]string{`a.go:30 invalid-metadata: "what" is no version range`},
		},
		"provides another kind": {made(entry{name: "a", provides: []string{"Offer/x", "Offers/y"}}), []string{`a.go:60 invalid-metadata: Provides has "Offer/x", which names no component of the contract`}},
		"deprecated":            {made(entry{name: "a", deprecated: &catalog.Deprecated{Since: "0.9.0"}}), []string{"config:10 deprecated-plugin: plugin a of entry a is deprecated since 0.9.0"}},
		"to be removed":         {made(entry{name: "a", deprecated: &catalog.Deprecated{RemovedIn: "1.0.1"}}), []string{"config:10 deprecated-plugin: plugin a of entry a is deprecated and goes in 1.0.1"}},
		"removed":               {made(entry{name: "a", deprecated: &catalog.Deprecated{RemovedIn: "1.0.0"}}), []string{"config:10 removed-plugin: plugin a of entry a was to be removed in 1.0.0 and is at 1.0.0"}},
		"settings for none":     {made(entry{name: "a", settings: setting("x")}), []string{"config:99 unknown-setting: a takes no configuration"}},
	} {
		t.Run(name, func(t *testing.T) {
			p, found := plan.Build(c.cat)
			if diff := cmp.Diff(c.want, told(found)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			if (p == nil) != (found.Errors() > 0) {
				t.Errorf("a plan: %v, with %d errors", p != nil, found.Errors())
			}
		})
	}
}

func TestHostRules(t *testing.T) {
	cat := made(entry{name: "a"})
	cat.Host.Declared = map[string]diag.Position{"New": at("main.go", 1), "Inputs": at("main.go", 2), "Other": at("main.go", 3)}
	cat.Host.Existing = catalog.Fact{Value: "main", Position: at("main.go", 0)}
	cat.Config.Output.Package = config.Text{Value: "wired", Position: at("config", 1)}
	_, found := plan.Build(cat)
	want := []string{
		"config:1 invalid-value: the output's package is to be wired, but its directory holds package main",
		"main.go:1 invalid-name: package main declares New, which the wiring declares too",
	}
	if diff := cmp.Diff(want, told(found)); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

func TestStability(t *testing.T) {
	for _, c := range []struct {
		have, least string
		refused     bool
	}{
		{"experimental", "experimental", false}, {"experimental", "beta", true}, {"beta", "beta", false},
		{"beta", "stable", true}, {"stable", "stable", false}, {"stable", "experimental", false},
	} {
		cat := made(entry{name: "a", stability: c.have})
		cat.Config.Policy.Stability.Value = c.least
		if p, _ := plan.Build(cat); (p == nil) != c.refused {
			t.Errorf("%s under a policy of %s: refused is %v", c.have, c.least, p == nil)
		}
	}
}

func TestAccessor(t *testing.T) {
	for entry, want := range map[string]string{
		"echo": "Echo", "dspy_plugin": "DspyPlugin", "a_1": "A1", "a__b_": "AB", "x": "X", "": "",
	} {
		if got := plan.Accessor(entry); got != want {
			t.Errorf("Accessor(%q) = %q, want %q", entry, got, want)
		}
	}
}
