package runtime

import (
	"crypto/subtle"
	"fmt"
	"io"
	"log/slog"
)

// Secret is a text that is not shown: a password, a key. A plugin's configuration
// holds one by value. However it is printed, logged or marshalled, also inside
// something else and by packages that look into unexported fields, there comes
// "[secret]", an address, or nothing for one that is empty; only Reveal gives the
// text. The zero value is an empty Secret.
//
// Two are the same by Equal. Comparing them with == or with reflect.DeepEqual
// tells only whether one is a copy of the other.
type Secret struct{ hold *holder }

// holder keeps the text where no printer can follow: in a function.
type holder struct{ reveal func() string }

const shownSecret = "[secret]"

// NewSecret returns a Secret that holds text.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{&holder{func() string { return text }}}
}

// Reveal returns the text.
func (s Secret) Reveal() string {
	if s.hold == nil {
		return ""
	}
	return s.hold.reveal()
}

// IsZero reports whether the Secret is empty.
func (s Secret) IsZero() bool { return s.hold == nil }

// Equal reports whether both hold the same text, in a time that depends on the
// lengths only.
func (s Secret) Equal(other Secret) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(other.Reveal())) == 1
}

// String returns "[secret]", or "" for an empty Secret.
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return shownSecret
}

// GoString returns what String does.
func (s Secret) GoString() string { return s.String() }

// Format writes what String returns, whatever the verb and its flags.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// LogValue returns what String does.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText returns what String does: a Secret is read, never written.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalJSON returns what String does, as a JSON string.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + s.String() + `"`), nil }

// UnmarshalText makes the Secret hold text. It serves encoding/json too.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = NewSecret(string(text))
	return nil
}
