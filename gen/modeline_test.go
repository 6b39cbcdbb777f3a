package gen

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWithModeline(t *testing.T) {
	const line = "# yaml-language-server: $schema=./s.json"
	for _, c := range []struct{ name, src, want string }{
		{"empty", "", line + "\n"},
		{"none", "version: 1\n", line + "\nversion: 1\n"},
		{"behind a comment", "# mine\nversion: 1\n", line + "\n# mine\nversion: 1\n"},
		{"there", line + "\nversion: 1\n", line + "\nversion: 1\n"},
		{"another", "# yaml-language-server: $schema=../old.json\nversion: 1\n", line + "\nversion: 1\n"},
		{"other spaces", "#\tyaml-language-server : $schema=old.json  \nversion: 1", line + "\nversion: 1"},
		{"below a comment", "# mine\n\n#yaml-language-server:$schema=old.json\nversion: 1\n", "# mine\n\n" + line + "\nversion: 1\n"},
		{"alone, unended", "# yaml-language-server: $schema=old.json", line},
		{"CRLF", "version: 1\r\nplugins:\r\n", line + "\r\nversion: 1\r\nplugins:\r\n"},
		{"CRLF, another", "# yaml-language-server: $schema=old.json\r\nversion: 1\r\n", line + "\r\nversion: 1\r\n"},
		{"byte order mark", "\uFEFFversion: 1\n", "\uFEFF" + line + "\nversion: 1\n"},
		{"byte order mark, another", "\uFEFF# yaml-language-server: $schema=old.json\nversion: 1\n", "\uFEFF" + line + "\nversion: 1\n"},
		{"byte order mark, CRLF", "\uFEFFversion: 1\r\n", "\uFEFF" + line + "\r\nversion: 1\r\n"},
		{"in a text", "text: |\n  # yaml-language-server: $schema=old.json\n", line + "\ntext: |\n  # yaml-language-server: $schema=old.json\n"},
		{"in a text at the margin", "--- |\n# yaml-language-server: $schema=old.json\n", line + "\n--- |\n# yaml-language-server: $schema=old.json\n"},
		{"no end of line", "version: 1", line + "\nversion: 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := withModeline([]byte(c.src), "./s.json")
			if string(got) != c.want {
				t.Errorf("got %q\nwant %q", got, c.want)
			}
			if again := withModeline(got, "./s.json"); string(again) != string(got) {
				t.Errorf("a second time %q", again)
			}
		})
	}
}

func TestWriteModeline(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "conf", "plugin_config.yaml")
	write(t, dir, map[string][]byte{"plugin_config.schema.json": []byte("{}")})
	if err := os.Mkdir(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Dir(name), map[string][]byte{"plugin_config.yaml": []byte("version: 1\n")})
	link := filepath.Join(dir, "linked.yaml")
	if err := os.Symlink(filepath.Join("conf", "plugin_config.yaml"), link); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	d := &Described{
		Result: &Result{source: &source{configFile: configFile{name: link, display: "linked.yaml", config: []byte("version: 1\n")}}},
		Schema: File{Name: filepath.Join(dir, "plugin_config.schema.json")},
	}
	if changed, err := d.WriteModeline(); err != nil || !changed {
		t.Fatalf("%v, %v", changed, err)
	}
	src, err := os.ReadFile(name)
	if want := "# yaml-language-server: $schema=../plugin_config.schema.json\nversion: 1\n"; err != nil || string(src) != want {
		t.Errorf("%q, %v", src, err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link was replaced (%v)", err)
	}
	d.source.config = src
	if changed, err := d.WriteModeline(); err != nil || changed {
		t.Errorf("a second time: %v, %v", changed, err)
	}
	d.Schema.Name = filepath.Join(dir, "a b", "plugin_config.schema.json")
	if _, err := d.WriteModeline(); err == nil {
		t.Error("wrote a path with a space")
	}
}
