package browser

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/status"
)

const outcome = "(document.getElementById('outcome')?.textContent ?? '')"

// lookOnly holds a page without the option to having nothing to press but Pause.
func lookOnly(t *testing.T, b *tab) {
	t.Helper()
	var p patients
	_, url := serve(t, p.shop())
	b.visit(url)
	b.until("document.getElementById('connection').textContent === 'Live'")
	if got := eval[string](b, "[...document.querySelectorAll('button, form, input')].map((e) => e.id).join()"); got != "pause" {
		t.Errorf("there are %s", got)
	}
}

// act operates plugins by keyboard, in one tab that is never loaded again.
func act(t *testing.T, b *tab) {
	t.Helper()
	var p patients
	units := p.shop()
	ill := runtime.Unit{Name: "fax", Package: "example.com/shop/plugins/fax", Version: "0.3.0", OnFailure: runtime.Ignore,
		Init: func(context.Context, *runtime.Instance) error { return errors.New("no modem answers on /dev/ttyS0") }}
	app, url := serve(t, append(units, ill), status.WithTitle("Shop backend"), status.AllowActions())
	if err := app.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	b.look(1440, 1200, "light")
	b.visit(url)
	eval[any](b, "window.here = true")
	b.until("document.getElementById('connection').textContent === 'Live'")
	b.shoot("actions-failed")
	reload(t, b)
	unloadAndLoad(t, b)
	cascade(t, b, app)
	if !eval[bool](b, "window.here === true") {
		t.Error("the page was loaded again")
	}
	silent(t, b, url)
	failing(t, b)
	somebodyElse(t, b)
	scriptless(t, b, url)
}

// on puts the focus on an element and presses the space bar.
func (b *tab) on(selector string) {
	b.t.Helper()
	eval[any](b, "document.querySelector('"+selector+"').focus()")
	if !eval[bool](b, "document.activeElement === document.querySelector('"+selector+"')") {
		b.t.Fatalf("%s cannot have the focus", selector)
	}
	b.press(" ", 32)
}

func reload(t *testing.T, b *tab) {
	t.Helper()
	since := "document.querySelector('#p10 time').dateTime"
	before := eval[string](b, since)
	eval[any](b, "document.querySelector('#d10 summary').focus()")
	b.press("Tab", 9)
	if got := eval[string](b, "document.activeElement.id"); got != "r10" {
		t.Errorf("Tab reaches %q after the components", got)
	}
	if ring := eval[string](b, "getComputedStyle(document.activeElement).outlineStyle"); ring != "solid" {
		t.Errorf("the focus is not seen: its outline is %s", ring)
	}
	b.press(" ", 32)
	b.until(outcome + ".endsWith('reload of mailer: done')")
	b.until(since + " !== '" + before + "' && " + state("mailer") + " === 'ready'")
	if got := eval[string](b, "document.activeElement.id"); got != "r10" {
		t.Errorf("the reload moves the focus to %q", got)
	}
}

// unloadAndLoad goes there and back with the focus staying in the row.
func unloadAndLoad(t *testing.T, b *tab) {
	t.Helper()
	b.on("#u10")
	b.until(state("mailer") + " === 'stopped' && " + outcome + ".endsWith('unload of mailer: done')")
	b.until("document.getElementById('news').textContent.includes('mailer: ')")
	b.until("document.activeElement.id === 'l10'")
	b.press(" ", 32)
	b.until(state("mailer") + " === 'ready' && " + outcome + ".endsWith('load of mailer: done')")
	b.until("document.activeElement.id === 'r10'")
}

// cascade has to be confirmed, with the names of those that go along.
func cascade(t *testing.T, b *tab, app *runtime.App) {
	t.Helper()
	b.on("#u4 summary")
	b.until("document.querySelector('#u4').open")
	if got := eval[string](b, "document.querySelector('#w4 b').textContent"); got != "ticket_triage, order_sync, mailer, audit_log" {
		t.Errorf("it asks about %s", got)
	}
	for _, scheme := range []string{"light", "dark"} {
		b.look(1440, 1200, scheme)
		if weak := eval[[]string](b, contrast); len(weak) > 0 {
			t.Errorf("in %s: too little contrast: %s", scheme, strings.Join(weak, "; "))
		}
		b.shoot("confirm-" + scheme)
	}
	b.look(360, 800, "light")
	if wide := eval[int](b, "document.documentElement.scrollWidth"); wide > 360 {
		t.Errorf("at 360 px the page is %d px wide", wide)
	}
	b.shoot("confirm-narrow")
	b.look(1440, 1200, "light")
	b.press("Escape", 27)
	if eval[bool](b, "document.querySelector('#u4').open || document.activeElement.parentElement.id !== 'u4'") {
		t.Error("Escape does not lead back")
	}
	b.press(" ", 32)
	b.press("Tab", 9)
	if got := eval[string](b, "document.activeElement.id"); got != "c4" {
		t.Errorf("Tab reaches %q in the question", got)
	}
	if running := stopped(app); running != "" {
		t.Fatalf("the question alone stops %s", running)
	}
	b.press(" ", 32)
	b.until(outcome + ".endsWith('unload of postgres: done') && " + state("postgres") + " === 'stopped'")
	if got := stopped(app); got != "postgres ticket_triage order_sync mailer audit_log" {
		t.Errorf("it stops %s", got)
	}
	b.until("document.activeElement.id === 'l4'")
	b.shoot("cascaded")
}

func stopped(app *runtime.App) string {
	var names []string
	for _, s := range app.Plugins() {
		if s.State == runtime.Stopped {
			names = append(names, s.Plugin)
		}
	}
	return strings.Join(names, " ")
}

// failing loads what cannot be: the browser itself notes the 500 on its console.
func failing(t *testing.T, b *tab) {
	t.Helper()
	b.on("#l12")
	b.until(outcome + ".includes('load of fax failed: ') && " + outcome + ".includes('no modem answers')")
	if got := eval[string](b, "document.getElementById('outcome').className"); got != "outcome failed" {
		t.Errorf("the outcome is %q", got)
	}
	b.shoot("action-failed")
}

// somebodyElse answers in the handler's place, as a login in front of it does:
// that is no success, whatever it says.
func somebodyElse(t *testing.T, b *tab) {
	t.Helper()
	for _, answer := range []string{
		`new Response('{"message": "log in"}', { status: 401 })`, `new Response('{}')`, `new Response('<p>Log in')`,
	} {
		eval[any](b, "window.genuine ??= window.fetch, document.getElementById('outcome').textContent = '', "+
			"window.fetch = async (to, how) => how.method === 'POST' ? "+answer+" : window.genuine(to, how)")
		b.on("#r0")
		b.until(outcome + ".includes('reload of secret_store failed: the server answers ')")
	}
	eval[any](b, "window.fetch = window.genuine")
}

// scriptless sends a form past the script: the browser's own request passes the
// policy and the guard, and leads back to the page.
func scriptless(t *testing.T, b *tab, url string) {
	t.Helper()
	eval[any](b, "document.querySelector('#l4').form.submit()")
	b.until("location.search.startsWith('?outcome=') && document.readyState === 'complete' && window.here !== true")
	b.until(outcome + ".endsWith('load of postgres: done') && " + state("postgres") + " === 'ready'")
	if got := eval[string](b, "location.origin + location.pathname"); got != url {
		t.Errorf("it leads to %s", got)
	}
}
