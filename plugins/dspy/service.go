package dspy

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/plugingen/plugingen/plugins/dspy/internal/rest"
	"github.com/plugingen/plugingen/runtime"
)

// ServiceConfig says how a model service is reached. What is empty or 0 has the
// service's default, apart from MaxRetries and the prices, which are what they say.
type ServiceConfig struct {
	// APIKey is the service's key, as a reference such as ${env:ANTHROPIC_API_KEY:-}.
	// Without it the provider answers every request with an error that says so.
	APIKey    runtime.Secret `json:"api_key,omitzero" jsonschema:"description=The service's key as a reference; without one every request fails"`
	BaseURL   string         `json:"base_url,omitempty" jsonschema:"description=Where the service is; default its public address"`
	Model     string         `json:"model,omitempty" jsonschema:"description=The model that answers"`
	MaxTokens int            `json:"max_tokens" jsonschema:"description=The most tokens of an answer,minimum=1,default=4096"`

	// Timeout bounds a whole request: all attempts and the waits between them.
	Timeout time.Duration `json:"timeout,omitempty" jsonschema:"description=How long one request may take with all its attempts; default 60s"`

	// MaxRetries is how often a request is sent again after the statuses 429, 500, 502,
	// 503, 504 and 529 and after a lost connection, with growing random waits or after
	// the time that the service asks for. A stream of which a part was handed out is
	// never sent again.
	MaxRetries int `json:"max_retries" jsonschema:"description=How often a request is tried again after a failure that may pass,minimum=0,maximum=10,default=2"`

	// SchemaMode says who sees the schema of an answer: with service, the default, it
	// is given to the service to enforce, of Claude where it is of the part of JSON
	// Schema that the service takes; with text it is written into the system text only,
	// for models and gateways that do not know schemas. The answer is checked in either
	// case.
	SchemaMode string `json:"schema_mode" jsonschema:"description=Whether the service enforces the schema of an answer or the model only reads it,enum=service,enum=text,default=service"`

	// InputPrice and OutputPrice are those of Model, in US dollars per million tokens.
	// They make the cost of a request; where they are 0, and of a request that names
	// another model, the cost is not known and 0. There are no built-in prices: they
	// would be out of date one day, and nobody would notice.
	InputPrice  float64 `json:"input_price,omitempty" jsonschema:"description=US dollars per million input tokens; 0 where it is not known,minimum=0"`
	OutputPrice float64 `json:"output_price,omitempty" jsonschema:"description=US dollars per million output tokens; 0 where it is not known,minimum=0"`
}

const (
	defaultMaxTokens = 4096
	defaultTimeout   = 60 * time.Second
	schemaInText     = "text"
)

// withDefaults fills in what is empty.
func (c ServiceConfig) withDefaults(baseURL, model string) ServiceConfig {
	c.BaseURL = strings.TrimSuffix(cmp.Or(c.BaseURL, baseURL), "/")
	c.Model = cmp.Or(c.Model, model)
	c.MaxTokens = cmp.Or(c.MaxTokens, defaultMaxTokens)
	c.Timeout = cmp.Or(c.Timeout, defaultTimeout)
	return c
}

// validate reports every setting that is out of range; name is the block's.
func (c ServiceConfig) validate(name string) error {
	var errs []error
	add := func(bad bool, format string, args ...any) {
		if bad {
			errs = append(errs, fmt.Errorf(name+"."+format, args...))
		}
	}
	add(c.BaseURL != "" && !isAddress(c.BaseURL), "base_url is no address such as https://host without a user and a query")
	add(c.MaxTokens < 0, "max_tokens is %d, want 1 or more", c.MaxTokens)
	add(c.Timeout < 0, "timeout is %s, want a positive time", c.Timeout)
	add(c.MaxRetries < 0 || c.MaxRetries > 10, "max_retries is %d, want 0 to 10", c.MaxRetries)
	add(!isPrice(c.InputPrice), "input_price is %v, want a number that is not negative", c.InputPrice)
	add(!isPrice(c.OutputPrice), "output_price is %v, want a number that is not negative", c.OutputPrice)
	add((c.InputPrice == 0) != (c.OutputPrice == 0), "input_price and output_price belong together: set both or none, or costs would be half the truth")
	errs = append(errs, oneOf(name+".schema_mode", c.SchemaMode, "service", schemaInText))
	return errors.Join(errs...)
}

func isAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") && u.RawQuery == "" && u.User == nil
}

func isPrice(p float64) bool { return p >= 0 && !math.IsInf(p, 1) }

// service makes what reaches the service of a block; variable is the environment
// variable that its key usually stands in.
func (c ServiceConfig) service(provider, block, variable string, client *http.Client) *rest.Service {
	return &rest.Service{
		Provider:   provider,
		BaseURL:    c.BaseURL,
		Key:        runtime.NewSecret(strings.TrimSpace(c.APIKey.Reveal())), // a file ends with a new line
		KeySetting: block + ".api_key",
		KeyExample: "${env:" + variable + ":-}",
		Timeout:    c.Timeout,
		MaxRetries: c.MaxRetries,
		Prices:     rest.Prices{Input: c.InputPrice, Output: c.OutputPrice},
		Client:     client,
	}
}
