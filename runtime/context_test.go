package runtime

import (
	"context"
	"errors"
	"testing"
	"time"
)

type keyType struct{}

// callUntil is a call that began now and has this much time.
func callUntil(ctx context.Context, limit time.Duration) *call {
	m := &member{unit: Unit{InitTimeout: limit}}
	return &call{crew: &crew{phase: initPhase{}, ctx: ctx, base: time.Now()}, member: m}
}

func TestCallContextIsLikeThatOfWithDeadline(t *testing.T) {
	parent, cancel := context.WithCancelCause(context.WithValue(context.Background(), keyType{}, "v"))
	c := callUntil(parent, time.Hour)
	if d, ok := c.Deadline(); !ok || time.Until(d).Round(time.Minute) != time.Hour || c.Err() != nil || c.Value(keyType{}) != "v" {
		t.Errorf("fresh: %v %v %v", d, ok, c.Err())
	}
	child, stop := context.WithCancel(c)
	defer stop()
	why := errors.New("why")
	cancel(why)
	<-child.Done()
	if context.Cause(c) != why || context.Cause(child) != why {
		t.Errorf("cause %v, of the child %v", context.Cause(c), context.Cause(child))
	}

	past := callUntil(context.Background(), time.Nanosecond)
	<-past.Done()
	if !errors.Is(past.Err(), context.DeadlineExceeded) {
		t.Errorf("past its deadline: %v", past.Err())
	}

	for _, looked := range []bool{false, true} {
		ended := callUntil(context.Background(), time.Hour)
		if looked {
			_ = ended.Done()
		}
		ended.stage.Store(returned)
		ended.end()
		<-ended.Done()
		if !errors.Is(ended.Err(), context.Canceled) {
			t.Errorf("ended: %v", ended.Err())
		}
	}
}

func TestCallContextHasTheEarlierDeadline(t *testing.T) {
	parent, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	want, _ := parent.Deadline()
	c := callUntil(parent, time.Hour)
	if got, _ := c.Deadline(); !got.Equal(want) {
		t.Errorf("got %v, want the parent's %v", got, want)
	}
}
