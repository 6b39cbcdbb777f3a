package runtime_test

import (
	"context"
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/plugingen/plugingen/runtime"
)

func manyComponents(n int) (cs []component, declared []string) {
	for k := range n {
		name := fmt.Sprintf("component_%d", k)
		cs = append(cs, component{Name: name, Value: k})
		declared = append(declared, "Kinds/"+name)
	}
	return cs, declared
}

// BenchmarkLookup compares with reading the same names from a plain map.
func BenchmarkLookup(b *testing.B) {
	for _, n := range []int{10, 1000} {
		r := runtime.NewRegistry[int]("Kinds")
		cs, declared := manyComponents(n)
		a := runtime.NewApp([]runtime.Unit{offers("a", r, declared, cs...)})
		if err := a.Start(context.Background()); err != nil {
			b.Fatal(err)
		}
		plain := map[string]int{}
		for _, c := range cs {
			plain[c.Name] = c.Value
		}
		b.Run(fmt.Sprintf("registry/n=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for k := 0; b.Loop(); k++ {
				if _, ok := r.Lookup(cs[k%n].Name); !ok {
					b.Fatal("gone")
				}
			}
		})
		b.Run(fmt.Sprintf("map/n=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for k := 0; b.Loop(); k++ {
				if _, ok := plain[cs[k%n].Name]; !ok {
					b.Fatal("gone")
				}
			}
		})
	}
}

// BenchmarkRegister brings one plugin with 10,000 components up and compares with
// copying a map for each component, the simple way to lock-free reads.
func BenchmarkRegister(b *testing.B) {
	const n = 10_000
	cs, declared := manyComponents(n)
	b.Run("batch", func(b *testing.B) {
		for b.Loop() {
			r := runtime.NewRegistry[int]("Kinds")
			if err := runtime.NewApp([]runtime.Unit{offers("a", r, declared, cs...)}).Start(context.Background()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("one-at-a-time", func(b *testing.B) {
		for b.Loop() {
			current := map[string]int{}
			for _, c := range cs {
				next := maps.Clone(current)
				next[c.Name] = c.Value
				current = next
			}
		}
	})
}

// noop is the least that a real plugin does.
type noop struct {
	name  string
	steps []component
}

//go:noinline
func newNoop(_ context.Context, name string) (*noop, error) {
	return &noop{name: name, steps: []component{{Name: name, Value: 1}}}, nil
}

func (p *noop) Terminate(context.Context) error { return nil }

func noops(n int) []runtime.Unit {
	r := runtime.NewRegistry[int]("Kinds")
	slots := make([]runtime.Slot[*noop], n)
	units := make([]runtime.Unit, n)
	for k := range units {
		name := fmt.Sprintf("plugin_%d", k)
		units[k] = runtime.Unit{Name: name, Components: []string{"Kinds/" + name},
			Init: func(ctx context.Context, i *runtime.Instance) error {
				p, err := newNoop(ctx, name)
				if err != nil {
					return err
				}
				runtime.Hold(i, &slots[k], p)
				runtime.Register(i, r, p.steps)
				return nil
			}}
	}
	return units
}

// BenchmarkStart starts 1,000 plugins that do nothing, and beside it, in turn and so
// under the same collector and the same neighbours, runs a loop that calls the same
// constructors and puts their components into a map.
func BenchmarkStart(b *testing.B) {
	const n = 1000
	ctx := context.Background()
	units := noops(n)
	a := runtime.NewApp(units)
	var app, loop time.Duration
	for b.Loop() {
		began := time.Now()
		if err := a.Start(ctx); err != nil {
			b.Fatal(err)
		}
		app += time.Since(began)
		if err := a.Stop(ctx); err != nil {
			b.Fatal(err)
		}
		began = time.Now()
		constructed(ctx, b, units)
		loop += time.Since(began)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(app.Microseconds())/float64(b.N), "app-µs")
	b.ReportMetric(float64(loop.Microseconds())/float64(b.N), "loop-µs")
	b.ReportMetric(float64(app)/float64(loop), "app/loop")
}

func constructed(ctx context.Context, b *testing.B, units []runtime.Unit) {
	plugins, registry := make([]*noop, 0, len(units)), make(map[string]component, len(units))
	for k := range units {
		p, err := newNoop(ctx, units[k].Name)
		if err != nil {
			b.Fatal(err)
		}
		plugins = append(plugins, p)
		for _, c := range p.steps {
			registry[c.Name] = c
		}
	}
	if len(plugins) != len(registry) {
		b.Fatal("lost one")
	}
}

// BenchmarkStop stops them again and compares with a loop over Terminate.
func BenchmarkStop(b *testing.B) {
	const n = 1000
	ctx := context.Background()
	b.Run("app", func(b *testing.B) {
		a := runtime.NewApp(noops(n))
		for b.Loop() {
			b.StopTimer()
			if err := a.Start(ctx); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
			if err := a.Stop(ctx); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("loop", func(b *testing.B) {
		plugins := make([]*noop, n)
		for b.Loop() {
			for k := len(plugins) - 1; k >= 0; k-- {
				if err := plugins[k].Terminate(ctx); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
