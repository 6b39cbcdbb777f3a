package rest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/plugingen/plugingen/plugins/dspy/internal/rest"
	"github.com/plugingen/plugingen/runtime"
)

// transport answers the n-th request, from 1, with a status and a Retry-After
// header. It needs no network, so that time in a synctest bubble goes by itself.
type transport func(n int) (status int, retryAfter string)

// schedule runs a Call with the transport and returns when each attempt was made.
func schedule(ctx context.Context, s *rest.Service, answer transport) (at []time.Duration, err error) {
	began := time.Now()
	s.Provider, s.Key = "test", runtime.NewSecret("k")
	s.Client = &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
		at = append(at, time.Since(began))
		status, after := answer(len(at))
		if status == 0 {
			return nil, io.ErrUnexpectedEOF
		}
		header := http.Header{"Content-Type": {rest.JSON}}
		if after != "" {
			header.Set("Retry-After", after)
		}
		return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader("{}"))}, nil
	})}
	err = s.Call(ctx, func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://service.test/", nil)
		if err != nil {
			return err
		}
		resp, err := s.Sender(rest.JSON).Do(req)
		if err != nil {
			return err
		}
		return resp.Body.Close()
	})
	return at, err
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// failing fails n times and then answers.
func failing(n, status int, after string) transport {
	return func(i int) (int, string) {
		if i <= n {
			return status, after
		}
		return 200, ""
	}
}

// TestBackoff checks the limits of every wait, that they are used, and that no two
// runs are the same.
func TestBackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limits := []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second, 30 * time.Second, 30 * time.Second}
		longest := make([]time.Duration, len(limits))
		seen := map[time.Duration]bool{}
		for range 200 {
			at, err := schedule(t.Context(), &rest.Service{Timeout: time.Hour, MaxRetries: len(limits)}, failing(len(limits), 503, ""))
			if err != nil || len(at) != len(limits)+1 {
				t.Fatalf("%d attempts, %v", len(at), err)
			}
			for i, limit := range limits {
				wait := at[i+1] - at[i]
				if wait > limit {
					t.Fatalf("wait %d is %s, more than %s", i+1, wait, limit)
				}
				longest[i] = max(longest[i], wait)
			}
			seen[at[len(limits)]] = true
		}
		for i, limit := range limits {
			if longest[i] < limit*3/4 {
				t.Errorf("wait %d was never longer than %s of %s", i+1, longest[i], limit)
			}
		}
		if len(seen) < 190 {
			t.Errorf("only %d of 200 schedules differ", len(seen))
		}
	})
}

func TestAttempts(t *testing.T) {
	tests := []struct {
		name     string
		retries  int
		answer   transport
		attempts int
		status   int // of the error; 0 for none, -1 for the network
	}{
		{"first time", 2, failing(0, 0, ""), 1, 0},
		{"third time", 2, failing(2, 529, ""), 3, 0},
		{"one too few", 2, failing(3, 500, ""), 3, 500},
		{"none wanted", 0, failing(1, 500, ""), 1, 500},
		{"the network", 1, failing(9, 0, ""), 2, -1},
		{"the network recovers", 1, failing(1, 0, ""), 2, 0},
		{"404", 5, failing(1, 404, ""), 1, 404},
		{"501", 5, failing(1, 501, ""), 1, 501},
		{"409 that names a time", 5, failing(1, 409, "1"), 1, 409},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				at, err := schedule(t.Context(), &rest.Service{Timeout: time.Hour, MaxRetries: tt.retries}, tt.answer)
				if len(at) != tt.attempts {
					t.Errorf("%d attempts, want %d", len(at), tt.attempts)
				}
				status := 0
				var typed *rest.Error
				if errors.As(err, &typed) {
					if status = typed.Status; errors.Is(err, rest.ErrNetwork) {
						status = -1
					}
					if told := strings.Contains(err.Error(), fmt.Sprintf("%d attempts", tt.attempts)); told != (tt.attempts > 1) {
						t.Errorf("got %v", err)
					}
				}
				if status != tt.status || (err == nil) != (tt.status == 0) {
					t.Errorf("got %v, want the status %d", err, tt.status)
				}
			})
		})
	}
}

func TestRetryAfter(t *testing.T) {
	tests := []struct {
		name  string
		after func(now time.Time) string
		want  time.Duration // exactly; 0 for a wait of the schedule
	}{
		{"seconds", func(time.Time) string { return "7" }, 7 * time.Second},
		{"a date", func(now time.Time) string { return now.Add(90 * time.Second).UTC().Format(http.TimeFormat) }, 90 * time.Second},
		{"the old form of a date", func(now time.Time) string { return now.Add(time.Minute).UTC().Format(time.ANSIC) }, time.Minute},
		{"zero", func(time.Time) string { return "0" }, 0},
		{"negative", func(time.Time) string { return "-5" }, 0},
		{"the past", func(now time.Time) string { return now.Add(-time.Hour).UTC().Format(http.TimeFormat) }, 0},
		{"no time", func(time.Time) string { return "soon" }, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				at, err := schedule(t.Context(), &rest.Service{Timeout: time.Hour, MaxRetries: 1}, failing(1, 429, tt.after(time.Now())))
				if err != nil || len(at) != 2 {
					t.Fatalf("%d attempts, %v", len(at), err)
				}
				if tt.want != 0 && at[1] != tt.want || tt.want == 0 && at[1] > 500*time.Millisecond {
					t.Errorf("waited %s, want %s", at[1], tt.want)
				}
			})
		})
	}
}

// TestTimeLimits: a wait that outlasts the time is not begun, and one that is cut
// off tells both what ended it and what it waited after.
func TestTimeLimits(t *testing.T) {
	for _, after := range []string{"60", "3600", "99999999999999999999", "18446744073709551615"} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			at, err := schedule(t.Context(), &rest.Service{Timeout: 30 * time.Second, MaxRetries: 9, FirstWait: time.Hour}, failing(9, 503, after))
			if len(at) != 1 {
				t.Errorf("%s: %d attempts, %v", after, len(at), err)
			}
			if !errors.Is(err, rest.ErrStatus) || time.Since(began) > 30*time.Second {
				t.Errorf("%s: got %v after %s", after, err, time.Since(began))
			}
		})
	}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		at, err := schedule(ctx, &rest.Service{Timeout: time.Minute, MaxRetries: 9}, failing(9, 503, "20"))
		if len(at) != 1 || !errors.Is(err, rest.ErrStatus) {
			t.Errorf("%d attempts, %v", len(at), err)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		began := time.Now()
		at, err := schedule(ctx, &rest.Service{Timeout: time.Minute, MaxRetries: 9}, failing(9, 503, "20"))
		if len(at) != 1 || time.Since(began) != 3*time.Second || !errors.Is(err, context.Canceled) || !errors.Is(err, rest.ErrStatus) {
			t.Errorf("%d attempts, %v after %s", len(at), err, time.Since(began))
		}
	})
}

func TestFinal(t *testing.T) {
	failed := errors.New("failed")
	for _, err := range []error{rest.Final(failed), rest.Final(rest.Final(failed))} {
		s := &rest.Service{Key: runtime.NewSecret("k"), Timeout: time.Hour, MaxRetries: 5}
		calls := 0
		got := s.Call(t.Context(), func(context.Context) error { calls++; return err })
		if got != failed || calls != 1 {
			t.Errorf("got %v after %d calls", got, calls)
		}
	}
	if rest.Final(nil) != nil {
		t.Error("no error became one")
	}
}
