package accesstest_test

import (
	"os"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"kobo/internal/access"
	"kobo/internal/access/accesstest"
)

// housing is a schema that has one of everything, with its grid.
func housing(t *testing.T) (*ast.Schema, *access.Grid) {
	t.Helper()
	var texts [3][]byte
	for i, file := range []string{"../policy.csv", "../testdata/more.csv", "../testdata/housing.graphql"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts[i] = text
	}
	g, err := access.Parse(append(texts[0], texts[1]...))
	if err != nil {
		t.Fatal(err)
	}
	full, err := gqlparser.LoadSchema(&ast.Source{Input: g.SDL()}, &ast.Source{Input: string(texts[2])})
	if err != nil {
		t.Fatal(err)
	}
	return full, g
}

// TestExhaust tries the helper, and the projection with it.
func TestExhaust(t *testing.T) {
	t.Parallel()
	full, g := housing(t)
	accesstest.Exhaust(t, full, g)
}

func TestGolden(t *testing.T) {
	t.Parallel()
	full, g := housing(t)
	folder := t.TempDir()
	accesstest.Golden(t, full, g, folder, true)
	accesstest.Golden(t, full, g, folder, false)
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) <= len(g.Rights()) {
		t.Errorf("%d files for %d rights and the mixtures", len(files), len(g.Rights()))
	}
}
