package local

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/plugingen/plugingen/runtime/pipeline"
)

// demonstrations are the turns of a request, made ready to be compared with
// prompts. They never change.
type demonstrations struct {
	turns   []pipeline.Turn
	answers []string // canonical, one for two turns
	index   *index
}

// newDemonstrations pairs user turns with the assistant turns that follow them.
func newDemonstrations(turns []pipeline.Turn) (*demonstrations, error) {
	if len(turns)%2 != 0 {
		return nil, fmt.Errorf("%w: %d turns do not pair up as user and assistant", ErrBadRequest, len(turns))
	}
	texts := make([]string, 0, len(turns)/2)
	answers := make([]string, 0, len(turns)/2)
	for i := 0; i < len(turns); i += 2 {
		if turns[i].Role != pipeline.User || turns[i+1].Role != pipeline.Assistant {
			return nil, fmt.Errorf("%w: turns %d and %d are not user and assistant", ErrBadRequest, i+1, i+2)
		}
		answer, ok := canonical(turns[i+1].Text)
		if !ok {
			return nil, fmt.Errorf("%w: the answer of demonstration %d is not JSON", ErrBadRequest, i/2+1)
		}
		texts = append(texts, turns[i].Text)
		answers = append(answers, answer)
	}
	return &demonstrations{slices.Clone(turns), answers, newIndex(texts)}, nil
}

// canonical makes answers equal that differ only in white space, and reports
// whether the answer is JSON.
func canonical(answer string) (string, bool) {
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(answer)); err != nil {
		return "", false
	}
	return b.String(), true
}

// neighbour is a demonstration by its index, with its similarity to the prompt.
type neighbour struct {
	index      int
	similarity float64
}

// nearest returns the k demonstrations most like the prompt, the nearest first,
// equals in the order of the request. There is at least one demonstration.
func (d *demonstrations) nearest(prompt string, k int) []neighbour {
	all := make([]neighbour, len(d.answers))
	for i, similarity := range d.index.similarities(prompt) {
		all[i] = neighbour{i, similarity}
	}
	slices.SortStableFunc(all, func(a, b neighbour) int { return cmp.Compare(b.similarity, a.similarity) })
	return all[:min(k, len(all))]
}

// recent has the demonstrations of the last requests: whoever evaluates a program
// asks many questions with the same ones. Reading the same turns again would give
// the same, so that no answer depends on what is kept. Its zero value is ready.
type recent struct {
	next atomic.Uint32
	kept [4]atomic.Pointer[demonstrations] // enough for a program of a few predictors
}

// demonstrations reads turns, of which there is at least one.
func (r *recent) demonstrations(turns []pipeline.Turn) (*demonstrations, error) {
	for i := range r.kept {
		if d := r.kept[i].Load(); d != nil && slices.Equal(d.turns, turns) {
			return d, nil
		}
	}
	d, err := newDemonstrations(turns)
	if err == nil {
		r.kept[r.next.Add(1)%uint32(len(r.kept))].Store(d)
	}
	return d, err
}

// forget lets go of what is kept.
func (r *recent) forget() {
	for i := range r.kept {
		r.kept[i].Store(nil)
	}
}
