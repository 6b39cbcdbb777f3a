// Package status shows over HTTP how the plugins of an [runtime.App] are: probes
// for an orchestrator, a document for programs, a page for people.
//
//	GET /livez           200 while the process serves; asks no plugin
//	GET /readyz          200 where the app is ready, else 503
//	GET /readyz/NAME     the same of one plugin, 404 where there is none
//	GET /plugins.json    all that is known, as JSON
//	GET /                the page
//	GET /events          server-sent events: when the page is worth another look
//
// The probes have the shape that Kubernetes gives to its own. The status code is
// the contract, the text is for people: one line for each check with ?verbose or
// where one fails. ?exclude=NAME, which may be repeated, leaves a check out. The
// checks of /readyz are the plugins, after "app-running", which fails while the app
// starts or stops around plugins that are well; that of /livez is "ping". A plugin
// that was unloaded does not make /readyz fail, but /readyz/NAME of it does.
//
// The plugins' Health is asked for the probes at most once a second, and for the
// page and the document at most every two seconds while somebody looks, however
// many they are. A change of a plugin's state is seen at once all the same.
//
// /plugins.json is one object. Keys may be added; those that are here stay, and
// each is always present:
//
//	version     1
//	ready       whether the app runs and every plugin is ready, but those that were unloaded
//	plugins     in the order of the composition, each with
//	  entry       the name of the entry in the configuration
//	  package     its import path
//	  version     of the plugin
//	  level       0 for a plugin that comes after no other
//	  needs       the entries that must run before it
//	  after       the entries that start before it without being needed
//	  state       "stopped", "starting", "ready", "degraded", "failed" or "stopping"
//	  unloaded    whether it is stopped because it was unloaded
//	  since       when it came to this state, RFC 3339
//	  error       why it is degraded or failed, else ""
//	  restarts    how often it was restarted without being asked to
//	  health      {"checked", "ok", "error"}: what its Health said, where it has one and runs
//	  components  all that it may offer, each with
//	    kind        the contract's method that gives it
//	    name        with the entry's prefix
//	    offered     whether it is in its registry now
//	    stats       null where nothing is counted, else {"inFlight", "calls", "errors",
//	                "panics", "refused", "meanLatencySeconds"}
//
// Everything can only be read, unless the host says [AllowActions]. Then the page
// has buttons, and there are
//
//	POST /plugins/NAME/load
//	POST /plugins/NAME/unload     with cascade=1 also those that need it
//	POST /plugins/NAME/reload
//
// which answer when it is done, with {"plugin", "action", "error"}, where the error
// is "" if it went well: 200, or 404 where there is no such plugin, 409 where other
// plugins or the state of the app are against it, 504 where it took too long, else
// 500. What asks for HTML, as the page's forms do without a script, is sent back to
// the page with 303, and told there. What comes from another site is refused with
// 403, by Sec-Fetch-Site and Origin; a program, which sends neither, says
// X-Requested-By:
//
//	curl -X POST -H 'X-Requested-By: me' localhost:6060/debug/plugins/plugins/mailer/reload
//
// Each such request is logged, with what it says of who asks: see [WithLogger]. One
// that comes by a loopback address has to name this machine, or a host that
// [AllowActions] names.
//
// There are no users here. Who may look, and who may act, is for the host to decide:
// serve it on a loopback or an admin address, behind the host's authentication.
// Settings are never shown nor asked for; errors are shown, in the runtime's words,
// and [WithholdReasons] keeps them back. URLs are relative, so it may be mounted
// anywhere:
//
//	mux.Handle("/debug/plugins/", http.StripPrefix("/debug/plugins", status.Handler(app)))
//
// The page works without a script, and then loads itself again every five seconds;
// where there are buttons every thirty, for somebody may be reading a question.
package status
