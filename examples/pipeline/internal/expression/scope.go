package expression

import (
	"maps"
	"slices"
)

// Scope has the values that names stand for. Its zero value and nil have none. It
// never changes, so it may be used from several goroutines.
type Scope struct {
	names map[string]any
	outer *Scope
}

// NewScope returns a scope of these names. It keeps the map, which must not change
// any more.
func NewScope(names map[string]any) *Scope { return &Scope{names: names} }

// With returns a scope that has more names, which hide those of s. It keeps the
// map.
func (s *Scope) With(names map[string]any) *Scope {
	if len(names) == 0 {
		return s
	}
	return &Scope{names, s}
}

func (s *Scope) lookup(name string) (any, bool) {
	for ; s != nil; s = s.outer {
		if v, ok := s.names[name]; ok {
			return v, true
		}
	}
	return nil, false
}

// all returns the names, sorted.
func (s *Scope) all() []string {
	seen := map[string]bool{}
	for ; s != nil; s = s.outer {
		for name := range s.names {
			seen[name] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}
