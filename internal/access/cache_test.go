package access_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"kobo/internal/access"
)

func TestCache(t *testing.T) {
	t.Parallel()
	full, g := housing(t)
	var built atomic.Int32
	cache, err := access.NewCache(full, g, func(p *access.Projection) *access.Projection {
		built.Add(1)
		return p
	})
	if err != nil {
		t.Fatal(err)
	}
	clerk := g.Bits(grants(true, "saksbehandling"), access.Modules)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if p, err := cache.Get(clerk); err != nil || p.Bits != clerk {
				t.Errorf("got the projection of other bits, or error %v", err)
			}
		})
	}
	all.Wait()
	if built.Load() != 1 {
		t.Errorf("built %d times, want once", built.Load())
	}

	// More sets than are kept, with the clerk's asked for in between: it stays, the others go.
	others := map[access.Bits]bool{}
	for _, modules := range [][]string{access.Modules, {"register"}, {"casework"}} {
		for _, a := range g.Rights() {
			for _, write := range []bool{true, false} {
				for _, b := range g.Rights() {
					if bits := g.Bits(append(grants(write, a), grants(true, b)...), modules); bits != clerk {
						others[bits] = true
					}
				}
			}
		}
	}
	if len(others) < 100 {
		t.Fatalf("only %d sets to try with", len(others))
	}
	for bits := range others {
		for _, b := range []access.Bits{bits, clerk} {
			if p, err := cache.Get(b); err != nil || p.Bits != b {
				t.Fatalf("got the projection of other bits, or error %v", err)
			}
		}
		if cache.Len() > 64 {
			t.Fatalf("%d kept, want at most 64", cache.Len())
		}
	}
	if want := int32(1 + len(others)); built.Load() != want {
		t.Errorf("built %d times, want %d: what is in use was forgotten", built.Load(), want)
	}
}

// TestCacheKeepsNoFailure: a set of rights that can't be projected fails each time and takes no place.
func TestCacheKeepsNoFailure(t *testing.T) {
	t.Parallel()
	g := load(t)
	full := schema(t, g, `type Query { rents: [Int!] @access(class: RENT) }`)
	cache, err := access.NewCache(full, g, func(p *access.Projection) string { return p.SDL() })
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := cache.Get(g.Bits(nil, nil)); err == nil || !strings.Contains(err.Error(), "open no query") {
			t.Errorf("got error %v", err)
		}
	}
	if cache.Len() != 0 {
		t.Error("a failure is kept")
	}
	if _, err := access.NewCache(schema(t, g, `type Query { rents: [Int!] }`), g, func(*access.Projection) int { return 0 }); err == nil {
		t.Error("a cache over an unlabelled schema was made")
	}
}
