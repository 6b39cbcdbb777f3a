package schema

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"
	validator "github.com/santhosh-tekuri/jsonschema/v6"
)

// statement is the schema that a type's directive states.
type statement struct {
	json     string // one line, the keys sorted
	doc      any    // the same, decoded: an object or a boolean; numbers as they are written
	compiled *validator.Schema
}

// readStated reads the directives of all types, and reports those that state no
// schema which stands by itself.
func (b *builder) readStated() {
	for _, id := range slices.Sorted(maps.Keys(b.facts.Types)) {
		def := b.facts.Types[id]
		if def.Schema == "" {
			continue
		}
		s, err := readStatement(def.Schema)
		if err != nil {
			b.wrong(def.SchemaAt, "the schema that the directive states cannot be used: %v", err)
			continue
		}
		b.stated[id] = s
	}
}

// readStatement checks the text of a directive. What it says about a text is
// for the author of the type.
func readStatement(text string) (statement, error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var doc any
	if err := d.Decode(&doc); err != nil {
		return statement{}, fmt.Errorf("it is no JSON: %w", plainEOF(err))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return statement{}, errors.New("it is no JSON: there is more behind its end")
	}
	switch doc.(type) {
	case bool, map[string]any:
	default:
		return statement{}, errors.New("a schema is an object, true or false")
	}
	if err := selfContained(doc); err != nil {
		return statement{}, err
	}
	compiled, err := compile(doc)
	if err != nil {
		return statement{}, err
	}
	line, err := json.Marshal(doc)
	return statement{json: string(line), doc: doc, compiled: compiled}, err
}

func plainEOF(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("its end is missing")
	}
	return err
}

// outward are the keywords that would name a schema for the whole document, or
// make it one of its own; the schema of a type is a part of a larger one.
var outward = []string{"$id", "$schema", "$anchor", "$dynamicAnchor", "$dynamicRef", "$vocabulary"}

// selfContained says what makes a schema refer, or be referred to, beyond itself.
func selfContained(doc any) error {
	var err error
	rewrite(doc, func(key string, value any) any {
		ref, isText := value.(string)
		switch {
		case slices.Contains(outward, key):
			err = fmt.Errorf("it has %s, and it becomes part of another schema", key)
		case key == "$ref" && isText && ref != "#" && !strings.HasPrefix(ref, "#/"):
			err = fmt.Errorf("its $ref %q leads out of it; only #/... is read", ref)
		}
		return value
	})
	return err
}

// definition is the schema as a definition under the name in another document,
// to which its references are led.
func (s statement) definition(name string) *jsonschema.Schema {
	doc := rewrite(s.doc, func(key string, value any) any {
		if ref, ok := value.(string); ok && key == "$ref" {
			return "#/$defs/" + name + strings.TrimPrefix(ref, "#")
		}
		return value
	})
	object, ok := doc.(map[string]any)
	switch {
	case !ok && doc == false:
		return jsonschema.FalseSchema
	case !ok || len(object) == 0:
		return jsonschema.TrueSchema
	}
	return &jsonschema.Schema{Extras: object}
}

func (s statement) writeOnly() bool {
	object, _ := s.doc.(map[string]any)
	return object["writeOnly"] == true
}

// data are the keywords below which there are values, not schemas.
var data = []string{"enum", "const", "default", "examples"}

// byName are the keywords below which the keys are names.
var byName = []string{"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"}

// rewrite copies a schema; each keyword's value is what the function makes of it.
func rewrite(v any, keyword func(key string, value any) any) any {
	switch v := v.(type) {
	case []any:
		out := make([]any, 0, len(v))
		for _, x := range v {
			out = append(out, rewrite(x, keyword))
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for _, k := range slices.Sorted(maps.Keys(v)) {
			out[k] = keyword(k, rewriteBelow(k, v[k], keyword))
		}
		return out
	}
	return v
}

func rewriteBelow(key string, v any, keyword func(string, any) any) any {
	members, isObject := v.(map[string]any)
	switch {
	case slices.Contains(data, key):
		return v
	case !isObject || !slices.Contains(byName, key):
		return rewrite(v, keyword)
	}
	out := make(map[string]any, len(members))
	for name, x := range members {
		out[name] = rewrite(x, keyword)
	}
	return out
}

// home is the address that a schema is compiled under; nothing is loaded from it.
const home = "type:schema"

// compile checks a schema against draft 2020-12.
func compile(doc any) (s *validator.Schema, err error) {
	defer func() {
		// The library panics on a few broken schemas; here they are just broken.
		if r := recover(); r != nil {
			err = fmt.Errorf("it cannot be compiled: %v", r)
		}
	}()
	c := validator.NewCompiler()
	c.DefaultDraft(validator.Draft2020)
	c.UseLoader(noLoader{})
	if err := c.AddResource(home, doc); err != nil {
		return nil, err
	}
	s, err = c.Compile(home)
	return s, fault(err)
}

// noLoader refuses what a schema wants to have loaded.
type noLoader struct{}

func (noLoader) Load(string) (any, error) { return nil, errors.New("nothing is loaded") }

// fault is the library's error in one line, without the address: of a schema
// that breaks the rules for schemas, the first place.
func fault(err error) error {
	var invalid *validator.SchemaValidationError
	var broken *validator.ValidationError
	if errors.As(err, &invalid) && errors.As(invalid.Err, &broken) {
		return firstLeaf(broken)
	}
	var missing *validator.JSONPointerNotFoundError
	if errors.As(err, &missing) {
		return fmt.Errorf("its $ref %q leads nowhere", strings.TrimPrefix(missing.URL, home))
	}
	return err
}

// firstLeaf is the cause whose place comes first; the library meets the members
// of an object in no fixed order.
func firstLeaf(e *validator.ValidationError) *validator.ValidationError {
	if len(e.Causes) == 0 {
		return e
	}
	leaves := make([]*validator.ValidationError, 0, len(e.Causes))
	for _, c := range e.Causes {
		leaves = append(leaves, firstLeaf(c))
	}
	return slices.MinFunc(leaves, func(a, b *validator.ValidationError) int {
		return slices.Compare(a.InstanceLocation, b.InstanceLocation)
	})
}
