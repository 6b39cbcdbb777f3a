package coresteps

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
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

func copyFile(w *work) (map[string]any, error) {
	content, err := w.read("source")
	if err != nil {
		return nil, err
	}
	return map[string]any{"path": text(w.spec, "destination"), "size": whole(len(content))}, w.write("destination", content)
}

// moveFile renames, and refuses to replace what is there.
func moveFile(w *work) (map[string]any, error) {
	from, to := w.name("source"), w.name("destination")
	if _, err := w.workspace.Lstat(to); err == nil {
		return nil, failure("/destination", "%s exists already; delete it first", filepath.ToSlash(to))
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, at("/destination", err)
	}
	if below := filepath.Dir(to); below != "." {
		if err := w.workspace.MkdirAll(below, 0o777); err != nil {
			return nil, at("/destination", err)
		}
	}
	if err := w.workspace.Rename(from, to); err != nil {
		return nil, at("/source", err)
	}
	return map[string]any{"path": text(w.spec, "destination")}, nil
}

// deleteFile deletes a file, or a folder that is empty.
func deleteFile(w *work) (map[string]any, error) {
	if err := w.workspace.Remove(w.name("path")); err != nil {
		return nil, at("/path", err)
	}
	return map[string]any{"path": text(w.spec, "path")}, nil
}

// listFiles lists files and folders in the order of their names.
func listFiles(w *work) (map[string]any, error) {
	dir := path.Clean(cmp.Or(text(w.spec, "path"), "."))
	entries, err := fs.ReadDir(w.source.FS(), dir)
	if err != nil {
		return nil, at("/path", err)
	}
	files := []any{}
	for _, entry := range entries {
		if ok, err := path.Match(cmp.Or(text(w.spec, "pattern"), "*"), entry.Name()); err != nil || !ok {
			continue // the pattern itself was checked when the workflow was loaded
		}
		info, err := entry.Info()
		if err != nil {
			return nil, at("/path", err)
		}
		file := map[string]any{"name": entry.Name(), "path": path.Join(dir, entry.Name()), "folder": entry.IsDir()}
		if info.Mode().IsRegular() {
			file["size"] = whole(info.Size())
		}
		files = append(files, file)
	}
	return map[string]any{"files": files, "count": whole(len(files))}, nil
}

func validateFile(w *work) (map[string]any, error) {
	info, err := w.source.Stat(w.name("path"))
	if err != nil {
		return nil, at("/path", err)
	}
	if !info.Mode().IsRegular() {
		return nil, failure("/path", "%s is no file", text(w.spec, "path"))
	}
	if least := integer(w.spec, "min_size", 0); info.Size() < int64(least) {
		return nil, failure("/min_size", "%s has %d bytes, and at least %d are wanted", text(w.spec, "path"), info.Size(), least)
	}
	return map[string]any{"path": text(w.spec, "path"), "size": whole(info.Size())}, nil
}

func (p *Plugin) readFile(w *work) (map[string]any, error) {
	content, err := w.read("path")
	if err != nil {
		return nil, err
	}
	values := map[string]any{"text": string(content), "size": whole(len(content))}
	format := cmp.Or(text(w.spec, "format"), formatOf(text(w.spec, "path")))
	if format == "text" {
		return values, nil
	}
	if values["value"], err = p.decode(text(w.spec, "path"), format, content); err != nil {
		return nil, at("/path", err)
	}
	return values, nil
}

func (p *Plugin) writeFile(w *work) (map[string]any, error) {
	content, isText := w.spec["content"].(string)
	data := []byte(content)
	if !isText {
		var err error
		if data, err = p.encode(formatOf(text(w.spec, "path")), w.spec["content"], columns(w.spec)); err != nil {
			return nil, at("/content", err)
		}
	}
	return map[string]any{"path": text(w.spec, "path"), "size": whole(len(data))}, w.write("path", data)
}

func (p *Plugin) convertFile(w *work) (map[string]any, error) {
	content, err := w.read("source")
	if err != nil {
		return nil, err
	}
	from := cmp.Or(text(w.spec, "format"), formatOf(text(w.spec, "source")))
	to := formatOf(text(w.spec, "destination"))
	value, err := p.decode(text(w.spec, "source"), from, content)
	if err != nil {
		return nil, at("/source", err)
	}
	data, err := p.encode(to, value, columns(w.spec))
	if err != nil {
		return nil, at("/destination", err)
	}
	return map[string]any{"path": text(w.spec, "destination"), "size": whole(len(data)), "value": value}, w.write("destination", data)
}

func columns(spec map[string]any) []string {
	var out []string
	items, _ := spec["columns"].([]any)
	for _, item := range items {
		if s, ok := item.(string); ok {
			out = append(out, s)
		}
	}
	return out
}
