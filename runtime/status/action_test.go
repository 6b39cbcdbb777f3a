package status_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
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
