package status

// Option sets up a [Handler].
type Option func(*handler)

// WithholdReasons keeps the texts of errors out of everything that is served; that
// there is an error is still seen. It is for a handler that strangers can reach.
func WithholdReasons() Option {
	return func(h *handler) { h.withhold = true }
}

// WithTitle names the program on the page, for who has several open. Without it
// the page is called "Plugins".
func WithTitle(title string) Option {
	return func(h *handler) { h.title = title }
}

// AllowActions lets whoever reaches the handler load, unload and reload plugins:
// by buttons on the page, and by the requests that the package's documentation
// lists. Without it everything can only be read.
//
// The handler refuses what the page of another site sends, and that is all: it
// knows no users. The host has to let only those through who may do this, by
// authentication in front of the handler or by an address that others do not
// reach. Settings can neither be given nor seen.
//
// An action is not bound to its request, which may end before: it has five minutes
// of its own, beside the time that each plugin has for each of its calls.
func AllowActions() Option {
	return func(h *handler) { h.operator, _ = h.app.(operator) }
}
