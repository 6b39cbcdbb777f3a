package diag

import (
	"bytes"
	"encoding/xml"
	"io"
	"slices"
)

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Skipped  int          `xml:"skipped,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    Code          `xml:"name,attr"`
	Failure *junitFailure `xml:"failure"`
	Skipped *junitSkipped `xml:"skipped"`
	Out     *junitText    `xml:"system-out"`
}

type junitFailure struct {
	Type    Code   `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",cdata"`
}

type junitSkipped struct {
	Message string `xml:"message,attr"`
}

type junitText struct {
	Text string `xml:",cdata"`
}

// JUnit prints test suites: one for each configuration and one for each of its
// entries, with a case for each rule, so that what is in order shows too. A
// case fails where there are errors; warnings are its output. It is skipped
// where the rule was not checked, because of errors that come before it or an
// entry that is disabled, and where a baseline accepts all that was found.
func (r Report) JUnit(w io.Writer) error {
	root := junitSuites{Name: r.Tool}
	j := judge{r, r.accepted()}
	for _, c := range r.Checks {
		root.add(j.suite(c.Config, c.rules(), c.Findings, c.unchecked(false)))
		for _, e := range c.Entries {
			root.add(j.suite(c.Config+": "+e.Name, entryRules(), e.Findings, c.unchecked(e.Disabled)))
		}
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	e := xml.NewEncoder(&b)
	e.Indent("", "  ")
	if err := e.Encode(root); err != nil {
		return err
	}
	b.WriteByte('\n')
	return write(w, b.Bytes())
}

func (s *junitSuites) add(suite junitSuite) {
	s.Suites = append(s.Suites, suite)
	s.Tests += suite.Tests
	s.Failures += suite.Failures
	s.Skipped += suite.Skipped
}

// rules are those of a configuration as a whole.
func (c Check) rules() []Code {
	var rules []Code
	for _, code := range Codes() {
		if slices.Contains(configRules, code) || code == InvalidContract || c.Output && code.IsFreshness() {
			rules = append(rules, code)
		}
	}
	return rules
}

// entryRules are those of an entry.
func entryRules() []Code {
	return slices.DeleteFunc(Codes(), func(c Code) bool {
		return slices.Contains(wholeFile, c) || c == InvalidContract || c.IsFreshness()
	})
}

// unchecked says why a rule was not checked; it is empty where it was.
func (c Check) unchecked(disabled bool) func(Code) string {
	last := stageOutput
	for _, d := range c.all() {
		if d.IsError() {
			last = min(last, d.Code.stage())
		}
	}
	return func(code Code) string {
		switch {
		case disabled && code.stage() > stageConfig:
			return "not checked: the entry is disabled"
		case code.stage() > last:
			return "not checked: there are errors that come before it"
		}
		return ""
	}
}

func (c Check) all() List {
	all := slices.Clone(c.Findings)
	for _, e := range c.Entries {
		all.Add(e.Findings...)
	}
	return all
}

// judge decides how cases went.
type judge struct {
	Report
	accepted func(Diagnostic) bool
}

func (j judge) suite(name string, rules []Code, found List, unchecked func(Code) string) junitSuite {
	byCode := map[Code]List{}
	for _, d := range found.Sorted() {
		byCode[d.Code] = append(byCode[d.Code], d)
		rules = append(rules, d.Code)
	}
	slices.Sort(rules)
	suite := junitSuite{Name: visible(name)}
	for _, code := range slices.Compact(rules) {
		c := junitCase{Class: suite.Name, Name: code}
		j.decide(&c, byCode[code], unchecked(code))
		suite.add(c)
	}
	return suite
}

func (s *junitSuite) add(c junitCase) {
	s.Cases = append(s.Cases, c)
	s.Tests++
	switch {
	case c.Failure != nil:
		s.Failures++
	case c.Skipped != nil:
		s.Skipped++
	}
}

func (j judge) decide(c *junitCase, found List, unchecked string) {
	counted := slices.DeleteFunc(slices.Clone(found), j.accepted)
	switch {
	case counted.Errors() > 0:
		c.Failure = &junitFailure{c.Name, plain(firstError(counted).Message), j.text(counted)}
	case len(counted) > 0:
		c.Out = &junitText{j.text(counted)}
	case len(found) > 0:
		c.Skipped = &junitSkipped{"accepted by the baseline"}
	case unchecked != "":
		c.Skipped = &junitSkipped{unchecked}
	}
}

func firstError(l List) Diagnostic {
	return l[slices.IndexFunc(l, Diagnostic.IsError)]
}

// text is a list as a person reads it.
func (j judge) text(l List) string {
	var b bytes.Buffer
	_ = Text(&b, l, TextOptions{Source: j.Source}) // a buffer takes everything
	return b.String()
}
