// Package otel gives the numbers of an app's plugins to OpenTelemetry. It depends on
// the metric API only; which SDK reads it, and where to, is the host's choice.
//
//	registration, err := otel.Register(provider.Meter("shop"), app)
//
// Every number is read when the SDK collects. No plugin's Health is asked. All
// instruments carry the attribute plugingen.plugin, the entry's name.
//
//	plugingen.plugin.state      up-down counter: 1 for the state in plugingen.state, 0 for the others
//	plugingen.plugin.unloaded   up-down counter: 1 where it is stopped because it was unloaded
//	plugingen.plugin.restarts   counter: restarts that nobody asked for
//
// and for each component whose calls are counted, with plugingen.kind and
// plugingen.component as well:
//
//	plugingen.component.in_flight     up-down counter: calls under way
//	plugingen.component.calls         counter: calls that reached it
//	plugingen.component.errors        counter: those that returned an error
//	plugingen.component.panics        counter: those that panicked
//	plugingen.component.refused       counter: calls that came when the plugin was taken out
//	plugingen.component.timed         counter: calls that were timed, about one in 64
//	plugingen.component.timed.duration  counter, in s: how long those took together
package otel
