package main

import (
	"errors"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// TestConfigurations holds the teaching variants to what their first lines say.
func TestConfigurations(t *testing.T) {
	finding := regexp.MustCompile(`(?m)^\S+/configs/(\S+:\d+:\d+: error\[[a-z-]+\])`)
	tests := map[string][]string{
		"plugin_config.yaml":      nil,
		"plugin_config.prod.yaml": nil, // over the one before
		"optimization_off.yaml":   nil,
		"entered_twice.yaml":      nil,
		"missing_dependencies.yaml": {
			"missing_dependencies.yaml:23:9: error[missing-dependency]",
			"missing_dependencies.yaml:24:9: error[missing-dependency]",
		},
		"disabled_dependency.yaml": {"disabled_dependency.yaml:15:47: error[disabled-dependency]"},
		"cycle.yaml":               {"cycle.yaml:15:20: error[cyclic-dependency]"},
		"bad_settings.yaml": {
			"bad_settings.yaml:24:7: error[unknown-setting]",
			"bad_settings.yaml:25:22: error[wrong-setting-type]",
			"bad_settings.yaml:26:24: error[invalid-setting]",
			"bad_settings.yaml:28:18: error[wrong-setting-type]",
		},
	}
	files, err := filepath.Glob("../../configs/*.yaml")
	if err != nil || len(files) != len(tests) {
		t.Fatalf("%d files for %d cases, %v", len(files), len(tests), err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			want, ok := tests[name]
			if !ok {
				t.Fatal("there is no case for this file")
			}
			args := []string{"tool", "plugingen", "list", file}
			if strings.HasSuffix(name, ".prod.yaml") {
				args = []string{"tool", "plugingen", "list", "../../configs/plugin_config.yaml", "--overlay", file}
			}
			out, err := exec.Command("go", args...).CombinedOutput()
			var exit *exec.ExitError
			if err != nil && !errors.As(err, &exit) || (err == nil) != (want == nil) {
				t.Errorf("%v\n%s", err, out)
			}
			var got []string
			for _, match := range finding.FindAllStringSubmatch(string(out), -1) {
				got = append(got, match[1])
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got %q, want %q\n%s", got, want, out)
			}
		})
	}
}
