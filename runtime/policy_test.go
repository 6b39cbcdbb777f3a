//go:build go1.25

package runtime_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/plugingen/plugingen/runtime"
)

// flaky is a plugin whose first tries to come up fail, and that can crash.
type flaky struct {
	d     *diary
	name  string
	fails int
	began []time.Time
	sick  error
}

var errFlaky = errors.New("not yet")

func (f *flaky) unit(policy runtime.FailurePolicy, needs ...string) runtime.Unit {
	return runtime.Unit{Name: f.name, Needs: needs, OnFailure: policy, Init: func(_ context.Context, i *runtime.Instance) error {
		f.began = append(f.began, time.Now())
		if f.fails > 0 {
			f.fails--
			return errFlaky
		}
		f.d.note("init %s", f.name)
		i.OnTerminate(func(context.Context) error { f.d.note("terminate %s", f.name); return nil })
		i.OnHealth(func(context.Context) error { return f.sick })
		return nil
	}}
}

func spyWith(d *diary, policy runtime.FailurePolicy, name string, needs ...string) runtime.Unit {
	u := d.spy(name, needs...)
	u.OnFailure = policy
	return u
}

func TestRetryGoesOnUntilThePluginIsUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var d diary
		f := &flaky{d: &d, name: "shaky", fails: 9}
		observer, of := told()
		a := runtime.NewApp([]runtime.Unit{f.unit(runtime.Retry), d.spy("on it", "shaky"),
			spyWith(&d, runtime.Retry, "patient", "shaky"), d.spy("on those", "on it", "patient"), d.spy("other")},
			observer, quiet(), runtime.WithRestartBudget(0, 0))
		if err := a.Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		equal(t, "states", states(a), []string{"shaky failed", "on it failed", "patient stopped", "on those failed", "other ready"})
		r := a.Health(context.Background())
		for k, want := range []error{errFlaky, runtime.ErrDependencyMissing, runtime.ErrDependencyMissing, runtime.ErrDependencyMissing, nil} {
			if got := r.Plugins[k]; r.Ready || !errors.Is(got.Err, want) {
				t.Errorf("ready %v, %+v, want %v", r.Ready, got, want)
			}
		}
		time.Sleep(9 * time.Minute)
		equal(t, "states", states(a), []string{"shaky ready", "on it ready", "patient ready", "on those ready", "other ready"})
		if r := a.Health(context.Background()); !r.Ready {
			t.Errorf("health %+v", r)
		}
		if len(f.began) != 10 {
			t.Fatalf("%d attempts", len(f.began))
		}
		for k, longest := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60, 60} {
			if pause := f.began[k+1].Sub(f.began[k]); pause >= longest*time.Second {
				t.Errorf("pause %d is %v, want less than %v s", k, pause, longest)
			}
		}
		if events := of("shaky"); !slices.Contains(events, "retrying 1") || !slices.Contains(events, "retrying 9") || events[len(events)-1] != "restarted false" {
			t.Errorf("events %v", events)
		}
		for _, s := range a.Plugins() {
			if s.Restarts != 0 || s.Err != nil {
				t.Errorf("%+v", s)
			}
		}
		if err := a.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

func TestStopEndsRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var d diary
		f := &flaky{d: &d, name: "shaky", fails: 1000}
		a := runtime.NewApp([]runtime.Unit{f.unit(runtime.Retry), spyWith(&d, runtime.Ignore, "on it", "shaky")}, quiet())
		if err := a.Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if err := a.Stop(context.Background()); err != nil {
			t.Error(err)
		}
		n := len(f.began)
		time.Sleep(time.Hour)
		if n < 3 || len(f.began) != n {
			t.Errorf("%d attempts before Stop, %d in all", n, len(f.began))
		}
		if s := a.Plugins()[1]; s.State != runtime.Stopped || s.Err != nil {
			t.Errorf("%+v", s)
		}
	})
}

// Stop does not wait for an Init that the keeper has called and that listens.
func TestStopBreaksARetryOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		slow := runtime.Unit{Name: "slow", OnFailure: runtime.Retry, Init: func(ctx context.Context, _ *runtime.Instance) error {
			if tries++; tries == 1 {
				return errFlaky
			}
			<-ctx.Done()
			return context.Cause(ctx)
		}}
		a := runtime.NewApp([]runtime.Unit{slow}, quiet())
		if err := a.Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Second)
		began := time.Now()
		if err := a.Stop(context.Background()); err != nil || time.Since(began) > time.Second || tries != 2 {
			t.Errorf("%v after %v, %d tries", err, time.Since(began), tries)
		}
	})
}

func TestIgnore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var d diary
		f := &flaky{d: &d, name: "shaky", fails: 1}
		a := runtime.NewApp([]runtime.Unit{f.unit(runtime.Ignore), d.spy("on it", "shaky"), spyWith(&d, runtime.Ignore, "careless", "shaky")}, quiet())
		if err := a.Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		equal(t, "states", states(a), []string{"shaky failed", "on it failed", "careless stopped"})
		if s := a.Plugins()[2]; !errors.Is(s.Err, runtime.ErrDependencyMissing) || a.Health(context.Background()).Ready {
			t.Errorf("%+v", s)
		}
		if err := a.Load(context.Background(), "shaky"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		equal(t, "states", states(a), []string{"shaky ready", "on it ready", "careless ready"})
		if err := a.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

// A Start hook fails when those that need the plugin are initialised already.
func TestAnIgnoredStartHookTakesDependentsDown(t *testing.T) {
	var d diary
	p := &tunable{start: errors.New("port taken")}
	bad := p.unit(&d, "bad")
	bad.OnFailure = runtime.Ignore
	a := start(t, d.spy("a"), bad, d.spy("b", "bad"), d.spy("c", "b"))
	equal(t, "states", states(a), []string{"a ready", "bad failed", "b failed", "c failed"})
	equal(t, "end", d.all()[5:], []string{"terminate c", "terminate b", "terminate bad"})
}

// A configuration that cannot be read is a failing start as well.
func TestAnIgnoredConfiguration(t *testing.T) {
	var d diary
	bad := d.service("bad", url("${env:PLUGINGEN_NONE}"))
	bad.OnFailure = runtime.Ignore
	a := start(t, bad, d.service("good"))
	equal(t, "states", states(a), []string{"bad failed", "good ready"})
	equal(t, "calls", d.all(), []string{"init good :80 "})
	if err := a.Load(background(t), "bad"); !errors.Is(err, runtime.ErrValidation) {
		t.Errorf("got %v", err)
	}
}

func TestFailurePolicyWords(t *testing.T) {
	for p, want := range map[runtime.FailurePolicy]string{runtime.Fail: "fail", runtime.Retry: "retry", runtime.Ignore: "ignore"} {
		if p.String() != want {
			t.Errorf("got %v, want %s", p, want)
		}
	}
}

// A hung Init is not called a second time beside itself.
func TestRetryWaitsForWhatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		var calls atomic.Int32
		hung := runtime.Unit{Name: "hung", OnFailure: runtime.Retry, InitTimeout: time.Second,
			Init: func(context.Context, *runtime.Instance) error {
				if calls.Add(1) == 1 {
					<-release
				}
				return nil
			}}
		a := runtime.NewApp([]runtime.Unit{hung}, quiet())
		if err := a.Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		if calls.Load() != 1 {
			t.Errorf("%d calls", calls.Load())
		}
		close(release)
		time.Sleep(2 * time.Minute)
		equal(t, "states", states(a), []string{"hung ready"})
		if err := a.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
}
