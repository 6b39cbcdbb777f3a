package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/plugingen/plugingen/runtime/status"
)

const serveHelp = `  --addr HOST:PORT  where to listen; default 127.0.0.1:0, a free port of this machine
                    The page is at /, and beside it /livez, /readyz and /plugins.json.
`

// setupServe is the verb serve.
func setupServe(flags *flag.FlagSet) action {
	addr := flags.String("addr", "127.0.0.1:0", "")
	return func(ctx context.Context, c *Composition, args []string, out output) int {
		return serve(ctx, c, *addr, args, out)
	}
}

// serve shows the plugins until ctx is over, and runs a workflow meanwhile where one is
// given. Its exit code is that of the run.
func serve(ctx context.Context, c *Composition, addr string, files []string, out output) int {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return out.fail(err)
	}
	server := &http.Server{
		Handler:           status.Handler(c.App, status.WithTitle("host")),
		ReadHeaderTimeout: 10 * time.Second,
		// Who watches for events is let go with the program.
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	code := announce("http://"+listener.Addr().String()+"/", out)
	for _, file := range files {
		code = max(code, runWorkflow(ctx, c, file, runFlags{}, out))
	}
	select {
	case <-ctx.Done():
	case err := <-ended:
		return out.fail(err)
	}
	return max(code, shutdown(ctx, server, out))
}

func announce(url string, out output) int {
	if out.asJSON {
		return out.json(map[string]string{"url": url})
	}
	return out.write([]byte("serving " + url + "\n"))
}

// shutdown lets the requests end that are being answered.
func shutdown(ctx context.Context, server *http.Server, out output) int {
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if err := server.Shutdown(ending); err != nil {
		fmt.Fprintln(out.stderr, "host:", errors.Join(err, server.Close()))
		return exitFailed
	}
	return exitOK
}
