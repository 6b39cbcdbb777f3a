package runtime_test

import (
	"context"
	"errors"
	goruntime "runtime"
	"testing"
	"time"

	"github.com/plugingen/plugingen/runtime"
)

// part is a state that notes its end.
type part struct {
	d    *diary
	name string
	err  error
	big  []byte
}

func (p *part) Terminate(context.Context) error {
	p.d.note("terminate %s", p.name)
	return p.err
}

func TestWhatIsHeldIsTerminated(t *testing.T) {
	sorry := errors.New("sorry")
	for _, tt := range []struct {
		name string
		fail error // of Init
		want []string
	}{
		{"at the stop", nil, []string{"hook", "terminate second", "terminate first"}},
		{"after an Init that fails", sorry, []string{"hook", "terminate second", "terminate first"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var d diary
			var first, second runtime.Slot[*part]
			a := runtime.NewApp([]runtime.Unit{unit("a", func(_ context.Context, i *runtime.Instance) error {
				runtime.Hold(i, &first, &part{d: &d, name: "first"})
				runtime.Hold(i, &second, &part{d: &d, name: "second", err: sorry})
				i.OnTerminate(func(context.Context) error { d.note("hook"); return nil })
				return tt.fail
			})}, quiet())
			err := a.Start(background(t))
			if !errors.Is(err, tt.fail) {
				t.Fatal(err)
			}
			if tt.fail == nil {
				p, ok := second.Lookup()
				if first.Get().name != "first" || !ok || p.name != "second" {
					t.Errorf("the slots have %v and %v", first.Get(), p)
				}
				err = a.Stop(background(t))
			}
			if !errors.Is(err, runtime.ErrTerminate) || !errors.Is(err, sorry) {
				t.Errorf("the second one's error is lost: %v", err)
			}
			equal(t, "calls", d.all(), tt.want)
		})
	}
}

// A state for a slot that is another's is refused, and ended all the same.
func TestWhatIsRefusedIsTerminated(t *testing.T) {
	var d diary
	var slot runtime.Slot[*part]
	holds := func(name string) runtime.Unit {
		return unit(name, func(_ context.Context, i *runtime.Instance) error {
			runtime.Hold(i, &slot, &part{d: &d, name: name})
			return nil
		})
	}
	b := holds("b")
	b.Needs = []string{"a"}
	if err := runtime.NewApp([]runtime.Unit{holds("a"), b}, quiet()).Start(background(t)); !errors.Is(err, runtime.ErrConflict) {
		t.Fatal(err)
	}
	equal(t, "calls", d.all(), []string{"terminate b", "terminate a"})
}

// A plugin that keeps the context of its Init keeps no other plugin in memory.
func TestAnUnloadedPluginIsCollected(t *testing.T) {
	var d diary
	var kept context.Context
	var slot runtime.Slot[*part]
	collected := make(chan struct{})
	a := runtime.NewApp([]runtime.Unit{
		unit("keeps", func(ctx context.Context, _ *runtime.Instance) error { kept = ctx; return nil }),
		unit("goes", func(_ context.Context, i *runtime.Instance) error {
			p := &part{d: &d, name: "goes", big: make([]byte, 1<<20)}
			goruntime.AddCleanup(p, func(c chan struct{}) { close(c) }, collected)
			runtime.Hold(i, &slot, p)
			return nil
		}),
	}, quiet())
	if err := a.Start(background(t)); err != nil {
		t.Fatal(err)
	}
	if err := a.Unload(background(t), "goes"); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); ; {
		goruntime.GC()
		select {
		case <-collected:
			goruntime.KeepAlive(kept)
			return
		case <-time.After(10 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			t.Fatal("its state is still in memory")
		}
	}
}
