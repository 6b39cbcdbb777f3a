package status

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/runtime"
)

// check is one line of a probe.
type check struct {
	name     string
	reason   string // why it fails; empty where it does not
	unloaded bool   // it fails, but only for who asks for this one
}

const running = "app-running" // no entry has a hyphen in its name

func (h *handler) serveProbe(w http.ResponseWriter, r *http.Request, probe, name string, single bool) {
	checks := []check{{name: "ping"}}
	if probe == "readyz" {
		report, answered := h.health.report(r.Context(), probeAge)
		if !answered {
			return // whoever asked is gone
		}
		checks = h.checks(report)
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if !single {
		serveAll(w, r, probe, checks)
		return
	}
	at := slices.IndexFunc(checks, func(c check) bool { return c.name == name })
	switch {
	case at < 0:
		http.Error(w, "there is no such check", http.StatusNotFound)
	case checks[at].reason != "":
		http.Error(w, "failed: "+checks[at].reason, http.StatusServiceUnavailable)
	default:
		fmt.Fprint(w, "ok")
	}
}

// serveAll answers for all checks but those excluded, in Kubernetes' words.
func serveAll(w http.ResponseWriter, r *http.Request, probe string, checks []check) {
	query := r.URL.Query()
	excluded := query["exclude"]
	var text strings.Builder
	passed := true
	for _, c := range checks {
		switch {
		case slices.Contains(excluded, c.name):
			fmt.Fprintf(&text, "[+]%s excluded: ok\n", c.name)
			excluded = slices.DeleteFunc(slices.Clone(excluded), func(name string) bool { return name == c.name })
		case c.unloaded:
			fmt.Fprintf(&text, "[+]%s unloaded: ok\n", c.name)
		case c.reason != "":
			passed = false
			fmt.Fprintf(&text, "[-]%s failed: %s\n", c.name, c.reason)
		default:
			fmt.Fprintf(&text, "[+]%s ok\n", c.name)
		}
	}
	if len(excluded) > 0 {
		fmt.Fprintf(&text, "warn: some health checks cannot be excluded: no matches for %s\n", quoted(excluded))
	}
	_, verbose := query["verbose"]
	switch {
	case !passed:
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintf(w, "%s%s check failed\n", &text, probe)
	case verbose:
		fmt.Fprintf(w, "%s%s check passed\n", &text, probe)
	default:
		fmt.Fprint(w, "ok")
	}
}

func quoted(names []string) string {
	out := make([]string, len(names))
	for k, name := range names {
		out[k] = fmt.Sprintf("%q", name)
	}
	return strings.Join(out, ",")
}

// checks turns a report into lines. That the app itself does not run is only
// known where no plugin is to blame.
func (h *handler) checks(r runtime.Report) []check {
	checks := []check{{name: running}}
	blamed := false
	for _, p := range r.Plugins {
		c := check{name: p.Plugin, reason: h.reason(p), unloaded: p.Unloaded}
		blamed = blamed || c.reason != "" && !c.unloaded
		checks = append(checks, c)
	}
	if !r.Ready && !blamed {
		checks[0].reason = "the app is starting, stopping or stopped"
	}
	return checks
}

// reason tells on one line why a plugin is not ready; it is empty where it is.
func (h *handler) reason(p runtime.PluginHealth) string {
	switch {
	case p.State == runtime.Ready && p.Err == nil:
		return ""
	case p.Unloaded:
		return "unloaded"
	case p.Err == nil:
		return p.State.String()
	case h.withhold:
		return "reason withheld"
	}
	return strings.Join(strings.Fields(textOf(p.Err)), " ")
}

// textOf is err.Error() that survives a plugin's error whose method panics.
func textOf(err error) string {
	if err == nil {
		return ""
	}
	return fmt.Sprint(err)
}
