// Package rich is a plugin whose settings have every form.
package rich

import (
	"context"
	"time"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// Config has a setting of every form.
type Config struct {
	// Name is what the plugin | calls itself, in <angle> brackets and `ticks`.
	Name string `json:"name"`
	// Token opens the door.
	Token string `json:"token,omitempty" jsonschema:"writeOnly=true,minLength=8"`
	// Pins are secret numbers.
	Pins []int `json:"pins,omitempty" jsonschema:"writeOnly=true"`
	// Workers is how many requests run at once.
	Workers int `json:"workers" jsonschema:"minimum=1,maximum=64,default=8"`
	// Verbose says more.
	Verbose bool `json:"verbose,omitempty"`
	// Mode is how careful the plugin is.
	Mode Mode `json:"mode" jsonschema:"enum=fast,enum=safe,default=safe"`
	// Timeout ends a request.
	Timeout time.Duration `json:"timeout" jsonschema:"default=10s"`
	// Ratio is the part that is kept.
	Ratio float64 `json:"ratio,omitempty" jsonschema:"exclusiveMinimum=0,maximum=1"`
	// Slug is a word.
	Slug string `json:"slug,omitempty" jsonschema:"pattern=^[a-z]+$,minLength=2,maxLength=8"`
	// Provider answers.
	Provider string `json:"provider,omitempty" jsonschema_extras:"x-plugingen-component=Providers"`
	// Fallbacks answer where Provider does not.
	Fallbacks []string `json:"fallbacks,omitempty" jsonschema:"uniqueItems=true,maxItems=3" jsonschema_extras:"x-plugingen-component=Providers"`
	// Labels are put on every answer.
	Labels map[string]string `json:"labels,omitempty"`
	// Limits are limits by name.
	Limits map[string]Limit `json:"limits,omitempty"`
	// Peers are asked as well.
	Peers []Peer `json:"peers,omitempty" jsonschema:"minItems=1"`
	// Tree has branches of its own kind.
	Tree *Tree `json:"tree,omitempty"`
	// Extra is anything.
	Extra any `json:"extra,omitempty"`
	Shared
}

// Mode is how careful a plugin is.
type Mode string

// Limit is a limit.
type Limit struct {
	// Most is what is allowed.
	Most int `json:"most"`
}

// Peer is another server.
type Peer struct {
	// Host is its name.
	Host string `json:"host"`
	// Port is where it listens.
	Port int `json:"port,omitempty" jsonschema:"minimum=1,maximum=65535,default=443"`
}

// Tree is a tree.
type Tree struct {
	// Label is written on it.
	Label string `json:"label,omitempty"`
	// Branches are trees.
	Branches []Tree `json:"branches,omitempty"`
}

// Shared is what all plugins of this host can be told.
type Shared struct {
	// Region is where the plugin runs.
	Region string `json:"region,omitempty" jsonschema:"enum=eu,enum=us"`
}

// Plugin does nothing.
type Plugin struct{ pipeline.Base }

// Init starts nothing.
func Init(context.Context, Config) (*Plugin, error) { return &Plugin{}, nil }

// Terminate stops nothing.
func (*Plugin) Terminate(context.Context) error { return nil }

// Metadata describes the plugin.
func (*Plugin) Metadata() runtime.Metadata {
	return runtime.Metadata{
		Name:        "rich",
		Version:     "2.0.1",
		Description: "Has a setting of every form",
		License:     "Apache-2.0",
		Homepage:    "https://example.com/rich",
		Requires:    []runtime.Requirement{{Name: "voice", Version: ">=1.0"}},
		Conflicts:   []runtime.Requirement{{Name: "poor", Version: "<3"}},
		Permissions: []runtime.Permission{"network:example.com:443"},
		Stability:   runtime.Stable,
		Deprecated:  &runtime.Deprecation{Since: "2.0.0", RemovedIn: "3.0.0", Use: "richer"},
	}
}
