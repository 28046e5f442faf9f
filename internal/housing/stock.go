package housing

import (
	"context"
	"time"

	"kobo/ent"
	"kobo/ent/statusperiod"
	"kobo/ent/stockchange"
	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/day"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/postgres"
)

// stockChange adds a row that says that the dwelling entered or left the stock on a date.
func (h *Housing) stockChange(ctx context.Context, tx *postgres.Tx, s *subject, on time.Time, entry *codelist.StockEntry, exit *codelist.StockExit, note string) error {
	return tx.Ent.StockChange.Create().SetID(entity.New(entity.StockChange, tx.Now)).SetMunicipalityID(s.MunicipalityID).
		SetUnitID(s.UnitID).SetDwellingID(s.ID).SetRecordedAt(tx.Now).SetRecordedBy(tx.Viewer.ID).SetHappenedOn(on).
		SetNillableEntry(entry).SetNillableExit(exit).SetNote(note).Exec(ctx)
}

// LeaveStock takes a dwelling out of the stock on a day that is not in the future (avgang): sold, sold to the tenant, demolished and so on.
// Sold ones get the status SOLD, others UNAVAILABLE, from that day. Sold to the tenant ends the tenancy the same day.
//
// ILLEGAL_ACT with a tenancy in force, unless sold to the tenant, with an active reservation (release it first), and when it has left
// already. BAD_REQUEST for a day ahead, before it entered, or before a status recorded later.
func (h *Housing) LeaveStock(ctx context.Context, id entity.ID, version int, input model.DwellingLeaveStockInput) (entity.ID, error) {
	err := h.db.Tx(ctx, func(tx *postgres.Tx) error {
		s, err := h.begin(ctx, tx, id, version)
		if err != nil {
			return err
		}
		if err := h.leave(ctx, tx, s, input); err != nil {
			return err
		}
		return h.save(ctx, tx, s)
	})
	return id, err
}

func (h *Housing) leave(ctx context.Context, tx *postgres.Tx, s *subject, input model.DwellingLeaveStockInput) error {
	toTenant := input.Exit == codelist.StockExitSoldToTenant
	if s.State.Reserved && s.State.open() {
		return fault.New(fault.Illegal, "housing.illegalReserved", "legal", Legal{codelist.DwellingActReleaseReservation})
	}
	if err := h.legal(tx, s.State, codelist.DwellingActLeaveStock); err != nil {
		return err
	}
	if s.State.let() && !toTenant {
		return h.illegal(tx, s.State, codelist.DwellingActLeaveStock)
	}
	line, err := timeline(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	var p problems
	on := input.On.Time
	switch {
	case on.After(tx.Today):
		p.at("input.on", "housing.inTheFuture")
	case on.Before(s.EnteredOn):
		p.at("input.on", "housing.beforeEntered", "date", day.At(s.EnteredOn))
	case len(line) > 0 && line[len(line)-1].ValidFrom.After(on):
		p.at("input.on", "housing.laterStatus", "date", day.At(line[len(line)-1].ValidFrom))
	}
	if toTenant && !s.State.Tenancy {
		p.at("input.exit", "housing.noTenant")
	}
	p.optional("input.note", input.Note, maxReason)
	if err := p.err(); err != nil {
		return err
	}
	if toTenant {
		if err := h.endTenancy(ctx, tx, s, on, codelist.TenancyEndBoughtByTenant); err != nil {
			return err
		}
	}
	status := codelist.DwellingStatusUnavailable
	if toTenant || input.Exit == codelist.StockExitSold {
		status = codelist.DwellingStatusSold
	}
	reason := codelist.StatusReasonStockExit
	if _, err := h.addStatus(ctx, tx, s, statusChange{Status: status, From: on, Reason: &reason}); err != nil {
		return err
	}
	if err := h.stockChange(ctx, tx, s, on, nil, &input.Exit, deref(input.Note)); err != nil {
		return err
	}
	s.set.SetLeftOn(on).SetExit(input.Exit).ClearPlannedReadyOn().ClearExpectedVacantByHand().ClearExpectedVacantBy().ClearExpectedVacantAt()
	changes := append(was("exit", nil, input.Exit), was("leftOn", nil, on)...)
	changes = append(changes, was("status", s.Status, status)...)
	return h.record(ctx, tx, s, event{Kind: codelist.HistoryKindStock, Class: classDwelling, Changes: changes, Note: deref(input.Note)})
}

// ReturnToStock takes a dwelling that left back into the stock on a day: it is then UNAVAILABLE until someone says what it is. With undoExit
// it never left: the exit and the status that came with it are superseded, with the note as the reason, and on and entry are not used.
//
// ILLEGAL_ACT when it has not left. BAD_REQUEST for a day ahead or before it left, and for an undo without a reason.
func (h *Housing) ReturnToStock(ctx context.Context, id entity.ID, version int, input model.DwellingReturnToStockInput) (entity.ID, error) {
	err := h.db.Tx(ctx, func(tx *postgres.Tx) error {
		s, err := h.begin(ctx, tx, id, version)
		if err != nil {
			return err
		}
		if err := h.legal(tx, s.State, codelist.DwellingActReturnToStock); err != nil {
			return err
		}
		if deref(input.UndoExit) {
			err = h.undoExit(ctx, tx, s, deref(input.Note))
		} else {
			err = h.comeBack(ctx, tx, s, input)
		}
		if err != nil {
			return err
		}
		s.set.ClearLeftOn().ClearExit()
		return h.save(ctx, tx, s)
	})
	return id, err
}

func (h *Housing) comeBack(ctx context.Context, tx *postgres.Tx, s *subject, input model.DwellingReturnToStockInput) error {
	var p problems
	on := input.On.Time
	switch {
	case on.After(tx.Today):
		p.at("input.on", "housing.inTheFuture")
	case on.Before(*s.LeftOn):
		p.at("input.on", "housing.beforeLeft", "date", day.At(*s.LeftOn))
	}
	p.optional("input.note", input.Note, maxReason)
	if err := p.err(); err != nil {
		return err
	}
	if err := h.unavailable(ctx, tx, s, on); err != nil {
		return err
	}
	if err := h.stockChange(ctx, tx, s, on, &input.Entry, nil, deref(input.Note)); err != nil {
		return err
	}
	s.set.SetEnteredOn(on).SetEntry(input.Entry)
	changes := append(was("entry", nil, input.Entry), was("enteredOn", s.EnteredOn, on)...)
	changes = append(changes, was("leftOn", s.LeftOn, nil)...)
	return h.record(ctx, tx, s, event{Kind: codelist.HistoryKindStock, Class: classDwelling, Changes: changes, Note: deref(input.Note)})
}

// unavailable is what a dwelling is when it is back and nobody has said more.
func (h *Housing) unavailable(ctx context.Context, tx *postgres.Tx, s *subject, from time.Time) error {
	reason := codelist.StatusReasonStockReturn
	_, err := h.addStatus(ctx, tx, s, statusChange{Status: codelist.DwellingStatusUnavailable, From: from, Reason: &reason})
	return err
}

func (h *Housing) undoExit(ctx context.Context, tx *postgres.Tx, s *subject, why string) error {
	var p problems
	p.reason("input.note", why)
	if err := p.err(); err != nil {
		return err
	}
	if err := tx.Ent.StockChange.Update().Where(stockchange.DwellingID(s.ID), stockchange.SupersededAtIsNil(), stockchange.ExitNotNil(),
		stockchange.HappenedOn(*s.LeftOn)).SetSupersededAt(tx.Now).SetCorrection(why).Exec(ctx); err != nil {
		return err
	}
	exits, err := tx.Ent.StatusPeriod.Query().Where(statusperiod.DwellingID(s.ID), statusperiod.SupersededAtIsNil(),
		statusperiod.ReasonEQ(codelist.StatusReasonStockExit), statusperiod.ValidFrom(*s.LeftOn)).All(ctx)
	if err != nil {
		return err
	}
	for _, p := range exits {
		if err := h.supersedeStatus(ctx, tx, s, p, why); err != nil {
			return err
		}
	}
	line, err := timeline(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	// The tenancy that ended by the sale is over until it is taken up again: the dwelling can't go on as let.
	if then := inForce(line, tx.Today); *s.Exit == codelist.StockExitSoldToTenant && (then == nil || letUntil(then, *s.LeftOn)) {
		from := s.LeftOn.AddDate(0, 0, 1)
		if from.After(tx.Today) {
			from = tx.Today
		}
		if err := h.unavailable(ctx, tx, s, from); err != nil {
			return err
		}
	}
	changes := append(was("exit", s.Exit, nil), was("leftOn", s.LeftOn, nil)...)
	return h.record(ctx, tx, s, event{Kind: codelist.HistoryKindStock, Class: classDwelling, Changes: changes, Note: why})
}

// letUntil reports whether the status is of the time before the day, as it is for a tenancy that ended then, seen or not.
func letUntil(p *ent.StatusPeriod, left time.Time) bool { return !p.ValidFrom.After(left) }
