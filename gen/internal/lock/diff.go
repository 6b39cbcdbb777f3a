package lock

import (
	"fmt"
	"slices"
	"strings"
)

// Changes tells what differs between two compositions, in sentences for a
// reviewer: the overlays, then what came and went, then what changed in each entry, then the
// order. It is empty where both compose the same; Config and Outputs, which say
// where a lock stands and not what is composed, do not count.
func Changes(old, new *Lock) []string {
	var out []string
	if !slices.Equal(old.Overlays, new.Overlays) {
		out = append(out, fmt.Sprintf("the overlays are %s, they were %s", listText(new.Overlays), listText(old.Overlays)))
	}
	if old.Contract != new.Contract {
		out = append(out, fmt.Sprintf("the contract is %s, it was %s", new.Contract, old.Contract))
	} else if !slices.Equal(old.Kinds, new.Kinds) {
		out = append(out, fmt.Sprintf("the contract's kinds are %s, they were %s", strings.Join(new.Kinds, ", "), strings.Join(old.Kinds, ", ")))
	}
	if old.GoPackage != new.GoPackage {
		out = append(out, fmt.Sprintf("the wiring's package is %s, it was %s", new.GoPackage, old.GoPackage))
	}
	if was, is := inputText(old), inputText(new); was != is {
		out = append(out, fmt.Sprintf("the inputs are %s, they were %s", orNone(is), orNone(was)))
	}
	before, after := byEntry(old), byEntry(new)
	for _, p := range new.Plugins {
		if _, there := before[p.Entry]; !there {
			out = append(out, fmt.Sprintf("%s is new (%s)", p.Entry, p.Package))
		}
	}
	for _, p := range old.Plugins {
		if _, there := after[p.Entry]; !there {
			out = append(out, fmt.Sprintf("%s is gone (%s)", p.Entry, p.Package))
		}
	}
	for _, p := range new.Plugins {
		if was, there := before[p.Entry]; there {
			out = append(out, pluginChanges(was, p)...)
		}
	}
	return append(out, orderChanges(old, new)...)
}

func byEntry(l *Lock) map[string]Plugin {
	out := map[string]Plugin{}
	for _, p := range l.Plugins {
		out[p.Entry] = p
	}
	return out
}

// pluginChanges tells what differs in one entry. A change of source is told only
// where nothing else of the plugin tells it.
func pluginChanges(old, new Plugin) []string {
	var out []string
	say := func(what, was, is string) {
		if was != is {
			out = append(out, fmt.Sprintf("%s: %s is %s, it was %s", new.Entry, what, orNone(is), orNone(was)))
		}
	}
	say("the package", old.Package, new.Package)
	say("the module version", old.ModuleVersion, new.ModuleVersion)
	say("the version", old.Version, new.Version)
	say("what it needs", needText(old), needText(new))
	if old.Settings != new.Settings {
		out = append(out, new.Entry+": its config, prefix or timeouts have changed")
	}
	out = append(out, componentChanges(old, new)...)
	if len(out) == 0 && old.Digest != new.Digest {
		out = append(out, new.Entry+": the source has changed")
	}
	return out
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func listText(items []string) string { return orNone(strings.Join(items, ", ")) }

func inputText(l *Lock) string {
	var out []string
	for _, in := range l.Inputs {
		out = append(out, in.Name+" "+in.Type)
	}
	return strings.Join(out, ", ")
}

func needText(p Plugin) string {
	var out []string
	for _, n := range p.Needs {
		out = append(out, n.Entry+" ("+n.Why+")")
	}
	return strings.Join(out, ", ")
}

func componentChanges(old, new Plugin) []string {
	var out []string
	text := func(c Component) string {
		return fmt.Sprintf("%s/%s [%s] conditional=%t", c.Kind, c.Name, strings.Join(c.Capabilities, " "), c.Conditional)
	}
	had := map[string]string{}
	for _, c := range old.Components {
		had[c.Kind+"/"+c.Name] = text(c)
	}
	for _, c := range new.Components {
		name := c.Kind + "/" + c.Name
		was, there := had[name]
		delete(had, name)
		switch {
		case !there:
			out = append(out, fmt.Sprintf("%s: it offers %s now", new.Entry, name))
		case was != text(c):
			out = append(out, fmt.Sprintf("%s: %s has other capabilities or another condition", new.Entry, name))
		}
	}
	for _, c := range old.Components {
		if _, left := had[c.Kind+"/"+c.Name]; left {
			out = append(out, fmt.Sprintf("%s: it offers %s/%s no more", new.Entry, c.Kind, c.Name))
		}
	}
	return out
}

// orderChanges compares the order of the entries that both have.
func orderChanges(old, new *Lock) []string {
	common := func(l, other *Lock) []string {
		there := byEntry(other)
		var out []string
		for _, p := range l.Plugins {
			if _, ok := there[p.Entry]; ok {
				out = append(out, p.Entry)
			}
		}
		return out
	}
	was, is := common(old, new), common(new, old)
	if slices.Equal(was, is) {
		return nil
	}
	return []string{fmt.Sprintf("the order of start is %s, it was %s", strings.Join(is, ", "), strings.Join(was, ", "))}
}
