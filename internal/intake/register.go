package intake

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"kobo/internal/codelist"
	"kobo/internal/entity"
	"kobo/internal/postgres"
	"kobo/internal/sheet"
	"kobo/internal/store"
)

// known is a dwelling of the register, as far as a workbook may speak of it.
type known struct {
	ID      entity.ID
	Version int

	Street, HouseLetter, PostalCode, PostalPlace, UnitNumber, ExtraReference string
	HouseNumber                                                              *int
	VendorID                                                                 *string
	Municipality                                                             *string // of its cadastral unit
	Gnr, Bnr, Fnr, Snr                                                       *int
	Agreement                                                                *string // its reference

	Type                                                          codelist.DwellingType
	Subtype                                                       *codelist.DwellingSubtype
	Shared                                                        bool
	StaffBase, RoundTheClock, VATCompensation                     *bool
	Disposition                                                   codelist.DispositionForm
	Ownership                                                     *codelist.OwnershipForm
	OwnerName, OwnerOrganisationNumber, OwnerPhone                string
	Bedrooms, Floor, DepositOre                                   *int
	UsableArea                                                    *float64
	Wheelchair                                                    codelist.WheelchairAccess
	PowerMeter, WaterMeter, PrimarySchool, SecondarySchool, Other string

	Status    codelist.DwellingStatus
	Since     *time.Time // of the status
	Planned   *time.Time
	Entered   time.Time
	Left      bool
	Merged    bool
	Reserved  bool
	RentOre   *int
	RentFrom  *time.Time
	RentParts int
	// Starts and Ends are of the tenancy in force. Shielded ones are as if they were not there, whoever imports: the dwelling is LET.
	Starts, Ends *time.Time
}

// let reports whether a tenancy decides what the dwelling is.
func (d *known) let() bool { return d.Status == codelist.DwellingStatusLet }

// text is the address as people write it.
func (d *known) text() string {
	text := d.Street
	if d.HouseNumber != nil {
		text += fmt.Sprintf(" %d%s", *d.HouseNumber, d.HouseLetter)
	}
	for _, more := range []string{d.UnitNumber, d.ExtraReference} {
		if more != "" {
			text += ", " + more
		}
	}
	return text
}

// register is what rows are compared with.
type register struct {
	parser sheet.Parser
	// unit is where new dwellings go.
	unit entity.ID
	// headings are what the municipality has said of headings before, folded.
	headings   map[string]string
	agreements map[string][]entity.ID // by folded reference
	places     map[string]string      // by postal code, as other dwellings have it

	byID       map[entity.ID]*known
	byVendor   map[string][]*known
	byProperty map[string][]*known
	byAddress  map[string][]*known
}

// which says which dwellings rows may speak of.
type which struct {
	ids     []entity.ID
	vendors []string
	// places, farms and titles are municipality number, gnr and bnr.
	places        []string
	farms, titles []int
	// keys are address keys; beginnings are how address keys begin, as patterns, for those that are nearly it too.
	keys, beginnings []string
}

// add adds the dwellings that a row may be, and those that it nearly is when near is set.
func (w *which) add(row *sheet.Row, municipality string, near bool) {
	if row.VendorID.Known {
		w.vendors = append(w.vendors, row.VendorID.V)
	}
	if row.Gnr.Known && row.Bnr.Known {
		if row.MunicipalityNumber.Known {
			municipality = row.MunicipalityNumber.V
		}
		w.places, w.farms, w.titles = append(w.places, municipality), append(w.farms, row.Gnr.V), append(w.titles, row.Bnr.V)
	}
	if row.Street.Known {
		room := strings.TrimSpace(row.UnitNumber.V + " " + row.ExtraReference.V)
		w.keys = append(w.keys, store.AddressKey(row.Street.V, row.HouseNumber.Pointer(), row.HouseLetter.V, room))
		if near {
			w.beginnings = append(w.beginnings, store.AddressKey(row.Street.V, row.HouseNumber.Pointer(), row.HouseLetter.V, "")+"%")
		}
	}
}

// settings reads what the municipality has said of words and headings, and what else rows refer to.
func (r *register) settings() []postgres.Statement {
	r.parser.Words, r.headings = sheet.Words{}, map[string]string{}
	r.agreements, r.places = map[string][]entity.ID{}, map[string]string{}
	return []postgres.Statement{
		{SQL: "select number from municipality where id = (select kobo.municipality())", Rows: each(func(rows pgx.Rows) error {
			return rows.Scan(&r.parser.Municipality)
		})},
		{SQL: `select "column", word, code from word_mapping order by recorded_at`, Rows: each(func(rows pgx.Rows) error {
			var column, word, code string
			if err := rows.Scan(&column, &word, &code); err != nil {
				return err
			}
			if column == headingsColumn {
				r.headings[sheet.Fold(word)] = code
				return nil
			}
			if r.parser.Words[column] == nil {
				r.parser.Words[column] = map[string]string{}
			}
			r.parser.Words[column][sheet.Fold(word)] = code
			return nil
		})},
		{SQL: "select id, reference from agreement where reference <> ''", Rows: each(func(rows pgx.Rows) error {
			var id entity.ID
			var reference string
			if err := rows.Scan(&id, &reference); err != nil {
				return err
			}
			r.agreements[sheet.Fold(reference)] = append(r.agreements[sheet.Fold(reference)], id)
			return nil
		})},
		{SQL: `select postal_code, postal_place from dwelling where postal_code <> '' and postal_place <> '' and removed_at is null
			group by 1, 2 order by count(*), 2`, Rows: each(func(rows pgx.Rows) error {
			var code, place string
			if err := rows.Scan(&code, &place); err != nil {
				return err
			}
			r.places[code] = place
			return nil
		})},
	}
}

// knownSQL reads dwellings; $1 is today. What belongs to a dwelling is looked up for each, so that the plan is good also just after a large
// import, when the statistics are old.
const knownSQL = `select d.id, d.version, d.street, d.house_letter, d.postal_code, d.postal_place, d.unit_number, d.extra_reference,
		d.house_number, d.vendor_dwelling_id, p.municipality_number, p.gnr, p.bnr, p.fnr, p.snr, a.reference, d.type, d.subtype, d.shared,
		d.staff_base, d.staffed_round_the_clock, d.vat_compensation, d.disposition, d.ownership, d.owner_name, d.owner_organisation_number,
		d.owner_phone, d.bedrooms, d.floor, d.deposit_ore, d.usable_area, d.wheelchair, d.power_meter, d.water_meter, d.primary_school,
		d.secondary_school, d.other_information, d.status, s.valid_from, d.planned_ready_on, d.entered_on, d.left_on is not null,
		d.merged_into_id is not null,
		exists (select from reservation x where x.dwelling_id = d.id and x.state = 'ACTIVE'), r.total_ore, r.valid_from, coalesce(r.parts, 0), t.starts_on, t.ends_on
	from dwelling d
	left join property p on p.id = d.property_id
	left join agreement a on a.id = d.agreement_id
	left join lateral (select x.starts_on, x.ends_on from tenancy x
		where x.dwelling_id = d.id and x.ended_on is null and x.cancelled_at is null and not x.shielded limit 1) t on true
	left join lateral (select x.valid_from from status_period x where x.dwelling_id = d.id and x.superseded_at is null
		order by x.valid_from <= $1 desc, x.valid_from desc, x.recorded_at desc, x.id desc limit 1) s on true
	left join lateral (select x.total_ore, x.valid_from, (select count(*) from jsonb_object_keys(x.components)) as parts from rent_period x
		where x.dwelling_id = d.id and x.tenancy_id is null and x.superseded_at is null
		order by x.valid_from <= $1 desc, x.valid_from desc, x.recorded_at desc limit 1) r on true
	where (d.removed_at is null or d.merged_into_id is not null)`

// dwellings reads dwellings; nil: all that the viewer sees.
func (r *register) dwellings(ids []entity.ID) postgres.Statement {
	r.byID, r.byVendor, r.byProperty, r.byAddress = map[entity.ID]*known{}, map[string][]*known{}, map[string][]*known{}, map[string][]*known{}
	read := each(func(rows pgx.Rows) error {
		d := &known{}
		if err := rows.Scan(&d.ID, &d.Version, &d.Street, &d.HouseLetter, &d.PostalCode, &d.PostalPlace, &d.UnitNumber, &d.ExtraReference,
			&d.HouseNumber, &d.VendorID, &d.Municipality, &d.Gnr, &d.Bnr, &d.Fnr, &d.Snr, &d.Agreement, &d.Type, &d.Subtype, &d.Shared,
			&d.StaffBase, &d.RoundTheClock, &d.VATCompensation, &d.Disposition, &d.Ownership, &d.OwnerName, &d.OwnerOrganisationNumber,
			&d.OwnerPhone, &d.Bedrooms, &d.Floor, &d.DepositOre, &d.UsableArea, &d.Wheelchair, &d.PowerMeter, &d.WaterMeter, &d.PrimarySchool,
			&d.SecondarySchool, &d.Other, &d.Status, &d.Since, &d.Planned, &d.Entered, &d.Left,
			&d.Merged, &d.Reserved, &d.RentOre, &d.RentFrom, &d.RentParts, &d.Starts, &d.Ends); err != nil {
			return err
		}
		r.add(d)
		return nil
	})
	if ids == nil {
		return postgres.Statement{SQL: knownSQL, Args: []any{r.parser.Today}, Rows: read}
	}
	return postgres.Statement{SQL: knownSQL + " and d.id = any($2)", Args: []any{r.parser.Today, ids}, Rows: read}
}

// load reads the dwellings that rows may speak of. What a row nearly is, is found only where there are beginnings: otherwise a dwelling without
// a unit number is found by its address alone.
func (r *register) load(ctx context.Context, tx *postgres.Tx, w which) error {
	ids := append([]entity.ID{}, w.ids...)
	collect := each(func(rows pgx.Rows) error {
		var id entity.ID
		if err := rows.Scan(&id); err != nil {
			return err
		}
		ids = append(ids, id)
		return nil
	})
	const here = " from dwelling d where d.municipality_id = (select kobo.municipality())"
	// Looked up for each, as in knownSQL: the limits keep the planner from joining the other way round.
	property := `select d.id from unnest($1::text[], $2::int[], $3::int[]) as z(m, f, t)
		cross join lateral (select y.id from property y where y.municipality_id = (select kobo.municipality()) and y.municipality_number = z.m
			and y.gnr = z.f and y.bnr = z.t limit 10000) y
		cross join lateral (select x.id from dwelling x where x.municipality_id = (select kobo.municipality()) and x.property_id = y.id`
	vendor := "select d.id" + here + " and d.vendor_dwelling_id = any($1)"
	if len(w.beginnings) == 0 { // what the unique indexes hold
		property += " and x.unit_number <> '' and x.removed_at is null"
		vendor += " and d.removed_at is null"
	}
	property += " limit 10000) d"
	find := []postgres.Statement{
		{SQL: vendor, Args: []any{w.vendors}, Rows: collect},
		{SQL: "select d.id" + here + " and d.address_key = any($1)", Args: []any{w.keys}, Rows: collect},
		{SQL: property, Args: []any{w.places, w.farms, w.titles}, Rows: collect},
	}
	if len(w.beginnings) > 0 {
		find = append(find, postgres.Statement{SQL: "select d.id" + here + " and d.address_key like any($1)", Args: []any{w.beginnings}, Rows: collect})
	}
	if err := tx.Batch(ctx, find...); err != nil {
		return err
	}
	return tx.Batch(ctx, r.dwellings(ids))
}

func (r *register) add(d *known) {
	if r.byID[d.ID] != nil {
		return
	}
	r.byID[d.ID] = d
	if d.VendorID != nil {
		r.byVendor[*d.VendorID] = append(r.byVendor[*d.VendorID], d)
	}
	if d.Gnr != nil {
		key := propertyKey(*d.Municipality, *d.Gnr, *d.Bnr)
		r.byProperty[key] = append(r.byProperty[key], d)
	}
	key := addressKey(d.Street, d.HouseNumber, d.HouseLetter)
	r.byAddress[key] = append(r.byAddress[key], d)
}

func propertyKey(municipality string, gnr, bnr int) string {
	return fmt.Sprintf("%s %d/%d", municipality, gnr, bnr)
}

func addressKey(street string, number *int, letter string) string {
	n := 0
	if number != nil {
		n = *number
	}
	return fmt.Sprintf("%s %d%s", sheet.Fold(street), n, strings.ToUpper(letter))
}

// each reads rows one by one.
func each(row func(pgx.Rows) error) func(pgx.Rows) error {
	return func(rows pgx.Rows) error {
		for rows.Next() {
			if err := row(rows); err != nil {
				return err
			}
		}
		return rows.Err()
	}
}

// found is what matching a row comes to: a dwelling, none, or problems.
type found struct {
	*known
	problems []sheet.Problem
	// keys are the same for two rows of a workbook that speak of one dwelling, each with the column that says so.
	keys []key
}

type key struct{ text, column string }

// match finds the dwelling that a row speaks of: by the vendor's id, else by cadastral unit, unit number and extra reference, with the
// address when it is given; rows without a cadastral unit by the address. Nothing is guessed: where several fit, or one does but for
// what the row leaves out, that is a problem.
func (r *register) match(row *sheet.Row) (f found) {
	problem := func(column, value, message string, args ...any) {
		f.problems = append(f.problems, sheet.Problem{Column: column, Value: value, Message: message, Args: args})
	}
	vendor, strong := row.VendorID.V, row.Gnr.Known && row.UnitNumber.Known
	exact, near := r.candidates(row)
	switch owners := live(r.byVendor[vendor]); {
	case vendor != "" && len(owners) > 0:
		f.known = owners[0]
		for _, other := range exact {
			if strong && other.ID != f.ID && !other.Left && !other.Merged {
				problem("bruksenhetsnummer", row.UnitNumber.V, "intake.otherDwelling")
			}
		}
	case len(exact) > 1 && (vendor == "" || strong):
		problem("bruksenhetsnummer", row.UnitNumber.V, "intake.ambiguous")
		problem("ekstrareferanse", row.ExtraReference.V, "intake.ambiguous")
	case len(exact) == 1 && (vendor == "" || strong && exact[0].VendorID == nil):
		f.known = exact[0]
	case len(exact) == 1 && strong:
		problem("leverandorboligid", vendor, "intake.otherVendorId", "id", *exact[0].VendorID)
	case len(exact) == 0 && len(near) > 0 && (vendor == "" || near[0].VendorID == nil):
		f.problems = append(f.problems, r.nearly(row, near))
	}
	if f.known != nil {
		switch {
		case f.Merged:
			problem("bruksenhetsnummer", row.UnitNumber.V, "intake.merged")
		case f.Left:
			problem("boligstatus", "", "intake.left")
		}
		f.keys = append(f.keys, key{"d " + f.ID.String(), "bruksenhetsnummer"})
	}
	if vendor != "" {
		f.keys = append(f.keys, key{"v " + vendor, "leverandorboligid"})
	}
	if strong {
		f.keys = append(f.keys, key{"n " + row.NaturalKey(r.parser.Municipality), "bruksenhetsnummer"})
	} else if vendor == "" && (row.Gnr.Known || row.Street.Known) {
		f.keys = append(f.keys, key{fmt.Sprintf("w %d/%d/%d/%d %s %s %s", row.Gnr.V, row.Bnr.V, row.Fnr.V, row.Snr.V, row.UnitNumber.V,
			addressKey(row.Street.V, row.HouseNumber.Pointer(), row.HouseLetter.V), sheet.Fold(row.ExtraReference.V)), "bruksenhetsnummer"})
	}
	return f
}

// live are those that are dwellings of their own; merged ones only when there is none.
func live(all []*known) []*known {
	var of []*known
	for _, d := range all {
		if !d.Merged {
			of = append(of, d)
		}
	}
	if of == nil {
		return all
	}
	return of
}

// candidates are the dwellings that fit all that identifies one, and those that fit but for what the row, or the register, leaves out.
func (r *register) candidates(row *sheet.Row) (exact, near []*known) {
	var of []*known
	number := r.parser.Municipality
	if row.MunicipalityNumber.Known {
		number = row.MunicipalityNumber.V
	}
	if row.Gnr.Known && row.Bnr.Known {
		of = append(of, r.byProperty[propertyKey(number, row.Gnr.V, row.Bnr.V)]...)
	}
	if row.Street.Known {
		of = append(of, r.byAddress[addressKey(row.Street.V, row.HouseNumber.Pointer(), row.HouseLetter.V)]...)
	}
	seen := map[entity.ID]bool{}
	for _, d := range of {
		if seen[d.ID] {
			continue
		}
		seen[d.ID] = true
		switch how := r.fit(row, number, d); {
		case how == other:
		case how == fits:
			exact = append(exact, d)
		case !d.Left && !d.Merged:
			near = append(near, d)
		}
	}
	return live(exact), near
}

// fitting is how well a dwelling fits a row; the worst of its parts counts.
type fitting int

const (
	fits fitting = iota
	silentUnit
	silentRoom
	otherStreet
	noProperty
	other
)

func (r *register) fit(row *sheet.Row, municipality string, d *known) (how fitting) {
	worst := func(f fitting) { how = max(how, f) }
	switch {
	case row.UnitNumber.V == d.UnitNumber:
	case !row.UnitNumber.Given:
		worst(silentUnit)
	default:
		worst(other)
	}
	switch {
	case sheet.Fold(row.ExtraReference.V) == sheet.Fold(d.ExtraReference):
	case !row.ExtraReference.Given:
		worst(silentRoom)
	default:
		worst(other)
	}
	switch {
	case !row.Gnr.Known:
	case d.Gnr == nil:
		worst(noProperty)
	case *d.Municipality != municipality, *d.Gnr != row.Gnr.V, *d.Bnr != row.Bnr.V,
		row.Fnr.Given && *d.Fnr != row.Fnr.V, row.Snr.Given && *d.Snr != row.Snr.V:
		worst(other)
	}
	switch {
	case !row.Street.Known:
	case addressKey("", row.HouseNumber.Pointer(), row.HouseLetter.V) != addressKey("", d.HouseNumber, d.HouseLetter):
		worst(other)
	case sheet.Fold(row.Street.V) == sheet.Fold(d.Street):
	case row.HouseNumber.Known && row.UnitNumber.Known:
		worst(otherStreet)
	default:
		worst(other)
	}
	return how
}

// nearly is the problem of a row that could be a dwelling of the register, but for one thing.
func (r *register) nearly(row *sheet.Row, near []*known) sheet.Problem {
	number := r.parser.Municipality
	if row.MunicipalityNumber.Known {
		number = row.MunicipalityNumber.V
	}
	switch r.fit(row, number, near[0]) {
	case silentUnit:
		p := sheet.Problem{Column: "bruksenhetsnummer", Message: "intake.whichUnit"}
		for _, d := range near[:min(len(near), 20)] {
			p.Allowed = append(p.Allowed, d.UnitNumber)
		}
		return p
	case silentRoom:
		p := sheet.Problem{Column: "ekstrareferanse", Message: "intake.whichRoom"}
		for _, d := range near[:min(len(near), 20)] {
			p.Allowed = append(p.Allowed, d.ExtraReference)
		}
		return p
	case noProperty:
		return sheet.Problem{Column: "gnrbnr", Value: fmt.Sprintf("%d/%d", row.Gnr.V, row.Bnr.V), Message: "intake.withoutProperty", Args: []any{"address", near[0].text()}}
	}
	return sheet.Problem{Column: "gatenavn", Value: row.Street.V, Message: "intake.otherStreet", Args: []any{"address", near[0].text()}}
}
