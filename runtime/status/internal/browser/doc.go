// Package browser holds a test and nothing else: what the status page does in a
// browser. `make browser` installs it.
package browser
