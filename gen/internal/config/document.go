package config

import (
	"strconv"

	"github.com/plugingen/plugingen/gen/diag"
)

// config reads the root, which is a mapping. What concerns it as a whole stands
// at first.
func (r *reader) config(root *Value, first diag.Position) *Config {
	c := &Config{
		Position: first,
		Contract: Text{Value: DefaultContract},
		Output:   Output{Dir: Text{Value: "."}},
		Policy:   Policy{Stability: Text{Value: "experimental"}, SideEffects: Text{Value: "warn"}},
	}
	present := r.fields("", root, []field{
		{"version", r.version},
		{"contract", func(m Member) { r.contract(m, &c.Contract) }},
		{"output", func(m Member) { r.output(m, &c.Output) }},
		{"inputs", func(m Member) { c.Inputs = r.inputs(m) }},
		{"policy", func(m Member) { r.policy(m, &c.Policy) }},
		{"plugins", func(m Member) { c.Plugins = r.entries(m) }},
	})
	if !present["plugins"] {
		r.report(diag.EmptyConfig, c.Position, emptyHelp, "the file has no plugins")
	}
	return c
}

// version accepts the only format there is so far.
func (r *reader) version(m Member) {
	if !r.expect("version", &m.Value, Integer, "an integer", "version: 1") {
		return
	}
	if n, err := strconv.ParseInt(m.Value.Text, 0, 64); err != nil || n != 1 {
		r.reportOn(diag.InvalidValue, &m.Value, "write version: 1",
			"this version of plugingen reads version 1 of the format, not %s", shorten(m.Value.Text))
	}
}

func (r *reader) contract(m Member, to *Text) {
	t, ok := r.text("contract", &m.Value, "contract: example.com/app/api.Plugin")
	if !ok {
		return
	}
	if problem := qualifiedProblem(t.Value); problem != "" {
		r.reportOn(diag.InvalidValue, &m.Value,
			"write the interface's import path, a dot and its name: contract: example.com/app/api.Plugin",
			"contract %s %s", quote(t.Value), problem)
		return
	}
	*to = t
}

func (r *reader) output(m Member, to *Output) {
	if !r.mapping("output", &m.Value, "output: {dir: gen}") {
		return
	}
	r.fields("output", &m.Value, []field{
		{"dir", func(m Member) { r.outputDir(&m.Value, &to.Dir) }},
		{"package", func(m Member) { r.outputPackage(&m.Value, &to.Package) }},
	})
}

func (r *reader) outputDir(v *Value, to *Text) {
	t, ok := r.text("output.dir", v, "dir: .")
	if !ok {
		return
	}
	if problem := dirProblem(t.Value); problem != "" {
		r.reportOn(diag.InvalidValue, v, "write a path relative to the configuration file with forward slashes: dir: internal/plugins",
			"output.dir %s %s", quote(t.Value), problem)
		return
	}
	*to = t
}

func (r *reader) outputPackage(v *Value, to *Text) {
	t, ok := r.text("output.package", v, "package: main")
	if !ok {
		return
	}
	if problem := packageProblem(t.Value); problem != "" {
		r.reportOn(diag.InvalidValue, v, "write the name of a Go package: package: main",
			"output.package %s %s", quote(t.Value), problem)
		return
	}
	*to = t
}

func (r *reader) inputs(m Member) []Input {
	form := "inputs: {db: \"*database/sql.DB\"}"
	if !r.mapping("inputs", &m.Value, form) {
		return nil
	}
	inputs := make([]Input, 0, len(m.Value.Members))
	for _, member := range m.Value.Members {
		named := r.name("an input", member)
		t, ok := r.text("inputs."+display(member.Key), &member.Value, "a Go type: \"*database/sql.DB\"")
		if !ok {
			continue
		}
		if problem := typeProblem(t.Value); problem != "" {
			r.reportOn(diag.InvalidValue, &member.Value,
				"write an import path, a dot and a type's name, behind any * and []: \"*database/sql.DB\"",
				"the type %s %s", quote(t.Value), problem)
			continue
		}
		if named {
			inputs = append(inputs, Input{Name: Text{member.Key, member.Position}, Type: t})
		}
	}
	return inputs
}
