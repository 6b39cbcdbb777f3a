// Package settings puts the values that a program gets when it starts into the
// configurations of its plugins: references to the environment and to files that
// stand in plugin_config.yaml, and what the host gives through
// runtime.WithSettings. The generated wiring uses it; plugin authors and hosts
// meet no more of it than [Error] and [ErrMissing].
//
// The wiring describes a configuration by bindings, one [Setting] for each field,
// with the type known to the compiler and the rules of the field's tags:
//
//	settings.Fields{
//		"port":  settings.Integer(&c.Port, settings.Minimum("1")),
//		"tags":  settings.List(&c.Tags, settings.String),
//		"limit": settings.Pointer(&c.Limit, settings.Integer),
//		"peers": settings.List(&c.Peers, func(p *Peer, _ ...settings.Rule) settings.Setting {
//			return settings.Fields{"host": settings.Required(settings.String(&p.Host))}
//		}),
//	}
//
// [Apply] then sets them, and reports all that is wrong in the words that the
// generator has for the same mistake in a file. No error tells a value that came
// from a reference or from the host, because it may be a secret.
package settings
