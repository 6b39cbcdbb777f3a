package engine

import "fmt"

// labels are the demonstrations that the training examples give as they are, for one
// predictor.
type labels struct {
	predictor *Predictor
	demos     []Demo
	bad       int    // examples whose labels do not meet the signature
	firstBad  string // what is wrong with the first of them
}

// labelsOf collects the labelled demonstrations of every predictor, in the order of
// the program: of each example that has all of the predictor's fields.
func labelsOf(p *Program, examples []Example) []labels {
	all := make([]labels, len(p.predictors))
	for i, one := range p.predictors {
		all[i].predictor = one
		for j := range examples {
			all[i].add(p, i, &examples[j])
		}
	}
	return all
}

func (l *labels) add(p *Program, index int, e *Example) {
	d, ok := e.demo(p, index)
	if !ok {
		return
	}
	sig := l.predictor.Signature
	faults := append(checkFields(sig.Inputs, d.Input), checkFields(sig.Outputs, d.Output)...)
	if len(faults) == 0 {
		l.demos = append(l.demos, d)
		return
	}
	if l.bad == 0 {
		l.firstBad = e.name() + ": " + faults[0]
	}
	l.bad++
}

// demo makes a demonstration for the predictor at an index. Its inputs are labels of
// earlier predictors, the nearest first, or the example's input; its outputs are the
// labels of the predictor itself, or the example's output.
func (e *Example) demo(p *Program, index int) (Demo, bool) {
	one := p.predictors[index]
	sources := make([]Values, 0, index+1)
	for i := index - 1; i >= 0; i-- {
		sources = append(sources, e.Steps[p.predictors[i].Name])
	}
	input, ok := gather(one.Signature.Inputs, append(sources, e.Input)...)
	if !ok {
		return Demo{}, false
	}
	output, ok := gather(one.Signature.Outputs, e.Steps[one.Name], e.Output)
	if !ok {
		return Demo{}, false
	}
	return Demo{Input: input, Output: output, Source: Labelled, ID: e.name(), content: e.content()}, true
}

// gather takes each field from the first of the sources that has it.
func gather(fields []Field, sources ...Values) (Values, bool) {
	values := make(Values, len(fields))
	for _, f := range fields {
		found := false
		for _, s := range sources {
			if v, ok := s[f.Name]; ok {
				values[f.Name], found = v, true
				break
			}
		}
		if !found {
			return nil, false
		}
	}
	return values, true
}

// isOf reports whether the demonstration shows that example, under whatever ID.
func (d *Demo) isOf(e *Example) bool {
	if d.ID == e.name() {
		return true
	}
	content := d.content
	if content == "" {
		content = contentOf(d.Input) // a loaded one: right for a predictor that takes the program's input
	}
	return content == e.content()
}

// labelled returns a copy of p with k labelled demonstrations for each predictor,
// each predictor's drawn by itself.
func labelled(p *Program, all []labels, k int, seed uint64, purpose string) *Program {
	c := p.Clone()
	for i, one := range c.predictors {
		one.Demos = pick(random(seed, purpose+" "+one.Name), all[i].demos, k)
	}
	return c
}

// warnings say which predictors lack labels, and what labels cannot be used.
func labelWarnings(all []labels) []string {
	var list []string
	for _, l := range all {
		name := l.predictor.Name
		if l.bad > 0 {
			list = append(list, fmt.Sprintf("%d training examples have labels for %s that do not meet its signature and are not shown, the first %s", l.bad, name, l.firstBad))
		}
		if len(l.demos) == 0 {
			list = append(list, fmt.Sprintf("no training example has all fields of the predictor %s, so it gets no labelled demonstrations; give its outputs in the examples' steps", name))
		}
	}
	return list
}

// RandomDemos returns a copy of the program that has k labelled demonstrations for
// each predictor (or all where there are fewer), drawn at random. The mean score over
// several seeds is the baseline that an optimiser has to beat: most of the gain over no
// demonstrations comes from having some at all.
func RandomDemos(p *Program, train []Example, k int, seed uint64) *Program {
	return labelled(p, labelsOf(p, train), k, seed, "random demos")
}
