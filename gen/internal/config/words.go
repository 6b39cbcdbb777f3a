package config

import "slices"

// choice is the words of a key that has only so many.
type choice struct {
	all   []string // those that the format has
	built []string // of these, those that this version does
}

var (
	onlyOff     = []string{"off"}
	stabilities = []string{"experimental", "beta", "stable"}
	sideEffects = []string{"off", "warn", "error"}
	failures    = []string{"fail", "retry", "ignore"}
)

// choices are the keys with a choice; those of an entry without its name.
var choices = map[string]choice{
	"policy.permissions":  {[]string{"off", "warn", "enforce"}, onlyOff},
	"policy.signatures":   {[]string{"off", "warn", "require"}, onlyOff},
	"policy.stability":    {stabilities, stabilities},
	"policy.side_effects": {sideEffects, sideEffects},
	"on_failure":          {failures, failures},
	"isolation":           {[]string{"none", "process"}, []string{"none"}},
	"waive.code":          {waivable, waivable},
}

// Words are the words that Parse accepts under a key that has a choice:
// "policy.stability", "on_failure". Words of features that are not built yet
// are not among them. It is nil for any other key.
func Words(key string) []string { return slices.Clone(choices[key].built) }

// NamePattern is what the names of entries and inputs match.
const NamePattern = `^[a-z][a-z0-9_]*$`
