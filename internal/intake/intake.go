// Package intake brings workbooks into the register of dwellings (import): upload, preview, mending, carrying out, and undoing as a
// whole.
//
// A preview compares each row with the register as the viewer sees it and says what the row is: a new dwelling, a change, the same as is
// recorded, or an error with the cell, what stands there and what is allowed. Carrying out is a job that works in batches, each one
// transaction with its lines in the ledger (import_row), so that a killed import goes on where it was; a row goes in whole or not at all,
// and one whose dwelling has changed since the preview becomes an error. Run twice, nothing changes: the rows are then the same.
// What was carried out can be undone as a whole as long as nobody has changed what it made.
//
// What a workbook is, package sheet knows; what may be stored and what follows from it, package housing. This package must not
// know of GraphQL's fields or of HTTP, but for the one download.
package intake

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"kobo/ent"
	"kobo/ent/importrun"
	"kobo/ent/wordmapping"
	"kobo/graph/model"
	"kobo/internal/access"
	"kobo/internal/codelist"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/file"
	"kobo/internal/housing"
	"kobo/internal/jobs"
	"kobo/internal/postgres"
	"kobo/internal/sheet"
	"kobo/internal/viewer"
)

// headingsColumn is the column under which word_mapping keeps what headings mean.
const headingsColumn = "columns"

// Config is what imports need.
type Config struct {
	DB      *postgres.DB
	Grid    *access.Grid
	Housing *housing.Housing
	Files   *file.Store
}

// Intake carries out imports. It is safe for concurrent use.
type Intake struct{ Config }

// New returns the imports of a database.
func New(c Config) *Intake { return &Intake{c} }

// Create begins an import of an uploaded file, with its preview, and returns its id.
//
// NOT_FOUND when the viewer sees no such file or may not import. BAD_REQUEST when it is no workbook of dwellings, LIMIT_EXCEEDED when it is
// too large.
func (k *Intake) Create(ctx context.Context, fileID entity.ID) (entity.ID, error) {
	if !fileID.Is(entity.File) {
		return entity.Nil, fault.Missing()
	}
	var name string
	var unit entity.ID
	if err := k.DB.Read(ctx, postgres.Statement{
		SQL: "select name, unit_id from file where id = $1 and data_class = 'IMPORT'", Args: []any{fileID},
		Rows: each(func(rows pgx.Rows) error { return rows.Scan(&name, &unit) }),
	}); err != nil {
		return entity.Nil, err
	}
	if unit.IsNil() {
		return entity.Nil, fault.Missing()
	}
	r, err := k.read(ctx, unit)
	if err != nil {
		return entity.Nil, err
	}
	book, err := k.open(ctx, fileID, r.headings)
	if err != nil {
		return entity.Nil, err
	}
	columns := columnsOf(book.Headings(), sheet.Match(book.Headings(), r.headings))
	entries, err := k.rows(ctx, book, columns, r, nil)
	if err != nil {
		return entity.Nil, err
	}
	id := entity.New(entity.Import, k.DB.Now())
	return id, k.DB.Tx(ctx, func(tx *postgres.Tx) error {
		if err := tx.Ent.ImportRun.Create().SetID(id).SetMunicipalityID(tx.Viewer.Municipality).SetUnitID(unit).SetRecordedAt(tx.Now).
			SetRecordedBy(tx.Viewer.ID).SetState(codelist.ImportStatePreviewed).SetFileID(fileID).SetName(name).SetHeadings(book.Headings()).SetColumns(columns).
			SetRows(len(entries)).SetDone(len(entries)).Exec(ctx); err != nil {
			return err
		}
		tx.Changed(id)
		return insert(ctx, tx, id, unit, entries)
	})
}

// read reads what rows are compared with, as the viewer.
func (k *Intake) read(ctx context.Context, unit entity.ID) (*register, error) {
	r := &register{unit: unit}
	r.parser.Today = k.DB.Today()
	return r, k.DB.Read(ctx, append(r.settings(), r.dwellings(nil))...)
}

// open reads a workbook into memory: it is at most 50 MB. NOT_FOUND when the content is gone.
func (k *Intake) open(ctx context.Context, id entity.ID, headings map[string]string) (*sheet.Book, error) {
	content, err := k.Files.Open(ctx, id)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Missing()
	}
	if err != nil {
		return nil, err
	}
	defer content.Close() // read only
	body, err := io.ReadAll(content)
	if err != nil {
		return nil, err
	}
	return sheet.Open(bytes.NewReader(body), int64(len(body)), sheet.Limits{Headings: headings})
}

// columnsOf says of every heading which column it is; "" for none.
func columnsOf(headings []string, matched map[string]string) map[string]string {
	columns := make(map[string]string, len(headings))
	for _, heading := range headings {
		columns[heading] = matched[heading]
	}
	return columns
}

// rows reads and judges the rows of a workbook. What people have mended, by row number, goes before what stands there.
func (k *Intake) rows(ctx context.Context, book *sheet.Book, columns map[string]string, r *register, mended map[int]map[string]string) ([]*entry, error) {
	tenants := k.tenants(viewer.FromContext(ctx))
	var entries []*entry
	err := book.Rows(columns, func(number int, cells map[string]string) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !tenants {
			forgetPersons(cells)
		}
		for column, cell := range mended[number] {
			cells[column] = cell
		}
		if cells == nil {
			cells = map[string]string{}
		}
		e := &entry{ID: entity.New(entity.ImportRow, k.DB.Now()), Number: number, Cells: cells}
		r.judge(k.Housing, e)
		entries = append(entries, e)
		return nil
	})
	if err != nil {
		return nil, err
	}
	repeats(entries)
	return entries, nil
}

// tenants reports whether the viewer may say who tenants are: where the casework module is open.
func (k *Intake) tenants(v *viewer.Viewer) bool {
	return k.Grid.Writes(k.Grid.Bits(v.Grants, v.Modules), "TENANT")
}

// nobody is what stands in a cell that pointed at a person, when people have emptied it.
const nobody = "-"

// forgetPersons takes out the cells that point at people.
func forgetPersons(cells map[string]string) {
	for _, c := range sheet.Columns() {
		if c.Person && cells[c.Name] != nobody {
			delete(cells, c.Name)
		}
	}
}

const rowColumns = "id import_id municipality_id unit_id number state cells problems dwelling_id before version"

// chunk is how many rows are written in one statement.
const chunk = 2000

func insert(ctx context.Context, tx *postgres.Tx, id, unit entity.ID, entries []*entry) error {
	for part := range slices.Chunk(entries, chunk) {
		values := make([][]any, len(part))
		for i, e := range part {
			values[i] = []any{e.ID, id, tx.Viewer.Municipality, unit, e.Number, e.State, e.Cells, e.Problems, e.Dwelling, e.Ledger, e.Version}
		}
		if _, err := tx.CopyFrom(ctx, "import_row", strings.Fields(rowColumns), values); err != nil {
			return err
		}
	}
	return nil
}

// run reads and locks an import for an act. NOT_FOUND when the viewer sees none, or may not change it.
func run(ctx context.Context, tx *postgres.Tx, id entity.ID) (*ent.ImportRun, error) {
	if !id.Is(entity.Import) {
		return nil, fault.Missing()
	}
	k, err := tx.Ent.ImportRun.Query().Where(importrun.ID(id)).ForUpdate().Only(ctx)
	if ent.IsNotFound(err) {
		return nil, fault.Missing()
	}
	return k, err
}

// current refuses an act on a version that is no longer the current one.
func current(k *ent.ImportRun, version int) error {
	if k.Version != version {
		return fault.New(fault.Conflict, "fault.conflict", "version", k.Version)
	}
	return nil
}

// idle refuses to change what an import says while it runs, or when it is put away.
func idle(state codelist.ImportState) error {
	switch state {
	case codelist.ImportStateApplying, codelist.ImportStateUndoing:
		return fault.New(fault.Illegal, "intake.running")
	case codelist.ImportStateCancelled:
		return fault.New(fault.Illegal, "intake.cancelled")
	}
	return nil
}

// peek reads an import without locking it. NOT_FOUND when the viewer sees none.
func (k *Intake) peek(ctx context.Context, id entity.ID) (run *ent.ImportRun, err error) {
	if !id.Is(entity.Import) {
		return nil, fault.Missing()
	}
	err = k.DB.Read(ctx, postgres.Statement{
		SQL: "select version, state, file_id, unit_id, columns, failure from import_run where id = $1", Args: []any{id},
		Rows: each(func(rows pgx.Rows) error {
			run = &ent.ImportRun{ID: id}
			return rows.Scan(&run.Version, &run.State, &run.FileID, &run.UnitID, &run.Columns, &run.Failure)
		}),
	})
	if err == nil && run == nil {
		err = fault.Missing()
	}
	return run, err
}

const entrySQL = "select id, number, state, cells, problems, dwelling_id, version, before from import_row where import_id = $1"

// entriesOf scans rows of entrySQL.
func entriesOf(entries *[]*entry) func(pgx.Rows) error {
	return each(func(rows pgx.Rows) error {
		e := &entry{}
		var before *ledger
		if err := rows.Scan(&e.ID, &e.Number, &e.State, &e.Cells, &e.Problems, &e.Dwelling, &e.Version, &before); err != nil {
			return err
		}
		if before != nil {
			e.Ledger = *before
		}
		*entries = append(*entries, e)
		return nil
	})
}

// Map says which column each heading is and what local words mean; both are remembered for the municipality. The preview is made anew;
// what people have mended, and rows that are carried out, stay.
//
// CONFLICT when the version is stale, ILLEGAL_ACT while the import runs. BAD_REQUEST for a heading that the workbook doesn't have, a column
// that there isn't, two headings for one column, and a code that the column doesn't have.
func (k *Intake) Map(ctx context.Context, id entity.ID, version int, input model.ImportMapInput) error {
	seen, err := k.peek(ctx, id)
	if err != nil {
		return err
	}
	if err := current(seen, version); err != nil {
		return err
	}
	if err := idle(seen.State); err != nil {
		return err
	}
	columns, err := mapped(seen.Columns, input.Columns)
	if err != nil {
		return err
	}
	for i, w := range input.Words {
		if err := meaning(w.Column, w.Word, w.Code); err != nil {
			err.Field = "input.words." + plain(&i) + "." + err.Field
			return err
		}
	}
	if err := k.DB.Tx(ctx, func(tx *postgres.Tx) error {
		for _, c := range input.Columns {
			if err := remember(ctx, tx, headingsColumn, c.Heading, ptr(text(c.Column))); err != nil {
				return err
			}
		}
		for _, w := range input.Words {
			if err := remember(ctx, tx, w.Column, w.Word, &w.Code); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	return k.preview(ctx, seen, columns)
}

func ptr[T any](v T) *T { return &v }

// mapped are the columns with the input's changes.
func mapped(columns map[string]string, input []*model.ImportColumnInput) (map[string]string, error) {
	out := make(map[string]string, len(columns))
	for heading, column := range columns {
		out[heading] = column
	}
	for i, c := range input {
		at := "input.columns." + plain(&i)
		if _, ok := columns[c.Heading]; !ok {
			return nil, fault.At(at+".heading", "intake.noSuchHeading")
		}
		if _, ok := sheet.Find(text(c.Column)); c.Column != nil && !ok {
			return nil, fault.At(at+".column", "intake.noSuchColumn")
		}
		out[c.Heading] = text(c.Column)
	}
	taken := map[string]bool{}
	for _, column := range out {
		if column != "" && taken[column] {
			return nil, fault.At("input.columns", "sheet.columnTwice", "column", column)
		}
		taken[column] = true
	}
	return out, nil
}

// meaning refuses a word that is empty or too long, a column without words, and a code that the column doesn't have.
func meaning(column, word, code string) *fault.Error {
	if sheet.Fold(word) == "" || utf8.RuneCountInString(word) > 100 {
		return fault.At("word", "intake.word")
	}
	if column == headingsColumn {
		if _, ok := sheet.Find(code); code != "" && !ok {
			return fault.At("code", "intake.noSuchColumn")
		}
		return nil
	}
	c, ok := sheet.Find(column)
	name := c.List
	if c.Kind == sheet.YesNo {
		name = "WheelchairAccess"
	}
	list, has := codelist.Find(name)
	if !ok || !has {
		return fault.At("column", "intake.wordColumn")
	}
	if _, ok := list.Code(code); !ok {
		return fault.At("code", "intake.noSuchCode")
	}
	return nil
}

// remember keeps what a word means; nil forgets it. Of words that read the same one is kept.
func remember(ctx context.Context, tx *postgres.Tx, column, word string, code *string) error {
	all, err := tx.Ent.WordMapping.Query().Where(wordmapping.Column(column)).ForUpdate().All(ctx)
	if err != nil {
		return err
	}
	for _, w := range all {
		if sheet.Fold(w.Word) != sheet.Fold(word) {
			continue
		}
		if code != nil && w.Code == *code {
			code = nil // so it is
			continue
		}
		if err := tx.Ent.WordMapping.DeleteOne(w).Exec(ctx); err != nil {
			return err
		}
	}
	if code == nil {
		return nil
	}
	return tx.Ent.WordMapping.Create().SetID(entity.New(entity.WordMapping, tx.Now)).SetMunicipalityID(tx.Viewer.Municipality).
		SetRecordedAt(tx.Now).SetRecordedBy(tx.Viewer.ID).SetColumn(column).SetWord(squeeze(word)).SetCode(*code).Exec(ctx)
}

// SetWord changes, or with nil removes, what a local word of the municipality means in a column; it counts from the next preview. The column
// "columns" keeps what headings mean. BAD_REQUEST for a column without words and a code that it doesn't have.
func (k *Intake) SetWord(ctx context.Context, column, word string, code *string) error {
	if code != nil {
		if err := meaning(column, word, *code); err != nil {
			return err
		}
	}
	return k.DB.Tx(ctx, func(tx *postgres.Tx) error {
		// A viewer who may not change words is told so also when there is nothing to change.
		if !k.Grid.May(k.Grid.Bits(tx.Viewer.Grants, tx.Viewer.Modules), "IMPORT_RUN") {
			return fault.Missing()
		}
		return remember(ctx, tx, column, word, code)
	})
}

// preview judges all rows that are not carried out anew. CONFLICT when the import has changed since it was seen.
func (k *Intake) preview(ctx context.Context, seen *ent.ImportRun, columns map[string]string) error {
	r, err := k.read(ctx, seen.UnitID)
	if err != nil {
		return err
	}
	var before []*entry
	if err := k.DB.Read(ctx, postgres.Statement{SQL: entrySQL + " order by number", Args: []any{seen.ID}, Rows: entriesOf(&before)}); err != nil {
		return err
	}
	after, err := k.again(ctx, seen, columns, before, r)
	if err != nil {
		return err
	}
	return k.DB.Tx(ctx, func(tx *postgres.Tx) error {
		now, err := run(ctx, tx, seen.ID)
		if err != nil {
			return err
		}
		if err := current(now, seen.Version); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "delete from import_row where import_id = $1 and state <> 'APPLIED'", now.ID); err != nil {
			return err
		}
		if err := insert(ctx, tx, now.ID, now.UnitID, slices.DeleteFunc(after, settled)); err != nil {
			return err
		}
		update := tx.Ent.ImportRun.UpdateOne(now).AddVersion(1).SetColumns(columns)
		if now.State == codelist.ImportStateUndone {
			update.SetState(codelist.ImportStatePreviewed)
		}
		tx.Changed(now.ID)
		return update.Exec(ctx)
	})
}

// again judges rows anew, with their ids as before. When the columns are others the workbook is read again, and what people have mended
// since goes before what stands there.
func (k *Intake) again(ctx context.Context, seen *ent.ImportRun, columns map[string]string, before []*entry, r *register) ([]*entry, error) {
	same := true
	for heading, column := range columns {
		same = same && seen.Columns[heading] == column
	}
	if same {
		for _, e := range before {
			if !settled(e) {
				r.judge(k.Housing, e)
			}
		}
		repeats(before)
		return before, nil
	}
	book, err := k.open(ctx, seen.FileID, r.headings)
	if err != nil {
		return nil, err
	}
	byNumber := make(map[int]*entry, len(before))
	for _, e := range before {
		byNumber[e.Number] = e
	}
	mended := map[int]map[string]string{}
	if err := book.Rows(seen.Columns, func(number int, cells map[string]string) error {
		e := byNumber[number]
		if e == nil {
			return nil
		}
		for column, cell := range e.Cells {
			if cells[column] != cell && !strings.Contains(cell, hidden) {
				if mended[number] == nil {
					mended[number] = map[string]string{}
				}
				mended[number][column] = cell
			}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	after, err := k.rows(ctx, book, columns, r, mended)
	if err != nil {
		return nil, err
	}
	for i, e := range after {
		switch old := byNumber[e.Number]; {
		case old == nil:
		case settled(old):
			after[i] = old
		default:
			e.ID = old.ID
		}
	}
	repeats(after)
	return after, nil
}

// FixRow mends cells of one row, and judges it anew together with those that spoke of the same dwelling. It returns the row's id.
//
// NOT_FOUND when there is no such row. ILLEGAL_ACT while the import runs, and for a row that is carried out. BAD_REQUEST for a column that there
// isn't, for cells that are too many or too long, and for who the tenant is: that is never kept, so it is mended in the file.
func (k *Intake) FixRow(ctx context.Context, id entity.ID, number int, cells []*model.ImportCellInput) (row entity.ID, err error) {
	seen, err := k.peek(ctx, id)
	if err != nil {
		return entity.Nil, err
	}
	if err := idle(seen.State); err != nil {
		return entity.Nil, err
	}
	if len(cells) > len(sheet.Columns()) {
		return entity.Nil, fault.At("cells", "fault.invalidOther")
	}
	for i, c := range cells {
		column, ok := sheet.Find(c.Column)
		if !ok {
			return entity.Nil, fault.At("cells."+plain(&i)+".column", "intake.noSuchColumn")
		}
		if blank := strings.TrimSpace(c.Value); column.Person && blank != "" && blank != nobody {
			return entity.Nil, fault.At("cells."+plain(&i)+".value", "intake.person")
		}
		if len(c.Value) > 20_000 || strings.Contains(c.Value, hidden) {
			return entity.Nil, fault.At("cells."+plain(&i)+".value", "fault.invalidOther")
		}
	}
	err = k.DB.Tx(ctx, func(tx *postgres.Tx) error {
		now, err := run(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := idle(now.State); err != nil {
			return err
		}
		var found []*entry
		if err := tx.Query(ctx, entrySQL+" and number = $2", []any{id, number}, entriesOf(&found)); err != nil {
			return err
		}
		if len(found) == 0 {
			return fault.Missing()
		}
		fixed := found[0]
		row = fixed.ID
		if settled(fixed) {
			return fault.New(fault.Illegal, "intake.rowApplied")
		}
		for _, c := range cells {
			column, _ := sheet.Find(c.Column)
			switch {
			case column.Person:
				fixed.Cells[c.Column] = nobody
			case strings.TrimSpace(c.Value) == "":
				delete(fixed.Cells, c.Column)
			default:
				fixed.Cells[c.Column] = c.Value
			}
		}
		all, err := k.judgeTogether(ctx, tx, now, fixed)
		if err != nil {
			return err
		}
		if now.State == codelist.ImportStateUndone {
			now.State = codelist.ImportStatePreviewed
			if err := tx.Ent.ImportRun.UpdateOne(now).SetState(now.State).AddVersion(1).Exec(ctx); err != nil {
				return err
			}
		}
		tx.Changed(id)
		return write(ctx, tx, all)
	})
	return row, err
}

// judgeTogether judges a row, and the rows of the import that speak, or spoke, of the same dwelling.
func (k *Intake) judgeTogether(ctx context.Context, tx *postgres.Tx, now *ent.ImportRun, fixed *entry) ([]*entry, error) {
	together := map[entity.ID]*entry{fixed.ID: fixed}
	asked := map[string]bool{}
	var keys []string
	ask := func(more []string) {
		for _, key := range more {
			if !asked[key] {
				asked[key] = true
				keys = append(keys, key)
			}
		}
	}
	r := &register{unit: now.UnitID}
	r.parser.Today = tx.Today
	if err := tx.Batch(ctx, r.settings()...); err != nil {
		return nil, err
	}
	ask(fixed.Ledger.Keys)
	for judged := map[entity.ID]bool{}; ; {
		var w which
		var fresh []*entry
		for id, e := range together {
			row, _ := r.parser.Parse(e.Cells)
			w.add(&row, r.parser.Municipality, true)
			if !judged[id] && !settled(e) {
				fresh = append(fresh, e)
			}
			judged[id] = true
		}
		if err := r.load(ctx, tx, w); err != nil {
			return nil, err
		}
		for _, e := range fresh {
			r.judge(k.Housing, e)
			ask(e.Ledger.Keys)
		}
		if len(keys) == 0 {
			break
		}
		var more []*entry
		if err := tx.Query(ctx, entrySQL+" and before->'keys' ?| $2::text[]", []any{now.ID, keys}, entriesOf(&more)); err != nil {
			return nil, err
		}
		keys = nil
		for _, e := range more {
			if together[e.ID] == nil {
				together[e.ID] = e
				ask(e.Ledger.Keys)
			}
		}
	}
	all := make([]*entry, 0, len(together))
	for _, e := range together {
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b *entry) int { return a.Number - b.Number })
	repeats(all)
	return all, nil
}

// write updates rows that are not carried out.
func write(ctx context.Context, tx *postgres.Tx, entries []*entry) error {
	values := make([]map[string]any, 0, len(entries))
	for _, e := range entries {
		values = append(values, map[string]any{
			"id": e.ID, "state": e.State, "cells": e.Cells, "problems": e.Problems, "dwelling_id": e.Dwelling, "before": e.Ledger, "version": e.Version,
		})
	}
	if len(values) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `update import_row r set state = x.state, cells = x.cells, problems = x.problems, dwelling_id = x.dwelling_id,
			before = x.before, version = x.version
		from jsonb_to_recordset($1) as x(id uuid, state text, cells jsonb, problems jsonb, dwelling_id uuid, before jsonb, version int)
		where r.id = x.id`, values)
	return err
}

// Apply carries out the good rows in the background. An import that runs already is left to run, and one with nothing left to do is done;
// one that was undone is compared with the register anew first.
//
// CONFLICT when the version is stale, ILLEGAL_ACT when the import is put away or being undone, or would change a dwelling that the
// viewer doesn't reach.
func (k *Intake) Apply(ctx context.Context, id entity.ID, version int) error {
	seen, err := k.peek(ctx, id)
	if err != nil {
		return err
	}
	if seen.State == codelist.ImportStateUndone {
		if err := current(seen, version); err != nil {
			return err
		}
		if err := k.preview(ctx, seen, seen.Columns); err != nil {
			return err
		}
		version++
	}
	return k.DB.Tx(ctx, func(tx *postgres.Tx) error {
		now, err := run(ctx, tx, id)
		if err != nil {
			return err
		}
		if now.State == codelist.ImportStateApplying {
			return nil
		}
		if err := current(now, version); err != nil {
			return err
		}
		if err := idle(now.State); err != nil {
			return err
		}
		var good, beyond int
		if err := tx.Query(ctx, `select count(*), count(*) filter (where r.state = 'CHANGED' and d.id is null)
			from import_row r left join dwelling d on d.id = r.dwelling_id where r.import_id = $1 and r.state in ('NEW', 'CHANGED')`,
			[]any{id}, each(func(rows pgx.Rows) error { return rows.Scan(&good, &beyond) })); err != nil {
			return err
		}
		if beyond > 0 { // previewed by one who reaches more
			return fault.New(fault.Illegal, "intake.beyond", "count", beyond)
		}
		if good == 0 && now.State == codelist.ImportStateApplied {
			return nil
		}
		update := tx.Ent.ImportRun.UpdateOne(now).AddVersion(1).SetState(codelist.ImportStateApplying).SetDone(now.Rows - good).SetFailure("")
		if err := update.Exec(ctx); err != nil {
			return err
		}
		tx.Changed(id)
		return jobs.Insert(ctx, tx, applyJob{For: jobs.Of(tx, purpose), Import: id, Tenants: k.tenants(tx.Viewer)})
	})
}

// Undo takes back, in the background, all that an import has done.
//
// ILLEGAL_ACT when someone has changed a dwelling that it made or changed, when it has done nothing, and while it runs. CONFLICT when the version
// is stale.
func (k *Intake) Undo(ctx context.Context, id entity.ID, version int) error {
	return k.DB.Tx(ctx, func(tx *postgres.Tx) error {
		now, err := run(ctx, tx, id)
		if err != nil {
			return err
		}
		if now.State == codelist.ImportStateUndoing {
			return nil
		}
		if err := current(now, version); err != nil {
			return err
		}
		if err := idle(now.State); err != nil {
			return err
		}
		var done, changed int
		if err := tx.Query(ctx, `select count(*), count(*) filter (where d.id is null or d.version <> r.version)
			from import_row r left join dwelling d on d.id = r.dwelling_id where r.import_id = $1 and r.state = 'APPLIED'`,
			[]any{id}, each(func(rows pgx.Rows) error { return rows.Scan(&done, &changed) })); err != nil {
			return err
		}
		switch {
		case done == 0:
			return fault.New(fault.Illegal, "intake.notApplied")
		case changed > 0:
			return fault.New(fault.Illegal, "intake.undoChanged", "count", changed)
		}
		if err := tx.Ent.ImportRun.UpdateOne(now).AddVersion(1).SetState(codelist.ImportStateUndoing).SetDone(now.Rows - done).
			SetFailure("").Exec(ctx); err != nil {
			return err
		}
		tx.Changed(id)
		return jobs.Insert(ctx, tx, undoJob{For: jobs.Of(tx, undoPurpose), Import: id})
	})
}

// Cancel puts an import away that has done nothing, and stops one that runs after the batch at hand: what is done then stands, and can be
// undone or gone on with. ILLEGAL_ACT for one that is carried out: undo it. CONFLICT when the version is stale.
func (k *Intake) Cancel(ctx context.Context, id entity.ID, version int) error {
	return k.DB.Tx(ctx, func(tx *postgres.Tx) error {
		now, err := run(ctx, tx, id)
		if err != nil {
			return err
		}
		if now.State == codelist.ImportStateCancelled {
			return nil
		}
		if err := current(now, version); err != nil {
			return err
		}
		var done int
		if err := tx.Query(ctx, "select count(*) from import_row where import_id = $1 and state = 'APPLIED'", []any{id},
			each(func(rows pgx.Rows) error { return rows.Scan(&done) })); err != nil {
			return err
		}
		update := tx.Ent.ImportRun.UpdateOne(now).AddVersion(1)
		switch running := idle(now.State) != nil; {
		case running && done > 0:
			update.SetState(codelist.ImportStateApplied)
			if now.AppliedAt == nil {
				update.SetAppliedAt(tx.Now)
			}
		case running && now.State == codelist.ImportStateUndoing:
			update.SetState(codelist.ImportStateUndone).SetUndoneAt(tx.Now)
		case running:
			update.SetState(codelist.ImportStatePreviewed)
		case done > 0:
			return fault.New(fault.Illegal, "intake.cancelApplied")
		default:
			update.SetState(codelist.ImportStateCancelled)
		}
		tx.Changed(id)
		return update.Exec(ctx)
	})
}

// WriteErrors writes a workbook of an import's bad rows, with what is wrong, to be mended and imported again. NOT_FOUND before anything is
// written when the viewer sees no such import.
func (k *Intake) WriteErrors(ctx context.Context, w http.ResponseWriter, id entity.ID, language, mark string) error {
	seen, err := k.peek(ctx, id)
	if err != nil {
		return err
	}
	var bad []*entry
	if err := k.DB.Read(ctx, postgres.Statement{
		SQL: entrySQL + " and state = 'ERROR' order by number", Args: []any{id}, Rows: entriesOf(&bad),
	}); err != nil {
		return err
	}
	o := sheet.Errors{Language: language, Columns: seen.Columns, Mark: mark}
	if book, err := k.open(ctx, seen.FileID, seen.Columns); err == nil { // without the workbook, under our own headings
		o.Headings = book.Headings()
	}
	return sheet.WriteErrors(w, o, func(yield func(sheet.Bad, error) bool) {
		for _, e := range bad {
			b := sheet.Bad{Number: e.Number, Cells: e.Cells}
			for _, p := range e.Problems {
				b.Problems = append(b.Problems, sheet.Problem(p))
			}
			if !yield(b, ctx.Err()) {
				return
			}
		}
	})
}
