package runtime

import "sync/atomic"

// notice wakes whoever waits for the next change. Its zero value is ready; while
// nobody waits, announcing costs one load.
type notice struct{ waiting atomic.Pointer[chan struct{}] }

func (n *notice) next() <-chan struct{} {
	for {
		if c := n.waiting.Load(); c != nil {
			return *c
		}
		c := make(chan struct{})
		if n.waiting.CompareAndSwap(nil, &c) {
			return c
		}
	}
}

// announce comes after the change that it tells of, so that who asked before it
// is woken and who asks after it sees the change.
func (n *notice) announce() {
	if n.waiting.Load() == nil {
		return
	}
	if c := n.waiting.Swap(nil); c != nil {
		close(*c)
	}
}
