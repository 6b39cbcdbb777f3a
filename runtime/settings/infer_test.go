package settings_test

import (
	"encoding/json"
	"net/netip"
	"net/url"
	"reflect"
	"testing"
	"time"

	"github.com/plugingen/plugingen/runtime/settings"
)

type (
	named   string
	labels  map[named]int
	tags    []string
	blob    []byte
	table   map[string]any
	limit   *int
	free    any
	tree    []tree
	counter map[int]tags
)

// shapes has a field for every form that a binding takes.
type shapes struct {
	Tags    []string
	Named   []named
	OwnList tags
	Addrs   []netip.Addr
	Raws    []json.RawMessage
	Blobs   []blob
	Times   []time.Time
	Waits   []time.Duration
	URLs    []*url.URL
	Limit   *int
	Own     limit
	Deep    **int
	Labels  labels
	ByAddr  map[netip.Addr]string
	ByInt   counter
	Lists   map[string][]string
	Triple  [3]uint8
	Matrix  [][2]float32
	Things  []any
	Free    []free
	Table   table
	Tree    tree
}

// bindShapes shows which functions go in as they are, and which want a function
// around them.
func bindShapes(c *shapes) settings.Setting {
	return settings.Fields{
		"tags":    settings.List(&c.Tags, settings.String),
		"named":   settings.List(&c.Named, settings.String),
		"ownlist": settings.List(&c.OwnList, settings.String),
		"addrs":   settings.List(&c.Addrs, settings.Text),
		"raws":    settings.List(&c.Raws, settings.JSON),
		"blobs":   settings.List(&c.Blobs, settings.Bytes),
		"times":   settings.List(&c.Times, settings.Time),
		"waits":   settings.List(&c.Waits, settings.Duration),
		"urls": settings.List(&c.URLs, func(p **url.URL, r ...settings.Rule) settings.Setting {
			return settings.Pointer(p, settings.URL, r...)
		}),
		"limit": settings.Pointer(&c.Limit, settings.Integer, settings.Minimum("1")),
		"own":   settings.Pointer(&c.Own, settings.Integer),
		"deep": settings.Pointer(&c.Deep, func(p **int, r ...settings.Rule) settings.Setting {
			return settings.Pointer(p, settings.Integer, r...)
		}, settings.Maximum("9")),
		"labels": settings.Map(&c.Labels, settings.String, settings.Integer),
		"byaddr": settings.Map(&c.ByAddr, settings.Text[netip.Addr], settings.String),
		"byint": settings.Map(&c.ByInt, settings.Integer, func(p *tags, r ...settings.Rule) settings.Setting {
			return settings.List(p, settings.String, r...)
		}),
		"lists": settings.Map(&c.Lists, settings.String, func(p *[]string, r ...settings.Rule) settings.Setting {
			return settings.List(p, settings.String, r...)
		}),
		"triple": settings.Array(c.Triple[:], settings.Integer),
		"matrix": settings.List(&c.Matrix, func(p *[2]float32, r ...settings.Rule) settings.Setting {
			return settings.Array(p[:], settings.Float, r...)
		}),
		"things": settings.List(&c.Things, settings.Any),
		"free":   settings.List(&c.Free, settings.Any),
		"table":  settings.Map(&c.Table, settings.String, settings.Any),
		"tree":   bindTree(&c.Tree),
	}
}

func bindTree(t *tree, _ ...settings.Rule) settings.Setting { return settings.List(t, bindTree) }

// That this file compiles is most of the test.
func TestEveryFormOfBindingIsSet(t *testing.T) {
	const doc = `{
		"tags": ["a"], "named": ["b"], "ownlist": ["c"], "addrs": ["::1"], "raws": [{"r":1}], "blobs": ["aGk="],
		"times": ["2024-01-02T03:04:05Z"], "waits": ["1s"], "urls": ["https://example.com"], "limit": 3, "own": 4, "deep": 5,
		"labels": {"k": 1}, "byaddr": {"::1": "v"}, "byint": {"-7": ["x"]}, "lists": {"l": ["y"]}, "triple": [1, 2, 3],
		"matrix": [[0.5, 1]], "things": [1, "s", null], "free": [true], "table": {"t": {"u": 1.5}}, "tree": [[], [[]]]}`
	three, four, five := 3, 4, 5
	deep := &five
	link, _ := url.Parse("https://example.com")
	want := shapes{
		Tags: []string{"a"}, Named: []named{"b"}, OwnList: tags{"c"}, Addrs: []netip.Addr{netip.MustParseAddr("::1")},
		Raws: []json.RawMessage{json.RawMessage(`{"r":1}`)}, Blobs: []blob{blob("hi")},
		Times: []time.Time{time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)}, Waits: []time.Duration{time.Second}, URLs: []*url.URL{link},
		Limit: &three, Own: &four, Deep: &deep, Labels: labels{"k": 1}, ByAddr: map[netip.Addr]string{netip.MustParseAddr("::1"): "v"},
		ByInt: counter{-7: tags{"x"}}, Lists: map[string][]string{"l": {"y"}}, Triple: [3]uint8{1, 2, 3}, Matrix: [][2]float32{{0.5, 1}},
		Things: []any{1, "s", nil}, Free: []free{true}, Table: table{"t": map[string]any{"u": 1.5}}, Tree: tree{{}, {{}}},
	}
	var got shapes
	if err := settings.Apply(bindShapes(&got), nil, [][]byte{[]byte(doc)}, settings.Source{}); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	wantLines(t, settings.Apply(bindShapes(&got), nil, [][]byte{[]byte(`{
		"tags": {}, "urls": 1, "limit": 0, "deep": 10, "labels": [], "byaddr": {"x": "y"}, "byint": {"0x1": []}, "lists": {"l": "y"},
		"triple": [1, 2], "matrix": [[1]], "tree": 1, "table": 1}`)}, settings.Source{}),
		`setting "tags": must be a list of strings, and WithSettings gives a mapping`,
		`setting "urls": must be a list of URLs, and WithSettings gives a number`,
		`setting "limit": must be at least 1, and WithSettings gives something else`,
		`setting "deep": must be at most 9, and WithSettings gives something else`,
		`setting "labels": must be a mapping to whole numbers, and WithSettings gives a list`,
		`setting "byaddr.x": is a key, and keys must be text that netip.Addr can read`,
		`setting "byint.0x1": is a key, and keys must be whole numbers`,
		`setting "lists.l": must be a list of strings, and WithSettings gives a string`,
		`setting "triple": must have exactly 3 items, and WithSettings gives something else`,
		`setting "matrix[0]": must have exactly 2 items, and WithSettings gives something else`,
		`setting "tree": must be a list of lists of lists of lists of lists of lists, and WithSettings gives a number`,
		`setting "table": must be a mapping to values, and WithSettings gives a number`,
	)
}
