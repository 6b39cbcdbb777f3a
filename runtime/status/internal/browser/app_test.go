package browser

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/status"
)

// patients are plugins whose health a test decides.
type patients struct {
	mu   sync.Mutex
	sick map[string]error
}

func (p *patients) set(name string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.sick == nil {
		p.sick = map[string]error{}
	}
	p.sick[name] = err
}

func (p *patients) health(name string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sick[name]
}

func (p *patients) unit(name string, components []string, needs, after []string) runtime.Unit {
	return runtime.Unit{
		Name: name, Package: "example.com/shop/plugins/" + name, Version: "1.4.0",
		Needs: needs, After: after, Components: components,
		Init: func(_ context.Context, i *runtime.Instance) error {
			i.OnHealth(func(context.Context) error { return p.health(name) })
			p.offer(i, components)
			return nil
		},
	}
}

// offer registers the providers among the components, and calls each at
// start.
func (p *patients) offer(i *runtime.Instance, components []string) {
	registry := runtime.NewRegistry[provider]("Providers")
	var all []runtime.Component[provider]
	for _, c := range components {
		if kind, name, _ := strings.Cut(c, "/"); kind == "Providers" {
			all = append(all, runtime.Component[provider]{Name: name, Value: echo{}})
		}
	}
	runtime.RegisterGuarded(i, registry, all, func(g *runtime.Gate, v provider) provider { return &guarded{g, v} })
	i.OnStart(func(context.Context) (err error) {
		for _, c := range registry.All() {
			for range 1000 {
				err = errors.Join(err, c.Value.Ask())
			}
		}
		return err
	})
}

type provider interface{ Ask() error }

type echo struct{}

func (echo) Ask() error { return nil }

// guarded is as the generator writes it.
type guarded struct {
	gate *runtime.Gate
	provider
}

func (g *guarded) Ask() (err error) {
	pass := g.gate.Enter()
	if !pass.In() {
		return g.gate.Refusal()
	}
	defer func() {
		if pass.In() {
			g.gate.Recovered(recover(), &err)
		}
	}()
	err = g.provider.Ask()
	if err != nil {
		g.gate.Failed()
	}
	pass = g.gate.Leave(pass)
	return err
}

// shop is a composition of twelve plugins on four levels.
func (p *patients) shop() []runtime.Unit {
	type list = []string
	return []runtime.Unit{
		p.unit("secret_store", list{"Providers/vault"}, nil, nil),
		p.unit("metrics_exporter", nil, nil, nil),
		p.unit("enhanced_schema_validator", list{"SchemaExtensions/ticket", "SchemaExtensions/order", "StepTypes/validate"}, nil, nil),
		p.unit("json_yaml_bridge", list{"StepTypes/json_to_yaml", "StepTypes/yaml_to_json"}, nil, nil),
		p.unit("postgres", list{"Providers/postgres"}, list{"secret_store"}, list{"metrics_exporter"}),
		p.unit("redis_cache", list{"Providers/redis"}, list{"secret_store"}, nil),
		p.unit("model_router", list{"Providers/claude", "Providers/gemini", "Providers/local"}, list{"secret_store"}, list{"metrics_exporter"}),
		p.unit("dspy_plugin", list{"StepTypes/dspy_predict", "StepTypes/dspy_optimise"}, list{"enhanced_schema_validator", "json_yaml_bridge", "model_router"}, nil),
		p.unit("ticket_triage", list{"StepTypes/triage"}, list{"dspy_plugin", "postgres"}, nil),
		p.unit("order_sync", list{"StepTypes/sync"}, list{"postgres", "redis_cache"}, nil),
		p.unit("mailer", list{"StepTypes/mail"}, list{"ticket_triage"}, list{"order_sync"}),
		p.unit("audit_log", list{"StepTypes/audit"}, list{"postgres"}, nil),
	}
}

// serve serves the status of an app of these units below a prefix.
func serve(t *testing.T, units []runtime.Unit, opts ...status.Option) (app *runtime.App, url string) {
	t.Helper()
	app = runtime.NewApp(units, runtime.WithLogger(slog.New(slog.NewTextHandler(io.Discard, nil))))
	mux := http.NewServeMux()
	mux.Handle("/debug/plugins/", http.StripPrefix("/debug/plugins", status.Handler(app, opts...)))
	server := httptest.NewServer(mux)
	t.Cleanup(func() {
		app.Stop(context.Background()) //nolint:errcheck // other tests look at that
		server.CloseClientConnections()
		server.Close()
	})
	return app, server.URL + "/debug/plugins/"
}

var errLost = errors.New("connect to orders-db.internal:5432: connection refused\nthe last answer came 14 s ago")
