package workflow

import (
	"fmt"

	"github.com/plugingen/plugingen/examples/pipeline/steptype"
	"github.com/plugingen/plugingen/plugins/schemavalidator"
	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// describe asks a step type about one step; one that does not describe itself says
// nothing. A guard hides what a component has beyond its kind, and once it is taken off
// nothing else contains a panic.
func describe(component pipeline.Step, spec map[string]any) (traits steptype.Traits) {
	d, ok := runtime.Unwrap(component).(steptype.Describer)
	if !ok {
		return steptype.Traits{}
	}
	defer func() {
		if r := recover(); r != nil {
			traits = steptype.Traits{Faults: []schemavalidator.Fault{{
				Path: "/type", Message: fmt.Sprintf("the plugin of this type panicked when it was asked about the step: %v", r),
			}}}
		}
	}()
	return d.Describe(spec)
}
