package shapes

type (
	// Comments stand in every place.
	//
	// They have several paragraphs, with a list:
	//   - one
	//   - two
	//
	// and "quotes", <angles> & signs.
	Comments struct {
		// Before the field.
		Before string `json:"before"`
		Behind string `json:"behind"` // Behind the field.
		// Over two
		// lines.
		Lines string `json:"lines"` // not this one
		/* Block comment. */
		Block string `json:"block"`
		// For two fields.
		A, B string
		//nolint:all
		Lint string `json:"lint"`

		// Apart from the field.

		Apart string `json:"apart"`
		None  string `json:"none"`
	}

	// NestedComments stand in structs without a name.
	NestedComments struct {
		// Inner has a comment.
		Inner struct {
			// Deep has one as well.
			Deep int `json:"deep"`
		} `json:"inner"`
		// List has a comment.
		List []struct {
			Deep int `json:"deep"` // Behind it.
		} `json:"list"`
	}

	// EmbeddedComments come with what is embedded.
	EmbeddedComments struct {
		// Base is embedded.
		Base
		// Top has a name.
		Top `json:"top"`
		lowerComments
	}

	lowerComments struct {
		// Low is of a type that is not exported.
		Low int `json:"low"`
	}

	// GenericComments come with generic types.
	GenericComments struct {
		P Commented[int] `json:"p"`
	}

	// Commented is generic.
	Commented[T any] struct {
		// In is what it holds.
		In T `json:"in"`
	}

	// ContainerComments come with named containers.
	ContainerComments struct {
		Tags  Tags  `json:"tags"`
		Index Index `json:"index"`
		// Own wins.
		Own Tags `json:"own"`
	}
)

// Group has a comment that go doc shows for both.
type (
	GroupFirst  struct{ A GroupSecond }
	GroupSecond struct{ B int }
)
