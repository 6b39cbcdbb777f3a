package workflow

import (
	"errors"
	"fmt"
	"strings"

	"github.com/plugingen/plugingen/plugins/schemavalidator"
	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// askTypes asks the types of steps that can tell beforehand whether a step is in order. It
// comes last, since what has been found until then hides the rest.
func (l *loader) askTypes(steps []*Step) {
	for _, s := range steps {
		c, ok := runtime.Unwrap(s.component).(pipeline.Checker)
		if ok && s.known() {
			l.checked(s, ask(c, pipeline.StepRequest{
				Name: s.Name, Type: s.Type, Spec: s.spec, Provider: s.service, ProviderName: s.Provider, Workflow: l.flow.keys,
			}))
		}
		if s.included == nil {
			l.askTypes(s.Steps)
		}
	}
}

// known reports whether only the step's inputs, and where they come from, wait for values.
func (s *Step) known() bool {
	for path := range s.templates {
		if !strings.HasPrefix(path, "/inputs") && !strings.HasSuffix(path, "/template") {
			return false
		}
	}
	return true
}

// ask contains a panic: no guard does it here.
func ask(c pipeline.Checker, req pipeline.StepRequest) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the plugin of this type panicked when it was asked about the step: %v", r)
		}
	}()
	return c.Check(req)
}

// checked reports an error at its places in the step where it has some.
func (l *loader) checked(s *Step, err error) {
	if err == nil {
		return
	}
	var spec interface {
		StepFaults() []schemavalidator.Fault
	}
	if !errors.As(err, &spec) {
		l.add(s.place("/type"), "%v", err)
		return
	}
	for _, f := range spec.StepFaults() {
		l.report(f.AtKey(), s.placed(f))
	}
}
