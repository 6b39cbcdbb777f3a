package testgolden

import (
	"encoding/base64"
	"fmt"
	"math/rand"
	"strconv"
	"strings"
	"time"
)

// written is a value in the form that a file has it in, and in the form that
// encoding/json has it in where that is another.
type written struct {
	text   string // of a scalar that is no string: as it is
	quote  bool   // text is a string
	items  []written
	keys   []string // of an object, one for each item
	list   bool
	gojson string // else as in the file
}

func verbatim(text string) written { return written{text: text} }
func quoted(text string) written   { return written{text: text, quote: true} }

// file writes the value for the file, in which a dollar is written twice.
func (w written) file(dollars string) string {
	return w.render(func(w written) string {
		return strconv.QuoteToGraphic(strings.ReplaceAll(w.text, "$", dollars))
	}, false)
}

// golang writes the value for encoding/json.
func (w written) golang() string {
	return w.render(func(w written) string { return strconv.QuoteToGraphic(w.text) }, true)
}

func (w written) render(str func(written) string, golang bool) string {
	switch {
	case golang && w.gojson != "":
		return w.gojson
	case w.list || w.keys != nil:
		var out []string
		for i, item := range w.items {
			text := item.render(str, golang)
			if !w.list {
				text = strconv.QuoteToGraphic(w.keys[i]) + ": " + text
			}
			out = append(out, text)
		}
		if w.list {
			return "[" + strings.Join(out, ", ") + "]"
		}
		return "{" + strings.Join(out, ", ") + "}"
	case w.quote:
		return str(w)
	}
	return w.text
}

// randomType is a Go type with a source of its values.
type randomType struct {
	expr  string
	value func() written
}

// author writes config types at random.
type author struct {
	*rand.Rand
	late  bool     // every setting is optional, so that all can come at start
	decls []string // of the named types so far
}

func (a *author) pick(of ...string) string { return of[a.Intn(len(of))] }

var someTexts = []string{"", "a", "plain text", "null", "true", "017", "1.0", "$", "${x}", "a$$b", "äöü €", "#no comment", "- x", "a: b", "'", `\`, "<&>", "~", "{}", "&a *b", "%", "@", "`"}

func (a *author) text() string { return a.pick(someTexts...) }

func (a *author) whole(bits uint, signed bool) written {
	n := a.Uint64() >> (64 - bits) >> a.Intn(int(bits))
	if signed {
		return verbatim(strconv.FormatInt(int64(n>>1)*int64(1-2*a.Intn(2)), 10))
	}
	return verbatim(strconv.FormatUint(n, 10))
}

// scalars are the types without parts, with their values.
func (a *author) scalars() []randomType {
	number := func(expr string, bits uint, signed bool) randomType {
		return randomType{expr, func() written { return a.whole(bits, signed) }}
	}
	return []randomType{
		{"bool", func() written { return verbatim(a.pick("true", "false")) }},
		{"string", func() written { return quoted(a.text()) }},
		{"Word", func() written { return quoted(a.text()) }},
		number("int", 64, true), number("int8", 8, true), number("int16", 16, true), number("int32", 32, true), number("Count", 64, true),
		number("uint", 64, false), number("uint8", 8, false), number("uint16", 16, false), number("uint32", 32, false), number("uint64", 64, false),
		{"float64", func() written { return verbatim(a.pick("0.5", "1e10", "-2.25", "3", "1.7976931348623157e308")) }},
		{"float32", func() written { return verbatim(a.pick("0.5", "-1e10", "3", "0.1")) }},
		{"any", func() written { return a.anything(2) }},
	}
}

// texts are the types that stand in a file as text of a form of their own.
func (a *author) texts() []randomType {
	of := func(expr string, values ...string) randomType {
		return randomType{expr, func() written { return quoted(a.pick(values...)) }}
	}
	return []randomType{
		{"time.Duration", func() written {
			d := time.Duration(a.Int63n(int64(100 * time.Hour)))
			return written{text: d.String(), quote: true, gojson: strconv.FormatInt(int64(d), 10)}
		}},
		of("time.Time", "2006-01-02T15:04:05Z", "1999-12-31T23:59:59.123456789+02:00", "2024-02-29T00:00:00-11:30"),
		{"url.URL", func() written {
			host := a.pick("example.com", "example.com:8080")
			return written{text: "https://" + host + "/a/b?q=1#f", quote: true,
				gojson: fmt.Sprintf(`{"Scheme": "https", "Host": %q, "Path": "/a/b", "RawQuery": "q=1", "Fragment": "f"}`, host)}
		}},
		of("netip.Addr", "10.0.0.1", "::1", "fe80::1%eth0"),
		of("netip.Prefix", "10.0.0.0/8", "2001:db8::/32"),
		of("netip.AddrPort", "10.0.0.1:80", "[::1]:443"),
		of("net.IP", "10.0.0.1", "2001:db8::1"),
		of("slog.Level", "INFO", "ERROR+2", "DEBUG"),
		of("Size", "1k", "20m", "$"),
		{"[]byte", func() written { return quoted(base64.StdEncoding.EncodeToString([]byte(a.text()))) }},
		{"Blob", func() written { return quoted(base64.StdEncoding.EncodeToString([]byte(a.text()))) }},
		{"json.RawMessage", func() written { return a.anything(2) }},
		{"json.Number", func() written { return verbatim(a.pick("1.10", "0", "-5", "1e400", "12345678901234567890")) }},
		{"Either", func() written { return a.anything(1) }},
	}
}

// anything is a JSON value; numbers are such that an int and a float64 print alike.
func (a *author) anything(depth int) written {
	switch n := a.Intn(7); {
	case n == 0:
		return verbatim(a.pick("true", "false"))
	case n == 1:
		return verbatim(a.pick("0", "-7", "123456"))
	case n == 2:
		return verbatim(a.pick("0.5", "-2.25"))
	case n == 3 && depth > 0:
		out := written{list: true}
		for range a.Intn(3) {
			out.items = append(out.items, a.anything(depth-1))
		}
		return out
	case n == 4 && depth > 0:
		return written{keys: []string{"k", "a b"}, items: []written{a.anything(depth - 1), a.anything(depth - 1)}}
	}
	return quoted(a.text())
}
