package status_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/status"
)

// TestFormsLeadBack goes the way of a browser without a script, below a prefix.
func TestFormsLeadBack(t *testing.T) {
	a := started(t, chain(new(atomic.Pointer[error]))...)
	for _, c := range []struct {
		name string
		opts []status.Option
		at   string
		want string
	}{
		{"done", nil, "plugins/top/reload", "reload of top: done"},
		{"failed", nil, "plugins/base/unload", "unload of base failed: plugin base: unload: needed by top"},
		{"withheld", []status.Option{status.WithholdReasons()}, "plugins/base/unload", "unload of base failed: reason withheld<"},
		{"unknown", nil, "plugins/a%2Fb/load", "load of a/b failed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			mux := http.NewServeMux()
			h := status.Handler(a, append(c.opts, status.AllowActions())...)
			mux.Handle("/debug/plugins/", http.StripPrefix("/debug/plugins", h))
			from, _ := url.Parse("/debug/plugins/" + c.at)
			w := post(mux, from.String(), nil, "Accept: text/html", "Origin: http://admin.example")
			to, err := from.Parse(w.Header().Get("Location"))
			if w.Code != http.StatusSeeOther || err != nil || to.Path != "/debug/plugins/" {
				t.Fatalf("%d, to %s, %v", w.Code, to, err)
			}
			if page := ask(mux, http.MethodGet, to.String()).Body.String(); !strings.Contains(page, c.want) {
				t.Errorf("the page does not say %q", c.want)
			}
			if page := ask(mux, http.MethodGet, "/debug/plugins/?outcome=x").Body.String(); strings.Contains(page, c.want) {
				t.Error("everybody is told")
			}
		})
	}
}

// TestButtons compares what the page lets its reader do with the states.
func TestButtons(t *testing.T) {
	var sick atomic.Pointer[error]
	a := started(t, chain(&sick)...)
	h := status.Handler(a, status.AllowActions())
	buttons := func() string {
		page := ask(h, http.MethodGet, "/").Body.String()
		var all []string
		for _, m := range regexp.MustCompile(`action="plugins/(\w+/\w+)"|name="(cascade)" value="1"`).FindAllStringSubmatch(page, -1) {
			all = append(all, m[1]+m[2])
		}
		return strings.Join(all, " ")
	}
	want := func(when, want string) {
		t.Helper()
		if got := buttons(); got != want {
			t.Errorf("%s: %s\nwant %s", when, got, want)
		}
	}
	want("running", "base/reload base/unload cascade top/reload top/unload")
	lost := errors.New("lost")
	sick.Store(&lost)
	if err := a.Unload(t.Context(), "top"); err != nil {
		t.Fatal(err)
	}
	want("top is out", "base/reload base/unload top/load")
	if a.Load(t.Context(), "top") == nil {
		t.Fatal("it loads")
	}
	want("top is failed", "base/reload base/unload top/load top/unload")
}

// TestNoPageCanTakeTheNameOfThisMachine fails where a page whose name leads to a
// loopback address can act (DNS rebinding).
func TestNoPageCanTakeTheNameOfThisMachine(t *testing.T) {
	for _, c := range []struct {
		local, host string
		hosts       []string
		code        int
	}{
		{"127.0.0.1:6060", "localhost:6060", nil, 200},
		{"127.0.0.1:6060", "App.LOCALHOST", nil, 200},
		{"127.0.0.1:6060", "127.0.0.1:6060", nil, 200},
		{"127.0.0.7:6060", "127.0.0.7", nil, 200},
		{"[::1]:6060", "[::1]:6060", nil, 200},
		{"[::1]:6060", "[::1]", nil, 200},
		{"[::ffff:127.0.0.1]:6060", "evil.example:6060", nil, 403},
		{"127.0.0.1:6060", "evil.example:6060", nil, 403},
		{"127.0.0.1:6060", "localhost.evil.example", nil, 403},
		{"127.0.0.1:6060", "", nil, 403},
		{"127.0.0.1:6060", "evil.example:6060", []string{"admin.example"}, 403},
		{"127.0.0.1:6060", "Admin.example:443", []string{"other.example", "admin.example"}, 200},
		{"192.0.2.1:6060", "admin.example", nil, 200}, // the host sees to who gets there
	} {
		a := started(t, runtime.Unit{Name: "a", Init: does})
		local, err := net.ResolveTCPAddr("tcp", c.local)
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequestWithContext(context.WithValue(t.Context(), http.LocalAddrContextKey, local), http.MethodPost, "/plugins/a/unload", nil)
		r.Host = c.host
		r.Header.Set("Origin", "http://"+c.host)
		r.Header.Set("X-Requested-By", "a test")
		if c.host == "" {
			r.Header.Del("Origin")
		}
		w := httptest.NewRecorder()
		status.Handler(a, status.AllowActions(c.hosts...)).ServeHTTP(w, r)
		if done := stateOf(a, "a") == runtime.Stopped; w.Code != c.code || done != (c.code == 200) {
			t.Errorf("%s at %s: %d %s, done %v", c.host, c.local, w.Code, w.Body, done)
		}
	}
}

// TestActionsAreLogged compares who did what, and how it went.
func TestActionsAreLogged(t *testing.T) {
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == "duration" {
			return slog.Attr{}
		}
		return a
	}}))
	a := started(t, chain(new(atomic.Pointer[error]))...)
	h := status.Handler(a, status.AllowActions(), status.WithLogger(logger), status.WithholdReasons())
	for _, c := range []struct {
		at     string
		header []string
		want   string
	}{
		{"/plugins/top/reload", []string{program},
			`level=INFO msg="plugin action" plugin=top action=reload cascade=false outcome=done remote=192.0.2.1:1234 by="a test"`},
		{"/plugins/base/unload", []string{"Origin: http://admin.example", "Authorization: Basic b3BzOmh1bnRlcjI="},
			`level=WARN msg="plugin action" plugin=base action=unload cascade=false outcome=failed remote=192.0.2.1:1234 user=ops origin=http://admin.example ` +
				`error="plugin base: unload: needed by top, which run; unload those first, or take them along with Cascade"`},
		{"/plugins/base/unload?cascade=1", []string{program},
			`level=INFO msg="plugin action" plugin=base action=unload cascade=true outcome=done remote=192.0.2.1:1234 by="a test"`},
		{"/plugins/base/load", []string{"Origin: http://evil.example"},
			`level=WARN msg="plugin action" plugin=base action=load cascade=false outcome=refused remote=192.0.2.1:1234 origin=http://evil.example ` +
				`error="the request comes from another site; a proxy in between has to pass the Host header on"`},
		{"/plugins/x%0alevel=INFO/load", []string{program}, // a line of the log is one line
			`level=WARN msg="plugin action" plugin="x\nlevel=INFO" action=load cascade=false outcome=failed remote=192.0.2.1:1234 by="a test" ` +
				`error="plugin x; level=INFO: load: there is no such entry; entries: base, top"`},
	} {
		log.Reset()
		post(h, c.at, nil, c.header...)
		if got := strings.TrimSuffix(log.String(), "\n"); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
		if strings.Contains(log.String(), "hunter2") {
			t.Error("a password is logged")
		}
	}
	log.Reset()
	ask(h, http.MethodGet, "/")
	ask(h, http.MethodGet, "/plugins.json")
	if log.Len() > 0 {
		t.Errorf("looking is logged: %s", &log)
	}
}
