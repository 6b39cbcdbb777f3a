package settings

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/schema/reflected"
)

// small is a config type as most plugins have one.
func small(n int) *catalog.ConfigFacts {
	text, whole := reflect.TypeFor[string](), reflect.TypeFor[int]()
	c := reflected.Facts(reflect.StructOf([]reflect.StructField{
		{Name: "Enabled", Type: reflect.TypeFor[bool](), Tag: `json:"enabled" jsonschema:"default=true"`},
		{Name: fmt.Sprintf("Limit%d", n), Type: whole, Tag: `json:"limit,omitempty" jsonschema:"minimum=1,maximum=9"`},
		{Name: "Mode", Type: text, Tag: `json:"mode" jsonschema:"enum=fast,enum=slow,default=fast,description=How it works"`},
		{Name: "Path", Type: text, Tag: `json:"path" jsonschema:"pattern=^/[a-z/]*$"`},
		{Name: "Tags", Type: reflect.TypeFor[[]string](), Tag: `json:"tags,omitempty"`},
		{Name: "Retry", Type: reflect.TypeFor[Limit](), Tag: `json:"retry,omitzero"`},
	}))
	return named(c)
}

// BenchmarkBindSmall binds small configs, each of a type of its own, as a
// composition of many plugins has them.
func BenchmarkBindSmall(b *testing.B) {
	v, _ := parseFlow(`{mode: slow, path: /data, tags: [a, b], retry: {max: 3}}`)
	types := make([]*catalog.ConfigFacts, 1000)
	for i := range types {
		types[i] = small(i)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, list := Bind("acme", entryKey, v, types[i%len(types)]); len(list) > 0 {
			b.Fatal(list)
		}
	}
}

// BenchmarkBindFew binds a config with three settings, one of them a struct.
func BenchmarkBindFew(b *testing.B) {
	c := facts(reflect.TypeFor[struct {
		Name    string        `json:"name"`
		Timeout time.Duration `json:"timeout,omitempty"`
		Retry   Far           `json:"retry,omitzero"`
	}]())
	v, _ := parseFlow(`{name: acme, timeout: 5s}`)
	b.ReportAllocs()
	for b.Loop() {
		if _, list := Bind("acme", entryKey, v, c); len(list) > 0 {
			b.Fatal(list)
		}
	}
}
