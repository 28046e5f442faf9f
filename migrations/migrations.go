// Package migrations holds the steps by which a database comes to be what this program needs: roles, tables, wall 2, the
// queue's tables and the grid of rights.
//
// Steps are goose files, applied in order and never changed afterwards; there is no way back but a backup. Tables are written
// by comparing with ent/schema (go run ./migrations/diff NAME); functions, policies and grants by hand. The package knows
// nothing of how the tables are used.
package migrations

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"kobo/internal/access"
)

//go:embed 0*.sql
var steps embed.FS

//go:embed roles.sql
var rolesSQL string

//go:embed database.sql
var databaseSQL string

// owner is who the migrations run as, and so who owns what they make.
const owner = "kobo_owner"

// riverVersion is the state of the queue's tables that the pinned version of River needs.
const riverVersion = 6

// Up brings the database at url to the present state; run on one that is there already it changes nothing. Several may run it
// at once: one works and the others wait. url's role is a superuser, who also makes the roles when they are missing, or, where
// Roles has run, one who is a member of kobo_owner and owns the database. All connections are closed when it returns.
func Up(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	var super bool
	if err := conn.QueryRow(ctx, "select usesuper from pg_user where usename = current_user").Scan(&super); err != nil {
		return fmt.Errorf("migrate: who am I: %w", err)
	}
	if super {
		if err := roles(ctx, conn); err != nil {
			return err
		}
	}
	if _, err := conn.Exec(ctx, databaseSQL); err != nil {
		return fmt.Errorf("migrate: schemas: %w", err)
	}
	return asOwner(ctx, url)
}

// Roles makes the roles that are missing in the cluster; url's role is a superuser.
func Roles(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("make roles: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	return roles(ctx, conn)
}

func roles(ctx context.Context, conn *pgx.Conn) error {
	if _, err := conn.Exec(ctx, rolesSQL); err != nil {
		return fmt.Errorf("make roles: %w", err)
	}
	return nil
}

func asOwner(ctx context.Context, url string) error {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	cfg.ConnConfig.RuntimeParams["role"] = owner
	cfg.ConnConfig.RuntimeParams["application_name"] = "kobo migrate"
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	defer pool.Close()
	db := stdlib.OpenDBFromPool(pool)
	defer db.Close()

	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, steps,
		goose.WithTableName("kobo.goose_version"),
		goose.WithSessionLocker(locker),
		goose.WithDisableGlobalRegistry(true),
		// River alters a type and then uses it, which one transaction can't.
		goose.WithGoMigrations(goose.NewGoMigration(5, &goose.GoFunc{RunDB: func(ctx context.Context, _ *sql.DB) error {
			return river(ctx, pool)
		}}, nil)))
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return loadGrid(ctx, pool)
}

// river makes the queue's tables.
func river(ctx context.Context, pool *pgxpool.Pool) error {
	if _, err := pool.Exec(ctx, "create schema if not exists river"); err != nil {
		return err
	}
	migrator, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Schema: "river"})
	if err != nil {
		return err
	}
	_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, &rivermigrate.MigrateOpts{TargetVersion: riverVersion})
	return err
}

// loadGrid makes the database's grid the one that is compiled in: both walls read the same.
func loadGrid(ctx context.Context, pool *pgxpool.Pool) error {
	grid, err := access.Load()
	if err != nil {
		return err
	}
	err = pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "delete from kobo.grid"); err != nil {
			return err
		}
		_, err := tx.CopyFrom(ctx, pgx.Identifier{"kobo", "grid"},
			[]string{"name", "kind", "module", "right_name", "read", "write", "act"},
			pgx.CopyFromSlice(len(grid.Rows()), func(i int) ([]any, error) {
				r := grid.Rows()[i]
				return []any{r.Name, r.Kind, r.Module, r.Right, r.Read, r.Write, r.Act}, nil
			}))
		return err
	})
	if err != nil {
		return fmt.Errorf("load the grid of rights: %w", err)
	}
	return nil
}

// Hash tells one state of the migrations from another: databases that were migrated under equal hashes are alike.
func Hash() string {
	h := sha256.New()
	names, _ := fs.Glob(steps, "*") // the pattern is well formed
	for _, name := range names {
		text, _ := steps.ReadFile(name) // it is compiled in
		fmt.Fprintf(h, "%s %d\n%s", name, len(text), text)
	}
	fmt.Fprint(h, rolesSQL, databaseSQL)
	grid, err := access.Load()
	if err != nil {
		return "no grid" // Up reports it
	}
	fmt.Fprint(h, riverVersion, grid.Rows())
	return hex.EncodeToString(h.Sum(nil))
}
