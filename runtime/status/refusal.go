package status

import (
	"cmp"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// asking is the header by which a program says that it means to act. A page of
// another site cannot send it without being asked by the browser whether it may,
// and to that there is no answer here.
const asking = "X-Requested-By"

// refusal tells why a request to act is not followed, and reads its form where
// it is.
func (h *handler) refusal(w http.ResponseWriter, r *http.Request) (code int, reason string) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return http.StatusMethodNotAllowed, "an action is asked for with POST"
	}
	if reason := cmp.Or(foreign(r), rebound(r, h.hosts)); reason != "" {
		return http.StatusForbidden, reason
	}
	r.Body = http.MaxBytesReader(w, r.Body, mostForm)
	if err := r.ParseForm(); err != nil {
		return http.StatusBadRequest, "the form cannot be read"
	}
	for _, v := range r.Form["cascade"] {
		if v != "1" {
			return http.StatusBadRequest, "cascade is 1, or left out"
		}
	}
	return 0, ""
}

// foreign tells why a request may come from the page of another site; it is empty
// where it does not. Browsers say where a request comes from in Sec-Fetch-Site
// where the connection is secure, and in Origin elsewhere; what says neither is
// a program, or a browser too old to be trusted with this.
func foreign(r *http.Request) string {
	sites, origins := r.Header.Values("Sec-Fetch-Site"), r.Header.Values("Origin")
	for _, site := range sites {
		if site != "same-origin" && site != "none" {
			return "the request comes from another site"
		}
	}
	for _, origin := range origins {
		from, err := url.Parse(origin)
		if err != nil || from.Host == "" || !strings.EqualFold(from.Host, r.Host) {
			return "the request comes from another site; a proxy in between has to pass the Host header on"
		}
	}
	if len(sites)+len(origins) == 0 && r.Header.Get(asking) == "" {
		return "where the request comes from is not known; a program sends the header " + asking + ", with any value"
	}
	return ""
}

// rebound tells why a request that has come by a loopback address may be that of a
// page whose name was made to lead there: to a browser, that page and this handler
// are one site. It is empty where the name is this machine's own, or the host's.
func rebound(r *http.Request, hosts []string) string {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok || !isLoopback(nameOf(local.String())) {
		return ""
	}
	name := nameOf(r.Host)
	if isLoopback(name) || slices.ContainsFunc(hosts, func(host string) bool { return strings.EqualFold(host, name) }) {
		return ""
	}
	return fmt.Sprintf("%q is not a name of this machine; where a proxy passes it on, the program says AllowActions(%[1]q)", name)
}

// nameOf is the host of a host and perhaps a port.
func nameOf(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.Trim(host, "[]")
}

func isLoopback(name string) bool {
	if name = strings.ToLower(name); name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	address, err := netip.ParseAddr(name)
	return err == nil && address.Unmap().IsLoopback()
}
