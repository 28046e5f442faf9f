package intake

import (
	"fmt"
	"testing"
	"time"
	"os"

	"github.com/jackc/pgx/v5"
	"kobo/internal/lab/synthetic"
	"kobo/internal/postgres"
)

func TestExplain(t *testing.T) {
	if os.Getenv("EXPLAIN") == "" { t.Skip() }
	w := newTown(t)
	ctx := w.keeper()
	n, stock := country(t)
	w.exec("update municipality set number = $1", stock.Municipality.Number)
	id, err := w.people.Create(ctx, w.upload(ctx, w.unit, synthetic.Latin1(stock.Sheet(n, 12000, 0))))
	w.must(err)
	w.must(w.people.Apply(ctx, id, w.version(id)))
	start := time.Now()
	last := time.Now(); b := 0
	w.work(func() { if b++; b%10 == 0 { fmt.Println(b, time.Since(last)); last = time.Now() } })
	tr.print(); return
	fmt.Println("applied", time.Since(start))
	for range 2 {
		w.must(w.served.Read(ctx, postgres.Statement{SQL: "explain (analyze, buffers off, timing on) " + knownSQL, Args: []any{w.now}, Rows: each(func(rows pgx.Rows) error {
			var s string
			err := rows.Scan(&s)
			fmt.Println(s)
			return err
		})}))
		w.exec("vacuum analyze")
	}
}
