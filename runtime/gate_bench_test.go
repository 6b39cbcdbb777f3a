package runtime_test

import (
	"context"
	"testing"

	"github.com/plugingen/plugingen/runtime"
)

type step interface {
	Run(ctx context.Context, n int) (int, error)
}

type adder struct{ by int }

//go:noinline
func (a *adder) Run(_ context.Context, n int) (int, error) { return n + a.by, nil }

type guardedSteps struct {
	gate      *runtime.Gate
	component step
}

func (g *guardedSteps) Run(ctx context.Context, n int) (result int, err error) {
	began, err := g.gate.Enter()
	if err != nil {
		return result, err
	}
	defer g.gate.Leave(began, &err)
	return g.component.Run(ctx, n)
}

var sink int

func BenchmarkCall(b *testing.B) {
	direct := step(&adder{1})
	guarded := step(&guardedSteps{&runtime.Gate{}, direct})
	for _, c := range []struct {
		name string
		s    step
	}{{"direct", direct}, {"guarded", guarded}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			ctx := context.Background()
			for b.Loop() {
				sink, _ = c.s.Run(ctx, sink)
			}
		})
		b.Run(c.name+"/parallel", func(b *testing.B) {
			b.ReportAllocs()
			ctx := context.Background()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					c.s.Run(ctx, 1)
				}
			})
		})
	}
}
