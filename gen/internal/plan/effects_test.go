package plan_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
	"github.com/plugingen/plugingen/gen/internal/plan"
)

func effect(symbol, file string, line int, steps ...string) catalog.Effect {
	e := catalog.Effect{Symbol: symbol, What: "calls " + symbol, Package: "example.com/host/" + file, Position: at(file, line)}
	for n, s := range steps {
		e.Path = append(e.Path, catalog.Step{What: s, Position: at(file, line+n+1)})
	}
	return e
}

func waiver(match string) config.Waiver {
	return config.Waiver{
		Code: config.Text{Value: "import-side-effect"}, Match: config.Text{Value: match, Position: at("config", 90)},
		Reason: config.Text{Value: "because"},
	}
}

// loud is a catalog of two plugins: a sets by way of inner, b sets and exits there
// same package inner, by a longer path, and sets once more itself.
func loud(policy string, waivers ...config.Waiver) *catalog.Catalog {
	cat := made(entry{name: "a"}, entry{name: "b"})
	cat.Config.Policy.SideEffects = config.Text{Value: policy}
	cat.Plugins[0].Facts.Effects = []catalog.Effect{effect("os.Setenv", "inner", 1, "init runs")}
	cat.Plugins[1].Facts.Effects = []catalog.Effect{
		effect("os.Setenv", "inner", 1, "imports inner", "init runs"), effect("os.Exit", "inner", 1), effect("os.Setenv", "b", 5),
	}
	cat.Plugins[1].Entry.Waivers = waivers
	return cat
}

func TestSideEffects(t *testing.T) {
	all := []string{"b:5 os.Setenv", "inner:1 os.Exit", "inner:1 os.Setenv"}
	for name, c := range map[string]struct {
		cat    *catalog.Catalog
		errors int
		want   []string
		waived []string
	}{
		"warnings":        {cat: loud("warn"), want: all},
		"by default":      {cat: loud(""), want: all},
		"errors":          {cat: loud("error"), want: all, errors: 3},
		"off":             {cat: loud("off", waiver("net.Dial"))},
		"waived":          {cat: loud("error", waiver("os.Setenv")), want: []string{"inner:1 os.Exit"}, errors: 1},
		"waived, all":     {cat: loud("error", waiver("os.Exit"), waiver("os.Setenv")), waived: []string{"b inner:1 os.Setenv because", "b inner:1 os.Exit because", "b b:5 os.Setenv because"}},
		"an idle waiver":  {cat: loud("warn", waiver("os.Exi")), want: append([]string{"config:90 did you mean os.Exit?"}, all...), errors: 1},
		"nothing happens": {cat: made(entry{name: "a"})},
	} {
		t.Run(name, func(t *testing.T) {
			p, found := plan.Build(c.cat)
			var got []string
			for _, d := range found.Sorted() {
				line := fmt.Sprintf("%s:%d ", d.Position.File, d.Position.Line)
				if d.Code == diag.ImportSideEffect {
					got = append(got, line+d.Message[len("importing package example.com/host/"+d.Position.File+" calls "):])
				} else {
					got = append(got, line+d.Help)
				}
			}
			if diff := cmp.Diff(slices.Sorted(slices.Values(c.want)), slices.Sorted(slices.Values(got))); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			if found.Errors() != c.errors {
				t.Errorf("%d errors, want %d", found.Errors(), c.errors)
			}
			if c.errors == 0 {
				compareWaived(t, c.waived, p)
			}
		})
	}
}

func compareWaived(t *testing.T, want []string, p *plan.Plan) {
	t.Helper()
	var got []string
	for _, w := range p.Waived {
		got = append(got, fmt.Sprintf("%s %s:%d %s %s", w.Entry, w.Effect.Position.File, w.Effect.Position.Line, w.Effect.Symbol, w.Reason))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("waived (-want +got):\n%s", diff)
	}
}

// TestSideEffectPlaces holds the related places: the shortest path, then the
// entries, of which only the first few have a line.
func TestSideEffectPlaces(t *testing.T) {
	var entries []entry
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		entries = append(entries, entry{name: name})
	}
	cat := made(entries...)
	for i := range cat.Plugins {
		e := effect("os.Exit", "inner", 1, "imports x", "imports y", "init runs")
		if i == 3 {
			e.Path = e.Path[2:]
		}
		cat.Plugins[i].Facts.Effects = []catalog.Effect{e}
	}
	_, found := plan.Build(cat)
	if len(found) != 1 {
		t.Fatalf("%d findings: %v", len(found), found)
	}
	var got []string
	for _, r := range found[0].Related {
		got = append(got, fmt.Sprintf("%s:%d %s", r.File, r.Line, r.Message))
	}
	want := []string{
		"inner:4 init runs", "config:11 entry a leads here", "config:21 entry b leads here", "config:31 entry c leads here, and 2 more",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
