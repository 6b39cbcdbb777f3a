package rest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// maxAnswer is the most that is read of an answer, in bytes.
const maxAnswer = 8 << 20

// body is the body of an answer with a limit, whose errors are those of the
// service.
type body struct {
	service *Service
	from    io.ReadCloser
	left    int // bytes that may still come
}

func (b *body) Read(p []byte) (int, error) {
	if len(p) > b.left+1 {
		p = p[:b.left+1] // one more than may come tells whether there is more
	}
	n, err := b.from.Read(p)
	if b.left -= n; b.left < 0 {
		return 0, b.service.Fail(fmt.Errorf("%w: more than %d bytes", ErrTooLarge, maxAnswer))
	}
	if err != nil && err != io.EOF {
		err = b.service.lost(err)
	}
	return n, err
}

func (b *body) Close() error { return b.from.Close() }

// Events reads server-sent events and calls each with the data of one after the
// other, until the stream ends or each returns an error. It reads the data field
// only, which is all that services of this kind use (WHATWG HTML, section 9.2.6).
// The data is valid until each returns.
func Events(r io.Reader, each func(data []byte) error) error {
	lines := bufio.NewReader(r)
	var data []byte
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return nil // an event without the empty line behind it was cut off and does not count
		}
		if err != nil {
			return err
		}
		line = bytes.TrimRight(line, "\r\n")
		if value, ok := bytes.CutPrefix(line, []byte("data:")); ok {
			data = append(append(data, bytes.TrimPrefix(value, []byte(" "))...), '\n')
		}
		if len(line) == 0 && len(data) > 0 {
			if err := each(bytes.TrimSuffix(data, []byte("\n"))); err != nil {
				return err
			}
			data = data[:0]
		}
	}
}
