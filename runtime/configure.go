package runtime

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"time"

	"github.com/plugingen/plugingen/runtime/internal/nearest"
	"github.com/plugingen/plugingen/runtime/settings"
)

// givenSettings are what one WithSettings gives.
type givenSettings struct {
	entry string
	json  []byte
}

// setup is what came of an instance's configuration.
type setup struct {
	given   [][]byte                               // by the host
	bringUp func(context.Context, *Instance) error // what Configure returned
	read    bool                                   // what the host gives was looked at
	invalid []error                                // what is wrong with the settings
	unfit   atomic.Bool                            // the configuration could not be read
}

// assignSettings finds the members that take settings and hands them what the
// host gives.
func (a *App) assignSettings() error {
	takers := map[string]*member{}
	var names []string
	for _, m := range a.members {
		if m.unit.Configure != nil {
			a.configured = append(a.configured, m)
			takers[m.unit.Name] = m
			names = append(names, m.unit.Name)
		}
	}
	var errs []error
	for _, g := range a.settings {
		if m := takers[g.entry]; m != nil {
			m.settings = append(m.settings, g.json)
			continue
		}
		errs = append(errs, &PluginError{Plugin: g.entry, Op: opConfig, Err: a.noTaker(g.entry, names)})
	}
	return errors.Join(errs...)
}

// noTaker says that an entry does not take the settings that it is given.
func (a *App) noTaker(entry string, takers []string) error {
	problem := "WithSettings is given for it, but there is no such entry"
	for _, m := range a.members {
		if m.unit.Name == entry {
			problem = "WithSettings is given for it, but it takes no settings"
		}
	}
	if near, ok := nearest.Word(entry, takers); ok {
		return failedf(ErrValidation, "%s; did you mean %q? entries that take settings: %s", problem, near, strings.Join(takers, ", "))
	}
	if len(takers) == 0 {
		return failedf(ErrValidation, "%s; no entry takes any", problem)
	}
	return failedf(ErrValidation, "%s; entries that take settings: %s", problem, strings.Join(takers, ", "))
}

// configure reads the configurations of the members that take settings. Where one
// is not valid, the others are read all the same, and the error has them all.
func (r *rise) configure(takers []*member) (map[*member]*Instance, error) {
	if len(takers) == 0 {
		return nil, nil
	}
	all := make(map[*member]*Instance, len(takers))
	instances := make([]*Instance, len(takers))
	for k, m := range takers {
		instances[k] = &Instance{member: m}
		instances[k].setup = &setup{given: m.settings}
		all[m] = instances[k]
	}
	return all, r.app.perform(r.ctx, configPhase{r}, instances)
}

// configPhase reads configurations. Until one is found wanting, nothing is told:
// the plugin is not starting yet.
type configPhase struct{ rise *rise }

func (configPhase) op() string                    { return opConfig }
func (configPhase) kind() error                   { return ErrInit }
func (configPhase) timeout(u *Unit) time.Duration { return u.initTimeout() }
func (configPhase) onward() bool                  { return true }
func (configPhase) overdue() bool                 { return false }
func (configPhase) begin(*Instance, time.Time)    {}

func (configPhase) call(_ context.Context, i *Instance) error {
	bringUp, err := i.member.unit.Configure(i)
	switch invalid, ok := err.(*invalidSettings); {
	case ok:
		i.setup.invalid = invalid.errs
		return err
	case err != nil:
		return err
	case bringUp == nil:
		return failedf(ErrValidation, "Configure returned nothing to bring the plugin up with")
	case len(i.setup.given) > 0 && !i.setup.read:
		return failedf(ErrValidation, "WithSettings gives settings that the plugin's wiring does not read")
	}
	i.setup.bringUp = bringUp
	return nil
}

func (p configPhase) settle(i *Instance, o outcome) error {
	if o.err == nil {
		return nil
	}
	err := o.err
	if !o.abandoned && i.setup.invalid != nil {
		err = severally(i)
	}
	i.setup.unfit.Store(true)
	if i.member.instance != nil {
		return err // the one that runs is not concerned
	}
	i.member.become(Starting, nil)
	i.member.become(Failed, err)
	return p.rise.letOff(i.member, p.op(), err)
}

func (p configPhase) late(i *Instance, err error) { i.logLate(p.op(), err) }

// invalidSettings are what is wrong with an instance's settings.
type invalidSettings struct{ errs []error }

func (e *invalidSettings) Error() string   { return errors.Join(e.errs...).Error() }
func (e *invalidSettings) Unwrap() []error { return append([]error{ErrValidation}, e.errs...) }

// severally gives each wrong setting an error, and so a line, of its own.
func severally(i *Instance) error {
	errs := make([]error, len(i.setup.invalid))
	for k, one := range i.setup.invalid {
		errs[k] = i.member.failedAt(opConfig, failed(ErrInit, failed(ErrValidation, one)))
	}
	return errors.Join(errs...)
}

// Configure sets, in the configuration that `to` is bound to, the values that are
// known only now: those that the configuration file has by reference, and over
// them what the host gives by [WithSettings]. The error matches [ErrValidation],
// every [settings.Error] and [settings.ErrMissing], and has nothing of a value that
// came from elsewhere than the configuration file.
func (i *Instance) Configure(to settings.Setting, values ...settings.Value) error {
	var given [][]byte
	if i.setup != nil {
		i.setup.read, given = true, i.setup.given
	}
	err := settings.Apply(to, values, given, settings.Source{})
	if err == nil {
		return nil
	}
	errs := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		errs = joined.Unwrap()
	}
	return &invalidSettings{errs}
}
