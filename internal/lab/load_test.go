package lab

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kobo/internal/entity"
	"kobo/internal/file"
	"kobo/internal/lab/synthetic"
	"kobo/internal/postgres/local"
	"kobo/internal/secret"
	"kobo/internal/testdb"
	"kobo/migrations"
)

func TestMain(m *testing.M) {
	testdb.Main(m, testdb.Setup{Migrate: migrations.Up, Hash: migrations.Hash()})
}

var today = time.Date(2026, time.November, 25, 0, 0, 0, 0, time.UTC)

func small(t *testing.T) *synthetic.Norway {
	t.Helper()
	n, err := synthetic.New(synthetic.Config{Seed: seed, Profile: synthetic.Small, Today: today})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func testKeys(t *testing.T) *secret.Keys {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys.json")
	if err := secret.Create(path, true); err != nil {
		t.Fatal(err)
	}
	keys, err := secret.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// one reads one value.
func one[T any](t *testing.T, pool *pgxpool.Pool, sql string, args ...any) T {
	t.Helper()
	rows, err := pool.Query(t.Context(), sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	value, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[T])
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return value
}

// never are rows that must not be in a loaded database.
var never = map[string]string{
	"a dwelling with two tenancies in force": `select dwelling_id from tenancy where ended_on is null and cancelled_at is null
		group by dwelling_id having count(*) > 1`,
	"a dwelling let without a tenancy, or with one and not let": `select d.id from dwelling d
		where (d.status = 'LET') <> exists (select from tenancy t where t.dwelling_id = d.id and t.ended_on is null)`,
	"a status that is not the last period's": `select d.id from dwelling d where d.status <>
		(select p.status from status_period p where p.dwelling_id = d.id order by p.valid_from desc, p.recorded_at desc limit 1)`,
	"two periods from one day": `select dwelling_id from status_period group by dwelling_id, valid_from having count(*) > 1`,
	"vacant since another day than the last time it was not let": `select d.id from dwelling d where d.vacant_since is distinct from (
		select case when d.status in ('LET', 'SOLD') then null else min(p.valid_from) end from status_period p
		where p.dwelling_id = d.id and p.valid_from > coalesce((select max(l.valid_from) from status_period l
			where l.dwelling_id = d.id and l.status = 'LET'), '-infinity'))`,
	"an outlook that says something else than the tenancy": `select d.id from dwelling d left join outlook o on o.id = d.id
		left join tenancy t on t.dwelling_id = d.id and t.ended_on is null
		left join reservation r on r.dwelling_id = d.id and r.state = 'ACTIVE'
		where o.id is null or o.tenancy_id is distinct from t.id or o.shielded <> coalesce(t.shielded, false)
			or o.notice_given <> (t.notice_on is not null) or o.contract_ends_on is distinct from t.ends_on
			or (o.vacant_on is null) <> (o.reason is null)
			or o.vacant_on is distinct from case when t.id is not null then least(t.vacates_on, t.ends_on)
				when d.left_on is null then least(case when d.status in ('UNDER_MAINTENANCE', 'UNAVAILABLE') then d.planned_ready_on end, r.held_until) end`,
	"a reservation of a dwelling that is sold": `select r.id from reservation r join dwelling d on d.id = r.dwelling_id where d.status = 'SOLD'`,
	"a tenancy whose latest terms are others": `select t.id from tenancy t where
		(select row(x.kind, x.starts_on, x.ends_on, x.persons, x.notice_on, x.notice_by, x.vacates_on, x.ended_on, x.end_kind)
			from tenancy_term x where x.tenancy_id = t.id order by x.recorded_at desc limit 1)
		is distinct from row(t.kind, t.starts_on, t.ends_on, t.persons, t.notice_on, t.notice_by, t.vacates_on, t.ended_on, t.end_kind)`,
	"a tenancy in force without a rent": `select t.id from tenancy t where t.ended_on is null
		and not exists (select from rent_period r where r.tenancy_id = t.id)`,
	"a rent that is not the sum of its parts": `select r.id from rent_period r where r.total_ore <>
		(select sum(c.value::bigint) from jsonb_each_text(r.components) c)`,
	"a row of a shielded tenancy that is not shielded, or the other way round": `select t.id from tenancy t join (
			select tenancy_id, shielded from tenancy_term union all select tenancy_id, shielded from rent_period union all
			select tenancy_id, shielded from status_period where status = 'LET' union all select tenancy_id, shielded from tenant) x
		on x.tenancy_id = t.id where x.shielded <> t.shielded`,
	"a period that tells when a shielded tenancy ended": `select p.id from status_period p join tenancy t on t.id = p.tenancy_id
		where t.shielded and p.status <> 'LET'
		union select p.id from status_period p where p.reason = 'MOVED_OUT' and exists (select from tenancy t
			where t.dwelling_id = p.dwelling_id and t.shielded and t.ended_on = p.valid_from - 1)`,
	"a let period of no tenancy": `select p.id from status_period p where p.status = 'LET' and p.tenancy_id is null
		and p.valid_from >= (select min(starts_on) from tenancy t where t.dwelling_id = p.dwelling_id)`,
	"something recorded after the day began": `select id from (select id, recorded_at from dwelling union all
		select id, recorded_at from status_period union all select id, recorded_at from tenancy union all
		select id, recorded_at from tenancy_term union all select id, recorded_at from rent_period) x where recorded_at >= '2026-11-25'`,
	"a dwelling that free text does not find by its postal code": `select d.id from dwelling d where d.search not like '% ' || d.postal_code || '%'`,
	"an image without its file": `select d.id from dwelling d where d.cover_image_id is not null
		and not exists (select from image i join file f on f.id = i.file_id where i.id = d.cover_image_id and i.dwelling_id = d.id)`,
}

func TestLoad(t *testing.T) {
	t.Parallel()
	db, n, keys := testdb.New(t), small(t), testKeys(t)
	last := 0
	err := Load(t.Context(), db.URL(local.Superuser), n, keys, func(_ string, done, total int) {
		if done <= last || total != 835 {
			t.Errorf("progress %d of %d after %d", done, total, last)
		}
		last = done
	})
	if err != nil {
		t.Fatal(err)
	}
	bucket, err := file.OpenBucket(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	files := &file.Store{Bucket: bucket, Keys: keys}
	photos, err := Photos(t.Context(), db.URL(local.Superuser), n, files)
	if err != nil || photos == 0 || photos > maxPhotos {
		t.Fatalf("%d photos: %v", photos, err)
	}
	pool := db.Pool(t)

	if last != 835 {
		t.Errorf("progress ended at %d", last)
	}
	for number, want := range map[string]int{"9901": 714, "9902": 121} {
		got := one[int](t, pool, `select count(*) from dwelling d join municipality m on m.id = d.municipality_id
			where m.number = $1 and d.status <> 'SOLD' and d.left_on is null`, number)
		if got != want {
			t.Errorf("%s has %d dwellings in stock, want %d", number, got, want)
		}
	}
	if got := one[int](t, pool, "select count(*) from tenancy where shielded"); got == 0 {
		t.Error("no shielded tenancy: nothing of them is tested")
	}
	for what, sql := range never {
		if got := one[int](t, pool, "select count(*) from ("+sql+") x"); got != 0 {
			t.Errorf("%s: %d", what, got)
		}
	}
	t.Run("references", func(t *testing.T) { testReferences(t, pool) })
	t.Run("ids", func(t *testing.T) { testIDs(t, pool) })
	t.Run("tenants", func(t *testing.T) { testTenants(t, pool, n, keys) })
	t.Run("photos", func(t *testing.T) {
		id := one[entity.ID](t, pool, "select id from file limit 1")
		content, err := files.Open(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		defer content.Close()
		if data, err := io.ReadAll(content); err != nil || !bytes.HasPrefix(data, []byte{0xff, 0xd8}) {
			t.Errorf("a photo is no JPEG file: %v", err)
		}
	})
}

// testReferences checks every foreign key, since none is checked while rows are copied.
func testReferences(t *testing.T, pool *pgxpool.Pool) {
	rows, err := pool.Query(t.Context(), `select c.conname, c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text
		from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
		where c.contype = 'f' and c.connamespace = 'public'::regnamespace`)
	if err != nil {
		t.Fatal(err)
	}
	type key struct{ Name, Table, Column, To string }
	keys, err := pgx.CollectRows(rows, pgx.RowToStructByPos[key])
	if err != nil || len(keys) < 30 {
		t.Fatalf("%d foreign keys: %v", len(keys), err)
	}
	for _, k := range keys {
		if n := one[int](t, pool, fmt.Sprintf("select count(*) from %s a where a.%q is not null and not exists (select from %s b where b.id = a.%q)",
			k.Table, k.Column, k.To, k.Column)); n != 0 {
			t.Errorf("%s: %d rows refer to nothing", k.Name, n)
		}
	}
}

// testIDs checks that ids carry the kind of what they name.
func testIDs(t *testing.T, pool *pgxpool.Pool) {
	for table, kind := range map[string]entity.Kind{
		"municipality": entity.Municipality, "unit": entity.Unit, "dwelling": entity.Dwelling, "building": entity.Building,
		"property": entity.Property, "agreement": entity.Agreement, "agreement_term": entity.AgreementTerm, "tenancy": entity.Tenancy,
		"tenancy_term": entity.TenancyTerm, "tenant": entity.Tenant, "reservation": entity.Reservation, "status_period": entity.StatusPeriod,
		"rent_period": entity.RentPeriod, "stock_change": entity.StockChange, "history": entity.History, "network": entity.Network,
		"onboarding": entity.Onboarding, "file": entity.File, "image": entity.Image,
	} {
		if id := one[entity.ID](t, pool, "select id from "+table+" limit 1"); !id.Is(kind) {
			t.Errorf("%s has ids of kind %s", table, id.Kind())
		}
	}
}

// testTenants checks that only the municipality with the casework module knows who its tenants are, and that their numbers open.
func testTenants(t *testing.T, pool *pgxpool.Pool, n *synthetic.Norway, keys *secret.Keys) {
	if got := one[string](t, pool, `select string_agg(distinct m.number, ',') from tenant t join municipality m on m.id = t.municipality_id`); got != synthetic.Krokvik {
		t.Errorf("tenants are known in %s", got)
	}
	if a, b := one[int](t, pool, "select count(*) from tenant"), one[int](t, pool,
		"select count(*) from tenancy t join municipality m on m.id = t.municipality_id where m.number = $1", synthetic.Krokvik); a != b {
		t.Errorf("%d tenants of %d tenancies", a, b)
	}
	var tenant *synthetic.Person
	s := n.Municipality(0)
	for i := range s.Dwellings {
		if y := s.Dwellings[i].Tenancy(); y != nil {
			tenant = &y.Tenant
			break
		}
	}
	rows, err := pool.Query(t.Context(), "select id, national_id_sealed from tenant where national_id_index = $1", keys.IndexIdentity(tenant.Pid))
	if err != nil {
		t.Fatal(err)
	}
	type row struct {
		ID     entity.ID
		Sealed []byte
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[row])
	if err != nil || len(found) == 0 {
		t.Fatalf("the tenant is not found by number: %v", err)
	}
	if pid, err := keys.OpenIdentity(found[0].Sealed, found[0].ID[:]); err != nil || pid != tenant.Pid {
		t.Errorf("the number does not open: %v", err)
	}
}

func TestLoadIsReproducible(t *testing.T) {
	t.Parallel()
	sum := func() string {
		db := testdb.New(t)
		if err := Load(t.Context(), db.URL(local.Superuser), small(t), testKeys(t), nil); err != nil {
			t.Fatal(err)
		}
		pool := db.Pool(t)
		var all []string
		for _, table := range []string{"dwelling", "tenancy", "tenancy_term", "status_period", "rent_period", "outlook", "history"} {
			all = append(all, one[string](t, pool, "select md5(string_agg(x::text, '' order by x.id)) from "+table+" x"))
		}
		return strings.Join(all, " ")
	}
	if a, b := sum(), sum(); a != b {
		t.Errorf("two loads differ:\n%s\n%s", a, b)
	}
}

func TestLoadStopsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Load(ctx, testdb.New(t).URL(local.Superuser), small(t), testKeys(t), nil); err == nil {
		t.Error("a load that was told to stop went on")
	}
}
