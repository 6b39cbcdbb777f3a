package status

import (
	"bytes"
	"crypto/rand"
	_ "embed"
	"fmt"
	"html/template"
	"net/http"
	"time"

	"github.com/plugingen/plugingen/runtime"
)

var (
	//go:embed page.html
	pageText string
	//go:embed page.css
	pageStyle string
	//go:embed page.js
	pageScript string

	pageTemplate = template.Must(template.New("page").Parse(pageText))
)

// page is what the template is given.
type page struct {
	Title   string
	Nonce   string
	Whole   bool // with style and script: for a browser, not for the script
	Style   template.CSS
	Script  template.JS
	Now     time.Time
	Ready   bool
	Counts  []count
	Plugins []row
	Graph   graph
	Acts    bool     // the reader may act
	Outcome *outcome // of the action that led here
}

// count is how many plugins are in a state, and where to find one.
type count struct {
	State runtime.State
	N     int
	First int // where the first one stands
}

// row is one plugin on the page.
type row struct {
	plugin
	ID       int // where it stands in the composition
	For      string
	InFlight uint64
	Offered  int    // components that are in their registries now
	Counted  bool   // there are figures of its components' calls
	Offer    *offer // nil where the reader may only look
}

func (h *handler) servePage(w http.ResponseWriter, r *http.Request) {
	if slashed(w, r) {
		return
	}
	p := h.page(h.document(r.Context()))
	p.Whole = r.URL.RawQuery != "live"
	forms := "'none'"
	if p.Acts {
		p.Outcome = h.outcomes.find(r.URL.Query().Get("outcome"))
		forms = "'self'"
		w.Header().Set("Referrer-Policy", "same-origin") // else a form's Origin is null
	}
	var body bytes.Buffer
	if err := pageTemplate.Execute(&body, p); err != nil {
		http.Error(w, "the page cannot be written", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", fmt.Sprintf("default-src 'none'; script-src 'nonce-%[1]s'; style-src 'nonce-%[1]s'; "+
		"img-src data:; connect-src 'self'; base-uri 'none'; form-action %[2]s; frame-ancestors 'none'", p.Nonce, forms))
	w.Write(body.Bytes()) //nolint:errcheck // whoever asked is gone
}

func (h *handler) page(d document) page {
	p := page{
		Title: h.title, Nonce: rand.Text(), Style: template.CSS(pageStyle), Script: template.JS(pageScript),
		Now: h.now().UTC(), Ready: d.Ready, Plugins: make([]row, len(d.Plugins)),
		Acts: h.operator != nil,
	}
	for k, one := range d.Plugins {
		p.Plugins[k] = newRow(k, one, p.Now)
		if p.Acts {
			p.Plugins[k].Offer = offerOf(d.Plugins, k)
		}
	}
	p.Counts = counts(d.Plugins)
	p.Graph = draw(p.Plugins)
	return p
}

func counts(plugins []plugin) []count {
	found := map[runtime.State][]int{}
	for k, p := range plugins {
		found[p.State] = append(found[p.State], k)
	}
	var all []count
	for _, s := range worstFirst {
		if at := found[s]; len(at) > 0 {
			all = append(all, count{State: s, N: len(at), First: at[0]})
		}
	}
	return all
}

var worstFirst = []runtime.State{
	runtime.Failed, runtime.Degraded, runtime.Starting, runtime.Stopping, runtime.Stopped, runtime.Ready,
}

func newRow(k int, p plugin, now time.Time) row {
	r := row{plugin: p, ID: k, For: span(now.Sub(p.Since))}
	for _, c := range p.Components {
		if c.Offered {
			r.Offered++
		}
		if c.Stats != nil {
			r.Counted = true
			r.InFlight += c.Stats.InFlight
		}
	}
	return r
}

// span is a duration in its two largest units; the script says it alike.
func span(d time.Duration) string {
	s := max(int(d/time.Second), 0)
	switch {
	case s < 60:
		return fmt.Sprintf("%d s", s)
	case s < 3600:
		return fmt.Sprintf("%d min %d s", s/60, s%60)
	case s < 86400:
		return fmt.Sprintf("%d h %d min", s/3600, s/60%60)
	}
	return fmt.Sprintf("%d d %d h", s/86400, s/3600%24)
}

// Latency is the mean of a component's calls as a person reads it.
func (s *stats) Latency() string {
	d := time.Duration(s.MeanLatency * float64(time.Second))
	switch {
	case d < time.Microsecond:
		return d.String()
	case d < time.Millisecond:
		return d.Round(100 * time.Nanosecond).String()
	case d < time.Second:
		return d.Round(100 * time.Microsecond).String()
	}
	return d.Round(10 * time.Millisecond).String()
}
