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
