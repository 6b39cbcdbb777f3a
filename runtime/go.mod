module github.com/plugingen/plugingen/runtime

go 1.24.0
