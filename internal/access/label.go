package access

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Names that the schema declares for the labels, see graph/schema/access.graphql.
const (
	directive = "access"
	classEnum = "DataClass"
	actEnum   = "Act"
)

// node is the one interface that may have possible types hidden from someone who sees it: its resolver asks Shows.
const node = "Node"

// locations are where a label may stand. Not on enums: a hidden value of an output enum would still be rendered (O3).
var locations = []ast.DirectiveLocation{
	ast.LocationObject, ast.LocationInterface, ast.LocationUnion, ast.LocationInputObject,
	ast.LocationFieldDefinition, ast.LocationArgumentDefinition, ast.LocationInputFieldDefinition,
}

// label is what an element says of itself: @access(class:, act:). The zero label says nothing.
type label struct{ class, act string }

// labelOf reads the label among the directives.
func labelOf(list ast.DirectiveList) label {
	var l label
	if d := list.ForName(directive); d != nil {
		if a := d.Arguments.ForName("class"); a != nil && a.Value.Kind == ast.EnumValue {
			l.class = a.Value.Raw
		}
		if a := d.Arguments.ForName("act"); a != nil && a.Value.Kind == ast.EnumValue {
			l.act = a.Value.Raw
		}
	}
	return l
}

// open reports whether an element with the label is open; write tells that it stands on the writing side (rule 1).
func (g *Grid) open(b Bits, l label, write bool) bool {
	if l.act != "" && !g.May(b, l.act) {
		return false
	}
	switch {
	case l.class == "":
		return true
	case write:
		return g.Writes(b, l.class)
	}
	return g.Reads(b, l.class)
}

// text says what the label asks for: "RENT write and RENT_SET".
func (l label) text(write bool) string {
	var parts []string
	if l.class != "" {
		parts = append(parts, l.class+map[bool]string{false: " read", true: " write"}[write])
	}
	if l.act != "" {
		parts = append(parts, l.act)
	}
	return strings.Join(parts, " and ")
}

// form is the form of a container (rule 4).
type form int

const (
	noContainer form = iota
	holder           // a connection or edge: it holds a type
	passer           // a payload or facets: it only passes on
)

// formOf tells whether the type is a container, and which of its fields are what it holds.
func formOf(def *ast.Definition) (form, []string) {
	switch {
	case def.Kind != ast.Object || labelOf(def.Directives) != label{}:
	case strings.HasSuffix(def.Name, "Connection"):
		return holder, []string{"nodes", "edges"}
	case strings.HasSuffix(def.Name, "Edge"):
		return holder, []string{"node"}
	case strings.HasSuffix(def.Name, "Payload"), strings.Contains(def.Name, "Facet"):
		return passer, nil
	}
	return noContainer, nil
}

// schemaLabels is what one reading of the full schema's labels tells: what Project needs beside them, and what is wrong.
type schemaLabels struct {
	full *ast.Schema
	grid *Grid
	// written are the input types that the arguments of mutations reach.
	written map[string]bool
	faults  []error
}

// readLabels reads and judges the labels of the full schema. The error names every fault with its path.
func readLabels(full *ast.Schema, g *Grid) (*schemaLabels, error) {
	if full.Query == nil {
		return nil, errors.New("the schema has no Query")
	}
	s := &schemaLabels{full: full, grid: g, written: inputs(full, true)}
	read := inputs(full, false)
	s.declaration()
	for _, def := range s.own() {
		s.judge(def)
		if def.Kind != ast.InputObject {
			continue
		}
		switch {
		case read[def.Name] && s.written[def.Name]:
			s.fault(def.Name, "the input is reached both from a mutation and from a query: its class would ask for write and for read")
		case !read[def.Name] && !s.written[def.Name]:
			s.fault(def.Name, "the input is used nowhere, so it inherits from nothing")
		}
	}
	return s, errors.Join(s.faults...)
}

// inputs returns the input types that are reached by the arguments of mutations (write), or by all other arguments.
func inputs(full *ast.Schema, write bool) map[string]bool {
	set := map[string]bool{}
	var reach func(name string)
	reach = func(name string) {
		def := full.Types[name]
		if def == nil || def.Kind != ast.InputObject || set[name] {
			return
		}
		set[name] = true
		for _, f := range def.Fields {
			reach(f.Type.Name())
		}
	}
	for _, def := range full.Types {
		if write != (def == full.Mutation) {
			continue
		}
		for _, f := range def.Fields {
			for _, a := range f.Arguments {
				reach(a.Type.Name())
			}
		}
	}
	return set
}

func (s *schemaLabels) fault(path, format string, args ...any) {
	s.faults = append(s.faults, fmt.Errorf("%s: "+format, append([]any{path}, args...)...))
}

// own returns the schema's types but those of the language and of the labels, sorted by name.
func (s *schemaLabels) own() []*ast.Definition {
	var defs []*ast.Definition
	for _, name := range slices.Sorted(maps.Keys(s.full.Types)) {
		if def := s.full.Types[name]; !builtIn(def) && name != classEnum && name != actEnum {
			defs = append(defs, def)
		}
	}
	return defs
}

func builtIn(def *ast.Definition) bool { return def.BuiltIn || strings.HasPrefix(def.Name, "__") }

// isRoot reports whether the type is one of the three that operations start from.
func (s *schemaLabels) isRoot(def *ast.Definition) bool {
	return def == s.full.Query || def == s.full.Mutation || def == s.full.Subscription
}

// declaration judges that the schema declares the labels as the grid has them.
func (s *schemaLabels) declaration() {
	d := s.full.Directives[directive]
	if d == nil {
		s.fault("@"+directive, "not declared")
		return
	}
	for _, l := range d.Locations {
		if !slices.Contains(locations, l) {
			s.fault("@"+directive, "may not stand on %s: only what an answer can leave out may be labelled", l)
		}
	}
	for enum, entries := range map[string][]Entry{classEnum: s.grid.Classes(), actEnum: s.grid.Acts()} {
		var declared, known []string
		if def := s.full.Types[enum]; def != nil {
			for _, v := range def.EnumValues {
				declared = append(declared, v.Name)
			}
		}
		for _, e := range entries {
			known = append(known, e.Name)
		}
		for _, name := range declared {
			if !slices.Contains(known, name) {
				s.fault(enum+"."+name, "not in the grid")
			}
		}
		for _, name := range known {
			if !slices.Contains(declared, name) {
				s.fault(enum+"."+name, "in the grid but not declared in the schema")
			}
		}
	}
}

// judge judges one type's labels.
func (s *schemaLabels) judge(def *ast.Definition) {
	s.directives(def.Name, def.Directives)
	own, form := labelOf(def.Directives), noContainer
	switch def.Kind {
	case ast.Scalar, ast.Enum:
		if own != (label{}) {
			s.fault(def.Name, "a label may not stand on a scalar or enum")
		}
		for _, v := range def.EnumValues {
			if v.Directives.ForName(directive) != nil {
				s.fault(def.Name+"."+v.Name, "a label may not stand on the value of an enum (O3): a hidden value would still be rendered")
			}
		}
		return
	case ast.Object:
		var holds []string
		form, holds = formOf(def)
		switch {
		case s.isRoot(def):
			if own != (label{}) {
				s.fault(def.Name, "a root has no default: each of its fields says what it is")
			}
		case form == holder:
			if !slices.ContainsFunc(holds, func(name string) bool { return def.Fields.ForName(name) != nil }) {
				s.fault(def.Name, "a connection or edge without a label needs %s, from which it takes its visibility", strings.Join(holds, " or "))
			}
		case form == noContainer && own.class == "":
			s.fault(def.Name, "the type needs @access(class: …) as default for its fields")
		}
	}
	for _, f := range def.Fields {
		path := def.Name + "." + f.Name
		if strings.HasPrefix(f.Name, "__") {
			continue
		}
		s.directives(path, f.Directives)
		s.noLabelType(path, f.Type)
		for _, a := range f.Arguments {
			s.directives(path+"("+a.Name+":)", a.Directives)
			s.noLabelType(path+"("+a.Name+":)", a.Type)
		}
		l := labelOf(f.Directives)
		returned := s.full.Types[f.Type.Name()]
		switch {
		case def == s.full.Mutation:
			if l.act == "" {
				s.fault(path, "a mutation needs @access(act: …)")
			}
		case l != label{}:
		case s.isRoot(def):
			if fm, _ := formOf(returned); !returned.IsCompositeType() || fm == passer {
				s.fault(path, "the field needs @access(class: …), as %s has none to take it from", returned.Name)
			}
		case form == passer && returned.IsLeafType():
			s.fault(path, "the leaf needs @access(class: …), as %s holds nothing to take it from", def.Name)
		}
	}
}

// directives judges that there is at most one label at the place, and that it names what the grid knows.
func (s *schemaLabels) directives(path string, list ast.DirectiveList) {
	labels := list.ForNames(directive)
	if len(labels) == 0 {
		return
	}
	if len(labels) > 1 {
		s.fault(path, "labelled twice")
		return
	}
	l := labelOf(list)
	if l == (label{}) {
		s.fault(path, "the label names neither a class nor an act")
	}
	if l.class != "" && s.grid.bitOf(Class, l.class) == 0 {
		s.fault(path, "unknown class %s", l.class)
	}
	if l.act != "" && s.grid.bitOf(Act, l.act) == 0 {
		s.fault(path, "unknown act %s", l.act)
	}
}

// noLabelType judges that nothing has one of the two enums as its type: they are in no projection.
func (s *schemaLabels) noLabelType(path string, t *ast.Type) {
	if name := t.Name(); name == classEnum || name == actEnum {
		s.fault(path, "%s is for labels only", name)
	}
}
