package store_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"

	"kobo/graph/model"
	"kobo/internal/store"
)

type argspy struct{ args [][]any; texts []string }
func (s *argspy) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context { return ctx }
func (s *argspy) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func TestExplain(t *testing.T) {
	if os.Getenv("EXPLAIN") == "" { t.Skip() }
	w := newWorld(t)
	first := w.dwelling("Barlindveien", 1, row{"bedrooms": 2})
	w.tenThousand()
	w.spy.sent()
	ex := func(name string) {
		texts := w.spy.sent()
		tx, _ := w.pool.Begin(context.Background())
		defer tx.Rollback(context.Background())
		_, err := tx.Exec(context.Background(), `set local plan_cache_mode=force_generic_plan; set local jit=off`)
		w.ok(err)
		_, err = tx.Exec(context.Background(), fmt.Sprintf(`select set_config('role','kobo_staff',true), set_config('kobo.municipality','%s',true), set_config('kobo.viewer','%s',true), set_config('kobo.read','boligoversikt',true), set_config('kobo.modules','register,casework',true)`, w.municipality, w.staff))
		w.ok(err)
		for i, text := range texts {
			args := w.spy.args[i]
			rows, err := tx.Query(context.Background(), "explain (analyze, buffers off) "+text, args...)
			w.ok(err)
			fmt.Println("=====", name, text)
			var plan string
			for rows.Next() { rows.Scan(&plan); fmt.Println(plan) }
			w.ok(rows.Err())
		}
		w.spy.args = nil
	}
	w.spy.args = nil
	switch os.Getenv("EXPLAIN") {
	case "rent":
		w.store.Dwellings(w.housing(), store.DwellingsQuery{Sort: sortBy("rent", model.SortDirectionDescending)}, store.Select("nodes.rent.totalOre", "nodes.images.url"))
	case "one":
		w.store.Dwelling(w.housing(), first, whole)
	case "facets":
		w.store.Dwellings(w.housing(), store.DwellingsQuery{}, allFacets)
	case "page":
		w.store.Dwellings(w.housing(), store.DwellingsQuery{}, store.Select("nodes.address.text","nodes.statusSince","nodes.tenancy.endsOn","nodes.images.url","nodes.expectedVacancy.on"))
	}
	ex(os.Getenv("EXPLAIN"))
}
