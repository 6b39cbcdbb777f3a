package otel

import (
	"context"
	"errors"
	"strconv"
	"unicode/utf8"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/plugingen/plugingen/runtime"
)

var states = []runtime.State{
	runtime.Stopped, runtime.Starting, runtime.Ready, runtime.Degraded, runtime.Failed, runtime.Stopping,
}

// Register makes the instruments and has them observe app until the registration
// is taken back. The error is the meter's.
func Register(meter metric.Meter, app *runtime.App) (metric.Registration, error) {
	m := &maker{meter: meter}
	state := m.level("plugingen.plugin.state", "{plugin}", "1 for the state that the plugin is in, 0 for the others.")
	unloaded := m.level("plugingen.plugin.unloaded", "{plugin}", "1 where the plugin is stopped because it was unloaded, else 0.")
	restarts := m.counter("plugingen.plugin.restarts", "{restart}", "Restarts of the plugin that nobody asked for.")
	calls := newCalls(m)
	if err := errors.Join(m.errs...); err != nil {
		return nil, err
	}
	return meter.RegisterCallback(func(_ context.Context, o metric.Observer) error {
		for _, s := range app.Plugins() {
			plugin := text("plugingen.plugin", s.Plugin)
			for _, one := range states {
				o.ObserveInt64(state, oneIf(s.State == one), metric.WithAttributes(plugin, attribute.String("plugingen.state", one.String())))
			}
			o.ObserveInt64(unloaded, oneIf(s.Unloaded), metric.WithAttributes(plugin))
			o.ObserveInt64(restarts, int64(s.Restarts), metric.WithAttributes(plugin))
		}
		for _, s := range app.Components() {
			if s.Guarded {
				calls.observe(o, s)
			}
		}
		return nil
	}, m.made...)
}

// text is an attribute. Exporters want UTF-8, which a text of the composition need
// not be; one that is not is quoted.
func text(key, value string) attribute.KeyValue {
	if !utf8.ValidString(value) {
		value = strconv.Quote(value)
	}
	return attribute.String(key, value)
}

func oneIf(is bool) int64 {
	if is {
		return 1
	}
	return 0
}

// maker makes instruments and keeps them, with what went wrong.
type maker struct {
	meter metric.Meter
	made  []metric.Observable
	errs  []error
}

func (m *maker) keep(o metric.Observable, err error) {
	m.made, m.errs = append(m.made, o), append(m.errs, err)
}

func (m *maker) counter(name, unit, what string) metric.Int64ObservableCounter {
	c, err := m.meter.Int64ObservableCounter(name, metric.WithUnit(unit), metric.WithDescription(what))
	m.keep(c, err)
	return c
}

func (m *maker) level(name, unit, what string) metric.Int64ObservableUpDownCounter {
	c, err := m.meter.Int64ObservableUpDownCounter(name, metric.WithUnit(unit), metric.WithDescription(what))
	m.keep(c, err)
	return c
}

func (m *maker) sum(name, unit, what string) metric.Float64ObservableCounter {
	c, err := m.meter.Float64ObservableCounter(name, metric.WithUnit(unit), metric.WithDescription(what))
	m.keep(c, err)
	return c
}
