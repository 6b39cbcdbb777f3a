package runtime

// Metrics is what adapters for metrics read, when they are asked for numbers: an
// [App] is one. Reading costs the calls nothing.
type Metrics interface {
	// Plugins returns how each plugin stands.
	Plugins() []Status
	// Components returns the numbers of each component.
	Components() []ComponentStats
}

var _ Metrics = (*App)(nil)
