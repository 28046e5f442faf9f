package server

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// prune takes out of a registered document what the projection doesn't show: fields, arguments, fragments on hidden types, and the
// variables that nothing uses any more. A client's documents are written for its broadest user; what a viewer may not see is then
// absent from the answer, as everywhere, instead of an error for the whole document. It reports false when an operation has nothing
// left to ask for. The document must have no cycles.
//
// Nothing can be gained by it: what remains is validated in the projection like any other document.
func prune(schema *ast.Schema, doc *ast.QueryDocument) bool {
	p := pruner{schema: schema, doc: doc, fragments: map[string]bool{}}
	for _, op := range doc.Operations {
		root := map[ast.Operation]*ast.Definition{
			ast.Query: schema.Query, ast.Mutation: schema.Mutation, ast.Subscription: schema.Subscription,
		}[op.Operation]
		if root == nil {
			return false
		}
		if op.SelectionSet = p.selections(root, op.SelectionSet); len(op.SelectionSet) == 0 {
			return false
		}
	}
	doc.Fragments = slices.DeleteFunc(doc.Fragments, func(f *ast.FragmentDefinition) bool { return !p.fragments[f.Name] })
	for _, op := range doc.Operations {
		used := map[string]bool{}
		p.variables(op.SelectionSet, used)
		for _, d := range op.Directives {
			arguments(d.Arguments, used)
		}
		op.VariableDefinitions = slices.DeleteFunc(op.VariableDefinitions, func(v *ast.VariableDefinition) bool {
			return !used[v.Variable]
		})
	}
	return true
}

type pruner struct {
	schema    *ast.Schema
	doc       *ast.QueryDocument
	fragments map[string]bool // pruned already: whether anything is left
}

func (p *pruner) selections(parent *ast.Definition, set ast.SelectionSet) ast.SelectionSet {
	return slices.DeleteFunc(set, func(sel ast.Selection) bool {
		switch sel := sel.(type) {
		case *ast.Field:
			return !p.field(parent, sel)
		case *ast.InlineFragment:
			on := parent
			if sel.TypeCondition != "" {
				on = p.schema.Types[sel.TypeCondition]
			}
			if on == nil {
				return true
			}
			sel.SelectionSet = p.selections(on, sel.SelectionSet)
			return len(sel.SelectionSet) == 0
		case *ast.FragmentSpread:
			return !p.fragment(sel.Name)
		}
		return false
	})
}

// field prunes below a field and reports whether the field stays.
func (p *pruner) field(parent *ast.Definition, f *ast.Field) bool {
	if strings.HasPrefix(f.Name, "__") {
		return true
	}
	def := parent.Fields.ForName(f.Name)
	if def == nil {
		return false
	}
	f.Arguments = slices.DeleteFunc(f.Arguments, func(a *ast.Argument) bool { return def.Arguments.ForName(a.Name) == nil })
	of := p.schema.Types[def.Type.Name()]
	if of == nil || !of.IsCompositeType() {
		return true
	}
	f.SelectionSet = p.selections(of, f.SelectionSet)
	return len(f.SelectionSet) > 0
}

func (p *pruner) fragment(name string) bool {
	if left, done := p.fragments[name]; done {
		return left
	}
	f := p.doc.Fragments.ForName(name)
	if f == nil {
		return true // left to validation
	}
	if on := p.schema.Types[f.TypeCondition]; on != nil {
		f.SelectionSet = p.selections(on, f.SelectionSet)
		p.fragments[name] = len(f.SelectionSet) > 0
	} else {
		p.fragments[name] = false
	}
	return p.fragments[name]
}

// variables collects the names of the variables used in a selection.
func (p *pruner) variables(set ast.SelectionSet, used map[string]bool) {
	for _, sel := range set {
		var directives ast.DirectiveList
		switch sel := sel.(type) {
		case *ast.Field:
			arguments(sel.Arguments, used)
			directives = sel.Directives
			p.variables(sel.SelectionSet, used)
		case *ast.InlineFragment:
			directives = sel.Directives
			p.variables(sel.SelectionSet, used)
		case *ast.FragmentSpread:
			directives = sel.Directives
			if f := p.doc.Fragments.ForName(sel.Name); f != nil {
				p.variables(f.SelectionSet, used)
			}
		}
		for _, d := range directives {
			arguments(d.Arguments, used)
		}
	}
}

func arguments(list ast.ArgumentList, used map[string]bool) {
	for _, a := range list {
		value(a.Value, used)
	}
}

func value(v *ast.Value, used map[string]bool) {
	if v == nil {
		return
	}
	if v.Kind == ast.Variable {
		used[v.Raw] = true
	}
	for _, child := range v.Children {
		value(child.Value, used)
	}
}
