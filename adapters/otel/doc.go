// Package otel gives the numbers of an app's plugins to OpenTelemetry. It depends on
// the metric API only; which SDK reads it, and where to, is the host's choice.
//
//	registration, err := otel.Register(provider.Meter("shop"), app)
//
// Every number is read when the SDK collects. No plugin's Health is asked. All
// instruments carry the attribute plugingen.plugin, the entry's name.
//
//	plugingen.plugin.state      up-down counter: 1 for the state in plugingen.state, 0 for the others
//	plugingen.plugin.restarts   counter: restarts that nobody asked for
package otel
