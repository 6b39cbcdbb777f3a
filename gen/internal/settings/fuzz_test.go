package settings

import (
	"cmp"
	"math/rand"
	"reflect"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
)

// FuzzBind: whatever the file holds, nothing panics, every finding stands at a
// place of the file or at the entry, a literal comes only without errors and
// is one that compiles, and no secret is told.
func FuzzBind(f *testing.F) {
	for _, seed := range []string{
		`{name: abc, limit: {max: 1}, tags: [a, b], wait: 5s}`,
		`{name: 1, mode: x, count: 0x1f, secret: hunter2hunter2, pins: [8, 88]}`,
		`{bool: yes, int: 017, f32: 1e39, any: {a: [1, 2.5, null, {b: c}]}, by_int: {"1": x, "+1": y}}`,
		`{id: "${env:X}", deep: null, ptrs: [null, 1], arr: [1], self: {self: {self: null}}}`,
		`{f64: 1e-999999999, u64: 99999999999999999999999, list: {a: b}, note: 2024-01-01}`,
	} {
		f.Add(seed)
	}
	check := checker()
	f.Fuzz(func(t *testing.T, text string) {
		if v, ok := parseFlow(text); ok {
			check(t, v)
		}
	})
}

// checker binds a value to a handful of types and looks at what comes out.
func checker() func(*testing.T, *config.Value) {
	types := []reflect.Type{reflect.TypeFor[All](), reflect.TypeFor[Tuned](), reflect.TypeFor[Defaulted]()}
	var of []*catalog.ConfigFacts
	for _, rt := range types {
		of = append(of, facts(rt))
	}
	return func(t *testing.T, v *config.Value) {
		places := map[diag.Position]bool{entryKey: true}
		collect(v, places)
		for i, rt := range types {
			lit, list := bindLiteral(v, of[i])
			checkList(t, list, places)
			if s := secretOf(v); rt.Name() == "Tuned" && s != "" && strings.Contains(render(list), s) {
				t.Errorf("the secret %q is told: %s", s, render(list))
			}
			if list.Errors() > 0 {
				if !reflect.DeepEqual(lit, Literal{}) {
					t.Error("a literal in spite of errors")
				}
			} else if err := apply(lit, reflect.New(rt).Elem()); err != nil {
				t.Errorf("%s: %v", rt, err)
			}
		}
	}
}

// TestRandomTrees does the same over trees that are well-formed and use the
// names of the types, which mutation alone seldom reaches.
func TestRandomTrees(t *testing.T) {
	check := checker()
	r := rand.New(rand.NewSource(2))
	g := &grower{Rand: r, names: []string{"nope", "1", "-7", "", "a.b"}}
	for _, rt := range []reflect.Type{reflect.TypeFor[All](), reflect.TypeFor[Tuned](), reflect.TypeFor[Defaulted](), reflect.TypeFor[Limit](), reflect.TypeFor[Common]()} {
		for i := range rt.NumField() {
			name, _, _ := strings.Cut(rt.Field(i).Tag.Get("json"), ",")
			g.names = append(g.names, cmp.Or(name, rt.Field(i).Name))
		}
	}
	for range 120 {
		v := g.grow(0)
		v.Kind = config.Mapping
		check(t, &v)
	}
}

// grower makes random values, each with a place of its own.
type grower struct {
	*rand.Rand
	names []string
	line  int
}

var scalars = []string{"", "a", "true", "yes", "1", "-1", "017", "0x1f", "300", "1e3", "1e400", ".5", ".inf", "1_0", "5s", "fast", "abc", "$", "${env:X}", "${", "2024-01-01", "xyz123xyz"}

func (g *grower) place() diag.Position {
	g.line++
	return diag.Position{File: "plugin_config.yaml", Line: g.line, Column: 1}
}

func (g *grower) grow(depth int) config.Value {
	kinds := []config.Kind{config.Mapping, config.Sequence, config.Null, config.Bool, config.Integer, config.Float, config.Timestamp, config.String, config.String}
	v := config.Value{Kind: kinds[g.Intn(len(kinds))], Position: g.place(), Text: scalars[g.Intn(len(scalars))], Quoted: g.Intn(2) == 0}
	if depth < 4 {
		for _, i := range g.Perm(len(g.names))[:g.Intn(8)] {
			v.Members = append(v.Members, config.Member{Key: g.names[i], Position: g.place(), Value: g.grow(depth + 1)})
		}
		for range g.Intn(4) {
			v.Items = append(v.Items, g.grow(depth+1))
		}
	}
	return v
}

func checkList(t *testing.T, list diag.List, places map[diag.Position]bool) {
	for _, d := range list {
		if d.IsError() && !places[d.Position] {
			t.Errorf("a place that the input does not have: %+v", d)
		}
		for _, r := range d.Related {
			if !places[r.Position] {
				t.Errorf("a related place that the input does not have: %+v", d)
			}
		}
	}
}

func collect(v *config.Value, places map[diag.Position]bool) {
	places[v.Position] = true
	for i := range v.Items {
		collect(&v.Items[i], places)
	}
	for i := range v.Members {
		places[v.Members[i].Position] = true
		collect(&v.Members[i].Value, places)
	}
}

// secretOf is the content of the setting secret, where it is long enough not
// to stand in a message by chance.
func secretOf(v *config.Value) string {
	m := v.Member("secret")
	if m == nil || len(m.Value.Text) < 6 || len(strings.Trim(m.Value.Text, "0123456789xyz")) != 0 {
		return ""
	}
	return m.Value.Text
}
