package settings_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/runtime/settings"
)

// marker stands for a secret; the fuzzed input has it where a value goes.
const marker = "0s3cr3t0"

func FuzzApply(f *testing.F) {
	for _, seed := range []string{
		``, `{}`, `null`, `[]`, `{"host": "` + marker + `"}`, `{"port": "` + marker + `", "peers": [{"name": "a", "port": 1}]}`,
		`{"by_name": {"a": {"name": "b", "limit": null}}, "labels": {"x": null}, "links": {"l": null, "m": {"key": ""}}}`,
		`{"limit": 5, "next": {"key": "k"}, "addr": "` + marker + `", "raw": {"a": [1]}, "extra": {"b": [null, 1e5]}}`,
		`{"triple": [1, 2, 3], "id": "x", "closed": 1, "retry": {"level": 99999999999999999999}}`, `{"host": "\ud800", "host": 1}`,
	} {
		f.Add([]byte(seed), []byte(`{"host": "h"}`))
	}
	values := []settings.Value{
		settings.At("/host", "${env:HOST}"), settings.At("/port", "${env:NONE:-5}"), settings.At("/peers/0/name", "${env:NONE}"),
		settings.At("/next/key", "${env:HOST}"), settings.At("/extra/a/0", "${env:HOST}"), settings.JSONAt("/by_name", `{"a": {"name": "${env:NONE}"}}`),
	}
	f.Fuzz(func(t *testing.T, one, two []byte) {
		c := config{Peers: []peer{{}}, Extra: map[string]any{"a": []any{1}}}
		err := applyTo(&c, values, string(one), string(two))
		for _, e := range split(err) {
			var s *settings.Error
			if !errors.As(e, &s) || s.Problem == "" {
				t.Errorf("%v is no error of a setting", e)
			}
		}
		again := config{Peers: []peer{{}}, Extra: map[string]any{"a": []any{1}}}
		if second := applyTo(&again, values, string(one), string(two)); strings.Join(lines(second), "") != strings.Join(lines(err), "") {
			t.Errorf("the errors differ:\n%v\n%v", err, second)
		}
		if err != nil && strings.Contains(err.Error(), marker) && !inKeys(one) && !inKeys(two) {
			t.Errorf("a value is told: %v", err)
		}
	})
}

func split(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return nil
}

// inKeys reports whether the marker is in a key, which errors name; also where
// that cannot be told.
func inKeys(doc []byte) bool {
	var v any
	if json.Unmarshal(doc, &v) != nil {
		return false
	}
	return inKeysOf(v)
}

func inKeysOf(v any) bool {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			if inKeysOf(x) {
				return true
			}
		}
	case map[string]any:
		for k, x := range v {
			if strings.Contains(k, marker) || inKeysOf(x) {
				return true
			}
		}
	}
	return false
}

// FuzzTemplate holds that a template without dollars is itself, that $$ is one,
// and that an error tells neither the variable's value nor the default.
func FuzzTemplate(f *testing.F) {
	for _, seed := range []string{"", "$", "$$", "${env:A}", "${env:B:-d}", "${file:/f}", "a${env:A}b$${", "${", "${x}", "${env:B:-${env:A}}"} {
		f.Add(seed, "value")
	}
	f.Fuzz(func(t *testing.T, template, value string) {
		var text string
		var number uint8
		w := world{env: map[string]string{"A": value}, files: map[string]string{"/f": value}}
		err := put(settings.String(&text), []settings.Value{settings.At("/x", template)}, nil, w)
		if !strings.Contains(template, "$") && (err != nil || text != template) {
			t.Errorf("%q became %q, %v", template, text, err)
		}
		text = ""
		escaped := strings.ReplaceAll(template, "$", "$$")
		if err := put(settings.String(&text), []settings.Value{settings.At("/x", escaped)}, nil, w); err != nil || text != template {
			t.Errorf("%q escaped became %q, %v", template, text, err)
		}
		w.env["A"] = marker
		err = put(settings.Integer(&number), []settings.Value{settings.At("/x", template)}, nil, w)
		if err != nil && strings.Contains(err.Error(), marker) && !strings.Contains(template, marker) {
			t.Errorf("%q: the value is told: %v", template, err)
		}
	})
}
