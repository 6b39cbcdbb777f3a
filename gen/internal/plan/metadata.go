package plan

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/settings"
)

var pluginName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// metadata checks what a plugin says about itself and about its place in time,
// once per entry.
func (b *builder) metadata(p *catalog.Plugin) {
	b.found.Add(metadata(p.Facts, b.cat.Contract)...)
	b.deprecation(p)
	b.stability(p)
}

// Author returns what is wrong with a plugin whatever it is composed with: the
// metadata and the config type. A contract without a name is not known, and
// then nothing is said about its kinds. The findings are among those of Build.
func Author(f *catalog.Facts, contract catalog.Contract) diag.List {
	found := metadata(f, contract)
	if f.Config != nil {
		found.Add(settings.Check(f.Config)...)
	}
	return found
}

// metadata checks the values of a plugin's metadata.
func metadata(f *catalog.Facts, contract catalog.Contract) diag.List {
	a := &author{}
	m := &f.Metadata
	a.pluginName(f)
	if _, err := semver.StrictNewVersion(m.Version.Value); err != nil {
		a.invalid(m.Version.Position, fmt.Sprintf("Version is %q, which is no semantic version", m.Version.Value), `write it as "1.2.0"`)
	}
	for _, r := range slices.Concat(m.Requires, m.Conflicts) {
		if !pluginName.MatchString(r.Name.Value) {
			a.invalid(r.Name.Position, fmt.Sprintf("%q is no plugin name", r.Name.Value), nameRule)
		}
		if _, err := parseRange(r.Range.Value); err != nil {
			a.invalid(r.Range.Position, fmt.Sprintf("%q is no version range", r.Range.Value), `write it as ">=1.2, <2"`)
		}
	}
	if contract.Ident.Name != "" {
		a.provides(m, contract)
	}
	a.removal(m.Deprecated)
	return a.found
}

const nameRule = "a plugin's name is lower-case letters, digits and underscores, a letter first"

// author collects what a plugin's author has to mend.
type author struct{ found diag.List }

func (a *author) invalid(at diag.Position, message, help string) {
	a.found.Add(diag.Diagnostic{Code: diag.InvalidMetadata, Position: at, Message: message, Help: help})
}

func (a *author) pluginName(f *catalog.Facts) {
	name := f.Metadata.Name
	switch {
	case name.Value == "":
		a.invalid(name.Position, "the metadata has no Name", fmt.Sprintf("set it: Name: %q", f.Package.Package))
	case !pluginName.MatchString(name.Value):
		a.invalid(name.Position, fmt.Sprintf("%q is no plugin name", name.Value), nameRule)
	}
}

// provides checks the declared components against the contract's kinds.
func (a *author) provides(m *catalog.Metadata, contract catalog.Contract) {
	var kinds []string
	for _, k := range contract.Kinds {
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
		a.invalid(f.Position, fmt.Sprintf("Provides has %q, which names no component of the contract", f.Value), help)
	}
}

// removal checks the version in which a plugin is to go.
func (a *author) removal(d *catalog.Deprecated) {
	if d == nil || d.RemovedIn == "" {
		return
	}
	if _, err := semver.NewVersion(d.RemovedIn); err != nil {
		a.invalid(d.Position, fmt.Sprintf("RemovedIn is %q, which is no semantic version", d.RemovedIn), `write it as "2.0.0"`)
	}
}

func (b *builder) deprecation(p *catalog.Plugin) {
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
		version, badVersion := semver.StrictNewVersion(p.Facts.Metadata.Version.Value)
		removed, err := semver.NewVersion(d.RemovedIn)
		switch {
		case err != nil:
			return // reported as the author's
		case badVersion == nil && !version.LessThan(removed):
			finding.Code, finding.Severity = diag.RemovedPlugin, diag.Error
			finding.Message = fmt.Sprintf("plugin %s of entry %s was to be removed in %s and is at %s",
				p.Facts.Metadata.Name.Value, p.Entry.Name.Value, d.RemovedIn, version)
			if d.Use == "" {
				finding.Help = "leave it out, or stay with a version before " + d.RemovedIn
			}
		default:
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
	said := "its metadata says so"
	if have == stabilities[0] {
		said = "its metadata says so, or names no Stability"
	}
	b.found.Add(diag.Diagnostic{
		Code: diag.UnstablePlugin, Position: p.Entry.Name.Position,
		Message: fmt.Sprintf("plugin %s of entry %s is %s, and the policy accepts %s or better",
			p.Facts.Metadata.Name.Value, p.Entry.Name.Value, have, least.Value),
		Related: []diag.Related{
			{Position: p.Facts.Metadata.Position, Message: said},
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
	c.IncludePrerelease = true
	return c, nil
}

// rangeOfPrereleases is a range that names a pre-release itself.
var rangeOfPrereleases = regexp.MustCompile(`\d-[0-9A-Za-z]`)

// meets reports whether a plugin's version is in a range; ranges and versions
// that cannot be read are reported elsewhere and meet everything. A pre-release
// counts as the release that it leads to, which is what its author means by it,
// unless the range names pre-releases: then semantic versioning's order holds.
func meets(version, in string) bool {
	c, err := parseRange(in)
	if err != nil {
		return true
	}
	v, err := semver.NewVersion(version)
	if err != nil {
		return true
	}
	if !rangeOfPrereleases.MatchString(in) {
		v = semver.New(v.Major(), v.Minor(), v.Patch(), "", "")
	}
	return c.Check(v)
}
