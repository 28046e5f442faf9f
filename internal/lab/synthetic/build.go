package synthetic

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"kobo/internal/codelist"
)

// builder makes one municipality's stock: streets, then buildings with dwellings, then what becomes of each dwelling.
type builder struct {
	random
	people *people
	today  time.Time
	stock  *Stock

	roads  []street
	taken  map[address]bool               // addresses that a building has
	next   []int                          // the next house number of each street
	plans  []plan                         // one for each dwelling
	formed []int                          // how many dwellings have each disposition form so far
	lease  map[codelist.AgreementKind]int // the newest agreement of each kind
}

type street struct {
	name   string
	code   int
	postal Postal
}

type address struct {
	street string
	number int
}

// plan says what a dwelling's present is to be; its past is made to fit.
type plan struct {
	status   codelist.DwellingStatus
	since    time.Time // the first day of the status; zero: drawn
	reserved bool
	notice   bool
	fixed    bool // one of the pictures': its markers are as they are
	exit     codelist.StockExit
	kind     codelist.TenancyKind // of the tenancy in force
}

// The mixture of the stock.
const (
	shareLet         = 0.94
	shareReady       = 0.025 // two in five of them reserved
	shareReserved    = 0.01
	shareMaintenance = 0.02
	shareUnavailable = 0.013
	shareSold        = 3 * 0.006 // of the last three years, in addition to the stock

	shareShared = 0.12
	shareCare   = 0.33

	shareNoUnitNumber = 0.04
	shareOverdue      = 0.03 // of those let: the fixed term is over and nobody has done anything

	medianRent = 8500 // kroner a month
)

// dispositions are the disposition forms with their shares.
var dispositions = []struct {
	form  codelist.DispositionForm
	share float64
}{
	{codelist.DispositionFormOwned, 0.80},
	{codelist.DispositionFormLeasedIn, 0.10},
	{codelist.DispositionFormReferralAgreement, 0.04},
	{codelist.DispositionFormAllocationAgreement, 0.02},
	{codelist.DispositionFormPrivateRightOfDisposal, 0.04},
}

// shape is a kind of building and how many dwellings one has.
type shape struct {
	kind   codelist.BuildingType
	weight float64
	lo, hi int
	// letters is set where each dwelling has a front door and so an address of its own.
	letters bool
	perStep int // dwellings on a floor
}

// group is one of the three kinds of dwelling the mixture speaks of.
type group int

const (
	ordinary group = iota
	care
	shared
)

var shapes = [][]shape{
	ordinary: {
		{codelist.BuildingTypeB111, 9, 1, 1, false, 1},
		{codelist.BuildingTypeB112, 4, 2, 2, false, 1},
		{codelist.BuildingTypeB121, 7, 2, 2, true, 2},
		{codelist.BuildingTypeB122, 6, 2, 2, false, 1},
		{codelist.BuildingTypeB131, 8, 4, 8, true, 8},
		{codelist.BuildingTypeB136, 4, 3, 6, false, 3},
		{codelist.BuildingTypeB142, 4, 6, 16, false, 4},
		{codelist.BuildingTypeB143, 3, 10, 30, false, 6},
		{codelist.BuildingTypeB145, 2, 12, 32, false, 6},
		{codelist.BuildingTypeB146, 1, 20, 50, false, 8},
	},
	care: {
		{codelist.BuildingTypeB111, 2, 1, 1, false, 1},
		{codelist.BuildingTypeB131, 4, 4, 10, true, 10},
		{codelist.BuildingTypeB142, 4, 8, 20, false, 8},
		{codelist.BuildingTypeB151, 5, 10, 36, false, 12},
	},
	shared: {
		{codelist.BuildingTypeB111, 3, 3, 5, false, 5},
		{codelist.BuildingTypeB122, 2, 2, 4, false, 2},
		{codelist.BuildingTypeB159, 4, 4, 8, false, 4},
	},
}

// prefixes and suffixes make the streets. Nobody takes them for real ones.
var (
	prefixes = []string{
		"Adresse", "Hus", "Hjemstads", "Barlind", "Eksempel", "Prøve", "Liksom", "Mønster", "Modell", "Kulisse", "Tenke",
		"Papir", "Øvings", "Plassholder", "Dikte", "Påfunn", "Late", "Attrapp", "Syntese", "Skisse", "Utkast", "Tegne",
		"Postkasse", "Ringeklokke", "Dørmatte", "Gjerde", "Gyngestol", "Paraply", "Kaffekopp", "Vaffel",
	}
	suffixes   = []string{"veien", "gata", "kroken", "bakken", "svingen", "stien", "tunet", "lia", "alléen", "plassen"}
	suffixesNN = []string{"vegen", "gata", "kroken", "bakken", "svingen", "stien", "tunet", "lia", "alleen", "plassen"}
	schools    = []string{"Eksempelåsen", "Prøvdal", "Kulissehaugen", "Liksomvik", "Skissemarka", "Tenkeberget", "Papirneset"}
)

// streets names the municipality's streets: one for about every twelve dwellings, so that no house number grows large.
func (b *builder) streets() {
	m := &b.stock.Municipality
	ends := suffixes
	if m.Language == codelist.LanguageNN {
		ends = suffixesNN
	}
	count := min(6+m.Dwellings/12, len(prefixes)*len(ends))
	for i, at := range b.Perm(len(prefixes) * len(ends))[:count] {
		b.roads = append(b.roads, street{
			prefixes[at%len(prefixes)] + ends[at/len(prefixes)], 1000 + i, m.Postal[b.IntN(len(m.Postal))],
		})
	}
	b.next = make([]int, count)
}

// road returns the street of the name, which is there from now on.
func (b *builder) road(name string, postal Postal) *street {
	for i := range b.roads {
		if b.roads[i].name == name {
			b.roads[i].postal = postal
			return &b.roads[i]
		}
	}
	// A new one: the others are referred to, so they must not move.
	b.roads = append(b.roads[:len(b.roads):len(b.roads)], street{name, 1000 + len(b.roads), postal})
	b.next = append(b.next, 0)
	return &b.roads[len(b.roads)-1]
}

// plot finds a free house number.
func (b *builder) plot() (*street, int) {
	for {
		i := b.IntN(len(b.roads))
		b.next[i] += 1 + b.weighted(7, 2, 1)
		at := address{b.roads[i].name, b.next[i]}
		if !b.taken[at] {
			b.taken[at] = true
			return &b.roads[i], at.number
		}
	}
}

// raise puts up a building and returns its index.
func (b *builder) raise(kind codelist.BuildingType, s *street, number, floors int) int {
	i := len(b.stock.Buildings)
	b.taken[address{s.name, number}] = true
	b.stock.Buildings = append(b.stock.Buildings, b.building(kind, s, number, floors, i))
	return i
}

func (b *builder) building(kind codelist.BuildingType, s *street, number, floors, i int) Building {
	m, _ := strconv.Atoi(b.stock.Municipality.Number)
	return Building{
		Number: int64(900_000_000 + m*10_000 + i), Type: kind, Floors: floors,
		Year: b.today.Year() - 2 - min(b.exp(35), 110), Lift: floors >= 3 && b.chance(0.7),
		street: s, number: number,
		ground: Property{GNR: 1 + i/31, BNR: 1 + i%31*12}, // a row of houses takes up to ten
	}
}

// fill puts up buildings until the stock and those sold are there, in the shares of the mixture.
func (b *builder) fill() {
	m := &b.stock.Municipality
	left := m.Dwellings - len(b.stock.Dwellings)
	if !m.Fictitious {
		left += int(math.Round(float64(m.Dwellings) * shareSold))
	}
	all := len(b.stock.Dwellings) + left
	want := []int{
		shared: min(left, int(math.Round(float64(all)*shareShared))-b.count(func(d *Dwelling) bool { return d.Shared })),
		care:   int(math.Round(float64(all) * shareCare)),
	}
	want[shared] = max(want[shared], 0)
	want[care] = min(want[care], left-want[shared])
	want[ordinary] = left - want[care] - want[shared]
	b.formed = make([]int, len(dispositions))
	for g := range shapes {
		for want[g] > 0 {
			want[g] -= b.block(group(g), want[g])
		}
	}
}

func (b *builder) count(is func(*Dwelling) bool) (n int) {
	for i := range b.stock.Dwellings {
		if is(&b.stock.Dwellings[i]) {
			n++
		}
	}
	return n
}

// block puts up one building of the group with at most that many dwellings, and returns how many it has. Units beyond are
// somebody else's.
func (b *builder) block(g group, most int) int {
	weights := make([]float64, len(shapes[g]))
	for i, s := range shapes[g] {
		weights[i] = s.weight
	}
	sh := shapes[g][b.weighted(weights...)]
	units := b.between(sh.lo, sh.hi)
	count := min(units, most)
	which := b.form(count)
	form := dispositions[which].form
	if form != codelist.DispositionFormOwned && units >= 10 {
		count = min(count, b.between(2, 6)) // a few in a landlord's large building
	}
	b.formed[which] += count
	road, number := b.plot()
	floors := (units + sh.perStep - 1) / sh.perStep
	at := b.raise(sh.kind, road, number, floors)
	ownership := b.ownership(form, units)
	sameUnit := g == shared && sh.kind == codelist.BuildingTypeB111 // rooms of one unit
	agreement, owner := b.agreement(form, ownership, count)
	unit := b.unit()
	postal := road.postal
	first := len(b.stock.Dwellings)
	ground := &b.stock.Buildings[at].ground
	if ownership == codelist.OwnershipFormGroundLease {
		ground.FNR = 1 + at%40
	}
	for i := range units {
		number := fmt.Sprintf("H%02d%02d", 1+i/sh.perStep, 1+i%sh.perStep)
		letter := ""
		switch {
		case sameUnit:
			number = "H0101"
		case sh.kind == codelist.BuildingTypeB112 && i == 1:
			number = "U0101"
		case sh.letters:
			number, letter = "H0101", string(rune('A'+i))
		}
		if i >= count {
			if !sameUnit {
				area, bedrooms := b.size(g)
				b.stock.Buildings[at].others = append(b.stock.Buildings[at].others,
					CadastreUnit{number, codelist.UnitTypeDwelling, bedrooms, area, letter})
			}
			continue
		}
		d := Dwelling{
			Building: at, Agreement: agreement, Unit: unit,
			Street: road.name, HouseNumber: b.stock.Buildings[at].number, Letter: letter,
			PostalCode: postal.Code, Place: postal.Place, UnitNumber: number, UnitType: codelist.UnitTypeDwelling,
			Disposition: form, Ownership: ownership, Owner: owner,
		}
		p := *ground
		switch {
		case ownership == codelist.OwnershipFormSection && !sameUnit:
			p.SNR = i + 1
		case sh.letters:
			p.BNR += i
		}
		if i == 0 || p != b.stock.Properties[len(b.stock.Properties)-1] {
			b.property(p)
		}
		d.Property = len(b.stock.Properties) - 1
		if sameUnit || g == shared && b.chance(0.1) {
			d.ExtraReference = "Rom " + strconv.Itoa(i+1)
		} else if b.chance(shareNoUnitNumber) {
			d.UnitNumber, d.UnitType = "", codelist.UnitTypeUnnumbered
		}
		b.furnish(&d, g)
		b.stock.Dwellings = append(b.stock.Dwellings, d)
		b.plans = append(b.plans, plan{})
	}
	return len(b.stock.Dwellings) - first
}

func (b *builder) property(p Property) int {
	b.stock.Properties = append(b.stock.Properties, p)
	return len(b.stock.Properties) - 1
}

// form returns which of the dispositions lacks most, were that many dwellings to come.
func (b *builder) form(units int) int {
	all := units
	for _, n := range b.formed {
		all += n
	}
	best, most := 0, math.Inf(-1)
	for i, d := range dispositions {
		if lack := d.share*float64(all) - float64(b.formed[i]); lack > most {
			best, most = i, lack
		}
	}
	return best
}

func (b *builder) ownership(form codelist.DispositionForm, units int) codelist.OwnershipForm {
	switch {
	case form == codelist.DispositionFormOwned && b.stock.Municipality.Dwellings > 1500 && b.chance(0.3):
		return codelist.OwnershipFormMunicipalEnterprise
	case form == codelist.DispositionFormPrivateRightOfDisposal && b.chance(0.4):
		return codelist.OwnershipFormFoundation
	case units >= 3 && b.chance(0.4):
		return codelist.OwnershipFormSection
	case units >= 6 && b.chance(0.3):
		return codelist.OwnershipFormCooperative
	case b.chance(0.02):
		return codelist.OwnershipFormGroundLease
	case units >= 6 && b.chance(0.05):
		return codelist.OwnershipFormShare
	}
	return codelist.OwnershipFormFreehold
}

// agreementKinds says which agreement a disposition form rests on.
var agreementKinds = map[codelist.DispositionForm]codelist.AgreementKind{
	codelist.DispositionFormLeasedIn:               codelist.AgreementKindLeaseIn,
	codelist.DispositionFormReferralAgreement:      codelist.AgreementKindReferral,
	codelist.DispositionFormAllocationAgreement:    codelist.AgreementKindAllocation,
	codelist.DispositionFormPrivateRightOfDisposal: codelist.AgreementKindRightOfDisposal,
}

// agreement returns the agreement that the dwellings rest on and who owns them. Landlords often have one agreement for
// several buildings.
func (b *builder) agreement(form codelist.DispositionForm, ownership codelist.OwnershipForm, dwellings int) (int, Owner) {
	m := &b.stock.Municipality
	kind, ok := agreementKinds[form]
	if !ok {
		if ownership == codelist.OwnershipFormMunicipalEnterprise {
			return None, Owner{m.Enterprise.Name, m.Enterprise.Number, ""}
		}
		return None, Owner{m.Name + " kommune", m.OrgNumber, ""}
	}
	at, ok := b.lease[kind]
	if !ok || b.chance(0.4) {
		at = len(b.stock.Agreements)
		b.lease[kind] = at
		from := b.today.AddDate(-b.between(1, 12), -b.IntN(12), 0)
		a := Agreement{Kind: kind, From: date(from.Year(), from.Month(), 1), Mobile: fmt.Sprintf("+475900%04d", b.IntN(10000))}
		if b.chance(0.7) { // it runs on for one to ten years
			to := addDays(date(b.today.Year()+b.between(1, 10), b.today.Month(), 1), -1)
			a.To = &to
		}
		if b.chance(0.25) && kind == codelist.AgreementKindLeaseIn {
			a.Landlord = Organisation{Name: pick(b.random, givenNames) + " " + pick(b.random, familyNames)}
		} else {
			who := at % len(landlords)
			form := []string{"AS", "AS", "BRL", "STI"}[who%4]
			a.Landlord = Organisation{orgNumber(m.Number, 65+3*who), landlords[who] + " " + form + " " + Mark, form}
		}
		b.stock.Agreements = append(b.stock.Agreements, a)
	}
	a := &b.stock.Agreements[at]
	if kind != codelist.AgreementKindLeaseIn {
		a.Quota += dwellings
		if a.Quota%5 != 0 && b.chance(0.5) {
			a.Quota += 5 - a.Quota%5 // not all of it is used
		}
	}
	return at, Owner{a.Landlord.Name, a.Landlord.Number, a.Mobile}
}

var landlords = []string{
	"Attrapp Eiendom", "Kulisse Utleie", "Påfunn Bolig", "Mønsterheimen", "Utkast Eiendom", "Skissegården", "Papirhus",
	"Liksom Boligutleie", "Tenkegården", "Plassholder Bolig", "Modellhjem",
}

// unit draws the unit a building belongs to.
func (b *builder) unit() int {
	m := &b.stock.Municipality
	if len(m.Units) == 0 || m.Number == Krokvik && b.chance(0.1) {
		return None
	}
	return b.IntN(len(m.Units))
}

// size draws usable area and number of bedrooms.
func (b *builder) size(g group) (float64, int) {
	b.weighted(35, 40, 18, 5, 2) // drawn so that the country stays the same from version to version
	var bedrooms int
	switch {
	case g == shared:
		bedrooms = 1
	case g == care:
		bedrooms = 1 + b.weighted(52, 42, 6)
	default:
		bedrooms = 1 + b.weighted(11, 46, 29, 10, 4)
	}
	area := 24 + 21*float64(bedrooms) + 6*b.NormFloat64()
	if g == shared {
		area = 18 + 8*b.Float64()
	}
	return math.Round(max(area, 14)*2) / 2, bedrooms
}

// furnish fills the dwelling's own properties.
func (b *builder) furnish(d *Dwelling, g group) {
	d.Type, d.Staffing = codelist.DwellingTypeOrdinary, codelist.StaffingNone
	d.Shared = g == shared
	if g == care || g == shared && b.chance(0.4) {
		d.Type = codelist.DwellingTypeCare
	}
	switch {
	case d.Type == codelist.DwellingTypeCare:
		d.Staffing = []codelist.Staffing{
			codelist.StaffingNone, codelist.StaffingStaffBase, codelist.StaffingRoundTheClock, codelist.StaffingUnknown,
		}[b.weighted(40, 30, 25, 5)]
	case d.Shared && b.chance(0.3):
		d.Staffing = codelist.StaffingStaffBase
	case b.chance(0.03):
		d.Staffing = codelist.StaffingUnknown
	}
	d.Subtype = b.subtype(d)
	area, bedrooms := b.size(g)
	if !b.chance(0.03) {
		d.Bedrooms = &bedrooms
	}
	if !b.chance(0.06) {
		d.UsableArea = &area
	}
	if len(d.UnitNumber) == 5 && !b.chance(0.04) {
		floor := int(d.UnitNumber[1]-'0')*10 + int(d.UnitNumber[2]-'0')
		if d.UnitNumber[0] != 'H' {
			floor = -floor
		}
		d.Floor = &floor
	}
	d.Wheelchair = b.wheelchair(d)
	d.Features = b.features(d)
	d.PowerMeter = fmt.Sprintf("9%015d", b.Int64N(1e15))
	if b.chance(0.6) {
		d.WaterMeter = fmt.Sprintf("%08d", b.IntN(1e8))
	}
	d.PrimarySchool = pick(b.random, schools) + " barneskole"
	d.LowerSecondarySchool = pick(b.random, schools[:3]) + " ungdomsskole"
	if x := b.weighted(60, 30, 10); x < 2 {
		yes := x == 0 && d.Type == codelist.DwellingTypeCare || x == 1
		d.VATCompensation = &yes
	}
	d.RentToOwn = g == ordinary && d.Disposition == codelist.DispositionFormOwned && b.chance(0.04)
	if b.chance(0.55) {
		d.VendorDwellingID = fmt.Sprintf("FDV-%s-%05d", b.stock.Municipality.Number, len(b.stock.Dwellings)+1)
	}
	if b.chance(0.12) {
		d.OtherInformation = pick(b.random, remarks)
	}
	if b.chance(0.35) {
		d.Photo = b.Uint64() | 1
	}
	d.AskingRent = b.rent(g, bedrooms)
}

func (b *builder) subtype(d *Dwelling) codelist.DwellingSubtype {
	if !b.chance(0.4) {
		return ""
	}
	if d.Type == codelist.DwellingTypeCare {
		return []codelist.DwellingSubtype{
			codelist.DwellingSubtypePension, codelist.DwellingSubtypeSubstancePsychiatry, codelist.DwellingSubtypeRobust,
			codelist.DwellingSubtypeTraining,
		}[b.weighted(40, 40, 10, 10)]
	}
	return []codelist.DwellingSubtype{
		codelist.DwellingSubtypeRefugee, codelist.DwellingSubtypeTransit, codelist.DwellingSubtypeTemporary,
		codelist.DwellingSubtypeTransition, codelist.DwellingSubtypeSubstancePsychiatry, codelist.DwellingSubtypeRobust,
		codelist.DwellingSubtypeYouth, codelist.DwellingSubtypeCrisis, codelist.DwellingSubtypeStaffDwelling,
	}[b.weighted(35, 15, 12, 8, 10, 5, 6, 4, 5)]
}

func (b *builder) wheelchair(d *Dwelling) codelist.WheelchairAccess {
	likely := 0.31
	if d.Type == codelist.DwellingTypeCare {
		likely = 0.74
	}
	switch x := b.Float64(); {
	case x < 0.05:
		return codelist.WheelchairAccessUnknown
	case x < 0.05+0.95*likely:
		return codelist.WheelchairAccessYes
	}
	return codelist.WheelchairAccessNo
}

// features are drawn in the order of the list; those that follow from other properties do.
func (b *builder) features(d *Dwelling) []codelist.Feature {
	var list []codelist.Feature
	add := func(f codelist.Feature, has bool) {
		if has {
			list = append(list, f)
		}
	}
	wheelchair := d.Wheelchair == codelist.WheelchairAccessYes
	add(codelist.FeatureLift, b.stock.Buildings[d.Building].Lift)
	add(codelist.FeatureLifetimeStandard, wheelchair && b.chance(0.5))
	add(codelist.FeatureWheelchairBathroom, wheelchair && b.chance(0.6))
	add(codelist.FeatureBalcony, b.chance(0.4))
	add(codelist.FeatureGarden, b.stock.Buildings[d.Building].Floors == 1 && b.chance(0.5))
	add(codelist.FeatureParking, b.chance(0.35))
	add(codelist.FeaturePetsAllowed, b.chance(0.25))
	add(codelist.FeatureFurnished, d.Subtype == codelist.DwellingSubtypeTemporary || b.chance(0.04))
	add(codelist.FeatureAppliances, b.chance(0.3))
	add(codelist.FeatureSecluded, d.Subtype == codelist.DwellingSubtypeRobust || b.chance(0.03))
	add(codelist.FeatureOwnEntrance, d.Letter != "" || b.chance(0.1))
	add(codelist.FeatureAwayFromSubstanceScene, b.chance(0.03))
	add(codelist.FeatureBroadband, b.chance(0.5))
	return list
}

// rent draws an asking rent: lognormal, higher with more bedrooms and in larger municipalities, in whole fifty kroner.
func (b *builder) rent(g group, bedrooms int) []RentPart {
	m := &b.stock.Municipality
	size := 0.88 + 0.12*math.Log10(max(float64(m.Inhabitants), 500)/3_000)
	kroner := medianRent * size * (0.76 + 0.115*float64(bedrooms)) * math.Exp(0.18*b.NormFloat64())
	if g == shared {
		kroner *= 0.85
	}
	parts := []RentPart{{codelist.RentComponentRent, int64(max(math.Round(kroner/50), 30)) * 50_00}}
	extra := func(c codelist.RentComponent, p float64, lo, hi int) {
		if b.chance(p) {
			parts = append(parts, RentPart{c, int64(b.between(lo/50, hi/50)) * 50_00})
		}
	}
	extra(codelist.RentComponentHeat, 0.08, 300, 900)
	extra(codelist.RentComponentPower, 0.07, 300, 900)
	extra(codelist.RentComponentWater, 0.05, 100, 400)
	extra(codelist.RentComponentFurniture, 0.02, 200, 800)
	extra(codelist.RentComponentParking, 0.04, 100, 500)
	extra(codelist.RentComponentInternet, 0.06, 200, 450)
	return parts
}

var remarks = []string{
	"Nøkkel hentes hos vaktmester.",
	"Bod i kjeller. Felles vaskerom.",
	"Ny varmtvannsbereder i fjor.",
	"Egner seg ikke for barnefamilier.",
	"Ballkontroll: \u00e6, \u00f8 og \u00e5 skal vises riktig; «anførselstegn» og semikolon; også.",
	"Brannvesenet har hatt tilsyn. Røykvarslere er skiftet, og slokkeapparatet står i gangen ved inngangsdøra. Felles uteplass " +
		"mot sør deles med de andre i huset. Søppel hentes tirsdag. Snømåking etter liste på oppslagstavla. Borettslaget har " +
		"egne ordensregler som leietakeren må få sammen med kontrakten.",
}

// decide plans what each dwelling is now, in the shares of the mixture. The pictures' dwellings have their plan already, and
// every dwelling of Barlind that is not in the picture is let.
func (b *builder) decide() {
	m := &b.stock.Municipality
	var open []int
	for i := range b.plans {
		if !b.plans[i].fixed {
			open = append(open, i)
		}
	}
	b.Shuffle(len(open), func(i, j int) { open[i], open[j] = open[j], open[i] })
	take := func(n int, set func(i int)) {
		for _, i := range open[:min(n, len(open))] {
			set(i)
		}
		open = open[min(n, len(open)):]
	}
	stock := float64(m.Dwellings)
	if m.Number != Barlind {
		// A small stock has none of what it has less than half of.
		whole := func(share float64) int { return int(math.Round(stock * share)) }
		status := func(s codelist.DwellingStatus, reserved bool) func(int) {
			return func(i int) { b.plans[i] = plan{status: s, reserved: reserved} }
		}
		b.sell(&open, len(b.plans)-m.Dwellings)
		take(whole(shareReady-0.8*shareReserved), status(codelist.DwellingStatusReady, false))
		take(whole(0.8*shareReserved), status(codelist.DwellingStatusReady, true))
		take(whole(shareMaintenance-0.2*shareReserved), status(codelist.DwellingStatusUnderMaintenance, false))
		take(whole(0.2*shareReserved), status(codelist.DwellingStatusUnderMaintenance, true))
		take(whole(shareUnavailable), status(codelist.DwellingStatusUnavailable, false))
	}
	take(len(open), func(i int) {
		b.plans[i] = plan{status: codelist.DwellingStatusLet, notice: b.chance(0.024)}
	})
}

// sell plans which dwellings have been sold: the municipality's own first.
func (b *builder) sell(open *[]int, count int) {
	var rest []int
	for pass := range 2 {
		for _, i := range *open {
			if count > 0 && (pass == 1 || b.stock.Dwellings[i].Disposition == codelist.DispositionFormOwned) {
				count--
				b.plans[i] = plan{status: codelist.DwellingStatusSold, exit: codelist.StockExitSold}
				if b.chance(0.2) {
					b.plans[i].exit = codelist.StockExitSoldToTenant
				}
				continue
			}
			rest = append(rest, i)
		}
		*open, rest = rest, nil
	}
}
