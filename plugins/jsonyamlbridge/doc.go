// Package jsonyamlbridge is the plugin "json_yaml_bridge": it reads and writes
// JSON and YAML without losing a type, a digit, the order of keys or a place.
//
// # As a plugin
//
// The entry in plugin_config.yaml:
//
//	json_yaml_bridge:
//	  module: github.com/plugingen/plugingen/plugins/jsonyamlbridge
//	  config:
//	    max_bytes: 10485760
//	    refuse_ambiguous: false
//
// Another plugin gets the bridge by naming its type in Init:
//
//	func Init(ctx context.Context, b *jsonyamlbridge.Plugin) (*Plugin, error)
//
// and a workflow uses it through the step convert_format (see [ConvertStep]).
//
// # Types
//
// A value is nil, bool, string, [encoding/json.Number], []any or map[string]any,
// from either format. Plain YAML scalars are read by the core schema of YAML 1.2:
//
//	YAML                      value
//	2024-02-30, 12:30:00      the string as written; nothing becomes a time
//	1.0                       json.Number("1.0"), never 1
//	123456789012345678901     json.Number with every digit
//	.5, 1., +1                json.Number("0.5"), ("1.0"), ("1"): JSON's spelling
//	0x1F, 0o17                json.Number("31"), ("15")
//	yes, no, on, off          the string as written
//	0777, 02134               the string as written: YAML 1.1 reads 511 where
//	                          YAML 1.2 reads 777, and a post code is neither
//	1_000, 0b101, 1:30        the string as written: numbers in YAML 1.1 only
//	~, null, nothing          nil
//
// The setting refuse_ambiguous turns the three lines that depend on the version of
// YAML into errors that say what to write instead. On the way to YAML a string that
// any of the two versions would read as something else is quoted.
//
// # What is refused
//
// JSON cannot hold .nan and .inf, keys that are not strings, custom tags, several
// documents, or an alias inside its own anchor. Each of them, and every key that
// stands twice, is an [Error] with line and column; all of a text's errors come
// back at once, as [Errors]. Merge keys (<<) and aliases are resolved, within the
// limits of [Config].
//
// Every method of [Plugin] and [Document] may be called from several goroutines.
package jsonyamlbridge
