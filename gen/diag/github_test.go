package diag_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/gen/diag"
)

func TestGitHubEscapes(t *testing.T) {
	for _, c := range []struct {
		d    diag.Diagnostic
		want string
	}{
		{diag.Diagnostic{Code: "c", Position: at("f.go", 1, 2), Message: "m"},
			"::error file=f.go,line=1,col=2,title=t c::m\n"},
		{diag.Diagnostic{Code: "c", Severity: diag.Warning, Position: at("f.go", 1, 0), Message: "m"},
			"::warning file=f.go,line=1,title=t c::m\n"},
		{diag.Diagnostic{Code: "c", Position: at("f.go", 0, 0), Message: "m"},
			"::error file=f.go,title=t c::m\n"},
		{diag.Diagnostic{Code: "c", Message: "m"}, "::error title=t c::m\n"},
		{diag.Diagnostic{Code: "c", Position: at("a,b:c%.go", 1, 1), Message: "100%: a,b"},
			"::error file=a%2Cb%3Ac%25.go,line=1,col=1,title=t c::100%25: a,b\n"},
		{diag.Diagnostic{Code: "c", Message: "a\r\nb\rc\n"}, `::error title=t c::a%0Ab\x0dc` + "\n"},
		{diag.Diagnostic{Code: "c", Message: "m", Help: "h\n  i", Related: []diag.Related{{Position: at("g", 1, 2), Message: "n"}, {Message: "o"}}},
			"::error title=t c::m%0Ag:1:2: note: n%0Anote: o%0Ahelp: h%0A  i\n"},
	} {
		r := diag.Report{Tool: "t", Findings: diag.List{c.d}}
		if got := string(render(t, r.GitHub)); got != c.want {
			t.Errorf("got  %q\nwant %q", got, c.want)
		}
	}
}

// command is what the runner recognises, with one property of each name.
var command = regexp.MustCompile(`^::(?:error|warning) (?:file=([^:,\r\n]*),)?(?:line=\d+,)?(?:col=\d+,)?title=([^:,\r\n]*)::([^\r\n]*)$`)

var unescape = strings.NewReplacer("%25", "%", "%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",")

// Whatever a message holds, the runner sees one command with that message.
func FuzzGitHub(f *testing.F) {
	f.Add("f.go", "c", "message", "help")
	f.Add("a,b:c", "::", "::error::x\n::warning::y", "%0A\r\n")
	f.Fuzz(func(t *testing.T, file, code, message, help string) {
		d := diag.Diagnostic{Code: diag.Code(code), Position: at(file, 1, 1), Message: message, Help: help}
		out := string(render(t, diag.Report{Tool: "t", Findings: diag.List{d}}.GitHub))
		line, rest, _ := strings.Cut(out, "\n")
		found := command.FindStringSubmatch(line)
		if rest != "" || found == nil {
			t.Fatalf("%q", out)
		}
		if printable(file) && unescape.Replace(found[1]) != file {
			t.Errorf("file %q became %q", file, found[1])
		}
		if printable(message) && printable(help) && help != "" && unescape.Replace(found[3]) != message+"\nhelp: "+help {
			t.Errorf("message %q became %q", message, found[3])
		}
	})
}

// printable reports whether text is printed as it is.
func printable(text string) bool {
	for _, r := range text {
		if r < ' ' || r > '~' {
			return false
		}
	}
	return true
}
