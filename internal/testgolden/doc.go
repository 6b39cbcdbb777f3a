// Package testgolden holds the cases of the whole way: a configuration and
// plugins in, wiring, diagnostics and the output of the compiled program out.
// One txtar file is one case; testdata/ok are compositions that work,
// testdata/bad are refused. Nothing imports it.
//
// A case's comment says what it shows; a line of the form "key: value" in it
// directs the harness:
//
//	config: PATH   the configuration, plugin_config.yaml where absent
//	overlays: PATH PATH
//	               files laid over the configuration
//	also: PATH     another configuration, composed and written first
//	crlf: true     the configuration has a byte order mark and CRLF line ends
//	first: gen     generate and commit, put the files under then/ in place
//	               (an empty one deletes), and check for freshness
//
// Wanted are want/plugins_gen.go and want/stdout of a good case, want/diagnostics
// of a bad one and of a good one with warnings. Run the tests with -update to
// write what came out; a good case's program is compiled and run in any event.
package testgolden
