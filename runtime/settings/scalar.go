package settings

import (
	"errors"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// scalar is a setting that is read from one text.
type scalar[T any] struct {
	to    *T
	rules *rules
	takes kind // of the JSON values
	words string

	// read makes a value of a text; n is it as a number, for the rules. The error
	// is errOther, a mismatch, or what code of the type said.
	read func(v *node) (x T, n *big.Rat, err error)
}

// errOther says that a text is not what the setting takes.
var errOther = errors.New("another kind of text")

// mismatch says what the text must do, in better words than those of the kind.
type mismatch string

func (m mismatch) Error() string { return string(m) }

func (s scalar[T]) want(int) string {
	if s.rules.quoted {
		return "a string that holds " + s.words
	}
	return s.words
}

func (s scalar[T]) set(r *run, v *node, at place) {
	at = at.under(s.rules)
	if !r.ready(v, at.replaced(), at) {
		return
	}
	in, ok := s.unquoted(v)
	if !ok {
		r.wrong(v, s.want(0), at)
		return
	}
	x, n, err := s.contained(in)
	if err != nil {
		s.refuse(r, v, err, at)
		return
	}
	if !r.fails(func() { s.check(r, v, in.text, n, at) }) {
		v.settle(n)
		*s.to = x
	}
}

// refuse reports an error of read. It is compared as it is: an error of the type's
// code may have methods of its own.
func (s scalar[T]) refuse(r *run, v *node, err error, at place) {
	must, ok := err.(mismatch)
	switch {
	case err == errOther:
		r.broken(v, "be "+s.want(0), at)
	case ok:
		r.broken(v, string(must), at)
	default:
		r.foreign(v, "be "+s.want(0), err, at)
	}
}

// unquoted returns what is to be read, false for a value of another kind.
func (s scalar[T]) unquoted(v *node) (*node, bool) {
	if !s.rules.quoted || v.preset {
		return v, v.loose || v.kind == s.takes
	}
	if !v.loose && v.kind != text {
		return v, false
	}
	in, flaws := readDocument([]byte(v.text), true)
	if len(flaws) > 0 || in.end-in.start != len(v.text) {
		return v, false
	}
	return in, in.kind == s.takes
}

// contained reads a value and turns a panic of the type's code into an error.
func (s scalar[T]) contained(v *node) (x T, n *big.Rat, err error) {
	defer containPanic(&err)
	return s.read(v)
}

func (s scalar[T]) check(r *run, v *node, t string, n *big.Rat, at place) {
	switch {
	case n != nil:
		s.rules.checkNumber(r, v, n, at)
	case s.takes == text:
		s.rules.checkText(r, v, t, at)
	}
}

func (s scalar[T]) enter(r *run, path []string, v *node, at place) {
	r.bug(at.member(path[0]), "points into a setting that has no parts")
}

func (s scalar[T]) absent(r *run, at place, _ bool) bool {
	if !s.rules.hasPreset {
		return false
	}
	if len(s.rules.presets) != 1 {
		r.bug(at, "has several defaults, or none, for one value")
		return false
	}
	s.set(r, &node{kind: text, text: s.rules.presets[0], loose: true, preset: true}, place{path: at.path, hidden: at.hidden})
	return true
}

// Bool is a setting that is true or false.
func Bool[T ~bool](p *T, rules ...Rule) Setting {
	return scalar[T]{p, gather(rules), boolean, "true or false", func(v *node) (T, *big.Rat, error) {
		switch strings.ToLower(v.text) {
		case "true":
			return true, nil, nil
		case "false":
			return false, nil, nil
		}
		return false, nil, errOther
	}}
}

// String is a setting that is a text.
func String[T ~string](p *T, rules ...Rule) Setting {
	return scalar[T]{p, gather(rules), text, "a string", func(v *node) (T, *big.Rat, error) {
		return T(v.text), nil, nil
	}}
}

// Integer is a setting that is a whole number within the range of its type.
func Integer[T ~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64](p *T, rules ...Rule) Setting {
	from, to, words := span[T]()
	return scalar[T]{p, gather(rules), number, words, func(v *node) (T, *big.Rat, error) {
		n, ok := wholeNumber(v.text)
		if v.key {
			n, ok = decimal(v.text)
		}
		switch {
		case !ok:
			return 0, nil, errOther
		case n.Cmp(from) < 0 || n.Cmp(to) > 0:
			return 0, nil, mismatch("be a whole number from " + from.String() + " to " + to.String())
		case n.Sign() < 0:
			return T(n.Int64()), new(big.Rat).SetInt(n), nil
		}
		return T(n.Uint64()), new(big.Rat).SetInt(n), nil
	}}
}

// span is the range of an integer type. The bounds of a signed number of 64 bits
// would not help a reader.
func span[T ~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64]() (from, to *big.Int, words string) {
	bits := uint(0)
	for one := T(1); one != 0; one <<= 1 {
		bits++
	}
	from = new(big.Int)
	signed := T(0)-1 < 0
	if signed {
		bits--
		from.Neg(new(big.Int).Lsh(big.NewInt(1), bits))
	}
	to = new(big.Int).Lsh(big.NewInt(1), bits)
	to.Sub(to, big.NewInt(1))
	if signed && bits == 63 {
		return from, to, "a whole number"
	}
	return from, to, "a whole number from " + from.String() + " to " + to.String()
}

// Float is a setting that is a number. Infinities, and what is too large or too
// small for its type, are refused.
func Float[T ~float32 | ~float64](p *T, rules ...Rule) Setting {
	bits, large := 64, math.MaxFloat64
	if math.IsInf(float64(T(large)), 1) {
		bits = 32
	}
	return scalar[T]{p, gather(rules), number, "a number", func(v *node) (T, *big.Rat, error) {
		t, ok := decimalFloat(v.text)
		if !ok {
			return 0, nil, errOther
		}
		f, err := strconv.ParseFloat(t, bits)
		if err != nil || vanished(f, t) {
			return 0, nil, mismatch("fit into a float" + strconv.Itoa(bits))
		}
		n, _ := new(big.Rat).SetString(strconv.FormatFloat(f, 'g', -1, bits))
		return T(f + 0), n, nil // the sum is never a negative zero
	}}
}

// Number is a setting that is a number kept as it is written, a json.Number.
func Number[T ~string](p *T, rules ...Rule) Setting {
	return scalar[T]{p, gather(rules), number, "a number", func(v *node) (T, *big.Rat, error) {
		t, ok := jsonNumber(v.text)
		if !ok {
			return "", nil, errOther
		}
		n, _ := exactNumber(t)
		return T(t), n, nil
	}}
}
