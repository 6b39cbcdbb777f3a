// Command datasets writes the data sets that the workflows godoc.yaml and spam.yaml
// are optimised and evaluated on, as JSON Lines. It fetches nothing.
//
//	datasets [--seed N] godoc DIR
//	datasets [--seed N] spam ARCHIVE DIR
//
// godoc reads the documentation of the Go installation, spam the archive that npm
// pack makes of the package named in internal/spam. DIR gets train.jsonl, of which
// an optimiser makes training and validation, and test.jsonl, which has none of its
// texts. The same source and seed give the same files.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/plugingen/plugingen/examples/pipeline/internal/atomicfile"
	"github.com/plugingen/plugingen/examples/pipeline/internal/godoc"
	"github.com/plugingen/plugingen/examples/pipeline/internal/labelled"
	"github.com/plugingen/plugingen/examples/pipeline/internal/spam"
)

const usage = `datasets [--seed N] godoc DIR          synopses of Go's documentation, by group of packages
datasets [--seed N] spam ARCHIVE DIR   mails of the SpamAssassin corpus, spam or ham

DIR gets train.jsonl and test.jsonl. --seed is 1 where it is not given.
`

// errUsage is a command line that is not understood.
var errUsage = errors.New("the command line is not understood")

func main() {
	err := run(os.Args[1:], os.Stdout)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Print(usage)
	case errors.Is(err, errUsage):
		fmt.Fprintf(os.Stderr, "datasets: %v\n\n%s", err, usage)
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, "datasets:", err)
		os.Exit(1)
	}
}

func run(args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("datasets", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	seed := flags.Uint64("seed", 1, "")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	args = flags.Args()
	switch {
	case len(args) == 2 && args[0] == "godoc":
		return writeGodoc(args[1], *seed, stdout)
	case len(args) == 3 && args[0] == "spam":
		return writeSpam(args[1], args[2], *seed, stdout)
	}
	return errUsage
}

func writeGodoc(dir string, seed uint64, stdout io.Writer) error {
	root, err := godoc.Root()
	if err != nil {
		return err
	}
	texts, err := godoc.Read(root)
	if err != nil {
		return err
	}
	return write(texts, dir, seed, godoc.Sizes(), "synopsis", "group", stdout)
}

func writeSpam(archive, dir string, seed uint64, stdout io.Writer) error {
	content, err := os.ReadFile(archive)
	if err != nil {
		return err
	}
	texts, err := spam.Read(content)
	if err != nil {
		return fmt.Errorf("%s: %w", archive, err)
	}
	return write(texts, dir, seed, spam.Sizes(), "mail", "verdict", stdout)
}

// write deals the texts out and writes the two files.
func write(texts []labelled.Text, dir string, seed uint64, sizes [2]int, textField, labelField string, stdout io.Writer) error {
	parts, err := labelled.Deal(texts, seed, sizes[:]...)
	if err != nil {
		return err
	}
	for i, name := range []string{"train.jsonl", "test.jsonl"} {
		content, err := labelled.Lines(parts[i], textField, labelField)
		if err != nil {
			return err
		}
		// The mails are nobody else's business.
		if err := atomicfile.Write(dir, name, content, 0o600); err != nil {
			return err
		}
		fmt.Fprintf(stdout, "%s: %d of %d texts, seed %d\n", filepath.Join(dir, name), len(parts[i]), len(texts), seed)
	}
	return nil
}
