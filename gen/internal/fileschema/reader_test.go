package fileschema

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/plugingen/plugingen/gen/internal/config"
	"github.com/plugingen/plugingen/gen/internal/schema/reflected"
	reader "github.com/plugingen/plugingen/gen/internal/settings"
)

// Several has settings of every form, in plain and secret.
type Several struct {
	Must    string         `json:"must"`
	Count   int            `json:"count,omitempty" jsonschema:"minimum=1"`
	Eight   int            `json:"eight" jsonschema:"default=8"`
	Text    string         `json:"text,omitempty"`
	Mode    string         `json:"mode,omitempty" jsonschema:"enum=fast,enum=safe"`
	Wait    time.Duration  `json:"wait,omitempty"`
	List    []int          `json:"list,omitempty"`
	Ptrs    []*int         `json:"ptrs,omitempty"`
	Map     map[string]int `json:"map,omitempty"`
	Maybe   *int           `json:"maybe,omitempty" jsonschema:"nullable"`
	Pointer *int           `json:"pointer,omitempty"`
	Any     any            `json:"any,omitempty"`
	Part    Part           `json:"part,omitempty"`
	To      *Part          `json:"to,omitempty"`
	Literal struct {
		Must string `json:"must"`
		Size int    `json:"size,omitempty"`
		Pin  int    `json:"pin,omitempty" jsonschema:"writeOnly=true"`
	} `json:"literal,omitempty"`

	Hidden  Part            `json:"hidden,omitempty" jsonschema:"writeOnly=true"`
	Behind  *Part           `json:"behind,omitempty" jsonschema:"writeOnly=true"`
	Hiddens []Part          `json:"hiddens,omitempty" jsonschema:"writeOnly=true"`
	ByName  map[string]Part `json:"by_name,omitempty" jsonschema:"writeOnly=true"`
	Tree    Tree            `json:"tree,omitempty" jsonschema:"writeOnly=true"`
	Open    Tree            `json:"open,omitempty"`
	Pin     *int            `json:"pin,omitempty" jsonschema:"nullable,writeOnly=true"`
	Choice  string          `json:"choice,omitempty" jsonschema:"writeOnly=true,enum=a,enum=b"`
	Groups  struct {
		A int `json:"a,omitempty" jsonschema:"anyof_required=x"`
		B int `json:"b,omitempty" jsonschema:"anyof_required=y"`
	} `json:"groups,omitempty"`
	Inside struct {
		Size int `json:"size,omitempty"`
	} `json:"inside,omitempty" jsonschema:"writeOnly=true"`
}

// Part is inside others.
type Part struct {
	Size int    `json:"size,omitempty"`
	Key  string `json:"key,omitempty" jsonschema:"writeOnly=true"`
}

// Tree is made of itself.
type Tree struct {
	Leaf  int    `json:"leaf,omitempty"`
	Trees []Tree `json:"trees,omitempty"`
}

// TestWhatTheReaderAccepts holds the schema against the reader of settings: what
// one accepts, the other does.
func TestWhatTheReaderAccepts(t *testing.T) {
	_, judge := of(t, made(entry{name: "a", config: Several{}}))
	facts := reflected.Facts(reflect.TypeFor[Several]())
	accepted := 0
	for _, line := range strings.Split(strings.TrimSpace(`
must: ~
must: x, count: ~, eight: ~, text: ~, mode: ~, wait: ~, list: ~, map: ~, maybe: ~, pointer: ~, any: ~, part: ~, to: ~, literal: ~
must: x, hidden: ~, behind: ~, hiddens: ~, by_name: ~, tree: ~, pin: ~, choice: ~, inside: ~
must: x, list: [~]
must: x, ptrs: [1, '${env:X}']
must: x, map: {a: ~}
must: x, part: {size: ~, key: ~}
must: x, part: {size: 1}
must: x, to: {size: ~}
must: x, literal: {}
must: x, literal: {must: ~}
must: x, literal: {must: y, size: ~, pin: ~}
must: x, literal: {must: y, pin: 1}
must: x, literal: {must: y, pin: '${env:PIN}'}
must: x, hidden: {size: 1}
must: x, hidden: {size: '${env:X}', key: '${file:/x}'}
must: x, hidden: {size: ~}
must: x, hidden: {siez: '${env:X}'}
must: x, hidden: '${env:X}'
must: x, behind: {size: 1}
must: x, behind: {size: '${env:X}'}
must: x, hiddens: [{size: 1}]
must: x, hiddens: [{size: '${env:X}'}, {}]
must: x, by_name: {a: {size: 1}}
must: x, by_name: {a: {size: '${env:X}'}}
must: x, tree: {leaf: 1}
must: x, tree: {trees: [{trees: [{leaf: 1}]}]}
must: x, tree: {trees: [{trees: [{leaf: '${env:X}'}]}]}
must: x, open: {leaf: 1, trees: [{trees: [{leaf: 1}]}]}
must: x, pin: 1
must: x, pin: '${env:X}'
must: x, choice: a
must: x, choice: '${env:X}'
must: x, inside: {size: 1}
must: x, inside: {size: '${env:X}'}
must: x, groups: ~
must: x, groups: {}
must: x, groups: {b: 1}
must: x, wait: 10s
must: x, wait: 10
must: x, mode: quick`), "\n") {
		src := inEntry("config: {" + line + "}")
		cfg, found := config.Parse("plugin_config.yaml", []byte(src))
		if len(found) > 0 {
			t.Fatalf("%s: %v", line, found)
		}
		e := cfg.Plugins[0]
		_, found = reader.Bind("a", e.Name.Position, e.Settings, facts)
		ok, err := accepts(t, judge, src)
		if ok != (found.Errors() == 0) {
			t.Errorf("%s: the reader says %v, the schema %v", line, found, err)
		}
		if ok {
			accepted++
		}
	}
	if accepted < 10 {
		t.Errorf("only %d are accepted", accepted)
	}
}
