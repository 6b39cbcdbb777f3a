package fold

// D is what the tables of this file are of. No code here changes a part of one
// that it did not make itself.
type D struct {
	Name string
	Caps []string
}

// Tables is what the cases are methods of.
type Tables struct{}

type list struct{ names []string }

func (l *list) add(name string) { l.names = append(l.names, name) }

var (
	whole2  = []D{{Name: "w"}}
	rows2   = []struct{ name string }{{"one"}, {"two"}}
	keyed2  = []D{2: {Name: "k2"}, 0: {Name: "k0"}}
	cut2    = [2]string{"a", "b"}
	grown2  = list{names: []string{"g"}}
	called2 = &list{names: []string{"p"}}
)

func init() {
	grown2.add("h")
	called2.add("q")
	_ = append(cut2[:0], cut2[1:]...)
}

func (Tables) Whole() []D   { return whole2 }
func (Tables) Indexed() []D { return []D{whole2[0], {Name: rows2[1].name}} }
func (Tables) Keyed() []D   { return keyed2 }

func (Tables) Filled() []D {
	out := make([]D, len(rows2))
	for i, row := range rows2 {
		out[i].Name = row.name
	}
	return out
}

func (Tables) Copied() []D {
	d := whole2[0]
	d.Name = "c"
	return []D{d}
}

func (Tables) Grown() (out []D) {
	for _, name := range grown2.names {
		out = append(out, D{Name: name})
	}
	return out
}

func (Tables) ByMethod() (out []D) {
	for _, name := range called2.names {
		out = append(out, D{Name: name})
	}
	return out
}

func (Tables) Cut() []D { return []D{{Name: cut2[0]}} }
