package status

import "github.com/plugingen/plugingen/runtime"

// counting is a source that counts the calls of components, as an App does.
type counting interface {
	Components() []runtime.ComponentStats
}

// statsOf returns what is known of the components, by entry/kind/name.
func statsOf(app source) map[string]runtime.ComponentStats {
	c, ok := app.(counting)
	if !ok {
		return nil
	}
	known := map[string]runtime.ComponentStats{}
	for _, s := range c.Components() {
		known[s.Plugin+"/"+s.Kind+"/"+s.Name] = s
	}
	return known
}

func newComponent(kind, name string, known runtime.ComponentStats) component {
	c := component{Kind: kind, Name: name, Offered: known.Offered}
	if known.Guarded {
		c.Stats = &stats{
			InFlight: known.InFlight, Calls: known.Calls, Errors: known.Errors, Panics: known.Panics, Refused: known.Refused,
			MeanLatency: known.MeanLatency.Seconds(),
		}
	}
	return c
}
