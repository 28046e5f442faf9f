// Package accesstest proves wall 1 for a whole schema: for each set of rights, one operation per field, argument and input
// field is accepted by the projection exactly when labels and grid say so. What is expected is worked out here, from the
// labels in the schema and the cells of the grid alone; the package must not use what it tests to know what to expect.
package accesstest

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"kobo/internal/access"
	"kobo/internal/viewer"
)

// Set is a set of rights as a viewer may hold it.
type Set struct {
	Name    string
	Grants  []viewer.Grant
	Modules []string
}

// mixtures are the usual combinations of rights.
var mixtures = [][]string{
	{"boligoversikt", "saksbehandling"},
	{"boligoversikt", "administrator"},
	{"boligoversikt", "lesetilgang"},
	{"soknadsregistrering", "saksbehandling"},
	{"saksbehandling", "vedtak"},
	{"saksbehandling", "skjermet"},
	{"vedtak", "skjermet"},
	{"klage", "lesetilgang"},
	{"lesetilgang", "innsyn-logg"},
	{"administrator", "innsyn-logg"},
	{"statistikk", "lesetilgang"},
	{"boligoversikt", "soknadsregistrering", "saksbehandling", "vedtak", "klage", "administrator", "skjermet"},
}

// Sets returns the sets of rights that the schema is tried with: none, every single right of the grid with and without the
// action write, with all modules open, with each of them closed and with none open, and the usual mixtures.
func Sets(g *access.Grid) []Set {
	sets := []Set{{Name: "no right", Modules: access.Modules}}
	for _, right := range g.Rights() {
		for _, write := range []bool{true, false} {
			name := right
			if !write {
				name += ", read only"
			}
			grants := []viewer.Grant{{Right: right, Write: write}}
			sets = append(sets, Set{name, grants, access.Modules}, Set{name + ", no module", grants, nil})
			for _, closed := range access.Modules {
				open := slices.DeleteFunc(slices.Clone(access.Modules), func(m string) bool { return m == closed })
				sets = append(sets, Set{name + ", " + closed + " closed", grants, open})
			}
		}
	}
	for _, mixture := range mixtures {
		var grants []viewer.Grant
		for _, right := range mixture {
			if slices.Contains(g.Rights(), right) {
				grants = append(grants, viewer.Grant{Right: right, Write: true})
			}
		}
		sets = append(sets, Set{strings.Join(mixture, " + "), grants, access.Modules})
	}
	return sets
}

// Exhaust tries every field, argument and input field of the full schema, and every class and act of the grid, with each of
// Sets. The schema must pass access.Check. Every operation tried is one that the full schema accepts, so that a refusal can
// only be the projection's.
func Exhaust(t *testing.T, full *ast.Schema, g *access.Grid) {
	t.Helper()
	if err := access.Check(full, g); err != nil {
		t.Fatalf("the schema does not pass the start-up checks:\n%v", err)
	}
	x := &exhaust{full: full, grid: g, written: written(full), legal: map[string]bool{}}
	tried := map[string]bool{}
	for _, set := range Sets(g) {
		o := x.expect(set)
		if tried[o.key()] {
			continue
		}
		tried[o.key()] = true
		t.Run(set.Name, func(t *testing.T) {
			t.Parallel()
			x.try(t, set, o)
		})
	}
}

// Golden compares the schema text of each single right of the grid and of each usual mixture, with the action write and all
// modules open, with the file of its name in the folder: boligoversikt.graphql, saksbehandling+vedtak.graphql. It rewrites
// the files instead if update is set.
func Golden(t *testing.T, full *ast.Schema, g *access.Grid, folder string, update bool) {
	t.Helper()
	all := slices.Clone(mixtures)
	for _, right := range g.Rights() {
		all = append(all, []string{right})
	}
	for _, rights := range all {
		var grants []viewer.Grant
		for _, right := range rights {
			grants = append(grants, viewer.Grant{Right: right, Write: true})
		}
		p, err := access.Project(full, g, g.Bits(grants, access.Modules))
		if err != nil {
			t.Errorf("%v: %v", rights, err)
			continue
		}
		file := filepath.Join(folder, strings.Join(rights, "+")+".graphql")
		if update {
			if err := os.WriteFile(file, []byte(p.SDL()), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), p.SDL()); diff != "" {
			t.Errorf("%s is stale; rewrite it and review what changed (-file +made):\n%s", file, diff)
		}
	}
}

type exhaust struct {
	full    *ast.Schema
	grid    *access.Grid
	written map[string]bool

	mu    sync.Mutex
	legal map[string]bool // operations that the full schema has accepted
}

// try compares the projection for the set with what is expected of it.
func (x *exhaust) try(t *testing.T, set Set, o *expectation) {
	bits := x.grid.Bits(set.Grants, set.Modules)
	for _, e := range slices.Concat(x.grid.Classes(), x.grid.Acts()) {
		got := [3]bool{x.grid.Reads(bits, e.Name), x.grid.Writes(bits, e.Name), x.grid.May(bits, e.Name)}
		want := [3]bool{o.reads[e.Name], o.writes[e.Name], o.acts[e.Name]}
		if got != want {
			t.Errorf("%s: read, write, act are %v, the grid says %v", e.Name, got, want)
		}
	}
	p, err := access.Project(x.full, x.grid, bits)
	if err != nil {
		t.Fatal(err)
	}
	seen, whole := o.reach(false), o.reach(true)
	accepted, refused := 0, 0
	check := func(path, operation string, want bool) {
		if !x.isLegal(operation) {
			t.Fatalf("%s: the full schema refuses the operation made for it: %s", path, operation)
		}
		_, errs := gqlparser.LoadQueryWithRules(p.Schema, operation, rules.NewDefaultRules())
		if got := len(errs) == 0; got != want {
			t.Errorf("%s: accepted is %v, labels and grid say %v: %s", path, got, want, operation)
		}
		if want {
			accepted++
		} else {
			refused++
		}
	}
	for _, name := range slices.Sorted(maps.Keys(x.full.Types)) {
		def := x.full.Types[name]
		if own(def) && !def.IsLeafType() {
			if got, want := p.Shows(name), seen.has(name); got != want {
				t.Errorf("%s: shown is %v, labels and grid say %v", name, got, want)
			}
			if !whole.has(name) {
				t.Errorf("%s: no operation reaches it", name)
				continue
			}
			from := seen
			if !seen.has(name) {
				from = whole // whoever doesn't see the type is refused along any path
			}
			for _, f := range def.Fields {
				if f.Name[:1] == "_" {
					continue
				}
				path := name + "." + f.Name
				want := seen.has(name) && o.visible(f.Directives, f.Type, x.written[name] || def == x.full.Mutation)
				if got := p.ShowsField(name, f.Name); got != want {
					t.Errorf("%s: shown is %v, labels and grid say %v", path, got, want)
				}
				if def.Kind == ast.InputObject {
					check(path, from.withInputField(name, f), want)
					continue
				}
				check(path, from.withField(name, f, nil), want)
				for _, a := range f.Arguments {
					check(path+"("+a.Name+":)", from.withField(name, f, a), want && o.visible(a.Directives, a.Type, def == x.full.Mutation))
				}
			}
		}
	}
	if accepted == 0 {
		t.Error("nothing was accepted")
	}
	t.Logf("%d operations accepted, %d refused", accepted, refused)
}

func (x *exhaust) isLegal(operation string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	ok, known := x.legal[operation]
	if !known {
		_, errs := gqlparser.LoadQueryWithRules(x.full, operation, rules.NewDefaultRules())
		ok = len(errs) == 0
		x.legal[operation] = ok
	}
	return ok
}
