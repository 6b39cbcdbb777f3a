package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	dspyengine "github.com/plugingen/plugingen/plugins/dspy/engine"
)

// watch shows what long work is at, in one line of standard error that is drawn
// anew; nothing where standard error is no terminal. It is used by one goroutine at a
// time.
type watch struct {
	w     io.Writer
	live  bool
	width int
	drawn time.Time
	label string // before everything; may be empty
}

func newWatch(out output) *watch {
	return &watch{w: out.stderr, live: isTerminal(out.stderr), width: columns()}
}

// optimising shows an event of an optimisation.
func (p *watch) optimising(e dspyengine.Event) {
	line := string(e.Stage)
	if e.Name != "" && e.Name != line {
		line += " " + e.Name
	}
	if e.Total > 0 {
		line += fmt.Sprintf(": %d of %d", e.Done, e.Total)
	}
	p.show(fmt.Sprintf("%s, best %.3f, %d calls", line, e.Best, e.Usage.Calls))
}

// evaluating shows how many examples are done.
func (p *watch) evaluating(done, total int) {
	p.show(fmt.Sprintf("evaluating: %d of %d", done, total))
}

func (p *watch) show(line string) {
	if !p.live || time.Since(p.drawn) < redraw/2 {
		return
	}
	p.drawn = time.Now()
	line = strings.TrimPrefix(p.label+" "+line, " ")
	if r := []rune(line); len(r) >= p.width {
		line = string(r[:p.width-4]) + "..."
	}
	fmt.Fprint(p.w, eraseLine+line)
}

// close takes the line away.
func (p *watch) close() {
	if p.live {
		fmt.Fprint(p.w, eraseLine)
	}
}
