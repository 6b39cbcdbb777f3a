package main

import (
	"fmt"
	"os"

	"github.com/plugingen/plugingen/gen/diag"
)

// readBaseline reads the baseline before any work is done, and checks that the
// one to write can be written.
func (t *tool) readBaseline() error {
	if t.writeBaseline != "" {
		name, err := writable(t.path(t.writeBaseline))
		if err != nil {
			return fmt.Errorf("--write-baseline: %w", err)
		}
		t.baselineFile = name
		return nil
	}
	if t.baseline == "" {
		return nil
	}
	src, err := os.ReadFile(t.path(t.baseline))
	if err != nil {
		return fmt.Errorf("--baseline: %w", err)
	}
	accepted, err := diag.ParseBaseline(src)
	if err != nil {
		return fmt.Errorf("--baseline: %s: %w", t.baseline, err)
	}
	t.accepted = &accepted
	return nil
}

// applyBaseline takes what is accepted out of the findings that count. None is
// written where a configuration could not be read, since its findings would be
// missing. What
// the baseline holds beyond that is only told where no new error stands: errors
// keep later stages from finding what they would.
func (t *tool) applyBaseline(r *diag.Report) (unused []diag.BaselineEntry, err error) {
	if t.baselineFile != "" && exitCode(r.Findings) != exitFailure {
		if err := t.saveBaseline(r.Findings); err != nil {
			return nil, err
		}
	}
	if t.accepted == nil {
		return nil, nil
	}
	r.Findings, r.Accepted, unused = t.accepted.Split(r.Findings)
	if code := exitCode(r.Findings); code == exitFindings || code == exitFailure {
		return nil, nil
	}
	return unused, nil
}

func (t *tool) saveBaseline(l diag.List) error {
	baseline := diag.NewBaseline(l)
	content, err := baseline.Encode()
	if err != nil {
		return err
	}
	if err := writeFile(t.baselineFile, content); err != nil {
		return fmt.Errorf("writing the baseline: %w", err)
	}
	t.say("wrote %s", t.writeBaseline)
	t.accepted = &baseline
	return nil
}

// printBaseline tells a person what the baseline does, so that nothing that it
// covers is forgotten.
func (t *tool) printBaseline(r diag.Report, unused []diag.BaselineEntry) {
	if n := len(r.Accepted); n > 0 {
		fmt.Fprintf(t.out, "%s accepted by the baseline\n", findings(n))
	}
	if r.Accepted.Errors() > 0 {
		fmt.Fprintln(t.out, "a composition with accepted errors has no output to compare, and gen refuses it")
	}
	if len(unused) == 0 {
		return
	}
	fmt.Fprintln(t.out, "the baseline accepts what is no longer there; write it anew with --write-baseline:")
	for _, e := range unused {
		fmt.Fprintf(t.out, "  %s\n", e)
	}
}

func findings(n int) string {
	if n == 1 {
		return "1 finding"
	}
	return fmt.Sprintf("%d findings", n)
}
