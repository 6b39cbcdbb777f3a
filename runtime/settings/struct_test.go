package settings_test

import (
	"encoding/json"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/plugingen/plugingen/runtime/settings"
)

type peer struct {
	Name  string
	Port  uint16
	Wait  time.Duration
	Tags  []string
	Limit *int
	Inner inner
	Must  inner
	*Base
}

type inner struct {
	Level int
	Key   string
}

type Base struct {
	ID   string
	Zone string
}

func bindInner(p *inner, _ ...settings.Rule) settings.Setting {
	return settings.Fields{
		"level": settings.Integer(&p.Level, settings.Default("3")),
		"key":   settings.Required(settings.String(&p.Key)),
	}
}

func bindPeer(p *peer, _ ...settings.Rule) settings.Setting {
	return settings.Fields{
		"name":  settings.Required(settings.String(&p.Name)),
		"port":  settings.Integer(&p.Port, settings.Default("80")),
		"wait":  settings.Duration(&p.Wait, settings.Default("5s")),
		"tags":  settings.List(&p.Tags, settings.String, settings.Default("a", "b")),
		"limit": settings.Pointer(&p.Limit, settings.Integer, settings.Default("0x10")),
		"inner": bindInner(&p.Inner),
		"id": settings.Embedded(&p.Base, func(b *Base, _ ...settings.Rule) settings.Setting {
			return settings.String(&b.ID)
		}),
		"zone": settings.Embedded(&p.Base, func(b *Base, _ ...settings.Rule) settings.Setting {
			return settings.String(&b.Zone)
		}),
	}
}

// config has what a plugin's configuration may be made of.
type config struct {
	Host   string
	Port   int
	Retry  inner
	Peers  []peer
	ByName map[string]peer
	Labels map[string]string
	Links  map[string]*inner
	Limit  *int
	Next   *inner
	Addr   netip.Addr
	Raw    json.RawMessage
	Extra  any
	Triple [3]int
	*Base
}

func bindConfig(c *config) settings.Setting {
	return settings.Fields{
		"host":    settings.String(&c.Host),
		"port":    settings.Integer(&c.Port, settings.Minimum("1")),
		"retry":   bindInner(&c.Retry),
		"peers":   settings.List(&c.Peers, bindPeer),
		"by_name": settings.Map(&c.ByName, settings.String, bindPeer),
		"labels":  settings.Map(&c.Labels, settings.String, settings.String),
		"links": settings.Map(&c.Links, settings.String, func(p **inner, r ...settings.Rule) settings.Setting {
			return settings.Pointer(p, bindInner, r...)
		}),
		"limit":  settings.Pointer(&c.Limit, settings.Integer),
		"next":   settings.Pointer(&c.Next, bindInner),
		"addr":   settings.Text(&c.Addr),
		"raw":    settings.JSON(&c.Raw),
		"extra":  settings.Any(&c.Extra),
		"triple": settings.Array(c.Triple[:], settings.Integer),
		"id": settings.Embedded(&c.Base, func(b *Base, _ ...settings.Rule) settings.Setting {
			return settings.String(&b.ID)
		}),
		"closed": settings.Unsettable("it is kept behind the field c"),
	}
}

func sixteen() *int { n := 16; return &n }

// fresh is a peer of which only the name is given.
func fresh(name string) peer {
	return peer{Name: name, Port: 80, Wait: 5 * time.Second, Tags: []string{"a", "b"}, Limit: sixteen(), Inner: inner{Level: 3}}
}

func applied(t *testing.T, c config, values []settings.Value, overlays ...string) config {
	t.Helper()
	wantLines(t, applyTo(&c, values, overlays...))
	return c
}

func applyTo(c *config, values []settings.Value, overlays ...string) error {
	var all [][]byte
	for _, o := range overlays {
		all = append(all, []byte(o))
	}
	w := world{env: map[string]string{"HOST": "example.com", "PORT": "8080"}}
	return settings.Apply(bindConfig(c), values, all, w.source())
}

func same(t *testing.T, got, want config) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestOverlaysMerge(t *testing.T) {
	before := func() config {
		return config{
			Host: "old", Port: 1, Retry: inner{1, "k"}, Peers: []peer{{Name: "gone"}},
			ByName: map[string]peer{"a": {Name: "a", Port: 7}, "b": {Name: "b"}},
			Labels: map[string]string{"x": "1", "y": "2"}, Limit: new(int), Next: &inner{1, "n"}, Extra: map[string]any{"a": 1},
		}
	}
	got := applied(t, before(), nil,
		`{"retry": {"level": 9}, "peers": [{"name": "p"}], "by_name": {"a": {"port": 8}, "b": null, "c": {"name": "c"}, "none": null}}`,
		`{"labels": {"y": null, "z": "3"}, "limit": 5, "next": {"key": "m"}, "extra": {"b": [1.5]}, "triple": [1, 2, 3], "id": "i", "host": "${env:NONE}"}`,
		`{"limit": 6, "links": {"l": {"key": "k"}}}`)
	six := 6
	same(t, got, config{
		Host: "${env:NONE}", Port: 1, Retry: inner{9, "k"}, Peers: []peer{fresh("p")},
		ByName: map[string]peer{"a": {Name: "a", Port: 8}, "c": fresh("c")},
		Labels: map[string]string{"x": "1", "z": "3"}, Links: map[string]*inner{"l": {3, "k"}},
		Limit: &six, Next: &inner{1, "m"}, Extra: map[string]any{"b": []any{1.5}}, Triple: [3]int{1, 2, 3}, Base: &Base{ID: "i"},
	})
	got = applied(t, before(), nil, `{"peers": null, "by_name": null, "labels": null, "limit": null, "next": null, "extra": null}`)
	same(t, got, config{Host: "old", Port: 1, Retry: inner{1, "k"}})
}

func TestWhatIsMadeAnew(t *testing.T) {
	got := applied(t, config{}, nil, `{
		"peers": [{"name": "a", "tags": [], "limit": null, "zone": "z", "inner": {"key": "k"}}],
		"next": {"key": "k"}, "by_name": {"n": {"name": "n", "port": 1}}}`)
	a := fresh("a")
	a.Tags, a.Limit, a.Base, a.Inner = []string{}, nil, &Base{Zone: "z"}, inner{3, "k"}
	n := fresh("n")
	n.Port = 1
	same(t, got, config{Peers: []peer{a}, Next: &inner{3, "k"}, ByName: map[string]peer{"n": n}})

	var c config
	wantLines(t, applyTo(&c, nil, `{"peers": [{}, {"nmae": "x", "inner": {}}], "next": {}, "by_name": {"n": {}}}`),
		`setting "peers[0].name": is required`,
		`setting "peers[1].nmae": given by WithSettings, but there is no such setting; did you mean "name"? there are: id, inner, limit, name, port, tags, wait, zone`,
		`setting "peers[1].inner.key": is required`,
		`setting "next.key": is required`,
		`setting "by_name.n.name": is required`)
	if c.Peers != nil {
		t.Errorf("the list was set in spite of its errors: %v", c.Peers)
	}
}

// Embedded structs get their defaults, and stay nil where there are none.
func TestDefaultsOfAnEmbeddedStruct(t *testing.T) {
	type holder struct{ *Base }
	bind := func(rules ...settings.Rule) func(h *holder, _ ...settings.Rule) settings.Setting {
		return func(h *holder, _ ...settings.Rule) settings.Setting {
			return settings.Fields{"id": settings.Embedded(&h.Base, func(b *Base, _ ...settings.Rule) settings.Setting {
				return settings.String(&b.ID, rules...)
			})}
		}
	}
	values, overlays, w := byOverlay("[{}]")
	var plain, preset []holder
	wantLines(t, put(settings.List(&plain, bind()), values, overlays, w))
	wantLines(t, put(settings.List(&preset, bind(settings.Default("d"))), values, overlays, w))
	if plain[0].Base != nil || preset[0].Base == nil || preset[0].ID != "d" {
		t.Errorf("got %+v and %+v", plain, preset[0].Base)
	}
}

// A struct that is absent asks for nothing, unless it is required itself.
func TestARequiredStruct(t *testing.T) {
	bind := func(p *peer, _ ...settings.Rule) settings.Setting {
		return settings.Fields{"must": settings.Required(bindInner(&p.Must)), "inner": bindInner(&p.Inner)}
	}
	var peers []peer
	values, overlays, w := byOverlay(`[{}, {"must": {"level": 1}}]`)
	wantLines(t, put(settings.List(&peers, bind), values, overlays, w),
		`setting "x[0].must": is required`, `setting "x[1].must.key": is required`)
}

func TestUnknownSettings(t *testing.T) {
	many := settings.Fields{}
	var s string
	for _, c := range "abcdefghijklm" {
		many[strings.Repeat(string(c), 3)] = settings.String(&s)
	}
	var c config
	wantLines(t, applyTo(&c, nil, `{"prot": 1, "retry": {"levle": 1, "zzz": 2}, "closed": 1}`),
		`setting "prot": given by WithSettings, but there is no such setting; did you mean "port"?`,
		`setting "retry.levle": given by WithSettings, but there is no such setting; did you mean "level"? there are: key, level`,
		`setting "retry.zzz": given by WithSettings, but there is no such setting; there are: key, level`,
		`setting "closed": cannot be set: it is kept behind the field c`)
	wantLines(t, settings.Apply(settings.Fields{}, nil, [][]byte{[]byte(`{"x": 1}`)}, settings.Source{}),
		`setting "x": given by WithSettings, but there is no such setting; there are no settings here`)
	wantLines(t, settings.Apply(many, []settings.Value{settings.JSONAt("", `{"zzz": 1}`)}, nil, settings.Source{}),
		`setting "zzz": there is no such setting`)
}
