package server

import (
	"container/list"
	"context"
	"errors"
	"log/slog"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Endpoint is the graph as one projection shows it: its schema, an executor, and the documents found valid in it.
type Endpoint struct {
	schema    *ast.Schema
	sdl       string
	executor  *executor.Executor
	documents documents
	limits    *Limits
	sizes     map[string]int
	presenter *presenter
}

// Options are what all endpoints of a server share.
type Options struct {
	// Limits bound documents; the zero value means Standard.
	Limits *Limits
	// Sizes says how long lists are that have no first or last, by "Type.field", for reckoning cost: 7 for a list with a
	// row for each of seven states. A list of objects that isn't here counts as a default page.
	Sizes map[string]int
	// AroundRootField runs around each root field, so that a mutation's fields can each have loaders of their own.
	AroundRootField graphql.RootFieldMiddleware
	// Log receives unexpected errors; nil means slog.Default.
	Log *slog.Logger
	// LogErrorText logs the text of unexpected errors beside their types. Only for the lab: texts may hold personal data.
	LogErrorText bool
}

// NewEndpoint makes the endpoint of a projection: es must have been made with that projection as its schema, and sdl is
// what those who see it may download.
//
// SECURITY: the documents found valid are kept inside and can't be given from outside. Shared by two projections, they
// would let one run what was validated for the other.
func NewEndpoint(es graphql.ExecutableSchema, sdl string, o Options) *Endpoint {
	if o.Limits == nil {
		standard := Standard()
		o.Limits = &standard
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	e := &Endpoint{
		schema:    es.Schema(),
		sdl:       sdl,
		executor:  executor.New(es),
		limits:    o.Limits,
		sizes:     o.Sizes,
		presenter: &presenter{log: o.Log, text: o.LogErrorText, longest: o.Limits.Message},
	}
	e.executor.SetErrorPresenter(e.presenter.present)
	e.executor.SetRecoverFunc(e.presenter.recovered)
	e.executor.SetQueryCache(handed{})
	e.executor.SetDisableSuggestion(true)
	e.executor.SetParserTokenLimit(o.Limits.Tokens)
	e.executor.Use(introspection{})
	if o.AroundRootField != nil {
		e.executor.AroundRootFields(o.AroundRootField)
	}
	return e
}

// SDL returns the projection as a schema document.
func (e *Endpoint) SDL() string { return e.sdl }

// Check returns what is wrong with a document in this projection, limits included: the errors a client would get, in
// bokmål. Tests run it over the documents of every client.
func (e *Endpoint) Check(text string) error {
	doc := e.check(text, false)
	if len(doc.errors) == 0 {
		return nil
	}
	errs := make([]error, 0, len(doc.errors))
	for _, err := range doc.errors {
		errs = append(errs, errors.New(e.presenter.present(context.Background(), err).Message))
	}
	return errors.Join(errs...)
}

// Cost returns the most that an operation of a valid document costs with these variables, in which numbers are
// json.Number as in requests. Tests use it to hold the limits at twice the dearest operation of the clients.
func (e *Endpoint) Cost(text string, variables map[string]any) (int, error) {
	if err := e.Check(text); err != nil {
		return 0, err
	}
	dearest := 0
	for _, w := range e.check(text, false).weight {
		cost, err := w.cost(variables, e.limits)
		if err != nil {
			return 0, err.Err
		}
		dearest = max(dearest, cost)
	}
	return dearest, nil
}

// document returns the checked document of a text. Registered ones are all kept; of the others those last used, up to a
// size, so that nobody can push out what the clients run.
func (e *Endpoint) document(text string, registered bool) *document {
	if doc := e.documents.get(text, registered); doc != nil {
		return doc
	}
	doc := e.check(text, registered)
	if registered || len(doc.errors) == 0 {
		e.documents.put(text, doc, registered)
	}
	return doc
}

// knows reports whether a document has been checked before.
func (e *Endpoint) knows(text string, registered bool) bool {
	return e.documents.get(text, registered) != nil
}

// begin makes gqlgen's context of an operation from a checked document, or says why the operation can't run.
func (e *Endpoint) begin(ctx context.Context, doc *document, p *params) (*graphql.OperationContext, int, gqlerror.List) {
	if len(doc.errors) > 0 {
		return nil, 0, doc.errors
	}
	op := doc.ast.Operations.ForName(p.operationName)
	if op == nil {
		return nil, 0, coded(codeValidation, gqlerror.List{gqlerror.Errorf("Unknown operation.")})
	}
	if err := coerce(e.schema, op, p.variables, e.limits); err != nil {
		return nil, 0, gqlerror.List{err}
	}
	cost, err := doc.weight[op].cost(p.variables, e.limits)
	if err != nil {
		return nil, 0, gqlerror.List{err}
	}
	oc, errs := e.executor.CreateOperationContext(context.WithValue(ctx, handedKey{}, doc.ast), &graphql.RawParams{
		Query: p.query, OperationName: p.operationName, Variables: p.variables, Extensions: p.extensions,
	})
	if len(errs) > 0 {
		return nil, cost, coded(codeValidation, errs)
	}
	return oc, cost, nil
}

// handed gives the executor the document it is to run, which this package has parsed and validated: the executor itself
// never parses.
type handed struct{}

type handedKey struct{}

var _ graphql.Cache[*ast.QueryDocument] = handed{}

// Get returns the document that was handed over in the context.
func (handed) Get(ctx context.Context, _ string) (*ast.QueryDocument, bool) {
	doc, ok := ctx.Value(handedKey{}).(*ast.QueryDocument)
	return doc, ok
}

// Add keeps nothing.
func (handed) Add(context.Context, string, *ast.QueryDocument) {}

// introspection allows introspection: nobody gets here without being known, and sees but the own projection.
type introspection struct{}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationContextMutator
} = introspection{}

// ExtensionName names the extension to gqlgen.
func (introspection) ExtensionName() string { return "Introspection" }

// Validate accepts every schema.
func (introspection) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext switches introspection on.
func (introspection) MutateOperationContext(_ context.Context, oc *graphql.OperationContext) *gqlerror.Error {
	oc.DisableIntrospection = false
	return nil
}

// freeBytes is how much text of documents that aren't registered an endpoint keeps; parsed they take some thirty times that.
const freeBytes = 256 << 10

// documents keeps checked documents by their text.
type documents struct {
	mu         sync.Mutex
	registered map[string]*document
	free       map[string]*list.Element // of entry
	recent     list.List                // the last used first
	bytes      int
}

type entry struct {
	text string
	doc  *document
}

func (d *documents) get(text string, registered bool) *document {
	d.mu.Lock()
	defer d.mu.Unlock()
	if registered {
		return d.registered[text]
	}
	if el := d.free[text]; el != nil {
		d.recent.MoveToFront(el)
		return el.Value.(entry).doc
	}
	return nil
}

func (d *documents) put(text string, doc *document, registered bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if registered {
		if d.registered == nil {
			d.registered = map[string]*document{}
		}
		d.registered[text] = doc
		return
	}
	if d.free == nil {
		d.free = map[string]*list.Element{}
	}
	if d.free[text] != nil {
		return
	}
	d.free[text] = d.recent.PushFront(entry{text, doc})
	for d.bytes += len(text); d.bytes > freeBytes; {
		oldest := d.recent.Remove(d.recent.Back()).(entry)
		delete(d.free, oldest.text)
		d.bytes -= len(oldest.text)
	}
}
