package access

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"kobo/internal/viewer"
)

// Check is the test that the server makes before it starts. It refuses a full schema whose labels are at fault (see the
// rules in the package's documentation), and one of which some set of rights would see less than is safe:
//
//   - O2: an abstract type of which a possible type is hidden, as its values would be rendered all the same;
//   - O3: a label on the value of an enum, for the same reason;
//   - O4: a default on a hidden input field, which gqlgen would still apply;
//   - O5: a default on a hidden argument, which it would not;
//   - O6: a required argument or input field that is hidden, as the act could be called with a zero value;
//   - O7: a hidden field that a visible interface needs.
//
// (O1 is Cache's doing, and O8 is why the server has no websocket.) The sets tried are those of every single right and every
// pair, with and without the action write, with every combination of modules open; and, for each thing the grid opens, all
// rights together that do not open it, which finds what more than two rights together would see. Each fault is named once,
// with its path and the first set of rights that meets it.
func Check(full *ast.Schema, g *Grid) error {
	s, err := readLabels(full, g)
	if err != nil {
		return err
	}
	var faults []error
	named := map[string]bool{}
	for _, set := range g.sets() {
		for _, fault := range s.meets(set.bits) {
			if !named[fault] {
				named[fault] = true
				faults = append(faults, fmt.Errorf("%s; seen with %s", fault, set.name))
			}
		}
	}
	return errors.Join(faults...)
}

// meets returns the faults that one set of rights meets, as texts "path: what".
func (s *schemaLabels) meets(b Bits) []string {
	p, err := s.project(b)
	if err != nil {
		return []string{err.Error()}
	}
	var faults []string
	hidden := func(path string, t *ast.Type, fallback *ast.Value, defaultFault string) {
		switch {
		case fallback != nil:
			faults = append(faults, path+": "+defaultFault)
		case t.NonNull:
			faults = append(faults, path+": required (O6), but hidden from one who sees what it stands in")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.Schema.Types)) {
		full, seen := s.full.Types[name], p.Schema.Types[name]
		switch {
		case builtIn(full):
			continue
		case full.IsAbstractType() && name != node:
			for _, possible := range s.full.PossibleTypes[name] {
				if !p.Shows(possible.Name) {
					faults = append(faults, name+": its possible type "+possible.Name+" is hidden (O2), but would be rendered")
				}
			}
		case full.Kind == ast.InputObject:
			for _, f := range full.Fields {
				if seen.Fields.ForName(f.Name) == nil {
					hidden(name+"."+f.Name, f.Type, f.DefaultValue, "has a default (O4), which is applied even where the field is hidden")
				}
			}
		}
		for _, f := range seen.Fields {
			for _, a := range full.Fields.ForName(f.Name).Arguments {
				if f.Arguments.ForName(a.Name) == nil {
					hidden(name+"."+f.Name+"("+a.Name+":)", a.Type, a.DefaultValue, "has a default (O5), which is not applied where the argument is hidden")
				}
			}
		}
	}
	return faults
}

// namedSet is what a set of rights opens, with a name for people.
type namedSet struct {
	name string
	bits Bits
}

// sets returns the sets of rights that Check tries, each Bits once, under the first name that has it.
func (g *Grid) sets() []namedSet {
	var sets []namedSet
	known := map[Bits]bool{}
	add := func(name string, b Bits) {
		if !known[b] {
			known[b] = true
			sets = append(sets, namedSet{name, b})
		}
	}
	add("no right", g.Bits(nil, Modules))

	var single []viewer.Grant
	for _, right := range g.rights {
		single = append(single, viewer.Grant{Right: right, Write: true}, viewer.Grant{Right: right})
	}
	for _, open := range moduleCombinations() {
		for _, a := range single {
			add(nameSet(open, a), g.Bits([]viewer.Grant{a}, open))
		}
		for i, a := range single {
			for _, b := range single[i+1:] {
				add(nameSet(open, a, b), g.Bits([]viewer.Grant{a, b}, open))
			}
		}
		// Visibility grows with the rights: whoever lacks one thing sees at most what all who lack it see together.
		for i, e := range g.entries {
			lacking := []Bits{{read: g.bit[i]}, {write: g.bit[i]}}
			if e.Kind == Act {
				lacking = []Bits{{act: g.bit[i]}}
			}
			for _, thing := range lacking {
				var without []viewer.Grant
				for _, a := range single {
					if !g.Bits([]viewer.Grant{a}, open).has(thing) {
						without = append(without, a)
					}
				}
				add("all rights without "+e.Name, g.Bits(without, open))
			}
		}
	}
	return sets
}

// moduleCombinations returns every combination of open modules, all of them first.
func moduleCombinations() [][]string {
	var out [][]string
	for closed := range 1 << len(Modules) {
		var open []string
		for i, module := range Modules {
			if closed&(1<<i) == 0 {
				open = append(open, module)
			}
		}
		out = append(out, open)
	}
	return out
}

func nameSet(open []string, grants ...viewer.Grant) string {
	var names []string
	for _, grant := range grants {
		if grant.Write {
			names = append(names, grant.Right)
		} else {
			names = append(names, grant.Right+" (read only)")
		}
	}
	return strings.Join(names, " + ") + fmt.Sprintf(" where %q are open", open)
}
