package runtime

import (
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// What can go wrong with a plugin, as values for errors.Is. Each comes inside a
// [*PluginError] that names the plugin; a plugin's own error can be matched
// through it as well.
//
// The behaviour that the contract comes from lets init/1 fail with validation_failed,
// with dependency_missing, or with a reason of the plugin's own. They are
// ErrValidation, ErrDependencyMissing, and the error that Init returns, which is
// matched as it is: an Init says the first two by wrapping these values.
var (
	// ErrValidation: the composition, a plugin's configuration or what a plugin
	// registered is not valid.
	ErrValidation = errors.New("validation failed")
	// ErrDependencyMissing: a plugin that this one needs is not there.
	ErrDependencyMissing = errors.New("dependency missing")
	// ErrConflict: a name is owned by another plugin.
	ErrConflict = errors.New("conflict")
	// ErrInit: a plugin did not come up; its configuration could not be read, or its
	// Init or its Start failed.
	ErrInit = errors.New("initialisation failed")
	// ErrTimeout: a call into a plugin took longer than it may.
	ErrTimeout = errors.New("timed out")
	// ErrPanic: a call into a plugin panicked; see [PanicError].
	ErrPanic = errors.New("panic")
	// ErrTerminate: a plugin's Terminate failed.
	ErrTerminate = errors.New("termination failed")
	// ErrDependents: other plugins that run need this one.
	ErrDependents = errors.New("other plugins depend on it")
	// ErrRunning: Start was called on an App that runs. It comes as it is, in no
	// PluginError, because no plugin is at fault.
	ErrRunning = errors.New("the app is already running")
	// ErrNotRunning: Load or Reload was called on an App that does not run.
	ErrNotRunning = errors.New("the app is not running")
	// ErrUnknownPlugin: the composition has no entry of this name.
	ErrUnknownPlugin = errors.New("no such plugin")
	// ErrCircuitOpen: the plugin failed more often than [WithRestartBudget] lets it,
	// and is not restarted until it is asked for by Load or Reload.
	ErrCircuitOpen = errors.New("circuit open")
)

// What a plugin was asked to do, as Op of a PluginError and in logs.
const (
	opPlan      = "plan"
	opConfig    = "config"
	opInit      = "init"
	opStart     = "start"
	opHealth    = "health"
	opTerminate = "terminate"
	opLoad      = "load"
	opUnload    = "unload"
	opReload    = "reload"
	opRestart   = "restart"
	opCall      = "call"
)

// PluginError tells which plugin failed at what.
type PluginError struct {
	Plugin string // the entry's name
	Op     string // "plan", "config", "init", "start", "health", "terminate", "load", "unload", "reload", "restart" or "call"
	Err    error
}

// Error returns one line with the plugin, the operation and the reason, whose
// lines it joins where the plugin gives several.
func (e *PluginError) Error() string {
	return oneLine(fmt.Sprintf("plugin %s: %s: %v", e.Plugin, e.Op, e.Err))
}

// Unwrap returns the reason.
func (e *PluginError) Unwrap() error { return e.Err }

// PanicError is a panic in a plugin, or its goroutine's end by Goexit, made an
// error. It matches [ErrPanic] and, where the value was an error, that error.
type PanicError struct {
	Value any    // what was passed to panic; nil for Goexit
	Stack []byte // of the goroutine at the time of the panic, as debug.Stack prints it
}

// Error returns the panic's value in one line, without the stack.
func (e *PanicError) Error() string {
	if e.Value == nil {
		return "panic: the goroutine was ended by Goexit"
	}
	return oneLine(fmt.Sprintf("panic: %v", e.Value))
}

// Unwrap returns ErrPanic and the value where it is an error.
func (e *PanicError) Unwrap() []error {
	if err, ok := e.Value.(error); ok {
		return []error{ErrPanic, err}
	}
	return []error{ErrPanic}
}

// failure is a reason in words that matches several errors. The words are fixed
// when it is made, so that printing it never calls into a plugin.
type failure struct {
	text string
	is   []error
}

func (f *failure) Error() string   { return f.text }
func (f *failure) Unwrap() []error { return f.is }

// failed makes err also match kind, under the same words. Sprint, unlike
// err.Error, survives an error whose method panics.
func failed(kind, err error) error {
	return &failure{text: fmt.Sprint(err), is: []error{kind, err}}
}

func failedf(kind error, format string, args ...any) error {
	return &failure{text: fmt.Sprintf(format, args...), is: []error{kind}}
}

func timedOut(after time.Duration, err error) error {
	return &failure{text: fmt.Sprintf("timed out after %v: %v", after, err), is: []error{ErrTimeout, err}}
}

// inOneLine joins what went wrong with one plugin, for its PluginError is one line.
func inOneLine(errs ...error) error {
	errs = slices.DeleteFunc(errs, func(err error) bool { return err == nil })
	switch len(errs) {
	case 0:
		return nil
	case 1:
		return errs[0]
	}
	texts := make([]string, len(errs))
	for k, err := range errs {
		texts[k] = textOf(err)
	}
	return &failure{text: strings.Join(texts, "; "), is: errs}
}

// oneLine puts the lines of a text behind each other. A colon or a semicolon at
// the end of one parts it from the next well enough.
func oneLine(text string) string {
	if !strings.ContainsAny(text, "\r\n") {
		return text
	}
	var b strings.Builder
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\r' || r == '\n' }) {
		line = strings.TrimSpace(line)
		switch before := b.String(); {
		case line == "":
			continue
		case strings.HasSuffix(before, ":"), strings.HasSuffix(before, ";"):
			b.WriteString(" ")
		case before != "":
			b.WriteString("; ")
		}
		b.WriteString(line)
	}
	return b.String()
}

// contained calls f and turns a panic into its error. Where f ends the goroutine
// by Goexit nothing is returned; *err has the PanicError all the same.
func contained(err *error, f func() error) {
	returned := false
	defer func() {
		if !returned {
			*err = &PanicError{Value: recover(), Stack: debug.Stack()}
		}
	}()
	*err = f()
	returned = true
}
