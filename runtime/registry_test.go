package runtime_test

import (
	"context"
	"errors"
	stdruntime "runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/plugingen/plugingen/runtime"
)

type component = runtime.Component[int]

// offers returns a unit that registers these components.
func offers(name string, r *runtime.Registry[int], declared []string, cs ...component) runtime.Unit {
	return runtime.Unit{Name: name, Components: declared, Init: func(_ context.Context, i *runtime.Instance) error {
		runtime.Register(i, r, cs)
		return nil
	}}
}

func start(t *testing.T, units ...runtime.Unit) *runtime.App {
	t.Helper()
	a := runtime.NewApp(units, quiet())
	if err := a.Start(background(t)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Stop(background(t)) })
	return a
}

func TestRegistryListsInOrderOfRegistration(t *testing.T) {
	r := runtime.NewRegistry[int]("Kinds")
	if _, ok := r.Lookup("z"); ok || r.Names() != nil {
		t.Error("an unused registry has something")
	}
	a := offers("a", r, []string{"Kinds/p_y", "Kinds/p_z", "Kinds/p_x"},
		component{Name: "z", Value: 1, Capabilities: []string{"fast"}}, component{Name: "y", Value: 2})
	a.Prefix = "p_"
	app := start(t, a, offers("b", r, []string{"Kinds/k"}, component{Name: "k", Value: 3, Capabilities: []string{"cheap", "fast"}}))

	equal(t, "names", r.Names(), []string{"p_z", "p_y", "k"})
	var values []int
	for name, c := range r.All() {
		if name != c.Name {
			t.Errorf("%q is yielded as %q", c.Name, name)
		}
		values = append(values, c.Value)
	}
	equal(t, "values", values, []int{1, 2, 3})
	for _, tt := range []struct{ want, names []string }{
		{nil, []string{"p_z", "p_y", "k"}}, {[]string{"fast"}, []string{"p_z", "k"}},
		{[]string{"fast", "cheap"}, []string{"k"}}, {[]string{"none"}, nil},
	} {
		var got []string
		for _, c := range r.WithCapabilities(tt.want...) {
			got = append(got, c.Name)
		}
		equal(t, strings.Join(tt.want, "+"), got, tt.names)
	}
	for _, tt := range []struct{ any, names []string }{
		{nil, nil}, {[]string{"none"}, nil}, {[]string{"cheap", "none"}, []string{"k"}}, {[]string{"cheap", "fast"}, []string{"p_z", "k"}},
	} {
		var got []string
		for _, c := range r.WithAnyCapability(tt.any...) {
			got = append(got, c.Name)
		}
		equal(t, "any of "+strings.Join(tt.any, ", "), got, tt.names)
	}
	if owner, ok := r.Owner("p_y"); owner != "a" || !ok {
		t.Errorf("owner %q %v", owner, ok)
	}
	for _, name := range []string{"p_x", "y", "nothing"} { // declared only, without prefix, never heard of
		if _, ok := r.Lookup(name); ok {
			t.Errorf("%s is there", name)
		}
	}
	if err := app.Stop(background(t)); err != nil || len(r.Names()) != 0 {
		t.Errorf("after Stop: %v, %v", r.Names(), err)
	}
	if _, ok := r.Owner("k"); ok {
		t.Error("k still has an owner")
	}
}

func TestWhatIsHandedOutIsTheCallers(t *testing.T) {
	r := runtime.NewRegistry[int]("Kinds")
	own := []string{"fast"}
	start(t, offers("a", r, []string{"Kinds/k"}, component{Name: "k", Capabilities: own}))
	own[0] = "changed by the plugin"
	for _, c := range r.All() {
		c.Capabilities[0] = "changed"
	}
	r.WithCapabilities()[0].Capabilities[0] = "changed"
	r.Names()[0] = "changed"
	if len(r.WithCapabilities("fast")) != 1 || r.Names()[0] != "k" {
		t.Error("a caller changed the registry")
	}
}

func TestComponentsThatAreRefused(t *testing.T) {
	for _, tt := range []struct {
		name string
		cs   []component
		says string
	}{
		{"not declared", []component{{Name: "k"}, {Name: "extra"}}, `list "Kinds/extra" in Metadata.Provides`},
		{"no name", []component{{Name: ""}}, "no name"},
		{"twice", []component{{Name: "k"}, {Name: "k"}}, "registered twice"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := runtime.NewRegistry[int]("Kinds")
			var d diary
			u := runtime.Unit{Name: "a", Components: []string{"Kinds/k"}, Init: func(_ context.Context, i *runtime.Instance) error {
				i.OnTerminate(func(context.Context) error { d.note("terminate"); return nil })
				runtime.Register(i, r, tt.cs)
				return nil
			}}
			err := runtime.NewApp([]runtime.Unit{u}).Start(background(t))
			if !errors.Is(err, runtime.ErrValidation) || !errors.Is(err, runtime.ErrInit) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want ErrValidation with %q", err, tt.says)
			}
			equal(t, "calls", d.all(), []string{"terminate"})
			equal(t, "names", r.Names(), nil)
		})
	}
}

func TestANameOfAnotherPluginIsAConflict(t *testing.T) {
	r := runtime.NewRegistry[int]("Kinds")
	b := offers("b", r, []string{"Kinds/k"}, component{Name: "k", Value: 2})
	b.Needs = []string{"a"}
	err := runtime.NewApp([]runtime.Unit{offers("a", r, []string{"Kinds/k"}, component{Name: "k"}), b}).Start(background(t))
	var pe *runtime.PluginError
	if !errors.Is(err, runtime.ErrConflict) || !errors.As(err, &pe) || pe.Plugin != "b" ||
		!strings.Contains(err.Error(), `"Kinds/k" is already registered by plugin a`) {
		t.Errorf("got %v", err)
	}
}

// Two plugins may both declare a name where only one offers it in the end.
func TestANameThatTwoDeclareGoesToWhoOffersIt(t *testing.T) {
	r := runtime.NewRegistry[int]("Kinds")
	start(t, offers("a", r, []string{"Kinds/k"}), offers("b", r, []string{"Kinds/k"}, component{Name: "k", Value: 2}))
	if owner, _ := r.Owner("k"); owner != "b" {
		t.Errorf("owner %q", owner)
	}
}

func TestARegistryAndASlotBelongToOne(t *testing.T) {
	r := runtime.NewRegistry[int]("Kinds")
	start(t, offers("a", r, []string{"Kinds/k"}, component{Name: "k"}))
	other := runtime.NewApp([]runtime.Unit{offers("a", r, []string{"Kinds/k"}, component{Name: "k"})})
	if err := other.Start(background(t)); !errors.Is(err, runtime.ErrConflict) {
		t.Errorf("a registry in two apps: %v", err)
	}
	var slot runtime.Slot[*plugin]
	holds := func(_ context.Context, i *runtime.Instance) error { runtime.Hold(i, &slot, &plugin{"p"}); return nil }
	second := unit("b", holds)
	second.Needs = []string{"a"}
	if err := runtime.NewApp([]runtime.Unit{unit("a", holds), second}).Start(background(t)); !errors.Is(err, runtime.ErrConflict) {
		t.Errorf("a slot of two plugins: %v", err)
	}
}

// inUse is what readers of the next tests see of one plugin.
type inUse struct {
	numbers *runtime.Registry[int]
	words   *runtime.Registry[string]
	slot    runtime.Slot[*plugin]
}

func (u *inUse) init(_ context.Context, i *runtime.Instance) error {
	runtime.Hold(i, &u.slot, &plugin{"a"})
	runtime.Register(i, u.numbers, []component{{Name: "n1", Value: 1}, {Name: "n2", Value: 2}})
	runtime.Register(i, u.words, []runtime.Component[string]{{Name: "w", Value: "word"}})
	i.OnTerminate(func(context.Context) error {
		if _, ok := u.slot.Lookup(); ok || u.slot.Get() != nil || len(u.numbers.Names())+len(u.words.Names()) > 0 {
			return errors.New("still visible at Terminate")
		}
		return nil
	})
	return nil
}

// Within one listing, a plugin shows all or nothing, whatever goes on beside it.
func TestLookupsWhilePluginsComeAndGo(t *testing.T) {
	u := &inUse{numbers: runtime.NewRegistry[int]("Numbers"), words: runtime.NewRegistry[string]("Words")}
	a := runtime.NewApp([]runtime.Unit{{Name: "a", Components: []string{"Numbers/n1", "Numbers/n2", "Words/w"}, Init: u.init}})
	var stop atomic.Bool
	var readers sync.WaitGroup
	for range 4 {
		readers.Add(1)
		go func() {
			defer readers.Done()
			for !stop.Load() {
				if n := len(u.numbers.Names()); n != 0 && n != 2 {
					t.Errorf("a listing shows %d of 2 components", n)
				}
				if v, ok := u.numbers.Lookup("n2"); ok && v != 2 {
					t.Errorf("n2 is %d", v)
				}
				if p, ok := u.slot.Lookup(); ok && p.name != "a" {
					t.Errorf("the slot has %v", p)
				}
				_ = u.words.WithCapabilities()
				_ = a.Plugins()
				_ = a.Health(context.Background())
			}
		}()
	}
	for range 200 {
		if err := errors.Join(a.Start(background(t)), a.Stop(background(t))); err != nil {
			t.Fatal(err)
		}
	}
	stop.Store(true)
	readers.Wait()
}

// When one registration is refused, nothing shows anywhere at any time.
func TestARefusedBatchShowsNothing(t *testing.T) {
	u := &inUse{numbers: runtime.NewRegistry[int]("Numbers"), words: runtime.NewRegistry[string]("Words")}
	seen := false
	a := runtime.NewApp([]runtime.Unit{{Name: "a", Components: []string{"Numbers/n1", "Numbers/n2"}, Init: u.init}},
		runtime.WithObserver(func(runtime.Event) {
			_, held := u.slot.Lookup()
			seen = seen || held || len(u.numbers.Names()) > 0
		}))
	if err := a.Start(background(t)); !errors.Is(err, runtime.ErrValidation) || seen {
		t.Errorf("error %v; part of it was visible: %v", err, seen)
	}
}

// Who sees one thing of a plugin sees all of it from then on, in whichever order
// the plugin registered.
func TestABatchBecomesVisibleAtOneInstant(t *testing.T) {
	for range 300 {
		u := &inUse{numbers: runtime.NewRegistry[int]("Numbers"), words: runtime.NewRegistry[string]("Words")}
		a := runtime.NewApp([]runtime.Unit{{Name: "a", Components: []string{"Numbers/n1", "Numbers/n2", "Words/w"}, Init: u.init}})
		var readers sync.WaitGroup
		for first := range 3 {
			readers.Add(1)
			go func() {
				defer readers.Done()
				for !u.sees(first) {
					stdruntime.Gosched()
				}
				if !u.sees(0) || !u.sees(1) || !u.sees(2) {
					t.Errorf("who saw %d does not see the rest", first)
				}
			}()
		}
		if err := a.Start(background(t)); err != nil {
			t.Fatal(err)
		}
		readers.Wait()
	}
}

func (u *inUse) sees(what int) bool {
	var ok bool
	switch what {
	case 0:
		_, ok = u.numbers.Lookup("n2")
	case 1:
		_, ok = u.words.Lookup("w")
	case 2:
		_, ok = u.slot.Lookup()
	}
	return ok
}

func TestLookupsAllocateNothing(t *testing.T) {
	u := &inUse{numbers: runtime.NewRegistry[int]("Numbers"), words: runtime.NewRegistry[string]("Words")}
	start(t, runtime.Unit{Name: "a", Components: []string{"Numbers/n1", "Numbers/n2", "Words/w"}, Init: u.init})
	for what, f := range map[string]func(){
		"Lookup": func() { u.numbers.Lookup("n2") },
		"a miss": func() { u.numbers.Lookup("none") },
		"Owner":  func() { u.words.Owner("w") },
		"Get":    func() { u.slot.Get() },
		"listing": func() {
			for range u.numbers.All() {
				break
			}
		},
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s allocates %v times", what, n)
		}
	}
}
