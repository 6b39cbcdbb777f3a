package browser

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/status"
)

func state(name string) string {
	return fmt.Sprintf("document.querySelector('[data-plugin=%s]')?.dataset.state", name)
}

// TestStatusPage does everything in one browser: a second one takes longer than
// the tests.
func TestStatusPage(t *testing.T) {
	b := open(t)
	for _, c := range []struct {
		name string
		test func(*testing.T, *tab)
	}{{"life", life}, {"look only", lookOnly}, {"act", act}, {"no script", noScript}, {"hostile", hostile}, {"many", many}} {
		t.Run(c.name, func(t *testing.T) {
			b.forget(t)
			defer func(before *testing.T) { b.t = before }(b.t)
			b.t = t
			c.test(t, b)
		})
	}
}

// life follows one composition through its life in one tab, which is never
// loaded again.
func life(t *testing.T, b *tab) {
	t.Helper()
	var p patients
	app, url := serve(t, p.shop(), status.WithTitle("Shop backend"))
	b.look(1440, 1200, "light")
	b.visit(url)
	eval[any](b, "window.here = true")
	b.until("document.getElementById('connection').textContent === 'Live'")
	if got := eval[string](b, state("mailer")); got != "stopped" {
		t.Errorf("before the start the page says %s", got)
	}
	eval[any](b, "document.querySelector('#d3 summary').click(), document.querySelector('#d3 summary').focus()")
	if err := app.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	b.until(state("mailer") + " === 'ready' && document.title.startsWith('Ready')")
	b.until("document.getElementById('news').textContent.includes('stopped → ready')")
	if !eval[bool](b, "document.querySelector('#d3').open && document.activeElement.closest('details')?.id === 'd3'") {
		t.Error("an update closes what was open, or takes the focus")
	}
	b.until("document.querySelector('#d6').textContent.includes('calls 1000')")
	eval[any](b, "document.querySelector('#d6 summary').click()")
	b.shoot("light")
	p.set("postgres", errLost)
	b.until(state("postgres") + " === 'degraded'")
	b.until("document.querySelector('#overall').textContent.includes('Not ready')")
	if got := eval[string](b, "document.querySelector('#n4').getAttribute('class')"); got != "node degraded" {
		t.Errorf("in the graph it is %q", got)
	}
	if got := eval[string](b, "document.querySelector('[data-plugin=postgres] .error').textContent"); !strings.Contains(got, "connection refused") {
		t.Errorf("its error is %q", got)
	}
	schemes(t, b)
	b.shoot("degraded-dark")
	narrow(t, b)
	pause(t, b, &p)
	if !eval[bool](b, "window.here === true") {
		t.Error("the page was loaded again")
	}
	silent(t, b, url)
}

func schemes(t *testing.T, b *tab) {
	t.Helper()
	const colours = "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color].join()"
	light := eval[string](b, colours)
	b.look(1440, 1200, "dark")
	if dark := eval[string](b, colours); dark == light {
		t.Errorf("dark and light are both %s", dark)
	}
	for _, scheme := range []string{"dark", "light"} {
		b.look(1440, 1200, scheme)
		if weak := eval[[]string](b, contrast); len(weak) > 0 {
			t.Errorf("in %s: too little contrast: %s", scheme, strings.Join(weak, "; "))
		}
	}
	b.look(1440, 1200, "dark")
}

// contrast lists the texts whose colour is too near that of what is behind them:
// WCAG's AA asks for 4.5 to 1. The browser itself mixes the colours.
const contrast = `(() => {
  const pixel = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const light = (colours) => {
    pixel.clearRect(0, 0, 1, 1);
    for (const c of colours) { pixel.fillStyle = c; pixel.fillRect(0, 0, 1, 1); }
    const [r, g, b] = [...pixel.getImageData(0, 0, 1, 1).data].map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const weak = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const one = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || one.closest("script, title, noscript")) continue;
    const behind = [];
    for (let e = one; e; e = e.parentElement) behind.unshift(getComputedStyle(e).backgroundColor);
    const node = one.closest(".node");
    if (node) behind.push(getComputedStyle(node.querySelector("rect")).fill);
    const style = getComputedStyle(one), ground = light(behind), ink = light([...behind, node ? style.fill : style.color]);
    const ratio = (Math.max(ground, ink) + 0.05) / (Math.min(ground, ink) + 0.05);
    if (ratio < 4.5) weak.push(texts.currentNode.data.trim() + " " + ratio.toFixed(2));
  }
  return weak;
})()`

func narrow(t *testing.T, b *tab) {
	t.Helper()
	b.look(360, 800, "light")
	if wide := eval[int](b, "document.documentElement.scrollWidth"); wide > 360 {
		t.Errorf("at 360 px the page is %d px wide", wide)
	}
	b.shoot("narrow")
	b.look(1440, 1200, "light")
}

// pause finds the button by keyboard; the page then stands still until it is
// pressed again.
func pause(t *testing.T, b *tab, p *patients) {
	t.Helper()
	eval[any](b, "document.activeElement.blur(), document.body.tabIndex = -1, document.body.focus(), document.body.removeAttribute('tabindex')")
	var reached []string
	for range 40 {
		b.press("Tab", 9)
		reached = append(reached, eval[string](b, "document.activeElement.id || document.activeElement.closest('[id]')?.id || document.activeElement.className"))
	}
	for _, want := range []string{"pause", "n0", "n11", "d0", "d11"} {
		if !strings.Contains(" "+strings.Join(reached, " ")+" ", " "+want+" ") {
			t.Errorf("Tab does not reach %s: %v", want, reached)
		}
	}
	if reached[0] != "skip" {
		t.Errorf("Tab reaches %s first", reached[0])
	}
	eval[any](b, "document.getElementById('pause').focus()")
	if ring := eval[string](b, "getComputedStyle(document.activeElement).outlineStyle"); ring != "solid" {
		t.Errorf("the focus is not seen: its outline is %s", ring)
	}
	b.press(" ", 32)
	b.until("document.getElementById('connection').textContent.startsWith('Paused')")
	p.set("postgres", nil)
	b.press(" ", 32)
	b.until(state("postgres") + " === 'ready'")
}

// silent holds the page to saying nothing on the console and asking nobody else.
func silent(t *testing.T, b *tab, url string) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, said := range b.noise {
		t.Errorf("on the console: %s", said)
	}
	for _, asked := range b.asked {
		if !strings.HasPrefix(asked, url) && !strings.HasPrefix(asked, "data:") && asked != "about:blank" {
			t.Errorf("the page asks for %s", asked)
		}
	}
}

// hostile shows texts that would like to be more than that.
func hostile(t *testing.T, b *tab) {
	t.Helper()
	const bad = `</script><script>window.owned=1</script><img src=x onerror="window.owned=1">"'` + "`"
	units := []runtime.Unit{
		{Name: bad, Package: "javascript:" + bad, Version: bad, Components: []string{"K/" + bad},
			Init: func(context.Context, *runtime.Instance) error { return errors.New(bad) }},
		{Name: "needy", Needs: []string{bad}, Init: func(context.Context, *runtime.Instance) error { return nil }},
	}
	app, url := serve(t, units, status.WithTitle(bad), status.AllowActions())
	if app.Start(context.Background()) == nil {
		t.Fatal("it starts")
	}
	b.look(1440, 900, "light")
	b.visit(url)
	b.until("document.getElementById('connection').textContent === 'Live'")
	if eval[bool](b, "window.owned === 1 || document.images.length > 0 || document.scripts.length !== 1") {
		t.Error("a text became code")
	}
	if got := eval[string](b, "document.querySelector('#p0 .name').textContent"); got != bad {
		t.Errorf("the name is shown as %q", got)
	}
	b.shoot("hostile")
	silent(t, b, url)
}

// many looks at a composition of sixty plugins, one of which does not start.
func many(t *testing.T, b *tab) {
	t.Helper()
	var p patients
	var units []runtime.Unit
	for k := range 60 {
		var needs, after []string
		for _, d := range []int{k - 7, k - 11} {
			if d >= 0 && k%5 != 0 {
				needs = append(needs, units[d].Name)
			}
		}
		if k%9 == 8 {
			after = append(after, units[k/3].Name)
		}
		units = append(units, p.unit(fmt.Sprintf("plugin_%02d", k), []string{fmt.Sprintf("Steps/step_%02d", k)}, needs, after))
	}
	units[33].Init = func(context.Context, *runtime.Instance) error { return errors.New("the licence has ended") }
	app, url := serve(t, units)
	if app.Start(context.Background()) == nil {
		t.Fatal("it starts")
	}
	b.look(1440, 1200, "dark")
	b.visit(url)
	b.until("document.querySelectorAll('tbody tr').length === 60")
	if got := eval[int](b, "[...document.querySelectorAll('.node rect')].filter((r, k, all) => all.some((o) => o !== r && "+
		"o.x.baseVal.value === r.x.baseVal.value && Math.abs(o.y.baseVal.value - r.y.baseVal.value) < 34)).length"); got > 0 {
		t.Errorf("%d nodes lie on others", got)
	}
	b.shoot("many")
	silent(t, b, url)
}
