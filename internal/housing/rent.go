package housing

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"kobo/ent"
	"kobo/ent/predicate"
	"kobo/ent/rentperiod"
	"kobo/ent/schema"
	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/day"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/postgres"
)

// maxRent is the largest rent a month, in øre: a million kroner.
const maxRent = 100_000_000

// rentChange is a rent that is true from a date: the asking rent of a dwelling or, with a tenancy, the rent of that tenancy.
type rentChange struct {
	Tenancy    *entity.ID
	Shielded   bool
	ValidFrom  time.Time
	Components []*model.RentPartInput
	// Correction says why this replaces the rent from the same date.
	Correction string
}

// checkRent refuses an empty list, a component given twice, a negative sum, and a total of more than a million kroner. Nothing a
// month is allowed: some dwellings are lent.
func checkRent(p *problems, field string, parts []*model.RentPartInput) {
	if len(parts) == 0 {
		p.at(field, "housing.required")
	}
	seen, total := map[codelist.RentComponent]bool{}, 0
	for i, part := range parts {
		switch {
		case part.Ore < 0 || part.Ore > maxRent:
			p.at(fmt.Sprintf("%s.%d.ore", field, i), "housing.rentRange")
		case seen[part.Component]:
			p.at(fmt.Sprintf("%s.%d.component", field, i), "housing.rentTwice")
		default:
			total += part.Ore
		}
		seen[part.Component] = true
	}
	if total > maxRent {
		p.at(field, "housing.rentRange")
	}
}

// checkRentFrom refuses a date more than two years ahead.
func checkRentFrom(p *problems, field string, from, today time.Time) {
	if from.After(today.AddDate(2, 0, 0)) {
		p.at(field, "housing.rentTooFarAhead")
	}
}

// addRent adds a rent that is checked already and tells what changed. A rent from the same date is corrected: that asks for a
// reason, and supersedes the old row. BAD_REQUEST at input.correction without one.
func (h *Housing) addRent(ctx context.Context, tx *postgres.Tx, s *subject, r rentChange) ([]schema.Change, error) {
	whose := []predicate.RentPeriod{rentperiod.DwellingID(s.ID), rentperiod.SupersededAtIsNil(), rentperiod.TenancyIDIsNil()}
	if r.Tenancy != nil {
		whose[2] = rentperiod.TenancyID(*r.Tenancy)
	}
	rents, err := tx.Ent.RentPeriod.Query().Where(whose...).Order(ent.Asc(rentperiod.FieldValidFrom)).All(ctx)
	if err != nil {
		return nil, err
	}
	var before *ent.RentPeriod
	for _, old := range rents {
		switch {
		case old.ValidFrom.After(r.ValidFrom):
		case old.ValidFrom.Before(r.ValidFrom):
			before = old
		case strings.TrimSpace(r.Correction) == "":
			return nil, fault.Many{fault.At("input.correction", "housing.rentSameDate")}
		default:
			before = old
			if err := tx.Ent.RentPeriod.UpdateOne(old).SetSupersededAt(tx.Now).Exec(ctx); err != nil {
				return nil, err
			}
		}
	}
	components, total := map[codelist.RentComponent]int{}, 0
	for _, part := range r.Components {
		components[part.Component] = part.Ore
		total += part.Ore
	}
	create := tx.Ent.RentPeriod.Create().SetID(entity.New(entity.RentPeriod, tx.Now)).SetMunicipalityID(s.MunicipalityID).
		SetUnitID(s.UnitID).SetDwellingID(s.ID).SetRecordedAt(tx.Now).SetRecordedBy(tx.Viewer.ID).SetNillableTenancyID(r.Tenancy).
		SetValidFrom(r.ValidFrom).SetTotalOre(total).SetComponents(components).SetShielded(r.Shielded)
	if r.Correction != "" {
		create.SetCorrection(r.Correction)
	}
	if err := create.Exec(ctx); err != nil {
		return nil, err
	}
	old := map[codelist.RentComponent]int{}
	var oldTotal any
	if before != nil {
		old, oldTotal = before.Components, before.TotalOre
	}
	changes := append(was("rent.totalOre", oldTotal, total), was("rent.validFrom", nil, r.ValidFrom)...)
	for _, c := range codelist.RentComponent("").Values() {
		component := codelist.RentComponent(c)
		b, hadIt := old[component]
		a, hasIt := components[component]
		switch {
		case hadIt && hasIt:
			changes = append(changes, was("rent."+c, b, a)...)
		case hadIt:
			changes = append(changes, was("rent."+c, b, nil)...)
		case hasIt:
			changes = append(changes, was("rent."+c, nil, a)...)
		}
	}
	return slices.Clip(changes), nil
}

// SetRent sets the asking rent of a dwelling from a date, in øre a month by component. A rent from the same date is corrected, with
// the reason; the old row stays.
//
// BAD_REQUEST for a negative or unreasonable sum, a component given twice, a date more than two years ahead or before the dwelling
// entered the stock, and a correction without a reason. ILLEGAL_ACT when the dwelling is merged into another or has left the stock.
func (h *Housing) SetRent(ctx context.Context, id entity.ID, version int, input model.RentInput) (entity.ID, error) {
	err := h.db.Tx(ctx, func(tx *postgres.Tx) error { return h.SetRentIn(ctx, tx, id, version, input) })
	return id, err
}

// SetRentIn is SetRent inside a transaction.
func (h *Housing) SetRentIn(ctx context.Context, tx *postgres.Tx, id entity.ID, version int, input model.RentInput) error {
	s, err := h.begin(ctx, tx, id, version)
	if err != nil {
		return err
	}
	if !s.State.open() {
		return h.illegal(tx, s.State, "")
	}
	var p problems
	checkRent(&p, "input.components", input.Components)
	checkRentFrom(&p, "input.validFrom", input.ValidFrom.Time, tx.Today)
	if input.ValidFrom.Time.Before(s.EnteredOn) {
		p.at("input.validFrom", "housing.beforeEntered", "date", day.At(s.EnteredOn))
	}
	p.optional("input.correction", input.Correction, maxReason)
	if err := p.err(); err != nil {
		return err
	}
	if err := h.setRent(ctx, tx, s, input); err != nil {
		return err
	}
	return h.save(ctx, tx, s)
}

// setRent adds a checked asking rent and its history.
func (h *Housing) setRent(ctx context.Context, tx *postgres.Tx, s *subject, input model.RentInput) error {
	changes, err := h.addRent(ctx, tx, s, rentChange{
		ValidFrom: input.ValidFrom.Time, Components: input.Components, Correction: deref(input.Correction),
	})
	if err != nil {
		return err
	}
	return h.record(ctx, tx, s, event{
		Kind: codelist.HistoryKindRent, Class: classRent, Changes: changes, Note: deref(input.Correction),
	})
}
