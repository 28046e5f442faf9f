package postgres_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kobo/internal/access"
	"kobo/internal/entity"
	"kobo/internal/postgres"
	"kobo/internal/testdb"
	"kobo/internal/viewer"
)

func TestMain(m *testing.M) { testdb.Main(m) }

var now = time.Date(2026, 3, 31, 22, 30, 0, 123456789, time.UTC) // the first of April in Norway

// town is a municipality with two units, each with a dwelling that is let; the second's tenant has a protected address.
type town struct {
	id            entity.ID
	units         [2]entity.ID
	dwellings     [2]entity.ID
	openTenancy   entity.ID
	secretTenancy entity.ID
}

func newTown(t *testing.T, pool *pgxpool.Pool, number string) town {
	t.Helper()
	exec := func(sql string, args ...any) {
		t.Helper()
		if _, err := pool.Exec(t.Context(), sql, args...); err != nil {
			t.Fatal(err)
		}
	}
	w := town{id: entity.New(entity.Municipality, now)}
	exec("insert into municipality (id, number, name, organisation_number) values ($1, $2, $3, $4)", w.id, number, "Kommune "+number, "91000"+number)
	exec("insert into municipality_settings (id, municipality_id, vacancy_warning_days) values ($1, $1, 45)", w.id)
	exec("insert into network (id, municipality_id, cidr, recorded_at) values ($1, $2, '10.0.0.0/8', now())", entity.New(entity.Unit, now), w.id)
	for i := range w.units {
		w.units[i], w.dwellings[i] = entity.New(entity.Unit, now), entity.New(entity.Dwelling, now)
		exec("insert into unit (id, municipality_id, name) values ($1, $2, $3)", w.units[i], w.id, fmt.Sprint("Bydel ", i))
		exec(`insert into dwelling (id, municipality_id, unit_id, recorded_at, changed_at, street, type, disposition, status, entered_on, search, address_key, features)
			values ($1, $2, $3, now(), now(), 'Storgata', 'APARTMENT', 'OWNED', 'READY', '2020-01-01', '', '', '[]')`, w.dwellings[i], w.id, w.units[i])
	}
	w.openTenancy, w.secretTenancy = entity.New(entity.Tenancy, now), entity.New(entity.Tenancy, now)
	for i, id := range []entity.ID{w.openTenancy, w.secretTenancy} {
		exec(`insert into tenancy (id, municipality_id, unit_id, dwelling_id, recorded_at, kind, starts_on, shielded)
			values ($1, $2, $3, $4, now(), 'ORDINARY', '2024-01-01', $5)`, id, w.id, w.units[i], w.dwellings[i], i == 1)
	}
	return w
}

// staff is one of the municipality's staff with write on the rights, all modules open.
func (w town) staff(rights ...string) *viewer.Viewer {
	v := &viewer.Viewer{
		Role: viewer.Staff, ID: entity.New(entity.Staff, now), Name: "Trine Saksbehandler", Municipality: w.id,
		Modules: access.Modules, Language: "nb",
	}
	for _, r := range rights {
		v.Grants = append(v.Grants, viewer.Grant{Right: r, Write: true})
	}
	return v
}

func as(t *testing.T, v *viewer.Viewer) context.Context { return viewer.NewContext(t.Context(), v) }

// count is how many rows of a table the viewer sees.
func count(t *testing.T, db *postgres.DB, v *viewer.Viewer, table string) int {
	t.Helper()
	n, err := number(as(t, v), db, "select count(*) from "+table)
	if err != nil {
		t.Fatalf("%s as %s: %v", table, v.Role, err)
	}
	return n
}

// number reads one number.
func number(ctx context.Context, db *postgres.DB, sql string, args ...any) (n int, err error) {
	err = db.Read(ctx, postgres.Statement{SQL: sql, Args: args, Rows: func(rows pgx.Rows) error {
		for rows.Next() {
			if err := rows.Scan(&n); err != nil {
				return err
			}
		}
		return rows.Err()
	}})
	return n, err
}
