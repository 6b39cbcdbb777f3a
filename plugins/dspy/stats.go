package dspy

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/plugingen/plugingen/plugins/dspy/internal/dataset"
	"github.com/plugingen/plugingen/plugins/dspy/internal/store"
)

// Stats are the numbers of one program since the start.
type Stats struct {
	Key      string // of the store
	Step     string // the name of the step that used it last
	Type     string // of that step
	Provider string

	Calls     int64 // answers and failures of the step, a second try counted by itself
	Failures  int64
	CacheHits int64 // executions for which a stored program was there
	Fallbacks int64 // executions without the optimised program although one was wanted

	Optimized bool      // a program that is better than the step as it is written
	CreatedAt time.Time // of the stored program; zero where there is none
	Baseline  float64   // its validation scores: of the step as it is written,
	Score     float64   // and of the program
	Evaluated *float64  // the score of the last evaluation by a step or by Evaluate; nil for none

	Running   bool      // an optimisation waits or works
	LastRun   time.Time // when the last one in the background ended; zero for never
	LastError string    // of the last one in the background, or of the store; empty where all was well
}

// Stats returns the numbers of every program that was used, by key.
func (p *Plugin) Stats() []Stats {
	all := p.stats.all()
	for i := range all {
		all[i].Running, _ = p.background.Running(all[i].Key)
	}
	return all
}

// statistics counts by key.
type statistics struct {
	mu     sync.Mutex
	counts map[string]*counter
}

// counter counts for one key. Its methods may be called from several goroutines.
type counter struct {
	mu sync.Mutex
	Stats
	run   error // of the last background run
	store error // why the stored program is not used

	program         time.Time // when the program that is counted for was made
	calls, failures int64     // of that program

	searched time.Time // when the folder was searched for what other program the step has
	other    string    // why that does not fit; empty for none

	looked        time.Time // when the training data was looked at
	version, hash string    // of the training data, then
}

// of returns the counter of a job's key.
func (s *statistics) of(j *job) *counter {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.counts[j.key]
	if c == nil {
		c = &counter{}
		s.counts[j.key] = c
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.Key, c.Step, c.Type, c.Provider = j.key, j.step, j.kind, j.service.name
	return c
}

func (s *statistics) all() []Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []Stats
	for _, c := range s.counts {
		list = append(list, c.snapshot())
	}
	slices.SortFunc(list, func(a, b Stats) int { return cmp.Compare(a.Key, b.Key) })
	return list
}

// errors are those of the last background runs and of the store, in the order of the keys.
func (s *statistics) errors() []error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []error
	for _, key := range slices.Sorted(maps.Keys(s.counts)) {
		c := s.counts[key]
		c.mu.Lock()
		if c.run != nil {
			list = append(list, errors.New(c.Step+": optimising failed: "+brief(c.run)))
		}
		list = append(list, c.store)
		c.mu.Unlock()
	}
	return list
}

func (c *counter) snapshot() Stats {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.LastError = ""
	if err := errors.Join(c.run, c.store); err != nil {
		c.LastError = brief(err)
	}
	return c.Stats
}

func (c *counter) do(change func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change()
}

func (c *counter) answered(applied bool) {
	c.do(func() {
		c.Calls++
		if applied {
			c.calls++
		}
	})
}

func (c *counter) failed(applied bool) {
	c.do(func() {
		c.Calls++
		c.Failures++
		if applied {
			c.calls++
			c.failures++
		}
	})
}

func (c *counter) fellBack() { c.do(func() { c.Fallbacks++ }) }

// refused keeps why a stored program is not used, and reports whether that is news.
func (c *counter) refused(err error) (news bool) {
	c.do(func() {
		news = c.store == nil || c.store.Error() != err.Error()
		c.store = err
	})
	return news
}

// ran keeps how a background run ended.
func (c *counter) ran(err error) { c.do(func() { c.LastRun, c.run = time.Now(), err }) }

func (c *counter) evaluated(score float64) { c.do(func() { c.Evaluated = &score }) }

// hit counts a stored program that is there.
func (c *counter) hit(e *store.Entry) {
	c.do(func() {
		c.CacheHits++
		c.store = nil
		c.takeOver(e)
	})
}

// takeOver begins to count anew for another program.
func (c *counter) takeOver(e *store.Entry) {
	if c.program.Equal(e.CreatedAt) {
		return
	}
	c.program, c.calls, c.failures, c.Evaluated = e.CreatedAt, 0, 0, nil
	c.Optimized, c.CreatedAt, c.Baseline, c.Score = e.Adopted, e.CreatedAt, e.Scores.Baseline, e.Scores.Best
}

// The triggers of the frequency adaptive.
const (
	minExecutions  = 5    // before anything is concluded
	errorFactor    = 1.5  // of the program's errors to those on validation
	leastErrorRate = 0.05 // that counts as normal: a program without errors may have one now and then
	scoreFactor    = 0.8  // of the score of an evaluation to that on validation
	lookEvery      = time.Minute
)

// triggered reports whether a program should be optimised again before its time: after
// five executions, where it fails more often than on validation, where an evaluation
// scored lower, or where the training data is another.
func (c *counter) triggered(j *job, e *store.Entry) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.takeOver(e)
	if c.calls < minExecutions {
		return false
	}
	rate := float64(c.failures) / float64(c.calls)
	if rate > errorFactor*max(e.Scores.ErrorRate, leastErrorRate) {
		return true
	}
	if c.Evaluated != nil && *c.Evaluated < scoreFactor*e.Scores.Best {
		return true
	}
	return c.otherData(j.settings.dataPath, e.DataHash)
}

// otherData looks at the training data once a minute, and into it only where a file
// has changed.
func (c *counter) otherData(path, stored string) bool {
	if time.Since(c.looked) < lookEvery {
		return c.hash != "" && c.hash != stored
	}
	c.looked = time.Now()
	version, err := dataset.Version(path)
	if err != nil {
		return false // the path may come back; what is stored goes on
	}
	if version != c.version || c.hash == "" {
		hash, err := dataset.Hash(path)
		if err != nil {
			return false
		}
		c.version, c.hash = version, hash
	}
	return c.hash != stored
}

// otherProgram says why the newest program that was stored for a step of that name does
// not fit it any more; empty where there is none. It looks once a minute, since it reads
// the whole folder.
func (c *counter) otherProgram(j *job) string {
	if !j.settings.cache {
		return ""
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.searched.IsZero() && time.Since(c.searched) < lookEvery {
		return c.other
	}
	c.searched, c.other = time.Now(), ""
	if list := j.plugin.files.Of(j.step, j.kind); len(list) > 0 {
		if _, err := j.fit(list[0]); err != nil {
			c.other = err.Error()
		}
	}
	return c.other
}
