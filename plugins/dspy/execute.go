package dspy

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
	"github.com/plugingen/plugingen/plugins/dspy/internal/background"
	"github.com/plugingen/plugingen/plugins/dspy/internal/rest"
	"github.com/plugingen/plugingen/plugins/dspy/internal/store"
)

// retryPause is how long wait_and_retry waits before it tries a call that failed again,
// max_wait_time at most.
const retryPause = time.Second

// execute answers with the optimised program where there is one, and does what
// fallback_strategy says where there is none or where it fails.
func (j *job) execute(ctx context.Context, values engine.Values) (outcome, error) {
	c := j.plugin.stats.of(j)
	if !j.settings.enabled {
		return j.counted(ctx, c, values, j.written())
	}
	f := j.find(c)
	if f.due {
		j.schedule(c, f.entry)
	}
	if f.missing() && j.settings.fallback == waitAndRetry {
		f = j.await(ctx, c, f)
	}
	switch {
	case f.entry != nil && f.why == "":
		return j.optimized(ctx, c, f.entry, values)
	case f.why == "":
		return j.counted(ctx, c, values, j.written())
	case j.settings.fallback == fallbackError:
		c.failed(false)
		return outcome{}, fmt.Errorf("%w: %s", ErrNoProgram, f.why)
	}
	c.fellBack()
	return j.counted(ctx, c, values, attempt{program: j.program, reason: f.why})
}

// attempt is a program to answer with, and what the result says of it.
type attempt struct {
	program *engine.Program
	applied bool
	reason  string
}

// written is the step as it is written.
func (j *job) written() attempt { return attempt{program: j.program} }

// counted answers and counts how that went.
func (j *job) counted(ctx context.Context, c *counter, values engine.Values, a attempt) (outcome, error) {
	lm, _ := j.lm()
	output, trace, err := a.program.Run(ctx, lm, values)
	if err != nil {
		err = j.explained(err)
		if ctx.Err() == nil {
			c.failed(a.applied)
		}
		return outcome{}, err
	}
	c.answered(a.applied)
	if j.settings.collect {
		j.plugin.collect(j, values, output)
	}
	return outcome{output, trace, a.applied, a.reason}, nil
}

// optimized answers with a stored program. One that is the step as it is written, since
// nothing better was found, has nothing to fall back to.
func (j *job) optimized(ctx context.Context, c *counter, e *store.Entry, values engine.Values) (outcome, error) {
	c.hit(e)
	a := attempt{program: e.Run, applied: e.Adopted}
	if !e.Adopted {
		return j.counted(ctx, c, values, j.written())
	}
	out, err := j.counted(ctx, c, values, a)
	if err == nil || !canFallBack(ctx, err) || j.settings.fallback == fallbackError {
		return out, err
	}
	switch j.settings.fallback {
	case waitAndRetry:
		if !rest.Sleep(ctx, min(retryPause, j.settings.maxWait)) {
			return outcome{}, ctx.Err()
		}
		if out, second := j.counted(ctx, c, values, a); second == nil {
			return out, nil
		}
	case scheduleAndExecute:
		if time.Since(e.CreatedAt) >= background.RetryAfter {
			j.schedule(c, e)
		}
	}
	c.fellBack()
	out, second := j.counted(ctx, c, values, attempt{program: j.program, reason: "the optimised program failed: " + brief(err)})
	if second != nil {
		return outcome{}, fmt.Errorf("%w (after the optimised program had failed: %w)", second, err)
	}
	return out, nil
}

// canFallBack reports whether the same provider may answer the plain step where it did
// not answer the optimised one.
func canFallBack(ctx context.Context, err error) bool {
	return ctx.Err() == nil && !errors.Is(err, ErrNoKey)
}

// found is what the store has for a job.
type found struct {
	entry *store.Entry
	why   string // no program of the store is to be used; empty where one is, or where none was to be expected
	due   bool   // to be optimised in the background
}

func (f found) missing() bool { return f.why != "" }

// find looks the job's program up and decides whether it is fresh. Where there is no
// training data, nothing can be optimised here: what an offline optimisation stored is
// then used whatever its age, and where there is none, the step is meant as it is written.
func (j *job) find(c *counter) found {
	e, err := j.plugin.storeOf(j).Get(j.key, j.fit)
	trained := j.settings.dataPath != ""
	switch {
	case err != nil:
		if c.refused(err) {
			j.plugin.logger.Warn("a stored program is not used", "step", j.step, "error", err)
		}
		var path *fs.PathError // what cannot be read now can neither be replaced
		return found{why: err.Error(), due: trained && !errors.As(err, &path)}
	case e == nil && !trained:
		return found{}
	case e == nil:
		return found{why: j.absent(c), due: true}
	case !trained:
		return found{entry: e}
	}
	age := time.Since(e.CreatedAt)
	f := found{entry: e, due: age >= j.settings.period() || j.settings.frequency == adaptive && c.triggered(j, e)}
	if age >= 2*j.settings.period() && j.settings.fallback != cachedBestEffort {
		f.why = fmt.Sprintf("the optimised program is of %s, which is too old for the frequency %s", e.CreatedAt.Format(time.DateOnly), j.settings.frequency)
	}
	return f
}

// fit makes the program of a record.
func (j *job) fit(r *store.Record) (*engine.Program, error) {
	return engine.Unmarshal(r.Program, j.program)
}

// absent says why there is no program: the last optimisation failed, the step's
// signature is another one than that of a program stored for it, or there has been no time.
func (j *job) absent(c *counter) string {
	running, err := j.plugin.background.Running(j.key)
	if err != nil && !running {
		return "optimising failed: " + brief(err)
	}
	if why := c.otherProgram(j); why != "" {
		return "there is no optimised program for the step as it is now: " + why
	}
	return "there is no optimised program yet"
}

// await waits for the optimisation under way, max_wait_time at most, and looks again.
func (j *job) await(ctx context.Context, c *counter, before found) found {
	run := j.schedule(c, before.entry)
	if run == nil || !run.Wait(ctx, j.settings.maxWait) {
		return before
	}
	return j.find(c)
}

// schedule starts the optimisation of the job in the background, or joins the one that
// is under way; nil where the plugin has been terminated. known is the program that is to
// be replaced, nil for none.
func (j *job) schedule(c *counter, known *store.Entry) *background.Run {
	if j.settings.dataPath == "" {
		return nil
	}
	run, err := j.plugin.background.Start(j.key, func(ctx context.Context) error {
		err := j.refresh(ctx, known)
		if ctx.Err() == nil { // else it was stopped
			c.ran(err)
			if err != nil {
				j.plugin.logger.WarnContext(ctx, "optimising failed", "step", j.step, "error", brief(err))
			}
		}
		return err
	})
	if err != nil {
		return nil
	}
	return run
}
