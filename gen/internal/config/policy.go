package config

var (
	stabilities = []string{"experimental", "beta", "stable"}
	strictness  = []string{"off", "warn", "enforce"}
	signing     = []string{"off", "warn", "require"}
	sideEffects = []string{"off", "warn", "error"}
	onlyOff     = []string{"off"}
)

func (r *reader) policy(m Member, to *Policy) {
	if !r.mapping("policy", &m.Value, "policy: {stability: beta}") {
		return
	}
	choice := func(words, built []string) func(Member) {
		return func(m Member) { r.choice("policy."+m.Key, &m.Value, words, built) }
	}
	r.fields("policy", &m.Value, []field{
		{"permissions", choice(strictness, onlyOff)},
		{"signatures", choice(signing, onlyOff)},
		{"stability", func(m Member) {
			if t, ok := r.choice("policy.stability", &m.Value, stabilities, stabilities); ok {
				to.Stability = t
			}
		}},
		{"side_effects", func(m Member) {
			if t, ok := r.choice("policy.side_effects", &m.Value, sideEffects, sideEffects); ok {
				to.SideEffects = t
			}
		}},
		{"trusted_keys", func(m Member) { r.unbuiltList("policy.trusted_keys", &m.Value) }},
	})
}

// unbuiltList accepts a list that asks for nothing.
func (r *reader) unbuiltList(path string, v *Value) {
	if r.list(path, v, lastKey(path)+": []") && len(v.Items) > 0 {
		r.notBuilt(path, v, "leave the key out")
	}
}
