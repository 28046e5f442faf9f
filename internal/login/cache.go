package login

import (
	"sync"
	"time"
)

// cache keeps answers for a while. Errors are not kept. It holds at most a few thousand entries and then starts anew.
type cache[K comparable, V any] struct {
	ttl time.Duration
	now func() time.Time

	mu      sync.Mutex
	entries map[K]cached[V]
}

type cached[V any] struct {
	value V
	until time.Time
}

func (c *cache[K, V]) get(key K, load func() (V, error)) (V, error) {
	c.mu.Lock()
	entry, found := c.entries[key]
	c.mu.Unlock()
	if found && c.now().Before(entry.until) {
		return entry.value, nil
	}
	value, err := load()
	if err != nil {
		return value, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries == nil || len(c.entries) >= 5000 {
		c.entries = map[K]cached[V]{}
	}
	c.entries[key] = cached[V]{value, c.now().Add(c.ttl)}
	return value, nil
}
