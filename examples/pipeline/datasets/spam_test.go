//go:build !race

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/examples/pipeline/internal/spam"
)

// TestSpam is about the archive that make data fetches. Under the race detector it
// would take a minute, and nothing in it runs at the same time.
func TestSpam(t *testing.T) {
	archive := filepath.Join("..", "data", "npm", spam.Archive)
	if _, err := os.Stat(archive); err != nil {
		t.Skip("the mails are not there; make data fetches them")
	}
	dir := t.TempDir()
	if err := run([]string{"spam", archive, dir}, &bytes.Buffer{}); err != nil {
		t.Fatal(err)
	}
	for name, size := range map[string]int{"train.jsonl": 400, "test.jsonl": 1000} {
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(content, []byte(`"expected_output":{"verdict":"spam"}`)); n != size/2 {
			t.Errorf("%s has %d of spam", name, n)
		}
		for _, leak := range []string{"X-Spam-Status:", "X-Spam-Level:", "X-Spam-Flag:", "*****SPAM", "spamassassin-talk mailing list"} {
			if bytes.Contains(bytes.ToLower(content), []byte(strings.ToLower(leak))) {
				t.Errorf("%s has %q", name, leak)
			}
		}
	}
}
