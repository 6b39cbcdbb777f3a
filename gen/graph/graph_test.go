package graph

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen"
	"github.com/plugingen/plugingen/gen/internal/lock"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// compose makes a composition of lines "name needs:why needs:why"; every line
// comes after those that it needs, levels are computed.
func compose(t testing.TB, lines ...string) *gen.Composition {
	t.Helper()
	c := &gen.Composition{Version: 1}
	levels := map[string]int{}
	for i, line := range lines {
		words := strings.Fields(line)
		p := lock.Plugin{Entry: words[0], Package: "example.com/" + words[0], Name: words[0], Version: "1.0.0"}
		for _, need := range words[1:] {
			entry, why, ok := strings.Cut(need, ":")
			if !ok {
				t.Fatalf("no reason in %q", need)
			}
			p.Needs = append(p.Needs, lock.Need{Entry: entry, Why: why})
			p.Level = max(p.Level, levels[entry]+1)
		}
		for range i % 3 {
			p.Components = append(p.Components, lock.Component{Kind: "StepTypes", Name: p.Entry})
		}
		levels[p.Entry] = p.Level
		c.Plugins = append(c.Plugins, p)
	}
	return c
}

// goldens are compositions that are small enough to look at.
var goldens = map[string][]string{
	"empty": nil,
	"one":   {"only"},
	"three": {"enhanced_schema_validator", "json_yaml_bridge", "dspy_plugin enhanced_schema_validator:dependencies json_yaml_bridge:parameter"},
	"long":  {"base", "middle base:requires", "top middle:parameter base:dependencies", "late base:after top:before middle:parameter", "apart"},
	"rows": {"a", "b a:parameter", "c b:parameter", "d c:parameter a:after", "e d:parameter", "f e:parameter",
		"g f:parameter", "h g:parameter a:dependencies", "apart"},
}

var formats = map[string]func(io.Writer, *gen.Composition) error{
	"json": JSON, "mmd": Mermaid, "dot": DOT, "svg": SVG,
}

func TestGolden(t *testing.T) {
	for name, lines := range goldens {
		for format, write := range formats {
			t.Run(name+"."+format, func(t *testing.T) {
				var got bytes.Buffer
				if err := write(&got, compose(t, lines...)); err != nil {
					t.Fatal(err)
				}
				golden(t, name+"."+format, got.Bytes())
			})
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s (-want +got):\n%s", file, d)
	}
}

// Names are checked before they get here; the languages must hold all the same.
func TestEscapes(t *testing.T) {
	g := &graph{
		Nodes: []node{{Entry: `a"]; end`, Version: "1\n<b>"}, {Entry: `b\`, Version: "#1 & 2", Level: 1}},
		Edges: []edge{{From: `b\`, To: `a"]; end`, Why: `"why"`}},
		index: map[string]int{`a"]; end`: 0, `b\`: 1},
	}
	wantMermaid := `flowchart BT
  subgraph level0["level 0"]
    n0["a#quot;]; end<br/>1 #lt;b#gt;"]
  end
  subgraph level1["level 1"]
    n1["b\<br/>#35;1 #amp; 2"]
  end
  n1 -->|"#quot;why#quot;"| n0
`
	if d := cmp.Diff(wantMermaid, g.mermaid()); d != "" {
		t.Errorf("mermaid (-want +got):\n%s", d)
	}
	wantDOT := `digraph plugins {
  rankdir=BT;
  node [shape=box];
  subgraph level0 {
    rank=same;
    n0 [label="a\"]; end\n1 <b>"];
  }
  subgraph level1 {
    rank=same;
    n1 [label="b\\\n#1 & 2"];
  }
  n1 -> n0 [label="\"why\""];
}
`
	if d := cmp.Diff(wantDOT, g.dot()); d != "" {
		t.Errorf("dot (-want +got):\n%s", d)
	}
}

// A composition that no plan could have is refused by every format, and
// nothing of it is written.
func TestRefused(t *testing.T) {
	plugins := func(p ...lock.Plugin) *gen.Composition { return &gen.Composition{Plugins: p} }
	need := func(entry string) []lock.Need { return []lock.Need{{Entry: entry, Why: "dependencies"}} }
	for name, c := range map[string]struct {
		composition *gen.Composition
		want        string
	}{
		"twice":    {plugins(lock.Plugin{Entry: "a"}, lock.Plugin{Entry: "a"}), `graph: entry "a" stands in the composition twice`},
		"unknown":  {plugins(lock.Plugin{Entry: "a", Level: 1, Needs: need("b")}), `graph: entry "a" needs "b", which is not in the composition`},
		"itself":   {plugins(lock.Plugin{Entry: "a", Needs: need("a")}), `graph: entry "a" needs "a", which does not start before it`},
		"later":    {plugins(lock.Plugin{Entry: "a", Level: 1, Needs: need("b")}, lock.Plugin{Entry: "b"}), `graph: entry "a" needs "b", which does not start before it`},
		"level":    {plugins(lock.Plugin{Entry: "a"}, lock.Plugin{Entry: "b", Needs: need("a")}), `graph: entry "b" is of level 0, and by what it needs it should be of level 1`},
		"huge":     {plugins(lock.Plugin{Entry: "a", Level: 1 << 40}), `graph: entry "a" is of level 1099511627776, and by what it needs it should be of level 0`},
		"negative": {plugins(lock.Plugin{Entry: "a", Level: -1}), `graph: entry "a" is of level -1, and by what it needs it should be of level 0`},
	} {
		for format, write := range formats {
			var b bytes.Buffer
			if err := write(&b, c.composition); err == nil || err.Error() != c.want || b.Len() > 0 {
				t.Errorf("%s, %s: %v, wrote %q", name, format, err, b.String())
			}
		}
	}
}

type full struct{}

var errFull = errors.New("no space left")

func (full) Write([]byte) (int, error) { return 0, errFull }

// Output that was lost must not look like success.
func TestLostOutput(t *testing.T) {
	for format, write := range formats {
		if err := write(full{}, compose(t, "a")); !errors.Is(err, errFull) {
			t.Errorf("%s: %v", format, err)
		}
	}
}

func TestJSONHasAll(t *testing.T) {
	var b bytes.Buffer
	if err := JSON(&b, compose(t, goldens["long"]...)); err != nil {
		t.Fatal(err)
	}
	var got graph
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Nodes) != 5 || len(got.Edges) != 6 || got.Version != 1 {
		t.Errorf("%d nodes, %d edges, version %d", len(got.Nodes), len(got.Edges), got.Version)
	}
}
