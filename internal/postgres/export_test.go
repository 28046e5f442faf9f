package postgres

import "context"

// Bare reads one text over the pool of reads or of acts without saying who asks: what the transaction before it left.
func Bare(ctx context.Context, db *DB, read bool, sql string, into *string) error {
	pool := db.acts
	if read {
		pool = db.reads
	}
	return pool.QueryRow(ctx, sql).Scan(into)
}
