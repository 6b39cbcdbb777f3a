package runtime

// FailurePolicy is what a plugin that does not come up does to the start of its
// App. The wiring has it from on_failure in the configuration.
//
// With [Retry] and [Ignore] Start succeeds without the plugin, which is Failed
// with the reason. The plugins that need it, directly or through others, are not
// begun: they have an error that matches [ErrDependencyMissing] and are Failed,
// or Stopped where they too are to be retried or ignored. Either way the app is
// not ready: see [Report]. They come up as soon as what they wait for has.
//
// A plugin that has come up once is supervised, whatever its policy: see
// [WithRestartBudget].
type FailurePolicy uint8

// What a failing start of a plugin does.
const (
	// Fail makes the start of the app fail.
	Fail FailurePolicy = iota
	// Retry goes on trying in the background until the plugin is up or the app is
	// stopped. It waits longer after each failure: a random part of 1 s, of 2 s,
	// of 4 s, and so on up to a minute.
	Retry
	// Ignore leaves the plugin out until somebody loads it.
	Ignore
)

// String returns the word of the configuration: "fail", "retry" or "ignore".
func (p FailurePolicy) String() string {
	switch p {
	case Retry:
		return "retry"
	case Ignore:
		return "ignore"
	}
	return "fail"
}
