package store

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/message"
	"kobo/internal/postgres"
	"kobo/internal/sheet"
)

type importRow struct {
	model.Import
	headings []string
	columns  map[string]string
	failure  string
}

// undoableSQL: it is applied, and each dwelling it made or changed is as it left it.
const undoableSQL = `(k.state = 'APPLIED' and not exists (select from import_row x left join dwelling xd on xd.id = x.dwelling_id
	where x.import_id = k.id and x.state = 'APPLIED' and (xd.id is null or xd.version <> x.version)))`

var imports = &description[importRow, model.Import]{
	table: "import_run", alias: "k", joins: actor("k.recorded_by"),
	id:    func(r *importRow) *entity.ID { return &r.ID },
	model: func(r *importRow) *model.Import { return copied(&r.Import) },
	fields: []field[importRow, model.Import]{
		{
			columns: []string{"k.version", "k.state", "k.name", "k.recorded_at", "k.applied_at", "k.undone_at", "k.done", "k.rows", "k.failure"},
			into: func(r *importRow) []any {
				return []any{&r.Version, &r.State, &r.Name, &r.RecordedAt, &r.AppliedAt, &r.UndoneAt, &r.Done, &r.Total, &r.failure}
			},
			then: func(rd *reading, r *importRow) {
				r.ErrorsURL = "/export/imports/" + r.ID.String() + "/errors.xlsx"
				if r.failure != "" {
					text := message.Text(rd.language, r.failure)
					r.Failure = &text
				}
			},
		},
		by[importRow, model.Import](func(r *importRow) **string { return &r.RecordedBy }),
		{
			name: "columns", columns: []string{"k.headings", "k.columns"},
			into: func(r *importRow) []any { return []any{&r.headings, &r.columns} },
			then: func(rd *reading, r *importRow) {
				r.Columns = []*model.ImportColumn{}
				for _, heading := range r.headings {
					c := &model.ImportColumn{Heading: heading}
					if name := r.columns[heading]; name != "" {
						label := columnLabel(rd.language, name)
						c.Column, c.Label = &name, &label
					}
					r.Columns = append(r.Columns, c)
				}
			},
		},
		{
			name: "counts", many: func(rd *reading, of parents, _ Selection, at func(entity.ID) *model.Import) {
				rd.grouped(of, "select x.import_id, x.state, count(*) from import_row x where x.import_id = any(%s) group by 1, 2", func(rows pgx.Rows) error {
					var id entity.ID
					var state codelist.ImportRowState
					var n int
					if err := rows.Scan(&id, &state, &n); err != nil {
						return err
					}
					c := &at(id).Counts
					switch state {
					case codelist.ImportRowStateNew:
						c.New = n
					case codelist.ImportRowStateChanged:
						c.Changed = n
					case codelist.ImportRowStateSame:
						c.Same = n
					case codelist.ImportRowStateError:
						c.Error = n
					case codelist.ImportRowStateApplied:
						c.Applied = n
					case codelist.ImportRowStateUndone:
						c.Undone = n
					}
					return nil
				})
			},
		},
		{
			name: "unknownWords", then: func(_ *reading, r *importRow) { r.UnknownWords = []*model.UnknownWord{} },
			many: func(rd *reading, of parents, _ Selection, at func(entity.ID) *model.Import) {
				rd.grouped(of, `select x.import_id, z->>'column', z->>'value', count(*) from import_row x, jsonb_array_elements(x.problems) z
					where x.import_id = any(%s) and x.state = 'ERROR' and jsonb_typeof(x.problems) = 'array' and z->>'message' = '`+sheet.UnknownWord+`'
					group by 1, 2, 3 order by 4 desc, 2, 3`, func(rows pgx.Rows) error {
					var id entity.ID
					w := &model.UnknownWord{Allowed: []*model.ImportChoice{}}
					if err := rows.Scan(&id, &w.Column, &w.Word, &w.Rows); err != nil {
						return err
					}
					if column, ok := sheet.Find(w.Column); ok {
						if list, ok := codelist.Find(column.List); ok {
							for _, c := range list.Codes {
								w.Allowed = append(w.Allowed, &model.ImportChoice{Code: c.Code, Label: c.Label(rd.language)})
							}
						}
					}
					at(id).UnknownWords = append(at(id).UnknownWords, w)
					return nil
				})
			},
		},
		{name: "undoable", columns: []string{undoableSQL}, into: into(func(r *importRow) any { return &r.Undoable })},
	},
}

// grouped adds a statement over the things that belong to parents, whose ids are put for %s, and reads its rows one by one.
func (rd *reading) grouped(of parents, sql string, row func(pgx.Rows) error) {
	array, a := of.array()
	sql = a.text(rd, strings.Replace(sql, "%s", array, 1))
	rd.statements = append(rd.statements, postgres.Statement{SQL: sql, Args: a.values, Rows: func(rows pgx.Rows) error {
		for rows.Next() {
			if err := row(rows); err != nil {
				return err
			}
		}
		return rows.Err()
	}})
}

// columnLabel is what people call a column of workbooks.
func columnLabel(language, name string) string {
	if column, ok := sheet.Find(name); ok {
		return column.Titles.In(language)
	}
	return name
}

type importRowRow struct {
	model.ImportRow
	cells    map[string]string
	problems []sheet.Problem
	before   json.RawMessage
	dwelling dwellingRow
}

// importRowJoins hold those of the dwelling too, since its columns join on.
var importRowJoins = map[string]string{"d": "dwelling d on d.id = g.dwelling_id"}

var importRows = &description[importRowRow, model.ImportRow]{
	table: "import_row", alias: "g", joins: importRowJoins,
	id:    func(r *importRowRow) *entity.ID { return &r.ID },
	model: func(r *importRowRow) *model.ImportRow { return copied(&r.ImportRow) },
	fields: []field[importRowRow, model.ImportRow]{
		{
			columns: []string{"g.number", "g.state"}, into: func(r *importRowRow) []any { return []any{&r.Number, &r.State} },
			then: func(_ *reading, r *importRowRow) {
				r.Cells, r.Problems, r.Changes = []*model.ImportCell{}, []*model.ImportProblem{}, []*model.ImportChange{}
			},
		},
		{
			name: "cells", columns: []string{"g.cells"}, into: into(func(r *importRowRow) any { return &r.cells }),
			then: func(_ *reading, r *importRowRow) {
				for _, c := range sheet.Columns() {
					if cell, ok := r.cells[c.Name]; ok {
						r.Cells = append(r.Cells, &model.ImportCell{Column: c.Name, Value: cell})
					}
				}
			},
		},
		{
			name: "problems", columns: []string{"g.problems"}, into: into(func(r *importRowRow) any { return &r.problems }),
			then: func(rd *reading, r *importRowRow) {
				for _, p := range r.problems {
					allowed := p.Allowed
					if allowed == nil {
						allowed = []string{}
					}
					r.Problems = append(r.Problems, &model.ImportProblem{
						Column: p.Column, Value: p.Value, Message: message.Text(rd.language, p.Message, p.Args...), Allowed: allowed,
					})
				}
			},
		},
		{
			name: "changes", columns: []string{"g.before"}, into: into(func(r *importRowRow) any { return &r.before }),
			then: func(rd *reading, r *importRowRow) {
				if rd.ImportChanges != nil && len(r.before) > 0 {
					r.Changes = append(r.Changes, rd.ImportChanges(rd.language, r.before)...)
				}
			},
		},
		{name: "dwelling", join: "d", one: func(c *columns, r *importRowRow, sel Selection) {
			embed(c, importRowJoins, dwellings, sel, &r.dwelling, func(m *model.Dwelling) { r.Dwelling = m })
		}},
	},
}

// pagePlace is where something lies in a list by time or number.
type pagePlace struct {
	Order  string    `json:"o"`
	At     time.Time `json:"t,omitzero"`
	Number int       `json:"n,omitempty"`
	ID     entity.ID `json:"i"`
}

// openPage reads a forward page's cursor; an empty one is the beginning.
func (s *Store) openPage(w window, order string) (*pagePlace, error) {
	if w.cursor == "" {
		return nil, nil //nolint:nilnil // the beginning is no place
	}
	var at pagePlace
	plain, err := s.Cursors.Open(w.cursor)
	if err == nil {
		err = json.Unmarshal(plain, &at)
	}
	if err != nil || at.Order != order {
		return nil, fault.At(w.argument, "store.cursor")
	}
	return &at, nil
}

// pageInfo cuts what was read to the page and says where it lies. place says where one of them lies.
func pageInfo[M any](s *Store, w window, rows []*M, place func(*M) pagePlace) ([]*M, model.PageInfo) {
	info := model.PageInfo{HasPreviousPage: w.cursor != ""}
	if len(rows) > w.size {
		rows, info.HasNextPage = rows[:w.size], true
	}
	if n := len(rows); n > 0 {
		first, last := s.seal(place(rows[0])), s.seal(place(rows[n-1]))
		info.StartCursor, info.EndCursor = &first, &last
	}
	return rows, info
}

// Imports reads a page of the imports, the newest first. BAD_REQUEST: a page of more than 100, a cursor that isn't ours.
func (s *Store) Imports(ctx context.Context, first *int, after *string, sel Selection) (*model.ImportConnection, error) {
	w, err := frame(first, nil, after, nil, nil)
	if err != nil {
		return nil, err
	}
	at, err := s.openPage(w, "imports")
	if err != nil {
		return nil, err
	}
	src := source{order: "k.recorded_at desc, k.id desc", limit: w.size}
	if at != nil {
		src.where = []string{"(k.recorded_at, k.id) < (" + src.args.add(at.At) + ", " + src.args.add(at.ID) + ")"}
	}
	rows, err := all(ctx, s, imports, sel.Sub("nodes"), src)
	if err != nil {
		return nil, err
	}
	c := &model.ImportConnection{}
	c.Nodes, c.PageInfo = pageInfo(s, w, rows, func(m *model.Import) pagePlace { return pagePlace{Order: "imports", At: m.RecordedAt, ID: m.ID} })
	return c, nil
}

// Import reads an import; nil when there is none that the viewer may see.
func (s *Store) Import(ctx context.Context, id entity.ID, sel Selection) (*model.Import, error) {
	return oneByID(ctx, s, entity.Import, imports, id, sel)
}

// ImportRow reads one row of an import; nil when there is none that the viewer may see.
func (s *Store) ImportRow(ctx context.Context, id entity.ID, sel Selection) (*model.ImportRow, error) {
	return oneByID(ctx, s, entity.ImportRow, importRows, id, sel)
}

// ImportRowNumbered reads the row of an import that has the number in the workbook; nil when there is none that the viewer may see.
func (s *Store) ImportRowNumbered(ctx context.Context, imported entity.ID, number int, sel Selection) (*model.ImportRow, error) {
	var src source
	src.where = []string{"g.import_id = " + src.args.add(imported), "g.number = " + src.args.add(number)}
	rows, err := all(ctx, s, importRows, sel, src)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}

// ImportRowsQuery is what is asked of an import's rows.
type ImportRowsQuery struct {
	States []codelist.ImportRowState
	// Column: only rows with a problem in the column.
	Column *string
	First  *int
	After  *string
}

// ImportRows reads a page of an import's rows by their number in the workbook. BAD_REQUEST: a page of more than 100, a cursor that isn't ours.
func (s *Store) ImportRows(ctx context.Context, imported entity.ID, q ImportRowsQuery, sel Selection) (*model.ImportRowConnection, error) {
	w, err := frame(q.First, nil, q.After, nil, nil)
	if err != nil {
		return nil, err
	}
	order := "rows " + imported.String()
	at, err := s.openPage(w, order)
	if err != nil {
		return nil, err
	}
	rd := s.reading(ctx)
	filtered := func() source {
		var src source
		src.where = []string{"g.import_id = " + src.args.add(imported)}
		if len(q.States) > 0 {
			src.where = append(src.where, "g.state = any("+src.args.add(texts(q.States))+")")
		}
		if q.Column != nil {
			src.where = append(src.where, "g.problems @> jsonb_build_array(jsonb_build_object('column', "+src.args.add(*q.Column)+"::text))")
		}
		return src
	}
	c := &model.ImportRowConnection{Nodes: []*model.ImportRow{}}
	if sel.Has("totalCount") {
		src := filtered()
		rd.statements = append(rd.statements, postgres.Statement{
			SQL: "select count(*) from import_row g where " + strings.Join(src.where, " and "), Args: src.args.values,
			Rows: func(rows pgx.Rows) error {
				for rows.Next() {
					if err := rows.Scan(&c.TotalCount); err != nil {
						return err
					}
				}
				return rows.Err()
			},
		})
	}
	src := filtered()
	src.order, src.limit = "g.number", w.size
	if at != nil {
		src.where = append(src.where, "g.number > "+src.args.add(at.Number))
	}
	read(rd, importRows, sel.Sub("nodes"), src, func(_ entity.ID, m *model.ImportRow) { c.Nodes = append(c.Nodes, m) })
	if err := rd.run(ctx); err != nil {
		return nil, err
	}
	c.Nodes, c.PageInfo = pageInfo(s, w, c.Nodes, func(m *model.ImportRow) pagePlace {
		return pagePlace{Order: order, Number: m.Number, ID: m.ID}
	})
	return c, nil
}
