package graph

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen"
	"github.com/plugingen/plugingen/gen/diag"
)

// result makes what gen.Generate returns for a composition whose entries stand
// in the configuration in this order; disabled ones are in no line.
func result(t testing.TB, file []string, lines ...string) *gen.Result {
	t.Helper()
	c := compose(t, lines...)
	r := &gen.Result{Composition: c}
	for i, name := range file {
		enabled := slices.ContainsFunc(lines, func(l string) bool { return strings.Fields(l)[0] == name })
		r.Entries = append(r.Entries, gen.Entry{Name: name, Package: "example.com/" + name, Enabled: enabled, Position: at(i + 1)})
	}
	for _, p := range c.Plugins {
		for n, need := range p.Needs {
			r.Edges = append(r.Edges, gen.Edge{From: p.Entry, To: need.Entry, Why: need.Why, Position: at(100 + n)})
		}
	}
	return r
}

func at(line int) diag.Position { return diag.Position{File: "c.yaml", Line: line, Column: 3} }

// house is a composition in which every reason for a place occurs.
func house(t testing.TB) *gen.Result {
	return result(t, []string{"web", "log", "db", "cache", "asleep", "mail"},
		"log", "db log:dependencies", "cache log:after", "web db:parameter cache:requires", "mail")
}

func TestTurn(t *testing.T) {
	none := []string{}
	for name, want := range map[string]Turn{
		"log":   {Place: 1, Of: 5, Level: 0, Parallel: []string{"mail"}, Ahead: none, Behind: []string{"mail"}, Awaited: "db"},
		"db":    {Place: 2, Of: 5, Level: 1, Parallel: []string{"cache"}, WaitsFor: "log", Ahead: none, Behind: []string{"cache", "mail"}, Awaited: "web"},
		"cache": {Place: 3, Of: 5, Level: 1, Parallel: []string{"db"}, WaitsFor: "log", Ahead: []string{"db"}, Behind: []string{"mail"}, Awaited: "web"},
		"web":   {Place: 4, Of: 5, Level: 2, Parallel: none, WaitsFor: "cache", Ahead: none, Behind: []string{"mail"}},
		"mail":  {Place: 5, Of: 5, Level: 0, Parallel: []string{"log"}, Ahead: []string{"log", "db", "cache", "web"}, Behind: none},
	} {
		s, err := Why(house(t), name)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, *s.Turn); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

func TestLinks(t *testing.T) {
	s, err := Why(house(t), "log")
	if err != nil {
		t.Fatal(err)
	}
	db, web := Link{"db", "dependencies", at(100)}, Link{"web", "parameter", at(100)}
	want := []Dependent{{"db", false, []Link{db}}, {"web", true, []Link{web, db}}}
	if d := cmp.Diff(want, s.NeededBy); d != "" {
		t.Errorf("needed by (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]Link{{"cache", "after", at(100)}}, s.Before); d != "" {
		t.Errorf("before (-want +got):\n%s", d)
	}
	s, err = Why(house(t), "cache")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]Link{{"log", "after", at(100)}}, s.After); d != "" || len(s.Needs) > 0 {
		t.Errorf("after (-want +got):\n%s", d)
	}
}

func TestText(t *testing.T) {
	for name, want := range map[string]string{
		"web": `web is entered at c.yaml:1:3: plugin web, version 1.0.0.
  package  example.com/web
  module   example.com/web v1.2.3

It needs
  db     a parameter of Init   c.yaml:100:3
  cache  Requires in metadata  c.yaml:101:3

Nobody needs it: it is there because it is entered.

It starts at place 4 of 5, on level 2 alone.
  not earlier: it waits for cache, which takes the place before
  not later:   ready too, but later in the configuration: mail
`,
		"cache": `cache is entered at c.yaml:4:3: plugin cache, version 1.0.0.
  package  example.com/cache
  module   example.com/cache (built from a directory)

It starts after, by a wish
  log  After in metadata  c.yaml:100:3

Needed by
  web  Requires in metadata, c.yaml:101:3; nobody needs web

It starts at place 3 of 5, on level 1 in parallel with db.
  not earlier: it waits for log; ready too, and earlier in the configuration: db
  not later:   web waits for it; ready too, but later in the configuration: mail
`,
		"asleep": `asleep is entered at c.yaml:5:3 and disabled: nothing of it is in the composition.
  package  example.com/asleep
`,
	} {
		r := house(t)
		for i := range r.Composition.Plugins {
			r.Composition.Plugins[i].Module = r.Composition.Plugins[i].Package
		}
		r.Composition.Plugins[3].ModuleVersion = "v1.2.3"
		s, err := Why(r, name)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := s.Text(&b); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, b.String()); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
		if err := s.Text(full{}); !errors.Is(err, errFull) {
			t.Errorf("lost output: %v", err)
		}
	}
}

func TestStandingJSON(t *testing.T) {
	for _, name := range []string{"web", "asleep"} {
		s, err := Why(house(t), name)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := s.JSON(&b); err != nil {
			t.Fatal(err)
		}
		var back Standing
		if err := json.Unmarshal(b.Bytes(), &back); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(*s, back); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
		for _, key := range []string{"needs", "after", "neededBy", "before"} {
			if strings.Contains(b.String(), fmt.Sprintf("%q: null", key)) {
				t.Errorf("%s: %s is null", name, key)
			}
		}
	}
}

func TestUnknown(t *testing.T) {
	r := house(t)
	r.Composition.Plugins[1].Name = "postgres"
	for name, want := range map[string]string{
		"cahce":           `no entry has the name "cahce"; did you mean "cache"?`,
		"postgres":        `no entry has the name "postgres"; what has it is entered as db`,
		"example.com/web": `no entry has the name "example.com/web"; what has it is entered as web`,
		"":                "no entry has the name \"\"; `plugingen list` lists them",
		"zzzzzz":          "no entry has the name \"zzzzzz\"; `plugingen list` lists them",
	} {
		if s, err := Why(r, name); err == nil || err.Error() != want || s != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	r.Composition.Plugins = r.Composition.Plugins[:4]
	if _, err := Why(r, "mail"); err == nil {
		t.Error("an enabled entry that is not composed is explained")
	}
}

func TestSeveral(t *testing.T) {
	for n, want := range map[int]string{1: "a", 2: "a and b", 5: "a, b, c, d and e", 6: "a, b, c, d and 2 more"} {
		if got := several(strings.Split("abcdef", "")[:n]); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

// What a standing says of the order is true of it: whoever came first was
// awaited or stands earlier in the file, whoever came later could not start or
// stands later, and taking either reason away would move the entry.
func TestTurnIsTrue(t *testing.T) {
	for seed := range uint64(30) {
		r := shuffled(t, seed)
		file := map[string]int{}
		for i, e := range r.Entries {
			file[e.Name] = i
		}
		for i, p := range r.Composition.Plugins {
			s, err := Why(r, p.Entry)
			if err != nil {
				t.Fatal(err)
			}
			for _, ahead := range s.Turn.Ahead {
				if file[ahead] > file[p.Entry] {
					t.Errorf("seed %d: %s is said to stand before %s", seed, ahead, p.Entry)
				}
			}
			for _, behind := range s.Turn.Behind {
				if file[behind] < file[p.Entry] {
					t.Errorf("seed %d: %s is said to stand after %s", seed, behind, p.Entry)
				}
			}
			if s.Turn.WaitsFor == "" && len(s.Turn.Ahead) != i {
				t.Errorf("seed %d: nothing says what keeps %s from place 1", seed, p.Entry)
			}
			if s.Turn.Awaited == "" && len(s.Turn.Behind) == 0 && i+1 != len(r.Composition.Plugins) {
				t.Errorf("seed %d: nothing says what keeps %s from the last place", seed, p.Entry)
			}
		}
	}
}

// shuffled orders a random composition as plan does: what waits for nothing
// more, the first in the file where there are several.
func shuffled(t *testing.T, seed uint64) *gen.Result {
	c := random(t, seed, 30, 6, 2)
	var file, lines []string
	waits := map[string][]string{}
	for _, p := range c.Plugins {
		file = append(file, p.Entry)
		for _, n := range p.Needs {
			waits[p.Entry] = append(waits[p.Entry], n.Entry+":"+n.Why)
		}
	}
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(file), func(i, j int) { file[i], file[j] = file[j], file[i] })
	started := map[string]bool{}
	for len(lines) < len(file) {
		next := slices.IndexFunc(file, func(name string) bool {
			return !started[name] && !slices.ContainsFunc(waits[name], func(w string) bool {
				entry, _, _ := strings.Cut(w, ":")
				return !started[entry]
			})
		})
		started[file[next]] = true
		lines = append(lines, strings.Join(append([]string{file[next]}, waits[file[next]]...), " "))
	}
	return result(t, file, lines...)
}
