package fold

import (
	"slices"
	"strings"
)

// C is what the cases make lists of.
type C struct {
	Name  string
	Caps  []string
	Value any
}

// T is what the cases are methods of; what it holds is known only when it runs.
type T struct {
	On   bool
	Name string
	List []C
}

const prefix = "x_"

var (
	table    = []struct{ name string }{{"one"}, {prefix + "two"}}
	byName   = map[string]C{"m": {Name: "m"}}
	grown    []C
	whole    = []C{{Name: "w"}}
	replaced = []C{{Name: "r"}}
)

func init() {
	grown = append(grown, C{Name: "g"})
	replaced[0].Name = "R"
}

func named(name string, caps ...string) C { return C{Name: name, Caps: caps} }
func twice(name string) []C               { return []C{named(name + "1"), named(name + "2")} }
func only[E any](e E) []E                 { return []E{e} }
func rename(list []C)                     { list[0].Name = "renamed" }
func renamed(list []C) int                { list[0].Name = "renamed"; return 1 }
func again(n int) []C {
	if n == 0 {
		return nil
	}
	return append(again(n-1), C{Name: "n"})
}

func (t T) Literal() []C    { return []C{{Name: "a"}, {Name: prefix + "b", Value: strings.ToUpper("v")}} }
func (t T) Nothing() []C    { return nil }
func (t T) Positional() []C { return []C{{"a", nil, nil}} }
func (t T) Helpers() []C    { return append(twice("h"), named("z", "cap")) }
func (t T) Generic() []C    { return only(named("g")) }
func (t T) Concat() []C     { return slices.Concat(only(named("a")), twice("b"), nil) }
func (t T) Spread() []C     { return append([]C(nil), twice("s")...) }
func (t T) Whole() []C      { return whole }
func (t T) Indexed() []C    { return []C{whole[0], {Name: table[1].name}} }

func (t T) Named() (out []C) {
	out = append(out, named("a"))
	if t.On {
		return
	}
	out = append(out, named("b"))
	return
}

func (t T) Table() []C {
	var out []C
	for _, row := range table {
		out = append(out, C{Name: row.name})
	}
	return out
}

func (t T) Continue() []C {
	var out []C
	for i, name := range []string{"a", "b", "c"} {
		if name == "b" {
			continue
		}
		if t.On && i == 2 {
			continue
		}
		out = append(out, named(name))
	}
	return out
}

func (t T) If() []C {
	out := []C{named("always")}
	if t.On {
		out = append(out, named("on"))
	} else {
		out = append(out, named("off"))
	}
	return out
}

func (t T) EarlyReturn() []C {
	if !t.On {
		return nil
	}
	return []C{named("on")}
}

func (t T) Switch() []C {
	switch {
	case t.On:
		return twice("on")
	case t.Name == "x":
		return []C{named("x")}
	}
	return []C{named("default")}
}

func (t T) Field() []C {
	c := named("a")
	c.Name = "b"
	return []C{c}
}

func (t T) Sorted() []C {
	out := []C{named("b"), named("a")}
	slices.SortFunc(out, func(x, y C) int { return strings.Compare(x.Name, y.Name) })
	return out
}

func (t T) Local() []C {
	const name = "local" + prefix
	var c C
	c.Name = name
	s := "a"
	s += "b"
	return []C{c, {Name: s}}
}

func (t T) Receiver() []C  { return []C{{Name: t.Name}} }
func (t T) Upper() []C     { return []C{{Name: strings.ToUpper("a")}} }
func (t T) Held() []C      { return t.List }
func (t T) Grown() []C     { return grown }
func (t T) Replaced() []C  { return replaced }
func (t T) Recursion() []C { return again(2) }
func (t T) FromMap() []C   { return []C{byName["m"]} }
func (t T) Called() []C    { f := twice; return f("f") }
func (t T) Sliced() []C    { return twice("s")[1:] }
func (t T) Collected() []C { return slices.Collect(slices.Values(twice("c"))) }
func (t T) Deduced() []C {
	return slices.DeleteFunc(twice("d"), func(c C) bool { return c.Name == "d1" })
}
func (t T) Arithmetic() []C { return make([]C, 0, len(t.Name)) }

func (t T) Choice() []C {
	name := "a"
	if t.On {
		name = "b"
	}
	return []C{{Name: name}}
}

func (t T) Counted() []C {
	out := []C{named("known")}
	for i := 0; i < 2; i++ {
		out = append(out, named("counted"))
	}
	return out
}

func (t T) Ranged() []C {
	var out []C
	for name := range byName {
		out = append(out, named(name))
	}
	return out
}

func (t T) Closure() []C {
	var out []C
	add := func(name string) { out = append(out, named(name)) }
	add("a")
	return out
}

func (t T) Deferred() (out []C) {
	defer func() { out = append(out, named("deferred")) }()
	return []C{named("a")}
}

func (t T) Handed() []C {
	out := []C{named("a")}
	rename(out)
	return out
}

func (t T) HandedInExpression() []C {
	out := []C{named("a")}
	if renamed(out) > 0 {
		return out
	}
	return nil
}

func (t T) HandedInAssignment() []C {
	out := []C{named("a")}
	_ = renamed(out)
	return out
}

func (t T) Element() []C {
	out := twice("e")
	out[1].Name = "changed"
	return out
}

func (t T) Pointer() []C {
	out := twice("p")
	p := &out[0]
	p.Name = "changed"
	return out
}

func (t T) SharedArray() []C {
	base := twice("s")
	other := base
	other[0].Name = "changed"
	return base
}

func (t T) PointerToLiteral() []C {
	c := &C{Name: "a"}
	d := c
	d.Name = "changed"
	return []C{*c}
}

func (t T) Label() []C {
	var out []C
loop:
	for _, name := range []string{"a", "b"} {
		if name == "b" {
			break loop
		}
		out = append(out, named(name))
	}
	return out
}

func (t T) Break() []C {
	var out []C
	for _, name := range []string{"a", "b"} {
		if t.On {
			break
		}
		out = append(out, named(name))
	}
	return out
}

func (t T) TypeSwitch() []C {
	switch any(t.Name).(type) {
	case string:
		return []C{named("string")}
	}
	return nil
}

func (t T) Select() []C {
	ch := make(chan C, 1)
	ch <- named("sent")
	select {
	case c := <-ch:
		return []C{c}
	default:
		return nil
	}
}

func (t T) Copied() []C {
	out := make([]C, 2)
	copy(out, twice("c"))
	return out
}

func (t T) Shadow() []C {
	name := "outer"
	if t.On {
		name := "inner"
		_ = name
	}
	return []C{{Name: name}}
}

func (t T) Fallthrough() []C {
	var out []C
	switch {
	case t.On:
		out = append(out, named("on"))
		fallthrough
	default:
		out = append(out, named("both"))
	}
	return out
}

func (t T) LastElement() []C {
	out := twice("e")
	out[len(out)-1].Name = "changed"
	return out
}

func (t T) EveryElement() []C {
	out := twice("e")
	for i := range out {
		out[i].Name = prefix + out[i].Name
	}
	return out
}

func (t T) Wrapped() []C {
	out := twice("w")
	w := struct{ list []C }{out}
	w.list[0].Name = "changed"
	return out
}

func (t T) Deleted() []C {
	out := twice("d")
	rest := slices.Delete(out, 0, 1)
	_ = rest
	return out
}

func (t T) InLoop() []C {
	out := twice("l")
	other := out
	for i := 0; i < 2; i++ {
		other[i] = named("changed")
	}
	return out
}

func (t T) ByAppend() []C {
	out := twice("a")
	first := append(out[:1], named("changed"))
	_ = first
	return out
}

func (t T) FieldOfPointer() []C {
	c := &C{Name: "a"}
	c.Name = "b"
	return []C{*c}
}

func (t T) Maker() []C {
	make := func() []C { return twice("m") }
	return make()
}
