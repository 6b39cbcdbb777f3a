package settings

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
)

// stated holds a value against the schema that a directive states for its type.
// A value with a reference in it is known at start only, to the type's own code.
func (b *binder) stated(v *config.Value, t catalog.Type, p place) bool {
	if _, ok := b.schema.Stated(t); !ok {
		return true
	}
	doc, late, ok := b.document(v, p)
	if !ok || late {
		return ok
	}
	d := json.NewDecoder(strings.NewReader(strings.ReplaceAll(doc, "$$", "$")))
	d.UseNumber()
	var value any
	if d.Decode(&value) != nil {
		return true // not reached: a document is JSON
	}
	found := b.schema.Violations(t, value)
	for _, x := range found {
		at, path := b.locate(v, x.Location, p)
		problem := "does not meet the schema of its type: " + x.Problem
		if p.secret {
			problem = "does not meet the schema of its type"
		}
		b.fail(path, finding{code: diag.InvalidSetting, at: at, message: problem,
			related: []diag.Related{{Position: b.facts.Types[t.ID()].SchemaAt, Message: "the schema is stated here"}}})
	}
	return len(found) == 0
}

// locate is the place of what a location leads to.
func (b *binder) locate(v *config.Value, location []string, p place) (diag.Position, place) {
	for _, token := range location {
		if m := v.Member(token); v.Kind == config.Mapping && m != nil {
			v, p = &m.Value, b.setting(p, token)
			continue
		}
		i, err := strconv.Atoi(token)
		if v.Kind != config.Sequence || err != nil || i >= len(v.Items) {
			break
		}
		v, p = &v.Items[i], b.below(p, p.path+"["+token+"]", token)
	}
	return v.Position, p
}
