package testgolden

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"math/rand"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var roundTripSeed = flag.Int64("roundtrip.seed", 1, "of the random configuration types")

const (
	roundTripTypes  = 24
	roundTripValues = 3 // of each type
)

// TestRoundTrip writes config types and values of them at random, composes,
// compiles and runs: what a plugin is given must be what encoding/json decodes
// from the same data, whether the data stands in the file or comes at start.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewSource(*roundTripSeed))
	ar := &txtar.Archive{}
	add := func(name, text string) {
		ar.Files = append(ar.Files, txtar.File{Name: name, Data: []byte(text)})
	}
	var entries, checks strings.Builder
	for i := range roundTripTypes {
		a := &author{Rand: r, late: i%2 == 1}
		config := a.structure(3, "S")
		pkg := fmt.Sprintf("p%d", i)
		add(pkg+"/"+pkg+".go", randomPlugin(t, pkg, config.expr, a.decls))
		for j := range roundTripValues {
			v := config.value()
			name := fmt.Sprintf("%s_%d", pkg, j)
			inFile, atStart := v.file("$$"), ""
			if a.late {
				inFile, atStart = "", v.file("$")
			}
			fmt.Fprintf(&entries, "  %s:\n    module: example.com/host/%s\n    config: %s\n", name, pkg, inFile)
			fmt.Fprintf(&checks, "\t{%q, %q, %q},\n", name, v.golang(), atStart)
		}
	}
	add("plugin_config.yaml", "plugins:\n"+entries.String())
	add("main.go", strings.Replace(roundTripMain, "CHECKS", checks.String(), 1))

	h := unpack(t, ar)
	res := h.generate(t)
	if res.Diagnostics.Errors() > 0 {
		t.Fatalf("refused:\n%s", page(t, res, res.Diagnostics))
	}
	if _, err := res.Commit(); err != nil {
		t.Fatal(err)
	}
	out := h.run(t)
	if want := fmt.Sprintf("%d compared\n", roundTripTypes*roundTripValues); !bytes.Equal(out, []byte(want)) {
		t.Errorf("want %sgot\n%s", want, out)
	}
}

func randomPlugin(t *testing.T, pkg, config string, decls []string) string {
	src := strings.NewReplacer("PKG", pkg, "CONFIG", config, "DECLS", strings.Join(decls, "\n")).Replace(roundTripPlugin)
	for path, name := range map[string]string{"net": "net.IP", "net/netip": "netip.", "net/url": "url.", "log/slog": "slog.", "time": "time."} {
		if !strings.Contains(strings.Join(decls, "\n"), name) {
			src = strings.Replace(src, strconv.Quote(path)+"\n", "\n", 1)
		}
	}
	out, err := format.Source([]byte(src))
	if err != nil {
		t.Fatalf("%v\n%s", err, src)
	}
	return string(out)
}

const roundTripPlugin = `// Package PKG is made at random.
package PKG

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"time"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

type (
	Word  string
	Count int64
	Blob  []byte
	// Size is read from text by its own code.
	Size struct{ text string }
	// Either is read from JSON by its own code.
	Either struct{ doc string }
)

func (s *Size) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		return errors.New("no size")
	}
	s.text = string(text)
	return nil
}
func (s Size) MarshalText() ([]byte, error) { return []byte(s.text), nil }

func (e *Either) UnmarshalJSON(doc []byte) error { e.doc = string(doc); return nil }
func (e Either) MarshalJSON() ([]byte, error) {
	if e.doc == "" {
		return []byte("null"), nil
	}
	return []byte(e.doc), nil
}

DECLS

type Plugin struct {
	pipeline.Base

	cfg CONFIG
}

func Init(ctx context.Context, cfg CONFIG) (*Plugin, error) { return &Plugin{cfg: cfg}, nil }

func (*Plugin) Terminate(ctx context.Context) error { return nil }

func (*Plugin) Metadata() runtime.Metadata {
	return runtime.Metadata{Name: "PKG", Version: "1.0.0"}
}

// Compare returns what the plugin was given and what encoding/json makes of data.
func (p *Plugin) Compare(data []byte) (got, want string, err error) {
	var cfg CONFIG
	if err := json.Unmarshal(data, &cfg); err != nil {
		return "", "", err
	}
	g, err := json.Marshal(p.cfg)
	if err != nil {
		return "", "", err
	}
	w, err := json.Marshal(cfg)
	return string(g), string(w), err
}
`

const roundTripMain = `package main

import (
	"context"
	"fmt"
	"reflect"

	"github.com/plugingen/plugingen/runtime"
)

// checks are the data for each entry; atStart is empty where the file has it.
var checks = []struct{ entry, golang, atStart string }{
CHECKS}

type plugin interface {
	Compare(data []byte) (got, want string, err error)
}

func main() {
	var opts []runtime.Option
	for _, check := range checks {
		if check.atStart != "" {
			opts = append(opts, runtime.WithSettings(check.entry, []byte(check.atStart)))
		}
	}
	c := New(opts...)
	if err := c.Start(context.Background()); err != nil {
		fmt.Println(err)
		return
	}
	for _, check := range checks {
		got, want, err := find(c, check.entry).Compare([]byte(check.golang))
		if err != nil || got != want {
			fmt.Printf("%s: %v\ngot  %s\nwant %s\nof %s\n", check.entry, err, got, want, check.golang)
		}
	}
	fmt.Println(len(checks), "compared")
}

// find calls the accessor of an entry, p0_1 -> P01.
func find(c *Composition, entry string) plugin {
	name := "P" + entry[1:len(entry)-2] + entry[len(entry)-1:]
	return reflect.ValueOf(c).MethodByName(name).Call(nil)[0].Interface().(plugin)
}
`
