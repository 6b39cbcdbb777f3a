package status

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/plugingen/plugingen/runtime"
)

// document is /plugins.json; the package's documentation tells what its keys mean.
type document struct {
	Version int      `json:"version"`
	Ready   bool     `json:"ready"`
	Plugins []plugin `json:"plugins"`
}

type plugin struct {
	Entry      string        `json:"entry"`
	Package    string        `json:"package"`
	Version    string        `json:"version"`
	Level      int           `json:"level"`
	Needs      []string      `json:"needs"`
	After      []string      `json:"after"`
	State      runtime.State `json:"state"`
	Unloaded   bool          `json:"unloaded"`
	Since      time.Time     `json:"since"`
	Error      string        `json:"error"`
	Restarts   int           `json:"restarts"`
	Health     health        `json:"health"`
	Components []component   `json:"components"`
}

type health struct {
	Checked bool   `json:"checked"`
	OK      bool   `json:"ok"`
	Error   string `json:"error"`
}

type component struct {
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	Offered bool   `json:"offered"`
	Stats   *stats `json:"stats"`
}

type stats struct {
	InFlight    uint64  `json:"inFlight"`
	Calls       uint64  `json:"calls"`
	Errors      uint64  `json:"errors"`
	Panics      uint64  `json:"panics"`
	Refused     uint64  `json:"refused"`
	MeanLatency float64 `json:"meanLatencySeconds"`
}

func (h *handler) serveDocument(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	body, err := json.MarshalIndent(h.document(r.Context()), "", "  ")
	if err != nil {
		http.Error(w, "the document cannot be written", http.StatusInternalServerError)
		return
	}
	w.Write(append(body, '\n')) //nolint:errcheck // whoever asked is gone
}

// patience is how long somebody who looks waits for a plugin's Health. After it the
// last answer is shown, if there was one.
const patience = time.Second

// document gathers everything. The states are those of now; what Health said may
// be as old as watchAge.
func (h *handler) document(ctx context.Context) document {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	report, _ := h.health.report(ctx, watchAge)
	asked := make(map[string]runtime.PluginHealth, len(report.Plugins))
	for _, p := range report.Plugins {
		asked[p.Plugin] = p
	}
	d := document{Version: 1, Ready: report.Ready, Plugins: h.composition()}
	for k, s := range h.app.Plugins() {
		d.Ready = d.Ready && (s.Unloaded || s.State == runtime.Ready)
		h.fill(&d.Plugins[k], s, asked[s.Plugin])
	}
	return d
}

func (h *handler) fill(p *plugin, s runtime.Status, asked runtime.PluginHealth) {
	p.State, p.Unloaded, p.Since, p.Restarts = s.State, s.Unloaded, s.Since.UTC(), s.Restarts
	p.Error = h.shown(s.Err)
	if asked.Checked && (s.State == runtime.Ready || s.State == runtime.Degraded) {
		p.Health = health{Checked: true, OK: asked.Err == nil, Error: h.shown(asked.Err)}
	}
}

// shown is the text of an error as far as it may be seen.
func (h *handler) shown(err error) string {
	if err != nil && h.withhold {
		return "reason withheld"
	}
	return textOf(err)
}

// composition is what does not change: the plugins without how they are.
func (h *handler) composition() []plugin {
	known := statsOf(h.app)
	entries := h.app.Manifest().Plugins
	plugins := make([]plugin, len(entries))
	for k, e := range entries {
		plugins[k] = plugin{
			Entry: e.Entry, Package: e.Package, Version: e.Version, Level: e.Level,
			Needs: e.Needs, After: e.After, Components: make([]component, len(e.Components)),
		}
		for n, c := range e.Components {
			kind, name, _ := strings.Cut(c, "/")
			plugins[k].Components[n] = newComponent(kind, name, known[e.Entry+"/"+c])
		}
	}
	return plugins
}
