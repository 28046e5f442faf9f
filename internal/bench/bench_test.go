package bench_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kobo/graph/model"
	"kobo/internal/bench"
	"kobo/internal/entity"
	"kobo/internal/lab"
	"kobo/internal/lab/synthetic"
	"kobo/internal/postgres"
	"kobo/internal/secret"
	"kobo/internal/store"
	"kobo/internal/testdb"
	"kobo/internal/viewer"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// counter counts the statements sent.
type counter struct{ n atomic.Int64 }

func (c *counter) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	c.n.Add(1)
	return ctx
}
func (c *counter) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
func (c *counter) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}
func (c *counter) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) { c.n.Add(1) }
func (c *counter) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}

// world is the small country, with someone of Krokvik who reads it through the store and through the yardstick.
type world struct {
	store     *store.Store
	sent      counter
	yardstick *bench.Yardstick
	ctx       context.Context
	sample    bench.Sample
	ids       []entity.ID
}

func newWorld(tb testing.TB) *world {
	tb.Helper()
	ctx := tb.Context()
	db := testdb.New(tb)
	pool := db.Pool(tb)
	file := filepath.Join(tb.TempDir(), "keys.json")
	ok(tb, secret.Create(file, true))
	keys, err := secret.Open(file)
	ok(tb, err)
	norway, err := synthetic.New(synthetic.Config{Seed: 1, Profile: synthetic.Small, Today: time.Now()})
	ok(tb, err)
	ok(tb, lab.Load(ctx, pool.Config().ConnString(), norway, keys, nil))
	_, err = pool.Exec(ctx, "analyze")
	ok(tb, err)

	w := &world{}
	v := &viewer.Viewer{
		Role: viewer.Staff, Name: "Trine Saksbehandler", Grants: []viewer.Grant{{Right: "boligoversikt"}, {Right: "saksbehandling"}},
		Modules: []string{"register", "casework", "statistics"},
	}
	ok(tb, pool.QueryRow(ctx, "select id from municipality where name = 'Krokvik'").Scan(&v.Municipality))
	v.ID = v.Municipality
	w.ctx = viewer.NewContext(ctx, v)
	w.store = store.New(store.Config{DB: db.Open(tb, func(c *postgres.Config) { c.Tracer = &w.sent }), Now: time.Now})
	who := bench.Identity{
		string(v.Role), v.Municipality.String(), "", v.ID.String(), v.Readable(), v.Writable(), "register,casework,statistics", "", "", v.Name,
	}
	w.yardstick, err = bench.NewYardstick(ctx, db.URL("kobo_serve"), map[string]bench.Identity{"Bearer trine": who})
	ok(tb, err)
	tb.Cleanup(w.yardstick.Close)
	rows, err := pool.Query(ctx, `select id, street || ' ' || house_number from dwelling
		where municipality_id = $1 and house_number is not null and street not like '% %' and left_on is null order by id limit 50`, v.Municipality)
	ok(tb, err)
	for rows.Next() {
		var id entity.ID
		var text string
		ok(tb, rows.Scan(&id, &text))
		w.ids = append(w.ids, id)
		w.sample.Dwellings, w.sample.Texts = append(w.sample.Dwellings, id.String()), append(w.sample.Texts, text)
	}
	ok(tb, rows.Err())
	return w
}

func ok(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// ask sends the i-th request of an operation to the yardstick.
func (w *world) ask(tb testing.TB, o bench.Operation, i int) []byte {
	tb.Helper()
	body, err := json.Marshal(map[string]any{"query": o.Document, "variables": o.Variables(w.sample, i)})
	ok(tb, err)
	r := httptest.NewRequestWithContext(w.ctx, http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Authorization", "Bearer trine")
	answer := httptest.NewRecorder()
	w.yardstick.ServeHTTP(answer, r)
	if answer.Code != http.StatusOK {
		tb.Fatalf("%s: %d %s", o.Name, answer.Code, answer.Body)
	}
	return answer.Body.Bytes()
}

// wholeRow is what the overview asks of a dwelling, and wholeDwelling what its page does, but for its history, which has a loader.
var (
	wholeRow = []string{
		"description", "displayStatus", "statusSince", "plannedReadyOn", "address.text", "markers", "bedrooms", "rent.totalOre", "vacancy.costOre",
		"expectedVacancy.overdue", "tenancy.overdue", "reservation.overdue", "images.cover",
	}
	wholeDwelling = append([]string{
		"owner.name", "property.text", "building.type", "unit.name", "features", "stock.entry", "rent.components", "tenancy.rent.totalOre",
		"rents.totalOre", "statusPeriods.status", "documents.title", "notes.text",
	}, wholeRow...)
)

func page(fields []string) store.Selection {
	all := []string{"totalCount", "registerCount"}
	for _, f := range fields {
		all = append(all, "nodes."+f)
	}
	return store.Select(all...)
}

// The number of statements depends on what is asked for, never on how many rows there are.
func TestStatementsAreConstant(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	count := func(read func() int) (statements, rows int) {
		before := w.sent.n.Load()
		rows = read()
		return int(w.sent.n.Load() - before), rows
	}
	var all []int
	for _, first := range []int{1, 10, 50, 100} {
		n, rows := count(func() int {
			c, err := w.store.Dwellings(w.ctx, store.DwellingsQuery{First: &first}, page(wholeDwelling))
			ok(t, err)
			return len(c.Nodes)
		})
		if rows != first {
			t.Fatalf("%d rows, not %d", rows, first)
		}
		all = append(all, n)
	}
	if slices.Min(all) != slices.Max(all) || all[0] > 12 {
		t.Errorf("statements for 1, 10, 50 and 100 rows: %v", all)
	}
	n, _ := count(func() int {
		d, err := w.store.Dwelling(w.ctx, w.ids[0], store.Select(wholeDwelling...))
		ok(t, err)
		if d == nil {
			t.Fatal("there is no such dwelling")
		}
		return 1
	})
	if n > 8 {
		t.Errorf("%d statements for one dwelling", n)
	}
}

// The yardstick finds what the store finds; package load compares its answers with Kobo's own, whole.
func TestYardstickFindsTheSame(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 10 {
		for _, o := range bench.Operations {
			answer := w.ask(t, o, i)
			if !json.Valid(answer) {
				t.Fatalf("%s: no JSON: %s", o.Name, answer)
			}
		}
		first, text := 20, w.sample.Texts[i]
		want, err := w.store.Dwellings(w.ctx, store.DwellingsQuery{First: &first, Filter: &model.DwellingFilter{Text: &text}}, store.Select("totalCount", "nodes.id"))
		ok(t, err)
		var got struct {
			Data struct {
				Dwellings struct {
					TotalCount int
					Nodes      []struct{ ID entity.ID }
				}
			}
		}
		ok(t, json.Unmarshal(w.ask(t, bench.Operations[2], i), &got))
		if g := got.Data.Dwellings; g.TotalCount != want.TotalCount || len(g.Nodes) != len(want.Nodes) || len(g.Nodes) == 0 || g.Nodes[0].ID != want.Nodes[0].ID {
			t.Errorf("%q: %+v", text, g)
		}
	}
}

// BenchmarkOperations is the store beside the yardstick, without HTTP between: what the database and reading its rows cost.
func BenchmarkOperations(b *testing.B) {
	w := newWorld(b)
	fifty, twenty := 50, 20
	reads := []func(i int) error{
		func(int) error {
			_, err := w.store.Dwellings(w.ctx, store.DwellingsQuery{First: &fifty}, page(wholeRow))
			return err
		},
		func(i int) error {
			_, err := w.store.Dwelling(w.ctx, w.ids[i%len(w.ids)], store.Select(wholeDwelling...))
			return err
		},
		func(i int) error {
			_, err := w.store.Dwellings(w.ctx, store.DwellingsQuery{First: &twenty, Filter: &model.DwellingFilter{Text: &w.sample.Texts[i%len(w.sample.Texts)]}},
				store.Select("totalCount", "nodes.displayStatus", "nodes.address.text", "nodes.bedrooms", "nodes.rent.totalOre"))
			return err
		},
		func(int) error {
			_, err := w.store.Dwellings(w.ctx, store.DwellingsQuery{}, store.Select("facets.status", "facets.markers", "facets.type", "facets.shared",
				"facets.staffing", "facets.disposition", "facets.wheelchair", "facets.unit", "facets.bedrooms",
				"facets.expectedVacantWithinMonths", "facets.contractEndsWithinMonths", "facets.vacantMoreThanDays"))
			return err
		},
	}
	for n, o := range bench.Operations {
		b.Run(o.Name+"/store", func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				ok(b, reads[n](i))
			}
		})
		b.Run(o.Name+"/yardstick", func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				w.ask(b, o, i)
			}
		})
	}
}
