package server_test

import (
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"kobo/internal/server"
)

// TestAudits runs the audits of graphql-http. It needs node and the clients' packages; KOBO_NODE_MODULES may name another
// folder whose node_modules has graphql-http. Three audits (MAY) ask for queries by GET, so that is on.
func TestAudits(t *testing.T) {
	t.Parallel()
	folder := cmp.Or(os.Getenv("KOBO_NODE_MODULES"), filepath.Join("..", "..", "clients"))
	if _, err := os.Stat(filepath.Join(folder, "node_modules", "graphql-http")); err != nil {
		t.Skip("the clients' packages are not installed")
	}
	b := start(t, func(c *server.Config, _ *server.Options) { c.QueriesByGet = true })
	script, err := filepath.Abs(filepath.Join("testdata", "audits.mjs"))
	if err != nil {
		t.Fatal(err)
	}
	node := exec.CommandContext(t.Context(), "node", script, b.URL+"/graphql", "staff")
	node.Dir = folder
	out, err := node.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}
