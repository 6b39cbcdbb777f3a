package workflow

import (
	"slices"
	"strconv"
	"strings"

	"github.com/plugingen/plugingen/examples/pipeline/internal/expression"
	"github.com/plugingen/plugingen/examples/pipeline/steptype"
)

// asWritten are the keys of a step in which {{...}} is not replaced: the loader
// reads them.
func asWritten() []string {
	return []string{"/name", "/type", "/description", "/condition", "/provider", "/capabilities", "/output_schema"}
}

// ownTemplate is the key that a step fills itself, at any depth: its references are
// checked here all the same.
const ownTemplate = "template"

func parseTemplate(source string) (*expression.Template, error) {
	return expression.ParseTemplate(source)
}

// texts reads the texts with {{...}} of a step.
func (l *loader) texts(s *Step, traits steptype.Traits, v view) {
	skip := asWritten()
	for _, e := range traits.Expressions {
		skip = append(skip, e.Path)
	}
	if traits.Include != "" {
		skip = append(skip, traits.Include)
	}
	s.templates = map[string]*expression.Template{}
	walk(s.spec["output_schema"], "/output_schema", func(path, _, source string) {
		if strings.Contains(source, "{{") {
			l.add(s.place(path), "{{...}} is not replaced in output_schema, which is read when the workflow is loaded")
		}
	})
	keys(s.spec, "", func(path, key string) {
		if strings.Contains(key, "{{") {
			l.report(true, l.doc.KeyFault(s.place(path), "{{...}} is replaced in values, not in keys"))
		}
	})
	walk(s.spec, "", func(path, key, source string) {
		if !strings.Contains(source, "{{") || slices.ContainsFunc(skip, func(p string) bool { return below(path, p) }) {
			return
		}
		t, err := parseTemplate(source)
		if err != nil {
			l.add(s.place(path), "%v", err)
			return
		}
		l.check(s.place(path), t.References(), v)
		if key != ownTemplate {
			s.templates[path] = t
		}
	})
}

// below says that a pointer is another one or leads to something inside of it.
func below(path, of string) bool { return path == of || strings.HasPrefix(path, of+"/") }

// walk calls f for every text, in the order of the keys.
func walk(value any, path string, f func(path, key, source string)) {
	switch v := value.(type) {
	case string:
		f(path, unescape(path[strings.LastIndexByte(path, '/')+1:]), v)
	case []any:
		for i, item := range v {
			walk(item, path+"/"+strconv.Itoa(i), f)
		}
	case map[string]any:
		for _, key := range sortedKeys(v) {
			walk(v[key], path+"/"+escape(key), f)
		}
	}
}

// keys calls f for every key, in order.
func keys(value any, path string, f func(path, key string)) {
	switch v := value.(type) {
	case []any:
		for i, item := range v {
			keys(item, path+"/"+strconv.Itoa(i), f)
		}
	case map[string]any:
		for _, key := range sortedKeys(v) {
			below := path + "/" + escape(key)
			f(below, key)
			keys(v[key], below, f)
		}
	}
}

// expressions reads the values that are expressions as they stand, and those that
// name a step.
func (l *loader) expressions(s *Step, traits steptype.Traits, v view) {
	for _, e := range traits.Expressions {
		value, _ := lookup(s.spec, e.Path)
		source, ok := value.(string)
		if !ok {
			continue // reported by the schema
		}
		parsed, err := expression.Parse(source)
		if err != nil {
			l.add(s.place(e.Path), "%v", err)
			continue
		}
		l.check(s.place(e.Path), parsed.References(), v.with(e.Names))
	}
	for _, r := range traits.References {
		value, _ := lookup(s.spec, r.Path)
		name, ok := value.(string)
		if !ok || strings.Contains(name, "{{") {
			continue
		}
		if why := l.unreachable(name, v); why != "" {
			l.add(s.place(r.Path), "%s", why)
		}
	}
}

// fill returns the step's keys with {{...}} replaced. What is as it was is shared
// with the step.
func (s *Step) fill(scope *expression.Scope) (map[string]any, error) {
	if len(s.templates) == 0 {
		return s.spec, nil
	}
	filled, err := s.filled(s.spec, "", scope)
	if err != nil {
		return nil, err
	}
	return filled.(map[string]any), nil // as it was before
}

func (s *Step) filled(value any, path string, scope *expression.Scope) (any, error) {
	var err error
	switch v := value.(type) {
	case string:
		if t, ok := s.templates[path]; ok {
			if value, err = t.Fill(scope); err != nil {
				return nil, faultsOf(s.fault(path, err.Error()))
			}
		}
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			if out[i], err = s.filled(item, path+"/"+strconv.Itoa(i), scope); err != nil {
				return nil, err
			}
		}
		return out, nil
	case map[string]any:
		out := make(map[string]any, len(v))
		for _, key := range sortedKeys(v) {
			if out[key], err = s.filled(v[key], path+"/"+escape(key), scope); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	return value, nil
}
