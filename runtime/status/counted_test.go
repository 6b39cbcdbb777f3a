package status_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/status"
)

type step interface{ Do() error }

type stepOf func() error

func (f stepOf) Do() error { return f() }

// guarded is as the generator writes it.
type guarded struct {
	gate *runtime.Gate
	step
}

func (g *guarded) Do() (err error) {
	pass := g.gate.Enter()
	if !pass.In() {
		return g.gate.Refusal()
	}
	defer func() {
		if pass.In() {
			g.gate.Recovered(recover(), &err)
		}
	}()
	err = g.step.Do()
	if err != nil {
		g.gate.Failed()
	}
	pass = g.gate.Leave(pass)
	return err
}

func TestCallsAreShown(t *testing.T) {
	steps := runtime.NewRegistry[step]("Steps")
	var answer error
	a := started(t, runtime.Unit{Name: "a", Components: []string{"Steps/one", "Plain/two"}, Init: func(_ context.Context, i *runtime.Instance) error {
		one := []runtime.Component[step]{{Name: "one", Value: stepOf(func() error { return answer })}}
		runtime.RegisterGuarded(i, steps, one, func(g *runtime.Gate, v step) step { return &guarded{g, v} })
		return nil
	}})
	one, _ := steps.Lookup("one")
	one.Do() //nolint:errcheck // it is counted
	answer = errors.New("no")
	one.Do() //nolint:errcheck // it is counted
	h := status.Handler(a)

	var got struct {
		Plugins []struct {
			Components []struct {
				Stats   map[string]float64
				Offered bool
			}
		}
	}
	if err := json.Unmarshal(ask(h, http.MethodGet, "/plugins.json").Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	counted, plain := got.Plugins[0].Components[0].Stats, got.Plugins[0].Components[1].Stats
	if counted["calls"] != 2 || counted["errors"] != 1 || counted["inFlight"] != 0 || len(counted) != 6 || plain != nil || !got.Plugins[0].Components[0].Offered || got.Plugins[0].Components[1].Offered {
		t.Errorf("got %v and %v", counted, plain)
	}
	page := ask(h, http.MethodGet, "/").Body.String()
	for _, want := range []string{
		"calls 2 · errors 1", `<summary>1 of 2<span class="unseen"> components of a are offered now</span>`, `</span>two <span class="absent">not offered now</span>`,
	} {
		if strings.Count(page, want) != 1 || strings.Count(page, "not offered now") != 1 {
			t.Errorf("the page does not show %s once: %s", want, page[strings.Index(page, "<main>"):])
		}
	}
}
