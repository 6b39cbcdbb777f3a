package diag

// Code names a kind of finding. Codes are stable words: a code is never
// renumbered, renamed or used for something else. Explain has the page of each.
type Code string

// Findings about the configuration file itself.
const (
	UnreadableConfig  Code = "unreadable-config"
	InvalidYAML       Code = "invalid-yaml"
	EmptyConfig       Code = "empty-config"
	MultipleDocuments Code = "multiple-documents"
	DuplicateKey      Code = "duplicate-key"
	UnknownKey        Code = "unknown-key"
	WrongType         Code = "wrong-type"
	InvalidValue      Code = "invalid-value"
	InvalidName       Code = "invalid-name"
	MissingModule     Code = "missing-module"
	LimitExceeded     Code = "limit-exceeded"
	UnsafeOutput      Code = "unsafe-output"
)

// Findings about a plugin's package and how it meets the contract.
const (
	UnknownPackage      Code = "unknown-package"
	BrokenPackage       Code = "broken-package"
	UnimportablePackage Code = "unimportable-package"
	InvalidContract     Code = "invalid-contract"
	MissingInit         Code = "missing-init"
	WrongInit           Code = "wrong-init"
	MissingMethod       Code = "missing-method"
	WrongMethod         Code = "wrong-method"
	WrongConfigType     Code = "wrong-config-type"
	UnreadableMetadata  Code = "unreadable-metadata"
	InvalidMetadata     Code = "invalid-metadata"
	UnreadableComponent Code = "unreadable-component"
	ImportSideEffect    Code = "import-side-effect"
	UnknownDirective    Code = "unknown-directive"
)

// Findings about the settings of one entry.
const (
	UnknownSetting   Code = "unknown-setting"
	WrongSettingType Code = "wrong-setting-type"
	MissingSetting   Code = "missing-setting"
	InvalidSetting   Code = "invalid-setting"
	LiteralSecret    Code = "literal-secret"
	OpaqueSchema     Code = "opaque-schema"
)

// Findings about the composition as a whole.
const (
	MissingDependency   Code = "missing-dependency"
	DisabledDependency  Code = "disabled-dependency"
	UnmetVersion        Code = "unmet-version"
	CyclicDependency    Code = "cyclic-dependency"
	ConflictingPlugins  Code = "conflicting-plugins"
	DuplicateComponent  Code = "duplicate-component"
	AmbiguousParameter  Code = "ambiguous-parameter"
	UnresolvedParameter Code = "unresolved-parameter"
	ContradictoryOrder  Code = "contradictory-order"
	DeprecatedPlugin    Code = "deprecated-plugin"
	RemovedPlugin       Code = "removed-plugin"
	UnstablePlugin      Code = "unstable-plugin"
)

// Findings about what is committed: exit code 2 where there is no other error.
const (
	StaleOutput   Code = "stale-output"
	EditedOutput  Code = "edited-output"
	MissingOutput Code = "missing-output"
	OrphanOutput  Code = "orphan-output"
	StaleLock     Code = "stale-lock"
)

// IsFreshness reports whether the code says that the committed output is not
// what the composition asks for, rather than that the composition is wrong.
func (c Code) IsFreshness() bool {
	switch c {
	case StaleOutput, EditedOutput, MissingOutput, OrphanOutput, StaleLock:
		return true
	}
	return false
}
