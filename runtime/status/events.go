package status

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/http"
	"sync"
	"time"
)

const (
	lookEvery  = 500 * time.Millisecond // how soon a change is told
	quietFor   = 15 * time.Second       // after which a sign of life is sent
	mostAtOnce = 64                     // streams; who comes later looks by itself
	writeTime  = 10 * time.Second
)

// streams counts who listens, and ends them with their server: it would wait for
// them in Shutdown.
type streams struct {
	places chan struct{}

	mu    sync.Mutex
	ended map[*http.Server]chan struct{}
}

func newStreams() *streams {
	return &streams{places: make(chan struct{}, mostAtOnce), ended: map[*http.Server]chan struct{}{}}
}

// end returns what is closed when the server of a request shuts down; nil where
// that cannot be known.
func (s *streams) end(ctx context.Context) <-chan struct{} {
	server, ok := ctx.Value(http.ServerContextKey).(*http.Server)
	if !ok {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended[server] == nil {
		ended := make(chan struct{})
		s.ended[server] = ended
		server.RegisterOnShutdown(sync.OnceFunc(func() { close(ended) }))
	}
	return s.ended[server]
}

// serveEvents tells a page when there is something new. What it is, the page
// then asks for: there is one way only in which texts get there.
func (h *handler) serveEvents(w http.ResponseWriter, r *http.Request) {
	select {
	case h.streams.places <- struct{}{}:
		defer func() { <-h.streams.places }()
	default:
		http.Error(w, "too many are listening", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no") // else nginx keeps events back
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return
	}
	h.stream(w, r.Context())
}

func (h *handler) stream(w http.ResponseWriter, ctx context.Context) {
	ended := h.streams.end(ctx)
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	var last uint64
	var spoke time.Time
	for {
		now := h.digest(ctx)
		switch {
		case now != last || spoke.IsZero():
			last, spoke = now, time.Now()
			if !send(w, fmt.Sprintf("event: change\ndata: %016x\n\n", now)) {
				return
			}
		case time.Since(spoke) >= quietFor:
			spoke = time.Now()
			if !send(w, ": still here\n\n") {
				return
			}
		}
		select {
		case <-tick.C:
		case <-ended:
			return
		case <-ctx.Done():
			return
		}
	}
}

// send writes one event and tells whether it arrived, as far as can be known.
func send(w http.ResponseWriter, event string) bool {
	c := http.NewResponseController(w)
	c.SetWriteDeadline(time.Now().Add(writeTime)) //nolint:errcheck // a server without deadlines waits longer
	if _, err := fmt.Fprint(w, event); err != nil {
		return false
	}
	return c.Flush() == nil
}

// digest is a number that changes with what the page shows.
func (h *handler) digest(ctx context.Context) uint64 {
	sum := fnv.New64a()
	json.NewEncoder(sum).Encode(h.document(ctx)) //nolint:errcheck // a hash takes everything
	return sum.Sum64()
}
