package runtime

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// How long a plugin's calls may take where its Unit does not say.
const (
	DefaultInitTimeout      = 30 * time.Second // of Configure, of Init, and of Start
	DefaultTerminateTimeout = 10 * time.Second
)

// Unit is one plugin of a composition as the generated wiring describes it.
// Nobody else needs to write one.
type Unit struct {
	Name    string   // the entry's name
	Package string   // import path
	Version string   // Metadata.Version as the generator read it
	Needs   []string // units that must run before this one; each stands earlier in the list
	After   []string // units that start before this one, without being needed; earlier as well
	Prefix  string   // put before the name of every component

	// Components are all that the plugin may register, as "Kind/name" with the
	// prefix. Anything else is refused.
	Components []string

	InitTimeout      time.Duration // 0 for DefaultInitTimeout
	TerminateTimeout time.Duration // 0 for DefaultTerminateTimeout

	OnFailure FailurePolicy // what a failing start of the plugin does to the app

	// Init brings one instance up: it calls the plugin's Init and tells i what
	// came out. It runs in parallel with that of other units.
	Init func(ctx context.Context, i *Instance) error

	// Configure stands in the place of Init for a plugin that takes settings. It
	// is called before any Init, reads the plugin's configuration, and returns
	// what is to be called as Init.
	Configure func(i *Instance) (func(ctx context.Context, i *Instance) error, error)
}

func (u *Unit) initTimeout() time.Duration {
	return orDefault(u.InitTimeout, DefaultInitTimeout)
}

func (u *Unit) terminateTimeout() time.Duration {
	return orDefault(u.TerminateTimeout, DefaultTerminateTimeout)
}

func orDefault(d, standard time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return standard
}

func (u Unit) clone() Unit {
	u.Needs = slices.Clone(u.Needs)
	u.After = slices.Clone(u.After)
	u.Components = slices.Clone(u.Components)
	return u
}

// arrange gives every member its level, one above the highest of those it comes
// after, and returns the members by level. The error joins all that is wrong.
func arrange(members []*member) ([][]*member, error) {
	var levels [][]*member
	var errs []error
	known := make(map[string]*member, len(members))
	for _, m := range members {
		if err := m.place(known); err != nil {
			errs = append(errs, m.failedAt(opPlan, err))
		}
		known[m.unit.Name] = m
		for m.level >= len(levels) {
			levels = append(levels, nil)
		}
		levels[m.level] = append(levels[m.level], m)
	}
	return levels, errors.Join(errs...)
}

// place checks one unit against those before it and finds its level.
func (m *member) place(known map[string]*member) error {
	u := &m.unit
	errs := []error{u.check()}
	if _, twice := known[u.Name]; twice {
		errs = append(errs, failedf(ErrValidation, "the composition has two units of this name"))
	}
	for k, name := range slices.Concat(u.Needs, u.After) {
		dep, ok := known[name]
		switch {
		case ok:
			m.level = max(m.level, dep.level+1)
			if k < len(u.Needs) {
				m.needs, dep.dependents = append(m.needs, dep), append(dep.dependents, m)
			}
		case k < len(u.Needs):
			errs = append(errs, missing(name))
		default:
			errs = append(errs, failedf(ErrValidation, "comes after %q, which is not an earlier unit", name))
		}
	}
	return inOneLine(errs...)
}

func missing(name string) error {
	err := failedf(ErrDependencyMissing, "needs %q, which is not an earlier unit", name)
	return failed(ErrValidation, err)
}

// check looks at what a unit says without regard to the others.
func (u *Unit) check() error {
	var errs []error
	if u.Name == "" {
		errs = append(errs, failedf(ErrValidation, "the unit of package %q has no name", u.Package))
	}
	switch {
	case u.Init == nil && u.Configure == nil:
		errs = append(errs, failedf(ErrValidation, "the unit has no Init and no Configure"))
	case u.Init != nil && u.Configure != nil:
		errs = append(errs, failedf(ErrValidation, "the unit has both Init and Configure"))
	}
	seen := make(map[string]bool, len(u.Components))
	for _, c := range u.Components {
		kind, name, _ := strings.Cut(c, "/")
		if kind == "" || name == "" {
			errs = append(errs, failedf(ErrValidation, "component %q is not of the form Kind/name", c))
		}
		if seen[c] {
			errs = append(errs, failedf(ErrValidation, "component %q is listed twice", c))
		}
		seen[c] = true
	}
	return inOneLine(errs...)
}
