//go:build race

package config

// hostileBytes is small where the race detector slows everything down: what
// takes how long is not its question.
const hostileBytes = maxBytes / 16

// patience is how many times longer things may take there.
const patience = 20
