package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
)

// Field is one input or output.
type Field struct {
	Name        string          `json:"name"`                  // a letter or _, then letters, digits, _ and -
	Type        string          `json:"type"`                  // string, number, integer, boolean, array or object
	Description string          `json:"description,omitempty"` // may be empty
	Schema      json.RawMessage `json:"schema,omitempty"`      // a JSON Schema object that narrows the type; may be empty
}

// Signature says what a predictor takes and answers.
type Signature struct {
	Description string  `json:"description,omitempty"` // the task in words; may be empty
	Inputs      []Field `json:"inputs"`                // may be empty
	Outputs     []Field `json:"outputs"`               // at least one

	// Answer is the JSON Schema that is sent with a request, where the caller has a
	// better one than OutputSchema puts together from the fields; may be empty. It
	// is no part of the fingerprint.
	Answer json.RawMessage `json:"-"`
}

// Validate reports the first fault: no output, a name that is ill-formed or stands
// twice, an unknown type, a schema that is no JSON object.
func (s *Signature) Validate() error {
	if len(s.Outputs) == 0 {
		return fmt.Errorf("%w: it has no output field", ErrSignature)
	}
	seen := map[string]bool{}
	for _, f := range slices.Concat(s.Inputs, s.Outputs) {
		if !isName(f.Name) {
			return fmt.Errorf("%w: %q is no field name: a letter or _, then letters, digits, _ and -", ErrSignature, f.Name)
		}
		if seen[f.Name] {
			return fmt.Errorf("%w: the field %s stands twice", ErrSignature, f.Name)
		}
		seen[f.Name] = true
		if !slices.Contains(fieldTypes[:], f.Type) {
			return fmt.Errorf("%w: the field %s has the type %q, want one of %q", ErrSignature, f.Name, f.Type, fieldTypes)
		}
		if _, err := f.schema(); err != nil {
			return err
		}
	}
	return nil
}

var fieldTypes = [...]string{"string", "number", "integer", "boolean", "array", "object"}

func isName(s string) bool {
	for i, c := range s {
		letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c != '-' && (c < '0' || c > '9')) {
			return false
		}
	}
	return s != ""
}

// schema decodes the field's own schema; it is empty where there is none.
func (f Field) schema() (map[string]any, error) {
	if len(f.Schema) == 0 {
		return map[string]any{}, nil
	}
	v, err := decode(f.Schema)
	if err != nil {
		return nil, fmt.Errorf("%w: the schema of the field %s: %w", ErrSignature, f.Name, err)
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%w: the schema of the field %s is no object", ErrSignature, f.Name)
	}
	return m, nil
}

// OutputSchema returns the JSON Schema of the answer: Answer where it is set, else
// an object that has every output field and nothing else, with the fields' own
// schemas and descriptions. It is nil for a signature that does not validate.
func (s *Signature) OutputSchema() json.RawMessage {
	if len(s.Answer) > 0 {
		return s.Answer
	}
	properties := map[string]any{}
	required := make([]any, len(s.Outputs))
	for i, f := range s.Outputs {
		schema, err := f.schema()
		if err != nil {
			return nil
		}
		addAbsent(schema, "type", f.Type)
		addAbsent(schema, "description", f.Description)
		properties[f.Name] = schema
		required[i] = f.Name
	}
	text, err := encode(map[string]any{
		"type": "object", "properties": properties, "required": required, "additionalProperties": false,
	})
	if err != nil {
		return nil
	}
	return json.RawMessage(text)
}

func addAbsent(schema map[string]any, key, value string) {
	if _, ok := schema[key]; !ok && value != "" {
		schema[key] = value
	}
}

// Fingerprint is a SHA-256 over everything that the signature says, in hexadecimal.
// White space and the order of keys in a schema do not count.
func (s *Signature) Fingerprint() string {
	h := sha256.New()
	fmt.Fprintf(h, "%q\n", s.Description)
	for _, part := range [][]Field{s.Inputs, s.Outputs} {
		fmt.Fprintf(h, "%d\n", len(part))
		for _, f := range part {
			fmt.Fprintf(h, "%q %q %q %q\n", f.Name, f.Type, f.Description, f.canonicalSchema())
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// canonicalSchema has its keys sorted; a schema that cannot be read stands for itself.
func (f Field) canonicalSchema() string {
	m, err := f.schema()
	if err != nil || len(m) == 0 {
		return string(f.Schema)
	}
	text, err := encode(m)
	if err != nil {
		return string(f.Schema)
	}
	return text
}
