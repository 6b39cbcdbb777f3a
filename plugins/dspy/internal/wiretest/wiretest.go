// Package wiretest runs a provider against servers on the loopback address that
// behave as model services do, and as they should not.
package wiretest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/plugingen/plugingen/plugins/dspy/internal/rest"
	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// Key is the key of every Service here. It has characters that JSON and addresses
// write in another way.
const Key = `sk-secret/12+34"56&78`

// Service is a service at the address with settings fit for a test.
func Service(t testing.TB, address string) *rest.Service {
	t.Helper()
	s := &rest.Service{
		Provider: "test", BaseURL: address, Key: runtime.NewSecret(Key), KeySetting: "test.api_key", KeyExample: "${env:TEST_KEY:-}",
		Timeout: 20 * time.Second, MaxRetries: 2, FirstWait: time.Millisecond, Client: rest.NewClient(),
	}
	t.Cleanup(s.Client.CloseIdleConnections)
	return s
}

// Server answers requests with one handler after the other, the last one again
// and again, and keeps what was asked.
type Server struct {
	URL string

	mu       sync.Mutex
	handlers []http.HandlerFunc
	requests []Request
}

// Request is what a server was sent.
type Request struct {
	Path   string // with the query, as on the wire
	Header http.Header
	Body   string
}

// Serve starts a server that ends with the test.
func Serve(t testing.TB, handlers ...http.HandlerFunc) *Server {
	t.Helper()
	s := &Server{handlers: handlers}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	handler := s.handlers[min(len(s.requests), len(s.handlers)-1)]
	s.requests = append(s.requests, Request{r.URL.RequestURI(), r.Header, string(body)})
	s.mu.Unlock()
	handler(w, r)
}

// Requests are those that came so far.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Reply answers with a status, a media type and a body; header is names and
// values in turn.
func Reply(status int, media, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", media)
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// Cut sends a body and breaks the connection in the middle of it.
func Cut(media, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", media)
		io.WriteString(w, body)
		http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

// Hang sends a body, when there is one, and then nothing until the caller gives up.
func Hang(media, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if body != "" {
			w.Header().Set("Content-Type", media)
			io.WriteString(w, body)
			http.NewResponseController(w).Flush()
		}
		<-r.Context().Done()
	}
}

// Format is how a service writes what the tests need. Each text of a stream is
// a whole number of events.
type Format struct {
	New    func(*rest.Service) pipeline.Streamer
	Answer string // a whole answer with the text `{"a":1}`
	Begin  string // of a stream: what stands before the text
	Text   func(text string) string
	End    string                   // of a stream: what stands behind the text
	Fault  func(text string) string // of a stream: an error inside it, of the kind that may pass
	Error  string                   // the body of a refused request
}

var (
	prompt    = pipeline.GenerateRequest{Prompt: "q"}
	errEnough = errors.New("enough")
)

// run asks once, whole or as a stream, and returns what was handed out too.
func run(ctx context.Context, p pipeline.Streamer, stream bool) (pipeline.GenerateResult, string, error) {
	if !stream {
		got, err := p.Generate(ctx, prompt)
		return got, "", err
	}
	var handed strings.Builder
	got, err := p.Stream(ctx, prompt, func(text string) error {
		handed.WriteString(text)
		return nil
	})
	return got, handed.String(), err
}

// outcome is what a row of a table wants.
type outcome struct {
	name     string
	handlers []http.HandlerFunc
	want     error // nil for the answer
	status   int
	requests int
	handed   string // of a stream
}

func (f Format) check(t *testing.T, stream bool, tt outcome) {
	t.Parallel()
	server := Serve(t, tt.handlers...)
	got, handed, err := run(t.Context(), f.New(Service(t, server.URL)), stream)
	if n := len(server.Requests()); n != tt.requests {
		t.Errorf("%d requests, want %d", n, tt.requests)
	}
	if stream && handed != tt.handed {
		t.Errorf("handed out %q, want %q", handed, tt.handed)
	}
	if tt.want == nil {
		if err != nil || got.Text != `{"a":1}` {
			t.Errorf("got %+v, %v", got, err)
		}
		return
	}
	var typed *rest.Error
	if !errors.Is(err, tt.want) || !errors.As(err, &typed) {
		t.Fatalf("got %+v, %v, want %v", got, err, tt.want)
	}
	if typed.Status != tt.status || typed.Provider != "test" || tt.requests > 1 && typed.Attempts != tt.requests {
		t.Errorf("status %d of %s after %d attempts", typed.Status, typed.Provider, typed.Attempts)
	}
	checkKey(t, err)
}

// checkKey looks for the key's beginning: it is cut at no form of writing it.
func checkKey(t *testing.T, err error) {
	t.Helper()
	for _, text := range []string{err.Error(), fmt.Sprintf("%#v", err)} {
		if strings.Contains(text, "sk-secret") {
			t.Errorf("the key shows: %s", text)
		}
	}
}
