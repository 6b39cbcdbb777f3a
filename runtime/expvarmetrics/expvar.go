// Package expvarmetrics shows the numbers of an App by the standard library's expvar:
//
//	expvar.Publish("plugins", expvarmetrics.Var(composition))
//
// It is a package of its own because expvar brings net/http with it.
package expvarmetrics

import (
	"expvar"

	"github.com/plugingen/plugingen/runtime"
)

// Var returns a variable whose JSON is an object of the two lists "plugins" and
// "components", in the order of the composition and read whenever it is asked for.
// A component that is not guarded is not counted either, and has 0 everywhere. A
// latency is in nanoseconds. What a plugin says about its failure is not in it.
func Var(m runtime.Metrics) expvar.Var {
	return expvar.Func(func() any {
		all := numbers{Plugins: []plugin{}, Components: []component{}}
		for _, s := range m.Plugins() {
			all.Plugins = append(all.Plugins, plugin{s.Plugin, s.State.String(), s.Unloaded, s.Restarts})
		}
		for _, s := range m.Components() {
			all.Components = append(all.Components, component{
				s.Plugin, s.Kind, s.Name, s.Offered, s.Guarded, s.InFlight, s.Calls, s.Errors, s.Panics, s.Refused, s.MeanLatency.Nanoseconds(),
			})
		}
		return all
	})
}

type numbers struct {
	Plugins    []plugin    `json:"plugins"`
	Components []component `json:"components"`
}

type plugin struct {
	Name     string `json:"name"`
	State    string `json:"state"`
	Unloaded bool   `json:"unloaded"`
	Restarts int    `json:"restarts"`
}

type component struct {
	Plugin      string `json:"plugin"`
	Kind        string `json:"kind"`
	Name        string `json:"name"`
	Offered     bool   `json:"offered"`
	Guarded     bool   `json:"guarded"`
	InFlight    uint64 `json:"in_flight"`
	Calls       uint64 `json:"calls"`
	Errors      uint64 `json:"errors"`
	Panics      uint64 `json:"panics"`
	Refused     uint64 `json:"refused"`
	MeanLatency int64  `json:"mean_latency_ns"`
}
