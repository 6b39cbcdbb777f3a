// Plugingen composes Go plugins into a program at build time. It reads
// plugin_config.yaml, checks the plugin packages from their source and writes
// the Go that wires them together. `plugingen help` lists the verbs.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"

	"github.com/plugingen/plugingen/gen"
)

// Exit codes, the same for every verb.
const (
	exitClean    = 0 // nothing to report but warnings
	exitFindings = 1 // at least one error in the composition
	exitStale    = 2 // a valid composition, and output that is not what it asks for
	exitFailure  = 3 // the work could not be done
)

// issues is where a failure of our own is reported.
const issues = "https://github.com/plugingen/plugingen/issues"

func main() {
	if startedByVet(os.Args[1:]) {
		serveVet()
	}
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is the whole command: what it was given, its streams, its exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	return runWith(gen.Generate, os.Getenv, args, stdin, stdout, stderr)
}

// generator is the door of the generator; tests put their own here.
type generator func(context.Context, gen.Options) (*gen.Result, error)

func runWith(generate generator, env func(string) string, args []string, stdin io.Reader, stdout, stderr io.Writer) (code int) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	defer func() {
		if r := recover(); r != nil {
			reportPanic(stderr, r)
			code = exitFailure
		}
	}()
	t := &tool{generate: generate, env: env, out: &checkedWriter{w: stdout}, err: stderr}
	root := t.root()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(t.out)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		err = t.out.err
	}
	if err != nil {
		fmt.Fprintf(stderr, "plugingen: %v\n", err)
		return exitFailure
	}
	return t.code
}

// reportPanic tells the user that the failure is ours and what to do with it.
func reportPanic(w io.Writer, cause any) {
	fmt.Fprintf(w, "plugingen: this is a bug in plugingen, not in your code: %v\n\n%s\n"+
		"plugingen %s: please report the lines above at %s\n", cause, debug.Stack(), version(), issues)
}

// version is that of the module this command was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}

// checkedWriter remembers the first error, so that output that was lost (a
// full disk, a closed pipe) never looks like success.
type checkedWriter struct {
	w   io.Writer
	err error
}

func (c *checkedWriter) Write(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	n, err := c.w.Write(p)
	c.err = err
	return n, err
}
