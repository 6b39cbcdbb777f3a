package engine

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

const stateFormat = 1

// state is a program as it is saved.
type state struct {
	Format     int              `json:"format"`
	Predictors []predictorState `json:"predictors"`
}

type predictorState struct {
	Name        string      `json:"name"`
	Fingerprint string      `json:"fingerprint"`
	Signature   *Signature  `json:"signature"`
	Instruction string      `json:"instruction"`
	Demos       []demoState `json:"demos"`
}

type demoState struct {
	ID     string `json:"id"`
	Source Source `json:"source"`
	Input  Values `json:"input"`
	Output Values `json:"output"`
}

// Marshal writes what a program has learned: for every predictor its name, its
// signature with the fingerprint, its instruction and its demonstrations. The text is
// JSON; the same program gives the same bytes, and numbers keep every digit. The error
// is a value that JSON cannot hold.
func Marshal(p *Program) ([]byte, error) {
	s := state{Format: stateFormat, Predictors: []predictorState{}}
	for _, one := range p.predictors {
		saved := predictorState{
			Name: one.Name, Fingerprint: one.Signature.Fingerprint(), Signature: one.Signature,
			Instruction: one.Instruction, Demos: []demoState{},
		}
		for _, d := range one.Demos {
			saved.Demos = append(saved.Demos, demoState{d.ID, d.Source, orEmpty(d.Input), orEmpty(d.Output)})
		}
		s.Predictors = append(s.Predictors, saved)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(s); err != nil {
		return nil, fmt.Errorf("saving the program: %w", err)
	}
	return b.Bytes(), nil
}

// Unmarshal returns a copy of p that has the instructions and demonstrations that
// [Marshal] wrote; p stays as it is. ErrState says why data does not fit: text that is
// no saved program, a predictor that is missing or additional, a signature that has
// changed and in which field, a demonstration that does not meet its signature.
func Unmarshal(data []byte, p *Program) (*Program, error) {
	s, err := readState(data)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrState, err)
	}
	loaded := p.Clone()
	seen := map[string]bool{}
	for i := range s.Predictors {
		saved := &s.Predictors[i]
		one := loaded.Predictor(saved.Name)
		switch {
		case one == nil:
			return nil, fmt.Errorf("%w: it has a predictor %q, and the program has only %s", ErrState, saved.Name, p.names())
		case seen[saved.Name]:
			return nil, fmt.Errorf("%w: the predictor %s stands twice", ErrState, saved.Name)
		}
		seen[saved.Name] = true
		if err := saved.restore(one); err != nil {
			return nil, fmt.Errorf("%w: predictor %s: %w", ErrState, saved.Name, err)
		}
	}
	for _, one := range loaded.predictors {
		if !seen[one.Name] {
			return nil, fmt.Errorf("%w: the program's predictor %s is missing", ErrState, one.Name)
		}
	}
	return loaded, nil
}

// readState decodes strictly: no unknown key, none twice, nothing after the end.
func readState(data []byte) (*state, error) {
	if _, err := decode(data); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, errors.New("the text ends before the program does")
		}
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	dec.DisallowUnknownFields()
	var s state
	if err := dec.Decode(&s); err != nil {
		return nil, err
	}
	if s.Format != stateFormat {
		return nil, fmt.Errorf("its format is %d, want %d; optimise again", s.Format, stateFormat)
	}
	return &s, nil
}

// restore checks what was saved against the program's predictor and fills that in.
func (s *predictorState) restore(p *Predictor) error {
	if s.Signature == nil {
		return errors.New("its signature is missing")
	}
	if s.Signature.Fingerprint() != s.Fingerprint {
		return errors.New("its fingerprint is not that of the signature beside it")
	}
	if err := s.Signature.differs(p.Signature); err != nil {
		return err
	}
	p.Instruction, p.Demos = s.Instruction, nil
	for i, d := range s.Demos {
		if d.Source != Labelled && d.Source != Bootstrapped {
			return fmt.Errorf("demonstration %d has the source %q, want %s or %s", i+1, d.Source, Labelled, Bootstrapped)
		}
		faults := append(checkFields(p.Signature.Inputs, d.Input), checkFields(p.Signature.Outputs, d.Output)...)
		if len(faults) > 0 {
			return fmt.Errorf("demonstration %d: %s", i+1, faults[0])
		}
		p.Demos = append(p.Demos, Demo{Input: d.Input, Output: d.Output, Source: d.Source, ID: d.ID})
	}
	return nil
}

// differs says in what the other signature, that of the program, is not this one.
func (s *Signature) differs(other *Signature) error {
	if s.Fingerprint() == other.Fingerprint() {
		return nil
	}
	if s.Description != other.Description {
		return errors.New("the signature has changed: its description is another one")
	}
	if err := differ("input", s.Inputs, other.Inputs); err != nil {
		return err
	}
	return differ("output", s.Outputs, other.Outputs)
}

func differ(kind string, saved, now []Field) error {
	for i, f := range saved {
		if i >= len(now) {
			return fmt.Errorf("the signature has changed: the %s field %s is gone", kind, f.Name)
		}
		g := now[i]
		switch {
		case f.Name != g.Name:
			return fmt.Errorf("the signature has changed: the %s field %d is now %s and was %s", kind, i+1, g.Name, f.Name)
		case f.Type != g.Type:
			return fmt.Errorf("the signature has changed: the %s field %s is now of type %s and was %s", kind, f.Name, g.Type, f.Type)
		case f.Description != g.Description:
			return fmt.Errorf("the signature has changed: the %s field %s has another description", kind, f.Name)
		case f.canonicalSchema() != g.canonicalSchema():
			return fmt.Errorf("the signature has changed: the %s field %s has another schema", kind, f.Name)
		}
	}
	if len(now) > len(saved) {
		return fmt.Errorf("the signature has changed: the %s field %s is new", kind, now[len(saved)].Name)
	}
	return nil
}
