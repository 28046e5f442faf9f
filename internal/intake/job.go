package intake

import (
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"kobo/ent"
	"kobo/internal/codelist"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/housing"
	"kobo/internal/jobs"
	"kobo/internal/message"
	"kobo/internal/postgres"
	"kobo/internal/sheet"
	"kobo/internal/viewer"
)

// What the log says of why.
const (
	purpose     = "import av boliger"
	undoPurpose = "angring av import av boliger"
)

// batch is how many rows one transaction carries out.
const batch = 200

// applyJob carries out an import.
type applyJob struct {
	jobs.For
	Import entity.ID `json:"import"`
	// Tenants: who ordered it may say who tenants are.
	Tenants bool `json:"tenants,omitempty"`
}

// Kind names the job in the queue.
func (applyJob) Kind() string { return "import_apply" }

// undoJob takes an import back.
type undoJob struct {
	jobs.For
	Import entity.ID `json:"import"`
}

// Kind names the job in the queue.
func (undoJob) Kind() string { return "import_undo" }

// Register adds the jobs that carry out and undo imports.
func (k *Intake) Register(w *jobs.Workers) {
	jobs.Handle(w, func(ctx context.Context, job applyJob) error { return k.apply(ctx, job, nil) })
	jobs.Handle(w, func(ctx context.Context, job undoJob) error { return k.undo(ctx, job.Import) })
}

// tries is how often a batch is tried: another act may be in the way, and isn't the next time.
const tries = 3

// work carries out batches until one says that there are no more. What stops it is told on the import, and what is done stands.
func (k *Intake) work(ctx context.Context, id entity.ID, state codelist.ImportState, next func(tx *postgres.Tx, now *ent.ImportRun) (more bool, err error)) error {
	for failed := 0; ; {
		more := false
		err := k.DB.Tx(ctx, func(tx *postgres.Tx) error {
			more = false
			now, err := run(ctx, tx, id)
			if err != nil {
				return err
			}
			if now.State != state { // stopped, or done by another
				return nil
			}
			tx.Changed(id)
			more, err = next(tx, now)
			return err
		})
		switch {
		case err == nil && !more:
			return nil
		case err == nil:
			failed = 0
			continue
		case ctx.Err() != nil:
			return err // goes on when the worker is back
		}
		if failed++; failed < tries {
			continue
		}
		told := k.DB.Tx(ctx, func(tx *postgres.Tx) error {
			now, err := run(ctx, tx, id)
			if err != nil || now.State != state {
				return err
			}
			tx.Changed(id)
			return tx.Ent.ImportRun.UpdateOne(now).AddVersion(1).SetState(codelist.ImportStateFailed).SetFailure("intake.failed").Exec(ctx)
		})
		return errors.Join(err, told)
	}
}

// apply carries out the good rows of an import in the order of their numbers. before, if any, is called in each batch's transaction.
func (k *Intake) apply(ctx context.Context, job applyJob, before func()) error {
	acts := k.Housing.OfImport(job.Import)
	var persons map[int]map[string]string
	if job.Tenants {
		seen, err := k.peek(ctx, job.Import)
		if err != nil {
			return err
		}
		if persons, err = k.persons(ctx, seen); err != nil {
			return err
		}
		who := *viewer.FromContext(ctx)
		who.Grants, who.Modules = []viewer.Grant{{Right: "saksbehandling", Write: true}}, []string{"register", "casework"}
		ctx = viewer.NewContext(ctx, &who)
	}
	r := &register{}
	last := 0 // rows that turned out bad are not tried again
	return k.work(ctx, job.Import, codelist.ImportStateApplying, func(tx *postgres.Tx, now *ent.ImportRun) (bool, error) {
		if before != nil {
			before()
		}
		if r.unit.IsNil() {
			r.unit, r.parser.Today = now.UnitID, tx.Today
			if err := tx.Batch(ctx, r.settings()...); err != nil {
				return false, err
			}
		}
		var rows []*entry
		if err := tx.Query(ctx, entrySQL+" and number > $2 and state in ('NEW', 'CHANGED') order by number limit $3",
			[]any{now.ID, last, batch}, entriesOf(&rows)); err != nil {
			return false, err
		}
		update := tx.Ent.ImportRun.UpdateOne(now)
		if len(rows) == 0 {
			return false, update.AddVersion(1).SetState(codelist.ImportStateApplied).SetAppliedAt(tx.Now).SetDone(now.Rows).Exec(ctx)
		}
		for _, e := range rows {
			for column, cell := range persons[e.Number] {
				if e.Cells[column] == "" {
					e.Cells[column] = cell
				}
			}
		}
		if err := k.applyBatch(ctx, tx, acts, r, rows); err != nil {
			return false, err
		}
		for _, e := range rows {
			forgetPersons(e.Cells)
		}
		if err := write(ctx, tx, rows); err != nil {
			return false, err
		}
		if err := update.SetDone(min(now.Done+len(rows), now.Rows)).Exec(ctx); err != nil {
			return false, err
		}
		last = rows[len(rows)-1].Number
		return true, nil
	})
}

// persons reads the cells that point at people, which are never kept, from the workbook again.
func (k *Intake) persons(ctx context.Context, seen *ent.ImportRun) (map[int]map[string]string, error) {
	book, err := k.open(ctx, seen.FileID, seen.Columns)
	if err != nil {
		return nil, err
	}
	columns := map[string]string{}
	for heading, name := range seen.Columns {
		if c, ok := sheet.Find(name); ok && c.Person {
			columns[heading] = name
		}
	}
	all := map[int]map[string]string{}
	return all, book.Rows(columns, func(number int, cells map[string]string) error {
		if len(cells) > 0 {
			all[number] = cells
		}
		return ctx.Err()
	})
}

// applyBatch carries out rows and writes in each what became of it.
func (k *Intake) applyBatch(ctx context.Context, tx *postgres.Tx, acts *housing.Housing, r *register, rows []*entry) error {
	var w which
	for _, e := range rows {
		if e.Dwelling != nil {
			w.ids = append(w.ids, *e.Dwelling)
			continue
		}
		row, _ := r.parser.Parse(e.Cells)
		w.add(&row, r.parser.Municipality, false)
	}
	if err := r.load(ctx, tx, w); err != nil {
		return err
	}
	var fresh []*entry
	var inputs []housing.NewDwelling
	for _, e := range rows {
		if e.Dwelling != nil {
			if err := k.change(ctx, tx, acts, r, e); err != nil {
				return err
			}
			continue
		}
		r.judge(acts, e)
		switch {
		case e.State == codelist.ImportRowStateError:
		case e.plan.create == nil: // SECURITY: no more is told of it, since the job sees more than who ordered it
			r.refuse(e, sheet.Problem{Column: "bruksenhetsnummer", Value: e.Cells["bruksenhetsnummer"], Message: "intake.nowThere"})
		default:
			fresh = append(fresh, e)
			inputs = append(inputs, *e.plan.create)
		}
	}
	results, err := acts.CreateMany(ctx, tx, inputs)
	if err != nil {
		return err
	}
	for i, result := range results {
		e := fresh[i]
		if result.Err != nil {
			r.refuse(e, told(result.Err, e.Cells)...)
			continue
		}
		e.State, e.Dwelling, e.Version = codelist.ImportRowStateApplied, &result.ID, result.Version
	}
	return nil
}

// refuse makes a row an error that is not carried out.
func (r *register) refuse(e *entry, problems ...sheet.Problem) {
	keys := e.Ledger.Keys
	e.State, e.Problems, e.Dwelling, e.Version, e.Ledger = codelist.ImportRowStateError, kept(problems), nil, 0, ledger{Keys: keys}
}

// change carries out the row of a dwelling that was there at the preview, whole or not at all.
func (k *Intake) change(ctx context.Context, tx *postgres.Tx, acts *housing.Housing, r *register, e *entry) error {
	id, version, keys := *e.Dwelling, e.Version, e.Ledger.Keys
	d := r.byID[id]
	if d == nil || d.Version != version {
		r.refuse(e, sheet.Problem{Column: "boligstatus", Value: e.Cells["boligstatus"], Message: "intake.changedSince"})
		return nil
	}
	row, problems := r.parser.Parse(e.Cells)
	if d.let() {
		problems = slices.DeleteFunc(problems, func(p sheet.Problem) bool { return p.Message == sheet.LetWithoutTenancy })
	}
	if len(problems) == 0 {
		e.plan, problems = r.edit(&row, d)
	}
	if len(problems) > 0 {
		r.refuse(e, problems...)
		return nil
	}
	if _, err := tx.Exec(ctx, "savepoint one"); err != nil {
		return err
	}
	restore, err := k.carryOut(ctx, tx, acts, id, version, e.plan)
	var database *postgres.Error
	switch {
	case err == nil:
	case fault.All(err) != nil:
		problems = told(err, e.Cells)
	case errors.As(err, &database) && len(database.State) == 5 && database.State[:2] == "23":
		problems = []sheet.Problem{{Column: "boligstatus", Value: e.Cells["boligstatus"], Message: "intake.refused"}}
	default:
		return err
	}
	if err != nil {
		if _, err := tx.Exec(ctx, "rollback to savepoint one"); err != nil {
			return err
		}
		r.refuse(e, problems...)
		return nil
	}
	if _, err := tx.Exec(ctx, "release savepoint one"); err != nil {
		return err
	}
	if version, err = versionOf(ctx, tx, id); err != nil {
		return err
	}
	e.State, e.Version, e.Ledger = codelist.ImportRowStateApplied, version, ledger{Keys: keys, Changes: e.plan.changes, Restore: restore}
	return nil
}

// carryOut does the acts of a plan on a dwelling at a version.
func (k *Intake) carryOut(ctx context.Context, tx *postgres.Tx, acts *housing.Housing, id entity.ID, version int, p plan) (*housing.Restore, error) {
	restore, err := acts.Snapshot(ctx, tx, id, version)
	if err != nil {
		return nil, err
	}
	for _, act := range []struct {
		wanted bool
		do     func(version int) error
	}{
		{p.update != nil, func(v int) error { return acts.UpdateIn(ctx, tx, id, v, *p.update) }},
		{p.rent != nil, func(v int) error { return acts.SetRentIn(ctx, tx, id, v, *p.rent) }},
		{p.status != nil, func(v int) error { return acts.SetStatusIn(ctx, tx, id, v, *p.status) }},
		{p.tenancy != nil, func(int) error {
			tenancy, err := acts.RegisterTenancyIn(ctx, tx, id, *p.tenancy)
			restore.Tenancy = &tenancy
			return err
		}},
	} {
		if !act.wanted {
			continue
		}
		if err := act.do(version); err != nil {
			return nil, err
		}
		if version, err = versionOf(ctx, tx, id); err != nil {
			return nil, err
		}
	}
	return restore, nil
}

func versionOf(ctx context.Context, tx *postgres.Tx, id entity.ID) (version int, err error) {
	err = tx.Query(ctx, "select version from dwelling where id = $1", []any{id}, each(func(rows pgx.Rows) error { return rows.Scan(&version) }))
	return version, err
}

// undo takes back what an import did, the last rows first.
func (k *Intake) undo(ctx context.Context, id entity.ID) error {
	acts, why := k.Housing.OfImport(id), message.Text("nb", "intake.undone")
	return k.work(ctx, id, codelist.ImportStateUndoing, func(tx *postgres.Tx, now *ent.ImportRun) (bool, error) {
		var rows []*entry
		if err := tx.Query(ctx, entrySQL+" and state = 'APPLIED' order by number desc limit $2", []any{id, batch}, entriesOf(&rows)); err != nil {
			return false, err
		}
		update := tx.Ent.ImportRun.UpdateOne(now)
		if len(rows) == 0 {
			return false, update.AddVersion(1).SetState(codelist.ImportStateUndone).SetUndoneAt(tx.Now).SetDone(now.Rows).Exec(ctx)
		}
		whole, err := unchanged(ctx, tx, rows)
		if err != nil {
			return false, err
		}
		if !whole { // someone was quicker
			return false, update.AddVersion(1).SetState(codelist.ImportStateApplied).SetFailure("intake.undoStopped").Exec(ctx)
		}
		var made []entity.ID
		for _, e := range rows {
			if e.Ledger.Restore == nil {
				made = append(made, *e.Dwelling)
				e.Dwelling, e.Version = nil, 0
			} else if err := acts.RestoreIn(ctx, tx, *e.Dwelling, e.Version, *e.Ledger.Restore, why); err != nil {
				return false, err
			}
			e.State, e.Ledger.Restore = codelist.ImportRowStateUndone, nil
		}
		if err := acts.RemoveMany(ctx, tx, made, why); err != nil {
			return false, err
		}
		if err := write(ctx, tx, rows); err != nil {
			return false, err
		}
		return true, update.SetDone(min(now.Done+len(rows), now.Rows)).Exec(ctx)
	})
}

// unchanged locks the dwellings of rows and reports whether all are as the import left them.
func unchanged(ctx context.Context, tx *postgres.Tx, rows []*entry) (bool, error) {
	want := make(map[entity.ID]int, len(rows))
	var ids []entity.ID
	for _, e := range rows {
		want[*e.Dwelling] = e.Version
		ids = append(ids, *e.Dwelling)
	}
	same := 0
	err := tx.Query(ctx, "select id, version from dwelling where id = any($1) and removed_at is null order by id for update", []any{ids},
		each(func(rows pgx.Rows) error {
			var id entity.ID
			var version int
			if err := rows.Scan(&id, &version); err != nil {
				return err
			}
			if want[id] == version {
				same++
			}
			return nil
		}))
	return same == len(rows), err
}
