//go:build go1.25

package runtime_test

import (
	"context"
	"errors"
	"fmt"
	stdruntime "runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/plugingen/plugingen/runtime"
)

// The faults, each with what it does to a call that has a second, and the places
// where a plugin can have them; "call" is a call of its component.
var (
	faultNames = []string{"panic", "goexit", "hang", "error", "slow", "leak", "deaf"}
	places     = []string{"init", "start", "health", "call", "terminate"}
	errFault   = errors.New("fault")
)

// working is the kind of component that every plugin of the world offers.
type working interface {
	Work(ctx context.Context) error
}

// guardedWorking is as the generator writes it.
type guardedWorking struct {
	gate      *runtime.Gate
	component working
}

func guardWorking(gate *runtime.Gate, component working) working {
	return &guardedWorking{gate, component}
}

func (g *guardedWorking) Work(ctx context.Context) (err error) {
	pass := g.gate.Enter()
	if !pass.In() {
		return g.gate.Refusal()
	}
	defer func() {
		if pass.In() {
			g.gate.Recovered(recover(), &err)
		}
	}()
	err = g.component.Work(ctx)
	if err != nil {
		g.gate.Failed()
	}
	pass = g.gate.Leave(pass)
	return err
}

// world is where faults happen: a chain of five, of which some have faults.
type world struct {
	diary
	works   *runtime.Registry[working]
	faults  map[string]map[string]string // by plugin and place
	policy  runtime.FailurePolicy
	release chan struct{} // ends what hangs, when closed
	once    sync.Once
	stays   atomic.Int64 // goroutines that a fault keeps

	births sync.Mutex
	born   []*worker // one for each Init, in order
	wrong  diary     // what must not happen
}

// worker is one instance of a plugin, and its component.
type worker struct {
	world  *world
	plugin string
	ends   atomic.Int64 // calls of its Terminate
	inside atomic.Int64 // calls of its component under way
}

// letGo ends what hangs.
func (w *world) letGo() { w.once.Do(func() { close(w.release) }) }

func (w *world) stay() {
	w.stays.Add(1)
	defer w.stays.Add(-1)
	<-w.release
}

// commit does what the fault says; what is healthy takes a millisecond.
func (w *world) commit(plugin, place string) error {
	switch w.faults[plugin][place] {
	case "panic":
		panic(errFault)
	case "goexit":
		stdruntime.Goexit()
	case "hang": // for good
		w.stay()
	case "error":
		return errFault
	case "slow": // but within its time
		time.Sleep(900 * time.Millisecond)
	case "leak": // a goroutine stays behind until all is over
		go w.stay()
	case "deaf": // does not hear that its context is over
		time.Sleep(3 * time.Second)
	default:
		time.Sleep(time.Millisecond)
	}
	return nil
}

func (w *world) call(plugin, place string) error {
	w.note("%s %s", place, plugin)
	return w.commit(plugin, place)
}

// Work is the call of the component. None may come once the end has begun.
func (k *worker) Work(context.Context) error {
	if k.ends.Load() > 0 {
		k.world.wrong.note("a call came into %s after its end", k.plugin)
	}
	k.inside.Add(1)
	defer k.inside.Add(-1)
	return k.world.commit(k.plugin, "call")
}

// end is the plugin's Terminate. Only calls that take longer than the half
// second of the drain may be under way by then.
func (k *worker) end(context.Context) error {
	k.ends.Add(1)
	switch fault := k.world.faults[k.plugin]["call"]; {
	case k.inside.Load() == 0, fault == "hang", fault == "deaf", fault == "slow":
	default:
		k.world.wrong.note("%s is ended with %d calls inside", k.plugin, k.inside.Load())
	}
	return k.world.call(k.plugin, "terminate")
}

func (w *world) bear(name string) *worker {
	w.births.Lock()
	defer w.births.Unlock()
	k := &worker{world: w, plugin: name}
	w.born = append(w.born, k)
	return k
}

func (w *world) unit(name string, needs ...string) runtime.Unit {
	hook := func(place string) func(context.Context) error {
		return func(context.Context) error { return w.call(name, place) }
	}
	return runtime.Unit{Name: name, Needs: needs, OnFailure: w.policy, InitTimeout: time.Second, TerminateTimeout: time.Second,
		Components: []string{"Works/" + name},
		Init: func(_ context.Context, i *runtime.Instance) error {
			k := w.bear(name)
			i.OnStart(hook("start"))
			i.OnHealth(hook("health"))
			i.OnTerminate(k.end)
			runtime.RegisterGuarded(i, w.works, []runtime.Component[working]{{Name: name, Value: k}}, guardWorking)
			return w.call(name, "init")
		}}
}

func (w *world) app(opts ...runtime.Option) *runtime.App {
	units := []runtime.Unit{w.unit("p1")}
	for k := 2; k <= 5; k++ {
		units = append(units, w.unit(fmt.Sprintf("p%d", k), fmt.Sprintf("p%d", k-1)))
	}
	return runtime.NewApp(units, append(opts, quiet())...)
}

// in runs f in a bubble with the faults, and lets what hangs go at the end.
func in(t *testing.T, faults map[string]map[string]string, f func(t *testing.T, w *world)) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{works: runtime.NewRegistry[working]("Works"), faults: faults, release: make(chan struct{})}
		f(t, w)
		w.letGo()
		time.Sleep(time.Minute)
	})
}

// answer is what came of one call of a component.
type answer struct {
	plugin string
	took   time.Duration
	err    error
	over   atomic.Bool // the goroutine of the call has ended; until then nothing else is set
}

// errNothing: the call did not come back, for it ended its goroutine.
var errNothing = errors.New("nothing came back")

// ask makes a call with a deadline of a second, which the guard leaves to the
// component to keep.
func ask(plugin string, c working) *answer {
	a := &answer{plugin: plugin, err: errNothing}
	go func() {
		began := time.Now()
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer func() {
			cancel()
			a.took = time.Since(began)
			a.over.Store(true)
		}()
		a.err = c.Work(ctx)
	}()
	return a
}

// kept returns the components that there are now, by name.
func (w *world) kept() map[string]working {
	all := map[string]working{}
	for name, c := range w.works.All() {
		all[name] = c.Value
	}
	return all
}
