package settings_test

import (
	"encoding/json"
	"net/netip"
	"net/url"
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
func TestX(t *testing.T)                                    {}
