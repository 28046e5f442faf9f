package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"kobo/internal/entity"
)

// errBody says that a request is larger than it may be.
var errBody = errors.New("the request is too large")

// body reads a request within its bounds of size and time. Before each read the connection gets a new deadline, so that a
// client that has stopped sending doesn't hold anything.
type body struct {
	from    io.Reader
	control *http.ResponseController
	left    int64         // may still be read
	idle    time.Duration // without anything coming
	end     time.Time
	ended   bool // nothing more is coming
}

// Read implements [io.Reader]. It fails with errBody when more comes than may.
func (b *body) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errBody
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	b.wait()
	n, err := b.from.Read(p)
	b.left -= int64(n)
	b.ended = err != nil
	if errors.Is(err, io.EOF) {
		// The server goes on reading, to see whether the client leaves: the short deadline would look like that. After any
		// other error the deadline stays, for the server would wait for more.
		_ = b.control.SetReadDeadline(b.end)
	}
	return n, err
}

// wait gives the client time to send more.
func (b *body) wait() {
	until := time.Now().Add(b.idle)
	if until.After(b.end) {
		until = b.end
	}
	_ = b.control.SetReadDeadline(until) // not every connection has deadlines: tests
}

// drain reads on and throws away, at most so much.
func (b *body) drain(most int64) {
	if b.ended {
		return
	}
	b.left = most
	_, _ = io.Copy(io.Discard, b) // whatever it gives, the answer is the same
}

// How many uploads are under way at once in this process, each holding a file in memory: the others wait.
const (
	atOnce          = 16
	atOnceOfAViewer = 4
)

// gate lets uploads in, and no viewer take all the room.
type gate struct {
	all     *semaphore.Weighted
	mu      *sync.Mutex
	viewers map[entity.ID]*turn
}

// turn is the uploads of one viewer, under way or waiting.
type turn struct {
	room  *semaphore.Weighted
	count int
}

func newGate() gate {
	return gate{all: semaphore.NewWeighted(atOnce), mu: &sync.Mutex{}, viewers: map[entity.ID]*turn{}}
}

// enter waits for room. The error is ctx's when it ends first.
func (g *gate) enter(ctx context.Context, viewer entity.ID) (leave func(), err error) {
	g.mu.Lock()
	t := g.viewers[viewer]
	if t == nil {
		t = &turn{room: semaphore.NewWeighted(atOnceOfAViewer)}
		g.viewers[viewer] = t
	}
	t.count++
	g.mu.Unlock()
	forget := func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		if t.count--; t.count == 0 {
			delete(g.viewers, viewer)
		}
	}
	if err := t.room.Acquire(ctx, 1); err != nil {
		forget()
		return nil, fmt.Errorf("wait to upload: %w", err)
	}
	if err := g.all.Acquire(ctx, 1); err != nil {
		t.room.Release(1)
		forget()
		return nil, fmt.Errorf("wait to upload: %w", err)
	}
	return func() {
		g.all.Release(1)
		t.room.Release(1)
		forget()
	}, nil
}
