// Package audit keeps the log of who read, changed and took out what. Changes are written by triggers in the database
// (migrations/00010_audit.sql), so that no program can bypass them; this package writes what was read, before an answer leaves, seals
// the log, proves that it is whole, and reads it for those who may. It knows nothing of the domain: subjects are ids, and what was asked
// for is the name of the operation's root fields.
package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"kobo/internal/entity"
	"kobo/internal/viewer"
)

// Kind is what was done.
type Kind string

// The kinds of entries.
const (
	Read   Kind = "READ"
	Change Kind = "CHANGE"
	Export Kind = "EXPORT"
	Denied Kind = "DENIED"
)

// mostSubjects is how many ids one entry holds; the count tells how many there were.
const mostSubjects = 1000

// entry is one line of the log, as audit.note takes it.
type entry struct {
	Municipality entity.ID   `json:"municipality_id"`
	At           time.Time   `json:"at"`
	Kind         Kind        `json:"kind"`
	ActorID      *entity.ID  `json:"actor_id"`
	Actor        string      `json:"actor"`
	Role         viewer.Role `json:"role"`
	Organisation string      `json:"organisation"`
	What         string      `json:"what"`
	Classes      []string    `json:"classes"`
	Subjects     []entity.ID `json:"subjects"`
	Count        int         `json:"count"`
	Purpose      string      `json:"purpose"`
	Shielded     bool        `json:"shielded"`
}

// Collector gathers what one operation touches, until its answer is ready to leave. It is safe for concurrent use.
type Collector struct {
	mu       sync.Mutex
	classes  map[Kind]map[string]bool
	subjects map[Kind]map[entity.ID]bool
}

type key struct{}

// WithCollector returns a context in which Collect gathers.
func WithCollector(ctx context.Context) context.Context {
	return context.WithValue(ctx, key{}, &Collector{
		classes: map[Kind]map[string]bool{}, subjects: map[Kind]map[entity.ID]bool{},
	})
}

// Collect notes that things of a data class were read, exported or denied. Without a collector it does nothing: jobs are logged by
// what they change.
func Collect(ctx context.Context, kind Kind, class string, subjects ...entity.ID) {
	c, ok := ctx.Value(key{}).(*Collector)
	if !ok {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.classes[kind] == nil {
		c.classes[kind], c.subjects[kind] = map[string]bool{}, map[entity.ID]bool{}
	}
	c.classes[kind][class] = true
	for _, id := range subjects {
		c.subjects[kind][id] = true
	}
}

// Log writes and seals the log as kobo_log.
type Log struct {
	pool    *pgxpool.Pool
	now     func() time.Time
	waiting chan request
	stop    context.CancelFunc
	done    sync.WaitGroup
}

type request struct {
	entries []entry
	written chan error
}

// batch is how many waiting requests one insert takes.
const batch = 256

// Open connects as kobo_log and begins to write. Close it when the server has stopped.
func Open(ctx context.Context, url string, now func() time.Time) (*Log, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("audit: %w", err)
	}
	config.MaxConns = 3
	config.ConnConfig.RuntimeParams["application_name"] = "kobo log"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("audit: %w", err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	l := &Log{pool: pool, now: now, waiting: make(chan request, batch), stop: stop}
	l.done.Go(func() { l.write(ctx) })
	return l, nil
}

// Close writes what waits and closes the connections.
func (l *Log) Close() {
	close(l.waiting)
	l.done.Wait()
	l.stop()
	l.pool.Close()
}

// Flush writes what an operation has collected and returns when it is on disk. what names the operation; an error means that the answer
// must not leave.
func (l *Log) Flush(ctx context.Context, what string) error {
	c, ok := ctx.Value(key{}).(*Collector)
	v := viewer.FromContext(ctx)
	if !ok || v == nil || v.Municipality.IsNil() {
		return nil // state analysts and citizens without a municipality read nothing of one
	}
	c.mu.Lock()
	var entries []entry
	for _, kind := range []Kind{Read, Export, Denied} {
		if c.classes[kind] == nil {
			continue
		}
		entries = append(entries, l.entry(v, kind, what, keys(c.classes[kind]), ids(c.subjects[kind]), len(c.subjects[kind])))
	}
	clear(c.classes)
	clear(c.subjects)
	c.mu.Unlock()
	return l.append(ctx, entries)
}

// Note writes one entry and returns when it is on disk.
func (l *Log) Note(ctx context.Context, kind Kind, what string, classes []string, subjects []entity.ID, count int) error {
	v := viewer.FromContext(ctx)
	if v == nil || v.Municipality.IsNil() {
		return nil
	}
	return l.append(ctx, []entry{l.entry(v, kind, what, classes, subjects, count)})
}

func (l *Log) entry(v *viewer.Viewer, kind Kind, what string, classes []string, subjects []entity.ID, count int) entry {
	if subjects == nil {
		subjects = []entity.ID{}
	}
	e := entry{
		Municipality: v.Municipality, At: l.now(), Kind: kind, Actor: v.Name, Role: v.Role, Organisation: v.Organisation,
		What: what, Classes: classes, Subjects: subjects[:min(len(subjects), mostSubjects)], Count: count, Purpose: v.Purpose,
		// What one with this right has read may be the tenancy of a person in hiding: whom the entry names is as secret as the tenancy.
		Shielded: v.Has("skjermet"),
	}
	if !v.ID.IsNil() {
		e.ActorID = &v.ID
	}
	return e
}

func (l *Log) append(ctx context.Context, entries []entry) error {
	if len(entries) == 0 {
		return nil
	}
	r := request{entries, make(chan error, 1)}
	select {
	case l.waiting <- r:
	case <-ctx.Done():
		return fmt.Errorf("audit: %w", context.Cause(ctx))
	}
	return <-r.written // it is being written: the outcome is known soon, and must be
}

// write takes all that wait and writes them in one insert and one commit, so that many readers cost what one does.
func (l *Log) write(ctx context.Context) {
	for first := range l.waiting {
		requests := []request{first}
	more:
		for len(requests) < batch {
			select {
			case r, open := <-l.waiting:
				if !open {
					break more
				}
				requests = append(requests, r)
			default:
				break more
			}
		}
		var entries []entry
		for _, r := range requests {
			entries = append(entries, r.entries...)
		}
		err := l.insert(ctx, entries)
		for _, r := range requests {
			r.written <- err
		}
	}
}

func (l *Log) insert(ctx context.Context, entries []entry) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	text, err := json.Marshal(entries)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	if _, err := l.pool.Exec(ctx, "select audit.note($1::jsonb)", string(text)); err != nil {
		return fmt.Errorf("audit: write: %w", err)
	}
	return nil
}

func keys(m map[string]bool) []string {
	list := make([]string, 0, len(m))
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}

func ids(m map[entity.ID]bool) []entity.ID {
	list := make([]entity.ID, 0, len(m))
	for id := range m {
		list = append(list, id)
	}
	slices.SortFunc(list, func(a, b entity.ID) int { return slices.Compare(a[:], b[:]) })
	return list
}
