package housing

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kobo/ent"
	"kobo/ent/statusperiod"
	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/day"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/postgres"
)

// timeline returns the dwelling's statuses that no correction has replaced, in the order in which they hold: by date, and on one
// date the one recorded last.
func timeline(ctx context.Context, tx *postgres.Tx, dwelling entity.ID) ([]*ent.StatusPeriod, error) {
	line, err := tx.Ent.StatusPeriod.Query().Where(statusperiod.DwellingID(dwelling), statusperiod.SupersededAtIsNil()).All(ctx)
	slices.SortFunc(line, func(a, b *ent.StatusPeriod) int {
		return cmp.Or(a.ValidFrom.Compare(b.ValidFrom), a.RecordedAt.Compare(b.RecordedAt), cmp.Compare(a.ID.String(), b.ID.String()))
	})
	return line, err
}

// inForce returns the status that holds on the day, or nil before the first.
func inForce(line []*ent.StatusPeriod, on time.Time) (found *ent.StatusPeriod) {
	for _, p := range line {
		if !p.ValidFrom.After(on) {
			found = p
		}
	}
	return found
}

// vacantSince returns the first day of the run of statuses, neither let nor sold, that holds on the day; nil when it is let or sold.
func vacantSince(line []*ent.StatusPeriod, on time.Time) (since *time.Time) {
	for i, p := range line {
		switch {
		case p.ValidFrom.After(on):
		case i+1 < len(line) && line[i+1].ValidFrom.Equal(p.ValidFrom): // replaced the same day
		case p.Status == codelist.DwellingStatusLet || p.Status == codelist.DwellingStatusSold:
			since = nil
		case since == nil:
			since = &p.ValidFrom
		}
	}
	return since
}

// statusChange is a status that is true from a date.
type statusChange struct {
	Status codelist.DwellingStatus
	From   time.Time
	Reason *codelist.StatusReason
	Note   string
	// Tenancy is the one that made it.
	Tenancy  *entity.ID
	Shielded bool
	// Correction says why this replaces a row.
	Correction string
}

// addStatus adds a status to the timeline; save then settles what the dwelling is.
func (h *Housing) addStatus(ctx context.Context, tx *postgres.Tx, s *subject, c statusChange) (*ent.StatusPeriod, error) {
	if err := s.move(ctx, tx); err != nil {
		return nil, err
	}
	recorded := tx.Now
	for _, p := range s.line { // of two rows that one act records for one date, the later holds
		if p.ValidFrom.Equal(c.From) && !p.RecordedAt.Before(recorded) {
			recorded = p.RecordedAt.Add(time.Microsecond)
		}
	}
	create := tx.Ent.StatusPeriod.Create().SetID(entity.New(entity.StatusPeriod, tx.Now)).SetMunicipalityID(s.MunicipalityID).
		SetUnitID(s.UnitID).SetDwellingID(s.ID).SetRecordedAt(recorded).SetRecordedBy(tx.Viewer.ID).SetStatus(c.Status).
		SetValidFrom(c.From).SetNillableReason(c.Reason).SetNote(c.Note).SetNillableTenancyID(c.Tenancy).SetShielded(c.Shielded)
	if c.Correction != "" {
		create.SetCorrection(c.Correction)
	}
	return create.Save(ctx)
}

// supersedeStatus takes a status out of the timeline; the row stays. The reason is the new row's, or where there is none, this one's.
func (h *Housing) supersedeStatus(ctx context.Context, tx *postgres.Tx, s *subject, p *ent.StatusPeriod, correction string) error {
	if err := s.move(ctx, tx); err != nil {
		return err
	}
	update := tx.Ent.StatusPeriod.UpdateOne(p).SetSupersededAt(tx.Now)
	if correction != "" {
		update.SetCorrection(strings.TrimPrefix(p.Correction+"\n"+correction, "\n"))
	}
	return update.Exec(ctx)
}

// move keeps the timeline as it was before the act.
func (s *subject) move(ctx context.Context, tx *postgres.Tx) (err error) {
	if !s.moved {
		s.moved = true
		s.line, err = timeline(ctx, tx, s.ID)
	}
	return err
}

// hidden reports whether the timeline lacks a tenancy's row that the viewer may not see: the dwelling is let, or was let until
// vacant_since, and the rows don't say so.
func (s *subject) hidden(line []*ent.StatusPeriod, today time.Time) bool {
	if p := inForce(line, today); s.Status == codelist.DwellingStatusLet {
		return p == nil || p.Status != codelist.DwellingStatusLet
	}
	since := vacantSince(line, today)
	return s.VacantSince != nil && since != nil && since.Before(*s.VacantSince) && s.EnteredOn.Before(*s.VacantSince)
}

// settle sets what follows from the timeline: the status that holds today, and since when the dwelling stands empty in its
// present time in the stock.
func (h *Housing) settle(ctx context.Context, tx *postgres.Tx, s *subject) error {
	line, err := timeline(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	hidden := s.hidden(s.line, tx.Today)
	if hidden && s.Status == codelist.DwellingStatusLet {
		return nil // what it is, the hidden tenancy decides
	}
	now := inForce(line, tx.Today)
	if now == nil && len(line) > 0 {
		now = line[0]
	}
	if now != nil {
		s.set.SetStatus(now.Status)
		if now.Status == codelist.DwellingStatusReady {
			s.set.ClearPlannedReadyOn() // what is ready is not planned to be
		}
	}
	entered, left := s.EnteredOn, s.LeftOn != nil && !s.set.Mutation().LeftOnCleared()
	if on, ok := s.set.Mutation().EnteredOn(); ok {
		entered = on
	}
	if _, ok := s.set.Mutation().LeftOn(); ok {
		left = true
	}
	since := vacantSince(line, tx.Today)
	if since == nil || left {
		s.set.ClearVacantSince()
		return nil
	}
	first := *since
	if first.Before(entered) {
		first = entered
	}
	if hidden && first.Before(*s.VacantSince) {
		first = *s.VacantSince
	}
	s.set.SetVacantSince(first)
	return nil
}

// byHand are the statuses that people set; the others come with a tenancy or with leaving the stock.
var byHand = map[codelist.DwellingStatus]codelist.DwellingAct{
	codelist.DwellingStatusReady:            codelist.DwellingActSetReady,
	codelist.DwellingStatusUnderMaintenance: codelist.DwellingActSetUnderMaintenance,
	codelist.DwellingStatusUnavailable:      codelist.DwellingActSetUnavailable,
}

// checkStatus refuses a status that is not set by hand, and a date outside the dwelling's time in the stock or more than a year ahead.
func checkStatus(p *problems, field string, status codelist.DwellingStatus, dateField string, from, entered, today time.Time) {
	if _, ok := byHand[status]; !ok {
		p.at(field, "housing.statusByHand")
	}
	switch {
	case from.Before(entered):
		p.at(dateField, "housing.beforeEntered", "date", day.At(entered))
	case from.After(today.AddDate(1, 0, 0)):
		p.at(dateField, "housing.tooFarAhead")
	}
}

// SetStatus sets the physical status of a dwelling from a date: READY, UNDER_MAINTENANCE or UNAVAILABLE. The date may lie in the
// past, and up to a year ahead: then the dwelling changes when the day comes ([Housing.Advance]).
//
// ILLEGAL_ACT when a tenancy, seen or not, is in force on the date, when the status is the one it has on the date, and out of the stock. BAD_REQUEST for a
// status that is not set by hand, a date before it entered the stock or too far ahead, and a note with a national identity number.
func (h *Housing) SetStatus(ctx context.Context, id entity.ID, version int, input model.DwellingSetStatusInput, key *uuid.UUID) (entity.ID, error) {
	err := h.db.Tx(ctx, func(tx *postgres.Tx) error {
		if done, err := tx.Once(ctx, key, "dwellingSetStatus", &id); done || err != nil {
			return err
		}
		if err := h.SetStatusIn(ctx, tx, id, version, input); err != nil {
			return err
		}
		return tx.Remember(ctx, key, "dwellingSetStatus", id)
	})
	return id, err
}

// SetStatusIn is SetStatus inside a transaction.
func (h *Housing) SetStatusIn(ctx context.Context, tx *postgres.Tx, id entity.ID, version int, input model.DwellingSetStatusInput) error {
	s, err := h.begin(ctx, tx, id, version)
	if err != nil {
		return err
	}
	told, err := h.setStatus(ctx, tx, s, "input", input)
	if err != nil {
		return err
	}
	if err := h.record(ctx, tx, s, told); err != nil {
		return err
	}
	return h.save(ctx, tx, s)
}

// setStatus checks and adds a status by hand, and returns what history tells of it; field is the path of its input.
func (h *Housing) setStatus(ctx context.Context, tx *postgres.Tx, s *subject, field string, input model.DwellingSetStatusInput) (told event, err error) {
	var p problems
	checkStatus(&p, field+".status", input.Status, field+".validFrom", input.ValidFrom.Time, s.EnteredOn, tx.Today)
	p.optional(field+".note", input.Note, maxReason)
	checkPlannedReady(&p, field+".plannedReadyOn", input.PlannedReadyOn, input.Status, input.ValidFrom.Time)
	if err := p.err(); err != nil {
		return told, err
	}
	if err := s.move(ctx, tx); err != nil {
		return told, err
	}
	let, err := letBetween(ctx, tx, s.ID, input.ValidFrom.Time, input.ValidFrom.Time)
	if err != nil {
		return told, err
	}
	state := s.State
	state.Taken, state.Status = let, ""
	if then := inForce(s.line, input.ValidFrom.Time); let {
		state.Status = codelist.DwellingStatusLet
	} else if then != nil {
		state.Status = then.Status
	}
	if act := byHand[input.Status]; !isLegal(state, act) {
		if !let { // what is on offer now is what helps
			state = s.State
		}
		return told, h.illegal(tx, state, act)
	}
	added, err := h.addStatus(ctx, tx, s, statusChange{
		Status: input.Status, From: input.ValidFrom.Time, Reason: input.Reason, Note: deref(input.Note),
	})
	if err != nil {
		return told, err
	}
	changes := append(was("status", state.Status, added.Status), was("validFrom", nil, added.ValidFrom)...)
	changes = append(changes, was("reason", nil, added.Reason)...)
	if input.PlannedReadyOn != nil {
		s.set.SetPlannedReadyOn(input.PlannedReadyOn.Time)
		changes = append(changes, was("plannedReadyOn", s.PlannedReadyOn, input.PlannedReadyOn)...)
	} else if input.Status == codelist.DwellingStatusReady && s.PlannedReadyOn != nil && !input.ValidFrom.After(day.At(tx.Today)) {
		s.set.ClearPlannedReadyOn()
		changes = append(changes, was("plannedReadyOn", s.PlannedReadyOn, nil)...)
	}
	return event{Kind: codelist.HistoryKindStatus, Class: classDwelling, Changes: changes, Note: added.Note}, nil
}

// checkPlannedReady refuses a planned date of what is ready already, or one before the status begins.
func checkPlannedReady(p *problems, field string, on *day.Day, status codelist.DwellingStatus, from time.Time) {
	switch {
	case on == nil:
	case status == codelist.DwellingStatusReady:
		p.at(field, "housing.plannedWhenReady")
	case on.Time.Before(from):
		p.at(field, "housing.plannedBeforeStatus")
	}
}

// CorrectStatus corrects a recorded status, or takes it back; the old row stays, superseded, with the reason.
//
// NOT_FOUND when the dwelling has no such status, or a correction has replaced it already. BAD_REQUEST when it follows from a
// tenancy or from leaving the stock (correct it there), when the new date would move it past a tenancy or another status of that kind,
// when nothing would change, and when the only status would be taken back.
func (h *Housing) CorrectStatus(ctx context.Context, id entity.ID, version int, input model.DwellingCorrectStatusInput) (entity.ID, error) {
	err := h.db.Tx(ctx, func(tx *postgres.Tx) error {
		s, err := h.begin(ctx, tx, id, version)
		if err != nil {
			return err
		}
		if err := h.legal(tx, s.State, codelist.DwellingActUpdate); err != nil {
			return err
		}
		if err := h.correctStatus(ctx, tx, s, input); err != nil {
			return err
		}
		return h.save(ctx, tx, s)
	})
	return id, err
}

func (h *Housing) correctStatus(ctx context.Context, tx *postgres.Tx, s *subject, input model.DwellingCorrectStatusInput) error {
	line, err := timeline(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(line, func(p *ent.StatusPeriod) bool { return p.ID == input.PeriodID })
	if i < 0 {
		return fault.Missing()
	}
	old, withdraw := line[i], deref(input.Withdraw)
	status, from := old.Status, old.ValidFrom
	if input.Status != nil {
		status = *input.Status
	}
	if input.ValidFrom != nil {
		from = input.ValidFrom.Time
	}
	crosses, err := s.crosses(ctx, tx, line, old, from, withdraw)
	if err != nil {
		return err
	}
	var p problems
	p.reason("input.correction", input.Correction)
	switch {
	case tied(old):
		p.at("input.periodId", "housing.statusTied")
	case withdraw && len(line) == 1:
		p.at("input.withdraw", "housing.statusOnly")
	case !withdraw && status == old.Status && from.Equal(old.ValidFrom):
		p.at("input.status", "housing.nothingChanged")
	case crosses:
		p.at("input.validFrom", "housing.statusCrosses")
	}
	if !withdraw && !tied(old) {
		checkStatus(&p, "input.status", status, "input.validFrom", from, s.EnteredOn, tx.Today)
	}
	if err := p.err(); err != nil {
		return err
	}
	why := ""
	if withdraw {
		why = input.Correction
	}
	if err := h.supersedeStatus(ctx, tx, s, old, why); err != nil {
		return err
	}
	changes := was("status", old.Status, nil)
	changes = append(changes, was("validFrom", old.ValidFrom, nil)...)
	if !withdraw {
		if _, err := h.addStatus(ctx, tx, s, statusChange{
			Status: status, From: from, Reason: old.Reason, Note: old.Note, Correction: input.Correction,
		}); err != nil {
			return err
		}
		changes = append(was("status", old.Status, status), was("validFrom", old.ValidFrom, from)...)
	}
	return h.record(ctx, tx, s, event{Kind: codelist.HistoryKindStatus, Class: classDwelling, Changes: changes, Note: input.Correction})
}

// tied reports whether a status follows from another act than setting it, and is corrected there.
func tied(p *ent.StatusPeriod) bool {
	if _, ok := byHand[p.Status]; !ok || p.TenancyID != nil {
		return true
	}
	return p.Reason != nil && (*p.Reason == codelist.StatusReasonStockExit || *p.Reason == codelist.StatusReasonStockReturn)
}

// crosses reports whether a correction would move a status past a tenancy or past one that follows from another act, or, being the one
// that a tenancy ended in, would leave open what the dwelling was after it.
func (s *subject) crosses(ctx context.Context, tx *postgres.Tx, line []*ent.StatusPeriod, old *ent.StatusPeriod, from time.Time, withdraw bool) (bool, error) {
	if withdraw || !from.Equal(old.ValidFrom) {
		eve := old.ValidFrom.AddDate(0, 0, -1)
		if let, err := letBetween(ctx, tx, s.ID, eve, eve); let || err != nil {
			return let, err
		}
	}
	if withdraw || from.Equal(old.ValidFrom) {
		return false, nil
	}
	low, high := old.ValidFrom, from
	if high.Before(low) {
		low, high = high, low
	}
	if let, err := letBetween(ctx, tx, s.ID, low, high); let || err != nil {
		return let, err
	}
	return slices.ContainsFunc(line, func(p *ent.StatusPeriod) bool {
		return p != old && tied(p) && !p.ValidFrom.Before(low) && !p.ValidFrom.After(high)
	}), nil
}

// letBetween reports whether a tenancy, seen or not, lies in the time from the first day to the last.
func letBetween(ctx context.Context, tx *postgres.Tx, dwelling entity.ID, first, last time.Time) (let bool, err error) {
	err = tx.Query(ctx, "select kobo.dwelling_let_between($1, $2, $3, null)", []any{dwelling, first, last}, func(rows pgx.Rows) error {
		for rows.Next() {
			if err := rows.Scan(&let); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	return let, err
}

// SetExpectedVacancy sets by hand when a dwelling is expected to be vacant, with who and when, or with nil clears it so that the date
// follows from notice, term, plan and reservation again. BAD_REQUEST for a day that has passed or is more than ten years ahead.
// ILLEGAL_ACT out of the stock.
func (h *Housing) SetExpectedVacancy(ctx context.Context, id entity.ID, version int, on *day.Day) (entity.ID, error) {
	err := h.db.Tx(ctx, func(tx *postgres.Tx) error {
		s, err := h.begin(ctx, tx, id, version)
		if err != nil {
			return err
		}
		if !s.State.open() {
			return h.illegal(tx, s.State, "")
		}
		var p problems
		switch {
		case on == nil:
			s.set.ClearExpectedVacantByHand().ClearExpectedVacantBy().ClearExpectedVacantAt()
		case on.Time.Before(tx.Today):
			p.at("on", "housing.passed")
		case on.Time.After(tx.Today.AddDate(10, 0, 0)):
			p.at("on", "housing.tooFarAhead10")
		default:
			s.set.SetExpectedVacantByHand(on.Time).SetExpectedVacantBy(tx.Viewer.ID).SetExpectedVacantAt(tx.Now)
		}
		if err := p.err(); err != nil {
			return err
		}
		if err := h.record(ctx, tx, s, event{
			Kind: codelist.HistoryKindUpdated, Class: classTenancy, Changes: was("expectedVacancy", s.ExpectedVacantByHand, on),
		}); err != nil {
			return err
		}
		return h.save(ctx, tx, s)
	})
	return id, err
}

// Advance lets the days come that statuses were recorded for: each dwelling of the municipality whose status in the register is not
// the one that holds today gets it. A daily job calls it as its viewer; it returns how many dwellings changed.
func (h *Housing) Advance(ctx context.Context) (changed int, err error) {
	err = h.db.Tx(ctx, func(tx *postgres.Tx) error {
		changed = 0
		var due []entity.ID
		err := tx.Query(ctx, `select d.id from dwelling d
			join lateral (select status, valid_from from status_period p
				where p.dwelling_id = d.id and p.superseded_at is null and p.valid_from <= $1
				order by p.valid_from desc, p.recorded_at desc, p.id desc limit 1) now on true
			where d.removed_at is null and (now.status <> d.status
				or d.vacant_since is null and d.left_on is null and now.status not in ('LET', 'SOLD'))
			order by d.id`, []any{tx.Today}, func(rows pgx.Rows) error {
			for rows.Next() {
				var id entity.ID
				if err := rows.Scan(&id); err != nil {
					return err
				}
				due = append(due, id)
			}
			return rows.Err()
		})
		if err != nil {
			return err
		}
		for _, id := range due {
			s, err := h.beginAny(ctx, tx, id)
			if err != nil {
				return err
			}
			if err := s.move(ctx, tx); err != nil {
				return err
			}
			before := s.Status
			if err := h.save(ctx, tx, s); err != nil {
				return err
			}
			if err := h.record(ctx, tx, s, event{
				Kind: codelist.HistoryKindStatus, Class: classDwelling, Changes: was("status", before, s.Status),
			}); err != nil {
				return err
			}
			changed++
		}
		return nil
	})
	return changed, err
}
