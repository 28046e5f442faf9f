package synthetic

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"kobo/internal/codelist"
)

// The numbers of the municipalities that the seeds' pictures show, and of the largest.
const (
	Krokvik = "9901" // fictitious; 714 dwellings
	Barlind = "9902" // fictitious; 121 dwellings
	Oslo    = "0301" // the largest stock, and the only one with city districts
)

const (
	krokvikDwellings = 714
	barlindDwellings = 121
	osloDwellings    = 14_100
	osloInhabitants  = 720_000
)

// Organisation is a legal entity or a unit of one in the register of entities (Enhetsregisteret). The number is synthetic: it
// begins with 3, as the national test numbers do, and has a valid check digit.
type Organisation struct {
	Number string
	Name   string
	// Form is the organisation form: KOMM, ORGL, AS, STI, SA, FORR. Empty for a private person.
	Form string
}

// Unit is a part of a municipality that has an organisation number of its own: a city district (bydel) or an office.
type Unit struct {
	Organisation
	// Short is the name without the municipality's: "Gamle Oslo".
	Short string
}

// Municipality is a municipality (kommune). Its number and name are real unless it is fictitious; its figures never are.
type Municipality struct {
	Number string // four digits, of the division of 2024
	Name   string // without the word "kommune": "Krokvik"
	// Parallel is the name in a second official language, empty when there is none: "Guovdageaidnu".
	Parallel string
	County   string
	// Fictitious is set for the two municipalities that don't exist.
	Fictitious  bool
	OrgNumber   string
	OrgName     string // as registers have it: "KROKVIK KOMMUNE"
	Language    codelist.Language
	Inhabitants int
	// Dwellings is how many dwellings are in stock. Those sold come in addition.
	Dwellings int
	Units     []Unit
	// Networks are the address ranges staff come from. The loopback range is among them: the lab runs on one machine.
	Networks []string
	Modules  []codelist.Module
	// Enterprise is the municipal enterprise or housing foundation that owns dwellings on the municipality's behalf.
	Enterprise Organisation
	// Partner is the partner organisation (samhandler) that reports need to the municipality.
	Partner Organisation
	// Postal are the postal codes dwellings have, each with its place.
	Postal []Postal

	class byte
}

// Postal is a postal code with its place. Codes are plausible for the county, not real.
type Postal struct{ Code, Place string }

// in reports whether the profile has the municipality.
func (m *Municipality) in(p Profile) bool {
	switch p {
	case Small:
		return m.Fictitious
	case Default:
		return m.Fictitious || slices.Contains([]string{Oslo, "3405", "5612"}, m.Number)
	case National:
		return true
	}
	return false
}

// county is a county (fylke), the range that its postal codes are drawn from, and about where it is.
type county struct {
	name           string
	postLo, postHi int
	lat, lon       float64
}

var counties = map[string]county{
	"03": {"Oslo", 101, 1295, 59.92, 10.76},
	"11": {"Rogaland", 4001, 4399, 59.00, 6.10},
	"15": {"Møre og Romsdal", 6001, 6699, 62.70, 7.20},
	"18": {"Nordland", 8001, 8990, 67.00, 14.60},
	"31": {"Østfold", 1501, 1890, 59.30, 11.20},
	"32": {"Akershus", 1301, 1499, 59.95, 11.10},
	"33": {"Buskerud", 3001, 3690, 60.30, 9.30},
	"34": {"Innlandet", 2201, 2985, 61.30, 10.60},
	"39": {"Vestfold", 3070, 3299, 59.25, 10.20},
	"40": {"Telemark", 3650, 3999, 59.40, 8.90},
	"42": {"Agder", 4401, 4999, 58.50, 7.90},
	"46": {"Vestland", 5003, 5990, 60.70, 6.00},
	"50": {"Trøndelag", 7010, 7990, 63.80, 11.00},
	"55": {"Troms", 9008, 9498, 69.30, 19.00},
	"56": {"Finnmark", 9501, 9991, 70.10, 25.00},
	"99": {"Oppdiktet", 0, 0, 58.20, 3.40}, // in the North Sea
}

// classes are the sizes of municipalities: the median of the inhabitants, how much they spread, and between which limits.
var classes = map[byte]struct {
	median, spread float64
	lo, hi         int
}{
	'B': {245_000, 0.12, 200_000, 310_000},
	'C': {118_000, 0.12, 100_000, 155_000},
	'D': {86_000, 0.08, 75_000, 100_000},
	'E': {59_000, 0.10, 50_000, 75_000},
	'F': {38_000, 0.15, 30_000, 50_000},
	'G': {24_000, 0.12, 20_000, 30_000},
	'H': {13_500, 0.20, 9_000, 20_000},
	'I': {4_300, 0.45, 1_900, 10_000},
	'J': {1_150, 0.50, 200, 2_300},
}

// districts are the city districts of Oslo.
var districts = []string{
	"Gamle Oslo", "Grünerløkka", "Sagene", "St. Hanshaugen", "Frogner", "Ullern", "Vestre Aker", "Nordre Aker", "Bjerke",
	"Grorud", "Stovner", "Alna", "Østensjø", "Nordstrand", "Søndre Nordstrand",
}

// offices are the parts of the largest other municipalities, and of Krokvik.
var offices = map[string][]string{
	"1103":  {"boligkontor nord", "boligkontor sør"},
	"3201":  {"boligkontor øst", "boligkontor vest"},
	"3301":  {"boligkontor sentrum", "boligkontor elveside"},
	"4204":  {"boligkontor by", "boligkontor kyst"},
	"4601":  {"boligkontor nord", "boligkontor sentrum", "boligkontor sør", "boligkontor vest"},
	"5001":  {"boligkontor øst", "boligkontor midt", "boligkontor vest"},
	Krokvik: {"boligkontor sentrum", "boligkontor fjordsida"},
}

//go:embed municipalities.csv
var municipalityFile []byte

// municipalities makes all municipalities, whatever the profile: sizes are shares of the national stock, so they are made
// together. Krokvik and Barlind come first, then the real ones by number.
func municipalities(r random) ([]Municipality, error) {
	rows, err := csv.NewReader(bytes.NewReader(municipalityFile)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("municipalities.csv: %w", err)
	}
	all := []Municipality{
		{
			Number: Krokvik, Name: "Krokvik", Fictitious: true, Inhabitants: 31_400, Dwellings: krokvikDwellings,
			Postal: []Postal{{"0908", "Krokvik"}, {"0912", "Krokvik"}},
		},
		{
			Number: Barlind, Name: "Barlind", Fictitious: true, Inhabitants: 6_200, Dwellings: barlindDwellings,
			Postal: []Postal{{"3118", "Tønsberg"}},
		},
	}
	var wish []float64 // the stock each would have by its inhabitants alone
	var sum float64
	for _, row := range rows[1:] {
		m := Municipality{Number: row[0], Name: row[1], Parallel: row[2], class: row[3][0]}
		if m.Number == Oslo {
			m.Inhabitants, m.Dwellings = osloInhabitants, osloDwellings
			wish = append(wish, 0)
		} else {
			c := classes[m.class]
			m.Inhabitants = min(max(int(c.median*math.Exp(r.NormFloat64()*c.spread)), c.lo), c.hi)
			rate := 0.021 * (0.6 + 0.8*r.Float64())
			if m.class >= 'I' { // small ones have many care dwellings
				rate = 0.021 * (0.9 + 0.9*r.Float64())
			}
			w := float64(m.Inhabitants) * rate
			wish, sum = append(wish, w), sum+w
		}
		m.Postal = postalCodes(r, &m)
		all = append(all, m)
	}
	share(all[2:], wish, sum)
	for i := range all {
		all[i].complete()
	}
	return all, nil
}

// share gives each municipality but Oslo its share of the national stock, so that the sum is exact: every one gets what is
// whole of its share, and the rest goes to those that lost most by that.
func share(all []Municipality, wish []float64, sum float64) {
	left := NationalDwellings - krokvikDwellings - barlindDwellings - osloDwellings
	scale := float64(left) / sum
	order := make([]int, len(all))
	for i := range all {
		order[i] = i
		if all[i].Number != Oslo {
			all[i].Dwellings = int(wish[i] * scale)
			left -= all[i].Dwellings
		}
	}
	fraction := func(i int) float64 { _, f := math.Modf(wish[i] * scale); return f }
	slices.SortStableFunc(order, func(a, b int) int {
		return int(math.Copysign(1, fraction(b)-fraction(a)))
	})
	for _, i := range order[:left] {
		all[i].Dwellings++
	}
}

// postalCodes draws the postal codes of a real municipality from its county's range.
func postalCodes(r random, m *Municipality) []Postal {
	c := counties[m.Number[:2]]
	codes := make([]Postal, max(2, 12-int(m.class-'A')))
	for i := range codes {
		codes[i] = Postal{fmt.Sprintf("%04d", r.between(c.postLo, c.postHi)), m.Name}
	}
	slices.SortFunc(codes, func(a, b Postal) int { return strings.Compare(a.Code, b.Code) })
	return slices.Compact(codes)
}

// complete fills what follows from number and name.
func (m *Municipality) complete() {
	m.County = counties[m.Number[:2]].name
	m.OrgName = strings.ToUpper(m.Name) + " KOMMUNE"
	m.OrgNumber = orgNumber(m.Number, 0)
	m.Enterprise = Organisation{orgNumber(m.Number, 5), m.Name + " boligforetak KF " + Mark, "KF"}
	m.Partner = Organisation{orgNumber(m.Number, 60), m.Name + " botiltak " + Mark, "FORR"}
	m.Networks = []string{"127.0.0.0/8", "::1/128", "192.0.2.0/24"}
	m.Modules = []codelist.Module{codelist.ModuleRegister}
	if m.Number == Krokvik {
		m.Modules = append(m.Modules, codelist.ModuleCasework)
	}
	m.Language = codelist.LanguageNB
	if county := m.Number[:2]; (county == "46" || county == "15") && m.class > 'F' {
		m.Language = codelist.LanguageNN
	}
	names, prefix := offices[m.Number], m.Name
	if m.Number == Oslo {
		names, prefix = districts, "Bydel"
	}
	for i, name := range names {
		m.Units = append(m.Units, Unit{
			Organisation{orgNumber(m.Number, 10+3*i), strings.ToUpper(prefix + " " + name), "ORGL"}, name,
		})
	}
}

// orgNumber makes the organisation number of a municipality's entity from the number of the municipality and a number below
// 98 that the entity has there; three following ones are its own, since not every number has a check digit.
func orgNumber(municipality string, entity int) string {
	for ; ; entity++ {
		n := fmt.Sprintf("31%s%02d", municipality, entity)
		if d, ok := checkDigit(n, []int{3, 2, 7, 6, 5, 4, 3, 2}); ok {
			return n + d
		}
	}
}

// checkDigit returns the check digit of the digits by modulus 11, and false when they have none.
func checkDigit(digits string, weights []int) (string, bool) {
	sum := 0
	for i, w := range weights {
		sum += int(digits[i]-'0') * w
	}
	d := (11 - sum%11) % 11
	return strconv.Itoa(d), d != 10
}
