package status

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

// audit logs an action that was asked for: what, by whom as far as the request
// tells, and what came of it, in full also where the page withholds it. The
// context is the request's, so that the logger's handler can add whom the host
// has let in.
func (h *handler) audit(r *http.Request, asked result, began time.Time, outcome string, err error) {
	level := slog.LevelInfo
	attrs := []slog.Attr{
		slog.String("plugin", asked.Plugin), slog.String("action", asked.Action), slog.Bool("cascade", asked.cascade),
		slog.String("outcome", outcome), slog.Duration("duration", h.now().Sub(began)), slog.String("remote", r.RemoteAddr),
	}
	if user, _, ok := r.BasicAuth(); ok {
		attrs = append(attrs, slog.String("user", user))
	}
	for _, one := range [][2]string{{"by", asking}, {"origin", "Origin"}} {
		if said := r.Header.Get(one[1]); said != "" {
			attrs = append(attrs, slog.String(one[0], said))
		}
	}
	if err != nil {
		level = slog.LevelWarn
		attrs = append(attrs, slog.String("error", textOf(err)))
	}
	h.logger().LogAttrs(context.WithoutCancel(r.Context()), level, "plugin action", attrs...)
}

func (h *handler) logger() *slog.Logger {
	if h.log == nil {
		return slog.Default()
	}
	return h.log
}
