package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"kobo/ent"
	"kobo/internal/fault"
)

// Error is what PostgreSQL or its driver refused. It names tables and constraints and holds no value, so it can be logged:
// PostgreSQL's own messages and the driver's quote what people wrote.
type Error struct {
	// State is the SQLSTATE; empty when the statement never came to the server.
	State string
	// Table and Constraint are what was violated, when the state is of class 23.
	Table, Constraint string
	about             string
}

// Error returns what was violated and the state.
func (e *Error) Error() string {
	var out strings.Builder
	out.WriteString("postgres: ")
	switch e.State {
	case stateUnique:
		fmt.Fprintf(&out, "violates unique constraint %q", e.Constraint) // ent knows a violation by these words
	case stateForeignKey:
		fmt.Fprintf(&out, "violates foreign key constraint %q", e.Constraint)
	case stateCheck:
		fmt.Fprintf(&out, "violates check constraint %q", e.Constraint)
	default:
		out.WriteString(e.about)
	}
	if e.Table != "" {
		fmt.Fprintf(&out, " of table %s", e.Table)
	}
	if e.State != "" {
		fmt.Fprintf(&out, " (SQLSTATE %s)", e.State)
	}
	return out.String()
}

// SQLState returns the state.
func (e *Error) SQLState() string { return e.State }

// Violates reports whether err is a violation of the named constraint or unique index, so that an act can say in its own
// words what is in the way. The transaction has failed all the same.
func Violates(err error, constraint string) bool {
	e := asError(err)
	return e != nil && e.Constraint == constraint
}

const (
	stateUnique        = "23505"
	stateForeignKey    = "23503"
	stateCheck         = "23514"
	stateExclusion     = "23P01"
	stateNotNull       = "23502"
	statePrivilege     = "42501" // a policy, or a missing grant
	stateSerialization = "40001"
	stateDeadlock      = "40P01"
)

// clean takes all values out of an error. A context that has ended comes first: its error says all there is to say.
func clean(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ended := ctx.Err(); ended != nil {
		return ended
	}
	if e := (*Error)(nil); errors.As(err, &e) {
		return err
	}
	if e := asError(err); e != nil {
		return e
	}
	var scan pgx.ScanArgError
	var connect *pgconn.ConnectError
	var network net.Error
	switch {
	case errors.As(err, &scan):
		return &Error{about: fmt.Sprintf("column %d (%s) doesn't fit where it is read to", scan.ColumnIndex, scan.FieldName)}
	case errors.As(err, &connect):
		return &Error{about: "can't connect"}
	case errors.As(err, &network):
		return &Error{about: "the connection failed"}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled), errors.Is(err, pgx.ErrNoRows):
		return err
	case strings.HasPrefix(err.Error(), "failed to encode args["):
		number, _, _ := strings.Cut(strings.TrimPrefix(err.Error(), "failed to encode args["), "]")
		return &Error{about: "argument " + number + " (from 0) doesn't fit the statement"}
	}
	return err
}

// asError returns the violation that err is, as PostgreSQL reported it or as clean made it, or nil.
func asError(err error) *Error {
	if e := (*Error)(nil); errors.As(err, &e) {
		return e
	}
	var p *pgconn.PgError
	if !errors.As(err, &p) {
		return nil
	}
	e := &Error{State: p.Code, about: "statement refused"}
	switch p.Code[:min(len(p.Code), 2)] {
	case "23":
		e.Table, e.Constraint = p.TableName, p.ConstraintName
	case "42": // about names in the statement, never about values
		e.about = p.Message
	}
	return e
}

// mapped says in fault's terms what a client can act on. Everything else stays as it is and is shown as INTERNAL.
func mapped(ctx context.Context, err error) error {
	var told *fault.Error
	if err == nil || errors.As(err, &told) {
		return err
	}
	if ended := ctx.Err(); ended != nil {
		return ended
	}
	if e := asError(err); e != nil {
		switch e.State {
		case stateUnique, stateExclusion:
			return fault.New(fault.Conflict, "fault.conflictOther")
		case stateForeignKey, statePrivilege:
			return fault.Missing()
		case stateCheck, stateNotNull:
			return fault.New(fault.Invalid, "fault.invalidOther")
		}
		return e
	}
	var invalid *ent.ValidationError
	switch {
	case ent.IsNotFound(err):
		return fault.Missing()
	case errors.As(err, &invalid):
		return fault.New(fault.Invalid, "fault.invalidOther")
	}
	return err
}

// again reports whether the same act may succeed when it is tried once more.
func again(err error) bool {
	e := asError(err)
	return e != nil && (e.State == stateSerialization || e.State == stateDeadlock)
}
