package status

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/plugingen/plugingen/runtime"
)

// fake is a source that a test moves.
type fake struct {
	asked  atomic.Int32
	hold   chan struct{} // Health waits for it, where it is not nil
	states atomic.Pointer[[]runtime.Status]
}

func (f *fake) set(states ...runtime.Status)   { f.states.Store(&states) }
func (f *fake) Manifest() (m runtime.Manifest) { return m }

func (f *fake) Plugins() []runtime.Status {
	if s := f.states.Load(); s != nil {
		return *s
	}
	return nil
}

func (f *fake) Health(context.Context) runtime.Report {
	f.asked.Add(1)
	if f.hold != nil {
		<-f.hold
	}
	return runtime.Report{Ready: true}
}

func TestHealthIsAskedOnceForMany(t *testing.T) {
	f := &fake{hold: make(chan struct{})}
	c := &checker{app: f}
	var all sync.WaitGroup
	for range 50 {
		all.Add(1)
		go func() {
			defer all.Done()
			if r, ok := c.report(context.Background(), time.Hour); !ok || !r.Ready {
				t.Errorf("got %+v, %v", r, ok)
			}
		}()
	}
	for f.asked.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	close(f.hold)
	all.Wait()
	if n := f.asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestHealthIsAskedAgain(t *testing.T) {
	f := &fake{}
	c := &checker{app: f}
	steps := []struct {
		what  string
		do    func()
		age   time.Duration
		asked int32
	}{
		{"first", func() {}, time.Hour, 1},
		{"young enough", func() {}, time.Hour, 1},
		{"too old", func() { time.Sleep(2 * time.Millisecond) }, time.Millisecond, 2},
		{"a state changed", func() { f.set(runtime.Status{Plugin: "a", State: runtime.Ready}) }, time.Hour, 3},
		{"no state changed", func() {}, time.Hour, 3},
		{"left and come back", func() { f.set(runtime.Status{Plugin: "a", State: runtime.Ready, Since: time.Now()}) }, time.Hour, 4},
	}
	for _, s := range steps {
		s.do()
		c.report(context.Background(), s.age)
		if n := f.asked.Load(); n != s.asked {
			t.Errorf("%s: asked %d times, want %d", s.what, n, s.asked)
		}
	}
}

func TestImpatience(t *testing.T) {
	f := &fake{}
	c := &checker{app: f}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	f.hold = make(chan struct{})
	if r, ok := c.report(gone, time.Hour); ok || r.Ready {
		t.Errorf("with no answer yet: %+v, %v", r, ok)
	}
	close(f.hold)
	c.report(context.Background(), time.Hour)
	f.hold = make(chan struct{})
	defer close(f.hold)
	if r, ok := c.report(gone, 0); ok || !r.Ready {
		t.Errorf("the last answer is not given: %+v, %v", r, ok)
	}
}
