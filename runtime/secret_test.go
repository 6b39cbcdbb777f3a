package runtime_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/runtime"
)

const hush = "hush-hush"

// vault has secrets in every place that printers look at.
type vault struct {
	Key   runtime.Secret            `json:"key"`
	Ptr   *runtime.Secret           `json:"ptr"`
	List  []runtime.Secret          `json:"list"`
	Named map[string]runtime.Secret `json:"named"`
	Any   any                       `json:"any"`
	inner runtime.Secret
	deep  *vault
}

func newVault() vault {
	s := runtime.NewSecret(hush)
	return vault{Key: s, Ptr: &s, List: []runtime.Secret{s}, Named: map[string]runtime.Secret{"a": s}, Any: s, inner: s,
		deep: &vault{inner: s, Any: &s}}
}

func TestASecretIsNeverPrinted(t *testing.T) {
	s, v := runtime.NewSecret(hush), newVault()
	verbs := []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%d", "%10s", "%-20.3q", "%t", "%p", "%c", "%U", "%e", "%!", "%T", "%w"}
	byFmt := []string{"%T", "%p", "%w", "%!"} // never get to Format
	for _, verb := range verbs {
		for _, x := range []any{s, &s, v, &v, v.deep, []any{v, s}, struct{ s runtime.Secret }{s}, errors.Join(fmt.Errorf(verb, s))} {
			got := fmt.Sprintf(verb, x)
			if strings.Contains(got, hush) || strings.Contains(strings.ToLower(got), fmt.Sprintf("%x", hush)) {
				t.Errorf("%s of %T: %s", verb, x, got)
			}
		}
		if got := fmt.Sprintf(verb, s); got != "[secret]" && !slices.Contains(byFmt, verb) {
			t.Errorf("%s: %s", verb, got)
		}
	}
}

func TestASecretIsNeverLoggedOrMarshalled(t *testing.T) {
	v := newVault()
	var log bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(h).Info("x", "key", v.Key, "ptr", v.Ptr, "list", v.List, "all", v, "any", &v, slog.Group("g", "s", v.Key))
	}
	asJSON, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	asXML, err := xml.Marshal(v.Key)
	if err != nil {
		t.Fatal(err)
	}
	all := log.String() + string(asJSON) + string(asXML)
	if strings.Contains(all, hush) || strings.Count(all, "[secret]") < 15 {
		t.Errorf("got %s", all)
	}
	const want = `{"key":"[secret]","ptr":"[secret]","list":["[secret]"],"named":{"a":"[secret]"},"any":"[secret]"}`
	if string(asJSON) != want {
		t.Errorf("got  %s\nwant %s", asJSON, want)
	}
}

func TestASecretIsReadAndRevealed(t *testing.T) {
	var v struct{ Key, None runtime.Secret }
	if err := json.Unmarshal([]byte(`{"Key": "`+hush+`"}`), &v); err != nil {
		t.Fatal(err)
	}
	if v.Key.Reveal() != hush || v.Key.IsZero() || !v.None.IsZero() || v.None.Reveal() != "" {
		t.Errorf("got %q and %q", v.Key.Reveal(), v.None.Reveal())
	}
	for _, tt := range []struct {
		a, b runtime.Secret
		want bool
	}{
		{v.Key, runtime.NewSecret(hush), true},
		{v.Key, runtime.NewSecret("other"), false},
		{v.Key, runtime.Secret{}, false},
		{runtime.NewSecret(""), runtime.Secret{}, true},
	} {
		if tt.a.Equal(tt.b) != tt.want || tt.b.Equal(tt.a) != tt.want {
			t.Errorf("%q equals %q: want %v", tt.a.Reveal(), tt.b.Reveal(), tt.want)
		}
	}
	text, err := runtime.Secret{}.MarshalText()
	if err != nil || string(text) != "" || fmt.Sprintf("%v%#v%s", v.None, v.None, v.None.GoString()) != "" || v.None != (runtime.Secret{}) {
		t.Errorf("an empty secret is shown: %q", text)
	}
}
