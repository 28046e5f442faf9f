// Package graph is the one GraphQL graph: its schema, and thin resolvers that call a subject's act or a store's read. It knows
// nothing of HTTP and decides nothing about access: what a viewer may not name is not in the viewer's projection, and rows that a
// viewer may not see do not exist.
package graph

import (
	"context"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"kobo/internal/access"
	"kobo/internal/audit"
	"kobo/internal/housing"
	"kobo/internal/intake"
	"kobo/internal/municipality"
	"kobo/internal/postgres"
	"kobo/internal/register/address"
	"kobo/internal/register/matrikkel"
	"kobo/internal/store"
)

//go:generate go run kobo/internal/server/serial/generate ../gqlgen.yml

// Resolver is the root of all resolvers of one projection.
type Resolver struct {
	// Projection is what the viewers of this endpoint see. Node asks it, so that nothing of a hidden type comes out (trap O2).
	Projection *access.Projection
	Services
}

// Services are what resolvers call, the same for all projections.
type Services struct {
	DB           *postgres.DB
	Grid         *access.Grid
	Store        *store.Store
	Housing      *housing.Housing
	Municipality *municipality.Municipality
	Intake       *intake.Intake
	Changes      *postgres.Listener
	Cursors      store.Cursors
	Addresses    *address.Client
	Cadastre     *matrikkel.Client
	Now          func() time.Time
}

type loadersKey struct{}

// Prepare gives an operation what its resolvers share: loaders, and the collector of what is read.
func (s Services) Prepare(ctx context.Context) context.Context {
	return audit.WithCollector(context.WithValue(ctx, loadersKey{}, s.Store.NewLoaders(ctx)))
}

// AroundRootField gives each root field of a mutation loaders of its own: what the one wrote the next must see.
func (s Services) AroundRootField(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	if graphql.GetOperationContext(ctx).Operation.Operation == ast.Mutation {
		ctx = context.WithValue(ctx, loadersKey{}, s.Store.NewLoaders(ctx))
	}
	return next(ctx)
}

func loaders(ctx context.Context) *store.Loaders {
	l, _ := ctx.Value(loadersKey{}).(*store.Loaders)
	return l
}
