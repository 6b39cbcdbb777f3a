package catalog_test

import (
	"strings"
	"testing"
)

// difference is a text of the Reflector's answer, what is there instead, and
// why that is wanted. § stands for the path of package shapes.
type difference struct{ from, to, why string }

const (
	filled   = "what is filled where it is absent is not required: by a default, or a struct that needs nothing"
	goRule   = "encoding/json sets the field that is shallowest, not the one that is written last"
	comment  = "the comment is there, and the Reflector does not find it"
	ownForm  = "only its own code knows what the type accepts, not its fields"
	stated   = "the directive of the type states it"
	badName  = "encoding/json knows the field by its Go name, since the tag's is none"
	openNote = `,"x-plugingen-opaque":true}`
)

// wanted are the differences by shape.
var wanted = map[string][]difference{
	"Defaults": {{`,"required":["b","i","f","s","l","n","p","q","nu","t"]`, ``, filled}},
	"Easy":     {{`,"required":["size"]`, ``, filled}},
	"Filled": {
		{`,"required":["size"]`, ``, filled},
		{`"properties":{"easy":{"$ref":"#/$defs/§.Easy"}},"additionalProperties":false,"type":"object","required":["easy"]`,
			`"properties":{"easy":{"$ref":"#/$defs/§.Easy"}},"additionalProperties":false,"type":"object"`, filled},
		{`"required":["easy","Name"]`, `"required":["Name"]`, filled},
		{`"required":["easy","asked","ptr","map","around","hard","choice","nothing"]`, `"required":["ptr","map","hard","choice"]`, filled},
	},
	"Anonymous": {{`"required":["inner","list","map","again"]`, `"required":["inner","list","map"]`, filled}},
	"Times":     {{`"required":["t","list","own","in","m"]`, `"required":["t","list","in","m"]`, filled}},

	"Shadowing":     {{`"id":{"type":"string","description":"ID tells one from another."}`, `"id":{"type":"boolean"}`, goRule}},
	"ShadowedFirst": {{`"id":{"type":"boolean"},"kind":{"type":"string","enum":["a","b"]}`, `"kind":{"type":"string","enum":["a","b"]},"id":{"type":"boolean"}`, goRule}},
	"ShadowedDeep":  {{`"kind":{"type":"integer"},"mid":{"type":"boolean"}`, `"mid":{"type":"boolean"},"kind":{"type":"integer"}`, goRule}},
	"Ambiguous": {
		{`{"Both":{"type":"string"},"Tag":{"type":"string"},"Own":{"type":"integer"}}`, `{"Own":{"type":"integer"},"Tag":{"type":"string"}}`, goRule},
		{`["Both","Tag","Own"]`, `["Own","Tag"]`, goRule},
	},
	"Fixed": {
		{`{"a'b":{"type":"string"},"👍":{"type":"string"},"a\tb":{"type":"string"},`, `{"Quote":{"type":"string"},"Emoji":{"type":"string"},"Tab":{"type":"string"},`, badName},
		{`["a'b","👍","a\tb",`, `["Quote","Emoji","Tab",`, badName},
	},

	"Generics": {
		{`"s":{"$ref":"#/$defs/§.Pair(interface {},§.Empty)"}`, `"s":{"$ref":"#/$defs/§.Pair(any,§.Empty)"}`, "a name has no space"},
		{`"§.Pair(interface {},§.Empty)":{"properties":{"First":true,"second":{"$ref":"#/$defs/§.Empty"}},"additionalProperties":false,"type":"object","required":["First","second"],"description":"Pair is of two types."},`,
			``, "it stands further up, by its name"},
		{`"§.Pair(§.Tags,map(string)time.Duration)":{`,
			`"§.Pair(any,§.Empty)":{"properties":{"First":true,"second":{"$ref":"#/$defs/§.Empty"}},"additionalProperties":false,"type":"object","required":["First"],"description":"Pair is of two types."},"§.Pair(§.Tags,map(string)time.Duration)":{`, filled},
	},

	"Numbers": {
		{`"n":{"type":"string"}`, `"n":{"type":"number","minimum":1}`, "encoding/json reads a number into it"},
		{`"items":{"type":"string"}`, `"items":{"type":"number"}`, "encoding/json reads numbers into it"},
	},
	"OwnJSON": {
		{`"items":{"type":"string"}`, `"items":{"$ref":"#/$defs/§.Wild"}`, ownForm},
		{`"§:other.Free":{"properties":{"Seen":{"additionalProperties":{"type":"boolean"},"type":"object"}},"additionalProperties":false,"type":"object","required":["Seen"],"description":"Free reads its JSON itself."}`,
			`"§.Wild":{"description":"Wild reads its JSON itself."` + openNote + `,"§:other.Free":{"description":"Free reads its JSON itself."` + openNote, ownForm},
	},
	"Stated": {
		{`"$defs":{`, `"$defs":{"§.Level":{"enum":["low","high"]},"§.Pin":{"pattern":"^[0-9]{4}$","type":"string","writeOnly":true},`, stated},
		{`"level":{"type":"string",`, `"level":{"$ref":"#/$defs/§.Level",`, stated},
		{`"pin":{"type":"string"}`, `"pin":{"$ref":"#/$defs/§.Pin"}`, stated},
		{`"§:other.Anything":{"properties":{"Value":true},"additionalProperties":false,"type":"object","required":["Value"],"description":"Anything is taken as it comes."}`, `"§:other.Anything":true`, stated},
		{`"§:other.Size":{"properties":{"Bytes":{"type":"integer"}},"additionalProperties":false,"type":"object","required":["Bytes"],"description":"Size is a number with a unit."}`,
			`"§:other.Size":{"pattern":"^[0-9]+[KMG]$","type":["string","integer"]}`, stated},
		{`"§:other.Tree":{"additionalProperties":{"$ref":"#/$defs/§:other.Tree"},"type":"object","description":"Tree states a schema that refers to itself."}`,
			`"§:other.Tree":{"$defs":{"leaf":{"const":{"$ref":"#"}}},"additionalProperties":{"$ref":"#/$defs/§:other.Tree"},"properties":{"leaf":{"$ref":"#/$defs/§:other.Tree/$defs/leaf"}},"type":"object"}`, stated},
	},

	"NestedComments": {
		{`"inner":{"properties":{"deep":{"type":"integer"}`, `"inner":{"properties":{"deep":{"type":"integer","description":"Deep has one as well."}`, comment},
		{`"items":{"properties":{"deep":{"type":"integer"}`, `"items":{"properties":{"deep":{"type":"integer","description":"Behind it."}`, comment},
	},
	"EmbeddedComments": {
		{`"top":{"$ref":"#/$defs/§.Top"}`, `"top":{"$ref":"#/$defs/§.Top","description":"Top has a name."}`, comment},
		{`"low":{"type":"integer"}`, `"low":{"type":"integer","description":"Low is of a type that is not exported."}`, comment},
	},
	"GroupFirst": {{`,"description":"Group has a comment that go doc shows for both."`, ``, "the comment of a group is not that of its first type"}},
}

// patched is the Reflector's answer with the differences; each has to be there
// exactly once.
func patched(t *testing.T, text string, all []difference) string {
	t.Helper()
	for _, d := range all {
		from, to := strings.ReplaceAll(d.from, "§", qualified), strings.ReplaceAll(d.to, "§", qualified)
		if n := strings.Count(text, from); n != 1 {
			t.Errorf("%s: the Reflector says %d times %s", d.why, n, d.from)
		}
		text = strings.Replace(text, from, to, 1)
	}
	return text
}

// qualified is the path of package shapes as the names of definitions have it.
var qualified = strings.ReplaceAll(shapesPath, "/", ":")
