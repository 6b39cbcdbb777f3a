package runtime

import (
	"context"
	"log/slog"
	"slices"
)

// Instance is one start of a plugin: what its Init brought up, gathered by the
// generated wiring and shown to the world all at once when Init has returned.
// It is used only by the wiring, within Unit.Configure and Unit.Init and on their
// goroutines.
type Instance struct {
	member *member
	sets   [3]shelf  // by the registry's number in the App; fixed once shown, like the others
	held   holding   // the plugin's state
	setup  *setup    // nil where the plugin takes no settings
	gates  *gates    // nil where no component is guarded
	rare   *rarities // nil for many plugins
}

// rarities are what not every instance has.
type rarities struct {
	start     []func(context.Context) error
	health    []func(context.Context) error
	terminate []func(context.Context) error
	sets      []shelf // beyond those of the instance
	held      []holding
	probes    prober
	contested []contest
	refused   []error
	beside    func() bool // whether it allows a reload side by side
}

func (i *Instance) rarely() *rarities {
	if i.rare == nil {
		i.rare = &rarities{}
	}
	return i.rare
}

// Logger returns the App's logger, tagged with the entry's name as "plugin".
func (i *Instance) Logger() *slog.Logger {
	return i.member.app.logger().With("plugin", i.member.unit.Name)
}

// OnStart has f called once all plugins are initialised, along the graph.
func (i *Instance) OnStart(f func(context.Context) error) {
	r := i.rarely()
	r.start = append(r.start, f)
}

// starts reports whether the plugin has a Start.
func (i *Instance) starts() bool { return i.rare != nil && len(i.rare.start) > 0 }

// OnHealth has f called when the App is asked for its health. Calls of one
// instance never overlap.
func (i *Instance) OnHealth(f func(context.Context) error) {
	r := i.rarely()
	r.health = append(r.health, f)
}

// OnTerminate has f called when the instance is to end, before what it holds is
// terminated, and also where the start failed after this call. It is called once.
func (i *Instance) OnTerminate(f func(context.Context) error) {
	r := i.rarely()
	r.terminate = append(r.terminate, f)
}

// shelf returns the place for the shelf of a registry, and nil where i has no
// such place.
func (i *Instance) shelf(number int) *shelf {
	switch {
	case number < len(i.sets):
		return &i.sets[number]
	case i.rare != nil && number-len(i.sets) < len(i.rare.sets):
		return &i.rare.sets[number-len(i.sets)]
	}
	return nil
}

// shelves yields those that have something on them, in the order of the registries.
func (i *Instance) shelves(yield func(shelf) bool) {
	for n := 0; ; n++ {
		s := i.shelf(n)
		if s == nil || *s != nil && !yield(*s) {
			return
		}
	}
}

// OnSideBySide has f asked before a reload: where it returns true, the new
// instance is brought up while this one still runs, else after it has ended.
func (i *Instance) OnSideBySide(f func() bool) { i.rarely().beside = f }

func (i *Instance) refuse(err error) {
	r := i.rarely()
	r.refused = append(r.refused, err)
}

// show makes everything that was registered and held visible at one instant, or
// refuses it all.
func (i *Instance) show() error {
	if r := i.rare; r == nil || len(r.contested)+len(r.refused) == 0 {
		i.appear()
		return nil
	}
	m := i.member
	m.app.mu.Lock()
	defer m.app.mu.Unlock()
	errs := slices.Clone(i.rare.refused)
	for _, c := range i.rare.contested {
		if owner := c.owner(m); owner != nil {
			errs = append(errs, failedf(ErrConflict, "component %q is already registered by plugin %s",
				c.name, owner.unit.Name))
		}
	}
	if len(errs) > 0 {
		return inOneLine(errs...)
	}
	i.appear()
	return nil
}

func (i *Instance) appear() {
	i.gates.count()
	before := i.member.current.Swap(i)
	i.announce()
	before.announce()
}

// announce wakes those who wait for a change of the registries that i is in.
func (i *Instance) announce() {
	if i == nil {
		return
	}
	for _, s := range i.sets {
		if s != nil {
			s.announce()
		}
	}
	if i.rare == nil {
		return
	}
	for _, s := range i.rare.sets {
		if s != nil {
			s.announce()
		}
	}
}

// hide takes it all out again, at one instant as well.
func (i *Instance) hide() {
	if i.member.current.CompareAndSwap(i, nil) {
		i.announce()
		emit(i.member, ComponentsDeregistered{Plugin: i.member.unit.Name})
	}
}

func (i *Instance) emitRegistered() {
	if i.member.app.observer == nil {
		return
	}
	emit(i.member, ComponentsRegistered{Plugin: i.member.unit.Name, Components: i.components()})
}

// runAll calls every hook, past errors and panics.
func runAll(ctx context.Context, hooks []func(context.Context) error) error {
	errs := make([]error, len(hooks))
	for k, hook := range hooks {
		contained(&errs[k], func() error { return hook(ctx) })
	}
	return inOneLine(errs...)
}
