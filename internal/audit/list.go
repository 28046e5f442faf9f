package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/postgres"
)

// Line is an entry as it is read: never what was changed in it.
type Line struct {
	At           time.Time
	Kind         Kind
	Actor        string
	ActorID      entity.ID
	Organisation string
	What         string
	Classes      []string
	Subjects     []entity.ID
	Count        int
	Purpose      string
}

// Filter says which entries are wanted; zero values are not asked for.
type Filter struct {
	Subject, Actor entity.ID
	Kinds          []Kind
	From, To       time.Time
}

// Cursors seals where a page ended, so that a client can't read or forge it.
type Cursors interface {
	Seal(plain []byte) string
	Open(sealed string) ([]byte, error)
}

type position struct {
	Of string    `json:"of"`
	At time.Time `json:"at"`
	ID int64     `json:"id"`
}

// List returns the entries that the viewer may read, newest first, at most first of them after a cursor, and the cursor of the next page:
// nil on the last. The policies of audit.entry decide what there is: the whole municipality's for the right to the log, one's own
// for others. BAD_REQUEST: first is not 1 to 100, or the cursor is not one of ours.
func List(ctx context.Context, db *postgres.DB, cursors Cursors, f Filter, first int, after *string) (lines []Line, next *string, err error) {
	if first < 1 || first > 100 {
		return nil, nil, fault.At("first", "audit.first")
	}
	var (
		where []string
		args  []any
	)
	add := func(condition string, value any) {
		args = append(args, value)
		where = append(where, strings.ReplaceAll(condition, "?", fmt.Sprintf("$%d", len(args))))
	}
	if !f.Subject.IsNil() {
		add("subjects @> array[?::uuid]", f.Subject)
	}
	if !f.Actor.IsNil() {
		add("actor_id = ?", f.Actor)
	}
	if len(f.Kinds) > 0 {
		add("kind = any (?)", f.Kinds)
	}
	if !f.From.IsZero() {
		add("at >= ?", f.From)
	}
	if !f.To.IsZero() {
		add("at < ?", f.To)
	}
	if after != nil {
		var p position
		plain, err := cursors.Open(*after)
		if err != nil || json.Unmarshal(plain, &p) != nil || p.Of != "log" {
			return nil, nil, fault.At("after", "audit.cursor")
		}
		args = append(args, p.At, p.ID)
		where = append(where, fmt.Sprintf("(at, id) < ($%d, $%d)", len(args)-1, len(args)))
	}
	text := `select id, at, kind, actor, coalesce(actor_id, '00000000-0000-0000-0000-000000000000'), organisation, what, classes, subjects[1:100], count, purpose
		from audit.entry where municipality_id = (select kobo.municipality())`
	for _, w := range where {
		text += " and " + w
	}
	args = append(args, first+1)
	text += fmt.Sprintf(" order by at desc, id desc limit $%d", len(args))
	last, shown := position{Of: "log"}, position{}
	err = db.Read(ctx, postgres.Statement{SQL: text, Args: args, Rows: func(rows pgx.Rows) error {
		for rows.Next() {
			var l Line
			if err := rows.Scan(&last.ID, &l.At, &l.Kind, &l.Actor, &l.ActorID, &l.Organisation, &l.What, &l.Classes, &l.Subjects, &l.Count, &l.Purpose); err != nil {
				return err
			}
			last.At = l.At
			if len(lines) < first {
				shown = last
			}
			lines = append(lines, l)
		}
		return rows.Err()
	}})
	if err != nil {
		return nil, nil, err
	}
	if len(lines) > first {
		lines = lines[:first]
		plain, err := json.Marshal(shown)
		if err != nil {
			return nil, nil, err
		}
		cursor := cursors.Seal(plain)
		next = &cursor
	}
	return lines, next, nil
}
