package diag_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/diag"
)

var (
	unknownKey = diag.Diagnostic{Code: diag.UnknownKey, Position: at(configName, 4, 5),
		Message: `unknown key "enable"`, Help: `did you mean "enabled"?`}
	missingInit = diag.Diagnostic{Code: diag.MissingInit, Severity: diag.Error, Position: at("echo/echo.go", 10, 6),
		Message: "the package has no function Init", Help: "add one:\n  func Init(ctx context.Context) (*Plugin, error)",
		Related: []diag.Related{{Position: at("example.com/m@v1.2.0/c.go", 3, 6), Message: "the contract {0}"}, {Message: "a note"}}}
	deprecated = diag.Diagnostic{Code: diag.DeprecatedPlugin, Severity: diag.Warning, Position: at("a b/é.go", 2, 0),
		Message: "100% old, see [x](y)"}
	placeless = diag.Diagnostic{Code: diag.EmptyConfig, Message: "nothing"}
	old       = diag.Diagnostic{Code: diag.WrongInit, Position: at("echo/echo.go", 12, 6), Message: "Init has no context"}
)

// sample is a report with everything that reports have.
func sample() diag.Report {
	return diag.Report{
		Tool: "plugingen", Version: "v1.2.3",
		Findings: diag.List{missingInit, unknownKey, deprecated, placeless},
		Accepted: diag.List{old},
		Checks: []diag.Check{{
			Config:   configName,
			Findings: diag.List{placeless},
			Output:   true,
			Entries: []diag.Entry{
				{Name: "echo", Findings: diag.List{missingInit, unknownKey, old}},
				{Name: "green", Findings: diag.List{deprecated}},
				{Name: "off", Disabled: true},
			},
		}},
		Source: files(map[string]string{"a b/é.go": "package a\n// Deprecated: 2\n"}),
	}
}

func hostile() diag.List {
	nasty := "::error::%0A]]>&<\"\r\n\x1b[31m\x00\u202e\xff{0}[a](b) \ufffe"
	return diag.List{
		{Code: "odd,code:%", Position: at(nasty, 1, 1), Message: nasty, Help: nasty, Related: []diag.Related{{Position: at(nasty, 0, 0), Message: nasty}}},
		{Code: diag.UnknownKey, Position: at("/abs:x/../y", 3, 0), Message: "", Related: []diag.Related{{}}},
		{Code: diag.UnknownKey, Severity: diag.Warning, Position: at("a:b.go", 0, 0), Message: "m"},
	}
}

func render(t *testing.T, print func(io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := print(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// formats are the methods of a report by name.
func formats(r diag.Report) map[string]func(io.Writer) error {
	return map[string]func(io.Writer) error{
		"report.json": r.JSON, "report.sarif": r.SARIF, "report.github": r.GitHub, "report.gitlab": r.GitLab, "report.junit": r.JUnit,
	}
}

// The goldens leave out what changes with every new code.
func TestReportGoldens(t *testing.T) {
	for name, print := range formats(sample()) {
		t.Run(name, func(t *testing.T) {
			got := string(render(t, print))
			switch name {
			case "report.sarif":
				got = withoutRules(t, got)
			case "report.junit":
				got = withoutQuiet(got)
			}
			file := filepath.Join("testdata", name)
			if os.Getenv("UPDATE") != "" {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), got); d != "" {
				t.Errorf("(-want +got), UPDATE=1 rewrites:\n%s", d)
			}
		})
	}
}

func TestReportsAreDeterministic(t *testing.T) {
	want := map[string][]byte{}
	for name, print := range formats(sample()) {
		want[name] = render(t, print)
	}
	for seed := range uint64(20) {
		r := sample()
		random := rand.New(rand.NewPCG(seed, 1))
		for _, l := range []diag.List{r.Findings, r.Checks[0].Entries[0].Findings} {
			random.Shuffle(len(l), func(i, j int) { l[i], l[j] = l[j], l[i] })
		}
		for name, print := range formats(r) {
			if got := render(t, print); !bytes.Equal(want[name], got) {
				t.Fatalf("seed %d, %s:\n%s", seed, name, cmp.Diff(string(want[name]), string(got)))
			}
		}
	}
}

func TestReportsPassOnTheWritersError(t *testing.T) {
	for name, print := range formats(sample()) {
		if err := print(broken{}); !errors.Is(err, errBroken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

var errBroken = errors.New("broken pipe")

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errBroken }

func TestJSONSummaryCountsAccepted(t *testing.T) {
	for name, c := range map[string]struct {
		accepted diag.List
		want     string
	}{
		"no baseline":    {nil, `"warnings": 0` + "\n"},
		"empty baseline": {diag.List{}, `"accepted": 0` + "\n"},
		"some":           {diag.List{old}, `"accepted": 1` + "\n"},
	} {
		got := string(render(t, diag.Report{Accepted: c.accepted}.JSON))
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// many are n findings of one severity at lines of one file.
func many(n int, s diag.Severity) diag.List {
	var l diag.List
	for i := range n {
		l.Add(diag.Diagnostic{Code: diag.UnknownKey, Severity: s, Position: at("f", i+1, 1), Message: fmt.Sprint(s, i)})
	}
	return l
}

func TestGitHubOrderAndRest(t *testing.T) {
	for _, c := range []struct {
		errors, warnings, accepted int
		want                       string
	}{
		{0, 0, 0, ""},
		{10, 10, 0, ""},
		{11, 0, 0, "t: 1 of 11 errors are not shown as annotations\n"},
		{3, 12, 2, "t: 2 of 12 warnings are not shown as annotations; findings accepted by the baseline: 2\n"},
	} {
		r := diag.Report{Tool: "t", Accepted: many(c.accepted, diag.Error),
			Findings: slices.Concat(many(c.warnings, diag.Warning), many(c.errors, diag.Error))}
		lines := strings.SplitAfter(string(render(t, r.GitHub)), "\n")
		for i, line := range lines[:c.errors+c.warnings] {
			if want := map[bool]string{true: "::error ", false: "::warning "}[i < c.errors]; !strings.HasPrefix(line, want) {
				t.Errorf("line %d is %q", i, line)
			}
		}
		if d := cmp.Diff(c.want, strings.Join(lines[c.errors+c.warnings:], "")); d != "" {
			t.Errorf("%v (-want +got):\n%s", c, d)
		}
	}
}
