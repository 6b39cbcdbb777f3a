package diag_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/diag"
)

// printsOf are the fingerprints of a GitLab report and those of a SARIF log.
func printsOf(t *testing.T, l diag.List) (gitlab, sarif []string) {
	t.Helper()
	r := diag.Report{Findings: l}
	var issues []struct{ Fingerprint string }
	if err := json.Unmarshal(render(t, r.GitLab), &issues); err != nil {
		t.Fatal(err)
	}
	for _, i := range issues {
		gitlab = append(gitlab, i.Fingerprint)
	}
	var log struct {
		Runs []struct {
			Results []struct{ PartialFingerprints map[string]string }
		}
	}
	if err := json.Unmarshal(render(t, r.SARIF), &log); err != nil {
		t.Fatal(err)
	}
	for _, r := range log.Runs[0].Results {
		sarif = append(sarif, r.PartialFingerprints["plugingenFinding/v1"])
	}
	return gitlab, sarif
}

// shifted is a finding of one kind that moves with the lines above it.
func shifted(file string, line int) diag.Diagnostic {
	return diag.Diagnostic{Code: diag.DuplicateKey, Position: at(file, line, 3),
		Message: fmt.Sprintf("the key is there at c.yaml:%d:3 and on line %d already", line-2, line-2)}
}

func TestFingerprintsSurviveLineShifts(t *testing.T) {
	before := diag.List{shifted("f", 5), shifted("f", 9), shifted("g", 9), {Code: diag.UnknownKey, Position: at("f", 7, 1), Message: "line 7"}}
	after := diag.List{shifted("f", 105), shifted("f", 1009), shifted("g", 10), {Code: diag.UnknownKey, Position: at("f", 1000, 2), Message: "line 1000"}}
	gitlab, sarif := printsOf(t, before)
	gitlabAfter, sarifAfter := printsOf(t, after)
	if d := cmp.Diff(gitlab, gitlabAfter); d != "" {
		t.Errorf("GitLab (-before +after):\n%s", d)
	}
	if d := cmp.Diff(sarif, sarifAfter); d != "" {
		t.Errorf("SARIF (-before +after):\n%s", d)
	}
	slices.Sort(gitlab)
	if len(slices.Compact(gitlab)) != len(before) {
		t.Errorf("not unique: %v", gitlab)
	}
}

func TestFingerprintsTellFindingsApart(t *testing.T) {
	base := diag.Diagnostic{Code: diag.UnknownKey, Position: at("f", 1, 1), Message: `unknown key "a1"`}
	var all diag.List
	for _, change := range []func(*diag.Diagnostic){
		func(*diag.Diagnostic) {},
		func(d *diag.Diagnostic) { d.Code = diag.WrongType },
		func(d *diag.Diagnostic) { d.Position.File = "g" },
		func(d *diag.Diagnostic) { d.Message = `unknown key "a2"` },
		func(d *diag.Diagnostic) { d.Position.Line = 2 },
	} {
		d := base
		change(&d)
		all.Add(d)
	}
	prints, _ := printsOf(t, all)
	slices.Sort(prints)
	if len(slices.Compact(prints)) != len(all) {
		t.Errorf("not unique: %v", prints)
	}
}
