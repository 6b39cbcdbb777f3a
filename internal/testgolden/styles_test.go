package testgolden

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/plugingen/plugingen/gen"
)

// style is a plugin as one of many authors would write it: one archive of
// testdata/styles. Its package stands in the folder of its name; entry.yaml has
// the rest of its stanza, want/components what it offers, one name a line with
// its capabilities and "maybe" where a condition of the plugin's decides.
type style struct {
	name  string
	files []txtar.File
	entry string
	want  string
}

// styles are all of them, by name.
func styles(t testing.TB) []style {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "styles", "*.txtar"))
	if err != nil || len(files) < 30 {
		t.Fatalf("%d styles (%v), want at least 30", len(files), err)
	}
	var out []style
	for _, file := range files {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, styleOf(strings.TrimSuffix(filepath.Base(file), ".txtar"), ar))
	}
	return out
}

func styleOf(name string, ar *txtar.Archive) style {
	s := style{name: name, want: string(wanted(ar, "components"))}
	for _, f := range ar.Files {
		switch f.Name {
		case name + "/entry.yaml":
			for line := range strings.Lines(string(f.Data)) {
				s.entry += "    " + line
			}
		case "want/components":
		default:
			s.files = append(s.files, f)
		}
	}
	return s
}

// TestStyles composes all styles into one host: nothing is found, not even a
// warning, what was read is what the archive says, and the program that comes
// out offers it.
func TestStyles(t *testing.T) {
	t.Parallel()
	var config strings.Builder
	config.WriteString("plugins:\n")
	ar := &txtar.Archive{}
	want := map[string]string{}
	for _, s := range styles(t) {
		config.WriteString(stanza(s.name, s.name, s.entry))
		ar.Files = append(ar.Files, s.files...)
		want[s.name] = s.want
	}
	ar.Files = append(ar.Files,
		txtar.File{Name: "plugin_config.yaml", Data: []byte(config.String())},
		txtar.File{Name: "main.go", Data: []byte(namesMain)})
	offers(t, unpack(t, ar), want)
}

// TestStylesApart composes styles that need a host of their own, such as one
// with another contract.
func TestStylesApart(t *testing.T) {
	cases(t, filepath.Join("styles", "apart"), func(t *testing.T, ar *txtar.Archive) {
		h := unpack(t, ar)
		offers(t, h, map[string]string{h.directives["entry"]: string(wanted(ar, "components"))})
	})
}

// TestStyleVendored composes a plugin that only the vendor directory has.
func TestStyleVendored(t *testing.T) {
	ar, err := txtar.ParseFile(filepath.Join("testdata", "styles", "vendored", "vendored.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	h := unpack(t, ar)
	if _, err := h.generate(t).Commit(); err != nil { // the go command vendors what is imported
		t.Fatal(err)
	}
	h.command(t, "go", "mod", "vendor")
	h.write(t, "third/remote/greeter/greeter.go", []byte("this is not what is vendored\n"))
	t.Setenv("GOFLAGS", "-mod=vendor")
	h.write(t, "plugins_gen.go", []byte("package main\n"))
	offers(t, h, map[string]string{h.directives["entry"]: string(wanted(ar, "components"))})
}

// offers holds what was read against what is wanted, by entry, and against the
// registries of the program.
func offers(t *testing.T, h *host, want map[string]string) {
	t.Helper()
	r := h.generate(t)
	if len(r.Diagnostics) > 0 {
		t.Fatalf("found:\n%s", page(t, r, r.Diagnostics))
	}
	got := map[string]string{}
	var sure []string
	for i, p := range r.Composition.Plugins {
		got[p.Entry] = componentLines(r.Composition, i)
		for _, c := range p.Components {
			if !c.Conditional {
				sure = append(sure, c.Kind+"/"+c.Name)
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("components (-want +got):\n%s", diff)
	}
	if _, err := r.Commit(); err != nil {
		t.Fatal(err)
	}
	printed := "\n" + string(h.run(t))
	for _, name := range sure {
		if !strings.Contains(printed, "\n"+name+"\n") {
			t.Errorf("the program does not offer %s; it prints%s", name, printed)
		}
	}
	h.settled(t)
}

func componentLines(comp *gen.Composition, i int) string {
	var b strings.Builder
	for _, c := range comp.Plugins[i].Components {
		fmt.Fprintf(&b, "%s/%s", c.Kind, c.Name)
		if len(c.Capabilities) > 0 {
			b.WriteString(" " + strings.Join(c.Capabilities, ","))
		}
		if c.Conditional {
			b.WriteString(" maybe")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// namesMain prints every component that is registered.
const namesMain = `package main

import (
	"context"
	"fmt"
	"log"
)

func main() {
	ctx := context.Background()
	c := New()
	if err := c.Start(ctx); err != nil {
		log.Fatal(err)
	}
	for _, name := range c.StepTypes.Names() {
		fmt.Println("StepTypes/" + name)
	}
	for _, name := range c.Providers.Names() {
		fmt.Println("Providers/" + name)
	}
	for _, name := range c.SchemaExtensions.Names() {
		fmt.Println("SchemaExtensions/" + name)
	}
	if err := c.Stop(ctx); err != nil {
		log.Fatal(err)
	}
}
`
