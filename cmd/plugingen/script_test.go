package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"plugingen": main})
}

func TestScripts(t *testing.T) {
	environment := goEnvironment(t)
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			for name, value := range environment {
				env.Setenv(name, value)
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits,
			"host":  host,
		},
	})
}

// goEnvironment shares the caches of the outer environment with the scripts,
// and takes the network away from them.
func goEnvironment(t *testing.T) map[string]string {
	t.Helper()
	runtimeDir, err := filepath.Abs(filepath.Join("..", "..", "runtime"))
	if err != nil {
		t.Fatal(err)
	}
	environment := map[string]string{
		"RUNTIME":     runtimeDir,
		"GOFLAGS":     "-mod=mod",
		"GOPROXY":     "off",
		"GOSUMDB":     "off",
		"GOWORK":      "off",
		"GOTOOLCHAIN": "local",
	}
	names := []string{"GOCACHE", "GOPATH", "GOMODCACHE"}
	out, err := exec.Command("go", append([]string{"env"}, names...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	for i, value := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		environment[names[i]] = strings.TrimSpace(value)
	}
	environment["HOME"] = os.Getenv("HOME")
	return environment
}

// exits runs a command and checks its exit code: exits CODE COMMAND [ARG...].
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARG...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// host makes a folder the root of a host module that finds the runtime:
// host DIR MODULE.
func host(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: host DIR MODULE")
	}
	const runtimeModule = "github.com/plugingen/plugingen/runtime"
	text := "module " + args[1] + "\n\ngo 1.24.0\n\nrequire " + runtimeModule + " v0.0.0\n\nreplace " +
		runtimeModule + " => " + strconv.Quote(ts.Getenv("RUNTIME")) + "\n"
	dir := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(dir, 0o755))
	ts.Check(os.WriteFile(filepath.Join(dir, "go.mod"), []byte(text), 0o644))
}
