package shapes

type (
	// Optional has every way of being absent.
	Optional struct {
		Plain string  `json:"plain"`
		Empty string  `json:"empty,omitempty"`
		Zero  Triple  `json:"zero,omitzero"`
		Both  string  `json:"both,omitempty,omitzero"`
		Ptr   *string `json:"ptr"`
		Leaf  *Leaf   `json:"leaf,omitempty"`
		List  Tags    `json:"list,omitempty"`
	}

	// Asked says required in its tags.
	Asked struct {
		Over   string `json:"over,omitempty" jsonschema:"required"`
		Plain  string `json:"plain" jsonschema:"required"`
		Ptr    *Leaf  `json:"ptr,omitempty" jsonschema:"required,title=asked"`
		Inside string `json:"inside,omitempty" jsonschema:"description=it is not\\,required"`
		Not    string `json:"not,omitempty" jsonschema:"description=required"`
	}

	// Nullable accepts null.
	Nullable struct {
		// Text is described inside.
		Text   string   `json:"text" jsonschema:"nullable,minLength=1"`
		Number *int     `json:"number,omitempty" jsonschema:"minimum=1,nullable"`
		Leaf   *Leaf    `json:"leaf" jsonschema:"nullable,description=a leaf"`
		List   []string `json:"list" jsonschema:"nullable,enum=a"`
		Any    any      `json:"any" jsonschema:"nullable"`
		Inside string   `json:"inside,omitempty" jsonschema:"minLength=2,description=null\\,nullable"`
	}

	// Defaults are values for what is absent.
	Defaults struct {
		B  bool     `json:"b" jsonschema:"default=true"`
		I  int      `json:"i" jsonschema:"default=-4"`
		F  float64  `json:"f" jsonschema:"default=1.50"`
		S  string   `json:"s" jsonschema:"default="`
		L  []string `json:"l" jsonschema:"default=a,default=b"`
		N  []int    `json:"n" jsonschema:"default=1"`
		P  *int     `json:"p" jsonschema:"default=7"`
		Q  string   `json:"q" jsonschema:"required,default=x"`
		Nu string   `json:"nu" jsonschema:"nullable,default=x"`
		T  int      `json:"t,string" jsonschema:"default=5"`
		O  string   `json:"o,omitempty" jsonschema:"default=o"`
	}

	// Easy needs nothing.
	Easy struct {
		Size int  `json:"size" jsonschema:"default=3"`
		Note *int `json:"note,omitempty"`
	}

	// Filled holds structs that need nothing, and some that do.
	Filled struct {
		Easy   Easy            `json:"easy"`
		Asked  Easy            `json:"asked" jsonschema:"required"`
		Ptr    *Easy           `json:"ptr"`
		Map    map[string]Easy `json:"map"`
		Around struct {
			Easy Easy `json:"easy"`
		} `json:"around"`
		Hard struct {
			Easy Easy `json:"easy"`
			Name string
		} `json:"hard"`
		Choice struct {
			A string `json:"a,omitempty" jsonschema:"oneof_required=a"`
			B string `json:"b,omitempty" jsonschema:"oneof_required=b"`
		} `json:"choice"`
		Nothing struct{} `json:"nothing"`
	}

	// Choices are of several forms.
	Choices struct {
		A string `json:"a,omitempty" jsonschema:"oneof_required=first"`
		B string `json:"b,omitempty" jsonschema:"oneof_required=second"`
		C string `json:"c,omitempty" jsonschema:"oneof_required=second"`
		D string `json:"d,omitempty" jsonschema:"anyof_required=x"`
		E string `json:"e,omitempty" jsonschema:"anyof_required=y"`
	}

	// ManyTypes are chosen by type.
	ManyTypes struct {
		One  any    `json:"one" jsonschema:"oneof_type=string;integer"`
		Any  any    `json:"any" jsonschema:"anyof_type=array;boolean,title=any of"`
		Over string `json:"over" jsonschema:"type=integer,minimum=3"`
	}

	// ManyRefs are chosen by reference.
	ManyRefs struct {
		Leaf *Leaf `json:"leaf,omitempty"`
		Base *Base `json:"base,omitempty"`
		One  any   `json:"one" jsonschema:"oneof_ref=#/$defs/github.com:plugingen:plugingen:gen:internal:schema:shapes.Leaf;#/$defs/github.com:plugingen:plugingen:gen:internal:schema:shapes.Base"`
		Any  []any `json:"any" jsonschema:"anyof_ref=#/$defs/github.com:plugingen:plugingen:gen:internal:schema:shapes.Leaf"`
	}

	// Extras are beyond the vocabulary.
	Extras struct {
		A string   `json:"a" jsonschema_extras:"x-order=3,x-flag=true,x-off=false"`
		B int      `json:"b" jsonschema:"minimum=1" jsonschema_extras:"x-many=one,x-many=two,x-many=three"`
		C Leaf     `json:"c" jsonschema_extras:"x-note=a\\, b"`
		D string   `json:"d" jsonschema_extras:"x-plugingen-component=Providers"`
		E []string `json:"e" jsonschema_extras:"x-plugingen-component=StepTypes"`
		F any      `json:"f" jsonschema_extras:"x-alone=1"`
	}
)
