package testdb_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"kobo/internal/postgres/local"
	"kobo/internal/testdb"
)

// childHash, in the environment, makes this test binary one of several that share a cluster.
const childHash = "KOBO_TESTDB_TEST_CHILD"

var migrated atomic.Int32

func TestMain(m *testing.M) {
	hash := "0123"
	if h := os.Getenv(childHash); h != "" {
		hash = h
	}
	testdb.Main(m, testdb.Setup{Migrate: migrate, Hash: hash, Owner: "library_owner"})
}

func migrate(ctx context.Context, url string) error {
	migrated.Add(1)
	if os.Getenv(childHash) != "" {
		fmt.Println("migrated once")
	}
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, `
		do $$ begin
			if not exists (select from pg_roles where rolname = 'library_owner') then
				create role library_owner login; create role library_reader login;
			end if;
		end $$;
		create table book (title text);
		alter table book owner to library_owner;
		alter table book enable row level security;
		grant select on book to library_reader;
		insert into book values ('Sult');`)
	return err
}

func count(t *testing.T, db *testdb.DB, user string) (n int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), db.URL(user))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	if err := conn.QueryRow(t.Context(), "select count(*) from book").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestEachTestHasItsOwn(t *testing.T) {
	t.Parallel()
	for i := range 6 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			db := testdb.New(t)
			if _, err := db.Pool(t).Exec(t.Context(), "insert into book values ('Victoria')"); err != nil {
				t.Fatal(err)
			}
			if n := count(t, db, "library_owner"); n != 2 {
				t.Errorf("%d books, not the migrations' one and this test's one", n)
			}
			if n := count(t, db, "library_reader"); n != 0 {
				t.Errorf("a role without a policy sees %d books", n)
			}
			if n := migrated.Load(); n > 1 {
				t.Errorf("migrated %d times", n)
			}
		})
	}
}

func TestDroppedAtTheEnd(t *testing.T) {
	t.Parallel()
	var url string
	t.Run("a test", func(t *testing.T) {
		db := testdb.New(t)
		url = db.URL("library_owner")
		open, err := pgx.Connect(t.Context(), url) // a test that forgets to close is no hindrance
		if err != nil {
			t.Fatal(err)
		}
		_ = open
	})
	_, err := pgx.Connect(t.Context(), url)
	if err == nil || !strings.Contains(err.Error(), "3D000") {
		t.Fatalf("the database is still there: %v", err)
	}
}

func TestOwner(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	var user, owner string
	if err := db.Pool(t).QueryRow(t.Context(), `select current_user, pg_get_userbyid(datdba)
		from pg_database where datname = current_database()`).Scan(&user, &owner); err != nil {
		t.Fatal(err)
	}
	if user != "library_owner" || owner != "library_owner" {
		t.Errorf("connected as %s to a database of %s", user, owner)
	}
}

// Packages are tested in several processes at once: the first makes the template and the others wait for it.
func TestProcessesShareATemplate(t *testing.T) {
	t.Parallel()
	if os.Getenv(childHash) != "" {
		t.Skip("this is one of the processes")
	}
	cluster, err := local.Start(t.Context(), local.Config{Fast: true})
	if err != nil {
		t.Fatal(err)
	}
	defer cluster.Stop()

	// One was killed while it made the template.
	conn, err := pgx.Connect(t.Context(), cluster.URL(local.Maintenance, local.Superuser))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	if _, err := conn.Exec(t.Context(), `create database kobo_template_shared`); err != nil {
		t.Fatal(err)
	}

	outs := make(chan string, 3)
	for range cap(outs) {
		go func() {
			cmd := exec.Command(os.Args[0], "-test.run", "TestEachTestHasItsOwn")
			cmd.Env = append(os.Environ(), childHash+"=shared",
				testdb.Variable+"="+cluster.URL(local.Maintenance, local.Superuser))
			out, err := cmd.CombinedOutput()
			outs <- fmt.Sprintf("%s%v\n", out, err)
		}()
	}
	var all string
	for range cap(outs) {
		all += <-outs
	}
	if strings.Count(all, "PASS\n<nil>") != cap(outs) {
		t.Fatal(all)
	}
	if n := strings.Count(all, "migrated once"); n != 1 {
		t.Fatalf("migrated %d times:\n%s", n, all)
	}
}

func BenchmarkNew(b *testing.B) {
	testdb.New(b) // starts the cluster
	for b.Loop() {
		testdb.New(b)
	}
}
