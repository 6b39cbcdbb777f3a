// Package schemavalidator is the plugin "enhanced_schema_validator": it checks
// values against JSON Schema (draft 2020-12), checks the typed inputs and outputs
// of signatures, and composes a base schema with the extensions that plugins
// bring.
//
// # As a plugin
//
// The entry in plugin_config.yaml:
//
//	enhanced_schema_validator:
//	  module: github.com/plugingen/plugingen/plugins/schemavalidator
//	  config:
//	    formats: true
//	    max_cached_schemas: 256
//
// Another plugin gets the validator by naming its type in Init:
//
//	func Init(ctx context.Context, v *schemavalidator.Plugin) (*Plugin, error)
//
// and a workflow uses it through the step validate_schema (see [ValidateStep]).
//
// # Promises
//
// Every method of [Plugin] and [Schema] may be called from several goroutines.
// Nothing is read from files or from the network: a $ref that leaves its own
// schema is refused, apart from the published metaschemas, which are built in.
// All faults are found in one run, each with the place of the value as a JSON
// Pointer, in an order that is the same at every run. Values are JSON-like: nil,
// bool, string, [encoding/json.Number], the integer and float types, []any and
// map[string]any. They are never changed and never converted: what was given
// as json.Number("1.0") stays json.Number("1.0").
//
// Patterns are Go regular expressions (RE2): they run in linear time, and a
// pattern that needs look-around or back-references is refused when the schema is
// compiled.
package schemavalidator
