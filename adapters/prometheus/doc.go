// Package prometheus shows the plugins of an app to Prometheus. It has the name of
// the client library's package; a file that needs both gives one another name.
//
//	registry.MustRegister(prometheus.NewCollector(app))
//
// Every number is read when Prometheus asks; between that the collector costs
// nothing. No plugin's Health is asked.
//
//	plugingen_plugin_info{plugin,package,version}      1
//	plugingen_plugin_state{plugin,state}               1 for the state that it is in, 0 for the others
//	plugingen_plugin_unloaded{plugin}                  1 where it is stopped because it was unloaded
//	plugingen_plugin_state_since_seconds{plugin}       when it came to this state, in Unix time
//	plugingen_plugin_restarts_total{plugin}            restarts that nobody asked for
//
// and of each component whose calls are counted, with {plugin,kind,component}:
//
//	plugingen_component_in_flight             calls under way
//	plugingen_component_calls_total           calls that reached it
//	plugingen_component_errors_total          those that returned an error
//	plugingen_component_panics_total          those that panicked
//	plugingen_component_refused_total         calls that came when the plugin was taken out
//	plugingen_component_latency_seconds       a summary, without quantiles, of about one call in 64
package prometheus
