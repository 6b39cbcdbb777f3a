package status_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/status"
)

// quiet keeps the tests' output clean.
func quiet() runtime.Option {
	return runtime.WithLogger(slog.New(slog.NewTextHandler(io.Discard, nil)))
}

func does(context.Context, *runtime.Instance) error { return nil }

// sick is a unit whose Health gives an error.
func sick(name string, err error) runtime.Unit {
	return runtime.Unit{Name: name, Init: func(_ context.Context, i *runtime.Instance) error {
		i.OnHealth(func(context.Context) error { return err })
		return nil
	}}
}

// started runs an app of these units until the test ends.
func started(t *testing.T, units ...runtime.Unit) *runtime.App {
	t.Helper()
	a := runtime.NewApp(units, quiet())
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Stop(context.Background()) }) //nolint:errcheck // other tests look at that
	return a
}

func ask(h http.Handler, method, url string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, url, nil))
	return w
}

func TestProbes(t *testing.T) {
	well := status.Handler(started(t, sick("a", nil), runtime.Unit{Name: "plain", Init: does}))
	ill := status.Handler(started(t, sick("a", errors.New("lost\n[+]b ok")), sick("b", nil)))
	shy := status.Handler(started(t, sick("a", errors.New("lost"))), status.WithholdReasons())
	idle := status.Handler(runtime.NewApp([]runtime.Unit{{Name: "a", Init: does}}))
	empty := status.Handler(runtime.NewApp(nil))
	cases := []struct {
		name string
		h    http.Handler
		url  string
		code int
		want string
	}{
		{"live", idle, "/livez", 200, "ok"},
		{"live in words", idle, "/livez?verbose", 200, "[+]ping ok\nlivez check passed\n"},
		{"one check of live", idle, "/livez/ping", 200, "ok"},
		{"no such check of live", idle, "/livez/a", 404, "there is no such check\n"},
		{"ready", well, "/readyz", 200, "ok"},
		{"ready in words", well, "/readyz?verbose", 200, "[+]app-running ok\n[+]a ok\n[+]plain ok\nreadyz check passed\n"},
		{"ready with a value", well, "/readyz?verbose=true&exclude=a", 200,
			"[+]app-running ok\n[+]a excluded: ok\n[+]plain ok\nreadyz check passed\n"},
		{"excluded, unknown", well, "/readyz?verbose&exclude=x&exclude=a&exclude=y", 200,
			"[+]app-running ok\n[+]a excluded: ok\n[+]plain ok\n" +
				"warn: some health checks cannot be excluded: no matches for \"x\",\"y\"\nreadyz check passed\n"},
		{"one plugin", well, "/readyz/plain", 200, "ok"},
		{"no such plugin", well, "/readyz/x", 404, "there is no such check\n"},
		{"not ready", ill, "/readyz", 503, "[+]app-running ok\n[-]a failed: plugin a: health: lost; [+]b ok\n[+]b ok\nreadyz check failed\n"},
		{"the ill one excluded", ill, "/readyz?exclude=a", 200, "ok"},
		{"the ill one", ill, "/readyz/a", 503, "failed: plugin a: health: lost; [+]b ok\n"},
		{"the well one beside it", ill, "/readyz/b", 200, "ok"},
		{"live all the same", ill, "/livez", 200, "ok"},
		{"reason withheld", shy, "/readyz", 503, "[+]app-running ok\n[-]a failed: reason withheld\nreadyz check failed\n"},
		{"reason withheld of one", shy, "/readyz/a", 503, "failed: reason withheld\n"},
		{"not started", idle, "/readyz", 503, "[+]app-running ok\n[-]a failed: stopped\nreadyz check failed\n"},
		{"nothing to start, not started", empty, "/readyz/app-running", 503, "failed: the app is starting, stopping or stopped\n"},
		{"elsewhere", well, "/readyzz", 404, "there is no such page here\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := ask(c.h, http.MethodGet, c.url)
			if w.Code != c.code || w.Body.String() != c.want {
				t.Errorf("%d %q\nwant %d %q", w.Code, w.Body, c.code, c.want)
			}
			if got := ask(c.h, http.MethodHead, c.url).Code; got != c.code {
				t.Errorf("HEAD gives %d", got)
			}
		})
	}
}

func TestReadinessFollowsTheApp(t *testing.T) {
	leaving, gone := make(chan struct{}), make(chan struct{})
	a := runtime.NewApp([]runtime.Unit{{Name: "a", Init: func(_ context.Context, i *runtime.Instance) error {
		i.OnTerminate(func(context.Context) error { close(leaving); <-gone; return nil })
		return nil
	}}}, quiet())
	h := status.Handler(a)
	want := func(when string, code int) {
		t.Helper()
		if got := ask(h, http.MethodGet, "/readyz").Code; got != code {
			t.Errorf("%s: %d, want %d", when, got, code)
		}
		if got := ask(h, http.MethodGet, "/livez").Code; got != 200 {
			t.Errorf("%s: alive %d", when, got)
		}
	}
	want("before the start", 503)
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	want("running", 200)
	stopped := make(chan error)
	go func() { stopped <- a.Stop(context.Background()) }()
	<-leaving
	want("stopping", 503)
	close(gone)
	if err := <-stopped; err != nil {
		t.Fatal(err)
	}
	want("stopped", 503)
}

// What an operator took out on purpose does not send the traffic elsewhere.
func TestWhatIsUnloadedKeepsNothingFromBeingReady(t *testing.T) {
	a := started(t, runtime.Unit{Name: "a", Init: does}, runtime.Unit{Name: "b", Init: does})
	h := status.Handler(a)
	if err := a.Unload(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		url, want string
		code      int
	}{
		{"/readyz", "ok", 200},
		{"/readyz?verbose", "[+]app-running ok\n[+]a unloaded: ok\n[+]b ok\nreadyz check passed\n", 200},
		{"/readyz/b", "ok", 200},
		{"/readyz/a", "failed: unloaded\n", 503}, // who asks for this one is not served
		{"/plugins.json", `"ready": true`, 200},
		{"/plugins.json", `"unloaded": true`, 200},
		{"/", "<title>Ready", 200},
		{"/", `stopped</span><span class="why">unloaded</span>`, 200},
	} {
		w := ask(h, http.MethodGet, c.url)
		if body := w.Body.String(); w.Code != c.code || body != c.want && (strings.HasPrefix(c.url, "/readyz") || !strings.Contains(body, c.want)) {
			t.Errorf("%s: %d %s\nwant %d %s", c.url, w.Code, body, c.code, c.want)
		}
	}
	if err := a.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if w := ask(h, http.MethodGet, "/readyz"); w.Code != 503 || strings.Contains(w.Body.String(), "unloaded") {
		t.Errorf("stopped: %d %s", w.Code, w.Body)
	}
}

func TestDocument(t *testing.T) {
	a := started(t,
		runtime.Unit{Name: "base", Package: "example.com/base", Version: "1.0.0", Init: does},
		runtime.Unit{Name: "soft", Init: does},
		func() runtime.Unit {
			u := sick("top", errors.New("lost"))
			u.Needs, u.After, u.Components = []string{"base"}, []string{"soft"}, []string{"Steps/top/one"}
			return u
		}())
	var got map[string]any
	w := ask(status.Handler(a), http.MethodGet, "/plugins.json")
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Header().Get("Content-Type") != "application/json" {
		t.Fatalf("%v: %s", err, w.Body)
	}
	plugins := got["plugins"].([]any)
	if got["version"] != 1.0 || got["ready"] != false || len(plugins) != 3 {
		t.Fatalf("got %s", w.Body)
	}
	for _, p := range plugins {
		if _, err := time.Parse(time.RFC3339, p.(map[string]any)["since"].(string)); err != nil {
			t.Error(err)
		}
		delete(p.(map[string]any), "since")
	}
	wants := []string{
		`{"after":[],"components":[],"entry":"base","error":"","health":{"checked":false,"error":"","ok":false},` +
			`"level":0,"needs":[],"package":"example.com/base","restarts":0,"state":"ready","unloaded":false,"version":"1.0.0"}`,
		`{"after":[],"components":[],"entry":"soft","error":"","health":{"checked":false,"error":"","ok":false},` +
			`"level":0,"needs":[],"package":"","restarts":0,"state":"ready","unloaded":false,"version":""}`,
		`{"after":["soft"],"components":[{"kind":"Steps","name":"top/one","offered":false,"stats":null}],"entry":"top","error":"plugin top: health: lost",` +
			`"health":{"checked":true,"error":"plugin top: health: lost","ok":false},` +
			`"level":1,"needs":["base"],"package":"","restarts":0,"state":"degraded","unloaded":false,"version":""}`,
	}
	for k, want := range wants {
		if text, err := json.Marshal(plugins[k]); err != nil || string(text) != want {
			t.Errorf("got  %s, %v\nwant %s", text, err, want)
		}
	}
}

func TestWithheldEverywhere(t *testing.T) {
	a := started(t, sick("a", errors.New("hunter2")))
	h := status.Handler(a, status.WithholdReasons())
	for _, url := range []string{"/", "/plugins.json", "/readyz?verbose", "/readyz/a"} {
		body := ask(h, http.MethodGet, url).Body.String()
		if strings.Contains(body, "hunter2") || !strings.Contains(body, "withheld") {
			t.Errorf("%s shows %s", url, body)
		}
	}
}

func TestAnswersAreProtected(t *testing.T) {
	h := status.Handler(started(t))
	for _, url := range []string{"/", "/plugins.json", "/livez", "/readyz", "/elsewhere"} {
		w := ask(h, http.MethodGet, url)
		for header, want := range map[string]string{
			"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
			"Content-Security-Policy": "frame-ancestors 'none'",
		} {
			if got := w.Header().Get(header); !strings.Contains(got, want) {
				t.Errorf("%s: %s is %q", url, header, got)
			}
		}
		if w := ask(h, http.MethodPost, url); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("POST %s gives %d", url, w.Code)
		}
	}
	if a, b := ask(h, "GET", "/"), ask(h, "GET", "/"); a.Header().Get("Content-Security-Policy") == b.Header().Get("Content-Security-Policy") {
		t.Error("the nonce is used twice")
	}
}

func TestBelowAPrefix(t *testing.T) {
	h := status.Handler(started(t))
	mux := http.NewServeMux()
	mux.Handle("/debug/plugins", http.StripPrefix("/debug/plugins", h))
	mux.Handle("/debug/plugins/", http.StripPrefix("/debug/plugins", h))
	mux.Handle("/x/", http.StripPrefix("/x/", h))
	for url, code := range map[string]int{
		"/debug/plugins/": 200, "/debug/plugins/livez": 200, "/debug/plugins/plugins.json": 200, "/x/": 200, "/x/readyz": 200,
	} {
		if got := ask(mux, http.MethodGet, url).Code; got != code {
			t.Errorf("%s gives %d, want %d", url, got, code)
		}
	}
	w := ask(mux, http.MethodGet, "/debug/plugins?q")
	if w.Code != http.StatusTemporaryRedirect || w.Header().Get("Location") != "./plugins/" {
		t.Errorf("without a slash: %d, %q", w.Code, w.Header().Get("Location"))
	}
}
