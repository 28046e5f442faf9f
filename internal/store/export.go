package store

import (
	"context"
	"slices"
	"strings"

	"kobo/graph/model"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/message"
	"kobo/internal/sheet"
)

// ExportColumn is a column of the register's export.
type ExportColumn struct {
	// Name is the import name where workbooks that are imported have the same column, so that an export can be imported.
	Name string
	// Field is the dotted path of the graph's field below Dwelling: a viewer whose projection doesn't show it doesn't get the column.
	Field string
	Kind  sheet.Kind

	value func(language string, d *model.Dwelling) any
}

// Title is what people call the column.
func (c ExportColumn) Title(language string) string {
	if _, ok := sheet.Find(c.Name); ok {
		return columnLabel(language, c.Name)
	}
	return message.Text(language, "store.column."+c.Name)
}

// ExportColumns returns the columns in their order.
func ExportColumns() []ExportColumn { return slices.Clone(exportColumns) }

// of is a column that is a value of the dwelling itself.
func of(value func(d *model.Dwelling) any) func(string, *model.Dwelling) any {
	return func(_ string, d *model.Dwelling) any { return value(d) }
}

// in is a column that is a value of a thing the dwelling may have.
func in[T any](thing func(d *model.Dwelling) *T, value func(*T) any) func(string, *model.Dwelling) any {
	return func(_ string, d *model.Dwelling) any {
		if t := thing(d); t != nil {
			return value(t)
		}
		return nil
	}
}

// labels writes codes in one cell.
func labels[T interface{ Label(language string) string }](language string, codes []T) any {
	words := make([]string, len(codes))
	for i, c := range codes {
		words[i] = c.Label(language)
	}
	return strings.Join(words, ", ")
}

func property(d *model.Dwelling) *model.Property        { return d.Property }
func building(d *model.Dwelling) *model.Building        { return d.Building }
func agreement(d *model.Dwelling) *model.Agreement      { return d.Agreement }
func tenancy(d *model.Dwelling) *model.Tenancy          { return d.Tenancy }
func vacancy(d *model.Dwelling) *model.Vacancy          { return d.Vacancy }
func expected(d *model.Dwelling) *model.ExpectedVacancy { return d.ExpectedVacancy }
func owner(d *model.Dwelling) *model.Owner              { return d.Owner }
func reservation(d *model.Dwelling) *model.Reservation  { return d.Reservation }
func rent(d *model.Dwelling) *model.Rent                { return d.Rent }

// zeroIsNone leaves out the numbers that mean none.
func zeroIsNone(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

var exportColumns = []ExportColumn{
	{"leverandorboligid", "vendorDwellingId", sheet.Text, of(func(d *model.Dwelling) any { return d.VendorDwellingID })},
	{"beskrivelse", "description", sheet.Text, of(func(d *model.Dwelling) any { return d.Description })},
	{"enhet", "unit.name", sheet.Text, of(func(d *model.Dwelling) any { return d.Unit.Name })},
	{"kommunenummer", "property.municipalityNumber", sheet.Text, in(property, func(p *model.Property) any { return p.MunicipalityNumber })},
	{"gnrbnr", "property.text", sheet.Text, in(property, func(p *model.Property) any { return PropertyText(p.Gnr, p.Bnr, 0, 0) })},
	{"festenummer", "property.fnr", sheet.Integer, in(property, func(p *model.Property) any { return zeroIsNone(p.Fnr) })},
	{"seksjonsnummer", "property.snr", sheet.Integer, in(property, func(p *model.Property) any { return zeroIsNone(p.Snr) })},
	{"bruksenhetsnummer", "address.unitNumber", sheet.Text, of(func(d *model.Dwelling) any { return d.Address.UnitNumber })},
	{"gatenavn", "address.street", sheet.Text, of(func(d *model.Dwelling) any { return d.Address.Street })},
	{"husnummer", "address.houseNumber", sheet.Integer, of(func(d *model.Dwelling) any { return d.Address.HouseNumber })},
	{"husbokstav", "address.houseLetter", sheet.Text, of(func(d *model.Dwelling) any { return d.Address.HouseLetter })},
	{"postnummer", "address.postalCode", sheet.Text, of(func(d *model.Dwelling) any { return d.Address.PostalCode })},
	{"poststed", "address.postalPlace", sheet.Text, of(func(d *model.Dwelling) any { return d.Address.PostalPlace })},
	{"ekstrareferanse", "address.extraReference", sheet.Text, of(func(d *model.Dwelling) any { return d.Address.ExtraReference })},
	{"koboboligtype", "type", sheet.Code, of(func(d *model.Dwelling) any { return d.Type })},
	{"underkategoriboligtype", "subtype", sheet.Code, of(func(d *model.Dwelling) any { return d.Subtype })},
	{"erbofellesskap", "shared", sheet.YesNo, of(func(d *model.Dwelling) any { return d.Shared })},
	{"kobodisposisjonsform", "disposition", sheet.Code, of(func(d *model.Dwelling) any { return d.Disposition })},
	{"kommunaltdisponert", "municipallyDisposed", sheet.YesNo, of(func(d *model.Dwelling) any { return d.MunicipallyDisposed })},
	{"eieform", "ownership", sheet.Code, of(func(d *model.Dwelling) any { return d.Ownership })},
	{"boligeiersnavn", "owner.name", sheet.Text, in(owner, func(o *model.Owner) any { return o.Name })},
	{"boligeiersorganisasjonsnummer", "owner.organisationNumber", sheet.Text, in(owner, func(o *model.Owner) any { return o.OrganisationNumber })},
	{"boligeiersmobilnummer", "owner.phone", sheet.Text, in(owner, func(o *model.Owner) any { return o.Phone })},
	{"avtalereferanse", "agreement.reference", sheet.Text, in(agreement, func(a *model.Agreement) any { return a.Reference })},
	{"utleier", "agreement.landlordName", sheet.Text, in(agreement, func(a *model.Agreement) any { return a.LandlordName })},
	{"boligstatus", "displayStatus", sheet.Code, of(func(d *model.Dwelling) any { return d.DisplayStatus })},
	{"statusdato", "statusSince", sheet.Date, of(func(d *model.Dwelling) any { return d.StatusSince })},
	{"markertsom", "markers", sheet.Text, func(language string, d *model.Dwelling) any { return labels(language, d.Markers) }},
	{"planlagtklar", "plannedReadyOn", sheet.Date, of(func(d *model.Dwelling) any { return d.PlannedReadyOn })},
	{"tomsiden", "vacancy.since", sheet.Date, in(vacancy, func(v *model.Vacancy) any { return v.Since })},
	{"dagertom", "vacancy.days", sheet.Integer, in(vacancy, func(v *model.Vacancy) any { return v.Days })},
	{"tomgangsleie", "vacancy.costOre", sheet.Money, in(vacancy, func(v *model.Vacancy) any { return v.CostOre })},
	{"antattledig", "expectedVacancy.on", sheet.Date, in(expected, func(e *model.ExpectedVacancy) any { return e.On })},
	{"antattledigfordi", "expectedVacancy.reason", sheet.Code, in(expected, func(e *model.ExpectedVacancy) any { return e.Reason })},
	{"reserverttil", "reservation.heldUntil", sheet.Date, in(reservation, func(v *model.Reservation) any { return v.HeldUntil })},
	{"manedsleie", "rent.totalOre", sheet.Money, in(rent, func(r *model.Rent) any { return r.TotalOre })},
	{"depositum", "depositOre", sheet.Money, of(func(d *model.Dwelling) any { return d.DepositOre })},
	{"leieforholdtype", "tenancy.kind", sheet.Code, in(tenancy, func(t *model.Tenancy) any { return t.Kind })},
	{"leieforholdertidsubegrenset", "tenancy.endsOn", sheet.YesNo, in(tenancy, func(t *model.Tenancy) any { return t.EndsOn == nil })},
	{"leieforholdstartdato", "tenancy.startsOn", sheet.Date, in(tenancy, func(t *model.Tenancy) any { return t.StartsOn })},
	{"leieforholdsluttdato", "tenancy.endsOn", sheet.Date, in(tenancy, func(t *model.Tenancy) any { return t.EndsOn })},
	{"malernummerstrom", "meters.power", sheet.Text, of(func(d *model.Dwelling) any { return d.Meters.Power })},
	{"malernummervann", "meters.water", sheet.Text, of(func(d *model.Dwelling) any { return d.Meters.Water })},
	{"errullestoltilpasset", "wheelchair", sheet.Code, of(func(d *model.Dwelling) any { return d.Wheelchair })},
	{"antallsoverom", "bedrooms", sheet.Integer, of(func(d *model.Dwelling) any { return d.Bedrooms })},
	{"bruksareal", "usableArea", sheet.Decimal, of(func(d *model.Dwelling) any { return d.UsableArea })},
	{"etasje", "floor", sheet.Integer, of(func(d *model.Dwelling) any { return d.Floor })},
	{"egenskaper", "features", sheet.Text, func(language string, d *model.Dwelling) any { return labels(language, d.Features) }},
	{"bygningsnummer", "building.number", sheet.Text, in(building, func(b *model.Building) any { return b.Number })},
	{"bygningstype", "building.type", sheet.Code, in(building, func(b *model.Building) any { return b.Type })},
	{"byggear", "building.builtYear", sheet.Integer, in(building, func(b *model.Building) any { return b.BuiltYear })},
	{"heis", "building.lift", sheet.YesNo, in(building, func(b *model.Building) any { return b.Lift })},
	{"skolekretsbarneskole", "schools.primary", sheet.Text, of(func(d *model.Dwelling) any { return d.Schools.Primary })},
	{"skolekretsungdomsskole", "schools.secondary", sheet.Text, of(func(d *model.Dwelling) any { return d.Schools.Secondary })},
	{"kvalifiserermvakompensasjon", "vatCompensation", sheet.YesNo, of(func(d *model.Dwelling) any { return d.VatCompensation })},
	{"leietileie", "rentToOwn", sheet.YesNo, of(func(d *model.Dwelling) any { return d.RentToOwn })},
	{"erdognbemannet", "staffedRoundTheClock", sheet.YesNo, of(func(d *model.Dwelling) any { return d.StaffedRoundTheClock })},
	{"harpersonalbase", "staffBase", sheet.YesNo, of(func(d *model.Dwelling) any { return d.StaffBase })},
	{"innimassen", "stock.enteredOn", sheet.Date, of(func(d *model.Dwelling) any { return d.Stock.EnteredOn })},
	{"utavmassen", "stock.leftOn", sheet.Date, of(func(d *model.Dwelling) any { return d.Stock.LeftOn })},
	{"utavmassenfordi", "stock.exit", sheet.Code, of(func(d *model.Dwelling) any { return d.Stock.Exit })},
	{"ovriginformasjon", "otherInformation", sheet.Text, of(func(d *model.Dwelling) any { return d.OtherInformation })},
	{"endret", "changedAt", sheet.Time, of(func(d *model.Dwelling) any { return d.ChangedAt })},
}

// Export reads all that a filter finds, in order, as one statement in one snapshot, and hands over row by row: the dwelling's id and the values of
// the columns named, in that order. Values are what sheet.Export takes; nil is unknown. An error of row ends the export and is returned;
// row must not wait for the one who downloads, since the statement lasts as long as the export.
// BAD_REQUEST for a column that there isn't; whether the viewer may have a column is its caller's to ask (see ExportColumn).
func (s *Store) Export(ctx context.Context, f *model.DwellingFilter, by *model.DwellingSort, columns []string, row func(id entity.ID, values []any) error) error {
	if err := check(f); err != nil {
		return err
	}
	o, err := ordered(by)
	if err != nil {
		return err
	}
	picked := make([]ExportColumn, len(columns))
	paths := make([]string, len(columns))
	for i, name := range columns {
		at := slices.IndexFunc(exportColumns, func(c ExportColumn) bool { return c.Name == name })
		if at < 0 {
			return fault.At("columns", "store.noColumn")
		}
		picked[i], paths[i] = exportColumns[at], exportColumns[at].Field
	}
	rd := s.reading(ctx)
	src := rd.register(f)
	src.join += " " + o.join
	src.order = o.by(false)
	values := make([]any, len(picked))
	read(rd, dwellings, Select(paths...), src, func(_ entity.ID, d *model.Dwelling) {
		for i, c := range picked {
			values[i] = c.value(rd.language, d)
		}
		rd.stopped = row(d.ID, values)
	})
	if err := rd.run(ctx); rd.stopped == nil {
		return err
	}
	return rd.stopped
}
