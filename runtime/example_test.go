package runtime_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/plugingen/plugingen/runtime"
)

// Greeter is a component kind of a host's own contract.
type Greeter func(name string) string

// greeter stands for what the generator writes for one plugin.
func greeter(r *runtime.Registry[Greeter], fail error) runtime.Unit {
	return runtime.Unit{
		Name:       "greeter",
		Components: []string{"Greeters/english", "Greeters/german"},
		Init: func(_ context.Context, i *runtime.Instance) error {
			if fail != nil {
				return fail
			}
			runtime.Register(i, r, []runtime.Component[Greeter]{
				{Name: "english", Value: func(n string) string { return "Hello, " + n }},
				{Name: "german", Value: func(n string) string { return "Hallo, " + n }, Capabilities: []string{"formal"}},
			})
			return nil
		},
	}
}

func Example() {
	greeters := runtime.NewRegistry[Greeter]("Greeters")
	app := runtime.NewApp([]runtime.Unit{greeter(greeters, nil)})
	ctx := context.Background()
	if err := app.Start(ctx); err != nil {
		fmt.Println(err)
		return
	}
	if greet, ok := greeters.Lookup("english"); ok {
		fmt.Println(greet("Ada"))
	}
	for _, c := range greeters.WithCapabilities("formal") {
		fmt.Println(c.Name)
	}
	fmt.Println(app.Plugins()[0].State, app.Stop(ctx), greeters.Names())
	// Output:
	// Hello, Ada
	// german
	// ready <nil> []
}

func ExamplePluginError() {
	noKey := errors.New("no API key")
	app := runtime.NewApp([]runtime.Unit{greeter(runtime.NewRegistry[Greeter]("Greeters"), noKey)})
	err := app.Start(context.Background())

	var pe *runtime.PluginError
	if errors.As(err, &pe) {
		fmt.Println(pe.Plugin, "failed at", pe.Op)
	}
	fmt.Println(errors.Is(err, runtime.ErrInit), errors.Is(err, noKey), errors.Is(err, runtime.ErrTimeout))
	// Output:
	// greeter failed at init
	// true true false
}

func ExampleWithObserver() {
	report := func(e runtime.Event) {
		if s, ok := e.(runtime.StateChanged); ok {
			fmt.Println(s.Plugin, "is", s.To)
		}
	}
	app := runtime.NewApp([]runtime.Unit{greeter(runtime.NewRegistry[Greeter]("Greeters"), nil)}, runtime.WithObserver(report))
	if err := app.Start(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// greeter is starting
	// greeter is ready
}
