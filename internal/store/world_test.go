package store_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kobo/internal/codelist"
	"kobo/internal/day"
	"kobo/internal/entity"
	"kobo/internal/postgres"
	"kobo/internal/store"
	"kobo/internal/testdb"
	"kobo/internal/viewer"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// now is when all tests are: the evening of 25 November 2026 in Norway.
var (
	now   = time.Date(2026, 11, 25, 18, 0, 0, 0, time.UTC)
	today = day.Date(2026, 11, 25)
)

// world is a database with one municipality of two units, and a store over it.
type world struct {
	testing.TB
	pool         *pgxpool.Pool
	store        *store.Store
	spy          *spy
	municipality entity.ID
	units        [2]entity.ID
	property     entity.ID
	staff        entity.ID // who recorded everything
	n            int
}

// spy keeps the texts of the statements sent.
type spy struct {
	mu    sync.Mutex
	texts []string
}

func (s *spy) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.texts = append(s.texts, d.SQL)
	return ctx
}
func (s *spy) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
func (s *spy) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}

func (s *spy) TraceBatchQuery(_ context.Context, _ *pgx.Conn, d pgx.TraceBatchQueryData) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.texts = append(s.texts, d.SQL)
}
func (s *spy) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// sent returns the statements since the last call, without the one that says who asks.
func (s *spy) sent() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	texts := slices.DeleteFunc(s.texts, func(text string) bool { return strings.Contains(text, "set_config('role'") })
	s.texts = nil
	return texts
}

// plainCursors seals nothing, but notices when a cursor has been changed.
type plainCursors struct{}

func (plainCursors) Seal(plain []byte) string {
	return base64.RawURLEncoding.EncodeToString(append([]byte("sealed:"), plain...))
}

func (plainCursors) Open(sealed string) ([]byte, error) {
	plain, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil || !bytes.HasPrefix(plain, []byte("sealed:")) {
		return nil, errors.New("not sealed here")
	}
	return plain[len("sealed:"):], nil
}

func newWorld(t testing.TB) *world {
	t.Helper()
	db := testdb.New(t)
	w := &world{TB: t, pool: db.Pool(t), spy: &spy{}}
	w.store = store.New(store.Config{
		DB:      db.Open(t, func(c *postgres.Config) { c.Tracer = w.spy; c.Now = func() time.Time { return now } }),
		Cursors: plainCursors{},
		Now:     func() time.Time { return now },
		Acts: func(_ *viewer.Viewer, s store.State) []codelist.DwellingAct {
			if s.Taken {
				return []codelist.DwellingAct{codelist.DwellingActEndTenancy}
			}
			return []codelist.DwellingAct{codelist.DwellingActReserve}
		},
	})
	w.municipality = w.id(entity.Municipality)
	w.add("municipality", row{"id": w.municipality, "number": "3905", "name": "Tønsberg", "organisation_number": "921383681"})
	for i, name := range []string{"Boligkontoret", "Nøtterøy"} {
		w.units[i] = w.id(entity.Unit)
		w.add("unit", row{"id": w.units[i], "municipality_id": w.municipality, "name": name})
	}
	w.property = w.id(entity.Property)
	w.add("property", row{"id": w.property, "municipality_id": w.municipality, "municipality_number": "3905", "gnr": 118, "bnr": 507})
	w.staff = w.id(entity.Staff)
	w.add("actor", row{"id": w.id(entity.Actor), "municipality_id": w.municipality, "viewer_id": w.staff, "name": "Trine Saksbehandler"})
	return w
}

type row map[string]any

func (r row) with(more row) row {
	all := maps.Clone(r)
	maps.Copy(all, more)
	return all
}

// id makes an id; later ones sort later.
func (w *world) id(kind entity.Kind) entity.ID {
	w.n++
	return entity.New(kind, now.Add(time.Duration(w.n)*time.Millisecond))
}

// add puts a row into a table, as the owner.
func (w *world) add(table string, r row) entity.ID {
	w.Helper()
	names := slices.Sorted(maps.Keys(r))
	places, values := make([]string, len(names)), make([]any, len(names))
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i], places[i], values[i] = pgx.Identifier{name}.Sanitize(), fmt.Sprintf("$%d", i+1), r[name]
	}
	sql := fmt.Sprintf("insert into %s (%s) values (%s)", table, strings.Join(quoted, ", "), strings.Join(places, ", "))
	if _, err := w.pool.Exec(context.Background(), sql, values...); err != nil {
		w.Fatalf("add to %s: %v", table, err)
	}
	id, _ := r["id"].(entity.ID)
	return id
}

// of is what every row that belongs to a dwelling has.
func (w *world) of(kind entity.Kind, dwelling entity.ID) row {
	return row{"id": w.id(kind), "municipality_id": w.municipality, "unit_id": w.units[0], "dwelling_id": dwelling, "recorded_at": now.Add(-time.Hour), "recorded_by": w.staff}
}

// dwelling adds a dwelling with a row of outlook; more says what is special about it.
func (w *world) dwelling(street string, number int, more row) entity.ID {
	w.Helper()
	r := row{
		"id": w.id(entity.Dwelling), "municipality_id": w.municipality, "unit_id": w.units[0], "recorded_at": now.Add(-24 * time.Hour),
		"street": street, "house_number": number, "postal_code": "3118", "postal_place": "Tønsberg", "unit_number": "H0101", "property_id": w.property,
		"extra_reference": fmt.Sprint(w.n), "type": "ORDINARY", "disposition": "OWNED", "status": "READY", "entered_on": day.Date(2020, 1, 1),
		"changed_at": now.Add(-time.Duration(w.n) * time.Second), "features": "[]",
		"search":      store.SearchText(street, fmt.Sprint(number), "3118", "Tønsberg", "H0101", "118/507"),
		"address_key": store.AddressKey(street, &number, "", "H0101"),
	}.with(more)
	id := w.add("dwelling", r)
	w.add("outlook", row{"id": id, "municipality_id": w.municipality, "unit_id": r["unit_id"]})
	return id
}

// set changes a row, as the owner.
func (w *world) set(table string, id entity.ID, sql string, values ...any) {
	w.Helper()
	if _, err := w.pool.Exec(context.Background(), "update "+table+" set "+sql+" where id = $1", append([]any{id}, values...)...); err != nil {
		w.Fatalf("change %s: %v", table, err)
	}
}

// as is the context of staff with the rights.
func (w *world) as(rights ...string) context.Context {
	v := &viewer.Viewer{
		Role: viewer.Staff, ID: w.staff, Name: "Trine Saksbehandler", Municipality: w.municipality, Modules: []string{"register", "casework"},
		Language: "nb", Organisation: "921383681",
	}
	for _, right := range rights {
		v.Grants = append(v.Grants, viewer.Grant{Right: right, Write: true})
	}
	return viewer.NewContext(context.Background(), v)
}

// housing is staff who keep the register.
func (w *world) housing() context.Context { return w.as("boligoversikt") }

func (w *world) ok(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func ptr[T any](v T) *T { return &v }

// pick is one of the values.
func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }
