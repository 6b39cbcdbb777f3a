package atomicfile_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/plugingen/plugingen/examples/pipeline/internal/atomicfile"
)

func TestWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	for _, content := range []string{"first", "second, longer"} {
		if err := atomicfile.Write(dir, "below/file.txt", []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(dir, "below", "file.txt"))
		if err != nil || string(got) != content {
			t.Errorf("got %q, %v", got, err)
		}
	}
	info, err := os.Stat(filepath.Join(dir, "below", "file.txt"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v", info.Mode(), err)
	}
	alone(t, filepath.Join(dir, "below"), 1)
}

// alone says that nothing was left behind.
func alone(t *testing.T, dir string, want int) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != want {
		t.Errorf("the folder has %v, %v", entries, err)
	}
}

func TestNothingIsWrittenOutside(t *testing.T) {
	outside := t.TempDir()
	dir := t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"../x", "link/x", "/x", "a/../../x"} {
		if err := atomicfile.Write(dir, name, []byte("x"), 0o600); err == nil {
			t.Errorf("%s was written", name)
		}
	}
	alone(t, outside, 0)
	alone(t, filepath.Dir(dir), 2)
}

func TestAFolderInTheWayLeavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "taken", "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.Write(dir, "taken", []byte("x"), 0o600); err == nil {
		t.Error("a folder was replaced")
	}
	alone(t, dir, 1)
}
