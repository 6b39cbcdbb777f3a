package diag

import "slices"

// stage is the part of the work that finds a code. A stage runs only where
// those before it found no error, so that a rule of a later stage may not have
// been checked at all.
type stage int

const (
	stageConfig stage = iota
	stagePackages
	stagePlan
	stageOutput
)

// wholeFile are the rules of the configuration as a whole; the other rules
// about it concern single entries too.
var wholeFile = []Code{UnreadableConfig, InvalidYAML, EmptyConfig, MultipleDocuments, LimitExceeded, UnsafeOutput}

var configRules = append([]Code{DuplicateKey, UnknownKey, WrongType, InvalidValue, InvalidName, MissingModule}, wholeFile...)

// packageRules are complete, by its words where a code has no constant yet: a
// rule that stops a stage must not leave those behind it green.
var packageRules = []Code{"import-side-effect", UnknownPackage, BrokenPackage, UnimportablePackage,
	InvalidContract, MissingInit, WrongInit, MissingMethod, WrongMethod, WrongConfigType, UnreadableMetadata, InvalidMetadata, UnreadableComponent, UnknownDirective}

// stage is the earliest stage that reports the code.
func (c Code) stage() stage {
	switch {
	case slices.Contains(configRules, c):
		return stageConfig
	case slices.Contains(packageRules, c):
		return stagePackages
	case c.IsFreshness():
		return stageOutput
	}
	return stagePlan
}
