package catalog

import (
	"fmt"
	"go/types"
)

// params lets the parameters of one entry's Init meet what the composition has.
// The entry's own state is no candidate.
func (r *reader) params(cat *Catalog, in *initFunc, entry string) []Param {
	var params []Param
	for _, v := range in.params {
		t := v.Type()
		p := Param{Name: v.Name(), Position: r.paramAt(in, v), Text: textOf(t)}
		_, p.Interface = t.Underlying().(*types.Interface)
		if n := namedOf(t); n != nil {
			p.Type = identOf(n.Obj())
		}
		if ptr, ok := types.Unalias(t).(*types.Pointer); ok && isNamed(ptr.Elem(), "log/slog", "Logger") {
			p.Logger = true
		} else {
			r.meet(cat, &p, t, entry)
		}
		params = append(params, p)
	}
	return params
}

// meet finds what fits a parameter. Reasons why the rest does not are worth
// their price only where nothing does.
func (r *reader) meet(cat *Catalog, p *Param, t types.Type, entry string) {
	for _, s := range r.states {
		if s.entry != entry && s.typ != nil && mismatch(s.typ, t) == nil {
			p.Candidates = append(p.Candidates, Candidate{Entry: s.entry})
		}
	}
	for i, in := range cat.Inputs {
		if mismatch(r.typed[i], t) == nil {
			p.Candidates = append(p.Candidates, Candidate{Input: in.Name})
		}
	}
	if len(p.Candidates) == 0 {
		p.Misses = r.misses(cat, t, entry)
	}
}

func (r *reader) misses(cat *Catalog, t types.Type, entry string) []Miss {
	var out []Miss
	for _, s := range r.states {
		switch {
		case s.entry == entry:
		case s.typ == nil:
			out = append(out, Miss{Entry: s.entry, Reason: "it could not be read"})
		default:
			out = append(out, Miss{Entry: s.entry, Reason: mismatch(s.typ, t)()})
		}
	}
	for i, in := range cat.Inputs {
		out = append(out, Miss{Input: in.Name, Reason: mismatch(r.typed[i], t)()})
	}
	return out
}

// mismatch says why a value of type have cannot be handed to a parameter of
// type want; nil where it can. An interface that everything implements says
// nothing about what is meant, so nothing fits it.
func mismatch(have, want types.Type) func() string {
	if types.Identical(have, want) {
		return nil
	}
	iface, ok := want.Underlying().(*types.Interface)
	if !ok {
		return func() string { return "it is " + textOf(have) }
	}
	if iface.Empty() {
		return func() string { return "any value would fit, so that none is meant" }
	}
	m, wrong := types.MissingMethod(have, iface, true)
	if m == nil {
		return nil
	}
	return func() string {
		if missing, _ := types.MissingMethod(types.NewPointer(have), iface, true); missing == nil {
			return fmt.Sprintf("method %s belongs to *%s, and it is %s", m.Name(), textOf(have), textOf(have))
		}
		if wrong {
			return fmt.Sprintf("method %s of %s has another signature", m.Name(), textOf(have))
		}
		return fmt.Sprintf("%s has no method %s", textOf(have), m.Name())
	}
}
