module example.com/host

go 1.25.0

require github.com/plugingen/plugingen/runtime v0.0.0

replace github.com/plugingen/plugingen/runtime => ../../../../runtime
