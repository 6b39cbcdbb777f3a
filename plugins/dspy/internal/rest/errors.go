package rest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"
)

// Reasons that an Error can hold, for errors.Is.
var (
	ErrNoKey     = errors.New("no key")
	ErrStatus    = errors.New("the service refused the request")
	ErrNetwork   = errors.New("the service was not reached, or the connection was lost")
	ErrMalformed = errors.New("the answer is malformed")
	ErrTooLarge  = errors.New("the answer is too large")
	ErrCutOff    = errors.New("the answer was cut off")
	ErrBlocked   = errors.New("the model declined to answer")
)

// Error is a failed request to a model service.
type Error struct {
	Provider   string        // the provider's component name
	Status     int           // of the HTTP answer, or what an error inside a stream stands for; 0 where there was none or it was 200
	Excerpt    string        // the start of the answer's body, without the key; may be empty
	RetryAfter time.Duration // how long the service asked to wait; 0 where it did not say
	Attempts   int           // how often the request was sent, where more than once; else 0
	Err        error         // one of the reasons above, or what the context said
}

// Error names the provider, the reason, the status and the excerpt.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %v", e.Provider, e.Err)
	var notes []string
	if e.Status != 0 {
		notes = append(notes, fmt.Sprintf("status %d", e.Status))
	}
	if e.RetryAfter > 0 {
		notes = append(notes, fmt.Sprintf("to be tried again after %s", e.RetryAfter))
	}
	if e.Attempts > 1 {
		notes = append(notes, fmt.Sprintf("%d attempts", e.Attempts))
	}
	if len(notes) > 0 {
		fmt.Fprintf(&b, " (%s)", strings.Join(notes, ", "))
	}
	if text := shorten(e.Excerpt); text != "" {
		fmt.Fprintf(&b, ": %s", text)
	}
	return b.String()
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// Fail makes an error of the service, without a status. An *Error that is in err
// already is returned as it is.
func (s *Service) Fail(err error) error {
	var typed *Error
	if errors.As(err, &typed) {
		return typed
	}
	return &Error{Provider: s.Provider, Err: err}
}

// Malformed says that an answer cannot be read, why, and how it starts. What err
// quotes of the answer is kept as text without the key.
func (s *Service) Malformed(err error, answer string) error {
	return &Error{Provider: s.Provider, Excerpt: s.excerpt(answer), Err: fmt.Errorf("%w: %s", ErrMalformed, s.excerpt(err.Error()))}
}

// Refused is an error that the service sent in place of an answer or in the
// middle of one, with the status that it stands for.
func (s *Service) Refused(status int, answer string) *Error {
	return &Error{Provider: s.Provider, Status: status, Excerpt: s.excerpt(answer), Err: ErrStatus}
}

// Unfinished says that a stream ended, in good order, before the answer did.
func (s *Service) Unfinished() error {
	return s.Fail(fmt.Errorf("%w: the stream ended before the answer did: %w", ErrNetwork, io.ErrUnexpectedEOF))
}

// noKey says which setting is missing and what to write there.
func (s *Service) noKey() error {
	return s.Fail(fmt.Errorf("%w: the setting %s is empty; set it to a reference, as %s, and give that its value before the program starts",
		ErrNoKey, s.KeySetting, s.KeyExample))
}

// lost is an error of the network, or of the context where that is over. The
// address is left out: it says nothing that the provider's name does not.
func (s *Service) lost(err error) error {
	var typed *Error
	if errors.As(err, &typed) {
		return typed
	}
	var address *url.Error
	if errors.As(err, &address) {
		err = address.Err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return s.Fail(err)
	}
	return s.Fail(fmt.Errorf("%w: %w", ErrNetwork, err))
}

// maxExcerpt is how much of an answer an error shows, in characters.
const maxExcerpt = 300

// excerpt is one line of valid text, at most maxExcerpt characters of it. The key
// is taken out first, in every form that an echo of the request may give it: a
// gateway must not bring it into a log.
func (s *Service) excerpt(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.NewReplacer(forms(s.Key.Reveal())...).Replace(text)
	return shorten(strings.Join(strings.Fields(text), " "))
}

// forms are the ways in which a key is written in text, JSON, HTML and addresses,
// each followed by what stands in its place.
func forms(key string) []string {
	if key == "" {
		return nil
	}
	plain, _ := Encode(key) // a string always has a JSON form
	escaped, _ := json.Marshal(key)
	var pairs []string
	for _, form := range []string{
		key, string(plain[1 : len(plain)-1]), string(escaped[1 : len(escaped)-1]),
		html.EscapeString(key), url.QueryEscape(key), url.PathEscape(key),
	} {
		pairs = append(pairs, form, "[key]")
	}
	return pairs
}

// shorten cuts a text that is longer than maxExcerpt characters.
func shorten(text string) string {
	if utf8.RuneCountInString(text) <= maxExcerpt+len("...") {
		return text
	}
	return string([]rune(text)[:maxExcerpt]) + "..."
}
