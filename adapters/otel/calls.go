package otel

import (
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/plugingen/plugingen/runtime"
)

// calls are the instruments of the calls of components.
type calls struct {
	inFlight                                metric.Int64ObservableUpDownCounter
	calls, failures, panics, refused, timed metric.Int64ObservableCounter
	took                                    metric.Float64ObservableCounter
}

func newCalls(m *maker) *calls {
	const name, unit = "plugingen.component.", "{call}"
	return &calls{
		inFlight: m.level(name+"in_flight", unit, "Calls of the component under way."),
		calls:    m.counter(name+"calls", unit, "Calls that reached the component."),
		failures: m.counter(name+"errors", unit, "Calls of the component that returned an error."),
		panics:   m.counter(name+"panics", unit, "Calls of the component that panicked."),
		refused:  m.counter(name+"refused", unit, "Calls of the component that came when its plugin was taken out."),
		timed:    m.counter(name+"timed", unit, "Calls of the component that were timed, about one in 64."),
		took:     m.sum(name+"timed.duration", "s", "How long the timed calls of the component took together."),
	}
}

func (c *calls) observe(o metric.Observer, s runtime.ComponentStats) {
	which := metric.WithAttributeSet(attribute.NewSet(text("plugingen.plugin", s.Plugin),
		text("plugingen.kind", s.Kind), text("plugingen.component", s.Name)))
	o.ObserveInt64(c.inFlight, int64(s.InFlight), which)
	o.ObserveInt64(c.calls, int64(s.Calls), which)
	o.ObserveInt64(c.failures, int64(s.Errors), which)
	o.ObserveInt64(c.panics, int64(s.Panics), which)
	o.ObserveInt64(c.refused, int64(s.Refused), which)
	o.ObserveInt64(c.timed, int64(s.Timed), which)
	o.ObserveFloat64(c.took, s.TimedTook.Seconds(), which)
}
