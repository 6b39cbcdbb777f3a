package workflow

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/examples/pipeline/internal/expression"
	"github.com/plugingen/plugingen/examples/pipeline/steptype"
	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
	"github.com/plugingen/plugingen/plugins/schemavalidator"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// Workflow is a file that was found valid. It is only read, so it may run several
// times, also at once.
type Workflow struct {
	Name        string
	Description string
	File        string  // as it was given to Load
	Steps       []*Step // at least one, names all different

	engine  *Engine
	schema  *schemavalidator.Schema
	doc     *jsonyamlbridge.Document
	keys    map[string]any // what stands under workflow, without the steps
	include []*Workflow    // the files that its steps name, each once
}

// Step is one step with the components that will run it.
type Step struct {
	Name     string
	Type     string
	Provider string  // the name; empty where the step uses none
	Steps    []*Step // the steps inside it; of a step that runs another workflow, that one's

	flow      *Workflow
	path      string          // its JSON Pointer in the file
	spec      map[string]any  // its keys with the defaults, without the steps inside
	defaulted map[string]bool // keys that are from the workflow's defaults

	condition condition
	templates map[string]*expression.Template // by the pointer of their text in spec
	output    *schemavalidator.Schema         // nil where the step has no output_schema
	rules     *steptype.Steps                 // nil where the type has no steps inside
	included  *Workflow                       // that the step runs; nil where it runs none

	component pipeline.Step
	service   pipeline.Provider
}

// dir returns a folder of the workflow: what its key says, relative to the file.
func (w *Workflow) dir(key, otherwise string) string {
	dir := text(w.keys, key)
	if dir == "" {
		dir = otherwise
	}
	if filepath.IsAbs(dir) {
		return filepath.Clean(dir)
	}
	return filepath.Join(filepath.Dir(w.File), dir)
}

func (w *Workflow) workspace() string { return w.dir("workspace_dir", "workspace") }
func (w *Workflow) outputs() string   { return w.dir("output_dir", "outputs") }

// about is what {{workflow.NAME}} reads.
func (w *Workflow) about() map[string]any {
	return map[string]any{
		"name":          w.Name,
		"description":   w.Description,
		"version":       text(w.keys, "version"),
		"file":          w.File,
		"dir":           filepath.Dir(w.File),
		"workspace_dir": w.workspace(),
		"output_dir":    w.outputs(),
	}
}

// place returns where in the file a key of the step stands.
func (s *Step) place(pointer string) string {
	key, _, _ := strings.Cut(strings.TrimPrefix(pointer, "/"), "/")
	if pointer != "" && s.defaulted[unescape(key)] {
		return "/workflow/defaults/" + escape(s.Type) + pointer
	}
	return s.path + pointer
}

// fault is a finding at a key of the step.
func (s *Step) fault(pointer, message string) *jsonyamlbridge.Error {
	return s.flow.doc.Fault(s.place(pointer), message)
}

// placed is a validator's finding in the step.
func (s *Step) placed(f schemavalidator.Fault) *jsonyamlbridge.Error {
	return placed(s.flow.doc, s.place(f.Path), f)
}

// placed shows a key that must not be there at the key, all else at the value.
func placed(doc *jsonyamlbridge.Document, path string, f schemavalidator.Fault) *jsonyamlbridge.Error {
	if f.AtKey() {
		return doc.KeyFault(path, f.Message)
	}
	message := f.Message
	if f.Keyword == "not" && strings.HasSuffix(f.SchemaPath, "/steps/items/not") {
		message = "a step has either provider or capabilities"
	}
	return doc.Fault(path, message)
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

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
