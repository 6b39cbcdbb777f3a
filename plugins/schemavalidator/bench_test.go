package schemavalidator

import (
	"fmt"
	"strings"
	"testing"
)

func BenchmarkCompile(b *testing.B) {
	p := validator(b)
	for b.Loop() {
		if _, err := p.compile(workflowSchema); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompileCached(b *testing.B) {
	p := validator(b)
	for b.Loop() {
		if _, err := p.Compile(workflowSchema); err != nil {
			b.Fatal(err)
		}
	}
}

// A workflow of 100 steps, two of them wrong.
func BenchmarkValidate(b *testing.B) {
	steps := make([]string, 100)
	for i := range steps {
		steps[i] = fmt.Sprintf(`{"name":"s%d","type":"t"}`, i)
	}
	steps[7], steps[70] = `{"name":1,"type":"t"}`, `{"name":"s"}`
	v := value(b, `{"workflow":{"name":"w","steps":[`+strings.Join(steps, ",")+`]}}`)
	s := compile(b, validator(b), workflowSchema)
	for b.Loop() {
		if faults := s.Validate(v); len(faults) != 2 {
			b.Fatal(faults)
		}
	}
}

func BenchmarkCompose(b *testing.B) {
	p := validator(b)
	extensions := ext("a", inStep(`"x":{"type":"object"}`), "b", inStep(`"y":{"type":"string"}`))
	for b.Loop() {
		if _, conflicts := p.Compose(workflowSchema, extensions); conflicts != nil {
			b.Fatal(conflicts)
		}
	}
}
