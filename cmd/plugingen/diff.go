package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"github.com/plugingen/plugingen/gen"
)

const diffHelp = `Print what gen would change, as a unified diff. Nothing is written.

With two locks, tell what changed between their compositions: plugins, versions,
components, the order of start. A lock may come from another commit:
git show HEAD~1:plugins.lock.json > old.lock.

Exit code 0 says that nothing differs, 2 that something does, 1 that the
composition has errors.`

func (t *tool) diffCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "diff [CONFIG | OLD.lock NEW.lock]",
		Short: "print what gen would change, or what changed between two locks",
		Long:  diffHelp,
		Args:  cobra.MaximumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 2 {
				return t.diffLocks(args[0], args[1])
			}
			return t.diff(cmd.Context(), args)
		},
	}
	t.outputFlag(cmd)
	t.overlayFlag(cmd)
	t.formatFlag(cmd, formatText, formatJSON)
	return cmd
}

// change is a file that gen would write.
type change struct {
	File  string `json:"file"`
	State string `json:"state"` // new or changed
	Diff  string `json:"diff"`  // unified
}

func (t *tool) diff(ctx context.Context, args []string) error {
	result, err := t.composeOne(ctx, args)
	if err != nil || result == nil {
		return err
	}
	changes := changesOf(result.Files)
	if len(changes) > 0 {
		t.code = exitStale
	}
	if t.format == formatJSON {
		return writeJSON(t.out, struct {
			Version int      `json:"version"`
			Changes []change `json:"changes"`
		}{1, changes})
	}
	return t.printChanges(changes)
}

// diffLocks compares two compositions by their locks.
func (t *tool) diffLocks(oldName, newName string) error {
	if len(t.overlays) > 0 {
		return errors.New("--overlay is laid over a configuration, and these are two locks")
	}
	old, err := os.ReadFile(t.path(oldName))
	if err != nil {
		return err
	}
	new, err := os.ReadFile(t.path(newName))
	if err != nil {
		return err
	}
	changes, err := gen.CompareLocks(old, new)
	if err != nil {
		return err
	}
	if len(changes) > 0 {
		t.code = exitStale
	}
	if t.format == formatJSON {
		return writeJSON(t.out, struct {
			Version int      `json:"version"`
			Changes []string `json:"changes"`
		}{1, append([]string{}, changes...)})
	}
	for _, c := range changes {
		if _, err := fmt.Fprintln(t.out, c); err != nil {
			return err
		}
	}
	return nil
}

func changesOf(files []gen.File) []change {
	changes := []change{}
	for _, f := range files {
		switch {
		case f.Current == nil:
			changes = append(changes, change{f.Path, "new", unified("/dev/null", f)})
		case !bytes.Equal(f.Current, f.Content):
			changes = append(changes, change{f.Path, "changed", unified("a/"+f.Path, f)})
		}
	}
	return changes
}

func unified(old string, f gen.File) string {
	return string(diff.Diff(old, f.Current, "b/"+f.Path, f.Content))
}

func (t *tool) printChanges(changes []change) error {
	colored := t.colored(t.out)
	for _, c := range changes {
		text := c.Diff
		if colored {
			text = colorDiff(text)
		}
		if _, err := t.out.Write([]byte(text)); err != nil {
			return err
		}
	}
	return nil
}

// colorDiff colours a unified diff line by line.
func colorDiff(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		content, newline := strings.CutSuffix(line, "\n")
		if sequence := diffColor(content); sequence != "" {
			content = "\x1b[" + sequence + "m" + content + "\x1b[0m"
		}
		b.WriteString(content)
		if newline {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func diffColor(line string) string {
	switch {
	case strings.HasPrefix(line, "diff "), strings.HasPrefix(line, "--- "), strings.HasPrefix(line, "+++ "):
		return "1"
	case strings.HasPrefix(line, "@@"):
		return "36"
	case strings.HasPrefix(line, "-"):
		return "31"
	case strings.HasPrefix(line, "+"):
		return "32"
	}
	return ""
}
