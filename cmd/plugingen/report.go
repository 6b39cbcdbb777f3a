package main

import (
	"io"

	"github.com/plugingen/plugingen/gen/diag"
)

// The formats of findings.
const (
	formatText = "text"
	formatJSON = "json"
)

// report prints the findings as the verb's answer and sets the exit code.
func (t *tool) report(all []*outcome) error {
	if t.format == formatJSON {
		return t.reportJSON(all)
	}
	return t.reportText(t.out, all)
}

func (t *tool) reportText(w io.Writer, all []*outcome) error {
	list, source := t.merge(all)
	t.code = exitCode(list)
	return diag.Text(w, list, diag.TextOptions{Color: t.colored(w), Source: source})
}

func (t *tool) reportJSON(all []*outcome) error {
	list, _ := t.merge(all)
	t.code = exitCode(list)
	return diag.JSON(t.out, list)
}

// exitCode is the verdict on findings: a file that could not be read outweighs
// an error in a composition, which outweighs output that is not fresh.
func exitCode(l diag.List) int {
	code := exitClean
	for _, d := range l {
		switch {
		case d.Code == diag.UnreadableConfig:
			return exitFailure
		case d.IsError() && !d.Code.IsFreshness():
			code = exitFindings
		case d.IsError() && code == exitClean:
			code = exitStale
		}
	}
	return code
}
