package coresteps

import (
	"cmp"
	"errors"
	"io/fs"
	"path"
	"path/filepath"
)

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
