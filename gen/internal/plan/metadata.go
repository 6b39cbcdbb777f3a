package plan

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
)

var pluginName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// metadata checks what a plugin says about itself, once per package.
func (b *builder) metadata(p *catalog.Plugin) {
	m := &p.Facts.Metadata
	b.pluginName(p)
	v, err := semver.StrictNewVersion(m.Version.Value)
	if err != nil {
		b.invalid(m.Version.Position, fmt.Sprintf("Version is %q, which is no semantic version", m.Version.Value), `write it as "1.2.0"`)
	}
	for _, r := range slices.Concat(m.Requires, m.Conflicts) {
		if !pluginName.MatchString(r.Name.Value) {
			b.invalid(r.Name.Position, fmt.Sprintf("%q is no plugin name", r.Name.Value), nameRule)
		}
		if _, err := parseRange(r.Range.Value); err != nil {
			b.invalid(r.Range.Position, fmt.Sprintf("%q is no version range", r.Range.Value), `write it as ">=1.2, <2"`)
		}
	}
	b.provides(m)
	b.deprecation(p, v)
	b.stability(p)
}

const nameRule = "a plugin's name is lower-case letters, digits and underscores, a letter first"

func (b *builder) invalid(at diag.Position, message, help string) {
	b.found.Add(diag.Diagnostic{Code: diag.InvalidMetadata, Position: at, Message: message, Help: help})
}

func (b *builder) pluginName(p *catalog.Plugin) {
	name := p.Facts.Metadata.Name
	switch {
	case name.Value == "":
		b.invalid(name.Position, "the metadata has no Name", fmt.Sprintf("set it: Name: %q", p.Facts.Package.Package))
	case !pluginName.MatchString(name.Value):
		b.invalid(name.Position, fmt.Sprintf("%q is no plugin name", name.Value), nameRule)
	}
}

// provides checks the declared components against the contract's kinds.
func (b *builder) provides(m *catalog.Metadata) {
	var kinds []string
	for _, k := range b.cat.Contract.Kinds {
		kinds = append(kinds, k.Method)
	}
	for _, f := range m.Provides {
		kind, name, ok := strings.Cut(f.Value, "/")
		if ok && name != "" && slices.Contains(kinds, kind) {
			continue
		}
		help := fmt.Sprintf("write it as \"KIND/NAME\"; the contract's kinds are %s", strings.Join(kinds, ", "))
		if near, found := diag.Nearest(kind, kinds); found && near != kind {
			help = fmt.Sprintf("did you mean %s/%s?\n%s", near, name, help)
		}
		b.invalid(f.Position, fmt.Sprintf("Provides has %q, which names no component of the contract", f.Value), help)
	}
}

func (b *builder) deprecation(p *catalog.Plugin, version *semver.Version) {
	d := p.Facts.Metadata.Deprecated
	if d == nil {
		return
	}
	help := ""
	if d.Use != "" {
		help = "use " + d.Use + " in its place"
	}
	finding := diag.Diagnostic{
		Code: diag.DeprecatedPlugin, Severity: diag.Warning, Position: p.Entry.Name.Position, Help: help,
		Message: fmt.Sprintf("plugin %s of entry %s is deprecated", p.Facts.Metadata.Name.Value, p.Entry.Name.Value),
		Related: []diag.Related{{Position: d.Position, Message: "it says so here"}},
	}
	if d.Since != "" {
		finding.Message += " since " + d.Since
	}
	if d.RemovedIn != "" {
		removed, err := semver.NewVersion(d.RemovedIn)
		if err != nil {
			b.invalid(d.Position, fmt.Sprintf("RemovedIn is %q, which is no semantic version", d.RemovedIn), `write it as "2.0.0"`)
			return
		}
		if version != nil && !version.LessThan(removed) {
			finding.Code, finding.Severity = diag.RemovedPlugin, diag.Error
			finding.Message = fmt.Sprintf("plugin %s of entry %s was to be removed in %s and is at %s",
				p.Facts.Metadata.Name.Value, p.Entry.Name.Value, d.RemovedIn, version)
		} else {
			finding.Message += " and goes in " + d.RemovedIn
		}
	}
	b.found.Add(finding)
}

// stabilities in rising order.
var stabilities = []string{"experimental", "beta", "stable"}

func (b *builder) stability(p *catalog.Plugin) {
	least, have := b.cat.Config.Policy.Stability, p.Facts.Metadata.Stability
	if slices.Index(stabilities, have) >= slices.Index(stabilities, least.Value) {
		return
	}
	b.found.Add(diag.Diagnostic{
		Code: diag.UnstablePlugin, Position: p.Entry.Name.Position,
		Message: fmt.Sprintf("plugin %s of entry %s is %s, and the policy accepts %s or better",
			p.Facts.Metadata.Name.Value, p.Entry.Name.Value, have, least.Value),
		Related: []diag.Related{
			{Position: p.Facts.Metadata.Position, Message: "its metadata says so"},
			{Position: least.Position, Message: "the policy"},
		},
		Help: "wait for a more stable version, or lower policy.stability",
	})
}

// parseRange reads a version range; the empty one holds for every version.
func parseRange(s string) (*semver.Constraints, error) {
	if strings.TrimSpace(s) == "" {
		s = "*"
	}
	c, err := semver.NewConstraint(s)
	if err != nil {
		return nil, err
	}
	// A pre-release of a version in range is what its author runs meanwhile.
	c.IncludePrerelease = true
	return c, nil
}

// meets reports whether a plugin's version is in a range; ranges and versions
// that cannot be read are reported elsewhere and meet everything.
func meets(version, in string) bool {
	c, err := parseRange(in)
	if err != nil {
		return true
	}
	v, err := semver.NewVersion(version)
	return err != nil || c.Check(v)
}
