package prompt_test

import (
	"encoding/json"
	"testing"

	"github.com/plugingen/plugingen/plugins/dspy/internal/prompt"
	"github.com/plugingen/plugingen/plugins/schemavalidator"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

var signature = &schemavalidator.Signature{
	Description: "Sort a ticket.\n",
	InputFields: []schemavalidator.Field{
		{Name: "ticket", Type: "string", Description: "What the customer wrote"},
		{Name: "orders", Type: "array"},
	},
	OutputFields: []schemavalidator.Field{
		{Name: "queue", Type: "string", Schema: `{"enum":["a","b"]}`},
		{Name: "amount", Type: "number", Description: "In euros"},
	},
}

func TestRequest(t *testing.T) {
	example := prompt.Example{
		Input:  map[string]any{"ticket": "one\ntwo", "orders": []any{json.Number("12345678901234567890")}},
		Output: map[string]any{"queue": "a&b", "amount": json.Number("1.0")},
	}
	got, err := prompt.Request(signature, []prompt.Example{example}, map[string]any{"ticket": "<hi>", "orders": []any{}})
	if err != nil {
		t.Fatal(err)
	}
	want := pipeline.GenerateRequest{
		System: "Sort a ticket.\n\nInputs, each between tags of its name:\n- ticket (string): What the customer wrote\n- orders (array)\n\n" +
			"Answer with one JSON object and nothing else. Its fields:\n- queue (string)\n- amount (number): In euros",
		Prompt: "<ticket>\n<hi>\n</ticket>\n<orders>\n[]\n</orders>",
		Schema: signature.OutputSchema(),
		Turns: []pipeline.Turn{
			{Role: pipeline.User, Text: "<ticket>\none\ntwo\n</ticket>\n<orders>\n[12345678901234567890]\n</orders>"},
			{Role: pipeline.Assistant, Text: `{"queue":"a&b","amount":1.0}`},
		},
	}
	equal(t, got, want)
}

func TestRepairShowsTheFaultsAndKeepsTheRequest(t *testing.T) {
	req := pipeline.GenerateRequest{System: "s", Prompt: "p", Turns: make([]pipeline.Turn, 0, 8)}
	got := prompt.Repair(req, `{"queue":"c"}`, []schemavalidator.Fault{{Path: "/queue", Message: "must be a or b"}})
	equal(t, got, pipeline.GenerateRequest{
		System: "s",
		Prompt: "That answer has faults:\n- at /queue: must be a or b\nAnswer again with one JSON object without them, and with nothing else.",
		Turns:  []pipeline.Turn{{Role: pipeline.User, Text: "p"}, {Role: pipeline.Assistant, Text: `{"queue":"c"}`}},
	})
	if len(req.Turns) != 0 || req.Prompt != "p" {
		t.Errorf("the request was changed: %+v", req)
	}
}

func TestWithoutInputs(t *testing.T) {
	got, err := prompt.Request(&schemavalidator.Signature{OutputFields: signature.OutputFields[:1]}, nil, nil)
	if err != nil || got.Prompt != "Answer." || got.System != "Answer with one JSON object and nothing else. Its fields:\n- queue (string)" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestValueThatJSONCannotHold(t *testing.T) {
	if got, err := prompt.Request(signature, nil, map[string]any{"orders": func() {}}); err == nil {
		t.Errorf("got %+v", got)
	}
}

func equal(t *testing.T, got, want pipeline.GenerateRequest) {
	t.Helper()
	g, _ := json.MarshalIndent(got, "", " ")
	w, _ := json.MarshalIndent(want, "", " ")
	if string(g) != string(w) {
		t.Errorf("got  %s\nwant %s", g, w)
	}
}
