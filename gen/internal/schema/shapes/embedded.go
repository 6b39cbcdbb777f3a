//lint:file-ignore U1000 unexported fields are there to be passed over
//lint:file-ignore SA5008 inline is an option of the Reflector

package shapes

import "github.com/plugingen/plugingen/gen/internal/schema/shapes/other"

type (
	// ByValue embeds a struct.
	ByValue struct {
		Base
		Own int `json:"own"`
	}

	// ByPointer embeds a pointer.
	ByPointer struct {
		*Base
		Own int `json:"own"`
	}

	// UnexportedEmbedded embeds structs that no other package can name.
	UnexportedEmbedded struct {
		hidden
		*lower
	}

	// TwoLevels embeds what embeds.
	TwoLevels struct {
		Top
		Last int
	}

	// EmbeddedScalars embed what is no struct.
	EmbeddedScalars struct {
		Mode
		Count `json:"number" jsonschema:"minimum=1"`
		Tags  `json:"labels"`
		Index
		Octet
	}

	// EmbeddedInterface embeds anything.
	EmbeddedInterface struct {
		Any
	}

	// EmbeddedNamed embeds under a name.
	EmbeddedNamed struct {
		Base `json:"base"`
		*Top `json:"top,omitempty" jsonschema:"title=Top"`
	}

	// EmbeddedTagged embeds with an option and no name.
	EmbeddedTagged struct {
		Base `json:",omitempty"`
		Top  `json:",inline"`
	}

	// Foreign embeds from another package.
	Foreign struct {
		other.Common
		*other.Box[int]
	}

	// EmbeddedGeneric embeds an instance.
	EmbeddedGeneric struct {
		Pair[int, Leaf]
	}

	// EmbeddedAlias embeds by another name.
	EmbeddedAlias struct {
		Same
		Own bool
	}

	// Inline has no embedded field and yet takes its fields in.
	Inline struct {
		In   struct{ Z *Node } `json:",inline"`
		Base Base              `json:"base,inline"`
		Ptr  *lower            `json:",inline"`
		Last int
	}

	// InlineMap is an option that says nothing of a map.
	InlineMap struct {
		Rest map[string]any `json:",inline"`
		Own  int            `json:"own"`
	}

	// Shadowing hides a name of what it embeds further down.
	Shadowing struct {
		ID bool `json:"id"`
		Base
	}

	// ShadowedFirst hides a name of what it embeds further up.
	ShadowedFirst struct {
		Base
		ID bool `json:"id"`
	}

	// ShadowedDeep hides a name two levels down.
	ShadowedDeep struct {
		Top
		Kind int `json:"kind"`
	}

	// Ambiguous takes a name from two structs, so that it has none.
	Ambiguous struct {
		Left
		Right
	}

	// Left has two names that Right has as well.
	Left struct {
		Both int
		Tag  int
		Own  int
	}

	// Right has a tag on one of them.
	Right struct {
		Both  string
		Other string `json:"Tag"`
	}

	// Fixed names are no names to encoding/json.
	Fixed struct {
		Quote string `json:"a'b"`
		Emoji string `json:"👍"`
		Tab   string "json:\"a\\tb\""
		Fine  string `json:"a.b-c/d:e$%"`
	}
)
