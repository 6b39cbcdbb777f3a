package diag_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/diag"
)

func TestJSON(t *testing.T) {
	for _, c := range []struct {
		name string
		list diag.List
		want string
	}{
		{"empty", nil, `{
  "version": 1,
  "diagnostics": [],
  "summary": {
    "errors": 0,
    "warnings": 0
  }
}
`},
		{"sorted, each once", diag.List{
			{Code: "b", Severity: diag.Warning, Position: at("f", 2, 1), Message: "<m> & \"n\""},
			{Code: "a", Position: at("f", 1, 3), Message: "m", Help: "h\ni", Related: []diag.Related{{Position: at("g", 4, 5), Message: "r"}}},
			{Code: "a", Position: at("f", 1, 3), Message: "m"},
		}, `{
  "version": 1,
  "diagnostics": [
    {
      "code": "a",
      "severity": "error",
      "message": "m",
      "file": "f",
      "line": 1,
      "column": 3,
      "related": [
        {
          "file": "g",
          "line": 4,
          "column": 5,
          "message": "r"
        }
      ],
      "help": "h\ni"
    },
    {
      "code": "b",
      "severity": "warning",
      "message": "<m> & \"n\"",
      "file": "f",
      "line": 2,
      "column": 1,
      "related": [],
      "help": ""
    }
  ],
  "summary": {
    "errors": 1,
    "warnings": 1
  }
}
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b strings.Builder
			if err := diag.JSON(&b, c.list); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, b.String()); d != "" {
				t.Errorf("JSON (-want +got):\n%s", d)
			}
		})
	}
}
