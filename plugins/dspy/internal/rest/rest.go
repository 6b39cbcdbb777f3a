// Package rest is what the providers of model services share: sending a request
// with limits, one policy of trying again, prices, and errors that name the
// service and never hold its key.
//
// A provider runs each request in [Service.Call] and sends it through
// [Service.Sender], which takes *http.Request in and gives *http.Response out, so
// that it fits under a client written for a service as well as under net/http
// alone.
package rest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// What a service answers with: the media types that a Sender can ask for.
const (
	JSON        = "application/json"
	EventStream = "text/event-stream"
)

// Service is one model service. It is safe for concurrent use; its fields do
// not change after the first Call.
type Service struct {
	Provider   string         // the provider's component name, for errors
	BaseURL    string         // without a slash at the end
	Key        runtime.Secret // empty where none is set
	KeySetting string         // the setting that Key came from, as `claude.api_key`
	KeyExample string         // what to write there, as `${env:ANTHROPIC_API_KEY:-}`
	Timeout    time.Duration  // of a whole Call with all its attempts; positive
	MaxRetries int            // how often a Call tries again; 0 for never
	FirstWait  time.Duration  // the longest wait before the second attempt; 0 for 500 ms
	Prices     Prices
	Client     *http.Client // from NewClient

	// Hint reads from the body of a refused answer how long to wait, for a service that
	// says it there; nil or 0 where only the header Retry-After counts.
	Hint func(body string) time.Duration
}

// Prices of a model in US dollars per million tokens; both 0 where they are not
// known.
type Prices struct{ Input, Output float64 }

// Cost is what the tokens cost in US dollars, 0 where the prices are not known.
func (p Prices) Cost(u pipeline.Usage) float64 {
	return (float64(u.InputTokens)*p.Input + float64(u.OutputTokens)*p.Output) / 1e6
}

// NewClient returns a client with connections of its own. It follows no
// redirect: a followed one would carry the key to wherever it points. Proxies are
// those of the environment, as for every Go program.
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

// Sender sends requests of a Service. Its zero value is not ready; it comes from
// Service.Sender.
type Sender struct {
	service *Service
	want    string
}

// Sender returns what sends requests whose answers have the media type want.
func (s *Service) Sender(want string) Sender { return Sender{s, want} }

// Do sends req once. The answer has the status 200 and the media type wanted, and
// its body fails with ErrTooLarge beyond the limit; everything else is an *Error.
// The caller closes the body.
func (s Sender) Do(req *http.Request) (*http.Response, error) {
	resp, err := s.service.Client.Do(req)
	if err != nil {
		return nil, s.service.lost(err)
	}
	if err := s.check(resp); err != nil {
		resp.Body.Close()
		return nil, err
	}
	resp.Body = &body{service: s.service, from: resp.Body, left: maxAnswer}
	return resp, nil
}

// check refuses an answer by its head, with the start of its body.
func (s Sender) check(resp *http.Response) error {
	if resp.StatusCode != http.StatusOK {
		body := s.service.start(resp.Body)
		refused := s.service.Refused(resp.StatusCode, body)
		refused.RetryAfter = retryAfter(resp.Header.Get("Retry-After"))
		if refused.RetryAfter == 0 && s.service.Hint != nil {
			refused.RetryAfter = s.service.Hint(body)
		}
		return refused
	}
	have := resp.Header.Get("Content-Type")
	media, _, _ := mime.ParseMediaType(have) // empty where it cannot be read, which is refused too
	if media != s.want {
		return s.service.Malformed(fmt.Errorf("its type is %q and not %s", s.service.excerpt(have), s.want), s.service.start(resp.Body))
	}
	return nil
}

// start reads what an excerpt needs of a body.
func (s *Service) start(r io.Reader) string {
	data, _ := io.ReadAll(io.LimitReader(r, 16<<10)) // what came is shown, also where more was meant to come
	return string(data)
}

// Encode writes a request as JSON. It leaves <, > and & as they are: a model reads
// the text, no browser does.
func Encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// CheckSchema refuses a schema that is not JSON, before it is sent.
func CheckSchema(schema pipeline.Schema) error {
	if schema != "" && !json.Valid([]byte(schema)) {
		return fmt.Errorf("the schema of the request is not JSON")
	}
	return nil
}

// WithSchema is the system text that asks for an answer by the schema, for where
// the service cannot be told it otherwise.
func WithSchema(system string, schema pipeline.Schema) string {
	ask := "Answer with one JSON object that meets this JSON Schema, and with nothing else:\n" + string(schema)
	return strings.TrimPrefix(system+"\n\n"+ask, "\n\n")
}
