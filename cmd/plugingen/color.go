package main

import (
	"fmt"
	"io"
	"os"
)

func (t *tool) checkColor() error {
	switch t.color {
	case "auto", "always", "never":
		return nil
	}
	return fmt.Errorf("unknown --color %q; it is auto, always or never", t.color)
}

// colored decides whether text on w has colours: the flag first, then the
// conventions of the environment, then whether w is a terminal.
func (t *tool) colored(w io.Writer) bool {
	switch {
	case t.color == "always":
		return true
	case t.color == "never", t.env("NO_COLOR") != "":
		return false
	case t.env("CLICOLOR_FORCE") != "", t.env("FORCE_COLOR") != "":
		return true
	case t.env("TERM") == "dumb":
		return false
	}
	return isTerminal(w)
}

// isTerminal reports whether w is a character device. The null device is one
// too, where it does no harm.
func isTerminal(w io.Writer) bool {
	if c, ok := w.(*checkedWriter); ok {
		w = c.w
	}
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
