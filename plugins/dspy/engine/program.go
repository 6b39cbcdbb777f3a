package engine

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Source says where a demonstration is from.
type Source string

// The sources of demonstrations.
const (
	Labelled     Source = "labelled"     // the example's own labels
	Bootstrapped Source = "bootstrapped" // a run of the teacher that the metric passed
)

// Demo is a demonstration: an input with its output.
type Demo struct {
	Input  Values
	Output Values
	Source Source
	ID     string // the example that it is from

	content string // of that example, to recognise it under another ID; empty after loading
}

// Predictor is one kind of model call in a program.
type Predictor struct {
	Name      string // a letter or _, then letters, digits, _ and -
	Signature *Signature

	// Instruction tells the model what to do, in place of the signature's
	// description; empty for the description.
	Instruction string

	Demos []Demo // in the order in which the model sees them
}

func (p *Predictor) clone() *Predictor {
	c := *p
	c.Demos = slices.Clone(p.Demos)
	return &c
}

// instruction is what the model is told.
func (p *Predictor) instruction() string {
	if p.Instruction != "" {
		return p.Instruction
	}
	return p.Signature.Description
}

// instruct sets the instruction; the signature's description needs none, so that a
// program has one form only.
func (p *Predictor) instruct(text string) {
	if text == p.Signature.Description {
		text = ""
	}
	p.Instruction = text
}

// Call asks the predictor of that name. The input has that predictor's input fields
// and nothing else.
type Call func(ctx context.Context, predictor string, input Values) (Values, error)

// Forward computes a program's output by calling predictors. It reaches them through
// call only, keeps nothing between runs, and may call from several goroutines. It
// must use the context that it was given and return when call fails with that
// context's error.
type Forward func(ctx context.Context, call Call, input Values) (Values, error)

// Program is named predictors in a fixed order and the function that uses them. It
// may run in several goroutines as long as nobody changes its predictors.
type Program struct {
	predictors []*Predictor
	forward    Forward
}

// NewProgram puts a program together. It copies the predictors; the signatures and
// values stay shared and must not be changed. Its errors are ErrProgram (none, a name
// that is ill-formed or stands twice, no forward function) and ErrSignature.
func NewProgram(forward Forward, predictors ...*Predictor) (*Program, error) {
	if forward == nil || len(predictors) == 0 {
		return nil, fmt.Errorf("%w: it needs a forward function and at least one predictor", ErrProgram)
	}
	p := &Program{forward: forward}
	for _, one := range predictors {
		if one == nil || one.Signature == nil || !isName(one.Name) {
			return nil, fmt.Errorf("%w: a predictor has a signature and a name: a letter or _, then letters, digits, _ and -", ErrProgram)
		}
		if p.Predictor(one.Name) != nil {
			return nil, fmt.Errorf("%w: the predictor %s stands twice", ErrProgram, one.Name)
		}
		if err := one.Signature.Validate(); err != nil {
			return nil, fmt.Errorf("predictor %s: %w", one.Name, err)
		}
		p.predictors = append(p.predictors, one.clone())
	}
	return p, nil
}

// Predict is the program of one predictor. Its errors are those of [NewProgram].
func Predict(name string, sig *Signature) (*Program, error) {
	forward := func(ctx context.Context, call Call, input Values) (Values, error) {
		return call(ctx, name, input)
	}
	return NewProgram(forward, &Predictor{Name: name, Signature: sig})
}

// Chain is the program that calls the predictors in order. Each takes its inputs by
// field name from the outputs before it, the latest first, and then from the
// program's input; the last one's outputs are the program's. Errors are those of
// [NewProgram]; what a run's input lacks or has too much is ErrInput.
func Chain(predictors ...*Predictor) (*Program, error) {
	var links []link
	for _, p := range predictors {
		if p != nil && p.Signature != nil { // NewProgram refuses the others
			links = append(links, link{p.Name, p.Signature})
		}
	}
	return NewProgram(func(ctx context.Context, call Call, input Values) (Values, error) {
		return forwardChain(ctx, call, links, input)
	}, predictors...)
}

// link is what a chain has to know about a predictor.
type link struct {
	name string
	sig  *Signature
}

func forwardChain(ctx context.Context, call Call, links []link, input Values) (Values, error) {
	for _, name := range slices.Sorted(maps.Keys(input)) {
		if !slices.ContainsFunc(links, func(l link) bool { return l.sig.takes(name) }) {
			return nil, fmt.Errorf("%w: no predictor of the chain has an input %q", ErrInput, name)
		}
	}
	known, last := Values{}, Values{}
	maps.Copy(known, input)
	for _, l := range links {
		var err error
		if last, err = call(ctx, l.name, project(known, l.sig.Inputs)); err != nil {
			return nil, err
		}
		maps.Copy(known, last)
	}
	return last, nil
}

func (s *Signature) takes(name string) bool {
	return slices.ContainsFunc(s.Inputs, func(f Field) bool { return f.Name == name })
}

// project returns those of the values that the fields name.
func project(values Values, fields []Field) Values {
	own := make(Values, len(fields))
	for _, f := range fields {
		if v, ok := values[f.Name]; ok {
			own[f.Name] = v
		}
	}
	return own
}

// Predictors returns the program's predictors in their order. They are the
// program's own: a change to their Instruction or Demos changes the program.
func (p *Program) Predictors() []*Predictor { return slices.Clone(p.predictors) }

// Predictor returns the predictor of that name, nil where there is none.
func (p *Program) Predictor(name string) *Predictor {
	for _, one := range p.predictors {
		if one.Name == name {
			return one
		}
	}
	return nil
}

// Clone returns a program with predictors of its own; changing them leaves p as it is.
func (p *Program) Clone() *Program {
	c := &Program{forward: p.forward}
	for _, one := range p.predictors {
		c.predictors = append(c.predictors, one.clone())
	}
	return c
}

// without returns a copy that has no demonstrations.
func (p *Program) without() *Program {
	c := p.Clone()
	for _, one := range c.predictors {
		one.Demos = nil
	}
	return c
}

func (p *Program) names() string {
	names := make([]string, len(p.predictors))
	for i, one := range p.predictors {
		names[i] = one.Name
	}
	return strings.Join(names, ", ")
}
