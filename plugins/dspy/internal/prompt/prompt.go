// Package prompt writes a signature, inputs and demonstrations as a request to
// a model.
package prompt

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/plugingen/plugingen/plugins/schemavalidator"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// Example is a demonstration: values of all input fields and of all output fields.
type Example struct {
	Input  map[string]any
	Output map[string]any
}

// Request puts together what a model needs to answer a signature: instructions
// from its descriptions, the examples as turns, the inputs as the prompt and the
// schema of the answer. The same arguments give the same bytes.
func Request(sig *schemavalidator.Signature, examples []Example, inputs map[string]any) (pipeline.GenerateRequest, error) {
	req := pipeline.GenerateRequest{System: system(sig), Schema: sig.OutputSchema()}
	for i, e := range examples {
		question, err := values(sig.InputFields, e.Input)
		if err != nil {
			return req, fmt.Errorf("example %d: %w", i+1, err)
		}
		answer, err := object(sig.OutputFields, e.Output)
		if err != nil {
			return req, fmt.Errorf("example %d: %w", i+1, err)
		}
		req.Turns = append(req.Turns,
			pipeline.Turn{Role: pipeline.User, Text: question},
			pipeline.Turn{Role: pipeline.Assistant, Text: answer})
	}
	if len(sig.InputFields) == 0 {
		req.Prompt = "Answer." // services refuse an empty turn
		return req, nil
	}
	var err error
	req.Prompt, err = values(sig.InputFields, inputs)
	return req, err
}

// Repair asks again after an answer with faults, which the model gets to see.
func Repair(req pipeline.GenerateRequest, answer string, faults []schemavalidator.Fault) pipeline.GenerateRequest {
	var b strings.Builder
	b.WriteString("That answer has faults:\n")
	for _, f := range faults {
		fmt.Fprintf(&b, "- %s\n", f)
	}
	b.WriteString("Answer again with one JSON object without them, and with nothing else.")
	turns := append([]pipeline.Turn(nil), req.Turns...)
	req.Turns = append(turns,
		pipeline.Turn{Role: pipeline.User, Text: req.Prompt},
		pipeline.Turn{Role: pipeline.Assistant, Text: answer})
	req.Prompt = b.String()
	return req
}

func system(sig *schemavalidator.Signature) string {
	var b strings.Builder
	if sig.Description != "" {
		b.WriteString(strings.TrimSpace(sig.Description) + "\n\n")
	}
	if len(sig.InputFields) > 0 {
		b.WriteString("Inputs, each between tags of its name:\n")
		list(&b, sig.InputFields)
		b.WriteString("\n")
	}
	b.WriteString("Answer with one JSON object and nothing else. Its fields:\n")
	list(&b, sig.OutputFields)
	return strings.TrimSuffix(b.String(), "\n")
}

func list(b *strings.Builder, fields []schemavalidator.Field) {
	for _, f := range fields {
		fmt.Fprintf(b, "- %s (%s)", f.Name, f.Type)
		if f.Description != "" {
			b.WriteString(": " + strings.TrimSpace(f.Description))
		}
		b.WriteString("\n")
	}
}

// values writes the fields one after the other, a string as it is, anything
// else as JSON.
func values(fields []schemavalidator.Field, m map[string]any) (string, error) {
	parts := make([]string, len(fields))
	for i, f := range fields {
		text, ok := m[f.Name].(string)
		if !ok {
			data, err := encode(m[f.Name])
			if err != nil {
				return "", fmt.Errorf("%s: %w", f.Name, err)
			}
			text = string(data)
		}
		parts[i] = "<" + f.Name + ">\n" + text + "\n</" + f.Name + ">"
	}
	return strings.Join(parts, "\n"), nil
}

// object writes the fields as a JSON object in the order of the signature.
func object(fields []schemavalidator.Field, m map[string]any) (string, error) {
	var b strings.Builder
	b.WriteByte('{')
	for i, f := range fields {
		if i > 0 {
			b.WriteByte(',')
		}
		data, err := encode(m[f.Name])
		if err != nil {
			return "", fmt.Errorf("%s: %w", f.Name, err)
		}
		fmt.Fprintf(&b, "%q:%s", f.Name, data) // a field's name has no character that needs escaping
	}
	b.WriteByte('}')
	return b.String(), nil
}

// encode leaves <, > and & as they are: they are text for a model.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
