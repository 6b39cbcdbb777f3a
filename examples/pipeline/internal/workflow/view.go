package workflow

import (
	"fmt"
	"slices"

	"github.com/plugingen/plugingen/examples/pipeline/internal/expression"
)

// view is what a step's expressions can refer to.
type view struct {
	steps []string // before it, in order
	names []string // that steps around it give
}

func (v view) after(step string) view {
	v.steps = append(slices.Clip(v.steps), step)
	return v
}

func (v view) with(names []string) view {
	v.names = append(slices.Clip(v.names), names...)
	return v
}

// check refuses references that lead nowhere whatever happens.
func (l *loader) check(path string, references []expression.Reference, v view) {
	for _, r := range references {
		if message := l.wrong(r, v); message != "" {
			l.add(path, "at character %d: %s", r.Column, message)
		}
	}
}

func (l *loader) wrong(r expression.Reference, v view) string {
	switch {
	case slices.Contains(v.names, r.Name):
		return ""
	case r.Field == "" && known(r.Name):
		return ""
	case r.Name == "variables":
		if !l.anyVar && !l.vars[r.Field] {
			return fmt.Sprintf("nothing sets a variable %q; set are %s", r.Field, list(sortedKeys(l.vars)))
		}
		return ""
	case r.Name == "steps":
		return l.unreachable(r.Field, v)
	case r.Name == "inputs":
		declared := l.flow.declared()
		if _, ok := declared[r.Field]; !ok {
			return fmt.Sprintf("the workflow declares no input %q; it declares %s", r.Field, list(sortedKeys(declared)))
		}
		return ""
	case r.Name == "workflow":
		about := l.flow.about()
		if _, ok := about[r.Field]; !ok {
			return fmt.Sprintf("there is no workflow.%s; there is %s", r.Field, list(sortedKeys(about)))
		}
		return ""
	}
	return fmt.Sprintf("there is no %s here; there is %s", r.Name, list(append(roots(), v.names...)))
}

func roots() []string { return []string{"steps", "variables", "inputs", "workflow"} }

func known(name string) bool { return slices.Contains(roots(), name) }

// unreachable says why a step cannot be referred to; empty where it can.
func (l *loader) unreachable(step string, v view) string {
	if slices.Contains(v.steps, step) {
		return ""
	}
	why := fmt.Sprintf("there is no step %q", step)
	if line, ok := l.lines[step]; ok {
		why = fmt.Sprintf("the step %q in line %d is not done before this one", step, line)
	}
	if len(v.steps) == 0 {
		return why + "; no step is"
	}
	return why + "; done before this one are " + list(v.steps)
}
