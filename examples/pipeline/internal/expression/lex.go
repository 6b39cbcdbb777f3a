package expression

import (
	"fmt"
	"strings"
	"unicode"
)

// SyntaxError is a text that is no expression or no template.
type SyntaxError struct {
	Column  int // from 1, in characters of the text
	Message string
}

// Error returns the place in the text and the message.
func (e *SyntaxError) Error() string { return fmt.Sprintf("at character %d: %s", e.Column, e.Message) }

func syntax(column int, format string, args ...any) *SyntaxError {
	return &SyntaxError{Column: column, Message: fmt.Sprintf(format, args...)}
}

type kind int

const (
	end kind = iota
	name
	number
	text
	symbol // an operator or a bracket; its text is in token.text
)

type token struct {
	kind   kind
	text   string // of a text its characters, without quotes and escapes
	column int
}

func (t token) String() string {
	switch t.kind {
	case end:
		return "the end"
	case text:
		return fmt.Sprintf("the text %q", t.text)
	}
	return fmt.Sprintf("%q", t.text)
}

// lexer cuts an expression into tokens, one ahead of the parser.
type lexer struct {
	src      []rune
	at       int
	afterDot bool // a name may have hyphens here
}

func (l *lexer) next() (token, error) {
	for l.at < len(l.src) && unicode.IsSpace(l.src[l.at]) {
		l.at++
	}
	if l.at == len(l.src) {
		return token{end, "", l.at + 1}, nil
	}
	afterDot := l.afterDot
	l.afterDot = false
	switch r := l.src[l.at]; {
	case isNameStart(r):
		return l.name(afterDot), nil
	case isDigit(r) && afterDot: // steps.1st: a field may begin with a digit
		return l.name(true), nil
	case isDigit(r):
		return l.number()
	case r == '"' || r == '\'':
		return l.quoted(r)
	}
	return l.symbol()
}

func isNameStart(r rune) bool { return r == '_' || unicode.IsLetter(r) }
func isDigit(r rune) bool     { return '0' <= r && r <= '9' }
func isNamePart(r rune) bool  { return isNameStart(r) || unicode.IsDigit(r) }

// name reads a name. A hyphen belongs to it where another part follows at once.
func (l *lexer) name(hyphens bool) token {
	start := l.at
	for l.at < len(l.src) {
		r := l.src[l.at]
		inside := hyphens && r == '-' && l.at+1 < len(l.src) && isNamePart(l.src[l.at+1])
		if !isNamePart(r) && !inside {
			break
		}
		l.at++
	}
	return token{name, string(l.src[start:l.at]), start + 1}
}

// number reads a JSON number without its sign.
func (l *lexer) number() (token, error) {
	start := l.at
	l.digits()
	if l.src[start] == '0' && l.at > start+1 {
		return token{}, syntax(start+1, "%q has a leading zero", string(l.src[start:l.at]))
	}
	if l.peek() == '.' && l.at+1 < len(l.src) && isDigit(l.src[l.at+1]) {
		l.at++
		l.digits()
	}
	if r := l.peek(); r == 'e' || r == 'E' {
		l.at++
		if r := l.peek(); r == '+' || r == '-' {
			l.at++
		}
		if !isDigit(l.peek()) {
			return token{}, syntax(l.at+1, "the exponent of a number has no digits")
		}
		l.digits()
	}
	if isNamePart(l.peek()) {
		return token{}, syntax(start+1, "%q is no number and no name", string(l.src[start:l.at+1]))
	}
	return token{number, string(l.src[start:l.at]), start + 1}, nil
}

func (l *lexer) peek() rune {
	if l.at < len(l.src) {
		return l.src[l.at]
	}
	return 0
}

func (l *lexer) digits() {
	for isDigit(l.peek()) {
		l.at++
	}
}

func (l *lexer) quoted(quote rune) (token, error) {
	start := l.at
	var b strings.Builder
	for l.at++; l.at < len(l.src); l.at++ {
		r := l.src[l.at]
		switch {
		case r == quote:
			l.at++
			return token{text, b.String(), start + 1}, nil
		case r != '\\':
			b.WriteRune(r)
			continue
		}
		l.at++
		escaped, ok := map[rune]rune{'n': '\n', 't': '\t', '\\': '\\', '"': '"', '\'': '\''}[l.peek()]
		if !ok {
			// A pattern is full of backslashes; a wrong guess would change it.
			return token{}, syntax(l.at, `after \ comes one of \ n t " '; write \\ for a backslash`)
		}
		b.WriteRune(escaped)
	}
	return token{}, syntax(start+1, "the text has no closing %c", quote)
}

func (l *lexer) symbol() (token, error) {
	start := l.at
	two := string(l.src[start:min(start+2, len(l.src))])
	switch two {
	case "==", "!=", "<=", ">=", "&&", "||":
		l.at += 2
		return token{symbol, two, start + 1}, nil
	}
	r := l.src[start]
	if !strings.ContainsRune("()[],.<>+-*/%!", r) {
		return token{}, syntax(start+1, "%s", unexpected(r))
	}
	l.at++
	l.afterDot = r == '.'
	return token{symbol, string(r), start + 1}, nil
}

func unexpected(r rune) string {
	if r == '=' {
		return "a comparison is written =="
	}
	if r == '{' || r == '}' {
		return "braces are not used here: the whole text is the expression"
	}
	return fmt.Sprintf("the character %q means nothing in an expression", r)
}
