package rest_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/plugingen/plugingen/plugins/dspy/internal/rest"
)

const key = "sk-secret-1234"

func service(url string) *rest.Service {
	return &rest.Service{
		Provider: "test", BaseURL: url, KeyHeader: "x-api-key", KeyVariable: "TEST_KEY",
		Key: key, Timeout: 5 * time.Second, Client: rest.NewClient(),
	}
}

// post runs one request against a server that answers with handler.
func post(t *testing.T, handler http.HandlerFunc, change func(*rest.Service)) (map[string]any, error) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	s := service(server.URL)
	if change != nil {
		change(s)
	}
	t.Cleanup(s.Client.CloseIdleConnections)
	var answer map[string]any
	err := s.Post(context.Background(), "/v1/x", map[string]string{"x-version": "7"}, map[string]any{"text": "a<b>&c", "n": 1}, &answer)
	return answer, err
}

func reply(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

func TestPost(t *testing.T) {
	answer, err := post(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Method != "POST" || r.URL.Path != "/v1/x" || r.URL.RawQuery != "" {
			t.Errorf("%s %s", r.Method, r.URL)
		}
		if got := r.Header.Get("x-api-key") + " " + r.Header.Get("x-version") + " " + r.Header.Get("Content-Type"); got != key+" 7 application/json" {
			t.Errorf("headers %s", got)
		}
		if string(body) != `{"n":1,"text":"a<b>&c"}` {
			t.Errorf("body %s", body)
		}
		io.WriteString(w, `{"ok":true}`)
	}, nil)
	if err != nil || answer["ok"] != true {
		t.Errorf("got %v, %v", answer, err)
	}
}

func TestErrors(t *testing.T) {
	cutOff := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		io.WriteString(w, `{"ok":`)
	}
	redirect := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "http://127.0.0.1:1/elsewhere")
		w.WriteHeader(http.StatusTemporaryRedirect)
	}
	large := func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `"`+strings.Repeat("x", 8<<20)+`"`)
	}
	tests := []struct {
		name    string
		handler http.HandlerFunc
		want    error
		status  int
		message string
	}{
		{"429", reply(429, `{"error":{"type":"rate_limit_error"}}`), rest.ErrStatus, 429, `test: the service refused the request (status 429): {"error":{"type":"rate_limit_error"}}`},
		{"500", reply(500, "oh\n no"), rest.ErrStatus, 500, "test: the service refused the request (status 500): oh no"},
		{"empty 503", reply(503, ""), rest.ErrStatus, 503, "test: the service refused the request (status 503)"},
		{"key echoed", reply(401, "bad key "+key), rest.ErrStatus, 401, "test: the service refused the request (status 401): bad key [key]"},
		{"redirect not followed", redirect, rest.ErrStatus, 307, "test: the service refused the request (status 307)"},
		{"201 is not an answer", reply(201, "{}"), rest.ErrStatus, 201, ""},
		{"malformed", reply(200, `{"ok":`), rest.ErrMalformed, 0, ""},
		{"page instead of JSON", reply(200, "<html>"), rest.ErrMalformed, 0, ""},
		{"cut off", cutOff, io.ErrUnexpectedEOF, 0, ""},
		{"too large", large, rest.ErrTooLarge, 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := post(t, tt.handler, nil)
			var typed *rest.Error
			if !errors.As(err, &typed) || !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			if typed.Status != tt.status || typed.Provider != "test" {
				t.Errorf("status %d of %s", typed.Status, typed.Provider)
			}
			if tt.message != "" && err.Error() != tt.message {
				t.Errorf("got  %s\nwant %s", err, tt.message)
			}
		})
	}
}

func TestLongExcerptIsCut(t *testing.T) {
	_, err := post(t, reply(500, strings.Repeat("é", 5000)), nil)
	if n := len([]rune(err.Error())); n > 400 {
		t.Errorf("%d characters", n)
	}
}

func TestNoKeySendsNothing(t *testing.T) {
	_, err := post(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") }, func(s *rest.Service) { s.Key = "" })
	if !errors.Is(err, rest.ErrNoKey) || !strings.Contains(err.Error(), "TEST_KEY") {
		t.Errorf("got %v", err)
	}
}

func TestTimeout(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	_, err := post(t, func(http.ResponseWriter, *http.Request) {
		<-release
	}, func(s *rest.Service) { s.Timeout = 20 * time.Millisecond })
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestKeyNeverInErrors(t *testing.T) {
	s := service("http://127.0.0.1:1")
	err := s.Post(context.Background(), "/x", nil, struct{}{}, new(any))
	if err == nil || strings.Contains(err.Error(), key) {
		t.Errorf("got %v", err)
	}
	s.Key = "line\nbreak"
	err = s.Post(context.Background(), "/x", nil, struct{}{}, new(any))
	if err == nil || strings.Contains(err.Error(), "line\nbreak") {
		t.Errorf("got %v", err)
	}
}
