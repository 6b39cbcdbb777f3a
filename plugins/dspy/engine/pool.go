package engine

import (
	"context"
	"sync"
)

const defaultConcurrency = 4

// each calls do for 0 to n-1, at most limit at a time (0: 4), and waits for those
// that it started. After an error it starts no more; it returns the first error that
// came, or the context's.
func each(ctx context.Context, limit, n int, do func(i int) error) error {
	if limit <= 0 {
		limit = defaultConcurrency
	}
	var (
		wg    sync.WaitGroup
		mu    sync.Mutex
		next  int
		first error
	)
	take := func() (int, bool) {
		mu.Lock()
		defer mu.Unlock()
		if first != nil || next == n || ctx.Err() != nil {
			return 0, false
		}
		next++
		return next - 1, true
	}
	for range min(limit, n) {
		wg.Go(func() {
			for i, ok := take(); ok; i, ok = take() {
				if err := do(i); err != nil {
					mu.Lock()
					if first == nil {
						first = err
					}
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	return first
}
