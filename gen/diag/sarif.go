package diag

import (
	"bytes"
	"encoding/json"
	"io"
	"net/url"
	"slices"
	"strings"
)

const (
	sarifSchema  = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	sarifVersion = "2.1.0"
	// sarifRoot is the base of what is in the repository, sarifModules that of
	// what is in the go command's module cache.
	sarifRoot    = "%SRCROOT%"
	sarifModules = "%GOMODCACHE%"
	// sarifPrint names the way in which fingerprints are made.
	sarifPrint = "plugingenFinding/v1"
)

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool       sarifTool                `json:"tool"`
	ColumnKind string                   `json:"columnKind"`
	Bases      map[string]sarifArtifact `json:"originalUriBaseIds"`
	Results    []sarifResult            `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version,omitempty"`
	Rules   []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID    Code       `json:"id"`
	Short *sarifText `json:"shortDescription,omitempty"`
	Full  *sarifText `json:"fullDescription,omitempty"`
	Help  *sarifText `json:"help,omitempty"`
}

type sarifText struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown,omitempty"`
}

type sarifResult struct {
	RuleID       Code               `json:"ruleId"`
	RuleIndex    int                `json:"ruleIndex"`
	Level        Severity           `json:"level"`
	Message      sarifText          `json:"message"`
	Locations    []sarifLocation    `json:"locations"`
	Related      []sarifLocation    `json:"relatedLocations,omitempty"`
	Prints       map[string]string  `json:"partialFingerprints"`
	Suppressions []sarifSuppression `json:"suppressions,omitempty"`
}

type sarifSuppression struct {
	Kind          string `json:"kind"`
	Justification string `json:"justification"`
}

type sarifLocation struct {
	ID       *int           `json:"id,omitempty"`
	Physical *sarifPhysical `json:"physicalLocation,omitempty"`
	Message  *sarifText     `json:"message,omitempty"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   *sarifRegion  `json:"region,omitempty"`
}

type sarifArtifact struct {
	URI         string     `json:"uri,omitempty"`
	Base        string     `json:"uriBaseId,omitempty"`
	Description *sarifText `json:"description,omitempty"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn,omitempty"`
}

// SARIF prints a SARIF 2.1.0 log of one run, indented. Its rules are all codes
// of this version with the text of their pages; accepted findings are results
// with a suppression. Files are relative to %SRCROOT%, those of dependencies to
// %GOMODCACHE%; columns count Unicode characters.
func (r Report) SARIF(w io.Writer) error {
	ids := r.codes()
	run := sarifRun{
		Tool:       sarifTool{sarifDriver{Name: r.Tool, Version: r.Version, Rules: sarifRules(ids)}},
		ColumnKind: "unicodeCodePoints",
		Bases: map[string]sarifArtifact{
			sarifRoot:    {Description: &sarifText{Text: "The root of the repository."}},
			sarifModules: {Description: &sarifText{Text: "The module cache of the go command."}},
		},
		Results: []sarifResult{},
	}
	all := slices.Concat(r.Findings, r.Accepted).Sorted()
	accepted := r.accepted()
	prints := fingerprints(all)
	for i, d := range all {
		rule, _ := slices.BinarySearch(ids, d.Code)
		result := sarifResultOf(d, rule, prints[i])
		if accepted(d) {
			result.Suppressions = []sarifSuppression{{"external", "accepted by the baseline"}}
		}
		run.Results = append(run.Results, result)
	}
	return writeIndented(w, sarifLog{sarifSchema, sarifVersion, []sarifRun{run}})
}

// codes are the codes of this version and those found, sorted.
func (r Report) codes() []Code {
	ids := Codes()
	for _, d := range slices.Concat(r.Findings, r.Accepted) {
		ids = append(ids, d.Code)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func sarifRules(ids []Code) []sarifRule {
	rules := make([]sarifRule, len(ids))
	for i, id := range ids {
		rules[i].ID = id
		page, ok := Explain(id)
		if !ok {
			continue
		}
		rules[i].Short = &sarifText{Text: page.Summary}
		rules[i].Full = &sarifText{Text: page.Why}
		rules[i].Help = &sarifText{Text: page.Fix, Markdown: page.Text}
	}
	return rules
}

func sarifResultOf(d Diagnostic, rule int, print string) sarifResult {
	result := sarifResult{
		RuleID: d.Code, RuleIndex: rule, Level: d.level(),
		Message:   sarifText{Text: sarifEscape(d.advice())},
		Locations: []sarifLocation{},
		Prints:    map[string]string{sarifPrint: print},
	}
	if d.Position.IsValid() {
		result.Locations = append(result.Locations, sarifLocation{Physical: sarifPlace(d.Position)})
	}
	for i, r := range d.Related {
		id := i + 1
		place := sarifLocation{ID: &id, Message: sarifMessage(r.Message)}
		if r.IsValid() {
			place.Physical = sarifPlace(r.Position)
		}
		result.Related = append(result.Related, place)
	}
	return result
}

func sarifMessage(text string) *sarifText {
	if text == "" {
		return nil
	}
	return &sarifText{Text: sarifEscape(plain(text))}
}

func sarifPlace(at Position) *sarifPhysical {
	place := &sarifPhysical{Artifact: sarifArtifact{URI: relativeURI(at.File), Base: sarifRoot}}
	if inModuleCache(at.File) {
		place.Artifact.Base = sarifModules
	}
	if at.Line > 0 {
		place.Region = &sarifRegion{StartLine: at.Line, StartColumn: at.Column}
	}
	return place
}

// relativeURI is a file name as a relative reference.
func relativeURI(file string) string {
	return (&url.URL{Path: strings.TrimLeft(file, "/")}).String()
}

// inModuleCache reports whether a file is named module@version/path.
func inModuleCache(file string) bool {
	module, rest, ok := strings.Cut(file, "@v")
	first, _, _ := strings.Cut(module, "/")
	return ok && strings.Contains(first, ".") && strings.Contains(rest, "/")
}

// sarifEscape writes what a reader of SARIF would take for a placeholder or a
// link in such a way that it stands for itself.
var sarifEscape = strings.NewReplacer("{", "{{", "}", "}}", "](", `\](`).Replace

// writeIndented prints JSON without escapes for HTML.
func writeIndented(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	return write(w, b.Bytes())
}
