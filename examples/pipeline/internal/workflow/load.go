package workflow

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
	"github.com/plugingen/plugingen/plugins/schemavalidator"
)

// Load reads and checks a workflow and the workflows that its steps run, which are
// read from below the folder of the first. name is that of the file: .json is read
// as JSON, everything else as YAML. What is wrong with the files comes as
// [jsonyamlbridge.Errors], all of it at once, each with line and column; any other
// error is about the plugins.
func (e *Engine) Load(name string, src []byte) (*Workflow, error) {
	schema, err := e.Schema()
	if err != nil {
		return nil, err
	}
	s := &session{engine: e, schema: schema, dir: filepath.Dir(name), loaded: map[string]*Workflow{}}
	w := s.load(name, filepath.Base(name), src, nil)
	if len(s.faults) > 0 {
		return nil, s.faults
	}
	return w, nil
}

// session is the loading of one workflow with all that it includes.
type session struct {
	engine *Engine
	schema *schemavalidator.Schema
	dir    string               // of the first file
	loaded map[string]*Workflow // by the path below dir; nil while it is loaded, or where it is faulty
	faults jsonyamlbridge.Errors
}

// load reads one file. path is that below the session's folder, above are the
// files that led here.
func (s *session) load(name, path string, src []byte, above []string) *Workflow {
	doc, err := s.engine.Bridge.Parse(name, src)
	if err != nil {
		s.faults = append(s.faults, asFaults(name, err)...)
		s.loaded[path] = nil
		return nil
	}
	l := &loader{session: s, doc: doc, above: append(slices.Clip(above), path), value: doc.Value(), lines: map[string]int{}, vars: map[string]bool{}}
	for _, f := range s.schema.Validate(l.value) {
		if !l.pending(f) {
			l.report(f.AtKey(), placed(doc, f.Path, s.suggest(f)))
		}
	}
	w := l.workflow(name)
	if len(l.faults) == 0 {
		l.askTypes(w.Steps)
	}
	inOrder(l.faults)
	s.faults = append(append(s.faults, l.faults...), l.below...)
	s.loaded[path] = w
	return w
}

// inOrder sorts the faults of one file by their places.
func inOrder(faults jsonyamlbridge.Errors) {
	slices.SortStableFunc(faults, func(a, b *jsonyamlbridge.Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

func asFaults(name string, err error) jsonyamlbridge.Errors {
	if faults, ok := err.(jsonyamlbridge.Errors); ok {
		return faults
	}
	return jsonyamlbridge.Errors{{Name: name, Line: 1, Column: 1, Message: err.Error()}}
}

// loader collects what is wrong with one file.
type loader struct {
	*session
	doc    *jsonyamlbridge.Document
	above  []string // the files that led here, this one last
	value  any
	flow   *Workflow
	lines  map[string]int        // where each step's name stands
	vars   map[string]bool       // the variables that are set anywhere
	anyVar bool                  // a step sets variables whose names are not known yet
	faults jsonyamlbridge.Errors // of this file
	below  jsonyamlbridge.Errors // of the files that it includes
}

// pending says that a fault is about a text with {{...}} whose value is not known
// yet. The step is checked again when it is.
func (l *loader) pending(f schemavalidator.Fault) bool {
	value, ok := lookup(l.value, f.Path)
	if !ok || f.AtKey() {
		return false
	}
	source, ok := value.(string)
	if !ok {
		return false
	}
	t, err := parseTemplate(source)
	switch {
	case err != nil:
		return f.Keyword == "type" // the template's own fault says more
	case t.Single():
		return true
	}
	return !t.Constant() && f.Keyword != "type"
}

// report adds a fault. What a step type says about a key that must not be there takes
// the place of what the schema said about the same key: it knows more.
func (l *loader) report(atKey bool, f *jsonyamlbridge.Error) {
	for i, have := range l.faults {
		if atKey && have.Line == f.Line && have.Column == f.Column {
			l.faults[i] = f
			return
		}
	}
	l.faults = append(l.faults, f)
}

func (l *loader) add(path, format string, args ...any) {
	l.faults = append(l.faults, l.doc.Fault(path, fmt.Sprintf(format, args...)))
}

// workflow reads what the schema cannot tell. What does not have the schema's
// shape has been reported and is passed over.
func (l *loader) workflow(name string) *Workflow {
	root, _ := l.value.(map[string]any)
	keys, _ := root["workflow"].(map[string]any)
	w := &Workflow{
		Name: text(keys, "name"), Description: text(keys, "description"), File: name,
		engine: l.engine, schema: l.schema, doc: l.doc, keys: keys,
	}
	l.flow = w
	globals, _ := keys["global_vars"].(map[string]any)
	for name := range globals {
		l.vars[name] = true
	}
	l.names("/workflow/steps", keys["steps"])
	l.inputDefaults()
	l.defaults()
	l.constants()
	w.Steps = l.steps("/workflow/steps", keys["steps"], view{}, false)
	return w
}

// names collects the names of all steps and variables, at any depth, and refuses the
// name of a step that is taken: results and progress are told by them.
func (l *loader) names(path string, steps any) {
	items, _ := steps.([]any)
	for i, item := range items {
		at := fmt.Sprintf("%s/%d", path, i)
		spec, _ := item.(map[string]any)
		if name := text(spec, "name"); name != "" {
			if line, taken := l.lines[name]; taken {
				l.add(at+"/name", "the name %q is that of the step in line %d", name, line)
			} else {
				l.lines[name], _, _ = l.doc.Position(at + "/name")
			}
		}
		l.variables(spec)
		l.names(at+"/steps", spec["steps"])
	}
}

// variables collects the names of those that a step sets.
func (l *loader) variables(spec map[string]any) {
	s := &Step{Type: text(spec, "type")}
	component, ok := l.engine.Steps.Lookup(s.Type)
	if !ok {
		return
	}
	l.applyDefaults(s, spec)
	traits := describe(component, s.spec)
	for _, name := range traits.Variables {
		l.vars[name] = true
	}
	l.anyVar = l.anyVar || traits.AnyVariable
}

// defaults refuses defaults of step types that there are none of.
func (l *loader) defaults() {
	defaults, _ := l.flow.keys["defaults"].(map[string]any)
	for _, name := range sortedKeys(defaults) {
		if _, ok := l.engine.Steps.Lookup(name); !ok {
			path := "/workflow/defaults/" + escape(name)
			l.faults = append(l.faults, l.doc.KeyFault(path, missing("step type", name, l.engine.Steps.Names())))
		}
	}
}

// constants refuses {{...}} where nothing would replace it.
func (l *loader) constants() {
	for _, key := range []string{"name", "version", "workspace_dir", "output_dir", "checkpoint_dir", "inputs", "global_vars"} {
		walk(l.flow.keys[key], "/workflow/"+key, func(path, _, source string) {
			if strings.Contains(source, "{{") {
				l.add(path, "{{...}} is replaced in steps only, not in %s", key)
			}
		})
	}
}
