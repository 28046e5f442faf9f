package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"kobo/internal/testdb"
)

func TestRun(t *testing.T) {
	var seen []string
	for _, c := range []struct {
		name, command string
		code          int
	}{
		{"success", `echo "$` + testdb.Variable + `" > "$OUT"`, 0},
		{"failure", `echo "$` + testdb.Variable + `" > "$OUT"; exit 7`, 7},
		{"killed", `echo "$` + testdb.Variable + `" > "$OUT"; kill -9 $$`, 128 + 9},
	} {
		t.Run(c.name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "out")
			t.Setenv("OUT", out)
			code, err := run([]string{"sh", "-c", c.command})
			if err != nil || code != c.code {
				t.Fatalf("exit code %d, want %d, error %v", code, c.code, err)
			}
			url, err := os.ReadFile(out)
			if err != nil || !strings.HasPrefix(string(url), "postgres://postgres@/postgres?host=") {
				t.Fatalf("the command saw %q, %v", url, err)
			}
			seen = append(seen, string(url))
		})
	}
	if len(seen) == 3 && (seen[0] != seen[1] || seen[1] != seen[2]) {
		t.Errorf("the URL differs from run to run, so no test result is cached: %q", seen)
	}
	if _, err := pgx.Connect(t.Context(), strings.TrimSpace(seen[0])); err == nil {
		t.Error("the cluster is still there")
	}
}

func TestTwoAtOnce(t *testing.T) {
	first, err := start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	second, err := start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if first.url == second.url {
		t.Errorf("two runs share %s", first.url)
	}
	for _, c := range []cluster{second, first} {
		if err := c.stop(); err != nil {
			t.Error(err)
		}
	}
}

func TestNoCommand(t *testing.T) {
	if code, err := run(nil); code != 2 || err == nil {
		t.Errorf("exit code %d, error %v", code, err)
	}
}
