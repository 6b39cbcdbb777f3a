package settings_test

import (
	"encoding/json"
	"net/netip"
	"testing"
	"time"

	"github.com/plugingen/plugingen/runtime/settings"
)

func TestPointersLeadEverywhere(t *testing.T) {
	before := config{
		Peers: []peer{{Name: "a"}, {Name: "b", Tags: []string{"x", "y"}}}, ByName: map[string]peer{"a/b~c": {Name: "old"}},
		Links: map[string]*inner{"there": {Level: 1}}, Extra: map[string]any{"list": []any{1, map[string]any{"k": "v"}}},
	}
	got := applied(t, before, []settings.Value{
		settings.At("/host", "http://${env:HOST}:${env:PORT}/"),
		settings.At("/peers/1/port", "${env:PORT}"),
		settings.At("/peers/1/tags/0", "${env:HOST}"),
		settings.At("/peers/0/limit", "${env:PORT}"),
		settings.At("/peers/0/id", "${env:HOST}"),
		settings.At("/by_name/a~1b~0c/name", "${env:HOST}"),
		settings.At("/by_name/new/name", "${env:HOST}"),
		settings.At("/labels/l", "${env:HOST}"),
		settings.At("/links/there/key", "${env:HOST}"),
		settings.At("/links/new/key", "${env:HOST}"),
		settings.At("/next/key", "${env:HOST}"),
		settings.At("/limit", "${env:PORT}"),
		settings.At("/id", "${env:HOST}"),
		settings.At("/addr", "::1"),
		settings.At("/triple/2", "${env:PORT}"),
		settings.At("/extra/list/1/k", "${env:PORT}"),
		settings.At("/extra/list/0", "${env:PORT}"),
		settings.At("/extra/more", "${env:PORT}"),
		settings.JSONAt("/raw", `{"a" :"${env:HOST}","b":[1.50, "$$"], "c":"\u0041"}`),
		settings.JSONAt("/retry", `{"level": "${env:PORT}", "key": null}`),
	})
	port, limit := 8080, 8080
	p := fresh("example.com")
	same(t, got, config{
		Host: "http://example.com:8080/", Retry: inner{Level: 8080},
		Peers:  []peer{{Name: "a", Limit: &port, Base: &Base{ID: "example.com"}}, {Name: "b", Port: 8080, Tags: []string{"example.com", "y"}}},
		ByName: map[string]peer{"a/b~c": {Name: "example.com"}, "new": p},
		Labels: map[string]string{"l": "example.com"}, Links: map[string]*inner{"there": {1, "example.com"}, "new": {3, "example.com"}},
		Limit: &limit, Next: &inner{3, "example.com"}, Base: &Base{ID: "example.com"}, Addr: netip.MustParseAddr("::1"), Triple: [3]int{2: 8080},
		Raw:   json.RawMessage(`{"a" :"example.com","b":[1.50, "$"], "c":"\u0041"}`),
		Extra: map[string]any{"list": []any{"8080", map[string]any{"k": "8080"}}, "more": "8080"},
	})
}

func TestPointersThatLeadNowhere(t *testing.T) {
	const bug = "; this is a bug of plugingen"
	for _, tt := range []struct{ pointer, setting, problem string }{
		{"host", "", `has the malformed pointer "host"`},
		{"/host~2", "", `has the malformed pointer "/host~2"`},
		{"/none", "none", "points to a setting that there is not"},
		{"/retry/none/more", "retry.none", "points to a setting that there is not"},
		{"/host/a", "host.a", "points into a setting that has no parts"},
		{"/raw/a", "raw.a", "points into a setting that has no parts"},
		{"/peers/0", "peers", `points to the item "0" of a list of 0`},
		{"/triple/03", "triple", `points to the item "03" of a list of 3`},
		{"/triple/-1", "triple", `points to the item "-1" of a list of 3`},
		{"/extra/a", "extra.a", "points into a value that has no parts"},
		{"/next/none", "next.none", "points to a setting that there is not"},
	} {
		var c config
		want := "setting \"" + tt.setting + "\": the generated wiring " + tt.problem + bug
		if tt.setting == "" {
			want = "settings: the generated wiring " + tt.problem + bug
		}
		wantLines(t, applyTo(&c, []settings.Value{settings.At(tt.pointer, "x")}), want)
	}
}

// A value that an overlay replaces is not looked up, and so is nothing inside it.
func TestAnOverlaySparesTheLookup(t *testing.T) {
	values := []settings.Value{
		settings.At("/host", "${env:NONE}"),
		settings.At("/retry/key", "${env:NONE}"),
		settings.At("/peers/0/name", "${env:NONE}"),
		settings.At("/by_name/a/name", "${env:NONE}"),
		settings.At("/labels/l", "${env:NONE}"),
		settings.At("/labels/m", "${env:NONE}"),
		settings.At("/limit", "${env:NONE}"),
		settings.At("/next/key", "${env:NONE}"),
		settings.At("/addr", "${env:NONE}"),
		settings.At("/extra/a", "${env:NONE}"),
		settings.At("/triple/0", "${env:NONE}"),
		settings.At("/id", "${env:NONE}"),
		settings.JSONAt("/raw", `["${file:/none}"]`),
	}
	c := config{Extra: map[string]any{}, Peers: []peer{{}}}
	wantLines(t, applyTo(&c, values,
		`{"host": "h", "retry": {"key": "k"}, "peers": [], "by_name": {"a": {"name": "a"}}, "labels": {"l": "l"}, "limit": 1}`,
		`{"next": null, "addr": "::1", "extra": 1, "triple": [1,2,3], "id": "i", "raw": 1, "labels": {"m": null}}`))

	wantLines(t, applyTo(&config{Peers: []peer{{}}}, values[:5], `{"retry": {"level": 2}, "by_name": {"a": {"port": 2}}, "labels": {"x": "y"}, "host": 1}`),
		`setting "retry.key": the variable NONE is not set`,
		`setting "peers[0].name": the variable NONE is not set`,
		`setting "by_name.a.name": the variable NONE is not set`,
		`setting "labels.l": the variable NONE is not set`,
		`setting "host": must be a string, and WithSettings gives a number`)

	// One string of a document may be replaced alone.
	got := config{}
	wantLines(t, applyTo(&got, []settings.Value{settings.JSONAt("/by_name", `{"a": {"name": "${env:NONE}", "port": 5}}`)}, `{"by_name": {"a": {"name": "n"}}}`))
	if p := got.ByName["a"]; p.Name != "n" || p.Port != 5 || p.Wait != 5*time.Second {
		t.Errorf("got %+v", p)
	}
}
