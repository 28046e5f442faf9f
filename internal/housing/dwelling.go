package housing

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/uuid"

	"kobo/ent"
	"kobo/ent/building"
	"kobo/ent/dwelling"
	"kobo/ent/predicate"
	"kobo/ent/property"
	"kobo/ent/schema"
	"kobo/ent/unit"
	"kobo/graph/model"
	"kobo/internal/checkdigit"
	"kobo/internal/codelist"
	"kobo/internal/day"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/postgres"
	"kobo/internal/store"
)

// maxCreate is how many dwellings one act enters.
const maxCreate = 50

// Create enters dwellings into the register, all or none, each with its first status, its entry into the stock and, when given, its
// asking rent. The status is READY, UNDER_MAINTENANCE or UNAVAILABLE. Entered is the day of the status when left out.
//
// BAD_REQUEST tells everything that is wrong in all of them; fields are "inputs.2.address.street". CONFLICT when the same bruksenhet,
// or the vendor's id, is in the register. NOT_FOUND for a unit or agreement that the viewer doesn't reach.
func (h *Housing) Create(ctx context.Context, inputs []*model.DwellingCreateInput, key *uuid.UUID) (ids []entity.ID, err error) {
	err = h.db.Tx(ctx, func(tx *postgres.Tx) error {
		ids = nil
		if done, err := tx.Once(ctx, key, "dwellingsCreate", &ids); done || err != nil {
			return err
		}
		if len(inputs) == 0 || len(inputs) > maxCreate {
			return fault.At("inputs", "housing.countRange", "max", maxCreate)
		}
		var all problems
		for i, input := range inputs {
			id, err := h.create(ctx, tx, fmt.Sprintf("inputs.%d", i), *input)
			if told := fault.All(err); told != nil {
				all.Many = append(all.Many, told...)
				continue
			}
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
		if err := all.err(); err != nil {
			return err
		}
		return tx.Remember(ctx, key, "dwellingsCreate", ids)
	})
	return ids, err
}

// CreateIn enters one dwelling inside a transaction; the paths of its faults begin with "input".
func (h *Housing) CreateIn(ctx context.Context, tx *postgres.Tx, input model.DwellingCreateInput) (entity.ID, error) {
	return h.create(ctx, tx, "input", input)
}

func (h *Housing) create(ctx context.Context, tx *postgres.Tx, field string, input model.DwellingCreateInput) (entity.ID, error) {
	var p problems
	d, update := entering(&p, field, input, tx.Today)
	d.MunicipalityID = tx.Viewer.Municipality
	if !input.StatusFrom.Time.After(tx.Today) {
		d.VacantSince = &input.StatusFrom.Time
	}
	if err := h.refer(ctx, tx, &p, field, d, update, input.UnitID == nil); err != nil {
		return entity.Nil, err
	}
	if err := p.err(); err != nil {
		return entity.Nil, err
	}
	if err := duplicate(ctx, tx, field, d); err != nil {
		return entity.Nil, err
	}
	create := tx.Ent.Dwelling.Create().SetID(entity.New(entity.Dwelling, tx.Now)).SetMunicipalityID(d.MunicipalityID).
		SetRecordedAt(tx.Now).SetRecordedBy(tx.Viewer.ID).SetChangedAt(tx.Now).SetStatus(d.Status).SetEnteredOn(d.EnteredOn).
		SetEntry(d.Entry).SetNillableVacantSince(d.VacantSince)
	if err := write(ctx, tx, create.Mutation(), d); err != nil {
		return entity.Nil, err
	}
	made, err := create.Save(ctx)
	if err != nil {
		return entity.Nil, ofAnother(field, err)
	}
	s := &subject{Dwelling: made}
	registration := codelist.StatusReasonRegistration
	if _, err := h.addStatus(ctx, tx, s, statusChange{Status: input.Status, From: input.StatusFrom.Time, Reason: &registration}); err != nil {
		return entity.Nil, err
	}
	if err := h.stockChange(ctx, tx, s, made.EnteredOn, &made.Entry, nil, ""); err != nil {
		return entity.Nil, err
	}
	changes, money := differences(&ent.Dwelling{}, made)
	changes = append(changes, was("status", nil, made.Status)...)
	changes = append(changes, was("validFrom", nil, input.StatusFrom)...)
	changes = append(changes, was("enteredOn", nil, made.EnteredOn)...)
	changes = append(changes, was("entry", nil, made.Entry)...)
	if err := h.record(ctx, tx, s, event{Kind: codelist.HistoryKindCreated, Class: classDwelling, Changes: changes}); err != nil {
		return entity.Nil, err
	}
	if input.Rent != nil {
		if err := h.setRent(ctx, tx, s, *input.Rent); err != nil {
			return entity.Nil, err
		}
	}
	if money != nil {
		if err := h.record(ctx, tx, s, event{Kind: codelist.HistoryKindRent, Class: classRent, Changes: money}); err != nil {
			return entity.Nil, err
		}
	}
	tx.Changed(made.ID)
	return made.ID, h.outlook(ctx, tx, made)
}

// entering checks all that an input alone says of a dwelling that is entered, and returns the dwelling as far as that goes, with the input
// as an update.
func entering(p *problems, field string, input model.DwellingCreateInput, today time.Time) (*ent.Dwelling, model.DwellingUpdateInput) {
	entered := input.StatusFrom
	if input.EnteredOn != nil {
		entered = *input.EnteredOn
	}
	if entered.Time.After(today.AddDate(1, 0, 0)) {
		p.at(field+".enteredOn", "housing.tooFarAhead")
	}
	checkStatus(p, field+".status", input.Status, field+".statusFrom", input.StatusFrom.Time, entered.Time, today)
	checkPlannedReady(p, field+".plannedReadyOn", input.PlannedReadyOn, input.Status, input.StatusFrom.Time)
	if r := input.Rent; r != nil {
		checkRent(p, field+".rent.components", r.Components)
		checkRentFrom(p, field+".rent.validFrom", r.ValidFrom.Time, today)
		if r.ValidFrom.Before(entered) {
			p.at(field+".rent.validFrom", "housing.beforeEntered", "date", entered)
		}
		p.optional(field+".rent.correction", r.Correction, maxReason)
	}
	d := &ent.Dwelling{
		UnitType: codelist.UnitTypeUnknown, Wheelchair: codelist.WheelchairAccessUnknown, Features: []string{},
		Status: input.Status, EnteredOn: entered.Time, Entry: or(input.Entry, codelist.StockEntryUnknown),
	}
	update := asUpdate(input)
	patch(p, field, d, update)
	return d, update
}

// Update changes facts of a dwelling. A field left out is left as it is; null makes it unknown. A group (owner, meters, schools,
// address) is replaced as a whole.
//
// CONFLICT when the version is stale, or the new address or vendor's id is another dwelling's. NOT_FOUND for a unit or agreement
// that the viewer doesn't reach. An update that changes nothing makes no new version.
func (h *Housing) Update(ctx context.Context, id entity.ID, version int, input model.DwellingUpdateInput) (entity.ID, error) {
	err := h.db.Tx(ctx, func(tx *postgres.Tx) error { return h.UpdateIn(ctx, tx, id, version, input) })
	return id, err
}

// UpdateIn is Update inside a transaction.
func (h *Housing) UpdateIn(ctx context.Context, tx *postgres.Tx, id entity.ID, version int, input model.DwellingUpdateInput) error {
	s, err := h.begin(ctx, tx, id, version)
	if err != nil {
		return err
	}
	if err := h.legal(tx, s.State, codelist.DwellingActUpdate); err != nil {
		return err
	}
	_, err = h.update(ctx, tx, s, input)
	return err
}

// update changes the facts of a dwelling that is begun, and saves it; it reports whether anything changed.
func (h *Housing) update(ctx context.Context, tx *postgres.Tx, s *subject, input model.DwellingUpdateInput) (bool, error) {
	var p problems
	after := *s.Dwelling
	patch(&p, "input", &after, input)
	if err := h.refer(ctx, tx, &p, "input", &after, input, false); err != nil {
		return false, err
	}
	if err := p.err(); err != nil {
		return false, err
	}
	changes, money := differences(s.Dwelling, &after)
	if changes == nil && money == nil {
		return false, nil
	}
	if err := duplicate(ctx, tx, "input", &after); err != nil {
		return false, err
	}
	if err := write(ctx, tx, s.set.Mutation(), &after); err != nil {
		return false, err
	}
	if after.UnitID != s.UnitID {
		if err := follow(ctx, tx, s.ID, after.UnitID); err != nil {
			return false, err
		}
	}
	before := s.Dwelling
	if err := h.save(ctx, tx, s); err != nil {
		return false, ofAnother("input", err)
	}
	for _, e := range []event{
		{Kind: codelist.HistoryKindUpdated, Class: classDwelling, Changes: changes},
		{Kind: codelist.HistoryKindUpdated, Class: classRent, Changes: money},
	} {
		if e.Changes == nil {
			continue
		}
		if changes != nil && e.Class == classRent {
			e.Kind = codelist.HistoryKindRent // one UPDATED a version: subject counts them
		}
		if err := h.record(ctx, tx, s, e); err != nil {
			return false, err
		}
	}
	if before.BuildingID != nil {
		tx.Changed(*before.BuildingID)
	}
	return true, nil
}

// asUpdate says with an update what a creation says, so that both have the same rules.
func asUpdate(c model.DwellingCreateInput) model.DwellingUpdateInput {
	u := model.DwellingUpdateInput{
		Address:     graphql.OmittableOf(&c.Address),
		Type:        graphql.OmittableOf(&c.Type),
		Disposition: graphql.OmittableOf(&c.Disposition),
	}
	said(&u.UnitID, c.UnitID)
	said(&u.Property, c.Property)
	said(&u.Building, c.Building)
	said(&u.AgreementID, c.AgreementID)
	said(&u.UnitType, c.UnitType)
	said(&u.Subtype, c.Subtype)
	said(&u.Shared, c.Shared)
	said(&u.StaffBase, c.StaffBase)
	said(&u.StaffedRoundTheClock, c.StaffedRoundTheClock)
	said(&u.Ownership, c.Ownership)
	said(&u.Owner, c.Owner)
	said(&u.Bedrooms, c.Bedrooms)
	said(&u.UsableArea, c.UsableArea)
	said(&u.Floor, c.Floor)
	said(&u.Wheelchair, c.Wheelchair)
	said(&u.Meters, c.Meters)
	said(&u.Schools, c.Schools)
	said(&u.OtherInformation, c.OtherInformation)
	said(&u.VatCompensation, c.VatCompensation)
	said(&u.RentToOwn, c.RentToOwn)
	said(&u.VendorDwellingID, c.VendorDwellingID)
	said(&u.PlannedReadyOn, c.PlannedReadyOn)
	said(&u.DepositOre, c.DepositOre)
	if c.Features != nil {
		u.Features = graphql.OmittableOf(c.Features)
	}
	return u
}

// said sets a field of an update that was said.
func said[T any](field *graphql.Omittable[*T], value *T) {
	if value != nil {
		*field = graphql.OmittableOf(value)
	}
}

// given calls set with the value of a field that was said; nil when it was said to be unknown.
func given[T any](field graphql.Omittable[T], set func(T)) {
	if value, ok := field.ValueOK(); ok {
		set(value)
	}
}

var (
	unitNumber   = regexp.MustCompile(`^[LHUK][0-9]{4}$`)
	postalCode   = regexp.MustCompile(`^[0-9]{4}$`)
	houseLetter  = regexp.MustCompile(`^[A-ZÆØÅ]{1,2}$`)
	phoneNumber  = regexp.MustCompile(`^\+?[0-9 ]{3,20}$`)
	municipality = regexp.MustCompile(`^[0-9]{4}$`)
)

// patch sets the facts that the update says, in the form they are kept in, and collects what is wrong with them.
func patch(p *problems, field string, d *ent.Dwelling, in model.DwellingUpdateInput) {
	at := func(name string) string { return field + "." + name }
	given(in.Address, func(a *model.AddressInput) { patchAddress(p, at("address"), d, a) })
	given(in.UnitType, func(v *codelist.UnitType) { d.UnitType = or(v, codelist.UnitTypeUnknown) })
	given(in.Type, func(v *codelist.DwellingType) { known(p, at("type"), v, &d.Type) })
	given(in.Subtype, func(v *codelist.DwellingSubtype) { d.Subtype = v })
	given(in.Shared, func(v *bool) { known(p, at("shared"), v, &d.Shared) })
	given(in.StaffBase, func(v *bool) { d.StaffBase = v })
	given(in.StaffedRoundTheClock, func(v *bool) { d.StaffedRoundTheClock = v })
	given(in.Disposition, func(v *codelist.DispositionForm) { known(p, at("disposition"), v, &d.Disposition) })
	given(in.Ownership, func(v *codelist.OwnershipForm) { d.Ownership = v })
	given(in.Owner, func(o *model.OwnerInput) {
		v := deref(o)
		d.OwnerName, d.OwnerOrganisationNumber, d.OwnerPhone = clean(v.Name), strings.ReplaceAll(clean(v.OrganisationNumber), " ", ""), clean(v.Phone)
		p.text(at("owner.name"), d.OwnerName, maxLine)
		checkOrganisation(p, at("owner.organisationNumber"), d.OwnerOrganisationNumber)
		checkPhone(p, at("owner.phone"), d.OwnerPhone)
	})
	given(in.Bedrooms, func(v *int) { d.Bedrooms = v; within(p, at("bedrooms"), v, 0, 50) })
	given(in.UsableArea, func(v *float64) {
		d.UsableArea = v
		if v != nil && !(*v > 0 && *v <= 10_000) {
			p.at(at("usableArea"), "housing.areaRange")
		}
	})
	given(in.Floor, func(v *int) { d.Floor = v; within(p, at("floor"), v, -5, 60) })
	given(in.Wheelchair, func(v *codelist.WheelchairAccess) { d.Wheelchair = or(v, codelist.WheelchairAccessUnknown) })
	given(in.Features, func(v []codelist.Feature) {
		d.Features = []string{}
		for _, code := range codelist.Feature("").Values() { // in their order, each once
			if slices.Contains(v, codelist.Feature(code)) {
				d.Features = append(d.Features, code)
			}
		}
	})
	given(in.Meters, func(m *model.MetersInput) {
		v := deref(m)
		d.PowerMeter, d.WaterMeter = clean(v.Power), clean(v.Water)
		p.text(at("meters.power"), d.PowerMeter, 50)
		p.text(at("meters.water"), d.WaterMeter, 50)
	})
	given(in.Schools, func(m *model.SchoolsInput) {
		v := deref(m)
		d.PrimarySchool, d.SecondarySchool = clean(v.Primary), clean(v.Secondary)
		p.text(at("schools.primary"), d.PrimarySchool, maxLine)
		p.text(at("schools.secondary"), d.SecondarySchool, maxLine)
	})
	given(in.OtherInformation, func(v *string) {
		d.OtherInformation = strings.TrimSpace(deref(v))
		p.text(at("otherInformation"), d.OtherInformation, maxNote)
	})
	given(in.VatCompensation, func(v *bool) { d.VatCompensation = v })
	given(in.RentToOwn, func(v *bool) { known(p, at("rentToOwn"), v, &d.RentToOwn) })
	given(in.VendorDwellingID, func(v *string) {
		d.VendorDwellingID = nil
		if id := clean(v); id != "" {
			d.VendorDwellingID = &id
			p.text(at("vendorDwellingId"), id, 100)
		}
	})
	given(in.PlannedReadyOn, func(v *day.Day) {
		d.PlannedReadyOn = nil
		if v != nil {
			d.PlannedReadyOn = &v.Time
		}
	})
	given(in.DepositOre, func(v *int) {
		d.DepositOre = v
		if v != nil && (*v < 0 || *v > maxRent) {
			p.at(at("depositOre"), "housing.rentRange")
		}
	})
}

func patchAddress(p *problems, field string, d *ent.Dwelling, a *model.AddressInput) {
	if a == nil {
		p.at(field, "housing.required")
		return
	}
	d.Street, d.HouseNumber, d.HouseLetter = clean(&a.Street), a.HouseNumber, strings.ToUpper(clean(a.HouseLetter))
	d.PostalCode, d.PostalPlace = clean(a.PostalCode), clean(a.PostalPlace)
	d.UnitNumber = strings.ToUpper(strings.ReplaceAll(clean(a.UnitNumber), " ", ""))
	d.ExtraReference = clean(a.ExtraReference)
	p.required(field+".street", d.Street, maxLine)
	p.text(field+".postalPlace", d.PostalPlace, maxLine)
	p.text(field+".extraReference", d.ExtraReference, maxLine)
	within(p, field+".houseNumber", d.HouseNumber, 1, 9999)
	matches(p, field+".houseLetter", d.HouseLetter, houseLetter, "housing.houseLetter")
	matches(p, field+".postalCode", d.PostalCode, postalCode, "housing.postalCode")
	matches(p, field+".unitNumber", d.UnitNumber, unitNumber, "housing.unitNumber")
}

// clean returns the text without spaces at the ends and with single ones between.
func clean(text *string) string { return strings.Join(strings.Fields(deref(text)), " ") }

// or returns what p points to, or the code for unknown.
func or[T any](p *T, unknown T) T {
	if p == nil {
		return unknown
	}
	return *p
}

// known sets what can't be unknown.
func known[T any](p *problems, field string, value, to *T) {
	if value == nil {
		p.at(field, "housing.required")
		return
	}
	*to = *value
}

func within(p *problems, field string, value *int, low, high int) {
	if value != nil && (*value < low || *value > high) {
		p.at(field, "housing.range", "min", low, "max", high)
	}
}

func matches(p *problems, field, text string, pattern *regexp.Regexp, key string) {
	if text != "" && !pattern.MatchString(text) {
		p.at(field, key)
	}
}

func checkPhone(p *problems, field, phone string) {
	matches(p, field, phone, phoneNumber, "housing.phone")
}

// checkOrganisation refuses what is not a Norwegian organisation number: nine digits, the last a control digit (modulus 11).
func checkOrganisation(p *problems, field, number string) {
	if number != "" && !checkdigit.Organisation(number) {
		p.at(field, "housing.organisationNumber")
	}
}

// refer finds what the update refers to, or makes it: unit, agreement, property and building.
func (h *Housing) refer(ctx context.Context, tx *postgres.Tx, p *problems, field string, d *ent.Dwelling, in model.DwellingUpdateInput, fresh bool) error {
	if wanted, ok := in.UnitID.ValueOK(); ok || fresh {
		id, err := unitFor(ctx, tx, p, field+".unitId", wanted)
		if err != nil {
			return err
		}
		d.UnitID = id
	}
	if id, ok := in.AgreementID.ValueOK(); ok {
		d.AgreementID = id
		if id != nil {
			if _, err := tx.Ent.Agreement.Get(ctx, *id); ent.IsNotFound(err) {
				return missingAt(field + ".agreementId")
			} else if err != nil {
				return err
			}
		}
	}
	if in, ok := in.Property.ValueOK(); ok {
		d.PropertyID = nil
		if in != nil {
			found, err := propertyFor(ctx, tx, p, field+".property", *in)
			if err != nil {
				return err
			}
			d.PropertyID = found
		}
	}
	if in, ok := in.Building.ValueOK(); ok {
		was := d.BuildingID
		d.BuildingID = nil
		if in != nil {
			found, err := h.buildingFor(ctx, tx, p, field+".building", was, *in)
			if err != nil {
				return err
			}
			d.BuildingID = found
		}
	}
	return nil
}

// missingAt is NOT_FOUND for what an input refers to.
func missingAt(field string) error {
	e := fault.Missing()
	e.Field = field
	return e
}

// unitFor returns the unit that was asked for, when the viewer reaches it. When none was, the viewer's only one, or the one that
// stands for the whole municipality.
func unitFor(ctx context.Context, tx *postgres.Tx, p *problems, field string, wanted *entity.ID) (entity.ID, error) {
	scope := tx.Viewer.Units
	switch {
	case wanted != nil:
		if len(scope) > 0 && !slices.Contains(scope, *wanted) {
			return entity.Nil, missingAt(field)
		}
		if ok, err := tx.Ent.Unit.Query().Where(unit.ID(*wanted)).Exist(ctx); err != nil || !ok {
			return entity.Nil, cmp.Or(err, missingAt(field))
		}
		return *wanted, nil
	case len(scope) == 1:
		return scope[0], nil
	case len(scope) == 0:
		own, err := tx.Ent.Unit.Query().Where(unit.OrganisationNumberIsNil()).Order(ent.Asc(unit.FieldID)).First(ctx)
		if err == nil {
			return own.ID, nil
		}
		if !ent.IsNotFound(err) {
			return entity.Nil, err
		}
	}
	p.at(field, "housing.chooseUnit")
	return entity.Nil, nil
}

// propertyFor finds or makes a cadastral unit. Nil when something is wrong with it.
func propertyFor(ctx context.Context, tx *postgres.Tx, p *problems, field string, in model.PropertyInput) (*entity.ID, error) {
	number := clean(in.MunicipalityNumber)
	if number == "" {
		own, err := tx.Ent.Municipality.Get(ctx, tx.Viewer.Municipality)
		if err != nil {
			return nil, err
		}
		number = own.Number
	}
	before := len(p.Many)
	matches(p, field+".municipalityNumber", number, municipality, "address.municipality")
	fnr, snr := deref(in.Fnr), deref(in.Snr)
	within(p, field+".gnr", &in.Gnr, 1, 99_999)
	within(p, field+".bnr", &in.Bnr, 0, 99_999)
	within(p, field+".fnr", &fnr, 0, 99_999)
	within(p, field+".snr", &snr, 0, 99_999)
	if len(p.Many) > before {
		return nil, nil
	}
	if _, err := tx.Exec(ctx, `insert into property (id, municipality_id, municipality_number, gnr, bnr, fnr, snr)
		values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
		entity.New(entity.Property, tx.Now), tx.Viewer.Municipality, number, in.Gnr, in.Bnr, fnr, snr); err != nil {
		return nil, err
	}
	id, err := tx.Ent.Property.Query().Where(property.MunicipalityNumber(number), property.Gnr(in.Gnr), property.Bnr(in.Bnr),
		property.Fnr(fnr), property.Snr(snr)).OnlyID(ctx)
	return &id, err
}

// buildingFor finds a building by its number, else by its name, or makes it. What is not known of a building that is found, the
// input tells; what is known is changed with [Housing.UpdateBuilding]. An input with neither number nor name speaks of the building
// that the dwelling is in.
func (h *Housing) buildingFor(ctx context.Context, tx *postgres.Tx, p *problems, field string, in *entity.ID, say model.BuildingInput) (*entity.ID, error) {
	before := len(p.Many)
	number, name := checkBuilding(p, field, say, tx.Today)
	if len(p.Many) > before {
		return nil, nil
	}
	find := tx.Ent.Building.Query().ForUpdate()
	switch {
	case number != "":
		if _, err := tx.Exec(ctx, "insert into building (id, municipality_id, number) values ($1, $2, $3) on conflict do nothing",
			entity.New(entity.Building, tx.Now), tx.Viewer.Municipality, number); err != nil {
			return nil, err
		}
		find.Where(building.Number(number))
	case name != "":
		find.Where(building.NameEqualFold(name), building.NumberIsNil())
	case in != nil:
		find.Where(building.ID(*in))
	}
	var found *ent.Building
	var err error
	if number != "" || name != "" || in != nil {
		found, err = find.Order(ent.Asc(building.FieldID)).First(ctx)
	}
	if found == nil && (err == nil || ent.IsNotFound(err)) {
		found, err = tx.Ent.Building.Create().SetID(entity.New(entity.Building, tx.Now)).SetMunicipalityID(tx.Viewer.Municipality).Save(ctx)
	}
	if err != nil {
		return nil, err
	}
	update := found.Update()
	if say.Type != nil && found.Type == codelist.BuildingTypeUnknown {
		update.SetType(*say.Type)
	}
	if name != "" && found.Name == "" {
		update.SetName(name)
	}
	if found.BuiltYear == nil {
		update.SetNillableBuiltYear(say.BuiltYear)
	}
	if found.Lift == nil {
		update.SetNillableLift(say.Lift)
	}
	if len(update.Mutation().Fields()) > 0 {
		if err := update.AddVersion(1).Exec(ctx); err != nil {
			return nil, err
		}
	}
	return &found.ID, nil
}

// checkBuilding returns number and name of a building in the form they are kept in.
func checkBuilding(p *problems, field string, in model.BuildingInput, today time.Time) (number, name string) {
	number, name = strings.ReplaceAll(clean(in.Number), " ", ""), clean(in.Name)
	matches(p, field+".number", number, buildingNumber, "housing.buildingNumber")
	p.text(field+".name", name, maxLine)
	within(p, field+".builtYear", in.BuiltYear, 1500, today.Year()+5)
	return number, name
}

var buildingNumber = regexp.MustCompile(`^[0-9]{1,9}$`)

// duplicate refuses a dwelling that is in the register already, as far as the viewer sees: the same bruksenhet (property, unit number,
// extra reference and address) or the same vendor's id. CONFLICT at the field; what the viewer doesn't see, the database refuses (ofAnother).
func duplicate(ctx context.Context, tx *postgres.Tx, field string, d *ent.Dwelling) error {
	others := []predicate.Dwelling{dwelling.RemovedAtIsNil()}
	if !d.ID.IsNil() {
		others = append(others, dwelling.IDNEQ(d.ID))
	}
	if d.UnitNumber != "" && d.PropertyID != nil {
		same, err := tx.Ent.Dwelling.Query().Where(others...).Where(dwelling.PropertyID(*d.PropertyID), dwelling.UnitNumber(d.UnitNumber)).All(ctx)
		if err != nil {
			return err
		}
		for _, other := range same {
			if store.Fold(other.Street) == store.Fold(d.Street) && deref(other.HouseNumber) == deref(d.HouseNumber) &&
				other.HouseLetter == d.HouseLetter && store.Fold(other.ExtraReference) == store.Fold(d.ExtraReference) {
				return conflictAt(field+".address.unitNumber", "housing.duplicateAddress", "address", addressText(other), "id", other.ID)
			}
		}
	}
	if d.VendorDwellingID != nil {
		other, err := tx.Ent.Dwelling.Query().Where(others...).Where(dwelling.VendorDwellingID(*d.VendorDwellingID)).First(ctx)
		if err == nil {
			return conflictAt(field+".vendorDwellingId", "housing.duplicateVendorId", "address", addressText(other), "id", other.ID)
		}
		if !ent.IsNotFound(err) {
			return err
		}
	}
	return nil
}

// ofAnother says in this package's words which unique value is another's, one the viewer may not see.
func ofAnother(field string, err error) error {
	switch {
	case postgres.Violates(err, "dwelling_natural_key"):
		return conflictAt(field+".address.unitNumber", "housing.takenAddress")
	case postgres.Violates(err, "dwelling_municipality_id_vendor_dwelling_id"):
		return conflictAt(field+".vendorDwellingId", "housing.takenVendorId")
	}
	return err
}

func conflictAt(field, key string, args ...any) error {
	return &fault.Error{Code: fault.Conflict, Message: key, Args: args, Field: field}
}

// addressText is the address as people write it: «Barlindveien 13 B, H0101».
func addressText(d *ent.Dwelling) string {
	text := d.Street
	if d.HouseNumber != nil {
		text += " " + houseText(d)
	}
	for _, more := range []string{d.UnitNumber, d.ExtraReference} {
		if more != "" {
			text += ", " + more
		}
	}
	return text
}

func houseText(d *ent.Dwelling) string {
	if d.HouseNumber == nil {
		return d.HouseLetter
	}
	return strconv.Itoa(*d.HouseNumber) + d.HouseLetter
}

// write sets the facts on a creation or an update, with what search and sorting need of them.
func write(ctx context.Context, tx *postgres.Tx, m *ent.DwellingMutation, d *ent.Dwelling) error {
	m.SetUnitID(d.UnitID)
	m.SetStreet(d.Street)
	optional(d.HouseNumber, m.SetHouseNumber, m.ClearHouseNumber)
	m.SetHouseLetter(d.HouseLetter)
	m.SetPostalCode(d.PostalCode)
	m.SetPostalPlace(d.PostalPlace)
	m.SetUnitNumber(d.UnitNumber)
	m.SetExtraReference(d.ExtraReference)
	optional(d.PropertyID, m.SetPropertyID, m.ClearPropertyID)
	optional(d.BuildingID, m.SetBuildingID, m.ClearBuildingID)
	optional(d.AgreementID, m.SetAgreementID, m.ClearAgreementID)
	m.SetUnitType(d.UnitType)
	m.SetType(d.Type)
	optional(d.Subtype, m.SetSubtype, m.ClearSubtype)
	m.SetShared(d.Shared)
	optional(d.StaffBase, m.SetStaffBase, m.ClearStaffBase)
	optional(d.StaffedRoundTheClock, m.SetStaffedRoundTheClock, m.ClearStaffedRoundTheClock)
	m.SetDisposition(d.Disposition)
	optional(d.Ownership, m.SetOwnership, m.ClearOwnership)
	m.SetOwnerName(d.OwnerName)
	m.SetOwnerOrganisationNumber(d.OwnerOrganisationNumber)
	m.SetOwnerPhone(d.OwnerPhone)
	optional(d.Bedrooms, m.SetBedrooms, m.ClearBedrooms)
	optional(d.UsableArea, m.SetUsableArea, m.ClearUsableArea)
	optional(d.Floor, m.SetFloor, m.ClearFloor)
	m.SetWheelchair(d.Wheelchair)
	m.SetFeatures(d.Features)
	m.SetPowerMeter(d.PowerMeter)
	m.SetWaterMeter(d.WaterMeter)
	m.SetPrimarySchool(d.PrimarySchool)
	m.SetSecondarySchool(d.SecondarySchool)
	m.SetOtherInformation(d.OtherInformation)
	optional(d.VatCompensation, m.SetVatCompensation, m.ClearVatCompensation)
	m.SetRentToOwn(d.RentToOwn)
	optional(d.VendorDwellingID, m.SetVendorDwellingID, m.ClearVendorDwellingID)
	optional(d.PlannedReadyOn, m.SetPlannedReadyOn, m.ClearPlannedReadyOn)
	optional(d.DepositOre, m.SetDepositOre, m.ClearDepositOre)
	search, err := searchText(ctx, tx, d)
	if err != nil {
		return err
	}
	m.SetSearch(search)
	m.SetAddressKey(store.AddressKey(d.Street, d.HouseNumber, d.HouseLetter, strings.TrimSpace(d.UnitNumber+" "+d.ExtraReference)))
	return nil
}

func optional[T any](value *T, set func(T), forget func()) {
	if value == nil {
		forget()
		return
	}
	set(*value)
}

// searchText is what free text finds a dwelling by.
func searchText(ctx context.Context, tx *postgres.Tx, d *ent.Dwelling) (string, error) {
	var cadastral, reference string
	if d.PropertyID != nil {
		p, err := tx.Ent.Property.Get(ctx, *d.PropertyID)
		if err != nil {
			return "", err
		}
		cadastral = propertyText(p)
	}
	if d.AgreementID != nil {
		a, err := tx.Ent.Agreement.Get(ctx, *d.AgreementID)
		if err != nil && !ent.IsNotFound(err) { // it may belong to a unit that the viewer doesn't reach
			return "", err
		}
		if a != nil {
			reference = a.Reference
		}
	}
	return store.SearchText(d.Street, houseText(d), d.PostalCode, d.PostalPlace, d.UnitNumber, d.ExtraReference, cadastral,
		d.OwnerName, d.OwnerOrganisationNumber, deref(d.VendorDwellingID), reference), nil
}

// propertyText is a cadastral number as people write it: 118/507, 118/507/0/3.
func propertyText(p *ent.Property) string {
	text := fmt.Sprintf("%d/%d", p.Gnr, p.Bnr)
	if p.Fnr != 0 || p.Snr != 0 {
		text += fmt.Sprintf("/%d/%d", p.Fnr, p.Snr)
	}
	return text
}

// differences says which facts changed. Money is apart, since it is of a class of its own.
func differences(b, a *ent.Dwelling) (facts, money []schema.Change) {
	facts = slices.Concat(
		was("unit", filled(b.UnitID), filled(a.UnitID)),
		was("address.street", b.Street, a.Street),
		was("address.houseNumber", b.HouseNumber, a.HouseNumber),
		was("address.houseLetter", b.HouseLetter, a.HouseLetter),
		was("address.postalCode", b.PostalCode, a.PostalCode),
		was("address.postalPlace", b.PostalPlace, a.PostalPlace),
		was("address.unitNumber", b.UnitNumber, a.UnitNumber),
		was("address.extraReference", b.ExtraReference, a.ExtraReference),
		was("property", b.PropertyID, a.PropertyID),
		was("building", b.BuildingID, a.BuildingID),
		was("agreement", b.AgreementID, a.AgreementID),
		was("unitType", b.UnitType, a.UnitType),
		was("type", b.Type, a.Type),
		was("subtype", b.Subtype, a.Subtype),
		was("shared", b.Shared, a.Shared),
		was("staffBase", b.StaffBase, a.StaffBase),
		was("staffedRoundTheClock", b.StaffedRoundTheClock, a.StaffedRoundTheClock),
		was("disposition", b.Disposition, a.Disposition),
		was("ownership", b.Ownership, a.Ownership),
		was("owner.name", b.OwnerName, a.OwnerName),
		was("owner.organisationNumber", b.OwnerOrganisationNumber, a.OwnerOrganisationNumber),
		was("owner.phone", b.OwnerPhone, a.OwnerPhone),
		was("bedrooms", b.Bedrooms, a.Bedrooms),
		was("usableArea", b.UsableArea, a.UsableArea),
		was("floor", b.Floor, a.Floor),
		was("wheelchair", b.Wheelchair, a.Wheelchair),
		was("features", b.Features, a.Features),
		was("meters.power", b.PowerMeter, a.PowerMeter),
		was("meters.water", b.WaterMeter, a.WaterMeter),
		was("schools.primary", b.PrimarySchool, a.PrimarySchool),
		was("schools.secondary", b.SecondarySchool, a.SecondarySchool),
		was("otherInformation", b.OtherInformation, a.OtherInformation),
		was("vatCompensation", b.VatCompensation, a.VatCompensation),
		was("rentToOwn", b.RentToOwn, a.RentToOwn),
		was("vendorDwellingId", b.VendorDwellingID, a.VendorDwellingID),
		was("plannedReadyOn", b.PlannedReadyOn, a.PlannedReadyOn),
	)
	return facts, was("depositOre", b.DepositOre, a.DepositOre)
}

// filled is the id, or nothing.
func filled(id entity.ID) any {
	if id.IsNil() {
		return nil
	}
	return id
}

// follow moves what belongs to a dwelling to the dwelling's new unit, also what the viewer can't see.
func follow(ctx context.Context, tx *postgres.Tx, dwelling, unit entity.ID) error {
	_, err := tx.Exec(ctx, "select kobo.dwelling_to_unit($1, $2)", dwelling, unit)
	return err
}

// Merge merges a duplicate, id, into the one that is kept. Both ids stay resolvable. Tenancies, with their terms, rents and the
// statuses they made, reservations, images, documents and notes move to the kept one; statuses, asking rents and history of the
// duplicate stay with it, where they are true and readable.
//
// ILLEGAL_ACT when both have a tenancy in force or are held, when the duplicate's tenancy would overlap one of the kept's, or is one
// that the viewer may not see. NOT_FOUND when the viewer doesn't reach both.
func (h *Housing) Merge(ctx context.Context, id entity.ID, version int, into entity.ID) (entity.ID, error) {
	err := h.db.Tx(ctx, func(tx *postgres.Tx) error {
		if id == into {
			return fault.At("into", "housing.mergeSelf")
		}
		var gone, kept *subject
		var err error
		lock := func(first bool) {
			if err == nil && first {
				gone, err = h.begin(ctx, tx, id, version)
			} else if err == nil {
				kept, err = h.beginAny(ctx, tx, into)
			}
		}
		first := cmp.Compare(id.String(), into.String()) < 0 // always in the same order, so that two merges don't wait for each other
		lock(first)
		lock(!first)
		if err != nil {
			return err
		}
		return h.merge(ctx, tx, gone, kept)
	})
	return into, err
}

func (h *Housing) merge(ctx context.Context, tx *postgres.Tx, gone, kept *subject) error {
	for _, s := range []*subject{gone, kept} {
		if err := h.legal(tx, s.State, codelist.DwellingActMerge); err != nil {
			return err
		}
	}
	switch {
	case gone.State.Taken && kept.State.Taken:
		return fault.New(fault.Illegal, "housing.mergeBothLet")
	case gone.State.Taken && !gone.State.Tenancy:
		return h.illegal(tx, gone.State, codelist.DwellingActMerge)
	case gone.State.Reserved && kept.State.Reserved:
		return fault.New(fault.Illegal, "housing.mergeBothReserved")
	case (gone.State.Taken || gone.State.Reserved) && !kept.State.open():
		return h.illegal(tx, kept.State, codelist.DwellingActMerge)
	}
	if gone.InForce != nil {
		if err := h.moveInForce(ctx, tx, gone, kept); err != nil {
			return err
		}
	}
	if err := kept.move(ctx, tx); err != nil {
		return err
	}
	images, err := imageCount(ctx, tx, kept.ID)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "update image set position = position + $1 where dwelling_id = $2", images, gone.ID); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "update tenant set unit_id = $1 where tenancy_id in (select id from tenancy where dwelling_id = $2)", kept.UnitID, gone.ID); err != nil {
		return err
	}
	for _, sql := range []string{
		"update status_period set dwelling_id = $1, unit_id = $2 where dwelling_id = $3 and tenancy_id is not null",
		"update rent_period set dwelling_id = $1, unit_id = $2 where dwelling_id = $3 and tenancy_id is not null",
		"update tenancy_term set dwelling_id = $1, unit_id = $2 where dwelling_id = $3",
		"update tenancy set dwelling_id = $1, unit_id = $2 where dwelling_id = $3",
		"update reservation set dwelling_id = $1, unit_id = $2 where dwelling_id = $3",
		"update image set dwelling_id = $1, unit_id = $2 where dwelling_id = $3",
		"update document set dwelling_id = $1, unit_id = $2 where dwelling_id = $3",
		"update note set dwelling_id = $1, unit_id = $2 where dwelling_id = $3",
	} {
		if _, err := tx.Exec(ctx, sql, kept.ID, kept.UnitID, gone.ID); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, "update dwelling set merged_into_id = $1 where merged_into_id = $2", kept.ID, gone.ID); err != nil {
		return err
	}
	gone.set.SetMergedIntoID(kept.ID).SetRemovedAt(tx.Now).ClearVacantSince().ClearCoverImageID()
	if err := h.record(ctx, tx, gone, event{Kind: codelist.HistoryKindMerged, Class: classDwelling, Changes: was("mergedInto", nil, kept.ID)}); err != nil {
		return err
	}
	vendorID, cover := gone.VendorDwellingID, gone.CoverImageID
	if err := h.save(ctx, tx, gone); err != nil {
		return err
	}
	changes := was("mergedFrom", nil, gone.ID)
	if kept.VendorDwellingID == nil && vendorID != nil {
		kept.set.SetVendorDwellingID(*vendorID)
		with := *kept.Dwelling
		with.VendorDwellingID = vendorID
		search, err := searchText(ctx, tx, &with)
		if err != nil {
			return err
		}
		kept.set.SetSearch(search)
		changes = append(changes, was("vendorDwellingId", nil, vendorID)...)
	}
	if kept.CoverImageID == nil && cover != nil {
		kept.set.SetCoverImageID(*cover)
	}
	if err := h.record(ctx, tx, kept, event{Kind: codelist.HistoryKindMerged, Class: classDwelling, Changes: changes}); err != nil {
		return err
	}
	return h.save(ctx, tx, kept)
}

// moveInForce makes room in the kept dwelling's timeline for the tenancy in force of the other: what the kept was thought to be since
// the tenancy began, it was not.
func (h *Housing) moveInForce(ctx context.Context, tx *postgres.Tx, gone, kept *subject) error {
	t, err := tx.Ent.Tenancy.Get(ctx, *gone.InForce)
	if err != nil {
		return err
	}
	let, err := letBetween(ctx, tx, kept.ID, t.StartsOn, tx.Today.AddDate(100, 0, 0))
	if err != nil {
		return err
	}
	if let {
		return fault.New(fault.Illegal, "housing.mergeOverlap")
	}
	line, err := timeline(ctx, tx, kept.ID)
	if err != nil {
		return err
	}
	for _, p := range line {
		if !p.ValidFrom.Before(t.StartsOn) {
			if err := h.supersedeStatus(ctx, tx, kept, p, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// Remove removes a dwelling entered by mistake, softly: the id answers NOT_FOUND from then on. ILLEGAL_ACT when more has happened than
// that it was registered and its facts changed.
func (h *Housing) Remove(ctx context.Context, id entity.ID, version int) (entity.ID, error) {
	err := h.db.Tx(ctx, func(tx *postgres.Tx) error {
		s, err := h.begin(ctx, tx, id, version)
		if err != nil {
			return err
		}
		if err := h.legal(tx, s.State, codelist.DwellingActDelete); err != nil {
			return err
		}
		s.set.SetRemovedAt(tx.Now)
		if err := h.record(ctx, tx, s, event{
			Kind: codelist.HistoryKindUpdated, Class: classDwelling, Changes: was("removed", false, true),
		}); err != nil {
			return err
		}
		return h.save(ctx, tx, s)
	})
	return id, err
}
