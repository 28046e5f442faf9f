package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"kobo/internal/store"
)

// selection returns what is asked for below the field being resolved, so that its whole tree can be read at once. path leads to the
// part that is meant: selection(ctx, "dwelling") is what a payload's dwelling is asked for. Aliases of one field are joined.
func selection(ctx context.Context, path ...string) store.Selection {
	field := graphql.GetFieldContext(ctx).Field
	all := collect(graphql.GetOperationContext(ctx), field.Selections, field.Definition.Type.Name())
	for _, name := range path {
		all = all[name]
	}
	return all
}

// selectionOn returns what is asked for of one type below a field that returns an interface.
func selectionOn(ctx context.Context, typeName string) store.Selection {
	field := graphql.GetFieldContext(ctx).Field
	return collect(graphql.GetOperationContext(ctx), field.Selections, typeName)
}

// collect gathers the fields of a selection set as they apply to a type. It walks with gqlgen, so @skip, @include and fragments hold.
func collect(oc *graphql.OperationContext, set ast.SelectionSet, typeName string) store.Selection {
	all := store.Selection{}
	for _, f := range graphql.CollectFields(oc, set, []string{typeName, "Node"}) {
		below := store.Selection{}
		if f.Definition != nil && len(f.Selections) > 0 {
			below = collect(oc, f.Selections, f.Definition.Type.Name())
		}
		all[f.Name] = join(all[f.Name], below)
	}
	return all
}

func join(a, b store.Selection) store.Selection {
	if a == nil {
		return b
	}
	for name, below := range b {
		a[name] = join(a[name], below)
	}
	return a
}
