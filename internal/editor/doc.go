// Package editor holds a test and nothing else: what the YAML language server
// of editors, in testdata/server, makes of the schema that plugingen writes.
// `make editor` installs it, with npm.
package editor
