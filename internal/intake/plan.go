package intake

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"kobo/ent/schema"
	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/day"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/housing"
	"kobo/internal/message"
	"kobo/internal/sheet"
)

// change is what applying a row changes in one column: codes, ISO dates, øre and plain text.
type change struct {
	Column string `json:"column"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// ledger is import_row.before: what the row changes and, when it is applied, what is needed to take it back.
type ledger struct {
	// Keys are the same for two rows that speak of one dwelling.
	Keys    []string `json:"keys,omitempty"`
	Changes []change `json:"changes,omitempty"`
	// Restore is set for a dwelling that was there before.
	Restore *housing.Restore `json:"restore,omitempty"`
}

// entry is a row of an import.
type entry struct {
	ID       entity.ID
	Number   int
	State    codelist.ImportRowState
	Cells    map[string]string
	Problems []schema.Problem
	Dwelling *entity.ID
	Version  int
	Ledger   ledger

	keys []key
	plan plan
}

// plan is what applying a row does: a new dwelling, or acts on one that is there.
type plan struct {
	create  *housing.NewDwelling
	known   *known
	update  *model.DwellingUpdateInput
	rent    *model.RentInput
	status  *model.DwellingSetStatusInput
	tenancy *model.TenancyRegisterInput
	changes []change
}

// hidden stands for a text that is not kept.
const hidden = "•••••••••••"

// conceal takes out of the cells what must not be kept: who the tenant is, and identity numbers where they don't belong. A cell that
// had a problem keeps a mark in its place, so that the problem stays until it is mended.
func conceal(cells map[string]string, problems []sheet.Problem) {
	forgetPersons(cells)
	for _, p := range problems {
		if strings.Contains(p.Value, hidden) {
			cells[p.Column] = p.Value
		}
	}
}

// judge reads a row's cells and says what it is: new, changed, same or an error, and what applying it does. What is said in cells that
// are concealed is not known any more: their problems stay.
func (r *register) judge(h *housing.Housing, e *entry) {
	cells := make(map[string]string, len(e.Cells))
	var problems []sheet.Problem
	for column, cell := range e.Cells {
		if !strings.Contains(cell, hidden) {
			cells[column] = cell
			continue
		}
		for _, p := range e.Problems {
			if p.Column == column {
				problems = append(problems, sheet.Problem(p))
			}
		}
	}
	row, wrong := r.parser.Parse(cells)
	problems = append(problems, wrong...)
	e.plan, e.Dwelling, e.Version, e.Ledger = plan{}, nil, 0, ledger{}
	f := r.match(&row)
	e.keys = f.keys
	for _, k := range f.keys {
		e.Ledger.Keys = append(e.Ledger.Keys, k.text)
	}
	problems = append(problems, f.problems...)
	if f.known != nil {
		e.Dwelling, e.Version = &f.ID, f.Version
		if f.let() {
			problems = slices.DeleteFunc(problems, func(p sheet.Problem) bool { return p.Message == sheet.LetWithoutTenancy })
		}
	} else if len(f.problems) == 0 {
		problems = append(problems, r.missing(&row, problems)...)
	}
	if len(problems) == 0 {
		var more []sheet.Problem
		if f.known == nil {
			e.plan.create, more = r.fresh(&row)
			if len(more) == 0 {
				more = told(h.Check(*e.plan.create, r.parser.Today), e.Cells)
			}
		} else {
			e.plan, more = r.edit(&row, f.known)
			if e.plan.update != nil && len(more) == 0 {
				more = told(h.CheckUpdate(*e.plan.update), e.Cells)
			}
		}
		problems = more
	}
	e.Ledger.Changes = e.plan.changes
	sheet.Sort(problems)
	e.Problems = kept(problems)
	conceal(e.Cells, problems)
	switch {
	case len(problems) > 0:
		e.State = codelist.ImportRowStateError
	case f.known == nil:
		e.State = codelist.ImportRowStateNew
	case len(e.plan.changes) > 0:
		e.State = codelist.ImportRowStateChanged
	default:
		e.State = codelist.ImportRowStateSame
	}
}

// missing is what a new dwelling lacks in the row, where there is nothing wrong already.
func (r *register) missing(row *sheet.Row, problems []sheet.Problem) []sheet.Problem {
	lacks := slices.DeleteFunc(row.Missing(r.parser.Today), func(p sheet.Problem) bool {
		return slices.ContainsFunc(problems, func(q sheet.Problem) bool {
			return q.Column == p.Column || p.Column == "gatenavn" && (q.Column == "adresse" || q.Column == "gnrbnr")
		})
	})
	if !row.Street.Known && !slices.ContainsFunc(slices.Concat(problems, lacks), func(p sheet.Problem) bool {
		return p.Column == "gatenavn" || p.Column == "adresse"
	}) {
		lacks = append(lacks, sheet.Problem{Column: "gatenavn", Message: sheet.MissingValue})
	}
	return lacks
}

// repeats gives a problem to each row that speaks of the same dwelling as another; all are rows of the import, those that are not to be
// changed too.
func repeats(all []*entry) {
	rows := map[string][]*entry{}
	for _, e := range all {
		for _, k := range e.Ledger.Keys {
			rows[k] = append(rows[k], e)
		}
	}
	for _, e := range all {
		if settled(e) {
			continue
		}
		said := map[string]bool{}
		for _, k := range e.keys {
			same := rows[k.text]
			if len(same) < 2 || said[k.column] {
				continue
			}
			said[k.column] = true
			first := same[0]
			if first == e {
				first = same[1]
			}
			e.Problems = append(e.Problems, schema.Problem{
				Column: k.column, Value: e.Cells[k.column], Message: "sheet.repeated", Args: []any{"row", first.Number},
			})
			e.State = codelist.ImportRowStateError
		}
	}
}

// settled reports whether a row has been carried out.
func settled(e *entry) bool { return e.State == codelist.ImportRowStateApplied }

func kept(problems []sheet.Problem) []schema.Problem {
	out := make([]schema.Problem, len(problems))
	for i, p := range problems {
		out[i] = schema.Problem(p)
	}
	return out
}

// fresh is the new dwelling that a row says.
func (r *register) fresh(row *sheet.Row) (*housing.NewDwelling, []sheet.Problem) {
	var problems []sheet.Problem
	today := day.At(r.parser.Today)
	on := today
	if row.StatusOn.Known {
		on = day.At(row.StatusOn.V)
	}
	status := codelist.DwellingStatusReady
	if row.Status.Known {
		status = row.Status.V
	}
	tenancy, wrong := r.tenancy(row, status)
	problems = append(problems, wrong...)
	switch status {
	case codelist.DwellingStatusSold:
		problems = append(problems, sheet.Problem{Column: "boligstatus", Message: "intake.sold"})
	case codelist.DwellingStatusLet:
		status = codelist.DwellingStatusReady // until the tenancy begins
		if !row.StatusOn.Known && tenancy != nil {
			on = tenancy.StartsOn
		}
	}
	entered := on
	if tenancy != nil && tenancy.StartsOn.Before(entered) {
		entered = tenancy.StartsOn
	}
	agreement, wrong := r.agreement(row)
	problems = append(problems, wrong...)
	d := model.DwellingCreateInput{
		UnitID: &r.unit, AgreementID: agreement, Type: row.Type.V, Disposition: row.Disposition.V, Subtype: row.Subtype.Pointer(),
		Shared: row.Shared.Pointer(), StaffBase: row.StaffBase.Pointer(), StaffedRoundTheClock: row.RoundTheClock.Pointer(),
		Ownership: row.Ownership.Pointer(), Bedrooms: row.Bedrooms.Pointer(), UsableArea: row.UsableArea.Pointer(),
		Floor: row.Floor.Pointer(), Wheelchair: row.Wheelchair.Pointer(), OtherInformation: row.OtherInformation.Pointer(),
		VatCompensation: row.VATCompensation.Pointer(), VendorDwellingID: row.VendorID.Pointer(), DepositOre: row.DepositOre.Pointer(),
		Status: status, StatusFrom: on, EnteredOn: &entered,
		Owner: &model.OwnerInput{
			Name: row.OwnerName.Pointer(), OrganisationNumber: row.OwnerOrganisationNumber.Pointer(), Phone: row.OwnerPhone.Pointer(),
		},
		Meters:  &model.MetersInput{Power: row.PowerMeter.Pointer(), Water: row.WaterMeter.Pointer()},
		Schools: &model.SchoolsInput{Primary: row.PrimarySchool.Pointer(), Secondary: row.SecondarySchool.Pointer()},
		Address: model.AddressInput{
			Street: row.Street.V, HouseNumber: row.HouseNumber.Pointer(), HouseLetter: row.HouseLetter.Pointer(),
			PostalCode: row.PostalCode.Pointer(), UnitNumber: row.UnitNumber.Pointer(), ExtraReference: row.ExtraReference.Pointer(),
		},
	}
	if place := r.places[row.PostalCode.V]; place != "" {
		d.Address.PostalPlace = &place
	}
	if row.Gnr.Known {
		d.Property = r.property(row, nil)
	}
	if p := row.PlannedReadyOn; p.Known && status != codelist.DwellingStatusReady {
		d.PlannedReadyOn = day.Ptr(&p.V)
	}
	if row.RentOre.Known {
		d.Rent = &model.RentInput{ValidFrom: entered, Components: rentOf(row.RentOre.V)}
	}
	return &housing.NewDwelling{Dwelling: d, Tenancy: tenancy}, problems
}

func rentOf(ore int) []*model.RentPartInput {
	return []*model.RentPartInput{{Component: codelist.RentComponentRent, Ore: ore}}
}

// property is the cadastral unit of a row. What the row leaves out is the known dwelling's when the rest is the same.
func (r *register) property(row *sheet.Row, d *known) *model.PropertyInput {
	number, fnr, snr := r.parser.Municipality, row.Fnr.V, row.Snr.V
	if row.MunicipalityNumber.Known {
		number = row.MunicipalityNumber.V
	}
	if d != nil && d.Gnr != nil && *d.Gnr == row.Gnr.V && *d.Bnr == row.Bnr.V {
		if !row.MunicipalityNumber.Given {
			number = *d.Municipality
		}
		if !row.Fnr.Given {
			fnr = *d.Fnr
		}
		if !row.Snr.Given {
			snr = *d.Snr
		}
	}
	return &model.PropertyInput{MunicipalityNumber: &number, Gnr: row.Gnr.V, Bnr: row.Bnr.V, Fnr: &fnr, Snr: &snr}
}

// agreement finds the agreement that a row names by its reference.
func (r *register) agreement(row *sheet.Row) (*entity.ID, []sheet.Problem) {
	if !row.AgreementReference.Known {
		return nil, nil
	}
	reference := row.AgreementReference.V
	switch ids := r.agreements[sheet.Fold(reference)]; len(ids) {
	case 0:
		return nil, []sheet.Problem{{Column: "avtalereferanse", Value: reference, Message: "intake.noAgreement"}}
	case 1:
		return &ids[0], nil
	}
	return nil, []sheet.Problem{{Column: "avtalereferanse", Value: reference, Message: "intake.manyAgreements"}}
}

// tenancy is the tenancy that a row says of a dwelling that has none, when it is to be the status; nil when it says none. Its kind
// follows from its term (husleieloven § 9-3).
func (r *register) tenancy(row *sheet.Row, status codelist.DwellingStatus) (*model.TenancyRegisterInput, []sheet.Problem) {
	start, end := row.TenancyStart, row.TenancyEnd
	if !start.Known {
		return nil, nil
	}
	if status != codelist.DwellingStatusLet && !start.V.After(r.parser.Today) {
		return nil, []sheet.Problem{{Column: "boligstatus", Message: "intake.letNow", Allowed: letWords()}}
	}
	in := &model.TenancyRegisterInput{Kind: codelist.TenancyKindOpenEnded, StartsOn: day.At(start.V)}
	switch {
	case end.Known && end.V.Before(start.V.AddDate(3, 0, -1)):
		in.Kind, in.EndsOn = codelist.TenancyKindFixedOther, day.Ptr(&end.V)
	case end.Known:
		in.Kind, in.EndsOn = codelist.TenancyKindFixed3Years, day.Ptr(&end.V)
	case row.OpenEnded.Known && !row.OpenEnded.V:
		return nil, []sheet.Problem{{Column: "leieforholdsluttdato", Message: "intake.endMissing"}}
	}
	if row.RentOre.Known {
		in.Rent = rentOf(row.RentOre.V)
	}
	if row.TenantNumber.Known || row.TenantBorn.Known {
		in.Tenant = &model.TenantInput{
			Name: message.Text("nb", "intake.tenantName"), BirthDate: day.Ptr(row.TenantBorn.Pointer()), NationalIdentityNumber: row.TenantNumber.Pointer(),
		}
	}
	return in, nil
}

// letWords is the word for a dwelling that is let.
func letWords() []string {
	list, _ := codelist.Find("DisplayStatus")
	code, _ := list.Code(string(codelist.DisplayStatusLet))
	return []string{code.Import}
}

// edit is what a row changes in a known dwelling.
func (r *register) edit(row *sheet.Row, d *known) (p plan, problems []sheet.Problem) {
	p.known = d
	u := model.DwellingUpdateInput{}
	facts := false
	changed := func(column string, before, after string) {
		p.changes = append(p.changes, change{column, before, after})
	}
	fact := func(column, before, after string) bool {
		if before == after {
			return false
		}
		changed(column, before, after)
		facts = true
		return true
	}
	wrong := func(column, value, key string, args ...any) {
		problems = append(problems, sheet.Problem{Column: column, Value: value, Message: key, Args: args})
	}

	// The address is replaced as a whole.
	a := model.AddressInput{
		Street: d.Street, HouseNumber: d.HouseNumber, HouseLetter: &d.HouseLetter, PostalCode: &d.PostalCode, PostalPlace: &d.PostalPlace,
		UnitNumber: &d.UnitNumber, ExtraReference: &d.ExtraReference,
	}
	moved := false
	if row.Street.Known {
		moved = fact("gatenavn", d.Street, squeeze(row.Street.V)) || moved
		moved = fact("husnummer", number(d.HouseNumber), number(row.HouseNumber.Pointer())) || moved
		moved = fact("husbokstav", d.HouseLetter, strings.ToUpper(row.HouseLetter.V)) || moved
		a.Street, a.HouseNumber, a.HouseLetter = row.Street.V, row.HouseNumber.Pointer(), &row.HouseLetter.V
	}
	if row.PostalCode.Given && fact("postnummer", d.PostalCode, row.PostalCode.V) {
		place := r.places[row.PostalCode.V]
		moved, a.PostalCode, a.PostalPlace = true, &row.PostalCode.V, &place
	}
	if row.UnitNumber.Given && fact("bruksenhetsnummer", d.UnitNumber, row.UnitNumber.V) {
		moved, a.UnitNumber = true, &row.UnitNumber.V
	}
	if row.ExtraReference.Given && fact("ekstrareferanse", d.ExtraReference, squeeze(row.ExtraReference.V)) {
		moved, a.ExtraReference = true, &row.ExtraReference.V
	}
	if moved {
		u.Address = graphql.OmittableOf(&a)
	}
	switch {
	case row.Gnr.Known:
		in := r.property(row, d)
		if fact("gnrbnr", cadastral(d.Municipality, d.Gnr, d.Bnr, d.Fnr, d.Snr), cadastral(in.MunicipalityNumber, &in.Gnr, &in.Bnr, in.Fnr, in.Snr)) {
			u.Property = graphql.OmittableOf(in)
		}
	case row.Gnr.Given:
		if fact("gnrbnr", cadastral(d.Municipality, d.Gnr, d.Bnr, d.Fnr, d.Snr), "") {
			u.Property = graphql.OmittableOf[*model.PropertyInput](nil)
		}
	}
	if row.VendorID.Known && fact("leverandorboligid", text(d.VendorID), squeeze(row.VendorID.V)) {
		u.VendorDwellingID = graphql.OmittableOf(&row.VendorID.V)
	}
	if row.AgreementReference.Given && sheet.Fold(text(d.Agreement)) != sheet.Fold(row.AgreementReference.V) {
		id, none := r.agreement(row)
		problems = append(problems, none...)
		fact("avtalereferanse", text(d.Agreement), row.AgreementReference.V)
		u.AgreementID = graphql.OmittableOf(id)
	}

	value(&u.Subtype, fact, "underkategoriboligtype", row.Subtype, d.Subtype)
	value(&u.Ownership, fact, "eieform", row.Ownership, d.Ownership)
	value(&u.Bedrooms, fact, "antallsoverom", row.Bedrooms, d.Bedrooms)
	value(&u.UsableArea, fact, "bruksareal", row.UsableArea, d.UsableArea)
	value(&u.Floor, fact, "etasje", row.Floor, d.Floor)
	value(&u.DepositOre, fact, "depositum", row.DepositOre, d.DepositOre)
	value(&u.VatCompensation, fact, "kvalifiserermvakompensasjon", row.VATCompensation, d.VATCompensation)
	value(&u.StaffedRoundTheClock, fact, "erdognbemannet", row.RoundTheClock, d.RoundTheClock)
	value(&u.StaffBase, fact, "harpersonalbase", row.StaffBase, d.StaffBase)
	if row.Type.Known {
		value(&u.Type, fact, "koboboligtype", row.Type, &d.Type)
	}
	if row.Disposition.Known {
		value(&u.Disposition, fact, "kobodisposisjonsform", row.Disposition, &d.Disposition)
	}
	if row.Shared.Known {
		value(&u.Shared, fact, "erbofellesskap", row.Shared, &d.Shared)
	}
	if row.Wheelchair.Given {
		want := row.Wheelchair
		if !want.Known {
			want = sheet.Known(codelist.WheelchairAccessUnknown)
		}
		value(&u.Wheelchair, fact, "errullestoltilpasset", want, &d.Wheelchair)
	}
	if row.OtherInformation.Given && fact("ovriginformasjon", d.Other, strings.TrimSpace(row.OtherInformation.V)) {
		u.OtherInformation = graphql.OmittableOf(row.OtherInformation.Pointer())
	}

	// Groups that are replaced as a whole.
	part := func(column string, v sheet.Value[string], now string) (string, bool) {
		if !v.Given || !fact(column, now, squeeze(v.V)) {
			return now, false
		}
		return v.V, true
	}
	name, n := part("boligeiersnavn", row.OwnerName, d.OwnerName)
	organisation, o := part("boligeiersorganisasjonsnummer", row.OwnerOrganisationNumber, d.OwnerOrganisationNumber)
	phone, t := part("boligeiersmobilnummer", row.OwnerPhone, d.OwnerPhone)
	if n || o || t {
		u.Owner = graphql.OmittableOf(&model.OwnerInput{Name: &name, OrganisationNumber: &organisation, Phone: &phone})
	}
	power, e := part("malernummerstrom", row.PowerMeter, d.PowerMeter)
	water, w := part("malernummervann", row.WaterMeter, d.WaterMeter)
	if e || w {
		u.Meters = graphql.OmittableOf(&model.MetersInput{Power: &power, Water: &water})
	}
	primary, b := part("skolekretsbarneskole", row.PrimarySchool, d.PrimarySchool)
	secondary, s := part("skolekretsungdomsskole", row.SecondarySchool, d.SecondarySchool)
	if b || s {
		u.Schools = graphql.OmittableOf(&model.SchoolsInput{Primary: &primary, Secondary: &secondary})
	}

	// What the dwelling is, and its tenancy.
	today := r.parser.Today
	status := d.Status
	if row.Status.Known {
		status = row.Status.V
	}
	_, letStart := row.TenancyStart, row.TenancyStart.Known
	switch {
	case d.Starts != nil || d.let():
		if d.Starts != nil && letStart && (!d.Starts.Equal(row.TenancyStart.V) || row.TenancyEnd.Given && !sameDay(d.Ends, row.TenancyEnd.Pointer()) ||
			row.OpenEnded.V && d.Ends != nil) {
			wrong("leieforholdstartdato", show(&row.TenancyStart.V), "intake.otherTenancy")
		}
		switch {
		case status == d.Status:
		case d.let():
			wrong("boligstatus", "", "intake.isLet")
			status = d.Status
		case status == codelist.DwellingStatusLet: // the tenancy has yet to begin
			status = d.Status
		}
	case status == codelist.DwellingStatusLet || letStart:
		in, none := r.tenancy(row, status)
		problems = append(problems, none...)
		switch {
		case in == nil:
		case d.Reserved:
			wrong("leieforholdstartdato", show(&row.TenancyStart.V), "intake.reserved")
		case in.StartsOn.Time.Before(d.Entered):
			wrong("leieforholdstartdato", show(&row.TenancyStart.V), "housing.beforeEntered", "date", day.At(d.Entered))
		case in.StartsOn.Time.After(today.AddDate(0, 6, 0)):
			wrong("leieforholdstartdato", show(&row.TenancyStart.V), "housing.tenancyTooFarAhead", "months", 6)
		default:
			p.tenancy = in
			changed("leieforholdstartdato", "", iso(&in.StartsOn.Time))
			if in.EndsOn != nil {
				changed("leieforholdsluttdato", "", iso(&in.EndsOn.Time))
			}
		}
		if status == codelist.DwellingStatusLet {
			if status != d.Status {
				changed("boligstatus", string(d.Status), string(status))
			}
			status = d.Status // the tenancy sees to it
		}
	}
	from := today
	if row.StatusOn.Known {
		from = row.StatusOn.V
	}
	planned := row.PlannedReadyOn
	if planned.Known && status == codelist.DwellingStatusReady {
		planned = sheet.Value[time.Time]{} // ready already
	}
	switch {
	case status == d.Status:
		if planned.Given && !d.let() && p.tenancy == nil && fact("planlagtklar", iso(d.Planned), iso(planned.Pointer())) {
			u.PlannedReadyOn = graphql.OmittableOf(day.Ptr(planned.Pointer()))
		}
	case status == codelist.DwellingStatusSold:
		wrong("boligstatus", "", "intake.sold")
	case d.Since != nil && from.Before(*d.Since):
		wrong("statusdato", show(&from), "intake.laterStatus", "date", day.At(*d.Since))
	case from.After(today.AddDate(1, 0, 0)):
		wrong("statusdato", show(&from), "housing.tooFarAhead")
	default:
		p.status = &model.DwellingSetStatusInput{Status: status, ValidFrom: day.At(from), PlannedReadyOn: day.Ptr(planned.Pointer())}
		changed("boligstatus", string(d.Status), string(status))
	}

	if ore := row.RentOre; ore.Known && (d.RentOre == nil || *d.RentOre != ore.V) {
		if d.RentParts > 1 {
			wrong("manedsleie", money(&ore.V), "intake.rentParts")
		}
		rentFrom := today
		if d.Entered.After(rentFrom) {
			rentFrom = d.Entered
		}
		p.rent = &model.RentInput{ValidFrom: day.At(rentFrom), Components: rentOf(ore.V)}
		if d.RentFrom != nil && d.RentFrom.Equal(rentFrom) {
			why := message.Text("nb", "intake.correction")
			p.rent.Correction = &why
		}
		changed("manedsleie", plain(d.RentOre), plain(&ore.V))
	}
	if facts {
		p.update = &u
	}
	return p, problems
}

// value sets a field of an update when the cell says another value than the register has.
func value[T comparable](field *graphql.Omittable[*T], fact func(column, before, after string) bool, column string, cell sheet.Value[T], now *T) {
	if cell.Given && fact(column, plain(now), plain(cell.Pointer())) {
		*field = graphql.OmittableOf(cell.Pointer())
	}
}

func plain[T any](v *T) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(*v)
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func number(n *int) string { return plain(n) }

func iso(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.Format(time.DateOnly)
}

// show is a date as people write it.
func show(t *time.Time) string { return t.Format("02.01.2006") }

func sameDay(a, b *time.Time) bool { return iso(a) == iso(b) }

// money is an amount as people write it.
func money(ore *int) string {
	if ore == nil {
		return ""
	}
	if *ore%100 == 0 {
		return strconv.Itoa(*ore / 100)
	}
	return fmt.Sprintf("%d,%02d", *ore/100, *ore%100)
}

func cadastral(municipality *string, gnr, bnr, fnr, snr *int) string {
	if gnr == nil {
		return ""
	}
	text := fmt.Sprintf("%s-%d/%d", *municipality, *gnr, *bnr)
	if *fnr != 0 || *snr != 0 {
		text += fmt.Sprintf("/%d/%d", *fnr, *snr)
	}
	return text
}

// columnOf is the column that a field of an act comes from.
var columnOf = map[string]string{
	"street": "gatenavn", "houseNumber": "husnummer", "houseLetter": "husbokstav", "postalCode": "postnummer", "postalPlace": "postnummer",
	"unitNumber": "bruksenhetsnummer", "extraReference": "ekstrareferanse", "property": "gnrbnr", "gnr": "gnrbnr", "bnr": "gnrbnr",
	"fnr": "festenummer", "snr": "seksjonsnummer", "municipalityNumber": "kommunenummer", "type": "koboboligtype",
	"subtype": "underkategoriboligtype", "disposition": "kobodisposisjonsform", "ownership": "eieform", "name": "boligeiersnavn",
	"organisationNumber": "boligeiersorganisasjonsnummer", "phone": "boligeiersmobilnummer", "agreementId": "avtalereferanse",
	"status": "boligstatus", "statusFrom": "statusdato", "enteredOn": "statusdato", "validFrom": "statusdato",
	"plannedReadyOn": "planlagtklar", "depositOre": "depositum", "power": "malernummerstrom", "water": "malernummervann",
	"bedrooms": "antallsoverom", "usableArea": "bruksareal", "floor": "etasje", "primary": "skolekretsbarneskole",
	"secondary": "skolekretsungdomsskole", "otherInformation": "ovriginformasjon", "vendorDwellingId": "leverandorboligid",
	"startsOn": "leieforholdstartdato", "endsOn": "leieforholdsluttdato", "components": "manedsleie", "ore": "manedsleie", "rent": "manedsleie",
}

// told is the faults of an act as problems of the row's cells. What is at fault nowhere in particular stands with the status.
//
// SECURITY: a job sees more than who ordered it, so what a fault says of another dwelling is left out.
func told(err error, cells map[string]string) (problems []sheet.Problem) {
	for _, f := range fault.All(err) {
		p := sheet.Problem{Column: "boligstatus", Message: f.Message}
		path := strings.Split(f.Field, ".")
		for _, name := range slices.Backward(path) {
			if column, ok := columnOf[name]; ok {
				p.Column = column
				break
			}
		}
		if slices.Contains(path, "tenant") {
			p.Column = "hovedsoker"
		} else {
			p.Value = cells[p.Column]
		}
		switch f.Message {
		case "fault.conflict":
			p.Message = "intake.changedSince"
		case "housing.duplicateAddress":
			p.Message = "housing.takenAddress"
		case "housing.duplicateVendorId":
			p.Message = "housing.takenVendorId"
		default:
			p.Args = written(f.Args)
		}
		problems = append(problems, p)
	}
	return problems
}

// written are the arguments of a text in a form that can be stored.
func written(args []any) []any {
	out := make([]any, len(args))
	for i, arg := range args {
		switch arg := arg.(type) {
		case day.Day:
			out[i] = show(&arg.Time)
		case string, int, float64, bool:
			out[i] = arg
		case interface{ Label(string) string }:
			out[i] = arg.Label("nb")
		default:
			out[i] = fmt.Sprint(arg)
		}
	}
	return out
}

// Changes tells what applying a row changes, of its import_row.before, in the reader's language.
func Changes(language string, before json.RawMessage) []*model.ImportChange {
	var l ledger
	if json.Unmarshal(before, &l) != nil {
		return nil // not ours
	}
	var out []*model.ImportChange
	for _, c := range l.Changes {
		column, ok := sheet.Find(c.Column)
		if !ok {
			continue
		}
		out = append(out, &model.ImportChange{
			Column: c.Column, Label: column.Titles.In(language), Before: readable(language, column, c.Before), After: readable(language, column, c.After),
		})
	}
	return out
}

// readable is a value of a change as people write it; nil for none.
func readable(language string, column sheet.Column, value string) *string {
	if value == "" {
		return nil
	}
	switch column.Kind {
	case sheet.Money:
		if ore, err := strconv.Atoi(value); err == nil {
			value = money(&ore)
		}
	case sheet.Decimal:
		if language != "en" {
			value = strings.Replace(value, ".", ",", 1)
		}
	case sheet.Date:
		if on, err := day.Parse(value); err == nil {
			value = show(&on.Time)
		}
	case sheet.YesNo:
		switch value {
		case "true", string(codelist.WheelchairAccessYes):
			value = message.Text(language, "sheet.yes")
		case "false", string(codelist.WheelchairAccessNo):
			value = message.Text(language, "sheet.no")
		default:
			value = codelist.WheelchairAccess(value).Label(language)
		}
	case sheet.Code:
		if list, ok := codelist.Find(column.List); ok {
			if code, ok := list.Code(value); ok {
				value = code.Label(language)
			}
		}
	}
	return &value
}
