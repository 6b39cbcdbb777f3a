package status

import "github.com/plugingen/plugingen/runtime"

// counting is a source that counts the calls of components, as an App does.
type counting interface {
	Components() []runtime.ComponentStats
}

// statsOf returns what is known of the components' calls, by entry/kind/name.
func statsOf(app source) map[string]*stats {
	c, ok := app.(counting)
	if !ok {
		return nil
	}
	counted := map[string]*stats{}
	for _, s := range c.Components() {
		if !s.Guarded {
			continue
		}
		counted[s.Plugin+"/"+s.Kind+"/"+s.Name] = &stats{
			InFlight: s.InFlight, Calls: s.Calls, Errors: s.Errors, Panics: s.Panics, Refused: s.Refused,
			MeanLatency: s.MeanLatency.Seconds(),
		}
	}
	return counted
}
