// Package store keeps optimised programs: one JSON file for each key, and in front
// of the files a memory.
package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// Format is the version of the files.
const Format = 1

// Record is a stored program with where it is from.
type Record struct {
	Format     int             `json:"format"` // set when it is stored
	Key        string          `json:"key"`
	Step       string          `json:"step"`       // the name of the step that it was made for
	Type       string          `json:"type"`       // of the step
	CreatedAt  time.Time       `json:"created_at"` // in UTC
	Optimizer  string          `json:"optimizer"`
	Parameters Parameters      `json:"parameters"`
	Seed       json.Number     `json:"seed"`
	Data       string          `json:"data"` // where the examples were; an absolute path
	DataHash   string          `json:"data_hash"`
	Provider   string          `json:"provider"`
	Model      string          `json:"model"`
	Adopted    bool            `json:"adopted"` // better than the step as it is written; else the program is that
	Scores     Scores          `json:"scores"`
	Candidates []Candidate     `json:"candidates"`
	Program    json.RawMessage `json:"program"` // as the engine writes it
}

// Parameters are those of the optimiser.
type Parameters struct {
	Demos      int     `json:"demos"`      // the most of a predictor
	Iterations int     `json:"iterations"` // shuffles of the random search, rounds of COPRO, candidates of MIPRO
	MinGain    float64 `json:"min_gain"`
	MaxCalls   int     `json:"max_calls"`    // 0 for no limit
	MaxCostUSD float64 `json:"max_cost_usd"` // 0 for no limit
}

// Scores are those on the validation examples.
type Scores struct {
	Metric     string  `json:"metric"`
	Train      int     `json:"train"`      // examples
	Validation int     `json:"validation"` // examples
	Baseline   float64 `json:"baseline"`   // of the step as it is written
	Best       float64 `json:"best"`       // of the program
	ErrorRate  float64 `json:"error_rate"` // of the program, from 0 to 1
}

// Candidate is a program that was tried.
type Candidate struct {
	Name       string      `json:"name"`
	Score      float64     `json:"score"`
	Passed     int         `json:"passed"`
	Errors     int         `json:"errors"`
	Predictors []Predictor `json:"predictors"`
}

// Predictor is what a candidate had: demonstrations by the IDs of their examples.
type Predictor struct {
	Name        string   `json:"name"`
	Instruction string   `json:"instruction"`
	Demos       []string `json:"demos"`
}

// ErrFormat is a file of another version of this package.
var ErrFormat = errors.New("the stored program is of another format")

// encode writes a record in this format. The same record gives the same bytes.
func encode(of *Record) ([]byte, error) {
	r := *of
	r.Format = Format
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(r); err != nil {
		return nil, fmt.Errorf("storing a program: %w", err)
	}
	return b.Bytes(), nil
}

// decode reads a record strictly. The numbers of the program stay as they are written.
func decode(src []byte) (*Record, error) {
	var version struct {
		Format *int `json:"format"`
	}
	if err := json.Unmarshal(src, &version); err != nil {
		return nil, fmt.Errorf("it is no JSON object: %w", err)
	}
	if version.Format == nil {
		return nil, errors.New("it has no format")
	}
	if *version.Format != Format {
		return nil, fmt.Errorf("%w: %d, want %d; optimise again", ErrFormat, *version.Format, Format)
	}
	dec := json.NewDecoder(bytes.NewReader(src))
	dec.DisallowUnknownFields()
	var r Record
	if err := dec.Decode(&r); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("there is text after its end")
	}
	if len(r.Program) == 0 {
		return nil, errors.New("it has no program")
	}
	return &r, nil
}
