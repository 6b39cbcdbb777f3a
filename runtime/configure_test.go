package runtime_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/settings"
)

// serviceConfig is the configuration of a test plugin.
type serviceConfig struct {
	URL  string
	Port uint16
	Key  runtime.Secret
}

func (c serviceConfig) Validate() error {
	if c.Port == 13 {
		return errors.New("port 13 brings bad luck")
	}
	return nil
}

// service is what the generator writes for it; Init writes into d.
func (d *diary) service(name string, values ...settings.Value) runtime.Unit {
	config := func(i *runtime.Instance) (serviceConfig, error) {
		c := serviceConfig{Port: 80}
		if err := i.Configure(settings.Fields{
			"url":  settings.String(&c.URL),
			"port": settings.Integer(&c.Port, settings.Minimum("1")),
			"key":  settings.Text(&c.Key, settings.Hidden()),
		}, values...); err != nil {
			return c, err
		}
		return c, runtime.InvalidConfig(c.Validate())
	}
	init := func(_ context.Context, i *runtime.Instance, c serviceConfig) error {
		d.note("init %s %s:%d %s", name, c.URL, c.Port, c.Key.Reveal())
		i.OnTerminate(func(context.Context) error { d.note("terminate %s", name); return nil })
		return nil
	}
	return runtime.Unit{Name: name, Configure: runtime.Configured(config, init)}
}

func url(template string) settings.Value { return settings.At("/url", template) }

func TestEveryConfigurationIsReadBeforeAnyInit(t *testing.T) {
	var d diary
	t.Setenv("PLUGINGEN_TEST_PORT", hush)
	a := runtime.NewApp([]runtime.Unit{
		d.spy("plain"),
		d.service("one", url("${env:PLUGINGEN_NONE}"), settings.At("/port", "${env:PLUGINGEN_TEST_PORT}")),
		d.service("fine", url("x")),
		d.service("two", settings.At("/key", "${file:/plugingen/none}")),
		d.service("unlucky", settings.At("/port", "13")),
	}, quiet())
	err := a.Start(background(t))
	equal(t, "errors", strings.Split(fmt.Sprint(err), "\n"), []string{
		`plugin one: config: setting "url": the variable PLUGINGEN_NONE is not set`,
		`plugin one: config: setting "port": must be a whole number from 0 to 65535, and the variable PLUGINGEN_TEST_PORT holds something else`,
		`plugin two: config: setting "key": the file /plugingen/none does not exist`,
		`plugin unlucky: config: port 13 brings bad luck`,
	})
	for _, want := range []error{runtime.ErrValidation, runtime.ErrInit, settings.ErrMissing} {
		if !errors.Is(err, want) {
			t.Errorf("%v does not match %v", err, want)
		}
	}
	var pe *runtime.PluginError
	var se *settings.Error
	if !errors.As(err, &pe) || pe.Plugin != "one" || pe.Op != "config" || !errors.As(err, &se) || se.Setting != "url" {
		t.Errorf("got %#v and %#v", pe, se)
	}
	equal(t, "calls", d.all(), nil)
	equal(t, "states", states(a), []string{"plain stopped", "one failed", "fine stopped", "two failed", "unlucky failed"})
	if got := a.Plugins()[1].Err; !errors.Is(got, settings.ErrMissing) {
		t.Errorf("the status has %v", got)
	}
}

func TestALaterStartReadsAnew(t *testing.T) {
	var d diary
	a := runtime.NewApp([]runtime.Unit{d.service("one", url("${env:PLUGINGEN_TEST_URL}"))}, quiet())
	for range 2 {
		if err := a.Start(background(t)); !errors.Is(err, settings.ErrMissing) {
			t.Fatalf("got %v", err)
		}
		equal(t, "states", states(a), []string{"one failed"})
	}
	for _, url := range []string{"a", "b"} {
		t.Setenv("PLUGINGEN_TEST_URL", url)
		if err := errors.Join(a.Start(background(t)), a.Stop(background(t))); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, "calls", d.all(), []string{"init one a:80 ", "terminate one", "init one b:80 ", "terminate one"})
}

func TestWithSettings(t *testing.T) {
	var d diary
	given := []byte(`{"url": "first", "key": "` + hush + `"}`)
	a := runtime.NewApp([]runtime.Unit{d.service("one", url("${env:PLUGINGEN_NONE}")), d.service("two")},
		runtime.WithSettings("one", given), runtime.WithSettings("two", []byte(`{"port": 2}`)), runtime.WithSettings("one", []byte(`{"url": "second"}`)))
	copy(given, bytes.Repeat([]byte("x"), len(given)))
	for range 2 {
		if err := errors.Join(a.Start(background(t)), a.Stop(background(t))); err != nil {
			t.Fatal(err)
		}
	}
	if lines := strings.Join(d.all(), "\n"); strings.Count(lines, "init one second:80 "+hush) != 2 || strings.Count(lines, "init two :2 ") != 2 {
		t.Errorf("calls:\n%s", lines)
	}
}

func TestSettingsThatNobodyTakes(t *testing.T) {
	var d diary
	unread := runtime.Unit{Name: "unread", Configure: runtime.Configured(
		func(*runtime.Instance) (int, error) { return 0, nil },
		func(context.Context, *runtime.Instance, int) error { return nil })}
	for _, tt := range []struct {
		units []runtime.Unit
		entry string
		want  string
	}{
		{[]runtime.Unit{d.service("server"), d.spy("plain")}, "sevrer",
			`plugin sevrer: config: WithSettings is given for it, but there is no such entry; did you mean "server"? entries that take settings: server`},
		{[]runtime.Unit{d.service("server"), d.service("client"), d.spy("plain")}, "plain",
			`plugin plain: config: WithSettings is given for it, but it takes no settings; entries that take settings: server, client`},
		{[]runtime.Unit{d.spy("plain")}, "plain",
			`plugin plain: config: WithSettings is given for it, but it takes no settings; no entry takes any`},
		{[]runtime.Unit{unread}, "unread",
			`plugin unread: config: WithSettings gives settings that the plugin's wiring does not read`},
	} {
		err := runtime.NewApp(tt.units, quiet(), runtime.WithSettings(tt.entry, []byte(`{}`))).Start(background(t))
		if !errors.Is(err, runtime.ErrValidation) || err.Error() != tt.want {
			t.Errorf("got  %v\nwant %s", err, tt.want)
		}
	}
	equal(t, "calls", d.all(), nil)
}

func TestUnitsThatConfigureBadly(t *testing.T) {
	nothing := func(*runtime.Instance) (func(context.Context, *runtime.Instance) error, error) { return nil, nil }
	throws := func(*runtime.Instance) (func(context.Context, *runtime.Instance) error, error) { panic(errThrown) }
	for _, tt := range []struct {
		unit runtime.Unit
		is   error
		says string
	}{
		{runtime.Unit{Name: "x", Configure: nothing, Init: does}, runtime.ErrValidation, "the unit has both Init and Configure"},
		{runtime.Unit{Name: "x", Configure: nothing}, runtime.ErrValidation, "Configure returned nothing"},
		{runtime.Unit{Name: "x", Configure: throws}, runtime.ErrPanic, "plugin x: config: panic: thrown"},
		{runtime.Unit{Name: "x", Configure: throws}, errThrown, "plugin x: config: panic: thrown"},
	} {
		err := runtime.NewApp([]runtime.Unit{tt.unit}, quiet()).Start(background(t))
		if !errors.Is(err, tt.is) || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("got %v, want %q", err, tt.says)
		}
	}
}

// Whatever the plugin's settings are, the App tells nobody.
func TestTheAppTellsNoSecret(t *testing.T) {
	t.Setenv("PLUGINGEN_TEST_KEY", hush)
	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	for _, given := range []string{
		`{}`, `{"port": "` + hush + `"}`, `{"key": ["` + hush + `"]}`, `{"url": "` + hush + `", "url": 1}`, `{"key": "` + hush + `"`, `{"prot": "` + hush + `"}`,
	} {
		var d, events diary
		one := d.service("one", settings.At("/key", "${env:PLUGINGEN_TEST_KEY}"))
		two := d.service("two", settings.At("/port", "${env:PLUGINGEN_TEST_KEY}"))
		a := runtime.NewApp([]runtime.Unit{one, two}, runtime.WithLogger(logger), runtime.WithSettings("one", []byte(given)),
			runtime.WithObserver(func(e runtime.Event) { events.note("%v %+v %#v", e, e, e) }))
		err := a.Start(background(t))
		if err == nil {
			t.Fatalf("%s: no error", given)
		}
		logger.Error("start", "error", err)
		status, statusErr := json.Marshal(a.Plugins())
		manifest, manifestErr := json.Marshal(a.Manifest())
		if err := errors.Join(statusErr, manifestErr); err != nil {
			t.Fatal(err)
		}
		all := fmt.Sprintf("%v %+v %#v %q %s %s %s %v", err, err, err, err, status, manifest, strings.Join(events.all(), "\n"), a.Plugins()) + log.String()
		if strings.Contains(all, hush) || !strings.Contains(all, "PLUGINGEN_TEST_KEY") {
			t.Errorf("%s: told:\n%s", given, all)
		}
	}
}

func TestInvalidConfigOfNothing(t *testing.T) {
	if err := runtime.InvalidConfig(nil); err != nil {
		t.Errorf("got %v", err)
	}
}

func TestConfigureOfThousands(t *testing.T) {
	var d diary
	var units []runtime.Unit
	for k := range 3000 {
		units = append(units, d.service(fmt.Sprintf("p%d", k), settings.At("/port", "${env:PLUGINGEN_NONE:-7}")))
	}
	a := runtime.NewApp(units, quiet())
	if err := errors.Join(a.Start(background(t)), a.Stop(background(t))); err != nil {
		t.Fatal(err)
	}
	if n := len(d.all()); n != 6000 {
		t.Errorf("%d calls", n)
	}
}

// What Configure returns can be matched by the wiring, too.
func TestTheErrorOfConfigure(t *testing.T) {
	var err error
	a := runtime.NewApp([]runtime.Unit{unit("a", func(_ context.Context, i *runtime.Instance) error {
		var s string
		err = i.Configure(settings.Fields{"s": settings.String(&s)}, settings.At("/s", "${env:PLUGINGEN_NONE}"), settings.At("/t", ""))
		return nil
	})}, quiet())
	if startErr := a.Start(background(t)); startErr != nil {
		t.Fatal(startErr)
	}
	var se *settings.Error
	if !errors.Is(err, runtime.ErrValidation) || !errors.Is(err, settings.ErrMissing) || !errors.As(err, &se) || strings.Count(err.Error(), "\n") != 1 {
		t.Errorf("got %v", err)
	}
}
