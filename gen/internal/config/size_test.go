//go:build !race

package config

// hostileBytes is the size of the files that are to be slow.
const hostileBytes = maxBytes

// patience is how many times longer than stated things may take.
const patience = 1
