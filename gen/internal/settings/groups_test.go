package settings

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Reached is reached by an address or by a host and a port; it logs somewhere.
type Reached struct {
	Address string `json:"address,omitempty" jsonschema:"oneof_required=address"`
	Host    string `json:"host,omitempty" jsonschema:"oneof_required=host"`
	Port    int    `json:"port,omitempty" jsonschema:"oneof_required=host"`
	File    string `json:"file,omitempty" jsonschema:"anyof_required=file"`
	Syslog  string `json:"syslog,omitempty" jsonschema:"anyof_required=syslog"`
}

func TestGroups(t *testing.T) {
	const subject = "the config of acme "
	const one, log = `"address", or "host" and "port"`, `"file", or "syslog"`
	for in, want := range map[string]string{
		`{address: a, file: f}`:                    "",
		`{host: h, port: 1, file: f, syslog: s}`:   "",
		`{address: a, host: h, file: f}`:           "",
		`{}`:                                       "99:3 missing-setting " + subject + "needs " + one + " | set one of them\n99:3 missing-setting " + subject + "needs " + log + " | set one of them",
		`{host: h, file: f}`:                       "99:3 missing-setting " + subject + "needs " + one + " | set one of them",
		`{address: null, file: f}`:                 "99:3 missing-setting " + subject + "needs " + one + " | set one of them",
		`{address: a}`:                             "99:3 missing-setting " + subject + "needs " + log + " | set one of them",
		`{address: a, file: f, host: h, port: 80}`: "1:23 invalid-setting " + subject + "can have only one of " + one + ", and has more",
		`{adress: a, file: f}`:                     `1:2 unknown-setting the config of acme has no setting "adress" | did you mean "address"?` + "\nit takes: address, file, host, port, syslog",
	} {
		v, ok := parseFlow(in)
		if !ok {
			t.Fatal(in)
		}
		_, list := bindLiteral(v, facts(reflect.TypeFor[Reached]()))
		if d := cmp.Diff(want, render(list)); d != "" {
			t.Errorf("%s: %s", in, d)
		}
	}
}
