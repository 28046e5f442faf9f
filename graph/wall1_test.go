package graph_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"kobo/graph/generated"
	"kobo/internal/access"
	"kobo/internal/access/accesstest"
	"kobo/internal/viewer"
)

var update = flag.Bool("update", false, "write golden files anew")

// full is the whole graph, which no viewer sees.
func full() *ast.Schema { return generated.NewExecutableSchema(generated.Config{}).Schema() }

func grid(t testing.TB) *access.Grid {
	t.Helper()
	g, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// Every field, argument, input field and act is accepted exactly when the grid says so, for every set of rights in use.
func TestWall1IsExactlyTheGrid(t *testing.T) {
	t.Parallel()
	accesstest.Exhaust(t, full(), grid(t))
}

// What each set of rights sees is a file that people review.
func TestProjectionsAreReviewed(t *testing.T) {
	t.Parallel()
	accesstest.Golden(t, full(), grid(t), "testdata/projection", *update)
}

// docs/access.md is the grid as a data-protection officer reads it.
func TestAccessIsDocumented(t *testing.T) {
	t.Parallel()
	golden(t, "../docs/access.md", access.Markdown(grid(t), full()))
}

// The web clients are written against what their broadest user sees.
func TestClientSchemasAreCurrent(t *testing.T) {
	t.Parallel()
	staff := []string{"boligoversikt", "soknadsregistrering", "saksbehandling", "vedtak", "klage", "lesetilgang", "administrator", "skjermet", "innsyn-logg"}
	for _, client := range []string{"caseworker", "developer"} {
		var grants []viewer.Grant
		for _, right := range staff {
			grants = append(grants, viewer.Grant{Right: right, Write: true})
		}
		g := grid(t)
		p, err := access.Project(full(), g, g.Bits(grants, access.Modules))
		if err != nil {
			t.Fatal(err)
		}
		golden(t, filepath.Join("../clients", client, "schema.graphql"), p.SDL())
	}
}

func golden(t *testing.T, path, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(have), want); diff != "" {
		t.Errorf("%s is not current (go test ./graph -update, then review):\n%s", path, diff)
	}
}
