package engine

import (
	"errors"
	"fmt"
	"slices"
)

// demonstrations fills the sets of every predictor.
func (m *mipro) demonstrations() error {
	b := newBootstrap(m.search, BootstrapFewShot{MaxBootstrapped: m.MaxBootstrapped, MaxLabelled: m.MaxLabelled, MaxErrors: m.MaxErrors})
	m.warnings = append(m.warnings, labelWarnings(b.labels)...)
	m.sets = make([][][]Demo, len(m.student.predictors))
	m.addSets(m.student)
	if m.Candidates > 1 {
		m.addSets(labelled(m.student, b.labels, b.maxLabelled, m.Seed, "mipro labelled"))
	}
	for i := 2; i < m.Candidates; i++ {
		name := fmt.Sprintf("demonstrations %d", i+1)
		train, size := b.shuffled(name)
		p, err := b.compile(name, train, size)
		if errors.Is(err, ErrTooManyErrors) {
			m.warn("%s are left out: %v", name, err)
			continue
		}
		if err != nil {
			return err
		}
		m.addSets(p)
	}
	return nil
}

// addSets adds a program's demonstrations to the sets, where they are not there yet.
func (m *mipro) addSets(p *Program) {
	for i, one := range p.predictors {
		same := func(set []Demo) bool {
			return slices.EqualFunc(set, one.Demos, func(a, b Demo) bool {
				return a.ID == b.ID && a.Source == b.Source && canonical([]any{a.Input, a.Output}) == canonical([]any{b.Input, b.Output})
			})
		}
		if !slices.ContainsFunc(m.sets[i], same) {
			m.sets[i] = append(m.sets[i], one.Demos)
		}
	}
}

// instructions fills the instructions of every predictor.
func (m *mipro) instructions() error {
	m.texts = make([][]string, len(m.student.predictors))
	summary, err := m.summary()
	if err != nil {
		return err
	}
	program := ""
	for i, one := range m.student.predictors {
		program += fmt.Sprintf("Part %d of %d, %s\n\n", i+1, len(m.student.predictors), describe(one))
	}
	tips := random(m.Seed, "mipro tips")
	for i, one := range m.student.predictors {
		m.texts[i] = []string{one.instruction()}
		order := tips.Perm(len(tipTexts))
		written, err := m.write("instructions for "+one.Name, m.Candidates-1, func(n int) Values {
			input := proposalInput(one, nil, n)
			input["context"] = map[string]any{
				"program": program, "data": summary, "examples": shown(m.sets[i][n%len(m.sets[i])]), "tip": tipTexts[order[n%len(order)]],
			}
			return input
		})
		if err != nil {
			return err
		}
		for _, text := range written {
			if !slices.Contains(m.texts[i], text) {
				m.texts[i] = append(m.texts[i], text)
			}
		}
	}
	return nil
}

// tipTexts push proposals apart.
var tipTexts = [...]string{
	"Keep it to one or two sentences.",
	"Describe in detail what each answer means and when it is right.",
	"Name the cases that are easy to confuse, and what tells them apart.",
	"Let the model take the role of an expert in the subject.",
	"Say what is at stake when an answer is wrong.",
	"Give the steps to go through before answering.",
}

const maxShown = 4 // demonstrations that a proposal sees

func shown(demos []Demo) []any {
	list := []any{}
	for _, d := range demos[:min(maxShown, len(demos))] {
		list = append(list, map[string]any{"input": orEmpty(d.Input), "output": orEmpty(d.Output)})
	}
	return list
}

const summarised = 10 // training examples that the summary is made from

// summary lets the prompter describe the training data. Without one, proposals have
// less to go by, which is a warning.
func (m *mipro) summary() (string, error) {
	if m.Candidates < 2 {
		return "", nil
	}
	lm, err := m.prompter()
	if err != nil {
		return "", err
	}
	list := []any{}
	for _, e := range pick(random(m.Seed, "mipro summary"), m.Train, summarised) {
		list = append(list, map[string]any{"input": orEmpty(e.Input), "output": orEmpty(e.Output)})
	}
	output, err := lm.Call(m.ctx, &Predictor{Name: "summary", Signature: summarySignature()}, Values{"examples": list})
	if err != nil {
		if stops(m.ctx, err) {
			return "", err
		}
		m.warn("the training data has no summary: %v", err)
		return "", nil
	}
	text, _ := output["summary"].(string)
	return text, nil
}

func summarySignature() *Signature {
	return &Signature{
		Description: "Describe a set of examples to someone who has to write instructions for the task behind them: the subject, the kind of texts, and what the answers seem to depend on.",
		Inputs:      []Field{{Name: "examples", Type: "array", Description: "Inputs with the answers wanted"}},
		Outputs:     []Field{{Name: "summary", Type: "string", Description: "Two to four sentences"}},
	}
}
