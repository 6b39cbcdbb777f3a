package dataset

// Limit sets how many examples are read and returns what sets the limit back.
func Limit(n int) func() {
	before := maxExamples
	maxExamples = n
	return func() { maxExamples = before }
}
