// Package local is a provider that needs no account and no network: a nearest
// neighbour classifier over the demonstrations in its request.
//
// It is no language model. It reads the demonstration turns of a request,
// compares the prompt with each by the words they share (TF-IDF weights, cosine
// similarity), lets the nearest vote, and returns the answer of the winning
// demonstration exactly as it was written there. It never composes text, knows
// nothing that the request does not hold, and gives the same answer to the same
// request every time. System instructions, the model name, the number of tokens
// and the temperature mean nothing to it and are not read. The result's Similarity is
// that of the prompt with the demonstration whose answer won.
//
// Reading the demonstrations is most of the work, so those of the last few requests
// are kept, and asking again with the same ones is quick. What is answered never
// depends on it.
//
// What it cannot answer honestly it refuses: a request without a JSON schema
// wants free text; a prompt that resembles no demonstration gets no answer.
// Without any demonstration it answers only where the schema has one property
// with an enum: the first value, which is a guess at chance level and meant as
// the baseline that demonstrations must beat.
//
// The package depends on no other plugin.
package local

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// Errors that a caller can match. Each message says what the provider would need.
var (
	// ErrFreeText refuses a request without a schema of the answer.
	ErrFreeText = errors.New("local is a classifier, not a language model: it writes no free text; give the request the schema of a JSON answer")
	// ErrNoDemonstrations refuses a request without demonstrations whose schema
	// is not one property with an enum.
	ErrNoDemonstrations = errors.New("local is a classifier, not a language model: without demonstrations it can answer only one field with an enum")
	// ErrAbstained says that no demonstration is similar enough to the prompt.
	ErrAbstained = errors.New("local abstains: no demonstration is similar enough to the prompt")
	// ErrBadRequest says that the demonstrations or the schema cannot be used.
	ErrBadRequest = errors.New("local cannot use the request")
)

// Config is the plugin's part of the configuration.
type Config struct {
	// Neighbours is how many of the nearest demonstrations vote; 0 means 3.
	Neighbours int `json:"neighbours" jsonschema:"minimum=1,default=3,description=how many of the nearest demonstrations vote"`
	// Floor is the cosine similarity, from 0 to 1, that the nearest
	// demonstration must reach; below it the provider abstains. At 0 it never does.
	Floor float64 `json:"floor" jsonschema:"minimum=0,maximum=1,default=0.05,description=the least similarity to answer at"`
}

const defaultNeighbours = 3

// Validate reports a value out of its range.
func (c Config) Validate() error {
	if c.Neighbours < 0 {
		return fmt.Errorf("neighbours is %d, want 1 or more", c.Neighbours)
	}
	if math.IsNaN(c.Floor) || c.Floor < 0 || c.Floor > 1 {
		return fmt.Errorf("floor is %v, want a number from 0 to 1", c.Floor)
	}
	return nil
}

// Plugin is the state of a running instance. Its provider may be used from several
// goroutines.
type Plugin struct {
	pipeline.Base
	classifier classifier
}

// Init checks the configuration. It starts nothing and reads nothing.
func Init(ctx context.Context, cfg Config) (*Plugin, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	if cfg.Neighbours == 0 {
		cfg.Neighbours = defaultNeighbours
	}
	return &Plugin{classifier: classifier{neighbours: cfg.Neighbours, floor: cfg.Floor}}, ctx.Err()
}

// Terminate lets go of the demonstrations of the last requests.
func (p *Plugin) Terminate(context.Context) error {
	p.classifier.recent.forget()
	return nil
}

// Metadata describes the plugin.
func (p *Plugin) Metadata() runtime.Metadata {
	return runtime.Metadata{
		Name:        "local",
		Version:     "1.0.0",
		Description: "A nearest neighbour classifier over the demonstrations in the request; not a language model",
		License:     "Apache-2.0",
		Stability:   runtime.Beta,
	}
}

// Providers offers the classifier. Its capabilities leave out text generation:
// an optimiser that needs a model to write instructions cannot pick it.
func (p *Plugin) Providers() []runtime.Component[pipeline.Provider] {
	return []runtime.Component[pipeline.Provider]{
		{
			Name:         "local",
			Capabilities: []string{"classification", "offline"},
			Value:        &p.classifier,
		},
	}
}
