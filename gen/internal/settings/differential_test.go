package settings

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
)

// PlainAll is All without the rules that encoding/json does not know.
type PlainAll struct {
	ID string `json:"id"`
	*Extra
	Bool    bool                `json:"bool"`
	Int     int                 `json:"int"`
	I8      int8                `json:"i8"`
	U64     uint64              `json:"u64"`
	F32     float32             `json:"f32"`
	F64     float64             `json:"f64"`
	String  string              `json:"string"`
	Level   Level               `json:"level"`
	Ptr     *int                `json:"ptr"`
	Deep    **string            `json:"deep"`
	List    []string            `json:"list"`
	Arr     [2]Level            `json:"arr"`
	Map     map[string]float64  `json:"map"`
	ByInt   map[int8]string     `json:"by_int"`
	ByMode  map[Mode][]bool     `json:"by_mode"`
	Free    map[string]any      `json:"free"`
	Ptrs    []*int              `json:"ptrs"`
	Nested  struct{ X, Y *int } `json:"nested"`
	Structs []Extra             `json:"structs"`
	Self    *PlainAll           `json:"self"`
}

// optional makes every setting of the types optional.
func optional(c *catalog.ConfigFacts) *catalog.ConfigFacts {
	for id, def := range c.Types {
		def.Underlying = relaxed(def.Underlying)
		c.Types[id] = def
	}
	return c
}

func relaxed(t catalog.Type) catalog.Type {
	for i, f := range t.Fields {
		name, _, _ := strings.Cut(reflect.StructTag(f.Tag).Get("json"), ",")
		t.Fields[i].Tag = fmt.Sprintf("json:%q", name+",omitzero")
		t.Fields[i].Type = relaxed(f.Type)
	}
	return t
}

// fromJSON is a JSON text as a file's value would be; strings in quotes, and
// dollars doubled.
func fromJSON(t *testing.T, data []byte) *config.Value {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	v := nextJSON(t, d)
	if _, err := d.Token(); err != io.EOF {
		t.Fatal("more than one value")
	}
	return &v
}

func nextJSON(t *testing.T, d *json.Decoder) config.Value {
	tok, err := d.Token()
	if err != nil {
		t.Fatal(err)
	}
	at := diag.Position{File: "plugin_config.yaml", Line: 1, Column: int(d.InputOffset())}
	switch tok := tok.(type) {
	case nil:
		return config.Value{Kind: config.Null, Text: "null", Position: at}
	case bool:
		return config.Value{Kind: config.Bool, Text: fmt.Sprint(tok), Position: at}
	case string:
		return config.Value{Kind: config.String, Text: strings.ReplaceAll(tok, "$", "$$"), Quoted: true, Position: at}
	case json.Number:
		kind := config.Float
		if !strings.ContainsAny(tok.String(), ".eE") {
			kind = config.Integer
		}
		return config.Value{Kind: kind, Text: tok.String(), Position: at}
	case json.Delim:
		v := config.Value{Kind: config.Sequence, Position: at}
		if tok == '{' {
			v.Kind = config.Mapping
		}
		for d.More() {
			if tok == '{' {
				key, _ := d.Token()
				v.Members = append(v.Members, config.Member{Key: key.(string), Position: at, Value: nextJSON(t, d)})
				continue
			}
			v.Items = append(v.Items, nextJSON(t, d))
		}
		d.Token()
		return v
	}
	t.Fatalf("token %v", tok)
	return config.Value{}
}

// Over random values, the literal gives what encoding/json decodes from the
// same data.
func TestLikeEncodingJSON(t *testing.T) {
	c := optional(facts(reflect.TypeFor[PlainAll]()))
	r := rand.New(rand.NewSource(1))
	for range 150 {
		var in PlainAll
		fill(r, reflect.ValueOf(&in).Elem(), 0)
		data, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		var want, got PlainAll
		if err := json.Unmarshal(data, &want); err != nil {
			t.Fatal(err)
		}
		lit, list := bindLiteral(fromJSON(t, data), c)
		if len(list) > 0 {
			t.Fatalf("%s: %+v", data, list)
		}
		if err := apply(lit, reflect.ValueOf(&got).Elem()); err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		floats(reflect.ValueOf(&got).Elem())
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("%s: encoding/json (-) and the literal (+) differ: %s", data, d)
		}
	}
}

// floats makes of the ints inside an interface what encoding/json makes of them.
func floats(v reflect.Value) {
	free := v.FieldByName("Free")
	floated(free.Interface())
	if self := v.FieldByName("Self"); !self.IsNil() {
		floats(self.Elem())
	}
}

func floated(x any) any {
	switch x := x.(type) {
	case int:
		return float64(x)
	case []any:
		for i := range x {
			x[i] = floated(x[i])
		}
	case map[string]any:
		for k := range x {
			x[k] = floated(x[k])
		}
	}
	return x
}

var words = []string{"", "a", "$", "${x}", "a$$b", "yes", "null", "017", "ä\u2028\x00\"\\`\n", "<&>", "\ufeff", "1.0"}

// fill sets a value at random.
func fill(r *rand.Rand, v reflect.Value, depth int) {
	switch {
	case v.Kind() == reflect.Bool:
		v.SetBool(r.Intn(2) == 0)
	case v.CanInt():
		plus, minus := r.Int63()>>r.Intn(64), r.Int63()>>r.Intn(64)
		v.SetInt(plus - minus)
	case v.CanUint():
		v.SetUint(r.Uint64() >> r.Intn(64))
	case v.CanFloat():
		v.SetFloat(float64(float32(math.Ldexp(r.NormFloat64(), r.Intn(60)-30))))
	case v.Kind() == reflect.String:
		v.SetString(words[r.Intn(len(words))])
	case v.Kind() == reflect.Interface:
		fillAny(r, v, depth)
	default:
		fillComposite(r, v, depth)
	}
}

func fillAny(r *rand.Rand, v reflect.Value, depth int) {
	kinds := []reflect.Type{reflect.TypeFor[string](), reflect.TypeFor[bool](), reflect.TypeFor[int32](), reflect.TypeFor[float64](), reflect.TypeFor[[]any](), reflect.TypeFor[map[string]any]()}
	x := reflect.New(kinds[r.Intn(len(kinds)-depth%2*2)]).Elem()
	if depth < 6 {
		fill(r, x, depth+1)
		v.Set(x)
	}
}

func fillComposite(r *rand.Rand, v reflect.Value, depth int) {
	switch n := r.Intn(3); v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(r, v.Field(i), depth+1)
		}
	case reflect.Pointer:
		if depth < 4 && n > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(r, v.Elem(), depth+1)
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(r, v.Index(i), depth+1)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(r, v.Index(i), depth+1)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range n {
			k, x := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(r, k, depth+1)
			fill(r, x, depth+1)
			v.SetMapIndex(k, x)
		}
	}
}
