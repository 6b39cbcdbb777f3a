package spam

import (
	"bytes"
	"encoding/base64"
	"html"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxRunes is how much of a mail is kept: its subject and the beginning.
const maxRunes = 600

// content is a mail's subject and text in one line, cleaned of what tells the label,
// cut to maxRunes. It is empty for a mail without words.
func content(raw []byte) string {
	header, body := split(raw)
	text := clean(subject(header.Get("Subject")), plain(header, body, 0))
	if runes := []rune(text); len(runes) > maxRunes {
		text = strings.TrimSpace(string(runes[:maxRunes]))
	}
	return text
}

// split parts header and body. Many mails of the corpus break the standard: what
// cannot be parsed has no header, and its body begins after the first empty line.
func split(raw []byte) (mail.Header, []byte) {
	raw = bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
	if bytes.HasPrefix(raw, []byte("From ")) { // the line of the mailbox, which is no header
		_, raw, _ = bytes.Cut(raw, []byte("\n"))
	}
	if m, err := mail.ReadMessage(bytes.NewReader(raw)); err == nil {
		if body, err := io.ReadAll(m.Body); err == nil {
			return m.Header, body
		}
	}
	head, body, _ := bytes.Cut(raw, []byte("\n\n"))
	header := mail.Header{}
	for _, name := range []string{"Subject", "Content-Type", "Content-Transfer-Encoding"} {
		line := regexp.MustCompile(`(?mi)^` + name + `:(.*)$`).FindSubmatch(head)
		if line != nil {
			header[name] = []string{strings.TrimSpace(string(line[1]))}
		}
	}
	return header, body
}

// maxNesting bounds parts within parts.
const maxNesting = 5

// plain is the text of a body: its first plain text, else its first HTML without
// the tags. What is neither has no text.
func plain(header interface{ Get(string) string }, body []byte, depth int) string {
	kind, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		kind = "text/plain" // the default of RFC 2045
		if strings.Contains(strings.ToLower(header.Get("Content-Type")), "text/html") {
			kind = "text/html"
		}
	}
	switch {
	case strings.HasPrefix(kind, "multipart/") && depth < maxNesting:
		return parts(multipart.NewReader(bytes.NewReader(body), params["boundary"]), depth)
	case kind == "text/html":
		return untagged(decoded(header, body))
	case strings.HasPrefix(kind, "text/"):
		return decoded(header, body)
	}
	return ""
}

// parts prefers plain text to HTML. A part that is cut off counts as far as it goes.
func parts(r *multipart.Reader, depth int) string {
	other := ""
	for {
		part, err := r.NextRawPart()
		if err != nil {
			return other
		}
		body, _ := io.ReadAll(part)
		text := plain(textproto.MIMEHeader(part.Header), body, depth+1)
		if strings.TrimSpace(text) == "" {
			continue
		}
		if !strings.Contains(part.Header.Get("Content-Type"), "html") {
			return text
		}
		if other == "" {
			other = text
		}
	}
}

// decoded undoes the transfer encoding, as far as it goes, and makes UTF-8 of it.
func decoded(header interface{ Get(string) string }, body []byte) string {
	switch strings.ToLower(strings.TrimSpace(header.Get("Content-Transfer-Encoding"))) {
	case "quoted-printable":
		body, _ = io.ReadAll(quotedprintable.NewReader(bytes.NewReader(body)))
	case "base64":
		body, _ = io.ReadAll(base64.NewDecoder(base64.StdEncoding, bytes.NewReader(body)))
	}
	return unicoded(body)
}

// unicoded takes bytes that are no UTF-8 for Latin-1, which most of them are.
func unicoded(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return string(runes)
}

// subject decodes the words of a subject that are encoded, where it can.
func subject(raw string) string {
	if text, err := (&mime.WordDecoder{}).DecodeHeader(raw); err == nil {
		raw = text
	}
	return unicoded([]byte(raw))
}

var (
	unseen = regexp.MustCompile(`(?is)<(script|style|head)\b.*?</(script|style|head)>|<!--.*?-->`)
	tag    = regexp.MustCompile(`(?s)<[^>]*>`)
)

// untagged leaves of HTML what a reader sees.
func untagged(source string) string {
	return html.UnescapeString(tag.ReplaceAllString(unseen.ReplaceAllString(source, " "), " "))
}

var (
	filterMark = regexp.MustCompile(`(?i)\*+ *spam *\*+|^\s*\[?spam\]?:`)
	listName   = regexp.MustCompile(`\[[^\]\n]{1,40}\]`)
	footer     = regexp.MustCompile(`(?s)\n(_{20,}|-{20,})[^\S\n]*\n.*?(?i:mailing list|list-?info|unsubscribe).*`)
	filterLine = regexp.MustCompile(`(?mi)^[>| \t]*(X-Spam-[a-z-]+:|SPAM: ).*$`)
)

// clean takes out what tells the label and folds white space.
func clean(subject, body string) string {
	subject = listName.ReplaceAllString(filterMark.ReplaceAllString(subject, " "), " ")
	body = footer.ReplaceAllString(filterLine.ReplaceAllString(body, " "), "")
	text := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return ' '
		}
		return r
	}, subject+"\n"+body)
	return strings.Join(strings.Fields(text), " ")
}
