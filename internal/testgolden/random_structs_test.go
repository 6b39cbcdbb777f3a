package testgolden

import (
	"fmt"
	"strings"
)

// one is a type at random, with parts down to a depth.
func (a *author) one(depth int) randomType {
	if depth == 0 || a.Intn(3) == 0 {
		all := append(a.scalars(), a.texts()...)
		return all[a.Intn(len(all))]
	}
	switch a.Intn(7) {
	case 0:
		return a.pointer(a.one(depth - 1))
	case 1:
		return a.slice(a.one(depth - 1))
	case 2:
		return a.array(a.one(depth - 1))
	case 3:
		return a.table(a.one(depth - 1))
	case 4:
		return a.anonymous(depth - 1)
	}
	return a.structure(depth-1, "S")
}

func (a *author) pointer(to randomType) randomType {
	if to.expr == "any" {
		return to // a pointer to null and a null pointer look alike
	}
	return randomType{"*" + to.expr, to.value}
}

func (a *author) slice(of randomType) randomType {
	if of.expr == "uint8" {
		return of // in encoding/json that is text
	}
	return randomType{"[]" + of.expr, func() written { return a.several(a.Intn(4), of) }}
}

func (a *author) array(of randomType) randomType {
	n := a.Intn(3)
	return randomType{fmt.Sprintf("[%d]%s", n, of.expr), func() written { return a.several(n, of) }}
}

func (a *author) several(n int, of randomType) written {
	out := written{list: true}
	for range n {
		out.items = append(out.items, of.value())
	}
	return out
}

func (a *author) table(of randomType) randomType {
	key, keys := "string", []string{"", "a", "b c", "a.b/c~d", "$", "ä"}
	switch a.Intn(5) {
	case 0:
		key = "Word"
	case 1:
		key, keys = "int", []string{"0", "-7", "12"}
	case 2:
		key, keys = "uint8", []string{"0", "255"}
	case 3:
		key, keys = "netip.Addr", []string{"10.0.0.1", "::1"}
	}
	return randomType{"map[" + key + "]" + of.expr, func() written {
		out := written{keys: []string{}}
		for _, i := range a.Perm(len(keys))[:a.Intn(3)] {
			out.keys, out.items = append(out.keys, keys[i]), append(out.items, of.value())
		}
		return out
	}}
}

// member is a field of a struct with its name in a file.
type member struct {
	name     string
	optional bool
	of       randomType
}

func (a *author) anonymous(depth int) randomType {
	decl, value := a.fields(depth, 1+a.Intn(2), "")
	return randomType{"struct {\n" + decl + "}", value}
}

// structure declares a named struct, exported or not, at times with another one
// embedded.
func (a *author) structure(depth int, initial string) randomType {
	name := fmt.Sprintf("%s%d", initial, len(a.decls))
	a.decls = append(a.decls, "") // takes the name
	at := len(a.decls) - 1
	embedded := randomType{value: func() written { return written{} }}
	if depth > 0 && a.Intn(2) == 0 {
		embedded = a.structure(depth-1, a.pick("S", "s"))
	}
	decl, value := a.fields(depth, 1+a.Intn(4), strings.ToLower(name))
	if embedded.expr != "" {
		if embedded.expr[0] == 'S' {
			embedded.expr = a.pick("", "*") + embedded.expr
		}
		decl = embedded.expr + "\n" + decl
	}
	a.decls[at] = fmt.Sprintf("// %s is made at random.\ntype %s struct {\n%s}\n", name, name, decl)
	return randomType{name, func() written {
		own, inner := value(), embedded.value()
		return written{keys: append(append([]string{}, inner.keys...), own.keys...), items: append(inner.items, own.items...)}
	}}
}

// fields are some fields; prefix keeps their names apart from those of a struct
// that embeds theirs.
func (a *author) fields(depth, n int, prefix string) (decl string, value func() written) {
	var members []member
	for i := range n {
		m := member{fmt.Sprintf("%sf%d", prefix, i), a.late || a.Intn(3) == 0, a.one(depth)}
		if depth > 0 && prefix != "" && a.Intn(6) == 0 { // who writes a struct out must name what is in it
			m.of = a.structure(depth-1, "s")
		}
		tag := m.name
		if m.optional {
			tag += ",omitzero"
		}
		decl += fmt.Sprintf("%s %s `json:%q`\n", strings.ToUpper(m.name), m.of.expr, tag)
		members = append(members, m)
	}
	return decl, func() written {
		out := written{keys: []string{}}
		for _, m := range members {
			if !m.optional || a.Intn(3) > 0 {
				out.keys, out.items = append(out.keys, m.name), append(out.items, m.of.value())
			}
		}
		return out
	}
}
