package local

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/plugingen/plugingen/runtime/pipeline"
)

// modelName stands in results where a language model's name would.
const modelName = "nearest-neighbour"

// classifier is the provider.
type classifier struct {
	neighbours int
	floor      float64
	recent     recent
}

var (
	_ pipeline.Streamer   = (*classifier)(nil)
	_ pipeline.TextWriter = (*classifier)(nil)
)

// WritesText returns false: it chooses among the answers that it is shown.
func (c *classifier) WritesText() bool { return false }

// Generate answers with the text of a demonstration, as the package says.
func (c *classifier) Generate(ctx context.Context, req pipeline.GenerateRequest) (pipeline.GenerateResult, error) {
	if err := ctx.Err(); err != nil {
		return pipeline.GenerateResult{}, err
	}
	if req.Schema == "" {
		return pipeline.GenerateResult{}, ErrFreeText
	}
	var text string
	var similarity float64
	var err error
	if len(req.Turns) == 0 {
		text, err = firstOfEnum(req.Schema)
	} else {
		text, similarity, err = c.vote(req)
	}
	if err != nil {
		return pipeline.GenerateResult{}, err
	}
	return pipeline.GenerateResult{Text: text, Model: modelName, Similarity: similarity}, nil
}

// Stream does what Generate does and hands out the answer in one piece.
func (c *classifier) Stream(ctx context.Context, req pipeline.GenerateRequest, delta func(string) error) (pipeline.GenerateResult, error) {
	result, err := c.Generate(ctx, req)
	if err == nil {
		err = delta(result.Text)
	}
	if err != nil {
		return pipeline.GenerateResult{}, err
	}
	return result, nil
}

// vote lets the nearest demonstrations add up their similarities by answer, and
// returns the winner with its own similarity. Equal sums go to the answer whose
// nearest supporter is nearer, and then to the earlier demonstration, so that the
// outcome never depends on chance.
func (c *classifier) vote(req pipeline.GenerateRequest) (string, float64, error) {
	demos, err := c.recent.demonstrations(req.Turns)
	if err != nil {
		return "", 0, err
	}
	near := demos.nearest(req.Prompt, c.neighbours)
	if near[0].similarity < c.floor {
		return "", 0, fmt.Errorf("%w: the nearest of %d has %.3f, the floor is %g", ErrAbstained, len(demos.answers), near[0].similarity, c.floor)
	}
	sums := map[string]float64{}
	for _, n := range near {
		sums[demos.answers[n.index]] += n.similarity
	}
	best := near[0]
	for _, n := range near[1:] {
		if sums[demos.answers[n.index]] > sums[demos.answers[best.index]] {
			best = n
		}
	}
	return req.Turns[2*best.index+1].Text, best.similarity, nil
}

// firstOfEnum answers a request without demonstrations.
func firstOfEnum(schema pipeline.Schema) (string, error) {
	var s struct {
		Properties map[string]struct {
			Enum []json.RawMessage `json:"enum"`
		} `json:"properties"`
	}
	if err := json.Unmarshal([]byte(schema), &s); err != nil {
		return "", fmt.Errorf("%w: its schema cannot be read: %w", ErrBadRequest, err)
	}
	if len(s.Properties) != 1 {
		return "", fmt.Errorf("%w, and the answer has %d fields", ErrNoDemonstrations, len(s.Properties))
	}
	for name, p := range s.Properties {
		if len(p.Enum) == 0 {
			return "", fmt.Errorf("%w, and the field %s has none", ErrNoDemonstrations, name)
		}
		answer, err := json.Marshal(map[string]json.RawMessage{name: p.Enum[0]})
		return string(answer), err
	}
	return "", ErrNoDemonstrations
}
