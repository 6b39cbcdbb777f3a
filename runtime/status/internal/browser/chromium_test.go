package browser

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"
)

// installed finds Chromium, demands it where CI runs, and skips elsewhere.
func installed(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatal("Chromium is not installed: make browser")
	}
	t.Skip("Chromium is not installed; make browser installs it")
	return ""
}

// tab is a page in a browser, spoken to over a pipe in its DevTools protocol.
type tab struct {
	t       *testing.T
	in      io.Writer
	session string

	mu      sync.Mutex
	next    int
	waiting map[int]chan message
	noise   []string // what the page complained of
	asked   []string // the URLs of its requests
}

type message struct {
	ID        int             `json:"id,omitempty"`
	SessionID string          `json:"sessionId,omitempty"`
	Method    string          `json:"method,omitempty"`
	Params    json.RawMessage `json:"params,omitempty"`
	Result    json.RawMessage `json:"result,omitempty"`
	Error     json.RawMessage `json:"error,omitempty"`
}

// patience is how long anything may take, on a machine that does other work.
const patience = 30 * time.Second

var flags = []string{"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
	"--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--force-color-profile=srgb", "--remote-debugging-pipe"}

// open runs a browser with one empty tab until the test ends.
func open(t *testing.T) *tab {
	t.Helper()
	cmd := exec.Command(installed(t), append(flags, "--user-data-dir="+t.TempDir(), "about:blank")...)
	theirIn, in := pipe(t)
	out, theirOut := pipe(t)
	cmd.ExtraFiles = []*os.File{theirIn, theirOut} // it reads 3 and writes 4
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	theirIn.Close()
	theirOut.Close()
	b := &tab{t: t, in: in, waiting: map[int]chan message{}}
	go b.read(bufio.NewReader(out))
	t.Cleanup(func() {
		b.call("Browser.close", nil, nil)
		ended := time.AfterFunc(patience, func() { cmd.Process.Kill() }) //nolint:errcheck // it may be gone already
		cmd.Wait()                                                       //nolint:errcheck // how it ends says nothing
		ended.Stop()
	})
	b.attach()
	return b
}

func pipe(t *testing.T) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	return r, w
}

func (b *tab) attach() {
	var target struct{ TargetID string }
	b.call("Target.createTarget", fields{"url": "about:blank"}, &target)
	var attached struct{ SessionID string }
	b.call("Target.attachToTarget", fields{"targetId": target.TargetID, "flatten": true}, &attached)
	b.session = attached.SessionID
	for _, domain := range []string{"Page", "Runtime", "Network", "Log"} {
		b.call(domain+".enable", nil, nil)
	}
}

// forget leaves the page that is shown, and what was noticed of it.
func (b *tab) forget(t *testing.T) {
	t.Helper()
	b.call("Page.navigate", fields{"url": "about:blank"}, nil)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.noise, b.asked = nil, nil
}

type fields map[string]any

// call asks the browser and reads the answer into result, where there is one.
func (b *tab) call(method string, params fields, result any) {
	b.t.Helper()
	answer := make(chan message, 1)
	b.mu.Lock()
	b.next++
	id := b.next
	b.waiting[id] = answer
	b.mu.Unlock()
	text, err := json.Marshal(message{ID: id, SessionID: b.session, Method: method, Params: raw(b.t, params)})
	if err == nil {
		_, err = b.in.Write(append(text, 0))
	}
	if err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
	select {
	case m := <-answer:
		if m.Error != nil {
			b.t.Fatalf("%s: %s", method, m.Error)
		}
		if result != nil {
			read(b.t, m.Result, result)
		}
	case <-time.After(patience):
		b.t.Fatalf("%s: no answer", method)
	}
}

func (b *tab) read(r *bufio.Reader) {
	for {
		text, err := r.ReadBytes(0)
		if err != nil {
			return
		}
		var m message
		if json.Unmarshal(text[:len(text)-1], &m) != nil {
			continue
		}
		b.mu.Lock()
		if answer := b.waiting[m.ID]; answer != nil && m.ID != 0 {
			answer <- m
			delete(b.waiting, m.ID)
		}
		b.notice(m)
		b.mu.Unlock()
	}
}

// notice keeps what a page should not do, and what it asks for.
func (b *tab) notice(m message) {
	switch m.Method {
	case "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded":
		b.noise = append(b.noise, string(m.Params))
	case "Network.requestWillBeSent":
		var p struct{ Request struct{ URL string } }
		if json.Unmarshal(m.Params, &p) == nil {
			b.asked = append(b.asked, p.Request.URL)
		}
	}
}

// eval returns what a script in the page comes to.
func eval[T any](b *tab, script string) T {
	b.t.Helper()
	var out struct {
		Result           struct{ Value T }
		ExceptionDetails json.RawMessage
	}
	b.call("Runtime.evaluate", fields{"expression": script, "returnByValue": true, "awaitPromise": true}, &out)
	if out.ExceptionDetails != nil {
		b.t.Fatalf("%s: %s", script, out.ExceptionDetails)
	}
	return out.Result.Value
}

// until waits for a script to become true.
func (b *tab) until(script string) {
	b.t.Helper()
	for end := time.Now().Add(patience); !eval[bool](b, script); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			b.t.Fatalf("never true: %s\n%s", script, eval[string](b, "document.body.innerText"))
		}
	}
}

// visit loads a page.
func (b *tab) visit(url string) {
	b.t.Helper()
	b.call("Page.navigate", fields{"url": url}, nil)
	b.until("document.readyState === 'complete' && location.href.startsWith('http')")
}

// look sets the window's size and the user's preferences.
func (b *tab) look(width, height int, scheme string) {
	b.t.Helper()
	b.call("Emulation.setDeviceMetricsOverride", fields{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false}, nil)
	b.call("Emulation.setEmulatedMedia", fields{"features": []fields{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
}

// press presses and releases a key.
func (b *tab) press(key string, code int) {
	b.t.Helper()
	for _, kind := range []string{"rawKeyDown", "keyUp"} {
		b.call("Input.dispatchKeyEvent", fields{"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code}, nil)
	}
}

// shoot writes a picture of the whole page into the folder SCREENSHOTS, where the
// environment names one.
func (b *tab) shoot(name string) {
	b.t.Helper()
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		return
	}
	var shot struct{ Data string }
	b.call("Page.captureScreenshot", fields{"format": "png", "captureBeyondViewport": true}, &shot)
	picture, err := base64.StdEncoding.DecodeString(shot.Data)
	if err = errors.Join(err, os.WriteFile(fmt.Sprintf("%s/%s.png", dir, name), picture, 0o666)); err != nil {
		b.t.Fatal(err)
	}
}

func raw(t *testing.T, v any) json.RawMessage {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func read(t *testing.T, text json.RawMessage, into any) {
	t.Helper()
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}
