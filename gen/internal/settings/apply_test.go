package settings

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"reflect"
	"time"
)

// apply gives a Go value what a literal says, as the compiler would: a
// scalar's text is evaluated as source and must be a constant of the type.
func apply(l Literal, into reflect.Value) error {
	if into.Kind() == reflect.Interface && l.Kind != NilLiteral {
		x := reflect.New(dynamic(l)).Elem()
		if err := apply(l, x); err != nil {
			return err
		}
		into.Set(x)
		return nil
	}
	switch l.Kind {
	case Scalar:
		return applyScalar(l.Text, into)
	case DurationLiteral:
		into.Set(reflect.ValueOf(time.Duration(l.Nanos)))
	case PointerLiteral:
		into.Set(reflect.New(into.Type().Elem()))
		return apply(l.Items[0], into.Elem())
	case StructLiteral:
		return applyFields(l, into)
	case ListLiteral:
		return applyItems(l, into)
	case MapLiteral:
		return applyEntries(l, into)
	case NilLiteral:
		into.SetZero()
	default:
		return fmt.Errorf("a literal of kind %q", l.Kind)
	}
	return nil
}

// dynamic is the type that a literal has where the field is an interface.
func dynamic(l Literal) reflect.Type {
	return map[string]reflect.Type{
		"bool": reflect.TypeFor[bool](), "int": reflect.TypeFor[int](), "float64": reflect.TypeFor[float64](), "string": reflect.TypeFor[string](),
		"[]any": reflect.TypeFor[[]any](), "map[string]any": reflect.TypeFor[map[string]any](),
	}[l.Type.Text]
}

func applyScalar(text string, into reflect.Value) error {
	source := fmt.Sprintf("%s(%s)", into.Kind(), text)
	if into.Kind() == reflect.Interface {
		source = text
	}
	tv, err := types.Eval(token.NewFileSet(), nil, token.NoPos, source)
	if err != nil {
		return fmt.Errorf("%s does not compile: %w", source, err)
	}
	switch v := tv.Value; {
	case into.Kind() == reflect.Bool:
		into.SetBool(constant.BoolVal(v))
	case into.Kind() == reflect.String:
		into.SetString(constant.StringVal(v))
	case into.CanInt():
		n, _ := constant.Int64Val(v)
		into.SetInt(n)
	case into.CanUint():
		n, _ := constant.Uint64Val(v)
		into.SetUint(n)
	case into.CanFloat():
		f, _ := constant.Float64Val(v)
		into.SetFloat(f)
	default:
		return fmt.Errorf("a scalar into %s", into.Type())
	}
	return nil
}

func applyFields(l Literal, into reflect.Value) error {
	last := -1
	for _, f := range l.Fields {
		sf, ok := into.Type().FieldByName(f.Name)
		if !ok || len(sf.Index) != 1 || sf.Index[0] <= last {
			return fmt.Errorf("%s has no field %s of its own behind field %d", into.Type(), f.Name, last)
		}
		last = sf.Index[0]
		if err := apply(f.Value, into.Field(last)); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return nil
}

func applyItems(l Literal, into reflect.Value) error {
	if into.Kind() == reflect.Slice {
		into.Set(reflect.MakeSlice(into.Type(), len(l.Items), len(l.Items)))
	}
	for i, x := range l.Items {
		if err := apply(x, into.Index(i)); err != nil {
			return fmt.Errorf("[%d]: %w", i, err)
		}
	}
	return nil
}

func applyEntries(l Literal, into reflect.Value) error {
	into.Set(reflect.MakeMap(into.Type()))
	for _, e := range l.Entries {
		k, x := reflect.New(into.Type().Key()).Elem(), reflect.New(into.Type().Elem()).Elem()
		if err := apply(e.Key, k); err != nil {
			return err
		}
		if err := apply(e.Value, x); err != nil {
			return err
		}
		if into.MapIndex(k).IsValid() {
			return fmt.Errorf("the key %v twice", k)
		}
		into.SetMapIndex(k, x)
	}
	return nil
}
