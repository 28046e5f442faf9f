package sheet

import (
	"fmt"
	"strings"
	"time"

	"kobo/internal/codelist"
)

// Row is what a row says of one dwelling. A [Value] not given leaves what is recorded as it is.
type Row struct {
	VendorID Value[string]

	// The cadastral unit (matrikkelenhet). Gnr and Bnr are given together or not at all. An empty municipality number is the
	// importing municipality's own.
	MunicipalityNumber Value[string]
	Gnr, Bnr, Fnr, Snr Value[int]
	UnitNumber         Value[string]

	Street         Value[string]
	HouseNumber    Value[int]
	HouseLetter    Value[string]
	PostalCode     Value[string]
	ExtraReference Value[string]

	Type        Value[codelist.DwellingType]
	Subtype     Value[codelist.DwellingSubtype]
	Shared      Value[bool]
	Disposition Value[codelist.DispositionForm]
	Ownership   Value[codelist.OwnershipForm]

	OwnerName               Value[string]
	OwnerOrganisationNumber Value[string]
	// OwnerPhone is eight digits, or + and digits for a foreign number.
	OwnerPhone         Value[string]
	AgreementReference Value[string]

	Status Value[codelist.DwellingStatus]
	// Reserved: the status cell says RESERVERT, which is no physical status, so Status is not given: a known dwelling stays as
	// it is, and a new one is ready.
	Reserved       bool
	StatusOn       Value[time.Time]
	PlannedReadyOn Value[time.Time]

	RentOre    Value[int]
	DepositOre Value[int]
	PowerMeter Value[string]
	WaterMeter Value[string]

	Wheelchair       Value[codelist.WheelchairAccess]
	Bedrooms         Value[int]
	UsableArea       Value[float64]
	Floor            Value[int]
	PrimarySchool    Value[string]
	SecondarySchool  Value[string]
	OtherInformation Value[string]
	VATCompensation  Value[bool]
	RoundTheClock    Value[bool]
	StaffBase        Value[bool]

	// TenantNumber is the main applicant's national identity number; TenantBorn is the date of birth where six digits stand
	// instead. At most one is given. They may be used only where the municipality has opened casework.
	TenantNumber Value[string]
	TenantBorn   Value[time.Time]
	OpenEnded    Value[bool]
	TenancyStart Value[time.Time]
	TenancyEnd   Value[time.Time]
}

// Words are a municipality's local words: column to folded word ([Fold]) to code of the column's list. Yes-or-no columns take the
// codes of WheelchairAccess.
type Words map[string]map[string]string

// Parser turns cells into values. It may be used by several goroutines.
type Parser struct {
	// Words are the municipality's local words; they go before the code lists' own.
	Words Words
	// Municipality is the number of the importing municipality, which is good whatever it is.
	Municipality string
	// Today is the day of the import, as midnight UTC.
	Today time.Time
}

// Parse reads one row's cells, keyed by column name. What can be read is in the row even when other cells have problems; a row
// with problems must not be applied. The problems are in the order of the columns.
func (p *Parser) Parse(cells map[string]string) (Row, []Problem) {
	var row Row
	var problems []Problem
	for i := range columns {
		c := &columns[i]
		cell := clean(cells[c.Name])
		if cell == "" {
			continue
		}
		a := at{p, c}
		problem := a.unreadable(cell)
		if problem == nil {
			problem = c.set(a, &row, cell)
		}
		if problem != nil {
			problems = append(problems, *problem)
		}
	}
	return row, p.agree(cells, &row, problems)
}

// agree adds what is wrong between cells that are each fine by themselves.
func (p *Parser) agree(cells map[string]string, row *Row, problems []Problem) []Problem {
	before := len(problems)
	add := func(column, key string, args ...any) {
		for _, problem := range problems {
			if problem.Column == column {
				return // one problem a cell; the first says more
			}
		}
		problems = append(problems, at{p, &columns[place[column]]}.problem(clean(cells[column]), key, args...))
	}
	if row.Gnr.Known != row.Bnr.Known || (row.Fnr.Known || row.Snr.Known) && !row.Gnr.Known {
		add("gnrbnr", "sheet.propertyIncomplete")
	}
	if row.HouseNumber.Known && !row.Street.Known {
		add("gatenavn", "sheet.streetMissing")
	}
	start, end := row.TenancyStart, row.TenancyEnd
	switch {
	case start.Known:
	case row.Status.Known && row.Status.V == codelist.DwellingStatusLet:
		add("leieforholdstartdato", LetWithoutTenancy)
	case end.Known || row.OpenEnded.V || row.TenantNumber.Known || row.TenantBorn.Known:
		add("leieforholdstartdato", "sheet.tenancyStartMissing")
	}
	if start.Known && end.Known && end.V.Before(start.V) {
		add("leieforholdsluttdato", "sheet.endBeforeStart", "start", start.V.Format(norwegianDate))
	}
	if row.OpenEnded.V && end.Known {
		add("leieforholdsluttdato", "sheet.openEndedWithEnd")
	}
	if len(problems) > before {
		Sort(problems)
	}
	return problems
}

// Missing returns what a new dwelling lacks on the day: type, disposition form, status, and a street or a cadastral unit.
func (r *Row) Missing(today time.Time) []Problem {
	var problems []Problem
	need := func(has bool, column string) {
		if has {
			return
		}
		problems = append(problems, Problem{
			Column: column, Message: MissingValue, Allowed: columns[place[column]].Allowed(today),
		})
	}
	need(r.Street.Known || r.Gnr.Known, "gatenavn")
	need(r.Type.Known, "koboboligtype")
	need(r.Disposition.Known, "kobodisposisjonsform")
	need(r.Status.Known || r.Reserved, "boligstatus")
	return problems
}

// NaturalKey is the same for two rows that name the same room: cadastral unit, unit number, extra reference and address. It is
// empty when the row has no cadastral unit or no unit number: such a row can be recognised by the vendor's id only. The
// municipality number is that of a row that names none.
func (r *Row) NaturalKey(municipality string) string {
	if !r.Gnr.Known || !r.Bnr.Known || !r.UnitNumber.Known {
		return ""
	}
	if r.MunicipalityNumber.Known {
		municipality = r.MunicipalityNumber.V
	}
	return fmt.Sprintf("%s-%d/%d/%d/%d %s %q %s %d %s", municipality, r.Gnr.V, r.Bnr.V, r.Fnr.V, r.Snr.V, r.UnitNumber.V,
		strings.ToLower(r.ExtraReference.V), Fold(r.Street.V), r.HouseNumber.V, r.HouseLetter.V)
}

// Seen remembers the dwellings of the rows so far, so that none is imported twice from one workbook.
type Seen struct {
	// Municipality is the number of the importing municipality.
	Municipality string

	vendor, natural map[string]int
}

// Add remembers a row and returns a problem for each key that an earlier row has too. The rows that repeat are at fault, the
// first is not.
func (s *Seen) Add(number int, row *Row) []Problem {
	if s.vendor == nil {
		s.vendor, s.natural = map[string]int{}, map[string]int{}
	}
	var problems []Problem
	add := func(seen map[string]int, key, column, value string) {
		if key == "" {
			return
		}
		if first, ok := seen[key]; ok {
			problems = append(problems, Problem{Column: column, Value: shown(value), Message: "sheet.repeated", Args: []any{"row", first}})
			return
		}
		seen[key] = number
	}
	add(s.vendor, row.VendorID.V, "leverandorboligid", row.VendorID.V)
	add(s.natural, row.NaturalKey(s.Municipality), "bruksenhetsnummer", row.UnitNumber.V)
	return problems
}
