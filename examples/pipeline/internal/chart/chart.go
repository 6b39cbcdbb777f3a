// Package chart draws lines as SVG: one file that needs nothing else, readable on
// light and on dark ground, with every value in a table beside the plot.
package chart

import (
	"fmt"
	"math"
	"slices"
)

// Chart is what to draw.
type Chart struct {
	Title    string
	Subtitle string // what the values are from
	XLabel   string
	YLabel   string
	X        []int    // ascending
	Series   []Series // drawn in order, at most four
	Level    *Level   // a dashed line across; nil for none
}

// Series is a line: a value for each of X, NaN where there is none.
type Series struct {
	Name   string // short, it heads a column
	About  string // more for the legend; may be empty
	Values []float64
}

// Level is one value whatever X is.
type Level struct {
	Name  string
	Value float64
}

// The most that can be told apart, and that the table has room for.
const (
	maxSeries = 4
	maxPoints = 16
)

// check says what cannot be drawn.
func (c Chart) check() error {
	switch {
	case len(c.X) == 0 || len(c.Series) == 0:
		return fmt.Errorf("a chart wants at least one value and one series")
	case len(c.X) > maxPoints || len(c.Series) > maxSeries:
		return fmt.Errorf("a chart has at most %d points and %d series, got %d and %d", maxPoints, maxSeries, len(c.X), len(c.Series))
	case !slices.IsSorted(c.X):
		return fmt.Errorf("the values of the horizontal axis do not ascend: %v", c.X)
	case c.Level != nil && !finite(c.Level.Value):
		return fmt.Errorf("%s is %v", c.Level.Name, c.Level.Value)
	}
	any := false
	for _, s := range c.Series {
		if len(s.Values) != len(c.X) {
			return fmt.Errorf("%s has %d values for %d points", s.Name, len(s.Values), len(c.X))
		}
		for _, v := range s.Values {
			if math.IsInf(v, 0) {
				return fmt.Errorf("%s has the value %v", s.Name, v)
			}
			any = any || finite(v)
		}
	}
	if !any {
		return fmt.Errorf("none of the series has a value")
	}
	return nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// axis is a scale with round marks.
type axis struct {
	low, high, step float64
}

// vertical returns the axis that has all values of the chart, with three to nine
// marks at one, two or five times a power of ten.
func (c Chart) vertical() axis {
	low, high := math.Inf(1), math.Inf(-1)
	see := func(v float64) {
		if finite(v) {
			low, high = min(low, v), max(high, v)
		}
	}
	for _, s := range c.Series {
		for _, v := range s.Values {
			see(v)
		}
	}
	if c.Level != nil {
		see(c.Level.Value)
	}
	if high-low < 0.02 {
		low, high = low-0.01, high+0.01
	}
	step := math.Pow(10, math.Floor(math.Log10(high-low)))
	for _, part := range []float64{0.2, 0.5, 1, 2} {
		if (high-low)/(step*part) <= 6 {
			step *= part
			break
		}
	}
	return axis{math.Floor(low/step+1e-9) * step, math.Ceil(high/step-1e-9) * step, step}
}

// marks are the values with a line across.
func (a axis) marks() []float64 {
	n := int(math.Round((a.high - a.low) / a.step))
	marks := make([]float64, n+1)
	for i := range marks {
		marks[i] = a.low + float64(i)*a.step
	}
	return marks
}

// decimals is how many a mark needs.
func (a axis) decimals() int {
	return max(0, -int(math.Floor(math.Log10(a.step)+1e-9)))
}

// at maps a value to a place between from and to.
func (a axis) at(v, from, to float64) float64 {
	return from + (v-a.low)/(a.high-a.low)*(to-from)
}
