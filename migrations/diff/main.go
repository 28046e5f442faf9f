// Command diff writes the next migration of tables: what ent/schema has and the migrations don't make yet.
//
//	go run ./migrations/diff NAME
//
// It starts a throwaway database for the comparison, and writes migrations/NNNNN_NAME.sql, or nothing when nothing is missing.
// Read the file before you keep it: a renamed column looks like one that is dropped and one that is added.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"kobo/internal/postgres/local"
	"kobo/migrations"
)

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "diff:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) (err error) {
	if len(args) != 1 || !regexp.MustCompile(`^[a-z_]+$`).MatchString(args[0]) {
		return errors.New("usage: go run ./migrations/diff NAME, with a name of small letters and _")
	}
	existing, err := filepath.Glob("migrations/0*.sql")
	if err != nil {
		return err
	}
	cluster, err := local.Start(ctx, local.Config{Fast: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, cluster.Stop()) }()
	url := cluster.URL(local.Maintenance, local.Superuser)
	number := 1
	if len(existing) > 0 {
		if err := migrations.Up(ctx, url); err != nil {
			return err
		}
		if _, err := fmt.Sscanf(filepath.Base(existing[len(existing)-1]), "%05d_", &number); err != nil {
			return err
		}
		number++
	}
	text, err := migrations.Compare(ctx, url)
	if err != nil || text == "" {
		return err
	}
	name := fmt.Sprintf("migrations/%05d_%s.sql", number, args[0])
	fmt.Println(name)
	return os.WriteFile(name, []byte("-- +goose Up\n"+text+"\n"), 0o644)
}
