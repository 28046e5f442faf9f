package postgres_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kobo/ent/dwelling"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/postgres"
	"kobo/internal/testdb"
	"kobo/internal/viewer"
)

// one is a database served over one connection a pool, so that every statement meets what the one before it left.
func one(t *testing.T) (*postgres.DB, town) {
	db := testdb.New(t)
	return db.Open(t, func(c *postgres.Config) { c.Reads, c.Acts, c.Now = 1, 1, func() time.Time { return now } }), newTown(t, db.Pool(t), "0301")
}

func TestNobodySeesNothing(t *testing.T) {
	t.Parallel()
	served, _ := one(t)
	if err := served.Read(t.Context(), postgres.Statement{SQL: "select 1"}); fault.CodeOf(err) != fault.Unauthenticated {
		t.Errorf("read: %v", err)
	}
	if err := served.Tx(t.Context(), func(*postgres.Tx) error { t.Error("acted"); return nil }); fault.CodeOf(err) != fault.Unauthenticated {
		t.Errorf("act: %v", err)
	}
	for _, role := range []viewer.Role{"", "none", "postgres", "kobo_owner", "kobo_auth", "kobo_finder", "kobo_queue"} {
		v := &viewer.Viewer{Role: role}
		if err := served.Read(as(t, v), postgres.Statement{SQL: "select 1"}); err == nil {
			t.Errorf("read as %q", role)
		}
		if err := served.Tx(as(t, v), func(*postgres.Tx) error { return nil }); err == nil {
			t.Errorf("acted as %q", role)
		}
	}
}

// However a transaction ends, its identity is gone from the connection.
func TestIdentityEndsWithItsTransaction(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	// Policies say: rows only for who is set. A look at the settings themselves says it without policies.
	const settings = `select concat(nullif(current_user, session_user), current_setting('kobo.municipality', true), current_setting('kobo.units', true),
		current_setting('kobo.viewer', true), current_setting('kobo.read', true), current_setting('kobo.write', true), current_setting('kobo.modules', true))`
	w := newTown(t, db.Pool(t), "0301")
	v := w.staff("boligoversikt")
	v.Units = w.units[:]

	for name, end := range map[string]func(ctx context.Context, run func(ctx context.Context, sql string) error) error{
		"success": func(ctx context.Context, run func(context.Context, string) error) error { return run(ctx, "select 1") },
		"error": func(ctx context.Context, run func(context.Context, string) error) error {
			return run(ctx, "select 1/0")
		},
		"timeout": func(ctx context.Context, run func(context.Context, string) error) error {
			ctx, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
			defer cancel()
			return run(ctx, "select pg_sleep(30)")
		},
		"cancel": func(ctx context.Context, run func(context.Context, string) error) error {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(50*time.Millisecond, cancel)
			return run(ctx, "select pg_sleep(30)")
		},
		"panic": func(ctx context.Context, run func(context.Context, string) error) (err error) {
			defer func() { err = fmt.Errorf("panicked: %v", recover()) }()
			return run(ctx, "panic")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := db.Open(t, func(c *postgres.Config) { c.Reads, c.Acts = 1, 1 })
			// left is what a new transaction on the one connection finds before it says who it is.
			left := func(read bool) (s string) {
				t.Helper()
				if err := postgres.Bare(t.Context(), served, read, settings, &s); err != nil {
					t.Fatal(err)
				}
				return s
			}
			err := end(as(t, v), func(ctx context.Context, sql string) error {
				return served.Read(ctx, postgres.Statement{SQL: strings.Replace(sql, "panic", "select 1", 1), Rows: func(rows pgx.Rows) error {
					for rows.Next() {
					}
					if sql == "panic" {
						panic("in rows")
					}
					return rows.Err()
				}})
			})
			if (err == nil) != (name == "success") {
				t.Fatalf("the read ended with %v", err)
			}
			if s := left(true); s != "" {
				t.Errorf("the read left %q", s)
			}
			err = end(as(t, v), func(ctx context.Context, sql string) error {
				return served.Tx(ctx, func(tx *postgres.Tx) error {
					if sql == "panic" {
						panic("in an act")
					}
					_, err := tx.Exec(ctx, sql)
					return err
				})
			})
			if (err == nil) != (name == "success") {
				t.Fatalf("the act ended with %v", err)
			}
			if s := left(false); s != "" {
				t.Errorf("the act left %q", s)
			}
			switch name {
			case "timeout":
				if !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("a deadline is told as %v", err)
				}
			case "cancel":
				if !errors.Is(err, context.Canceled) {
					t.Errorf("a cancelled request is told as %v", err)
				}
			}
			if n := count(t, served, v, "dwelling"); n != 2 {
				t.Errorf("the connection is of no use any more: %d dwellings", n)
			}
		})
	}
}

// Values go as parameters: what they hold is never part of a statement.
func TestQuoteInIdentity(t *testing.T) {
	t.Parallel()
	served, w := one(t)
	v := w.staff(`x', 'y', false); create table public.broken (); --`, "boligoversikt")
	v.Name, v.Purpose, v.Modules = `O'Brien $1 \'`, `'; drop table actor; --`, append(v.Modules, `a','b`)
	if n := count(t, served, v, "dwelling"); n != 2 {
		t.Errorf("%d dwellings", n)
	}
	if err := served.Tx(as(t, v), func(*postgres.Tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if n, err := number(as(t, v), served, "select count(*) from actor where name = $1", v.Name); n != 1 || err != nil {
		t.Errorf("the name is kept %d times, %v", n, err)
	}
}

func TestReadsDontWrite(t *testing.T) {
	t.Parallel()
	served, w := one(t)
	v := w.staff("boligoversikt")
	err := served.Read(as(t, v), postgres.Statement{SQL: "update dwelling set version = version + 1"})
	if e := (*postgres.Error)(nil); !errors.As(err, &e) || e.State != "25006" {
		t.Errorf("a read wrote: %v", err)
	}
	// All statements of a read see one snapshot.
	var first, second string
	into := func(s *string) func(pgx.Rows) error {
		return func(rows pgx.Rows) error {
			for rows.Next() {
				if err := rows.Scan(s); err != nil {
					return err
				}
			}
			return nil
		}
	}
	if err := served.Read(as(t, v),
		postgres.Statement{SQL: "select pg_current_snapshot()::text || current_setting('transaction_isolation')", Rows: into(&first)},
		postgres.Statement{SQL: "select pg_current_snapshot()::text || current_setting('transaction_isolation')", Rows: into(&second)}); err != nil {
		t.Fatal(err)
	}
	if first != second || !strings.HasSuffix(first, "repeatable read") {
		t.Errorf("snapshots %q and %q", first, second)
	}
}

// An error names what was violated and holds nothing of what was written.
func TestErrorsHoldNoValues(t *testing.T) {
	t.Parallel()
	served, w := one(t)
	v := w.staff("boligoversikt", "administrator")
	const secret = "01829912345"
	for name, c := range map[string]struct {
		sql  string
		args []any
		want string
	}{
		"value that doesn't parse": {"select $1::text::uuid", []any{secret}, "postgres: statement refused (SQLSTATE 22P02)"},
		"argument of another type": {"select $1::uuid", []any{int64(1829912345)}, "postgres: argument 0 (from 0) doesn't fit the statement"},
		"no such column":           {"select nothing from dwelling", nil, `postgres: column "nothing" does not exist (SQLSTATE 42703)`},
		"unique value taken": {
			"insert into word_mapping (id, municipality_id, \"column\", word, code, recorded_at) select gen_random_uuid(), $2, 'x', $1, 'y', now() from generate_series(1, 2)",
			[]any{secret, w.id}, "CONFLICT fault.conflictOther",
		},
		"check": {"update dwelling set postal_code = $1", []any{secret}, "BAD_REQUEST fault.invalidOther"},
		"null":  {"update dwelling set street = null where $1 <> ''", []any{secret}, "BAD_REQUEST fault.invalidOther"},
		"reference": {
			"update dwelling set property_id = $2 where $1 <> ''", []any{secret, entity.New(entity.Property, now)}, "NOT_FOUND fault.notFound",
		},
	} {
		err := served.Tx(as(t, v), func(tx *postgres.Tx) error {
			_, err := tx.Exec(t.Context(), c.sql, c.args...)
			if err == nil || strings.Contains(err.Error(), secret[1:]) {
				t.Errorf("%s: inside the act: %v", name, err)
			}
			return fmt.Errorf("wrapped: %w", err)
		})
		if err == nil || strings.Contains(err.Error(), secret[1:]) || strings.TrimPrefix(err.Error(), "wrapped: ") != c.want {
			t.Errorf("%s: %v, not %s", name, err, c.want)
		}
	}
	if err := served.Read(as(t, v), postgres.Statement{SQL: "select $1::text", Args: []any{secret}, Rows: func(rows pgx.Rows) error {
		var n int
		for rows.Next() {
			if err := rows.Scan(&n); err != nil {
				return err
			}
		}
		return nil
	}}); err == nil || strings.Contains(err.Error(), secret[1:]) {
		t.Errorf("a scan: %v", err)
	}
}

func TestActWithEnt(t *testing.T) {
	t.Parallel()
	served, w := one(t)
	v := w.staff("boligoversikt")
	err := served.Tx(as(t, v), func(tx *postgres.Tx) error {
		if !tx.Now.Equal(now.Truncate(time.Microsecond)) || tx.Today.Format(time.RFC3339) != "2026-04-01T00:00:00Z" {
			t.Errorf("now is %s, today %s", tx.Now, tx.Today)
		}
		d, err := tx.Ent.Dwelling.UpdateOneID(w.dwellings[0]).Where(dwelling.Version(1)).AddVersion(1).Save(as(t, v))
		if err != nil {
			return err
		}
		// ent and native statements are in the same transaction.
		n := 0
		return tx.Query(t.Context(), "select version from dwelling where id = $1", []any{d.ID}, func(rows pgx.Rows) error {
			for rows.Next() {
				if err := rows.Scan(&n); err != nil {
					return err
				}
			}
			if n != 2 || d.Version != 2 {
				t.Errorf("versions %d and %d", n, d.Version)
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, act := range map[string]func(*postgres.Tx) error{
		"stale or missing": func(tx *postgres.Tx) error {
			return tx.Ent.Dwelling.UpdateOneID(w.dwellings[0]).Where(dwelling.Version(1)).AddVersion(1).Exec(as(t, v))
		},
		"row of no right": func(tx *postgres.Tx) error { _, err := tx.Ent.Municipality.Get(as(t, v), entity.Nil); return err },
	} {
		if err := served.Tx(as(t, v), act); fault.CodeOf(err) != fault.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	boom := errors.New("boom")
	if err := served.Tx(as(t, v), func(tx *postgres.Tx) error {
		if err := tx.Ent.Dwelling.UpdateOneID(w.dwellings[0]).SetStreet("Borte").Exec(as(t, v)); err != nil {
			return err
		}
		return boom
	}); !errors.Is(err, boom) {
		t.Errorf("the act's own error came back as %v", err)
	}
	if n, _ := number(as(t, v), served, "select count(*) from dwelling where street = 'Borte'"); n != 0 {
		t.Error("an act that failed left something")
	}
	if err := served.Tx(as(t, v), func(tx *postgres.Tx) error { // an error that is swallowed is no success
		_, _ = tx.Exec(t.Context(), "select 1/0")
		return nil
	}); err == nil {
		t.Error("a transaction that can't commit is told as done")
	}
	if n, err := number(as(t, v), served, "select count(*) from actor where viewer_id = $1 and name = $2", v.ID, v.Name); n != 1 || err != nil {
		t.Errorf("the actor is noted %d times, %v", n, err)
	}
}

func TestRetriedOnce(t *testing.T) {
	t.Parallel()
	served, w := one(t)
	for fails, want := range map[int]bool{1: true, 2: false} {
		calls := 0
		err := served.Tx(as(t, w.staff("boligoversikt")), func(tx *postgres.Tx) error {
			calls++
			if _, err := tx.Exec(t.Context(), "update dwelling set floor = coalesce(floor, 0) + 1"); err != nil {
				return err
			}
			if calls <= fails {
				_, err := tx.Exec(t.Context(), "do $$ begin raise exception using errcode = '40001'; end $$")
				return err
			}
			return nil
		})
		if calls != 2 || (err == nil) != want {
			t.Errorf("after %d serialization failures: %d calls, %v", fails, calls, err)
		}
	}
	if n, _ := number(as(t, w.staff("boligoversikt")), served, "select sum(floor) from dwelling"); n != 2 {
		t.Errorf("the effect is there %d times", n/2)
	}
}

func TestDeadlockIsRetried(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	served, w := db.Open(t), newTown(t, db.Pool(t), "0301")
	var both sync.WaitGroup
	both.Add(2)
	var calls atomic.Int32
	errs := make(chan error, 2)
	for i := range 2 {
		go func() {
			first := true
			errs <- served.Tx(as(t, w.staff("boligoversikt")), func(tx *postgres.Tx) error {
				calls.Add(1)
				for step := range 2 {
					if _, err := tx.Exec(t.Context(), "update dwelling set version = version + 1 where id = $1", w.dwellings[(i+step)%2]); err != nil {
						return err
					}
					if first {
						first = false
						both.Done()
						both.Wait()
					}
				}
				return nil
			})
		}()
	}
	if err := errors.Join(<-errs, <-errs); err != nil || calls.Load() != 3 {
		t.Errorf("%d calls, %v", calls.Load(), err)
	}
}

func TestCopyFrom(t *testing.T) {
	t.Parallel()
	served, w := one(t)
	v := w.staff("boligoversikt")
	columns := []string{"id", "municipality_id", "unit_id", "data_class", "name", "media_type", "size", "sha256", "recorded_at"}
	row := func(class string, unit entity.ID) []any {
		return []any{entity.New(entity.File, now), w.id, unit, class, `"æ" \ 'ø'`, "text/plain", int64(1) << 40, []byte{0, 0xff}, now.Truncate(time.Microsecond)}
	}
	err := served.Tx(as(t, v), func(tx *postgres.Tx) error {
		n, err := tx.CopyFrom(t.Context(), "file", columns, [][]any{row("DWELLING", w.units[0]), row("IMPORT", w.units[1])})
		if n != 2 {
			t.Errorf("%d rows", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if n, err := number(as(t, v), served, `select count(*) from file where name = $1 and sha256 = $2 and size = 1::bigint << 40 and recorded_at = $3`,
		`"æ" \ 'ø'`, []byte{0, 0xff}, now.Truncate(time.Microsecond)); n != 2 || err != nil {
		t.Errorf("%d rows came through whole, %v", n, err)
	}
	v.Units = w.units[:1]
	if err := served.Tx(as(t, v), func(tx *postgres.Tx) error {
		_, err := tx.CopyFrom(t.Context(), "file", columns, [][]any{row("DWELLING", w.units[0]), row("DWELLING", w.units[1])})
		return err
	}); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("a row for a unit that isn't one's own: %v", err)
	}
	reader := w.staff("administrator") // reads dwellings, not imports
	if n := count(t, served, reader, "file"); n != 1 {
		t.Errorf("sees %d files, not the one of its class", n)
	}
}

func TestOnce(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	at := now
	served, w := db.Open(t, func(c *postgres.Config) { c.Now = func() time.Time { return at } }), newTown(t, db.Pool(t), "0301")
	type result struct{ ID entity.ID }
	v, effects := w.staff("boligoversikt"), 0
	act := func(v *viewer.Viewer, key *uuid.UUID, name string) (r result, err error) {
		err = served.Tx(as(t, v), func(tx *postgres.Tx) error {
			if done, err := tx.Once(t.Context(), key, name, &r); done || err != nil {
				return err
			}
			effects++
			r.ID = entity.New(entity.Note, at)
			return tx.Remember(t.Context(), key, name, r)
		})
		return r, err
	}
	key := uuid.New()
	first, err := act(v, &key, "noteAdd")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := act(v, &key, "noteAdd"); err != nil || again != first || effects != 1 {
		t.Errorf("the same key: %v, %v, %d effects", again, err, effects)
	}
	if _, err := act(v, &key, "noteRemove"); !errors.Is(err, fault.New(fault.Invalid, "fault.keyReused")) {
		t.Errorf("another act's key: %v", err)
	}
	if _, err := act(w.staff("boligoversikt"), &key, "noteAdd"); err == nil {
		t.Error("another viewer got in with the key")
	}
	if r, err := act(v, nil, "noteAdd"); err != nil || r == first {
		t.Errorf("no key: %v, %v", r, err)
	}
	effects = 0
	at = at.Add(postgres.KeyLife + time.Second)
	if late, err := act(v, &key, "noteAdd"); err != nil || late == first || effects != 1 {
		t.Errorf("the key a day later: %v, %v, %d effects", late, err, effects)
	}
	at = at.Add(postgres.KeyLife)
	jobs := db.Open(t, func(c *postgres.Config) { c.URL, c.Now = db.URL("kobo_work"), func() time.Time { return at } })
	if err := jobs.Tx(as(t, &viewer.Viewer{Role: viewer.Job, Municipality: w.id, Purpose: "rydding"}), func(tx *postgres.Tx) error {
		n, err := tx.ForgetKeys(t.Context())
		if n != 1 {
			t.Errorf("%d keys forgotten", n)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
}

// Two requests with the same key at the same time have one effect: the second waits until the first has ended.
func TestOnceAtTheSameTime(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	pool := db.Pool(t)
	served, w := db.Open(t), newTown(t, pool, "0301")
	v, key := w.staff("boligoversikt"), uuid.New()
	effects := 0
	act := func(before func()) error {
		return served.Tx(as(t, v), func(tx *postgres.Tx) error {
			var n int
			if done, err := tx.Once(t.Context(), &key, "act", &n); done || err != nil {
				return err
			}
			before()
			effects++
			return tx.Remember(t.Context(), &key, "act", 7)
		})
	}
	if err := served.Tx(as(t, v), func(*postgres.Tx) error { return nil }); err != nil { // or the second waits for the viewer's name
		t.Fatal(err)
	}
	second := make(chan error, 1)
	err := act(func() {
		go func() { second <- act(func() {}) }()
		for waits := false; !waits; {
			select {
			case err := <-second:
				t.Errorf("the second didn't wait: %v", err)
				second <- err
				return
			default:
			}
			if err := pool.QueryRow(t.Context(), `select exists (select from pg_locks where locktype = 'advisory' and not granted
				and database = (select oid from pg_database where datname = current_database()))`).Scan(&waits); err != nil {
				t.Error(err)
				return
			}
		}
	})
	if err := errors.Join(err, <-second); err != nil || effects != 1 {
		t.Errorf("%d effects, %v", effects, err)
	}
}

func TestListen(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	pool := db.Pool(t)
	served, a, b := db.Open(t), newTown(t, pool, "0301"), newTown(t, pool, "4601")
	listener, err := postgres.Listen(t.Context(), db.URL("kobo_serve"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	hearA, cancelA := listener.Subscribe(a.id)
	hearB, cancelB := listener.Subscribe(b.id)
	defer cancelB()
	change := func(w town, fail error, ids ...entity.ID) {
		t.Helper()
		err := served.Tx(as(t, w.staff("boligoversikt")), func(tx *postgres.Tx) error {
			tx.Changed(ids...)
			return fail
		})
		if !errors.Is(err, fail) {
			t.Fatal(err)
		}
	}
	change(a, errors.New("no"), entity.New(entity.Dwelling, now))
	change(a, nil, a.dwellings[0], a.dwellings[0])
	if got := <-hearA; !slices.Equal(got, a.dwellings[:1]) {
		t.Errorf("heard %v: what was undone, or twice", got)
	}

	// Many ids come in several notices, each short enough; very many as a hint to read everything.
	for _, c := range []struct{ changed, notices, heard int }{{500, 3, 500}, {5000, 1, 0}} {
		ids := make([]entity.ID, c.changed)
		for i := range ids {
			ids[i] = entity.New(entity.Dwelling, now)
		}
		change(a, nil, ids...)
		heard := 0
		for range c.notices {
			got := <-hearA
			heard += len(got)
			if text, _ := json.Marshal(got); len(text) > 7000 {
				t.Errorf("a notice of %d bytes", len(text))
			}
		}
		if heard != c.heard {
			t.Errorf("heard %d of %d ids", heard, c.changed)
		}
	}

	change(b, nil, b.dwellings[0])
	if got := <-hearB; !slices.Equal(got, b.dwellings[:1]) {
		t.Errorf("the other municipality heard %v first", got)
	}
	cancelA()
	cancelA()
	if _, open := <-hearA; open {
		t.Error("a cancelled subscription is open")
	}

	// A subscriber that doesn't read is dropped, and the others go on.
	slow, cancel := listener.Subscribe(b.id)
	defer cancel()
	for range 80 {
		change(b, nil, b.dwellings[1])
		<-hearB
	}
	n := 0
	for range slow {
		n++
	}
	if n != 64 {
		t.Errorf("a slow subscriber got %d notices before it was dropped", n)
	}

	// A lost connection is made anew, and everyone told to read again.
	if _, err := pool.Exec(t.Context(), "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'kobo listener' and datname = current_database()"); err != nil {
		t.Fatal(err)
	}
	if got, open := <-hearB; got != nil || !open {
		t.Errorf("after a lost connection: %v, open %t", got, open)
	}
	change(b, nil, b.dwellings[0])
	if got := <-hearB; !slices.Equal(got, b.dwellings[:1]) {
		t.Errorf("after a lost connection: %v", got)
	}
	listener.Close()
	if _, open := <-hearB; open {
		t.Error("a closed listener's subscription is open")
	}
	if late, _ := listener.Subscribe(b.id); func() bool { _, open := <-late; return open }() {
		t.Error("subscribed to a closed listener")
	}
}

func TestAuthSeesOnlyItsOwn(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	newTown(t, db.Pool(t), "0301")
	auth, err := postgres.OpenAuth(t.Context(), db.URL("kobo_auth"))
	if err != nil {
		t.Fatal(err)
	}
	defer auth.Close()
	for table, want := range map[string]int{"municipality": 1, "unit": 2, "network": 1, "onboarding": 0, "sessions": 0, "staff": 0, "citizen": 0, "system": 0} {
		var n int
		if err := auth.Pool.QueryRow(t.Context(), "select count(*) from "+table).Scan(&n); err != nil || n != want {
			t.Errorf("%s: %d rows, %v", table, n, err)
		}
	}
	for _, table := range []string{"dwelling", "tenancy", "actor", "municipality_settings", "river.river_job"} {
		if _, err := auth.Pool.Exec(t.Context(), "select from "+table); err == nil || !strings.Contains(err.Error(), "42501") {
			t.Errorf("%s: %v", table, err)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	db := testdb.New(b)
	served := db.Open(b)
	id := entity.New(entity.Municipality, now)
	if _, err := db.Pool(b).Exec(b.Context(), "insert into municipality (id, number, name, organisation_number) values ($1, '0301', 'x', 'x')", id); err != nil {
		b.Fatal(err)
	}
	ctx := viewer.NewContext(b.Context(), town{id: id}.staff("boligoversikt"))
	for _, table := range []string{"municipality", "dwelling", "tenancy", "history"} {
		b.Run(table, func(b *testing.B) {
			for b.Loop() {
				if _, err := number(ctx, served, "select count(*) from "+table); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
