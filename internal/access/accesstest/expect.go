package accesstest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"kobo/internal/access"
)

// own reports whether the type is the schema's, not the language's and not one of the two enums of the labels.
func own(def *ast.Definition) bool {
	return !def.BuiltIn && def.Name[:1] != "_" && def.Name != "DataClass" && def.Name != "Act"
}

// written returns the input types that mutations reach.
func written(full *ast.Schema) map[string]bool {
	set := map[string]bool{}
	if full.Mutation == nil {
		return set
	}
	var queue []string
	for _, f := range full.Mutation.Fields {
		for _, a := range f.Arguments {
			queue = append(queue, a.Type.Name())
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		def := full.Types[queue[0]]
		if def.Kind == ast.InputObject && !set[def.Name] {
			set[def.Name] = true
			for _, f := range def.Fields {
				queue = append(queue, f.Type.Name())
			}
		}
	}
	return set
}

// expectation is what a set of rights must see, by the labels and the cells.
type expectation struct {
	full                *ast.Schema
	reads, writes, acts map[string]bool
	// empty are the types with nothing to see in them.
	empty   map[string]bool
	written map[string]bool
}

func (x *exhaust) expect(set Set) *expectation {
	o := &expectation{
		full: x.full, written: x.written,
		reads: map[string]bool{access.Public: true}, writes: map[string]bool{}, acts: map[string]bool{},
	}
	for _, row := range x.grid.Rows() {
		for _, grant := range set.Grants {
			if grant.Right != row.Right || row.Module != "-" && !slices.Contains(set.Modules, row.Module) {
				continue
			}
			if row.Kind == "act" {
				o.acts[row.Name] = o.acts[row.Name] || row.Act && (grant.Write || row.Read)
			} else {
				o.reads[row.Name] = o.reads[row.Name] || row.Read
				o.writes[row.Name] = o.writes[row.Name] || row.Write && grant.Write
			}
		}
	}
	o.findEmpty()
	return o
}

// key tells expectations apart.
func (o *expectation) key() string { return fmt.Sprint(o.reads, o.writes, o.acts) }

// open reports whether what the label asks for is open.
func (o *expectation) open(list ast.DirectiveList, write bool) bool {
	d := list.ForName("access")
	if d == nil {
		return true
	}
	for _, a := range d.Arguments {
		switch {
		case a.Name == "act" && !o.acts[a.Value.Raw],
			a.Name == "class" && write && !o.writes[a.Value.Raw],
			a.Name == "class" && !write && !o.reads[a.Value.Raw]:
			return false
		}
	}
	return true
}

// visible reports whether a field, argument or input field in a visible place is there.
func (o *expectation) visible(list ast.DirectiveList, t *ast.Type, write bool) bool {
	return o.open(list, write) && !o.empty[t.Name()]
}

// findEmpty finds the types that are closed, and then again and again those with nothing left.
func (o *expectation) findEmpty() {
	o.empty = map[string]bool{}
	for more := true; more; {
		more = false
		for name, def := range o.full.Types {
			if own(def) && !o.empty[name] && o.nothingIn(def) {
				o.empty[name], more = true, true
			}
		}
	}
}

func (o *expectation) nothingIn(def *ast.Definition) bool {
	write := o.written[def.Name] || def == o.full.Mutation
	if !o.open(def.Directives, write) {
		return true
	}
	sees := func(f *ast.FieldDefinition) bool { return f != nil && o.visible(f.Directives, f.Type, write) }
	container := def.Kind == ast.Object && def.Directives.ForName("access") == nil
	switch {
	case def.IsLeafType():
		return false
	case container && strings.HasSuffix(def.Name, "Connection"):
		return !sees(def.Fields.ForName("nodes")) && !sees(def.Fields.ForName("edges"))
	case container && strings.HasSuffix(def.Name, "Edge"):
		return !sees(def.Fields.ForName("node"))
	case def.IsAbstractType() && !slices.ContainsFunc(members(o.full, def), func(m string) bool { return !o.empty[m] }):
		return true
	case def.Kind == ast.Union:
		return false
	}
	return !slices.ContainsFunc(def.Fields, sees)
}

// members returns the object types that values of the abstract type have.
func members(full *ast.Schema, def *ast.Definition) []string {
	names := slices.Clone(def.Types)
	for _, other := range full.Types {
		if other.Kind == ast.Object && slices.Contains(other.Interfaces, def.Name) {
			names = append(names, other.Name)
		}
	}
	slices.Sort(names)
	return names
}

// step is how one comes to a type: from a field of the type before, with a type condition, or, for inputs, from an argument
// of the field or from a field of another input.
type step struct {
	from     string
	field    *ast.FieldDefinition
	argument *ast.ArgumentDefinition
}

// paths holds the shortest way to each type that operations can reach.
type paths struct {
	o  *expectation
	to map[string]step
}

func (p paths) has(name string) bool { _, ok := p.to[name]; return ok }

// reach walks from the roots through everything that is there for the set, or through all there is.
func (o *expectation) reach(all bool) paths {
	p := paths{o, map[string]step{}}
	visible := func(list ast.DirectiveList, t *ast.Type, write bool) bool { return all || o.visible(list, t, write) }
	var queue []string
	visit := func(name string, s step) {
		if def := o.full.Types[name]; !def.IsLeafType() && own(def) && !p.has(name) && (all || !o.empty[name]) {
			p.to[name] = s
			queue = append(queue, name)
		}
	}
	for _, root := range []*ast.Definition{o.full.Query, o.full.Mutation, o.full.Subscription} {
		if root != nil {
			visit(root.Name, step{})
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		def := o.full.Types[queue[0]]
		for _, f := range def.Fields {
			if f.Name[:1] == "_" || !visible(f.Directives, f.Type, o.written[def.Name] || def == o.full.Mutation) {
				continue
			}
			visit(f.Type.Name(), step{from: def.Name, field: f})
			for _, a := range f.Arguments {
				if visible(a.Directives, a.Type, def == o.full.Mutation) {
					visit(a.Type.Name(), step{from: def.Name, field: f, argument: a})
				}
			}
		}
		if def.IsAbstractType() {
			for _, m := range members(o.full, def) {
				visit(m, step{from: def.Name})
			}
		}
		for _, i := range def.Interfaces {
			visit(i, step{from: def.Name})
		}
	}
	return p
}

// withField makes an operation that asks for the field of the type, with the argument if it is given.
func (p paths) withField(name string, f *ast.FieldDefinition, a *ast.ArgumentDefinition) string {
	if a == nil {
		return p.operation(name, p.ask(f, nil, "")+p.below(f))
	}
	return p.operation(name, p.ask(f, a, p.literal(a.Type))+p.below(f))
}

// withInputField makes an operation that gives the input's field a value.
func (p paths) withInputField(name string, f *ast.FieldDefinition) string {
	value := p.object(p.o.full.Types[name], f, p.literal(f.Type))
	for {
		s := p.to[name]
		if s.argument != nil {
			return p.operation(s.from, p.ask(s.field, s.argument, listed(s.argument.Type, value))+p.below(s.field))
		}
		value = p.object(p.o.full.Types[s.from], s.field, listed(s.field.Type, value))
		name = s.from
	}
}

// operation puts the selection on the type into an operation along the way to the type.
func (p paths) operation(name, selection string) string {
	for {
		switch root := p.o.full.Types[name]; root {
		case p.o.full.Query:
			return "query{" + selection + "}"
		case p.o.full.Mutation:
			return "mutation{" + selection + "}"
		case p.o.full.Subscription:
			return "subscription{" + selection + "}"
		}
		s := p.to[name]
		if s.field == nil {
			selection = "...on " + name + "{" + selection + "}"
		} else {
			selection = p.ask(s.field, nil, "") + "{" + selection + "}"
		}
		name = s.from
	}
}

// ask names the field with its required arguments, and with the argument a of this value.
func (p paths) ask(f *ast.FieldDefinition, a *ast.ArgumentDefinition, value string) string {
	var given []string
	for _, other := range f.Arguments {
		if other == a {
			given = append(given, a.Name+":"+value)
		} else if other.Type.NonNull && other.DefaultValue == nil {
			given = append(given, other.Name+":"+p.literal(other.Type))
		}
	}
	if len(given) == 0 {
		return f.Name
	}
	return f.Name + "(" + strings.Join(given, ",") + ")"
}

func (p paths) below(f *ast.FieldDefinition) string {
	if p.o.full.Types[f.Type.Name()].IsLeafType() {
		return ""
	}
	return "{__typename}"
}

// literal is a value of the type, with what is required in it.
func (p paths) literal(t *ast.Type) string {
	def := p.o.full.Types[t.Name()]
	value := `"x"`
	switch {
	case def.Kind == ast.InputObject:
		value = p.object(def, nil, "")
	case def.Kind == ast.Enum:
		value = def.EnumValues[0].Name
	case def.Name == "Int" || def.Name == "Float":
		value = "1"
	case def.Name == "Boolean":
		value = "true"
	}
	return listed(t, value)
}

// object is a value of the input type with its required fields, and with the field f, if there is one, of this value.
func (p paths) object(def *ast.Definition, f *ast.FieldDefinition, value string) string {
	given := map[string]string{}
	if f == nil && def.Directives.ForName("oneOf") != nil {
		sees := func(f *ast.FieldDefinition) bool { return p.o.visible(f.Directives, f.Type, p.o.written[def.Name]) }
		f = def.Fields[max(0, slices.IndexFunc(def.Fields, sees))]
		value = p.literal(f.Type)
	}
	for _, other := range def.Fields {
		if other == f {
			given[f.Name] = value
		} else if other.Type.NonNull && other.DefaultValue == nil {
			given[other.Name] = p.literal(other.Type)
		}
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(given)) {
		parts = append(parts, name+":"+given[name])
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// listed puts the value into as many lists as the type has.
func listed(t *ast.Type, value string) string {
	if t.Elem == nil {
		return value
	}
	return "[" + listed(t.Elem, value) + "]"
}
