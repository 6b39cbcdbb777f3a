package status

import (
	"crypto/rand"
	"sync"
	"time"
)

// outcome is how an action went, for the page that follows it.
type outcome struct {
	result
	At time.Time
	id string
}

// outcomes are the last ones. A page names the one that it shows by its id, so
// that no link can make it show another text.
type outcomes struct {
	mu   sync.Mutex
	last []outcome
}

const mostOutcomes = 32

// keep keeps an outcome and returns its id.
func (o *outcomes) keep(r result, now time.Time) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	one := outcome{result: r, At: now.UTC(), id: rand.Text()}
	if len(o.last) == mostOutcomes {
		o.last = append(o.last[:0], o.last[1:]...)
	}
	o.last = append(o.last, one)
	return one.id
}

// find returns the outcome of an id, nil where it is not known any more.
func (o *outcomes) find(id string) *outcome {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, one := range o.last {
		if one.id == id {
			return &one
		}
	}
	return nil
}
