package grpchealth_test

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"

	"github.com/plugingen/plugingen/adapters/grpchealth"
	"github.com/plugingen/plugingen/runtime"
)

// dial serves the health service in memory until the test ends.
func dial(t *testing.T, server *health.Server) healthpb.HealthClient {
	t.Helper()
	listener := bufconn.Listen(1 << 16)
	s := grpc.NewServer()
	healthpb.RegisterHealthServer(s, server)
	go s.Serve(listener) //nolint:errcheck // it ends when it is stopped
	t.Cleanup(s.Stop)
	c, err := grpc.NewClient("passthrough:///memory", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return healthpb.NewHealthClient(c)
}

func TestFeed(t *testing.T) {
	var sick atomic.Bool
	app := runtime.NewApp([]runtime.Unit{
		{Name: "well", Init: func(context.Context, *runtime.Instance) error { return nil }},
		{Name: "moody", Init: func(_ context.Context, i *runtime.Instance) error {
			i.OnHealth(func(context.Context) error {
				if sick.Load() {
					return errors.New("lost")
				}
				return nil
			})
			return nil
		}},
	})
	server := health.NewServer()
	client := dial(t, server)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { grpchealth.Feed(ctx, app, server, time.Millisecond); close(ended) }()

	want(t, client, false, false, false)
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	want(t, client, true, true, true)
	sick.Store(true)
	want(t, client, false, true, false)
	if _, err := client.Check(t.Context(), &healthpb.HealthCheckRequest{Service: "x"}); status.Code(err) != codes.NotFound {
		t.Errorf("a plugin that is not there: %v", err)
	}
	sick.Store(false)
	want(t, client, true, true, true)
	cancel()
	<-ended
	want(t, client, false, false, false)
	if err := app.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// Until the plugins have answered for the first time nothing is said to serve,
// though the health server begins with the contrary.
func TestNothingServesBeforeTheFirstAnswer(t *testing.T) {
	asked, answer := make(chan struct{}), make(chan struct{})
	app := runtime.NewApp([]runtime.Unit{{Name: "slow", Init: func(_ context.Context, i *runtime.Instance) error {
		i.OnHealth(func(context.Context) error { close(asked); <-answer; return nil })
		return nil
	}}})
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	server := health.NewServer()
	client := dial(t, server)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { grpchealth.Feed(ctx, app, server, time.Hour); close(ended) }()
	<-asked
	for _, service := range []string{"", "slow"} {
		got, err := client.Check(t.Context(), &healthpb.HealthCheckRequest{Service: service})
		if err != nil || got.Status != healthpb.HealthCheckResponse_NOT_SERVING {
			t.Errorf("service %q: %v, %v", service, got, err)
		}
	}
	close(answer)
	cancel()
	<-ended
	if err := app.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// want waits until the app and its two plugins are as wanted.
func want(t *testing.T, client healthpb.HealthClient, all, well, moody bool) {
	t.Helper()
	for service, ready := range map[string]bool{"": all, "well": well, "moody": moody} {
		wanted := healthpb.HealthCheckResponse_NOT_SERVING
		if ready {
			wanted = healthpb.HealthCheckResponse_SERVING
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		stream, err := client.Watch(ctx, &healthpb.HealthCheckRequest{Service: service})
		if err != nil {
			t.Fatal(err)
		}
		for {
			got, err := stream.Recv()
			if err != nil {
				t.Fatalf("service %q never is %v: %v", service, wanted, err)
			}
			if got.Status == wanted {
				break
			}
		}
	}
}
