package godoc_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/examples/pipeline/internal/godoc"
	"github.com/plugingen/plugingen/examples/pipeline/internal/labelled"
)

// root writes a Go installation of a few packages.
func root(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, src := range files {
		file := filepath.Join(dir, "src", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(src), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestRead(t *testing.T) {
	dir := root(t, map[string]string{
		"net/a/a.go": `package a

// Dial opens a connection to a host. It may fail.
func Dial() {}

// Conn is one end of a connection.
type Conn struct{}

// NewConn returns an end that is not open.
func NewConn() *Conn { return nil }

// Close ends the connection and frees it.
func (*Conn) Close() {}

// hidden is not for the users of this.
func hidden() {}

// Too short to tell.
func Short() {}

// Deprecated: use Dial in all new programs.
func Old() {}

// Size returns the number of the elements.
func Size() {}

// Both is what two groups say alike.
func Both() {}
`,
		"net/a/a_windows.go":        "package a\n\n// Windows is not read on any machine.\nfunc Windows() {}\n",
		"net/a/a_test.go":           "package a\n\n// TestOnly is not read because of its file.\nfunc TestOnly() {}\n",
		"net/internal/b/b.go":       "package b\n\n// Inner is not there for the users.\nfunc Inner() {}\n",
		"net/testdata/c.go":         "package c\n\n// Data is not there for the users.\nfunc Data() {}\n",
		"net/tool/main.go":          "package main\n\n// Tool is not there for the users.\nfunc Tool() {}\n",
		"math/m.go":                 "package math\n\n// Both is what two groups say alike.\nfunc Both() {}\n\n// Sqrt returns the square root of x.\nfunc Sqrt() {}\n",
		"net/z/z.go":                "package z\n\n// Size returns the number of the elements.\nfunc Size() {}\n",
		"crypto/x.go":               "package crypto\n\n// Sum is of no group that is read.\nfunc Sum() {}\n",
		"runtime/empty/ignored.txt": "no package",
	})
	got, err := godoc.Read(dir)
	want := []labelled.Text{
		{ID: "math.Sqrt", Text: "Sqrt returns the square root of x.", Label: "math"},
		{ID: "net/a.Conn", Text: "Conn is one end of a connection.", Label: "network"},
		{ID: "net/a.Conn.Close", Text: "Close ends the connection and frees it.", Label: "network"},
		{ID: "net/a.Dial", Text: "Dial opens a connection to a host.", Label: "network"},
		{ID: "net/a.NewConn", Text: "NewConn returns an end that is not open.", Label: "network"},
		{ID: "net/a.Size", Text: "Size returns the number of the elements.", Label: "network"},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v\nwant %v", got, err, want)
	}
}

func TestReadFaults(t *testing.T) {
	if _, err := godoc.Read(t.TempDir()); err == nil {
		t.Error("a folder without src is read")
	}
	dir := root(t, map[string]string{"net/a.go": "package net\n\nfunc {"})
	if _, err := godoc.Read(dir); err == nil || !strings.Contains(err.Error(), "a.go:3:6") {
		t.Errorf("got %v", err)
	}
}

// TestInstalled holds the set of the Go that runs the test against its sizes.
func TestInstalled(t *testing.T) {
	root, err := godoc.Root()
	if err != nil {
		t.Fatal(err)
	}
	texts, err := godoc.Read(root)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, text := range texts {
		counts[text.Label]++
	}
	t.Logf("%d synopses: %v", len(texts), counts)
	sizes := godoc.Sizes()
	for _, label := range []string{"text", "network", "math", "system"} {
		if counts[label] < (sizes[0]+sizes[1])/4 {
			t.Errorf("%d synopses of %s", counts[label], label)
		}
	}
}
