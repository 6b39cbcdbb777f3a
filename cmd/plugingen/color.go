package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
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

// fileBehind is the file that w writes to; nil where there is none.
func fileBehind(w io.Writer) *os.File {
	if c, ok := w.(*checkedWriter); ok {
		w = c.w
	}
	f, _ := w.(*os.File)
	return f
}

// isTerminal reports whether w is a character device. The null device is one
// too, where it does no harm.
func isTerminal(w io.Writer) bool {
	f := fileBehind(w)
	if f == nil {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// narrowest and usual are widths of terminals in columns.
const narrowest, usual = 40, 80

// width is where text on w is wrapped: at the width of the terminal, and
// nowhere (0) in what is no terminal, where a line is easier to search.
func (t *tool) width(w io.Writer) int {
	if !isTerminal(w) {
		return 0
	}
	columns := terminalWidth(fileBehind(w))
	if columns == 0 {
		columns, _ = strconv.Atoi(t.env("COLUMNS"))
	}
	if columns <= 0 {
		columns = usual
	}
	return max(narrowest, columns)
}
