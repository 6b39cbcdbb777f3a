package testgolden

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// incidents are what has gone wrong in programs of this kind, and the cases
// that keep it from happening here: files under testdata, or tests by name. An
// empty list says that the feature that it is about does not exist yet.
var incidents = []struct {
	what  string
	cases []string
}{
	{"a plugin in the wrong list", []string{"bad/wrong-list"}},
	{"one name in two packages", []string{"bad/duplicate-component-across-packages", "bad/duplicate-component-by-prefix"}},
	{"a name of the host's own", []string{"bad/names-of-the-host", "bad/names-of-the-composition"}},
	{"a second colon, a tab, a duplicate key, an unknown key, a wrong type", []string{
		"bad/second-colon", "bad/key-with-a-tab", "bad/duplicate-keys", "bad/unknown-keys", "bad/wrong-types-everywhere"}},
	{"import paths with the same end, words of Go", []string{"ok/import-names-that-collide", "ok/entries-named-like-words-of-go"}},
	{"wiring edited, deleted, left over, stale by entries or by their order", []string{
		"bad/wiring-edited", "bad/wiring-deleted", "bad/wiring-orphaned", "bad/wiring-stale-by-config", "bad/wiring-stale-by-order"}},
	{"names that are constants elsewhere, computed, or registered in init", []string{
		"styles/foreignconstants", "bad/components-that-run", "styles/declared"}},
	{"a package that does not compile is reported", []string{"bad/package-that-does-not-compile", "bad/package-that-does-not-parse", "bad/dependency-that-does-not-compile"}},
	{"cycle, missing, range, conflict, contradiction", []string{
		"bad/cycle-of-three", "bad/missing-dependencies", "bad/unmet-versions", "bad/conflicting-plugins-with-ranges", "bad/wishes-that-contradict"}},
	{"shuffled entries give the same bytes", []string{"TestShuffles"}},
	{"quotes, line ends and other scripts in strings", []string{"ok/strings-with-odd-characters", "ok/line-ends-of-windows"}},
	{"an edit in another file, in embedded data, under a build tag", []string{
		"bad/lock-stale-by-a-body", "bad/lock-stale-by-embedded-data", "ok/build-tagged-files", "styles/embeds"}},
	{"vendor directory, replace lines, no network", []string{"styles/vendored/vendored", "ok/nested-module-with-replace", "TestStyleVendored"}},
	{"init that registers in the process or defines a flag", []string{"bad/side-effect-registrations", "ok/side-effects-are-warnings"}},
	{"signed then modified, unsigned, an unknown key", nil},
	{"what a plugin may do is hidden by reflection, unsafe, linkname or cgo", nil},
	{"a start that hangs, panics or fails; a stop that fails", []string{"ok/init-and-terminate-errors"}}, // the rest in the runtime's own tests
	{"a reload while a plugin is not ready", nil},
	{"the lock is the same on every system", []string{"TestShuffles"}}, // slash-separated names; see also package lock
	{"a write that fails leaves the old file", []string{"bad/output-where-a-folder-is", "TestUnsafeLinks"}},
	{"two hundred entries with thirty faults", []string{"TestManyFaults"}},
}

// TestIncidents demands that every case which the table names is there.
func TestIncidents(t *testing.T) {
	tests := sourceOfTests(t)
	for _, in := range incidents {
		for _, c := range in.cases {
			if strings.HasPrefix(c, "Test") {
				if !strings.Contains(tests, "\nfunc "+c+"(t *testing.T)") {
					t.Errorf("%s: no test %s", in.what, c)
				}
				continue
			}
			if _, err := os.Stat(filepath.Join("testdata", filepath.FromSlash(c)+".txtar")); err != nil {
				t.Errorf("%s: %v", in.what, err)
			}
		}
	}
}

// TestEnoughCases counts the one-file cases, good and bad, and those of the pages.
func TestEnoughCases(t *testing.T) {
	good, _ := filepath.Glob(filepath.Join("testdata", "ok", "*.txtar"))
	styles, _ := filepath.Glob(filepath.Join("testdata", "styles", "*.txtar"))
	bad, _ := filepath.Glob(filepath.Join("testdata", "bad", "*.txtar"))
	if all := len(good) + len(bad); all < 120 || len(bad) < 60 {
		t.Errorf("%d cases, %d of them bad; want at least 120 and 60", all, len(bad))
	}
	if valid := len(good) + len(styles); valid < 60 {
		t.Errorf("%d valid cases, want at least 60", valid)
	}
}

func sourceOfTests(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range files {
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(src)
	}
	return all.String()
}
