package rest

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The waits between attempts: before the n-th new attempt a random time between 0
// and FirstWait * 2^(n-1), and never more than longestWait. That is exponential
// backoff with full jitter, as in "Exponential Backoff And Jitter" of the AWS
// Architecture Blog (Marc Brooker, 2015): callers that failed together do not come
// back together.
const (
	defaultWait = 500 * time.Millisecond
	longestWait = 30 * time.Second
)

// Call runs attempt until it succeeds, until its error is not worth another
// attempt, MaxRetries were made, or the time is up. Worth another attempt are the
// statuses 429, 500, 502, 503, 504 and 529 and a connection that was not made or
// was lost, unless the error is [Final]. Where the service says how long to wait,
// that is the wait; where a wait would outlast the time left, the error comes at
// once, so that the caller can turn to something else.
//
// The context of attempt ends after Timeout, which counts the waits too. Every
// error of Call is an *Error, apart from what is Final.
func (s *Service) Call(ctx context.Context, attempt func(context.Context) error) error {
	if s.Key.IsZero() {
		return s.noKey()
	}
	own, cancel := context.WithTimeout(ctx, s.Timeout)
	defer cancel()
	for n := 1; ; n++ {
		err := attempt(own)
		if err == nil {
			return nil
		}
		var last final
		if stop := errors.As(err, &last); own.Err() != nil && (!stop || errors.Is(err, own.Err())) {
			return s.over(ctx, own, nil)
		} else if stop {
			return last.error
		}
		typed := s.counted(err, n)
		wait := s.wait(typed, n)
		if n > s.MaxRetries || !typed.temporary() || !fits(own, wait) {
			return typed
		}
		if !Sleep(own, wait) {
			return s.over(ctx, own, typed)
		}
	}
}

// Final marks an error after which there must be no other attempt: a part of the
// answer was handed out. Call returns err itself. Final(nil) is nil.
func Final(err error) error {
	var already final
	if err == nil || errors.As(err, &already) {
		return err
	}
	return final{err}
}

type final struct{ error }

func (f final) Unwrap() error { return f.error }

// counted is err as an *Error that knows the number of attempts.
func (s *Service) counted(err error, attempts int) *Error {
	var typed *Error
	if !errors.As(err, &typed) {
		typed = &Error{Provider: s.Provider, Err: err}
	}
	counted := *typed
	if attempts > 1 {
		counted.Attempts = attempts
	}
	return &counted
}

// over says that the time is up: that of the caller, or the service's own. The
// last failure before it is told where there was one.
func (s *Service) over(caller, own context.Context, last error) error {
	err := caller.Err()
	if err == nil {
		err = fmt.Errorf("no answer within %s: %w", s.Timeout, own.Err())
	}
	if last != nil {
		err = fmt.Errorf("%w, while waiting to try again after: %w", err, last)
	}
	return &Error{Provider: s.Provider, Err: err}
}

// temporary reports whether another attempt may succeed.
func (e *Error) temporary() bool {
	switch e.Status {
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable,
		http.StatusGatewayTimeout, statusOverloaded:
		return true
	}
	var untrusted *tls.CertificateVerificationError
	return errors.Is(e.Err, ErrNetwork) && !errors.As(e.Err, &untrusted)
}

// statusOverloaded is not of HTTP; Anthropic's API has it.
const statusOverloaded = 529

// wait is the time before the n-th new attempt.
func (s *Service) wait(e *Error, n int) time.Duration {
	if e.RetryAfter > 0 {
		return e.RetryAfter
	}
	most := min(cmp.Or(s.FirstWait, defaultWait), longestWait)
	for range n - 1 {
		most = min(2*most, longestWait)
	}
	return rand.N(most + 1)
}

// fits reports whether the wait ends before the context does.
func fits(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return !ok || wait < time.Until(deadline)
}

// Sleep waits, and reports false where the context ended first.
func Sleep(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// retryAfter reads the header of that name (RFC 9110, section 10.2.3): seconds or
// a date. It is 0 where the header is missing, says nothing usable or lies in the
// past. More than a day is cut to a day, so that no number overflows.
func retryAfter(value string) time.Duration {
	const most = 24 * time.Hour
	value = strings.TrimSpace(value)
	seconds, err := strconv.ParseUint(value, 10, 64) // the greatest number where value is beyond it
	if err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Duration(min(seconds, uint64(most/time.Second))) * time.Second
	}
	date, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	return min(max(time.Until(date), 0), most)
}
