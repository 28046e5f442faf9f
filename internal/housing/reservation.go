package housing

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"kobo/ent"
	"kobo/ent/reservation"
	"kobo/ent/schema"
	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/day"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/postgres"
)

// maxReservation is the longest reason of a reservation, in characters.
const maxReservation = 300

// Reserve holds a dwelling at a version until a date (reservasjon), and returns the reservation's id. Also one that is let or under
// maintenance may be held for the next tenant.
//
// CONFLICT when it is held already, until a date that is told, or the version is stale. ILLEGAL_ACT out of the stock. BAD_REQUEST for a
// date that has passed or is more than a year ahead, and for a reason that is empty, longer than 300 characters or holds a national
// identity number.
func (h *Housing) Reserve(ctx context.Context, dwelling entity.ID, version int, input model.DwellingReserveInput, key *uuid.UUID) (id entity.ID, err error) {
	err = h.db.Tx(ctx, func(tx *postgres.Tx) error {
		if done, err := tx.Once(ctx, key, "dwellingReserve", &id); done || err != nil {
			return err
		}
		s, err := h.begin(ctx, tx, dwelling, version)
		if err != nil {
			return err
		}
		if s.State.open() && s.State.Reserved {
			held, err := h.activeReservation(ctx, tx, s)
			if err != nil {
				return err
			}
			return heldAlready(held)
		}
		if err := h.legal(tx, s.State, codelist.DwellingActReserve); err != nil {
			return err
		}
		var p problems
		checkHeldUntil(&p, "input.heldUntil", input.HeldUntil.Time, tx.Today)
		p.required("input.reason", input.Reason, maxReservation)
		if err := p.err(); err != nil {
			return err
		}
		r, err := tx.Ent.Reservation.Create().SetID(entity.New(entity.Reservation, tx.Now)).SetMunicipalityID(s.MunicipalityID).
			SetUnitID(s.UnitID).SetDwellingID(s.ID).SetRecordedAt(tx.Now).SetRecordedBy(tx.Viewer.ID).
			SetHeldUntil(input.HeldUntil.Time).SetReason(strings.TrimSpace(input.Reason)).Save(ctx)
		if postgres.Violates(err, "reservation_one_active") {
			return heldAlready(nil)
		}
		if err != nil {
			return err
		}
		id = r.ID
		if err := h.recordReservation(ctx, tx, s, &ent.Reservation{}, r, r.Reason); err != nil {
			return err
		}
		if err := h.save(ctx, tx, s); err != nil {
			return err
		}
		return tx.Remember(ctx, key, "dwellingReserve", id)
	})
	return id, err
}

// heldAlready is the refusal of a second reservation. The first may be nil, when the viewer can't see it.
func heldAlready(first *ent.Reservation) error {
	if first == nil {
		return fault.New(fault.Conflict, "housing.reserved")
	}
	return fault.New(fault.Conflict, "housing.reservedUntil", "date", day.At(first.HeldUntil))
}

// checkHeldUntil refuses a day that has passed or is more than a year ahead.
func checkHeldUntil(p *problems, field string, until, today time.Time) {
	switch {
	case until.Before(today):
		p.at(field, "housing.passed")
	case until.After(today.AddDate(1, 0, 0)):
		p.at(field, "housing.tooFarAhead")
	}
}

// ReservationRelease lets a reservation go, and returns the dwelling's id. NOT_FOUND when the viewer sees no such reservation,
// CONFLICT when the version is stale, ILLEGAL_ACT when it is not active.
func (h *Housing) ReservationRelease(ctx context.Context, id entity.ID, version int) (dwelling entity.ID, err error) {
	err = h.db.Tx(ctx, func(tx *postgres.Tx) error {
		s, r, err := h.reservationOf(ctx, tx, id, version)
		if err != nil {
			return err
		}
		dwelling = s.ID
		if err := h.closeReservation(ctx, tx, s, r, codelist.ReservationStateReleased); err != nil {
			return err
		}
		return h.save(ctx, tx, s)
	})
	return dwelling, err
}

// ReservationExtend holds a dwelling longer or shorter, and returns the dwelling's id. BAD_REQUEST for a date that has passed or is
// more than a year ahead; else it is refused as a release is.
func (h *Housing) ReservationExtend(ctx context.Context, id entity.ID, version int, until day.Day) (dwelling entity.ID, err error) {
	err = h.db.Tx(ctx, func(tx *postgres.Tx) error {
		s, r, err := h.reservationOf(ctx, tx, id, version)
		if err != nil {
			return err
		}
		dwelling = s.ID
		var p problems
		checkHeldUntil(&p, "heldUntil", until.Time, tx.Today)
		if r.HeldUntil.Equal(until.Time) {
			p.at("heldUntil", "housing.nothingChanged")
		}
		if err := p.err(); err != nil {
			return err
		}
		after, err := tx.Ent.Reservation.UpdateOne(r).AddVersion(1).SetHeldUntil(until.Time).Save(ctx)
		if err != nil {
			return err
		}
		if err := h.recordReservation(ctx, tx, s, r, after, ""); err != nil {
			return err
		}
		tx.Changed(r.ID)
		return h.save(ctx, tx, s)
	})
	return dwelling, err
}

// reservationOf reads the active reservation that an act works on, at the version the client saw, and locks its dwelling.
func (h *Housing) reservationOf(ctx context.Context, tx *postgres.Tx, id entity.ID, version int) (*subject, *ent.Reservation, error) {
	if !id.Is(entity.Reservation) {
		return nil, nil, fault.Missing()
	}
	r, err := tx.Ent.Reservation.Get(ctx, id)
	if ent.IsNotFound(err) {
		return nil, nil, fault.Missing()
	}
	if err != nil {
		return nil, nil, err
	}
	s, err := h.beginAny(ctx, tx, r.DwellingID)
	if err != nil {
		return nil, nil, err
	}
	if r, err = tx.Ent.Reservation.Get(ctx, id); err != nil { // as it is now that nobody else acts on the dwelling
		return nil, nil, err
	}
	switch {
	case r.Version != version || r.DwellingID != s.ID: // or merged just now
		return nil, nil, stale(r.Version)
	case r.State != codelist.ReservationStateActive:
		return nil, nil, fault.New(fault.Illegal, "housing.reservationClosed")
	}
	return s, r, h.legal(tx, s.State, codelist.DwellingActReleaseReservation)
}

// activeReservation returns the dwelling's active reservation; nil when there is none that the viewer sees.
func (h *Housing) activeReservation(ctx context.Context, tx *postgres.Tx, s *subject) (*ent.Reservation, error) {
	r, err := tx.Ent.Reservation.Query().
		Where(reservation.DwellingID(s.ID), reservation.StateEQ(codelist.ReservationStateActive)).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, nil
	}
	return r, err
}

// confirmReservation confirms the dwelling's active reservation, if it has one: its tenancy is registered.
func (h *Housing) confirmReservation(ctx context.Context, tx *postgres.Tx, s *subject) error {
	r, err := h.activeReservation(ctx, tx, s)
	if r == nil || err != nil {
		return err
	}
	return h.closeReservation(ctx, tx, s, r, codelist.ReservationStateConfirmed)
}

// closeReservation ends an active reservation.
func (h *Housing) closeReservation(ctx context.Context, tx *postgres.Tx, s *subject, r *ent.Reservation, state codelist.ReservationState) error {
	u := tx.Ent.Reservation.UpdateOne(r).AddVersion(1).SetState(state).SetClosedAt(tx.Now)
	if !tx.Viewer.ID.IsNil() {
		u.SetClosedBy(tx.Viewer.ID)
	}
	after, err := u.Save(ctx)
	if err != nil {
		return err
	}
	tx.Changed(r.ID)
	return h.recordReservation(ctx, tx, s, r, after, "")
}

// recordReservation adds a line of history that those who may read reservations have.
func (h *Housing) recordReservation(ctx context.Context, tx *postgres.Tx, s *subject, before, after *ent.Reservation, note string) error {
	changes := append([]schema.Change{}, was("reservation.state", before.State, after.State)...)
	changes = append(changes, was("reservation.heldUntil", before.HeldUntil, after.HeldUntil)...)
	return h.record(ctx, tx, s, event{Kind: codelist.HistoryKindReservation, Class: classReservation, Changes: changes, Note: note})
}

// ExpireReservations ends the active reservations of the viewer's municipality whose last day has passed, and returns how many; the daily
// job calls it. Each is an act of its own, so one that fails doesn't hold back the others, and the first error is returned at the end.
func (h *Housing) ExpireReservations(ctx context.Context) (expired int, err error) {
	var overdue []*ent.Reservation
	err = h.db.Tx(ctx, func(tx *postgres.Tx) (err error) {
		overdue, err = tx.Ent.Reservation.Query().
			Where(reservation.StateEQ(codelist.ReservationStateActive), reservation.HeldUntilLT(tx.Today)).
			Order(reservation.ByHeldUntil(), reservation.ByID()).All(ctx)
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, r := range overdue {
		var done bool
		failed := h.db.Tx(ctx, func(tx *postgres.Tx) error {
			done = false
			s, err := h.beginAny(ctx, tx, r.DwellingID)
			if err != nil {
				return err
			}
			now, err := h.activeReservation(ctx, tx, s)
			if err != nil || now == nil || now.ID != r.ID || !now.HeldUntil.Before(tx.Today) {
				return err // somebody was faster
			}
			done = true
			if err := h.closeReservation(ctx, tx, s, now, codelist.ReservationStateExpired); err != nil {
				return err
			}
			return h.save(ctx, tx, s)
		})
		switch {
		case failed != nil && err == nil:
			err = failed
		case failed == nil && done:
			expired++
		}
		if ctx.Err() != nil {
			return expired, ctx.Err()
		}
	}
	return expired, err
}
