package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"kobo/internal/fault"
	"kobo/internal/message"
)

// exchange is what is known of a request and its answer for the log: no names, no ids of things, no texts.
type exchange struct {
	id       string
	language string
	kind     string // of operation
	hash     string // of the registered document
	client   string
	code     string // of the first error
	reports  atomic.Int32
}

func (x *exchange) note(errs gqlerror.List) {
	if len(errs) > 0 && x.code == "" {
		x.code, _ = errs[0].Extensions["code"].(string)
	}
}

type exchangeKey struct{}

// exchangeOf returns the exchange under way, or one of no request.
func exchangeOf(ctx context.Context) *exchange {
	if x, ok := ctx.Value(exchangeKey{}).(*exchange); ok {
		return x
	}
	return &exchange{language: message.Languages[0]}
}

// outer wraps everything the server answers: an id, the log, the headers that protect, and what happens on panic.
func (s *Server) outer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := s.config.Now()
		var random [8]byte
		_, _ = rand.Read(random[:]) // never fails (crypto/rand)
		x := &exchange{id: hex.EncodeToString(random[:]), language: message.Pick(languages(r)...)}
		r = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x))
		out := &responseWriter{ResponseWriter: w}
		s.protect(out.Header(), r)
		out.Header().Set("X-Request-Id", x.id)
		if len(r.TransferEncoding) > 0 {
			// RFC 9112 section 6.1: with a Content-Length beside it, someone before us may have seen another end of this
			// request. net/http hides whether there was one and keeps the connection.
			out.Header().Set("Connection", "close")
		}
		defer func() {
			if value := recover(); value != nil {
				if value == http.ErrAbortHandler {
					panic(value)
				}
				_ = s.presenter.recovered(r.Context(), value)
				if out.status == 0 {
					s.refuse(out, r, &refusal{
						status: http.StatusInternalServerError, err: fault.New(fault.Internal, "fault.internal"),
					})
				}
			}
			s.account(r, x, out, s.config.Now().Sub(began))
		}()
		next.ServeHTTP(out, r)
	})
}

// account writes the access log and counts. The route is the pattern that matched, never the path or its query.
func (s *Server) account(r *http.Request, x *exchange, out *responseWriter, took time.Duration) {
	route := r.Pattern
	if route == "" {
		route = "none"
	}
	s.metrics.request(route, out.status, took)
	if x.kind != "" {
		s.metrics.operation(x.kind, x.code, took)
	}
	attrs := []slog.Attr{
		slog.String("id", x.id), slog.String("method", method(r)), slog.String("route", route),
		slog.Int("status", out.status), slog.Int64("bytes", out.bytes), slog.Int64("ms", took.Milliseconds()),
	}
	for _, more := range [][2]string{{"operation", x.kind}, {"document", x.hash}, {"client", x.client}, {"code", x.code}} {
		if more[1] != "" {
			attrs = append(attrs, slog.String(more[0], more[1]))
		}
	}
	s.config.Log.LogAttrs(r.Context(), slog.LevelInfo, "request", attrs...)
}

// method returns the method if it is a usual one: any text can stand there.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return r.Method
	}
	return "other"
}

// protect sets the headers every answer has. Handlers may replace what they must: the pages of clients have a policy of
// their own, and assets may be kept.
func (s *Server) protect(h http.Header, r *http.Request) {
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-site")
	if s.config.Secure || r.TLS != nil {
		h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
	}
}

// languages lists what the browser prefers, in its order.
func languages(r *http.Request) (tags []string) {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		if tags = append(tags, tag); len(tags) == 10 {
			break
		}
	}
	return tags
}

// responseWriter remembers what was answered.
type responseWriter struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader remembers the status.
func (w *responseWriter) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes.
func (w *responseWriter) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// Unwrap gives http.ResponseController the writer below.
func (w *responseWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
