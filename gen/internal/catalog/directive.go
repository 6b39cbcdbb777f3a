package catalog

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/config"
)

// directivePrefix begins a comment that speaks to plugingen.
const directivePrefix = "//plugingen:"

// contractDirective names the contract that a plugin is written for, in the
// package's doc or in Init's: //plugingen:contract import/path.Name
const contractDirective = "contract"

// directive is one that names a contract.
type directive struct {
	contract string
	at       diag.Position
}

// directives returns the package's contract directives and reports what looks
// like a directive and is none.
func (r *reader) directives(p *Package) []directive {
	var out []directive
	for _, file := range p.Syntax {
		if isTestFile(r.fset, file) {
			continue
		}
		effective := speaking(file)
		for _, group := range file.Comments {
			for _, c := range group.List {
				if d, ok := r.directive(c, effective[group]); ok {
					out = append(out, d)
				}
			}
		}
	}
	return out
}

// speaking are the comments in which a contract can be named.
func speaking(file *ast.File) map[*ast.CommentGroup]bool {
	groups := map[*ast.CommentGroup]bool{file.Doc: true}
	for _, d := range file.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "Init" {
			groups[fn.Doc] = true
		}
	}
	return groups
}

func (r *reader) directive(c *ast.Comment, effective bool) (directive, bool) {
	at := r.at(c.Pos())
	if _, spaced := strings.CutPrefix(c.Text, "// plugingen:"+contractDirective+" "); spaced && effective {
		r.unknownDirective(at, "a directive has no space after the slashes, so that this one is a mere comment", "write "+directivePrefix+contractDirective)
	}
	text, ok := strings.CutPrefix(c.Text, directivePrefix)
	if !ok {
		return directive{}, false
	}
	name, _, _ := strings.Cut(strings.TrimRight(text, "\r"), " ")
	rest, _, _ := strings.Cut(strings.TrimPrefix(text, name), " //") // a remark
	args := strings.Fields(rest)
	switch {
	case name == "ignore":
		r.unknownDirective(at, "findings cannot be ignored by a directive", "mend what is found; check --baseline accepts findings for a time")
	case name != contractDirective:
		help := fmt.Sprintf("the only directive is %s%s import/path.Name", directivePrefix, contractDirective)
		if near, ok := diag.Nearest(name, []string{contractDirective}); ok {
			help = fmt.Sprintf("did you mean %s%s?", directivePrefix, near)
		}
		r.unknownDirective(at, fmt.Sprintf("there is no directive %s%s", directivePrefix, name), help)
	case !effective:
		r.unknownDirective(at, "a contract directive has no effect here", "put it into the package's doc comment or into that of Init")
	case len(args) != 1:
		r.badDirective(at, "the directive names no contract", "write it as "+directivePrefix+contractDirective+" import/path.Name")
	default:
		return directive{contract: args[0], at: at}, true
	}
	return directive{}, false
}

func (r *reader) unknownDirective(at diag.Position, message, help string) {
	r.found.Add(diag.Diagnostic{Code: diag.UnknownDirective, Position: at, Message: message, Help: help})
}

func (r *reader) badDirective(at diag.Position, message, help string, related ...diag.Related) {
	r.found.Add(diag.Diagnostic{Code: diag.InvalidContract, Position: at, Message: message, Help: help, Related: related})
}

// agree compares the contract that a plugin is written for with the composition's.
func (r *reader) agree(cat *Catalog, p *Package, e *config.Entry) {
	want := cat.Contract.Ident.Path + "." + cat.Contract.Ident.Name
	for _, d := range r.directives(p) {
		if d.contract == want {
			continue
		}
		at := cat.Config.Contract.Position
		if !at.IsValid() {
			at = e.Module.Position
		}
		r.badDirective(d.at, fmt.Sprintf("the plugin is written for the contract %s, and is composed for %s", d.contract, want),
			"enter it in a configuration of its contract, or correct the directive",
			diag.Related{Position: at, Message: "the composition is for " + want})
	}
}

func isTestFile(fset *token.FileSet, file *ast.File) bool {
	return strings.HasSuffix(fset.PositionFor(file.Package, false).Filename, "_test.go")
}
