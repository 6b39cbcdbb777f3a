package spam

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/examples/pipeline/internal/labelled"
)

// archive packs files as npm does.
func archive(t *testing.T, files ...[2]string) []byte {
	t.Helper()
	var b bytes.Buffer
	zipped := gzip.NewWriter(&b)
	w := tar.NewWriter(zipped)
	for _, f := range files {
		if err := w.WriteHeader(&tar.Header{Name: f[0], Size: int64(len(f[1])), Mode: 0o644}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(f[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), zipped.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRead(t *testing.T) {
	got, err := read(archive(t,
		[2]string{"package/data/spam-2/00002.ab.txt", "Subject: Win 100 now\n\nClick here"},
		[2]string{"package/data/spam-1/00001.ab.txt", "Subject: Win 200 NOW\n\nclick  here!"},
		[2]string{"package/data/spam-1/00001.ab.json", "{}"},
		[2]string{"package/data/easy-ham-1/00001.ab.txt", "Subject: Hello\n\nYour order"},
		[2]string{"package/data/hard-ham-1/00001.ab.txt", "Subject: News\n\nfor all"},
		[2]string{"package/data/spam-1/00009.ab.txt", "Subject: news\n\nFor all."},
		[2]string{"package/data/easy-ham-1/00002.ab.txt", "Received: x\n\n"},
		[2]string{"package/docs/spam-1/00001.ab.txt", "Subject: no mail\n\nof the set"},
	))
	want := []labelled.Text{
		{ID: "easy-ham-1/00001", Text: "Hello Your order", Label: Ham},
		{ID: "spam-1/00001", Text: "Win 200 NOW click here!", Label: Spam},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v\nwant %v", got, err, want)
	}
}

func TestReadFaults(t *testing.T) {
	if _, err := Read(archive(t)); !errors.Is(err, ErrIntegrity) {
		t.Errorf("got %v", err)
	}
	whole := archive(t, [2]string{"package/data/spam-1/00001.ab.txt", strings.Repeat("Subject: x\n\nbody", 100)})
	for _, bad := range [][]byte{nil, []byte("no archive"), whole[:len(whole)/2]} {
		if got, err := read(bad); err == nil {
			t.Errorf("got %v", got)
		}
	}
}

func TestContent(t *testing.T) {
	const multi = "Subject: =?iso-8859-1?Q?Caf=E9?=\nContent-Type: multipart/alternative; boundary=b\n\nfor old programs\n" +
		"--b\nContent-Type: text/html\n\n<p>HTML</p>\n--b\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\ncGxhaW4gdGV4dA==\n--b--\n"
	tests := []struct{ name, mail, want string }{
		{"plain", "From a@b Thu\nSubject: One\nX-Spam-Status: Yes\nX-Mailman-Version: 2\n\ntwo\n three", "One two three"},
		{"crlf", "Subject: One\r\n\r\ntwo\r\n", "One two"},
		{"no subject", "To: a\n\ntext", "text"},
		{"html", "Content-Type: text/html\nSubject: S\n\n<style>p {}</style><!-- x --><b>big</b> &amp; <a href=\"x\">small</a>", "S big & small"},
		{"quoted", "Content-Transfer-Encoding: quoted-printable\n\nlong=\n er =E9", "long er é"},
		{"multipart", multi, "Café plain text"},
		{"multipart with HTML only", "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>yes</p>\n--b--\n", "yes"},
		{"multipart cut off", "Content-Type: multipart/mixed; boundary=b\nSubject: cut\n\n--b\nContent-Type: text/plain\n\nhalf", "cut half"},
		{"attachment", "Content-Type: application/pdf\nSubject: only\n\n%PDF", "only"},
		{"broken header", "Subject: shown\nthis is no header\nContent-Type: text/html\n\n<i>kept</i>", "shown kept"},
		{"mark of a filter", "Subject: *****SPAM***** Money\n\nX-Spam-Flag: YES\nSPAM: hits\nnow", "Money now"},
		{"mailing list", "Subject: [ILUG] Re: kernel\n\ntext\n> X-Spam-Status: No\n_______________________\nSpamassassin-talk mailing list\nlist@x.y", "Re: kernel text"},
		{"rule in a text", "Subject: s\n\na\n____________________\nb", "s a ____________________ b"},
		{"Latin-1", "Subject: caf\xe9\n\n\xe4", "café ä"},
		{"long", "Subject: s\n\n" + strings.Repeat("ä", 700), "s " + strings.Repeat("ä", 598)},
		{"nothing", "Subject: [list]\n\n \n", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := content([]byte(tt.mail)); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func FuzzContent(f *testing.F) {
	f.Add([]byte("Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ny\n--b--\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if got := content(raw); len([]rune(got)) > maxRunes || got != strings.TrimSpace(got) {
			t.Errorf("got %q", got)
		}
	})
}
