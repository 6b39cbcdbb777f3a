// Package analyzer is the contract check of plugingen as a go/analysis
// Analyzer: for go vet, and for every other driver of such analyzers. It reads
// a package with the code that the generator uses, so that both say the same
// about it; what needs a composition (dependencies, order, settings in a file)
// is the generator's alone.
//
// It reads no environment, no file but the package's own, and has no flags:
// the go command caches what it says by the package's content only.
package analyzer

import (
	"encoding/json"
	"fmt"
	"go/types"
	"reflect"
	"runtime/debug"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/plan"
)

const doc = `check plugins against their contract

A package is a plugin where it has a function Init whose first result has the
method Metadata() runtime.Metadata; where an exported type of it has that method
and all others of a contract that the package declares or imports; or where a
comment //plugingen:contract import/path.Name in its doc or in Init's names its
contract. Commands and test files are no plugins.

Without such a comment the contract is the interface, among those that the
package declares or imports, that the plugin meets or comes nearest to; a plugin
of which no contract is known is held against runtime.Lifecycle alone.

Checked are the signature of Init, the configuration type and its tags, the
methods, the metadata and the components. Messages begin with the code of the
finding, which plugingen explain CODE has a page for. What plugingen only warns
of is not reported.`

// Analyzer checks one package. Its diagnostics have the code of the finding as
// Category and before the message; a related place that begins with "help: "
// says what to do. It exports a Plugin fact for every package that is a plugin.
var Analyzer = &analysis.Analyzer{
	Name:       "plugingen",
	Doc:        doc,
	URL:        "https://pkg.go.dev/github.com/plugingen/plugingen/gen/analyzer",
	Run:        run,
	ResultType: reflect.TypeFor[*Plugin](),
	FactTypes:  []analysis.Fact{new(Plugin), new(offer)},
}

// HelpPrefix begins the related place of a diagnostic that says what to do.
const HelpPrefix = "help: "

// Plugin is the package fact of a plugin, and the result for its package: nil
// where the package is none. It is stored in the same bytes for the same source.
type Plugin struct {
	Facts    catalog.Facts
	Contract catalog.Contract // zero Ident where only the lifecycle is known
}

// AFact marks Plugin as a fact.
func (*Plugin) AFact() {}

// String is "plugin NAME VERSION (CONTRACT)".
func (p *Plugin) String() string {
	contract := "runtime.Lifecycle"
	if p.Contract.Ident.Name != "" {
		contract = p.Contract.Ident.Package + "." + p.Contract.Ident.Name
	}
	return fmt.Sprintf("plugin %s %s (%s)", p.Facts.Metadata.Name.Value, p.Facts.Metadata.Version.Value, contract)
}

// GobEncode writes JSON: gob's own form of a map has no fixed order.
func (p *Plugin) GobEncode() ([]byte, error) {
	type plain Plugin
	return json.Marshal((*plain)(p))
}

// GobDecode is the inverse of GobEncode.
func (p *Plugin) GobDecode(b []byte) error {
	type plain Plugin
	return json.Unmarshal(b, (*plain)(p))
}

// offer is the fact of a method that plugins of other packages may embed.
type offer struct{ catalog.Offer }

func (*offer) AFact() {}

func (*offer) String() string { return "offer" }

func (o *offer) GobEncode() ([]byte, error) { return json.Marshal(o.Offer) }

func (o *offer) GobDecode(b []byte) error { return json.Unmarshal(b, &o.Offer) }

func run(pass *analysis.Pass) (result any, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("this is a fault of plugingen, please report it: %v\n%s", r, debug.Stack())
		}
	}()
	reading := catalog.Inspect(unitOf(pass))
	for _, o := range reading.Offers {
		pass.ExportObjectFact(o.Method, &offer{o.Offer})
	}
	found := reading.Found
	var plugin *Plugin
	if reading.Plugin != nil {
		plugin = &Plugin{Facts: *reading.Plugin, Contract: reading.Contract}
		if readable(found) && !reading.Half {
			found.Add(plan.Author(reading.Plugin, reading.Contract)...)
		}
		pass.ExportPackageFact(plugin)
	}
	for _, d := range found.Sorted() {
		if d.IsError() {
			pass.Report(diagnostic(pass, reading, d))
		}
	}
	return plugin, nil
}

// readable reports whether nothing was found that would make the facts wrong.
func readable(found diag.List) bool {
	return !slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return d.IsError() && d.Code != diag.UnknownDirective })
}

// unitOf is a pass as the catalog reads it.
func unitOf(pass *analysis.Pass) catalog.Unit {
	u := catalog.Unit{
		Package: catalog.Package{
			Path: pass.Pkg.Path(), Name: pass.Pkg.Name(),
			Types: pass.Pkg, Info: pass.TypesInfo, Syntax: pass.Files,
		},
		Fset: pass.Fset,
		Read: pass.ReadFile,
		Known: func(fn *types.Func) (catalog.Offer, bool) {
			var o offer
			ok := pass.ImportObjectFact(fn, &o)
			return o.Offer, ok
		},
	}
	if m := pass.Module; m != nil {
		u.Module, u.Version = m.Path, m.Version
	}
	return u
}

// diagnostic is a finding in the form of go/analysis. One without a place of
// its own in the package stands at the package clause.
func diagnostic(pass *analysis.Pass, reading *catalog.Reading, d diag.Diagnostic) analysis.Diagnostic {
	pos := reading.Pos(d.Position)
	if !pos.IsValid() && len(pass.Files) > 0 {
		pos = pass.Files[0].Name.Pos()
	}
	out := analysis.Diagnostic{Pos: pos, Category: string(d.Code), Message: string(d.Code) + ": " + d.Message}
	for _, rel := range d.Related {
		if at := reading.Pos(rel.Position); at.IsValid() {
			out.Related = append(out.Related, analysis.RelatedInformation{Pos: at, Message: rel.Message})
		}
	}
	if d.Help != "" {
		out.Related = append(out.Related, analysis.RelatedInformation{Pos: pos, Message: HelpPrefix + d.Help})
	}
	return out
}
