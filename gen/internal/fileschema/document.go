package fileschema

import (
	"maps"
	"slices"

	"github.com/plugingen/plugingen/gen/internal/config"
)

// dialect is the JSON Schema that is spoken here.
const dialect = "https://json-schema.org/draft/2020-12/schema"

// Paths and names as far as a pattern can say; what config accepts, these do.
const (
	importPattern = `[A-Za-z0-9._~+-]+(/[A-Za-z0-9._~+-]+)*`
	// timePattern accepts what time.ParseDuration does, below nothing left out.
	timePattern = `^\+?(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+$`
)

// document is the whole schema.
func (b *builder) document() (object, error) {
	plugins, err := b.plugins()
	if err != nil {
		return nil, err
	}
	b.share()
	return object{
		{"$schema", dialect},
		{"title", "The plugins of " + b.cat.Host.Package},
		{"description", "A configuration of plugingen, with the settings of every plugin that it enters."},
		{"type", "object"},
		{"required", []string{"plugins"}},
		{"properties", object{
			{"version", object{{"description", "The version of this format."}, {"enum", []any{1}}, {"default", 1}}},
			{"contract", contract()},
			{"output", output()},
			{"inputs", inputs()},
			{"policy", policy()},
			{"plugins", plugins},
		}},
		{"patternProperties", object{{"^x-", true}}},
		{"additionalProperties", false},
		{"$defs", b.definitions()},
	}, nil
}

// definitions are those of the document, sorted by name.
func (b *builder) definitions() object {
	var out object
	for _, name := range slices.Sorted(maps.Keys(b.defs)) {
		out = append(out, member{name, b.defs[name]})
	}
	return out
}

// optional is an object or a list that may be left empty: null is as absent.
func optional(kind, description string, more ...member) object {
	return append(object{{"description", description}, {"type", []string{kind, "null"}}}, more...)
}

// section is a mapping of known keys.
func section(description string, properties object) object {
	return optional("object", description, member{"properties", properties}, member{"additionalProperties", false})
}

func text(description, pattern string, more ...member) object {
	return append(object{{"description", description}, {"type", "string"}, {"pattern", pattern}}, more...)
}

// words is a key with a choice, of which the first word listed is the default.
func words(key, standard, description string) object {
	return object{{"description", description}, {"enum", config.Words(key)}, {"default", standard}}
}

// unbuilt is a list that can ask for nothing yet.
func unbuilt(description string) object {
	return optional("array", description+" Not built yet: leave it out.", member{"maxItems", 0}, member{"doNotSuggest", true})
}

func contract() object {
	return text("The Go interface that the plugins meet: its import path, a dot and its name.",
		`^`+importPattern+`\.[^./\s]+$`, member{"default", config.DefaultContract})
}

func output() object {
	return section("Where the wiring goes.", object{
		{"dir", text("The directory of the wiring, relative to this file. The module that holds it is the host.",
			`^[^/\\]([^:\\][^\\]*)?$`, member{"default", "."})},
		{"package", text("The name of the wiring's Go package; by default that of the files already there, else the directory's.",
			`^[\p{L}_][\p{L}\p{Nd}_]*$`)},
	})
}

func inputs() object {
	return optional("object", "Values that the host hands to New, as names with a Go type each: db: \"*database/sql.DB\"",
		member{"propertyNames", object{{"pattern", config.NamePattern}}},
		member{"additionalProperties", text("A Go type: an import path, a dot and a name, behind any * and [].",
			`^(\*|\[\])*[^*\[\]\s]+$`, member{"examples", []string{"*database/sql.DB"}})})
}

func policy() object {
	return section("Rules for what this file composes.", object{
		{"permissions", words("policy.permissions", "off", "What happens where a plugin's code may do more than it was granted.")},
		{"signatures", words("policy.signatures", "off", "What happens where a plugin's package is not signed.")},
		{"stability", words("policy.stability", "experimental", "The least stable level that is accepted.")},
		{"side_effects", words("policy.side_effects", "warn", "What happens where importing a plugin does something by itself.")},
		{"trusted_keys", unbuilt("Files with the keys whose signatures count.")},
	})
}
