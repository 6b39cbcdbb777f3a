package otel

import (
	"context"
	"errors"

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
	state, err1 := meter.Int64ObservableUpDownCounter("plugingen.plugin.state",
		metric.WithDescription("1 for the state that the plugin is in, 0 for the others."), metric.WithUnit("{plugin}"))
	restarts, err2 := meter.Int64ObservableCounter("plugingen.plugin.restarts",
		metric.WithDescription("Restarts of the plugin that nobody asked for."), metric.WithUnit("{restart}"))
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	return meter.RegisterCallback(func(_ context.Context, o metric.Observer) error {
		for _, s := range app.Plugins() {
			plugin := attribute.String("plugingen.plugin", s.Plugin)
			for _, one := range states {
				o.ObserveInt64(state, oneIf(s.State == one), metric.WithAttributes(plugin, attribute.String("plugingen.state", one.String())))
			}
			o.ObserveInt64(restarts, int64(s.Restarts), metric.WithAttributes(plugin))
		}
		return nil
	}, state, restarts)
}

func oneIf(is bool) int64 {
	if is {
		return 1
	}
	return 0
}
