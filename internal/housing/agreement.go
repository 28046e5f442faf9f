package housing

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"kobo/ent"
	"kobo/ent/agreement"
	"kobo/ent/agreementterm"
	"kobo/ent/building"
	"kobo/ent/dwelling"
	"kobo/graph/model"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/postgres"
)

// maxQuota is the most dwellings that one agreement gives.
const maxQuota = 10_000

// CreateAgreement registers an agreement with a landlord: tilvisnings- or tildelingsavtale, innleie, disposisjonsrett.
func (h *Housing) CreateAgreement(ctx context.Context, input model.AgreementInput) (id entity.ID, err error) {
	err = h.db.Tx(ctx, func(tx *postgres.Tx) error {
		var p problems
		checkAgreement(&p, &input)
		unit, err := unitFor(ctx, tx, &p, "input.unitId", input.UnitID)
		if err != nil {
			return err
		}
		if err := p.err(); err != nil {
			return err
		}
		id = entity.New(entity.Agreement, tx.Now)
		a, err := tx.Ent.Agreement.Create().SetID(id).SetMunicipalityID(tx.Viewer.Municipality).SetUnitID(unit).
			SetRecordedAt(tx.Now).SetRecordedBy(tx.Viewer.ID).SetKind(input.Kind).SetReference(deref(input.Reference)).
			SetLandlordName(input.LandlordName).SetLandlordOrganisationNumber(deref(input.LandlordOrganisationNumber)).
			SetLandlordPhone(deref(input.LandlordPhone)).SetValidFrom(input.ValidFrom.Time).SetNillableValidTo(date(input.ValidTo)).
			SetNillableQuota(input.Quota).Save(ctx)
		if err != nil {
			return err
		}
		tx.Changed(id)
		return agreementTerm(ctx, tx, a, "")
	})
	return id, err
}

// UpdateAgreement changes an agreement. When its terms (from, to, quota) change, they are added as recorded now and the earlier ones
// stay: as what held before, or with a correction, superseded as wrong.
//
// CONFLICT when the version is stale, NOT_FOUND when the viewer sees no such agreement or doesn't reach its new unit.
func (h *Housing) UpdateAgreement(ctx context.Context, id entity.ID, version int, input model.AgreementInput, correction *string) (entity.ID, error) {
	err := h.db.Tx(ctx, func(tx *postgres.Tx) error {
		before, err := tx.Ent.Agreement.Query().Where(agreement.ID(id)).ForUpdate().Only(ctx)
		switch {
		case ent.IsNotFound(err):
			return fault.Missing()
		case err != nil:
			return err
		case before.Version != version:
			return stale(before.Version)
		}
		var p problems
		checkAgreement(&p, &input)
		p.optional("correction", correction, maxReason)
		unit := before.UnitID
		if input.UnitID != nil {
			if unit, err = unitFor(ctx, tx, &p, "input.unitId", input.UnitID); err != nil {
				return err
			}
		}
		if err := p.err(); err != nil {
			return err
		}
		update := before.Update().SetVersion(version + 1).SetUnitID(unit).SetKind(input.Kind).SetReference(deref(input.Reference)).
			SetLandlordName(input.LandlordName).SetLandlordOrganisationNumber(deref(input.LandlordOrganisationNumber)).
			SetLandlordPhone(deref(input.LandlordPhone)).SetValidFrom(input.ValidFrom.Time)
		optional(date(input.ValidTo), update.Mutation().SetValidTo, update.Mutation().ClearValidTo)
		optional(input.Quota, update.Mutation().SetQuota, update.Mutation().ClearQuota)
		after, err := update.Save(ctx)
		if err != nil {
			return err
		}
		tx.Changed(id)
		if unit != before.UnitID {
			if _, err := tx.Exec(ctx, "update agreement_term set unit_id = $1 where agreement_id = $2", unit, id); err != nil {
				return err
			}
		}
		if after.Reference != before.Reference {
			if err := reindex(ctx, tx, id); err != nil {
				return err
			}
		}
		if plain(after.ValidFrom) == plain(before.ValidFrom) && plain(after.ValidTo) == plain(before.ValidTo) && plain(after.Quota) == plain(before.Quota) {
			return nil
		}
		why := strings.TrimSpace(deref(correction))
		if why != "" {
			newest, err := tx.Ent.AgreementTerm.Query().Where(agreementterm.AgreementID(id), agreementterm.SupersededAtIsNil()).
				Order(ent.Desc(agreementterm.FieldRecordedAt, agreementterm.FieldID)).First(ctx)
			if err != nil {
				return err
			}
			if err := newest.Update().SetSupersededAt(tx.Now).Exec(ctx); err != nil {
				return err
			}
		}
		return agreementTerm(ctx, tx, after, why)
	})
	return id, err
}

// agreementTerm keeps the agreement's terms as recorded now.
func agreementTerm(ctx context.Context, tx *postgres.Tx, a *ent.Agreement, correction string) error {
	create := tx.Ent.AgreementTerm.Create().SetID(entity.New(entity.AgreementTerm, tx.Now)).SetMunicipalityID(a.MunicipalityID).
		SetUnitID(a.UnitID).SetAgreementID(a.ID).SetRecordedAt(tx.Now).SetRecordedBy(tx.Viewer.ID).SetValidFrom(a.ValidFrom).
		SetNillableValidTo(a.ValidTo).SetNillableQuota(a.Quota)
	if correction != "" {
		create.SetCorrection(correction)
	}
	return create.Exec(ctx)
}

// reindex renews what an agreement's dwellings are found by.
func reindex(ctx context.Context, tx *postgres.Tx, id entity.ID) error {
	all, err := tx.Ent.Dwelling.Query().Where(dwelling.AgreementID(id)).All(ctx)
	if err != nil {
		return err
	}
	for _, d := range all {
		search, err := searchText(ctx, tx, d)
		if err != nil {
			return err
		}
		if err := d.Update().SetSearch(search).Exec(ctx); err != nil {
			return err
		}
		tx.Changed(d.ID)
	}
	return nil
}

// checkAgreement puts the input in the form it is kept in and collects what is wrong.
func checkAgreement(p *problems, in *model.AgreementInput) {
	tidy := func(text *string) *string {
		if text == nil {
			return nil
		}
		cleaned := clean(text)
		return &cleaned
	}
	in.Reference, in.LandlordName, in.LandlordPhone = tidy(in.Reference), clean(&in.LandlordName), tidy(in.LandlordPhone)
	number := strings.ReplaceAll(clean(in.LandlordOrganisationNumber), " ", "")
	in.LandlordOrganisationNumber = &number
	p.required("input.landlordName", in.LandlordName, maxLine)
	p.optional("input.reference", in.Reference, maxLine)
	checkOrganisation(p, "input.landlordOrganisationNumber", number)
	checkPhone(p, "input.landlordPhone", deref(in.LandlordPhone))
	if in.ValidTo != nil && in.ValidTo.Before(in.ValidFrom) {
		p.at("input.validTo", "housing.endsBeforeStart")
	}
	within(p, "input.quota", in.Quota, 0, maxQuota)
}

// UpdateBuilding changes facts of a building; what the input leaves out is left as it is. CONFLICT when the version is stale or another
// building has the number.
func (h *Housing) UpdateBuilding(ctx context.Context, id entity.ID, version int, input model.BuildingInput) (entity.ID, error) {
	err := h.db.Tx(ctx, func(tx *postgres.Tx) error {
		before, err := tx.Ent.Building.Query().Where(building.ID(id)).ForUpdate().Only(ctx)
		switch {
		case ent.IsNotFound(err):
			return fault.Missing()
		case err != nil:
			return err
		case before.Version != version:
			return stale(before.Version)
		}
		var p problems
		number, name := checkBuilding(&p, "input", input, tx.Today)
		if err := p.err(); err != nil {
			return err
		}
		update := before.Update().SetVersion(version + 1).SetNillableType(input.Type).SetNillableBuiltYear(input.BuiltYear).SetNillableLift(input.Lift)
		if input.Name != nil {
			update.SetName(name)
		}
		switch {
		case input.Number == nil:
		case number == "":
			update.ClearNumber()
		default:
			other, err := tx.Ent.Building.Query().Where(building.Number(number), building.IDNEQ(id)).Exist(ctx)
			if err != nil {
				return err
			}
			if other {
				return conflictAt("input.number", "housing.duplicateBuilding")
			}
			update.SetNumber(number)
		}
		if err := update.Exec(ctx); err != nil {
			return err
		}
		tx.Changed(id)
		return tx.Query(ctx, "select id from dwelling where building_id = $1 and removed_at is null", []any{id}, func(rows pgx.Rows) error {
			for rows.Next() {
				var d entity.ID
				if err := rows.Scan(&d); err != nil {
					return err
				}
				tx.Changed(d)
			}
			return rows.Err()
		})
	})
	return id, err
}
