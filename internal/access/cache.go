package access

import (
	"math"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"
)

// kept is how many projections a cache keeps. The large ones are 8 MiB, and each has a query cache of its own.
const kept = 64

// Cache keeps what was built for each set of rights in use: typically the server with its query cache. As both are made in
// one constructor from one projection, no document that one set of rights validated is ever run by another (O1).
type Cache[T any] struct {
	labels *schemaLabels
	build  func(*Projection) T

	mu      sync.Mutex
	entries map[Bits]*entry[T]
	clock   uint64
}

type entry[T any] struct {
	used uint64
	get  func() (T, error)
}

// NewCache returns a cache over the full schema. build is called at most once at a time for each Bits, when they are first
// asked for, and again if they were forgotten: at most 64 are kept, the one unused for longest goes first. NewCache fails when the
// schema's labels are at fault.
func NewCache[T any](full *ast.Schema, g *Grid, build func(*Projection) T) (*Cache[T], error) {
	labels, err := readLabels(full, g)
	if err != nil {
		return nil, err
	}
	return &Cache[T]{labels: labels, build: build, entries: map[Bits]*entry[T]{}}, nil
}

// Get returns what was built for the bits, building it if need be; others wait only for the same bits. It fails as Project
// does, and is tried anew the next time.
func (c *Cache[T]) Get(b Bits) (T, error) {
	c.mu.Lock()
	c.clock++
	e, ok := c.entries[b]
	if !ok {
		if len(c.entries) >= kept {
			delete(c.entries, c.oldest())
		}
		e = &entry[T]{get: sync.OnceValues(func() (T, error) {
			p, err := c.labels.project(b)
			if err != nil {
				var none T
				return none, err
			}
			return c.build(p), nil
		})}
		c.entries[b] = e
	}
	e.used = c.clock
	c.mu.Unlock()

	value, err := e.get()
	if err != nil {
		c.mu.Lock()
		if c.entries[b] == e {
			delete(c.entries, b)
		}
		c.mu.Unlock()
	}
	return value, err
}

// Len returns how many are kept.
func (c *Cache[T]) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.entries)
}

func (c *Cache[T]) oldest() (b Bits) {
	least := uint64(math.MaxUint64)
	for key, e := range c.entries {
		if e.used < least {
			b, least = key, e.used
		}
	}
	return b
}
