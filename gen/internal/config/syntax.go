package config

import (
	"bytes"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/plugingen/plugingen/gen/diag"
)

// failure is what the YAML library knows of a syntax error.
type failure struct {
	reason  string
	line    int // of the problem, from 1; 0 where it cannot be told
	column  int
	context string // what was being read, "while scanning a quoted scalar"
	begun   [2]int // line and column where that began
}

// syntax reports why the library refused the source.
func (r *reader) syntax(src []byte, decoder *yaml.Decoder, err error) {
	f := explain(decoder, err)
	if strings.Contains(f.reason, "exceeded max depth") {
		r.exceeded(r.inside(src, f.line, f.column), "nested more than %d levels deep", maxDepth)
		return
	}
	at, begun := r.inside(src, f.line, f.column), r.inside(src, f.begun[0], f.begun[1])
	if f.context == "" || begun.Line == 0 {
		begun = at
	}
	if r.beginsWrong(src, f.reason, at) {
		at = begun
	}
	r.report(diag.InvalidYAML, at, syntaxHelp(f.reason), "this YAML cannot be read: %s", f.reason)
	if begun != at {
		r.relate(begun, opening.ReplaceAllString(f.context, "")+" begins here")
	}
}

// opening is how the library says what it was at.
var opening = regexp.MustCompile(`^while (?:parsing|scanning) `)

// atBeginning are parts of reasons that come to light behind the text to change:
// it has no end, or it is no alias although it begins like one.
var atBeginning = []string{"end of stream", "expected ':'", "alphabetic or numeric"}

// beginsWrong reports whether the place to change is where something begins and
// not where it came to light, which may be the end of the file.
func (r *reader) beginsWrong(src []byte, reason string, at diag.Position) bool {
	for _, part := range atBeginning {
		if strings.Contains(reason, part) {
			return true
		}
	}
	end := r.placeOf(src, len(bytes.TrimRight(src, " \t\r\n")))
	return at.Compare(end) >= 0
}

// inside is a place of the library's count that lies in the source: the
// library puts the end of the file on a line that may not exist.
func (r *reader) inside(src []byte, line, column int) diag.Position {
	if line < 1 {
		return diag.Position{File: r.file}
	}
	at := r.place(line, column)
	lines := bytes.Count(src, []byte{'\n'}) + 1
	if at.Line < lines {
		return at
	}
	last := src[bytes.LastIndexByte(src, '\n')+1:]
	end := utf8.RuneCount(last) + 1
	if at.Line > lines {
		return diag.Position{File: r.file, Line: lines, Column: end}
	}
	return diag.Position{File: r.file, Line: at.Line, Column: min(at.Column, end)}
}

// explain gets the place of an error out of the decoder. The library prints at
// most a line, often a wrong one, although it knows the exact place; the place
// is read, never written, from fields that a library without further releases
// will not move. Where they are not as expected the printed line has to do.
func explain(decoder *yaml.Decoder, err error) failure {
	outer := fieldOf(reflect.ValueOf(decoder).Elem(), "parser")
	inner := fieldOf(outer, "parser")
	f := failure{reason: textOf(fieldOf(inner, "problem")), context: textOf(fieldOf(inner, "context"))}
	f.line, f.column = markOf(fieldOf(inner, "problem_mark"))
	f.begun[0], f.begun[1] = markOf(fieldOf(inner, "context_mark"))
	if f.reason == "" {
		f = printed(err)
		f.line, f.column = markOf(fieldOf(fieldOf(outer, "event"), "start_mark"))
	}
	if f.line == 0 {
		f = printed(err)
	}
	return f
}

func fieldOf(v reflect.Value, name string) reflect.Value {
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return reflect.Value{}
	}
	return v.FieldByName(name)
}

func textOf(v reflect.Value) string {
	if v.Kind() != reflect.String {
		return ""
	}
	return v.String()
}

// markOf is a place from 1, or 0, 0.
func markOf(v reflect.Value) (line, column int) {
	l, c := fieldOf(v, "line"), fieldOf(v, "column")
	if !l.CanInt() || !c.CanInt() {
		return 0, 0
	}
	return int(l.Int()) + 1, int(c.Int()) + 1
}

var printedError = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)`)

// printed reads the text of the library's error.
func printed(err error) failure {
	m := printedError.FindStringSubmatch(err.Error())
	if m == nil {
		return failure{reason: fmt.Sprintf("%v", err)}
	}
	line, _ := strconv.Atoi(m[1])
	return failure{reason: m[2], line: line}
}

// syntaxHelps say what usually lies behind a reason.
var syntaxHelps = []struct{ reason, help string }{
	{"cannot start any token", "indent with spaces, not tabs; put text that begins with @, ` or % in quotes"},
	{"mapping values are not allowed", "put text that contains \": \" in quotes; keys of one mapping begin in the same column"},
	{"block sequence entries are not allowed", "begin the list on a line of its own"},
	{"could not find expected ':'", "a key is followed by a colon and a space"},
	{"did not find expected key", "keys of one mapping begin in the same column; text in quotes ends at the closing quote"},
	{"did not find expected '-' indicator", "items of one list begin in the same column, each with a dash"},
	{"',' or ']'", "separate the items by commas and close the list with ]"},
	{"',' or '}'", "separate the members by commas and close the mapping with }; put text that contains braces in quotes"},
	{"unexpected end of stream", "close the quotes"},
	{"escape", "write a backslash in double quotes twice, or use single quotes"},
	{"incompatible YAML document", "leave the %YAML line out; files are read as YAML 1.2"},
	{"unknown anchor", "an alias *name needs an anchor &name before it in the same file; put text that begins with * in quotes"},
	{"alphabetic or numeric", "put text that begins with & or * in quotes"},
}

func syntaxHelp(reason string) string {
	for _, h := range syntaxHelps {
		if strings.Contains(reason, h.reason) {
			return h.help
		}
	}
	return "check quotes, brackets and indentation before this place"
}
