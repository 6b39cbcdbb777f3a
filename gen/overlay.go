package gen

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/config"
)

// configFile is one of the files that make a configuration.
type configFile struct {
	name    string // absolute
	given   string // as the caller names it
	display string // as diagnostics call it
	config  []byte
}

func fileOf(dir, name string) configFile {
	return configFile{name: under(dir, name), given: name, display: filepath.ToSlash(name)}
}

// files are the base and then what is laid over it.
func (s *source) files() []*configFile {
	out := []*configFile{&s.configFile}
	for i := range s.overlays {
		out = append(out, &s.overlays[i])
	}
	return out
}

// read reads the files and reports those that cannot be.
func (s *source) read() diag.List {
	var found diag.List
	for i, f := range s.files() {
		content, err := os.ReadFile(f.name)
		if err != nil {
			found.Add(unreadable(f.display, i > 0, err))
			continue
		}
		f.config = content
	}
	return found
}

// distinct refuses a file that is there twice, under whichever names: that is
// never what was meant.
func (s *source) distinct() error {
	files := s.files()
	infos := make([]os.FileInfo, len(files))
	for i, f := range files {
		info, err := os.Stat(f.name)
		if err != nil {
			return err
		}
		infos[i] = info
		for j := range i {
			switch {
			case !os.SameFile(infos[j], info):
			case j == 0:
				return fmt.Errorf("the overlay %s is the configuration itself", f.given)
			default:
				return fmt.Errorf("the overlay %s is there twice", f.given)
			}
		}
	}
	return nil
}

// configFiles are what the config stage reads.
func (s *source) configFiles() []config.File {
	var files []config.File
	for _, f := range s.files() {
		files = append(files, config.File{Name: f.display, Content: f.config})
	}
	return files
}

// displays are the files' names in diagnostics, the base first.
func (s *source) displays() []string {
	var names []string
	for _, f := range s.files() {
		names = append(names, f.display)
	}
	return names
}

// content is a file of the configuration by the name that diagnostics give it.
func (s *source) content(display string) ([]byte, bool) {
	for _, f := range s.files() {
		if f.display == display {
			return f.config, f.config != nil
		}
	}
	return nil, false
}

// overlaysFromOutput are likewise the files laid over it.
func (s *source) overlaysFromOutput() (names []string) {
	for _, f := range s.overlays {
		names = append(names, s.fromOutput(f))
	}
	return names
}
