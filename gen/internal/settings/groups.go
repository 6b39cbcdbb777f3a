package settings

import (
	"slices"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/config"
	"github.com/plugingen/plugingen/gen/internal/schema"
)

// group are the settings that a tag's oneof_required or anyof_required asks for
// together.
type group struct {
	name  string
	names []string
}

// groupsOf are the groups of a struct under one of the two words, in the order
// in which they are first named.
func groupsOf(props []schema.Property, word string) []group {
	var out []group
	for _, p := range props {
		for _, name := range p.Groups(word) {
			i := slices.IndexFunc(out, func(g group) bool { return g.name == name })
			if i < 0 {
				i = len(out)
				out = append(out, group{name: name})
			}
			out[i].names = append(out[i].names, p.Name)
		}
	}
	return out
}

// met reports whether all settings of the group are there.
func (g group) met(v *config.Value) bool {
	return !slices.ContainsFunc(g.names, func(name string) bool {
		m := v.Member(name)
		return m == nil || m.Value.Kind == config.Null
	})
}

// checkGroups asks for one group of settings out of several: exactly one, or at
// least one.
func (b *binder) checkGroups(v *config.Value, props []schema.Property, p place) bool {
	exactly := b.checkGroup(v, groupsOf(props, "oneof_required"), true, p)
	return b.checkGroup(v, groupsOf(props, "anyof_required"), false, p) && exactly
}

func (b *binder) checkGroup(v *config.Value, groups []group, exactly bool, p place) bool {
	if len(groups) == 0 {
		return true
	}
	var met []group
	for _, g := range groups {
		if g.met(v) {
			met = append(met, g)
		}
	}
	switch {
	case len(met) == 0:
		_, ok := b.fail(p, finding{code: diag.MissingSetting, at: p.at, message: "needs " + choices(groups), help: "set one of them"})
		return ok
	case exactly && len(met) > 1:
		second := v.Member(met[1].names[0])
		_, ok := b.fail(p, finding{code: diag.InvalidSetting, at: second.Position,
			message: "can have only one of " + choices(groups) + ", and has more",
			related: []diag.Related{{Position: v.Member(met[0].names[0]).Position, Message: "one is set here"}}})
		return ok
	}
	return true
}

// choices are groups as a reader needs them: "a", or "b" and "c".
func choices(groups []group) string {
	var out []string
	for _, g := range groups {
		var names []string
		for _, name := range g.names {
			names = append(names, `"`+name+`"`)
		}
		out = append(out, strings.Join(names, " and "))
	}
	return strings.Join(out, ", or ")
}
