// Package testdb gives each test a migrated PostgreSQL database of its own.
//
// Migrations run once, into a template; each database is a copy of it, so tests may run in parallel and need no cleaning.
// The cluster is the one that KOBO_TEST_DATABASE_URL names, as `withcluster` sets it for a whole run of `go test ./...`, or
// else a throwaway cluster of this test process. A package with tests that use it says so once:
//
//	func TestMain(m *testing.M) { testdb.Main(m) }
//
// and a test serves viewers from its database with testdb.New(t).Open(t). The package knows the migrations and the login role,
// and nothing of what the tables mean.
package testdb

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kobo/internal/postgres"
	"kobo/internal/postgres/local"
	"kobo/migrations"
)

// Variable names the environment variable with the URL of a cluster to use: its superuser's, to any database.
// Everything in that cluster is the tests' own.
const Variable = "KOBO_TEST_DATABASE_URL"

// Setup says what a test's database holds when it isn't what the migrations make.
type Setup struct {
	// Migrate makes the template: url is an empty database's, as the superuser. It makes the roles too when they are missing:
	// roles are the whole cluster's. It must close its connections before it returns. What belongs to the database itself and
	// not to anything in it (ALTER DATABASE … SET, GRANT … ON DATABASE) is not in the copies.
	Migrate func(ctx context.Context, url string) error
	// Hash tells one state of the migrations from another: equal hashes share one template.
	Hash string
	// Owner is the role that owns each database, and that Pool connects as. Migrate makes it, able to log in.
	// Empty: the superuser.
	Owner string
}

// DB is one test's database.
type DB struct {
	name    string
	cluster *cluster
}

// cluster is what the tests of one process share: a server, and in it the template.
type cluster struct {
	setup   Setup
	url     *url.URL       // the superuser's, to the maintenance database
	private *local.Cluster // nil when KOBO_TEST_DATABASE_URL named another
	admin   *pgxpool.Pool
}

// process is this test process's cluster, since `go test` gives TestMain no other way to reach the tests. Main sets it before
// any test runs; it starts at the first New.
var process struct {
	setup *Setup
	once  sync.Once
	*cluster
	err error
}

// Main runs a package's tests, as Run does, and ends the process.
func Main(m *testing.M, setup ...Setup) { os.Exit(Run(m, setup...)) }

// Run runs a package's tests and returns the exit code. A cluster that New started is stopped and removed. Databases are made by the
// migrations, or by the one setup given.
func Run(m *testing.M, setup ...Setup) int {
	process.setup = &Setup{Migrate: migrations.Up, Hash: migrations.Hash()}
	if len(setup) > 0 {
		process.setup = &setup[0]
	}
	code := m.Run()
	if c := process.cluster; c != nil {
		if err := c.close(); err != nil {
			fmt.Fprintln(os.Stderr, "testdb:", err)
			code = max(code, 1)
		}
	}
	return code
}

// New makes a migrated database for the test and drops it when the test has ended.
// The test fails at once when the package's TestMain doesn't call Main, or no database can be made.
func New(t testing.TB) *DB {
	t.Helper()
	if process.setup == nil {
		t.Fatal("testdb: call testdb.Main in the package's TestMain")
	}
	process.once.Do(func() {
		process.cluster, process.err = open(context.WithoutCancel(t.Context()), *process.setup)
	})
	if process.err != nil {
		t.Fatalf("testdb: %v", process.err)
	}
	c := process.cluster
	db := &DB{name: "kobo_test_" + strings.ToLower(rand.Text()), cluster: c}
	// Copying files is faster here than copying through the log, since a fast cluster waits for no disk.
	sql := fmt.Sprintf("create database %s template %s strategy file_copy", db.name, quote(c.template()))
	if owner := c.setup.Owner; owner != "" {
		sql += " owner " + quote(owner)
	}
	if _, err := c.admin.Exec(t.Context(), sql); err != nil {
		t.Fatalf("testdb: make a database: %v", err)
	}
	t.Cleanup(func() {
		if _, err := c.admin.Exec(context.WithoutCancel(t.Context()), "drop database "+db.name+" with (force)"); err != nil {
			t.Errorf("testdb: drop a database: %v", err)
		}
	})
	return db
}

// URL is where a role finds the database. The role needs LOGIN, and a password only where the cluster asks for one.
func (db *DB) URL(user string) string { return db.cluster.at(db.name, user) }

// Pool is a small pool of connections as the owner, whom no row is hidden from, for arranging and looking at rows.
// It is closed when the test ends.
func (db *DB) Pool(t testing.TB) *pgxpool.Pool {
	t.Helper()
	user := db.cluster.setup.Owner
	if user == "" {
		user = db.cluster.url.User.Username()
	}
	pool, err := newPool(t.Context(), db.URL(user), 4)
	if err != nil {
		t.Fatalf("testdb: connect: %v", err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// Open serves viewers from the database, as the program does: no row is seen without a viewer in the context. change, if given,
// adjusts the configuration first. Closed when the test ends.
func (db *DB) Open(t testing.TB, change ...func(*postgres.Config)) *postgres.DB {
	t.Helper()
	c := postgres.Config{URL: db.URL("kobo_serve"), Reads: 4, Acts: 4, Log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	for _, f := range change {
		f(&c)
	}
	served, err := postgres.Open(t.Context(), c)
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	t.Cleanup(served.Close)
	return served
}

// open finds or starts the cluster and makes the template in it.
func open(ctx context.Context, s Setup) (_ *cluster, err error) {
	c := &cluster{setup: s}
	address := os.Getenv(Variable)
	if address == "" {
		if c.private, err = local.Start(ctx, local.Config{Fast: true}); err != nil {
			return nil, err
		}
		address = c.private.URL(local.Maintenance, local.Superuser)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.close())
		}
	}()
	if c.url, err = url.Parse(address); err != nil || c.url.User == nil {
		return nil, fmt.Errorf("%s is not a URL of the form postgres://user@host/database", Variable) // it may hold a password
	}
	if c.admin, err = newPool(ctx, address, 4); err != nil {
		return nil, err
	}
	if err := c.makeTemplate(ctx); err != nil {
		return nil, fmt.Errorf("make the template database: %w", err)
	}
	return c, nil
}

// template names the template database after the migrations in it.
func (c *cluster) template() string {
	return "kobo_template_" + c.setup.Hash[:min(len(c.setup.Hash), 40)] // a name is at most 63 bytes
}

// templateLock is the advisory lock under which test processes that share a cluster make the template once.
const templateLock = 0x6b6f626f

// makeTemplate makes the template when the cluster has none. A database is marked as a template when it is complete; what a
// killed process left half made is dropped.
func (c *cluster) makeTemplate(ctx context.Context) error {
	conn, err := c.admin.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	exec := func(sql string) error {
		_, err := conn.Exec(ctx, sql)
		return err
	}
	if err := exec(fmt.Sprintf("select pg_advisory_lock(%d)", templateLock)); err != nil {
		return err
	}
	defer func() { _ = exec(fmt.Sprintf("select pg_advisory_unlock(%d)", templateLock)) }() // goes with the session at the latest

	name, quoted := c.template(), quote(c.template())
	var complete bool
	if err := conn.QueryRow(ctx, "select exists (select from pg_database where datname = $1 and datistemplate)", name).
		Scan(&complete); err != nil || complete {
		return err
	}
	if err := exec("drop database if exists " + quoted + " with (force)"); err != nil {
		return err
	}
	if err := exec("create database " + quoted + " template template0"); err != nil {
		return err
	}
	if err := c.setup.Migrate(ctx, c.at(name, c.url.User.Username())); err != nil {
		return err
	}
	return exec("alter database " + quoted + " with is_template true allow_connections false")
}

// at is where a role finds a database of the cluster.
func (c *cluster) at(database, user string) string {
	u := *c.url
	u.Path = "/" + database
	if user != u.User.Username() {
		u.User = url.User(user)
	}
	return u.String()
}

func (c *cluster) close() error {
	if c.admin != nil {
		c.admin.Close()
	}
	if c.private == nil {
		return nil
	}
	return c.private.Stop()
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }

func newPool(ctx context.Context, address string, size int32) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, err
	}
	cfg.MaxConns = size
	return pgxpool.NewWithConfig(ctx, cfg)
}
