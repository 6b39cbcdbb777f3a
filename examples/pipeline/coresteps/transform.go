package coresteps

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/plugingen/plugingen/examples/pipeline/steptype"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// dataTransform is the step data_transform.
type dataTransform struct{}

// Describe finds the expressions in the operations.
func (dataTransform) Describe(spec map[string]any) steptype.Traits {
	traits := steptype.Traits{Faults: only(spec, []string{"input", "operations"})}
	operations, _ := spec["operations"].([]any)
	for i, item := range operations {
		path := fmt.Sprintf("/operations/%d", i)
		operation, _ := item.(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(operation)) {
			traits.Expressions = append(traits.Expressions, expressionsOf(path+"/"+escape(name), name, operation[name])...)
		}
		if _, ok := operation["aggregate"]; ok && i+1 < len(operations) && !grouped(operations[:i]) {
			traits.Faults = append(traits.Faults, wrong(fmt.Sprintf("/operations/%d", i+1), "an aggregate of the whole list yields one object, and no operation works on that"))
		}
	}
	return traits
}

// grouped says that the operations leave groups: filter and sort keep them.
func grouped(before []any) bool {
	for _, item := range slices.Backward(before) {
		operation, _ := item.(map[string]any)
		if _, ok := operation["group_by"]; ok {
			return true
		}
		_, filters := operation["filter"]
		_, sorts := operation["sort"]
		if !filters && !sorts {
			return false
		}
	}
	return false
}

// expressionsOf are the places of an operation's expressions.
func expressionsOf(path, name string, value any) []steptype.Expression {
	names := []string{"item"}
	switch name {
	case "filter", "group_by":
		return []steptype.Expression{{Path: path, Names: names}}
	case "sort":
		return []steptype.Expression{{Path: path + "/by", Names: names}}
	case "join":
		return []steptype.Expression{{Path: path + "/left", Names: names}, {Path: path + "/right", Names: names}}
	case "aggregate":
		names = []string{"items", "key"}
	case "map":
	default:
		return nil // reported by the schema
	}
	if _, ok := value.(string); ok {
		return []steptype.Expression{{Path: path, Names: names}}
	}
	var out []steptype.Expression
	fields, _ := value.(map[string]any)
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		out = append(out, steptype.Expression{Path: path + "/" + escape(field), Names: names})
	}
	return out
}

// Run does the operations one after the other.
func (dataTransform) Run(ctx context.Context, req pipeline.StepRequest) (pipeline.StepResult, error) {
	scope, err := lent(req)
	if err != nil {
		return pipeline.StepResult{}, err
	}
	items, _ := req.Spec["input"].([]any)
	operations, _ := req.Spec["operations"].([]any)
	var value any = items
	for i, item := range operations {
		operation, _ := item.(map[string]any)
		for name, how := range operation { // it has one
			t := transformer{scope, ctx, fmt.Sprintf("/operations/%d/%s", i, escape(name))}
			if value, err = t.apply(name, how, items, grouped(operations[:i])); err != nil {
				return pipeline.StepResult{}, err
			}
		}
		items, _ = value.([]any)
	}
	values := map[string]any{"result": value}
	if list, ok := value.([]any); ok {
		values["count"] = whole(len(list))
	}
	return result(values), nil
}

// transformer does one operation.
type transformer struct {
	scope pipeline.Scope
	ctx   context.Context // of the step; the transformer does not outlive it
	path  string          // of the operation in the step
}

func (t transformer) apply(name string, how any, items []any, grouped bool) (any, error) {
	expression, _ := how.(string)
	object, _ := how.(map[string]any)
	switch name {
	case "filter":
		return t.filter(expression, items)
	case "map":
		return t.each(items, func(item any) (any, error) { return t.build(t.path, how, map[string]any{"item": item}) })
	case "sort":
		return t.sort(object, items)
	case "group_by":
		return t.groupBy(expression, items)
	case "aggregate":
		return t.aggregate(how, items, grouped)
	case "join":
		return t.join(object, items)
	}
	return nil, at(t.path, errors.New("there is no such operation"))
}

// each makes a list of what f makes of each item.
func (t transformer) each(items []any, f func(any) (any, error)) ([]any, error) {
	out := make([]any, len(items))
	for i, item := range items {
		if err := t.ctx.Err(); err != nil {
			return nil, err
		}
		v, err := f(item)
		if err != nil {
			return nil, ofItem(i, err)
		}
		out[i] = v
	}
	return out, nil
}

// ofItem says at which item an operation failed, and leaves its place.
func ofItem(i int, err error) error {
	var placed *steptype.Error
	if errors.As(err, &placed) {
		return at(placed.Path, fmt.Errorf("item %d: %w", i, placed.Err))
	}
	return err
}

// eval evaluates an expression of the operation.
func (t transformer) eval(path, expression string, names map[string]any) (any, error) {
	v, err := t.scope.Eval(expression, names)
	if err != nil {
		return nil, at(path, err)
	}
	return v, nil
}

// build evaluates an expression, or an object of them.
func (t transformer) build(path string, how any, names map[string]any) (any, error) {
	if expression, ok := how.(string); ok {
		return t.eval(path, expression, names)
	}
	fields, _ := how.(map[string]any)
	out := make(map[string]any, len(fields))
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		v, err := t.eval(path+"/"+escape(field), text(fields, field), names)
		if err != nil {
			return nil, err
		}
		out[field] = v
	}
	return out, nil
}
