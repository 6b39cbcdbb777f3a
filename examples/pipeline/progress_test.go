package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/plugingen/plugingen/examples/pipeline/internal/workflow"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// TestProgressOnATerminal plays a run and looks at what a terminal would get.
func TestProgressOnATerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var screen bytes.Buffer
		p := begin(output{stdout: &screen, stderr: io.Discard}, true, 60)
		loop := &workflow.Step{Name: "loop", Type: "for_loop"}
		inner := &workflow.Step{Name: "inner", Type: "test_echo"}
		p.event(workflow.Event{Step: loop, State: workflow.Running})
		p.event(workflow.Event{Step: inner, Around: []string{"loop[0]"}, State: workflow.Running})
		time.Sleep(450 * time.Millisecond)
		p.event(workflow.Event{Step: inner, Around: []string{"loop[0]"}, State: workflow.Done})
		p.event(workflow.Event{Step: loop, State: workflow.Done, Duration: 450 * time.Millisecond, Result: pipeline.StepResult{Values: map[string]any{"success": true}}})
		p.close()
		p.close()
		want := []string{
			"loop (for_loop) running 0s", "loop (for_loop) running 0s: [0] inner", "loop (for_loop) running 200ms: [0] inner",
			"loop (for_loop) running 400ms: [0] inner", "loop (for_loop) running 500ms", "\nloop (for_loop) done in 450ms\n  success: true\n", "",
		}
		got := strings.TrimPrefix(screen.String(), eraseLine)
		if got != strings.Join(want, eraseLine) {
			t.Errorf("got %q", got)
		}
	})
}

func TestALongLineIsCut(t *testing.T) {
	var screen bytes.Buffer
	p := begin(output{stdout: &screen, stderr: io.Discard}, true, 30)
	p.event(workflow.Event{Step: &workflow.Step{Name: "a_step_with_a_long_name", Type: "test_echo"}, State: workflow.Running})
	p.close()
	if got := screen.String(); got != eraseLine+"a_step_with_a_long_name (t..."+eraseLine {
		t.Errorf("got %q", got)
	}
}

func TestWhatIsNoTerminal(t *testing.T) {
	file, err := os.Create(t.TempDir() + "/f")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, w := range []io.Writer{file, &bytes.Buffer{}} {
		if isTerminal(w) {
			t.Errorf("%T is taken for a terminal", w)
		}
	}
	t.Setenv("TERM", "dumb")
	if null, err := os.Open(os.DevNull); !errors.Is(err, os.ErrNotExist) {
		defer null.Close()
		if isTerminal(null) {
			t.Error("TERM=dumb is not asked")
		}
	}
}
