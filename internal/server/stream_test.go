package server_test

import (
	"bufio"
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"kobo/internal/message"
	"kobo/internal/server"
	"kobo/internal/server/internal/fixture/graph"
	"kobo/internal/viewer"
)

// events is a stream as the client sees it.
type events struct {
	t     *testing.T
	lines *bufio.Scanner
	resp  *http.Response
}

func (b *bench) listen(t *testing.T, query string, header ...string) *events {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.URL+"/graphql", strings.NewReader(`{"query":"`+query+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	for i, header := 0, append([]string{"Content-Type", "application/json", "Accept", "text/event-stream", "Authorization", "Bearer staff"}, header...); i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := b.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = resp.Body.Close() })
	return &events{t, bufio.NewScanner(resp.Body), resp}
}

// want reads the next event and compares it: a comment is ":", the end of the stream is "".
func (e *events) want(want string) {
	e.t.Helper()
	var lines []string
	for e.lines.Scan() && e.lines.Text() != "" {
		lines = append(lines, e.lines.Text())
	}
	if got := strings.Join(lines, "\n"); got != want {
		e.t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

const (
	changed  = "subscription { changed { id } }"
	complete = "event: complete\ndata:"
)

func TestStream(t *testing.T) {
	t.Parallel()
	prepared := 0
	b := start(t, func(c *server.Config, _ *server.Options) {
		c.Prepare = func(ctx context.Context, _ *server.Operation) context.Context { prepared++; return ctx }
		c.BeforeAnswer = func(context.Context, *server.Operation) error { return nil }
	})
	e := b.listen(t, changed)
	if e.resp.StatusCode != 200 || e.resp.Header.Get("Content-Type") != "text/event-stream; charset=utf-8" ||
		e.resp.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("answered %d %v", e.resp.StatusCode, e.resp.Header)
	}
	e.want(":")
	b.ticks <- b.clock.Now()
	e.want(":")
	for range 2 {
		b.root.Changes <- &graph.Change{ID: "d1"}
		e.want("event: next\n" + `data: {"data":{"changed":{"id":"d1"}},"extensions":{"cost":{"computed":2,"limit":2000}}}`)
	}
	close(b.root.Changes)
	e.want(complete)
	e.want("")
	if prepared != 3 && prepared != 4 { // one for the stream's start and first event, one for each wait after it
		t.Errorf("prepared %d times", prepared)
	}
}

func TestStreamEnds(t *testing.T) {
	t.Parallel()
	rights := func(b *bench) *viewer.Viewer {
		v := *b.viewers["staff"]
		v.Grants = []viewer.Grant{{Right: "vedtak"}}
		return &v
	}
	for name, c := range map[string]struct {
		end     func(*bench)
		byEvent bool
	}{
		"with the session, at a tick":   {func(b *bench) { b.set("staff", nil) }, false},
		"with the session, at an event": {func(b *bench) { b.set("staff", nil) }, true},
		"with the rights, at an event":  {func(b *bench) { b.set("staff", rights(b)) }, true},
		"with the token's time":         {func(b *bench) { b.clock.advance(time.Hour) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := start(t, func(c *server.Config, _ *server.Options) {
				until := time.Date(2026, 11, 22, 13, 0, 0, 0, time.UTC)
				c.Expires = func(*http.Request) time.Time { return until }
			})
			e := b.listen(t, changed)
			e.want(":")
			c.end(b)
			if c.byEvent {
				b.root.Changes <- &graph.Change{ID: "d1"}
			} else {
				b.ticks <- b.clock.Now()
			}
			e.want(complete)
			e.want("")
		})
	}
	t.Run("at once when the token's time is over", func(t *testing.T) {
		t.Parallel()
		b := start(t, func(c *server.Config, _ *server.Options) {
			c.Expires = func(*http.Request) time.Time { return c.Now().Add(-time.Second) }
		})
		e := b.listen(t, changed)
		e.want(":")
		e.want(complete)
	})
	t.Run("when it can't be accounted for", func(t *testing.T) {
		t.Parallel()
		b := start(t, func(c *server.Config, _ *server.Options) {
			c.BeforeAnswer = func(context.Context, *server.Operation) error { return errors.New(leak) }
		})
		e := b.listen(t, changed)
		e.want(":")
		b.root.Changes <- &graph.Change{ID: "d1"}
		id := e.resp.Header.Get("X-Request-Id")
		e.want("event: next\n" + `data: {"errors":[{"message":"` + message.Text("nb", "fault.internal", "id", id) +
			`","extensions":{"code":"INTERNAL","id":"` + id + `"}}]}`)
		e.want(complete)
		if strings.Contains(b.logs.String(), "01859912345") || !strings.Contains(b.logs.String(), id) {
			t.Errorf("log: %s", b.logs)
		}
	})
}

func TestStreamOfWhatDoesNotRun(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	e := b.listen(t, "subscription { change { id } }")
	e.want(":")
	e.want("event: next\n" + `data: {"errors":[{"message":"Cannot query field \"change\" on type \"Subscription\".",` +
		`"locations":[{"line":1,"column":16}],"extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}`)
	e.want(complete)
	e = b.listen(t, "{ me }")
	e.want(":")
	e.want("event: next\n" + `data: {"data":{"me":"Trine"},"extensions":{"cost":{"computed":1,"limit":2000}}}`)
	e.want(complete)
	check(t, b.ask(t, "staff", changed, nil), 406, "BAD_REQUEST")
	check(t, b.post(t, "nobody", `{"query":"`+changed+`"}`, "Accept", "text/event-stream"), 401, "UNAUTHENTICATED")
	if n := b.root.Calls.Load(); n != 1 {
		t.Errorf("%d root fields were resolved", n)
	}
}

// TestShutdown starts the server as it runs, with a stream and a request under way, and stops it.
func TestShutdown(t *testing.T) {
	t.Parallel()
	entered, release := make(chan bool), make(chan bool)
	b := start(t, func(c *server.Config, _ *server.Options) {
		c.BeforeAnswer = func(context.Context, *server.Operation) error { entered <- true; <-release; return nil }
	})
	public, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	internal, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- b.server.Serve(ctx, public, internal) }()
	b.URL = "http://" + public.Addr().String()
	e := b.listen(t, changed)
	e.want(":")
	done := make(chan *reply, 1)
	go func() { done <- b.ask(t, "staff", `{ me }`, nil) }()
	<-entered
	stop()
	e.want(complete)
	if text := get(b.server.Internal(), "/readyz"); text != "stopping\n" {
		t.Errorf("ready: %s", text)
	}
	release <- true
	check(t, <-done, 200, nil)
	if err := <-served; err != nil {
		t.Error(err)
	}
	if _, err := net.Dial("tcp", public.Addr().String()); err == nil {
		t.Error("still listening")
	}
}

// recorder is a listener of one connection that remembers its deadlines.
type recorder struct {
	net.Listener
	mu          sync.Mutex
	read, write time.Time
}

type recorded struct {
	net.Conn
	*recorder
}

func (r *recorder) Accept() (net.Conn, error) {
	conn, err := r.Listener.Accept()
	return recorded{conn, r}, err
}

func (c recorded) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	c.read = t
	c.mu.Unlock()
	return c.Conn.SetReadDeadline(t)
}

func (c recorded) SetWriteDeadline(t time.Time) error {
	c.mu.Lock()
	c.write = t
	c.mu.Unlock()
	return c.Conn.SetWriteDeadline(t)
}

func (r *recorder) deadlines() (read, write time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.read, r.write
}

// TestDeadlines holds that slow routes have the time they need, and that no deadline for reading stands once the body is
// read: it would cancel a request that takes long to answer.
func TestDeadlines(t *testing.T) {
	t.Parallel()
	limits := server.Standard()
	limits.Slow = time.Hour
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &recorder{Listener: listener}
	var read, write time.Time
	b := start(t, func(c *server.Config, _ *server.Options) {
		c.Limits = &limits
		c.BeforeAnswer = func(context.Context, *server.Operation) error { read, write = r.deadlines(); return nil }
	})
	note := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { read, write = r.deadlines() })
	b.server.MountSlow("POST /export", note)
	b.server.Mount("POST /usual", note)
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- b.server.Serve(ctx, r, nil) }()
	b.URL = "http://" + listener.Addr().String()

	began := time.Now()
	for _, c := range []struct {
		what        string
		ask         func()
		read, write time.Duration // none: no deadline
	}{
		{"a usual route", func() { b.do(t, "POST", "/usual", "body") }, limits.Read, limits.Write},
		{"a slow route", func() { b.do(t, "POST", "/export", "body") }, limits.Slow, limits.Slow},
		{"a query", func() { b.ask(t, "staff", `{ me }`, nil) }, 0, limits.Write},
		{"a stream", func() {
			e := b.listen(t, changed)
			e.want(":")
			b.root.Changes <- &graph.Change{ID: "d1"}
			e.want("event: next\n" + `data: {"data":{"changed":{"id":"d1"}},"extensions":{"cost":{"computed":2,"limit":2000}}}`)
		}, 0, limits.Write},
	} {
		c.ask()
		if noDeadline := read.IsZero(); noDeadline != (c.read == 0) || !noDeadline && read.Before(began.Add(c.read)) {
			t.Errorf("%s: read until %v", c.what, read)
		}
		if write.Before(began.Add(c.write)) {
			t.Errorf("%s: write until %v", c.what, write)
		}
	}
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
}
