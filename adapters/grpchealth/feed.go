// Package grpchealth tells the standard health service of gRPC how the plugins of an
// app are: the service "" is the whole app, and every entry's name is one plugin.
//
//	server := health.NewServer()
//	healthpb.RegisterHealthServer(s, server)
//	go grpchealth.Feed(ctx, app, server, 0)
package grpchealth

import (
	"context"
	"time"

	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"

	"github.com/plugingen/plugingen/runtime"
)

// Interval is how often Feed asks where it is not told.
const Interval = 2 * time.Second

// Feed asks the app for its health, at once and then at every interval, and sets
// the server's services by it, until ctx is over. Then nothing is served any more:
// the server is shut down. An interval of 0 or less is [Interval].
//
// A plugin that is not ready, and the app as long as one is not, is NOT_SERVING, and
// so is everything until the first answer. A plugin that was unloaded is NOT_SERVING,
// but does not keep the app from serving.
// Where the host begins to stop, it ends ctx first: clients then go elsewhere.
func Feed(ctx context.Context, app *runtime.App, server *health.Server, interval time.Duration) {
	defer server.Shutdown()
	server.SetServingStatus("", serving(false)) // the health server begins with the contrary
	for _, p := range app.Manifest().Plugins {
		server.SetServingStatus(p.Entry, serving(false))
	}
	if interval <= 0 {
		interval = Interval
	}
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for ctx.Err() == nil {
		tell(server, app.Health(ctx))
		select {
		case <-tick.C:
		case <-ctx.Done():
		}
	}
}

func tell(server *health.Server, r runtime.Report) {
	for _, p := range r.Plugins {
		server.SetServingStatus(p.Plugin, serving(p.State == runtime.Ready && p.Err == nil))
	}
	server.SetServingStatus("", serving(r.Ready))
}

func serving(ready bool) healthpb.HealthCheckResponse_ServingStatus {
	if ready {
		return healthpb.HealthCheckResponse_SERVING
	}
	return healthpb.HealthCheckResponse_NOT_SERVING
}
