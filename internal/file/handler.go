package file

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/message"
	"kobo/internal/viewer"
)

// Config is all a handler needs. Store, Rows and Viewer are required.
type Config struct {
	Store *Store
	Rows  Rows
	// Viewer says who asks, as the server's does. Nobody is nil, or an error of code UNAUTHENTICATED.
	Viewer func(*http.Request) (*viewer.Viewer, error)
	// BeforeAnswer is called before the first byte of a content leaves, with the viewer in the context, and on error none
	// does: reads of documents are logged here. It may be nil.
	BeforeAnswer func(context.Context, Row) error
	// Log receives unexpected errors, without their texts. Nil: slog's default.
	Log *slog.Logger
	// Idle is how long a sender may send nothing before it is let go. 0: 20 seconds.
	Idle time.Duration
	// Now is the clock for ids. Nil: the machine's.
	Now func() time.Time
}

// Handler answers uploads and downloads.
type Handler struct {
	config Config
	gate   gate
}

// New makes a handler. Mount [Handler.Upload] at "POST /files" and [Handler.Download] at "GET /files/{id}", where requests and
// answers may take long.
func New(c Config) *Handler {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Idle == 0 {
		c.Idle = 20 * time.Second
	}
	return &Handler{config: c, gate: newGate()}
}

// Uploaded is what the sender of a file is told. An act attaches the file by its id.
type Uploaded struct {
	ID        entity.ID `json:"id"`
	Name      string    `json:"name"`
	Size      int64     `json:"size"`
	MediaType string    `json:"mediaType"`
	// ThumbnailID is set for pictures with purpose=image; Width and Height for all pictures.
	ThumbnailID *entity.ID `json:"thumbnailId,omitempty"`
	Width       int        `json:"width,omitempty"`
	Height      int        `json:"height,omitempty"`
}

// clientHeader must be in the requests of sessions: a page of another origin can't set it without asking first.
const clientHeader = "X-Kobo-Client"

// uploadTotal is how long a request may take to arrive.
const uploadTotal = 10 * time.Minute

// drainMost is how much more is read of a request that was refused: browsers don't look for an answer before they have sent
// everything.
const drainMost = 64 * mebibyte

// Upload takes in files: multipart/form-data with up to five, for ?purpose=image, document (the default), import or logo, and
// into the unit ?unit=, if the viewer's rights leave that open. All are kept or none. It answers 201 with an [Uploaded], or
// several in an array.
//
// 401 without a viewer; 403 when a session's request lacks X-Kobo-Client; 404 when the viewer may not write such files; 413
// when one is too large, or they are too many; 400 when one isn't what it should be. Every refusal is
// {"errors":[{"message","code","field"}]} in the viewer's language.
func (h *Handler) Upload(w http.ResponseWriter, r *http.Request) {
	in := &body{from: r.Body, control: http.NewResponseController(w), idle: h.config.Idle, end: time.Now().Add(uploadTotal)}
	in.wait() // also where the server itself reads on, after a refusal
	v, ok := h.viewer(w, r)
	if !ok {
		return
	}
	ctx := viewer.NewContext(r.Context(), v)
	uploaded, err := h.upload(ctx, r, v, in)
	if err != nil {
		in.drain(drainMost)
		h.refuse(w, r, v, err)
		return
	}
	var answer any = uploaded
	if len(uploaded) == 1 {
		answer = uploaded[0]
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(http.StatusCreated)
	_ = json.NewEncoder(w).Encode(answer) // fails when the client has left
}

func (h *Handler) upload(ctx context.Context, r *http.Request, v *viewer.Viewer, in *body) (_ []Uploaded, err error) {
	// SECURITY: a form on a foreign page can post files with our cookie, but not this header.
	if v.Session != "" && r.Header.Get(clientHeader) == "" {
		return nil, withStatus(http.StatusForbidden, fault.New(fault.Invalid, "file.client", "header", clientHeader))
	}
	query := r.URL.Query()
	p, ok := purposes[cmp.Or(query.Get("purpose"), "document")]
	if !ok {
		return nil, fault.At("purpose", "file.purpose")
	}
	wanted := entity.Nil
	if text := query.Get("unit"); text != "" {
		if wanted, err = entity.Parse(text); err != nil || !wanted.Is(entity.Unit) {
			return nil, fault.Missing()
		}
	}
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "multipart/form-data" || params["boundary"] == "" {
		return nil, withStatus(http.StatusUnsupportedMediaType, fault.New(fault.Invalid, "file.form"))
	}
	if r.ContentLength > p.body() {
		return nil, tooLarge(p)
	}
	// Rights come before content: nothing is read or decoded for someone who may not keep it.
	row := Row{Class: p.class}
	if row.Municipality, row.Unit, err = h.config.Rows.Place(ctx, p.class, wanted); err != nil {
		return nil, err
	}
	leave, err := h.gate.enter(ctx, v.ID)
	if err != nil {
		return nil, err
	}
	defer leave()

	in.left = p.body()
	t := &intake{handler: h, purpose: p, like: row}
	defer func() {
		if err != nil {
			t.discard(ctx)
		}
	}()
	if err := t.read(ctx, multipart.NewReader(in, params["boundary"])); err != nil {
		return nil, err
	}
	if len(t.rows) == 0 {
		return nil, fault.At("file", "file.none")
	}
	if err := h.config.Rows.Insert(ctx, t.rows...); err != nil {
		return nil, err
	}
	return t.uploaded, nil
}

// intake is an upload under way: contents that are kept already, and the rows that will belong to them.
type intake struct {
	handler  *Handler
	purpose  purpose
	like     Row // what all rows have in common
	rows     []Row
	uploaded []Uploaded
	kept     []entity.ID
}

// partsMost bounds the fields of a form, files or not.
const partsMost = 20

func (t *intake) read(ctx context.Context, form *multipart.Reader) error {
	for range partsMost {
		part, err := form.NextPart()
		switch {
		case err == io.EOF: // wrapped, it says that the form has no end
			return nil
		case err != nil:
			return t.broken(err)
		case part.FileName() == "":
			continue // a field of the form that is no file; NextPart skips its content
		case len(t.uploaded) == t.purpose.files:
			return withStatus(http.StatusRequestEntityTooLarge, fault.New(fault.Limited, "file.many", "max", t.purpose.files))
		}
		var content bytes.Buffer
		if _, err := content.ReadFrom(io.LimitReader(part, t.purpose.most+1)); err != nil {
			return t.broken(err)
		}
		if int64(content.Len()) > t.purpose.most {
			return tooLarge(t.purpose)
		}
		if err := t.take(ctx, content.Bytes(), cleanName(part.FileName())); err != nil {
			return inField(err, "files["+strconv.Itoa(len(t.uploaded))+"]")
		}
	}
	return withStatus(http.StatusRequestEntityTooLarge, fault.New(fault.Limited, "file.many", "max", t.purpose.files))
}

// broken says why a form can't be read to its end.
func (t *intake) broken(err error) error {
	switch {
	case errors.Is(err, errBody):
		return tooLarge(t.purpose)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return withStatus(http.StatusRequestTimeout, fault.New(fault.Unavailable, "file.slow"))
	}
	return fault.At("file", "file.broken")
}

// take judges a file and keeps it, a picture anew and with its thumbnail.
func (t *intake) take(ctx context.Context, content []byte, name string) error {
	mediaType, err := Sniff(content, name)
	if err != nil {
		return err
	}
	if !t.purpose.takes(mediaType) {
		return refused(t.purpose.refusal)
	}
	if !strings.HasPrefix(mediaType, "image/") {
		return t.keep(ctx, content, Uploaded{Name: name, MediaType: mediaType})
	}
	p, err := PrepareImage(ctx, content)
	if err != nil {
		return err
	}
	u := Uploaded{Name: renamed(name, p.MediaType), MediaType: p.MediaType, Width: p.Width, Height: p.Height}
	if t.purpose.thumbnail {
		row, err := t.put(ctx, p.Thumbnail, u)
		if err != nil {
			return err
		}
		u.ThumbnailID = &row.ID
	}
	return t.keep(ctx, p.Full, u)
}

// keep keeps a content that the sender is told of.
func (t *intake) keep(ctx context.Context, content []byte, u Uploaded) error {
	row, err := t.put(ctx, content, u)
	if err != nil {
		return err
	}
	u.ID, u.Size = row.ID, row.Size
	t.uploaded = append(t.uploaded, u)
	return nil
}

func (t *intake) put(ctx context.Context, content []byte, u Uploaded) (Row, error) {
	row := t.like
	row.ID, row.Name, row.MediaType = entity.New(entity.File, t.handler.config.Now()), u.Name, u.MediaType
	t.kept = append(t.kept, row.ID)
	var err error
	if row.Size, row.SHA256, err = t.handler.config.Store.Put(ctx, row.ID, bytes.NewReader(content)); err != nil {
		return Row{}, err
	}
	t.rows = append(t.rows, row)
	return row, nil
}

// discard removes what was kept when the rows weren't. What can't be removed now, the sweep removes.
func (t *intake) discard(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	for _, id := range t.kept {
		if err := t.handler.config.Store.Delete(ctx, id); err != nil {
			t.handler.report(ctx, "", "content without a row is left", err)
		}
	}
}

// imageAge is how long a browser may keep a picture without asking again. The same address never gives another.
const imageAge = 24 * time.Hour

// Download answers with the content of the file {id}: pictures and PDF to be shown, everything else to be saved.
//
// 401 without a viewer; 404 when there is no such file or the viewer may not see it; 304 when the client has it already. A
// content that can't be proved to be what was kept is 500, or a broken connection when that shows late.
func (h *Handler) Download(w http.ResponseWriter, r *http.Request) {
	v, ok := h.viewer(w, r)
	if !ok {
		return
	}
	ctx := viewer.NewContext(r.Context(), v)
	id, err := entity.Parse(r.PathValue("id"))
	if err != nil || !id.Is(entity.File) {
		h.refuse(w, r, v, fault.Missing())
		return
	}
	row, err := h.config.Rows.Find(ctx, id)
	if err != nil {
		h.refuse(w, r, v, err)
		return
	}
	tag := `"` + hex.EncodeToString(row.SHA256[:min(16, len(row.SHA256))]) + `"`
	known := knows(r.Header.Values("If-None-Match"), tag)
	var content io.ReadCloser
	if !known {
		if content, err = h.config.Store.Open(ctx, id); err != nil {
			h.refuse(w, r, v, err)
			return
		}
		defer content.Close() // nothing depends on it
		if h.config.BeforeAnswer != nil {
			if err := h.config.BeforeAnswer(ctx, row); err != nil {
				h.refuse(w, r, v, err)
				return
			}
		}
	}
	describe(w.Header(), row, tag)
	if known {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Length", strconv.FormatInt(row.Size, 10))
	if r.Method == http.MethodHead {
		return
	}
	if n, err := io.Copy(w, content); err != nil || n != row.Size {
		if r.Context().Err() == nil && err != nil {
			h.report(ctx, w.Header().Get("X-Request-Id"), "content can't be read to its end", err)
		}
		panic(http.ErrAbortHandler) // the only way to tell the client that what it has isn't all
	}
}

// describe sets the headers of a content.
//
// SECURITY: what people upload is shown on our origin, so a browser must take it for nothing but what was sniffed, and run
// nothing in it. A PDF is shown by the browser's own viewer, which refuses to work in a sandbox and is one itself.
func describe(h http.Header, row Row, tag string) {
	image := strings.HasPrefix(row.MediaType, "image/")
	kind, policy := "attachment", "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
	if image || row.MediaType == PDF {
		kind = "inline"
	}
	if row.MediaType == PDF {
		policy = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
	}
	h.Set("Content-Type", row.MediaType)
	h.Set("Content-Disposition", disposition(kind, row.Name))
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("ETag", tag)
	h.Set("Cache-Control", "no-store")
	if image {
		h.Set("Cache-Control", fmt.Sprintf("private, max-age=%d, immutable", int(imageAge.Seconds())))
	}
}

// knows reports whether If-None-Match names the tag (RFC 9110 section 13.1.2).
func knows(header []string, tag string) bool {
	for part := range strings.SplitSeq(strings.Join(header, ","), ",") {
		if part = strings.TrimSpace(part); part == "*" || strings.TrimPrefix(part, "W/") == tag {
			return true
		}
	}
	return false
}

// viewer tells who asks, and answers for it when nobody does.
func (h *Handler) viewer(w http.ResponseWriter, r *http.Request) (*viewer.Viewer, bool) {
	v, err := h.config.Viewer(r)
	if err == nil && v == nil {
		err = fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	if err != nil {
		h.refuse(w, r, nil, err)
		return nil, false
	}
	return v, true
}

// statusError is an error with a status of its own.
type statusError struct {
	err    *fault.Error
	status int
}

// Error returns the error's text.
func (e *statusError) Error() string { return e.err.Error() }

// Unwrap returns the error without the status.
func (e *statusError) Unwrap() error { return e.err }

func withStatus(status int, err *fault.Error) error { return &statusError{err, status} }

func tooLarge(p purpose) error {
	return withStatus(http.StatusRequestEntityTooLarge, &fault.Error{
		Code: fault.Limited, Message: "file.tooLarge", Args: []any{"max", p.most / mebibyte}, Field: "file",
	})
}

// inField says which of several files is at fault.
func inField(err error, field string) error {
	f := (*fault.Error)(nil)
	if !errors.As(err, &f) || f.Field != "file" {
		return err
	}
	at := *f
	at.Field = field
	return &at
}

var statuses = map[fault.Code]int{
	fault.NotFound: http.StatusNotFound, fault.Invalid: http.StatusBadRequest, fault.Conflict: http.StatusConflict,
	fault.Illegal: http.StatusConflict, fault.Unauthenticated: http.StatusUnauthorized,
	fault.Limited: http.StatusRequestEntityTooLarge, fault.Unavailable: http.StatusServiceUnavailable,
}

// refuse answers with an error: an expected one in the viewer's language, or before it is known who asks the browser's, and
// of everything else an id to quote.
func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, v *viewer.Viewer, err error) {
	type shown struct {
		Message string `json:"message"`
		Code    string `json:"code"`
		Field   string `json:"field,omitempty"`
		ID      string `json:"id,omitempty"`
	}
	language := language(r)
	if v != nil && v.Language != "" {
		language = v.Language
	}
	id := w.Header().Get("X-Request-Id")
	status, answer := http.StatusInternalServerError, shown{
		Message: message.Text(language, "fault.internal", "id", id), Code: string(fault.Internal), ID: id,
	}
	var f *fault.Error
	switch known := (*statusError)(nil); {
	case errors.As(err, &f) && statuses[f.Code] != 0:
		status, answer = statuses[f.Code], shown{message.Text(language, f.Message, f.Args...), string(f.Code), f.Field, ""}
		if errors.As(err, &known) {
			status = known.status
		}
	case r.Context().Err() != nil:
		status, answer = http.StatusServiceUnavailable, shown{message.Text(language, "file.slow"), string(fault.Unavailable), "", ""}
	default:
		h.report(r.Context(), id, "internal error", err)
	}
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string][]shown{"errors": {answer}}) // fails when the client has left
}

// report logs an unexpected error by its types: its text may hold names or values.
func (h *Handler) report(ctx context.Context, id, what string, err error) {
	var kinds []string
	for e := err; e != nil && len(kinds) < 10; e = errors.Unwrap(e) {
		kinds = append(kinds, fmt.Sprintf("%T", e))
	}
	attrs := []slog.Attr{slog.String("id", id), slog.String("kind", strings.Join(kinds, " "))}
	var sql interface{ SQLState() string }
	if errors.As(err, &sql) {
		attrs = append(attrs, slog.String("sqlstate", sql.SQLState()))
	}
	h.config.Log.LogAttrs(ctx, slog.LevelError, "files: "+what, attrs...)
}

// language is what the browser prefers.
func language(r *http.Request) string {
	tags := strings.Split(r.Header.Get("Accept-Language"), ",")
	for i, tag := range tags {
		tag, _, _ = strings.Cut(tag, ";")
		tags[i] = strings.TrimSpace(tag)
	}
	return message.Pick(tags...)
}
