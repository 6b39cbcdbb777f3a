package rest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/plugingen/plugingen/plugins/dspy/internal/rest"
	"github.com/plugingen/plugingen/plugins/dspy/internal/wiretest"
	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// send sends one request to a server that answers with handler.
func send(t *testing.T, handler http.HandlerFunc, change func(*rest.Service)) error {
	t.Helper()
	s := wiretest.Service(t, wiretest.Serve(t, handler).URL)
	s.MaxRetries = 0
	if change != nil {
		change(s)
	}
	return s.Call(t.Context(), func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.BaseURL, nil)
		if err != nil {
			return s.Fail(err)
		}
		req.Header.Set("X-Key", s.Key.Reveal())
		resp, err := s.Sender(rest.JSON).Do(req)
		if err != nil {
			return err
		}
		return resp.Body.Close()
	})
}

func TestMessages(t *testing.T) {
	long := strings.Repeat("é", 5000)
	tests := []struct {
		name    string
		handler http.HandlerFunc
		want    string
	}{
		{"429", wiretest.Reply(429, rest.JSON, `{"error":1}`), `test: the service refused the request (status 429): {"error":1}`},
		{"wait", wiretest.Reply(429, rest.JSON, ``, "Retry-After", "30"), `test: the service refused the request (status 429, to be tried again after 30s)`},
		{"lines", wiretest.Reply(500, rest.JSON, "oh\n\t no\x00"), "test: the service refused the request (status 500): oh no\x00"},
		{"bytes", wiretest.Reply(500, rest.JSON, "a\xffb"), "test: the service refused the request (status 500): a\uFFFDb"},
		{"long", wiretest.Reply(500, rest.JSON, long), "test: the service refused the request (status 500): " + long[:600] + "..."},
		{"key", wiretest.Reply(401, rest.JSON, "bad "+wiretest.Key), "test: the service refused the request (status 401): bad [key]"},
		{"page", wiretest.Reply(200, "text/html", "<p>hi"), `test: the answer is malformed: its type is "text/html" and not application/json: <p>hi`},
		{"no type", wiretest.Reply(200, "", "{}"), `test: the answer is malformed: its type is "" and not application/json: {}`},
		{"good", wiretest.Reply(200, "application/json; charset=utf-8", "{}"), "<nil>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := fmt.Sprint(send(t, tt.handler, nil)); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestNoKeyNamesTheSetting(t *testing.T) {
	err := send(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") }, func(s *rest.Service) { s.Key = runtime.Secret{} })
	if !errors.Is(err, rest.ErrNoKey) || !strings.Contains(err.Error(), "test.api_key") || !strings.Contains(err.Error(), "${env:TEST_KEY:-}") {
		t.Errorf("got %v", err)
	}
}

func TestKeyNeverInErrors(t *testing.T) {
	for _, key := range []string{"sk-secret", "sk-secret\nbreak"} {
		err := send(t, wiretest.Reply(200, rest.JSON, "{}"), func(s *rest.Service) {
			s.Client.CloseIdleConnections()
			s.BaseURL = "http://127.0.0.1:1"
			s.Key = runtime.NewSecret(key)
		})
		if !errors.Is(err, rest.ErrNetwork) || strings.Contains(err.Error(), "sk-secret") || strings.Contains(err.Error(), "127.0.0.1:1/") {
			t.Errorf("got %v", err)
		}
	}
}

// TestUntrustedServerIsNotAskedAgain: a certificate gets no better by trying.
func TestUntrustedServerIsNotAskedAgain(t *testing.T) {
	server := httptest.NewUnstartedServer(wiretest.Reply(200, rest.JSON, "{}"))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	err := send(t, nil, func(s *rest.Service) {
		s.BaseURL = server.URL
		s.MaxRetries = 2
		s.FirstWait = time.Hour
	})
	var typed *rest.Error
	if !errors.As(err, &typed) || !errors.Is(err, rest.ErrNetwork) || typed.Attempts != 0 {
		t.Errorf("got %v", err)
	}
}

func TestCost(t *testing.T) {
	usage := pipeline.Usage{InputTokens: 1_000_000, OutputTokens: 500}
	for _, tt := range []struct {
		prices rest.Prices
		want   float64
	}{
		{rest.Prices{}, 0},
		{rest.Prices{Input: 3, Output: 15}, 3.0075},
	} {
		if got := tt.prices.Cost(usage); got != tt.want {
			t.Errorf("%+v: got %v, want %v", tt.prices, got, tt.want)
		}
	}
}

func TestEvents(t *testing.T) {
	broken := errors.New("broken")
	tests := []struct {
		name, stream string
		want         []string
		err          error
	}{
		{"empty", "", nil, nil},
		{"one", "data: a\n\n", []string{"a"}, nil},
		{"several, all line ends", "data: a\r\n\r\ndata:b\n\n\n\nevent: x\ndata:  c\n\n", []string{"a", "b", " c"}, nil},
		{"several lines", "data: a\ndata: b\n\n", []string{"a\nb"}, nil},
		{"comments and other fields", ": ping\n\nid: 7\nretry: 1\n\nevent: x\n\n", nil, nil},
		{"cut off", "data: a\n\ndata: b\n", []string{"a"}, nil},
		{"stopped", "data: stop\n\ndata: b\n\n", []string{"stop"}, broken},
		{"long line", "data: " + strings.Repeat("x", 100_000) + "\n\n", []string{strings.Repeat("x", 100_000)}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			err := rest.Events(strings.NewReader(tt.stream), func(data []byte) error {
				got = append(got, string(data))
				if string(data) == "stop" {
					return broken
				}
				return nil
			})
			if err != tt.err || fmt.Sprintf("%q", got) != fmt.Sprintf("%q", tt.want) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}
