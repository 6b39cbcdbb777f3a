package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/plugingen/plugingen/examples/pipeline/internal/workflow"
	"github.com/plugingen/plugingen/runtime"
)

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1 // the workflow is not valid or failed, a plugin is not well
	exitUsage  = 2
)

const usage = `host runs workflows with the plugins of this program.

  host run FILE     check a workflow and run its steps
  host plugins      the plugins and what they offer
  host health       how the plugins are; exit 1 where one is not well

  --json            one JSON object in place of text
`

// verb is one word of the command line. Its function gets the started plugins.
type verb struct {
	arguments []string // their names
	run       func(context.Context, *Composition, []string, output) int
}

func verbs() map[string]verb {
	return map[string]verb{
		"run":     {[]string{"FILE"}, runWorkflow},
		"plugins": {nil, showPlugins},
		"health":  {nil, showHealth},
	}
}

// execute is the program without its process: arguments in, exit code out.
func execute(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	name, rest, asJSON, err := parse(args)
	out := output{stdout, stderr, asJSON}
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, usage)
		return exitOK
	case err != nil:
		return out.misuse(err)
	}
	v, ok := verbs()[name]
	if !ok {
		return out.misuse(fmt.Errorf("there is no verb %q", name))
	}
	if len(rest) != len(v.arguments) {
		return out.misuse(fmt.Errorf("the form is host %s, and %d arguments were given", strings.Join(append([]string{name}, v.arguments...), " "), len(rest)))
	}
	return withPlugins(ctx, out, func(c *Composition) int { return v.run(ctx, c, rest, out) })
}

// parse takes the flag before, between and after the other arguments.
func parse(args []string) (name string, rest []string, asJSON bool, err error) {
	flags := flag.NewFlagSet("host", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.BoolVar(&asJSON, "json", false, "")
	for len(args) > 0 {
		if err := flags.Parse(args); err != nil {
			return "", nil, asJSON, err
		}
		if flags.NArg() == 0 {
			break
		}
		rest, args = append(rest, flags.Arg(0)), flags.Args()[1:]
	}
	if len(rest) == 0 {
		return "", nil, asJSON, errors.New("a verb is missing")
	}
	return rest[0], rest[1:], asJSON, nil
}

// stopTimeout bounds the end of a program whose context is over already.
const stopTimeout = 10 * time.Second

// withPlugins starts the plugins, calls f, and stops them whatever came of it.
func withPlugins(ctx context.Context, out output, f func(*Composition) int) int {
	log := slog.New(slog.NewTextHandler(out.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	c := New(runtime.WithLogger(log))
	if err := c.Start(ctx); err != nil {
		return out.fail(fmt.Errorf("the plugins did not start: %w", err))
	}
	code := f(c)
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if err := c.Stop(stopping); err != nil {
		fmt.Fprintln(out.stderr, "host: the plugins did not stop cleanly:", err)
		return max(code, exitFailed)
	}
	return code
}

// engine hands the plugins that the host itself needs to the workflow package.
func engine(c *Composition) (*workflow.Engine, error) {
	bridge, ok := c.JsonYamlBridge()
	if !ok {
		return nil, errors.New("json_yaml_bridge is not running")
	}
	validator, ok := c.EnhancedSchemaValidator()
	if !ok {
		return nil, errors.New("enhanced_schema_validator is not running")
	}
	return &workflow.Engine{
		Bridge:     bridge,
		Validator:  validator,
		Steps:      c.StepTypes,
		Providers:  c.Providers,
		Extensions: c.SchemaExtensions,
	}, nil
}
