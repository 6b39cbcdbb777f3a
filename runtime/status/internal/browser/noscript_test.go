package browser

import (
	"context"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/runtime/status"
)

// noScript uses the page in a browser that runs no script: it is operated by
// keyboard, and loads itself again. What the test evaluates runs all the same.
func noScript(t *testing.T, b *tab) {
	t.Helper()
	b.call("Emulation.setScriptExecutionDisabled", fields{"value": true}, nil)
	defer b.call("Emulation.setScriptExecutionDisabled", fields{"value": false}, nil)
	b.look(1440, 1200, "light")
	var p patients
	app, url := serve(t, p.shop(), status.WithTitle("Shop backend"), status.AllowActions())
	if err := app.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	b.visit(url)
	actUnscripted(t, b)
	silent(t, b, url)
	b.forget(t)
	app, url = serve(t, p.shop())
	b.visit(url)
	if got := eval[string](b, state("mailer")); got != "stopped" {
		t.Errorf("before the start the page says %s", got)
	}
	if err := app.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	b.until(state("mailer") + " === 'ready'") // by itself
	silent(t, b, url)
}

func actUnscripted(t *testing.T, b *tab) {
	t.Helper()
	if got := eval[string](b, "document.querySelector('footer').innerText"); !strings.HasPrefix(got, "As of ") {
		t.Errorf("the footer says %q", got)
	}
	if eval[bool](b, "document.getElementById('pause').checkVisibility()") {
		t.Error("there is a button that does nothing")
	}
	b.on("#d3 summary")
	if got := eval[string](b, "document.querySelector('#d3 ul').innerText"); !strings.Contains(got, "json_to_yaml") {
		t.Errorf("the components are %q", got)
	}
	b.on("#u10")
	b.until(outcome + ".endsWith('unload of mailer: done') && " + state("mailer") + " === 'stopped'")
	b.on("#u4 summary")
	b.press("Tab", 9)
	if got := eval[string](b, "document.activeElement.id"); got != "c4" {
		t.Errorf("Tab reaches %q in the question", got)
	}
	b.press(" ", 32)
	b.until(outcome + ".endsWith('unload of postgres: done') && " + state("audit_log") + " === 'stopped'")
	b.shoot("no-script")
	if weak := eval[[]string](b, contrast); len(weak) > 0 {
		t.Errorf("too little contrast: %s", strings.Join(weak, "; "))
	}
}
