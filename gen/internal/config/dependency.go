package config

import (
	"cmp"
	"strings"

	"github.com/Masterminds/semver/v3"

	"github.com/plugingen/plugingen/gen/diag"
)

func (r *reader) dependencies(path string, v *Value) []Dependency {
	if !r.list(path, v, "a list:\ndependencies:\n  - other_entry") {
		return nil
	}
	dependencies := make([]Dependency, 0, len(v.Items))
	first := make(map[string]diag.Position, len(v.Items))
	for i := range v.Items {
		d, ok := r.dependency(path, &v.Items[i])
		if !ok {
			continue
		}
		if at, twice := first[d.Name]; twice {
			r.reportOn(diag.InvalidValue, &v.Items[i], "keep one; two ranges are joined by a comma: "+shorten(d.Name)+" >= 1.0, < 2",
				"%s names %s twice", path, shorten(d.Name))
			r.relate(at, "the first one")
			continue
		}
		first[d.Name] = d.Position
		dependencies = append(dependencies, d)
	}
	return dependencies
}

// dependency reads "name" or "name RANGE".
func (r *reader) dependency(path string, v *Value) (Dependency, bool) {
	t, ok := r.text("an item of "+path, v, "the name of an entry, with a range of versions where wanted: - other_entry >= 1.0")
	if !ok {
		return Dependency{}, false
	}
	name, versions := splitDependency(t.Value)
	if !isName(name) {
		help := "write the name of an entry under plugins"
		if slug := nameFor(name); slug != "" {
			help += ": " + slug
		}
		r.reportOn(diag.InvalidValue, v, help, "%s is no entry's name", quote(cmp.Or(name, t.Value)))
		return Dependency{}, false
	}
	if problem := rangeProblem(versions); problem != "" {
		r.reportOn(diag.InvalidValue, v, "write a range of versions: "+shorten(name)+" >= 1.0, < 2",
			"the range %s of %s %s", quote(versions), shorten(name), problem)
		return Dependency{}, false
	}
	return Dependency{Name: name, Range: versions, Position: v.Position}, true
}

// splitDependency cuts before the first space or sign of comparison.
func splitDependency(s string) (name, versions string) {
	s = strings.TrimSpace(s)
	end := strings.IndexAny(s, " \t\n<>=!~^,|@")
	if end < 0 {
		return s, ""
	}
	return s[:end], strings.TrimSpace(s[end:])
}

// longestRange is far beyond any range and keeps its parsing cheap.
const longestRange = 256

func rangeProblem(versions string) string {
	if versions == "" {
		return ""
	}
	if len(versions) > longestRange {
		return "is too long"
	}
	if _, err := semver.NewConstraint(versions); err != nil {
		return "cannot be read"
	}
	return ""
}
