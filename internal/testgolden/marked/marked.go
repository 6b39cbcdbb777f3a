// Package marked reads configurations that show themselves where they are
// wrong: the marker ⟦code⟧ stands directly before the character at which a
// finding of that code must stand. Only tests import it.
//
// An archive (txtar) holds configurations, one a file, named after what each
// shows. What the header says besides the name:
//
//	-- a name (crlf) --        line ends are \r\n; (bom): a byte order mark in
//	                           front; (cut): no newline at the end
//	-- a name ⟦code⟧ --        the finding concerns the file as a whole
//	-- + prod.yaml --          this file is laid over the one before it
package marked

import (
	"cmp"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/tools/txtar"

	"github.com/plugingen/plugingen/gen/diag"
)

// Base is what the first file of a case is called.
const Base = "plugin_config.yaml"

// Case is a configuration and what is wrong with it.
type Case struct {
	Name  string
	Files []File    // the base, then what is laid over it
	Want  diag.List // codes and places, nothing else
}

// File is a file of a case, without its markers.
type File struct {
	Name    string
	Content string
}

var marker = regexp.MustCompile(`⟦([a-z-]+)⟧`)

// Split takes the markers out of a text and returns the findings that they ask
// for: codes and places, nothing else.
func Split(name, text string) (src string, want diag.List) {
	var b strings.Builder
	for {
		at := marker.FindStringSubmatchIndex(text)
		if at == nil {
			b.WriteString(text)
			return b.String(), want
		}
		b.WriteString(text[:at[0]])
		want.Add(diag.Diagnostic{Code: diag.Code(text[at[2]:at[3]]), Position: end(name, b.String())})
		text = text[at[1]:]
	}
}

// end is the place behind a text; a byte order mark takes no column.
func end(name, text string) diag.Position {
	text = strings.TrimPrefix(text, "\uFEFF")
	return diag.Position{
		File:   name,
		Line:   strings.Count(text, "\n") + 1,
		Column: utf8.RuneCountInString(text[strings.LastIndexByte(text, '\n')+1:]) + 1,
	}
}

// Places are findings as lines "file:line:column code", by place and code: those
// that are wanted and those that came out can be compared.
func Places(l diag.List) []string {
	sorted := slices.Clone(l)
	slices.SortStableFunc(sorted, func(a, b diag.Diagnostic) int {
		return cmp.Or(a.Position.Compare(b.Position), cmp.Compare(a.Code, b.Code))
	})
	out := make([]string, 0, len(sorted))
	for _, d := range sorted {
		out = append(out, fmt.Sprintf("%s %s", d.Position, d.Code))
	}
	return out
}

// Read returns the cases of the archives that a pattern matches. A case without
// a marker, with a code that there is not, or with the name of another is a
// fault of the archive.
func Read(t testing.TB, pattern string) []Case {
	t.Helper()
	archives, err := filepath.Glob(pattern)
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives match %s (%v)", pattern, err)
	}
	var cases []Case
	for _, name := range archives {
		ar, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range Cases(t, ar) {
			c.Name = strings.TrimSuffix(filepath.Base(name), ".txtar") + "/" + c.Name
			cases = append(cases, c)
		}
	}
	return cases
}

// Cases returns the cases of an archive.
func Cases(t testing.TB, ar *txtar.Archive) []Case {
	t.Helper()
	var cases []Case
	for _, f := range ar.Files {
		h := headerOf(f.Name)
		over, laid := strings.CutPrefix(h.title, "+ ")
		name := Base
		switch {
		case !laid:
			cases = append(cases, Case{Name: h.title})
		case len(cases) == 0:
			t.Fatalf("%q is laid over nothing", f.Name)
		default:
			name = over
		}
		c := &cases[len(cases)-1]
		content, want := Split(name, h.text(string(f.Data)))
		c.Files = append(c.Files, File{name, content})
		for _, code := range h.whole {
			want.Add(diag.Diagnostic{Code: code, Position: diag.Position{File: name}})
		}
		c.Want.Add(want...)
	}
	check(t, cases)
	return cases
}

// header is what stands between the dashes.
type header struct {
	title string
	forms []string    // crlf, bom, cut
	whole []diag.Code // findings that concern the file as a whole
}

var forms = regexp.MustCompile(` \(([a-z, ]+)\)$`)

func headerOf(name string) (h header) {
	for _, m := range marker.FindAllStringSubmatch(name, -1) {
		h.whole = append(h.whole, diag.Code(m[1]))
	}
	h.title = strings.TrimSpace(marker.ReplaceAllString(name, ""))
	if m := forms.FindStringSubmatchIndex(h.title); m != nil {
		h.forms = strings.Split(h.title[m[2]:m[3]], ", ")
		h.title = h.title[:m[0]]
	}
	return h
}

// text is a file's content in the forms that its header names.
func (h header) text(s string) string {
	if slices.Contains(h.forms, "cut") {
		s = strings.TrimSuffix(s, "\n")
	}
	if slices.Contains(h.forms, "crlf") {
		s = strings.ReplaceAll(s, "\n", "\r\n")
	}
	if slices.Contains(h.forms, "bom") {
		s = "\uFEFF" + s
	}
	return s
}

// check finds faults of the cases themselves.
func check(t testing.TB, cases []Case) {
	t.Helper()
	names := map[string]bool{}
	for _, c := range cases {
		if len(c.Want) == 0 || c.Name == "" || names[c.Name] {
			t.Errorf("%q: no marker, no name or a name of another", c.Name)
		}
		names[c.Name] = true
		for _, d := range c.Want {
			if !slices.Contains(diag.Codes(), d.Code) {
				t.Errorf("%q: there is no code %s", c.Name, d.Code)
			}
		}
	}
}
