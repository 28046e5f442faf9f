package synthetic

import (
	"bytes"
	"image/jpeg"
	"io"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"kobo/internal/codelist"
)

var today = date(2026, time.November, 25)

func norway(t testing.TB, p Profile) *Norway {
	t.Helper()
	n, err := New(Config{Seed: 1, Profile: p, Today: today.Add(15 * time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestNewRefusesWhatItCanNotMake(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]Config{
		"an unknown profile":                {Profile: "galactic", Today: today},
		"a day before the pictures' own":    {Profile: Small, Today: date(2022, time.August, 10)},
		"no day at all":                     {Profile: Small},
		"no profile at all":                 {Today: today},
		"the day before the earliest there": {Profile: Small, Today: addDays(earliest, -1)},
	} {
		if _, err := New(c); err == nil {
			t.Errorf("New accepts %s", name)
		}
	}
}

func TestMunicipalitiesAreThoseOf2024(t *testing.T) {
	t.Parallel()
	n := norway(t, National)
	perCounty, seen, orgs := map[string]int{}, map[string]string{}, map[string]bool{}
	for _, m := range n.Municipalities {
		if seen[m.Number] != "" {
			t.Errorf("%s is there twice", m.Number)
		}
		seen[m.Number] = m.Name
		if !m.Fictitious {
			perCounty[m.County]++
		}
		numbers := []string{m.OrgNumber, m.Enterprise.Number, m.Partner.Number}
		for _, u := range m.Units {
			numbers = append(numbers, u.Number)
		}
		for _, number := range numbers {
			if !validOrgNumber(number) || number[0] != '3' || orgs[number] {
				t.Errorf("organisation number %s of %s is not valid, not synthetic or not its own", number, m.Name)
			}
			orgs[number] = true
		}
		if m.Inhabitants < 200 || m.Inhabitants > 720_000 || m.Dwellings < 1 {
			t.Errorf("%s has %d inhabitants and %d dwellings", m.Name, m.Inhabitants, m.Dwellings)
		}
	}
	want := map[string]int{
		"Oslo": 1, "Rogaland": 23, "Møre og Romsdal": 27, "Nordland": 41, "Østfold": 12, "Akershus": 21, "Buskerud": 18,
		"Innlandet": 46, "Vestfold": 6, "Telemark": 17, "Agder": 25, "Vestland": 43, "Trøndelag": 38, "Troms": 21, "Finnmark": 18,
	}
	if !reflect.DeepEqual(perCounty, want) {
		t.Errorf("municipalities by county: %v, want %v", perCounty, want)
	}
	sum := 0
	for _, c := range perCounty {
		sum += c
	}
	if sum != 357 {
		t.Errorf("%d real municipalities, want 357", sum)
	}
	for number, name := range map[string]string{
		"0301": "Oslo", "1580": "Haram", "1508": "Ålesund", "3301": "Drammen", "5501": "Tromsø", "5612": "Kautokeino",
		"9901": "Krokvik", "9902": "Barlind", "4601": "Bergen", "5001": "Trondheim", "3405": "Lillehammer", "3907": "Sandefjord",
	} {
		if seen[number] != name {
			t.Errorf("%s is %q, want %q", number, seen[number], name)
		}
	}
	oslo := n.Municipalities[2]
	if oslo.Number != Oslo || len(oslo.Units) != 15 {
		t.Errorf("%s has %d city districts, want Oslo with 15", oslo.Name, len(oslo.Units))
	}
}

// validOrgNumber is the rule as the register of entities states it, written apart from what makes the numbers.
func validOrgNumber(s string) bool {
	if len(s) != 9 {
		return false
	}
	sum := 0
	for i, w := range []int{3, 2, 7, 6, 5, 4, 3, 2, 1} {
		sum += int(s[i]-'0') * w
	}
	return sum%11 == 0
}

// validPid is the rule of the population register, written apart from what makes the numbers.
func validPid(s string, born time.Time) bool {
	if len(s) != 11 {
		return false
	}
	k1, k2 := 0, 0
	for i := range 11 {
		d := int(s[i] - '0')
		k1 += d * []int{3, 7, 6, 1, 8, 9, 4, 5, 2, 1, 0}[i]
		k2 += d * []int{5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1}[i]
	}
	day, _ := strconv.Atoi(s[:2])
	month, _ := strconv.Atoi(s[2:4])
	year, _ := strconv.Atoi(s[4:6])
	individual, _ := strconv.Atoi(s[6:9])
	return k1%11 == 0 && k2%11 == 0 && day%40 == born.Day() && month == int(born.Month())+80 && year == born.Year()%100 &&
		(individual >= 500) == (born.Year() >= 2000)
}

func TestTheSameSeedProfileAndDayGiveTheSame(t *testing.T) {
	t.Parallel()
	small, again, wide := norway(t, Small), norway(t, Small), norway(t, Default)
	for i, m := range small.Municipalities {
		a := small.Municipality(i)
		if !reflect.DeepEqual(a, again.Municipality(i)) {
			t.Errorf("%s differs when made again", m.Name)
		}
		if !reflect.DeepEqual(a, wide.Municipality(i)) {
			t.Errorf("%s differs in the larger profile", m.Name)
		}
	}
	if !reflect.DeepEqual(small.Staff(), again.Staff()) || !reflect.DeepEqual(small.Citizens(), wide.Citizens()) {
		t.Error("people who log in differ when made again")
	}
	other, err := New(Config{Seed: 2, Profile: Small, Today: today})
	if err != nil {
		t.Fatal(err)
	}
	if reflect.DeepEqual(small.Municipality(0).Dwellings, other.Municipality(0).Dwellings) {
		t.Error("another seed gives the same")
	}
	read := func(n *Norway, label string) string {
		b := make([]byte, 64)
		_, _ = io.ReadFull(n.Random(label), b)
		return string(b)
	}
	if read(small, "a") != read(again, "a") || read(small, "a") == read(small, "b") || read(small, "a") == read(other, "a") {
		t.Error("Random does not follow from seed and label alone")
	}
}

func find(t *testing.T, s *Stock, address string) *Dwelling {
	t.Helper()
	for i := range s.Dwellings {
		d := &s.Dwellings[i]
		a := CadastreAddress{Street: d.Street, Number: d.HouseNumber, Letter: d.Letter, PostalCode: d.PostalCode, Place: d.Place}
		if a.String() == address {
			return d
		}
	}
	t.Fatalf("%s has no dwelling at %s", s.Municipality.Name, address)
	return nil
}

// TestPictureOfBarlind is the seeds' first picture: the filter Status = Klar for innflytting in a stock of 121.
func TestPictureOfBarlind(t *testing.T) {
	t.Parallel()
	s := norway(t, Small).Municipality(1)
	if len(s.Dwellings) != 121 {
		t.Fatalf("%d dwellings, want 121", len(s.Dwellings))
	}
	status, facets := map[codelist.DwellingStatus]int{}, map[string]int{}
	for i := range s.Dwellings {
		d := &s.Dwellings[i]
		status[d.Status()]++
		if d.Reservation != nil {
			facets["reserved"]++
		}
		if d.Status() != codelist.DwellingStatusReady {
			continue
		}
		facets[string(d.Type)]++
		if d.Shared {
			facets["shared"]++
		}
		if d.Staffing == codelist.StaffingStaffBase {
			facets["staff base"]++
		}
		if d.Staffing == codelist.StaffingRoundTheClock {
			facets["round the clock"]++
		}
	}
	if want := map[codelist.DwellingStatus]int{"READY": 6, "LET": 115}; !reflect.DeepEqual(status, want) {
		t.Errorf("status facets %v, want %v", status, want)
	}
	if want := map[string]int{"ORDINARY": 6, "shared": 4, "staff base": 1}; !reflect.DeepEqual(facets, want) {
		t.Errorf("facets of those ready %v, want %v", facets, want)
	}
	for _, want := range []struct {
		address, unit string
		building      codelist.BuildingType
		bedrooms      int
		ore           int64
	}{
		{"Barlindveien 13, 3118 Tønsberg", "H0101", "B111", 3, 10_000_00},
		{"Barlindveien 15, 3118 Tønsberg", "H0201", "B122", 2, 12_000_00},
		{"Barlindveien 17, 3118 Tønsberg", "H0101", "B111", 3, 11_000_00},
	} {
		d := find(t, s, want.address)
		if d.UnitNumber != want.unit || s.Buildings[d.Building].Type != want.building || *d.Bedrooms != want.bedrooms ||
			d.Rent() != want.ore || !d.Shared || !d.Statuses[len(d.Statuses)-1].From.Equal(date(2022, time.August, 11)) {
			t.Errorf("%s is not as in the picture: %+v", want.address, d)
		}
	}
}

// TestPictureOfKrokvik is the seeds' second picture: five of 714 dwellings.
func TestPictureOfKrokvik(t *testing.T) {
	t.Parallel()
	n := norway(t, Small)
	s := n.Municipality(0)
	if len(s.Dwellings) != 714 {
		t.Fatalf("%d dwellings, want 714", len(s.Dwellings))
	}
	for _, want := range []struct {
		address                           string
		status                            codelist.DwellingStatus
		notice, reserved, toOwn, referral bool
	}{
		{"Adresseveien 29, 0908 Krokvik", "READY", false, false, false, true},
		{"Husgata 34, 0908 Krokvik", "LET", true, false, false, false},
		{"Hjemstadsveien 2b, 0908 Krokvik", "UNDER_MAINTENANCE", false, true, false, false},
		{"Adressekroken 2b, 0908 Krokvik", "READY", false, false, true, false},
		{"Husveien 47, 0912 Krokvik", "UNAVAILABLE", false, false, false, false},
	} {
		d := find(t, s, want.address)
		notice := d.Tenancy() != nil && d.Tenancy().NoticeOn != nil
		referral := d.Disposition == codelist.DispositionFormReferralAgreement && d.Agreement != None &&
			s.Agreements[d.Agreement].Kind == codelist.AgreementKindReferral
		if d.Status() != want.status || notice != want.notice || (d.Reservation != nil) != want.reserved ||
			d.RentToOwn != want.toOwn || referral != want.referral {
			t.Errorf("%s is not as in the picture: %+v", want.address, d)
		}
	}
	trine := n.Staff()[0]
	if trine.Person.Name() != "Trine Saksbehandler" || trine.Municipality != Krokvik || trine.Access[0].OrgName != "KROKVIK KOMMUNE" {
		t.Errorf("the first of the staff is %s", trine.Person.Name())
	}
	if want := []codelist.Module{codelist.ModuleRegister, codelist.ModuleCasework}; !slices.Equal(s.Municipality.Modules, want) {
		t.Errorf("Krokvik has the modules %v", s.Municipality.Modules)
	}
}

// TestInvariantsAndMixture makes all of Norway once, and checks every rule on every dwelling and the shares on the whole.
func TestInvariantsAndMixture(t *testing.T) {
	t.Parallel()
	n := norway(t, National)
	if len(n.Municipalities) != 359 {
		t.Fatalf("%d municipalities", len(n.Municipalities))
	}
	c := &census{t: t, today: n.Today(), pids: map[string]bool{}, buildings: map[int64]bool{}, n: map[string]float64{}}
	for i := range n.Municipalities {
		c.stock(n.Municipality(i))
		if t.Failed() {
			return
		}
	}
	if c.n["in stock"] != NationalDwellings {
		t.Errorf("%v dwellings in stock, want %d", c.n["in stock"], NationalDwellings)
	}
	for _, s := range n.Staff() {
		c.person(&s.Person)
	}
	for _, s := range n.Citizens() {
		if !s.Tenant && !strings.HasPrefix(s.Title, "Verge") {
			c.person(&s.Person)
		} else if !c.pids[s.Person.Pid] {
			t.Errorf("%s is not in the stock", s.Title)
		}
	}
	for _, want := range []struct {
		what, of  string
		share, by float64
	}{
		{"LET", "in stock", 0.94, 0.006},
		{"READY", "in stock", 0.025, 0.002},
		{"UNDER_MAINTENANCE", "in stock", 0.02, 0.002},
		{"UNAVAILABLE", "in stock", 0.013, 0.002},
		{"reserved", "in stock", 0.01, 0.002},
		{"SOLD", "in stock", 0.018, 0.002},
		{"ORDINARY not shared", "all", 0.55, 0.01},
		{"CARE not shared", "all", 0.33, 0.01},
		{"shared", "all", 0.12, 0.01},
		{"OWNED", "all", 0.80, 0.01},
		{"LEASED_IN", "all", 0.10, 0.01},
		{"REFERRAL_AGREEMENT", "all", 0.04, 0.01},
		{"ALLOCATION_AGREEMENT", "all", 0.02, 0.01},
		{"PRIVATE_RIGHT_OF_DISPOSAL", "all", 0.04, 0.01},
		{"wheelchair", "all", 0.46, 0.02},
		{"1 bedrooms", "bedrooms known", 0.35, 0.02},
		{"2 bedrooms", "bedrooms known", 0.40, 0.02},
		{"3 bedrooms", "bedrooms known", 0.18, 0.02},
		{"no unit number", "all", 0.04, 0.01},
		{"rent under the median", "all", 0.50, 0.03},
		{"overdue", "LET", 0.03, 0.005},
		{"notice", "LET", 0.024, 0.005},
		{"shielded", "LET", 0.0165, 0.003},
		{"guardian", "LET", 0.04, 0.005},
		{"D-number", "LET", 0.06, 0.006},
		{"not digital", "LET", 0.12, 0.01},
		{"single", "LET", 0.60, 0.03},
		{"with children", "LET", 0.25, 0.03},
		{"FIXED_3_YEARS", "LET", 0.60, 0.06},
		{"open-ended", "LET", 0.32, 0.05},
		{"begun within a year", "in stock", 0.17, 0.015},
	} {
		if got := c.n[want.what] / c.n[want.of]; math.Abs(got-want.share) > want.by {
			t.Errorf("%s: %.4f of %s, want %.4f", want.what, got, want.of, want.share)
		}
	}
}

// census counts, and checks each rule as it goes.
type census struct {
	t         *testing.T
	today     time.Time
	pids      map[string]bool
	buildings map[int64]bool
	n         map[string]float64
}

func (c *census) count(what string, is bool) {
	if is {
		c.n[what]++
	}
}

func (c *census) stock(s *Stock) {
	type key struct {
		Property
		unit, extra string
	}
	rooms, inStock, sold := map[key]bool{}, 0, 0
	for i := range s.Buildings {
		c.building(s.Buildings[i].Number)
	}
	landlords := map[string]string{}
	for _, a := range s.Agreements {
		name, known := landlords[a.Landlord.Number]
		if a.Landlord.Number != "" && (!validOrgNumber(a.Landlord.Number) || known && name != a.Landlord.Name) {
			c.t.Errorf("%s: landlord %s %s", s.Municipality.Name, a.Landlord.Number, a.Landlord.Name)
		}
		landlords[a.Landlord.Number] = a.Landlord.Name
		if !a.Kind.Valid() || a.From.After(c.today) || a.To != nil && a.To.Before(c.today) {
			c.t.Errorf("%s: agreement %v from %v to %v", s.Municipality.Name, a.Kind, a.From, a.To)
		}
	}
	for i := range s.Dwellings {
		d := &s.Dwellings[i]
		if d.UnitNumber != "" {
			k := key{s.Properties[d.Property], d.UnitNumber, d.ExtraReference}
			if rooms[k] {
				c.t.Errorf("%s: two dwellings are %+v", s.Municipality.Name, k)
			}
			rooms[k] = true
		}
		if d.Exited == nil {
			inStock++
		} else {
			sold++
		}
		if d.Unit >= len(s.Municipality.Units) || d.Agreement >= len(s.Agreements) {
			c.t.Errorf("%s: a dwelling of unit %d, agreement %d", s.Municipality.Name, d.Unit, d.Agreement)
		}
		if (d.Disposition == codelist.DispositionFormOwned) != (d.Agreement == None) {
			c.t.Errorf("%s: %s with agreement %d", s.Municipality.Name, d.Disposition, d.Agreement)
		}
		if (d.Ownership == codelist.OwnershipFormMunicipalEnterprise) != (d.Owner.OrgNumber == s.Municipality.Enterprise.Number) {
			c.t.Errorf("%s: %v, owned by %s", s.Municipality.Name, d.Ownership, d.Owner.Name)
		}
		c.dwelling(d)
	}
	if inStock != s.Municipality.Dwellings || s.Municipality.Fictitious && sold > 0 {
		c.t.Errorf("%s has %d dwellings in stock and %d sold, want %d", s.Municipality.Name, inStock, sold, s.Municipality.Dwellings)
	}
	c.n["in stock"] += float64(inStock)
	for _, b := range s.Cadastre() {
		if !b.Registered {
			c.building(b.Number)
		}
	}
}

func (c *census) building(number int64) {
	if c.buildings[number] {
		c.t.Errorf("two buildings are %d", number)
	}
	c.buildings[number] = true
}

func (c *census) dwelling(d *Dwelling) {
	where := d.Street + " " + strconv.Itoa(d.HouseNumber)
	bad := func(format string, args ...any) { c.t.Helper(); c.t.Errorf(where+": "+format, args...) }
	for _, code := range []interface{ Valid() bool }{
		d.Type, d.Staffing, d.Disposition, d.Ownership, d.Wheelchair, d.UnitType, d.EntryKind, d.Status(),
	} {
		if !code.Valid() {
			bad("%v is no code", code)
		}
	}
	if d.Subtype != "" && !d.Subtype.Valid() || d.ExitKind != "" && !d.ExitKind.Valid() {
		bad("%v or %v is no code", d.Subtype, d.ExitKind)
	}
	for _, f := range d.Features {
		if !f.Valid() {
			bad("%v is no code", f)
		}
	}
	for i, s := range d.Statuses {
		if !s.Status.Valid() || !s.Reason.Valid() {
			bad("status %v for the reason %v", s.Status, s.Reason)
		}
		if i == 0 && s.From.Before(d.Entered) || s.From.After(c.today) || s.RecordedOn.Before(s.From) || s.RecordedOn.After(c.today) {
			bad("status %d of %v from %v, entered %v", i, s.Status, s.From, d.Entered)
		}
		if i > 0 && (!s.From.After(d.Statuses[i-1].From) || s.Status == d.Statuses[i-1].Status) {
			bad("status %v from %v follows %v from %v", s.Status, s.From, d.Statuses[i-1].Status, d.Statuses[i-1].From)
		}
	}
	status := d.Status()
	t := d.Tenancy()
	if (status == codelist.DwellingStatusLet) != (t != nil) {
		bad("status %v with a tenancy in force: %v", status, t != nil)
	}
	if (status == codelist.DwellingStatusSold) != (d.Exited != nil) || (d.Exited == nil) != (d.ExitKind == "") {
		bad("status %v, exit %v %v", status, d.ExitKind, d.Exited)
	}
	if r := d.Reservation; r != nil {
		if r.MadeOn.After(c.today) || r.HeldUntil.Before(r.MadeOn) || status == codelist.DwellingStatusLet {
			bad("reserved %v until %v while %v", r.MadeOn, r.HeldUntil, status)
		}
	}
	if d.Rent() <= 0 {
		bad("rent %d", d.Rent())
	}
	for i := range d.Tenancies {
		c.tenancy(d, i, bad)
	}
	let := 0
	for _, s := range d.Statuses {
		if s.Status == codelist.DwellingStatusLet {
			let++
		}
	}
	if let != len(d.Tenancies) {
		bad("%d periods let, %d tenancies", let, len(d.Tenancies))
	}

	c.count("all", true)
	c.count(string(status), true)
	c.count("reserved", d.Reservation != nil)
	c.count("shared", d.Shared)
	c.count(string(d.Type)+" not shared", !d.Shared)
	c.count(string(d.Disposition), true)
	c.count("wheelchair", d.Wheelchair == codelist.WheelchairAccessYes)
	c.count("no unit number", d.UnitNumber == "")
	c.count("rent under the median", d.Rent() < medianRent*100)
	if d.Bedrooms != nil {
		c.count("bedrooms known", true)
		c.count(strconv.Itoa(*d.Bedrooms)+" bedrooms", true)
	}
	if t == nil {
		return
	}
	c.count("overdue", t.End != nil && t.End.Before(c.today))
	c.count("notice", t.NoticeOn != nil)
	c.count("shielded", t.Shielded)
	c.count("guardian", t.Tenant.Guardian != nil)
	c.count("D-number", t.Tenant.Pid[0] >= '4')
	c.count("not digital", t.Tenant.Contact != Digital)
	c.count("single", t.Persons == 1)
	c.count("with children", slices.ContainsFunc(t.Household, func(m Member) bool { return m.Relation == Child }))
	c.count(string(t.Kind), true)
	c.count("open-ended", t.End == nil)
}

func (c *census) tenancy(d *Dwelling, i int, bad func(string, ...any)) {
	t := &d.Tenancies[i]
	c.count("begun within a year", daysBetween(t.Start, c.today) < 365)
	if !t.Kind.Valid() || !t.Security.Valid() || t.NoticeBy != "" && !t.NoticeBy.Valid() || t.EndKind != "" && !t.EndKind.Valid() {
		bad("tenancy with codes %v %v %v %v", t.Kind, t.Security, t.NoticeBy, t.EndKind)
	}
	last := i == len(d.Tenancies)-1
	switch {
	case t.Start.After(c.today) || t.Start.Before(d.Entered):
		bad("tenancy from %v, entered %v", t.Start, d.Entered)
	case t.EndedOn == nil && !last || t.EndedOn != nil && (t.EndedOn.Before(t.Start) || !t.EndedOn.Before(c.today)):
		bad("tenancy from %v to %v", t.Start, t.EndedOn)
	case (t.EndedOn == nil) != (t.EndKind == ""):
		bad("tenancy ended %v by %q", t.EndedOn, t.EndKind)
	case !last && !t.EndedOn.Before(d.Tenancies[i+1].Start):
		bad("tenancy to %v, the next from %v", t.EndedOn, d.Tenancies[i+1].Start)
	case openEnded(t.Kind) != (t.End == nil) || t.End != nil && t.End.Before(t.Start):
		bad("%v from %v to %v", t.Kind, t.Start, t.End)
	case t.Kind == codelist.TenancyKindFixed3Years && t.Terms[0].To.Before(addDays(t.Start.AddDate(3, 0, 0), -1)):
		bad("three years from %v to %v", t.Start, t.Terms[0].To)
	case (t.NoticeOn == nil) != (t.NoticeBy == "") || (t.NoticeOn == nil) != (t.VacatesOn == nil):
		bad("notice on %v by %q to vacate %v", t.NoticeOn, t.NoticeBy, t.VacatesOn)
	case t.NoticeOn != nil && (t.NoticeOn.Before(t.Start) || t.VacatesOn.Before(*t.NoticeOn) || t.NoticeOn.After(c.today)):
		bad("notice on %v to vacate %v in a tenancy from %v", t.NoticeOn, t.VacatesOn, t.Start)
	case t.NoticeOn != nil && t.EndedOn == nil && !t.VacatesOn.After(c.today):
		bad("still there, to vacate on %v", t.VacatesOn)
	case t.Shielded != (t.Tenant.Protection != Unprotected) || t.Shielded != (t.Tenant.ProtectedSince != nil):
		bad("shielded %v, protection %v since %v", t.Shielded, t.Tenant.Protection, t.Tenant.ProtectedSince)
	case t.EndedOn == nil && t.Persons != 1+len(t.Household) || t.Persons < 1:
		bad("%d persons, household of %d", t.Persons, len(t.Household))
	case t.Rent() <= 0 || !t.Rents[0].From.Equal(t.Start):
		bad("rent %d from %v", t.Rent(), t.Rents[0].From)
	case t.Tenant.Born.After(t.Start.AddDate(-18, 0, 0)):
		bad("a tenant under age")
	}
	for k, term := range t.Terms {
		if k > 0 && !term.From.Equal(addDays(*t.Terms[k-1].To, 1)) {
			bad("term %d does not follow", k)
		}
	}
	if e := t.Terms[len(t.Terms)-1].To; !reflect.DeepEqual(e, t.End) {
		bad("last term to %v, tenancy to %v", e, t.End)
	}
	for k := 1; k < len(t.Rents); k++ {
		if !t.Rents[k].From.After(t.Rents[k-1].From) || t.Rents[k].From.After(c.today) {
			bad("rent %d from %v", k, t.Rents[k].From)
		}
	}
	c.person(&t.Tenant)
	if g := t.Tenant.Guardian; g != nil {
		c.person(&g.Person)
	}
	for k := range t.Household {
		m := &t.Household[k]
		c.person(&m.Person)
		if age := daysBetween(m.Person.Born, c.today) / 365; (m.Relation == Child) != (age < 18) {
			bad("%v of %d years", m.Relation, age)
		}
	}
}

func (c *census) person(p *Person) {
	if !validPid(p.Pid, p.Born) || c.pids[p.Pid] || p.Name() == " " || p.Born.After(c.today) || !p.Language.Valid() {
		c.t.Errorf("number %s of someone born %v is not valid or not hers alone", p.Pid, p.Born)
	}
	c.pids[p.Pid] = true
}

func TestProfiles(t *testing.T) {
	t.Parallel()
	for _, want := range []struct {
		profile                   Profile
		municipalities, dwellings int
	}{{Small, 2, 835}, {Default, 5, 835 + osloDwellings}, {National, 359, NationalDwellings}} {
		n := norway(t, want.profile)
		sum := 0
		for _, m := range n.Municipalities {
			sum += m.Dwellings
		}
		if len(n.Municipalities) != want.municipalities || sum < want.dwellings || sum > want.dwellings+2000 {
			t.Errorf("%s: %d municipalities with %d dwellings", want.profile, len(n.Municipalities), sum)
		}
		if n.Municipalities[0].Number != Krokvik || n.Municipalities[1].Number != Barlind {
			t.Errorf("%s does not begin with Krokvik and Barlind", want.profile)
		}
	}
}

func TestCadastreHasWhatTheRegisterHasAndMore(t *testing.T) {
	t.Parallel()
	n := norway(t, Small)
	for i := range n.Municipalities {
		s := n.Municipality(i)
		all := s.Cadastre()
		at := map[string]map[string]bool{}
		others, fresh, several := 0, map[string]int{}, false
		for _, b := range all {
			if len(b.Addresses) == 0 {
				t.Errorf("building %d has no address", b.Number)
			}
			if len(b.Type) != 3 {
				t.Errorf("building type %q", b.Type)
			}
			for _, a := range b.Addresses {
				if at[a.String()] != nil {
					t.Errorf("two buildings are at %s", a.String())
				}
				at[a.String()] = map[string]bool{}
				for _, u := range a.Units {
					if at[a.String()][u.Number] {
						t.Errorf("two units of %s are %s", a.String(), u.Number)
					}
					at[a.String()][u.Number] = true
					if !u.Kind.Valid() {
						t.Errorf("unit of kind %v", u.Kind)
					}
				}
				if !b.Registered {
					fresh[b.Type]++
					several = several || len(a.Units) > 3
				}
			}
		}
		for j := range s.Dwellings {
			d := &s.Dwellings[j]
			a := CadastreAddress{Street: d.Street, Number: d.HouseNumber, Letter: d.Letter, PostalCode: d.PostalCode, Place: d.Place}
			if units, ok := at[a.String()]; !ok || d.UnitNumber != "" && !units[d.UnitNumber] {
				t.Errorf("the cadastre lacks %s %s", a.String(), d.UnitNumber)
			}
		}
		for j := range s.Buildings {
			others += len(s.Buildings[j].others)
		}
		if fresh["161"] == 0 || fresh["651"] == 0 || !several {
			t.Errorf("%s: what the register lacks is %v", s.Municipality.Name, fresh)
		}
		if s.Municipality.Number == Krokvik && others == 0 {
			t.Error("no building is shared with other owners")
		}
	}
}

func TestStaffCoverEveryRight(t *testing.T) {
	t.Parallel()
	n := norway(t, Default)
	type right struct{ municipality, resource, actions string }
	have, none, two, foreign, units := map[right]bool{}, 0, 0, 0, map[string]bool{}
	for _, s := range n.Staff() {
		orgs := map[string]bool{}
		for _, a := range s.Access {
			if a.Pid != s.Person.Pid || !validOrgNumber(a.Orgno) {
				t.Errorf("%s has the access %+v", s.Title, a)
			}
			if !slices.Contains(Rights, a.Resource) {
				foreign++
			}
			if a.UnitType == "ORGL" {
				units[a.Orgno] = true
			}
			orgs[a.Orgno] = true
			have[right{s.Municipality, a.Resource, strings.Join(a.Actions, "+")}] = true
		}
		if len(orgs) == 0 {
			none++
		}
		if orgs[n.Municipalities[0].OrgNumber] && orgs[n.Municipalities[1].OrgNumber] {
			two++
		}
	}
	if none != 1 || two != 1 || foreign != 1 {
		t.Errorf("%d without rights, %d with two municipalities, %d with another service's", none, two, foreign)
	}
	for _, m := range n.Municipalities {
		for _, resource := range []string{
			"kobo-boligoversikt", "kobo-soknadsregistrering", "kobo-saksbehandling", "kobo-klage", "kobo-administrator", "kobo-skjermet",
			"kobo-samhandler",
		} {
			if !have[right{m.Number, resource, "read+write"}] || !have[right{m.Number, resource, "read"}] {
				t.Errorf("%s lacks someone with %s", m.Name, resource)
			}
		}
		for _, resource := range []string{"kobo-lesetilgang", "kobo-statistikk", "kobo-innsyn-logg"} {
			if !have[right{m.Number, resource, "read"}] {
				t.Errorf("%s lacks someone with %s", m.Name, resource)
			}
		}
		if !have[right{m.Number, "kobo-vedtak", "write"}] {
			t.Errorf("%s lacks someone with kobo-vedtak", m.Name)
		}
		for _, u := range m.Units {
			if !units[u.Number] {
				t.Errorf("nobody has rights in %s only", u.Name)
			}
		}
	}
	if !have[right{"", "kobo-kunnskapsmonitor", "read"}] {
		t.Error("the state has no analyst")
	}
	customers := 0
	for _, s := range n.Systems() {
		customers += len(s.Customers)
		if !validOrgNumber(s.Vendor.Number) || len(s.Customers) != len(s.Access) {
			t.Errorf("system %s of %s", s.ClientID, s.Vendor.Number)
		}
	}
	if customers < 3 {
		t.Errorf("%d customers of vendors", customers)
	}
}

func TestCitizensAreTheTenantsOfTheStock(t *testing.T) {
	t.Parallel()
	n := norway(t, Small)
	tenants := map[string]bool{}
	for i := range n.Municipalities {
		s := n.Municipality(i)
		for j := range s.Dwellings {
			if t := s.Dwellings[j].Tenancy(); t != nil {
				tenants[t.Tenant.Pid] = true
			}
		}
	}
	titles := map[string]bool{}
	for _, c := range n.Citizens() {
		titles[c.Title] = true
		if tenants[c.Person.Pid] != c.Tenant {
			t.Errorf("%s: a tenant of the stock: %v", c.Title, tenants[c.Person.Pid])
		}
	}
	for _, want := range []string{
		"Leietaker", "Leietaker som har sagt opp", "Leietaker med utløpt leieavtale", "Leietaker med verge",
		"Leietaker med strengt fortrolig adresse", "Leietaker med fortrolig adresse", "Boligsøker i Krokvik",
		"Innbygger uten kommunal bolig",
	} {
		if !titles[want] {
			t.Errorf("nobody is %q", want)
		}
	}
}

func TestPhoto(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for seed := range uint64(8) {
		file := Photo(seed)
		img, err := jpeg.Decode(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if img.Bounds().Dx() != photoWidth || len(file) < 10_000 || len(file) > 40_000 {
			t.Errorf("photo %d is %v of %d bytes", seed, img.Bounds(), len(file))
		}
		if !bytes.Equal(file, Photo(seed)) || seen[string(file)] {
			t.Errorf("photo %d is not the seed's own", seed)
		}
		seen[string(file)] = true
	}
	for _, l := range Mark {
		if _, ok := letters[l]; !ok {
			t.Errorf("the mark's letter %c can't be drawn", l)
		}
	}
}

// TestInvariantsOnOtherDaysAndSeeds finds what only some calendars bring out: leap days, ends of months, the earliest day.
func TestInvariantsOnOtherDaysAndSeeds(t *testing.T) {
	t.Parallel()
	for _, day := range []time.Time{earliest, date(2024, time.February, 29), date(2025, time.March, 31), date(2027, time.January, 1), date(2031, time.June, 15)} {
		for seed := range uint64(4) {
			n, err := New(Config{Seed: seed, Profile: Small, Today: day})
			if err != nil {
				t.Fatal(err)
			}
			c := &census{t: t, today: day, pids: map[string]bool{}, buildings: map[int64]bool{}, n: map[string]float64{}}
			for i := range n.Municipalities {
				c.stock(n.Municipality(i))
			}
			if c.n["READY"] < 8 || c.n["in stock"] != 835 {
				t.Errorf("seed %d on %v: %v ready", seed, day, c.n["READY"])
			}
			d := find(t, n.Municipality(0), "Husgata 34, 0908 Krokvik")
			if d.Tenancy() == nil || d.Tenancy().NoticeOn == nil {
				t.Errorf("seed %d on %v: Husgata 34 has no notice", seed, day)
			}
		}
	}
}

func TestSheetHasEveryFlawAndIsCleanBesides(t *testing.T) {
	t.Parallel()
	n := norway(t, Small)
	s := n.Municipality(0)
	rows := s.Sheet(n, 400, 0.1)
	if len(rows) != 400 || !reflect.DeepEqual(rows, s.Sheet(n, 400, 0.1)) {
		t.Fatalf("%d rows, or others when made again", len(rows))
	}
	column := func(r SheetRow, name string) string { return r.Cells[slices.Index(SheetColumns, name)] }
	found, keys := map[Flaw]int{}, map[string]bool{}
	for _, r := range rows {
		found[r.Flaw]++
		if len(r.Cells) != len(SheetColumns) {
			t.Fatalf("%d cells", len(r.Cells))
		}
		key := strings.Join(r.Cells[:10], "|")
		if keys[key] != (r.Flaw == Repeated) {
			t.Errorf("flaw %q repeats a row: %v", r.Flaw, keys[key])
		}
		keys[key] = true
		if r.Flaw != Clean {
			continue
		}
		if c, ok := codelist.ByImport("DwellingStatus", column(r, "boligstatus")); !ok || (c.Code == "LET") != (column(r, "hovedsoker") != "") {
			t.Errorf("status %q with main applicant %q", column(r, "boligstatus"), column(r, "hovedsoker"))
		}
		if _, ok := codelist.ByImport("DwellingType", column(r, "koboboligtype")); !ok {
			t.Errorf("dwelling type %q", column(r, "koboboligtype"))
		}
	}
	for _, f := range flaws {
		if found[f] < 3 {
			t.Errorf("%d rows have the flaw %s", found[f], f)
		}
	}
	file := Latin1(rows)
	if bytes.Count(file, []byte("\r\n")) != 401 || !bytes.Contains(file, []byte("Pr\xf8vdal")) || utf8.Valid(file) {
		t.Error("the file is not Latin-1 with one line a row")
	}
}

// BenchmarkNational is the time all of Norway takes.
func BenchmarkNational(b *testing.B) {
	for b.Loop() {
		n := norway(b, National)
		for i := range n.Municipalities {
			n.Municipality(i)
		}
	}
}
