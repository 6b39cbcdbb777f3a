package diag

import (
	"cmp"
	"io"
)

type gitlabIssue struct {
	Description string         `json:"description"`
	Check       Code           `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
}

// GitLab prints a code quality report: an array with one object per finding
// that counts, errors as major and warnings as minor. Fingerprints differ
// within a report and stay the same where lines move. A finding without a
// place stands at the first line of the first configuration.
func (r Report) GitLab(w io.Writer) error {
	sorted := r.Findings.Sorted()
	prints := fingerprints(sorted)
	issues := make([]gitlabIssue, 0, len(sorted))
	for i, d := range sorted {
		issues = append(issues, gitlabIssue{
			Description: d.advice(),
			Check:       d.Code,
			Fingerprint: prints[i],
			Severity:    gitlabSeverity(d),
			Location:    gitlabLocation{cmp.Or(d.Position.File, r.home()), gitlabLines{max(1, d.Position.Line)}},
		})
	}
	return writeIndented(w, issues)
}

func gitlabSeverity(d Diagnostic) string {
	if d.IsError() {
		return "major"
	}
	return "minor"
}
