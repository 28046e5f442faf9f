package postgres

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"kobo/ent"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/viewer"
)

// Tx is one act's transaction. It is used by one goroutine and not after the function it was given to.
type Tx struct {
	// Ent reads and writes in this transaction, as the viewer. Its Tx method opens no second one.
	Ent *ent.Client
	// Viewer is who acts.
	Viewer *viewer.Viewer
	// Now is the time of the act, in the precision that PostgreSQL keeps: the same for all rows of the act.
	Now time.Time
	// Today is the Norwegian date of Now, as midnight UTC.
	Today time.Time

	pgx     pgx.Tx
	changed []entity.ID
}

// Tx carries out one act as the viewer of ctx: everything fn does is committed together, or nothing when it returns an error
// or panics. fn may be called twice, since a serialization failure or deadlock is tried once more, so it must do nothing
// outside the transaction and never calls another system. In a municipality the viewer's name is noted for its history.
//
// UNAUTHENTICATED without a viewer. fn's fault errors are returned as they are. What fn left to the database is told
// neutrally: a unique value that is taken is CONFLICT; a reference to what isn't there, or a row that the viewer may not
// write, NOT_FOUND, as is a row that ent didn't find; a broken check BAD_REQUEST. A cancelled request gives ctx's error.
func (db *DB) Tx(ctx context.Context, fn func(tx *Tx) error) error {
	v := viewer.FromContext(ctx)
	if v == nil {
		return fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	if err := known(v.Role); err != nil {
		return err
	}
	err := db.try(ctx, v, fn)
	if again(err) && ctx.Err() == nil {
		err = db.try(ctx, v, fn)
	}
	if e := asError(err); e != nil && e.State == statePrivilege {
		db.log.WarnContext(ctx, "wall 2 refused a write", "role", string(v.Role), "error", e.Error())
	}
	return mapped(ctx, err)
}

// grace is how long a transaction may take to end after its request did.
const grace = 10 * time.Second

func (db *DB) try(ctx context.Context, v *viewer.Viewer, fn func(tx *Tx) error) (err error) {
	conn, err := db.std.Conn(ctx)
	if err != nil {
		return clean(ctx, err)
	}
	defer conn.Close() // a connection still in a transaction is closed, not used again
	var native *pgx.Conn
	if err := conn.Raw(func(driver any) error {
		native = driver.(*stdlib.Conn).Conn()
		return nil
	}); err != nil {
		return clean(ctx, err)
	}
	begun, err := native.Begin(ctx)
	if err != nil {
		return clean(ctx, err)
	}
	defer func() { // after a panic too; nothing after commit
		end, cancel := ending(ctx)
		defer cancel()
		_ = begun.Rollback(end) // a connection that is still in a transaction is closed above
	}()

	now := db.Now()
	tx := &Tx{
		Ent:    ent.NewClient(ent.Driver(oneTx{entsql.Conn{ExecQuerier: named{conn, suffix(v)}}})),
		Viewer: v, Now: now, Today: day(now, db.zone), pgx: begun,
	}
	if err := tx.Batch(ctx, append([]Statement{identify(v)}, tx.introduce()...)...); err != nil {
		return fmt.Errorf("begin as %s: %v", v.Role, err) // never for fn's caller to act on
	}
	if err := fn(tx); err != nil {
		return err
	}
	if err := tx.notify(ctx); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	end, cancel := ending(ctx)
	defer cancel()
	return clean(end, begun.Commit(end)) // not stopped half-way, so that the answer is known
}

// ending is the context in which a transaction ends: it must, also when the request has.
func ending(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), grace)
}

// introduce notes the viewer's name in the municipality when it is new.
func (tx *Tx) introduce() []Statement {
	v := tx.Viewer
	if v.Municipality.IsNil() || v.ID.IsNil() || v.Role == viewer.Job {
		return nil
	}
	return []Statement{{
		SQL: `insert into actor (id, municipality_id, viewer_id, name) select $1::uuid, $2::uuid, $3::uuid, $4::varchar
			where not exists (select from actor where municipality_id = $2 and viewer_id = $3 and name = $4)
			on conflict (municipality_id, viewer_id) do update set name = excluded.name`,
		Args: []any{entity.New(v.ID.Kind(), tx.Now), v.Municipality, v.ID, v.Name},
	}}
}

// Exec runs a statement and returns how many rows it touched.
func (tx *Tx) Exec(ctx context.Context, sql string, args ...any) (int64, error) {
	tag, err := tx.pgx.Exec(ctx, sql+suffix(tx.Viewer), args...)
	return tag.RowsAffected(), clean(ctx, err)
}

// Query runs a statement and hands its rows to read once.
func (tx *Tx) Query(ctx context.Context, sql string, args []any, read func(pgx.Rows) error) error {
	return tx.Batch(ctx, Statement{SQL: sql, Args: args, Rows: read})
}

// Batch sends the statements in one round trip, in order.
func (tx *Tx) Batch(ctx context.Context, statements ...Statement) error {
	return run(ctx, tx.pgx, tx.Viewer, statements)
}

// CopyFrom adds many rows in one statement and returns how many. (PostgreSQL has no COPY into a table with row-level security.)
// A row's values are in the order of columns: what encoding/json writes, []byte for bytea, json.RawMessage for jsonb, nil for null.
func (tx *Tx) CopyFrom(ctx context.Context, table string, columns []string, rows [][]any) (int64, error) {
	if len(rows) == 0 {
		return 0, nil
	}
	var list strings.Builder
	for i, c := range columns {
		if i > 0 {
			list.WriteByte(',')
		}
		list.WriteString(pgx.Identifier{c}.Sanitize())
	}
	objects := make([]map[string]any, len(rows))
	for i, row := range rows {
		if len(row) != len(columns) {
			return 0, fmt.Errorf("postgres: row %d has %d values for %d columns", i, len(row), len(columns))
		}
		objects[i] = make(map[string]any, len(columns))
		for c, value := range row {
			if raw, ok := value.([]byte); ok && raw != nil {
				value = `\x` + hex.EncodeToString(raw)
			}
			objects[i][columns[c]] = value
		}
	}
	body, err := json.Marshal(objects)
	if err != nil {
		return 0, fmt.Errorf("postgres: rows for %s: %w", table, err)
	}
	name := pgx.Identifier{table}.Sanitize()
	return tx.Exec(ctx, fmt.Sprintf("insert into %s (%s) select %s from jsonb_populate_recordset(null::%s, $1)",
		name, list.String(), list.String(), name), body)
}

// AsQueue runs one statement's worth of work as the role that may put jobs in the queue, and nothing else. It is for package jobs.
func (tx *Tx) AsQueue(ctx context.Context, insert func(pgx.Tx) error) error {
	const become = "select set_config('role', $1, true)"
	if _, err := tx.pgx.Exec(ctx, become, "kobo_queue"); err != nil {
		return clean(ctx, err)
	}
	if err := insert(tx.pgx); err != nil {
		return clean(ctx, err) // the transaction has failed: there is no role to go back to
	}
	_, err := tx.pgx.Exec(ctx, become, string(tx.Viewer.Role))
	return clean(ctx, err)
}

// oneTx makes an ent driver whose operations all run on the one connection that has the transaction.
type oneTx struct{ entsql.Conn }

func (d oneTx) Tx(context.Context) (dialect.Tx, error) { return dialect.NopTx(d), nil }
func (d oneTx) Close() error                           { return nil }
func (d oneTx) Dialect() string                        { return dialect.Postgres }

var _ dialect.Driver = oneTx{}

// named ends ent's texts in the role's name, and keeps values out of its errors.
type named struct {
	conn   *sql.Conn
	suffix string
}

func (n named) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	result, err := n.conn.ExecContext(ctx, query+n.suffix, args...)
	return result, clean(ctx, err)
}

func (n named) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := n.conn.QueryContext(ctx, query+n.suffix, args...)
	return rows, clean(ctx, err)
}
