package diag

// What the fuzz tests reach for directly: a whole log is slow to fuzz.
var (
	SARIFEscape = sarifEscape
	RelativeURI = relativeURI
)
