package config

import (
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/plugingen/plugingen/gen/diag"
)

const quotedStyles = yaml.SingleQuotedStyle | yaml.DoubleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle

// scalar converts a scalar by the core schema of YAML 1.2. What only YAML 1.1
// took for a boolean or a number (yes, 0b1, 1_000), and a leading zero, which
// the two read differently, stay unquoted text for the settings to refuse.
func (c converter) scalar(n *yaml.Node) Value {
	v := Value{Text: n.Value, Position: c.at(n), Alias: c.alias}
	switch {
	case n.Style&yaml.TaggedStyle != 0:
		return c.taggedScalar(n, v)
	case n.Style&quotedStyles != 0:
		v.Kind, v.Quoted = String, true
	default:
		v.Kind = plainKind(n.Value, n.Tag == "!!timestamp")
	}
	return v
}

// scalarTags are the tags that name a scalar's kind.
var scalarTags = map[string]Kind{
	"!!str": String, "!!null": Null, "!!bool": Bool, "!!int": Integer, "!!float": Float, "!!timestamp": Timestamp,
}

// taggedScalar makes the scalar what its tag says, if its text can be that.
func (c converter) taggedScalar(n *yaml.Node, v Value) Value {
	kind, ok := scalarTags[n.Tag]
	if !ok {
		c.unknownTag(n)
		return v
	}
	v.Kind, v.Quoted = kind, kind == String
	is := plainKind(n.Value, looksLikeDate.MatchString(n.Value))
	if kind == String || kind == is || kind == Float && is == Integer {
		return v
	}
	c.report(diag.WrongType, v.Position, "leave the tag out", "%s is not what the tag %s says", quote(n.Value), n.Tag)
	v.Kind = ""
	return v
}

var (
	integerForm = regexp.MustCompile(`^(?:[-+]?(?:0|[1-9][0-9]*)|0o[0-7]+|0x[0-9a-fA-F]+)$`)
	floatForm   = regexp.MustCompile(`^[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$`)
	specialForm = regexp.MustCompile(`^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$`)
	// looksLikeDate is for what was tagged as a timestamp; what was not is
	// recognised by the library, which knows the lengths of months.
	looksLikeDate = regexp.MustCompile(`^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt \t])`)
)

// plainKind is the kind of a scalar that is not in quotes.
func plainKind(text string, date bool) Kind {
	switch text {
	case "", "~", "null", "Null", "NULL":
		return Null
	case "true", "True", "TRUE", "false", "False", "FALSE":
		return Bool
	}
	switch {
	case date:
		return Timestamp
	case !strings.ContainsRune("+-.0123456789", rune(text[0])):
		return String
	case integerForm.MatchString(text):
		return Integer
	case floatForm.MatchString(text), specialForm.MatchString(text):
		return Float
	}
	return String
}

// describe names a value in the user's words.
func describe(v *Value) string {
	switch v.Kind {
	case Null:
		return "nothing"
	case Bool:
		return v.Text
	case Integer, Float:
		return "the number " + shorten(v.Text)
	case Timestamp:
		return "the date " + shorten(v.Text)
	case Sequence:
		return "a list"
	case Mapping:
		return "a mapping"
	}
	return "the text " + quote(v.Text)
}
