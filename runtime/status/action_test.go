package status_test

import (
	"bytes"
	"context"
	"encoding/json"
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
	"time"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/status"
)

// chain is two plugins, the second of which needs the first and fails in Init
// while sick holds an error.
func chain(sick *atomic.Pointer[error]) []runtime.Unit {
	return []runtime.Unit{{Name: "base", Init: does}, {
		Name: "top", Needs: []string{"base"}, InitTimeout: 20 * time.Millisecond,
		Init: func(ctx context.Context, _ *runtime.Instance) error {
			err := sick.Load()
			switch {
			case err == nil:
				return nil
			case errors.Is(*err, context.DeadlineExceeded):
				<-ctx.Done()
			}
			return *err
		},
	}}
}

// post asks for an action as a program does; header is "Name: value" pairs.
func post(h http.Handler, at string, form url.Values, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "http://admin.example"+at, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, line := range header {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Add(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func stateOf(a *runtime.App, name string) runtime.State {
	for _, s := range a.Plugins() {
		if s.Plugin == name {
			return s.State
		}
	}
	return runtime.Failed
}

const program = "X-Requested-By: a test"

func TestActions(t *testing.T) {
	var sick atomic.Pointer[error]
	a := started(t, chain(&sick)...)
	h := status.Handler(a, status.AllowActions())
	lost, late := errors.New("lost"), error(context.DeadlineExceeded)
	steps := []struct {
		name, at  string
		form      url.Values
		sick      *error
		code      int
		says      string // part of the error; empty for none
		base, top runtime.State
	}{
		{"reload", "/plugins/top/reload", nil, nil, 200, "", runtime.Ready, runtime.Ready},
		{"unknown", "/plugins/tip/reload", nil, nil, 404, `did you mean "top"?`, runtime.Ready, runtime.Ready},
		{"needed", "/plugins/base/unload", nil, nil, 409, "needed by top", runtime.Ready, runtime.Ready},
		{"cascade in the query", "/plugins/base/unload?cascade=1", nil, nil, 200, "", runtime.Stopped, runtime.Stopped},
		{"unloaded already", "/plugins/base/unload", nil, nil, 200, "", runtime.Stopped, runtime.Stopped},
		{"what it needs does not run", "/plugins/top/load", nil, nil, 409, "needs base", runtime.Stopped, runtime.Stopped},
		{"load", "/plugins/base/load", nil, nil, 200, "", runtime.Ready, runtime.Stopped},
		{"load fails", "/plugins/top/load", nil, &lost, 500, "lost", runtime.Ready, runtime.Failed},
		{"load is late", "/plugins/top/load", nil, &late, 504, "timed out", runtime.Ready, runtime.Failed},
		{"reload loads", "/plugins/top/reload", nil, nil, 200, "", runtime.Ready, runtime.Ready},
		{"cascade in the form", "/plugins/base/unload", url.Values{"cascade": {"1"}}, nil, 200, "", runtime.Stopped, runtime.Stopped},
	}
	for _, s := range steps {
		sick.Store(s.sick)
		w := post(h, s.at, s.form, program, "Accept: application/json")
		var got map[string]string
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Header().Get("Content-Type") != "application/json" {
			t.Fatalf("%s: %v: %s", s.name, err, w.Body)
		}
		parts := strings.FieldsFunc(s.at, func(r rune) bool { return r == '/' || r == '?' })
		if len(got) != 3 || got["plugin"] != parts[1] || got["action"] != parts[2] {
			t.Errorf("%s: got %v", s.name, got)
		}
		if w.Code != s.code || !strings.Contains(got["error"], s.says) || (got["error"] == "") != (s.says == "") {
			t.Errorf("%s: %d %s", s.name, w.Code, w.Body)
		}
		if stateOf(a, "base") != s.base || stateOf(a, "top") != s.top {
			t.Errorf("%s: base is %s, top is %s", s.name, stateOf(a, "base"), stateOf(a, "top"))
		}
	}
}

func TestActionOnAnAppThatDoesNotRun(t *testing.T) {
	h := status.Handler(runtime.NewApp([]runtime.Unit{{Name: "a", Init: does}}, quiet()), status.AllowActions())
	for _, action := range []string{"load", "reload"} {
		if w := post(h, "/plugins/a/"+action, nil, program); w.Code != http.StatusConflict {
			t.Errorf("%s: %d %s", action, w.Code, w.Body)
		}
	}
}

func TestActionsAreRefused(t *testing.T) {
	const form = "Accept: text/html,*/*;q=0.8"
	cases := []struct {
		name   string
		at     string
		header []string
		code   int // 200 for what is not refused
	}{
		{"a program", "/plugins/a/unload", []string{program}, 200},
		{"nothing is known", "/plugins/a/unload", nil, 403},
		{"an empty word", "/plugins/a/unload", []string{"X-Requested-By: "}, 403},
		{"the page", "/plugins/a/unload", []string{"Sec-Fetch-Site: same-origin", "Origin: https://admin.example"}, 200},
		{"the page, no TLS", "/plugins/a/unload", []string{"Origin: http://ADMIN.example"}, 200},
		{"by hand", "/plugins/a/unload", []string{"Sec-Fetch-Site: none"}, 200},
		{"a sister", "/plugins/a/unload", []string{"Sec-Fetch-Site: same-site"}, 403},
		{"another site", "/plugins/a/unload", []string{"Sec-Fetch-Site: cross-site"}, 403},
		{"another site with the word", "/plugins/a/unload", []string{"Sec-Fetch-Site: cross-site", program}, 403},
		{"another origin", "/plugins/a/unload", []string{"Origin: http://evil.example"}, 403},
		{"another origin with the word", "/plugins/a/unload", []string{"Origin: http://evil.example", program}, 403},
		{"another port", "/plugins/a/unload", []string{"Origin: http://admin.example:8080"}, 403},
		{"another origin, same site", "/plugins/a/unload", []string{"Sec-Fetch-Site: same-origin", "Origin: http://evil.example"}, 403},
		{"no origin", "/plugins/a/unload", []string{"Origin: null"}, 403},
		{"an empty origin", "/plugins/a/unload", []string{"Origin: "}, 403},
		{"a second origin", "/plugins/a/unload", []string{"Origin: http://admin.example", "Origin: http://evil.example"}, 403},
		{"another site, as a form", "/plugins/a/unload", []string{"Sec-Fetch-Site: cross-site", form}, 403},
		{"a strange cascade", "/plugins/a/unload?cascade=yes", []string{program}, 400},
		{"a form that is none", "/plugins/a/unload?%zz", []string{program}, 400},
		{"no such action", "/plugins/a/stop", []string{program}, 404},
		{"no action", "/plugins/a", []string{program}, 404},
		{"no plugin", "/plugins//unload", []string{program}, 404},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := started(t, runtime.Unit{Name: "a", Init: does})
			w := post(status.Handler(a, status.AllowActions()), c.at, nil, c.header...)
			if w.Code != c.code {
				t.Errorf("got %d %s", w.Code, w.Body)
			}
			if done := stateOf(a, "a") == runtime.Stopped; done != (c.code == 200) {
				t.Errorf("%d, and done is %v", w.Code, done)
			}
			for header := range w.Header() {
				if strings.HasPrefix(header, "Access-Control-") {
					t.Errorf("it says %s", header)
				}
			}
		})
	}
}

func TestActionsAreAskedForWithPost(t *testing.T) {
	a := started(t, runtime.Unit{Name: "a", Init: does})
	h := status.Handler(a, status.AllowActions())
	for _, method := range []string{"GET", "HEAD", "PUT", "DELETE", "OPTIONS"} {
		w := ask(h, method, "/plugins/a/unload?cascade=1")
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "POST" || stateOf(a, "a") != runtime.Ready {
			t.Errorf("%s gives %d, allows %q", method, w.Code, w.Header().Get("Allow"))
		}
	}
	large := url.Values{"x": {strings.Repeat("x", 8<<10)}}
	if w := post(h, "/plugins/a/unload", large, program); w.Code != http.StatusBadRequest || stateOf(a, "a") != runtime.Ready {
		t.Errorf("a large form gives %d", w.Code)
	}
}

func TestWithoutTheOptionNothingCanBeDone(t *testing.T) {
	a := started(t, runtime.Unit{Name: "a", Init: does})
	h := status.Handler(a)
	for _, action := range []string{"load", "unload", "reload"} {
		at := "/plugins/a/" + action
		if w := post(h, at, nil, program); w.Code != 404 || stateOf(a, "a") != runtime.Ready {
			t.Errorf("POST %s gives %d", at, w.Code)
		}
		if w := ask(h, http.MethodGet, at); w.Code != 404 {
			t.Errorf("GET %s gives %d", at, w.Code)
		}
	}
	w := ask(h, http.MethodGet, "/")
	for _, unwanted := range []string{"<form", "Actions", `id="outcome"`} {
		if strings.Contains(w.Body.String(), unwanted) {
			t.Errorf("the page has %s", unwanted)
		}
	}
	if policy := w.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "form-action 'none'") {
		t.Errorf("the policy is %s", policy)
	}
}

// TestActionOutlivesItsRequest fails where a closed tab ends a reload.
func TestActionOutlivesItsRequest(t *testing.T) {
	a := started(t, runtime.Unit{Name: "a", Init: func(ctx context.Context, _ *runtime.Instance) error { return ctx.Err() }})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/plugins/a/reload", nil)
	r.Header.Set("X-Requested-By", "a test")
	w := httptest.NewRecorder()
	status.Handler(a, status.AllowActions()).ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

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
