// Package postgres is the only way to the database. Every statement runs as somebody: [DB.Read] and [DB.Tx] take the viewer
// from the context, refuse when there is none, and name the viewer's role and rights to PostgreSQL for one transaction, where
// row-level security (wall 2, migrations/) decides which rows exist. No identity outlives its transaction.
//
// The two serve different ends and have a pool each. Read sends row-shaped statements in one round trip and one snapshot;
// its connections can't write. Tx carries out one act: ent and native statements in one transaction that commits or leaves
// nothing. The package must not know what the tables mean.
package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"maps"
	"runtime"
	"time"
	_ "time/tzdata" // dates are Norwegian, also where the machine has no time zones

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
)

// Zone is where dates are taken: the day of an act is the Norwegian one.
const Zone = "Europe/Oslo"

// Config says how to reach the database that people and machines are served from.
type Config struct {
	// URL is the database's, with a login role that has the viewer roles and nothing else: kobo_serve, or kobo_work for jobs.
	URL string
	// Reads and Acts are the sizes of the two pools. 0: four connections a core.
	Reads, Acts int
	// Now is the clock. Nil: the machine's.
	Now func() time.Time
	// Log gets what an operator should look at. Nil: slog's default.
	Log *slog.Logger
	// Tracer sees every statement. May be nil.
	Tracer pgx.QueryTracer
}

// DB serves reads and acts of viewers. It is safe for concurrent use.
type DB struct {
	now   func() time.Time
	log   *slog.Logger
	zone  *time.Location
	reads *pgxpool.Pool
	acts  *pgxpool.Pool
	std   *sql.DB // acts, as ent needs it
}

// session is what holds for every connection that serves viewers. Generic plans are kept, since each statement has one text
// per role; a client that forgets its transaction loses it.
var session = map[string]string{
	"plan_cache_mode":                     "force_generic_plan",
	"jit":                                 "off",
	"idle_in_transaction_session_timeout": "60s",
	"timezone":                            Zone,
}

// Open makes the two pools. Connections are made when they are needed: a database that is down shows at the first use, or in Ping.
func Open(ctx context.Context, c Config) (_ *DB, err error) {
	db := &DB{now: c.Now, log: c.Log}
	if db.now == nil {
		db.now = time.Now
	}
	if db.log == nil {
		db.log = slog.Default()
	}
	if db.zone, err = time.LoadLocation(Zone); err != nil {
		return nil, err
	}
	if db.reads, err = newPool(ctx, c.URL, c.Reads, c.Tracer, "kobo reads", session, map[string]string{
		"default_transaction_read_only": "on",
		"default_transaction_isolation": "repeatable read",
		"statement_timeout":             "8s",
	}); err != nil {
		return nil, err
	}
	if db.acts, err = newPool(ctx, c.URL, c.Acts, c.Tracer, "kobo acts", session, map[string]string{
		"statement_timeout": "60s",
	}); err != nil {
		db.reads.Close()
		return nil, err
	}
	db.std = stdlib.OpenDBFromPool(db.acts)
	return db, nil
}

// Close waits for what runs and closes all connections.
func (db *DB) Close() {
	_ = db.std.Close() // it keeps no connection of its own
	db.acts.Close()
	db.reads.Close()
}

// Ping reports whether the database answers on both pools: readiness.
func (db *DB) Ping(ctx context.Context) error {
	if err := db.reads.Ping(ctx); err != nil {
		return clean(ctx, err)
	}
	return clean(ctx, db.acts.Ping(ctx))
}

// Stats are the pools' counters, for metrics.
func (db *DB) Stats() (reads, acts *pgxpool.Stat) { return db.reads.Stat(), db.acts.Stat() }

// Now is the time by the package's clock, in the precision that PostgreSQL keeps.
func (db *DB) Now() time.Time { return db.now().UTC().Truncate(time.Microsecond) }

// Today is the Norwegian date of Now, as midnight UTC: how dates are kept.
func (db *DB) Today() time.Time { return day(db.Now(), db.zone) }

func day(at time.Time, zone *time.Location) time.Time {
	y, m, d := at.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// statements is how many prepared statements a connection keeps: a few hundred texts, each once per role.
const statements = 2048

func newPool(ctx context.Context, url string, size int, tracer pgx.QueryTracer, name string, settings ...map[string]string) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err) // pgx leaves the password out
	}
	if size == 0 {
		size = 4 * runtime.NumCPU()
	}
	cfg.MaxConns = int32(size)
	cfg.ConnConfig.Tracer = tracer
	cfg.ConnConfig.StatementCacheCapacity = statements
	cfg.ConnConfig.RuntimeParams["application_name"] = name
	for _, s := range settings {
		maps.Copy(cfg.ConnConfig.RuntimeParams, s)
	}
	// A request that ends early stops its statement in the server too, and the connection lives on.
	cfg.ConnConfig.BuildContextWatcherHandler = func(c *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: c, DeadlineDelay: 5 * time.Second}
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	return pool, nil
}

// Auth is the database as login sees it (role kobo_auth): sessions, who people and systems are, rate buckets, and which
// organisations use Kobo. It has no viewer, and sees no row of a municipality's data.
type Auth struct{ Pool *pgxpool.Pool }

// OpenAuth makes the pool of the login; url's role is kobo_auth.
func OpenAuth(ctx context.Context, url string) (*Auth, error) {
	pool, err := newPool(ctx, url, 0, nil, "kobo login", session, map[string]string{
		"statement_timeout": "5s",
		"search_path":       "auth, public",
	})
	if err != nil {
		return nil, err
	}
	return &Auth{pool}, nil
}

// Close waits for what runs and closes all connections.
func (a *Auth) Close() { a.Pool.Close() }
