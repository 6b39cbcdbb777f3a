package coresteps

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/plugingen/plugingen/examples/pipeline/internal/atomicfile"
	"github.com/plugingen/plugingen/examples/pipeline/steptype"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// fileOps is the step file_ops.
type fileOps struct{ plugin *Plugin }

// operationKeys are the keys that an operation needs, and those that it may have.
func operationKeys(operation string) (needs, may []string) {
	switch operation {
	case "copy":
		return []string{"source", "destination"}, []string{"from"}
	case "move":
		return []string{"source", "destination"}, nil
	case "delete":
		return []string{"path"}, nil
	case "list":
		return nil, []string{"path", "from", "pattern"}
	case "read":
		return []string{"path"}, []string{"from", "format"}
	case "write":
		return []string{"path", "content"}, []string{"columns"}
	case "validate":
		return []string{"path"}, []string{"from", "min_size"}
	case "convert":
		return []string{"source", "destination"}, []string{"from", "format", "columns"}
	}
	return nil, nil
}

// Describe checks that the operation has its keys and no others.
func (fileOps) Describe(spec map[string]any) steptype.Traits {
	needs, may := operationKeys(text(spec, "operation"))
	if needs == nil && may == nil {
		may = []string{"path", "source", "destination", "from", "content", "pattern", "min_size", "format", "columns"}
	}
	traits := steptype.Traits{Faults: only(spec, append([]string{"operation"}, needs...), may...)}
	for i, f := range traits.Faults {
		if f.Path != "" && len(needs)+len(may) > 0 && slices.Contains(fileOpsKeys(), f.Path[1:]) {
			traits.Faults[i] = unknown(f.Path, "the operation %s has no key %q", text(spec, "operation"), f.Path[1:])
		}
	}
	if pattern := text(spec, "pattern"); pattern != "" {
		if _, err := path.Match(pattern, ""); err != nil {
			traits.Faults = append(traits.Faults, wrong("/pattern", "the pattern %q is not understood", pattern))
		}
	}
	return traits
}

func fileOpsKeys() []string {
	return []string{"path", "source", "destination", "from", "content", "pattern", "min_size", "format", "columns"}
}

// Run does the operation.
func (f fileOps) Run(ctx context.Context, req pipeline.StepRequest) (pipeline.StepResult, error) {
	if err := ctx.Err(); err != nil {
		return pipeline.StepResult{}, err
	}
	w, err := openWork(req)
	if err != nil {
		return pipeline.StepResult{}, err
	}
	defer w.close()
	operations := map[string]func(*work) (map[string]any, error){
		"copy": copyFile, "move": moveFile, "delete": deleteFile, "list": listFiles, "read": f.plugin.readFile,
		"write": f.plugin.writeFile, "validate": validateFile, "convert": f.plugin.convertFile,
	}
	run, ok := operations[text(req.Spec, "operation")]
	if !ok {
		return pipeline.StepResult{}, failure("/operation", "there is no such operation")
	}
	values, err := run(w)
	if err != nil {
		return pipeline.StepResult{}, err
	}
	return result(values), nil
}

// work is one operation with the folders that it may touch.
type work struct {
	spec      map[string]any
	workspace *os.Root // where files are written
	source    *os.Root // where files are read; may be the same
}

func openWork(req pipeline.StepRequest) (*work, error) {
	workspace, err := folder(req, "workspace_dir")
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(workspace, 0o777); err != nil {
		return nil, err
	}
	w := &work{spec: req.Spec}
	if w.workspace, err = os.OpenRoot(workspace); err != nil {
		return nil, err
	}
	w.source = w.workspace
	if text(req.Spec, "from") == "workflow" {
		w.source, err = openFolder(req, "dir")
	}
	return w, err
}

// folder asks the host for one of the workflow's folders.
func folder(req pipeline.StepRequest, name string) (string, error) {
	scope, err := lent(req)
	if err != nil {
		return "", err
	}
	v, err := scope.Eval("workflow."+name, nil)
	if err != nil {
		return "", err
	}
	dir, ok := v.(string)
	if !ok {
		return "", fmt.Errorf("the host does not say workflow.%s", name)
	}
	return dir, nil
}

func openFolder(req pipeline.StepRequest, name string) (*os.Root, error) {
	dir, err := folder(req, name)
	if err != nil {
		return nil, err
	}
	return os.OpenRoot(dir)
}

// close has nothing to report: nothing is written through a folder's handle.
func (w *work) close() {
	w.workspace.Close()
	if w.source != nil {
		w.source.Close()
	}
}

// name is a file that a key names, for the system.
func (w *work) name(key string) string { return filepath.FromSlash(cmp.Or(text(w.spec, key), ".")) }

// maxFile is the size of a file that is read into memory, in bytes.
const maxFile = 64 << 20

// read reads the file that a key names.
func (w *work) read(key string) ([]byte, error) {
	content, err := readIn(w.source, w.name(key))
	if err != nil {
		return nil, at("/"+key, err)
	}
	return content, nil
}

func readIn(root *os.Root, name string) ([]byte, error) {
	file, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is no file", filepath.ToSlash(name))
	case info.Size() > maxFile:
		return nil, fmt.Errorf("%s has %d bytes, and at most %d are read", filepath.ToSlash(name), info.Size(), maxFile)
	}
	content, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if len(content) > maxFile {
		return nil, fmt.Errorf("%s grew beyond %d bytes while it was read", filepath.ToSlash(name), maxFile)
	}
	return content, err
}

func (w *work) write(key string, content []byte) error {
	if err := atomicfile.WriteIn(w.workspace, w.name(key), content, 0o666); err != nil {
		return at("/"+key, err)
	}
	return nil
}
