package fileschema

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
	"github.com/plugingen/plugingen/gen/internal/schema/reflected"
)

// entry describes one stanza and its plugin in few words.
type entry struct {
	name       string
	disabled   bool
	unread     bool // nothing is known of its package
	config     any  // a value of its config type; nil for none
	prefix     string
	components []catalog.Component
	deprecated *catalog.Deprecated
}

// made is a catalog with these entries.
func made(entries ...entry) *catalog.Catalog {
	cat := &catalog.Catalog{Config: &config.Config{}, Host: catalog.Host{Package: "example.com/host"}}
	for _, e := range entries {
		cat.Config.Plugins = append(cat.Config.Plugins, config.Entry{
			Name:   config.Text{Value: e.name},
			Module: config.Text{Value: "example.com/host/" + e.name}, Enabled: !e.disabled,
			Prefix: config.Text{Value: e.prefix},
		})
	}
	for i, e := range entries {
		if e.disabled || e.unread {
			continue
		}
		f := &catalog.Facts{
			Package: catalog.Ident{Path: "example.com/host/" + e.name},
			Metadata: catalog.Metadata{
				Name: catalog.Fact{Value: e.name}, Version: catalog.Fact{Value: "1.2.3"},
				Description: "Does " + e.name, Homepage: "https://example.com/" + e.name, Deprecated: e.deprecated,
			},
			Components: e.components,
		}
		if e.config != nil {
			f.Config = reflected.Facts(reflect.TypeOf(e.config))
		}
		cat.Plugins = append(cat.Plugins, catalog.Plugin{Entry: &cat.Config.Plugins[i], Facts: f})
	}
	return cat
}

// of is the schema of a catalog and its judge.
func of(t *testing.T, cat *catalog.Catalog) (*Schema, *jsonschema.Schema) {
	t.Helper()
	s, err := Of(cat)
	if err != nil {
		t.Fatal(err)
	}
	return s, compile(t, s.JSON)
}

// compile also holds the schema against the meta-schema of its dialect.
func compile(t *testing.T, src []byte) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(src))
	if err != nil {
		t.Fatalf("%v in\n%s", err, src)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("plugin_config.schema.json", document); err != nil {
		t.Fatal(err)
	}
	judge, err := c.Compile("plugin_config.schema.json")
	if err != nil {
		t.Fatalf("%v in\n%s", err, src)
	}
	return judge
}

// accepts reports whether a schema accepts a YAML text, and else why not.
func accepts(t *testing.T, judge *jsonschema.Schema, src string) (bool, error) {
	t.Helper()
	var v any
	if err := yaml.Unmarshal([]byte(src), &v); err != nil {
		t.Fatalf("%v in\n%s", err, src)
	}
	err := judge.Validate(v)
	return err == nil, err
}

// under is a node of a schema by the keys that lead there.
func under(t *testing.T, src []byte, keys ...string) object {
	t.Helper()
	node, err := decode(src)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		inner, ok := node.get(key).(object)
		if !ok {
			t.Fatalf("no %s of %v in\n%s", key, keys, src)
		}
		node = inner
	}
	return node
}
