package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/plugingen/plugingen/runtime"
)

// told returns an option and what the observer has got, by plugin.
func told() (runtime.Option, func(plugin string) []string) {
	var mu sync.Mutex
	byPlugin := map[string][]string{}
	see := func(e runtime.Event) {
		plugin, line := describe(e)
		mu.Lock()
		defer mu.Unlock()
		byPlugin[plugin] = append(byPlugin[plugin], line)
	}
	return runtime.WithObserver(see), func(plugin string) []string {
		mu.Lock()
		defer mu.Unlock()
		return byPlugin[plugin]
	}
}

func describe(e runtime.Event) (plugin, line string) {
	switch e := e.(type) {
	case runtime.PluginInitialising:
		return e.Plugin, "initialising"
	case runtime.PluginInitialised:
		return e.Plugin, fmt.Sprintf("initialised %v", e.Err != nil)
	case runtime.ComponentsRegistered:
		return e.Plugin, "registered " + strings.Join(e.Components, " ")
	case runtime.ComponentsDeregistered:
		return e.Plugin, "deregistered"
	case runtime.PluginStarting:
		return e.Plugin, "starting"
	case runtime.PluginStarted:
		return e.Plugin, fmt.Sprintf("started %v", e.Err != nil)
	case runtime.PluginTerminating:
		return e.Plugin, "terminating"
	case runtime.PluginTerminated:
		return e.Plugin, fmt.Sprintf("terminated %v", e.Err != nil)
	case runtime.PluginLoaded:
		return e.Plugin, fmt.Sprintf("loaded %v", e.Err != nil)
	case runtime.PluginUnloaded:
		return e.Plugin, fmt.Sprintf("unloaded %v", e.Err != nil)
	case runtime.PluginReloaded:
		return e.Plugin, fmt.Sprintf("reloaded %v", e.Err != nil)
	case runtime.PluginRestarting:
		return e.Plugin, "restarting"
	case runtime.PluginRetrying:
		return e.Plugin, fmt.Sprintf("retrying %d", e.Attempt)
	case runtime.PluginRestarted:
		return e.Plugin, fmt.Sprintf("restarted %v", e.Err != nil)
	case runtime.CircuitOpened:
		return e.Plugin, "circuit opened"
	case runtime.StateChanged:
		return e.Plugin, fmt.Sprintf("%v -> %v", e.From, e.To)
	}
	panic(fmt.Sprintf("unknown event %T", e))
}

func TestEventsOfALife(t *testing.T) {
	r := runtime.NewRegistry[int]("Kinds")
	full := runtime.Unit{Name: "full", Components: []string{"Kinds/k"}, Init: func(_ context.Context, i *runtime.Instance) error {
		runtime.Register(i, r, []component{{Name: "k"}})
		i.OnStart(func(context.Context) error { return nil })
		i.OnTerminate(func(context.Context) error { return errors.New("stuck") })
		return nil
	}}
	observer, of := told()
	a := runtime.NewApp([]runtime.Unit{full, unit("plain", does)}, observer, quiet())
	if err := a.Start(background(t)); err != nil {
		t.Fatal(err)
	}
	if err := a.Stop(background(t)); err == nil {
		t.Error("no error")
	}
	equal(t, "full", of("full"), []string{
		"stopped -> starting", "initialising", "initialised false", "registered Kinds/k",
		"starting", "started false", "starting -> ready",
		"ready -> stopping", "deregistered", "terminating", "terminated true", "stopping -> failed",
	})
	equal(t, "plain", of("plain"), []string{
		"stopped -> starting", "initialising", "initialised false", "registered ", "starting -> ready",
		"ready -> stopping", "deregistered", "terminating", "terminated false", "stopping -> stopped",
	})
}

func TestEventsOfAFailure(t *testing.T) {
	observer, of := told()
	bad := unit("bad", func(context.Context, *runtime.Instance) error { return errors.New("no") })
	a := runtime.NewApp([]runtime.Unit{bad}, observer, runtime.WithObserver(nil), runtime.WithObserver(func(runtime.Event) {}))
	if err := a.Start(background(t)); err == nil {
		t.Error("no error")
	}
	equal(t, "bad", of("bad"), []string{"stopped -> starting", "initialising", "initialised true", "starting -> failed"})
}

// An observer may call the App, also so that it causes further events.
func TestAnObserverMayCallTheApp(t *testing.T) {
	sick := unit("sick", func(_ context.Context, i *runtime.Instance) error {
		i.OnHealth(func(context.Context) error { return errors.New("sick") })
		return nil
	})
	var a *runtime.App
	var order []string
	a = runtime.NewApp([]runtime.Unit{sick}, runtime.WithObserver(func(e runtime.Event) {
		if s, ok := e.(runtime.StateChanged); ok {
			if s.To == runtime.Ready {
				a.Health(background(t))
			}
			order = append(order, s.To.String())
		}
	}))
	if err := a.Start(background(t)); err != nil {
		t.Fatal(err)
	}
	equal(t, "states", order, []string{"starting", "ready", "degraded"})
}
