package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"kobo/internal/entity"
)

// channel is the one that changes are told on. Everyone who can log in to the database can listen: ids only.
const channel = "kobo_changed"

// notice is what is told of one act: ids of what changed in a municipality. No ids: read everything again.
type notice struct {
	Municipality entity.ID   `json:"municipality"`
	IDs          []entity.ID `json:"ids"`
}

const (
	noticeIDs = 170           // ids in one notice, whose text is at most 8000 bytes
	maxIDs    = 8 * noticeIDs // an act that changes more says only that much has changed
)

// Changed says that the act changed these things. Listeners are told when, and only if, the act commits.
func (tx *Tx) Changed(ids ...entity.ID) { tx.changed = append(tx.changed, ids...) }

func (tx *Tx) notify(ctx context.Context) error {
	if len(tx.changed) == 0 {
		return nil
	}
	slices.SortFunc(tx.changed, func(a, b entity.ID) int { return slices.Compare(a[:], b[:]) })
	ids := slices.Compact(tx.changed)
	notices := []notice{{Municipality: tx.Viewer.Municipality}}
	if len(ids) <= maxIDs {
		notices = nil
		for chunk := range slices.Chunk(ids, noticeIDs) {
			notices = append(notices, notice{tx.Viewer.Municipality, chunk})
		}
	}
	var statements []Statement
	for _, n := range notices {
		body, err := json.Marshal(n)
		if err != nil {
			return err
		}
		statements = append(statements, Statement{SQL: "select pg_notify('" + channel + "', $1)", Args: []any{string(body)}})
	}
	return tx.Batch(ctx, statements...)
}

// Listener hears of changes on one connection of its own and tells subscribers. A notice is a hint: who gets it reads again,
// as the viewer it serves. It is safe for concurrent use.
type Listener struct {
	url  string
	log  *slog.Logger
	stop context.CancelFunc
	done chan struct{}

	mu          sync.Mutex
	closed      bool
	subscribers map[*subscriber]struct{}
}

type subscriber struct {
	municipality entity.ID
	ids          chan []entity.ID
}

// backlog is how many notices a subscriber may be behind before it is dropped.
const backlog = 64

// Listen connects and listens until Close or until ctx ends. A connection that is lost is made again, with growing pauses of
// at most 10 seconds; then every subscriber gets a nil tick, since something may have been missed. url's role needs nothing
// but to log in. log may be nil.
func Listen(ctx context.Context, url string, log *slog.Logger) (*Listener, error) {
	if log == nil {
		log = slog.Default()
	}
	l := &Listener{url: url, log: log, done: make(chan struct{}), subscribers: map[*subscriber]struct{}{}}
	conn, err := l.connect(ctx)
	if err != nil {
		return nil, err
	}
	ctx, l.stop = context.WithCancel(ctx)
	go l.run(ctx, conn)
	return l, nil
}

// Subscribe returns a channel of the ids that change in the municipality, one slice per act or part of it; nil means that
// more may have changed: read everything again. The channel is closed when the subscriber is too far behind, when the
// listener closes, and by cancel, which must be called.
func (l *Listener) Subscribe(municipality entity.ID) (changes <-chan []entity.ID, cancel func()) {
	s := &subscriber{municipality, make(chan []entity.ID, backlog)}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		close(s.ids)
		return s.ids, func() {}
	}
	l.subscribers[s] = struct{}{}
	return s.ids, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.drop(s)
	}
}

// Close stops listening and closes all channels.
func (l *Listener) Close() {
	l.stop()
	<-l.done
}

func (l *Listener) connect(ctx context.Context) (*pgx.Conn, error) {
	conn, err := pgx.Connect(ctx, l.url)
	if err != nil {
		return nil, fmt.Errorf("listen for changes: %w", clean(ctx, err))
	}
	if _, err := conn.Exec(ctx, "set application_name = 'kobo listener'; listen "+channel); err != nil {
		_ = conn.Close(ctx) // it is of no use
		return nil, fmt.Errorf("listen for changes: %w", clean(ctx, err))
	}
	return conn, nil
}

func (l *Listener) run(ctx context.Context, conn *pgx.Conn) {
	defer close(l.done)
	defer func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.closed = true
		for s := range l.subscribers {
			l.drop(s)
		}
	}()
	pause := 100 * time.Millisecond
	for {
		for conn != nil {
			n, err := conn.WaitForNotification(ctx)
			if err != nil {
				_ = conn.Close(context.WithoutCancel(ctx)) // it is broken, or no longer wanted
				conn = nil
				break
			}
			var told notice
			if err := json.Unmarshal([]byte(n.Payload), &told); err != nil {
				l.log.Warn("a notice of changes is not one of ours", "channel", n.Channel)
				continue
			}
			l.tell(told)
		}
		if ctx.Err() != nil {
			return
		}
		var err error
		if conn, err = l.connect(ctx); err == nil {
			pause = 100 * time.Millisecond
			l.tell(notice{})
			continue
		}
		l.log.Warn("not listening for changes", "error", err, "again_in", pause)
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		pause = min(2*pause, 10*time.Second)
	}
}

// tell hands the notice to those it concerns; one without a municipality concerns all.
func (l *Listener) tell(n notice) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for s := range l.subscribers {
		if s.municipality != n.Municipality && !n.Municipality.IsNil() {
			continue
		}
		select {
		case s.ids <- n.IDs:
		default:
			l.drop(s)
		}
	}
}

// drop ends a subscription; mu is held.
func (l *Listener) drop(s *subscriber) {
	if _, ok := l.subscribers[s]; ok {
		delete(l.subscribers, s)
		close(s.ids)
	}
}
