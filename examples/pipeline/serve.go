package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/plugingen/plugingen/runtime/status"
)

const serveHelp = `  --addr HOST:PORT  where to listen; default 127.0.0.1:0, a free port of this machine
                    The page is at /, and beside it /livez, /readyz, /plugins.json and /dspy.json.
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
		Handler:           handler(c),
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

// handler is the status page with all that belongs to it, and beside it the numbers
// of the DSPy steps.
func handler(c *Composition) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", status.Handler(c.App, status.WithTitle("host")))
	mux.HandleFunc("GET /dspy.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		json.NewEncoder(w).Encode(map[string]any{"steps": learned(c)}) // who went away is told nothing
	})
	return mux
}

// learnedReport is what one DSPy step has done and what it has learned, as JSON.
type learnedReport struct {
	Step      string   `json:"step"`
	Type      string   `json:"type"`
	Provider  string   `json:"provider"`
	Calls     int64    `json:"calls"`
	Failures  int64    `json:"failures"`
	CacheHits int64    `json:"cacheHits"`
	Fallbacks int64    `json:"fallbacks"`
	Optimized bool     `json:"optimized"`
	Baseline  float64  `json:"baseline"`
	Score     float64  `json:"score"`
	Evaluated *float64 `json:"evaluated"`
	Running   bool     `json:"running"`
	LastError string   `json:"lastError,omitempty"`
}

// learned reports on the steps that were used since the start.
func learned(c *Composition) []learnedReport {
	reports := []learnedReport{}
	p, ok := c.DspyPlugin()
	if !ok {
		return reports
	}
	for _, s := range p.Stats() {
		reports = append(reports, learnedReport{
			Step: s.Step, Type: s.Type, Provider: s.Provider,
			Calls: s.Calls, Failures: s.Failures, CacheHits: s.CacheHits, Fallbacks: s.Fallbacks,
			Optimized: s.Optimized, Baseline: s.Baseline, Score: s.Score, Evaluated: s.Evaluated,
			Running: s.Running, LastError: s.LastError,
		})
	}
	return reports
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
