package migrations

import (
	"context"
	"os"
	"strings"
	"text/template"

	"ariga.io/atlas/sql/migrate"
	"ariga.io/atlas/sql/postgres"
	atlas "ariga.io/atlas/sql/schema"
	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/schema"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	entmigrate "kobo/ent/migrate"
)

// Compare returns the statements that would make the tables of the database at url those of ent/schema; empty when they are.
// It changes nothing.
func Compare(ctx context.Context, url string) (string, error) {
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return "", err
	}
	cfg.RuntimeParams["search_path"] = "public" // else statements name the schema
	db := stdlib.OpenDB(*cfg)
	defer db.Close()

	temp, err := os.MkdirTemp("", "kobo-compare-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(temp)
	dir, err := migrate.NewLocalDir(temp)
	if err != nil {
		return "", err
	}
	format, err := migrate.NewTemplateFormatter(
		template.Must(template.New("").Parse("plan.sql")),
		template.Must(template.New("").Parse("{{ range .Changes }}{{ with .Comment }}-- {{ . }}\n{{ end }}{{ .Cmd }};\n{{ end }}")))
	if err != nil {
		return "", err
	}
	drv := entsql.OpenDB(dialect.Postgres, db)
	err = entmigrate.NewSchema(drv).NamedDiff(ctx, "plan", schema.WithDir(dir), schema.WithFormatter(format),
		schema.WithMigrationMode(schema.ModeInspect), schema.WithDropColumn(true), schema.WithDropIndex(true),
		schema.WithDiffHook(samePredicates))
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(temp + "/plan.sql")
	if os.IsNotExist(err) {
		return "", nil
	}
	return strings.TrimSpace(string(text)), err
}

// samePredicates lets an index's condition as PostgreSQL writes it, with brackets and casts, be the one in ent/schema.
func samePredicates(next schema.Differ) schema.Differ {
	return schema.DiffFunc(func(current, desired *atlas.Schema) ([]atlas.Change, error) {
		for _, table := range current.Tables {
			wanted, ok := desired.Table(table.Name)
			if !ok {
				continue
			}
			for _, index := range table.Indexes {
				other, ok := wanted.Index(index.Name)
				if !ok {
					continue
				}
				is, should := predicate(index), predicate(other)
				if is != nil && should != nil && plain.Replace(strings.ToLower(is.P)) == plain.Replace(strings.ToLower(should.P)) {
					is.P = should.P
				}
			}
		}
		return next.Diff(current, desired)
	})
}

var plain = strings.NewReplacer("(", "", ")", "", " ", "", "::text", "", "::character varying", "")

func predicate(index *atlas.Index) *postgres.IndexPredicate {
	for _, a := range index.Attrs {
		if p, ok := a.(*postgres.IndexPredicate); ok {
			return p
		}
	}
	return nil
}
