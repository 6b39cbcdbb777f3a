//go:build go1.25

package runtime_test

import (
	"context"
	stdruntime "runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/plugingen/plugingen/runtime"
)

// A SideBySide that does not answer is a no, and holds nobody up.
func TestSideBySideThatDoesNotAnswer(t *testing.T) {
	for name, ask := range map[string]func(release <-chan struct{}) bool{
		"panic":  func(<-chan struct{}) bool { panic("in SideBySide") },
		"goexit": func(<-chan struct{}) bool { stdruntime.Goexit(); return true },
		"hang":   func(release <-chan struct{}) bool { <-release; return true },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				logger, read := records(t)
				var d diary
				release := make(chan struct{})
				u := d.spy("a")
				init := u.Init
				u.Init = func(ctx context.Context, i *runtime.Instance) error {
					i.OnSideBySide(func() bool { return ask(release) })
					return init(ctx, i)
				}
				a := runtime.NewApp([]runtime.Unit{u}, runtime.WithLogger(logger))
				if err := a.Start(context.Background()); err != nil {
					t.Fatal(err)
				}
				d.clear()
				returned := make(chan error, 1)
				go func() { returned <- a.Reload(context.Background(), "a") }()
				time.Sleep(time.Minute)
				select {
				case err := <-returned:
					if err != nil {
						t.Error(err)
					}
				default:
					t.Error("Reload has not returned")
				}
				close(release)
				equal(t, "calls", d.all(), []string{"terminate a", "init a", "start a"})
				if err := a.Stop(context.Background()); err != nil {
					t.Error(err)
				}
				for _, one := range read() {
					if one["level"] == "WARN" && one["plugin"] == "a" && one["phase"] == "reload" {
						return
					}
				}
				t.Error("it is not in the log")
			})
		})
	}
}
