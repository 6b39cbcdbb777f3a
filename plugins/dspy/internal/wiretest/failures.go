package wiretest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/plugingen/plugingen/plugins/dspy/internal/rest"
	"github.com/plugingen/plugingen/runtime"
)

// handlers shortens the tables.
func handlers(all ...http.HandlerFunc) []http.HandlerFunc { return all }

// TestFailures runs the provider against a service that fails in every way, once
// for whole answers and once for streams.
func (f Format) TestFailures(t *testing.T) {
	stream := f.Begin + f.Text(`{"a"`) + f.Text(`:1}`) + f.End
	t.Run("whole", func(t *testing.T) {
		for _, tt := range append(f.shared(rest.JSON, f.Answer, false), f.whole()...) {
			t.Run(tt.name, func(t *testing.T) { f.check(t, false, tt) })
		}
	})
	t.Run("stream", func(t *testing.T) {
		for _, tt := range append(f.shared(rest.EventStream, stream, true), f.streamed(stream)...) {
			t.Run(tt.name, func(t *testing.T) { f.check(t, true, tt) })
		}
	})
}

// shared are the failures before an answer.
func (f Format) shared(media, answer string, stream bool) []outcome {
	good := Reply(200, media, answer)
	handed := ""
	if stream {
		handed = `{"a":1}`
	}
	refuse := func(status int, header ...string) http.HandlerFunc {
		return Reply(status, rest.JSON, f.Error, header...)
	}
	quoted := strings.ReplaceAll(Key, `"`, `\"`)
	echo := "your key: " + Key + " " + quoted + " " + url.QueryEscape(Key) + " " + url.PathEscape(Key)
	redirect := Reply(307, "text/plain", "", "Location", "http://127.0.0.1:1/elsewhere")
	drop := func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	return []outcome{
		{"good", handlers(good), nil, 0, 1, handed},
		{"429, then good", handlers(refuse(429), good), nil, 0, 2, handed},
		{"429 and a long wait", handlers(refuse(429, "Retry-After", "3600"), good), rest.ErrStatus, 429, 1, ""},
		{"500 and 503, then good", handlers(refuse(500), refuse(503), good), nil, 0, 3, handed},
		{"502 and 504, then good", handlers(refuse(502), refuse(504), good), nil, 0, 3, handed},
		{"overloaded", handlers(refuse(529)), rest.ErrStatus, 529, 3, ""},
		{"no connection, then good", handlers(drop, good), nil, 0, 2, handed},
		{"400 is final", handlers(refuse(400), good), rest.ErrStatus, 400, 1, ""},
		{"401 with the key", handlers(Reply(401, "text/plain", echo)), rest.ErrStatus, 401, 1, ""},
		{"408 is final", handlers(refuse(408), good), rest.ErrStatus, 408, 1, ""},
		{"redirect", handlers(redirect, good), rest.ErrStatus, 307, 1, ""},
		{"201", handlers(Reply(201, media, answer), good), rest.ErrStatus, 201, 1, ""},
		{"a page", handlers(Reply(200, "text/html; charset=utf-8", "<html>"+echo), good), rest.ErrMalformed, 0, 1, ""},
		{"the other type", handlers(Reply(200, "application/octet-stream", answer), good), rest.ErrMalformed, 0, 1, ""},
	}
}

// whole are the failures of an answer in one piece.
func (f Format) whole() []outcome {
	half := f.Answer[:len(f.Answer)/2]
	huge := Reply(200, rest.JSON, `{"x":"`+strings.Repeat("x", 8<<20)+`"}`)
	good := Reply(200, rest.JSON, f.Answer)
	return []outcome{
		{"cut, then good", handlers(Cut(rest.JSON, half), good), nil, 0, 2, ""},
		{"cut", handlers(Cut(rest.JSON, half)), rest.ErrNetwork, 0, 3, ""},
		{"cut is what io says", handlers(Cut(rest.JSON, half)), io.ErrUnexpectedEOF, 0, 3, ""},
		{"malformed", handlers(Reply(200, rest.JSON, half+Key), good), rest.ErrMalformed, 0, 1, ""},
		{"empty", handlers(Reply(200, rest.JSON, ""), good), rest.ErrMalformed, 0, 1, ""},
		{"null", handlers(Reply(200, rest.JSON, "null"), good), rest.ErrMalformed, 0, 1, ""},
		{"huge", handlers(huge, good), rest.ErrTooLarge, 0, 1, ""},
	}
}

// streamed are the failures of a stream.
func (f Format) streamed(stream string) []outcome {
	good := Reply(200, rest.EventStream, stream)
	reply := func(body string) http.HandlerFunc { return Reply(200, rest.EventStream, body) }
	begun := f.Begin + f.Text("{")
	huge := f.Begin + f.Text(strings.Repeat("x", 8<<20))
	return []outcome{
		{"cut before text, then good", handlers(Cut(rest.EventStream, f.Begin), good), nil, 0, 2, `{"a":1}`},
		{"cut after text", handlers(Cut(rest.EventStream, begun), good), rest.ErrNetwork, 0, 1, "{"},
		{"cut in an event", handlers(Cut(rest.EventStream, begun+f.Text("x")[:9]), good), io.ErrUnexpectedEOF, 0, 1, "{"},
		{"ends before text, then good", handlers(reply(f.Begin), good), nil, 0, 2, `{"a":1}`},
		{"ends after text", handlers(reply(begun), good), io.ErrUnexpectedEOF, 0, 1, "{"},
		{"empty", handlers(reply("")), rest.ErrNetwork, 0, 3, ""},
		{"fault before text, then good", handlers(reply(f.Begin+f.Fault("busy")), good), nil, 0, 2, `{"a":1}`},
		{"fault after text", handlers(reply(begun+f.Fault(Key)), good), rest.ErrStatus, 529, 1, "{"},
		{"malformed", handlers(reply(begun+strings.Replace(f.Text("x"), `{`, `{{`+Key, 1)), good), rest.ErrMalformed, 0, 1, "{"},
		{"huge", handlers(reply(huge), good), rest.ErrTooLarge, 0, 1, ""},
	}
}

// TestEnds checks that a request ends with its caller and with its time, whatever
// the service is doing.
func (f Format) TestEnds(t *testing.T) {
	ends := []struct {
		name    string
		stream  bool
		handler http.HandlerFunc
	}{
		{"no answer", false, Hang("", "")},
		{"half an answer", false, Hang(rest.JSON, f.Answer[:9])},
		{"no stream", true, Hang("", "")},
		{"no text", true, Hang(rest.EventStream, f.Begin)},
		{"half a stream", true, Hang(rest.EventStream, f.Begin+f.Text("{"))},
		{"a wait to try again", false, Reply(503, rest.JSON, f.Error, "Retry-After", "10")},
	}
	for _, tt := range ends {
		t.Run("cancelled, "+tt.name, func(t *testing.T) { f.cancelled(t, tt.stream, tt.handler) })
	}
	for _, tt := range ends[:5] { // a wait that is too long for the time is not begun
		t.Run("timeout, "+tt.name, func(t *testing.T) { f.late(t, tt.stream, tt.handler) })
	}
}

func (f Format) cancelled(t *testing.T, stream bool, handler http.HandlerFunc) {
	t.Parallel()
	server := Serve(t, handler)
	ctx, cancel := context.WithCancel(t.Context())
	defer time.AfterFunc(50*time.Millisecond, cancel).Stop()
	began := time.Now()
	_, _, err := run(ctx, f.New(Service(t, server.URL)), stream)
	if !errors.Is(err, context.Canceled) || time.Since(began) > 5*time.Second {
		t.Errorf("got %v after %s", err, time.Since(began))
	}
	if n := len(server.Requests()); n > 1 {
		t.Errorf("%d requests", n)
	}
}

func (f Format) late(t *testing.T, stream bool, handler http.HandlerFunc) {
	t.Parallel()
	s := Service(t, Serve(t, handler).URL)
	s.Timeout = 50 * time.Millisecond
	_, _, err := run(t.Context(), f.New(s), stream)
	var typed *rest.Error
	if !errors.Is(err, context.DeadlineExceeded) || !errors.As(err, &typed) || !strings.Contains(err.Error(), "no answer within 50ms") {
		t.Errorf("got %v", err)
	}
}

// TestStops checks that a stream ends with the error of who reads it, and that
// nothing is sent without a key.
func (f Format) TestStops(t *testing.T) {
	server := Serve(t, Reply(200, rest.EventStream, f.Begin+f.Text("{")+f.Text("1")+f.End))
	calls := 0
	_, err := f.New(Service(t, server.URL)).Stream(t.Context(), prompt, func(string) error {
		calls++
		return errEnough
	})
	if err != errEnough || calls != 1 || len(server.Requests()) != 1 {
		t.Errorf("got %v after %d calls and %d requests", err, calls, len(server.Requests()))
	}
	s := Service(t, server.URL)
	s.Key = runtime.Secret{}
	for _, stream := range []bool{false, true} {
		_, _, err := run(t.Context(), f.New(s), stream)
		if !errors.Is(err, rest.ErrNoKey) || !strings.Contains(err.Error(), "test.api_key") || len(server.Requests()) != 1 {
			t.Errorf("got %v after %d requests", err, len(server.Requests()))
		}
	}
}
