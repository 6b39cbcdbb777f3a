package plan

import (
	"fmt"
	"go/token"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
)

// AppMethods are the exported methods of runtime.App, which the composition
// embeds: no accessor may hide one. A test holds them against the runtime.
var AppMethods = []string{"Components", "Health", "Load", "Manifest", "Plugins", "Reload", "Run", "Start", "Stop", "Unload"}

// GuardNames are what the wiring declares in the host's package for a kind that
// is guarded: the function that puts a guard before a component, and its type.
func GuardNames(k catalog.Kind) (guard, guarded string) {
	return "guard" + k.Method, "guarded" + k.Method
}

// declaredByWiring are the package-level names of the wiring.
func (b *builder) declaredByWiring() []string {
	names := []string{"Composition", "New"}
	if len(b.cat.Inputs) > 0 {
		names = append(names, "Inputs")
	}
	for _, k := range b.cat.Contract.Kinds {
		if len(k.Guard) > 0 && len(b.cat.Plugins) > 0 {
			guard, guarded := GuardNames(k)
			names = append(names, guard, guarded)
		}
	}
	return names
}

// names gives every entry and input its Go name and finds collisions.
func (b *builder) names() {
	taken := map[string]string{"App": "the field App of the composition", "inputs": "the field that holds the inputs"}
	for _, m := range AppMethods {
		taken[m] = "the method " + m + " of runtime.App"
	}
	for _, k := range b.cat.Contract.Kinds {
		if by, hit := taken[k.Method]; hit {
			b.found.Add(diag.Diagnostic{
				Code: diag.InvalidContract, Position: k.Position,
				Message: fmt.Sprintf("method %s of the contract gives the composition a field that collides with %s", k.Method, by),
				Help:    "give the method another name",
			})
		}
		taken[k.Method] = "the field " + k.Method + " of the composition"
	}
	for i, p := range b.cat.Plugins {
		u := &b.units[i]
		u.Entry = p.Entry.Name.Value
		u.Accessor = Accessor(u.Entry)
		u.Field = fieldName(u.Accessor)
		for _, name := range []string{u.Accessor, u.Field, "init" + u.Accessor, "config" + u.Accessor, "settings" + u.Accessor} {
			if !b.claim(taken, name, "a name that the wiring uses for entry "+u.Entry, "entry "+u.Entry, p.Entry.Name.Position) {
				break
			}
		}
	}
	b.inputNames()
	b.hostNames()
}

// claim takes a name, or reports who has it.
func (b *builder) claim(taken map[string]string, name, as, what string, at diag.Position) bool {
	if by, hit := taken[name]; hit {
		b.found.Add(diag.Diagnostic{
			Code: diag.InvalidName, Position: at,
			Message: fmt.Sprintf("%s would be %s in Go, which is %s", what, name, by),
			Help:    "give it another name",
		})
		return false
	}
	taken[name] = as
	return true
}

func (b *builder) inputNames() {
	taken := map[string]string{}
	for _, in := range b.cat.Inputs {
		field := Accessor(in.Name)
		b.claim(taken, field, "the field of input "+in.Name, "input "+in.Name, in.Position)
		b.inputs = append(b.inputs, Input{Name: in.Name, Field: field, Type: in.Type})
	}
}

// hostNames finds declarations of the host's own that the wiring would repeat,
// and a package name that is not the one already there.
func (b *builder) hostNames() {
	for _, name := range b.declaredByWiring() {
		at, hit := b.cat.Host.Declared[name]
		if !hit {
			continue
		}
		b.found.Add(diag.Diagnostic{
			Code: diag.InvalidName, Position: at,
			Message: fmt.Sprintf("package %s declares %s, which the wiring declares too", b.cat.Host.Name, name),
			Help:    "rename it, or write the wiring to a package of its own with output.dir",
		})
	}
	want, have := b.cat.Config.Output.Package, b.cat.Host.Existing
	if want.Value != "" && have.Value != "" && want.Value != have.Value {
		b.found.Add(diag.Diagnostic{
			Code: diag.InvalidValue, Position: want.Position,
			Message: fmt.Sprintf("the output's package is to be %s, but its directory holds package %s", want.Value, have.Value),
			Related: []diag.Related{{Position: have.Position, Message: "the package clause that is there"}},
			Help:    "leave output.package out, or choose another output.dir",
		})
	}
}

// Accessor is the Go name of an entry: split at "_", each word's first letter
// upper case, joined.
func Accessor(entry string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(entry, "_") {
		if word != "" {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}

// fieldName is the unexported field behind an accessor: its first letter lower
// case, with an underscore behind it where that is a word of the language.
func fieldName(accessor string) string {
	if accessor == "" {
		return ""
	}
	name := strings.ToLower(accessor[:1]) + accessor[1:]
	if token.IsKeyword(name) {
		return name + "_"
	}
	return name
}

// entryIndex finds an enabled entry's place among the plugins.
func (b *builder) entryIndex(name string) int {
	return slices.IndexFunc(b.cat.Plugins, func(p catalog.Plugin) bool { return p.Entry.Name.Value == name })
}

// named finds all entries whose plugin has that Metadata.Name.
func (b *builder) named(name string) []int {
	var out []int
	for i, p := range b.cat.Plugins {
		if p.Facts.Metadata.Name.Value == name {
			out = append(out, i)
		}
	}
	return out
}
