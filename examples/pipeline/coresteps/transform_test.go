package coresteps_test

import (
	"strings"
	"testing"
)

func TestTransform(t *testing.T) {
	const rows = "[{id: 1, tag: a, n: 0.1}, {id: 2, tag: b, n: 5}, {id: 3, tag: a, n: 0.2}]"
	tests := []struct{ name, input, operations, want string }{
		{"filter", rows, `[{filter: item.tag == "a"}]`, `[{"id":1,"n":0.1,"tag":"a"},{"id":3,"n":0.2,"tag":"a"}]`},
		{"filter with the workflow's values", rows, `[{filter: item.id == steps.limit.value}]`, `[{"id":2,"n":5,"tag":"b"}]`},
		{"filter none", rows, `[{filter: "false"}]`, `[]`},
		{"map", rows, `[{map: item.n * 2}]`, `[0.2,10,0.4]`},
		{"map to objects", rows, `[{map: {i: item.id, big: item.n > 1}}]`, `[{"big":false,"i":1},{"big":true,"i":2},{"big":false,"i":3}]`},
		{"sort", rows, `[{sort: {by: item.n, order: desc}}, {map: item.id}]`, `[2,3,1]`},
		{"sort keeps the order of equals", rows, `[{sort: {by: item.tag, order: desc}}, {map: item.id}]`, `[2,1,3]`},
		{"numbers are sorted as numbers", "[10, 9, 2.0]", `[{sort: {by: item}}]`, `[2.0,9,10]`},
		{"group_by", rows, `[{group_by: item.tag}, {map: {k: item.key, n: count(item.items)}}]`, `[{"k":"a","n":2},{"k":"b","n":1}]`},
		{"equal numbers are one group", "[1, 1.0, 1e0, 2]", `[{group_by: item}, {map: count(item.items)}]`, `[3,1]`},
		{"aggregate", rows, `[{aggregate: {sum: "sum(items, item.n)", n: count(items)}}]`, `{"n":3,"sum":5.3}`},
		{"aggregate nothing", "[]", `[{aggregate: {sum: sum(items)}}]`, `{"sum":0}`},
		{"aggregate groups", rows, `[{group_by: item.tag}, {filter: 'item.key == "a"'}, {aggregate: {sum: "sum(items, item.n)", key2: key}}]`,
			`[{"key":"a","key2":"a","sum":0.3}]`},
		{"an aggregate of a map of groups is one", rows, `[{group_by: item.tag}, {map: item.key}, {aggregate: {n: count(items)}}]`, `{"n":2}`},
		{"join", rows, `[{join: {with: [{k: 1.0, v: x}, {k: 1, v: y}], left: item.id, right: item.k, as: other}}, {map: item.other.v}]`, `["x","y"]`},
		{"left join", rows, `[{join: {with: [{k: b}], left: item.tag, right: item.k, as: o, type: left}}, {map: item.o}]`, `[null,{"k":"b"},null]`},
	}
	e := engine(t, &recorder{}, &recorder{})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := runIn(t, e, t.TempDir(), "    - {name: limit, type: test_echo, value: 2}\n    - name: t\n      type: data_transform\n      input: "+tt.input+"\n      operations: "+tt.operations+"\n")
			if err != nil {
				t.Fatal(err)
			}
			if s := asJSON(t, got["t"]["result"]); s != tt.want {
				t.Errorf("got %s\nwant %s", s, tt.want)
			}
		})
	}
}

func TestTransformChangesNoInput(t *testing.T) {
	got, err := runIn(t, engine(t, &recorder{}, &recorder{}), t.TempDir(), `
    - {name: a, type: test_echo, value: [{n: 2}, {n: 1}]}
    - name: t
      type: data_transform
      input: "{{steps.a.value}}"
      operations: [{sort: {by: item.n}}, {join: {with: [1], left: "1", right: item, as: x}}]
    - {name: b, type: test_echo, value: "{{steps.a.value}}"}
`)
	if err != nil {
		t.Fatal(err)
	}
	if s := asJSON(t, got["b"]["value"]); s != `[{"n":2},{"n":1}]` {
		t.Errorf("got %s", s)
	}
}

func TestTransformErrors(t *testing.T) {
	tests := []struct{ input, operations, want string }{
		{"[{n: 1}, {m: 1}]", "[{filter: item.n == 1}]", "f.yaml:7:29: step t: item 1: at character 6: there is no n; there is m"},
		{"[1]", "[{filter: item}]", "f.yaml:7:29: step t: item 0: a filter is true or false, and this is 1"},
		{"[1]", "[{map: {a: item.x}}]", "f.yaml:7:30: step t: item 0: at character 6: x is looked for in 1, which is no object and no list"},
		{"[1, a]", "[{sort: {by: item}}]", `f.yaml:7:32: step t: items 0 and 1: `},
		{"[1]", "[{join: {with: [1], left: item, right: item, as: x}}]", "f.yaml:7:27: step t: item 0: a join adds a field to objects, and this is 1"},
		{"[1]", "[{join: {with: [1], left: item, right: item.x, as: x}}]", "f.yaml:7:58: step t: in the other list: item 0: at character 6: x is looked for in 1"},
		{"[]", "[{aggregate: {a: average(items)}}]", "f.yaml:7:36: step t: at character 1: an empty list has no average"},
	}
	e := engine(t, &recorder{}, &recorder{})
	for _, tt := range tests {
		dir := t.TempDir()
		_, err := runIn(t, e, dir, "    - name: t\n      type: data_transform\n      input: "+tt.input+"\n      operations: "+tt.operations+"\n")
		if err == nil || !strings.HasPrefix(strings.TrimPrefix(err.Error(), dir+"/"), tt.want) {
			t.Errorf("%s: got %v\nwant %s", tt.operations, err, tt.want)
		}
	}
}
