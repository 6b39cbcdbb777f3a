package runtime_test

import (
	"context"
	"fmt"
	"time"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/settings"
)

// clientConfig, clientInit and Validate are what a plugin's author writes.
type clientConfig struct {
	URL     string         `json:"url"`
	Key     runtime.Secret `json:"key"`
	Timeout time.Duration  `json:"timeout" jsonschema:"default=10s"`
	Retry   *int           `json:"retry,omitempty" jsonschema:"maximum=9"`
}

func (c clientConfig) Validate() error { return nil }

type client struct{ config clientConfig }

func clientInit(_ context.Context, c clientConfig) (*client, error) { return &client{c}, nil }

func (*client) Terminate(context.Context) error { return nil }

// wiring is what the generator writes for it.
type wiring struct {
	*runtime.App
	client runtime.Slot[*client]
}

func newWiring(opts ...runtime.Option) *wiring {
	w := &wiring{}
	w.App = runtime.NewApp([]runtime.Unit{{
		Name:      "client",
		Package:   "example.com/client",
		Version:   "1.0.0",
		Configure: runtime.Configured(w.configClient, w.initClient),
	}}, opts...)
	return w
}

func (*wiring) configClient(i *runtime.Instance) (clientConfig, error) {
	config := clientConfig{
		URL:     "https://example.com",
		Timeout: 10 * time.Second,
	}
	if err := i.Configure(bindClientConfig(&config),
		settings.At("/key", "${env:PLUGINGEN_EXAMPLE_KEY}"),
	); err != nil {
		return config, err
	}
	return config, runtime.InvalidConfig(config.Validate())
}

func bindClientConfig(c *clientConfig) settings.Setting {
	return settings.Fields{
		"url":     settings.String(&c.URL),
		"key":     settings.Text(&c.Key, settings.Hidden()),
		"timeout": settings.Duration(&c.Timeout, settings.Default("10s")),
		"retry":   settings.Pointer(&c.Retry, settings.Integer, settings.Maximum("9")),
	}
}

func (w *wiring) initClient(ctx context.Context, i *runtime.Instance, config clientConfig) error {
	p, err := clientInit(ctx, config)
	if err != nil {
		return err
	}
	runtime.Hold(i, &w.client, p)
	return nil
}

func ExampleConfigured() {
	ctx := context.Background()
	err := newWiring(runtime.WithSettings("client", []byte(`{"retry": 12, "timeout": 5}`))).Start(ctx)
	fmt.Println(err)

	w := newWiring(runtime.WithSettings("client", []byte(`{"key": "hush", "retry": 3}`)))
	if err := w.Start(ctx); err != nil {
		fmt.Println(err)
	}
	c := w.client.Get().config
	fmt.Println(c.URL, c.Key, c.Timeout, *c.Retry, w.Stop(ctx))
	// Output:
	// plugin client: config: setting "key": the variable PLUGINGEN_EXAMPLE_KEY is not set
	// plugin client: config: setting "retry": must be at most 9, and WithSettings gives something else
	// plugin client: config: setting "timeout": must be a duration such as 10s, and WithSettings gives a number
	// https://example.com [secret] 10s 3 <nil>
}
