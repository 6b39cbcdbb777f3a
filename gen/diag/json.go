package diag

import (
	"cmp"
	"encoding/json"
	"io"
)

// jsonVersion is the version of the object that JSON writes.
const jsonVersion = 1

type jsonReport struct {
	Version     int              `json:"version"`
	Diagnostics []jsonDiagnostic `json:"diagnostics"`
	Summary     jsonSummary      `json:"summary"`
}

type jsonDiagnostic struct {
	Code     Code     `json:"code"`
	Severity Severity `json:"severity"`
	Message  string   `json:"message"`
	Position
	Related []Related `json:"related"`
	Help    string    `json:"help"`
}

type jsonSummary struct {
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
}

// JSON prints findings for a program: one object of version 1, indented, with
// a newline at the end. Its arrays are never null; a place that is not known
// has an empty file or a line and column of 0. The error is the writer's.
func JSON(w io.Writer, l List) error {
	sorted := l.Sorted()
	report := jsonReport{
		Version:     jsonVersion,
		Diagnostics: make([]jsonDiagnostic, 0, len(sorted)),
		Summary:     jsonSummary{sorted.Errors(), sorted.Warnings()},
	}
	for _, d := range sorted {
		report.Diagnostics = append(report.Diagnostics, toJSON(d))
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(report)
}

func toJSON(d Diagnostic) jsonDiagnostic {
	return jsonDiagnostic{
		Code:     d.Code,
		Severity: cmp.Or(d.Severity, Error),
		Message:  d.Message,
		Position: d.Position,
		Related:  append([]Related{}, d.Related...),
		Help:     d.Help,
	}
}
