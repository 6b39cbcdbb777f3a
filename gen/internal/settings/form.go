package settings

import (
	"encoding"
	"encoding/base64"
	"log/slog"
	"math/big"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
)

// form is how values of a type stand in a file.
type form int

const (
	structural   form = iota // by what the type is made of
	durationForm             // 1h30m
	timeForm                 // RFC 3339
	urlForm                  // a URL
	bytesForm                // base64, as encoding/json has it
	numberForm               // json.Number: a number, kept as it is written
	rawForm                  // json.RawMessage: anything, kept as it is
	textForm                 // what the type's UnmarshalText reads
	jsonForm                 // what the type's UnmarshalJSON reads
)

// formsByID are the types of the standard library whose form is settled.
var formsByID = map[string]form{
	duration: durationForm, "time.Time": timeForm, "net/url.URL": urlForm,
	"encoding/json.Number": numberForm, "encoding/json.RawMessage": rawForm,
}

func (b *binder) form(t catalog.Type) form {
	if f, ok := formsByID[t.ID()]; ok && t.Kind == catalog.Named {
		return f
	}
	def := b.facts.Types[t.ID()]
	switch u := b.underlying(t); {
	case t.Kind == catalog.Named && def.UnmarshalText:
		return textForm
	case t.Kind == catalog.Named && def.UnmarshalJSON:
		return jsonForm
	case u.Kind == catalog.Slice && u.Elem.Kind == catalog.Basic && isByte(*u.Elem):
		return bytesForm
	}
	return structural
}

// ownForm binds a value of a type whose form is not what it is made of.
func (b *binder) ownForm(f form, v *config.Value, t catalog.Type, p place) (Literal, bool) {
	switch f {
	case durationForm:
		return b.duration(v, t, p)
	case timeForm:
		return b.time(v, t, p)
	case urlForm:
		return b.url(v, t, p)
	case bytesForm:
		return b.bytes(v, t, p)
	case numberForm:
		return b.number(v, t, p)
	case rawForm:
		return b.raw(v, t, p)
	case textForm:
		return b.ownText(v, t, p)
	}
	return b.ownJSON(v, t, p)
}

func (b *binder) time(v *config.Value, t catalog.Type, p place) (Literal, bool) {
	if v.Kind != config.String && v.Kind != config.Timestamp {
		return b.wrongType(v, t, p)
	}
	text := b.plain(v)
	if _, err := time.Parse(time.RFC3339, text); err != nil {
		return b.wrongType(v, t, p)
	}
	return Literal{Kind: TimeLiteral, Type: t, Text: text}, b.checkText(v, text, p)
}

func (b *binder) url(v *config.Value, t catalog.Type, p place) (Literal, bool) {
	if v.Kind != config.String {
		return b.wrongType(v, t, p)
	}
	text := b.plain(v)
	if _, err := url.Parse(text); err != nil {
		return b.wrongType(v, t, p)
	}
	return Literal{Kind: URLLiteral, Type: t, Text: text}, b.checkText(v, text, p)
}

func (b *binder) bytes(v *config.Value, t catalog.Type, p place) (Literal, bool) {
	if v.Kind != config.String {
		return b.wrongType(v, t, p)
	}
	text := b.plain(v)
	content, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return b.wrongType(v, t, p)
	}
	return Literal{Kind: BytesLiteral, Type: t, Text: strconv.Quote(string(content))}, b.checkText(v, text, p)
}

func (b *binder) number(v *config.Value, t catalog.Type, p place) (Literal, bool) {
	text, ok := jsonNumber(v)
	if !ok {
		return b.wrongType(v, t, p)
	}
	if n, known := exactNumber(text); known && !b.checkNumber(v, n, p) {
		return Literal{}, false
	}
	return Literal{Kind: Scalar, Type: t, Text: strconv.Quote(text)}, true
}

// raw keeps the value as JSON; with a reference in it, from the start on.
func (b *binder) raw(v *config.Value, t catalog.Type, p place) (Literal, bool) {
	doc, late, ok := b.document(v, p)
	switch {
	case !ok:
		return Literal{}, false
	case late:
		return b.postpone(Late{Pointer: p.pointer, Text: doc, JSON: true}, t)
	}
	return Literal{Kind: BytesLiteral, Type: t, Text: strconv.Quote(strings.ReplaceAll(doc, "$$", "$"))}, true
}

// ownJSON leaves the value to the type's UnmarshalJSON.
func (b *binder) ownJSON(v *config.Value, t catalog.Type, p place) (Literal, bool) {
	doc, _, ok := b.document(v, p)
	if !ok {
		return Literal{}, false
	}
	return b.postpone(Late{Pointer: p.pointer, Text: doc, JSON: true}, t)
}

// textType is a type of the standard library that is read from text.
type textType struct {
	make      func() encoding.TextUnmarshaler
	one, many string // as messages call its values
}

// textTypes are those whose code is known here, so that what they would refuse
// at start is refused now.
var textTypes = map[string]textType{
	"net/netip.Addr":     {func() encoding.TextUnmarshaler { return new(netip.Addr) }, "an IP address", "IP addresses"},
	"net/netip.AddrPort": {func() encoding.TextUnmarshaler { return new(netip.AddrPort) }, "an IP address with a port", "IP addresses with ports"},
	"net/netip.Prefix":   {func() encoding.TextUnmarshaler { return new(netip.Prefix) }, "an IP network such as 10.0.0.0/8", "IP networks such as 10.0.0.0/8"},
	"net.IP":             {func() encoding.TextUnmarshaler { return new(net.IP) }, "an IP address", "IP addresses"},
	"log/slog.Level":     {func() encoding.TextUnmarshaler { return new(slog.Level) }, "a log level such as INFO", "log levels such as INFO"},
	"regexp.Regexp":      {func() encoding.TextUnmarshaler { return new(regexp.Regexp) }, "a regular expression", "regular expressions"},
	"math/big.Int":       {func() encoding.TextUnmarshaler { return new(big.Int) }, "a whole number in quotes", "whole numbers in quotes"},
}

// makers are the functions that give a type's value for text that is known to
// be good.
var makers = map[string]catalog.Ident{
	"net/netip.Addr":     {Path: "net/netip", Package: "netip", Name: "MustParseAddr"},
	"net/netip.AddrPort": {Path: "net/netip", Package: "netip", Name: "MustParseAddrPort"},
	"net/netip.Prefix":   {Path: "net/netip", Package: "netip", Name: "MustParsePrefix"},
}

// ownText leaves the value to the type's UnmarshalText, or to its maker.
func (b *binder) ownText(v *config.Value, t catalog.Type, p place) (Literal, bool) {
	if v.Kind != config.String && v.Kind != config.Timestamp {
		return b.wrongType(v, t, p)
	}
	text := b.plain(v)
	if known, ok := textTypes[t.ID()]; ok && known.make().UnmarshalText([]byte(text)) != nil {
		return b.fail(p, finding{code: diag.InvalidSetting, at: v.Position, message: "must be " + b.want(t) + ", found " + b.found(v, p)})
	}
	if !b.checkText(v, text, p) {
		return Literal{}, false
	}
	if maker, ok := makers[t.ID()]; ok && text != "" {
		return Literal{Kind: CallLiteral, Type: t, Func: maker, Text: text}, true
	}
	return b.postpone(Late{Pointer: p.pointer, Text: v.Text}, t)
}

// postpone notes a value for the start and returns what stands in its place.
func (b *binder) postpone(late Late, t catalog.Type) (Literal, bool) {
	b.late = append(b.late, late)
	return Literal{Kind: ZeroLiteral, Type: t, Text: b.zero(t)}, true
}

// zero is the source of a type's zero value; empty for T{}.
func (b *binder) zero(t catalog.Type) string {
	switch u := b.underlying(t); u.Kind {
	case catalog.Basic:
		switch u.Name {
		case "bool":
			return "false"
		case "string":
			return `""`
		}
		return "0"
	case catalog.Struct, catalog.Array:
		return ""
	}
	return "nil"
}
