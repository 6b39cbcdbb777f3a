package pipeline_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// This file has the shape of the wiring that is generated for two plugins; that
// it compiles is half of the test.

const _ = runtime.WiringV1

type follower struct {
	Shouter
	needs *Shouter
	log   *slog.Logger
}

func (*follower) Start(context.Context) error  { return nil }
func (*follower) Health(context.Context) error { return nil }

type composition struct {
	*runtime.App
	StepTypes *runtime.Registry[pipeline.Step]
	Providers *runtime.Registry[pipeline.Provider]

	shouter  runtime.Slot[*Shouter]
	follower runtime.Slot[*follower]
}

func newComposition(opts ...runtime.Option) *composition {
	c := &composition{
		StepTypes: runtime.NewRegistry[pipeline.Step]("StepTypes"),
		Providers: runtime.NewRegistry[pipeline.Provider]("Providers"),
	}
	c.App = runtime.NewApp([]runtime.Unit{
		{
			Name:       "shouter",
			Package:    "example.com/shouter",
			Version:    "1.0.0",
			Components: []string{"StepTypes/shout"},
			Init:       c.initShouter,
		},
		{
			Name:             "follower",
			Package:          "example.com/follower",
			Version:          "1.0.0",
			Needs:            []string{"shouter"},
			Prefix:           "left_",
			Components:       []string{"StepTypes/left_shout"},
			InitTimeout:      10 * time.Second,
			TerminateTimeout: 5 * time.Second,
			Init:             c.initFollower,
		},
	}, opts...)
	return c
}

func (c *composition) initShouter(_ context.Context, i *runtime.Instance) error {
	p := &Shouter{}
	runtime.Hold(i, &c.shouter, p)
	runtime.Register(i, c.StepTypes, p.StepTypes())
	runtime.Register(i, c.Providers, p.Providers())
	return nil
}

func (c *composition) initFollower(_ context.Context, i *runtime.Instance) error {
	p := &follower{needs: c.shouter.Get(), log: i.Logger()}
	runtime.Hold(i, &c.follower, p)
	i.OnStart(p.Start)
	i.OnHealth(p.Health)
	runtime.Register(i, c.StepTypes, p.StepTypes())
	runtime.Register(i, c.Providers, p.Providers())
	return nil
}

func (c *composition) Follower() (*follower, bool) { return c.follower.Lookup() }

func TestWiringOfTheGeneratedShape(t *testing.T) {
	c := newComposition()
	if _, ok := c.Follower(); ok {
		t.Error("there before the start")
	}
	if err := c.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	shouter, _ := c.shouter.Lookup()
	if f, ok := c.Follower(); !ok || f.needs != shouter || shouter == nil || f.log == nil {
		t.Errorf("follower %+v, %v", f, ok)
	}
	if names := c.StepTypes.Names(); len(names) != 2 || names[0] != "shout" || names[1] != "left_shout" {
		t.Errorf("steps %v", names)
	}
	if !c.Health(context.Background()).Ready {
		t.Error("not ready")
	}
	if err := c.Stop(context.Background()); err != nil {
		t.Error(err)
	}
	if _, ok := c.Follower(); ok || len(c.StepTypes.Names()) != 0 {
		t.Error("there after the stop")
	}
}
