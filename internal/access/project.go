package access

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/validator"
)

// Projection is the full schema as one set of rights sees it. It shares nothing with another projection and is read-only.
type Projection struct {
	// Schema is what the server of this set of rights runs on: generated.Config{Schema: p.Schema}. Whoever makes a query
	// cache makes one for this schema alone (O1); see Cache.
	Schema *ast.Schema
	// Bits is what the set of rights opens.
	Bits Bits
}

// Shows reports whether the type is there. A resolver of the interface Node asks it before it returns a value: gqlgen
// renders a value of a hidden type through an interface (O2).
func (p *Projection) Shows(typeName string) bool { return p.Schema.Types[typeName] != nil }

// ShowsField reports whether the type is there and has the field or input field: what an export may have as a column.
func (p *Projection) ShowsField(typeName, field string) bool {
	def := p.Schema.Types[typeName]
	return def != nil && def.Fields.ForName(field) != nil
}

// SDL returns the projection as schema text, types sorted by name.
func (p *Projection) SDL() string {
	var text strings.Builder
	formatter.NewFormatter(&text, formatter.WithIndent("  ")).FormatSchema(p.Schema)
	return text.String()
}

// Project makes the schema that b opens, by the rules in the package's documentation. It fails when the labels of the full
// schema are at fault, when nothing remains to ask, or when what remains is not a legal schema (O7: an interface needs a
// field that is hidden). The full schema is not changed.
func Project(full *ast.Schema, g *Grid, b Bits) (*Projection, error) {
	s, err := readLabels(full, g)
	if err != nil {
		return nil, fmt.Errorf("labels of the schema: %w", err)
	}
	return s.project(b)
}

func (s *schemaLabels) project(b Bits) (*Projection, error) {
	types := map[string]*ast.Definition{}
	for name, def := range s.full.Types {
		switch {
		case name == classEnum || name == actEnum:
		case builtIn(def):
			types[name] = copyOf(def)
		case s.grid.open(b, labelOf(def.Directives), s.written[name]):
			types[name] = s.opened(def, b)
		}
	}
	s.shrink(types)
	if types[s.full.Query.Name] == nil {
		return nil, fmt.Errorf("the rights open no query")
	}
	kept := s.reachable(types)

	// The roots are named, as inference by name would make a root of any type that is called Mutation.
	roots := &ast.SchemaDefinition{}
	for _, root := range []struct {
		operation ast.Operation
		def       *ast.Definition
	}{{ast.Query, s.full.Query}, {ast.Mutation, s.full.Mutation}, {ast.Subscription, s.full.Subscription}} {
		if root.def != nil && kept[root.def.Name] {
			roots.OperationTypes = append(roots.OperationTypes, &ast.OperationTypeDefinition{Operation: root.operation, Type: root.def.Name})
		}
	}
	doc := &ast.SchemaDocument{Schema: ast.SchemaDefinitionList{roots}}
	for _, name := range slices.Sorted(maps.Keys(kept)) {
		doc.Definitions = append(doc.Definitions, types[name])
	}
	for _, name := range slices.Sorted(maps.Keys(s.full.Directives)) {
		if keptDirective(name) {
			doc.Directives = append(doc.Directives, copyOfDirective(s.full.Directives[name]))
		}
	}
	schema, err := validator.ValidateSchemaDocument(doc)
	if err != nil {
		return nil, fmt.Errorf("what remains is not a legal schema: %w", err)
	}
	return &Projection{Schema: schema, Bits: b}, nil
}

// opened copies the type without the fields, arguments and input fields whose own labels are closed, and says on each
// labelled place that stays what it asked for.
func (s *schemaLabels) opened(def *ast.Definition, b Bits) *ast.Definition {
	out := copyOf(def)
	write := s.written[def.Name] || def == s.full.Mutation
	out.Description = requires(out.Description, labelOf(def.Directives), write)
	out.Fields = slices.DeleteFunc(out.Fields, func(f *ast.FieldDefinition) bool {
		original := def.Fields.ForName(f.Name)
		l := labelOf(original.Directives)
		if strings.HasPrefix(f.Name, "__") || !s.grid.open(b, l, write) { // validation appends the __ fields again
			return true
		}
		f.Description = requires(f.Description, l, write)
		f.Arguments = slices.DeleteFunc(f.Arguments, func(a *ast.ArgumentDefinition) bool {
			l := labelOf(original.Arguments.ForName(a.Name).Directives)
			if !s.grid.open(b, l, write) {
				return true
			}
			a.Description = requires(a.Description, l, write)
			return false
		})
		return false
	})
	return out
}

// shrink takes away what refers to absent types, and types in which nothing is left, until nothing more falls.
func (s *schemaLabels) shrink(types map[string]*ast.Definition) {
	absent := func(name string) bool { return types[name] == nil }
	for before := -1; before != len(types); {
		before = len(types)
		for name, def := range types {
			if def.IsLeafType() {
				continue
			}
			def.Fields = slices.DeleteFunc(def.Fields, func(f *ast.FieldDefinition) bool {
				f.Arguments = slices.DeleteFunc(f.Arguments, func(a *ast.ArgumentDefinition) bool { return absent(a.Type.Name()) })
				return absent(f.Type.Name())
			})
			def.Interfaces = slices.DeleteFunc(def.Interfaces, absent)
			def.Types = slices.DeleteFunc(def.Types, absent)
			if s.isEmpty(def, absent) {
				delete(types, name)
			}
		}
	}
}

// isEmpty reports whether nothing is left in the type: no field or member, no possible type, or nothing that it holds.
func (s *schemaLabels) isEmpty(def *ast.Definition, absent func(string) bool) bool {
	if def.Kind == ast.Union {
		return len(def.Types) == 0
	}
	if len(def.Fields) == 0 {
		return true
	}
	if def.Kind == ast.Interface {
		return !slices.ContainsFunc(s.full.PossibleTypes[def.Name], func(possible *ast.Definition) bool {
			return possible.Kind == ast.Object && !absent(possible.Name)
		})
	}
	_, holds := formOf(s.full.Types[def.Name])
	return holds != nil && !slices.ContainsFunc(holds, func(name string) bool { return def.Fields.ForName(name) != nil })
}

// reachable returns the names of the types that operations and directives can reach.
func (s *schemaLabels) reachable(types map[string]*ast.Definition) map[string]bool {
	kept := map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		def := types[name]
		if def == nil || kept[name] {
			return
		}
		kept[name] = true
		for _, f := range def.Fields {
			visit(f.Type.Name())
			for _, a := range f.Arguments {
				visit(a.Type.Name())
			}
		}
		for _, other := range slices.Concat(def.Interfaces, def.Types) {
			visit(other)
		}
		if def.Kind == ast.Interface {
			for _, possible := range s.full.PossibleTypes[name] {
				visit(possible.Name)
			}
		}
	}
	for _, root := range []*ast.Definition{s.full.Query, s.full.Mutation, s.full.Subscription} {
		if root != nil {
			visit(root.Name)
		}
	}
	for name, def := range types {
		if builtIn(def) {
			visit(name)
		}
	}
	for name, d := range s.full.Directives {
		if keptDirective(name) {
			for _, a := range d.Arguments {
				visit(a.Type.Name())
			}
		}
	}
	return kept
}

// keptDirective reports whether the directive is meant for clients: not a label, not an instruction to gqlgen.
func keptDirective(name string) bool {
	return name != directive && !(strings.HasPrefix(name, "go") && len(name) > 2 && name[2] >= 'A' && name[2] <= 'Z')
}

// requires adds to a description what the label asks for, unless everyone has it.
func requires(description string, l label, write bool) string {
	if l == (label{}) || l == (label{class: Public}) {
		return description
	}
	return strings.TrimLeft(description+"\n\nRequires: "+l.text(write)+".", "\n")
}

// The copies below share only what validation and execution never write to: types, default values and positions.

func copyOf(def *ast.Definition) *ast.Definition {
	out := *def
	out.Directives = copyOfDirectives(def.Directives)
	out.Interfaces = slices.Clone(def.Interfaces)
	out.Types = slices.Clone(def.Types)
	out.TypePositions = nil // parallel to Types, which may shrink
	out.Fields = make(ast.FieldList, len(def.Fields))
	for i, f := range def.Fields {
		field := *f
		field.Directives = copyOfDirectives(f.Directives)
		field.Arguments = copyOfArguments(f.Arguments)
		out.Fields[i] = &field
	}
	out.EnumValues = make(ast.EnumValueList, len(def.EnumValues))
	for i, v := range def.EnumValues {
		value := *v
		value.Directives = copyOfDirectives(v.Directives)
		out.EnumValues[i] = &value
	}
	return &out
}

func copyOfArguments(list ast.ArgumentDefinitionList) ast.ArgumentDefinitionList {
	var out ast.ArgumentDefinitionList
	for _, a := range list {
		argument := *a
		argument.Directives = copyOfDirectives(a.Directives)
		out = append(out, &argument)
	}
	return out
}

func copyOfDirectives(list ast.DirectiveList) ast.DirectiveList {
	var out ast.DirectiveList
	for _, d := range list {
		if keptDirective(d.Name) {
			applied := *d
			out = append(out, &applied)
		}
	}
	return out
}

func copyOfDirective(d *ast.DirectiveDefinition) *ast.DirectiveDefinition {
	out := *d
	out.Arguments = copyOfArguments(d.Arguments)
	out.Directives = copyOfDirectives(d.Directives)
	return &out
}
