package catalog

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/tools/go/packages"

	"github.com/plugingen/plugingen/gen/diag"
)

// mostErrors is how many compile errors of one package are worth a reader's time.
const mostErrors = 10

// compiles reports a package's compile errors, at their own places, and where
// it has none itself those of the packages that it imports.
func (r *reader) compiles(p *packages.Package, at diag.Position) bool {
	if r.broken(p, "package "+p.PkgPath+" does not compile", at) {
		return false
	}
	if !p.IllTyped {
		return true
	}
	if !r.brokenImports(p, p, at, map[string]bool{p.PkgPath: true}) {
		r.found.Add(diag.Diagnostic{
			Code: diag.BrokenPackage, Position: at, Message: fmt.Sprintf("package %s imports something that does not compile", p.PkgPath),
			Help: "go build " + p.PkgPath + " says what it is",
		})
	}
	return false
}

// broken reports what the compiler says about a package; false where that is nothing.
func (r *reader) broken(p *packages.Package, what string, at diag.Position) bool {
	errs := worthTelling(p.Errors)
	for i, e := range errs {
		if i == mostErrors {
			break
		}
		d := diag.Diagnostic{
			Code: diag.BrokenPackage, Position: r.errorPlace(e, at),
			Message: what + ": " + strings.TrimSpace(e.Msg),
		}
		if absent, ok := r.absentImport(p, e); ok {
			d.Message, d.Help = what+": "+absent.Message, absent.Help
		}
		if d.Position != at {
			d.Related = []diag.Related{{Position: at, Message: "the package is used here"}}
		}
		if i == mostErrors-1 && len(errs) > mostErrors {
			d.Help = fmt.Sprintf("%d more errors follow; go build %s lists them", len(errs)-mostErrors, p.PkgPath)
		}
		r.found.Add(d)
	}
	return len(errs) > 0
}

// absentImport explains the compiler's refusal of an import that the go command
// does not find.
func (r *reader) absentImport(p *packages.Package, e packages.Error) (diag.Diagnostic, bool) {
	rest, ok := strings.CutPrefix(e.Msg, "could not import ")
	path, _, _ := strings.Cut(rest, " ")
	imp := p.Imports[path]
	if !ok || imp == nil || len(imp.Errors) == 0 || len(imp.GoFiles) > 0 {
		return diag.Diagnostic{}, false
	}
	return r.unknown(path, diag.Position{}, strings.TrimSpace(imp.Errors[0].Msg)), true
}

// brokenImports reports the packages below p that do not compile, the deepest
// of each way only: what is above follows from it.
func (r *reader) brokenImports(root, p *packages.Package, at diag.Position, seen map[string]bool) bool {
	found := false
	for _, name := range slices.Sorted(maps.Keys(p.Imports)) {
		imp := p.Imports[name]
		if seen[imp.PkgPath] {
			continue
		}
		seen[imp.PkgPath] = true
		if r.brokenImports(root, imp, at, seen) {
			found = true
			continue
		}
		what := fmt.Sprintf("package %s, which %s needs, does not compile", imp.PkgPath, root.PkgPath)
		found = r.broken(imp, what, at) || found
	}
	return found
}

// worthTelling leaves out what follows from other errors: what the go command
// prints of the compiler's errors where the type checker has reported them with
// their places, and all but the first syntax error of a file.
func worthTelling(errs []packages.Error) []packages.Error {
	placed := slices.ContainsFunc(errs, func(e packages.Error) bool { return e.Kind == packages.ParseError || e.Kind == packages.TypeError })
	var out []packages.Error
	parsed := map[string]bool{}
	for _, e := range errs {
		file, _, _ := strings.Cut(e.Pos, ".go:")
		switch {
		case placed && strings.HasPrefix(e.Msg, "# "), e.Kind == packages.ParseError && parsed[file]:
			continue
		case e.Kind == packages.ParseError:
			parsed[file] = true
		}
		out = append(out, e)
	}
	return out
}

// errorPlace reads "file:line:column" of a loader's error.
func (r *reader) errorPlace(e packages.Error, otherwise diag.Position) diag.Position {
	file, line, column := e.Pos, 0, 0
	for _, n := range []*int{&column, &line} {
		i := strings.LastIndexByte(file, ':')
		if i < 0 {
			break
		}
		v, err := strconv.Atoi(file[i+1:])
		if err != nil {
			break
		}
		*n, file = v, file[:i]
	}
	if line == 0 && column != 0 {
		line, column = column, 0
	}
	if file == "" || file == "-" {
		return otherwise
	}
	return diag.Position{File: r.display(file), Line: line, Column: r.columnIn(file, line, column)}
}

// columnIn turns a byte column of a parsed file into characters.
func (r *reader) columnIn(file string, line, column int) int {
	src := r.sources[file]
	for range line - 1 {
		i := bytes.IndexByte(src, '\n')
		if i < 0 {
			return column
		}
		src = src[i+1:]
	}
	if column < 1 || column-1 > len(src) {
		return column
	}
	return utf8.RuneCount(src[:column-1]) + 1
}
