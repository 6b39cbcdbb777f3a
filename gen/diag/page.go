package diag

import (
	"embed"
	"fmt"
	"io"
	"strings"
)

//go:embed pages/*.md
var pageFiles embed.FS

const pageDir, pageExt = "pages", ".md"

// proseWidth is how wide a paragraph of a page is printed.
const proseWidth = 80

// Page is what plugingen has to say about a code. All parts are Markdown but
// Bad and Good, which are the plain content of their fenced blocks.
type Page struct {
	Code    Code
	Summary string // one sentence
	Why     string
	Bad     string // a txtar archive: a host module that makes plugingen report this code and no other
	Good    string // the same place, mended
	Fix     string
	Text    string // the whole page
}

// Explain returns the page of a code; false where there is no such code.
func Explain(code Code) (Page, bool) {
	if strings.ContainsAny(string(code), `/\`) {
		return Page{}, false
	}
	text, err := pageFiles.ReadFile(pageDir + "/" + string(code) + pageExt)
	if err != nil {
		return Page{}, false
	}
	page, err := parsePage(code, string(text))
	return page, err == nil
}

// Codes returns every code that this version reports, sorted.
func Codes() []Code {
	entries, err := pageFiles.ReadDir(pageDir)
	if err != nil {
		return nil
	}
	codes := make([]Code, len(entries))
	for i, e := range entries {
		codes[i] = Code(strings.TrimSuffix(e.Name(), pageExt))
	}
	return codes
}

// parsePage takes a page apart and refuses one that lacks a part.
func parsePage(code Code, text string) (Page, error) {
	page := Page{Code: code, Text: text}
	rest := text
	for _, part := range []struct {
		heading string
		into    *string
	}{
		{"# " + string(code), nil},
		{"## Why", &page.Summary},
		{"## Bad", &page.Why},
		{"## Good", &page.Bad},
		{"## Fix", &page.Good},
	} {
		before, after, found := strings.Cut("\n"+rest, "\n"+part.heading+"\n")
		if !found {
			return page, fmt.Errorf("page %s: no heading %q", code, part.heading)
		}
		if part.into != nil {
			*part.into = strings.TrimSpace(before)
		}
		rest = after
	}
	page.Fix = strings.TrimSpace(rest)
	if page.Summary == "" || page.Why == "" || page.Fix == "" {
		return page, fmt.Errorf("page %s: a part is empty", code)
	}
	return page, page.unfence()
}

func (p *Page) unfence() error {
	bad, language, ok := fenced(p.Bad)
	if !ok || language != "txtar" {
		return fmt.Errorf("page %s: Bad is not one txtar block", p.Code)
	}
	good, _, ok := fenced(p.Good)
	if !ok {
		return fmt.Errorf("page %s: Good is not one fenced block", p.Code)
	}
	p.Bad, p.Good = bad, good
	return nil
}

// fenced returns the content and the language of text that is one fenced block
// and nothing else.
func fenced(text string) (content, language string, ok bool) {
	const fence = "```"
	inner, ok := strings.CutPrefix(text, fence)
	if !ok {
		return "", "", false
	}
	inner, ok = strings.CutSuffix(inner, "\n"+fence)
	if !ok || strings.Contains(inner, fence) {
		return "", "", false
	}
	language, content, ok = strings.Cut(inner, "\n")
	return content + "\n", language, ok && content != ""
}

// WriteText prints the page for a terminal: headings without marks, prose
// wrapped, examples indented. The error is the writer's.
func (p Page) WriteText(w io.Writer, color bool) error {
	var b strings.Builder
	paint := paint(color)
	inside := false
	for _, line := range strings.Split(strings.TrimRight(p.Text, "\n"), "\n") {
		switch {
		case strings.HasPrefix(line, "```"):
			inside = !inside
			continue
		case inside && line != "":
			b.WriteString("    " + visible(line))
		case !inside && strings.HasPrefix(line, "#"):
			b.WriteString(paint.bold(strings.TrimLeft(line, "# ")))
		default:
			b.WriteString(wrap(visible(line)))
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// wrap breaks a paragraph into lines of at most 80 columns, longer words aside.
func wrap(paragraph string) string {
	var b strings.Builder
	column := 0
	for word := range strings.FieldsSeq(paragraph) {
		width := len([]rune(word))
		switch {
		case column > 0 && column+1+width > proseWidth:
			b.WriteByte('\n')
			column = 0
		case column > 0:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += width
	}
	return b.String()
}
