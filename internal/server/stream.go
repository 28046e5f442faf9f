package server

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"kobo/internal/viewer"
)

// stream answers with server-sent events, as the "distinct connections mode" of the GraphQL over SSE protocol has it: one
// request, one operation, an event "next" for each response and "complete" at the end. A quiet stream sends a comment at
// each tick, so that proxies keep it open and a client that left is noticed.
//
// The stream ends with the operation, with the session or token (at its expiry, and at the next tick or event after a
// logout or a change of rights: the viewer is asked for anew each time), when an answer can't be accounted for, and when
// the server shuts down. The client then asks again, and is told where it stands.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, e *Endpoint, run *run) {
	ctx, cancel := s.untilExpiry(r)
	defer cancel()
	stopped := context.AfterFunc(s.stopping, cancel)
	defer stopped()
	s.metrics.streams.Inc()
	defer s.metrics.streams.Dec()

	out := s.openStream(w)
	events := make(chan event)
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.produce(ctx, e, run, events)
	}()
	defer func() { cancel(); <-done }()

	ticks, stop := s.config.Ticker(s.limits.KeepAlive)
	defer stop()
	for {
		select {
		case <-ctx.Done():
			out.complete()
			return
		case <-ticks:
			if !s.unchanged(r) {
				out.complete()
				return
			}
			out.comment()
		case ev, ok := <-events:
			if !ok || !s.unchanged(r) {
				out.complete()
				return
			}
			if err := s.beforeAnswer(ev.ctx, run.op); err != nil {
				e.presenter.report(ctx, "internal error", err, slog.String("where", "before answer"))
				out.next(e.presenter.failure(r.Context(), gqlerror.List{{Err: errReported}}), nil, s.limits.Errors)
				out.complete()
				return
			}
			exchangeOf(ctx).note(ev.resp.Errors)
			out.next(ev.resp, run.cost, s.limits.Errors)
		}
	}
}

// event is a response with the context it was made in.
type event struct {
	ctx  context.Context
	resp *graphql.Response
}

// produce executes the operation and hands on its responses until there are no more or the context ends. Each has a context
// of its own, made by Config.Prepare, since loaders and accounts of an earlier event would be stale.
func (s *Server) produce(ctx context.Context, e *Endpoint, run *run, events chan<- event) {
	defer close(events)
	defer func() {
		if value := recover(); value != nil {
			resp := e.presenter.failure(ctx, gqlerror.List{{Err: e.presenter.recovered(ctx, value)}})
			select {
			case events <- event{ctx, resp}:
			case <-ctx.Done():
			}
		}
	}()
	prepare := func() context.Context {
		if s.config.Prepare == nil {
			return ctx
		}
		return s.config.Prepare(ctx, run.op)
	}
	responses, first := e.executor.DispatchOperation(prepare(), run.oc)
	for own := first; ; own = graphql.WithOperationContext(prepare(), run.oc) {
		resp := responses(own)
		if resp == nil {
			return
		}
		// The executor reuses what it encoded into for the next event.
		resp.Data = append([]byte(nil), resp.Data...)
		select {
		case events <- event{own, resp}:
		case <-ctx.Done():
			return
		}
	}
}

// untilExpiry returns the request's context, ended by the expiry of the session or token.
func (s *Server) untilExpiry(r *http.Request) (context.Context, context.CancelFunc) {
	if s.config.Expires != nil {
		if at := s.config.Expires(r); !at.IsZero() {
			return context.WithTimeout(r.Context(), at.Sub(s.config.Now()))
		}
	}
	return context.WithCancel(r.Context())
}

// unchanged reports whether the request would still be made by the same viewer with the same rights.
func (s *Server) unchanged(r *http.Request) bool {
	if s.config.Expires != nil {
		if at := s.config.Expires(r); !at.IsZero() && !s.config.Now().Before(at) {
			return false
		}
	}
	was := viewer.FromContext(r.Context())
	is, err := s.config.Viewer(r)
	return err == nil && is != nil && is.Role == was.Role && is.ID == was.ID && is.Organisation == was.Organisation &&
		is.Municipality == was.Municipality && is.Session == was.Session && fmt.Sprint(is.Units) == fmt.Sprint(was.Units) &&
		is.Readable() == was.Readable() && is.Writable() == was.Writable()
}

// streamFailure answers an operation that didn't run to a client that expects events.
func (s *Server) streamFailure(w http.ResponseWriter, r *http.Request, e *Endpoint, errs gqlerror.List) {
	resp := e.presenter.failure(r.Context(), errs[:min(len(errs), s.limits.Errors)])
	exchangeOf(r.Context()).note(resp.Errors)
	out := s.openStream(w)
	out.next(resp, nil, s.limits.Errors)
	out.complete()
}

// eventWriter writes server-sent events; each has the time of one answer to leave.
type eventWriter struct {
	w       http.ResponseWriter
	control *http.ResponseController
	within  time.Duration
}

func (s *Server) openStream(w http.ResponseWriter) *eventWriter {
	h := w.Header()
	h.Set("Content-Type", typeStream+"; charset=utf-8")
	h.Set("X-Accel-Buffering", "no") // asks proxies not to wait for more
	w.WriteHeader(http.StatusOK)
	out := &eventWriter{w, http.NewResponseController(w), s.limits.Write}
	out.comment()
	return out
}

func (o *eventWriter) next(resp *graphql.Response, c *cost, mostErrors int) {
	a, err := encode(resp, c, mostErrors)
	if err != nil { // errors hold texts and numbers only
		panic(err)
	}
	o.flush(func() {
		_, _ = o.w.Write([]byte("event: next\ndata: ")) // when the client has left, the context ends
		a.writeTo(o.w)
		_, _ = o.w.Write([]byte("\n\n"))
	})
}

func (o *eventWriter) complete() {
	o.flush(func() { _, _ = o.w.Write([]byte("event: complete\ndata:\n\n")) })
}

func (o *eventWriter) comment() {
	o.flush(func() { _, _ = o.w.Write([]byte(":\n\n")) })
}

func (o *eventWriter) flush(write func()) {
	_ = o.control.SetWriteDeadline(time.Now().Add(o.within)) // not every writer has deadlines: tests
	write()
	_ = o.control.Flush()
}
