package status

import (
	"log/slog"
	"slices"
)

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
// What comes in by a loopback address has to ask for the host localhost or a
// loopback address as well, else a page could point its own name there and act. Where
// a proxy on the same machine passes requests on, hosts are the names that it passes
// on for them, without a port.
//
// An action is not bound to its request, which may end before: it has five minutes
// of its own, beside the time that each plugin has for each of its calls. Each is
// logged, also one that is refused: see [WithLogger].
func AllowActions(hosts ...string) Option {
	hosts = slices.Clone(hosts)
	return func(h *handler) { h.operator, _ = h.app.(operator); h.hosts = hosts }
}

// WithLogger makes the handler log the actions that it was asked for to l, at the
// level of information or, where one failed or was refused, as a warning: with the
// plugin, the action, its outcome and duration, the remote address, and what the
// request says of who asks, as "user" in basic authentication, as "by" in
// X-Requested-By, as "origin". Whether that is true is for the host's authentication
// to see to. The records have the request's context. Without this option, or with
// nil, slog.Default is used as it is at the time of writing.
func WithLogger(l *slog.Logger) Option {
	return func(h *handler) { h.log = l }
}
