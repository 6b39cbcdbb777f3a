package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/plugingen/plugingen/examples/pipeline/internal/workflow"
)

// redraw is how often the line of what runs is drawn anew on a terminal.
const redraw = 200 * time.Millisecond

// progress shows the steps of a run: each with its state, duration and result when
// it has ended, and on a terminal, in one last line that is redrawn, what runs now.
type progress struct {
	mu     sync.Mutex
	out    output
	failed int // the exit code where the output could not be written
	live   bool
	width  int
	begun  time.Time
	step   *workflow.Step // the one that runs, not inside another; nil where none does
	inside []string       // what runs inside of it
	stop   chan struct{}
	ended  sync.WaitGroup
}

// newProgress begins for an output as it is. close must be called.
func newProgress(out output) *progress { return begin(out, isTerminal(out.stdout), columns()) }

func begin(out output, live bool, width int) *progress {
	p := &progress{out: out, live: live, width: width, stop: make(chan struct{})}
	if live {
		p.ended.Go(p.tick)
	}
	return p
}

// isTerminal goes by the mode of the file: a terminal is a character device. The null
// device is one as well, and what is written there does not matter.
func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// columns is the width that a line may have without being broken: the system is not
// asked, because that differs between systems.
func columns() int {
	const usual = 80
	var n int
	if _, err := fmt.Sscan(os.Getenv("COLUMNS"), &n); err != nil || n < 20 {
		return usual
	}
	return n
}

// close ends the redrawing. It may be called again.
func (p *progress) close() {
	p.mu.Lock()
	if p.live {
		p.erase()
		p.live = false
		close(p.stop)
	}
	p.mu.Unlock()
	p.ended.Wait()
}

func (p *progress) code() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.failed
}

func (p *progress) tick() {
	ticker := time.NewTicker(redraw)
	defer ticker.Stop()
	for {
		select {
		case <-p.stop:
			return
		case <-ticker.C:
			p.mu.Lock()
			p.draw()
			p.mu.Unlock()
		}
	}
}

// event is told by the run.
func (p *progress) event(e workflow.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case len(e.Around) > 0:
		p.within(e)
	case e.State == workflow.Running:
		p.step, p.begun, p.inside = e.Step, time.Now(), nil
	default:
		p.step = nil
		p.erase()
		p.write(summary(e))
	}
	p.draw()
}

// within keeps the list of what runs inside the step.
func (p *progress) within(e workflow.Event) {
	name := strings.Join(append(append([]string{}, e.Around[1:]...), e.Step.Name), " > ")
	if label := strings.TrimPrefix(e.Around[0], p.stepName()); label != "" {
		name = label + " " + name
	}
	for i, have := range p.inside {
		if have == name {
			p.inside = append(p.inside[:i], p.inside[i+1:]...)
			break
		}
	}
	if e.State == workflow.Running {
		p.inside = append(p.inside, name)
	}
}

func (p *progress) stepName() string {
	if p.step == nil {
		return ""
	}
	return p.step.Name
}

func summary(e workflow.Event) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "\n%s (%s) %s", e.Step.Name, e.Step.Type, e.State)
	if e.State != workflow.Restored {
		fmt.Fprintf(&b, " in %s", e.Duration.Round(time.Millisecond))
	}
	b.WriteByte('\n')
	values(&b, e.Result.Values)
	return b.Bytes()
}

// print writes text above the line that is redrawn.
func (p *progress) print(text []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.erase()
	p.write(text)
}

func (p *progress) write(text []byte) { p.failed = max(p.failed, p.out.write(text)) }

// The two sequences of ECMA-48 that are used: back to the first column, and erase
// the line.
const eraseLine = "\r\x1b[2K"

func (p *progress) erase() {
	if p.live {
		p.write([]byte(eraseLine))
	}
}

// draw writes what runs, cut so that it stays one line.
func (p *progress) draw() {
	if !p.live || p.step == nil {
		return
	}
	line := fmt.Sprintf("%s (%s) running %s", p.step.Name, p.step.Type, time.Since(p.begun).Round(100*time.Millisecond))
	if len(p.inside) > 0 {
		line += ": " + strings.Join(p.inside, ", ")
	}
	if r := []rune(line); len(r) >= p.width {
		line = string(r[:p.width-4]) + "..."
	}
	p.write([]byte(eraseLine + line))
}
