package workflow_test

import (
	"context"
	"encoding/json"
	"strconv"
	"testing"

	"github.com/plugingen/plugingen/examples/pipeline/internal/workflow"
)

// BenchmarkTransform filters, maps, sorts and groups 10,000 rows.
func BenchmarkTransform(b *testing.B) {
	rows := make([]any, 10_000)
	for i := range rows {
		rows[i] = map[string]any{"n": json.Number(strconv.Itoa(i)), "tag": "t" + strconv.Itoa(i%10)}
	}
	benchmark(b, `workflow:
  name: x
  inputs: {rows: {type: array}}
  steps:
    - name: t
      type: data_transform
      input: "{{inputs.rows}}"
      operations:
        - filter: item.n % 2 == 0
        - map: {n: item.n, square: item.n * item.n, tag: item.tag}
        - sort: {by: item.square, order: desc}
        - group_by: item.tag
        - aggregate: {sum: "sum(items, item.n)"}
`, workflow.Options{Inputs: map[string]any{"rows": rows}})
}

// BenchmarkLoop runs a step 1,000 times.
func BenchmarkLoop(b *testing.B) {
	benchmark(b, `workflow:
  name: x
  steps:
    - name: loop
      type: while_loop
      while: iteration < 1000
      max_iterations: 1000
      steps: [{name: s, type: set_variable, variables: {n: "{{iteration}}"}}]
`, workflow.Options{})
}

func benchmark(b *testing.B, src string, o workflow.Options) {
	w, err := full(b).Load("f.yaml", []byte(src))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := w.Run(context.Background(), o); err != nil {
			b.Fatal(err)
		}
	}
}
