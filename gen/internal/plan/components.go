package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/settings"
)

// ComponentNames are the names of a composition's components of one kind, sorted.
func ComponentNames(units []Unit, kind string) []string {
	var out []string
	for _, u := range units {
		for _, c := range u.Components {
			if c.Kind == kind {
				out = append(out, c.Name)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// componentNames checks the settings that name a component.
func (b *builder) componentNames() {
	for i := range b.units {
		if b.units[i].Config == nil {
			continue
		}
		for _, c := range b.units[i].Config.Components {
			if names := ComponentNames(b.units, c.Kind); !slices.Contains(names, c.Name) {
				b.found.Add(diag.Diagnostic{
					Code: diag.InvalidSetting, Position: c.Position,
					Message: fmt.Sprintf("%s must name a component of %s, and none of this composition is called %q", c.Subject, c.Kind, c.Name),
					Help:    componentHelp(c, names),
				})
			}
		}
	}
}

func componentHelp(c settings.ComponentName, names []string) string {
	if near, ok := diag.Nearest(c.Name, names); ok {
		return fmt.Sprintf("did you mean %q?", near)
	}
	if len(names) == 0 {
		return "no plugin of the composition offers one: enter one that does"
	}
	return "there are: " + strings.Join(names, ", ")
}
