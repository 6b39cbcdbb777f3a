package schemavalidator

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Limits that keep hostile input cheap. A value nested deeper than maxDepth is
// refused, which also ends the walk over a value that contains itself.
const (
	maxDepth       = 500
	maxSchemaBytes = 1 << 20
)

// decode reads one JSON value: numbers keep their digits, and a key that stands
// twice in an object is refused, because one of the two would be lost.
func decode(text string) (any, error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	v, err := decodeValue(d, "", 0)
	if err != nil {
		return nil, jsonError(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the JSON value")
	}
	return v, nil
}

func jsonError(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the JSON text ends too early")
	}
	return err
}

func decodeValue(d *json.Decoder, pointer string, depth int) (any, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	delim, ok := t.(json.Delim)
	if !ok {
		return t, nil
	}
	if depth >= maxDepth {
		return nil, fmt.Errorf("nested deeper than %d levels", maxDepth)
	}
	if delim == '{' {
		return decodeObject(d, pointer, depth+1)
	}
	return decodeArray(d, pointer, depth+1)
}

func decodeObject(d *json.Decoder, pointer string, depth int) (any, error) {
	object := map[string]any{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		key := t.(string) // encoding/json lets nothing else stand for a key
		if _, twice := object[key]; twice {
			return nil, fmt.Errorf("the key %q stands twice at %s", key, place(pointer))
		}
		if object[key], err = decodeValue(d, join(pointer, key), depth); err != nil {
			return nil, err
		}
	}
	_, err := d.Token()
	return object, err
}

func decodeArray(d *json.Decoder, pointer string, depth int) (any, error) {
	array := []any{}
	for d.More() {
		v, err := decodeValue(d, joinIndex(pointer, len(array)), depth)
		if err != nil {
			return nil, err
		}
		array = append(array, v)
	}
	_, err := d.Token()
	return array, err
}

// encode writes a value as compact JSON with its keys sorted.
func encode(value any) (string, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return "", err
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}

// place is a pointer in words.
func place(pointer string) string {
	if pointer == "" {
		return "the top level"
	}
	return pointer
}
