package runtime

import (
	"context"
	"errors"
	"testing"
	"time"
)

type keyType struct{}

func TestCallContextIsLikeThatOfWithDeadline(t *testing.T) {
	parent, cancel := context.WithCancelCause(context.WithValue(context.Background(), keyType{}, "v"))
	c := &callContext{parent: parent, deadline: time.Now().Add(time.Hour)}
	if d, ok := c.Deadline(); !ok || !d.Equal(c.deadline) || c.Err() != nil || c.Value(keyType{}) != "v" {
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

	past := &callContext{parent: context.Background(), deadline: time.Now().Add(-time.Second)}
	<-past.Done()
	if !errors.Is(past.Err(), context.DeadlineExceeded) {
		t.Errorf("past its deadline: %v", past.Err())
	}

	for _, looked := range []bool{false, true} {
		ended := &callContext{parent: context.Background(), deadline: time.Now().Add(time.Hour)}
		if looked {
			_ = ended.Done()
		}
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
	c := &callContext{parent: parent, deadline: time.Now().Add(time.Hour)}
	if got, _ := c.Deadline(); !got.Equal(want) {
		t.Errorf("got %v, want the parent's %v", got, want)
	}
}
