package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"slices"
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

// verb is one word of the command line.
type verb struct {
	name      string
	arguments string // as the help shows them
	about     string // one line
	help      string // its flags, a line each; empty where it has none
	least     int    // how many arguments
	most      int

	// setup declares the flags and returns what the verb does once they are read. It
	// gets the started plugins.
	setup func(*flag.FlagSet) action
}

type action func(context.Context, *Composition, []string, output) int

// plain is the setup of a verb without flags.
func plain(run action) func(*flag.FlagSet) action {
	return func(*flag.FlagSet) action { return run }
}

// verbs are in the order of the help.
func verbs() []verb {
	return []verb{
		{"run", "FILE", "check a workflow and run its steps", runHelp, 1, 1, setupRun},
		{"optimize", "FILE", "let a step learn from examples, and store what is better", optimizeHelp, 1, 1, setupOptimize},
		{"evaluate", "FILE", "score a step on examples that it did not learn from", evaluateHelp, 1, 1, setupEvaluate},
		{"plugins", "", "the plugins and what they offer", "", 0, 0, plain(showPlugins)},
		{"health", "", "how the plugins are; exit 1 where one is not well", "", 0, 0, plain(showHealth)},
		{"serve", "[FILE]", "a page that shows the plugins, until a signal; runs FILE meanwhile", serveHelp, 0, 1, setupServe},
	}
}

const jsonHelp = "  --json            one JSON object in place of text\n"

// usage is the help of the program.
func usage() string {
	var b strings.Builder
	b.WriteString("host runs workflows with the plugins of this program.\n\n")
	for _, v := range verbs() {
		fmt.Fprintf(&b, "  host %-13s %s\n", strings.TrimSpace(v.name+" "+v.arguments), v.about)
	}
	return b.String() + "\n" + jsonHelp + "  --help            of the program, and of a verb after it\n"
}

// form is how a verb is written.
func (v verb) form() string { return strings.TrimSpace("host " + v.name + " " + v.arguments) }

// usage is the help of a verb.
func (v verb) usage() string {
	return v.form() + ": " + v.about + "\n\n" + v.help + jsonHelp
}

// execute is the program without its process: arguments in, exit code out.
func execute(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	out := output{stdout: stdout, stderr: stderr}
	rest, err := out.leading(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return out.write([]byte(usage()))
	case err != nil:
		return out.misuse(err, usage())
	case len(rest) == 0:
		return out.misuse(errors.New("a verb is missing"), usage())
	}
	i := slices.IndexFunc(verbs(), func(v verb) bool { return v.name == rest[0] })
	if i < 0 {
		return out.misuse(fmt.Errorf("there is no verb %q", rest[0]), usage())
	}
	return verbs()[i].execute(ctx, rest[1:], out)
}

func (v verb) execute(ctx context.Context, args []string, out output) int {
	flags := newFlags()
	run := v.setup(flags)
	args, err := out.all(flags, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return out.write([]byte(v.usage()))
	case err != nil:
		return out.misuse(err, v.usage())
	case len(args) < v.least || len(args) > v.most:
		return out.misuse(fmt.Errorf("the form is %s, and %d arguments were given", v.form(), len(args)), v.usage())
	}
	return withPlugins(ctx, out, func(c *Composition) int { return run(ctx, c, args, out) })
}

func newFlags() *flag.FlagSet {
	flags := flag.NewFlagSet("host", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	return flags
}

// leading takes the flags before the verb, and returns the verb with what is behind.
func (o *output) leading(args []string) ([]string, error) {
	flags := newFlags()
	flags.BoolVar(&o.asJSON, "json", false, "")
	err := flags.Parse(args)
	return flags.Args(), err
}

// all takes the flags before, between and after the arguments, which it returns.
func (o *output) all(flags *flag.FlagSet, args []string) (rest []string, err error) {
	flags.BoolVar(&o.asJSON, "json", o.asJSON, "")
	for len(args) > 0 {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		if flags.NArg() == 0 {
			break
		}
		rest, args = append(rest, flags.Arg(0)), flags.Args()[1:]
	}
	return rest, nil
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
