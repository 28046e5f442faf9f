package server

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"kobo/internal/fault"
	"kobo/internal/viewer"
)

// ClientHeader names the client a request comes from. A session's requests must have it: a page of another origin can't
// set it without asking first (CORS preflight).
const ClientHeader = "X-Kobo-Client"

// Operation is what is asked, for those who prepare for it and account for it.
type Operation struct {
	// Kind is query, mutation or subscription.
	Kind ast.Operation
	// Hash is the SHA-256 hash of the registered document; empty when the text came with the request.
	Hash string
	// Client is the name of the client, if it gave one that we know.
	Client string
	// Cost is what was reckoned, in points.
	Cost int
	// RootFields are the names of the fields at the root, as the graph has them, fragments aside.
	RootFields []string
}

// graphql answers POST /graphql, cheapest checks first: what the headers say, who asks, how much of it, the body, the
// document, and only then the graph.
//
// SECURITY: nothing is parsed for someone unknown, and nothing is executed that wasn't sized first.
func (s *Server) graphql(w http.ResponseWriter, r *http.Request) {
	media := accepted(r.Header.Values("Accept"))
	if media == "" {
		s.refuse(w, r, refuse(http.StatusNotAcceptable, fault.Invalid, "server.accept"))
		return
	}
	v, wrong := s.viewer(r)
	if wrong == nil && r.Method == http.MethodGet && v.Session != "" {
		wrong = methodNotAllowed("POST") // a link must not be able to make a session ask
	}
	if wrong != nil {
		s.refuse(w, r, wrong)
		return
	}
	r = r.WithContext(viewer.NewContext(r.Context(), v))
	client, wrong := s.client(r, v)
	if wrong != nil {
		s.refuse(w, r, wrong)
		return
	}
	leave, ok := s.gate.enter(bucketKey(v))
	if !ok {
		s.refuse(w, r, tooMany(time.Second, "atOnce", s.limits.AtOnce))
		return
	}
	defer leave()

	var p *params
	if r.Method == http.MethodGet {
		p, wrong = readURL(r.URL)
	} else {
		p, wrong = readBody(w, r, s.limits)
	}
	if wrong != nil {
		s.refuse(w, r, wrong)
		return
	}

	endpoint, err := s.config.Graph(v)
	if err != nil {
		s.refuse(w, r, s.broken(r.Context(), "graph", err))
		return
	}
	op, errs := s.register(p, client, v)
	var run *run
	if errs == nil {
		// Paid beforehand, so that an empty bucket keeps one from having documents checked.
		if !endpoint.knows(p.query, op.Hash != "") {
			wrong = s.charge(r.Context(), v, s.limits.Check)
		}
		if wrong == nil {
			run, errs = s.prepare(r, endpoint, op, p, v)
		}
	}
	if wrong == nil {
		points := 1
		if errs == nil {
			points = max(points, op.Cost)
		}
		wrong = s.charge(r.Context(), v, points)
	}
	if wrong != nil {
		s.refuse(w, r, wrong)
		return
	}
	switch {
	case errs != nil && media == typeStream:
		s.streamFailure(w, r, endpoint, errs)
	case errs != nil:
		s.requestError(w, r, endpoint, media, errs, nil)
	case r.Method == http.MethodGet && op.Kind != ast.Query:
		s.refuse(w, r, methodNotAllowed("POST"))
	case media == typeStream:
		s.stream(w, r, endpoint, run)
	case op.Kind == ast.Subscription:
		s.refuse(w, r, refuse(http.StatusNotAcceptable, fault.Invalid, "server.stream"))
	default:
		s.once(w, r, endpoint, run, media)
	}
}

// viewer finds out who asks, or how to refuse one who isn't known.
func (s *Server) viewer(r *http.Request) (*viewer.Viewer, *refusal) {
	v, err := s.config.Viewer(r)
	switch {
	case err == nil && v != nil:
		return v, nil
	case err == nil || fault.CodeOf(err) == fault.Unauthenticated:
		wrong := refuse(http.StatusUnauthorized, fault.Unauthenticated, "fault.unauthenticated")
		wrong.header = [2]string{"WWW-Authenticate", `Bearer realm="kobo"`}
		return nil, wrong
	}
	return nil, s.broken(r.Context(), "viewer", err)
}

// client names the client a request comes from. A session must name one that is open to its role and may be served from the
// page's origin; a bearer token need not name any.
//
// SECURITY: this is the second guard against forged requests, after CrossOriginProtection.
func (s *Server) client(r *http.Request, v *viewer.Viewer) (string, *refusal) {
	name := r.Header.Get(ClientHeader)
	c, known := s.config.Clients[name]
	switch {
	case v.Session == "" && !known:
		return "", nil
	case !known:
		return "", refuse(http.StatusForbidden, fault.Invalid, "server.client", "header", ClientHeader)
	case v.Session != "" && len(c.Roles) > 0 && !slices.Contains(c.Roles, v.Role):
		return "", refuse(http.StatusForbidden, fault.Invalid, "server.client", "header", ClientHeader)
	}
	if origin := r.Header.Get("Origin"); s.foreign[origin] && !slices.Contains(c.Origins, origin) {
		return "", refuse(http.StatusForbidden, fault.Invalid, "server.origin")
	}
	return name, nil
}

// register finds the registered document that is asked for and says what else may run: a session runs registered
// documents only, except in the lab.
func (s *Server) register(p *params, client string, v *viewer.Viewer) (*Operation, gqlerror.List) {
	op := &Operation{Client: client}
	hash := p.hash()
	switch text, ok := s.config.Clients[client].Documents[hash]; {
	case hash == "" && v.Session != "" && !s.config.FreeDocuments:
		return op, gqlerror.List{refusedAs(codeNeedsDocument, "server.documentRequired")}
	case hash == "":
	case !ok:
		return op, gqlerror.List{refusedAs(codeUnknownDocument, "server.documentUnknown")}
	default:
		p.query, op.Hash = text, hash
	}
	return op, nil
}

// run is an operation that may now be executed.
type run struct {
	op   *Operation
	oc   *graphql.OperationContext
	cost *cost
}

// prepare checks the document and what it costs this viewer.
func (s *Server) prepare(r *http.Request, e *Endpoint, op *Operation, p *params, v *viewer.Viewer) (*run, gqlerror.List) {
	doc := e.document(p.query, op.Hash != "")
	oc, points, errs := e.begin(graphql.StartOperationTrace(r.Context()), doc, p)
	if len(errs) > 0 {
		return nil, errs
	}
	op.Kind, op.Cost = oc.Operation.Operation, points
	for _, sel := range oc.Operation.SelectionSet {
		if f, ok := sel.(*ast.Field); ok {
			op.RootFields = append(op.RootFields, f.Name)
		}
	}
	most := s.limits.Cost[v.Role]
	if points > most {
		err := exceeded("cost", most)
		err.Extensions["computed"] = points
		return nil, gqlerror.List{err}
	}
	x := exchangeOf(r.Context())
	x.kind, x.hash, x.client = string(op.Kind), op.Hash, op.Client
	return &run{op: op, oc: oc, cost: &cost{points, most}}, nil
}

// once executes a query or mutation and answers it.
func (s *Server) once(w http.ResponseWriter, r *http.Request, e *Endpoint, run *run, media string) {
	ctx, cancel := context.WithTimeout(r.Context(), s.limits.Execute)
	defer cancel()
	if s.config.Prepare != nil {
		ctx = s.config.Prepare(ctx, run.op)
	}
	responses, ctx := e.executor.DispatchOperation(ctx, run.oc)
	resp := responses(ctx)
	if resp == nil { // the executor's way to say that the context ended before it began
		resp = e.presenter.failure(ctx, gqlerror.List{{Err: context.DeadlineExceeded}})
	}
	if resp.Data == nil {
		s.requestError(w, r, e, media, resp.Errors, run.cost)
		return
	}
	a, err := encode(resp, run.cost, s.limits.Errors)
	if err == nil {
		err = s.beforeAnswer(ctx, run.op)
	}
	if err != nil {
		s.refuse(w, r, s.internal(r.Context(), "before answer", err))
		return
	}
	exchangeOf(ctx).note(resp.Errors)
	a.send(w, r, http.StatusOK, media)
}

// beforeAnswer lets the read audit write before the first byte leaves. The request's time may have run out: what was read
// must be accounted for all the same.
func (s *Server) beforeAnswer(ctx context.Context, op *Operation) error {
	if s.config.BeforeAnswer == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.limits.Execute)
	defer cancel()
	return s.config.BeforeAnswer(ctx, op)
}

// requestError answers an operation that didn't run: without a data entry, and 400, or 200 to those who take only
// application/json (GraphQL over HTTP, section 6.4).
func (s *Server) requestError(w http.ResponseWriter, r *http.Request, e *Endpoint, media string, errs gqlerror.List, c *cost) {
	status := http.StatusOK
	if media == typeGraph {
		status = http.StatusBadRequest
	}
	s.present(w, r, e.presenter, status, media, errs, c)
}

// present answers with errors alone.
func (s *Server) present(w http.ResponseWriter, r *http.Request, p *presenter, status int, media string, errs gqlerror.List, c *cost) {
	resp := p.failure(r.Context(), errs[:min(len(errs), s.limits.Errors)])
	exchangeOf(r.Context()).note(resp.Errors)
	a, err := encode(resp, c, s.limits.Errors)
	if err != nil { // errors hold texts and numbers only
		panic(err)
	}
	a.send(w, r, status, media)
}

// refuse answers a request that is refused for what it is and not for what it asks.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, wrong *refusal) {
	if wrong.header[0] != "" {
		w.Header().Set(wrong.header[0], wrong.header[1])
	}
	media := typeJSON
	if accepted(r.Header.Values("Accept")) == typeGraph {
		media = typeGraph
	}
	err := &gqlerror.Error{Err: wrong.err}
	switch {
	case wrong.err.Code == fault.Internal:
		err.Err = errReported
	case wrong.err.Code == fault.Limited && len(wrong.err.Args) == 4:
		err.Extensions = map[string]any{"limit": wrong.err.Args[1], "max": wrong.err.Args[3]}
	}
	s.present(w, r, s.presenter, wrong.status, media, gqlerror.List{err}, nil)
}

// broken turns an error of ours into a refusal. An expected one (a store that doesn't answer) keeps its code.
func (s *Server) broken(ctx context.Context, where string, err error) *refusal {
	var f *fault.Error
	switch {
	case errors.As(err, &f) && f.Code == fault.Unavailable:
		return &refusal{status: http.StatusServiceUnavailable, err: f}
	case errors.As(err, &f) && f.Code != fault.Internal:
		return &refusal{status: http.StatusBadRequest, err: f}
	}
	return s.internal(ctx, where, err)
}

// internal logs an error and makes the refusal that shows nothing of it but an id.
func (s *Server) internal(ctx context.Context, where string, err error) *refusal {
	s.presenter.report(ctx, "internal error", err, slog.String("where", where))
	return &refusal{status: http.StatusInternalServerError, err: fault.New(fault.Internal, "fault.internal")}
}

func methodNotAllowed(allow string) *refusal {
	wrong := refuse(http.StatusMethodNotAllowed, fault.Invalid, "server.method")
	wrong.header = [2]string{"Allow", allow}
	return wrong
}
