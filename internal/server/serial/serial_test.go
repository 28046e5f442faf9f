package serial_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"kobo/internal/server/serial"
)

func field(of, name string, below ...ast.Selection) *ast.Field {
	return &ast.Field{Name: name, ObjectDefinition: &ast.Definition{Name: of}, SelectionSet: below}
}

func newContext(t *testing.T) context.Context {
	return graphql.WithResponseContext(t.Context(), graphql.DefaultErrorPresenter,
		func(_ context.Context, value any) error { return fmt.Errorf("recovered %v", value) })
}

var resolved = serial.Fields{"Dwelling": {"notes": true}}

func TestSiblingsOfAResolvedFieldRunAtOnce(t *testing.T) {
	t.Parallel()
	fragment := &ast.FragmentDefinition{SelectionSet: ast.SelectionSet{field("Dwelling", "notes")}}
	for name, selection := range map[string]ast.SelectionSet{
		"itself":        {field("Dwelling", "id"), field("Dwelling", "notes")},
		"below":         {field("Edge", "node", field("Dwelling", "notes"))},
		"in a fragment": {&ast.InlineFragment{SelectionSet: ast.SelectionSet{&ast.FragmentSpread{Definition: fragment}}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var all sync.WaitGroup // hangs when one is marshalled after another
			all.Add(5)
			serial.Slice(newContext(t), selection, resolved, 5, func(context.Context, int) graphql.Marshaler {
				all.Done()
				all.Wait()
				return graphql.Null
			})
		})
	}
}

func TestOthersRunInOrder(t *testing.T) {
	t.Parallel()
	ctx := newContext(t)
	var order []int // a race when they run at once
	list := serial.Slice(ctx, ast.SelectionSet{field("Dwelling", "id"), field("Person", "notes")}, resolved, 4,
		func(ctx context.Context, i int) graphql.Marshaler {
			order = append(order, *graphql.GetFieldContext(ctx).Index)
			if i == 2 {
				panic("at two")
			}
			return graphql.MarshalInt(i)
		})
	var text bytes.Buffer
	list.MarshalGQL(&text)
	if !slices.Equal(order, []int{0, 1, 2, 3}) || text.String() != "[0,1,null,3]" {
		t.Errorf("%v %s", order, &text)
	}
	if errs := graphql.GetErrors(ctx); len(errs) != 1 || errs[0].Error() != "input: [2] recovered at two" {
		t.Errorf("%v", errs)
	}
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(newContext(t))
	list := serial.Slice(ctx, nil, resolved, 4, func(_ context.Context, i int) graphql.Marshaler {
		if i == 1 {
			cancel()
		}
		return graphql.MarshalInt(i)
	})
	var text bytes.Buffer
	list.MarshalGQL(&text)
	if text.String() != "[0,1,null,null]" {
		t.Errorf("%s", &text)
	}
	if errs := graphql.GetErrors(ctx); len(errs) != 1 || !errors.Is(errs[0], context.Canceled) {
		t.Errorf("%v", errs)
	}
}
