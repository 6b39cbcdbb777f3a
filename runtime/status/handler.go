package status

import (
	"context"
	"log/slog"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/plugingen/plugingen/runtime"
)

// source is what is shown: a [runtime.App].
type source interface {
	Plugins() []runtime.Status
	Health(context.Context) runtime.Report
	Manifest() runtime.Manifest
}

// How old an answer of the plugins' Health may be.
const (
	probeAge = time.Second
	watchAge = 2 * time.Second
)

type handler struct {
	app      source
	operator operator // nil where everything can only be read
	hosts    []string // by which actions may be asked for, beside this machine's own
	log      *slog.Logger
	health   *checker
	streams  *streams
	outcomes outcomes
	title    string
	withhold bool
	now      func() time.Time
}

// Handler returns the handler of everything that the package serves, for an app
// in whatever state. It may be used as soon as the app is made: during the start the
// page shows how far it is. It holds no goroutine while nobody asks.
func Handler(app *runtime.App, opts ...Option) http.Handler { return newHandler(app, opts...) }

func newHandler(app source, opts ...Option) *handler {
	h := &handler{app: app, title: "Plugins", now: time.Now, streams: newStreams()}
	for _, opt := range opts {
		opt(h)
	}
	h.health = &checker{app: app}
	return h
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	protect(w.Header())
	at := "/" + strings.TrimPrefix(r.URL.Path, "/")
	if rest, ok := strings.CutPrefix(at, "/plugins/"); ok {
		h.serveAction(w, r, rest)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD are served here", http.StatusMethodNotAllowed)
		return
	}
	probe, check, single := strings.Cut(at[1:], "/")
	switch {
	case at == "/":
		h.servePage(w, r)
	case at == "/plugins.json":
		h.serveDocument(w, r)
	case at == "/events":
		h.serveEvents(w, r)
	case probe == "livez":
		h.serveProbe(w, r, probe, check, single)
	case probe == "readyz":
		h.serveProbe(w, r, probe, check, single)
	default:
		http.Error(w, nowhere, http.StatusNotFound)
	}
}

const nowhere = "there is no such page here"

// protect sets what holds for every answer. The page has a policy of its own.
func protect(header http.Header) {
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
}

// slashed sends a browser that asked for the page without a slash at the end of
// the prefix to where relative URLs work. It tells whether it did.
func slashed(w http.ResponseWriter, r *http.Request) bool {
	asked, _, _ := strings.Cut(r.RequestURI, "?")
	if r.URL.Path != "" || asked == "" || strings.HasSuffix(asked, "/") {
		return false
	}
	w.Header().Set("Location", "./"+path.Base(asked)+"/")
	w.WriteHeader(http.StatusTemporaryRedirect)
	return true
}
