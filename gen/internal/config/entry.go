package config

import (
	"strings"
	"time"

	"github.com/plugingen/plugingen/gen/diag"
)

func (r *reader) entries(m Member) []Entry {
	if m.Value.Kind == Null || m.Value.Kind == Mapping && len(m.Value.Members) == 0 {
		r.reportOn(diag.EmptyConfig, &m.Value, emptyHelp, "plugins has no entry")
		return nil
	}
	if !r.mapping("plugins", &m.Value, "plugins as names with a module each:\nplugins:\n  echo:\n    module: example.com/app/plugins/echo") {
		return nil
	}
	entries := make([]Entry, 0, len(m.Value.Members))
	for _, member := range m.Value.Members {
		entries = append(entries, r.entry(member, m.Value.Members))
	}
	return entries
}

const moduleForm = "module: example.com/app/plugins/echo"

// entry reads one stanza of all. A name that is none is reported and kept, so
// that the entry's other faults come out as well.
func (r *reader) entry(m Member, all []Member) Entry {
	e := Entry{Name: Text{m.Key, m.Position}, Joined: m.Value.Joined, Enabled: true}
	r.name("an entry", m)
	path := "plugins." + display(m.Key)
	v := &m.Value
	if v.Kind != Null && !r.mapping(path, v, "keys and values under the name:\n  "+display(m.Key)+":\n    "+moduleForm) {
		return e
	}
	present := r.fields(path, v, r.entryFields(path, &e))
	if !present["module"] {
		r.reportOn(diag.MissingModule, keyOf(m), r.moduleHelp(m, all), "entry %s has no module", display(m.Key))
	}
	return e
}

// moduleHelp says how an entry gets a module. One that only a file laid over the
// base knows was likely meant to be one of the base.
func (r *reader) moduleHelp(m Member, all []Member) string {
	help := "add " + moduleForm + ", the import path of the plugin's package"
	if m.Position.File == r.file {
		return help
	}
	var names []string
	for _, other := range all {
		if other.Position.File == r.file {
			names = append(names, other.Key)
		}
	}
	if meant, ok := diag.Nearest(m.Key, names); ok {
		return "did you mean " + meant + "? An entry that " + r.file + " lacks needs a module"
	}
	return r.file + " has no such entry; " + help
}

func (r *reader) entryFields(path string, e *Entry) []field {
	return []field{
		{"module", func(m Member) { r.module(path, &m.Value, &e.Module) }},
		{"enabled", func(m Member) { r.enabled(path, &m.Value, e) }},
		{"config", func(m Member) {
			if r.mapping(path+".config", &m.Value, "settings as keys and values:\nconfig:\n  cache: true") {
				e.Settings = &m.Value
			}
		}},
		{"dependencies", func(m Member) { e.Dependencies = r.dependencies(path+".dependencies", &m.Value) }},
		{"prefix", func(m Member) { r.prefix(path+".prefix", &m.Value, &e.Prefix) }},
		{"on_failure", func(m Member) {
			if t, ok := r.choice(path+".on_failure", m.Key, &m.Value); ok {
				e.OnFailure = t
			}
		}},
		{"timeouts", func(m Member) { r.timeouts(path+".timeouts", &m.Value, &e.Timeouts) }},
		{"isolation", func(m Member) { r.choice(path+".isolation", m.Key, &m.Value) }},
		{"permissions", func(m Member) { r.unbuiltList(path+".permissions", &m.Value) }},
		{"waive", func(m Member) { e.Waivers = r.waivers(path+".waive", &m.Value) }},
	}
}

func (r *reader) module(path string, v *Value, to *Text) {
	if v.Kind == Null {
		r.reportOn(diag.MissingModule, v, "write "+moduleForm+", the import path of the plugin's package", "%s.module is empty", path)
		return
	}
	t, ok := r.text(path+".module", v, moduleForm)
	if !ok {
		return
	}
	if problem, help := pathProblem(t.Value); problem != "" {
		r.reportOn(diag.InvalidValue, v, help, "module %s %s", quote(t.Value), problem)
		return
	}
	*to = t
}

// enabled takes true and false only; older YAML knew more words for them.
func (r *reader) enabled(path string, v *Value, e *Entry) {
	form := "enabled: true or enabled: false"
	switch strings.ToLower(v.Text) {
	case "yes", "on", "y", "true", "1":
		form = "enabled: true"
	case "no", "off", "n", "false", "0":
		form = "enabled: false"
	}
	if r.expect(path+".enabled", v, Bool, "true or false", form) {
		e.Enabled, e.EnabledAt = strings.EqualFold(v.Text, "true"), v.Position
	}
}

func (r *reader) prefix(path string, v *Value, to *Text) {
	t, ok := r.text(path, v, "prefix: fast_")
	if !ok {
		return
	}
	if t.Value != "" && !isName(t.Value) {
		r.reportOn(diag.InvalidValue, v, "write a letter, then letters, digits and underscores, all lower case: prefix: fast_",
			"%s cannot be %s", path, quote(t.Value))
		return
	}
	*to = t
}

func (r *reader) timeouts(path string, v *Value, to *Timeouts) {
	if !r.mapping(path, v, "timeouts: {init: 10s, terminate: 5s}") {
		return
	}
	r.fields(path, v, []field{
		{"init", func(m Member) { r.duration(path+".init", &m.Value, &to.Init) }},
		{"terminate", func(m Member) { r.duration(path+".terminate", &m.Value, &to.Terminate) }},
	})
}

const durationHelp = "write a number with a unit (ms, s, m, h): 500ms, 10s, 1m30s"

func (r *reader) duration(path string, v *Value, to *Duration) {
	if v.Kind == Integer || v.Kind == Float {
		r.reportOn(diag.WrongType, v, durationHelp, "%s has no unit: %s", path, shorten(v.Text))
		return
	}
	t, ok := r.text(path, v, lastKey(path)+": 10s")
	if !ok {
		return
	}
	d, err := time.ParseDuration(t.Value)
	switch {
	case err != nil:
		r.reportOn(diag.InvalidValue, v, durationHelp, "%s is no length of time: %s", path, quote(t.Value))
	case d <= 0:
		r.reportOn(diag.InvalidValue, v, durationHelp, "%s must be longer than nothing, not %s", path, quote(t.Value))
	default:
		*to = Duration{Nanoseconds: int64(d), Position: t.Position}
	}
}
