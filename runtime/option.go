package runtime

import "log/slog"

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
// same time, so observe must be safe for that; it is called under no lock and
// may call the App, but what it waits for, the plugin's start waits for. A panic
// in it is logged and has no other effect. Given twice, both are called.
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
