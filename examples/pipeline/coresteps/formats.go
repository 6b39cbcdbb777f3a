package coresteps

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/examples/pipeline/internal/expression"
	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
)

// formatOf tells a format by the file's ending; text where it is none of them.
func formatOf(name string) string {
	switch ext := path.Ext(name); ext {
	case ".json", ".jsonl", ".yaml", ".csv":
		return ext[1:]
	case ".yml":
		return "yaml"
	}
	return "text"
}

// decode reads a value. Errors have the place in the file.
func (p *Plugin) decode(name, format string, content []byte) (any, error) {
	switch format {
	case "json":
		return p.document(name, ".json", content)
	case "yaml":
		return p.document(name, ".yaml", content)
	case "jsonl":
		return p.lines(name, content)
	case "csv":
		return rows(name, content)
	}
	return nil, fmt.Errorf("%s has no ending .json, .yaml, .yml, .jsonl or .csv, so its format is not known; the key format names it", name)
}

func (p *Plugin) document(name, ext string, content []byte) (any, error) {
	shown := name
	if path.Ext(name) != ext && !(ext == ".yaml" && path.Ext(name) == ".yml") {
		shown += ext // the bridge goes by the ending
	}
	doc, err := p.bridge.Parse(shown, content)
	if err != nil {
		return nil, err
	}
	return doc.Value(), nil
}

// lines reads a JSON value from each line that is not empty.
func (p *Plugin) lines(name string, content []byte) (any, error) {
	out := []any{}
	number := 0
	for line := range bytes.Lines(content) {
		number++
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		doc, err := p.bridge.Parse("line.json", bytes.TrimSpace(line))
		var faults jsonyamlbridge.Errors
		if errors.As(err, &faults) {
			return nil, fmt.Errorf("%s:%d:%d: %s", name, number, faults[0].Column, faults[0].Message)
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, number, err)
		}
		out = append(out, doc.Value())
	}
	return out, nil
}

// rows reads CSV (RFC 4180) whose first row has the names. Every value is a text.
func rows(name string, content []byte) (any, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff"))))
	records, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	out := []any{}
	if len(records) == 0 {
		return out, nil
	}
	head := records[0]
	for i, column := range head {
		if slices.Contains(head[:i], column) {
			return nil, fmt.Errorf("%s:1: the column %q stands twice", name, column)
		}
	}
	for _, record := range records[1:] {
		row := make(map[string]any, len(head))
		for i, column := range head {
			row[column] = record[i]
		}
		out = append(out, row)
	}
	return out, nil
}

// encode writes a value in a format.
func (p *Plugin) encode(format string, value any, columns []string) ([]byte, error) {
	if format != "csv" && columns != nil {
		return nil, errors.New("columns belong to a file that ends in .csv")
	}
	switch format {
	case "json":
		return expression.JSON(value, "  ")
	case "yaml":
		source, err := expression.JSON(value, "")
		if err != nil {
			return nil, err
		}
		return p.bridge.ToYAML(source, jsonyamlbridge.YAMLOptions{})
	case "jsonl":
		return writeLines(value)
	case "csv":
		return writeRows(value, columns)
	}
	return nil, errors.New("what is no text is written to a file that ends in .json, .yaml, .yml, .jsonl or .csv")
}

func writeLines(value any) ([]byte, error) {
	items, ok := value.([]any)
	if !ok {
		return nil, errors.New("a .jsonl file is written from a list")
	}
	var b bytes.Buffer
	for _, item := range items {
		line, err := expression.JSON(item, "")
		if err != nil {
			return nil, err
		}
		b.Write(line)
	}
	return b.Bytes(), nil
}

// writeRows writes a list of objects whose values are no lists and no objects. Null
// and what is missing become the empty text.
func writeRows(value any, columns []string) ([]byte, error) {
	items, ok := value.([]any)
	if !ok {
		return nil, errors.New("a .csv file is written from a list of objects")
	}
	if columns == nil {
		columns = allColumns(items)
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	records := [][]string{columns}
	for i, item := range items {
		record, err := record(item, columns)
		if err != nil {
			return nil, fmt.Errorf("item %d: %w", i, err)
		}
		records = append(records, record)
	}
	err := w.WriteAll(records) // which flushes
	return b.Bytes(), err
}

func allColumns(items []any) []string {
	names := map[string]bool{}
	for _, item := range items {
		object, _ := item.(map[string]any)
		for name := range object {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

func record(item any, columns []string) ([]string, error) {
	object, ok := item.(map[string]any)
	if !ok {
		return nil, errors.New("a row of a .csv file is an object")
	}
	for name := range object {
		if !slices.Contains(columns, name) {
			return nil, fmt.Errorf("the field %q is none of the columns %s", name, strings.Join(columns, ", "))
		}
	}
	out := make([]string, len(columns))
	for i, name := range columns {
		switch v := object[name].(type) {
		case nil:
		case string:
			out[i] = v
		case []any, map[string]any:
			return nil, fmt.Errorf("the field %q is a list or an object, which a .csv file cannot hold", name)
		default:
			out[i] = fmt.Sprint(v)
		}
	}
	return out, nil
}
