package housing

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kobo/ent"
	"kobo/ent/rentperiod"
	"kobo/ent/schema"
	"kobo/ent/tenancy"
	"kobo/ent/tenancyterm"
	"kobo/graph/model"
	"kobo/internal/checkdigit"
	"kobo/internal/codelist"
	"kobo/internal/day"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/postgres"
)

// A tenancy (leieforhold) is in force from when it is registered until it has a last day, also before its first day and after a fixed
// term has run out. Its row says what holds now; each act adds a row of terms and supersedes the one before, so that what was known
// at a time can be told.

const (
	tenancyBack    = 5 // years before today that a tenancy registered by hand may start
	tenancyAhead   = 6 // months after today that one may start
	noticeAhead    = 2 // years after today that a tenant under notice may move out
	longestTenancy = 100
)

// TenancyRegister registers a tenancy by hand on a dwelling at a version, makes the dwelling LET from its first day, and returns its
// id. An active reservation is confirmed by it, in the same transaction. A tenancy of three years (husleieloven § 9-3) gets its last
// day when that is left out. The expected vacancy set by hand is cleared: it was about what came before.
//
// CONFLICT when a tenancy is in force, whether or not the viewer may see it, or the version is stale. ILLEGAL_ACT out of the stock.
// BAD_REQUEST for a start more than five years back, more than six months ahead, before the dwelling entered the stock or during an
// earlier tenancy; for a last day that the kind must or can't have; for shielded from one who may not set it; for a tenant where the
// casework module is closed or the viewer may not write who tenants are.
func (h *Housing) TenancyRegister(ctx context.Context, dwelling entity.ID, version int, input model.TenancyRegisterInput, key *uuid.UUID) (id entity.ID, err error) {
	err = h.db.Tx(ctx, func(tx *postgres.Tx) error {
		if done, err := tx.Once(ctx, key, "tenancyRegister", &id); done || err != nil {
			return err
		}
		s, err := h.begin(ctx, tx, dwelling, version)
		if err != nil {
			return err
		}
		if id, err = h.registerTenancy(ctx, tx, s, input, tx.Today.AddDate(-tenancyBack, 0, 0)); err != nil {
			return err
		}
		return tx.Remember(ctx, key, "tenancyRegister", id)
	})
	return id, err
}

// RegisterTenancyIn is TenancyRegister inside a transaction, for an import: it takes the dwelling as it is, and a start of any time
// since the dwelling entered the stock.
func (h *Housing) RegisterTenancyIn(ctx context.Context, tx *postgres.Tx, dwelling entity.ID, input model.TenancyRegisterInput) (entity.ID, error) {
	s, err := h.beginAny(ctx, tx, dwelling)
	if err != nil {
		return entity.Nil, err
	}
	return h.registerTenancy(ctx, tx, s, input, time.Time{})
}

// registerTenancy checks and adds a tenancy that starts no earlier than earliest, with all that follows.
func (h *Housing) registerTenancy(ctx context.Context, tx *postgres.Tx, s *subject, input model.TenancyRegisterInput, earliest time.Time) (entity.ID, error) {
	if s.State.open() && s.State.Taken {
		return entity.Nil, alreadyLet()
	}
	if err := h.legal(tx, s.State, codelist.DwellingActRegisterTenancy); err != nil {
		return entity.Nil, err
	}
	t := &ent.Tenancy{
		ID: entity.New(entity.Tenancy, tx.Now), DwellingID: s.ID, Kind: input.Kind, StartsOn: input.StartsOn.Time, EndsOn: date(input.EndsOn),
		Persons: input.Persons, Security: codelist.SecurityUnknown, Shielded: deref(input.Shielded),
	}
	if input.Security != nil {
		t.Security = *input.Security
	}
	var p problems
	checkTerm(&p, t)
	checkPersons(&p, t.Persons)
	if t.StartsOn.Before(earliest) {
		p.at("input.startsOn", "housing.tenancyTooFarBack", "years", tenancyBack)
	}
	checkStart(&p, s, t, tx.Today)
	if err := checkAlone(ctx, tx, &p, t, t.StartsOn); err != nil {
		return entity.Nil, err
	}
	// SECURITY: only holders of the shielded right make rows that others don't see.
	if t.Shielded && !h.writes(tx, "SHIELDED") {
		p.at("input.shielded", "housing.shieldedRight")
	}
	if input.Rent != nil {
		checkRent(&p, "input.rent", input.Rent)
	}
	number := h.checkTenant(tx, &p, input.Tenant)
	if err := p.err(); err != nil {
		return entity.Nil, err
	}

	t, err := h.addTenancy(ctx, tx, s, t)
	if err != nil {
		return entity.Nil, err
	}
	if err := h.addTenant(ctx, tx, t, input.Tenant, number); err != nil {
		return entity.Nil, err
	}
	changes := tenancyChanges(nil, t)
	if input.Rent != nil {
		rent, err := h.addRent(ctx, tx, s, rentChange{Tenancy: &t.ID, Shielded: t.Shielded, ValidFrom: t.StartsOn, Components: input.Rent})
		if err != nil {
			return entity.Nil, err
		}
		if err := h.recordRent(ctx, tx, s, t, rent, ""); err != nil {
			return entity.Nil, err
		}
	}
	if err := h.recordTenancy(ctx, tx, s, t, changes, ""); err != nil {
		return entity.Nil, err
	}
	if err := h.confirmReservation(ctx, tx, s); err != nil {
		return entity.Nil, err
	}
	s.set.ClearExpectedVacantByHand().ClearExpectedVacantBy().ClearExpectedVacantAt()
	if !t.StartsOn.After(tx.Today) {
		s.set.ClearPlannedReadyOn()
	}
	tx.Changed(t.ID)
	return t.ID, h.save(ctx, tx, s)
}

// addTenancy adds the tenancy, its first terms and its status row.
func (h *Housing) addTenancy(ctx context.Context, tx *postgres.Tx, s *subject, t *ent.Tenancy) (*ent.Tenancy, error) {
	t, err := tx.Ent.Tenancy.Create().SetID(t.ID).SetMunicipalityID(s.MunicipalityID).SetUnitID(s.UnitID).SetDwellingID(s.ID).
		SetRecordedAt(tx.Now).SetRecordedBy(tx.Viewer.ID).SetShielded(t.Shielded).SetKind(t.Kind).SetStartsOn(t.StartsOn).
		SetNillableEndsOn(t.EndsOn).SetNillablePersons(t.Persons).SetSecurity(t.Security).SetNillablePreviousID(t.PreviousID).Save(ctx)
	if postgres.Violates(err, "tenancy_one_active") {
		return nil, alreadyLet()
	}
	if err != nil {
		return nil, err
	}
	if err := h.lay(ctx, tx, s, t, nil, ""); err != nil {
		return nil, err
	}
	return t, h.addTerm(ctx, tx, t, "")
}

// alreadyLet is the one answer when a dwelling has a tenancy in force, seen or not.
func alreadyLet() error { return fault.New(fault.Conflict, "housing.taken") }

// writes reports whether the viewer may write the data class.
func (h *Housing) writes(tx *postgres.Tx, class string) bool {
	return h.grid.Writes(h.grid.Bits(tx.Viewer.Grants, tx.Viewer.Modules), class)
}

// threeYears returns the last day of a tenancy of three years.
func threeYears(from time.Time) time.Time { return from.AddDate(3, 0, -1) }

// checkTerm refuses a last day that the kind can't have or must have, and gives a tenancy of three years the last day that was left
// out. A fixed term lasts at least three years unless an exception of husleieloven § 9-3 makes it FIXED_OTHER, or § 11-1 holds; staff,
// care and § 11-1 tenancies may be of either sort.
func checkTerm(p *problems, t *ent.Tenancy) {
	const field = "input.endsOn"
	if t.Kind == codelist.TenancyKindFixed3Years && t.EndsOn == nil {
		last := threeYears(t.StartsOn)
		t.EndsOn = &last
	}
	switch {
	case t.EndsOn == nil:
		if t.Kind == codelist.TenancyKindFixedOther {
			p.at(field, "housing.endRequired")
		}
	case t.Kind == codelist.TenancyKindOpenEnded:
		p.at(field, "housing.endNotAllowed")
	case t.EndsOn.Before(t.StartsOn):
		p.at(field, "housing.endBeforeStart")
	case t.EndsOn.After(t.StartsOn.AddDate(longestTenancy, 0, 0)):
		p.at(field, "housing.endTooFarAhead", "years", longestTenancy)
	case t.Kind == codelist.TenancyKindFixed3Years && t.EndsOn.Before(threeYears(t.StartsOn)):
		p.at(field, "housing.threeYears", "date", day.At(threeYears(t.StartsOn)))
	}
}

// checkPersons refuses a household of none or of more than thirty.
func checkPersons(p *problems, persons *int) {
	if persons != nil && (*persons < 1 || *persons > 30) {
		p.at("input.persons", "housing.persons", "max", 30)
	}
}

// checkStart refuses a first day too far ahead or before the dwelling entered the stock.
func checkStart(p *problems, s *subject, t *ent.Tenancy, today time.Time) {
	switch {
	case t.StartsOn.After(today.AddDate(0, tenancyAhead, 0)):
		p.at("input.startsOn", "housing.tenancyTooFarAhead", "months", tenancyAhead)
	case t.StartsOn.Before(s.EnteredOn):
		p.at("input.startsOn", "housing.beforeEntered", "date", day.At(s.EnteredOn))
	}
}

// checkAlone refuses a tenancy that overlaps another from the day on.
//
// SECURITY: a definer function answers for tenancies that the viewer may not see too, so no more is said than that it was let.
func checkAlone(ctx context.Context, tx *postgres.Tx, p *problems, t *ent.Tenancy, from time.Time) error {
	other, err := letToOthers(ctx, tx, t, from, t.EndedOn)
	if other {
		p.at("input.startsOn", "housing.tenancyOverlaps")
	}
	return err
}

// letToOthers reports whether the dwelling has a tenancy other than t, seen or not, on some day from first to last (nil: open).
func letToOthers(ctx context.Context, tx *postgres.Tx, t *ent.Tenancy, first time.Time, last *time.Time) (let bool, err error) {
	err = tx.Query(ctx, "select kobo.dwelling_let_between($1, $2, $3, $4)", []any{t.DwellingID, first, last, t.ID}, func(rows pgx.Rows) error {
		for rows.Next() {
			if err := rows.Scan(&let); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	return let, err
}

// checkTenant refuses a tenant that may not be kept here, and returns the national identity number as eleven digits.
//
// SECURITY: who the tenant is, is stored only where the municipality has opened casework (its risk analysis and impact assessment are
// done), and only by those who may write the class.
func (h *Housing) checkTenant(tx *postgres.Tx, p *problems, input *model.TenantInput) (number string) {
	if input == nil {
		return ""
	}
	if !h.writes(tx, "TENANT") {
		p.at("input.tenant", "housing.tenantClosed")
		return ""
	}
	p.required("input.tenant.name", input.Name, maxLine)
	if b := input.BirthDate; b != nil && (b.Time.After(tx.Today) || b.Time.Before(tx.Today.AddDate(-130, 0, 0))) {
		p.at("input.tenant.birthDate", "housing.birthDate")
	}
	if input.NationalIdentityNumber == nil {
		return ""
	}
	number = strings.ReplaceAll(*input.NationalIdentityNumber, " ", "")
	digits := len(number) == 11 && strings.Trim(number, "0123456789") == ""
	switch {
	case h.keys == nil:
		p.at("input.tenant.nationalIdentityNumber", "housing.identityNotKept")
	case !digits || !checkdigit.Identity(number):
		p.at("input.tenant.nationalIdentityNumber", "housing.notAnIdentityNumber")
	}
	return number
}

// addTenant adds who the tenant is. The number is sealed to the row: it doesn't open anywhere else.
func (h *Housing) addTenant(ctx context.Context, tx *postgres.Tx, t *ent.Tenancy, input *model.TenantInput, number string) error {
	if input == nil {
		return nil
	}
	id := entity.New(entity.Tenant, tx.Now)
	create := tx.Ent.Tenant.Create().SetID(id).SetMunicipalityID(t.MunicipalityID).SetUnitID(t.UnitID).SetTenancyID(t.ID).
		SetRecordedAt(tx.Now).SetRecordedBy(tx.Viewer.ID).SetShielded(t.Shielded).SetName(strings.TrimSpace(input.Name)).
		SetNillableBirthDate(date(input.BirthDate))
	if number != "" {
		sealed, err := h.keys.SealIdentity(number, id[:])
		if err != nil {
			return fmt.Errorf("tenant: %w", err)
		}
		create.SetNationalIDSealed(sealed).SetNationalIDIndex(h.keys.IndexIdentity(number))
	}
	return create.Exec(ctx)
}

// tenancyOf reads the tenancy that an act works on, at the version the client saw, and locks its dwelling. NOT_FOUND when the viewer sees
// none, CONFLICT when the version is stale, ILLEGAL_ACT when the tenancy is cancelled, or shielded and the viewer may only read such.
func (h *Housing) tenancyOf(ctx context.Context, tx *postgres.Tx, id entity.ID, version int) (*subject, *ent.Tenancy, error) {
	if !id.Is(entity.Tenancy) {
		return nil, nil, fault.Missing()
	}
	t, err := tx.Ent.Tenancy.Get(ctx, id)
	if ent.IsNotFound(err) {
		return nil, nil, fault.Missing()
	}
	if err != nil {
		return nil, nil, err
	}
	s, err := h.beginAny(ctx, tx, t.DwellingID)
	if err != nil {
		return nil, nil, err
	}
	if t, err = tx.Ent.Tenancy.Get(ctx, id); err != nil { // as it is now that nobody else acts on the dwelling
		return nil, nil, err
	}
	switch {
	case t.Version != version || t.DwellingID != s.ID: // or merged just now
		return nil, nil, stale(t.Version)
	case t.Shielded && !h.writes(tx, "SHIELDED"):
		return nil, nil, fault.New(fault.Illegal, "housing.shieldedRight")
	case t.CancelledAt != nil:
		return nil, nil, fault.New(fault.Illegal, "housing.tenancyCancelled")
	}
	return s, t, nil
}

// actOn is tenancyOf for acts on a tenancy in force that are legal by the dwelling's state.
func (h *Housing) actOn(ctx context.Context, tx *postgres.Tx, id entity.ID, version int, act codelist.DwellingAct) (*subject, *ent.Tenancy, error) {
	s, t, err := h.tenancyOf(ctx, tx, id, version)
	if err != nil {
		return nil, nil, err
	}
	if t.EndedOn != nil {
		return nil, nil, fault.New(fault.Illegal, "housing.tenancyEnded")
	}
	return s, t, h.legal(tx, s.State, act)
}

// changeTenancy writes what an act changed: the row, its terms and a line of history. The row must be as it is to be, with the version
// it was read at.
func (h *Housing) changeTenancy(ctx context.Context, tx *postgres.Tx, s *subject, before, t *ent.Tenancy, correction string) (*ent.Tenancy, error) {
	u := tx.Ent.Tenancy.UpdateOne(before).AddVersion(1).SetKind(t.Kind).SetStartsOn(t.StartsOn).SetSecurity(t.Security)
	m := u.Mutation()
	optional(t.EndsOn, m.SetEndsOn, m.ClearEndsOn)
	optional(t.Persons, m.SetPersons, m.ClearPersons)
	optional(t.NoticeOn, m.SetNoticeOn, m.ClearNoticeOn)
	optional(t.NoticeBy, m.SetNoticeBy, m.ClearNoticeBy)
	optional(t.VacatesOn, m.SetVacatesOn, m.ClearVacatesOn)
	optional(t.EndedOn, m.SetEndedOn, m.ClearEndedOn)
	optional(t.EndKind, m.SetEndKind, m.ClearEndKind)
	optional(t.CancelledAt, m.SetCancelledAt, m.ClearCancelledAt)
	after, err := u.Save(ctx)
	if postgres.Violates(err, "tenancy_one_active") {
		return nil, alreadyLet()
	}
	if err != nil {
		return nil, err
	}
	if err := h.recordTenancy(ctx, tx, s, after, tenancyChanges(before, after), correction); err != nil {
		return nil, err
	}
	tx.Changed(after.ID)
	return after, nil
}

// addTerm adds the tenancy's terms as they are now; those before are superseded.
func (h *Housing) addTerm(ctx context.Context, tx *postgres.Tx, t *ent.Tenancy, correction string) error {
	err := tx.Ent.TenancyTerm.Update().Where(tenancyterm.TenancyID(t.ID), tenancyterm.SupersededAtIsNil()).SetSupersededAt(tx.Now).Exec(ctx)
	if err != nil {
		return err
	}
	create := tx.Ent.TenancyTerm.Create().SetID(entity.New(entity.TenancyTerm, tx.Now)).SetMunicipalityID(t.MunicipalityID).
		SetUnitID(t.UnitID).SetDwellingID(t.DwellingID).SetTenancyID(t.ID).SetRecordedAt(tx.Now).SetRecordedBy(tx.Viewer.ID).
		SetShielded(t.Shielded).SetKind(t.Kind).SetStartsOn(t.StartsOn).SetNillableEndsOn(t.EndsOn).SetNillablePersons(t.Persons).
		SetNillableNoticeOn(t.NoticeOn).SetNillableNoticeBy(t.NoticeBy).SetNillableVacatesOn(t.VacatesOn).
		SetNillableEndedOn(t.EndedOn).SetNillableEndKind(t.EndKind).SetCancelled(t.CancelledAt != nil)
	if correction != "" {
		create.SetCorrection(correction)
	}
	return create.Exec(ctx)
}

// recordTenancy adds a line of history that only those who see the tenancy have.
func (h *Housing) recordTenancy(ctx context.Context, tx *postgres.Tx, s *subject, t *ent.Tenancy, changes []schema.Change, note string) error {
	return h.record(ctx, tx, s, event{
		Kind: codelist.HistoryKindTenancy, Class: classTenancy, Changes: changes, Note: note, Shielded: t.Shielded,
	})
}

// recordRent is recordTenancy for the tenancy's rent.
func (h *Housing) recordRent(ctx context.Context, tx *postgres.Tx, s *subject, t *ent.Tenancy, changes []schema.Change, note string) error {
	return h.record(ctx, tx, s, event{
		Kind: codelist.HistoryKindRent, Class: classRent, Changes: changes, Note: note, Shielded: t.Shielded,
	})
}

// tenancyChanges tells what changed in a tenancy; before is nil for a new one.
func tenancyChanges(before, after *ent.Tenancy) []schema.Change {
	if before == nil {
		before = &ent.Tenancy{}
	}
	return slices.Concat(
		was("tenancy.kind", before.Kind, after.Kind),
		was("tenancy.startsOn", before.StartsOn, after.StartsOn),
		was("tenancy.endsOn", before.EndsOn, after.EndsOn),
		was("tenancy.persons", before.Persons, after.Persons),
		was("tenancy.security", before.Security, after.Security),
		was("tenancy.noticeOn", before.NoticeOn, after.NoticeOn),
		was("tenancy.noticeBy", before.NoticeBy, after.NoticeBy),
		was("tenancy.vacatesOn", before.VacatesOn, after.VacatesOn),
		was("tenancy.endedOn", before.EndedOn, after.EndedOn),
		was("tenancy.endKind", before.EndKind, after.EndKind),
		was("tenancy.cancelled", before.CancelledAt != nil, after.CancelledAt != nil),
	)
}

// TenancyGiveNotice registers that notice was given (oppsigelse), and returns the dwelling's id.
//
// ILLEGAL_ACT when the tenancy has ended or is under notice already. BAD_REQUEST for notice before the tenancy starts or in the future,
// and for moving out before the notice or more than two years ahead.
func (h *Housing) TenancyGiveNotice(ctx context.Context, id entity.ID, version int, input model.TenancyNoticeInput) (dwelling entity.ID, err error) {
	err = h.db.Tx(ctx, func(tx *postgres.Tx) error {
		s, t, err := h.actOn(ctx, tx, id, version, codelist.DwellingActGiveNotice)
		if err != nil {
			return err
		}
		dwelling = s.ID
		given, vacates := input.GivenOn.Time, input.VacatesOn.Time
		var p problems
		switch {
		case given.Before(t.StartsOn):
			p.at("input.givenOn", "housing.noticeBeforeStart")
		case given.After(tx.Today):
			p.at("input.givenOn", "housing.inTheFuture")
		}
		switch {
		case vacates.Before(given):
			p.at("input.vacatesOn", "housing.vacatesBeforeNotice")
		case vacates.After(tx.Today.AddDate(noticeAhead, 0, 0)):
			p.at("input.vacatesOn", "housing.vacatesTooFarAhead", "years", noticeAhead)
		}
		if err := p.err(); err != nil {
			return err
		}
		after := *t
		after.NoticeOn, after.NoticeBy, after.VacatesOn = &given, &input.By, &vacates
		return h.saveTenancy(ctx, tx, s, t, &after, "")
	})
	return dwelling, err
}

// TenancyWithdrawNotice takes back a notice: the tenancy runs on. It returns the dwelling's id. ILLEGAL_ACT when there is no notice,
// or the tenancy has ended.
func (h *Housing) TenancyWithdrawNotice(ctx context.Context, id entity.ID, version int) (dwelling entity.ID, err error) {
	err = h.db.Tx(ctx, func(tx *postgres.Tx) error {
		s, t, err := h.actOn(ctx, tx, id, version, codelist.DwellingActWithdrawNotice)
		if err != nil {
			return err
		}
		dwelling = s.ID
		after := *t
		after.NoticeOn, after.NoticeBy, after.VacatesOn = nil, nil, nil
		return h.saveTenancy(ctx, tx, s, t, &after, "")
	})
	return dwelling, err
}

// saveTenancy writes a change that has no bearing on the timeline, and ends the act.
func (h *Housing) saveTenancy(ctx context.Context, tx *postgres.Tx, s *subject, before, t *ent.Tenancy, correction string) error {
	t, err := h.changeTenancy(ctx, tx, s, before, t, correction)
	if err != nil {
		return err
	}
	if err := h.addTerm(ctx, tx, t, correction); err != nil {
		return err
	}
	return h.saveTerms(ctx, tx, s, t)
}

// TenancyEnd ends a tenancy on a day that is not in the future, says what the dwelling is from the day after, and returns the
// dwelling's id. Until that day has passed the dwelling is LET. The expected vacancy set by hand is cleared.
//
// ILLEGAL_ACT when the tenancy has ended. BAD_REQUEST for a last day in the future or before the first, for a status that doesn't
// follow a tenancy, for a planned date of what is ready, and for BOUGHT_BY_TENANT, which comes with leaving the stock.
func (h *Housing) TenancyEnd(ctx context.Context, id entity.ID, version int, input model.TenancyEndInput) (dwelling entity.ID, err error) {
	err = h.db.Tx(ctx, func(tx *postgres.Tx) error {
		s, t, err := h.actOn(ctx, tx, id, version, codelist.DwellingActEndTenancy)
		if err != nil {
			return err
		}
		dwelling = s.ID
		last := input.EndedOn.Time
		next := last.AddDate(0, 0, 1)
		var p problems
		checkLast(&p, "input.endedOn", t, last, tx.Today)
		checkEndKind(&p, input.EndKind)
		if _, ok := byHand[input.StatusAfter]; !ok {
			p.at("input.statusAfter", "housing.statusByHand")
		}
		checkPlannedReady(&p, "input.plannedReadyOn", input.PlannedReadyOn, input.StatusAfter, next)
		if err := p.err(); err != nil {
			return err
		}
		after := *t
		after.EndedOn, after.EndKind = &last, &input.EndKind
		ended, err := h.changeTenancy(ctx, tx, s, t, &after, "")
		if err != nil {
			return err
		}
		follows := statusChange{Status: input.StatusAfter}
		if !t.Shielded {
			moved := codelist.StatusReasonMovedOut
			follows.Reason = &moved
		}
		if err := h.lay(ctx, tx, s, ended, &follows, ""); err != nil {
			return err
		}
		if err := h.addTerm(ctx, tx, ended, ""); err != nil {
			return err
		}
		s.set.ClearExpectedVacantByHand().ClearExpectedVacantBy().ClearExpectedVacantAt()
		m := s.set.Mutation()
		optional(date(input.PlannedReadyOn), m.SetPlannedReadyOn, m.ClearPlannedReadyOn)
		return h.save(ctx, tx, s)
	})
	return dwelling, err
}

// checkLast refuses a last day in the future or before the first.
func checkLast(p *problems, field string, t *ent.Tenancy, last, today time.Time) {
	switch {
	case last.After(today):
		p.at(field, "housing.inTheFuture")
	case last.Before(t.StartsOn):
		p.at(field, "housing.endBeforeStart")
	}
}

// checkEndKind refuses the end that comes with leaving the stock only.
func checkEndKind(p *problems, kind codelist.TenancyEnd) {
	if kind == codelist.TenancyEndBoughtByTenant {
		p.at("input.endKind", "housing.boughtByTenant")
	}
}

// endTenancy ends the tenancy in force that the viewer sees, with on as its last day, for an act that takes the dwelling out of the
// stock. What the dwelling is afterwards, and saving it, are that act's. BAD_REQUEST at input.on for a day before the tenancy's
// first.
func (h *Housing) endTenancy(ctx context.Context, tx *postgres.Tx, s *subject, on time.Time, kind codelist.TenancyEnd) error {
	if s.InForce == nil {
		return fault.Missing()
	}
	t, err := tx.Ent.Tenancy.Get(ctx, *s.InForce)
	if err != nil {
		return err
	}
	if on.Before(t.StartsOn) {
		return fault.Many{fault.At("input.on", "housing.endBeforeStart")}
	}
	after := *t
	after.EndedOn, after.EndKind = &on, &kind
	if t, err = h.changeTenancy(ctx, tx, s, t, &after, ""); err != nil {
		return err
	}
	return h.addTerm(ctx, tx, t, "")
}

// TenancyRenew renews a fixed term (fornyelse): the tenancy ends the day before and a new one, of the same tenant, begins. It
// returns the new tenancy's id and the dwelling's. The new first day may lie in the past, when nobody renewed in time, and up to six
// months ahead. Household, security and rent go on as they are where the input leaves them out. Who the tenant is stands with the
// first tenancy of the chain (previous).
//
// ILLEGAL_ACT when the tenancy has ended, is open-ended, or is under notice. BAD_REQUEST for a first day not after the old one's,
// and for a last day that the kind must or can't have.
func (h *Housing) TenancyRenew(ctx context.Context, id entity.ID, version int, input model.TenancyRenewInput) (renewed, dwelling entity.ID, err error) {
	err = h.db.Tx(ctx, func(tx *postgres.Tx) error {
		s, t, err := h.actOn(ctx, tx, id, version, codelist.DwellingActRenewTenancy)
		switch {
		case err != nil:
			return err
		case t.EndsOn == nil:
			return fault.New(fault.Illegal, "housing.renewOpenEnded")
		case t.NoticeOn != nil:
			return fault.New(fault.Illegal, "housing.renewUnderNotice")
		}
		dwelling = s.ID
		next := &ent.Tenancy{
			ID: entity.New(entity.Tenancy, tx.Now), Kind: input.Kind, StartsOn: input.StartsOn.Time, EndsOn: date(input.EndsOn),
			Persons: t.Persons, Security: t.Security, Shielded: t.Shielded, PreviousID: &t.ID,
		}
		if input.Persons != nil {
			next.Persons = input.Persons
		}
		var p problems
		checkTerm(&p, next)
		checkPersons(&p, next.Persons)
		switch {
		case !next.StartsOn.After(t.StartsOn):
			p.at("input.startsOn", "housing.renewBeforeStart")
		case next.StartsOn.After(tx.Today.AddDate(0, tenancyAhead, 0)):
			p.at("input.startsOn", "housing.tenancyTooFarAhead", "months", tenancyAhead)
		}
		if input.Rent != nil {
			checkRent(&p, "input.rent", input.Rent)
		}
		if err := p.err(); err != nil {
			return err
		}
		rent := input.Rent
		if rent == nil {
			if rent, err = h.rentOn(ctx, tx, t.ID, next.StartsOn); err != nil {
				return err
			}
		}

		after := *t
		last, kind := next.StartsOn.AddDate(0, 0, -1), codelist.TenancyEndFixedTermEnd
		after.EndedOn, after.EndKind = &last, &kind
		if t, err = h.changeTenancy(ctx, tx, s, t, &after, ""); err != nil {
			return err
		}
		if err := h.addTerm(ctx, tx, t, ""); err != nil {
			return err
		}
		if next, err = h.addTenancy(ctx, tx, s, next); err != nil {
			return err
		}
		renewed = next.ID
		if err := h.recordTenancy(ctx, tx, s, next, tenancyChanges(nil, next), ""); err != nil {
			return err
		}
		if rent != nil {
			changes, err := h.addRent(ctx, tx, s, rentChange{Tenancy: &next.ID, Shielded: next.Shielded, ValidFrom: next.StartsOn, Components: rent})
			if err != nil {
				return err
			}
			if err := h.recordRent(ctx, tx, s, next, changes, ""); err != nil {
				return err
			}
		}
		tx.Changed(next.ID)
		return h.save(ctx, tx, s)
	})
	return renewed, dwelling, err
}

// rentOn returns the parts of the tenancy's rent on the day; nil when none is known.
func (h *Housing) rentOn(ctx context.Context, tx *postgres.Tx, id entity.ID, on time.Time) (parts []*model.RentPartInput, err error) {
	r, err := tx.Ent.RentPeriod.Query().
		Where(rentperiod.TenancyID(id), rentperiod.SupersededAtIsNil(), rentperiod.ValidFromLTE(on)).
		Order(ent.Desc(rentperiod.FieldValidFrom)).First(ctx)
	if ent.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for component, ore := range r.Components {
		parts = append(parts, &model.RentPartInput{Component: component, Ore: ore})
	}
	return parts, nil
}

// TenancyCorrect corrects what was recorded wrongly about a tenancy, with the reason, and returns the dwelling's id; what was
// recorded stays, superseded. With reopen an ended tenancy is in force again. Status, and the end of the tenancy that this one
// renews, follow the dates.
//
// ILLEGAL_ACT when it is cancelled; when it ended with the dwelling leaving the stock, or the dwelling is out of the stock and would
// be let; when a tenancy that renews it is in the way. CONFLICT when reopening would give the dwelling two tenancies, seen or not.
// BAD_REQUEST without a reason or a change; for a last day of a tenancy that has not ended (end it); and for dates as when
// registering, but however far back.
func (h *Housing) TenancyCorrect(ctx context.Context, id entity.ID, version int, input model.TenancyCorrectInput) (dwelling entity.ID, err error) {
	err = h.db.Tx(ctx, func(tx *postgres.Tx) error {
		s, t, err := h.tenancyOf(ctx, tx, id, version)
		if err != nil {
			return err
		}
		dwelling = s.ID
		if err := h.legal(tx, s.State, codelist.DwellingActCorrectTenancy); err != nil {
			return err
		}
		return h.correctTenancy(ctx, tx, s, t, input)
	})
	return dwelling, err
}

func (h *Housing) correctTenancy(ctx context.Context, tx *postgres.Tx, s *subject, before *ent.Tenancy, input model.TenancyCorrectInput) error {
	t := corrected(before, input)
	ends := input.EndedOn != nil || input.EndKind != nil
	reopen := deref(input.Reopen)
	bought := before.EndKind != nil && *before.EndKind == codelist.TenancyEndBoughtByTenant
	renewal, err := tx.Ent.Tenancy.Query().Where(tenancy.PreviousID(t.ID), tenancy.CancelledAtIsNil()).Exist(ctx)
	switch {
	case err != nil:
		return err
	case bought && (ends || reopen) && !s.State.open():
		return fault.New(fault.Illegal, "housing.boughtByTenantStands")
	case renewal && (ends || reopen):
		return fault.New(fault.Illegal, "housing.tenancyRenewed")
	case reopen && !s.State.open():
		return h.illegal(tx, s.State, codelist.DwellingActCorrectTenancy)
	case reopen && s.State.Taken && before.EndedOn != nil:
		return alreadyLet()
	}
	var p problems
	p.reason("input.correction", input.Correction)
	if t.Kind != before.Kind || !t.StartsOn.Equal(before.StartsOn) || input.EndsOn.IsSet() {
		checkTerm(&p, t)
	}
	checkPersons(&p, t.Persons)
	switch {
	case before.EndedOn == nil && reopen:
		p.at("input.reopen", "housing.tenancyRunning")
	case before.EndedOn == nil && ends:
		p.at("input.endedOn", "housing.tenancyNotEnded")
	case reopen && ends:
		p.at("input.endedOn", "housing.reopenOrEnd")
	case input.EndedOn != nil:
		checkLast(&p, "input.endedOn", t, *t.EndedOn, tx.Today)
	case t.EndedOn != nil && t.EndedOn.Before(t.StartsOn):
		p.at("input.startsOn", "housing.endBeforeStart")
	}
	if input.EndKind != nil {
		checkEndKind(&p, *input.EndKind)
	}
	if t.NoticeOn != nil && t.NoticeOn.Before(t.StartsOn) {
		p.at("input.startsOn", "housing.noticeBeforeStart")
	}
	if len(tenancyChanges(before, t)) == 0 {
		p.at("input.correction", "housing.nothingChanged")
	}
	moved := !t.StartsOn.Equal(before.StartsOn)
	var previous *ent.Tenancy // gives way by as much
	if moved {
		checkStart(&p, s, t, tx.Today)
		if previous, err = h.renewedBy(ctx, tx, before); err != nil {
			return err
		}
		if previous != nil && !t.StartsOn.After(previous.StartsOn) {
			p.at("input.startsOn", "housing.renewBeforeStart")
		}
	}
	if (moved || ends || reopen) && len(p.Many) == 0 {
		from := t.StartsOn
		if previous != nil && from.Before(before.StartsOn) {
			from = before.StartsOn
		}
		if err := checkAlone(ctx, tx, &p, t, from); err != nil {
			return err
		}
		if err := checkInStock(ctx, tx, &p, s, t); err != nil {
			return err
		}
	}
	if err := p.err(); err != nil {
		return err
	}

	if previous != nil {
		last := t.StartsOn.AddDate(0, 0, -1)
		shifted := *previous
		shifted.EndedOn = &last
		now, err := h.changeTenancy(ctx, tx, s, previous, &shifted, input.Correction)
		if err != nil {
			return err
		}
		if err := h.addTerm(ctx, tx, now, input.Correction); err != nil {
			return err
		}
	}
	after, err := h.changeTenancy(ctx, tx, s, before, t, input.Correction)
	if err != nil {
		return err
	}
	if moved {
		if err := h.moveFirstRent(ctx, tx, s, before, after, input.Correction); err != nil {
			return err
		}
	}
	if moved || ends || reopen {
		if err := h.lay(ctx, tx, s, after, nil, input.Correction); err != nil {
			return err
		}
	}
	if err := h.addTerm(ctx, tx, after, input.Correction); err != nil {
		return err
	}
	return h.saveTerms(ctx, tx, s, after)
}

// checkInStock refuses a tenancy that lasted while the dwelling left the stock.
func checkInStock(ctx context.Context, tx *postgres.Tx, p *problems, s *subject, t *ent.Tenancy) error {
	line, err := timeline(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	for _, status := range line {
		if exit(status) && status.ValidFrom.After(t.StartsOn) && (t.EndedOn == nil || status.ValidFrom.Before(*t.EndedOn)) {
			p.at("input.startsOn", "housing.leftMeanwhile", "date", day.At(status.ValidFrom))
			return nil
		}
	}
	return nil
}

// corrected returns the tenancy as the correction says that it was.
func corrected(before *ent.Tenancy, input model.TenancyCorrectInput) *ent.Tenancy {
	t := *before
	if input.Kind != nil {
		t.Kind = *input.Kind
	}
	if input.StartsOn != nil {
		t.StartsOn = input.StartsOn.Time
	}
	if ends, set := input.EndsOn.ValueOK(); set {
		t.EndsOn = date(ends)
	} else if t.Kind == codelist.TenancyKindOpenEnded {
		t.EndsOn = nil
	}
	if persons, set := input.Persons.ValueOK(); set {
		t.Persons = persons
	}
	if input.Security != nil {
		t.Security = *input.Security
	}
	if input.EndedOn != nil {
		t.EndedOn = &input.EndedOn.Time
	}
	if input.EndKind != nil {
		t.EndKind = input.EndKind
	}
	if deref(input.Reopen) {
		t.EndedOn, t.EndKind = nil, nil
	}
	return &t
}

// renewedBy returns the tenancy that t renews and that ended for that, the day before t began; nil when there is none.
func (h *Housing) renewedBy(ctx context.Context, tx *postgres.Tx, t *ent.Tenancy) (*ent.Tenancy, error) {
	if t.PreviousID == nil {
		return nil, nil
	}
	previous, err := tx.Ent.Tenancy.Get(ctx, *t.PreviousID)
	if err != nil {
		return nil, err
	}
	if previous.CancelledAt != nil || previous.EndedOn == nil || !previous.EndedOn.AddDate(0, 0, 1).Equal(t.StartsOn) ||
		*previous.EndKind != codelist.TenancyEndFixedTermEnd {
		return nil, nil
	}
	return previous, nil
}

// moveFirstRent lets the rent from the tenancy's first day follow that day when it is corrected.
func (h *Housing) moveFirstRent(ctx context.Context, tx *postgres.Tx, s *subject, before, t *ent.Tenancy, correction string) error {
	rents, err := tx.Ent.RentPeriod.Query().
		Where(rentperiod.TenancyID(t.ID), rentperiod.SupersededAtIsNil(), rentperiod.ValidFrom(before.StartsOn)).All(ctx)
	if err != nil || len(rents) == 0 {
		return err
	}
	parts, err := h.rentOn(ctx, tx, t.ID, before.StartsOn)
	if err != nil {
		return err
	}
	for _, r := range rents {
		if err := tx.Ent.RentPeriod.UpdateOne(r).SetSupersededAt(tx.Now).Exec(ctx); err != nil {
			return err
		}
	}
	changes, err := h.addRent(ctx, tx, s, rentChange{
		Tenancy: &t.ID, Shielded: t.Shielded, ValidFrom: t.StartsOn, Components: parts, Correction: correction,
	})
	if err != nil {
		return err
	}
	return h.recordRent(ctx, tx, s, t, changes, correction)
}

// TenancyCancel takes back a tenancy that was registered by mistake, with the reason, and returns the dwelling's id. It is as if it
// had never been: the dwelling has the status it had without it, and a tenancy that it renewed is in force again. A reservation that
// it confirmed stays confirmed.
//
// ILLEGAL_ACT when it is cancelled already, when another renews it, when it is a renewal that has ended (take it up again first), or
// when it ended with the dwelling leaving the stock. BAD_REQUEST without a reason.
func (h *Housing) TenancyCancel(ctx context.Context, id entity.ID, version int, correction string) (dwelling entity.ID, err error) {
	err = h.db.Tx(ctx, func(tx *postgres.Tx) error {
		s, t, err := h.tenancyOf(ctx, tx, id, version)
		if err != nil {
			return err
		}
		dwelling = s.ID
		if err := h.legal(tx, s.State, codelist.DwellingActCorrectTenancy); err != nil {
			return err
		}
		renewal, err := tx.Ent.Tenancy.Query().Where(tenancy.PreviousID(t.ID), tenancy.CancelledAtIsNil()).Exist(ctx)
		switch {
		case err != nil:
			return err
		case renewal:
			return fault.New(fault.Illegal, "housing.tenancyRenewed")
		case t.EndKind != nil && *t.EndKind == codelist.TenancyEndBoughtByTenant && !s.State.open():
			return fault.New(fault.Illegal, "housing.boughtByTenantStands")
		}
		var p problems
		p.reason("correction", correction)
		if err := p.err(); err != nil {
			return err
		}
		previous, err := h.renewedBy(ctx, tx, t)
		if err != nil {
			return err
		}
		if previous != nil && t.EndedOn != nil {
			return fault.New(fault.Illegal, "housing.cancelEndedRenewal")
		}
		if err := h.annul(ctx, tx, s, t, correction); err != nil {
			return err
		}
		if previous != nil {
			again := *previous
			again.EndedOn, again.EndKind = nil, nil
			now, err := h.changeTenancy(ctx, tx, s, previous, &again, correction)
			if err != nil {
				return err
			}
			if err := h.addTerm(ctx, tx, now, correction); err != nil {
				return err
			}
		}
		return h.save(ctx, tx, s)
	})
	return dwelling, err
}

// annul makes a tenancy as if it had never been, with its statuses and rents; save is the caller's.
func (h *Housing) annul(ctx context.Context, tx *postgres.Tx, s *subject, t *ent.Tenancy, correction string) error {
	after := *t
	after.CancelledAt = &tx.Now
	cancelled, err := h.changeTenancy(ctx, tx, s, t, &after, correction)
	if err != nil {
		return err
	}
	if err := h.lay(ctx, tx, s, cancelled, nil, correction); err != nil {
		return err
	}
	if err := h.addTerm(ctx, tx, cancelled, correction); err != nil {
		return err
	}
	return tx.Ent.RentPeriod.Update().Where(rentperiod.TenancyID(t.ID), rentperiod.SupersededAtIsNil()).
		SetSupersededAt(tx.Now).SetCorrection(correction).Exec(ctx)
}

// TenancySetRent sets the rent of a tenancy from a date, in øre a month by component, and returns the dwelling's id. A rent from the
// same date is corrected, with the reason; the old row stays. The tenancy's version stays too: its terms are as they were, and those
// who set rents need not be those who keep tenancies.
//
// BAD_REQUEST for a date outside the tenancy or more than two years ahead, for an unreasonable sum, a component given twice, and a
// correction without a reason. ILLEGAL_ACT when the tenancy is cancelled.
func (h *Housing) TenancySetRent(ctx context.Context, id entity.ID, version int, input model.RentInput) (dwelling entity.ID, err error) {
	err = h.db.Tx(ctx, func(tx *postgres.Tx) error {
		s, t, err := h.tenancyOf(ctx, tx, id, version)
		if err != nil {
			return err
		}
		dwelling = s.ID
		if s.State.Removed {
			return h.illegal(tx, s.State, "")
		}
		var p problems
		checkRent(&p, "input.components", input.Components)
		checkRentFrom(&p, "input.validFrom", input.ValidFrom.Time, tx.Today)
		if from := input.ValidFrom.Time; from.Before(t.StartsOn) || t.EndedOn != nil && from.After(*t.EndedOn) {
			p.at("input.validFrom", "housing.rentOutsideTenancy")
		}
		p.optional("input.correction", input.Correction, maxReason)
		if err := p.err(); err != nil {
			return err
		}
		changes, err := h.addRent(ctx, tx, s, rentChange{
			Tenancy: &t.ID, Shielded: t.Shielded, ValidFrom: input.ValidFrom.Time, Components: input.Components, Correction: deref(input.Correction),
		})
		if err != nil {
			return err
		}
		if err := h.recordRent(ctx, tx, s, t, changes, deref(input.Correction)); err != nil {
			return err
		}
		tx.Changed(t.ID)
		return h.saveTerms(ctx, tx, s, t)
	})
	return dwelling, err
}

// date returns the date of a day that may be missing.
func date(d *day.Day) *time.Time {
	if d == nil {
		return nil
	}
	return &d.Time
}
