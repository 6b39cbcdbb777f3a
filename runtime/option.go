package runtime

import (
	"log/slog"
	"slices"
)

// Option sets up an App; options go to New of the generated wiring.
type Option func(*App)

// WithLogger makes the App, and the plugins that take a logger, write to l. It
// logs what no caller gets as an error as warnings, and every phase of every
// plugin at debug level. Without it, or with nil, slog.Default is used as it is
// at the time of writing.
func WithLogger(l *slog.Logger) Option {
	return func(a *App) { a.log = l }
}

// WithObserver makes the App call observe with every event. Events of one start
// of a plugin come one at a time and in order, those of different plugins at the
// same time, so observe must be safe for that. It is called under no lock and may
// ask the App how it is, but what it waits for, the plugin's start waits for; so
// Start, Stop, Load, Unload and Reload, which wait for each other, belong into a
// goroutine of their own. A panic in it is logged and has no other effect. Given
// twice, both are called.
func WithObserver(observe func(Event)) Option {
	return func(a *App) {
		switch before := a.observer; {
		case observe == nil:
		case before == nil:
			a.observer = observe
		default:
			a.observer = func(e Event) { before(e); observe(e) }
		}
	}
}

// WithParallelism lets at most n plugins start or terminate at the same time.
// Without it, or with an n below 1, all plugins of a level do.
func WithParallelism(n int) Option {
	return func(a *App) { a.parallelism = n }
}

// WithSettings gives the plugin of the entry name settings over those of the
// configuration file: a JSON object of settings, strictly read and held to the
// same constraints. A struct is merged setting by setting and a mapping key by
// key, where null removes a key; everything else is replaced. No reference is
// expanded in it. What it replaces is not looked up, so a variable that the file
// refers to need not be set then.
//
// Given several times for one entry, later ones win. Where there is no such entry,
// or it takes no settings, Start fails with [ErrValidation]. No value given here is
// in an error or a log of this package.
func WithSettings(name string, json []byte) Option {
	json = slices.Clone(json)
	return func(a *App) { a.settings = append(a.settings, givenSettings{name, json}) }
}
