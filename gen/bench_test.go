package gen_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/gen"
)

var sizes = []int{1, 10, 100, 1000}

// BenchmarkGenerate composes hosts of 1 to 1,000 plugins with a warm build
// cache, beside what the go command itself costs on the same packages:
// go list -deps -export is the floor of any tool that needs types, go vet what
// a check costs that people run anyway.
func BenchmarkGenerate(b *testing.B) {
	for _, n := range sizes {
		dir := benchHost(b, n)
		if _, err := gen.Generate(b.Context(), gen.Options{Dir: dir}); err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("plugins=%d/gen", n), func(b *testing.B) {
			for b.Loop() {
				r, err := gen.Generate(b.Context(), gen.Options{Dir: dir})
				if err != nil || r.Files == nil {
					b.Fatal(err, r.Diagnostics)
				}
			}
		})
		for _, peer := range [][]string{{"list", "-deps", "-export"}, {"vet"}} {
			b.Run(fmt.Sprintf("plugins=%d/go_%s", n, peer[0]), func(b *testing.B) {
				for b.Loop() {
					cmd := exec.CommandContext(b.Context(), "go", append(peer, "./plug/...")...)
					cmd.Dir = dir
					if out, err := cmd.CombinedOutput(); err != nil {
						b.Fatalf("%v\n%s", err, out)
					}
				}
			})
		}
	}
}

// benchHost writes a host module with n plugins: each depends on the one before
// in its block of ten, has a configuration and offers two components.
func benchHost(b *testing.B, n int) string {
	b.Helper()
	b.Setenv("GOFLAGS", "-mod=mod")
	b.Setenv("GOWORK", "off")
	b.Setenv("GOPROXY", "off")
	dir := b.TempDir()
	write := func(name, text string) {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			b.Fatal(err)
		}
	}
	runtime, err := filepath.Abs("../runtime")
	if err != nil {
		b.Fatal(err)
	}
	write("go.mod", fmt.Sprintf("module example.com/host\n\ngo 1.25.0\n\nrequire github.com/plugingen/plugingen/runtime v0.0.0\n\nreplace github.com/plugingen/plugingen/runtime => %s\n", runtime))
	write("main.go", "package main\n\nfunc main() {}\n")
	var config strings.Builder
	config.WriteString("plugins:\n")
	for i := range n {
		write(fmt.Sprintf("plug/p%d/p%d.go", i, i), benchPlugin(i))
		fmt.Fprintf(&config, "  p%d:\n    module: example.com/host/plug/p%d\n    config:\n      name: plugin %d\n      limits: {retries: %d}\n", i, i, i, i)
	}
	write("plugin_config.yaml", config.String())
	return dir
}

// benchPlugin is one plugin's source.
func benchPlugin(i int) string {
	imports, parameter := "", ""
	if i%10 > 0 {
		imports = fmt.Sprintf("\n\t\"example.com/host/plug/p%d\"", i-1)
		parameter = fmt.Sprintf(", before *p%d.Plugin", i-1)
	}
	return strings.NewReplacer("pN", fmt.Sprintf("p%d", i), "stepN", fmt.Sprintf("step%d", i), "IMPORTS", imports, "PARAMETER", parameter).Replace(`// Package pN is a plugin.
package pN

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"time"
IMPORTS
	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// Config is what a host can set.
type Config struct {
	Name    string        ` + "`json:\"name\"`" + `
	Timeout time.Duration ` + "`json:\"timeout,omitempty\"`" + `
	Limits  Limits        ` + "`json:\"limits,omitempty\"`" + `
}

// Limits bound the plugin.
type Limits struct {
	Retries int ` + "`json:\"retries,omitempty\" jsonschema:\"minimum=0\"`" + `
}

// Plugin is the plugin.
type Plugin struct {
	pipeline.Base
	cfg    Config
	client *http.Client
}

// Init starts the plugin.
func Init(ctx context.Context, cfg Config, log *slog.LoggerPARAMETER) (*Plugin, error) {
	return &Plugin{cfg: cfg, client: &http.Client{Timeout: cfg.Timeout}}, nil
}

// Terminate stops it.
func (p *Plugin) Terminate(ctx context.Context) error {
	p.client.CloseIdleConnections()
	return nil
}

// Metadata describes it.
func (p *Plugin) Metadata() runtime.Metadata {
	return runtime.Metadata{Name: "pN", Version: "1.0.0", Stability: runtime.Stable}
}

// StepTypes are its steps.
func (p *Plugin) StepTypes() []runtime.Component[pipeline.Step] {
	return []runtime.Component[pipeline.Step]{
		{Name: "stepN_first", Capabilities: []string{"fast"}, Value: step{p}},
		{Name: "stepN_second", Value: step{p}},
	}
}

type step struct{ p *Plugin }

func (s step) Run(ctx context.Context, req pipeline.StepRequest) (pipeline.StepResult, error) {
	text, err := json.Marshal(req.Spec)
	if err != nil {
		return pipeline.StepResult{}, err
	}
	return pipeline.StepResult{Values: map[string]any{"name": s.p.cfg.Name, "spec": string(text)}}, nil
}
`)
}
