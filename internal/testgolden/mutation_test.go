package testgolden

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/plugingen/plugingen/gen/diag"
)

var (
	mutants    = flag.Int("mutants", 1000, "how many mutants TestMutations makes")
	mutantSeed = flag.Uint64("mutantseed", 1, "what chance begins with")
	mutantsTo  = flag.String("mutantsto", "", "a directory to write what was refused to")
)

// mutant is a plugin after mutations, in a package and an entry of its own.
type mutant struct {
	name  string
	base  style
	how   []string
	entry string
	files []txtar.File // of its folder

	harmless bool
	refused  diag.List // errors at the mutant
}

// lonely are the styles that can be mutated: one package, and no other plugin
// is asked for, no name is computed.
func lonely(t *testing.T) (out []style) {
	for _, s := range styles(t) {
		alone := !slices.Contains([]string{"needy", "interfacestate", "described", "declared"}, s.name)
		for _, f := range s.files {
			alone = alone && path.Dir(f.Name) == s.name
		}
		if alone {
			out = append(out, s)
		}
	}
	return out
}

func replaceName(text, name string) string { return strings.ReplaceAll(text, "NAME", name) }

// breed makes a mutant of one of the bases; the same number gives the same.
func breed(bases []style, n int) *mutant {
	r := rand.New(rand.NewPCG(*mutantSeed, uint64(n)))
	for {
		x := &mutant{name: fmt.Sprintf("p%03d", n), base: bases[r.IntN(len(bases))], harmless: true}
		x.entry = x.base.entry
		for _, f := range x.base.files {
			x.files = append(x.files, txtar.File{Name: x.name + "/" + path.Base(f.Name), Data: f.Data})
		}
		for range 1 + r.IntN(2)*r.IntN(3) {
			x.once(r)
		}
		if len(x.how) > 0 {
			return x
		}
	}
}

// once applies one mutation to one file, or to the settings.
func (x *mutant) once(r *rand.Rand) {
	if x.entry != "" && r.IntN(8) == 0 {
		x.settings(r)
		return
	}
	how := mutations[r.IntN(len(mutations))]
	if how.harmless && r.IntN(2) == 0 {
		return
	}
	i := r.IntN(len(x.files))
	if !strings.HasSuffix(x.files[i].Name, ".go") {
		return
	}
	src, ok := mutate(r, x.files[i].Data, how)
	if ok && string(src) != string(x.files[i].Data) {
		x.files[i].Data = src
		x.how = append(x.how, how.name)
		x.harmless = x.harmless && how.harmless
	}
}

// settings changes a line of the entry's configuration.
func (x *mutant) settings(r *rand.Rand) {
	lines := strings.Split(strings.TrimSuffix(x.entry, "\n"), "\n")
	i := r.IntN(len(lines))
	switch r.IntN(4) {
	case 0:
		lines = slices.Delete(lines, i, i+1)
	case 1:
		lines[i] = strings.ReplaceAll(lines[i], ": ", ": x")
	case 2:
		lines[i] = strings.ReplaceAll(lines[i], "e", "")
	case 3:
		lines[i] = regexp.MustCompile(`\d+|true|hello`).ReplaceAllString(lines[i], "[1, {a: b}]")
	}
	x.entry = strings.Join(lines, "\n") + "\n"
	if len(lines) == 0 {
		x.entry = ""
	}
	x.how, x.harmless = append(x.how, "settings"), false
}

// TestMutations breaks valid plugins by chance. Nothing panics; what is refused
// has its findings at the mutant; what passes compiles and starts, so that
// nothing which the compiler or the runtime refuses gets by; and what chance
// left valid is not refused.
func TestMutations(t *testing.T) {
	if testing.Short() {
		t.Skip("a thousand packages")
	}
	bases := lonely(t)
	h := unpack(t, archive("plugins:\n", nil))
	var left []*mutant
	for n := range *mutants {
		x := breed(bases, n)
		left = append(left, x)
		for _, f := range x.files {
			h.write(t, f.Name, f.Data)
		}
	}
	everyone := left
	left = h.refuse(t, left)
	for _, x := range everyone {
		if x.harmless && len(x.refused) > 0 {
			t.Errorf("%s is refused after %v of %s: %s", x.name, x.how, x.base.name, x.refused[0].Message)
		}
	}
	t.Logf("%d of %d mutants pass", len(left), len(everyone))
	report(t, everyone)
	h.startAll(t, left)
}

// refuse composes the mutants, and those that were not refused again, until
// none is; a refusal early on can hide another's.
func (h *host) refuse(t *testing.T, left []*mutant) []*mutant {
	t.Helper()
	for range 40 {
		starts := h.configure(t, left)
		r := h.generate(t)
		if r.Diagnostics.Errors() == 0 {
			if _, err := r.Commit(); err != nil {
				t.Fatal(err)
			}
			return left
		}
		for _, d := range r.Diagnostics {
			if d.Severity == diag.Warning {
				continue
			}
			x := ownerOf(d.Position, left, starts)
			if x == nil {
				t.Fatalf("a finding at no mutant: %s:%d: %s: %s", d.Position.File, d.Position.Line, d.Code, d.Message)
			}
			x.refused = append(x.refused, d)
		}
		left = slices.DeleteFunc(slices.Clone(left), func(x *mutant) bool { return len(x.refused) > 0 })
	}
	t.Fatal("mutants are refused without end")
	return nil
}

// configure writes the configuration and returns the line of each stanza.
func (h *host) configure(t *testing.T, left []*mutant) (starts []int) {
	t.Helper()
	config, line := "plugins:\n", 2
	for _, x := range left {
		text := stanza(x.name, x.name, x.entry+"    prefix: "+x.name+"_\n")
		starts = append(starts, line)
		config += text
		line += strings.Count(text, "\n")
	}
	h.write(t, "plugin_config.yaml", []byte(config))
	return starts
}

func ownerOf(at diag.Position, left []*mutant, starts []int) *mutant {
	if at.File == "plugin_config.yaml" {
		i, exact := slices.BinarySearch(starts, at.Line)
		if !exact {
			i--
		}
		return left[max(i, 0)]
	}
	folder, _, _ := strings.Cut(at.File, "/")
	for _, x := range left {
		if x.name == folder {
			return x
		}
	}
	return nil
}

// report writes what was refused, to be looked at.
func report(t *testing.T, everyone []*mutant) {
	t.Helper()
	if *mutantsTo == "" {
		return
	}
	for _, x := range everyone {
		if len(x.refused) == 0 {
			continue
		}
		d := x.refused[0]
		ar := &txtar.Archive{Files: x.files, Comment: fmt.Appendf(nil, "%s %v\n%s:%d:%d: %s: %s\n", x.base.name, x.how, d.Position.File, d.Position.Line, d.Position.Column, d.Code, d.Message)}
		name := filepath.Join(*mutantsTo, string(d.Code)+"-"+x.name+".txtar")
		if err := os.WriteFile(name, txtar.Format(ar), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// startAll compiles the wiring of what passed and starts every plugin by itself.
// A plugin may fail in its own ways, but the registries may not refuse it.
func (h *host) startAll(t *testing.T, left []*mutant) {
	t.Helper()
	h.write(t, "main.go", []byte(h.alone(t)))
	bin := filepath.Join(h.dir, ".bin", "host")
	h.command(t, "go", "build", "-gcflags=all=-N -l", "-o", bin, ".")
	begun := regexp.MustCompile(`(?m)^begin (\w+)$`)
	for skip := 0; skip < len(left); {
		out, err := exec.CommandContext(t.Context(), bin, fmt.Sprint(skip)).CombinedOutput()
		n := len(begun.FindAll(out, -1))
		for _, m := range regexp.MustCompile(`(?m)^refused (\w+): (.*)$`).FindAllSubmatch(out, -1) {
			i := slices.IndexFunc(left, func(x *mutant) bool { return x.name == string(m[1]) })
			t.Errorf("%s passed after %v of %s, and does not start: %s", m[1], left[i].how, left[i].base.name, m[2])
		}
		if err == nil {
			if n != len(left)-skip {
				t.Errorf("%d plugins were started of %d", n, len(left)-skip)
			}
			return
		}
		if n == 0 {
			t.Fatalf("the program ends before it starts a plugin: %v\n%.2000s", err, out)
		}
		t.Logf("%s ends the program: %v", left[skip+n-1].name, err) // such as by a recursion
		skip += n
	}
}

// alone is a program that starts each unit of the wiring with those that it needs.
func (h *host) alone(t *testing.T) string {
	t.Helper()
	src, err := os.ReadFile(filepath.Join(h.dir, "plugins_gen.go"))
	if err != nil {
		t.Fatal(err)
	}
	_, units, found := strings.Cut(string(src), "runtime.NewApp([]runtime.Unit{")
	units, _, closed := strings.Cut(units, "\n\t}, opts...)")
	if !found || !closed {
		t.Fatal("the wiring has no units")
	}
	return strings.Replace(aloneMain, "UNITS", units, 1)
}

const aloneMain = `package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/plugingen/plugingen/runtime"
)

func units(c *Composition) []runtime.Unit {
	return []runtime.Unit{UNITS
	}
}

func main() {
	first, _ := strconv.Atoi(os.Args[1])
	for i := first; i < len(units(New())); i++ {
		c := New()
		u := units(c)[i]
		fmt.Println("begin", u.Name)
		u.Needs, u.After = nil, nil
		c.App = runtime.NewApp([]runtime.Unit{u})
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		err := c.Start(ctx)
		own := err != nil && strings.Contains(err.Error(), "validation failed: config: ") // what the plugin's Validate says
		if !own && errors.Is(err, runtime.ErrValidation) || errors.Is(err, runtime.ErrConflict) {
			fmt.Printf("refused %s: %s\n", u.Name, strings.ReplaceAll(err.Error(), "\n", " "))
		}
		c.Stop(ctx)
		cancel()
	}
}
`
