package audit

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"time"

	"github.com/jackc/pgx/v5"

	"kobo/internal/entity"
)

// Signer signs heads with a key that is not in the database.
type Signer interface {
	Sign(data []byte) ([]byte, error)
	Verify(signature, data []byte) error
}

// Anchor is a head written outside the database.
type Anchor struct {
	Municipality entity.ID `json:"municipality"`
	Number       int64     `json:"number"`
	Head         string    `json:"head"`
	At           time.Time `json:"at"`
}

// head is where the chain of a municipality has come to.
type head struct {
	number  int64
	xid     string
	entry   int64
	digest  []byte
	entries int64
}

// signed is what a seal's signature is of.
func signed(municipality entity.ID, number, entries int64, digest []byte) []byte {
	return fmt.Appendf(nil, "kobo seal %s %d %d %x", municipality, number, entries, digest)
}

// settled is what can be sealed: entries of transactions that are over, and that no earlier one can join any more. A transaction's number
// is below the snapshot's xmin only when all up to it have ended, so the order of (xid, id) up to there never changes.
const settled = `xid < pg_snapshot_xmin(pg_current_snapshot())`

// Seal chains what has been committed since the last seal, in every municipality, and appends the new heads to the anchors. One sealer
// works at a time; others return at once. It returns how many entries it sealed.
func (l *Log) Seal(ctx context.Context, signer Signer, anchors io.Writer) (sealed int64, err error) {
	err = pgx.BeginFunc(ctx, l.pool, func(tx pgx.Tx) error {
		var mine bool
		if err := tx.QueryRow(ctx, "select pg_try_advisory_xact_lock(1802462051)").Scan(&mine); err != nil || !mine {
			return err
		}
		// The municipalities are found by leaping from one to the next in the index: the log is long, and this runs each second.
		rows, err := tx.Query(ctx, `
			with recursive m (id) as (
				(select e.municipality_id from audit.entry e order by e.municipality_id limit 1)
				union all
				select (select e.municipality_id from audit.entry e where e.municipality_id > m.id order by e.municipality_id limit 1)
				from m where m.id is not null)
			select m.id from m
			where m.id is not null and exists (select from audit.entry e
				where e.municipality_id = m.id and e.`+settled+` and (e.xid, e.id) > (
					coalesce((select s.xid from audit.seal s where s.municipality_id = m.id order by s.number desc limit 1), '0'::xid8),
					coalesce((select s.entry_id from audit.seal s where s.municipality_id = m.id order by s.number desc limit 1), 0)))`)
		if err != nil {
			return err
		}
		due, err := pgx.CollectRows(rows, pgx.RowTo[entity.ID])
		if err != nil {
			return err
		}
		for _, municipality := range due {
			n, err := l.seal(ctx, tx, municipality, signer, anchors)
			if err != nil {
				return err
			}
			sealed += n
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("audit: seal: %w", err)
	}
	return sealed, nil
}

func (l *Log) seal(ctx context.Context, tx pgx.Tx, municipality entity.ID, signer Signer, anchors io.Writer) (int64, error) {
	last := head{xid: "0"}
	err := tx.QueryRow(ctx, `select number, xid::text, entry_id, head from audit.seal where municipality_id = $1 order by number desc limit 1`,
		municipality).Scan(&last.number, &last.xid, &last.entry, &last.digest)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return 0, err
	}
	chain := begin(last.digest)
	next := head{number: last.number + 1}
	rows, err := tx.Query(ctx, `select e.xid::text, e.id, e.digest from audit.entry e
		where e.municipality_id = $1 and e.`+settled+` and (e.xid, e.id) > ($2::text::xid8, $3) order by e.xid, e.id`, municipality, last.xid, last.entry)
	if err != nil {
		return 0, err
	}
	var digest []byte
	if _, err := pgx.ForEachRow(rows, []any{&next.xid, &next.entry, &digest}, func() error {
		next.entries++
		chain.Write(digest)
		return nil
	}); err != nil || next.entries == 0 {
		return 0, err
	}
	next.digest = chain.Sum(nil)
	signature, err := signer.Sign(signed(municipality, next.number, next.entries, next.digest))
	if err != nil {
		return 0, err
	}
	now := l.now()
	// The anchor first: a seal that was rolled back leaves an anchor that is written again, with the same number and a longer chain.
	line, err := json.Marshal(Anchor{municipality, next.number, hex.EncodeToString(next.digest), now})
	if err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, `insert into audit.seal (municipality_id, number, xid, entry_id, entries, at, head, signature)
		values ($1, $2, $3::text::xid8, $4, $5, $6, $7, $8)`,
		municipality, next.number, next.xid, next.entry, next.entries, now, next.digest, signature); err != nil {
		return 0, err
	}
	_, err = anchors.Write(append(line, '\n'))
	return next.entries, err
}

// begin starts the chain of a seal from the head before it.
func begin(previous []byte) hash.Hash {
	chain := sha256.New()
	chain.Write(previous)
	return chain
}

// Report is what Verify found.
type Report struct {
	Municipalities, Entries, Seals int
	// Unsealed is the tail that no seal covers yet.
	Unsealed int
	// Faults are what is not as it was written, one sentence each.
	Faults []string
}

// Whole reports whether nothing was found altered.
func (r *Report) Whole() bool { return len(r.Faults) == 0 }

// Verify reads the whole log and proves that it is what was written: every entry has the digest of its content, unless the content was
// erased; every seal's head follows from the entries; every signature is ours; every anchor stands in the log. conn is an owner's.
func Verify(ctx context.Context, conn *pgx.Conn, signer Signer, anchors io.Reader) (*Report, error) {
	report := &Report{}
	heads, err := readAnchors(anchors)
	if err != nil {
		return nil, err
	}
	rows, err := conn.Query(ctx, `select distinct municipality_id from audit.entry union select municipality_id from audit.seal order by 1`)
	if err != nil {
		return nil, fmt.Errorf("audit: verify: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[entity.ID])
	if err != nil {
		return nil, fmt.Errorf("audit: verify: %w", err)
	}
	for _, municipality := range all {
		report.Municipalities++
		if err := report.verify(ctx, conn, municipality, signer, heads); err != nil {
			return nil, fmt.Errorf("audit: verify: %w", err)
		}
	}
	for at := range heads {
		report.fault("municipality %s: seal %d is anchored but not in the log", at.municipality, at.number)
	}
	return report, nil
}

type seal struct {
	number, entry, entries int64
	xid                    string
	head, signature        []byte
}

func (r *Report) verify(ctx context.Context, conn *pgx.Conn, municipality entity.ID, signer Signer, anchors map[place][]string) error {
	rows, err := conn.Query(ctx, `select number, xid::text, entry_id, entries, head, signature from audit.seal where municipality_id = $1 order by number`,
		municipality)
	if err != nil {
		return err
	}
	seals, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (s seal, err error) {
		err = row.Scan(&s.number, &s.xid, &s.entry, &s.entries, &s.head, &s.signature)
		return s, err
	})
	if err != nil {
		return err
	}
	rows, err = conn.Query(ctx, `
		select e.id, e.xid::text, e.digest, e.digest = audit.digest_of(e)
			and (e.content is null or e.content_digest = sha256(convert_to(e.content::text, 'UTF8')))
		from audit.entry e where e.municipality_id = $1 order by e.xid, e.id`, municipality)
	if err != nil {
		return err
	}
	defer rows.Close()
	var (
		i     int
		count int64
		chain = begin(nil)
	)
	for rows.Next() {
		var id int64
		var xid string
		var digest []byte
		var whole bool
		if err := rows.Scan(&id, &xid, &digest, &whole); err != nil {
			return err
		}
		r.Entries++
		if !whole {
			r.fault("municipality %s: entry %d is not what was written", municipality, id)
		}
		if i >= len(seals) {
			r.Unsealed++
			continue
		}
		chain.Write(digest)
		count++
		if seals[i].xid == xid && seals[i].entry == id {
			r.close(municipality, &seals[i], chain.Sum(nil), count, signer, anchors)
			chain, count = begin(seals[i].head), 0
			i++
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for ; i < len(seals); i++ {
		r.fault("municipality %s: the last entry of seal %d is missing", municipality, seals[i].number)
		delete(anchors, place{municipality, seals[i].number})
	}
	return nil
}

// close checks one seal against the entries it covers.
func (r *Report) close(municipality entity.ID, s *seal, head []byte, entries int64, signer Signer, anchors map[place][]string) {
	r.Seals++
	at := place{municipality, s.number}
	switch {
	case int(s.number) < 1:
		r.fault("municipality %s: seal %d has an impossible number", municipality, s.number)
	case entries != s.entries:
		r.fault("municipality %s: seal %d covers %d entries, and %d are there", municipality, s.number, s.entries, entries)
	case hex.EncodeToString(head) != hex.EncodeToString(s.head):
		r.fault("municipality %s: seal %d does not fit its entries", municipality, s.number)
	}
	if err := signer.Verify(s.signature, signed(municipality, s.number, s.entries, s.head)); err != nil {
		r.fault("municipality %s: the signature of seal %d is not ours", municipality, s.number)
	}
	anchored, known := anchors[at]
	switch {
	case !known:
		r.fault("municipality %s: seal %d was never anchored", municipality, s.number)
	case anchored[len(anchored)-1] != hex.EncodeToString(s.head):
		r.fault("municipality %s: seal %d is anchored with another head", municipality, s.number)
	}
	delete(anchors, at)
}

func (r *Report) fault(format string, args ...any) {
	r.Faults = append(r.Faults, fmt.Sprintf(format, args...))
}

type place struct {
	municipality entity.ID
	number       int64
}

func readAnchors(from io.Reader) (map[place][]string, error) {
	all := map[place][]string{}
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		var a Anchor
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			return nil, fmt.Errorf("audit: an anchor can't be read: %w", err)
		}
		at := place{a.Municipality, a.Number}
		all[at] = append(all[at], a.Head)
	}
	return all, lines.Err()
}

// Anchors opens the file of anchors to append to, each line on disk before the seal is committed.
func Anchors(path string) (io.WriteCloser, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("audit: anchors: %w", err)
	}
	return synced{f}, nil
}

type synced struct{ *os.File }

// Write appends and waits for the disk.
func (s synced) Write(p []byte) (int, error) {
	n, err := s.File.Write(p)
	if err != nil {
		return n, err
	}
	return n, s.Sync()
}
