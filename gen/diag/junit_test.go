package diag_test

import (
	"encoding/xml"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/gen/diag"
)

var (
	quietCase = regexp.MustCompile(`(?m)^ *<testcase [^>]*>(?:</testcase>\n|\n *<skipped message="not checked[^\n]*\n *</testcase>\n)`)
	counts    = regexp.MustCompile(` (?:tests|skipped)="\d+"`)
)

// withoutQuiet leaves out of a report what changes with every new code.
func withoutQuiet(report string) string {
	return counts.ReplaceAllString(quietCase.ReplaceAllString(report, ""), "")
}

type suitesOf struct {
	Tests    int       `xml:"tests,attr"`
	Failures int       `xml:"failures,attr"`
	Skipped  int       `xml:"skipped,attr"`
	Suites   []suiteOf `xml:"testsuite"`
}

type suiteOf struct {
	Name  string   `xml:"name,attr"`
	Cases []caseOf `xml:"testcase"`
}

type caseOf struct {
	Name    string  `xml:"name,attr"`
	Failure *string `xml:"failure"`
	Skipped *struct {
		Message string `xml:"message,attr"`
	} `xml:"skipped"`
	Out string `xml:"system-out"`
}

func junitOf(t *testing.T, r diag.Report) suitesOf {
	t.Helper()
	var s suitesOf
	if err := xml.Unmarshal(render(t, r.JUnit), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// verdict is how a case of a suite went; "" where there is none.
func (s suitesOf) verdict(suite, code string) string {
	for _, x := range s.Suites {
		for _, c := range x.Cases {
			switch {
			case x.Name != suite || c.Name != code:
			case c.Failure != nil:
				return "failed"
			case c.Skipped != nil:
				return "skipped: " + c.Skipped.Message
			case c.Out != "":
				return "warned"
			default:
				return "passed"
			}
		}
	}
	return ""
}

func TestJUnitVerdicts(t *testing.T) {
	const before, disabled = "skipped: not checked: there are errors that come before it", "skipped: not checked: the entry is disabled"
	check := func(output bool, l ...diag.Diagnostic) diag.Report {
		return diag.Report{Checks: []diag.Check{{Config: "c", Output: output, Entries: []diag.Entry{
			{Name: "echo", Findings: l}, {Name: "green"}, {Name: "off", Disabled: true}}}}}
	}
	baselined := check(true, old)
	baselined.Accepted = diag.List{old}
	for _, c := range []struct {
		name, suite, code, want string
		report                  diag.Report
	}{
		{"clean rule of the file", "c", "invalid-yaml", "passed", check(true)},
		{"clean rule of an entry", "c: green", "missing-init", "passed", check(true)},
		{"freshness", "c", "stale-output", "passed", check(true)},
		{"freshness not asked for", "c", "stale-output", "", check(false)},
		{"a rule of the file is none of an entry", "c: green", "invalid-yaml", "", check(true)},
		{"an error", "c: echo", "wrong-init", "failed", check(true, old)},
		{"the same rule elsewhere", "c: green", "wrong-init", "passed", check(true, old)},
		{"an earlier stage", "c: green", "unknown-key", "passed", check(true, old)},
		{"a later stage", "c: green", "cyclic-dependency", before, check(true, old)},
		{"output after an error", "c", "stale-output", before, check(true, old)},
		{"a warning", "c: echo", "deprecated-plugin", "warned", check(true, deprecated)},
		{"output after a warning", "c", "stale-output", "passed", check(true, deprecated)},
		{"a disabled entry", "c: off", "missing-init", disabled, check(true)},
		{"the stanza of a disabled entry", "c: off", "unknown-key", "passed", check(true)},
		{"accepted", "c: echo", "wrong-init", "skipped: accepted by the baseline", baselined},
		{"a code without a page", "c: echo", "odd", "failed", check(true, diag.Diagnostic{Code: "odd", Message: "m"})},
	} {
		if got := junitOf(t, c.report).verdict(c.suite, c.code); got != c.want {
			t.Errorf("%s: %s of %s %q, want %q", c.name, c.code, c.suite, got, c.want)
		}
	}
}

func TestJUnitCounts(t *testing.T) {
	s := junitOf(t, sample())
	tests, failures, skipped := 0, 0, 0
	for _, x := range s.Suites {
		tests += len(x.Cases)
		for _, c := range x.Cases {
			if c.Failure != nil {
				failures++
			}
			if c.Skipped != nil {
				skipped++
			}
		}
	}
	if s.Tests != tests || s.Failures != failures || s.Skipped != skipped || failures != 3 {
		t.Errorf("counts %d, %d, %d; there are %d, %d, %d", s.Tests, s.Failures, s.Skipped, tests, failures, skipped)
	}
}

// Every code is a case of at least one suite.
func TestJUnitCoversAllCodes(t *testing.T) {
	s := junitOf(t, diag.Report{Checks: []diag.Check{{Config: "c", Output: true, Entries: []diag.Entry{{Name: "e"}}}}})
	for _, code := range diag.Codes() {
		has := func(x suiteOf) bool {
			return slices.ContainsFunc(x.Cases, func(c caseOf) bool { return c.Name == string(code) })
		}
		if !slices.ContainsFunc(s.Suites, has) {
			t.Errorf("no case for %s", code)
		}
	}
}

func FuzzJUnit(f *testing.F) {
	f.Add("name", "message", "help", "line")
	f.Add("<&\">", "]]>\x00\x1b\xff\ufffe", "a\r\nb", "]]>\ufffe")
	f.Fuzz(func(t *testing.T, name, message, help, line string) {
		d := diag.Diagnostic{Code: diag.UnknownKey, Position: at("f", 1, 1), Message: message, Help: help}
		s := junitOf(t, diag.Report{
			Tool:   name,
			Checks: []diag.Check{{Config: name, Findings: diag.List{d}}},
			Source: files(map[string]string{"f": line}),
		})
		if s.Failures != 1 {
			t.Fatalf("%d failures", s.Failures)
		}
		text := *s.Suites[0].Cases[slices.IndexFunc(s.Suites[0].Cases, func(c caseOf) bool { return c.Failure != nil })].Failure
		if printable(message) && !strings.Contains(text, message) {
			t.Errorf("%q is not in %q", message, text)
		}
	})
}
