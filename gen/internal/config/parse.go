package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"gopkg.in/yaml.v3"

	"github.com/plugingen/plugingen/gen/diag"
)

// Parse reads a configuration file. Positions name the file as name; findings
// come out sorted, all of them at once. The Config holds what could be
// understood, also where there are findings, and is nil where the file is no
// single YAML mapping at all. Parse reads nothing but src and may be called
// concurrently.
func Parse(name string, src []byte) (*Config, diag.List) {
	return ParseFiles(File{Name: name, Content: src})
}

// OutputDir returns output.dir as a base and the files laid over it say it, "."
// where none does; a file that cannot be read says nothing. Whichever file says
// it, the directory is relative to that of the first. OutputDir reports nothing:
// ParseFiles does. It is for the caller that must find the host before positions
// can be named.
func OutputDir(files ...File) string {
	roots := new(reader).readAll(files)
	if len(roots) == 0 {
		return "."
	}
	output := lay(roots).Member("output")
	if output == nil {
		return "."
	}
	dir := output.Value.Member("dir")
	if dir == nil || dir.Value.Kind != String || dirProblem(dir.Value.Text) != "" {
		return "."
	}
	return dir.Value.Text
}

// byteOrderMark may begin the file; it takes no column.
var byteOrderMark = []byte("\xEF\xBB\xBF")

// reader reads files, one after the other, and collects what is wrong with them.
type reader struct {
	file    string      // the one being read, the base once all are
	overlay bool        // whether that one is laid over another
	lines   []lineStart // nil where the YAML library counts lines as people do
	found   diag.List
}

// read turns bytes into one tree of values, false where there is none.
func (r *reader) read(src []byte) (*Value, bool) {
	src = bytes.TrimPrefix(src, byteOrderMark)
	if !r.checkText(src) {
		return nil, false
	}
	r.lines = oddLines(src)
	document, ok := r.parse(src)
	if !ok || !r.measure(document) {
		return nil, false
	}
	root := converter{reader: r, top: true}.value(document)
	if root.Kind == Null {
		r.empty()
		return nil, false
	}
	return &root, true
}

// empty reports a file that holds nothing.
func (r *reader) empty() {
	help := emptyHelp
	if r.overlay {
		help = "leave --overlay out, or write what is to be different:\nplugins:\n  echo:\n    enabled: false"
	}
	r.report(diag.EmptyConfig, diag.Position{File: r.file}, help, "the file is empty")
}

const emptyHelp = "enter a plugin:\nplugins:\n  echo:\n    module: example.com/app/plugins/echo"

// parse returns the root node of the only document.
func (r *reader) parse(src []byte) (*yaml.Node, bool) {
	decoder := yaml.NewDecoder(bytes.NewReader(src))
	first, err := next(decoder)
	if errors.Is(err, io.EOF) || err == nil && len(first.Content) == 0 {
		r.empty()
		return nil, false
	}
	if err != nil {
		r.syntax(src, decoder, err)
		return nil, false
	}
	second, err := next(decoder)
	switch {
	case err == nil:
		r.report(diag.MultipleDocuments, r.at(second),
			"keep one document and write every other configuration to a file of its own",
			"a second YAML document begins here; a configuration is one document")
	case !errors.Is(err, io.EOF):
		r.syntax(src, decoder, err)
		return nil, false
	}
	return first.Content[0], true
}

// next decodes one document. The library recovers only from its own panics.
func next(decoder *yaml.Decoder) (document *yaml.Node, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("yaml: %v", p)
		}
	}()
	document = new(yaml.Node)
	return document, decoder.Decode(document)
}

// report adds a finding.
func (r *reader) report(code diag.Code, at diag.Position, help, format string, args ...any) {
	r.found.Add(diag.Diagnostic{Code: code, Position: at, Help: help, Message: fmt.Sprintf(format, args...)})
}

// reportOn adds a finding about a value, with the alias through which the
// value came to stand where it is wrong, and the value that it replaced.
func (r *reader) reportOn(code diag.Code, v *Value, help, format string, args ...any) {
	r.report(code, v.Position, help, format, args...)
	if v.Alias.IsValid() {
		r.relate(v.Alias, "used here through an alias")
	}
	if v.Over.IsValid() {
		r.relate(v.Over, "replaces this")
	}
}

// relate adds another place to the finding reported last.
func (r *reader) relate(at diag.Position, message string) {
	last := &r.found[len(r.found)-1]
	last.Related = append(last.Related, diag.Related{Position: at, Message: message})
}
