package synthetic

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kobo/internal/codelist"
)

// SheetColumns are the columns of the workbook that municipalities import dwellings from.
var SheetColumns = []string{
	"kommunenummer", "gnrbnr", "festenummer", "seksjonsnummer", "bruksenhetsnummer", "gatenavn", "husnummer", "husbokstav",
	"postnummer", "ekstrareferanse", "koboboligtype", "underkategoriboligtype", "kobodisposisjonsform", "boligeiersnavn",
	"boligeiersorganisasjonsnummer", "boligeiersmobilnummer", "boligstatus", "statusdato", "manedsleie", "malernummerstrom",
	"malernummervann", "depositum", "errullestoltilpasset", "antallsoverom", "skolekretsbarneskole", "skolekretsungdomsskole",
	"ovriginformasjon", "kvalifiserermvakompensasjon", "erbofellesskap", "erdognbemannet", "harpersonalbase", "hovedsoker",
	"leieforholdertidsubegrenset", "leieforholdstartdato", "leieforholdsluttdato",
}

// Flaw is what is odd in a row of a sheet. Some flaws are for an importer to refuse, others to live with.
type Flaw string

// The flaws, one in every sheet of ten rows or more.
const (
	Clean          Flaw = ""
	BirthDateOnly  Flaw = "BIRTH_DATE_ONLY"  // six digits where eleven are usual; to be accepted
	NoUnitNumber   Flaw = "NO_UNIT_NUMBER"   // to be accepted
	LongText       Flaw = "LONG_TEXT"        // three thousand letters of other information; to be accepted or cut
	LocalWord      Flaw = "LOCAL_WORD"       // a word of the old system's where a code is asked for: "Komm.bolig"
	WrongEncoding  Flaw = "WRONG_ENCODING"   // UTF-8 read as Latin-1 on the way: "TÃ¸nsberg"
	WrongDateOrder Flaw = "WRONG_DATE_ORDER" // the tenancy ends before it begins
	LetToNobody    Flaw = "LET_TO_NOBODY"    // UTLEID without a tenancy
	WrongCheck     Flaw = "WRONG_CHECK"      // a number whose check digits don't fit
	Repeated       Flaw = "REPEATED"         // the same dwelling as a row above
	ElsewhereRow   Flaw = "ELSEWHERE"        // another municipality's number
)

var flaws = []Flaw{
	BirthDateOnly, NoUnitNumber, LongText, LocalWord, WrongEncoding, WrongDateOrder, LetToNobody, WrongCheck, Repeated, ElsewhereRow,
}

// SheetRow is one row under [SheetColumns].
type SheetRow struct {
	Cells []string
	Flaw  Flaw
}

// Sheet makes rows as a municipality would import them, of dwellings that the register does not have: units of the buildings
// that only the cadastre knows, as many times over as is needed (told apart by street numbers). The share of rows with a flaw
// is given; the flaws take turns. It is the same whenever it is asked for.
func (s *Stock) Sheet(n *Norway, rows int, flawed float64) []SheetRow {
	r := n.random("sheet " + s.Municipality.Number)
	b := &builder{random: r, people: n.people(r, "sheet "+s.Municipality.Number), today: s.Today, stock: s}
	sheet := make([]SheetRow, 0, rows)
	var flaw float64
	turn := 0
	for i := range rows {
		cells := b.cells(i)
		row := SheetRow{Cells: cells}
		if flaw += flawed; flaw >= 1 && i > 0 {
			flaw--
			row.Flaw = flaws[turn%len(flaws)]
			turn++
			row.spoil(sheet[i-1].Cells, b)
		}
		sheet = append(sheet, row)
	}
	return sheet
}

// cells makes the i-th row without a flaw.
func (b *builder) cells(i int) []string {
	m := &b.stock.Municipality
	d := Dwelling{Building: 0, UnitNumber: "H0101", Disposition: codelist.DispositionFormOwned}
	g := []group{ordinary, care, shared}[b.weighted(55, 33, 12)]
	b.furnish(&d, g)
	road := &b.stock.elsewhere[i%len(b.stock.elsewhere)].Addresses[0]
	yes := func(is bool) string {
		if is {
			return "ja"
		}
		return "nei"
	}
	row := map[string]string{
		"kommunenummer": m.Number, "gnrbnr": fmt.Sprintf("%d/%d", 900+i/400, 1+i%400), "bruksenhetsnummer": d.UnitNumber,
		"gatenavn": road.Street, "husnummer": strconv.Itoa(1000 + i), "postnummer": road.PostalCode,
		"koboboligtype": word("DwellingType", string(d.Type)), "underkategoriboligtype": word("DwellingSubtype", string(d.Subtype)),
		"kobodisposisjonsform": word("DispositionForm", string(d.Disposition)),
		"boligeiersnavn":       m.Name + " kommune", "boligeiersorganisasjonsnummer": m.OrgNumber,
		"boligstatus": word("DwellingStatus", string(codelist.DwellingStatusReady)),
		"statusdato":  addDays(b.today, -b.between(1, 60)).Format("02.01.2006"),
		"manedsleie":  strconv.FormatInt(d.Rent()/100, 10), "malernummerstrom": d.PowerMeter, "malernummervann": d.WaterMeter,
		"depositum": strconv.FormatInt(3*d.Rent()/100, 10), "errullestoltilpasset": yes(d.Wheelchair == codelist.WheelchairAccessYes),
		"skolekretsbarneskole": d.PrimarySchool, "skolekretsungdomsskole": d.LowerSecondarySchool,
		"ovriginformasjon": d.OtherInformation, "kvalifiserermvakompensasjon": yes(d.Type == codelist.DwellingTypeCare),
		"erbofellesskap": yes(d.Shared), "erdognbemannet": yes(d.Staffing == codelist.StaffingRoundTheClock),
		"harpersonalbase": yes(d.Staffing == codelist.StaffingStaffBase),
	}
	if d.Bedrooms != nil {
		row["antallsoverom"] = strconv.Itoa(*d.Bedrooms)
	}
	if i%2 == 0 {
		start := addDays(b.today, -b.between(100, 900))
		tenant := b.people.aged(b.between(20, 80), start)
		row["boligstatus"] = word("DwellingStatus", string(codelist.DwellingStatusLet))
		row["statusdato"] = start.Format("02.01.2006")
		row["hovedsoker"] = tenant.Pid
		row["leieforholdertidsubegrenset"] = yes(g == care)
		row["leieforholdstartdato"] = start.Format("02.01.2006")
		if g != care {
			row["leieforholdsluttdato"] = addDays(start.AddDate(3, 0, 0), -1).Format("02.01.2006")
		}
	}
	cells := make([]string, len(SheetColumns))
	for k, c := range SheetColumns {
		cells[k] = row[c]
	}
	return cells
}

// word returns the word that workbooks use for the code.
func word(list, code string) string {
	l, _ := codelist.Find(list)
	c, _ := l.Code(code)
	return c.Import
}

// spoil gives the row its flaw; a row that must be let for it is made so.
func (row *SheetRow) spoil(above []string, b *builder) {
	cell := func(column string) *string { return &row.Cells[slices.Index(SheetColumns, column)] }
	let := func() {
		*cell("boligstatus") = word("DwellingStatus", string(codelist.DwellingStatusLet))
		*cell("hovedsoker") = b.people.aged(b.between(20, 80), b.today).Pid
		*cell("leieforholdertidsubegrenset") = "nei"
		*cell("leieforholdstartdato") = addDays(b.today, -200).Format("02.01.2006")
		*cell("leieforholdsluttdato") = addDays(b.today, 895).Format("02.01.2006")
	}
	switch row.Flaw {
	case BirthDateOnly:
		let()
		p := b.people.aged(b.between(20, 80), b.today)
		*cell("hovedsoker") = p.Born.Format("020106")
	case NoUnitNumber:
		*cell("bruksenhetsnummer") = ""
	case LongText:
		*cell("ovriginformasjon") = strings.Repeat("Svært lang tekst om boligen. ", 104)
	case LocalWord:
		*cell("koboboligtype") = pick(b.random, []string{"Komm.bolig", "Flyktningebolig", "Rus og Psykiatribolig", "Midlertidig bolig", "Ukrainabolig"})
	case WrongEncoding:
		*cell("gatenavn") = misread(*cell("gatenavn") + " på Høyåsen")
	case WrongDateOrder:
		let()
		*cell("leieforholdsluttdato") = addDays(b.today, -400).Format("02.01.2006")
	case LetToNobody:
		let()
		for _, c := range []string{"hovedsoker", "leieforholdertidsubegrenset", "leieforholdstartdato", "leieforholdsluttdato"} {
			*cell(c) = ""
		}
	case WrongCheck:
		let()
		pid := *cell("hovedsoker")
		*cell("hovedsoker") = pid[:10] + string('0'+(pid[10]-'0'+1)%10)
	case Repeated:
		copy(row.Cells[:10], above[:10])
	case ElsewhereRow:
		*cell("kommunenummer") = "0999"
	}
}

// misread is what UTF-8 looks like to who takes it for Latin-1.
func misread(s string) string {
	runes := make([]rune, len(s))
	for i := range len(s) {
		runes[i] = rune(s[i])
	}
	return string(runes)
}

// Latin1 writes the rows as the old systems export them: ISO-8859-1, semicolons, lines that end as on Windows. A letter that
// the encoding lacks becomes a question mark.
func Latin1(rows []SheetRow) []byte {
	var out []byte
	line := func(cells []string) {
		for i, c := range cells {
			if i > 0 {
				out = append(out, ';')
			}
			if strings.ContainsAny(c, ";\"\r\n") {
				c = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
			}
			for _, r := range c {
				if r > 0xff {
					r = '?'
				}
				out = append(out, byte(r))
			}
		}
		out = append(out, '\r', '\n')
	}
	line(SheetColumns)
	for _, row := range rows {
		line(row.Cells)
	}
	return out
}
