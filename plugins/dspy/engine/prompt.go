package engine

import (
	"fmt"
	"strings"
)

// Request writes what a model needs to answer the predictor: the instruction and
// the fields as system text, each demonstration as a turn of the user and one of the
// assistant, the input as the prompt, and the schema of the answer. The same
// predictor and input give the same bytes. The error is a value that JSON cannot hold.
func (p *Predictor) Request(input Values) (Request, error) {
	sig := p.Signature
	req := Request{System: system(p.instruction(), sig), Schema: sig.OutputSchema()}
	for i, d := range p.Demos {
		question, err := tagged(sig.Inputs, d.Input)
		if err != nil {
			return req, fmt.Errorf("demonstration %d: %w", i+1, err)
		}
		answer, err := object(sig.Outputs, d.Output)
		if err != nil {
			return req, fmt.Errorf("demonstration %d: %w", i+1, err)
		}
		req.Turns = append(req.Turns, Turn{User, question}, Turn{Assistant, answer})
	}
	var err error
	req.Prompt, err = tagged(sig.Inputs, input)
	return req, err
}

// repair asks again after an answer with faults, which the model gets to see.
func (r Request) repair(answer string, faults []string) Request {
	if strings.TrimSpace(answer) == "" {
		answer = "(an empty answer)" // services refuse an empty turn
	}
	var b strings.Builder
	b.WriteString("That answer has faults:\n")
	for _, f := range faults {
		b.WriteString("- " + f + "\n")
	}
	b.WriteString("Answer again with one JSON object without them, and with nothing else.")
	turns := append([]Turn(nil), r.Turns...)
	r.Turns = append(turns, Turn{User, r.Prompt}, Turn{Assistant, answer})
	r.Prompt = b.String()
	return r
}

func system(instruction string, sig *Signature) string {
	var b strings.Builder
	if text := strings.TrimSpace(instruction); text != "" {
		b.WriteString(text + "\n\n")
	}
	if len(sig.Inputs) > 0 {
		b.WriteString("Inputs, each between tags of its name:\n")
		list(&b, sig.Inputs)
		b.WriteString("\n")
	}
	b.WriteString("Answer with one JSON object and nothing else. Its fields:\n")
	list(&b, sig.Outputs)
	return strings.TrimSuffix(b.String(), "\n")
}

func list(b *strings.Builder, fields []Field) {
	for _, f := range fields {
		fmt.Fprintf(b, "- %s (%s)", f.Name, f.Type)
		if f.Description != "" {
			b.WriteString(": " + strings.TrimSpace(f.Description))
		}
		b.WriteString("\n")
	}
}

// tagged writes the fields one after the other, a string as it is, anything else
// as JSON.
func tagged(fields []Field, m Values) (string, error) {
	if len(fields) == 0 {
		return "Answer.", nil // services refuse an empty turn
	}
	parts := make([]string, len(fields))
	for i, f := range fields {
		text, ok := m[f.Name].(string)
		if !ok {
			var err error
			if text, err = encode(m[f.Name]); err != nil {
				return "", fmt.Errorf("%s: %w", f.Name, err)
			}
		}
		parts[i] = "<" + f.Name + ">\n" + text + "\n</" + f.Name + ">"
	}
	return strings.Join(parts, "\n"), nil
}

// object writes the fields as a JSON object in the order of the signature.
func object(fields []Field, m Values) (string, error) {
	parts := make([]string, len(fields))
	for i, f := range fields {
		text, err := encode(m[f.Name])
		if err != nil {
			return "", fmt.Errorf("%s: %w", f.Name, err)
		}
		parts[i] = `"` + f.Name + `":` + text // a field's name has no character that needs escaping
	}
	return "{" + strings.Join(parts, ",") + "}", nil
}
