package coresteps

import (
	"fmt"
	"maps"
	"slices"

	"github.com/plugingen/plugingen/examples/pipeline/internal/expression"
)

func (t transformer) filter(condition string, items []any) ([]any, error) {
	kept, err := t.each(items, func(item any) (any, error) {
		v, err := t.eval(t.path, condition, map[string]any{"item": item})
		if _, ok := v.(bool); !ok && err == nil {
			return nil, failure(t.path, "a filter is true or false, and this is %s", expression.Describe(v))
		}
		return v, err
	})
	if err != nil {
		return nil, err
	}
	out := []any{}
	for i, item := range items {
		if kept[i] == true {
			out = append(out, item)
		}
	}
	return out, nil
}

// sort keeps the order of items whose values are equal, in both directions.
func (t transformer) sort(how map[string]any, items []any) ([]any, error) {
	by, err := t.each(items, func(item any) (any, error) {
		return t.eval(t.path+"/by", text(how, "by"), map[string]any{"item": item})
	})
	if err != nil {
		return nil, err
	}
	order := make([]int, len(items))
	for i := range order {
		order[i] = i
	}
	sign := 1
	if how["order"] == "desc" {
		sign = -1
	}
	slices.SortStableFunc(order, func(a, b int) int {
		c, e := expression.Compare(by[a], by[b])
		if e != nil && err == nil {
			err = failure(t.path+"/by", "items %d and %d: %v", min(a, b), max(a, b), e)
		}
		return sign * c
	})
	out := make([]any, len(items))
	for i, n := range order {
		out[i] = items[n]
	}
	return out, err
}

// groupBy yields the groups in the order in which their keys appear.
func (t transformer) groupBy(by string, items []any) ([]any, error) {
	keys, err := t.each(items, func(item any) (any, error) {
		return t.eval(t.path, by, map[string]any{"item": item})
	})
	if err != nil {
		return nil, err
	}
	groups := []any{}
	found := map[string]int{}
	members := map[int][]any{}
	for i, item := range items {
		n, ok := found[expression.Key(keys[i])]
		if !ok {
			n = len(groups)
			found[expression.Key(keys[i])] = n
			groups = append(groups, map[string]any{"key": keys[i]})
		}
		members[n] = append(members[n], item)
	}
	for n := range groups {
		groups[n].(map[string]any)["items"] = members[n] // it was made above
	}
	return groups, nil
}

// aggregate yields one object of all items, or of each group one with its key.
func (t transformer) aggregate(how any, items []any, grouped bool) (any, error) {
	if !grouped {
		return t.build(t.path, how, map[string]any{"items": items, "key": nil})
	}
	return t.each(items, func(item any) (any, error) {
		group, _ := item.(map[string]any)
		built, err := t.build(t.path, how, map[string]any{"items": group["items"], "key": group["key"]})
		if err != nil {
			return nil, err
		}
		out := map[string]any{"key": group["key"]}
		fields, _ := built.(map[string]any)
		maps.Copy(out, fields)
		return out, nil
	})
}

// join looks the items of the other list up by their value, so that its time does
// not grow with the product of both lengths unless the result does.
func (t transformer) join(how map[string]any, items []any) ([]any, error) {
	other, _ := how["with"].([]any)
	byValue := map[string][]any{}
	_, err := t.each(other, func(item any) (any, error) {
		v, err := t.eval(t.path+"/right", text(how, "right"), map[string]any{"item": item})
		byValue[expression.Key(v)] = append(byValue[expression.Key(v)], item)
		return nil, err
	})
	if err != nil {
		return nil, fmt.Errorf("in the other list: %w", err)
	}
	out := []any{}
	_, err = t.each(items, func(item any) (any, error) {
		object, ok := item.(map[string]any)
		if !ok {
			return nil, failure(t.path, "a join adds a field to objects, and this is %s", expression.Describe(item))
		}
		v, err := t.eval(t.path+"/left", text(how, "left"), map[string]any{"item": item})
		if err != nil {
			return nil, err
		}
		matches := byValue[expression.Key(v)]
		if len(matches) == 0 && how["type"] == "left" {
			matches = []any{nil}
		}
		for _, match := range matches {
			joined := maps.Clone(object)
			joined[text(how, "as")] = match
			out = append(out, joined)
		}
		return nil, nil
	})
	return out, err
}
