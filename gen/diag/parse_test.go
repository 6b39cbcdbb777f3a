package diag

import (
	"strings"
	"testing"
)

func TestParsePageRefuses(t *testing.T) {
	const good = "# x\n\nWhat.\n\n## Why\n\nW.\n\n## Bad\n\n```txtar\n-- f --\n```\n\n## Good\n\n```go\ng\n```\n\n## Fix\n\nF.\n"
	page, err := parsePage("x", good)
	if err != nil || page.Bad != "-- f --\n" || page.Good != "g\n" || page.Why != "W." || page.Fix != "F." {
		t.Fatalf("a good page: %+v, %v", page, err)
	}
	for name, change := range map[string][2]string{
		"title":         {"# x", "# y"},
		"summary":       {"What.", ""},
		"why":           {"## Why", "## Because"},
		"empty why":     {"W.", ""},
		"bad":           {"```txtar", "```yaml"},
		"two blocks":    {"-- f --\n```", "-- f --\n```\n\n```txtar\n-- g --\n```"},
		"empty bad":     {"-- f --\n", ""},
		"words in good": {"```go", "So:\n\n```go"},
		"good":          {"## Good\n", ""},
		"empty fix":     {"F.", ""},
	} {
		text := strings.Replace(good, change[0], change[1], 1)
		if text == good {
			t.Fatalf("%s: nothing changed", name)
		}
		if _, err := parsePage("x", text); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
