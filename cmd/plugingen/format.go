package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plugingen/plugingen/gen/diag"
)

// The formats of findings.
const (
	formatText   = "text"
	formatJSON   = "json"
	formatSARIF  = "sarif"
	formatGitHub = "github"
	formatGitLab = "gitlab"
	formatJUnit  = "junit"
)

var reportFormats = []string{formatText, formatJSON, formatSARIF, formatGitHub, formatGitLab, formatJUnit}

const formatHelp = `

--format can be given several times: FORM prints the report on stdout, FORM=FILE
writes it to a file. At most one goes to stdout, which is text where none is
named. In sarif, github and gitlab, files are named as git names them.`

// sink is where a report goes, and its format.
type sink struct {
	format string
	file   string // as the system needs it; empty for stdout
	name   string // the same as the user wrote it
}

// formatFlag adds --format to a verb that prints one answer; the first format
// is the default.
func (t *tool) formatFlag(cmd *cobra.Command, formats ...string) {
	format := cmd.Flags().String("format", formats[0], "output `FORM`: "+strings.Join(formats, ", "))
	cmd.PreRunE = func(*cobra.Command, []string) error {
		t.format = *format
		return checkFormat(t.format, formats)
	}
}

// reportFlag adds --format to a verb whose answer is a report.
func (t *tool) reportFlag(cmd *cobra.Command) {
	values := cmd.Flags().StringArray("format", nil,
		"report as `FORM` or FORM=FILE: "+strings.Join(reportFormats, ", "))
	cmd.Long += formatHelp
	cmd.PreRunE = func(*cobra.Command, []string) (err error) {
		t.sinks, err = t.parseSinks(*values)
		return err
	}
}

// parseSinks refuses what could not be written before any work is done. Text
// goes to stdout where nothing else does: a report in a file is no reason to
// keep the findings from who looks at the screen.
func (t *tool) parseSinks(values []string) ([]sink, error) {
	var sinks []sink
	taken := map[string]bool{}
	for _, value := range values {
		s, err := t.parseSink(value)
		if err != nil {
			return nil, err
		}
		if taken[s.file] && s.file == "" {
			return nil, errors.New("only one --format can go to stdout; write the others to files, as in sarif=report.sarif")
		}
		if taken[s.file] {
			return nil, fmt.Errorf("--format writes to %s twice", s.name)
		}
		taken[s.file] = true
		sinks = append(sinks, s)
	}
	if !taken[""] {
		sinks = append(sinks, sink{format: formatText})
	}
	return sinks, nil
}

func (t *tool) parseSink(value string) (sink, error) {
	format, file, toFile := strings.Cut(value, "=")
	if err := checkFormat(format, reportFormats); err != nil || !toFile {
		return sink{format: format}, err
	}
	if file == "" {
		return sink{}, fmt.Errorf("--format %s names no file", value)
	}
	name, err := writable(t.path(file))
	if err != nil {
		return sink{}, fmt.Errorf("--format %s: %w", value, err)
	}
	return sink{format, name, file}, nil
}

func checkFormat(format string, formats []string) error {
	if slices.Contains(formats, format) {
		return nil
	}
	hint := ""
	if near, ok := diag.Nearest(format, formats); ok {
		hint = fmt.Sprintf("; did you mean %q?", near)
	}
	return fmt.Errorf("unknown --format %q; this verb has %s%s", format, strings.Join(formats, ", "), hint)
}

// writable returns the file that a name stands for, links followed, where
// writeFile can replace it: nothing or a regular file, in a folder that exists.
func writable(name string) (string, error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		abs = real
	}
	info, err := os.Lstat(abs)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return "", fmt.Errorf("%s is no regular file", name)
	case err != nil && !errors.Is(err, os.ErrNotExist):
		return "", err
	}
	parent, err := os.Stat(filepath.Dir(abs))
	if err == nil && !parent.IsDir() {
		err = fmt.Errorf("%s is no directory", filepath.Dir(name))
	}
	return abs, err
}

// writeFile replaces a file as a whole: who reads it meanwhile sees the old
// content or the new, and a failure leaves the old.
func writeFile(name string, content []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	_, err = f.Write(content)
	if err == nil {
		err = f.Chmod(modeFor(name))
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// modeFor keeps the permissions of a file that is replaced.
func modeFor(name string) os.FileMode {
	if info, err := os.Stat(name); err == nil {
		return info.Mode().Perm()
	}
	return 0o644
}
