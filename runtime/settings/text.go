package settings

import (
	"encoding"
	"encoding/base64"
	"fmt"
	"math/big"
	"net/url"
	"strings"
	"time"
)

// containPanic makes an error of a panic in a type's own code.
func containPanic(err *error) {
	if v := recover(); v != nil {
		*err = fmt.Errorf("its code panicked: %v", v)
	}
}

// ofText is a scalar that is read from a string.
func ofText[T any](p *T, all []Rule, words string, read func(string) (T, error)) Setting {
	return scalar[T]{p, gather(all), text, words, func(v *node) (T, *big.Rat, error) {
		x, err := read(v.text)
		return x, nil, err
	}}
}

// plainly drops an error of the standard library, which would say the text again.
func plainly[T any](x T, err error) (T, error) {
	if err != nil {
		err = errOther
	}
	return x, err
}

// Duration is a setting that time.ParseDuration reads, "1h30m".
func Duration(p *time.Duration, rules ...Rule) Setting {
	return ofText(p, rules, "a duration such as 10s", func(s string) (time.Duration, error) {
		return plainly(time.ParseDuration(s))
	})
}

// Time is a setting that is a time in the form of RFC 3339.
func Time(p *time.Time, rules ...Rule) Setting {
	return ofText(p, rules, "a time such as 2006-01-02T15:04:05Z", func(s string) (t time.Time, err error) {
		return plainly(t, t.UnmarshalText([]byte(s)))
	})
}

// URL is a setting that url.Parse reads.
func URL(p *url.URL, rules ...Rule) Setting {
	return ofText(p, rules, "a URL", func(s string) (url.URL, error) {
		u, err := url.Parse(s)
		if err != nil {
			return url.URL{}, errOther
		}
		return *u, nil
	})
}

// Bytes is a setting that is standard base64, as encoding/json has it.
func Bytes[T ~[]byte](p *T, rules ...Rule) Setting {
	return nillable[T]{to: p, Setting: ofText(p, rules, "text in base64", func(s string) (T, error) {
		return plainly(base64.StdEncoding.DecodeString(s))
	})}
}

// nillable is a setting that null empties.
type nillable[T ~[]byte] struct {
	Setting
	to *T
}

func (s nillable[T]) set(r *run, v *node, at place) {
	if v.kind == null && !at.replaced() {
		*s.to = nil
		return
	}
	s.Setting.set(r, v, at)
}

// Text is a setting that its type's UnmarshalText reads from a string. The method
// is called on a new value.
func Text[T any, P interface {
	*T
	encoding.TextUnmarshaler
}](p P, rules ...Rule) Setting {
	return ofText((*T)(p), rules, "text that "+typeName(p)+" can read", func(s string) (T, error) {
		x := P(new(T))
		err := x.UnmarshalText([]byte(s))
		return *x, err
	})
}

// typeName is the name of the type that a pointer is to.
func typeName(p any) string { return strings.TrimPrefix(fmt.Sprintf("%T", p), "*") }
