package config

func (r *reader) policy(m Member, to *Policy) {
	if !r.mapping("policy", &m.Value, "policy: {stability: beta}") {
		return
	}
	choice := func(m Member) { r.choice("policy."+m.Key, "policy."+m.Key, &m.Value) }
	r.fields("policy", &m.Value, []field{
		{"permissions", choice},
		{"signatures", choice},
		{"stability", func(m Member) {
			if t, ok := r.choice("policy.stability", "policy.stability", &m.Value); ok {
				to.Stability = t
			}
		}},
		{"side_effects", func(m Member) {
			if t, ok := r.choice("policy.side_effects", "policy.side_effects", &m.Value); ok {
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
