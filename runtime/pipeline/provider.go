package pipeline

import "context"

// Provider answers requests to a language model.
//
// Generate is called from several goroutines. It changes nothing in the request
// and should return when ctx is over. A provider that cannot do what a request
// asks for (a schema that it does not support, free text where it has none)
// returns an error; it never answers something else instead.
type Provider interface {
	Generate(ctx context.Context, req GenerateRequest) (GenerateResult, error)
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
}

// Usage counts the tokens of one request.
type Usage struct {
	InputTokens  int
	OutputTokens int
}
