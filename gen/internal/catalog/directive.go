package catalog

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/config"
)

// directivePrefix begins a comment that speaks to plugingen.
const directivePrefix = "//plugingen:"

const (
	// contractDirective names the contract that a plugin is written for, in the
	// package's doc or in Init's: //plugingen:contract import/path.Name
	contractDirective = "contract"
	// schemaDirective states the JSON Schema of a type in the type's doc, on one
	// line or on several: //plugingen:schema {"type": "string"}
	schemaDirective = "schema"
	// unguardedDirective has the components of a kind called directly, in the doc
	// of the contract's method; a reason may follow: //plugingen:unguarded
	unguardedDirective = "unguarded"
)

// directive is one that names a contract.
type directive struct {
	contract string
	at       diag.Position
}

// contractDirectives reports what looks like a directive and is none in the
// contract's package, where that is no plugin's, which is read for itself.
func (r *reader) contractDirectives(cat *Catalog, p *Package) {
	for _, e := range cat.Config.Plugins {
		if e.Enabled && e.Module.Value == p.Path {
			return
		}
	}
	r.directives(p)
}

// directives returns the package's contract directives and reports what looks
// like a directive and is none.
func (r *reader) directives(p *Package) []directive {
	var out []directive
	for _, file := range p.Syntax {
		if isTestFile(r.fset, file) {
			continue
		}
		expected := speaking(file)
		for _, group := range file.Comments {
			for _, c := range group.List {
				if d, ok := r.directive(c, expected[group]); ok {
					out = append(out, d)
				}
			}
		}
	}
	return out
}

// speaking are the comments in which a directive has an effect, with its name.
func speaking(file *ast.File) map[*ast.CommentGroup]string {
	groups := map[*ast.CommentGroup]string{file.Doc: contractDirective}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && d.Name.Name == "Init" {
				groups[d.Doc] = contractDirective
			}
		case *ast.GenDecl:
			for _, m := range offering(d) {
				groups[m.Doc] = unguardedDirective
			}
			for _, s := range d.Specs {
				// An alias has no schema apart from that of the type it names.
				if ts, ok := s.(*ast.TypeSpec); ok && !ts.Assign.IsValid() {
					groups[typeComment(d, ts)] = schemaDirective
				}
			}
		}
	}
	return groups
}

// typeComment is the doc comment of a type, nil where it has none.
func typeComment(d *ast.GenDecl, ts *ast.TypeSpec) *ast.CommentGroup {
	if ts.Doc == nil && len(d.Specs) == 1 {
		return d.Doc
	}
	return ts.Doc
}

// statedIn is what the schema directives of a comment say, joined, and the
// first of them; nil where there are none.
func statedIn(doc *ast.CommentGroup) (string, *ast.Comment) {
	if doc == nil {
		return "", nil
	}
	var lines []string
	var first *ast.Comment
	for _, c := range doc.List {
		if name, text, ok := cutDirective(c); ok && name == schemaDirective {
			first = cmp.Or(first, c)
			lines = append(lines, text)
		}
	}
	return strings.TrimSpace(strings.Join(lines, "\n")), first
}

// cutDirective splits a directive into its name and what follows; false where
// the comment is none.
func cutDirective(c *ast.Comment) (name, rest string, ok bool) {
	text, ok := strings.CutPrefix(c.Text, directivePrefix)
	text = strings.TrimRight(text, "\r")
	if end := strings.IndexAny(text, " \t"); end >= 0 {
		return text[:end], strings.TrimSpace(text[end:]), ok
	}
	return text, "", ok
}

// directive reads one comment, in a place where the expected directive has an effect.
func (r *reader) directive(c *ast.Comment, expected string) (directive, bool) {
	at := r.at(c.Pos())
	if _, spaced := strings.CutPrefix(c.Text+" ", "// plugingen:"+expected+" "); spaced && expected != "" {
		r.unknownDirective(at, "a directive has no space after the slashes, so that this one is a mere comment", "write "+directivePrefix+expected)
	}
	name, rest, ok := cutDirective(c)
	switch {
	case !ok:
	case name == "ignore":
		r.unknownDirective(at, "findings cannot be ignored by a directive", "mend what is found; check --baseline accepts findings for a time")
	case name == schemaDirective:
		r.schemaDirective(at, rest, expected == schemaDirective)
	case name == unguardedDirective && expected == unguardedDirective: // the contract's reader heeds it
	case name == unguardedDirective:
		r.unknownDirective(at, "an unguarded directive has no effect here", "put it into the doc comment of the contract's method whose components are to be called directly")
	case name != contractDirective:
		r.unknownDirective(at, fmt.Sprintf("there is no directive %s%s", directivePrefix, name), directiveHelp(name))
	case expected != contractDirective:
		r.unknownDirective(at, "a contract directive has no effect here", "put it into the package's doc comment or into that of Init")
	default:
		return r.contractDirective(at, rest)
	}
	return directive{}, false
}

func directiveHelp(name string) string {
	if near, ok := diag.Nearest(name, []string{contractDirective, schemaDirective, unguardedDirective}); ok {
		return fmt.Sprintf("did you mean %s%s?", directivePrefix, near)
	}
	return fmt.Sprintf("the directives are %[1]s%[2]s import/path.Name, %[1]s%[3]s JSON and %[1]s%[4]s",
		directivePrefix, contractDirective, schemaDirective, unguardedDirective)
}

func (r *reader) contractDirective(at diag.Position, rest string) (directive, bool) {
	rest, _, _ = strings.Cut(" "+rest, " //") // a remark
	args := strings.Fields(rest)
	if len(args) != 1 {
		r.badDirective(at, "the directive names no contract", "write it as "+directivePrefix+contractDirective+" import/path.Name")
		return directive{}, false
	}
	return directive{contract: args[0], at: at}, true
}

// schemaDirective checks the place of a directive; whoever makes the schema of
// the type checks what it says.
func (r *reader) schemaDirective(at diag.Position, text string, effective bool) {
	switch {
	case !effective:
		r.unknownDirective(at, "a schema directive has no effect here", "put it into the doc comment of the type whose schema it states")
	case text == "":
		r.found.Add(diag.Diagnostic{
			Code: diag.WrongConfigType, Position: at, Message: "the directive states no schema",
			Help: fmt.Sprintf("write it as %s%s {\"type\": \"string\"}, or with true for anything", directivePrefix, schemaDirective),
		})
	}
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
