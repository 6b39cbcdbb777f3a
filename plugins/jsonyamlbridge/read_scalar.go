package jsonyamlbridge

import "gopkg.in/yaml.v3"

// quotedStyles are those whose text is always a string.
const quotedStyles = yaml.SingleQuotedStyle | yaml.DoubleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle

func (r *yamlReader) scalar(n *yaml.Node, v *node) {
	switch {
	case n.Style&yaml.TaggedStyle != 0:
		r.tagged(n, v)
	case n.Style&quotedStyles != 0:
		v.kind, v.scalar = text, n.Value
	default:
		r.plain(n, v)
	}
}

func (r *yamlReader) plain(n *yaml.Node, v *node) {
	v.kind, v.scalar = plain(n.Value)
	switch {
	case v.kind == number && v.scalar == "":
		r.add(v.at, "%s is a number that JSON cannot hold", cut(n.Value))
	case v.kind == text && r.cfg.RefuseAmbiguous:
		if old := ambiguous(n.Value); old != "" {
			r.add(v.at, "%s is %s in YAML 1.1 and not in YAML 1.2: put it in quotes, or write it in another way", cut(n.Value), old)
		}
	}
}

// tagged obeys the five tags that name a JSON type.
func (r *yamlReader) tagged(n *yaml.Node, v *node) {
	want, known := map[string]kind{
		"!!str": text, "!!int": number, "!!float": number, "!!bool": boolean, "!!null": null,
	}[n.ShortTag()]
	if !known {
		r.add(v.at, "the tag %s has no counterpart in JSON", n.ShortTag())
		return
	}
	if want == text {
		v.kind, v.scalar = text, n.Value
		return
	}
	got, literal := plain(n.Value)
	if isInt := only(unsigned(literal), digits); got != want || literal == "" && want == number || n.ShortTag() == "!!int" && !isInt {
		r.add(v.at, "%s is no %s", cut(n.Value), n.ShortTag())
		return
	}
	if n.ShortTag() == "!!float" && only(unsigned(literal), digits) {
		literal += ".0" // so that it is read back as what the tag says
	}
	v.kind, v.scalar = want, literal
}

// cut shortens what a message quotes.
func cut(s string) string {
	const shown = 40
	if r := []rune(s); len(r) > shown {
		return string(r[:shown]) + "…"
	}
	return s
}
