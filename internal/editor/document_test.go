package editor

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// folder is where files are opened in the editor: its schema lies on disk, the
// files themselves are in the editor only.
type folder struct {
	*server
	dir    string
	good   string // the text of the configuration as it should be
	opened int
}

// place is where the cursor stands, from 0.
type place struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

// changed is the good text with one piece replaced that stands there once.
func (f *folder) changed(t *testing.T, old, new string) string {
	t.Helper()
	if n := strings.Count(f.good, old); n != 1 {
		t.Fatalf("%q stands %d times in\n%s", old, n, f.good)
	}
	return strings.Replace(f.good, old, new, 1)
}

// open opens a text as a file of its own. A | in it is the cursor's place.
func (f *folder) open(t *testing.T, text string) (uri string, cursor place) {
	t.Helper()
	before, after, _ := strings.Cut(text, "|")
	dir, err := filepath.Abs(f.dir)
	if err != nil {
		t.Fatal(err)
	}
	f.opened++
	uri = "file://" + filepath.ToSlash(filepath.Join(dir, fmt.Sprintf("case_%d.yaml", f.opened)))
	f.notify(t, "textDocument/didOpen", map[string]any{"textDocument": map[string]any{
		"uri": uri, "languageId": "yaml", "version": 1, "text": before + after,
	}})
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return uri, place{strings.Count(before, "\n"), len([]rune(line))}
}

// problems is what the server says about texts, each with its line. It waits
// a little before it looks at one, so all are opened first.
func (f *folder) problems(t *testing.T, texts ...string) [][]string {
	t.Helper()
	place := map[string]int{}
	for i, text := range texts {
		uri, _ := f.open(t, text)
		place[uri] = i
	}
	out := make([][]string, len(texts))
	f.wait(t, "textDocument/didOpen", func(m message) bool {
		if m.Method != "textDocument/publishDiagnostics" {
			return false
		}
		uri, found := published(t, m)
		if i, ours := place[uri]; ours {
			out[i] = found
			delete(place, uri)
		}
		return len(place) == 0
	})
	return out
}

// published reads what is wrong with a file.
func published(t *testing.T, m message) (uri string, found []string) {
	t.Helper()
	var said struct {
		URI         string
		Diagnostics []struct {
			Range   struct{ Start place }
			Message string
		}
	}
	if err := json.Unmarshal(m.Params, &said); err != nil {
		t.Fatal(err)
	}
	for _, p := range said.Diagnostics {
		found = append(found, fmt.Sprintf("%d: %s", p.Range.Start.Line+1, p.Message))
	}
	return said.URI, found
}

// offers is what can be put where the cursor stands, sorted.
func (f *folder) offers(t *testing.T, text string) []string {
	t.Helper()
	var list struct{ Items []struct{ Label string } }
	f.ask(t, "textDocument/completion", text, &list)
	out := []string{}
	for _, item := range list.Items {
		out = append(out, item.Label)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// hover is what is shown about what the cursor stands on.
func (f *folder) hover(t *testing.T, text string) string {
	t.Helper()
	var shown struct{ Contents struct{ Value string } }
	f.ask(t, "textDocument/hover", text, &shown)
	return shown.Contents.Value
}

// ask asks about the cursor's place in a text.
func (f *folder) ask(t *testing.T, method, text string, answer any) {
	t.Helper()
	uri, cursor := f.open(t, text)
	result := f.call(t, method, map[string]any{"textDocument": map[string]any{"uri": uri}, "position": cursor})
	if err := json.Unmarshal(result, answer); err != nil {
		t.Fatalf("%s: %v in %s", method, err, result)
	}
}
