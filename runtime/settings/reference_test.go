package settings_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/runtime/settings"
)

func TestReferences(t *testing.T) {
	w := world{
		env: map[string]string{"A": "a", "EMPTY": "", "DOLLAR": "${env:A}$$", "BAD": "\xff"},
		files: map[string]string{
			"/lf": "x\n", "/crlf": "x\r\n", "/two": "x\n\n", "/cr": "x\r", "/bad": "\xff", "/none": "",
			"/large": strings.Repeat("x", 1<<20) + "\n", "/full": strings.Repeat("x", 1<<20),
		},
	}
	const forms = "has a malformed reference; the forms are ${env:NAME}, ${env:NAME:-default} and ${file:PATH}"
	for _, tt := range []struct{ template, want, problem string }{
		{"", "", ""},
		{"plain", "plain", ""},
		{"$", "$", ""},
		{"$$", "$", ""},
		{"$$$", "$$", ""},
		{"a$b$$c$", "a$b$c$", ""},
		{"$${env:A}", "${env:A}", ""},
		{"$$${env:A}", "$a", ""},
		{"${env:A}", "a", ""},
		{"-${env:A}${env:A}-", "-aa-", ""},
		{"${env:DOLLAR}", "${env:A}$$", ""},
		{"${env:EMPTY:-d}", "", ""},
		{"${env:NONE:-d $$ ${x}", "d $$ ${x", ""},
		{"${env:NONE:-}", "", ""},
		{"${file:/lf}", "x", ""},
		{"${file:/crlf}", "x", ""},
		{"${file:/two}", "x\n", ""},
		{"${file:/cr}", "x\r", ""},
		{"${file:/none}", "", ""},
		{"${file:/full}", strings.Repeat("x", 1<<20), ""},
		{"${env:NONE}", "", "the variable NONE is not set"},
		{"${env:BAD}", "", "the variable BAD does not hold UTF-8 text"},
		{"${file:/bad}", "", "the file /bad does not hold UTF-8 text"},
		{"${file:/large}", "", "the file /large is larger than 1 MiB"},
		{"${file:/gone}", "", "the file /gone does not exist"},
		{"${", "", "has a reference that is not closed by }"},
		{"${env:A", "", "has a reference that is not closed by }"},
		{"${}", "", forms},
		{"${A}", "", forms},
		{"${env:}", "", forms},
		{"${env:1A}", "", forms},
		{"${env:A-b}", "", forms},
		{"${env: A}", "", forms},
		{"${file:}", "", forms},
		{"${x:}", "", forms},
	} {
		var x string
		err := put(settings.String(&x), []settings.Value{settings.At("/x", tt.template)}, nil, w)
		if tt.problem != "" {
			wantLines(t, err, `setting "x": `+tt.problem)
		} else if err != nil || x != tt.want {
			t.Errorf("%q: got %q, %v, want %q", tt.template, x, err, tt.want)
		}
	}
}

func TestWhatIsMissingCanBeMatched(t *testing.T) {
	var x string
	values := []settings.Value{settings.At("/x", "${env:NONE}${file:/gone}${env:ALSO}")}
	err := put(settings.String(&x), values, nil, world{})
	wantLines(t, err,
		`setting "x": the variable NONE is not set`,
		`setting "x": the file /gone does not exist`,
		`setting "x": the variable ALSO is not set`)
	if !errors.Is(err, settings.ErrMissing) || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v does not match", err)
	}
	var e *settings.Error
	if !errors.As(err, &e) || e.Setting != "x" || e.Source != "${env:NONE}" || e.Err != settings.ErrMissing {
		t.Errorf("got %#v", e)
	}
}

// The zero Source asks the operating system.
func TestTheOperatingSystemAnswers(t *testing.T) {
	dir := t.TempDir()
	small, large := filepath.Join(dir, "small"), filepath.Join(dir, "large")
	for path, content := range map[string]string{small: "secret\n", large: strings.Repeat("x", 1<<20+1)} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PLUGINGEN_TEST", "here")
	var x string
	apply := func(template string) error {
		return settings.Apply(settings.Fields{"x": settings.String(&x)}, []settings.Value{settings.At("/x", template)}, nil, settings.Source{})
	}
	if err := apply("${env:PLUGINGEN_TEST} ${file:" + small + "}"); err != nil || x != "here secret" {
		t.Errorf("got %q, %v", x, err)
	}
	wantLines(t, apply("${file:"+large+"}"), `setting "x": the file `+large+" is larger than 1 MiB")
	err := apply("${file:" + dir + "}")
	if err == nil || !strings.HasPrefix(err.Error(), `setting "x": the file `+dir+" cannot be read: ") || errors.Is(err, settings.ErrMissing) {
		t.Errorf("got %v", err)
	}
}
