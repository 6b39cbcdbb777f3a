// Package rest posts JSON to a model service and reads its JSON answer, with
// limits and with errors that name the service and never hold its key.
package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"
)

// Reasons that an Error can hold, for errors.Is.
var (
	ErrNoKey     = errors.New("no key")
	ErrStatus    = errors.New("the service refused the request")
	ErrMalformed = errors.New("the answer is malformed")
	ErrTooLarge  = errors.New("the answer is too large")
	ErrCutOff    = errors.New("the answer was cut off")
	ErrBlocked   = errors.New("the model declined to answer")
)

// Error is a failed request to a model service.
type Error struct {
	Provider string // the provider's component name
	Status   int    // of the HTTP answer; 0 where there was none or it was 200
	Excerpt  string // the start of the answer's body, without the key; may be empty
	Err      error  // one of the reasons above, or what the network or the context said
}

// Error names the provider, the reason, the status and the excerpt.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %v", e.Provider, e.Err)
	if e.Status != 0 {
		fmt.Fprintf(&b, " (status %d)", e.Status)
	}
	if e.Excerpt != "" {
		fmt.Fprintf(&b, ": %s", e.Excerpt)
	}
	return b.String()
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// Limits of what is read of an answer, in bytes, and shown of a refused one, in
// characters.
const (
	maxAnswer  = 8 << 20
	maxExcerpt = 300
)

// Service is one model service. It is safe for concurrent use; its fields do
// not change after the first Post.
type Service struct {
	Provider    string // for errors
	BaseURL     string // without a slash at the end
	KeyHeader   string // the header that carries the key
	KeyVariable string // the environment variable to name where the key is empty
	Key         string
	Timeout     time.Duration // of one whole request; positive
	Client      *http.Client  // from NewClient
}

// NewClient returns a client with connections of its own. It follows no
// redirect: a followed one would carry the key to wherever it points.
func NewClient() *http.Client {
	transport := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		ForceAttemptHTTP2:   true,
		MaxIdleConnsPerHost: 16,
		IdleConnTimeout:     90 * time.Second,
		TLSHandshakeTimeout: 10 * time.Second,
	}
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Post sends body as JSON to path under the base URL and decodes the answer
// into answer, a pointer. Every error is an *Error.
func (s *Service) Post(ctx context.Context, path string, header map[string]string, body, answer any) error {
	if s.Key == "" {
		return s.Fail(fmt.Errorf("%w: set the environment variable %s before the program starts", ErrNoKey, s.KeyVariable))
	}
	ctx, cancel := context.WithTimeout(ctx, s.Timeout)
	defer cancel()
	req, err := s.request(ctx, path, header, body)
	if err != nil {
		return s.Fail(err)
	}
	resp, err := s.Client.Do(req)
	if err != nil {
		return s.Fail(err)
	}
	defer resp.Body.Close()
	return s.read(resp, answer)
}

func (s *Service) request(ctx context.Context, path string, header map[string]string, body any) (*http.Request, error) {
	data, err := encode(body)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.BaseURL+path, bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	req.Header.Set(s.KeyHeader, s.Key)
	for name, value := range header {
		req.Header.Set(name, value)
	}
	return req, nil
}

// encode leaves <, > and & as they are: a model reads the text, no browser does.
func encode(body any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(body); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

func (s *Service) read(resp *http.Response, answer any) error {
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if resp.StatusCode != http.StatusOK {
		return &Error{Provider: s.Provider, Status: resp.StatusCode, Excerpt: s.excerpt(data), Err: ErrStatus}
	}
	if err != nil {
		return s.Fail(err)
	}
	if len(data) > maxAnswer {
		return s.Fail(fmt.Errorf("%w: more than %d bytes", ErrTooLarge, maxAnswer))
	}
	if err := json.Unmarshal(data, answer); err != nil {
		return &Error{Provider: s.Provider, Excerpt: s.excerpt(data), Err: fmt.Errorf("%w: %w", ErrMalformed, err)}
	}
	return nil
}

// Fail makes an error of the service, without a status.
func (s *Service) Fail(err error) error { return &Error{Provider: s.Provider, Err: err} }

// excerpt is one line of valid text. The key is taken out: a gateway that
// echoes request headers must not bring it into a log.
func (s *Service) excerpt(body []byte) string {
	text := strings.ReplaceAll(strings.ToValidUTF8(string(body), "\uFFFD"), s.Key, "[key]")
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) > maxExcerpt {
		text = string([]rune(text)[:maxExcerpt]) + "..."
	}
	return text
}
