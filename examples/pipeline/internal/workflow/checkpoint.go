package workflow

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/examples/pipeline/internal/atomicfile"
	"github.com/plugingen/plugingen/examples/pipeline/internal/expression"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// checkpointVersion is that of the file's form.
const checkpointVersion = 1

// state is what a checkpoint file holds: what the workflow was, as digests of its
// parts, and how far its run came. What runs inside a step is not in it; a loop
// that was interrupted begins anew.
type state struct {
	Version   int               `json:"version"`
	Workflow  string            `json:"workflow"`
	Parts     map[string]string `json:"parts"` // "step NAME", "key KEY", "file PATH" to the digest
	Order     []string          `json:"order"` // the names of the steps
	Inputs    map[string]any    `json:"inputs"`
	Variables map[string]any    `json:"variables"`
	Results   []savedResult     `json:"results"` // in the order of the steps
}

type savedResult struct {
	Step   string         `json:"step"`
	Values map[string]any `json:"values"`
}

// checkpoint keeps the state of a run. Where the workflow has checkpoints disabled
// it does nothing.
type checkpoint struct {
	enabled bool
	dir     string
	file    string
	state   state
}

func (w *Workflow) checkpoint(inputs map[string]any) (*checkpoint, error) {
	enabled, _ := w.keys["checkpoint_enabled"].(bool)
	parts, err := w.parts()
	if err != nil {
		return nil, err
	}
	order := make([]string, len(w.Steps))
	for i, s := range w.Steps {
		order[i] = s.Name
	}
	base := filepath.Base(w.File)
	return &checkpoint{
		enabled: enabled,
		dir:     w.dir("checkpoint_dir", "checkpoints"),
		file:    strings.TrimSuffix(base, filepath.Ext(base)) + ".json",
		state:   state{Version: checkpointVersion, Workflow: w.Name, Parts: parts, Order: order, Inputs: inputs, Results: []savedResult{}},
	}, nil
}

// parts are the digests of what a run depends on.
func (w *Workflow) parts() (map[string]string, error) {
	out := map[string]string{}
	add := func(name string, value any) error {
		source, err := expression.JSON(value, "")
		sum := sha256.Sum256(source)
		out[name] = hex.EncodeToString(sum[:])
		return err
	}
	var errs []error
	for key, value := range w.keys {
		if key != "steps" && key != "description" {
			errs = append(errs, add("key "+key, value))
		}
	}
	steps, _ := w.keys["steps"].([]any)
	for i, s := range w.Steps {
		errs = append(errs, add("step "+s.Name, steps[i]))
	}
	for _, included := range w.include {
		inside, err := included.parts()
		path, errRel := filepath.Rel(filepath.Dir(w.File), included.File)
		errs = append(errs, err, errRel, add("file "+filepath.ToSlash(path), inside))
	}
	return out, errors.Join(errs...)
}

// save writes the state after a step.
func (c *checkpoint) save(f *frame, s *Step) error {
	if !c.enabled {
		return nil
	}
	c.state.Variables = f.vars.all()
	c.state.Results = append(c.state.Results, savedResult{s.Name, f.results[s.Name].Values})
	content, err := expression.JSON(c.state, "  ")
	if err == nil {
		err = atomicfile.Write(c.dir, c.file, content, 0o600)
	}
	if err != nil {
		return fmt.Errorf("the checkpoint after step %s cannot be written: %w", s.Name, err)
	}
	return nil
}

// restore puts the state of an earlier run into a frame and returns how many steps
// it had finished.
func (c *checkpoint) restore(f *frame) (int, error) {
	path := filepath.Join(c.dir, c.file)
	if !c.enabled {
		return 0, errors.New("the workflow has no checkpoints to resume from; checkpoint_enabled: true keeps them")
	}
	old, err := readState(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, fmt.Errorf("there is no checkpoint %s to resume from; run without --resume", path)
	}
	if err != nil {
		return 0, fmt.Errorf("the checkpoint %s cannot be read: %w; run without --resume", path, err)
	}
	if changes := c.changes(old); len(changes) > 0 {
		return 0, fmt.Errorf("the checkpoint %s is of another workflow: %s; run without --resume", path, strings.Join(changes, ", "))
	}
	f.vars = &variables{values: old.Variables}
	c.state.Results = old.Results
	for i, r := range old.Results {
		s := f.flow.Steps[i]
		f.keep(s, pipeline.StepResult{Values: r.Values})
		f.tell(Event{Step: s, State: Restored, Result: f.results[s.Name]})
	}
	return len(old.Results), nil
}

func readState(path string) (state, error) {
	var s state
	source, err := os.ReadFile(path)
	if err != nil {
		return s, err
	}
	d := json.NewDecoder(bytes.NewReader(source))
	d.UseNumber()
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return s, err
	}
	if s.Version != checkpointVersion {
		return s, fmt.Errorf("it has the form %d, and %d is known", s.Version, checkpointVersion)
	}
	return s, nil
}

// changes tells in words how the workflow differs from that of the checkpoint.
func (c *checkpoint) changes(old state) []string {
	var out []string
	for _, name := range sortedKeys(old.Parts) {
		switch now, ok := c.state.Parts[name]; {
		case !ok:
			out = append(out, name+" is gone")
		case now != old.Parts[name]:
			out = append(out, name+" has changed")
		}
	}
	for _, name := range sortedKeys(c.state.Parts) {
		if _, ok := old.Parts[name]; !ok {
			out = append(out, name+" is new")
		}
	}
	if len(out) == 0 && !slices.Equal(old.Order, c.state.Order) {
		out = append(out, "the order of the steps has changed")
	}
	if before, now := compactJSON(old.Inputs), compactJSON(c.state.Inputs); before != now {
		out = append(out, fmt.Sprintf("the inputs were %s and are %s", before, now))
	}
	if len(out) == 0 && !c.fits(old.Results) {
		out = append(out, "its results are not those of the first steps")
	}
	return out
}

// fits guards against a file that was edited.
func (c *checkpoint) fits(results []savedResult) bool {
	if len(results) > len(c.state.Order) {
		return false
	}
	for i, r := range results {
		if c.state.Order[i] != r.Step {
			return false
		}
	}
	return true
}

func compactJSON(v any) string {
	source, err := expression.JSON(v, "")
	if err != nil {
		return fmt.Sprint(v)
	}
	return strings.TrimSuffix(string(source), "\n")
}
