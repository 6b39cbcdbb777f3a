package emit

import (
	"fmt"
	"math/rand/v2"
	"path"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/plan"
)

const runtimePath = "github.com/plugingen/plugingen/runtime"

// planOf is a plan that names these packages; a name that is not the path's
// last element stands behind a space.
func planOf(declared []string, pkgs ...string) *plan.Plan {
	p := &plan.Plan{
		Host: catalog.Host{Package: "example.com/host", Name: "main", Declared: map[string]diag.Position{}},
		Contract: catalog.Contract{
			Ident:   catalog.Ident{Path: runtimePath + "/pipeline", Package: "pipeline", Name: "Behaviour"},
			Runtime: runtimePath,
		},
	}
	for _, name := range declared {
		p.Host.Declared[name] = diag.Position{}
	}
	for _, s := range pkgs {
		var importPath, name string
		if n, _ := fmt.Sscan(s, &importPath, &name); n < 2 {
			name = path.Base(importPath)
		}
		p.Units = append(p.Units, plan.Unit{Facts: &catalog.Facts{Package: catalog.Ident{Path: importPath, Package: name}}})
	}
	return p
}

func TestAliases(t *testing.T) {
	for name, c := range map[string]struct {
		declared, pkgs []string
		want           map[string]string // of the packages given
	}{
		"own names":                  {nil, []string{"a.com/x", "a.com/y"}, map[string]string{"a.com/x": "x", "a.com/y": "y"}},
		"another name than the path": {nil, []string{"a.com/go-x x", "a.com/y/v2 y"}, map[string]string{"a.com/go-x": "x", "a.com/y/v2": "y"}},
		"two of one name":            {nil, []string{"a.com/redis/cache", "a.com/memory/cache"}, map[string]string{"a.com/redis/cache": "rediscache", "a.com/memory/cache": "memorycache"}},
		"parents alike too": {
			nil, []string{"a.com/one/x/cache", "a.com/two/x/cache"},
			map[string]string{"a.com/one/x/cache": "onexcache", "a.com/two/x/cache": "twoxcache"},
		},
		"only one needs more": {
			nil, []string{"a.com/x/cache", "b.com/x/cache", "c.com/y/cache"},
			map[string]string{"a.com/x/cache": "acomxcache", "b.com/x/cache": "bcomxcache", "c.com/y/cache": "ycache"},
		},
		"the runtime keeps its name": {nil, []string{"a.com/runtime", "a.com/pipeline"}, map[string]string{"a.com/runtime": "acomruntime", "a.com/pipeline": "acompipeline"}},
		"the standard library too":   {nil, []string{"a.com/context", "a.com/time"}, map[string]string{"a.com/context": "acomcontext", "a.com/time": "acomtime"}},
		"names of the wiring":        {nil, []string{"a.com/p", "a.com/err", "a.com/opts"}, map[string]string{"a.com/p": "acomp", "a.com/err": "acomerr", "a.com/opts": "acomopts"}},
		"predeclared and keywords":   {nil, []string{"a.com/string", "a.com/len", "a.com/go-type type_"}, map[string]string{"a.com/string": "acomstring", "a.com/len": "acomlen", "a.com/go-type": "type_"}},
		"what the host declares":     {[]string{"echo"}, []string{"a.com/echo"}, map[string]string{"a.com/echo": "acomecho"}},
		"an alias that is taken":     {[]string{"xecho", "echo"}, []string{"a.com/x/echo"}, map[string]string{"a.com/x/echo": "acomxecho"}},
		"beyond the root":            {[]string{"x", "comx"}, []string{"com/x"}, map[string]string{"com/x": "com_sx"}},
		"siblings of one name": {
			nil, []string{"a.com/redis", "a.com/go-redis redis"},
			map[string]string{"a.com/redis": "acomredis", "a.com/go-redis": "acomgoredis"},
		},
		"siblings that read alike": {
			nil, []string{"a.com/goredis redis", "a.com/go-redis redis"},
			map[string]string{"a.com/goredis": "a_2Ecom_sgoredis", "a.com/go-redis": "a_2Ecom_sgo_2Dredis"},
		},
		"folders that begin with digits":  {nil, []string{"a.com/2/x", "b.com/2/x"}, map[string]string{"a.com/2/x": "acom2x", "b.com/2/x": "bcom2x"}},
		"a root that begins with a digit": {nil, []string{"9.net/p", "9.net/q/v2 err"}, map[string]string{"9.net/p": "_9netp", "9.net/q/v2": "qerr"}},
	} {
		t.Run(name, func(t *testing.T) {
			all := aliases(planOf(c.declared, c.pkgs...))
			got := map[string]string{}
			for path := range c.want {
				got[path] = all[path].text
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("aliases (-want +got):\n%s", diff)
			}
		})
	}
}

// TestAliasesDiffer gives no two packages one name, and the same names in
// whatever order the packages come.
func TestAliasesDiffer(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 3))
	words := []string{"a", "b", "cache", "runtime", "p", "time", "x1", "2x", "context"}
	word := func() string { return words[r.IntN(len(words))] }
	for range 300 {
		var pkgs []string
		for range 2 + r.IntN(8) {
			pkgs = append(pkgs, word()+".com/"+word()+"/"+word()+" "+word()+"s")
		}
		first := aliases(planOf([]string{word()}, pkgs...))
		seen := map[string]string{}
		for path, a := range first {
			if other, twice := seen[a.text]; twice {
				t.Fatalf("%s and %s are both called %s", path, other, a.text)
			}
			seen[a.text] = path
		}
	}
}

func TestAliasesDoNotDependOnOrder(t *testing.T) {
	pkgs := []string{"a.com/x/cache", "b.com/x/cache", "c.com/cache", "d.com/p", "e.com/q/p"}
	want := fmt.Sprint(aliases(planOf(nil, pkgs...)))
	r := rand.New(rand.NewPCG(4, 5))
	for range 50 {
		r.Shuffle(len(pkgs), func(i, j int) { pkgs[i], pkgs[j] = pkgs[j], pkgs[i] })
		if got := fmt.Sprint(aliases(planOf(nil, pkgs...))); got != want {
			t.Fatalf("aliases depend on the order: %s, then %s", want, got)
		}
	}
}
