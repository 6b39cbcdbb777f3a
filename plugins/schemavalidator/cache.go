package schemavalidator

import (
	"container/list"
	"sync"

	"github.com/plugingen/plugingen/runtime/pipeline"
)

// cache keeps the compiled schemas that were used last, by their text.
type cache struct {
	mu     sync.Mutex
	limit  int
	byText map[pipeline.Schema]*list.Element
	recent *list.List // of *Schema, the last used in front
}

func newCache(limit int) *cache {
	return &cache{limit: limit, byText: make(map[pipeline.Schema]*list.Element), recent: list.New()}
}

func (c *cache) get(text pipeline.Schema) (*Schema, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byText[text]
	if !ok {
		return nil, false
	}
	c.recent.MoveToFront(e)
	return e.Value.(*Schema), true
}

// add returns the schema that is kept for the text: where two goroutines have
// compiled the same text, both get the first one.
func (c *cache) add(s *Schema) *Schema {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.byText[s.text]; ok {
		return e.Value.(*Schema)
	}
	c.byText[s.text] = c.recent.PushFront(s)
	if c.recent.Len() > c.limit {
		oldest := c.recent.Remove(c.recent.Back()).(*Schema)
		delete(c.byText, oldest.text)
	}
	return s
}

func (c *cache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.byText)
	c.recent.Init()
}

func (c *cache) len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.recent.Len()
}
