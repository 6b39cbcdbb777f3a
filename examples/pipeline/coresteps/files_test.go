package coresteps_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFiles(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"data/in.csv": "\ufeffa,b\n1,\"x, y\"\n02,\n", "workspace/old.txt": "old"})
	got, err := runIn(t, engine(t, &recorder{}, &recorder{}), dir, `
    - {name: copied, type: file_ops, operation: copy, source: data/in.csv, from: workflow, destination: sub/copy.csv}
    - {name: moved, type: file_ops, operation: move, source: old.txt, destination: new/old.txt}
    - {name: read, type: file_ops, operation: read, path: sub/copy.csv}
    - {name: text, type: file_ops, operation: read, path: sub/copy.csv, format: text}
    - {name: jsonl, type: file_ops, operation: convert, source: sub/copy.csv, destination: c.jsonl}
    - {name: yaml, type: file_ops, operation: convert, source: c.jsonl, destination: c.yaml}
    - {name: json, type: file_ops, operation: convert, source: c.yaml, destination: c.json}
    - {name: csv, type: file_ops, operation: convert, source: c.json, destination: c.csv, columns: [b, a]}
    - {name: exact, type: file_ops, operation: write, path: exact.json, content: {n: 1.50, big: 123456789012345678901}}
    - {name: back, type: file_ops, operation: read, path: exact.json}
    - {name: valid, type: file_ops, operation: validate, path: exact.json, min_size: 10}
    - {name: list, type: file_ops, operation: list, pattern: c.*}
    - {name: folders, type: file_ops, operation: list}
    - {name: gone, type: file_ops, operation: delete, path: c.json}
    - {name: after, type: file_ops, operation: list, pattern: c.json}
`)
	if err != nil {
		t.Fatal(err)
	}
	const rows = `[{"a":"1","b":"x, y"},{"a":"02","b":""}]`
	for _, tt := range []struct{ step, field, want string }{
		{"read", "value", rows},
		{"text", "text", `"\ufeffa,b\n1,\"x, y\"\n02,\n"`},
		{"text", "value", "null"},
		{"jsonl", "value", rows},
		{"yaml", "value", rows},
		{"json", "value", rows},
		{"back", "value", `{"big":123456789012345678901,"n":1.50}`},
		{"valid", "size", "48"},
		{"list", "files", `[{"folder":false,"name":"c.csv","path":"c.csv","size":17},{"folder":false,"name":"c.json","path":"c.json","size":78},` +
			`{"folder":false,"name":"c.jsonl","path":"c.jsonl","size":39},{"folder":false,"name":"c.yaml","path":"c.yaml","size":37}]`},
		{"folders", "count", "7"},
		{"after", "files", "[]"},
	} {
		if s := asJSON(t, got[tt.step][tt.field]); strings.ReplaceAll(s, "\ufeff", `\ufeff`) != tt.want {
			t.Errorf("%s.%s: got %s", tt.step, tt.field, s)
		}
	}
	for name, want := range map[string]string{
		"c.csv": "b,a\n\"x, y\",1\n,02\n", "c.jsonl": `{"a":"1","b":"x, y"}` + "\n" + `{"a":"02","b":""}` + "\n", "new/old.txt": "old",
		"c.yaml": "- a: \"1\"\n  b: x, y\n- a: \"02\"\n  b: \"\"\n",
	} {
		content, err := os.ReadFile(filepath.Join(dir, "workspace", name))
		if err != nil || string(content) != want {
			t.Errorf("%s: got %q, %v", name, content, err)
		}
	}
}

func TestFileErrors(t *testing.T) {
	tests := []struct{ step, want string }{
		{"operation: read, path: none.txt", "step f: none.txt: no such file or directory"},
		{"operation: read, path: ../f.yaml", "step f: ../f.yaml: path escapes from parent"},
		{"operation: read, path: link", "step f: link: path escapes from parent"},
		{"operation: read, path: folder", "step f: folder is no file"},
		{"operation: read, path: data/in.txt, from: workflow, format: json", "step f: data/in.txt.json:1:1: "},
		{"operation: read, path: bad.jsonl", "step f: bad.jsonl:3:2: "},
		{"operation: read, path: bad.csv", "step f: bad.csv: record on line 2: wrong number of fields"},
		{"operation: read, path: twice.csv", `step f: twice.csv:1: the column "a" stands twice`},
		{"operation: write, path: ../out.txt, content: x", "step f: ../out.txt: path escapes from parent"},
		{"operation: write, path: out.txt, content: [1]", "step f: what is no text is written to a file that ends in .json, .yaml, .yml, .jsonl or .csv"},
		{"operation: write, path: out.csv, content: [1]", "step f: item 0: a row of a .csv file is an object"},
		{"operation: write, path: out.csv, content: [{a: [1]}]", `step f: item 0: the field "a" is a list or an object, which a .csv file cannot hold`},
		{"operation: write, path: out.csv, content: [{a: 1}], columns: [b]", `step f: item 0: the field "a" is none of the columns b`},
		{"operation: write, path: out.json, content: [{a: 1}], columns: [a]", "step f: columns belong to a file that ends in .csv"},
		{"operation: write, path: out.jsonl, content: {a: 1}", "step f: a .jsonl file is written from a list"},
		{"operation: move, source: bad.csv, destination: twice.csv", "step f: twice.csv exists already; delete it first"},
		{"operation: delete, path: folder", "step f: folder: directory not empty"},
		{"operation: validate, path: bad.csv, min_size: 1000", "step f: bad.csv has 10 bytes, and at least 1000 are wanted"},
		{"operation: validate, path: folder", "step f: folder is no file"},
		{"operation: convert, source: bad.csv, destination: x.json", "step f: bad.csv: record on line 2"},
		{"operation: convert, source: noend, destination: x.json", "step f: noend has no ending"},
		{"operation: list, path: none", "step f: none: no such file or directory"},
	}
	e := engine(t, &recorder{}, &recorder{})
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"data/in.txt": "x", "workspace/folder/in.txt": "x", "workspace/bad.jsonl": "{}\n\n{x}\n", "workspace/bad.csv": "a,b\n1,2,3\n",
		"workspace/twice.csv": "a,a\n", "workspace/noend": "x",
	})
	if err := os.Symlink(filepath.Join(dir, "data", "in.txt"), filepath.Join(dir, "workspace", "link")); err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		_, err := runIn(t, e, dir, "    - {name: f, type: file_ops, "+tt.step+"}\n")
		if err == nil {
			t.Errorf("%s: no error", tt.step)
			continue
		}
		_, got, _ := strings.Cut(strings.TrimPrefix(err.Error(), dir+"/f.yaml:4:"), ": ")
		if !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s: got %v\nwant %s", tt.step, err, tt.want)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "out.txt")); err == nil {
		t.Error("a file was written outside")
	}
}
