package status

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/plugingen/plugingen/runtime"
)

// listen opens a stream and returns its lines.
func listen(t *testing.T, url string) *bufio.Scanner {
	t.Helper()
	answer, err := http.Get(url + "/events")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	if got := answer.Header.Get("Content-Type"); answer.StatusCode != 200 || got != "text/event-stream" {
		t.Fatalf("%d, %s", answer.StatusCode, got)
	}
	return bufio.NewScanner(answer.Body)
}

func event(t *testing.T, s *bufio.Scanner) string {
	t.Helper()
	for s.Scan() {
		if s.Text() == "event: change" && s.Scan() {
			return s.Text()
		}
	}
	t.Fatalf("the stream ended: %v", s.Err())
	return ""
}

func TestStreamTellsChanges(t *testing.T) {
	a := runtime.NewApp([]runtime.Unit{{Name: "a", Init: func(context.Context, *runtime.Instance) error { return nil }}})
	server := httptest.NewServer(Handler(a))
	t.Cleanup(server.Close)
	lines := listen(t, server.URL)
	first := event(t, lines)
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if second := event(t, lines); second == first {
		t.Errorf("twice the same: %s", first)
	}
}

// TestStreamEndsWithTheServer fails where an open page keeps a server from its
// end.
func TestStreamEndsWithTheServer(t *testing.T) {
	server := httptest.NewServer(newHandler(&fake{}))
	t.Cleanup(server.Close)
	event(t, listen(t, server.URL))
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := server.Config.Shutdown(ctx); err != nil {
		t.Error(err)
	}
}

func TestStreamsAreLimited(t *testing.T) {
	h := newHandler(&fake{})
	for range mostAtOnce {
		h.streams.places <- struct{}{}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/events", nil))
	if w.Code != http.StatusServiceUnavailable {
		t.Errorf("got %d", w.Code)
	}
	<-h.streams.places
	w = httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodHead, "/events", nil))
	if w.Code != http.StatusOK || w.Body.Len() > 0 {
		t.Errorf("HEAD gives %d, %q", w.Code, w.Body)
	}
}
