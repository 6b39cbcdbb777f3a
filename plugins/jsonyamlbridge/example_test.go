package jsonyamlbridge_test

import (
	"context"
	"fmt"

	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
)

func start() *jsonyamlbridge.Plugin {
	p, err := jsonyamlbridge.Init(context.Background(), jsonyamlbridge.DefaultConfig())
	if err != nil {
		panic(err)
	}
	return p
}

func ExamplePlugin_ToJSON() {
	out, err := start().ToJSON([]byte("released: 2024-01-01\nversion: 1.0\nmode: 0777\nid: 12345678901234567890\n"),
		jsonyamlbridge.JSONOptions{})
	fmt.Println(string(out), err)

	_, err = start().ToJSON([]byte("limit: .inf\n1: one\n"), jsonyamlbridge.JSONOptions{Name: "settings.yaml"})
	fmt.Println(err)
	// Output:
	// {"released":"2024-01-01","version":1.0,"mode":"0777","id":12345678901234567890} <nil>
	// settings.yaml:1:8: .inf is a number that JSON cannot hold
	// settings.yaml:2:1: a key of JSON is a string: put 1 in quotes
}

func ExamplePlugin_ToYAML() {
	out, err := start().ToYAML([]byte(`{"version":"1.0","count":1.0,"answer":"yes","list":[]}`), jsonyamlbridge.YAMLOptions{})
	fmt.Print(string(out), err)
	// Output:
	// version: "1.0"
	// count: 1.0
	// answer: "yes"
	// list: []
	// <nil>
}

func ExamplePlugin_Update() {
	yaml := "# Who answers.\nmodel: small # cheap\nretries: 3\n"
	out, err := start().Update([]byte(yaml), []byte(`{"model": "large", "retries": 3, "timeout": "10s"}`), jsonyamlbridge.YAMLOptions{})
	fmt.Print(string(out), err)
	// Output:
	// # Who answers.
	// model: large # cheap
	// retries: 3
	// timeout: 10s
	// <nil>
}

// A host turns a fault with a JSON Pointer into a place that an editor links.
func ExampleDocument_Fault() {
	doc, err := start().Parse("flow.yaml", []byte("workflow:\n  steps:\n    - name: one\n      type: 7\n"))
	if err != nil {
		panic(err)
	}
	fmt.Println(doc.Fault("/workflow/steps/0/type", "want a string"))
	fmt.Println(doc.KeyFault("/workflow/steps/0/type", "this key is not known"))
	fmt.Println(doc.Fault("/workflow/name", "the name is missing"))
	// Output:
	// flow.yaml:4:13: want a string
	// flow.yaml:4:7: this key is not known
	// flow.yaml:2:3: the name is missing
}
