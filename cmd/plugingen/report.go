package main

import (
	"bytes"
	"fmt"
	"io"

	"github.com/plugingen/plugingen/gen/diag"
)

// report prints the findings as the verb's answer, in every format that was
// asked for, and sets the exit code.
func (t *tool) report(all []*outcome) error {
	r, unused, err := t.reportOf(all)
	if err != nil {
		return err
	}
	t.code = exitCode(r.Findings)
	inRepository := t.inRepository(all, r)
	for _, s := range t.sinks {
		if s.file == "" {
			err = t.print(t.out, s.format, r, inRepository)
		} else {
			err = t.save(s, r, inRepository)
		}
		if err != nil {
			return err
		}
	}
	if t.onScreen() {
		t.printBaseline(r, unused)
	}
	return nil
}

// onScreen reports whether text for a person goes to stdout.
func (t *tool) onScreen() bool {
	for _, s := range t.sinks {
		if s.file == "" {
			return s.format == formatText
		}
	}
	return false
}

// reportOf joins the findings of all configurations and applies the baseline.
func (t *tool) reportOf(all []*outcome) (diag.Report, []diag.BaselineEntry, error) {
	lists, configs, origins := t.renamed(all)
	r := diag.Report{Tool: "plugingen", Version: version(), Source: origins.read}
	for i, o := range all {
		r.Findings.Add(lists[i]...)
		r.Checks = append(r.Checks, t.checkOf(o, lists[i], configs[i]))
	}
	unused, err := t.applyBaseline(&r)
	return r, unused, err
}

// print writes a report to w. What joins findings to files by name gets the
// names that the repository has for them.
func (t *tool) print(w io.Writer, format string, r, inRepository diag.Report) error {
	switch format {
	case formatText:
		return diag.Text(w, r.Findings, t.textOptions(w, r.Source))
	case formatJSON:
		return r.JSON(w)
	case formatSARIF:
		return inRepository.SARIF(w)
	case formatGitHub:
		return inRepository.GitHub(w)
	case formatGitLab:
		return inRepository.GitLab(w)
	case formatJUnit:
		return r.JUnit(w)
	}
	return fmt.Errorf("no report in format %q", format)
}

func (t *tool) save(s sink, r, inRepository diag.Report) error {
	var b bytes.Buffer
	if err := t.print(&b, s.format, r, inRepository); err != nil {
		return err
	}
	if err := writeFile(s.file, b.Bytes()); err != nil {
		return fmt.Errorf("writing the %s report: %w", s.format, err)
	}
	t.say("wrote %s", s.name)
	return nil
}

func (t *tool) textOptions(w io.Writer, source func(string) ([]byte, bool)) diag.TextOptions {
	return diag.TextOptions{Color: t.colored(w), Width: t.width(w), Source: source}
}

// reportText prints findings for a verb whose answer is something else.
func (t *tool) reportText(w io.Writer, all []*outcome) error {
	list, source := t.merge(all)
	t.code = exitCode(list)
	return diag.Text(w, list, t.textOptions(w, source))
}

// reportJSON prints findings in place of such an answer.
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
