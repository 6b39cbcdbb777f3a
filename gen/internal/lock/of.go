package lock

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/plan"
	"github.com/plugingen/plugingen/gen/internal/settings"
)

// version is the lock's format.
const version = 1

// Of writes a plan down; config is the configuration's path from the lock.
func Of(p *plan.Plan, config string) *Lock {
	l := &Lock{
		Version:   version,
		Config:    config,
		GoPackage: p.Host.Name,
		Contract:  p.Contract.Ident.Path + "." + p.Contract.Ident.Name,
		Kinds:     []string{},
		Inputs:    []Input{},
		Plugins:   []Plugin{},
		Outputs:   map[string]string{},
	}
	for _, k := range p.Contract.Kinds {
		l.Kinds = append(l.Kinds, k.Method)
	}
	for _, in := range p.Inputs {
		l.Inputs = append(l.Inputs, Input{Name: in.Name, Type: in.Type.String()})
	}
	for _, u := range p.Units {
		l.Plugins = append(l.Plugins, pluginOf(u))
	}
	return l
}

func pluginOf(u plan.Unit) Plugin {
	f := u.Facts
	out := Plugin{
		Entry: u.Entry, Package: f.Package.Path, Module: f.Module, ModuleVersion: f.Version, Digest: f.Digest, Settings: settingsOf(u),
		Name: f.Metadata.Name.Value, Version: f.Metadata.Version.Value, Level: u.Level,
		Needs: []Need{}, Components: []Component{},
	}
	for _, edges := range [][]plan.Edge{u.Needs, u.After} {
		for _, e := range edges {
			out.Needs = append(out.Needs, Need{Entry: e.Entry, Why: string(e.Why)})
		}
	}
	for _, c := range u.Components {
		out.Components = append(out.Components, componentOf(c))
	}
	return out
}

// settingsOf digests what the file sets for an entry: it tells that something
// was changed and not what it is. Of what comes at start it has the references.
func settingsOf(u plan.Unit) string {
	written := struct {
		Config   *settings.Literal
		Late     []settings.Late `json:",omitempty"`
		Prefix   string
		Timeouts plan.Timeouts
	}{Prefix: u.Prefix, Timeouts: u.Timeouts}
	if u.Config != nil {
		written.Config, written.Late = &u.Config.Literal, u.Config.Late
	}
	text, err := json.Marshal(written)
	if err != nil {
		return "" // not reached: all of it is plain data
	}
	return digest(text)
}

func componentOf(c catalog.Component) Component {
	return Component{Kind: c.Kind, Name: c.Name, Capabilities: c.Capabilities, Conditional: c.Conditional}
}

// Seal notes the digest of a file that is written with the lock.
func (l *Lock) Seal(name string, content []byte) { l.Outputs[name] = digest(content) }

// Sealed reports whether a file still holds what was written with the lock.
func (l *Lock) Sealed(name string, content []byte) bool { return l.Outputs[name] == digest(content) }

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// Encode renders the lock as JSON: the same bytes for the same lock.
func (l *Lock) Encode() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(l)
	return b.Bytes(), err
}

// Decode reads a lock.
func Decode(src []byte) (*Lock, error) {
	var l Lock
	if err := json.Unmarshal(src, &l); err != nil {
		return nil, err
	}
	return &l, nil
}
