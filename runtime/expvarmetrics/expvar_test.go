package expvarmetrics_test

import (
	"testing"
	"time"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/expvarmetrics"
)

type made struct{}

func (made) Plugins() []runtime.Status {
	return []runtime.Status{{Plugin: "a", State: runtime.Ready, Restarts: 2}}
}

func (made) Components() []runtime.ComponentStats {
	return []runtime.ComponentStats{{Plugin: "a", Kind: "Jobs", Name: "dig", Offered: true, Guarded: true, InFlight: 1, Calls: 2, Errors: 3, Panics: 4, Refused: 5, MeanLatency: time.Microsecond}}
}

func TestVar(t *testing.T) {
	for _, c := range []struct {
		m    runtime.Metrics
		want string
	}{
		{made{}, `{"plugins":[{"name":"a","state":"ready","unloaded":false,"restarts":2}],` +
			`"components":[{"plugin":"a","kind":"Jobs","name":"dig","offered":true,"guarded":true,"in_flight":1,"calls":2,"errors":3,"panics":4,"refused":5,"mean_latency_ns":1000}]}`},
		{runtime.NewApp(nil), `{"plugins":[],"components":[]}`},
	} {
		if got := expvarmetrics.Var(c.m).String(); got != c.want {
			t.Errorf("got\n%s\nwant\n%s", got, c.want)
		}
	}
}
