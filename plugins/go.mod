module github.com/plugingen/plugingen/plugins

go 1.25.0

require (
	github.com/google/go-cmp v0.7.0
	github.com/plugingen/plugingen/runtime v0.0.0
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3
	golang.org/x/text v0.14.0
	gopkg.in/yaml.v3 v3.0.1
)

replace github.com/plugingen/plugingen/runtime => ../runtime
