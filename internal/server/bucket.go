package server

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"kobo/internal/fault"
	"kobo/internal/viewer"
)

// Buckets meter what viewers use. Take takes points from the bucket of a key, or says how long to wait until that many are
// in it, having taken none. An error is answered 503: without a meter nothing is served.
type Buckets interface {
	Take(ctx context.Context, key string, points int) (wait time.Duration, err error)
}

// memoryBuckets are the buckets of one process.
type memoryBuckets struct {
	rate, burst float64
	now         func() time.Time
	mu          sync.Mutex
	buckets     map[string]*bucket
}

type bucket struct {
	points float64
	at     time.Time
}

// NewBuckets returns buckets for one process: each holds burst points at most and regains rate points a second.
func NewBuckets(rate, burst int, now func() time.Time) Buckets {
	return &memoryBuckets{rate: float64(rate), burst: float64(burst), now: now, buckets: map[string]*bucket{}}
}

// manyBuckets is from how many buckets on the full ones are forgotten when another is added.
const manyBuckets = 10_000

// Take takes points, or says how long to wait. More than a whole bucket is reckoned as a whole bucket.
func (m *memoryBuckets) Take(_ context.Context, key string, points int) (time.Duration, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	b := m.buckets[key]
	if b == nil {
		if len(m.buckets) >= manyBuckets {
			for key, b := range m.buckets {
				if m.level(b, now) == m.burst {
					delete(m.buckets, key)
				}
			}
		}
		b = &bucket{points: m.burst, at: now}
		m.buckets[key] = b
	}
	b.points, b.at = m.level(b, now), now
	want := min(float64(points), m.burst)
	if b.points < want {
		return time.Duration((want - b.points) / m.rate * float64(time.Second)), nil
	}
	b.points -= want
	return 0, nil
}

func (m *memoryBuckets) level(b *bucket, now time.Time) float64 {
	return min(m.burst, b.points+m.rate*max(0, now.Sub(b.at).Seconds()))
}

// gate counts what is under way for each key and lets in so many at once.
type gate struct {
	most int
	mu   sync.Mutex
	in   map[string]int
}

func (g *gate) enter(key string) (leave func(), ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.in[key] >= g.most {
		return nil, false
	}
	g.in[key]++
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		if g.in[key]--; g.in[key] == 0 {
			delete(g.in, key)
		}
	}, true
}

// bucketKey names whose bucket it is: a person or system, whatever organisation it acts for.
func bucketKey(v *viewer.Viewer) string { return v.ID.String() }

// charge takes what an operation costs from the viewer's bucket.
func (s *Server) charge(ctx context.Context, v *viewer.Viewer, points int) *refusal {
	wait, err := s.config.Buckets.Take(ctx, bucketKey(v), points)
	switch {
	case err != nil:
		if !errors.Is(err, context.Canceled) {
			s.presenter.report(ctx, "buckets", err)
		}
		return refuse(http.StatusServiceUnavailable, fault.Unavailable, "server.unavailable")
	case wait > 0:
		return tooMany(wait, "rate", s.limits.Rate)
	}
	return nil
}

func tooMany(wait time.Duration, limit string, most int) *refusal {
	wrong := refuse(http.StatusTooManyRequests, fault.Limited, "server.tooMany", "limit", limit, "max", most)
	wrong.header = [2]string{"Retry-After", strconv.Itoa(max(1, int(math.Ceil(wait.Seconds()))))}
	return wrong
}
