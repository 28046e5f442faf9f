package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kobo/internal/fault"
)

// KeyLife is how long the same key gives the same result.
const KeyLife = 24 * time.Hour

// Once reports whether the viewer has carried out the act with this key in the last 24 hours, and reads its result into
// result, a pointer. When not, the act goes on and ends with Remember. A nil key is no key: false.
//
// Two requests with one key at the same time wait for each other. BAD_REQUEST when the key was another act's.
func (tx *Tx) Once(ctx context.Context, key *uuid.UUID, act string, result any) (done bool, err error) {
	if key == nil {
		return false, nil
	}
	var earlier string
	var stored json.RawMessage
	err = tx.Batch(ctx,
		Statement{SQL: "select pg_advisory_xact_lock(hashtextextended($1, $2))", Args: []any{key.String(), keyLock}},
		Statement{
			SQL: "select act, result from act_key where id = $1 and viewer_id = $2 and at > $3", Args: []any{*key, tx.Viewer.ID, tx.Now.Add(-KeyLife)},
			Rows: func(rows pgx.Rows) error {
				for rows.Next() {
					if err := rows.Scan(&earlier, &stored); err != nil {
						return err
					}
				}
				return rows.Err()
			},
		})
	switch {
	case err != nil || earlier == "":
		return false, err
	case earlier != act:
		return false, fault.New(fault.Invalid, "fault.keyReused")
	}
	if err := json.Unmarshal(stored, result); err != nil {
		return false, fmt.Errorf("result of %s with an earlier key: %w", act, err)
	}
	return true, nil
}

// keyLock tells locks on keys from other advisory locks.
const keyLock = int64(0x6b6579)

// Remember keeps the act's result under the key, if there is one. The result is ids and numbers, not people's data.
func (tx *Tx) Remember(ctx context.Context, key *uuid.UUID, act string, result any) error {
	if key == nil {
		return nil
	}
	body, err := json.Marshal(result)
	if err != nil {
		return fmt.Errorf("result of %s: %w", act, err)
	}
	_, err = tx.Exec(ctx, `insert into act_key (id, municipality_id, viewer_id, act, result, at) values ($1, $2, $3, $4, $5, $6)
		on conflict (id) do update set act = excluded.act, result = excluded.result, at = excluded.at`,
		*key, tx.Viewer.Municipality, tx.Viewer.ID, act, body, tx.Now)
	return err
}

// ForgetKeys removes the keys of the municipality that have outlived their 24 hours; a job calls it.
func (tx *Tx) ForgetKeys(ctx context.Context) (int64, error) {
	return tx.Exec(ctx, "delete from act_key where municipality_id = $1 and at <= $2", tx.Viewer.Municipality, tx.Now.Add(-KeyLife))
}
