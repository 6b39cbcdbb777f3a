package settings_test

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/runtime/settings"
)

// world answers references from two maps.
type world struct{ env, files map[string]string }

func (w world) source() settings.Source {
	return settings.Source{
		LookupEnv: func(name string) (string, bool) { v, ok := w.env[name]; return v, ok },
		ReadFile: func(path string) ([]byte, error) {
			if v, ok := w.files[path]; ok {
				return []byte(v), nil
			}
			return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
		},
	}
}

// lines are the errors of an Apply, one a line.
func lines(err error) []string {
	if err == nil {
		return nil
	}
	return strings.Split(err.Error(), "\n")
}

func wantLines(t *testing.T, err error, want ...string) {
	t.Helper()
	if got := lines(err); !slices.Equal(got, want) {
		t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			var e *settings.Error
			if !errors.As(one, &e) {
				t.Errorf("%T is no *settings.Error", one)
			}
		}
	}
}

// sources of one value for the setting "x".
func byVariable(t string) ([]settings.Value, [][]byte, world) {
	return []settings.Value{settings.At("/x", "${env:X}")}, nil, world{env: map[string]string{"X": t}}
}

func byOverlay(doc string) ([]settings.Value, [][]byte, world) {
	return nil, [][]byte{[]byte(`{"x": ` + doc + `}`)}, world{}
}

func byLiteral(doc string) ([]settings.Value, [][]byte, world) {
	return []settings.Value{settings.JSONAt("/x", doc)}, nil, world{}
}

// put sets the one setting "x".
func put(s settings.Setting, values []settings.Value, overlays [][]byte, w world) error {
	return settings.Apply(settings.Fields{"x": s}, values, overlays, w.source())
}
