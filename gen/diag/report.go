package diag

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// Report is what one run looked at and what it found. Its methods print it for
// other programs; each writes nothing before all of it stands, gives the same
// bytes for the same report, and returns the writer's error.
//
// SARIF, GitHub and GitLab join findings to files by name: for them the caller
// has to make the files of positions relative to the root of the repository.
type Report struct {
	Tool     string // the name of the tool
	Version  string // its version; may be empty
	Findings List   // what counts
	Accepted List   // what a baseline accepts; nil where there is no baseline
	Checks   []Check
	// Source returns the content of a file as a Position names it; false where
	// it cannot be had. It may be nil.
	Source func(file string) ([]byte, bool)
}

// Check is one configuration that was checked.
type Check struct {
	Config   string // the file, as a Position names it
	Entries  []Entry
	Findings List // those that belong to no entry, accepted ones included
	Output   bool // whether the committed output was to be compared
}

// Entry is an entry of a configuration.
type Entry struct {
	Name     string
	Disabled bool // then its package was not looked at
	Findings List // accepted ones included
}

// home is the file for a finding without one, in formats that demand it.
func (r Report) home() string {
	if len(r.Checks) == 0 {
		return "."
	}
	return r.Checks[0].Config
}

// write prints text in one piece.
func write(w io.Writer, text []byte) error {
	_, err := w.Write(text)
	return err
}

// numbers are places and lines within a message, which move when code above
// them changes.
var numbers = regexp.MustCompile(`(\.\w+):\d+(?::\d+)?|\b(lines? )\d+`)

// fingerprint names a finding by what it says, not by where it stands in its
// file: it survives lines that come and go above it.
func fingerprint(d Diagnostic) string {
	message := numbers.ReplaceAllString(d.Message, "$1$2")
	return digest(string(d.Code), d.Position.File, message)
}

// fingerprints names every finding of a sorted list; equal findings in one
// file are told apart by their order.
func fingerprints(l List) []string {
	seen := map[string]int{}
	out := make([]string, len(l))
	for i, d := range l {
		same := fingerprint(d)
		out[i] = digest(same, fmt.Sprint(seen[same]))
		seen[same]++
	}
	return out
}

func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// plain is text as a single string that is safe to print, its lines apart.
func plain(text string) string { return strings.Join(visibleLines(text), "\n") }

// advice is the message with its way out.
func (d Diagnostic) advice() string {
	if d.Help == "" {
		return plain(d.Message)
	}
	return plain(d.Message) + "\n" + plain(d.Help)
}
