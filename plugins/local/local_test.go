package local_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/plugingen/plugingen/plugins/local"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

const labelSchema = `{"type":"object","properties":{"label":{"type":"string","enum":["billing","bug"]}},"required":["label"]}`

func provider(t testing.TB, cfg local.Config) pipeline.Provider {
	t.Helper()
	p, err := local.Init(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return p.Providers()[0].Value
}

func turns(pairs ...string) []pipeline.Turn {
	var ts []pipeline.Turn
	for i, text := range pairs {
		role := pipeline.User
		if i%2 == 1 {
			role = pipeline.Assistant
		}
		ts = append(ts, pipeline.Turn{Role: role, Text: text})
	}
	return ts
}

var tickets = turns(
	"I was charged twice for my invoice", `{"label":"billing"}`,
	"The app crashes when I open a file", `{"label":"bug"}`,
	"Please refund the invoice of March", `{"label": "billing"}`,
	"Crash on start, stack trace attached", `{"label":"bug"}`,
)

func TestAnswers(t *testing.T) {
	swapped := turns("red apple", `{"label":"a"}`, "red apple", `{"label":"b"}`)
	tests := []struct {
		name   string
		cfg    local.Config
		turns  []pipeline.Turn
		schema string
		prompt string
		want   string
	}{
		{"nearest", local.Config{}, tickets, labelSchema, "why does my invoice charge me twice", `{"label":"billing"}`},
		{"other class", local.Config{}, tickets, labelSchema, "it crashes on start", `{"label":"bug"}`},
		{"case and punctuation", local.Config{Neighbours: 1}, tickets, labelSchema, "INVOICE... Charged, TWICE!", `{"label":"billing"}`},
		{"single demonstration", local.Config{Floor: 0.5}, turns("one two", `{"label":"x"}`), labelSchema, "two one", `{"label":"x"}`},
		{"equals go to the earlier", local.Config{Neighbours: 1}, swapped, labelSchema, "red apple", `{"label":"a"}`},
		{"equal sums go to the earlier", local.Config{Neighbours: 2}, swapped, labelSchema, "apple red", `{"label":"a"}`},
		{"answers that differ in space vote together", local.Config{Neighbours: 3},
			turns("a b c", `{"label":"x"}`, "a b d", `{"label":"y"}`, "a b e", `{ "label": "y" }`), labelSchema, "a b", `{"label":"y"}`},
		{"more neighbours than demonstrations", local.Config{Neighbours: 50}, tickets[:2], labelSchema, "invoice", `{"label":"billing"}`},
		{"no demonstrations", local.Config{}, nil, labelSchema, "anything", `{"label":"billing"}`},
		{"no demonstrations, numbers", local.Config{}, nil, `{"properties":{"stars":{"enum":[3,5]}}}`, "x", `{"stars":3}`},
		{"floor zero never abstains", local.Config{Floor: 0}, tickets, labelSchema, "zzz", `{"label":"billing"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := provider(t, tt.cfg).Generate(context.Background(), pipeline.GenerateRequest{
				Turns: tt.turns, Prompt: tt.prompt, Schema: pipeline.Schema(tt.schema),
			})
			if err != nil {
				t.Fatal(err)
			}
			if got.Text != tt.want {
				t.Errorf("got %s, want %s", got.Text, tt.want)
			}
		})
	}
}

func TestSimilarityAndStream(t *testing.T) {
	p := provider(t, local.Config{Neighbours: 1})
	s, ok := p.(pipeline.Streamer)
	if !ok {
		t.Fatal("local does not stream")
	}
	for _, tt := range []struct {
		prompt string
		turns  []pipeline.Turn
		least  float64
		most   float64
	}{
		{"Crash on start, stack trace attached", tickets, 0.999999, 1},
		{"the crash", tickets, 0.1, 0.9},
		{"anything", nil, 0, 0},
	} {
		req := pipeline.GenerateRequest{Turns: tt.turns, Prompt: tt.prompt, Schema: labelSchema}
		got, err := p.Generate(t.Context(), req)
		if err != nil || got.Similarity < tt.least || got.Similarity > tt.most {
			t.Errorf("%q: got %+v, %v", tt.prompt, got, err)
		}
		var pieces []string
		streamed, err := s.Stream(t.Context(), req, func(text string) error { pieces = append(pieces, text); return nil })
		if err != nil || streamed != got || len(pieces) != 1 || pieces[0] != got.Text {
			t.Errorf("%q: streamed %+v, %v, %q", tt.prompt, streamed, err, pieces)
		}
	}
	enough := errors.New("enough")
	if _, err := s.Stream(t.Context(), pipeline.GenerateRequest{Turns: tickets, Prompt: "crash", Schema: labelSchema}, func(string) error { return enough }); err != enough {
		t.Errorf("got %v", err)
	}
	_, err := s.Stream(t.Context(), pipeline.GenerateRequest{Prompt: "x"}, func(string) error { t.Error("handed out"); return nil })
	if !errors.Is(err, local.ErrFreeText) {
		t.Errorf("got %v", err)
	}
}

// TestKeptDemonstrations: what was asked before changes no answer, and a refused
// request is refused again.
func TestKeptDemonstrations(t *testing.T) {
	kept := provider(t, local.Config{Neighbours: 1})
	var sets [][]pipeline.Turn
	for i := range 7 { // more than are kept
		set := slices.Clone(tickets)
		set[1].Text = fmt.Sprintf(`{"label":"set%d"}`, i)
		sets = append(sets, set)
	}
	sets = append(sets, tickets[:3])
	for round := range 3 {
		for i, set := range sets {
			req := pipeline.GenerateRequest{Turns: set, Prompt: "charged twice", Schema: labelSchema}
			got, err := kept.Generate(t.Context(), req)
			want, wantErr := provider(t, local.Config{Neighbours: 1}).Generate(t.Context(), req)
			if got != want || fmt.Sprint(err) != fmt.Sprint(wantErr) || (err != nil) != (i == 7) {
				t.Errorf("round %d, set %d: got %+v, %v, want %+v, %v", round, i, got, err, want, wantErr)
			}
		}
	}
	// A caller may use its turns again for other demonstrations.
	turns := slices.Clone(tickets)
	for _, label := range []string{`{"label":"one"}`, `{"label":"two"}`} {
		turns[1].Text = label
		got, err := kept.Generate(t.Context(), pipeline.GenerateRequest{Turns: turns, Prompt: "charged twice", Schema: labelSchema})
		if err != nil || got.Text != label {
			t.Errorf("got %+v, %v, want %s", got, err, label)
		}
	}
}

func TestRefusals(t *testing.T) {
	swappedRoles := []pipeline.Turn{{Role: pipeline.Assistant, Text: "{}"}, {Role: pipeline.User, Text: "x"}}
	tests := []struct {
		name    string
		cfg     local.Config
		turns   []pipeline.Turn
		schema  string
		prompt  string
		want    error
		mention string
	}{
		{"free text", local.Config{}, tickets, "", "write a poem", local.ErrFreeText, "not a language model"},
		{"open string", local.Config{}, nil, `{"properties":{"summary":{"type":"string"}}}`, "x", local.ErrNoDemonstrations, "summary"},
		{"several fields", local.Config{}, nil, `{"properties":{"a":{"enum":[1]},"b":{"enum":[1]}}}`, "x", local.ErrNoDemonstrations, "2 fields"},
		{"no fields", local.Config{}, nil, `{}`, "x", local.ErrNoDemonstrations, "0 fields"},
		{"broken schema", local.Config{}, nil, `{"properties":`, "x", local.ErrBadRequest, "schema"},
		{"nothing shared", local.Config{Floor: 0.05}, tickets, labelSchema, "zzz qqq", local.ErrAbstained, "nearest of 4"},
		{"empty prompt", local.Config{Floor: 0.05}, tickets, labelSchema, "", local.ErrAbstained, "0.000"},
		{"odd turns", local.Config{}, tickets[:3], labelSchema, "x", local.ErrBadRequest, "3 turns"},
		{"roles", local.Config{}, swappedRoles, labelSchema, "x", local.ErrBadRequest, "turns 1 and 2"},
		{"answer is no JSON", local.Config{}, turns("x", "billing"), labelSchema, "x", local.ErrBadRequest, "demonstration 1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := provider(t, tt.cfg).Generate(context.Background(), pipeline.GenerateRequest{
				Turns: tt.turns, Prompt: tt.prompt, Schema: pipeline.Schema(tt.schema),
			})
			if !errors.Is(err, tt.want) {
				t.Fatalf("got %q and %v, want %v", got.Text, err, tt.want)
			}
			if !strings.Contains(err.Error(), tt.mention) {
				t.Errorf("%q does not mention %q", err, tt.mention)
			}
		})
	}
}

func TestConfig(t *testing.T) {
	for _, cfg := range []local.Config{{Neighbours: -1}, {Floor: -0.1}, {Floor: 1.1}} {
		if _, err := local.Init(context.Background(), cfg); err == nil {
			t.Errorf("%+v was accepted", cfg)
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := provider(t, local.Config{}).Generate(ctx, pipeline.GenerateRequest{Schema: labelSchema})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestSameAnswerFromSeveralGoroutines(t *testing.T) {
	p := provider(t, local.Config{})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			got, err := p.Generate(context.Background(), pipeline.GenerateRequest{Turns: tickets, Prompt: "refund my invoice", Schema: labelSchema})
			if err != nil || got.Text != `{"label": "billing"}` {
				t.Errorf("got %q, %v", got.Text, err)
			}
		})
	}
	wg.Wait()
}

func FuzzGenerate(f *testing.F) {
	f.Add("a b", "b c", `{"label":1}`, labelSchema)
	f.Add("", "\xff\x00", `[]`, `{"properties":{"x":{"enum":[null]}}}`)
	f.Fuzz(func(t *testing.T, prompt, demo, answer, schema string) {
		p := provider(t, local.Config{})
		req := pipeline.GenerateRequest{Turns: turns(demo, answer), Prompt: prompt, Schema: pipeline.Schema(schema)}
		first, err := p.Generate(context.Background(), req)
		second, again := p.Generate(context.Background(), req)
		if first != second || (err == nil) != (again == nil) {
			t.Fatalf("%q and %q, %v and %v", first.Text, second.Text, err, again)
		}
		if err == nil && first.Text != answer {
			t.Errorf("answered %q, which no demonstration says", first.Text)
		}
	})
}

func ExampleInit() {
	ctx := context.Background()
	p, err := local.Init(ctx, local.Config{Neighbours: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	res, err := p.Providers()[0].Value.Generate(ctx, pipeline.GenerateRequest{
		Turns: []pipeline.Turn{
			{Role: pipeline.User, Text: "charged twice"}, {Role: pipeline.Assistant, Text: `{"label":"billing"}`},
			{Role: pipeline.User, Text: "app crashes"}, {Role: pipeline.Assistant, Text: `{"label":"bug"}`},
		},
		Prompt: "the app crashes daily",
		Schema: `{"type":"object","properties":{"label":{"type":"string"}}}`,
	})
	fmt.Println(res.Text, err)
	// Output: {"label":"bug"} <nil>
}
