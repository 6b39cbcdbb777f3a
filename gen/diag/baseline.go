package diag

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

const baselineVersion = 1

// Baseline is what a host has decided to live with for now: a rule that is new
// to it can be enforced for new code while the old is mended. It knows findings
// by code, file and message, not by line.
type Baseline struct {
	Version  int             `json:"version"`
	Findings []BaselineEntry `json:"findings"` // by file, code, message
}

// BaselineEntry stands for a number of findings that are the same but for
// their place in the file.
type BaselineEntry struct {
	Code        Code   `json:"code"`
	File        string `json:"file"`
	Message     string `json:"message"` // for the reader; Fingerprint decides
	Fingerprint string `json:"fingerprint"`
	Count       int    `json:"count"`
}

// String is the entry on one line that is safe to print.
func (e BaselineEntry) String() string {
	return fmt.Sprintf("%s: %s: %s (%d)", visible(e.File), visible(string(e.Code)), visible(e.Message), e.Count)
}

// baselineKey is what tells entries apart.
type baselineKey struct {
	code        Code
	file, print string
}

func (e BaselineEntry) key() baselineKey { return baselineKey{e.Code, e.File, e.Fingerprint} }

func keyOf(d Diagnostic) baselineKey { return baselineKey{d.Code, d.Position.File, fingerprint(d)} }

// canBaseline reports whether a finding may be lived with. Output that is not
// fresh has to be generated, and an unreadable file was not checked.
func (c Code) canBaseline() bool { return !c.IsFreshness() && c != UnreadableConfig }

// NewBaseline accepts every finding of a list that can be accepted.
func NewBaseline(l List) Baseline {
	b := Baseline{Version: baselineVersion, Findings: []BaselineEntry{}}
	at := map[baselineKey]int{}
	for _, d := range l.Sorted() {
		if !d.Code.canBaseline() {
			continue
		}
		key := keyOf(d)
		i, known := at[key]
		if !known {
			i = len(b.Findings)
			at[key] = i
			b.Findings = append(b.Findings, BaselineEntry{Code: d.Code, File: d.Position.File, Message: d.Message, Fingerprint: key.print})
		}
		b.Findings[i].Count++
	}
	slices.SortFunc(b.Findings, func(x, y BaselineEntry) int {
		return cmp.Or(cmp.Compare(x.File, y.File), cmp.Compare(x.Code, y.Code), cmp.Compare(x.Message, y.Message), cmp.Compare(x.Fingerprint, y.Fingerprint))
	})
	return b
}

// ParseBaseline reads what Encode writes. Whatever it does not know is an
// error, since ignoring it could let findings pass.
func ParseBaseline(src []byte) (Baseline, error) {
	var b Baseline
	d := json.NewDecoder(bytes.NewReader(src))
	d.DisallowUnknownFields()
	if err := d.Decode(&b); err != nil {
		return Baseline{}, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Baseline{}, errors.New("there is more after the object")
	}
	if b.Version != baselineVersion {
		return Baseline{}, fmt.Errorf("version %d; this plugingen reads version %d", b.Version, baselineVersion)
	}
	return b, b.check()
}

func (b Baseline) check() error {
	seen := map[baselineKey]bool{}
	for i, e := range b.Findings {
		switch {
		case e.Code == "" || e.Fingerprint == "":
			return fmt.Errorf("findings[%d] has no code or no fingerprint", i)
		case !e.Code.canBaseline():
			return fmt.Errorf("findings[%d]: %s cannot be accepted by a baseline", i, e.Code)
		case e.Count < 1:
			return fmt.Errorf("findings[%d]: the count is %d", i, e.Count)
		case seen[e.key()]:
			return fmt.Errorf("findings[%d] is there twice", i)
		}
		seen[e.key()] = true
	}
	return nil
}

// Encode is the file: JSON with a newline at the end, the same for the same
// findings.
func (b Baseline) Encode() ([]byte, error) {
	var out bytes.Buffer
	err := writeIndented(&out, b)
	return out.Bytes(), err
}

// Split parts findings into those that count and those that the baseline
// accepts, both sorted; accepted is never nil. Of equal findings in one file as
// many are accepted as the entry counts, from the top. Unused are the entries,
// or the parts of their counts, that match nothing.
func (b Baseline) Split(l List) (counted, accepted List, unused []BaselineEntry) {
	left := map[baselineKey]int{}
	for _, e := range b.Findings {
		left[e.key()] = e.Count
	}
	accepted = List{}
	for _, d := range l.Sorted() {
		if key := keyOf(d); d.Code.canBaseline() && left[key] > 0 {
			left[key]--
			accepted.Add(d)
			continue
		}
		counted.Add(d)
	}
	for _, e := range b.Findings {
		if e.Count = left[e.key()]; e.Count > 0 {
			unused = append(unused, e)
		}
	}
	return counted, accepted, unused
}

// accepted tells the findings that a baseline accepts from the others.
func (r Report) accepted() func(Diagnostic) bool {
	type id struct {
		code    Code
		at      Position
		message string
	}
	set := map[id]bool{}
	for _, d := range r.Accepted {
		set[id{d.Code, d.Position, d.Message}] = true
	}
	return func(d Diagnostic) bool { return set[id{d.Code, d.Position, d.Message}] }
}
