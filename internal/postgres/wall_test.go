package postgres_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"kobo/internal/access"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/postgres"
	"kobo/internal/testdb"
	"kobo/internal/viewer"
)

// Every table has its class and, for every role, policies or no access at all.
func TestEveryTableIsBehindTheWall(t *testing.T) {
	t.Parallel()
	pool := testdb.New(t).Pool(t)
	grid, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	var classes []string
	for _, c := range grid.Classes() {
		classes = append(classes, c.Name)
	}
	public := []string{"municipality", "disposition_rule"} // what everyone sees whole
	type table struct {
		Name, Class string
		Secured     bool
	}
	rows, err := pool.Query(t.Context(), `select c.relname as name, coalesce(w.class, '') as class, c.relrowsecurity as secured
		from pg_class c left join kobo.wall w on w.table_name = c.relname
		where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowToStructByName[table])
	if err != nil {
		t.Fatal(err)
	}
	if len(tables) < 29 {
		t.Fatalf("only %d tables", len(tables))
	}
	for _, table := range tables {
		if !slices.Contains(classes, table.Class) {
			t.Errorf("%s has the class %q, which the grid doesn't know", table.Name, table.Class)
		}
		if !table.Secured {
			t.Errorf("%s has no row-level security", table.Name)
		}
		for _, role := range []viewer.Role{viewer.Staff, viewer.Citizen, viewer.Partner, viewer.Vendor, viewer.Stats, viewer.Job} {
			var policies []string
			var granted, deletes bool
			if err := pool.QueryRow(t.Context(), `select array(select qual || coalesce(with_check, '') from pg_policies
				where schemaname = 'public' and tablename = $1 and $2::name = any (roles) and cmd in ('SELECT', 'ALL')),
				has_table_privilege($2, $1, 'select'), has_table_privilege($2, $1, 'truncate,references,trigger')`, table.Name, string(role)).
				Scan(&policies, &granted, &deletes); err != nil {
				t.Fatal(err)
			}
			isPublic := slices.Contains(public, table.Name)
			switch {
			case deletes:
				t.Errorf("%s may do more to %s than read and write rows", role, table.Name)
			case role == viewer.Stats && !isPublic:
				if granted || len(policies) > 0 {
					t.Errorf("%s can reach %s", role, table.Name)
				}
			case !granted || len(policies) == 0:
				t.Errorf("%s has no policy or no grant on %s", role, table.Name)
			case isPublic:
			case role == viewer.Citizen || role == viewer.Partner:
				if !slices.Equal(policies, []string{"false"}) {
					t.Errorf("%s sees rows of %s: %v", role, table.Name, policies)
				}
			default:
				for _, p := range policies {
					if p != "false" && !strings.Contains(p, "municipality_id = ( SELECT kobo.municipality() AS municipality)") {
						t.Errorf("%s of %s isn't bound to the municipality: %s", role, table.Name, p)
					}
				}
			}
		}
	}
}

func TestNothingForEveryone(t *testing.T) {
	t.Parallel()
	pool := testdb.New(t).Pool(t)
	for what, sql := range map[string]string{
		"a function that everyone may run": `select p.oid::regprocedure::text from pg_proc p where pronamespace = 'kobo'::regnamespace
			and has_function_privilege('kobo_serve', p.oid, 'execute')`,
		"a definer function with an open search path": `select p.oid::regprocedure::text from pg_proc p where pronamespace = 'kobo'::regnamespace
			and prosecdef and (proconfig @> array['search_path=""'] is not true or proowner <> 'kobo_finder'::regrole)`,
		"a privilege of a login role": `select c.oid::regclass::text from pg_class c, unnest('{kobo_serve,kobo_work}'::text[]) r
			where c.relnamespace::regnamespace::text in ('public', 'kobo', 'auth', 'river', 'stats') and c.relkind in ('r', 'v', 'p', 'm')
			and exists (select from aclexplode(c.relacl) a where a.grantee = r::regrole)`,
		"a table owned by one who serves": `select c.oid::regclass::text from pg_class c where c.relkind in ('r', 'p')
			and c.relnamespace::regnamespace::text in ('public', 'kobo', 'auth', 'river', 'stats') and c.relowner <> 'kobo_owner'::regrole`,
		"a viewer role in the schemas of login and queue": `select r from unnest('{kobo_staff,kobo_citizen,kobo_partner,kobo_vendor,kobo_stats,kobo_job}'::text[]) r,
			unnest('{auth,river}'::text[]) s where has_schema_privilege(r, s, 'usage')`,
		"serve in the place of a job": `select 'kobo_job' where pg_has_role('kobo_serve', 'kobo_job', 'member') or pg_has_role('kobo_serve', 'kobo_owner', 'member')
			or pg_has_role('kobo_serve', 'kobo_finder', 'member') or pg_has_role('kobo_serve', 'kobo_auth', 'member')`,
	} {
		rows, err := pool.Query(t.Context(), sql)
		if err != nil {
			t.Fatal(what, err)
		}
		found, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(what, err)
		}
		if len(found) > 0 {
			t.Errorf("%s: %v", what, found)
		}
	}
}

// Both walls answer alike, for each right alone with and without write, and for each module.
func TestSameAnswerAsTheGrid(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	served, w := db.Open(t), newTown(t, db.Pool(t), "0301")
	grid, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	check := func(v *viewer.Viewer) {
		t.Helper()
		bits := grid.Bits(v.Grants, v.Modules)
		var reads, writes, acts []string
		if err := served.Read(as(t, v), postgres.Statement{
			SQL: `select array(select n from unnest($1::text[]) n where kobo.may(n) and n = any (kobo.readable())),
				array(select n from unnest($1::text[]) n where kobo.may_write(n)), array(select n from unnest($1::text[]) n where kobo.may_act(n))`,
			Args: []any{names(grid)},
			Rows: func(rows pgx.Rows) error {
				for rows.Next() {
					if err := rows.Scan(&reads, &writes, &acts); err != nil {
						return err
					}
				}
				return nil
			},
		}); err != nil {
			t.Fatal(err)
		}
		for _, n := range names(grid) {
			if grid.Reads(bits, n) != slices.Contains(reads, n) || grid.Writes(bits, n) != slices.Contains(writes, n) || grid.May(bits, n) != slices.Contains(acts, n) {
				t.Errorf("%s for %v, modules %v: the walls disagree", n, v.Grants, v.Modules)
			}
		}
	}
	check(w.staff())
	for _, right := range append(grid.Rights(), "no-such-right") {
		for _, write := range []bool{false, true} {
			for _, modules := range [][]string{nil, {"register"}, access.Modules} {
				v := w.staff()
				v.Grants, v.Modules = []viewer.Grant{{Right: right, Write: write}}, modules
				check(v)
			}
		}
	}
	all := w.staff(grid.Rights()...)
	check(all)
}

func names(g *access.Grid) (list []string) {
	for _, e := range append(g.Classes(), g.Acts()...) {
		list = append(list, e.Name)
	}
	return list
}

func TestWhoSeesWhichRows(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	pool := db.Pool(t)
	served, a := db.Open(t), newTown(t, pool, "0301")
	newTown(t, pool, "4601")
	worked := db.Open(t, func(c *postgres.Config) { c.URL = db.URL("kobo_work") })

	inUnit := a.staff("boligoversikt")
	inUnit.Units = a.units[1:]
	nowhere := a.staff("boligoversikt")
	nowhere.Units = []entity.ID{entity.Nil}
	readOnly := a.staff()
	readOnly.Grants = []viewer.Grant{{Right: "lesetilgang"}}
	closed := a.staff("boligoversikt")
	closed.Modules = nil
	vendor := a.staff("bolig-api")
	vendor.Role = viewer.Vendor
	citizen := &viewer.Viewer{Role: viewer.Citizen, ID: entity.New(entity.Citizen, now), Grants: []viewer.Grant{{Right: "citizen"}}, Modules: access.Modules}
	partner := a.staff("samhandler")
	partner.Role = viewer.Partner
	none := a.staff("boligoversikt")
	none.Municipality = entity.Nil

	for _, c := range []struct {
		who                                        string
		v                                          *viewer.Viewer
		dwelling, tenancy, settings, unit, commune int
	}{
		{"staff of the whole municipality", a.staff("boligoversikt"), 2, 1, 0, 2, 2},
		{"staff of one unit", inUnit, 1, 0, 0, 2, 2},
		{"staff of a unit that isn't there", nowhere, 0, 0, 0, 2, 2},
		{"holder of the shielded right", a.staff("boligoversikt", "skjermet"), 2, 2, 0, 2, 2},
		{"the shielded right alone", a.staff("skjermet"), 0, 0, 0, 2, 2},
		{"administrator", a.staff("administrator"), 2, 0, 1, 2, 2},
		{"reader", readOnly, 2, 1, 0, 2, 2},
		{"no right", a.staff(), 0, 0, 0, 2, 2},
		{"module not open", closed, 0, 0, 0, 2, 2},
		{"vendor", vendor, 2, 1, 0, 2, 2},
		{"citizen", citizen, 0, 0, 0, 0, 2},
		{"partner", partner, 0, 0, 0, 0, 2},
		{"staff of no municipality", none, 0, 0, 0, 0, 2},
	} {
		for table, want := range map[string]int{
			"dwelling": c.dwelling, "tenancy": c.tenancy, "municipality_settings": c.settings, "network": c.settings, "unit": c.unit, "municipality": c.commune,
		} {
			if got := count(t, served, c.v, table); got != want {
				t.Errorf("%s sees %d rows of %s, not %d", c.who, got, table, want)
			}
		}
	}

	job := &viewer.Viewer{Role: viewer.Job, Municipality: a.id, Purpose: "test"}
	if n, m := count(t, worked, job, "dwelling"), count(t, worked, job, "tenancy"); n != 2 || m != 2 {
		t.Errorf("a job sees %d dwellings and %d tenancies of its municipality, not 2 and 2", n, m)
	}
	if _, err := number(as(t, job), served, "select 1"); err == nil {
		t.Error("the login that serves people can be a job")
	}
	stats := a.staff("statistikk")
	stats.Role = viewer.Stats
	if _, err := number(as(t, stats), served, "select count(*) from dwelling"); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("an analyst and a base table: %v", err)
	}
	if n := count(t, served, stats, "municipality"); n != 2 {
		t.Errorf("an analyst sees %d municipalities", n)
	}
	// What a rule must know of all rows doesn't depend on who asks, and stops at the municipality.
	for _, v := range []*viewer.Viewer{a.staff(), inUnit, a.staff("skjermet")} {
		n, err := number(as(t, v), served, "select kobo.dwelling_taken($1)::int + kobo.vacancy_warning_days()", a.dwellings[1])
		if err != nil || n != 46 {
			t.Errorf("taken and warning days: %d, %v", n, err)
		}
	}
	if n, err := number(as(t, none), served, "select kobo.dwelling_taken($1)::int", a.dwellings[1]); n != 0 || err != nil {
		t.Errorf("another municipality's dwelling is taken: %d, %v", n, err)
	}
}

func TestWhoWritesWhichRows(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	pool := db.Pool(t)
	served, a, b := db.Open(t), newTown(t, pool, "0301"), newTown(t, pool, "4601")

	inUnit := a.staff("boligoversikt")
	inUnit.Units = a.units[:1]
	reader := a.staff()
	reader.Grants = []viewer.Grant{{Right: "boligoversikt"}}
	vendor := a.staff("bolig-api")
	vendor.Role = viewer.Vendor
	citizen := &viewer.Viewer{Role: viewer.Citizen, ID: entity.New(entity.Citizen, now), Grants: []viewer.Grant{{Right: "citizen", Write: true}}, Modules: access.Modules}
	clerk := a.staff("boligoversikt")

	const (
		note    = "insert into note (id, municipality_id, unit_id, dwelling_id, recorded_at, text) values ($1, $2, $3, $4, now(), 'x')"
		history = "insert into history (id, municipality_id, unit_id, dwelling_id, recorded_at, kind, data_class, changes) values ($1, $2, $3, $4, now(), 'X', 'DWELLING', '[]')"
		outlook = "insert into outlook (id, municipality_id, unit_id) select $4, $2, $3 where $1::uuid is not null"
		tenant  = "insert into tenancy (id, municipality_id, unit_id, dwelling_id, recorded_at, kind, starts_on, shielded) values ($1, $2, $3, $4, now(), 'X', '2025-01-01', true)"
	)
	arguments := func(w town, unit int) []any {
		return []any{entity.New(entity.Note, now), w.id, w.units[unit], w.dwellings[unit]}
	}
	for _, c := range []struct {
		what string
		v    *viewer.Viewer
		sql  string
		args []any
		want fault.Code
	}{
		{"a note", clerk, note, arguments(a, 0), ""},
		{"a note in another municipality", clerk, note, arguments(b, 0), fault.NotFound},
		{"a note in another unit", inUnit, note, arguments(a, 1), fault.NotFound},
		{"a note in one's unit", inUnit, note, arguments(a, 0), ""},
		{"a note without write", reader, note, arguments(a, 0), fault.NotFound},
		{"a vendor's note", vendor, note, arguments(a, 0), fault.NotFound},
		{"a vendor's history", vendor, history, arguments(a, 0), ""},
		{"a vendor's outlook", vendor, outlook, arguments(a, 0), ""},
		{"a citizen's history", citizen, history, arguments(a, 0), fault.NotFound},
		{"an administrator's history", a.staff("administrator"), history, arguments(a, 0), fault.NotFound},
		{"a dwelling that isn't there", clerk, note, []any{entity.New(entity.Note, now), a.id, a.units[0], entity.New(entity.Dwelling, now)}, fault.NotFound},
		{"a shielded tenancy without the right", clerk, tenant, arguments(a, 0), fault.NotFound},
		{"settings", a.staff("administrator"), "update municipality_settings set phone = '1' where id = $1 and $2::uuid is not null and $3::uuid is not null and $4::uuid is not null",
			[]any{a.id, a.id, a.id, a.id}, ""},
	} {
		err := served.Tx(as(t, c.v), func(tx *postgres.Tx) error {
			_, err := tx.Exec(t.Context(), c.sql, c.args...)
			return err
		})
		if got := fault.CodeOf(err); got != c.want {
			t.Errorf("%s: %q (%v), not %q", c.what, got, err, c.want)
		}
	}

	touched := func(v *viewer.Viewer, sql string, args ...any) (n int64, err error) {
		err = served.Tx(as(t, v), func(tx *postgres.Tx) (err error) {
			n, err = tx.Exec(t.Context(), sql, args...)
			return err
		})
		return n, err
	}
	for _, c := range []struct {
		what string
		v    *viewer.Viewer
		sql  string
		args []any
		want string
	}{
		{"own dwellings", clerk, "update dwelling set version = version", nil, "2 <nil>"},
		{"the unit's dwelling", inUnit, "update dwelling set version = version", nil, "1 <nil>"},
		{"a dwelling into a unit one can't see", inUnit, "update dwelling set unit_id = $1", []any{a.units[1]}, "0 NOT_FOUND fault.notFound"},
		{"rewriting history", clerk, "update history set note = 'never'", nil, "0 NOT_FOUND fault.notFound"},
		{"history follows its dwelling", clerk, "update history set unit_id = $1", []any{a.units[1]}, "1 <nil>"},
		{"deleting a dwelling", clerk, "delete from dwelling", nil, "0 NOT_FOUND fault.notFound"},
		{"the municipality without the right", clerk, "update municipality set name = 'Ny'", nil, "0 <nil>"},
		{"one's municipality", a.staff("administrator"), "update municipality set name = 'Ny'", nil, "1 <nil>"},
		{"deleting a network", a.staff("administrator"), "delete from network", nil, "1 <nil>"},
	} {
		n, err := touched(c.v, c.sql, c.args...)
		if got := fmt.Sprint(n, " ", err); got != c.want {
			t.Errorf("%s: %s, not %s", c.what, got, c.want)
		}
	}

	// A saved filter is one's own; shared, the others' to read.
	owner, other := a.staff("boligoversikt"), a.staff("boligoversikt")
	for _, shared := range []bool{false, true} {
		if _, err := touched(owner, `insert into saved_filter (id, municipality_id, unit_id, owner_id, name, address, shared)
			values ($1, $2, $3, $4, $5, '?', $6)`, entity.New(entity.SavedFilter, now), a.id, a.units[0], owner.ID, fmt.Sprint(shared), shared); err != nil {
			t.Fatal(err)
		}
	}
	if mine, theirs := count(t, served, owner, "saved_filter"), count(t, served, other, "saved_filter"); mine != 2 || theirs != 1 {
		t.Errorf("the owner sees %d filters and the other %d, not 2 and 1", mine, theirs)
	}
	if n, err := touched(other, "delete from saved_filter"); n != 0 || err != nil {
		t.Errorf("another's filters: %d deleted, %v", n, err)
	}
	if n, err := touched(owner, "delete from saved_filter"); n != 2 || err != nil {
		t.Errorf("one's own filters: %d deleted, %v", n, err)
	}
}
