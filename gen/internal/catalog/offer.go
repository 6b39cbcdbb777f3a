package catalog

import (
	"go/constant"
	"go/types"

	"github.com/plugingen/plugingen/gen/internal/fold"
)

// Offer is what a method of a package was read to return, as plain data that
// can be stored with the package: how the base of a contract, which plugins
// embed, is known where only its compiled form is at hand. Exactly one of the
// parts is set.
type Offer struct {
	Nothing bool             `json:",omitempty"` // nil
	Text    *string          `json:",omitempty"` // a string constant
	Fields  map[string]Offer `json:",omitempty"` // a struct, by the fields that are written
	Items   []OfferItem      `json:",omitempty"` // a list that is not empty
	Empty   bool             `json:",omitempty"` // a struct or a list without content
	IsList  bool             `json:",omitempty"` // with Empty: a list
}

// OfferItem is an element of a list; Maybe says that a condition decides
// whether it is there.
type OfferItem struct {
	Offer Offer
	Maybe bool `json:",omitempty"`
}

// offerOf is false for what holds something that is not known, or a constant
// other than a string.
func offerOf(v fold.Value) (Offer, bool) {
	switch v.Form {
	case fold.Nil:
		return Offer{Nothing: true}, true
	case fold.Constant:
		s, ok := v.Text()
		return Offer{Text: &s}, ok
	case fold.Struct:
		out := Offer{Fields: map[string]Offer{}, Empty: len(v.Fields) == 0}
		for name, f := range v.Fields {
			o, ok := offerOf(f)
			if !ok {
				return Offer{}, false
			}
			out.Fields[name] = o
		}
		return out, true
	case fold.List:
		out := Offer{Empty: len(v.Items) == 0, IsList: true}
		for _, it := range v.Items {
			o, ok := offerOf(it.Value)
			if !ok {
				return Offer{}, false
			}
			out.Items = append(out.Items, OfferItem{Offer: o, Maybe: it.Maybe})
		}
		return out, true
	}
	return Offer{}, false
}

// value is the inverse of offerOf, without places.
func (o Offer) value() fold.Value {
	switch {
	case o.Nothing:
		return fold.Value{Form: fold.Nil}
	case o.Text != nil:
		return fold.Value{Form: fold.Constant, Const: constant.MakeString(*o.Text)}
	case o.IsList:
		v := fold.Value{Form: fold.List}
		for _, it := range o.Items {
			v.Items = append(v.Items, fold.Item{Value: it.Offer.value(), Maybe: it.Maybe})
		}
		return v
	}
	v := fold.Value{Form: fold.Struct, Fields: map[string]fold.Value{}}
	for name, f := range o.Fields {
		v.Fields[name] = f.value()
	}
	return v
}

// Offered is a method of a package and what it returns.
type Offered struct {
	Method *types.Func
	Offer  Offer
}

// offered are the exported methods of a package's exported types that return a
// list of components or metadata, and can be read; by type and method.
func (u *universe) offered(p *Package) []Offered {
	var out []Offered
	for _, name := range p.Types.Scope().Names() {
		tn, ok := p.Types.Scope().Lookup(name).(*types.TypeName)
		if !ok || !tn.Exported() || tn.IsAlias() || types.IsInterface(tn.Type()) {
			continue
		}
		named, ok := tn.Type().(*types.Named)
		if !ok {
			continue
		}
		for m := range named.Methods() {
			if t := resultOf(m); !m.Exported() || componentOf(t) == nil && !isNamed(t, RuntimePath, "Metadata") {
				continue
			}
			if o, ok := offerOf(u.code.Result(m, m.Pos())); ok {
				out = append(out, Offered{Method: m, Offer: o})
			}
		}
	}
	return out
}
