package fold

// own is a string with methods.
type own string

func (o own) component(suffix string) C { return C{Name: "e_" + string(o) + suffix} }

// adder collects components.
type adder struct{ list []C }

func (a *adder) add(name string) { a.list = append(a.list, C{Name: name}) }
func (a adder) in() (out []C) {
	for _, c := range a.list {
		out = append(out, C{Name: "in_" + c.Name})
	}
	return out
}

type embedder struct{ own }

var (
	keyed    = []C{2: {Name: "k2"}, 0: {Name: "k0"}}
	grower   = adder{list: []C{{Name: "grower"}}}
	wiped    = []string{"w"}
	handed   = []C{{Name: "handed"}}
	aliased  = []C{{Name: "aliased"}}
	asOwn    = own("one")
	settable = &adder{list: []C{{Name: "p"}}}
)

func init() {
	grower.add("more")
	rename(handed)
	other := aliased
	other[0].Name = "changed"
	settable.add("q")
	wipe(wiped)
}

func (t T) Keyed() []C           { return keyed }
func (t T) FixedLength() []C     { a := [2]C{{Name: "f1"}}; return a[:] }
func (t T) ByMethod() []C        { return grower.list }
func (t T) HandedOver() []C      { return handed }
func (t T) OtherName() []C       { return aliased }
func (t T) PointerReceiver() []C { return settable.list }
func (t T) ValueReceiver() []C   { return []C{{Name: "r_" + string(asOwn)}} }
func (t T) ReceiverOfTable() []C {
	return adder{list: []C{{Name: table[0].name}, {Name: table[1].name}}}.in()
}
func (t T) MethodExpression() []C { return []C{own.component("own", "")} }
func (t T) Embedded() []C         { return []C{embedder{"x"}.component(t.Name)} }

func (t T) Made() []C {
	names := []string{"a", "b"}
	out := make([]C, len(names))
	for i, name := range names {
		out[i] = C{Name: "made_" + name}
	}
	return out
}

func (t T) MadeOfTable() []C {
	out := make([]C, len(table))
	for i, row := range table {
		out[i].Name = row.name
	}
	return out
}

func (t T) Numbers() []C {
	var out []C
	for i := range len(table) {
		out = append(out, C{Name: table[i].name})
	}
	return out
}

func (t T) Lambda() []C {
	const p = "l_"
	c := func(name string) C { return C{Name: p + name} }
	return []C{c("a"), c("b")}
}

func (t T) AtOnce() []C { return func() []C { return []C{{Name: "once"}} }() }

func (t T) LambdaChanges() []C {
	out := twice("s")
	f := func() C { out[0].Name = "changed"; return C{Name: "f"} }
	return append(out, f())
}

func (t T) LambdaRenames() []C {
	out := twice("s")
	f := func() int { rename(out); return 0 }
	_ = f()
	return out
}

func (t T) LambdaTwice() []C {
	f := func() C { return C{Name: "a"} }
	_ = f()
	f = func() C { return C{Name: "b"} }
	return []C{f()}
}

func (t T) LambdaReturnsOuter() []C {
	out := twice("s")
	f := func() []C { return out }
	return f()
}

func (t T) LambdaLate() []C {
	name := "early"
	f := func() C { return C{Name: name} }
	name = "late"
	return []C{f()}
}

func (t T) LambdaParameter() []C {
	call := func(f func() C) C { return f() }
	return []C{call(func() C { return C{Name: "p"} })}
}

func (t T) DeferredChange() []C {
	out := twice("d")
	defer rename(out)
	return out
}

func (t T) DeferredLiteral() []C {
	out := twice("d")
	defer func() { rename(out) }()
	return out
}

func (t T) SelfRange() []C {
	in := twice("d")
	var out []C
	for i, c := range in {
		if i+1 < len(in) {
			in[i+1].Name = "changed"
		}
		out = append(out, c)
	}
	return out
}

func (t T) ElementShared() []C {
	out := twice("e")
	other := out
	other[1] = C{Name: "changed"}
	return out
}

func (t T) ElementConditional() []C {
	out := []C{{Name: "a"}}
	if t.On {
		out[0] = C{Name: "b"}
	}
	return out
}

func (t T) AppendTwice() []C {
	base := make([]C, 0, 4)
	a := append(base, C{Name: "a"})
	b := append(base, C{Name: "b"})
	_ = b
	return a
}

func (t T) AppendBranches() []C {
	base := twice("s")
	if t.On {
		return append(base, C{Name: "on"})
	}
	return append(base, C{Name: "off"})
}

func (t T) AppendPart() []C {
	out := twice("p")
	_ = append(out[:0], out[1:]...)
	return out
}

func (t T) CloneIdiom() []C {
	out := twice("s")
	return append(out[:0:0], out...)
}

func (t T) PartChanged() []C {
	out := twice("p")
	part := out[1:]
	part[0].Name = "changed"
	return out
}

func (t T) PartAppended() []C {
	out := twice("p")
	part := out[:1]
	part = append(part, C{Name: "changed"})
	_ = part
	return out
}

func wipe[E any](x []E) { clear(x) }

func (t T) Wiped() []C { return []C{{Name: wiped[0]}} }
