package runtime_test

import (
	"context"
	"testing"

	"github.com/plugingen/plugingen/runtime"
)

// adding is a kind of component; its methods are as little as a call can be.
type adding interface {
	Add(ctx context.Context, n int) (int, error)
	Twice(n int) int
}

type adder struct{ by int }

//go:noinline
func (a *adder) Add(_ context.Context, n int) (int, error) { return n + a.by, nil }

//go:noinline
func (a *adder) Twice(n int) int { return 2*n + a.by }

// guardedAdding is as the generator writes it.
type guardedAdding struct {
	gate      *runtime.Gate
	component adding
}

func guardAdding(gate *runtime.Gate, component adding) adding {
	return &guardedAdding{gate, component}
}

func (g *guardedAdding) Add(ctx context.Context, n int) (result int, err error) {
	pass := g.gate.Enter()
	if !pass.In() {
		return result, g.gate.Refusal()
	}
	defer func() {
		if pass.In() {
			g.gate.Recovered(recover(), &err)
		}
	}()
	result, err = g.component.Add(ctx, n)
	if err != nil {
		g.gate.Failed()
	}
	pass = g.gate.Leave(pass)
	return result, err
}

func (g *guardedAdding) Twice(n int) (result int) {
	pass := g.gate.Enter()
	if !pass.In() {
		g.gate.Refused()
		return result
	}
	defer func() {
		if pass.In() {
			g.gate.Recovered(recover(), nil)
		}
	}()
	result = g.component.Twice(n)
	pass = g.gate.Leave(pass)
	return result
}

func (g *guardedAdding) Unwrap() adding { return g.component }

// guarded returns a component of an App that runs.
func guarded(b *testing.B) adding {
	adders := runtime.NewRegistry[adding]("Adders")
	a := runtime.NewApp([]runtime.Unit{{Name: "a", Components: []string{"Adders/one"}, Init: func(_ context.Context, i *runtime.Instance) error {
		runtime.RegisterGuarded(i, adders, []runtime.Component[adding]{{Name: "one", Value: &adder{1}}}, guardAdding)
		return nil
	}}}, quiet())
	if err := a.Start(context.Background()); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := a.Stop(context.Background()); err != nil {
			b.Error(err)
		}
	})
	c, _ := adders.Lookup("one")
	return c
}

// BenchmarkCall holds a guarded call against a direct one; the difference is to
// be at most 15 ns, without an allocation.
func BenchmarkCall(b *testing.B) {
	behind := guarded(b)
	for _, c := range []struct {
		name string
		call adding
	}{{"direct", runtime.Unwrap(behind)}, {"guarded", behind}} {
		b.Run("error/"+c.name, func(b *testing.B) {
			ctx, n := context.Background(), 0
			b.ReportAllocs()
			for b.Loop() {
				n, _ = c.call.Add(ctx, n)
			}
		})
		b.Run("noerror/"+c.name, func(b *testing.B) {
			n := 0
			b.ReportAllocs()
			for b.Loop() {
				n = c.call.Twice(n)
			}
		})
		b.Run("parallel/"+c.name, func(b *testing.B) {
			ctx := context.Background()
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for n := 0; pb.Next(); {
					n, _ = c.call.Add(ctx, n)
				}
			})
		})
	}
}

func TestAGuardedCallAllocatesNothing(t *testing.T) {
	gate := guardAdding(&runtime.Gate{}, &adder{1})
	if n := testing.AllocsPerRun(1000, func() { gate.Add(context.Background(), 1); gate.Twice(1) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
