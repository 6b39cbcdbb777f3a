package fileschema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// object is a JSON object whose keys keep their order.
type object []member

type member struct {
	key   string
	value any // nil, bool, int, string, json.Number, []string, []any or object
}

// get is the value of a key, nil where there is none.
func (o object) get(key string) any {
	if i := o.index(key); i >= 0 {
		return o[i].value
	}
	return nil
}

func (o object) index(key string) int {
	return slices.IndexFunc(o, func(m member) bool { return m.key == key })
}

// with is a copy that has a key set.
func (o object) with(key string, value any) object {
	out := slices.Clone(o)
	if i := out.index(key); i >= 0 {
		out[i].value = value
		return out
	}
	return append(out, member{key, value})
}

// without is a copy that lacks some keys.
func (o object) without(keys ...string) object {
	return slices.DeleteFunc(slices.Clone(o), func(m member) bool { return slices.Contains(keys, m.key) })
}

// decode reads an object with the order of its keys.
func decode(data []byte) (object, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	v, err := decodeValue(d)
	if err != nil {
		return nil, fmt.Errorf("reading a schema that was just made: %w", err)
	}
	o, _ := v.(object)
	return o, nil
}

func decodeValue(d *json.Decoder) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		return decodeObject(d)
	case json.Delim('['):
		list := []any{}
		for d.More() {
			v, err := decodeValue(d)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err = d.Token()
		return list, err
	}
	return token, nil
}

func decodeObject(d *json.Decoder) (any, error) {
	o := object{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		v, err := decodeValue(d)
		if err != nil {
			return nil, err
		}
		o = append(o, member{fmt.Sprint(key), v})
	}
	_, err := d.Token()
	return o, err
}

// encode writes a document as a person would: two spaces, one line for what is
// empty, and no escapes that JSON does not ask for.
func encode(v any) []byte {
	var b bytes.Buffer
	write(&b, v, "\n")
	b.WriteByte('\n')
	return b.Bytes()
}

func write(b *bytes.Buffer, v any, newline string) {
	switch v := v.(type) {
	case object:
		writeAll(b, "{}", len(v), newline, func(i int, inner string) {
			writeScalar(b, v[i].key)
			b.WriteString(": ")
			write(b, v[i].value, inner)
		})
	case []any:
		writeAll(b, "[]", len(v), newline, func(i int, inner string) { write(b, v[i], inner) })
	case []string:
		writeAll(b, "[]", len(v), newline, func(i int, _ string) { writeScalar(b, v[i]) })
	default:
		writeScalar(b, v)
	}
}

// writeAll writes n elements between two brackets.
func writeAll(b *bytes.Buffer, brackets string, n int, newline string, element func(i int, inner string)) {
	b.WriteByte(brackets[0])
	inner := newline + "  "
	for i := range n {
		b.WriteString(strings.Repeat(",", min(i, 1)) + inner)
		element(i, inner)
	}
	if n > 0 {
		b.WriteString(newline)
	}
	b.WriteByte(brackets[1])
}

func writeScalar(b *bytes.Buffer, v any) {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	e.Encode(v)             //nolint:errcheck // a scalar, into memory
	b.Truncate(b.Len() - 1) // the encoder ends the line
}
