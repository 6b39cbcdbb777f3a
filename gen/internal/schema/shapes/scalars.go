//lint:file-ignore U1000 unexported fields are there to be passed over
//lint:file-ignore SA5008 inline is an option of the Reflector

package shapes

type (
	// Untagged has no tag at all.
	Untagged struct {
		Name  string
		Count int
		On    bool
		Rate  float64
	}

	// Widths are numbers of every width.
	Widths struct {
		I   int     `json:"i"`
		I8  int8    `json:"i8" jsonschema:"minimum=-128"`
		I16 int16   `json:"i16"`
		I32 int32   `json:"i32"`
		I64 int64   `json:"i64" jsonschema:"maximum=9223372036854775807"`
		R   rune    `json:"r"`
		F32 float32 `json:"f32" jsonschema:"minimum=0.5"`
		F64 float64 `json:"f64" jsonschema:"exclusiveMaximum=1e300"`
	}

	// Unsigned has no minimum of its own.
	Unsigned struct {
		U   uint   `json:"u"`
		U8  uint8  `json:"u8"`
		U16 uint16 `json:"u16"`
		U32 uint32 `json:"u32"`
		U64 uint64 `json:"u64" jsonschema:"maximum=18446744073709551615"`
		B   byte   `json:"b" jsonschema:"multipleOf=4"`
	}

	// NamedScalars are folded into what they are made of.
	NamedScalars struct {
		M Mode  `json:"m" jsonschema:"enum=x,enum=y"`
		N mode  `json:"n"`
		O Octet `json:"o" jsonschema:"maximum=7"`
		C Count `json:"c" jsonschema:"exclusiveMinimum=0"`
		P *Mode `json:"p,omitempty"`
		R Ref   `json:"r"`
	}

	// Limits have numbers in every form.
	Limits struct {
		Neg   int     `json:"neg" jsonschema:"minimum=-5,maximum=-1"`
		Exp   float64 `json:"exp" jsonschema:"minimum=1e-3,maximum=2.5E+2"`
		Point float64 `json:"point" jsonschema:"multipleOf=0.01,enum=1,enum=1.50,example=0.10"`
		Zero  int     `json:"zero" jsonschema:"minimum=0,exclusiveMaximum=0"`
		Huge  float64 `json:"huge" jsonschema:"maximum=123456789012345678901234567890"`
	}

	// Strings have every rule for text.
	Strings struct {
		Short  string `json:"short" jsonschema:"minLength=0,maxLength=3"`
		Mail   string `json:"mail" jsonschema:"format=email,example=a@b.c,example=d@e.f"`
		Comma  string `json:"comma" jsonschema:"pattern=^[a-z]{1\\,3}$"`
		Digits string `json:"digits" jsonschema:"pattern=^\\d+\\.\\d+$"`
		Equals string `json:"equals" jsonschema:"pattern=^a=b$,title=k=v,enum=a=b,enum=c=d"`
		Quoted string "json:\"quoted\" jsonschema:\"description=a \\\"quoted\\\" `word`\""
		Angle  string `json:"angle" jsonschema:"pattern=^<[^>&]+>$"`
		Space  string `json:"with space" jsonschema:"enum= a,enum=b "`
	}

	// Unicode is beyond ASCII.
	Unicode struct {
		Größe  int    `json:"größe" jsonschema:"title=Größe in Zoll,description=wie groß\\, bitte"`
		Emoji  string `json:"emoji" jsonschema:"enum=👍,enum=👎,pattern=^\\p{So}$"`
		Żółć   string // Pole: zażółć gęślą jaźń
		Kanji  string `json:"漢字" jsonschema_description:"二文字"`
		Joined string `json:"joined" jsonschema:"example=e\u0301"`
	}

	// Texts are descriptions from three places, the last of which wins.
	Texts struct {
		// Comment is overridden.
		Tag string `json:"tag" jsonschema:"description=from the tag"`
		// Comment is overridden.
		Own string `json:"own" jsonschema_description:"from its own tag, with a comma"`
		// Comment is overridden twice.
		Both    string `json:"both" jsonschema:"description=from the tag" jsonschema_description:"from its own tag"`
		Comment string `json:"comment"` // Comment is behind.
		Titled  string `json:"titled" jsonschema:"title=A title"`
		None    string `json:"none"`
	}

	// AsText are numbers that a file holds as text.
	AsText struct {
		I int     `json:"i,string"`
		F float64 `json:",string"`
		B bool    `json:"b,string,omitempty"`
		S string  `json:"s,string"`
		P *int    `json:"p,omitempty,string"`
		L []int   `json:"l,string"`
	}

	// Dashes are fields that a file does not have, and one that looks so.
	Dashes struct {
		Out   string   `json:"-"`
		Comma string   `json:"-,"`
		Also  string   `jsonschema:"-"`
		More  string   `json:"more" jsonschema:"-,minLength=1"`
		Func  func()   `json:"-"`
		Chan  chan int `json:"-"`
		In    string   `json:"_-"`
	}

	// OnlyUnexported has no setting.
	OnlyUnexported struct{ a, b int }

	// Empty has no field.
	Empty struct{}

	// CaseMatters has two names that differ in case only.
	CaseMatters struct {
		Name string `json:"name"`
		NAME string `json:"NAME"`
		Nam  string `json:"Name"`
	}

	// YAMLTags do not count.
	YAMLTags struct {
		Name  string `json:"name" yaml:"title"`
		Plain string `yaml:"plain"`
		Skip  string `json:"skip" yaml:"-"`
	}

	// Flags are booleans.
	Flags struct {
		A bool  `json:"a"`
		B *bool `json:"b,omitempty" jsonschema:"title=B"`
	}

	// ReadWrite has marks for who may see what.
	ReadWrite struct {
		R string   `json:"r" jsonschema:"readOnly=true"`
		W string   `json:"w" jsonschema:"writeOnly=true,minLength=8"`
		N int      `json:"n" jsonschema:"writeOnly=true"`
		L []string `json:"l" jsonschema:"writeOnly=1"`
	}
)
