package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"

	"github.com/plugingen/plugingen/examples/pipeline/internal/workflow"
	"github.com/plugingen/plugingen/plugins/dspy"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// targetHelp is the help of the flags that optimize and evaluate share.
const targetHelp = `  --step NAME       the step, where the workflow has several that can be optimised
  --provider NAME   who answers, in place of the step's own provider
  --seed N          of everything that is drawn; default 1
  --format FORMAT   text or json; json is the same as --json
`

// targetFlags say which step is optimised or evaluated, on what and by whom.
type targetFlags struct {
	data     string
	step     string
	provider string
	seed     uint64
	demos    int // 0 for what the step says
	asJSON   bool
}

func (f *targetFlags) declare(flags *flag.FlagSet) {
	flags.StringVar(&f.data, "data", "", "")
	flags.StringVar(&f.step, "step", "", "")
	flags.StringVar(&f.provider, "provider", "", "")
	flags.Uint64Var(&f.seed, "seed", 1, "")
	flags.Func("demos", "", func(text string) (err error) {
		f.demos, err = whole(text)
		return err
	})
	flags.Func("format", "", func(text string) error {
		f.asJSON = text == "json"
		if text != "json" && text != "text" {
			return errors.New("the formats are text and json")
		}
		return nil
	})
}

// maxDemos is more than any request has room for.
const maxDemos = 1000

func whole(text string) (int, error) {
	var n int
	var rest string
	if read, _ := fmt.Sscanf(text, "%d%s", &n, &rest); read != 1 || n < 1 || n > maxDemos {
		return 0, fmt.Errorf("want a number from 1 to %d", maxDemos)
	}
	return n, nil
}

// target is the step that a verb is about.
type target struct {
	plugin   *dspy.Plugin
	flow     *workflow.Workflow
	step     *workflow.Step
	provider pipeline.Provider // nil for that of the step's type
	name     string            // of the provider
}

// optimisable is the capability of step types that learn from examples.
const optimisable = "dspy_optimization"

// find loads the workflow and picks the step.
func find(c *Composition, file string, f targetFlags) (*target, error) {
	plugin, ok := c.DspyPlugin()
	if !ok {
		return nil, errors.New("dspy_plugin is not running")
	}
	w, err := load(c, file)
	if err != nil {
		return nil, err
	}
	t := &target{plugin: plugin, flow: w}
	if t.step, err = pick(c, w, f.step); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	t.provider, t.name = t.step.Service(), t.step.Provider
	if f.provider == "" {
		return t, nil
	}
	t.name = f.provider
	if t.provider, ok = c.Providers.Lookup(f.provider); !ok {
		return nil, fmt.Errorf("there is no provider %q; the plugins offer %s", f.provider, strings.Join(c.Providers.Names(), ", "))
	}
	return t, nil
}

// pick returns the step of that name, or without a name the only one that can be
// optimised.
func pick(c *Composition, w *workflow.Workflow, name string) (*workflow.Step, error) {
	types := map[string]bool{}
	for _, component := range c.StepTypes.WithCapabilities(optimisable) {
		types[component.Name] = true
	}
	var names []string
	var found *workflow.Step
	for s := range w.All() {
		if !types[s.Type] {
			if s.Name == name {
				return nil, fmt.Errorf("step %s is of type %s, which does not learn from examples", name, s.Type)
			}
			continue
		}
		names = append(names, s.Name)
		if name == "" || s.Name == name {
			found = s
		}
	}
	switch {
	case len(names) == 0:
		return nil, errors.New("no step of the workflow learns from examples")
	case found == nil:
		return nil, fmt.Errorf("there is no step %q; what learns from examples is %s", name, strings.Join(names, ", "))
	case name == "" && len(names) > 1:
		return nil, fmt.Errorf("several steps learn from examples; say which with --step: %s", strings.Join(names, ", "))
	}
	return found, nil
}

// spec is the step as the plugin wants it.
func (t *target) spec() dspy.StepSpec {
	return dspy.StepSpec{Name: t.step.Name, Type: t.step.Type, Spec: t.step.Spec(), Workflow: t.flow.Keys()}
}

// ownProvider is who answers the step in a run.
func (t *target) ownProvider() string {
	switch {
	case t.step.Provider != "":
		return t.step.Provider
	case t.step.Type == "dspy_gemini":
		return "dspy_gemini"
	}
	return "dspy_claude"
}

// title is the line that a report begins with.
func (t *target) title(provider, model string) string {
	s := fmt.Sprintf("step %s (%s), answered by %s", t.step.Name, t.step.Type, provider)
	if model != "" && model != provider {
		s += " (" + model + ")"
	}
	return s + "\n"
}

// errInterrupted is the end of the context: an optimisation is stored when it is through.
var errInterrupted = errors.New("interrupted; what is stored stays as it was")

// placed gives what is wrong with the step its place in the workflow.
func (t *target) placed(err error) error {
	if errors.Is(err, context.Canceled) {
		return errInterrupted
	}
	var spec *dspy.SpecError
	if !errors.As(err, &spec) || len(spec.Faults) == 0 {
		return err
	}
	all := &workflow.StepError{Step: t.step.Name, Err: err}
	for _, f := range spec.Faults {
		message := f.Message
		if strings.Contains(message, "{{") {
			message += "; nothing replaces {{...}} here, where no workflow runs"
		}
		all.Faults = append(all.Faults, t.step.Fault(f.Path, message))
	}
	return all
}

// withTarget is what both verbs begin with: the flags are complete, the step is there.
func withTarget(c *Composition, verb, file string, f targetFlags, out output, run func(*target) int) int {
	if f.data == "" {
		return out.misuse(errors.New("--data FILE is missing"), verbUsage(verb))
	}
	t, err := find(c, file, f)
	if err != nil {
		return out.fail(err)
	}
	return run(t)
}

func verbUsage(name string) string {
	for _, v := range verbs() {
		if v.name == name {
			return v.usage()
		}
	}
	return usage()
}

// warn tells what a person should know on standard error, whatever the format.
func (o output) warn(warnings []string) {
	for _, w := range warnings {
		fmt.Fprintln(o.stderr, "host: warning:", w)
	}
}
