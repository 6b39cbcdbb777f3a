// Package tested is no plugin; its tests have one.
package tested
