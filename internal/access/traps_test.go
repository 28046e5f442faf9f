package access_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"

	"kobo/internal/access"
	"kobo/internal/access/internal/fixture"
)

// The traps of projecting a schema under gqlgen. Where gqlgen does the harmful thing, the test shows that it still does, so
// that the guard is known to be needed, and that the guard holds.

// executable returns the fixture's full schema and its grid, with what a clerk and a guest have.
func executable(t *testing.T) (full *ast.Schema, g *access.Grid, clerk, guest access.Bits) {
	t.Helper()
	g, err := access.Parse(fixture.Policy)
	if err != nil {
		t.Fatal(err)
	}
	full = fixture.NewExecutableSchema(fixture.Config{}).Schema()
	return full, g, g.Bits(grants(true, "clerk"), nil), g.Bits(grants(true, "guest"), nil)
}

// server is what executes the operations of one projection, as a transport of gqlgen drives it.
type server struct{ *executor.Executor }

// serve makes a server of the projection with the query cache, and with the guard that asks the projection or not.
func serve(p *access.Projection, cache graphql.Cache[*ast.QueryDocument], guarded bool) server {
	resolver := &fixture.Resolver{}
	if guarded {
		resolver.Projection = p
	}
	s := server{executor.New(fixture.NewExecutableSchema(fixture.Config{Schema: p.Schema, Resolvers: resolver}))}
	s.SetQueryCache(cache)
	s.AroundOperations(func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		graphql.GetOperationContext(ctx).DisableIntrospection = false
		return next(ctx)
	})
	return s
}

func newCache() graphql.Cache[*ast.QueryDocument] { return graphql.MapCache[*ast.QueryDocument]{} }

// ask executes the query and returns the whole answer.
func ask(t *testing.T, s server, query string, variables map[string]any) string {
	t.Helper()
	ctx := graphql.StartOperationTrace(t.Context())
	var response *graphql.Response
	operation, errs := s.CreateOperationContext(ctx, &graphql.RawParams{Query: query, Variables: variables})
	if errs != nil {
		response = s.DispatchError(graphql.WithOperationContext(ctx, operation), errs)
	} else {
		next, ctx := s.DispatchOperation(ctx, operation)
		response = next(ctx)
	}
	answer, err := json.Marshal(response)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}

func expect(t *testing.T, what, answer, want string) {
	t.Helper()
	if !strings.Contains(answer, want) {
		t.Errorf("%s: the answer lacks %s: %s", what, want, answer)
	}
}

// refused expects Check to refuse the schema with an error that holds each of the texts.
func refused(t *testing.T, full *ast.Schema, g *access.Grid, want ...string) {
	t.Helper()
	err := access.Check(full, g)
	if err == nil {
		t.Fatalf("the schema was not refused, want %q", want)
	}
	for _, text := range want {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("the refusal lacks %q:\n%v", text, err)
		}
	}
}

// TestO1SharedQueryCache: with one query cache for two projections the guest runs what the clerk validated. The servers of an
// access.Cache have one each, made from the projection.
func TestO1SharedQueryCache(t *testing.T) {
	t.Parallel()
	full, g, clerk, guest := executable(t)
	const query = `{ dwelling { secret } }`

	shared := newCache()
	expect(t, "clerk", ask(t, serve(project(t, full, g, clerk), shared, true), query, nil), "the secret")
	expect(t, "gqlgen with a shared cache", ask(t, serve(project(t, full, g, guest), shared, true), query, nil), "the secret")

	servers, err := access.NewCache(full, g, func(p *access.Projection) server { return serve(p, newCache(), true) })
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for _, test := range []struct {
			bits access.Bits
			want string
		}{{clerk, "the secret"}, {guest, `Cannot query field \"secret\" on type \"Dwelling\"`}} {
			server, err := servers.Get(test.bits)
			if err != nil {
				t.Fatal(err)
			}
			expect(t, "a cache each", ask(t, server, query, nil), test.want)
		}
	}
}

// TestO2HiddenPossibleType: gqlgen renders a value of a hidden type through an interface or union. The resolver of Node asks the
// projection; every other abstract type of which some are hidden is refused at start-up.
func TestO2HiddenPossibleType(t *testing.T) {
	t.Parallel()
	full, g, _, guest := executable(t)
	p := project(t, full, g, guest)
	const node, found = `{ node(id: "memo") { __typename id } }`, `{ found { __typename } }`
	unguarded := serve(p, newCache(), false)
	expect(t, "gqlgen through an interface", ask(t, unguarded, node, nil), `"__typename":"Memo"`)
	expect(t, "gqlgen through a union", ask(t, unguarded, found, nil), `"__typename":"Memo"`)

	guarded := serve(p, newCache(), true)
	expect(t, "the guarded resolver", ask(t, guarded, node, nil), `"node":null`)
	expect(t, "a condition on the hidden type", ask(t, guarded, `{ node(id: "memo") { ... on Memo { id } } }`, nil), `Unknown type \"Memo\"`)
	expect(t, "introspection of the hidden type", ask(t, guarded, `{ __type(name: "Memo") { name } }`, nil), `"__type":null`)
	if introspection := ask(t, guarded, `{ __schema { types { name fields { name args { name } } inputFields { name } } directives { name } } }`, nil); strings.Contains(introspection, "Memo") ||
		strings.Contains(introspection, "secret") || strings.Contains(introspection, "score") || strings.Contains(introspection, "access") || !strings.Contains(introspection, "Dwelling") {
		t.Errorf("introspection names something hidden: %s", introspection)
	}
	refused(t, full, g, "Found: its possible type Memo is hidden (O2)")
	if err := access.Check(full, g); strings.Contains(err.Error(), "Node: ") {
		t.Errorf("Node is refused too: %v", err)
	}
}

// TestO3LabelOnEnumValue: a label may not stand on the value of an enum, nor be declared so that it could.
func TestO3LabelOnEnumValue(t *testing.T) {
	t.Parallel()
	g := load(t)
	const sdl = `enum Status { OPEN HIDDEN @access(class: NOTE) } type Query { status: Status @access(class: DWELLING) }`
	if _, err := loadSchema(g.SDL(), sdl); err == nil || !strings.Contains(err.Error(), "not applicable on ENUM_VALUE") {
		t.Errorf("gqlparser accepts it: %v", err)
	}
	full, err := loadSchema(strings.Replace(g.SDL(), ") on OBJECT", ") on ENUM_VALUE | OBJECT", 1), sdl)
	if err != nil {
		t.Fatal(err)
	}
	refused(t, full, g, "@access: may not stand on ENUM_VALUE", "Status.HIDDEN: a label may not stand on the value of an enum (O3)")
}

// TestO4DefaultOfHiddenInputField: gqlgen applies the default of an input field that the projection hides.
func TestO4DefaultOfHiddenInputField(t *testing.T) {
	t.Parallel()
	full, g, _, guest := executable(t)
	server := serve(project(t, full, g, guest), newCache(), true)
	expect(t, "gqlgen", ask(t, server, `mutation { edit(input: {name: "x"}) { received } }`, nil), "score=7")
	refused(t, full, g, "EditInput.score: has a default (O4)")

	const query = `mutation($in: EditInput!) { edit(input: $in) { received } }`
	expect(t, "given in a literal", ask(t, server, `mutation { edit(input: {score: 1}) { received } }`, nil), `Field \"score\" is not defined by type \"EditInput\"`)
	expect(t, "given in a variable", ask(t, server, query, map[string]any{"in": map[string]any{"score": 1}}), "unknown field")
}

// TestO5DefaultOfHiddenArgument: gqlgen gives nil for an argument that the projection hides, whatever its default.
func TestO5DefaultOfHiddenArgument(t *testing.T) {
	t.Parallel()
	full, g, clerk, guest := executable(t)
	const query = `{ dwelling { count } }`
	expect(t, "the clerk", ask(t, serve(project(t, full, g, clerk), newCache(), true), query, nil), "all=true")
	expect(t, "gqlgen", ask(t, serve(project(t, full, g, guest), newCache(), true), query, nil), "all=nil")
	refused(t, full, g, "Dwelling.count(all:): has a default (O5)")
}

// TestO6RequiredButHidden: an act whose required input is hidden can be called, with a zero value.
func TestO6RequiredButHidden(t *testing.T) {
	t.Parallel()
	full, g, _, guest := executable(t)
	server := serve(project(t, full, g, guest), newCache(), true)
	expect(t, "gqlgen", ask(t, server, `mutation { edit(input: {}) { received } }`, nil), `reason=\"\"`)
	refused(t, full, g, "EditInput.reason: required (O6)")

	g = load(t)
	refused(t, schema(t, g, `
		type Query { rents(of: ID! @access(class: TENANT)): [Int!] @access(class: RENT) }`), g,
		"Query.rents(of:): required (O6), but hidden from one who sees what it stands in; seen with boligoversikt where")
	// Hidden because of its type, not its own label.
	refused(t, schema(t, g, `
		type Query { rents(of: Person!): [Int!] @access(class: RENT) }
		input Person @access(class: TENANT) { name: String }`), g, "Query.rents(of:): required (O6)")
}

// TestO7InterfaceNeedsHiddenField: gqlparser finds that what remains is no schema, with the rights that show it.
func TestO7InterfaceNeedsHiddenField(t *testing.T) {
	t.Parallel()
	g := load(t)
	full := schema(t, g, `
		interface Priced { price: Int }
		type Dwelling implements Priced @access(class: DWELLING) { id: ID! price: Int @access(class: RENT) }
		type Query { dwelling: Dwelling }`)
	refused(t, full, g, "For Dwelling to implement Priced it must have a field called price.; seen with soknadsregistrering where")
	if _, err := access.Project(full, g, g.Bits(grants(true, "soknadsregistrering"), access.Modules)); err == nil {
		t.Error("it was projected")
	}
}
