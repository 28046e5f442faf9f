package postgres

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/viewer"
)

// Statement is one statement and what to do with its rows.
type Statement struct {
	// SQL is a text that doesn't vary with the values: those are in Args, as $1, $2 …, lists as one array (= any($1)).
	SQL  string
	Args []any
	// Rows is called once and reads the rows to the end; it must not keep them. Nil: the rows are thrown away.
	Rows func(pgx.Rows) error
}

// Read sends the statements in one round trip as the viewer of ctx. All see the same snapshot.
//
// UNAUTHENTICATED without a viewer. NOT_FOUND when the viewer's role has nothing to do with a table. A deadline or a cancelled
// request gives ctx's error; everything else an [Error] that holds no value.
func (db *DB) Read(ctx context.Context, statements ...Statement) error {
	v := viewer.FromContext(ctx)
	if v == nil {
		return fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	if err := known(v.Role); err != nil {
		return err
	}
	conn, err := db.reads.Acquire(ctx)
	if err != nil {
		return clean(ctx, err)
	}
	defer conn.Release() // a connection still in a transaction is closed, not used again
	return mapped(ctx, run(ctx, conn.Conn(), v, append([]Statement{identify(v)}, statements...)))
}

// run sends the statements as one pipeline. Without an explicit transaction around it, the pipeline is one by itself.
func run(ctx context.Context, on sender, v *viewer.Viewer, statements []Statement) (err error) {
	var batch pgx.Batch
	for _, s := range statements {
		batch.Queue(s.SQL+suffix(v), s.Args...)
	}
	results := on.SendBatch(ctx, &batch)
	defer func() {
		if closed := results.Close(); err == nil {
			err = clean(ctx, closed)
		}
	}()
	for _, s := range statements {
		rows, err := results.Query()
		if err == nil && s.Rows != nil {
			if err := s.Rows(rows); err != nil {
				rows.Close()
				return clean(ctx, err)
			}
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return clean(ctx, err)
		}
	}
	return nil
}

// sender is a connection or a transaction.
type sender interface {
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// suffix ends a text so that each role has its own: a plan belongs to one role, and PostgreSQL would make it anew at each switch.
func suffix(v *viewer.Viewer) string { return " /* " + string(v.Role) + " */" }

// identify says who asks, until the transaction ends.
//
// SECURITY: values are parameters, never text; `true` makes each setting local to the transaction.
func identify(v *viewer.Viewer) Statement {
	return Statement{
		SQL: `select set_config('role', $1, true), set_config('kobo.municipality', $2, true), set_config('kobo.units', $3, true),
			set_config('kobo.viewer', $4, true), set_config('kobo.read', $5, true), set_config('kobo.write', $6, true),
			set_config('kobo.modules', $7, true), set_config('kobo.purpose', $8, true), set_config('kobo.organisation', $9, true),
			set_config('kobo.viewer_name', $10, true)`,
		Args: []any{
			string(v.Role), text(v.Municipality), units(v.Units), text(v.ID), v.Readable(), v.Writable(),
			strings.Join(v.Modules, ","), v.Purpose, v.Organisation, v.Name,
		},
	}
}

// text is an id as a setting; the id of nothing is empty, which policies read as null.
func text(id entity.ID) string {
	if id.IsNil() {
		return ""
	}
	return id.String()
}

func units(ids []entity.ID) string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = id.String() // the id of nothing too: a unit that is none must not become all units
	}
	return strings.Join(texts, ",")
}

// known reports whether the role is one that viewers have.
func known(r viewer.Role) error {
	switch r {
	case viewer.Staff, viewer.Citizen, viewer.Partner, viewer.Vendor, viewer.Stats, viewer.Job:
		return nil
	}
	return fmt.Errorf("postgres: %q is no viewer's role", string(r))
}
