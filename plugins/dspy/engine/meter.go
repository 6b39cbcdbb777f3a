package engine

import (
	"context"
	"fmt"
	"math"
	"sync"
)

// Budget limits what a piece of work may use; 0 is no limit.
type Budget struct {
	Calls   int     // requests to models, repairs included
	CostUSD float64 // in US dollars, as the models report it
}

// Usage is what a piece of work used.
type Usage struct {
	Calls        int // requests that were started
	InputTokens  int
	OutputTokens int
	CostUSD      float64
}

// Meter counts requests and refuses those beyond a budget. Its zero value has no
// limit. It is safe for use in several goroutines.
type Meter struct {
	Budget Budget // not to be changed once in use

	mu    sync.Mutex
	usage Usage
	nanos int64 // the cost in 1e-9 dollars: a sum of integers has no order
}

// Usage returns what was used so far.
func (m *Meter) Usage() Usage {
	m.mu.Lock()
	defer m.mu.Unlock()
	u := m.usage
	u.CostUSD = dollars(m.nanos)
	return u
}

// WithMeter returns a context whose model calls m counts, beside the meters that ctx
// has already. It reaches every call under that context, those of a judging
// metric, of a teacher and of a prompter as well.
func WithMeter(ctx context.Context, m *Meter) context.Context {
	return context.WithValue(ctx, meterKey{}, append(metersOf(ctx)[:len(metersOf(ctx)):len(metersOf(ctx))], m))
}

type meterKey struct{}

// meters count the same call, the outermost first.
type meters []*Meter

func metersOf(ctx context.Context) meters {
	list, _ := ctx.Value(meterKey{}).(meters)
	return list
}

// reserve counts a call that is about to start, in all meters or in none.
func (list meters) reserve(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for i, m := range list {
		if err := m.reserve(); err != nil {
			for _, earlier := range list[:i] {
				earlier.release()
			}
			return err
		}
	}
	return nil
}

// charge adds what an answer used. The answer that goes beyond the money does not
// count, so that the outcome does not depend on which of several came last.
func (list meters) charge(res Response) error {
	var err error
	for _, m := range list {
		if e := m.charge(res); e != nil {
			err = e
		}
	}
	return err
}

func (m *Meter) reserve() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.Budget.Calls > 0 && m.usage.Calls >= m.Budget.Calls {
		return fmt.Errorf("%w: %d calls are allowed", ErrBudget, m.Budget.Calls)
	}
	if m.Budget.CostUSD > 0 && m.nanos >= nanodollars(m.Budget.CostUSD) {
		return m.overspent()
	}
	m.usage.Calls++
	return nil
}

func (m *Meter) release() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.usage.Calls--
}

func (m *Meter) charge(res Response) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.usage.InputTokens += res.InputTokens
	m.usage.OutputTokens += res.OutputTokens
	m.nanos += nanodollars(res.CostUSD)
	if m.Budget.CostUSD > 0 && m.nanos > nanodollars(m.Budget.CostUSD) {
		return m.overspent()
	}
	return nil
}

func (m *Meter) overspent() error {
	return fmt.Errorf("%w: $%.4f of $%.4f are spent", ErrBudget, dollars(m.nanos), m.Budget.CostUSD)
}

func nanodollars(usd float64) int64 {
	if math.IsNaN(usd) || usd <= 0 {
		return 0
	}
	return int64(math.Round(min(usd, 1e9) * 1e9))
}

func dollars(nanos int64) float64 { return float64(nanos) / 1e9 }
