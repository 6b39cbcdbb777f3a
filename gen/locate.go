package gen

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
)

// ConfigName is the configuration file's name where none is given.
const ConfigName = "plugin_config.yaml"

// source is a configuration file, what is laid over it, and the module that the
// output belongs to.
type source struct {
	configFile // the base
	overlays   []configFile
	root       catalog.Root
}

// locate reads the configuration and finds the host's module.
func locate(opts Options) (*source, diag.List, error) {
	dir, err := filepath.Abs(opts.Dir)
	if err != nil {
		return nil, nil, err
	}
	s := &source{configFile: fileOf(dir, cmp.Or(opts.Config, ConfigName))}
	for _, name := range opts.Overlays {
		s.overlays = append(s.overlays, fileOf(dir, name))
	}
	if found := s.read(); len(found) > 0 {
		return s, found.Sorted(), nil
	}
	if err := s.distinct(); err != nil {
		return nil, nil, err
	}
	output := s.outputByFile()
	if opts.Output != "" {
		output = under(dir, opts.Output)
	}
	s.root, err = catalog.FindRoot(output)
	if errors.Is(err, catalog.ErrNoModule) {
		return s, diag.List{s.unsafe("the output directory belongs to no Go module", "run go mod init in the host's directory, or set output.dir to a directory of the host")}, nil
	}
	if err != nil {
		return nil, nil, err
	}
	for _, f := range s.files() {
		f.display = s.root.Rel(f.name)
	}
	return s, s.checkOutput(), nil
}

// outputByFile is the output directory as the configuration says it. It is
// relative to the base, whichever file says it: one overlay serves bases of
// several folders.
func (s *source) outputByFile() string {
	return filepath.Join(filepath.Dir(s.name), filepath.FromSlash(config.OutputDir(s.configFiles()...)))
}

// writesByFile reports whether output goes where the configuration says, so
// that what it wrote to another place is left over. Output that a caller sends
// elsewhere may have several places.
func (s *source) writesByFile() bool { return s.root.Output == s.outputByFile() }

// info tells the configuration from other files; nil where it is gone by now.
func (s *source) info() os.FileInfo {
	info, err := os.Stat(s.name)
	if err != nil {
		return nil
	}
	return info
}

func under(dir, name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(dir, name)
}

func unreadable(display string, overlay bool, err error) diag.Diagnostic {
	what, help := "the configuration", "name the file as an argument, or its directory with -C"
	if overlay {
		what, help = "the overlay", "name a file with --overlay; it is relative to the working directory, or to that of -C"
	}
	why := err
	var pe *os.PathError
	if errors.As(err, &pe) {
		why = pe.Err
	}
	return diag.Diagnostic{
		Code: diag.UnreadableConfig, Position: diag.Position{File: display},
		Message: fmt.Sprintf("%s cannot be read: %v", what, why),
		Help:    help,
	}
}

func (s *source) unsafe(message, help string) diag.Diagnostic {
	return diag.Diagnostic{Code: diag.UnsafeOutput, Position: s.outputPlace(), Message: message, Help: help}
}

// outputPlace is where a file says where output goes, else the base.
func (s *source) outputPlace() diag.Position {
	if cfg, _ := config.ParseFiles(s.configFiles()...); cfg != nil && cfg.Output.Dir.Position.IsValid() {
		return cfg.Output.Dir.Position
	}
	return diag.Position{File: s.display}
}

// checkOutput refuses output that would leave the host's module or land where
// the go command keeps the files.
func (s *source) checkOutput() diag.List {
	rel := s.root.Rel(s.root.Output)
	if slices.Contains(strings.Split(rel, "/"), "vendor") {
		return diag.List{s.unsafe("the output directory is part of vendor, which the go command owns", "set output.dir to a directory of the host's own")}
	}
	if !catalog.Within(realPath(s.root.Dir), realPath(s.root.Output)) {
		return diag.List{s.unsafe("the output directory leads out of the host's module through a symbolic link", "set output.dir to a real directory of the host")}
	}
	for _, name := range []string{catalog.OutputName, lockName, SchemaName} {
		info, err := os.Lstat(filepath.Join(s.root.Output, name))
		if err == nil && !info.Mode().IsRegular() {
			return diag.List{s.unsafe(name+" in the output directory is no regular file", "remove it; plugingen writes a file of its own there")}
		}
	}
	return nil
}

// realPath resolves the symbolic links of a path as far as it exists.
func realPath(name string) string {
	for rest := ""; ; {
		if real, err := filepath.EvalSymlinks(name); err == nil {
			return filepath.Join(real, rest)
		}
		if name == filepath.Dir(name) {
			return filepath.Join(name, rest)
		}
		rest, name = filepath.Join(filepath.Base(name), rest), filepath.Dir(name)
	}
}

// configFromOutput is the configuration relative to the output directory.
func (s *source) configFromOutput() string { return s.fromOutput(s.configFile) }

func (s *source) fromOutput(f configFile) string {
	rel, err := filepath.Rel(s.root.Output, f.name)
	if err != nil {
		return filepath.Base(f.name) // another volume
	}
	return filepath.ToSlash(rel)
}

// file is an output file beside what is there now.
func (s *source) file(name string, content []byte) (File, error) {
	f, err := fileAt(filepath.Join(s.root.Output, name), content)
	f.Path = s.root.Rel(f.Name)
	return f, err
}

// fileAt is a file as it should be beside what is there now; its Path is for
// the caller to say.
func fileAt(name string, content []byte) (File, error) {
	current, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return File{}, err
	}
	if err == nil && current == nil {
		current = []byte{}
	}
	return File{Name: name, Content: content, Current: current}, nil
}
