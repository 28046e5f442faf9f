package access

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Markdown renders docs/access.md: the grid as it is signed, then for each class and act the places in the full schema that
// carry it. A test compares the file with it, so the document can't say other than what the server does.
func Markdown(g *Grid, full *ast.Schema) string {
	var out strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	line("# Who may see and do what (tilganger)\n")
	line("Generated from internal/access/policy.csv and graph/schema; a test fails when it is stale. Columns are rights as Altinn")
	line("grants them (without the prefix kobo-), and citizen for a person logged in with ID-porten. What a right doesn't open is absent")
	line("from the graph. Which rows exist for a viewer is decided by the database: \"read\" means that the field exists.\n")
	for _, kind := range []string{Class, Act} {
		if kind == Class {
			line("## Classes of data\n")
			line("R: may be read. W: may be written by a holder of the action write. Module: what the municipality must have opened.\n")
		} else {
			line("## Acts\n")
			line("A: may be carried out by a holder of the action write. a: by a holder of the action read too.\n")
		}
		line("| | module | %s |", strings.Join(g.rights, " | "))
		line("|---%s|", strings.Repeat("|---", len(g.rights)+1))
		for i, e := range g.entries {
			if e.Kind != kind {
				continue
			}
			marks := make([]string, len(g.rights))
			for c, v := range g.cells[i] {
				marks[c] = mark(v)
			}
			line("| %s | %s | %s |", e.Name, e.Module, strings.Join(marks, " | "))
		}
		line("")
	}
	line("## What carries them\n")
	line("A type stands for all its fields but those listed elsewhere. (write) marks what is written.\n")
	places := places(full)
	for _, e := range g.entries {
		line("### %s\n", e.Name)
		line("%s\n", e.Meaning)
		at := places[label{class: e.Name}]
		if e.Kind == Act {
			at = places[label{act: e.Name}]
		}
		if len(at) == 0 {
			at = []string{"(no place in the schema)"}
		}
		line("%s\n", strings.Join(at, " · "))
	}
	return strings.TrimRight(out.String(), "\n") + "\n"
}

func mark(v cell) string {
	switch {
	case v.act && v.read:
		return "a"
	case v.act:
		return "A"
	case v.read && v.write:
		return "R W"
	case v.read:
		return "R"
	case v.write:
		return "W"
	}
	return ""
}

// places returns, for each class and each act, the paths in the schema that are labelled with it, in the order of the types'
// names.
func places(full *ast.Schema) map[label][]string {
	places := map[label][]string{}
	s := &schemaLabels{full: full, written: inputs(full, true)}
	for _, def := range s.own() {
		write := s.written[def.Name] || def == full.Mutation
		add := func(path string, list ast.DirectiveList) {
			l := labelOf(list)
			if l.act != "" {
				places[label{act: l.act}] = append(places[label{act: l.act}], path)
			}
			if l.class != "" {
				if write {
					path += " (write)"
				}
				places[label{class: l.class}] = append(places[label{class: l.class}], path)
			}
		}
		add(def.Name, def.Directives)
		for _, f := range def.Fields {
			add(def.Name+"."+f.Name, f.Directives)
			for _, a := range f.Arguments {
				add(def.Name+"."+f.Name+"("+a.Name+":)", a.Directives)
			}
		}
	}
	for _, paths := range places {
		slices.Sort(paths)
	}
	return places
}
