package gen

import (
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
)

// modeline is a comment that tells editors where a file's schema is. Where
// there are several, they take the first.
var modeline = regexp.MustCompile(`(?m)^#[ \t]*yaml-language-server[ \t]*:[^\r\n]*\$schema=[^\r\n]*`)

// byteOrderMark may begin a file.
var byteOrderMark = []byte("\uFEFF")

// WriteModeline lets the configuration say where its schema is: in the first
// line, or in the place of the line that says so already. Every other byte of the
// file stays. It reports whether the file had to be written.
func (d *Described) WriteModeline() (bool, error) {
	if d.failed() || d.source.config == nil {
		return false, fmt.Errorf("%s cannot be read", d.source.display)
	}
	name, err := filepath.EvalSymlinks(d.source.name)
	if err != nil {
		return false, err
	}
	rel, err := filepath.Rel(filepath.Dir(name), d.Schema.Name)
	if err != nil {
		return false, err
	}
	rel = filepath.ToSlash(rel)
	if strings.ContainsAny(rel, " \t\r\n") {
		return false, fmt.Errorf("%s: the line for editors cannot hold a path with a space: %s", d.source.display, rel)
	}
	if !strings.HasPrefix(rel, "../") {
		rel = "./" + rel
	}
	f, err := fileAt(name, withModeline(d.source.config, rel))
	if err != nil {
		return false, err
	}
	written, err := commit([]File{f})
	return len(written) > 0, err
}

// withModeline is a file that names its schema.
func withModeline(src []byte, schema string) []byte {
	line := []byte("# yaml-language-server: $schema=" + schema)
	if at := modeline.FindIndex(comments(src)); at != nil {
		return bytes.Join([][]byte{src[:at[0]], line, src[at[1]:]}, nil)
	}
	rest, marked := bytes.CutPrefix(src, byteOrderMark)
	newline := "\n"
	if first, _, found := bytes.Cut(rest, []byte("\n")); found && bytes.HasSuffix(first, []byte("\r")) {
		newline = "\r\n"
	}
	out := append(line, newline...)
	if marked {
		out = append(bytes.Clone(byteOrderMark), out...)
	}
	return append(out, rest...)
}

// comments are the lines before the first that says something, a byte order
// mark made a space: a line of a block of text is no comment.
func comments(src []byte) []byte {
	end := 0
	for line := range bytes.Lines(src) {
		said := bytes.TrimSpace(bytes.TrimPrefix(line, byteOrderMark))
		if len(said) > 0 && said[0] != '#' {
			break
		}
		end += len(line)
	}
	head := bytes.Clone(src[:end])
	if bytes.HasPrefix(head, byteOrderMark) {
		copy(head, "\n\n\n") // as many bytes, so that places stay
	}
	return head
}
