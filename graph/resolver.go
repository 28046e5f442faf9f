// Package graph is the one GraphQL graph: its schema, and thin resolvers that call a subject's act or a store's read. It knows
// nothing of HTTP and decides nothing about access: what a viewer may not name is not in the viewer's projection, and rows that a
// viewer may not see do not exist.
package graph

//go:generate go run kobo/internal/server/serial/generate ../gqlgen.yml

// Resolver is the root of all resolvers.
type Resolver struct{}
