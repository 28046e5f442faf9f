package store

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"kobo/graph/model"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/postgres"
)

// Pages have so many things when nothing is said, and at most so many.
const (
	pageSize    = 20
	pageMost    = 100
	offsetsMost = 100_000
)

// DwellingsQuery is what is asked of the register.
type DwellingsQuery struct {
	Filter *model.DwellingFilter
	Sort   *model.DwellingSort
	// First and After, or Last and Before: a page forward or backward. Offset skips so many instead of After.
	First, Last   *int
	After, Before *string
	Offset        *int
}

// Dwellings reads a page of the register (boligoversikt), and what is asked for of its counts, in one pipeline.
// BAD_REQUEST: a page of more than 100, a cursor that isn't ours or is of another order, several orders, forward and backward at once.
func (s *Store) Dwellings(ctx context.Context, q DwellingsQuery, sel Selection) (*model.DwellingConnection, error) {
	rd := s.reading(ctx)
	if err := check(q.Filter); err != nil {
		return nil, err
	}
	by, err := ordered(q.Sort)
	if err != nil {
		return nil, err
	}
	window, err := frame(q.First, q.Last, q.After, q.Before, q.Offset)
	if err != nil {
		return nil, err
	}
	var at place
	if window.cursor != "" {
		if at, err = s.open(window, by.signature()); err != nil {
			return nil, err
		}
	}

	connection := &model.DwellingConnection{Nodes: []*model.Dwelling{}, Edges: []*model.DwellingEdge{}}
	var places []place
	nodes := merge(sel.Sub("nodes"), sel.Sub("edges.node"))
	cursors := sel.Has("edges.cursor") || sel.Has("pageInfo.startCursor") || sel.Has("pageInfo.endCursor")
	if sel.Has("nodes") || sel.Has("edges") || sel.Has("pageInfo") {
		src := rd.register(q.Filter)
		src.orderJoin = by.join
		if window.cursor != "" {
			src.where = append(src.where, by.beyond(&src.args, at, window.backward))
		}
		src.order = by.by(window.backward)
		src.limit, src.offset = window.size, window.offset
		next := place{Order: by.signature()}
		if cursors {
			key := "null::text"
			if by.key != "" {
				key = by.key + "::text"
			}
			src.columns = []string{key, "d.address_key", "d.id::text"}
			src.into = []any{&next.Key, &next.Address, &next.ID}
		}
		read(rd, dwellings, nodes, src, func(_ entity.ID, d *model.Dwelling) {
			connection.Nodes = append(connection.Nodes, d)
			places = append(places, next)
		})
	}
	rd.counts(q.Filter, sel, connection)
	if facets := sel.Sub("facets"); facets != nil {
		rd.facets(q.Filter, facets, &connection.Facets)
	}
	if err := rd.run(ctx); err != nil {
		return nil, err
	}

	info := &connection.PageInfo
	if len(connection.Nodes) > window.size {
		connection.Nodes, places = connection.Nodes[:window.size], places[:window.size]
		info.HasNextPage, info.HasPreviousPage = !window.backward, window.backward
	}
	if window.backward {
		slices.Reverse(connection.Nodes)
		slices.Reverse(places)
		info.HasNextPage = window.cursor != ""
	} else {
		info.HasPreviousPage = window.cursor != "" || window.offset > 0
	}
	if sel.Has("edges") {
		for i, d := range connection.Nodes {
			edge := &model.DwellingEdge{Node: *d}
			if cursors {
				edge.Cursor = s.seal(places[i])
			}
			connection.Edges = append(connection.Edges, edge)
		}
	}
	if n := len(places); cursors && n > 0 {
		first, last := s.seal(places[0]), s.seal(places[n-1])
		info.StartCursor, info.EndCursor = &first, &last
	}
	return connection, nil
}

// counts adds the counts asked for.
func (rd *reading) counts(f *model.DwellingFilter, sel Selection, connection *model.DwellingConnection) {
	src, register := rd.register(f), rd.register(nil)
	var columns []string
	var into []any
	if sel.Has("totalCount") {
		columns, into = append(columns, "count(*)"), append(into, &connection.TotalCount)
	}
	if sel.Has("registerCount") {
		if slices.Equal(src.where, register.where) { // nothing is filtered: the two are one
			columns, into = append(columns, "count(*)"), append(into, &connection.RegisterCount)
		} else {
			rd.one(register, []string{"count(*)"}, []any{&connection.RegisterCount})
		}
	}
	if sel.Has("vacancyCostOre") {
		src.join += " r"
		columns, into = append(columns, "sum("+costSQL+")::bigint"), append(into, &connection.VacancyCostOre)
	}
	if columns != nil {
		rd.one(src, columns, into)
	}
}

// one adds a statement of one row over the dwellings of a source.
func (rd *reading) one(src source, columns []string, into []any) {
	a := &src.args
	joins := rd.joinsOf(a, src.join)
	sql := a.text(rd, "select "+strings.Join(columns, ", ")+" from dwelling d"+joins+" where "+strings.Join(src.where, " and "))
	rd.statements = append(rd.statements, postgres.Statement{SQL: sql, Args: a.values, Rows: func(rows pgx.Rows) error {
		for rows.Next() {
			if err := rows.Scan(into...); err != nil {
				return err
			}
		}
		return rows.Err()
	}})
}

// window is which part of a list is asked for.
type window struct {
	size, offset int
	backward     bool
	cursor       string
	argument     string // the cursor's: after or before
}

// frame reads the arguments of a page.
func frame(first, last *int, after, before *string, offset *int) (window, error) {
	w := window{size: pageSize, argument: "after"}
	size, name := first, "first"
	if last != nil || before != nil {
		w.backward, w.argument, size, name = true, "before", last, "last"
		if first != nil || after != nil {
			return w, fault.At(name, "store.bothWays")
		}
	}
	if size != nil {
		if *size < 1 || *size > pageMost {
			return w, fault.At(name, "store.outOfRange", "min", 1, "max", pageMost)
		}
		w.size = *size
	}
	w.cursor = value(after) + value(before) // one of them
	if offset != nil {
		if *offset < 0 || *offset > offsetsMost {
			return w, fault.At("offset", "store.outOfRange", "min", 0, "max", offsetsMost)
		}
		if w.cursor != "" || w.backward {
			return w, fault.At("offset", "store.offsetAndCursor")
		}
		w.offset = *offset
	}
	return w, nil
}

// seal makes a cursor of a place, which holds sort value, address, id and order.
func (s *Store) seal(at any) string {
	plain, _ := json.Marshal(at) // texts only
	return s.Cursors.Seal(plain)
}

// open reads the cursor of a page in an order.
func (s *Store) open(w window, signature string) (place, error) {
	var at place
	plain, err := s.Cursors.Open(w.cursor)
	if err == nil {
		err = json.Unmarshal(plain, &at)
	}
	if err != nil || at.Order != signature {
		return place{}, fault.At(w.argument, "store.cursor")
	}
	return at, nil
}

// merge is what is asked for by any of two selections. It changes neither.
func merge(a, b Selection) Selection {
	if a == nil {
		return b
	}
	if b == nil {
		return a
	}
	all := make(Selection, len(a)+len(b))
	for name, below := range a {
		all[name] = below
	}
	for name, below := range b {
		all[name] = merge(all[name], below)
	}
	return all
}
