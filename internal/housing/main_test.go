package housing_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kobo/internal/access"
	"kobo/internal/day"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/housing"
	"kobo/internal/message"
	"kobo/internal/postgres"
	"kobo/internal/testdb"
	"kobo/internal/viewer"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is a municipality in a database of its own, on 25 November 2026.
type town struct {
	*testing.T
	id, unit entity.ID
	pool     *pgxpool.Pool // the owner's: sees every row
	db       *postgres.DB
	acts     *housing.Housing // for people
	jobs     *housing.Housing // for the daily job
	now      time.Time
}

func newTown(t *testing.T) *town {
	t.Helper()
	d := testdb.New(t)
	w := &town{T: t, pool: d.Pool(t), now: time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)}
	w.id, w.unit = entity.New(entity.Municipality, w.now), entity.New(entity.Unit, w.now)
	clock := func(c *postgres.Config) { c.Now = func() time.Time { return w.now } }
	w.db = d.Open(t, clock)
	grid, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	w.acts = housing.New(housing.Config{DB: w.db, Grid: grid, Keys: keys{}})
	work := d.Open(t, clock, func(c *postgres.Config) { c.URL = d.URL("kobo_work") })
	w.jobs = housing.New(housing.Config{DB: work, Grid: grid})
	w.exec("insert into municipality (id, number, name, organisation_number) values ($1, '3905', 'Tønsberg', '921383681')", w.id)
	w.exec("insert into unit (id, municipality_id, name) values ($1, $2, 'Tønsberg')", w.unit, w.id)
	return w
}

// keys seals visibly, so that a test sees what was sealed to what.
type keys struct{}

func (keys) SealIdentity(number string, context []byte) ([]byte, error) {
	return fmt.Appendf(nil, "sealed %s to %x", number, context), nil
}
func (keys) IndexIdentity(number string) []byte { return []byte("index of " + number) }

func (w *town) exec(sql string, args ...any) {
	w.Helper()
	if _, err := w.pool.Exec(w.Context(), sql, args...); err != nil {
		w.Fatal(err)
	}
}

// rows reads what there is, whoever may see it: a row's values are parted by spaces.
func (w *town) rows(sql string, args ...any) (out []string) {
	w.Helper()
	rows, err := w.pool.Query(w.Context(), joined(sql), args...)
	if err != nil {
		w.Fatal(err)
	}
	out, err = pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		w.Fatal(err)
	}
	return out
}

// joined gives a statement's rows as one text each: t and f for booleans, nothing for null.
func joined(sql string) string {
	return `select array_to_string(array(select case value when 'true' then 't' when 'false' then 'f' else value end
		from json_each_text(row_to_json(x))), ' ') from (` + sql + ") x"
}

// seen reads the same as somebody.
func (w *town) seen(ctx context.Context, sql string, args ...any) (out []string) {
	w.Helper()
	err := w.db.Read(ctx, postgres.Statement{SQL: joined(sql), Args: args, Rows: func(rows pgx.Rows) (err error) {
		out, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	}})
	if err != nil {
		w.Fatal(err)
	}
	return out
}

// want compares what there is with what there should be.
func (w *town) want(got []string, want ...string) {
	w.Helper()
	if !slices.Equal(got, want) {
		w.Errorf("got:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// staff is a context of staff with write on the rights, all modules open.
func (w *town) staff(rights ...string) context.Context {
	return w.staffWith(access.Modules, rights...)
}

func (w *town) staffWith(modules []string, rights ...string) context.Context {
	v := &viewer.Viewer{
		Role: viewer.Staff, ID: entity.New(entity.Staff, w.now), Name: "Trine Saksbehandler", Municipality: w.id, Modules: modules, Language: "nb",
	}
	for _, r := range rights {
		name, read := strings.CutSuffix(r, ":read")
		v.Grants = append(v.Grants, viewer.Grant{Right: name, Write: !read})
	}
	return viewer.NewContext(w.Context(), v)
}

// job is a context of the daily job.
func (w *town) job() context.Context {
	return viewer.NewContext(w.Context(), &viewer.Viewer{Role: viewer.Job, Municipality: w.id, Purpose: "daily"})
}

// dwelling is a dwelling that entered the stock in 2015 as READY, and has had the statuses since, each as "READY 2026-11-20".
func (w *town) dwelling(statuses ...string) entity.ID {
	w.Helper()
	id := entity.New(entity.Dwelling, w.now)
	statuses = append([]string{"READY 2015-01-01"}, statuses...)
	status, since, _ := strings.Cut(statuses[len(statuses)-1], " ")
	vacant := ptr("2015-01-01")
	if status == "SOLD" {
		vacant = nil
	}
	w.exec(`insert into dwelling (id, municipality_id, unit_id, recorded_at, changed_at, street, type, disposition, status, vacant_since, entered_on,
			search, address_key, features)
		values ($1, $2, $3, $4, $4, 'Barlindveien', 'ORDINARY', 'OWNED', $5, $6, '2015-01-01', '', '', '[]')`,
		id, w.id, w.unit, w.now.Add(-time.Hour), status, vacant)
	if status == "SOLD" {
		w.exec("update dwelling set left_on = $2, exit = 'SOLD' where id = $1", id, since)
	}
	for _, s := range statuses {
		status, from, _ := strings.Cut(s, " ")
		w.exec(`insert into status_period (id, municipality_id, unit_id, dwelling_id, recorded_at, status, valid_from) values ($1, $2, $3, $4, $5, $6, $7)`,
			entity.New(entity.StatusPeriod, w.now), w.id, w.unit, id, w.now.Add(-time.Hour), status, from)
	}
	return id
}

// version reads the present version of a row.
func (w *town) version(table string, id entity.ID) (version int) {
	w.Helper()
	if err := w.pool.QueryRow(w.Context(), "select version from "+table+" where id = $1", id).Scan(&version); err != nil {
		w.Fatal(err)
	}
	return version
}

// line is the timeline of a dwelling that holds, and what the dwelling is today.
func (w *town) line(dwelling entity.ID) []string {
	w.Helper()
	return append(w.rows(`select status, valid_from from status_period where dwelling_id = $1 and superseded_at is null order by valid_from, recorded_at`, dwelling),
		w.rows(`select 'now', status, vacant_since from dwelling where id = $1`, dwelling)...)
}

// outlook is when the dwelling is expected to be vacant.
func (w *town) outlook(dwelling entity.ID) string {
	w.Helper()
	return strings.Join(w.rows(`select vacant_on, reason, case when notice_given then 'notice' end, 'ends ' || contract_ends_on, case when shielded then 'shielded' end
		from outlook where id = $1`, dwelling), ";")
}

// later is the town some hours later.
func (w *town) later(hours int) { w.now = w.now.Add(time.Duration(hours) * time.Hour) }

// refused checks that an act was refused, each fault as "CODE key field". Nothing wanted: that it was done.
func refused(t testing.TB, err error, want ...string) {
	t.Helper()
	var got []string
	for _, e := range fault.All(err) {
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s", e.Code, e.Message, e.Field)))
		if !message.Has(e.Message) {
			t.Errorf("%s has no text", e.Message)
		}
	}
	if err != nil && got == nil {
		t.Errorf("not an expected outcome: %v", err)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// date reads a day; one that may be missing with ptr.
func date(text string) day.Day {
	d, err := day.Parse(text)
	if err != nil {
		panic(errors.Join(err, errors.New(text)))
	}
	return d
}

func ptr[T any](v T) *T { return &v }
