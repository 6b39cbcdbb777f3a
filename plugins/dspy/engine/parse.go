package engine

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	maxAnswer = 8 << 20 // bytes of an answer that are read
	maxDepth  = 200     // of nesting in a value
	maxStarts = 200     // places in prose where an object may begin
)

// ParseAnswer returns the JSON object in a model's answer, its numbers as they were
// written. Text around the object, such as a fenced block or a sentence, is allowed; a
// second object is not. The faults are in words that a model can act on.
func ParseAnswer(text string) (Values, []string) {
	if len(text) > maxAnswer {
		return nil, []string{fmt.Sprintf("the answer has more than %d bytes", maxAnswer)}
	}
	text = strings.TrimSpace(text)
	v, err := decode([]byte(text))
	if err == nil {
		m, ok := v.(map[string]any)
		if !ok {
			return nil, []string{"the answer must be a JSON object, got " + show(v)}
		}
		return m, nil
	}
	found, fault := objects(text)
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return nil, []string{fmt.Sprintf("the answer has %d JSON objects, want one", len(found))}
	case fault != nil && !errors.Is(fault, io.ErrUnexpectedEOF):
		return nil, []string{"the answer has no JSON object that can be read: " + fault.Error()}
	case fault != nil:
		return nil, []string{"the JSON object in the answer does not end"}
	}
	return nil, []string{"the answer has no JSON object"}
}

// objects finds the JSON objects in prose, none inside another. The fault is that of
// the first one that cannot be read.
func objects(text string) (found []Values, _ error) {
	for range maxStarts {
		start := strings.IndexByte(text, '{')
		if start < 0 {
			break
		}
		text = text[start:]
		m, rest, err := leading(text)
		if err != nil && meant(text) {
			return nil, err // what stands inside a broken object is not the answer
		}
		if err != nil {
			text = text[1:]
			continue
		}
		found = append(found, m)
		text = rest
	}
	return found, nil
}

// meant reports whether text after a brace goes on like an object and not like prose.
func meant(text string) bool {
	rest := strings.TrimLeft(text[1:], " \t\r\n")
	return rest == "" || rest[0] == '"' || rest[0] == '}'
}

// leading decodes the object that text begins with.
func leading(text string) (Values, string, error) {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	v, err := value(dec, 0)
	if err != nil {
		return nil, "", err
	}
	m, _ := v.(map[string]any)
	return m, text[dec.InputOffset():], nil
}

// decode reads one JSON value and nothing after it. Unlike encoding/json it keeps
// every digit and refuses a key that stands twice.
func decode(data []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	v, err := value(dec, 0)
	if err != nil {
		return nil, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("there is text after the JSON value, at byte %d", dec.InputOffset())
	}
	return v, nil
}

func value(dec *json.Decoder, depth int) (any, error) {
	token, err := dec.Token()
	if err != nil {
		return nil, unexpected(err)
	}
	delim, ok := token.(json.Delim)
	if !ok {
		return token, nil
	}
	if depth == maxDepth {
		return nil, fmt.Errorf("it is nested deeper than %d", maxDepth)
	}
	if delim == '{' {
		return members(dec, depth)
	}
	items := []any{}
	for dec.More() {
		v, err := value(dec, depth+1)
		if err != nil {
			return nil, err
		}
		items = append(items, v)
	}
	_, err = dec.Token()
	return items, unexpected(err)
}

func members(dec *json.Decoder, depth int) (map[string]any, error) {
	m := map[string]any{}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return nil, unexpected(err)
		}
		key, ok := token.(string)
		if !ok {
			return nil, fmt.Errorf("a key must be a string, at byte %d", dec.InputOffset())
		}
		if _, twice := m[key]; twice {
			return nil, fmt.Errorf("the key %q stands twice", key)
		}
		if m[key], err = value(dec, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := dec.Token()
	return m, unexpected(err)
}

// unexpected turns the end of the text within a value into io.ErrUnexpectedEOF.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
