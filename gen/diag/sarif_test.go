package diag_test

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/gen/diag"
)

var ruleIndex = regexp.MustCompile(`(?m)^ *"ruleIndex": \d+,\n`)

// withoutRules leaves out of a log what changes with every new code.
func withoutRules(t *testing.T, log string) string {
	t.Helper()
	const begin, end = `"rules": [`, "\n          ]"
	before, rest, ok := strings.Cut(log, begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("no rules in %s", log)
	}
	return ruleIndex.ReplaceAllString(before+begin+"]"+after, "")
}

// logOf is the part of a SARIF log that the tests look at.
type logOf struct {
	Runs []struct {
		Tool struct {
			Driver struct {
				Rules []struct {
					ID               string
					ShortDescription struct{ Text string }
					Help             struct{ Text, Markdown string }
				}
			}
		}
		OriginalURIBaseIDs map[string]any `json:"originalUriBaseIds"`
		Results            []struct {
			RuleID    string
			RuleIndex int
			Message   struct{ Text string }
			Locations []struct {
				PhysicalLocation struct {
					ArtifactLocation struct {
						URI       string
						URIBaseID string
					}
				}
			}
		}
	}
}

func sarifOf(t *testing.T, r diag.Report) logOf {
	t.Helper()
	var log logOf
	if err := json.Unmarshal(render(t, r.SARIF), &log); err != nil {
		t.Fatal(err)
	}
	return log
}

func TestSARIFRules(t *testing.T) {
	run := sarifOf(t, diag.Report{Findings: append(hostile(), unknownKey, missingInit)}).Runs[0]
	rules := run.Tool.Driver.Rules
	for _, r := range run.Results {
		if rules[r.RuleIndex].ID != r.RuleID {
			t.Errorf("%s has rule %d, which is %s", r.RuleID, r.RuleIndex, rules[r.RuleIndex].ID)
		}
	}
	known := map[string]bool{}
	for _, r := range rules {
		known[r.ID] = true
		if _, ok := diag.Explain(diag.Code(r.ID)); ok && (r.ShortDescription.Text == "" || r.Help.Text == "" || r.Help.Markdown == "") {
			t.Errorf("%s lacks its page", r.ID)
		}
	}
	for _, code := range diag.Codes() {
		if !known[string(code)] {
			t.Errorf("no rule %s", code)
		}
	}
}

func TestSARIFEmptyResultsAreAnArray(t *testing.T) {
	if log := string(render(t, diag.Report{Tool: "t"}.SARIF)); !strings.Contains(log, `"results": []`) {
		t.Error(log)
	}
}

func TestSARIFPlaces(t *testing.T) {
	for file, want := range map[string]struct{ uri, base string }{
		"echo/echo.go":                {"echo/echo.go", "%SRCROOT%"},
		"a b/%é?#.go":                 {"a%20b/%25%C3%A9%3F%23.go", "%SRCROOT%"},
		"a:b.go":                      {"./a:b.go", "%SRCROOT%"},
		"/abs.go":                     {"abs.go", "%SRCROOT%"},
		"../configs/c.yaml":           {"../configs/c.yaml", "%SRCROOT%"},
		"example.com/m@v1.0.0/x/y.go": {"example.com/m@v1.0.0/x/y.go", "%GOMODCACHE%"},
		"mail@v1/y.go":                {"mail@v1/y.go", "%SRCROOT%"},
	} {
		run := sarifOf(t, diag.Report{Findings: diag.List{{Code: "c", Message: "m", Position: at(file, 1, 1)}}}).Runs[0]
		got := run.Results[0].Locations[0].PhysicalLocation.ArtifactLocation
		if got.URI != want.uri || got.URIBaseID != want.base {
			t.Errorf("%s: %s in %s, want %s in %s", file, got.URI, got.URIBaseID, want.uri, want.base)
		}
		if run.OriginalURIBaseIDs[got.URIBaseID] == nil {
			t.Errorf("%s is no declared base", got.URIBaseID)
		}
	}
}

// readMessage does to a message what a reader of SARIF does to one without
// arguments and links.
func readMessage(text string) string {
	return strings.NewReplacer("{{", "{", "}}", "}", `\](`, "](").Replace(text)
}

var placeholder = regexp.MustCompile(`(?:^|[^{])(?:\{\{)*\{\d+\}`)

func FuzzSARIF(f *testing.F) {
	f.Add("f.go", "message {0} {{ [a](b) ${env:X}")
	f.Add("\x00:/..\\@v1/", "{{{0}}}")
	f.Fuzz(func(t *testing.T, file, message string) {
		text := diag.SARIFEscape(message)
		if placeholder.MatchString(text) || strings.Contains(strings.ReplaceAll(text, `\](`, ""), "](") {
			t.Errorf("%q would not be read as itself: %q", message, text)
		}
		uri := diag.RelativeURI(file)
		u, err := url.Parse(uri)
		if err != nil || u.IsAbs() || u.Host != "" {
			t.Errorf("%q is no relative reference: %v", uri, err)
		}
		if err == nil && strings.TrimPrefix(u.Path, "./") != strings.TrimPrefix(strings.TrimLeft(file, "/"), "./") {
			t.Errorf("%q became %q", file, u.Path)
		}
	})
}

func TestSARIFMessagesReadBack(t *testing.T) {
	for _, message := range []string{"{0} is {not} a place", "map[string](int){}", "${env:X}", `a\b`} {
		run := sarifOf(t, diag.Report{Findings: diag.List{{Code: "c", Message: message}}}).Runs[0]
		if got := readMessage(run.Results[0].Message.Text); got != message {
			t.Errorf("%q reads back as %q", message, got)
		}
	}
}
