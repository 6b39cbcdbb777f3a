package workflow

import (
	"fmt"
	"maps"
	"strings"

	"github.com/plugingen/plugingen/examples/pipeline/steptype"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// steps reads the steps of one list. Each sees those before it, unless they run at
// the same time.
func (l *loader) steps(path string, value any, v view, concurrent bool) []*Step {
	items, _ := value.([]any)
	var out []*Step
	for i, item := range items {
		spec, ok := item.(map[string]any)
		if !ok {
			continue
		}
		s := l.step(fmt.Sprintf("%s/%d", path, i), spec, v)
		if !concurrent && s.Name != "" {
			v = v.after(s.Name)
		}
		out = append(out, s)
	}
	return out
}

func (l *loader) step(path string, spec map[string]any, v view) *Step {
	s := &Step{Name: text(spec, "name"), Type: text(spec, "type"), flow: l.flow, path: path}
	l.applyDefaults(s, spec)
	traits := l.components(s)
	for _, f := range traits.Faults {
		l.report(f.AtKey(), s.placed(f))
	}
	if value, ok := s.spec["condition"]; ok {
		s.condition = l.condition(s, "/condition", value, v)
	}
	l.expressions(s, traits, v)
	l.texts(s, traits, v)
	l.outputSchema(s)
	l.inside(s, spec, traits, v)
	return s
}

// applyDefaults sets the step's keys: its own, and those of the workflow's
// defaults that it does not have.
func (l *loader) applyDefaults(s *Step, spec map[string]any) {
	s.spec = maps.Clone(spec)
	delete(s.spec, "steps")
	all, _ := l.flow.keys["defaults"].(map[string]any)
	defaults, _ := all[s.Type].(map[string]any)
	s.defaulted = map[string]bool{}
	for key, value := range defaults {
		_, own := spec[key]
		_, provider := spec["provider"]
		_, capabilities := spec["capabilities"]
		if own || key == "provider" && capabilities || key == "capabilities" && provider {
			continue
		}
		s.spec[key], s.defaulted[key] = value, true
	}
}

// components finds the step's type and its provider, and returns what the type
// tells about the step.
func (l *loader) components(s *Step) steptype.Traits {
	component, found := l.engine.Steps.Lookup(s.Type)
	if !found && s.Type != "" {
		l.add(s.place("/type"), "%s", missing("step type", s.Type, l.engine.Steps.Names()))
	}
	s.component = component
	var traits steptype.Traits
	if found {
		traits = describe(component, s.spec)
	}
	s.Provider, s.service = l.provider(s, traits.Provider)
	return traits
}

// provider is the one that the step names, or the first that has what is asked
// for: by the step, or else by its type.
func (l *loader) provider(s *Step, wanted []string) (string, pipeline.Provider) {
	if name := text(s.spec, "provider"); name != "" {
		service, found := l.engine.Providers.Lookup(name)
		if !found {
			l.add(s.place("/provider"), "%s", missing("provider", name, l.engine.Providers.Names()))
		}
		return name, service
	}
	place := s.place("/type")
	if items, ok := s.spec["capabilities"].([]any); ok {
		if wanted = words(items); len(wanted) != len(items) {
			return "", nil // reported by the schema
		}
		place = s.place("/capabilities")
	}
	if len(wanted) == 0 {
		return "", nil
	}
	if fit := l.engine.Providers.WithCapabilities(wanted...); len(fit) > 0 {
		return fit[0].Name, fit[0].Value
	}
	var have []string
	for name, c := range l.engine.Providers.All() {
		have = append(have, fmt.Sprintf("%s (%s)", name, strings.Join(c.Capabilities, ", ")))
	}
	l.add(place, "no provider has %s; there is %s", strings.Join(wanted, " and "), list(have))
	return "", nil
}

func words(items []any) []string {
	var out []string
	for _, item := range items {
		if s, ok := item.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

func (l *loader) outputSchema(s *Step) {
	schema, ok := s.spec["output_schema"]
	if !ok {
		return
	}
	var err error
	if s.output, err = l.compile(schema); err != nil {
		l.schemaFault(s.place("/output_schema"), err)
	}
}

// inside reads the steps inside a step, or the workflow that it runs.
func (l *loader) inside(s *Step, spec map[string]any, traits steptype.Traits, v view) {
	steps, has := spec["steps"]
	s.rules = traits.Steps
	switch {
	case s.component == nil:
		l.steps(s.path+"/steps", steps, v, false) // for what is wrong in them
	case has && s.rules == nil:
		l.faults = append(l.faults, l.doc.KeyFault(s.path+"/steps", fmt.Sprintf("a step of type %s has no steps inside", s.Type)))
	case has:
		s.Steps = l.steps(s.path+"/steps", steps, v.with(s.rules.Names), s.rules.Concurrent)
	case s.rules != nil:
		l.add(s.path, "the key %q is missing", "steps")
	}
	if traits.Include != "" {
		l.included(s, traits.Include)
	}
}
