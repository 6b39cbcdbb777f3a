package runtime

// crashed is told of a panic in a call into one of m's components.
func (m *member) crashed(error) {}
