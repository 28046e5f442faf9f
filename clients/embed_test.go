package clients

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// schema reads the schema that a client is made against, or skips: a client without operations needs none.
func schema(t *testing.T, client string) *ast.Schema {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(client, "schema.graphql"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("%s has no schema.graphql", client)
	}
	if err != nil {
		t.Fatal(err)
	}
	s, err := gqlparser.LoadSchema(&ast.Source{Name: client + "/schema.graphql", Input: string(content)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A change of the schema that breaks a client fails here, without Node.
func TestDocumentsAreValid(t *testing.T) {
	t.Parallel()
	all, err := Documents()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("no manifests")
	}
	for client, documents := range all {
		t.Run(client, func(t *testing.T) {
			t.Parallel()
			if len(documents) == 0 {
				t.Skip("no operations")
			}
			s := schema(t, client)
			for hash, text := range documents {
				if sum := sha256.Sum256([]byte(text)); hex.EncodeToString(sum[:]) != hash {
					t.Errorf("%s is not the hash of its document", hash)
				}
				document, err := gqlparser.LoadQueryWithRules(s, text, rules.NewDefaultRules())
				if err != nil {
					t.Errorf("%s: %v", hash, err)
					continue
				}
				if len(document.Operations) != 1 {
					t.Errorf("%s has %d operations, want 1", hash, len(document.Operations))
				}
			}
		})
	}
}

// The examples that API users begin with work.
func TestExamplesAreValid(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("developer/src/examples/*.graphql")
	if err != nil || len(files) == 0 {
		t.Fatalf("no examples (%v)", err)
	}
	s := schema(t, "developer")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := gqlparser.LoadQueryWithRules(s, string(text), rules.NewDefaultRules()); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func TestDistIsThereWithoutNode(t *testing.T) {
	t.Parallel()
	if _, err := Dist.ReadFile("dist/.gitkeep"); err != nil {
		t.Errorf("dist must exist in every clone, or the program doesn't compile: %v", err)
	}
}
