package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"kobo/internal/fault"
	"kobo/internal/message"
	"kobo/internal/viewer"
)

// The codes of errors that only the HTTP front gives; those of the subjects are fault's.
const (
	codeParse           = errcode.ParseFailed
	codeValidation      = errcode.ValidationFailed
	codeUnknownDocument = "PERSISTED_QUERY_NOT_FOUND" // the client is older or newer than the server: load it anew
	codeNeedsDocument   = "PERSISTED_QUERY_REQUIRED"  // a session may run registered documents only
)

// exceeded is the refusal of what passes a limit: the client learns which and its value.
func exceeded(limit string, most int) *gqlerror.Error {
	return &gqlerror.Error{
		Err:        fault.New(fault.Limited, "server.limit", "limit", limit, "max", most),
		Extensions: map[string]any{"limit": limit, "max": most},
	}
}

// refused is the refusal of a request that is wrong in itself.
func refused(key string, args ...any) *gqlerror.Error {
	return &gqlerror.Error{Err: fault.New(fault.Invalid, key, args...)}
}

// refusedAs is a refusal with a code of the front's own.
func refusedAs(code, key string) *gqlerror.Error {
	return &gqlerror.Error{Err: fault.New(fault.Invalid, key), Extensions: map[string]any{"code": code}}
}

func asList(err error) gqlerror.List {
	if g := (*gqlerror.Error)(nil); errors.As(err, &g) {
		return gqlerror.List{g}
	}
	return gqlerror.List{{Err: err}}
}

// coded marks errors as gqlparser's own, whose texts are for the client.
func coded(code string, errs gqlerror.List) gqlerror.List {
	for _, e := range errs {
		e.Extensions = map[string]any{"code": code}
	}
	return errs
}

// errReported stands for an internal error that is already logged.
var errReported = errors.New("reported")

// presenter makes the errors that clients see. It is the only place that does.
type presenter struct {
	log     *slog.Logger
	text    bool // log the texts of internal errors too
	longest int
}

// present turns any error into what the client is told: an expected outcome in the viewer's language, a document's fault in
// the words of the validator, and of everything else nothing but an id to quote.
//
// SECURITY: whatever isn't known to be meant for clients is INTERNAL: its text may hold statements, values or secrets.
func (p *presenter) present(ctx context.Context, err error) *gqlerror.Error {
	out := &gqlerror.Error{Extensions: map[string]any{}}
	var g *gqlerror.Error
	if errors.As(err, &g) && g != nil {
		out.Path, out.Locations = g.Path, g.Locations
	}
	language := languageOf(ctx)
	var f *fault.Error
	switch {
	case errors.As(err, &f) && f.Code != fault.Internal:
		out.Message = message.Text(language, f.Message, f.Args...)
		out.Extensions["code"] = string(f.Code)
		if g != nil && g.Err == f { // made by this package: limit and value, or a code of the front's own
			for name, value := range g.Extensions {
				out.Extensions[name] = value
			}
		}
		if f.Field != "" {
			out.Extensions["field"] = f.Field
		}
	case g != nil && (g.Extensions["code"] == codeValidation || g.Extensions["code"] == codeParse):
		out.Message, _, _ = strings.Cut(g.Message, " Did you mean")
		out.Extensions["code"] = g.Extensions["code"]
	case ctx.Err() != nil || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled):
		out.Message = message.Text(language, "server.timeout")
		out.Extensions["code"] = string(fault.Unavailable)
	default:
		id := exchangeOf(ctx).id
		out.Message = message.Text(language, "fault.internal", "id", id)
		out.Extensions["code"] = string(fault.Internal)
		out.Extensions["id"] = id
		if !errors.Is(err, errReported) {
			p.report(ctx, "internal error", err, slog.String("path", out.Path.String()))
		}
	}
	out.Message = shorten(out.Message, p.longest)
	return out
}

// report logs an unexpected error under the id that the client was given: its types and the database's code, which say
// where to look, and not its text, which may hold values.
func (p *presenter) report(ctx context.Context, what string, err error, more ...slog.Attr) {
	x := exchangeOf(ctx)
	if x.reports.Add(1) > reportsPerRequest {
		return
	}
	attrs := append([]slog.Attr{slog.String("id", x.id), slog.String("kind", kinds(err))}, more...)
	var sql interface{ SQLState() string }
	if errors.As(err, &sql) {
		attrs = append(attrs, slog.String("sqlstate", sql.SQLState()))
	}
	if p.text {
		attrs = append(attrs, slog.String("text", err.Error()))
	}
	p.log.LogAttrs(ctx, slog.LevelError, what, attrs...)
}

// reportsPerRequest bounds what one request can write to the log, however many of its fields fail.
const reportsPerRequest = 20

// recovered logs a panic: where it happened, and of what type the value was.
func (p *presenter) recovered(ctx context.Context, value any) error {
	p.log.LogAttrs(ctx, slog.LevelError, "panic",
		slog.String("id", exchangeOf(ctx).id), slog.String("kind", fmt.Sprintf("%T", value)), slog.String("stack", stack()))
	return errReported
}

// stack lists the calls under way, without their arguments.
func stack() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	var b strings.Builder
	for {
		frame, more := frames.Next()
		fmt.Fprintf(&b, "%s %s:%d\n", frame.Function, frame.File, frame.Line)
		if !more {
			return b.String()
		}
	}
}

// kinds lists the types an error wraps, outermost first.
func kinds(err error) string {
	var names []string
	for ; err != nil && len(names) < 10; err = errors.Unwrap(err) {
		names = append(names, fmt.Sprintf("%T", err))
	}
	return strings.Join(names, " ")
}

// shorten cuts a text to a number of characters.
func shorten(text string, most int) string {
	if len(text) <= most || utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}

// languageOf returns the language to speak: the viewer's, or before it is known who asks, the browser's.
func languageOf(ctx context.Context) string {
	if v := viewer.FromContext(ctx); v != nil && v.Language != "" {
		return v.Language
	}
	return exchangeOf(ctx).language
}
