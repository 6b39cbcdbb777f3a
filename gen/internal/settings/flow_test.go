package settings

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/config"
)

// flow reads YAML's flow style, which is enough to write settings with places
// in a test: {a: 1, b: [x, "y"], c: {d: null}}.
type flow struct {
	text string
	i    int
	line int
	col  int
	bad  bool
}

// parseFlow returns the value, or false where the text is no flow style.
func parseFlow(text string) (*config.Value, bool) {
	f := &flow{text: text, line: 1, col: 1}
	v := f.value(0)
	f.space()
	return &v, !f.bad && f.i == len(text)
}

func (f *flow) at() diag.Position {
	return diag.Position{File: "plugin_config.yaml", Line: f.line, Column: f.col}
}

func (f *flow) peek() byte {
	if f.i < len(f.text) {
		return f.text[f.i]
	}
	return 0
}

func (f *flow) skip(n int) string {
	s := f.text[f.i : f.i+n]
	for _, c := range s {
		f.col++
		if c == '\n' {
			f.line, f.col = f.line+1, 1
		}
	}
	f.i += n
	return s
}

func (f *flow) space() {
	for c := f.peek(); c == ' ' || c == '\n'; c = f.peek() {
		f.skip(1)
	}
}

func (f *flow) value(depth int) config.Value {
	f.space()
	f.bad = f.bad || depth > 50
	v := config.Value{Position: f.at()}
	switch c := f.peek(); {
	case f.bad:
	case c == '{':
		v.Kind = config.Mapping
		f.items('}', func() { v.Members = append(v.Members, f.member(depth)) })
	case c == '[':
		v.Kind = config.Sequence
		f.items(']', func() { v.Items = append(v.Items, f.value(depth+1)) })
	case c == '"':
		v.Kind, v.Quoted, v.Text = config.String, true, f.quoted()
	default:
		v.Text = f.plain()
		v.Kind = plainKind(v.Text)
	}
	return v
}

func (f *flow) items(end byte, one func()) {
	f.skip(1)
	for f.space(); f.peek() != end && !f.bad; f.space() {
		one()
		f.space()
		if f.peek() == ',' {
			f.skip(1)
		} else if f.peek() != end {
			f.bad = true
		}
	}
	if !f.bad {
		f.skip(1)
	}
}

func (f *flow) member(depth int) config.Member {
	f.space()
	m := config.Member{Position: f.at()}
	if f.peek() == '"' {
		m.Key = f.quoted()
	} else {
		m.Key = f.plain()
	}
	if f.space(); f.peek() != ':' {
		f.bad = true
		return m
	}
	f.skip(1)
	m.Value = f.value(depth + 1)
	return m
}

func (f *flow) quoted() string {
	s, err := strconv.QuotedPrefix(f.text[f.i:])
	if err != nil {
		f.bad = true
		return ""
	}
	out, _ := strconv.Unquote(f.skip(len(s)))
	return out
}

// plain ends where flow style does; a colon inside a word is part of it.
func (f *flow) plain() string {
	n := 0
	for rest := f.text[f.i:]; n < len(rest) && !strings.ContainsRune(",[]\n", rune(rest[n])); n++ {
		if rest[n] == '}' && !strings.Contains(rest[:n], "${") || rest[n] == ':' && (n+1 == len(rest) || rest[n+1] == ' ') {
			break
		}
	}
	if n == 0 {
		f.bad = true
		return ""
	}
	return strings.TrimRight(f.skip(n), " ")
}

var plainKinds = []struct {
	form *regexp.Regexp
	kind config.Kind
}{
	{regexp.MustCompile(`^(null|~|)$`), config.Null},
	{regexp.MustCompile(`^(true|false|True|FALSE)$`), config.Bool},
	{regexp.MustCompile(`^([-+]?(0|[1-9][0-9]*)|0o[0-7]+|0x[0-9a-fA-F]+)$`), config.Integer},
	{regexp.MustCompile(`^([-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.inf|\.nan)$`), config.Float},
	{regexp.MustCompile(`^\d{4}-\d\d-\d\d$`), config.Timestamp},
}

func plainKind(text string) config.Kind {
	for _, p := range plainKinds {
		if p.form.MatchString(text) {
			return p.kind
		}
	}
	return config.String
}
