package pipeline

import "context"

// Provider answers requests to a language model.
//
// Generate is called from several goroutines. It changes nothing in the request
// and should return when ctx is over. A provider that cannot do what a request
// asks for (a schema that it does not support, free text where it has none)
// returns an error; it never answers something else instead. With an error the
// result may have the Usage and CostUSD of an answer that was paid and was no
// good, and nothing else of it is of use.
type Provider interface {
	Generate(ctx context.Context, req GenerateRequest) (GenerateResult, error)
}

// Streamer is what a Provider is too where it can hand out an answer while the
// model writes it. A guard hides it, so it is found by
//
//	s, ok := runtime.Unwrap(provider).(pipeline.Streamer)
//
// and such a call is not guarded: it counts in no metric, and an unload does not
// wait for it.
//
// Stream answers as Generate does, with the same result and errors. It calls delta
// with each piece of the text in order, one call after the other and none after it
// has returned; the pieces together are the Text of the result. Where delta returns
// an error, the answer is given up and Stream returns that error. Where Stream fails,
// what was handed out is a part of an answer at most. An answer of which a piece was
// handed out is never asked for again.
type Streamer interface {
	Provider
	Stream(ctx context.Context, req GenerateRequest, delta func(text string) error) (GenerateResult, error)
}

// TextWriter is what a Provider is too where it says whether it can write text of its
// own. One that only chooses among given answers, as a classifier does, returns false, and
// is not asked to write instructions. A provider that is no TextWriter writes text.
// A guard hides it, as it hides a Streamer.
type TextWriter interface {
	Provider
	WritesText() bool
}

// GenerateRequest is one question to a model.
type GenerateRequest struct {
	System string // instructions that stand above the conversation; may be empty
	Turns  []Turn // the conversation so far, the oldest turn first; may be empty
	Prompt string // the question, which is the user's turn after Turns

	// Schema is that of the JSON answer wanted, empty where text is wanted.
	Schema Schema

	Model       string   // empty for the provider's default
	MaxTokens   int      // the most tokens to answer with; 0 for the provider's default
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

// GenerateResult is a model's answer.
type GenerateResult struct {
	Text    string  // the answer; JSON text where the request had a schema
	Model   string  // the model that answered
	Usage   Usage   // zero where the provider does not count
	CostUSD float64 // in US dollars; 0 where it is free or not known

	// Similarity is how much the prompt resembles what the answer was taken from, from
	// 0 to 1, of a provider that answers by likeness. 0 of all others.
	Similarity float64
}

// Usage counts the tokens of one request.
type Usage struct {
	InputTokens  int
	OutputTokens int
}
