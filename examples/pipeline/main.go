// Command host runs workflows whose steps come from plugins. The plugins are
// those of ../../configs/plugin_config.yaml, wired by plugins_gen.go.
package main

//go:generate go tool plugingen gen ../../configs/plugin_config.yaml

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(execute(ctx, os.Args[1:], os.Stdout, os.Stderr))
}
