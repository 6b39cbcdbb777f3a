package settings

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
)

// wrongType reports a value of another kind than the type takes.
func (b *binder) wrongType(v *config.Value, t catalog.Type, p place) (Literal, bool) {
	return b.fail(p, finding{
		code:    diag.WrongSettingType,
		at:      v.Position,
		message: fmt.Sprintf("must be %s, found %s", b.want(t), b.found(v, p)),
		help:    b.wayOut(v, t, p),
	})
}

// want says in YAML's words what a type takes.
func (b *binder) want(t catalog.Type) string {
	if known, ok := textTypes[t.ID()]; ok {
		return known.one
	}
	if words, own := formWords[b.form(t)]; own {
		return words
	}
	u := b.underlying(t)
	switch u.Kind {
	case catalog.Basic:
		return wantBasic(u.Name)
	case catalog.Pointer:
		return b.want(*u.Elem)
	case catalog.Slice:
		return "a list of " + plural(b.want(*u.Elem))
	case catalog.Array:
		return fmt.Sprintf("a list of %d %s", u.Len, plural(b.want(*u.Elem)))
	case catalog.Map:
		return "a mapping to " + plural(b.want(*u.Elem))
	case catalog.Struct:
		return "a mapping"
	}
	return "a value"
}

// formWords are the words for what is not told by what a type is made of.
var formWords = map[form]string{
	durationForm: "a duration such as 10s",
	timeForm:     "a time such as 2006-01-02T15:04:05Z",
	urlForm:      "a URL",
	bytesForm:    "a string in base64",
	numberForm:   "a number",
	rawForm:      "a value",
	textForm:     "a string",
	jsonForm:     "a value",
}

func wantBasic(name string) string {
	switch name {
	case "bool":
		return "true or false"
	case "string":
		return "a string"
	case "float32", "float64":
		return "a number"
	}
	if integers[name].wide {
		return "a whole number"
	}
	return integers[name].words()
}

// plural makes "strings" of "a string", and so on for the words of want.
func plural(one string) string {
	if one == "true or false" {
		return "true or false"
	}
	for _, known := range textTypes {
		if known.one == one {
			return known.many
		}
	}
	one = strings.TrimPrefix(one, "a ")
	for _, noun := range []string{"whole number", "number", "string", "list", "mapping", "duration", "value", "time", "URL"} {
		if rest, ok := strings.CutPrefix(one, noun); ok {
			return noun + "s" + rest
		}
	}
	return one
}

func count(n uint64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// found says what is written, and of a secret only its kind.
func (b *binder) found(v *config.Value, p place) string {
	switch v.Kind {
	case config.Null:
		return "null"
	case config.Sequence:
		return "a list"
	case config.Mapping:
		return "a mapping"
	case config.String:
		if p.secret {
			return "a string (not shown)"
		}
		return strconv.Quote(short(v.Text))
	case config.Timestamp:
		if !p.secret {
			return "the date " + short(v.Text)
		}
	}
	if p.secret {
		return "another value (not shown)"
	}
	return short(v.Text)
}

// short keeps a message to one line.
func short(text string) string {
	const most = 40
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "..."
	}
	return text
}

func quoted(words []string) string {
	var out []string
	for _, w := range words {
		out = append(out, strconv.Quote(w))
	}
	return strings.Join(out, ", ")
}

// wayOut says how to write what was probably meant; empty where nothing is
// probable, and never with a secret in it.
func (b *binder) wayOut(v *config.Value, t catalog.Type, p place) string {
	u := b.underlying(behind(t))
	scalar := v.Kind != config.Sequence && v.Kind != config.Mapping && v.Kind != config.Null
	switch {
	case !scalar || p.secret:
		return ""
	case b.form(behind(t)) != structural:
		return formHelp(b.form(behind(t)), v)
	case u.Kind == catalog.Slice || u.Kind == catalog.Array:
		return fmt.Sprintf("write it as a list: [%s]", short(v.Text))
	case u.Kind != catalog.Basic:
		return ""
	case u.Name == "string":
		return fmt.Sprintf("write it in quotes: %q", short(v.Text))
	case u.Name == "bool":
		return boolHelp(v)
	}
	return numberHelp(v, u.Name)
}

// formHelp is the way out for a value of another form than the type's own.
func formHelp(f form, v *config.Value) string {
	switch {
	case f == durationForm:
		return durationHelp(v)
	case f == timeForm && dateOnly.MatchString(v.Text):
		return "write " + v.Text + "T00:00:00Z"
	case f == textForm || f == urlForm && v.Kind != config.String:
		return fmt.Sprintf("write it in quotes: %q", short(v.Text))
	case f == numberForm:
		return numberHelp(v, "float64")
	}
	return ""
}

var dateOnly = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)

func durationHelp(v *config.Value) string {
	if v.Kind == config.Integer || v.Kind == config.Float {
		return fmt.Sprintf("add a unit: %[1]ss for seconds, %[1]sms for milliseconds", short(v.Text))
	}
	return "the units are ns, us, ms, s, m and h, as in 1h30m"
}

func boolHelp(v *config.Value) string {
	switch strings.ToLower(v.Text) {
	case "yes", "on", "y", "1":
		return "write true"
	case "no", "off", "n", "0":
		return "write false"
	case "true", "false":
		return "write it without quotes: " + strings.ToLower(v.Text)
	}
	return ""
}

var (
	leadingZero = regexp.MustCompile(`^[-+]?0+[0-9]+$`)
	octal       = regexp.MustCompile(`^0+[0-7]+$`)
	underscored = regexp.MustCompile(`^[-+]?[0-9][0-9_]*(\.[0-9_]*)?$`)
	integral    = regexp.MustCompile(`^([-+]?[0-9]+)\.0*$`)
)

func numberHelp(v *config.Value, name string) string {
	text := short(v.Text)
	_, whole := wholeNumber(text)
	switch isFloat := strings.HasPrefix(name, "float"); {
	case isFloat && strings.HasPrefix(strings.TrimLeft(text, "+-"), "."+"i") || text == ".nan":
		return "infinities and .nan cannot be written as settings"
	case leadingZero.MatchString(text):
		return leadingZeroHelp(text)
	case strings.Contains(text, "_") && underscored.MatchString(text):
		return "write " + strings.ReplaceAll(text, "_", "")
	case v.Quoted && (whole || isFloat && floatForm.MatchString(text)):
		return "write it without quotes: " + text
	case integral.MatchString(text):
		return "write " + integral.FindStringSubmatch(text)[1]
	}
	return ""
}

func leadingZeroHelp(text string) string {
	sign, digits := "", strings.TrimLeft(text, "+-0")
	if strings.HasPrefix(text, "-") {
		sign = "-"
	}
	if digits == "" {
		return "write 0"
	}
	if octal.MatchString(text) {
		return fmt.Sprintf("write %s, or 0o%s where octal is meant", digits, digits)
	}
	return "write " + sign + digits
}
