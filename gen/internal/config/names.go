package config

import (
	"errors"
	"go/token"
	"path"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/mod/module"

	"github.com/plugingen/plugingen/gen/diag"
)

var nameForm = regexp.MustCompile(NamePattern)

// isName reports whether s can name an entry or an input: every such name
// gives a Go identifier.
func isName(s string) bool { return nameForm.MatchString(s) }

// name reports a key that must be a name and is none.
func (r *reader) name(what string, m Member) bool {
	if isName(m.Key) {
		return true
	}
	help := "begin with a letter a to z, then letters, digits and underscores, all lower case"
	if slug := nameFor(m.Key); slug != "" {
		help += ": " + slug
	}
	r.reportOn(diag.InvalidName, keyOf(m), help, "%s cannot be named %s", what, quote(m.Key))
	return false
}

// nameFor is the name nearest to what was written, "" where there is none.
func nameFor(s string) string {
	if len(s) > longestQuote {
		return ""
	}
	var b strings.Builder
	lower := false
	for _, c := range s {
		switch {
		case c >= 'A' && c <= 'Z':
			if lower {
				b.WriteByte('_')
			}
			b.WriteRune(unicode.ToLower(c))
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			b.WriteRune(c)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
		lower = c >= 'a' && c <= 'z'
	}
	slug := strings.Trim(b.String(), "_")
	if !isName(slug) {
		return ""
	}
	return slug
}

// display is a key as messages show it within a path.
func display(key string) string {
	if isName(key) && len(key) <= longestQuote {
		return key
	}
	return quote(key)
}

const ownPackageHelp = "write the package's import path; for one of your own module that is the module line of go.mod, a slash and the folder: example.com/app/plugins/echo"

// pathProblem says why a text is no import path and what to do, or "".
func pathProblem(p string) (problem, help string) {
	switch {
	case p == "":
		return "is empty", ownPackageHelp
	case strings.Contains(p, "://"):
		return "is a URL, not an import path", "leave out what stands before the host's name"
	case strings.Contains(p, "@"):
		return "names a version", "leave out the @ and what follows; versions come from go.mod"
	case p == "." || p == ".." || strings.HasPrefix(p, "./") || strings.HasPrefix(p, "../"):
		return "is relative", ownPackageHelp
	case path.IsAbs(p) || strings.Contains(p, `\`) || isDrive(p):
		return "is a file path, not an import path", ownPackageHelp
	case strings.HasSuffix(p, ".go"):
		return "is a file, not a package", ownPackageHelp
	}
	if err := module.CheckImportPath(p); err != nil {
		return "is no import path: " + reason(err), ownPackageHelp
	}
	return "", ""
}

// reason is what is wrong with a path, without the path.
func reason(err error) string {
	var invalid *module.InvalidPathError
	if errors.As(err, &invalid) {
		return shorten(invalid.Err.Error())
	}
	return shorten(err.Error())
}

// isDrive reports whether a path begins with a Windows drive.
func isDrive(p string) bool { return len(p) >= 2 && p[1] == ':' }

// qualifiedProblem says why a text is not an import path, a dot and an
// exported name, or "".
func qualifiedProblem(s string) string {
	dot := strings.LastIndexByte(s, '.')
	if dot <= strings.LastIndexByte(s, '/') {
		return "has no name behind the import path"
	}
	if problem, _ := pathProblem(s[:dot]); problem != "" {
		return problem
	}
	if name := s[dot+1:]; !token.IsIdentifier(name) || !token.IsExported(name) {
		return "does not end in an exported name"
	}
	return ""
}

// basicTypes are the types without an import path that a host can hand over.
var basicTypes = map[string]bool{
	"any": true, "bool": true, "byte": true, "complex64": true, "complex128": true, "error": true,
	"float32": true, "float64": true, "int": true, "int8": true, "int16": true, "int32": true, "int64": true,
	"rune": true, "string": true, "uint": true, "uint8": true, "uint16": true, "uint32": true, "uint64": true, "uintptr": true,
}

// typeProblem says why a text is no type of an input, or "".
func typeProblem(s string) string {
	for {
		rest := strings.TrimPrefix(strings.TrimPrefix(s, "*"), "[]")
		if rest == s {
			break
		}
		s = rest
	}
	switch {
	case basicTypes[s]:
		return ""
	case s == "":
		return "names no type"
	case token.IsIdentifier(s):
		return "has no import path"
	}
	return qualifiedProblem(s)
}

// dirProblem says why a text is no directory relative to the file, or "".
func dirProblem(s string) string {
	switch {
	case s == "":
		return "is empty"
	case strings.Contains(s, `\`):
		return "has backslashes"
	case path.IsAbs(s) || isDrive(s):
		return "is absolute"
	case strings.ContainsFunc(s, unicode.IsControl):
		return "has characters that no path has"
	}
	return ""
}

// packageProblem says why a text cannot name a package, or "".
func packageProblem(s string) string {
	switch {
	case s == "_":
		return "is the blank identifier"
	case token.IsKeyword(s):
		return "is a Go keyword"
	case !token.IsIdentifier(s):
		return "is no Go identifier"
	}
	return ""
}
