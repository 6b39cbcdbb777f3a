package runtime_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/plugingen/plugingen/runtime"
)

// plugin is the state of a test plugin.
type plugin struct{ name string }

func (*plugin) Terminate(context.Context) error { return nil }

// diary keeps what happened in order.
type diary struct {
	mu    sync.Mutex
	lines []string
}

func (d *diary) note(format string, args ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, fmt.Sprintf(format, args...))
}

func (d *diary) all() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.lines)
}

// spy returns a unit whose hooks write into d.
func (d *diary) spy(name string, needs ...string) runtime.Unit {
	return runtime.Unit{Name: name, Needs: needs, Init: func(_ context.Context, i *runtime.Instance) error {
		d.note("init %s", name)
		i.OnStart(func(context.Context) error { d.note("start %s", name); return nil })
		i.OnTerminate(func(context.Context) error { d.note("terminate %s", name); return nil })
		return nil
	}}
}

// quiet keeps the tests' output clean.
func quiet() runtime.Option {
	return runtime.WithLogger(slog.New(slog.NewTextHandler(io.Discard, nil)))
}

func unit(name string, init func(context.Context, *runtime.Instance) error) runtime.Unit {
	return runtime.Unit{Name: name, Init: init}
}

func does(context.Context, *runtime.Instance) error { return nil }

func equal[T comparable](t *testing.T, what string, got, want []T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %v\nwant %v", what, got, want)
	}
}

func states(a *runtime.App) []string {
	var all []string
	for _, s := range a.Plugins() {
		all = append(all, s.Plugin+" "+s.State.String())
	}
	return all
}

// background is a context for tests where waiting for ever is a failure.
func background(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}
