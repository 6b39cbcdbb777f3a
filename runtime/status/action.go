package status

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/plugingen/plugingen/runtime"
)

// operator is a source whose plugins can be acted on, as those of an App.
type operator interface {
	Load(ctx context.Context, name string) error
	Unload(ctx context.Context, name string, opts ...runtime.UnloadOption) error
	Reload(ctx context.Context, name string, opts ...runtime.ReloadOption) error
}

var actions = []string{"load", "unload", "reload"}

// actionTime is how long an action may take. It is not the request that bounds
// it: who closes a tab does not mean to leave a reload half done.
const actionTime = 5 * time.Minute

// mostForm is how large the body of an action may be, in bytes.
const mostForm = 4 << 10

// result is the answer to an action; the package's documentation has its keys.
type result struct {
	Plugin string `json:"plugin"`
	Action string `json:"action"`
	Error  string `json:"error"`

	cascade bool
}

// serveAction serves /plugins/NAME/ACTION, of which rest is what follows the
// first part. An entry has no slash in its name; should one have, the action is
// still what comes last.
func (h *handler) serveAction(w http.ResponseWriter, r *http.Request, rest string) {
	cut := strings.LastIndex(rest, "/")
	if h.operator == nil || cut < 1 || !slices.Contains(actions, rest[cut+1:]) {
		http.Error(w, nowhere, http.StatusNotFound)
		return
	}
	asked := result{Plugin: rest[:cut], Action: rest[cut+1:]}
	began := h.now()
	if code, reason := h.refusal(w, r); code != 0 {
		asked.Error = reason
		h.audit(r, asked, began, "refused", errors.New(reason))
		asked.refuse(w, r, code)
		return
	}
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(actionTime + writeTime)) //nolint:errcheck // as in send
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), actionTime)
	defer cancel()
	asked.cascade = r.Form.Get("cascade") == "1"
	err := h.act(ctx, asked)
	h.audit(r, asked, began, wentWell[err == nil], err)
	asked.Error = h.shown(err)
	if !isForm(r) {
		asked.write(w, codeOf(err))
		return
	}
	w.Header().Set("Location", "../../?outcome="+h.outcomes.keep(asked, h.now()))
	w.WriteHeader(http.StatusSeeOther)
}

var wentWell = map[bool]string{true: "done", false: "failed"}

func (h *handler) act(ctx context.Context, asked result) error {
	switch asked.Action {
	case "load":
		return h.operator.Load(ctx, asked.Plugin)
	case "reload":
		return h.operator.Reload(ctx, asked.Plugin)
	}
	if asked.cascade {
		return h.operator.Unload(ctx, asked.Plugin, runtime.Cascade)
	}
	return h.operator.Unload(ctx, asked.Plugin)
}

// codeOf is the status code that an action's error has.
func codeOf(err error) int {
	is := func(target error) bool { return errors.Is(err, target) }
	switch {
	case err == nil:
		return http.StatusOK
	case is(runtime.ErrUnknownPlugin):
		return http.StatusNotFound
	case is(runtime.ErrDependents), is(runtime.ErrDependencyMissing), is(runtime.ErrNotRunning):
		return http.StatusConflict
	case is(runtime.ErrTimeout), is(context.DeadlineExceeded):
		return http.StatusGatewayTimeout
	}
	return http.StatusInternalServerError
}

// isForm tells whether the page's form asks, in a browser without a script: it
// wants to see the page again. Everybody else is given JSON.
func isForm(r *http.Request) bool {
	accept := strings.Join(r.Header.Values("Accept"), ",")
	return strings.Contains(accept, "text/html") && !strings.Contains(accept, "application/json")
}

// refuse answers where nothing was done.
func (a result) refuse(w http.ResponseWriter, r *http.Request, code int) {
	if isForm(r) {
		http.Error(w, a.Error, code)
		return
	}
	a.write(w, code)
}

func (a result) write(w http.ResponseWriter, code int) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	json.NewEncoder(w).Encode(a) //nolint:errcheck // whoever asked is gone
}
