package editor

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"os/exec"
	"strconv"
	"testing"
	"time"
)

// server is a running language server, spoken to as an editor does.
type server struct {
	in         io.Writer
	messages   chan message
	next       int
	configured bool // it has asked for the user's settings
}

// message is what either side says.
type message struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   json.RawMessage `json:"error,omitempty"`
}

// patience is how long one answer may take, on a machine that does other work.
const patience = 60 * time.Second

// start runs the server until the test ends. It finds schemas by the line in
// the file only: nothing is fetched from elsewhere.
func start(t *testing.T) *server {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", serverFile, "--stdio")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := &server{in: in, messages: make(chan message, 64)}
	go s.read(bufio.NewReader(out))
	t.Cleanup(func() {
		in.Close()
		cmd.Process.Kill() //nolint:errcheck // it may be gone already
		cmd.Wait()         //nolint:errcheck // it was killed
	})
	s.call(t, "initialize", map[string]any{
		"processId": nil, "rootUri": nil,
		"capabilities": map[string]any{
			"workspace":    map[string]any{"configuration": true},
			"textDocument": map[string]any{"hover": map[string]any{"contentFormat": []string{"markdown"}}},
		},
	})
	s.notify(t, "initialized", map[string]any{})
	for !s.configured {
		s.wait(t, "initialized", func(m message) bool { return m.Method == "workspace/configuration" && s.answer(t, m) })
	}
	return s
}

func (s *server) read(r *bufio.Reader) {
	defer close(s.messages)
	for {
		header, err := textproto.NewReader(r).ReadMIMEHeader()
		if err != nil {
			return
		}
		n, err := strconv.Atoi(header.Get("Content-Length"))
		if err != nil {
			return
		}
		body := make([]byte, n)
		if _, err := io.ReadFull(r, body); err != nil {
			return
		}
		var m message
		if json.Unmarshal(body, &m) != nil {
			return
		}
		s.messages <- m
	}
}

func (s *server) send(t *testing.T, m message) {
	t.Helper()
	m.Version = "2.0"
	body, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprintf(s.in, "Content-Length: %d\r\n\r\n%s", len(body), body); err != nil {
		t.Fatalf("the language server is gone: %v", err)
	}
}

func (s *server) notify(t *testing.T, method string, params any) {
	t.Helper()
	s.send(t, message{Method: method, Params: raw(t, params)})
}

// call asks and returns the answer.
func (s *server) call(t *testing.T, method string, params any) json.RawMessage {
	t.Helper()
	s.next++
	id := raw(t, s.next)
	s.send(t, message{ID: id, Method: method, Params: raw(t, params)})
	m := s.wait(t, method, func(m message) bool { return m.Method == "" && string(m.ID) == string(id) })
	if m.Error != nil {
		t.Fatalf("%s: %s", method, m.Error)
	}
	return m.Result
}

// wait reads on until a message is the one, and answers what is asked meanwhile.
func (s *server) wait(t *testing.T, what string, is func(message) bool) message {
	t.Helper()
	late := time.After(patience)
	for {
		select {
		case <-late:
			t.Fatalf("no answer to %s in %s", what, patience)
		case m, open := <-s.messages:
			switch {
			case !open:
				t.Fatalf("the language server ended before it answered %s", what)
			case is(m):
				return m
			case m.ID != nil && m.Method != "":
				s.answer(t, m)
			}
		}
	}
}

// answer says what an editor without any settings of the user's says.
func (s *server) answer(t *testing.T, m message) bool {
	t.Helper()
	result := json.RawMessage("null")
	if m.Method == "workspace/configuration" {
		var asked struct{ Items []struct{ Section string } }
		if err := json.Unmarshal(m.Params, &asked); err != nil {
			t.Fatal(err)
		}
		out := []any{}
		for _, item := range asked.Items {
			out = append(out, settings[item.Section])
		}
		result, s.configured = raw(t, out), true
	}
	s.send(t, message{ID: m.ID, Result: result})
	return true
}

var settings = map[string]any{
	"yaml": map[string]any{
		"validate": true, "hover": true, "completion": true,
		"schemaStore": map[string]any{"enable": false}, "kubernetesCRDStore": map[string]any{"enable": false},
	},
	"[yaml]": map[string]any{"editor.tabSize": 2},
}

func raw(t *testing.T, v any) json.RawMessage {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
