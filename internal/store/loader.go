package store

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/vikstrous/dataloadgen"

	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/day"
	"kobo/internal/entity"
	"kobo/internal/postgres"
)

// Loaders gather what single fields ask for and read it together. A request has one set; in a mutation each root field has its own, so that
// nothing read before an act is shown after it.
type Loaders struct {
	dwellings *dataloadgen.Loader[dwellingKey, *model.Dwelling]
	histories *dataloadgen.Loader[historyKey, *model.HistoryEntryConnection]
	statuses  *dataloadgen.Loader[statusKey, *codelist.DwellingStatus]
	ofUnits   *dataloadgen.Loader[unitKey, []*model.Dwelling]

	store      *Store
	mu         sync.Mutex
	selections map[string]Selection
}

// wait is how long a loader gathers.
const wait = time.Millisecond

// NewLoaders makes a set of loaders for the viewer of ctx.
func (s *Store) NewLoaders(context.Context) *Loaders {
	l := &Loaders{store: s, selections: map[string]Selection{}}
	options := []dataloadgen.Option{dataloadgen.WithWait(wait), dataloadgen.WithBatchCapacity(1000)}
	l.dwellings = dataloadgen.NewLoader(func(ctx context.Context, keys []dwellingKey) ([]*model.Dwelling, []error) {
		return batch(keys, func() (map[dwellingKey]*model.Dwelling, error) { return s.loadDwellings(ctx, l, keys) })
	}, options...)
	l.histories = dataloadgen.NewLoader(func(ctx context.Context, keys []historyKey) ([]*model.HistoryEntryConnection, []error) {
		return batch(keys, func() (map[historyKey]*model.HistoryEntryConnection, error) { return s.loadHistories(ctx, keys) })
	}, options...)
	l.statuses = dataloadgen.NewLoader(func(ctx context.Context, keys []statusKey) ([]*codelist.DwellingStatus, []error) {
		return batch(keys, func() (map[statusKey]*codelist.DwellingStatus, error) { return s.loadStatuses(ctx, keys) })
	}, options...)
	l.ofUnits = dataloadgen.NewLoader(func(ctx context.Context, keys []unitKey) ([][]*model.Dwelling, []error) {
		return batch(keys, func() (map[unitKey][]*model.Dwelling, error) { return s.loadOfUnits(ctx, l, keys) })
	}, options...)
	return l
}

// batch puts what was found in the order of the keys; what wasn't is the zero value.
func batch[K comparable, V any](keys []K, load func() (map[K]V, error)) ([]V, []error) {
	found, err := load()
	if err != nil {
		return nil, []error{err}
	}
	values := make([]V, len(keys))
	for i, k := range keys {
		values[i] = found[k]
	}
	return values, nil
}

// named remembers a selection under a name that tells it from others.
func (l *Loaders) named(sel Selection) string {
	name := sel.text()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.selections[name] = sel
	return name
}

func (l *Loaders) selection(name string) Selection {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.selections[name]
}

// text writes a selection, the same for equal ones.
func (s Selection) text() string {
	names := make([]string, 0, len(s))
	for name := range s {
		names = append(names, name)
	}
	slices.Sort(names)
	var b strings.Builder
	for _, name := range names {
		b.WriteString(name)
		if len(s[name]) > 0 {
			b.WriteString("{" + s[name].text() + "}")
		}
		b.WriteByte(' ')
	}
	return b.String()
}

type dwellingKey struct {
	id  entity.ID
	sel string
}

// Dwelling reads a dwelling; nil when there is none that the viewer may see.
func (l *Loaders) Dwelling(ctx context.Context, id entity.ID, sel Selection) (*model.Dwelling, error) {
	return l.dwellings.Load(ctx, dwellingKey{id, l.named(sel)})
}

func (s *Store) loadDwellings(ctx context.Context, l *Loaders, keys []dwellingKey) (map[dwellingKey]*model.Dwelling, error) {
	rd := s.reading(ctx)
	found := map[dwellingKey]*model.Dwelling{}
	for name, ids := range grouped(keys, func(k dwellingKey) (string, entity.ID) { return k.sel, k.id }) {
		addByIDs(rd, entity.Dwelling, dwellings, ids, l.selection(name), []string{there}, func(id entity.ID, d *model.Dwelling) {
			found[dwellingKey{id, name}] = d
		})
	}
	return found, rd.run(ctx)
}

// grouped gathers the second of what f makes of each key by the first.
func grouped[K any, G comparable, V any](keys []K, f func(K) (G, V)) map[G][]V {
	all := map[G][]V{}
	for _, k := range keys {
		g, v := f(k)
		all[g] = append(all[g], v)
	}
	return all
}

// Unit is a unit of a building (bruksenhet), as Matrikkelen has it.
type Unit struct {
	MunicipalityNumber string
	Gnr, Bnr, Fnr, Snr int
	// UnitNumber is the bruksenhetsnummer; empty for the dwellings of the property that have none.
	UnitNumber string
}

type unitKey struct {
	Unit
	sel string
}

// DwellingsOfUnit reads the dwellings of the register that are a unit of a building: several when rooms of it are let one by one.
func (l *Loaders) DwellingsOfUnit(ctx context.Context, u Unit, sel Selection) ([]*model.Dwelling, error) {
	return l.ofUnits.Load(ctx, unitKey{u, l.named(sel)})
}

func (s *Store) loadOfUnits(ctx context.Context, l *Loaders, keys []unitKey) (map[unitKey][]*model.Dwelling, error) {
	rd := s.reading(ctx)
	found := map[unitKey][]*model.Dwelling{}
	for _, k := range keys {
		found[k] = []*model.Dwelling{}
	}
	for name, units := range grouped(keys, func(k unitKey) (string, Unit) { return k.sel, k.Unit }) {
		var src source
		var numbers, unitNumbers []string
		var parts [4][]int
		for _, u := range units {
			numbers, unitNumbers = append(numbers, u.MunicipalityNumber), append(unitNumbers, u.UnitNumber)
			for i, n := range []int{u.Gnr, u.Bnr, u.Fnr, u.Snr} {
				parts[i] = append(parts[i], n)
			}
		}
		places := []string{src.args.add(numbers) + "::text[]"}
		for _, part := range parts {
			places = append(places, src.args.add(part)+"::bigint[]")
		}
		places = append(places, src.args.add(unitNumbers)+"::text[]")
		columns := []string{"p.municipality_number", "p.gnr", "p.bnr", "p.fnr", "p.snr", "d.unit_number"}
		src.join, src.order = "p", "d.address_key, d.id"
		src.where = []string{kept, "(" + strings.Join(columns, ", ") + ") in (select * from unnest(" + strings.Join(places, ", ") + "))"}
		var u Unit
		src.columns, src.into = columns, []any{&u.MunicipalityNumber, &u.Gnr, &u.Bnr, &u.Fnr, &u.Snr, &u.UnitNumber}
		read(rd, dwellings, l.selection(name), src, func(_ entity.ID, d *model.Dwelling) {
			k := unitKey{u, name}
			found[k] = append(found[k], d)
		})
	}
	return found, rd.run(ctx)
}

type statusKey struct {
	id      entity.ID
	on      day.Day
	knownAt time.Time // zero: now
}

// StatusOn reads the physical status of a dwelling on a day, as known now or as known at a time. Nil: the dwelling wasn't registered, or
// the viewer may not know.
func (l *Loaders) StatusOn(ctx context.Context, dwelling entity.ID, on day.Day, knownAt *time.Time) (*codelist.DwellingStatus, error) {
	return l.statuses.Load(ctx, statusKey{dwelling, on, value(knownAt)})
}

// known is the condition for a row of history to be known at a time.
func known(alias, at string) string {
	return alias + ".recorded_at <= " + at + " and (" + alias + ".superseded_at is null or " + alias + ".superseded_at > " + at + ")"
}

// statusThenSQL are the joins that find the physical status of d on a day (sp.status), and whether one follows it (sl.later). The day and the
// time of knowing are SQL expressions.
func statusThenSQL(on, at string) string {
	return ` left join lateral (select x.status, x.valid_from from status_period x
			where x.dwelling_id = d.id and x.valid_from <= ` + on + ` and ` + known("x", at) + `
			order by x.valid_from desc, x.recorded_at desc, x.id desc limit 1) sp on true
		left join lateral (select true as later from status_period x
			where x.dwelling_id = d.id and x.valid_from > sp.valid_from and x.valid_from <= {today} and ` + known("x", at) + ` limit 1) sl on true`
}

// SECURITY: the viewer may not see every period. When the last that it sees says something else than the dwelling says today, one is hidden, and
// the last one seen must not pass for the truth.

func (s *Store) loadStatuses(ctx context.Context, keys []statusKey) (map[statusKey]*codelist.DwellingStatus, error) {
	rd := s.reading(ctx)
	var a args
	var ids []entity.ID
	var days []day.Day
	var at []time.Time
	for _, k := range keys {
		ids, days = append(ids, k.id), append(days, k.on)
		if k.knownAt.IsZero() {
			at = append(at, rd.now)
		} else {
			at = append(at, k.knownAt)
		}
	}
	found := map[statusKey]*codelist.DwellingStatus{}
	sql := "select q.n, d.status, sp.status, sl.later is not null from unnest(" + a.add(ids) + "::uuid[], " + a.add(days) + "::date[], " + a.add(at) +
		"::timestamptz[]) with ordinality q(id, on_day, at, n) join dwelling d on d.id = q.id" + statusThenSQL("q.on_day", "q.at")
	sql = a.text(rd, sql)
	rd.statements = append(rd.statements, postgres.Statement{SQL: sql, Args: a.values, Rows: func(rows pgx.Rows) error {
		for rows.Next() {
			var n int
			var now codelist.DwellingStatus
			var then *codelist.DwellingStatus
			var later bool
			if err := rows.Scan(&n, &now, &then, &later); err != nil {
				return err
			}
			k := keys[n-1]
			if k.knownAt.IsZero() && !later && then != nil && *then != now { // the last one seen is not the last there is
				then = nil
				if k.on == rd.today {
					then = &now
				}
			}
			found[k] = then
		}
		return rows.Err()
	}})
	return found, rd.run(ctx)
}

type historyKey struct {
	dwelling entity.ID
	size     int
	at       pagePlace // zero: the newest
	paged    bool
}

// History reads a page of what has been done with a dwelling, the newest first. BAD_REQUEST: a page of more than 100, a cursor that isn't ours.
func (l *Loaders) History(ctx context.Context, dwelling entity.ID, first *int, after *string) (*model.HistoryEntryConnection, error) {
	w, err := frame(first, nil, after, nil, nil)
	if err != nil {
		return nil, err
	}
	k := historyKey{dwelling: dwelling, size: w.size}
	at, err := l.store.openPage(w, "history "+dwelling.String())
	if err != nil {
		return nil, err
	}
	if at != nil {
		at.At = at.At.UTC()
		k.at, k.paged = *at, true
	}
	return l.histories.Load(ctx, k)
}

// entry is a row of history before it is put into words.
type entry struct {
	model.HistoryEntry
	changes []fieldChange
}

type fieldChange struct{ Field, Before, After string }

func (s *Store) loadHistories(ctx context.Context, keys []historyKey) (map[historyKey]*model.HistoryEntryConnection, error) {
	rd := s.reading(ctx)
	entries := map[historyKey][]*entry{}
	type window struct {
		size  int
		at    pagePlace
		paged bool
	}
	windows := grouped(keys, func(k historyKey) (window, entity.ID) { return window{k.size, k.at, k.paged}, k.dwelling })
	for w, ids := range windows {
		var a args
		from, beyond := a.add(ids)+"::uuid[]", ""
		if w.paged {
			beyond = " and (h.recorded_at, h.id) < (" + a.add(w.at.At) + ", " + a.add(w.at.ID) + ")"
		}
		sql := "select h.dwelling_id, h.id, h.kind, h.recorded_at, w.name, nullif(h.note, ''), h.changes from unnest(" + from + ") q(id), " +
			"lateral (select * from history h where h.dwelling_id = q.id" + beyond + " order by h.recorded_at desc, h.id desc limit " + a.add(w.size) +
			" + 1) h left join actor w on w.viewer_id = h.recorded_by order by h.dwelling_id, h.recorded_at desc, h.id desc"
		rd.statements = append(rd.statements, postgres.Statement{SQL: sql, Args: a.values, Rows: func(rows pgx.Rows) error {
			for rows.Next() {
				k := historyKey{size: w.size, at: w.at, paged: w.paged}
				e := &entry{}
				var changes json.RawMessage
				if err := rows.Scan(&k.dwelling, &e.ID, &e.Kind, &e.At, &e.Actor, &e.Note, &changes); err != nil {
					return err
				}
				if err := json.Unmarshal(changes, &e.changes); err != nil {
					return err
				}
				entries[k] = append(entries[k], e)
			}
			return rows.Err()
		}})
	}
	if err := rd.run(ctx); err != nil {
		return nil, err
	}
	names, err := s.names(ctx, entries)
	if err != nil {
		return nil, err
	}
	found := make(map[historyKey]*model.HistoryEntryConnection, len(keys))
	for _, k := range keys {
		w := windowOf(k)
		page := make([]*model.HistoryEntry, 0, len(entries[k]))
		for _, e := range entries[k] {
			e.Changes = []*model.HistoryChange{}
			for _, c := range e.changes {
				e.Changes = append(e.Changes, inWords(rd.language, c, names))
			}
			page = append(page, &e.HistoryEntry)
		}
		c := &model.HistoryEntryConnection{}
		c.Nodes, c.PageInfo = pageInfo(s, w, page, func(e *model.HistoryEntry) pagePlace {
			return pagePlace{Order: "history " + k.dwelling.String(), At: e.At.UTC(), ID: e.ID}
		})
		found[k] = c
	}
	return found, nil
}

func windowOf(k historyKey) window {
	w := window{size: k.size}
	if k.paged {
		w.cursor = "paged"
	}
	return w
}

// names reads what the things are called that history names by their ids.
func (s *Store) names(ctx context.Context, entries map[historyKey][]*entry) (map[string]string, error) {
	var ids []entity.ID
	for _, page := range entries {
		for _, e := range page {
			for _, c := range e.changes {
				if facts[c.Field].names {
					for _, text := range []string{c.Before, c.After} {
						if id, err := entity.Parse(text); err == nil {
							ids = append(ids, id)
						}
					}
				}
			}
		}
	}
	names := map[string]string{}
	if ids == nil {
		return names, nil
	}
	rd := s.reading(ctx)
	addByIDs(rd, entity.Unit, units, ids, Select("name"), nil, func(id entity.ID, m *model.Unit) { names[id.String()] = m.Name })
	addByIDs(rd, entity.Property, properties, ids, nil, nil, func(id entity.ID, m *model.Property) { names[id.String()] = m.Text })
	addByIDs(rd, entity.Building, buildings, ids, nil, nil, func(id entity.ID, m *model.Building) {
		names[id.String()] = strings.TrimSpace(m.Type.Label(rd.language) + " " + value(m.Number))
	})
	addByIDs(rd, entity.Agreement, agreements, ids, nil, nil, func(id entity.ID, m *model.Agreement) {
		names[id.String()] = strings.TrimSpace(m.LandlordName + " " + value(m.Reference))
	})
	addByIDs(rd, entity.Dwelling, dwellings, ids, Select("address"), []string{there}, func(id entity.ID, m *model.Dwelling) {
		names[id.String()] = m.Address.Text
	})
	return names, rd.run(ctx)
}
