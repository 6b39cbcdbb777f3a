package runtime_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/runtime"
)

func TestHealthFollowsThePlugins(t *testing.T) {
	var sick error
	u := unit("a", func(_ context.Context, i *runtime.Instance) error {
		i.OnHealth(func(context.Context) error { return sick })
		return nil
	})
	a := runtime.NewApp([]runtime.Unit{u, unit("plain", does)})
	check := func(when string, ready bool, want ...string) {
		t.Helper()
		r := a.Health(background(t))
		if r.Ready != ready {
			t.Errorf("%s: ready is %v", when, r.Ready)
		}
		var got []string
		for _, p := range r.Plugins {
			got = append(got, p.State.String())
		}
		equal(t, when, got, want)
	}
	check("before", false, "stopped", "stopped")
	if err := a.Start(background(t)); err != nil {
		t.Fatal(err)
	}
	check("running", true, "ready", "ready")
	sick = errors.New("lost the database")
	check("sick", false, "degraded", "ready")
	if got := a.Plugins()[0]; !errors.Is(got.Err, sick) {
		t.Errorf("status %+v", got)
	}
	text, err := json.Marshal(a.Health(background(t)))
	const want = `{"ready":false,"plugins":[{"plugin":"a","state":"degraded","checked":true,"error":"plugin a: health: lost the database"},` +
		`{"plugin":"plain","state":"ready","checked":false}]}`
	if err != nil || string(text) != want {
		t.Errorf("got %s, %v\nwant %s", text, err, want)
	}
	sick = nil
	check("well again", true, "ready", "ready")
	if err := a.Stop(background(t)); err != nil {
		t.Fatal(err)
	}
	check("after", false, "stopped", "stopped")
}

func TestStatusAsJSON(t *testing.T) {
	s := runtime.Status{Plugin: "a", State: runtime.Failed, Err: errors.New("why")}
	got, err := json.Marshal(s)
	if err != nil || !strings.HasPrefix(string(got), `{"plugin":"a","state":"failed","error":"why","since":"`) {
		t.Errorf("got %s, %v", got, err)
	}
	var back struct{ State runtime.State }
	if err := json.Unmarshal(got, &back); err != nil || back.State != runtime.Failed {
		t.Errorf("read back %v, %v", back.State, err)
	}
	if json.Unmarshal([]byte(`{"state":"weird"}`), &back) == nil {
		t.Error("an unknown state is accepted")
	}
}
