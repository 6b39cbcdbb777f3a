package chart_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/examples/pipeline/internal/chart"
)

var update = flag.Bool("update", false, "write the expected picture")

func accuracy() chart.Chart {
	return chart.Chart{
		Title: "Accuracy of <group> & co.", Subtitle: "480 examples, seed 1, provider local",
		XLabel: "demonstrations", YLabel: "accuracy", X: []int{0, 4, 8, 16, 32},
		Series: []chart.Series{
			{Name: "random", About: "mean of 5 draws", Values: []float64{0.25, 0.331, 0.354, 0.438, 0.553}},
			{Name: "optimised", Values: []float64{0.25, 0.38, 0.402, math.NaN(), 0.619}},
		},
		Level: &chart.Level{Name: "chance", Value: 0.25},
	}
}

func TestSVG(t *testing.T) {
	got, err := accuracy().SVG()
	if err != nil {
		t.Fatal(err)
	}
	const file = "testdata/accuracy.svg"
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("got\n%s", got)
	}
	if again, _ := accuracy().SVG(); !bytes.Equal(got, again) {
		t.Error("the same chart gives other bytes")
	}
}

// TestTexts holds that the picture is XML and says everything in words.
func TestTexts(t *testing.T) {
	svg, err := accuracy().SVG()
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	dec := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if s, ok := token.(xml.CharData); ok {
			texts = append(texts, string(s))
		}
	}
	all := strings.Join(texts, "|")
	for _, want := range []string{"Accuracy of <group> & co.", "480 examples", "|accuracy|", "demonstrations", "|random|", "|random: mean of 5 draws|", "|optimised|", "chance 0.250", "|0.331|", "|0.619|", "|none|", "|32|", "|0.6|"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not in %s", want, all)
		}
	}
	if !bytes.Contains(svg, []byte("prefers-color-scheme: dark")) {
		t.Error("there are no colours for a dark ground")
	}
}

func TestScales(t *testing.T) {
	for _, values := range [][]float64{{0, 1}, {0.5, 0.5}, {0.81, 0.83}, {-3, 12}, {0.001, 0.002}, {1000, 90000}} {
		c := accuracy()
		c.X, c.Level, c.Series = []int{0, 1}, nil, []chart.Series{{Name: "s", Values: values}}
		svg, err := c.SVG()
		if err != nil || bytes.Contains(svg, []byte("NaN")) || bytes.Contains(svg, []byte("Inf")) {
			t.Errorf("%v: %v\n%s", values, err, svg)
		}
		if n := bytes.Count(svg, []byte(`class="grid"`)) - len(c.X); n < 3 || n > 9 {
			t.Errorf("%v has %d marks", values, n)
		}
	}
}

func TestWhatCannotBeDrawn(t *testing.T) {
	change := map[string]func(*chart.Chart){
		"no points":  func(c *chart.Chart) { c.X = nil },
		"no series":  func(c *chart.Chart) { c.Series = nil },
		"series":     func(c *chart.Chart) { c.Series = append(c.Series, c.Series[0], c.Series[0], c.Series[0]) },
		"descending": func(c *chart.Chart) { c.X = []int{0, 4, 8, 32, 16} },
		"values":     func(c *chart.Chart) { c.Series[0].Values = []float64{1} },
		"infinite":   func(c *chart.Chart) { c.Series[0].Values[0] = math.Inf(1) },
		"level":      func(c *chart.Chart) { c.Level.Value = math.NaN() },
		"nothing true": func(c *chart.Chart) {
			c.X = []int{1}
			c.Series = []chart.Series{{Name: "s", Values: []float64{math.NaN()}}}
		},
	}
	for name, f := range change {
		c := accuracy()
		f(&c)
		if svg, err := c.SVG(); err == nil || svg != nil {
			t.Errorf("%s: no error", name)
		}
	}
}
