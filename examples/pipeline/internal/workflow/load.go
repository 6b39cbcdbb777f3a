package workflow

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
	"github.com/plugingen/plugingen/plugins/schemavalidator"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// Workflow is a file that was found valid. It is only read.
type Workflow struct {
	Name        string
	Description string
	Steps       []Step // at least one, names all different
}

// Step is one step with the components that will run it.
type Step struct {
	Name         string
	Type         string
	Provider     string // the name; empty where the step names none
	spec         map[string]any
	step         pipeline.Step
	modelService pipeline.Provider
}

// Load reads and checks a workflow. name is that of the file: .json is read as
// JSON, everything else as YAML. What is wrong with the file comes as
// [jsonyamlbridge.Errors], all of it at once, each with line and column; any
// other error is about the plugins.
func (e *Engine) Load(name string, src []byte) (*Workflow, error) {
	doc, err := e.Bridge.Parse(name, src)
	if err != nil {
		return nil, err
	}
	schema, err := e.Schema()
	if err != nil {
		return nil, err
	}
	l := &loader{engine: e, doc: doc}
	for _, f := range schema.Validate(doc.Value()) {
		l.fault(f)
	}
	w := l.workflow()
	if len(l.faults) > 0 {
		slices.SortStableFunc(l.faults, func(a, b *jsonyamlbridge.Error) int {
			return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
		})
		return nil, l.faults
	}
	return w, nil
}

// loader collects what is wrong with one file.
type loader struct {
	engine *Engine
	doc    *jsonyamlbridge.Document
	faults jsonyamlbridge.Errors
}

// fault places a validator's fault: a key that must not be there at the key, all
// else at the value.
func (l *loader) fault(f schemavalidator.Fault) {
	if f.Keyword == "additionalProperties" || f.Keyword == "propertyNames" {
		l.faults = append(l.faults, l.doc.KeyFault(f.Path, f.Message))
		return
	}
	message := f.Message
	if f.Keyword == "not" && strings.HasSuffix(f.SchemaPath, "/steps/items/not") {
		message = "a step has either provider or capabilities"
	}
	l.faults = append(l.faults, l.doc.Fault(f.Path, message))
}

func (l *loader) add(path, format string, args ...any) {
	l.faults = append(l.faults, l.doc.Fault(path, fmt.Sprintf(format, args...)))
}

// workflow reads what the schema cannot tell: names that are taken and
// components that are not there. What does not have the schema's shape has been
// reported and is passed over.
func (l *loader) workflow() *Workflow {
	root, _ := l.doc.Value().(map[string]any)
	m, _ := root["workflow"].(map[string]any)
	w := &Workflow{Name: text(m, "name"), Description: text(m, "description")}
	steps, _ := m["steps"].([]any)
	first := map[string]int{}
	for i, item := range steps {
		spec, ok := item.(map[string]any)
		if !ok {
			continue
		}
		s := l.step(fmt.Sprintf("/workflow/steps/%d", i), spec)
		if n, taken := first[s.Name]; taken && s.Name != "" {
			l.add(fmt.Sprintf("/workflow/steps/%d/name", i), "the name %q is that of step %d", s.Name, n+1)
		} else {
			first[s.Name] = i
		}
		w.Steps = append(w.Steps, s)
	}
	return w
}

func (l *loader) step(path string, spec map[string]any) Step {
	s := Step{Name: text(spec, "name"), Type: text(spec, "type"), Provider: text(spec, "provider"), spec: spec}
	found := false
	if s.step, found = l.engine.Steps.Lookup(s.Type); !found && s.Type != "" {
		l.add(path+"/type", "there is no step type %q; the plugins offer %s", s.Type, list(l.engine.Steps.Names()))
	}
	if _, ok := spec["capabilities"].([]any); ok {
		s.Provider, s.modelService = l.capable(path, spec["capabilities"].([]any))
		return s
	}
	if s.Provider == "" {
		return s
	}
	if s.modelService, found = l.engine.Providers.Lookup(s.Provider); !found {
		l.add(path+"/provider", "there is no provider %q; the plugins offer %s", s.Provider, list(l.engine.Providers.Names()))
	}
	return s
}

// capable finds the first provider with all the capabilities.
func (l *loader) capable(path string, items []any) (string, pipeline.Provider) {
	var wanted []string
	for _, item := range items {
		if s, ok := item.(string); ok {
			wanted = append(wanted, s)
		}
	}
	if len(wanted) != len(items) || len(wanted) == 0 {
		return "", nil // reported by the schema
	}
	if fit := l.engine.Providers.WithCapabilities(wanted...); len(fit) > 0 {
		return fit[0].Name, fit[0].Value
	}
	var have []string
	for name, c := range l.engine.Providers.All() {
		have = append(have, fmt.Sprintf("%s (%s)", name, strings.Join(c.Capabilities, ", ")))
	}
	l.add(path+"/capabilities", "no provider has %s; there is %s", strings.Join(wanted, " and "), list(have))
	return "", nil
}

func text(m map[string]any, key string) string {
	s, _ := m[key].(string)
	return s
}

func list(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
