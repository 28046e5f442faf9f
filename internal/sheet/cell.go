package sheet

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"kobo/internal/checkdigit"
	"kobo/internal/codelist"
)

const (
	norwegianDate = "02.01.2006"
	maxCell       = 4000
)

// at is where a cell is read: for whom, and in which column.
type at struct {
	*Parser
	*Column
}

func (a at) problem(cell, key string, args ...any) Problem {
	value := shown(cell)
	if a.Person && cell != "" {
		value = mask
	}
	return Problem{Column: a.Name, Value: value, Message: key, Args: args}
}

func (a at) wrong(cell, key string, args ...any) *Problem {
	problem := a.problem(cell, key, args...)
	return &problem
}

// setter puts what a cell says into the row.
type setter func(a at, row *Row, cell string) *Problem

// into makes a setter of a field and a reader of its type. A cell that says it is unknown needs no reading.
func into[T any](field func(*Row) *Value[T], read func(at, string) (T, *Problem)) setter {
	return func(a at, row *Row, cell string) *Problem {
		if unknown(cell) {
			*field(row) = Value[T]{Given: true}
			return nil
		}
		v, problem := read(a, cell)
		if problem == nil {
			*field(row) = Known(v)
		}
		return problem
	}
}

func unknown(cell string) bool {
	switch strings.ToLower(cell) {
	case "-", "–", "ukjent", "ukjend", "unknown":
		return true
	}
	return false
}

// clean is a cell's text as people see it: composed letters, plain spaces, no control characters but line ends, none of it around.
func clean(cell string) string {
	plain := true
	for i := range len(cell) {
		if b := cell[i]; b < ' ' || b >= 0x7f {
			plain = false
			break
		}
	}
	if !plain {
		cell = norm.NFC.String(strings.ToValidUTF8(strings.ReplaceAll(cell, "\r\n", "\n"), "\ufffd"))
		cell = strings.Map(func(r rune) rune {
			switch {
			case r == '\n':
				return r
			case unicode.IsSpace(r):
				return ' '
			case unicode.Is(unicode.C, r) && (r < 0x80 || r > 0x9f): // C1 controls are a sign of a wrong encoding
				return -1
			}
			return r
		}, cell)
	}
	return strings.TrimSpace(cell)
}

// unreadable finds what the column can't use whatever it is: unknown where it must be certain, an error of a formula, too long a
// text, letters read in the wrong encoding.
func (a at) unreadable(cell string) *Problem {
	switch {
	case a.Certain && unknown(cell):
		problem := a.problem(cell, "sheet.notUnknown")
		problem.Allowed = a.Allowed(a.Today)
		return &problem
	case utf8.RuneCountInString(cell) > maxCell:
		return a.wrong(cell, "sheet.tooLong", "max", maxCell)
	case cell[0] == '#' && formulaError.MatchString(cell):
		return a.wrong(cell, "sheet.formulaError")
	case strings.ContainsRune(cell, utf8.RuneError):
		return a.wrong(cell, "sheet.encoding")
	}
	if meant, ok := misread(cell); ok {
		problem := a.problem(cell, "sheet.encoding")
		if !a.Person {
			problem.Allowed = []string{shown(meant)}
		}
		return &problem
	}
	return nil
}

var formulaError = regexp.MustCompile(`^#(REF|VALUE|NAME|DIV/0|N/A|NUM|NULL|SPILL|CALC|VERDI|NAVN|I/T|NULL)[!?]?`)

// misread returns what was meant where UTF-8 has been read as Latin-1 or Windows-1252 on the way ("TÃ¸nsberg").
func misread(cell string) (string, bool) {
	if !strings.ContainsAny(cell, "ÃÂ") {
		return "", false
	}
	raw := make([]byte, 0, len(cell))
	for _, r := range cell {
		b, ok := charmap.Windows1252.EncodeRune(r)
		if !ok {
			if r > 0xff {
				return "", false
			}
			b = byte(r)
		}
		raw = append(raw, b)
	}
	return string(raw), utf8.Valid(raw)
}

// short reads a reference or number that is no running text.
func short(most int) func(at, string) (string, *Problem) {
	return func(a at, cell string) (string, *Problem) {
		if utf8.RuneCountInString(cell) > most {
			return "", a.wrong(cell, "sheet.tooLong", "max", most)
		}
		return cell, nil
	}
}

// free reads running text. It refuses national identity numbers, which don't belong in what is written of a dwelling.
func free(most int) func(at, string) (string, *Problem) {
	length := short(most)
	return func(a at, cell string) (string, *Problem) {
		for _, run := range elevenDigits.FindAllString(cell, -1) {
			if checkdigit.Identity(run) {
				return "", a.wrong(cell, "sheet.personalNumber")
			}
		}
		return length(a, cell)
	}
}

var elevenDigits = regexp.MustCompile(`\d{11,}`)

// word finds the code of the list that the cell means: by the municipality's words, then by the list's own.
func (a at) word(list, cell string) (codelist.Code, bool) {
	if words := a.Words[a.Name]; len(words) > 0 {
		l, _ := codelist.Find(list)
		if c, ok := l.Code(words[Fold(cell)]); ok {
			return c, c.ValidOn(a.Today)
		}
	}
	c, ok := codelist.ByImport(list, cell)
	return c, ok && c.ValidOn(a.Today)
}

func (a at) unknownWord(cell string) *Problem {
	problem := a.problem(cell, UnknownWord)
	problem.Allowed = a.Allowed(a.Today)
	return &problem
}

func code[T ~string](a at, cell string) (T, *Problem) {
	c, ok := a.word(a.List, cell)
	if !ok {
		return "", a.unknownWord(cell)
	}
	return T(c.Code), nil
}

func yesNo(a at, cell string) (bool, *Problem) {
	if cell == "x" || cell == "X" {
		return true, nil
	}
	c, ok := a.word("WheelchairAccess", cell)
	if !ok || c.Code == string(codelist.WheelchairAccessUnknown) {
		return false, a.unknownWord(cell)
	}
	return c.Code == string(codelist.WheelchairAccessYes), nil
}

func wheelchair(a at, row *Row, cell string) *Problem {
	if unknown(cell) {
		row.Wheelchair = Known(codelist.WheelchairAccessUnknown)
		return nil
	}
	c, ok := a.word("WheelchairAccess", cell)
	if !ok {
		return a.unknownWord(cell)
	}
	row.Wheelchair = Known(codelist.WheelchairAccess(c.Code))
	return nil
}

// dwellingType reads the type. Bofellesskap is no type but a flag: it sets Shared, and the type is known only where the
// municipality has said which one it means by the word.
func dwellingType(a at, row *Row, cell string) *Problem {
	c, ok := a.word(a.List, cell)
	switch Fold(cell) {
	case "bofellesskap", "bufellesskap", "ibofellesskap":
		row.Shared = Known(true)
		if !ok {
			return nil
		}
	}
	if !ok {
		return a.unknownWord(cell)
	}
	row.Type = Known(codelist.DwellingType(c.Code))
	return nil
}

func status(a at, row *Row, cell string) *Problem {
	c, ok := a.word(a.List, cell)
	switch {
	case !ok:
		return a.unknownWord(cell)
	case c.Code == string(codelist.DisplayStatusReserved):
		row.Reserved = true
	default:
		row.Status = Known(codelist.DwellingStatus(c.Code))
	}
	return nil
}

// counties are the first two digits of municipality numbers since 2024, and Svalbard's.
var counties = map[string]bool{
	"03": true, "11": true, "15": true, "18": true, "21": true, "31": true, "32": true, "33": true, "34": true, "39": true,
	"40": true, "42": true, "46": true, "50": true, "55": true, "56": true,
}

func municipalityNumber(a at, cell string) (string, *Problem) {
	if len(cell) == 3 {
		cell = "0" + cell // a spreadsheet has taken it for a number
	}
	if !digits(cell, 4) {
		return "", a.wrong(cell, "sheet.municipality")
	}
	if !counties[cell[:2]] && cell != a.Municipality {
		return "", a.wrong(cell, "sheet.municipalityUnknown")
	}
	return cell, nil
}

var (
	unitForm     = regexp.MustCompile(`^[LHUK]\d{4}$`)
	propertyForm = regexp.MustCompile(`^(?:(\d{4}) ?- ?)?(\d{1,5}) ?/ ?(\d{1,4})(?: ?/ ?(\d{1,4}))?(?: ?/ ?(\d{1,3}))?$`)
	numberForm   = regexp.MustCompile(`^(\d{1,5}) ?([A-Za-zÆØÅæøå])?$`)
	streetForm   = regexp.MustCompile(`^(.*\D)\s+(\d{1,5}) ?([A-Za-zÆØÅæøå])?$`)
	postalForm   = regexp.MustCompile(`^(\d{4})(?: +\D+)?$`)
)

func unitNumber(a at, cell string) (string, *Problem) {
	upper := strings.ToUpper(strings.ReplaceAll(cell, " ", ""))
	if !unitForm.MatchString(upper) {
		return "", a.wrong(cell, "sheet.unitNumber")
	}
	return upper, nil
}

// cadastralUnit reads 118/507, with or without municipality number before and festenummer and seksjonsnummer after.
func cadastralUnit(a at, row *Row, cell string) *Problem {
	if unknown(cell) {
		row.Gnr, row.Bnr = Value[int]{Given: true}, Value[int]{Given: true}
		return nil
	}
	m := propertyForm.FindStringSubmatch(cell)
	if m == nil {
		return a.wrong(cell, "sheet.property")
	}
	if m[1] != "" {
		number, problem := municipalityNumber(a, m[1])
		if problem == nil && row.MunicipalityNumber.Known && row.MunicipalityNumber.V != number {
			problem = a.wrong(cell, "sheet.municipalityTwice")
		}
		if problem != nil {
			return problem
		}
		row.MunicipalityNumber = Known(number)
	}
	for i, field := range []*Value[int]{&row.Gnr, &row.Bnr, &row.Fnr, &row.Snr} {
		if m[i+2] != "" {
			n, _ := strconv.Atoi(m[i+2])
			*field = Known(n)
		}
	}
	if row.Gnr.V == 0 || row.Bnr.V == 0 {
		row.Gnr, row.Bnr = Value[int]{}, Value[int]{}
		return a.wrong(cell, "sheet.property")
	}
	return nil
}

// address splits "Storgata 12 B, H0101, 1607 Fredrikstad". Columns that hold a part alone come later and go before.
func address(a at, row *Row, cell string) *Problem {
	for i, part := range strings.Split(cell, ",") {
		part = strings.TrimSpace(part)
		upper := strings.ToUpper(part)
		switch {
		case i == 0:
			if _, problem := free(200)(a, part); problem != nil {
				return problem
			}
			if m := streetForm.FindStringSubmatch(part); m != nil {
				n, _ := strconv.Atoi(m[2])
				row.Street, row.HouseNumber = Known(strings.TrimSpace(m[1])), Known(n)
				if m[3] != "" {
					row.HouseLetter = Known(strings.ToUpper(m[3]))
				}
			} else if strings.ContainsAny(part, "0123456789") {
				return a.wrong(cell, "sheet.address")
			} else if part != "" {
				row.Street = Known(part)
			}
		case unitForm.MatchString(upper):
			if !row.UnitNumber.Known {
				row.UnitNumber = Known(upper)
			}
		case postalForm.MatchString(part):
			row.PostalCode = Known(part[:4])
		case part != "":
			return a.wrong(cell, "sheet.address")
		}
	}
	return nil
}

// houseNumber reads "12", and "12 B" too.
func houseNumber(a at, row *Row, cell string) *Problem {
	if unknown(cell) {
		row.HouseNumber = Value[int]{Given: true}
		return nil
	}
	m := numberForm.FindStringSubmatch(cell)
	if m == nil {
		return a.wrong(cell, "sheet.houseNumber")
	}
	n, _ := strconv.Atoi(m[1])
	row.HouseNumber = Known(n)
	if m[2] != "" {
		row.HouseLetter = Known(strings.ToUpper(m[2]))
	}
	return nil
}

func houseLetter(a at, row *Row, cell string) *Problem {
	if unknown(cell) {
		row.HouseLetter = Value[string]{Given: true}
		return nil
	}
	letter := strings.ToUpper(cell)
	if r := []rune(letter); len(r) > 2 || strings.ContainsFunc(letter, func(r rune) bool { return !unicode.IsLetter(r) }) {
		return a.wrong(cell, "sheet.houseLetter")
	}
	if row.HouseLetter.Known && row.HouseLetter.V != letter {
		return a.wrong(cell, "sheet.houseLetterTwice", "letter", row.HouseLetter.V)
	}
	row.HouseLetter = Known(letter)
	return nil
}

func postalCode(a at, cell string) (string, *Problem) {
	if digits(cell, 3) {
		cell = "0" + cell // a spreadsheet has taken it for a number
	}
	m := postalForm.FindStringSubmatch(cell)
	if m == nil {
		return "", a.wrong(cell, "sheet.postalCode")
	}
	return m[1], nil
}

func organisationNumber(a at, cell string) (string, *Problem) {
	number := strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(strings.ToUpper(cell), "NO"), "MVA"), " ", "")
	if !checkdigit.Organisation(number) {
		return "", a.wrong(cell, "sheet.organisationNumber")
	}
	return number, nil
}

// phone reads a Norwegian number as eight digits, any other as + and digits.
func phone(a at, cell string) (string, *Problem) {
	number := strings.NewReplacer(" ", "", "-", "", "(", "", ")", "").Replace(cell)
	if after, ok := strings.CutPrefix(number, "00"); ok {
		number = "+" + after
	}
	number = strings.TrimPrefix(number, "+47")
	foreign, ok := strings.CutPrefix(number, "+")
	switch {
	case ok && len(foreign) >= 6 && len(foreign) <= 15 && digits(foreign, len(foreign)):
	case digits(number, 8):
	default:
		return "", a.wrong(cell, "sheet.phone")
	}
	return number, nil
}

func integer(least, most int) func(at, string) (int, *Problem) {
	return func(a at, cell string) (int, *Problem) {
		n, err := strconv.Atoi(strings.TrimSuffix(cell, ",0"))
		if err != nil || n < least || n > most {
			return 0, a.wrong(cell, "sheet.integer", "min", least, "max", most)
		}
		return n, nil
	}
}

func floor(a at, cell string) (int, *Problem) {
	lower := strings.ToLower(cell)
	for _, end := range []string{"etasje", "etg.", "etg", "."} {
		lower = strings.TrimSpace(strings.TrimSuffix(lower, end))
	}
	n, err := strconv.Atoi(lower)
	if err != nil || n < -9 || n > 99 {
		return 0, a.wrong(cell, "sheet.integer", "min", -9, "max", 99)
	}
	return n, nil
}

func area(a at, cell string) (float64, *Problem) {
	lower := strings.ToLower(cell)
	for _, end := range []string{"kvm", "m²", "m2"} {
		lower = strings.TrimSpace(strings.TrimSuffix(lower, end))
	}
	f, ok := amount(lower, false)
	if !ok || f <= 0 || f > 10000 {
		return 0, a.wrong(cell, "sheet.area")
	}
	return math.Round(f*100) / 100, nil
}

// money reads kroner as øre: "8 500", "8500,50", "kr 8.500,-".
func money(a at, cell string) (int, *Problem) {
	lower := strings.ToLower(cell)
	for _, sign := range []string{"kr.", "kr", "nok"} {
		lower = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(strings.TrimPrefix(lower, sign)), sign))
	}
	for _, end := range []string{",-", ".-", ",–", ".–"} {
		if whole, ok := strings.CutSuffix(lower, end); ok {
			lower = whole + ",00"
		}
	}
	f, ok := amount(lower, true)
	if !ok || f < 0 || f > 1_000_000 {
		return 0, a.wrong(cell, "sheet.money")
	}
	return int(math.Round(f * 100)), nil
}

var (
	plainNumber     = regexp.MustCompile(`^-?\d+$`)
	decimalComma    = regexp.MustCompile(`^-?(\d+|\d{1,3}(\.\d{3})+),\d+$`)
	decimalPoint    = regexp.MustCompile(`^-?(\d+|\d{1,3}(,\d{3})+)\.\d+$`)
	groupedByPoints = regexp.MustCompile(`^-?\d{1,3}(\.\d{3})+$`)
	ungrouped       = strings.NewReplacer(" ", "", "'", "", "−", "-")
	threeDecimals   = regexp.MustCompile(`^-?\d{1,3},\d{3}$`)
)

// amount reads a number as people write them. Where thousands may be grouped, "8.500" is 8500, and "8,500", which is 8.5 to a
// Norwegian and 8500 to an Englishman, is no number.
func amount(s string, grouped bool) (float64, bool) {
	s = ungrouped.Replace(s)
	switch {
	case plainNumber.MatchString(s):
	case grouped && threeDecimals.MatchString(s):
		return 0, false
	case grouped && groupedByPoints.MatchString(s):
		s = strings.ReplaceAll(s, ".", "")
	case decimalComma.MatchString(s):
		s = strings.Replace(strings.ReplaceAll(s, ".", ""), ",", ".", 1)
	case decimalPoint.MatchString(s):
		s = strings.ReplaceAll(s, ",", "")
	default:
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil
}

// dateBefore reads a date that is at most so many years ahead.
func dateBefore(years int) func(at, string) (time.Time, *Problem) {
	return func(a at, cell string) (time.Time, *Problem) {
		d, ok := date(cell)
		switch {
		case !ok:
			return d, a.wrong(cell, "sheet.date")
		case d.Year() < 1900:
			return d, a.wrong(cell, "sheet.dateTooEarly")
		case d.After(a.Today.AddDate(years, 0, 0)):
			return d, a.wrong(cell, "sheet.dateTooLate", "latest", a.Today.AddDate(years, 0, 0).Format(norwegianDate))
		}
		return d, nil
	}
}

var clock = regexp.MustCompile(`^\d{1,2}[:.]\d{2}([:.]\d{2}([.,]\d+)?)?$`)

// date reads 31.12.2026, 2026-12-31, 20261231, each with a time of day or without, and the day numbers of spreadsheets. Years
// have four digits. A time with a zone is refused: it may be the day before.
func date(cell string) (time.Time, bool) {
	if whole, _, _ := strings.Cut(cell, ","); len(whole) == 5 && digits(whole, 5) {
		n, _ := strconv.Atoi(whole)
		if n < 10000 || n > 80000 {
			return time.Time{}, false
		}
		return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n), true
	}
	if i := strings.IndexAny(cell, " T"); i > 0 {
		if !clock.MatchString(cell[i+1:]) {
			return time.Time{}, false
		}
		cell = cell[:i]
	}
	for _, form := range []string{"2.1.2006", time.DateOnly, "20060102"} {
		if d, err := time.Parse(form, cell); err == nil {
			return d, true
		}
	}
	return time.Time{}, false
}

// tenant reads the main applicant: eleven digits with valid check digits, or six digits of a date of birth. A spreadsheet may
// have taken the first zero. Of the two centuries six digits may mean, it is the latest in which the person is fifteen or more.
func tenant(a at, row *Row, cell string) *Problem {
	if unknown(cell) {
		row.TenantNumber, row.TenantBorn = Value[string]{Given: true}, Value[time.Time]{Given: true}
		return nil
	}
	number := strings.ReplaceAll(cell, " ", "")
	if len(number) == 10 || len(number) == 5 {
		number = "0" + number
	}
	switch {
	case digits(number, 11):
		if !checkdigit.Identity(number) {
			return a.wrong(cell, "sheet.personNumber")
		}
		row.TenantNumber = Known(number)
		return nil
	case digits(number, 6):
		if born, ok := birthDate(number, a.Today); ok {
			row.TenantBorn = Known(born)
			return nil
		}
	}
	return a.wrong(cell, "sheet.person")
}

// birthDate reads the six first digits of a number; 40 are added to the day of d-numbers, and 40, 65 or 80 to synthetic months.
func birthDate(six string, today time.Time) (time.Time, bool) {
	day, month, year := two(six[:2]), two(six[2:4]), two(six[4:6])
	if day > 40 {
		day -= 40
	}
	for _, synthetic := range []int{80, 65, 40} {
		if month > synthetic {
			month -= synthetic
			break
		}
	}
	for _, century := range []int{2000, 1900} {
		born := time.Date(century+year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
		if born.Day() != day || int(born.Month()) != month {
			continue
		}
		if !born.AddDate(15, 0, 0).After(today) {
			return born, true
		}
	}
	return time.Time{}, false
}

func two(s string) int { return int(s[0]-'0')*10 + int(s[1]-'0') }

// digits reports whether s is exactly n digits.
func digits(s string, n int) bool {
	if len(s) != n {
		return false
	}
	for i := range n {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
