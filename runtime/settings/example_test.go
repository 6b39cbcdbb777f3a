package settings_test

import (
	"fmt"
	"time"

	"github.com/plugingen/plugingen/runtime/settings"
)

// serverConfig is what a plugin's author writes.
type serverConfig struct {
	Host    string        `json:"host"`
	Port    uint16        `json:"port" jsonschema:"minimum=1"`
	Timeout time.Duration `json:"timeout"`
	Peers   []serverPeer  `json:"peers"`
}

type serverPeer struct {
	Name string `json:"name"`
	Port uint16 `json:"port" jsonschema:"default=80"`
}

// bindServerConfig is what the generator writes for it.
func bindServerConfig(c *serverConfig, _ ...settings.Rule) settings.Setting {
	return settings.Fields{
		"host":    settings.String(&c.Host),
		"port":    settings.Integer(&c.Port, settings.Minimum("1")),
		"timeout": settings.Duration(&c.Timeout),
		"peers":   settings.List(&c.Peers, bindServerPeer),
	}
}

func bindServerPeer(p *serverPeer, _ ...settings.Rule) settings.Setting {
	return settings.Fields{
		"name": settings.Required(settings.String(&p.Name)),
		"port": settings.Integer(&p.Port, settings.Default("80")),
	}
}

func ExampleApply() {
	environment := settings.Source{LookupEnv: func(name string) (string, bool) {
		value, ok := map[string]string{"HOST": "example.com", "PORT": "0"}[name]
		return value, ok
	}}

	config := serverConfig{Timeout: time.Second} // the literals of the file
	err := settings.Apply(bindServerConfig(&config), []settings.Value{
		settings.At("/host", "www.${env:HOST}"),
		settings.At("/port", "${env:SERVER_PORT:-8080}"),
	}, [][]byte{[]byte(`{"timeout": "1m30s", "peers": [{"name": "a"}]}`)}, environment)
	fmt.Println(config, err)

	err = settings.Apply(bindServerConfig(&config), []settings.Value{
		settings.At("/host", "${env:NOT_SET}"),
		settings.At("/port", "${env:PORT}"),
	}, [][]byte{[]byte(`{"timout": "2m", "peers": [{"port": "eighty"}]}`)}, environment)
	fmt.Println(err)
	// Output:
	// {www.example.com 8080 1m30s [{a 80}]} <nil>
	// setting "host": the variable NOT_SET is not set
	// setting "port": must be at least 1, and the variable PORT holds something else
	// setting "timout": given by WithSettings, but there is no such setting; did you mean "timeout"? there are: host, peers, port, timeout
	// setting "peers[0].port": must be a whole number from 0 to 65535, and WithSettings gives a string
	// setting "peers[0].name": is required
}
