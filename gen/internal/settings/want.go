package settings

import "github.com/plugingen/plugingen/gen/internal/catalog"

// Words say what a file may hold for a value of a type, as findings say it: "a
// whole number", "a list of strings".
func Words(c *catalog.ConfigFacts, t catalog.Type) string { return (&binder{facts: c}).want(t) }
