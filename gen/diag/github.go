package diag

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// githubShown is how many errors, and how many warnings, GitHub shows of one
// step.
const githubShown = 10

var (
	githubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// GitHub prints findings as workflow commands, from which GitHub makes
// annotations: errors first, then warnings, since it shows ten of each per
// step. A last line says how many it does not show and how many a baseline
// accepts; there is none where there is nothing to say.
func (r Report) GitHub(w io.Writer) error {
	var b bytes.Buffer
	sorted := r.Findings.Sorted()
	for _, errors := range []bool{true, false} {
		for _, d := range sorted {
			if d.IsError() == errors {
				b.WriteString(r.githubCommand(d))
			}
		}
	}
	if notes := r.githubNotes(sorted); notes != "" {
		fmt.Fprintf(&b, "%s: %s\n", r.Tool, notes)
	}
	return write(w, b.Bytes())
}

func (r Report) githubCommand(d Diagnostic) string {
	var properties []string
	add := func(name, value string) {
		properties = append(properties, name+"="+githubProperty.Replace(value))
	}
	if at := d.Position; at.IsValid() {
		add("file", visible(at.File))
		if at.Line > 0 {
			add("line", strconv.Itoa(at.Line))
		}
		if at.Line > 0 && at.Column > 0 {
			add("col", strconv.Itoa(at.Column))
		}
	}
	add("title", visible(r.Tool+" "+string(d.Code)))
	return fmt.Sprintf("::%s %s::%s\n", d.level(), strings.Join(properties, ","), githubData.Replace(d.story()))
}

// story is a finding as one text: the message, the related places, the help.
func (d Diagnostic) story() string {
	lines := []string{plain(d.Message)}
	for _, r := range d.Related {
		lines = append(lines, place(r.Position)+"note: "+plain(r.Message))
	}
	if d.Help != "" {
		lines = append(lines, "help: "+plain(d.Help))
	}
	return strings.Join(lines, "\n")
}

func (r Report) githubNotes(sorted List) string {
	var notes []string
	for _, c := range []struct {
		n    int
		word string
	}{{sorted.Errors(), "errors"}, {sorted.Warnings(), "warnings"}} {
		if hidden := c.n - githubShown; hidden > 0 {
			notes = append(notes, fmt.Sprintf("%d of %d %s are not shown as annotations", hidden, c.n, c.word))
		}
	}
	if n := len(r.Accepted); n > 0 {
		notes = append(notes, fmt.Sprintf("findings accepted by the baseline: %d", n))
	}
	return strings.Join(notes, "; ")
}
