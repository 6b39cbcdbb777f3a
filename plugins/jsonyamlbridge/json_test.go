package jsonyamlbridge

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestToYAML(t *testing.T) {
	tests := []struct{ name, json, yaml string }{
		{"types", `{"a":1.0,"b":"1.0","c":null,"d":"null","e":true,"f":"true"}`,
			"a: 1.0\nb: \"1.0\"\nc: null\nd: \"null\"\ne: true\nf: \"true\"\n"},
		{"dates and old types", `["2024-01-01","yes","n","0777","1_000","1:30","0o7","0x1","~","",".inf","<<","1e3"]`,
			"- \"2024-01-01\"\n- \"yes\"\n- \"n\"\n- \"0777\"\n- \"1_000\"\n- \"1:30\"\n- \"0o7\"\n- \"0x1\"\n- \"~\"\n- \"\"\n- \".inf\"\n- \"<<\"\n- \"1e3\"\n"},
		{"numbers", `[1E400,-0,1e-9,123456789012345678901234567890]`, "- 1E400\n- -0\n- 1e-9\n- 123456789012345678901234567890\n"},
		{"order", `{"z":{"b":1,"a":[]},"a":{}}`, "z:\n  b: 1\n  a: []\na: {}\n"},
		{"lines", `{"p":"one\ntwo\n"}`, "p: |\n  one\n  two\n"},
		{"keys", `{"1":1,"yes":2,"a b":3,"":4,"a: b":5}`, "\"1\": 1\n\"yes\": 2\na b: 3\n\"\": 4\n'a: b': 5\n"},
		{"scalar", `"x"`, "x\n"},
	}
	p := bridge(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := p.ToYAML([]byte(tt.json), YAMLOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.yaml, string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestJSONRefused(t *testing.T) {
	tests := []struct{ name, json, want string }{
		{"syntax", "{\n  \"a\": 1,\n}", "f:3:1: this is no JSON: invalid character '}' looking for beginning of object key string"},
		{"cut off", `{"a": [1`, "f:1:8: this is no JSON: unexpected end of JSON input"},
		{"duplicate", "{\"a\": 1,\n \"a\": 2}", "f:2:2: the key \"a\" stands twice, first in line 1"},
		{"half a pair", `["\ud83d"]`, "f:1:2: the string has half of a surrogate pair (\\uD800 to \\uDFFF), which is no character"},
		{"low half", `["a\\\udc00"]`, "f:1:2: the string has half of a surrogate pair (\\uD800 to \\uDFFF), which is no character"},
		{"leading zero", `[0777]`, "f:1:3: this is no JSON: invalid character '7' after array element"},
		{"more", `1 2`, "f:1:3: this is no JSON: invalid character '2' after top-level value"},
		{"nothing", ``, "f:1:1: this is no JSON: unexpected end of JSON input"},
	}
	p := bridge(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := p.ToYAML([]byte(tt.json), YAMLOptions{Name: "f"})
			if err == nil {
				t.Fatal("accepted")
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
	for _, fine := range []string{`["\ud83d\ude00"]`, `["\ufffd"]`, `["\\ud83d \ufffd"]`} {
		if _, err := p.ToYAML([]byte(fine), YAMLOptions{}); err != nil {
			t.Errorf("%s: %v", fine, err)
		}
	}
}
