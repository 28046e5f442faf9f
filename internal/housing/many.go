package housing

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"kobo/ent"
	"kobo/ent/agreement"
	"kobo/ent/rentperiod"
	"kobo/ent/schema"
	"kobo/ent/statusperiod"
	"kobo/ent/tenancy"
	"kobo/ent/tenancyterm"
	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/day"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/postgres"
	"kobo/internal/store"
)

// NewDwelling is one of many dwellings to enter, with the tenancy in force when it is let.
type NewDwelling struct {
	Dwelling model.DwellingCreateInput
	Tenancy  *model.TenancyRegisterInput
}

// Result is what became of one of many.
type Result struct {
	// ID and Version are the dwelling's, when it was entered.
	ID      entity.ID
	Version int
	// Err is the fault, or the faults, for which it was not.
	Err error
}

// draft is a dwelling that is checked but not entered.
type draft struct {
	*ent.Dwelling
	in      NewDwelling
	update  model.DwellingUpdateInput
	tenancy *ent.Tenancy
	number  string // of the tenant
	errs    problems
}

// Check tells what is wrong with a new dwelling by itself, whatever is in the register; nil when nothing is.
func (h *Housing) Check(in NewDwelling, today time.Time) error {
	return newDraft(in, today).errs.err()
}

// CheckUpdate tells what is wrong with an update by itself; nil when nothing is.
func (h *Housing) CheckUpdate(in model.DwellingUpdateInput) error {
	var p problems
	patch(&p, "input", &ent.Dwelling{}, in)
	return p.err()
}

// newDraft checks a new dwelling with the rules of [Housing.Create] and [Housing.TenancyRegister]. A tenancy may have begun however long ago.
func newDraft(in NewDwelling, today time.Time) *draft {
	d := &draft{in: in}
	p := &d.errs
	d.Dwelling, d.update = entering(p, "input", in.Dwelling, today)
	d.Version = 1
	if t := in.Tenancy; t != nil {
		d.tenancy = &ent.Tenancy{
			Version: 1, Kind: t.Kind, StartsOn: t.StartsOn.Time, EndsOn: date(t.EndsOn), Persons: t.Persons, Security: or(t.Security, codelist.SecurityUnknown),
		}
		checkTerm(p, d.tenancy)
		checkPersons(p, t.Persons)
		switch {
		case d.tenancy.StartsOn.After(today.AddDate(0, tenancyAhead, 0)):
			p.at("input.startsOn", "housing.tenancyTooFarAhead", "months", tenancyAhead)
		case d.tenancy.StartsOn.Before(d.EnteredOn):
			p.at("input.startsOn", "housing.beforeEntered", "date", day.At(d.EnteredOn))
		}
		if t.Rent != nil {
			checkRent(p, "input.rent", t.Rent)
		}
		if deref(t.Shielded) { // what others don't see is not made by the thousand
			p.at("input.shielded", "housing.shieldedRight")
		}
	}
	return d
}

// CreateMany enters dwellings, let or not, with one statement a table: what [Housing.CreateIn] and [Housing.RegisterTenancyIn] do one
// by one, by the same rules. Each is entered whole or not at all; those with faults are left out, and the results are in the order of the
// inputs.
//
// SECURITY: a job sees more than who ordered it, so of a dwelling that is there already no more is told than that it is.
func (h *Housing) CreateMany(ctx context.Context, tx *postgres.Tx, inputs []NewDwelling) ([]Result, error) {
	drafts := make([]*draft, len(inputs))
	for i, in := range inputs {
		d := newDraft(in, tx.Today)
		d.ID, d.MunicipalityID = entity.New(entity.Dwelling, tx.Now), tx.Viewer.Municipality
		d.RecordedAt, d.RecordedBy, d.ChangedAt = tx.Now, tx.Viewer.ID, tx.Now
		if t := d.tenancy; t != nil {
			t.ID, t.DwellingID, t.MunicipalityID = entity.New(entity.Tenancy, tx.Now), d.ID, d.MunicipalityID
			d.number = h.checkTenant(tx, &d.errs, in.Tenancy.Tenant)
		}
		drafts[i] = d
	}
	if err := h.referMany(ctx, tx, drafts); err != nil {
		return nil, err
	}
	if err := duplicates(ctx, tx, drafts); err != nil {
		return nil, err
	}
	results := make([]Result, len(drafts))
	var good []*draft
	for i, d := range drafts {
		if results[i].Err = d.errs.err(); results[i].Err == nil {
			results[i].ID, results[i].Version = d.ID, d.Version
			good = append(good, d)
		}
	}
	return results, h.insertMany(ctx, tx, good)
}

// usable are the drafts without a fault.
func usable(drafts []*draft) []*draft {
	return slices.DeleteFunc(slices.Clone(drafts), func(d *draft) bool { return len(d.errs.Many) > 0 })
}

// referMany is refer for many: each unit and agreement is looked up once, and the cadastral units are found or made together.
func (h *Housing) referMany(ctx context.Context, tx *postgres.Tx, drafts []*draft) error {
	units := map[entity.ID]entity.ID{}
	references := map[entity.ID]string{}
	for _, d := range usable(drafts) {
		wanted := deref(d.in.Dwelling.UnitID)
		if _, known := units[wanted]; !known {
			before := len(d.errs.Many)
			id, err := unitFor(ctx, tx, &d.errs, "input.unitId", d.in.Dwelling.UnitID)
			if err != nil {
				return err
			}
			if len(d.errs.Many) > before {
				continue
			}
			units[wanted] = id
		}
		d.UnitID = units[wanted]
		if id := d.in.Dwelling.AgreementID; id != nil {
			references[*id] = ""
			d.AgreementID = id
		}
		if b := d.in.Dwelling.Building; b != nil {
			found, err := h.buildingFor(ctx, tx, &d.errs, "input.building", nil, *b)
			if err != nil {
				return err
			}
			d.BuildingID = found
		}
	}
	if len(references) > 0 {
		var ids []entity.ID
		for id := range references {
			ids = append(ids, id)
		}
		found, err := tx.Ent.Agreement.Query().Where(agreement.IDIn(ids...)).All(ctx)
		if err != nil {
			return err
		}
		clear(references)
		for _, a := range found {
			references[a.ID] = a.Reference
		}
		for _, d := range drafts {
			if _, ok := references[deref(d.AgreementID)]; d.AgreementID != nil && !ok {
				d.errs.Many = append(d.errs.Many, &fault.Error{Code: fault.NotFound, Message: "fault.notFound", Field: "input.agreementId"})
			}
		}
	}
	properties, err := propertiesFor(ctx, tx, drafts)
	if err != nil {
		return err
	}
	for _, d := range usable(drafts) {
		var cadastral, reference string
		if in := d.in.Dwelling.Property; in != nil {
			p := properties[cadastralKey(*in)]
			d.PropertyID, cadastral = &p.ID, propertyText(p)
		}
		if d.AgreementID != nil {
			reference = references[*d.AgreementID]
		}
		d.Search = store.SearchText(d.Street, houseText(d.Dwelling), d.PostalCode, d.PostalPlace, d.UnitNumber, d.ExtraReference, cadastral,
			d.OwnerName, d.OwnerOrganisationNumber, deref(d.VendorDwellingID), reference)
		d.AddressKey = store.AddressKey(d.Street, d.HouseNumber, d.HouseLetter, strings.TrimSpace(d.UnitNumber+" "+d.ExtraReference))
	}
	return nil
}

// cadastralKey is a cadastral number as the input says it.
func cadastralKey(in model.PropertyInput) string {
	return fmt.Sprintf("%s %d/%d/%d/%d", clean(in.MunicipalityNumber), in.Gnr, in.Bnr, deref(in.Fnr), deref(in.Snr))
}

// propertiesFor finds or makes the cadastral units of the drafts, in two statements.
func propertiesFor(ctx context.Context, tx *postgres.Tx, drafts []*draft) (map[string]*ent.Property, error) {
	own := ""
	found := map[string]*ent.Property{}
	var keys []string
	for _, d := range usable(drafts) {
		in := d.in.Dwelling.Property
		if in == nil || found[cadastralKey(*in)] != nil {
			continue
		}
		number := clean(in.MunicipalityNumber)
		if number == "" {
			if own == "" {
				m, err := tx.Ent.Municipality.Get(ctx, tx.Viewer.Municipality)
				if err != nil {
					return nil, err
				}
				own = m.Number
			}
			number = own
		}
		p := &ent.Property{
			ID: entity.New(entity.Property, tx.Now), MunicipalityNumber: number, Gnr: in.Gnr, Bnr: in.Bnr, Fnr: deref(in.Fnr), Snr: deref(in.Snr),
		}
		before := len(d.errs.Many)
		matches(&d.errs, "input.property.municipalityNumber", number, municipality, "address.municipality")
		within(&d.errs, "input.property.gnr", &p.Gnr, 1, 99_999)
		within(&d.errs, "input.property.bnr", &p.Bnr, 0, 99_999)
		within(&d.errs, "input.property.fnr", &p.Fnr, 0, 99_999)
		within(&d.errs, "input.property.snr", &p.Snr, 0, 99_999)
		if len(d.errs.Many) == before {
			key := cadastralKey(*in)
			found[key] = p
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		return found, nil
	}
	slices.Sort(keys) // locks are taken in one order by all
	rows := make([]map[string]any, len(keys))
	for i, key := range keys {
		p := found[key]
		rows[i] = map[string]any{"k": key, "id": p.ID, "n": p.MunicipalityNumber, "g": p.Gnr, "b": p.Bnr, "f": p.Fnr, "s": p.Snr}
	}
	body, err := json.Marshal(rows)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(ctx, `insert into property (id, municipality_id, municipality_number, gnr, bnr, fnr, snr)
		select x.id, $2, x.n, x.g, x.b, x.f, x.s from jsonb_to_recordset($1) as x(id uuid, n text, g int, b int, f int, s int)
		on conflict do nothing`, body, tx.Viewer.Municipality); err != nil {
		return nil, err
	}
	return found, tx.Query(ctx, `select x.k, p.id from jsonb_to_recordset($1) as x(k text, n text, g int, b int, f int, s int)
		join property p on p.municipality_id = $2 and p.municipality_number = x.n and p.gnr = x.g and p.bnr = x.b and p.fnr = x.f and p.snr = x.s`,
		[]any{body, tx.Viewer.Municipality}, func(rows pgx.Rows) error {
			for rows.Next() {
				var key string
				var id entity.ID
				if err := rows.Scan(&key, &id); err != nil {
					return err
				}
				found[key].ID = id
			}
			return rows.Err()
		})
}

// duplicates gives a fault to each draft whose bruksenhet, or vendor's id, is in the register or with an earlier draft.
func duplicates(ctx context.Context, tx *postgres.Tx, drafts []*draft) error {
	room := func(d *ent.Dwelling) string {
		if d.PropertyID == nil || d.UnitNumber == "" {
			return ""
		}
		return fmt.Sprintf("%s %s %q %d %s %q", d.PropertyID, d.UnitNumber, store.Fold(d.Street), deref(d.HouseNumber), d.HouseLetter, store.Fold(d.ExtraReference))
	}
	vendors, rooms := map[string]bool{}, map[string]bool{}
	var wanted []string
	var properties []entity.ID
	for _, d := range usable(drafts) {
		if d.VendorDwellingID != nil {
			wanted = append(wanted, *d.VendorDwellingID)
		}
		if room(d.Dwelling) != "" {
			properties = append(properties, *d.PropertyID)
		}
	}
	err := tx.Query(ctx, `select vendor_dwelling_id, property_id, unit_number, street, house_number, house_letter, extra_reference from dwelling
			where removed_at is null and vendor_dwelling_id = any($1)
		union all
		select vendor_dwelling_id, property_id, unit_number, street, house_number, house_letter, extra_reference from dwelling
			where removed_at is null and property_id = any($2) and unit_number <> ''`,
		[]any{wanted, properties}, func(rows pgx.Rows) error {
			for rows.Next() {
				var d ent.Dwelling
				if err := rows.Scan(&d.VendorDwellingID, &d.PropertyID, &d.UnitNumber, &d.Street, &d.HouseNumber, &d.HouseLetter, &d.ExtraReference); err != nil {
					return err
				}
				vendors[deref(d.VendorDwellingID)], rooms[room(&d)] = true, true
			}
			return rows.Err()
		})
	if err != nil {
		return err
	}
	delete(vendors, "")
	delete(rooms, "")
	for _, d := range usable(drafts) {
		key := room(d.Dwelling)
		vendor := deref(d.VendorDwellingID)
		if rooms[key] {
			d.errs.Many = append(d.errs.Many, &fault.Error{Code: fault.Conflict, Message: "housing.takenAddress", Field: "input.address.unitNumber"})
		}
		if vendors[vendor] {
			d.errs.Many = append(d.errs.Many, &fault.Error{Code: fault.Conflict, Message: "housing.takenVendorId", Field: "input.vendorDwellingId"})
		}
		if len(d.errs.Many) == 0 {
			if key != "" {
				rooms[key] = true
			}
			if vendor != "" {
				vendors[vendor] = true
			}
		}
	}
	return nil
}

// rows are rows of one table that are added together.
type rows struct {
	table   string
	columns []string
	values  [][]any
}

func newRows(table, columns string) *rows {
	return &rows{table: table, columns: strings.Fields(columns)}
}

func (r *rows) add(values ...any) { r.values = append(r.values, values) }

func (r *rows) insert(ctx context.Context, tx *postgres.Tx) error {
	if len(r.values) == 0 {
		return nil
	}
	_, err := tx.CopyFrom(ctx, r.table, r.columns, r.values)
	return err
}

// insertMany adds the drafts with all that comes with them.
func (h *Housing) insertMany(ctx context.Context, tx *postgres.Tx, drafts []*draft) error {
	if len(drafts) == 0 {
		return nil
	}
	const (
		common = "id municipality_id unit_id recorded_at recorded_by "
		ofOne  = common + "dwelling_id "
	)
	dwellings := newRows("dwelling", common+`version street house_number house_letter postal_code postal_place unit_number extra_reference
		property_id building_id agreement_id unit_type type subtype shared staff_base staffed_round_the_clock disposition ownership owner_name
		owner_organisation_number owner_phone bedrooms usable_area floor wheelchair features power_meter water_meter primary_school
		secondary_school other_information deposit_ore vat_compensation rent_to_own vendor_dwelling_id status planned_ready_on vacant_since
		entered_on entry changed_at search address_key`)
	statuses := newRows("status_period", ofOne+"status valid_from reason note tenancy_id shielded superseded_at")
	stock := newRows("stock_change", ofOne+"happened_on entry note")
	rents := newRows("rent_period", ofOne+"tenancy_id valid_from total_ore components shielded")
	tenancies := newRows("tenancy", ofOne+"version shielded kind starts_on ends_on persons security")
	terms := newRows("tenancy_term", ofOne+"tenancy_id shielded kind starts_on ends_on persons cancelled")
	outlooks := newRows("outlook", "id municipality_id unit_id shielded tenancy_id vacant_on reason notice_given contract_ends_on")
	history := newRows("history", ofOne+"kind data_class changes note import_id shielded")

	registration, movedIn := codelist.StatusReasonRegistration, codelist.StatusReasonMovedIn
	for _, d := range drafts {
		of := func(kind entity.Kind, more ...any) []any {
			return append([]any{entity.New(kind, tx.Now), d.MunicipalityID, d.UnitID, tx.Now, tx.Viewer.ID, d.ID}, more...)
		}
		told := func(kind codelist.HistoryKind, class string, changes []schema.Change) {
			if changes != nil {
				history.add(of(entity.History, kind, class, changes, "", h.run, false)...)
			}
		}
		rent := func(tenancy *entity.ID, from day.Day, parts []*model.RentPartInput) {
			components, total := map[codelist.RentComponent]int{}, 0
			for _, part := range parts {
				components[part.Component] = part.Ore
				total += part.Ore
			}
			rents.add(of(entity.RentPeriod, tenancy, from, total, components, false)...)
			changes := append(was("rent.totalOre", nil, total), was("rent.validFrom", nil, from)...)
			for _, c := range codelist.RentComponent("").Values() {
				if ore, ok := components[codelist.RentComponent(c)]; ok {
					changes = append(changes, was("rent."+c, nil, ore)...)
				}
			}
			told(codelist.HistoryKindRent, classRent, changes)
		}

		in := d.in.Dwelling
		first := &ent.StatusPeriod{Status: in.Status, ValidFrom: in.StatusFrom.Time}
		line := []*ent.StatusPeriod{first}
		prospects := prospect{Open: true, PlannedReadyOn: d.PlannedReadyOn}
		var superseded any
		if t := d.tenancy; t != nil {
			let := &ent.StatusPeriod{Status: codelist.DwellingStatusLet, ValidFrom: t.StartsOn}
			line = append(line, let)
			recorded := tx.Now
			if !first.ValidFrom.Before(t.StartsOn) { // what it was thought to be since the tenancy began, it was not
				line, superseded = line[1:], tx.Now
				if first.ValidFrom.Equal(t.StartsOn) {
					recorded = recorded.Add(time.Microsecond)
				}
			}
			row := of(entity.StatusPeriod, let.Status, day.At(let.ValidFrom), movedIn, "", t.ID, false, nil)
			row[3] = recorded
			statuses.add(row...)
			tenancies.add(append([]any{t.ID}, of(entity.Tenancy, 1, false, t.Kind, day.At(t.StartsOn), day.Ptr(t.EndsOn), t.Persons, t.Security)[1:]...)...)
			terms.add(of(entity.TenancyTerm, t.ID, false, t.Kind, day.At(t.StartsOn), day.Ptr(t.EndsOn), t.Persons, false)...)
			prospects.Tenancy, prospects.EndsOn = &t.ID, t.EndsOn
			if !t.StartsOn.After(tx.Today) {
				d.PlannedReadyOn, prospects.PlannedReadyOn = nil, nil
			}
		}
		now := inForce(line, tx.Today)
		if now == nil {
			now = line[0]
		}
		d.Status, d.VacantSince = now.Status, vacantSince(line, tx.Today)
		prospects.Status = d.Status
		statuses.add(of(entity.StatusPeriod, first.Status, day.At(first.ValidFrom), registration, "", nil, false, superseded)...)
		stock.add(of(entity.StockChange, day.At(d.EnteredOn), d.Entry, "")...)
		dwellings.add(
			d.ID, d.MunicipalityID, d.UnitID, tx.Now, tx.Viewer.ID, d.Version, d.Street, d.HouseNumber, d.HouseLetter, d.PostalCode, d.PostalPlace,
			d.UnitNumber, d.ExtraReference, d.PropertyID, d.BuildingID, d.AgreementID, d.UnitType, d.Type, d.Subtype, d.Shared, d.StaffBase,
			d.StaffedRoundTheClock, d.Disposition, d.Ownership, d.OwnerName, d.OwnerOrganisationNumber, d.OwnerPhone, d.Bedrooms, d.UsableArea,
			d.Floor, d.Wheelchair, d.Features, d.PowerMeter, d.WaterMeter, d.PrimarySchool, d.SecondarySchool, d.OtherInformation, d.DepositOre,
			d.VatCompensation, d.RentToOwn, d.VendorDwellingID, d.Status, day.Ptr(d.PlannedReadyOn), day.Ptr(d.VacantSince), day.At(d.EnteredOn),
			d.Entry, tx.Now, d.Search, d.AddressKey,
		)
		changes, money := differences(&ent.Dwelling{}, d.Dwelling)
		changes = append(changes, was("status", nil, first.Status)...)
		changes = append(changes, was("validFrom", nil, in.StatusFrom)...)
		changes = append(changes, was("enteredOn", nil, d.EnteredOn)...)
		changes = append(changes, was("entry", nil, d.Entry)...)
		told(codelist.HistoryKindCreated, classDwelling, changes)
		if in.Rent != nil {
			rent(nil, in.Rent.ValidFrom, in.Rent.Components)
		}
		told(codelist.HistoryKindRent, classRent, money)
		if t := d.tenancy; t != nil {
			if d.in.Tenancy.Rent != nil {
				rent(&t.ID, day.At(t.StartsOn), d.in.Tenancy.Rent)
			}
			told(codelist.HistoryKindTenancy, classTenancy, tenancyChanges(nil, t))
			tx.Changed(t.ID)
		}
		on, why := prospects.vacant()
		outlooks.add(d.ID, d.MunicipalityID, d.UnitID, false, prospects.Tenancy, day.Ptr(on), why, false, day.Ptr(prospects.EndsOn))
		tx.Changed(d.ID)
	}
	for _, r := range []*rows{dwellings, tenancies, terms, statuses, stock, rents, outlooks, history} {
		if err := r.insert(ctx, tx); err != nil {
			return fmt.Errorf("many dwellings: %w", err)
		}
	}
	for _, d := range drafts {
		if d.tenancy != nil && d.in.Tenancy.Tenant != nil {
			d.tenancy.UnitID = d.UnitID
			if err := h.addTenant(ctx, tx, d.tenancy, d.in.Tenancy.Tenant, d.number); err != nil {
				return err
			}
		}
	}
	return nil
}

// RemoveMany takes back dwellings that were entered together and that nobody has changed since: they are removed, their tenancies
// cancelled, and what was told of them superseded, with the correction as the reason. The caller has locked them and knows that they are as
// they were entered.
func (h *Housing) RemoveMany(ctx context.Context, tx *postgres.Tx, ids []entity.ID, correction string) error {
	if len(ids) == 0 {
		return nil
	}
	tenancies, err := tx.Ent.Tenancy.Query().Where(tenancy.DwellingIDIn(ids...), tenancy.CancelledAtIsNil()).IDs(ctx)
	if err != nil {
		return err
	}
	current, err := tx.Ent.TenancyTerm.Query().Where(tenancyterm.TenancyIDIn(tenancies...), tenancyterm.SupersededAtIsNil()).All(ctx)
	if err != nil {
		return err
	}
	const supersede = " set superseded_at = $2, correction = $3 where superseded_at is null and "
	for _, do := range []struct {
		sql string
		ids []entity.ID
		why bool
	}{
		{"update status_period" + supersede + "dwelling_id = any($1)", ids, true},
		{"update stock_change" + supersede + "dwelling_id = any($1)", ids, true},
		{"update rent_period" + supersede + "dwelling_id = any($1) and tenancy_id is null", ids, true},
		{"update rent_period" + supersede + "tenancy_id = any($1)", tenancies, true},
		{"update tenancy set cancelled_at = $2, version = version + 1 where id = any($1)", tenancies, false},
		{"update tenancy_term set superseded_at = $2 where tenancy_id = any($1) and superseded_at is null", tenancies, false},
		{"update dwelling set removed_at = $2, changed_at = $2, vacant_since = null, version = version + 1 where id = any($1)", ids, false},
	} {
		args := []any{do.ids, tx.Now}
		if do.why {
			args = append(args, correction)
		}
		if _, err := tx.Exec(ctx, do.sql, args...); err != nil {
			return fmt.Errorf("remove many dwellings: %w", err)
		}
	}
	if _, err := tx.Exec(ctx, `update outlook set tenancy_id = null, vacant_on = null, reason = null, notice_given = false, contract_ends_on = null
		where id = any($1)`, ids); err != nil {
		return fmt.Errorf("remove many dwellings: %w", err)
	}
	const ofOne = "id municipality_id unit_id recorded_at recorded_by dwelling_id "
	terms := newRows("tenancy_term", ofOne+"tenancy_id shielded kind starts_on ends_on persons cancelled correction")
	for _, t := range current {
		terms.add(entity.New(entity.TenancyTerm, tx.Now), t.MunicipalityID, t.UnitID, tx.Now, tx.Viewer.ID, t.DwellingID,
			t.TenancyID, t.Shielded, t.Kind, day.At(t.StartsOn), day.Ptr(t.EndsOn), t.Persons, true, correction)
		tx.Changed(t.TenancyID)
	}
	if err := terms.insert(ctx, tx); err != nil {
		return err
	}
	history := newRows("history", ofOne+"kind data_class changes note import_id shielded")
	if err := tx.Query(ctx, "select id, municipality_id, unit_id from dwelling where id = any($1)", []any{ids}, func(rows pgx.Rows) error {
		for rows.Next() {
			var id, municipality, unit entity.ID
			if err := rows.Scan(&id, &municipality, &unit); err != nil {
				return err
			}
			history.add(entity.New(entity.History, tx.Now), municipality, unit, tx.Now, tx.Viewer.ID, id,
				codelist.HistoryKindUndone, classDwelling, was("removed", false, true), correction, h.run, false)
		}
		return rows.Err()
	}); err != nil {
		return err
	}
	tx.Changed(ids...)
	return history.insert(ctx, tx)
}

// Restore is what must be known of a dwelling to take back what one transaction of acts did to it.
type Restore struct {
	// Before is the dwelling as it was.
	Before *ent.Dwelling `json:"before"`
	// At is the time of the transaction.
	At time.Time `json:"at"`
	// Tenancy is the one that was registered, if any.
	Tenancy *entity.ID `json:"tenancy,omitempty"`
}

// Snapshot returns what RestoreIn needs of a dwelling before acts in this transaction change it, and locks the dwelling. CONFLICT when
// it has changed since the version.
func (h *Housing) Snapshot(ctx context.Context, tx *postgres.Tx, id entity.ID, version int) (*Restore, error) {
	s, err := h.begin(ctx, tx, id, version)
	if err != nil {
		return nil, err
	}
	return &Restore{Before: s.Dwelling, At: tx.Now}, nil
}

// RestoreIn takes back what one transaction did to a dwelling that nobody has changed since: its facts are as before, the statuses and
// asking rents recorded then are superseded and those superseded then hold again, and the tenancy is cancelled, with the correction as the
// reason. CONFLICT when the dwelling has another version.
func (h *Housing) RestoreIn(ctx context.Context, tx *postgres.Tx, id entity.ID, version int, r Restore, correction string) error {
	s, err := h.begin(ctx, tx, id, version)
	if err != nil {
		return err
	}
	undone := func(class string, changes []schema.Change) error {
		if len(changes) == 0 {
			return nil
		}
		return h.record(ctx, tx, s, event{Kind: codelist.HistoryKindUndone, Class: class, Changes: changes, Note: correction})
	}
	if r.Tenancy != nil {
		t, err := tx.Ent.Tenancy.Get(ctx, *r.Tenancy)
		if err != nil {
			return err
		}
		if err := h.annul(ctx, tx, s, t, correction); err != nil {
			return err
		}
	}
	until := r.At.Add(time.Millisecond) // of two rows for one date, the later is recorded a microsecond after
	made, err := tx.Ent.StatusPeriod.Query().Where(statusperiod.DwellingID(id), statusperiod.SupersededAtIsNil(), statusperiod.TenancyIDIsNil(),
		statusperiod.RecordedAtGTE(r.At), statusperiod.RecordedAtLT(until)).All(ctx)
	if err != nil {
		return err
	}
	for _, p := range made {
		if err := h.supersedeStatus(ctx, tx, s, p, correction); err != nil {
			return err
		}
	}
	asking := rentperiod.And(rentperiod.DwellingID(id), rentperiod.TenancyIDIsNil())
	replaced, err := tx.Ent.RentPeriod.Query().Where(asking, rentperiod.SupersededAt(r.At)).All(ctx)
	if err != nil {
		return err
	}
	changed, err := tx.Ent.RentPeriod.Update().Where(asking, rentperiod.RecordedAt(r.At), rentperiod.SupersededAtIsNil()).
		SetSupersededAt(tx.Now).SetCorrection(correction).Save(ctx)
	if err != nil {
		return err
	}
	for _, p := range replaced {
		if err := tx.Ent.RentPeriod.Create().SetID(entity.New(entity.RentPeriod, tx.Now)).SetMunicipalityID(p.MunicipalityID).SetUnitID(p.UnitID).
			SetDwellingID(id).SetRecordedAt(tx.Now).SetRecordedBy(tx.Viewer.ID).SetValidFrom(p.ValidFrom).SetTotalOre(p.TotalOre).
			SetComponents(p.Components).SetShielded(p.Shielded).SetCorrection(correction).Exec(ctx); err != nil {
			return err
		}
	}
	after := *r.Before
	facts, money := differences(s.Dwelling, &after)
	if changed > 0 {
		money = append(money, was("rent.undone", false, true)...)
	}
	if err := write(ctx, tx, s.set.Mutation(), &after); err != nil {
		return err
	}
	m := s.set.Mutation()
	optional(after.ExpectedVacantByHand, m.SetExpectedVacantByHand, m.ClearExpectedVacantByHand)
	optional(after.ExpectedVacantAt, m.SetExpectedVacantAt, m.ClearExpectedVacantAt)
	if after.ExpectedVacantByHand != nil {
		m.SetExpectedVacantBy(after.ExpectedVacantBy)
	}
	before := s.Dwelling.Status
	if err := h.save(ctx, tx, s); err != nil {
		return ofAnother("input", err)
	}
	facts = append(facts, was("status", before, s.Status)...)
	if err := undone(classDwelling, facts); err != nil {
		return err
	}
	return undone(classRent, money)
}
