package migrations_test

import (
	"context"
	"testing"

	"kobo/internal/postgres/local"
	"kobo/internal/testdb"
	"kobo/migrations"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// The tables are those of ent/schema: a field that was added without a migration fails here, with the statements that are missing.
func TestNoDrift(t *testing.T) {
	t.Parallel()
	missing, err := migrations.Compare(t.Context(), testdb.New(t).URL(local.Superuser))
	if err != nil {
		t.Fatal(err)
	}
	if missing != "" {
		t.Errorf("go run ./migrations/diff NAME would write:\n%s", missing)
	}
}

func TestTwiceIsOnce(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	pool := db.Pool(t)
	state := func() (s string) {
		t.Helper()
		if err := pool.QueryRow(t.Context(), `select md5(string_agg(x, ';' order by x)) from (
			select concat_ws(' ', 'policy', tablename, policyname, roles, cmd, qual, with_check) x from pg_policies
			union all select concat_ws(' ', 'relation', oid, relname, (select array_agg(a order by a::text) from unnest(relacl) a), relfilenode) from pg_class where relnamespace::regnamespace::text in ('public', 'kobo', 'auth', 'river')
			union all select concat_ws(' ', 'function', oid, proname, proacl, prosrc) from pg_proc where pronamespace::regnamespace::text in ('public', 'kobo', 'auth', 'river')
			union all select 'grid ' || g::text from kobo.grid g
			union all select 'step ' || version_id from kobo.goose_version) x`).Scan(&s); err != nil {
			t.Fatal(err)
		}
		return s
	}
	before := state()
	if err := migrations.Up(context.WithoutCancel(t.Context()), db.URL(local.Superuser)); err != nil {
		t.Fatal(err)
	}
	if state() != before {
		t.Error("migrating a second time changed something")
	}
	if _, err := pool.Exec(t.Context(), "call kobo.build_wall()"); err != nil {
		t.Fatal(err)
	}
	if state() != before {
		t.Error("building the wall a second time changed something")
	}
	if first, again := migrations.Hash(), migrations.Hash(); first != again || len(first) != 64 {
		t.Errorf("hash is %q, then %q", first, again)
	}
}
