package server_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"

	"kobo/internal/server"
	"kobo/internal/server/internal/fixture"
	"kobo/internal/viewer"
)

// page is a usual list page: fifty rows of a dozen values.
const page = `query Page { dwellings(first: 50) { totalCount edges { cursor node { id name status rooms rent tags
	address { street postcode city } } } } }`

func benchEndpoint(b *testing.B) (*server.Endpoint, graphql.ExecutableSchema) {
	b.Helper()
	sdl, err := os.ReadFile("internal/fixture/schema.graphql")
	if err != nil {
		b.Fatal(err)
	}
	schema, text := fixture.Schema(string(sdl))
	es := fixture.New(schema, &fixture.Root{})
	return server.NewEndpoint(es, text, server.Options{}), es
}

// BenchmarkCheck is what a document costs the first time, before the graph sees it.
func BenchmarkCheck(b *testing.B) {
	e, _ := benchEndpoint(b)
	for name, query := range map[string]string{
		"page": page, "introspection": introspect, "bomb of 40": bomb(40), "500 fields": "{ dwelling(id: 1) { " + strings.Repeat("id ", 499) + "} }",
		"64 KiB of directives": "{ me " + strings.Repeat("@a ", 21_000) + "}", "64 KiB of text": `{ echo(text: "` + strings.Repeat("x", 65_000) + `") }`,
		"2000 tokens of fragments": "{ me } " + strings.Repeat("fragment a on Query { ...a ...a ...a ...a ...a ...a ...a ...a ...a ...a } ", 50),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = e.Check(query) // refused or not, it costs
			}
		})
	}
}

// BenchmarkRequest is a request through everything but the network, beside the bare executor on the same document.
func BenchmarkRequest(b *testing.B) {
	for name, query := range map[string]string{"small": mine, "page": page} {
		b.Run(name+"/front", func(b *testing.B) {
			s := start(b, func(c *server.Config, _ *server.Options) {
				c.Clients["caseworker"].Documents[hash(page)] = page
				c.Buckets = server.NewBuckets(1<<40, 1<<40, c.Now)
			})
			body := `{"extensions":{"persistedQuery":{"sha256Hash":"` + hash(query) + `"}}}`
			h := s.server.Handler()
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body))
				r.Header = http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer staff"}, server.ClientHeader: {"caseworker"}}
				w := httptest.NewRecorder()
				if h.ServeHTTP(w, r); w.Code != 200 {
					b.Fatal(w.Body)
				}
			}
		})
		b.Run(name+"/executor", func(b *testing.B) {
			_, es := benchEndpoint(b)
			x := executor.New(es)
			x.SetQueryCache(graphql.MapCache[*ast.QueryDocument]{})
			ctx := viewer.NewContext(b.Context(), &viewer.Viewer{Name: "Trine"})
			b.ReportAllocs()
			for b.Loop() {
				ctx := graphql.StartOperationTrace(ctx)
				oc, errs := x.CreateOperationContext(ctx, &graphql.RawParams{Query: query})
				if errs != nil {
					b.Fatal(errs)
				}
				responses, ctx := x.DispatchOperation(ctx, oc)
				if resp := responses(ctx); len(resp.Errors) > 0 {
					b.Fatal(resp.Errors)
				}
			}
		})
	}
}
