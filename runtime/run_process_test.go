//go:build unix

package runtime_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/plugingen/plugingen/runtime"
)

// asked is the variable by which the test's own binary is asked to be a host.
const asked = "PLUGINGEN_TEST_HOST"

// TestRunOfAProcess sends true signals to a host in a process of its own.
func TestRunOfAProcess(t *testing.T) {
	if how := os.Getenv(asked); how != "" {
		host(how)
	}
	for _, c := range []struct {
		how     string
		signals []syscall.Signal // each after a line of the host
		lines   string
		code    int
	}{
		{"ends", []syscall.Signal{syscall.SIGTERM}, "ready, terminating, ended <nil>", 0},
		{"ends", []syscall.Signal{syscall.SIGINT}, "ready, terminating, ended <nil>", 0},
		{"hangs", []syscall.Signal{syscall.SIGINT, syscall.SIGTERM}, "ready, terminating", 143},
		{"hangs", []syscall.Signal{syscall.SIGTERM, syscall.SIGINT}, "ready, terminating", 130},
	} {
		t.Run(fmt.Sprint(c.how, c.signals), func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestRunOfAProcess$")
			cmd.Env = append(os.Environ(), asked+"="+c.how)
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			out, err := cmd.StdoutPipe()
			if err == nil {
				err = cmd.Start()
			}
			if err != nil {
				t.Fatal(err)
			}
			var lines []string
			for s := bufio.NewScanner(out); s.Scan(); {
				lines = append(lines, s.Text())
				if n := len(lines); n <= len(c.signals) {
					cmd.Process.Signal(c.signals[n-1]) //nolint:errcheck // it is seen by what follows
				}
			}
			cmd.Wait() //nolint:errcheck // the code says how it ended
			if got := strings.Join(lines, ", "); got != c.lines || cmd.ProcessState.ExitCode() != c.code {
				t.Errorf("%q, exit code %d, want %q, %d\n%s", got, cmd.ProcessState.ExitCode(), c.lines, c.code, &stderr)
			}
			if dumped := strings.Contains(stderr.String(), "runtime_test.host."); dumped != (c.code > 0) {
				t.Errorf("the stacks are shown: %v\n%s", dumped, &stderr)
			}
		})
	}
}

// host runs an app until it is told to end, and does not return.
func host(how string) {
	u := runtime.Unit{Name: "a", Init: func(_ context.Context, i *runtime.Instance) error {
		i.OnTerminate(func(context.Context) error {
			fmt.Println("terminating")
			if how == "hangs" {
				select {}
			}
			return nil
		})
		return nil
	}}
	a := runtime.NewApp([]runtime.Unit{u}, quiet(), runtime.WithObserver(func(e runtime.Event) {
		if s, ok := e.(runtime.StateChanged); ok && s.To == runtime.Ready {
			fmt.Println("ready")
		}
	}))
	err := a.Run(context.Background())
	fmt.Println("ended", err)
	os.Exit(0)
}
