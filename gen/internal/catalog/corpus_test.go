package catalog_test

import (
	"bytes"
	"encoding"
	"encoding/json"
	"maps"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/invopop/jsonschema"
	validator "github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/schema"
	"github.com/plugingen/plugingen/gen/internal/schema/shapes"
)

const (
	here       = "github.com/plugingen/plugingen/gen/internal/catalog"
	shapesPath = "github.com/plugingen/plugingen/gen/internal/schema/shapes"
	unfitPath  = shapesPath + "/unfit"
)

// corpus is one load for all shapes.
var corpus = sync.OnceValues(func() (func(path, name string) *catalog.ConfigFacts, error) {
	return catalog.ConfigFactsOf(shapesPath, shapesPath+"/other", unfitPath)
})

// factsOf is what the catalog reads from the source of a type.
func factsOf(t *testing.T, path, name string) *catalog.ConfigFacts {
	t.Helper()
	read, err := corpus()
	if err != nil {
		t.Fatal(err)
	}
	facts := read(path, name)
	if facts == nil {
		t.Fatalf("%s has no type %s", path, name)
	}
	return facts
}

// TestSchemaFromSource: the schema that is read from the source of a type is,
// byte for byte, what the Reflector says about the type at run time, but for
// the differences that are wanted.
func TestSchemaFromSource(t *testing.T) {
	r := reflector(t)
	left := maps.Clone(wanted)
	for _, v := range shapes.All() {
		rt := reflect.TypeOf(v)
		t.Run(rt.Name(), func(t *testing.T) {
			s, list := schema.Of(factsOf(t, shapesPath, rt.Name()))
			if list.Errors() > 0 {
				t.Fatalf("findings: %v", list)
			}
			got, err := s.JSON()
			if err != nil {
				t.Fatal(err)
			}
			real, err := json.Marshal(r.ReflectFromType(rt))
			if err != nil {
				t.Fatal(err)
			}
			want := patched(t, string(real), left[rt.Name()])
			if want != string(got) {
				t.Errorf("the Reflector (-) and the source (+) differ:\n%s", cmp.Diff(indented(t, want), indented(t, string(got))))
			}
			compiles(t, got)
		})
		delete(left, rt.Name())
	}
	for name := range left {
		t.Errorf("a difference is named for %s, which is no shape", name)
	}
}

// reflector is the real one, with package-qualified names, the comments in the
// source, and the same view of what is written as text.
func reflector(t *testing.T) *jsonschema.Reflector {
	t.Helper()
	r := &jsonschema.Reflector{
		Anonymous: true,
		Namer: func(rt reflect.Type) string {
			if rt.PkgPath() == "" || rt.Name() == "" {
				return ""
			}
			return strings.NewReplacer("/", ":", "[", "(", "]", ")").Replace(rt.PkgPath() + "." + rt.Name())
		},
		Mapper: func(rt reflect.Type) *jsonschema.Schema {
			switch {
			case rt == reflect.TypeFor[time.Duration]():
				return &jsonschema.Schema{Type: "string", Pattern: `^[+-]?(0|(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)$`}
			case rt == reflect.TypeFor[time.Time]():
				return nil
			case rt.Kind() != reflect.Interface && reflect.PointerTo(rt).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
				return &jsonschema.Schema{Type: "string"}
			}
			return nil
		},
	}
	// The Reflector looks for the comments of a generic type under the name of the instance.
	r.LookupComment = func(rt reflect.Type, field string) string {
		name, _, generic := strings.Cut(rt.Name(), "[")
		if !generic {
			return ""
		}
		return r.CommentMap[strings.TrimSuffix(rt.PkgPath()+"."+name+"."+field, ".")]
	}
	if err := r.AddGoComments(here, "../schema/shapes", jsonschema.WithFullComment()); err != nil {
		t.Fatal(err)
	}
	return r
}

func indented(t *testing.T, text string) string {
	t.Helper()
	var out bytes.Buffer
	if err := json.Indent(&out, []byte(text), "", " "); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func compiles(t *testing.T, text []byte) {
	t.Helper()
	doc, err := validator.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := validator.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Compile("schema.json"); err != nil {
		t.Error(err)
	}
}
