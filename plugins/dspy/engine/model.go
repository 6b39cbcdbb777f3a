package engine

import (
	"context"
	"encoding/json"
	"fmt"
)

// Model answers requests to a language model, or to what stands in for one.
//
// Generate is called from several goroutines. It changes nothing in the request and
// should return when ctx is over. A model that cannot do what a request asks for
// returns an error that wraps [ErrCapability] rather than answer something else.
type Model interface {
	Generate(ctx context.Context, req Request) (Response, error)
}

// Request is one question to a model.
type Request struct {
	System string // instructions that stand above the conversation; may be empty
	Turns  []Turn // the conversation so far, the oldest turn first; may be empty
	Prompt string // the question, which is the user's turn after Turns

	Schema json.RawMessage // JSON Schema of the answer wanted

	Model       string   // empty for the default of the one who answers
	MaxTokens   int      // the most tokens to answer with; 0 for the default
	Temperature *float64 // nil for the model's default
}

// Turn is one message of a conversation.
type Turn struct {
	Role Role
	Text string
}

// Role is who speaks in a turn.
type Role string

// The roles of a conversation.
const (
	User      Role = "user"
	Assistant Role = "assistant"
)

// Response is a model's answer.
type Response struct {
	Text         string  // JSON text
	Model        string  // the model that answered
	InputTokens  int     // 0 where they are not counted
	OutputTokens int     // 0 where they are not counted
	CostUSD      float64 // in US dollars; 0 where it is free or not known
}

// generate asks the model once. It starts nothing when the context is over or the
// budget used up, and it returns with the context even where the model does not.
func generate(ctx context.Context, model Model, req Request) (Response, error) {
	meters := metersOf(ctx)
	if err := meters.reserve(ctx); err != nil {
		return Response{}, err
	}
	type answer struct {
		res Response
		err error
	}
	answered := make(chan answer, 1) // room for an answer that nobody waits for any more
	go func() {
		var a answer
		a.res, a.err = contained(ctx, model, req)
		answered <- a
	}()
	select {
	case a := <-answered:
		if err := meters.charge(a.res); err != nil {
			return Response{}, err
		}
		if err := ctx.Err(); err != nil {
			return Response{}, err
		}
		return a.res, a.err
	case <-ctx.Done():
		return Response{}, ctx.Err()
	}
}

func contained(ctx context.Context, model Model, req Request) (res Response, err error) {
	defer recovered("the model", &err)
	if model == nil {
		return Response{}, fmt.Errorf("%w: the LM has no Model", ErrProgram)
	}
	return model.Generate(ctx, req)
}
