package intake

import (
	"context"
	"fmt"
	"sort"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

type tracer struct {
	mu  sync.Mutex
	sum map[string]time.Duration
	n   map[string]int
}
type tkey struct{}
type tval struct {
	sql string
	at  time.Time
}

func (t *tracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	return context.WithValue(ctx, tkey{}, tval{d.SQL, time.Now()})
}
func (t *tracer) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryEndData) {
	v := ctx.Value(tkey{}).(tval)
	t.add(v.sql, time.Since(v.at))
}
func (t *tracer) add(sql string, d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.sum == nil {
		t.sum, t.n = map[string]time.Duration{}, map[string]int{}
	}
	if len(sql) > 90 {
		sql = sql[:90]
	}
	t.sum[sql] += d
	t.n[sql]++
}
func (t *tracer) TraceBatchStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceBatchStartData) context.Context {
	return context.WithValue(ctx, tkey{}, tval{"batch " + d.Batch.QueuedQueries[0].SQL, time.Now()})
}
func (t *tracer) TraceBatchQuery(ctx context.Context, _ *pgx.Conn, d pgx.TraceBatchQueryData) {
}
func (t *tracer) TraceBatchEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchEndData) {
	v := ctx.Value(tkey{}).(tval)
	t.add(v.sql, time.Since(v.at))
}
func (t *tracer) print() {
	var keys []string
	for k := range t.sum {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool { return t.sum[keys[i]] > t.sum[keys[j]] })
	for _, k := range keys[:min(25, len(keys))] {
		fmt.Printf("%10s %5d %q\n", t.sum[k].Round(time.Millisecond), t.n[k], k)
	}
}
