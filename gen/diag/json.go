package diag

import "io"

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
	Errors   int  `json:"errors"`
	Warnings int  `json:"warnings"`
	Accepted *int `json:"accepted,omitempty"` // by a baseline, where there is one
}

// JSON prints findings for a program: one object of version 1, indented, with
// a newline at the end. Its arrays are never null; a place that is not known
// has an empty file or a line and column of 0. The error is the writer's.
func JSON(w io.Writer, l List) error { return Report{Findings: l}.JSON(w) }

// JSON prints the findings that count as the function JSON does; where there
// is a baseline, the summary says how many it accepts.
func (r Report) JSON(w io.Writer) error {
	sorted := r.Findings.Sorted()
	report := jsonReport{
		Version:     jsonVersion,
		Diagnostics: make([]jsonDiagnostic, 0, len(sorted)),
		Summary:     jsonSummary{Errors: sorted.Errors(), Warnings: sorted.Warnings()},
	}
	if r.Accepted != nil {
		n := len(r.Accepted)
		report.Summary.Accepted = &n
	}
	for _, d := range sorted {
		report.Diagnostics = append(report.Diagnostics, toJSON(d))
	}
	return writeIndented(w, report)
}

func toJSON(d Diagnostic) jsonDiagnostic {
	return jsonDiagnostic{
		Code:     d.Code,
		Severity: d.level(),
		Message:  d.Message,
		Position: d.Position,
		Related:  append([]Related{}, d.Related...),
		Help:     d.Help,
	}
}
