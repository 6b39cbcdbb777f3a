package schema

import (
	"fmt"
	"strings"

	"github.com/invopop/jsonschema"

	"github.com/plugingen/plugingen/gen/internal/catalog"
)

// durationPattern accepts what time.ParseDuration accepts.
const durationPattern = `^[+-]?(0|(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)$`

// secretType is the type of the contract's runtime for what nobody may see.
const secretType = catalog.RuntimePath + ".Secret"

// wellKnown is the schema of a type as a person writes its values in YAML,
// where that differs from what its Go form suggests; else nil. A fresh one each
// time, because the tags of the field that uses it are written into it.
//
// Where the Reflector by itself says something else, this is on purpose: a
// duration is 5s and no number of nanoseconds, what reads itself from text is
// text and no object of its fields, and no format fits all addresses (the
// Reflector takes net.IP for ipv4).
func (b *builder) wellKnown(t catalog.Type) *jsonschema.Schema {
	switch t.ID() {
	case "time.Duration":
		return &jsonschema.Schema{Type: "string", Pattern: durationPattern}
	case "time.Time":
		return &jsonschema.Schema{Type: "string", Format: "date-time"}
	case "net/url.URL":
		return &jsonschema.Schema{Type: "string", Format: "uri"}
	case "encoding/json.Number":
		return &jsonschema.Schema{Type: "number"}
	case secretType:
		return &jsonschema.Schema{Type: "string", WriteOnly: true}
	}
	if b.readsText(t) && !b.unread(t) {
		return &jsonschema.Schema{Type: "string"}
	}
	return nil
}

// readsText reports whether values of the type are read from text by its own code.
func (b *builder) readsText(t catalog.Type) bool {
	return t.Kind == catalog.Named && b.facts.Types[t.ID()].UnmarshalText
}

// defName writes a type's ID so that it can stand in a JSON pointer inside a
// URI fragment without escapes: both sides of a $ref are then the same text.
// Different IDs have different names.
func defName(id string) string {
	var out strings.Builder
	for _, c := range []byte(id) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("._-,*", c) >= 0:
			out.WriteByte(c)
		case strings.IndexByte("/[]", c) >= 0:
			out.WriteByte(":()"[strings.IndexByte("/[]", c)])
		default:
			fmt.Fprintf(&out, "=%02X", c)
		}
	}
	return out.String()
}
