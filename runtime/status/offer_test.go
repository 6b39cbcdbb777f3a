package status

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/plugingen/plugingen/runtime"
)

func TestOffer(t *testing.T) {
	composition := []plugin{
		{Entry: "a/b", State: runtime.Ready},
		{Entry: "other", State: runtime.Ready},
		{Entry: "out", State: runtime.Stopped, Needs: []string{"a/b"}},
		{Entry: "up", State: runtime.Degraded, Needs: []string{"out", "other"}},
		{Entry: "coming", State: runtime.Starting, Needs: []string{"up"}},
		{Entry: "broken", State: runtime.Failed, After: []string{"a/b"}, Needs: []string{"coming"}},
		{Entry: "beside", State: runtime.Ready, After: []string{"a/b"}},
	}
	for k, want := range []offer{
		{Path: "a%2Fb", Reload: true, Unload: true, Dependents: []string{"up", "coming"}},
		{Path: "other", Reload: true, Unload: true, Dependents: []string{"up", "coming"}},
		{Path: "out", Load: true},
		{Path: "up", Reload: true, Unload: true, Dependents: []string{"coming"}},
		{Path: "coming", Reload: true, Unload: true, Busy: true},
		{Path: "broken", Load: true, Unload: true},
		{Path: "beside", Reload: true, Unload: true},
	} {
		if got := *offerOf(composition, k); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", composition[k].Entry, got, want)
		}
	}
}

func TestOutcomesAreLimited(t *testing.T) {
	var o outcomes
	first := o.keep(result{Plugin: "first"}, time.Now())
	for k := range mostOutcomes {
		if k == mostOutcomes-1 && o.find(first) == nil {
			t.Error("the first is forgotten too early")
		}
		id := o.keep(result{Plugin: fmt.Sprint(k)}, time.Now())
		if got := o.find(id); got == nil || got.Plugin != fmt.Sprint(k) {
			t.Errorf("%d: found %+v", k, got)
		}
	}
	if o.find(first) != nil || o.find("") != nil {
		t.Error("what is forgotten, or never was, is found")
	}
}

func TestAnActionThatTakesTooLong(t *testing.T) {
	err := fmt.Errorf("waiting: %w", context.DeadlineExceeded)
	if got := codeOf(err); got != http.StatusGatewayTimeout {
		t.Errorf("got %d", got)
	}
}
