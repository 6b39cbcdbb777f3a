//go:build !race

package config

// hostileBytes is the size of the files that are to be slow.
const hostileBytes = maxBytes
