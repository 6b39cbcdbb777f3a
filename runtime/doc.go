// Package runtime starts, watches and stops the plugins of a composition.
package runtime
