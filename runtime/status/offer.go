package status

import (
	"net/url"
	"slices"

	"github.com/plugingen/plugingen/runtime"
)

// offer is what a row lets its reader do.
type offer struct {
	Path         string // of the plugin, in a URL
	Load, Reload bool
	Unload       bool
	Busy         bool     // it is coming or going: nothing can be done just now
	Dependents   []string // run and need it, directly or through others
}

// offerOf is what can be done to the plugin at k in its state.
func offerOf(plugins []plugin, k int) *offer {
	s := plugins[k].State
	o := &offer{Path: url.PathEscape(plugins[k].Entry), Busy: s == runtime.Starting || s == runtime.Stopping}
	o.Load = s == runtime.Stopped || s == runtime.Failed
	o.Reload, o.Unload = !o.Load, s != runtime.Stopped // a failed one may be retried until it is unloaded
	if o.Unload {
		o.Dependents = dependents(plugins, k)
	}
	return o
}

// dependents are those that run and need the plugin at k, in the order of the
// composition, in which a plugin comes after what it needs.
func dependents(plugins []plugin, k int) []string {
	reached := map[string]bool{plugins[k].Entry: true}
	var names []string
	for _, p := range plugins[k+1:] {
		if !slices.ContainsFunc(p.Needs, func(need string) bool { return reached[need] }) {
			continue
		}
		reached[p.Entry] = true
		if p.State != runtime.Stopped && p.State != runtime.Failed {
			names = append(names, p.Entry)
		}
	}
	return names
}
