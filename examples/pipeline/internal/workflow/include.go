package workflow

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/examples/pipeline/internal/atomicfile"
	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
)

// included loads the workflow that a step runs. Its faults stand in its own file.
func (l *loader) included(s *Step, pointer string) {
	value, ok := lookup(s.spec, pointer)
	name, isText := value.(string)
	if !ok || !isText {
		return // reported by the schema
	}
	place := s.place(pointer)
	if strings.Contains(name, "{{") {
		l.add(place, "the file is read when the workflow is loaded, so its name cannot have {{...}}")
		return
	}
	path := filepath.Join(filepath.Dir(l.above[len(l.above)-1]), filepath.FromSlash(name))
	if filepath.IsAbs(name) || !filepath.IsLocal(path) {
		l.add(place, "the file %s is not below the folder of the first workflow", name)
		return
	}
	if from := slices.Index(l.above, path); from >= 0 {
		l.add(place, "the workflow runs itself without end: %s", strings.Join(append(slices.Clone(l.above[from:]), path), " -> "))
		return
	}
	if s.included = l.file(place, path); s.included == nil {
		return
	}
	s.Steps = s.included.Steps
	if !slices.Contains(l.flow.include, s.included) {
		l.flow.include = append(l.flow.include, s.included)
	}
	l.handedOver(s)
}

// file loads a file once, however many steps run it.
func (l *loader) file(place, path string) *Workflow {
	if w, ok := l.loaded[path]; ok {
		return w
	}
	src, err := readBelow(l.dir, path)
	if err != nil {
		l.add(place, "the workflow cannot be read: %v", atomicfile.Plain(err))
		return nil
	}
	before := len(l.session.faults)
	w := l.load(filepath.Join(l.dir, path), path, src, l.above)
	found := l.session.faults[before:]
	// The faults of the file that includes come first.
	l.below = append(l.below, found...)
	l.session.faults = l.session.faults[:before:before]
	return w
}

// maxWorkflow is the size of a workflow file, in bytes.
const maxWorkflow = 10 << 20

// readBelow reads a file without leaving a folder, by a link or otherwise.
func readBelow(dir, path string) ([]byte, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	info, err := root.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no file", path)
	}
	if info.Size() > maxWorkflow {
		return nil, fmt.Errorf("%s has %d bytes, and at most %d are read", path, info.Size(), maxWorkflow)
	}
	return root.ReadFile(path)
}

// handedOver checks the key `inputs` of a step that runs a workflow.
func (l *loader) handedOver(s *Step) {
	if _, ok := s.spec["inputs"].(string); ok {
		return // {{...}}, so known only when it runs
	}
	given, _ := s.spec["inputs"].(map[string]any)
	declared := s.included.declared()
	for _, name := range sortedKeys(given) {
		path := "/inputs/" + escape(name)
		declaration, ok := declared[name]
		switch {
		case !ok:
			l.faults = append(l.faults, l.doc.KeyFault(s.place(path),
				fmt.Sprintf("%s declares no input %q; it declares %s", s.included.File, name, list(sortedKeys(declared)))))
		case constant(given[name]):
			for _, f := range s.included.inputFaults(declaration, given[name]) {
				l.faults = append(l.faults, s.fault(path, f.Message))
			}
		}
	}
	for _, name := range sortedKeys(declared) {
		if _, ok := given[name]; !ok && declared[name].required() {
			l.faults = append(l.faults, s.fault("/inputs", fmt.Sprintf("the input %q of %s is missing", name, s.included.File)))
		}
	}
}

// constant says that no {{...}} is in a value.
func constant(value any) bool {
	found := false
	walk(value, "", func(_, _, source string) { found = found || strings.Contains(source, "{{") })
	return !found
}

// faultsOf makes an error of faults in one file.
func faultsOf(faults ...*jsonyamlbridge.Error) error {
	inOrder(faults)
	return jsonyamlbridge.Errors(faults)
}
