package local

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/plugingen/plugingen/runtime/pipeline"
)

// modelName stands in results where a language model's name would.
const modelName = "nearest-neighbour"

// classifier is the provider. It keeps nothing between requests.
type classifier struct {
	neighbours int
	floor      float64
}

// Generate answers with the text of a demonstration, as the package says.
func (c classifier) Generate(ctx context.Context, req pipeline.GenerateRequest) (pipeline.GenerateResult, error) {
	text, err := c.answer(ctx, req)
	if err != nil {
		return pipeline.GenerateResult{}, err
	}
	return pipeline.GenerateResult{Text: text, Model: modelName}, nil
}

func (c classifier) answer(ctx context.Context, req pipeline.GenerateRequest) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if req.Schema == "" {
		return "", ErrFreeText
	}
	demos, err := demonstrations(req.Turns)
	if err != nil {
		return "", err
	}
	if len(demos) == 0 {
		return firstOfEnum(req.Schema)
	}
	return c.vote(demos, req.Prompt)
}

// demonstration is a question and its answer.
type demonstration struct{ prompt, answer string }

// demonstrations pairs user turns with the assistant turns that follow them.
func demonstrations(turns []pipeline.Turn) ([]demonstration, error) {
	if len(turns)%2 != 0 {
		return nil, fmt.Errorf("%w: %d turns do not pair up as user and assistant", ErrBadRequest, len(turns))
	}
	demos := make([]demonstration, 0, len(turns)/2)
	for i := 0; i < len(turns); i += 2 {
		if turns[i].Role != pipeline.User || turns[i+1].Role != pipeline.Assistant {
			return nil, fmt.Errorf("%w: turns %d and %d are not user and assistant", ErrBadRequest, i+1, i+2)
		}
		if !json.Valid([]byte(turns[i+1].Text)) {
			return nil, fmt.Errorf("%w: the answer of demonstration %d is not JSON", ErrBadRequest, i/2+1)
		}
		demos = append(demos, demonstration{turns[i].Text, turns[i+1].Text})
	}
	return demos, nil
}

// vote lets the nearest demonstrations add up their similarities by answer.
// Equal sums go to the answer whose nearest supporter is nearer, and then to
// the earlier demonstration, so that the outcome never depends on chance.
func (c classifier) vote(demos []demonstration, prompt string) (string, error) {
	near := nearest(demos, prompt, c.neighbours)
	if near[0].similarity < c.floor {
		return "", fmt.Errorf("%w: the nearest of %d has %.3f, the floor is %g", ErrAbstained, len(demos), near[0].similarity, c.floor)
	}
	sums := map[string]float64{}
	for _, n := range near {
		sums[canonical(demos[n.index].answer)] += n.similarity
	}
	best := near[0]
	for _, n := range near[1:] {
		if sums[canonical(demos[n.index].answer)] > sums[canonical(demos[best.index].answer)] {
			best = n
		}
	}
	return demos[best.index].answer, nil
}

// canonical makes answers equal that differ only in white space.
func canonical(answer string) string {
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(answer)); err != nil {
		return answer
	}
	return b.String()
}

// neighbour is a demonstration by its index, with its similarity to the prompt.
type neighbour struct {
	index      int
	similarity float64
}

// nearest returns the k demonstrations most like the prompt, the nearest first,
// equals in the order of the request. There is at least one demonstration.
func nearest(demos []demonstration, prompt string, k int) []neighbour {
	texts := make([]string, len(demos))
	for i, d := range demos {
		texts[i] = d.prompt
	}
	space := newSpace(texts)
	query := space.vector(prompt)
	all := make([]neighbour, len(demos))
	for i, text := range texts {
		all[i] = neighbour{i, cosine(query, space.vector(text))}
	}
	slices.SortStableFunc(all, func(a, b neighbour) int { return cmp.Compare(b.similarity, a.similarity) })
	return all[:min(k, len(all))]
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
