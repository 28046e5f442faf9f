package store

import (
	"strconv"
	"strings"
	"time"

	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/day"
	"kobo/internal/entity"
	"kobo/internal/message"
)

// The expressions that say what a dwelling is, used by its fields, filters, orders and facets alike. Each names the joins it needs.
const (
	// displaySQL is the word on screen (needs v): reserved is what is ready and held.
	displaySQL = "(case when d.status = 'READY' and v.id is not null then 'RESERVED' else d.status end)"
	// vacantSQL: stands empty, since vacant_since.
	vacantSQL = "(d.vacant_since <= {today} and d.left_on is null and d.status <> all ('{LET,SOLD}'))"
	// expectedSQL is when it is expected to be vacant (needs o); what is set by hand goes first.
	// SECURITY: the row of outlook is hidden where the tenancy is shielded. What is set by hand tells of the same, so it is told only with it.
	expectedSQL = "(case when o.id is not null then coalesce(d.expected_vacant_by_hand, o.vacant_on) end)"
	// disposedSQL: counts as municipally disposed today.
	disposedSQL = `(d.disposition = any (array(select q.disposition from disposition_rule q
		where q.counts and q.valid_from <= {today} and (q.valid_to is null or q.valid_to >= {today}))))`
	// costSQL is what it has cost that it stands empty, in øre (needs r): the asking rent of today for each day empty, a month being a twelfth of
	// a year of 365 days, rounded for each dwelling.
	costSQL = "(case when " + vacantSQL + " then round(r.total_ore::numeric * ({today} - d.vacant_since) * 12 / 365)::bigint end)"
)

// vacancyCost is costSQL for one dwelling.
func vacancyCost(rentOre, days int) int { return (2*rentOre*days*12 + 365) / (2 * 365) }

var dwellingJoins = map[string]string{
	"u": "unit u on u.id = d.unit_id",
	"p": "property p on p.id = d.property_id",
	"b": "building b on b.id = d.building_id",
	"a": "agreement a on a.id = d.agreement_id",
	"t": "tenancy t on t.dwelling_id = d.id and t.ended_on is null and t.cancelled_at is null",
	"o": "outlook o on o.id = d.id",
	"v": "reservation v on v.dwelling_id = d.id and v.state = 'ACTIVE'",
	"r": `lateral (select x.* from rent_period x
		where x.dwelling_id = d.id and x.tenancy_id is null and x.superseded_at is null and x.valid_from <= {today}
		order by x.valid_from desc, x.recorded_at desc limit 1) r on true`,
	// The newest period that has begun and may be seen; one that is yet to begin when there is none.
	"s": `lateral (select x.status, x.valid_from from status_period x where x.dwelling_id = d.id and x.superseded_at is null
		order by x.valid_from <= {today} desc, x.valid_from desc, x.recorded_at desc, x.id desc limit 1) s on true`,
	"e": "actor e on e.viewer_id = d.expected_vacant_by",
}

type dwellingRow struct {
	model.Dwelling
	owner       model.Owner
	buildingOf  *codelist.BuildingType
	typeOf      codelist.DwellingType
	sharedOf    bool
	noticeGiven bool
	rentToOwn   bool
	disposition codelist.DispositionForm
	vacantSince *day.Day
	askingRent  *int
	expected    struct {
		on     *day.Day
		byHand bool
		reason *codelist.ExpectedVacancyReason
		status codelist.DwellingStatus
		setBy  *string
		setAt  *time.Time
	}
	state     State
	unit      model.Unit
	property  model.Property
	building  model.Building
	agreement agreementRow
	rent      rentRow
	tenancy   tenancyRow
	held      model.Reservation
}

// into is a destination list.
func into[R any](to func(r *R) any) func(r *R) []any {
	return func(r *R) []any { return []any{to(r)} }
}

// plain is a field that is one column.
func plain(name, column string, to func(r *dwellingRow) any) field[dwellingRow, model.Dwelling] {
	return field[dwellingRow, model.Dwelling]{name: name, columns: []string{column}, into: into(to)}
}

var dwellings = &description[dwellingRow, model.Dwelling]{
	table: "dwelling", alias: "d", joins: dwellingJoins,
	id:    func(r *dwellingRow) *entity.ID { return &r.ID },
	model: func(r *dwellingRow) *model.Dwelling { return copied(&r.Dwelling) },
	fields: []field[dwellingRow, model.Dwelling]{
		plain("version", "d.version", func(r *dwellingRow) any { return &r.Version }),
		{
			name: "address",
			columns: []string{
				"d.street", "d.house_number", "nullif(d.house_letter, '')", "nullif(d.postal_code, '')", "nullif(d.postal_place, '')",
				"nullif(d.unit_number, '')", "nullif(d.extra_reference, '')",
			},
			into: func(r *dwellingRow) []any {
				a := &r.Address
				return []any{&a.Street, &a.HouseNumber, &a.HouseLetter, &a.PostalCode, &a.PostalPlace, &a.UnitNumber, &a.ExtraReference}
			},
			then: func(_ *reading, r *dwellingRow) { r.Address.Text = AddressText(r.Address) },
		},
		{name: "unit", join: "u", one: func(c *columns, r *dwellingRow, sel Selection) {
			embed(c, dwellingJoins, units, sel, &r.unit, func(u *model.Unit) { r.Unit = *u })
		}},
		plain("status", "d.status", func(r *dwellingRow) any { return &r.Status }),
		{name: "displayStatus", join: "v", columns: []string{displaySQL}, into: into(func(r *dwellingRow) any { return &r.DisplayStatus })},
		{
			name: "statusSince", join: "s", columns: []string{"case when s.status = d.status then s.valid_from end"},
			into: into(func(r *dwellingRow) any { return &r.StatusSince }),
		},
		{
			name: "markers", join: "o", columns: []string{"coalesce(o.notice_given, false)", "d.rent_to_own", "d.disposition"},
			into: func(r *dwellingRow) []any { return []any{&r.noticeGiven, &r.rentToOwn, &r.disposition} },
			then: func(_ *reading, r *dwellingRow) {
				r.Markers = []codelist.Marker{}
				for _, m := range []struct {
					is   bool
					code codelist.Marker
				}{
					{r.noticeGiven, codelist.MarkerNoticeGiven},
					{r.rentToOwn, codelist.MarkerRentToOwn},
					{r.disposition == codelist.DispositionFormReferralAgreement, codelist.MarkerReferralAgreement},
				} {
					if m.is {
						r.Markers = append(r.Markers, m.code)
					}
				}
			},
		},
		plain("type", "d.type", func(r *dwellingRow) any { return &r.Type }),
		plain("subtype", "d.subtype", func(r *dwellingRow) any { return &r.Subtype }),
		plain("shared", "d.shared", func(r *dwellingRow) any { return &r.Shared }),
		{
			name: "description", join: "b", columns: []string{"d.type", "d.shared", "b.type"},
			into: func(r *dwellingRow) []any { return []any{&r.typeOf, &r.sharedOf, &r.buildingOf} },
			then: func(rd *reading, r *dwellingRow) {
				r.Description = describe(rd.language, r.typeOf, r.buildingOf, r.sharedOf)
			},
		},
		plain("staffBase", "d.staff_base", func(r *dwellingRow) any { return &r.StaffBase }),
		plain("staffedRoundTheClock", "d.staffed_round_the_clock", func(r *dwellingRow) any { return &r.StaffedRoundTheClock }),
		plain("disposition", "d.disposition", func(r *dwellingRow) any { return &r.Disposition }),
		plain("municipallyDisposed", disposedSQL, func(r *dwellingRow) any { return &r.MunicipallyDisposed }),
		plain("ownership", "d.ownership", func(r *dwellingRow) any { return &r.Ownership }),
		{
			name: "owner", columns: []string{"nullif(d.owner_name, '')", "nullif(d.owner_organisation_number, '')", "nullif(d.owner_phone, '')"},
			into: func(r *dwellingRow) []any { return []any{&r.owner.Name, &r.owner.OrganisationNumber, &r.owner.Phone} },
			then: func(_ *reading, r *dwellingRow) {
				if r.owner != (model.Owner{}) {
					r.Owner = copied(&r.owner)
				}
			},
		},
		{name: "property", join: "p", one: func(c *columns, r *dwellingRow, sel Selection) {
			embed(c, dwellingJoins, properties, sel, &r.property, func(m *model.Property) { r.Property = m })
		}},
		{name: "building", join: "b", one: func(c *columns, r *dwellingRow, sel Selection) {
			embed(c, dwellingJoins, buildings, sel, &r.building, func(m *model.Building) { r.Building = m })
		}},
		{name: "agreement", join: "a", one: func(c *columns, r *dwellingRow, sel Selection) {
			embed(c, dwellingJoins, agreements, sel, &r.agreement, func(m *model.Agreement) { r.Agreement = m })
		}},
		plain("unitType", "d.unit_type", func(r *dwellingRow) any { return &r.UnitType }),
		plain("bedrooms", "d.bedrooms", func(r *dwellingRow) any { return &r.Bedrooms }),
		plain("usableArea", "d.usable_area", func(r *dwellingRow) any { return &r.UsableArea }),
		plain("floor", "d.floor", func(r *dwellingRow) any { return &r.Floor }),
		plain("wheelchair", "d.wheelchair", func(r *dwellingRow) any { return &r.Wheelchair }),
		{
			name: "features", columns: []string{"d.features"}, into: into(func(r *dwellingRow) any { return &r.Features }),
			then: func(_ *reading, r *dwellingRow) {
				if r.Features == nil {
					r.Features = []codelist.Feature{}
				}
			},
		},
		{
			name: "meters", columns: []string{"nullif(d.power_meter, '')", "nullif(d.water_meter, '')"},
			into: func(r *dwellingRow) []any { return []any{&r.Meters.Power, &r.Meters.Water} },
		},
		{
			name: "schools", columns: []string{"nullif(d.primary_school, '')", "nullif(d.secondary_school, '')"},
			into: func(r *dwellingRow) []any { return []any{&r.Schools.Primary, &r.Schools.Secondary} },
		},
		plain("otherInformation", "nullif(d.other_information, '')", func(r *dwellingRow) any { return &r.OtherInformation }),
		plain("vatCompensation", "d.vat_compensation", func(r *dwellingRow) any { return &r.VatCompensation }),
		plain("rentToOwn", "d.rent_to_own", func(r *dwellingRow) any { return &r.RentToOwn }),
		plain("vendorDwellingId", "d.vendor_dwelling_id", func(r *dwellingRow) any { return &r.VendorDwellingID }),
		{
			name: "stock", columns: []string{"d.entered_on", "d.entry", "d.left_on", "d.exit"},
			into: func(r *dwellingRow) []any {
				return []any{&r.Stock.EnteredOn, &r.Stock.Entry, &r.Stock.LeftOn, &r.Stock.Exit}
			},
		},
		plain("plannedReadyOn", "d.planned_ready_on", func(r *dwellingRow) any { return &r.PlannedReadyOn }),
		{
			name: "vacancy", columns: []string{"case when " + vacantSQL + " then d.vacant_since end"},
			into: into(func(r *dwellingRow) any { return &r.vacantSince }),
			then: func(rd *reading, r *dwellingRow) {
				if r.vacantSince != nil {
					r.Vacancy = &model.Vacancy{Since: *r.vacantSince, Days: rd.today.Since(*r.vacantSince)}
				}
			},
		},
		{
			name: "vacancy.costOre", join: "r", columns: []string{"r.total_ore"}, into: into(func(r *dwellingRow) any { return &r.askingRent }),
			then: func(_ *reading, r *dwellingRow) {
				if r.Vacancy != nil && r.askingRent != nil {
					cost := vacancyCost(*r.askingRent, r.Vacancy.Days)
					r.Vacancy.CostOre = &cost
				}
			},
		},
		{
			name: "expectedVacancy", join: "o e",
			columns: []string{
				expectedSQL, "d.expected_vacant_by_hand is not null", "o.reason", "d.status", "e.name", "d.expected_vacant_at",
			},
			into: func(r *dwellingRow) []any {
				e := &r.expected
				return []any{&e.on, &e.byHand, &e.reason, &e.status, &e.setBy, &e.setAt}
			},
			then: func(rd *reading, r *dwellingRow) {
				e := r.expected
				if e.on == nil {
					return
				}
				x := &model.ExpectedVacancy{
					On: *e.on, Reason: value(e.reason),
					Overdue: e.on.Before(rd.today) && e.status == codelist.DwellingStatusLet,
				}
				if e.byHand {
					x.Reason, x.SetBy, x.SetAt = codelist.ExpectedVacancyReasonByHand, e.setBy, e.setAt
				}
				r.ExpectedVacancy = x
			},
		},
		{name: "rent", join: "r", one: func(c *columns, r *dwellingRow, sel Selection) {
			embed(c, dwellingJoins, askingRents, sel, &r.rent, func(m *model.Rent) { r.Rent = m })
		}},
		{
			name: "rents", then: func(_ *reading, r *dwellingRow) { r.Rents = []*model.Rent{} },
			many: func(rd *reading, of parents, sel Selection, at func(entity.ID) *model.Dwelling) {
				read(rd, allRents, sel, belonging(of, "x.dwelling_id", "x.valid_from desc, x.recorded_at desc, x.id desc", "x.tenancy_id is null"),
					func(id entity.ID, m *model.Rent) { at(id).Rents = append(at(id).Rents, m) })
			},
		},
		plain("depositOre", "d.deposit_ore", func(r *dwellingRow) any { return &r.DepositOre }),
		{name: "tenancy", join: "t", one: func(c *columns, r *dwellingRow, sel Selection) {
			embed(c, dwellingJoins, tenancies, sel, &r.tenancy, func(m *model.Tenancy) { r.Tenancy = m })
		}},
		{
			name: "tenancies", then: func(_ *reading, r *dwellingRow) { r.Tenancies = []*model.Tenancy{} },
			many: func(rd *reading, of parents, sel Selection, at func(entity.ID) *model.Dwelling) {
				read(rd, tenancies, sel, belonging(of, "t.dwelling_id", "t.starts_on desc, t.recorded_at desc, t.id desc"),
					func(id entity.ID, m *model.Tenancy) { at(id).Tenancies = append(at(id).Tenancies, m) })
			},
		},
		{name: "reservation", join: "v", one: func(c *columns, r *dwellingRow, sel Selection) {
			embed(c, dwellingJoins, reservations, sel, &r.held, func(m *model.Reservation) { r.Reservation = m })
		}},
		{
			name: "statusPeriods", then: func(_ *reading, r *dwellingRow) { r.StatusPeriods = []*model.StatusPeriod{} },
			many: func(rd *reading, of parents, sel Selection, at func(entity.ID) *model.Dwelling) {
				read(rd, statusPeriods, sel, belonging(of, "k.dwelling_id", "k.valid_from desc, k.recorded_at desc, k.id desc"),
					func(id entity.ID, m *model.StatusPeriod) { at(id).StatusPeriods = append(at(id).StatusPeriods, m) })
			},
		},
		{
			name: "stockChanges", then: func(_ *reading, r *dwellingRow) { r.StockChanges = []*model.StockChange{} },
			many: func(rd *reading, of parents, sel Selection, at func(entity.ID) *model.Dwelling) {
				read(rd, stockChanges, sel, belonging(of, "k.dwelling_id", "k.happened_on desc, k.recorded_at desc, k.id desc"),
					func(id entity.ID, m *model.StockChange) { at(id).StockChanges = append(at(id).StockChanges, m) })
			},
		},
		{
			name: "images", then: func(_ *reading, r *dwellingRow) { r.Images = []*model.Image{} },
			many: func(rd *reading, of parents, sel Selection, at func(entity.ID) *model.Dwelling) {
				read(rd, images, sel, belonging(of, "i.dwelling_id", "i.position, i.id", "i.removed_at is null"),
					func(id entity.ID, m *model.Image) { at(id).Images = append(at(id).Images, m) })
			},
		},
		{
			name: "documents", then: func(_ *reading, r *dwellingRow) { r.Documents = []*model.Document{} },
			many: func(rd *reading, of parents, sel Selection, at func(entity.ID) *model.Dwelling) {
				read(rd, documents, sel, belonging(of, "k.dwelling_id", "k.recorded_at desc, k.id desc", "k.removed_at is null"),
					func(id entity.ID, m *model.Document) { at(id).Documents = append(at(id).Documents, m) })
			},
		},
		{
			name: "notes", then: func(_ *reading, r *dwellingRow) { r.Notes = []*model.Note{} },
			many: func(rd *reading, of parents, sel Selection, at func(entity.ID) *model.Dwelling) {
				read(rd, notes, sel, belonging(of, "k.dwelling_id", "k.recorded_at desc, k.id desc", "k.removed_at is null"),
					func(id entity.ID, m *model.Note) { at(id).Notes = append(at(id).Notes, m) })
			},
		},
		{
			name: "availableActs", join: "t v",
			columns: []string{
				"d.status", "d.left_on is not null", "d.removed_at is not null", "t.id is not null or kobo.dwelling_taken(d.id)", "t.id is not null",
				"t.notice_on is not null", "exists (select from tenancy y where y.dwelling_id = d.id)", "v.id is not null",
				"exists (select from history y where y.dwelling_id = d.id and y.kind <> 'CREATED')",
			},
			into: func(r *dwellingRow) []any {
				s := &r.state
				return []any{&s.Status, &s.Left, &s.Removed, &s.Taken, &s.Tenancy, &s.Notice, &s.Tenancies, &s.Reserved, &s.History}
			},
			then: func(rd *reading, r *dwellingRow) {
				r.AvailableActs = []codelist.DwellingAct{}
				if rd.Acts != nil && rd.viewer != nil {
					r.AvailableActs = append(r.AvailableActs, rd.Acts(rd.viewer, r.state)...)
				}
			},
		},
		plain("mergedInto", "d.merged_into_id", func(r *dwellingRow) any { return &r.MergedInto }),
		plain("changedAt", "d.changed_at", func(r *dwellingRow) any { return &r.ChangedAt }),
	},
}

// AddressText writes an address as people do: «Barlindveien 13, 3118 Tønsberg (H0101)».
func AddressText(a model.Address) string {
	var b strings.Builder
	b.WriteString(a.Street)
	if a.HouseNumber != nil {
		b.WriteString(" " + strconv.Itoa(*a.HouseNumber) + value(a.HouseLetter))
	}
	if place := strings.TrimSpace(value(a.PostalCode) + " " + value(a.PostalPlace)); place != "" {
		b.WriteString(", " + place)
	}
	if a.UnitNumber != nil || a.ExtraReference != nil {
		b.WriteString(" (" + strings.Trim(value(a.UnitNumber)+", "+value(a.ExtraReference), ", ") + ")")
	}
	return strings.TrimPrefix(b.String(), ", ")
}

// describe says what kind of dwelling it is: the kind of building, or of dwelling where the building isn't known, and whether it is shared.
func describe(language string, of codelist.DwellingType, building *codelist.BuildingType, shared bool) string {
	text := of.Label(language)
	if building != nil && *building != codelist.BuildingTypeUnknown {
		text = building.Label(language)
	}
	if shared {
		return message.Text(language, "store.shared", "kind", text)
	}
	return text
}
