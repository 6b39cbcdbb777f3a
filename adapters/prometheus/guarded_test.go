package prometheus_test

import (
	"context"
	"errors"
	"testing"

	"github.com/plugingen/plugingen/runtime"
)

type step interface{ Do() error }

type fails struct{}

func (fails) Do() error { return errors.New("no") }

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

// called runs an app with a component that was called twice, and failed, and
// one whose calls are not counted.
func called(t *testing.T) *runtime.App {
	t.Helper()
	steps := runtime.NewRegistry[step]("Steps")
	app := runtime.NewApp([]runtime.Unit{{Name: "a", Components: []string{"Steps/one", "Plain/two"}, Init: func(_ context.Context, i *runtime.Instance) error {
		runtime.RegisterGuarded(i, steps, []runtime.Component[step]{{Name: "one", Value: fails{}}},
			func(g *runtime.Gate, v step) step { return &guarded{g, v} })
		return nil
	}}})
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { app.Stop(context.Background()) }) //nolint:errcheck // other tests look at that
	one, _ := steps.Lookup("one")
	for range 2 {
		if one.Do() == nil {
			t.Fatal("it does not fail")
		}
	}
	return app
}
