package synthetic

import (
	"math"
	"slices"
	"time"

	"kobo/internal/codelist"
)

// RentPeriod is what a tenant pays from a day on.
type RentPeriod struct {
	From  time.Time
	Parts []RentPart
}

// Ore returns the rent a month, all components together.
func (p RentPeriod) Ore() int64 { return total(p.Parts) }

// Term is one agreed term of a tenancy: the first is the contract, each later one a renewal.
type Term struct {
	From time.Time
	To   *time.Time // the last day; nil when open-ended
}

// Tenancy is a tenancy (leieforhold). It is in force until EndedOn is set.
type Tenancy struct {
	Kind  codelist.TenancyKind
	Start time.Time
	// End is the last day agreed, nil when open-ended. A tenancy in force whose End has passed is overdue: the tenant lives on
	// there and nobody has renewed or ended it.
	End   *time.Time
	Terms []Term

	Tenant Person
	// Household are those who live with the tenant. It is known for tenancies in force only.
	Household []Member
	Persons   int // how many live there, the tenant included

	Rents        []RentPeriod // oldest first; the last is what is paid now
	Security     codelist.Security
	SecurityOre  int64
	NoticeOn     *time.Time
	NoticeBy     codelist.NoticeBy // empty without notice
	VacatesOn    *time.Time
	EndedOn      *time.Time // the last day
	EndKind      codelist.TenancyEnd
	RegisteredOn time.Time
	// Shielded is set when the tenant has a protected address: only the few with that right may know of the tenancy.
	Shielded bool
}

// Rent returns what is paid a month in øre, all components together.
func (t *Tenancy) Rent() int64 { return t.Rents[len(t.Rents)-1].Ore() }

// history is how long back tenancies are known.
const history = 10 // years

// live makes the dwelling's past so that it ends in the plan: entry, status periods, tenancies, reservation, exit. It is made
// backwards from today, since the shares of the present are what is known.
func (b *builder) live(d *Dwelling, p *plan) {
	since := b.begin(d, p)
	b.enter(d, since)
	periods := b.present(d, p, since)
	cursor := periods[0].From // everything before this day is still to be made; the periods are in order from it
	last := periods[0].Status
	horizon := b.today.AddDate(-history, 0, 0)
	var tenancies []Tenancy
	if p.status == codelist.DwellingStatusLet {
		tenancies = append(tenancies, b.inForce(d, p, since))
	}
	var before []StatusPeriod // newest first
	put := func(s codelist.DwellingStatus, from time.Time, why codelist.StatusReason) {
		before = append(before, StatusPeriod{Status: s, From: from, Reason: why})
		cursor, last = from, s
	}
	for {
		// What stood between the tenancy before and this: work, then some days ready.
		if last == codelist.DwellingStatusLet || last == codelist.DwellingStatusSold && p.exit != codelist.StockExitSoldToTenant {
			from := addDays(cursor, -3-min(b.exp(18), 150))
			if !from.After(d.Entered) {
				put(codelist.DwellingStatusReady, d.Entered, codelist.StatusReasonRegistration)
				break
			}
			put(codelist.DwellingStatusReady, from, codelist.StatusReasonMovedOut)
		}
		if last == codelist.DwellingStatusReady && b.chance(0.55) {
			if from := addDays(cursor, -4-min(b.exp(22), 150)); from.After(d.Entered) {
				before, periods = because(before, periods, codelist.StatusReasonWorkDone)
				put(codelist.DwellingStatusUnderMaintenance, from, b.work())
			}
		}
		ended := addDays(cursor, -1)
		if cursor.Before(horizon) || daysBetween(d.Entered, ended) < 40 {
			break
		}
		kind := b.kind(d)
		t := b.past(d, kind, ended)
		if p.exit == codelist.StockExitSoldToTenant && len(tenancies) == 0 {
			t.EndKind = codelist.TenancyEndBoughtByTenant
		}
		tenancies = append(tenancies, t)
		put(codelist.DwellingStatusLet, t.Start, codelist.StatusReasonMovedIn)
	}
	if cursor.After(d.Entered) {
		before, periods = because(before, periods, "")
		put(codelist.DwellingStatusReady, d.Entered, codelist.StatusReasonRegistration)
	}
	slices.Reverse(before)
	slices.Reverse(tenancies)
	d.Statuses = merge(append(before, periods...))
	d.Tenancies = tenancies
	for i := range d.Statuses {
		s := &d.Statuses[i]
		s.RecordedOn = s.From
		if b.chance(0.1) {
			s.RecordedOn = earlier(addDays(s.From, b.between(1, 4)), b.today)
		}
	}
	b.reserve(d, p)
}

// because changes the reason of the earliest period so far, when it was said to follow a moving out.
func because(before, periods []StatusPeriod, why codelist.StatusReason) ([]StatusPeriod, []StatusPeriod) {
	earliest := &periods[0]
	if len(before) > 0 {
		earliest = &before[len(before)-1]
	}
	if why != "" && earliest.Reason == codelist.StatusReasonMovedOut {
		earliest.Reason = why
	}
	return before, periods
}

// merge drops a period that has the status of the one before it.
func merge(periods []StatusPeriod) []StatusPeriod {
	return slices.CompactFunc(periods, func(a, b StatusPeriod) bool { return a.Status == b.Status })
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// begin draws the first day of the present status, and of which kind the tenancy in force is.
func (b *builder) begin(d *Dwelling, p *plan) time.Time {
	if !p.since.IsZero() {
		return p.since
	}
	ago := 0
	switch p.status {
	case codelist.DwellingStatusReady:
		ago = 1 + min(b.exp(35), 400)
	case codelist.DwellingStatusUnderMaintenance:
		ago = 1 + min(b.exp(45), 500)
	case codelist.DwellingStatusUnavailable:
		ago = 10 + min(b.exp(200), 1500)
	case codelist.DwellingStatusSold:
		ago = b.between(1, 3*365)
	default:
		p.kind = b.currentKind(d)
		day := addDays(b.today, -b.elapsed(p.kind))
		if b.chance(0.6) {
			day = date(day.Year(), day.Month(), 1)
		}
		return day
	}
	return addDays(b.today, -ago)
}

// enter draws when and how the dwelling came into the stock: before the day, a quarter of them within the history.
func (b *builder) enter(d *Dwelling, before time.Time) {
	days := b.between(history*365, 40*365)
	if b.chance(0.25) {
		days = b.between(60, history*365)
	}
	if year := b.stock.Buildings[d.Building].Year; b.today.Year()-year < days/365 {
		days = max((b.today.Year()-year)*365-180, 60)
	}
	d.Entered = addDays(b.today, -days)
	if d.Agreement != None {
		if from := b.stock.Agreements[d.Agreement].From; d.Entered.Before(from) {
			d.Entered = addDays(from, b.IntN(20))
		}
	}
	if latest := addDays(before, -1); d.Entered.After(latest) {
		d.Entered = addDays(latest, -b.IntN(400))
	}
	switch d.Disposition {
	case codelist.DispositionFormOwned:
		d.EntryKind = []codelist.StockEntry{
			codelist.StockEntryBuilt, codelist.StockEntryBought, codelist.StockEntryConverted, codelist.StockEntryUnknown,
		}[b.weighted(45, 40, 5, 10)]
	case codelist.DispositionFormLeasedIn:
		d.EntryKind = codelist.StockEntryLeasedIn
	default:
		d.EntryKind = codelist.StockEntryAgreement
	}
}

// work draws why a dwelling is under maintenance.
func (b *builder) work() codelist.StatusReason {
	return []codelist.StatusReason{
		codelist.StatusReasonRenovation, codelist.StatusReasonCleaning, codelist.StatusReasonWaterDamage,
		codelist.StatusReasonPest, codelist.StatusReasonFireDamage,
	}[b.weighted(45, 35, 10, 5, 5)]
}

// present makes the status periods of now, and what goes with them.
func (b *builder) present(d *Dwelling, p *plan, since time.Time) []StatusPeriod {
	now := StatusPeriod{Status: p.status, From: since}
	switch p.status {
	case codelist.DwellingStatusLet:
		now.Reason = codelist.StatusReasonMovedIn
	case codelist.DwellingStatusReady:
		now.Reason = codelist.StatusReasonMovedOut
	case codelist.DwellingStatusUnderMaintenance:
		now.Reason = b.work()
		if b.chance(0.85) { // one in ten should have been ready by now
			at := addDays(b.today, b.between(-6, 60))
			if at.After(since) {
				d.PlannedReady = &at
			}
		}
	case codelist.DwellingStatusUnavailable:
		now.Reason = []codelist.StatusReason{
			codelist.StatusReasonPlannedSale, codelist.StatusReasonRenovation, codelist.StatusReasonFireDamage,
			codelist.StatusReasonWaterDamage, codelist.StatusReasonOther,
		}[b.weighted(35, 25, 15, 10, 15)]
	case codelist.DwellingStatusSold:
		now.Reason = codelist.StatusReasonStockExit
		d.Exited, d.ExitKind = &since, p.exit
		if planned := addDays(since, -b.between(20, 200)); p.exit == codelist.StockExitSold && planned.After(d.Entered) {
			return []StatusPeriod{
				{Status: codelist.DwellingStatusUnavailable, From: planned, Reason: codelist.StatusReasonPlannedSale}, now,
			}
		}
	}
	return []StatusPeriod{now}
}

// reserve holds the dwelling when the plan says so.
func (b *builder) reserve(d *Dwelling, p *plan) {
	if !p.reserved {
		return
	}
	made := addDays(b.today, -b.between(0, min(12, daysBetween(d.Statuses[len(d.Statuses)-1].From, b.today))))
	r := Reservation{MadeOn: made, HeldUntil: addDays(b.today, b.between(3, 30)), Reason: pick(b.random, reservations)}
	if b.chance(0.08) && made.Before(b.today) && !p.fixed {
		r.HeldUntil = addDays(b.today, -1)
	}
	d.Reservation = &r
}

var reservations = []string{
	"Holdes av til søker med vedtak", "Venter på svar fra søker", "Visning er avtalt", "Bosetting etter avtale med IMDi",
	"Bytte innen kommunal bolig",
}

// kinds are the kinds of tenancy with their weights, by type of dwelling.
var kinds = map[codelist.DwellingType][]struct {
	kind   codelist.TenancyKind
	weight float64
}{
	codelist.DwellingTypeOrdinary: {
		{codelist.TenancyKindFixed3Years, 73}, {codelist.TenancyKindOpenEnded, 4}, {codelist.TenancyKindFixedOther, 12},
		{codelist.TenancyKindSection11_1, 8}, {codelist.TenancyKindStaff, 3},
	},
	codelist.DwellingTypeCare: {
		{codelist.TenancyKindCare, 48}, {codelist.TenancyKindOpenEnded, 25}, {codelist.TenancyKindFixed3Years, 27},
	},
}

// kind draws the kind of a new tenancy of the dwelling.
func (b *builder) kind(d *Dwelling) codelist.TenancyKind {
	options := kinds[d.Type]
	weights := make([]float64, len(options))
	for i, o := range options {
		weights[i] = o.weight
	}
	return options[b.weighted(weights...)].kind
}

// longest is the longest tenancy that is drawn, in days.
const longest = 25 * 365

// currentKind draws the kind of a tenancy met on a random day: long ones are met more often.
func (b *builder) currentKind(d *Dwelling) codelist.TenancyKind {
	for {
		kind := b.kind(d)
		if days, _, _ := b.length(kind); b.chance(float64(days) / longest) {
			return kind
		}
	}
}

// elapsed draws how many days ago a tenancy of the kind, met on a random day, began.
func (b *builder) elapsed(kind codelist.TenancyKind) int {
	for {
		days, _, _ := b.length(kind)
		if b.chance(float64(days) / longest) {
			return b.IntN(days)
		}
	}
}

// length draws how many days a tenancy lasts, of how many terms of three years, and whether it ended within a term.
func (b *builder) length(kind codelist.TenancyKind) (days, terms int, early bool) {
	switch kind {
	case codelist.TenancyKindFixed3Years:
		for terms < 5 {
			if b.chance(0.1) {
				return terms*1096 + b.between(60, 1000), terms + 1, true
			}
			if terms++; !b.chance(0.6) {
				break
			}
		}
		return terms * 1096, terms, false
	case codelist.TenancyKindFixedOther:
		return b.between(180, 720), 1, b.chance(0.2)
	case codelist.TenancyKindSection11_1:
		return b.between(180, 1000), 1, b.chance(0.2)
	case codelist.TenancyKindStaff:
		return b.between(365, 1095), 1, b.chance(0.2)
	}
	return min(30+b.exp(7*365), longest), 0, true
}

// openEnded reports whether tenancies of the kind have no agreed end.
func openEnded(kind codelist.TenancyKind) bool {
	return kind == codelist.TenancyKindOpenEnded || kind == codelist.TenancyKindCare
}

// ends are how tenancies end before their time, with weights: ordinary dwellings, then care dwellings.
var ends = []struct {
	kind   codelist.TenancyEnd
	weight [2]float64
}{
	{codelist.TenancyEndTenantNotice, [2]float64{52, 25}},
	{codelist.TenancyEndLandlordNotice, [2]float64{8, 2}},
	{codelist.TenancyEndMutual, [2]float64{10, 5}},
	{codelist.TenancyEndTransfer, [2]float64{12, 16}},
	{codelist.TenancyEndDeath, [2]float64{5, 48}},
	{codelist.TenancyEndEviction, [2]float64{5, 1}},
	{codelist.TenancyEndRescission, [2]float64{3, 1}},
	{codelist.TenancyEndAbandoned, [2]float64{5, 2}},
}

// past makes a tenancy that ended on the day.
func (b *builder) past(d *Dwelling, kind codelist.TenancyKind, ended time.Time) Tenancy {
	days, terms, early := b.length(kind)
	t := Tenancy{Kind: kind, EndedOn: &ended}
	t.Start = addDays(ended, 1-days)
	if kind == codelist.TenancyKindFixed3Years && !early {
		t.Start = addDays(ended, 1).AddDate(-3*terms, 0, 0)
	}
	if first := addDays(d.Entered, b.between(1, 30)); t.Start.Before(first) {
		t.Start, early = first, true
	}
	b.agree(&t, ended, days, early)
	t.EndKind = codelist.TenancyEndFixedTermEnd
	if t.End == nil || t.End.After(ended) {
		weights := make([]float64, len(ends))
		column := 0
		if d.Type == codelist.DwellingTypeCare {
			column = 1
		}
		for i, e := range ends {
			weights[i] = e.weight[column]
		}
		t.EndKind = ends[b.weighted(weights...)].kind
	}
	t.Tenant = b.tenant(d, &t)
	switch t.EndKind {
	case codelist.TenancyEndDeath:
		t.Tenant.Died = &ended
	case codelist.TenancyEndTenantNotice, codelist.TenancyEndLandlordNotice:
		t.NoticeBy = codelist.NoticeByTenant
		if t.EndKind == codelist.TenancyEndLandlordNotice {
			t.NoticeBy = codelist.NoticeByLandlord
		}
		if on := addDays(ended, -b.between(62, 95)); on.After(t.Start) {
			t.NoticeOn, t.VacatesOn = &on, &ended
		} else {
			t.NoticeOn, t.VacatesOn = &t.Start, &ended
		}
	}
	t.Persons = b.persons(d)
	b.pay(d, &t, ended)
	return t
}

// agree makes the terms of a tenancy that lasts at least until the day.
func (b *builder) agree(t *Tenancy, until time.Time, days int, early bool) {
	switch {
	case openEnded(t.Kind):
		t.Terms = []Term{{From: t.Start}}
	case t.Kind == codelist.TenancyKindFixed3Years:
		for from := t.Start; ; {
			to := addDays(from.AddDate(3, 0, 0), -1)
			t.Terms = append(t.Terms, Term{from, &to})
			if !to.Before(until) {
				break
			}
			from = addDays(to, 1)
		}
	default:
		to := addDays(t.Start, days-1)
		if early {
			to = addDays(to, b.between(30, 300))
		}
		if to.Before(until) {
			to = until
		}
		t.Terms = []Term{{t.Start, &to}}
	}
	t.End = t.Terms[len(t.Terms)-1].To
}

// inForce makes the tenancy of now.
func (b *builder) inForce(d *Dwelling, p *plan, since time.Time) Tenancy {
	t := Tenancy{Kind: p.kind, Start: since}
	days := daysBetween(since, b.today)
	// Three in a hundred are overdue; only those with a term can be, and about two in three have one.
	overdue := !openEnded(t.Kind) && !p.notice && b.chance(shareOverdue/0.66)
	if overdue && days > 40 {
		b.forget(&t, days)
	} else {
		length, _, _ := b.length(t.Kind)
		b.agree(&t, addDays(b.today, b.between(1, 60)), max(length, days+b.between(20, 200)), false)
	}
	if p.notice && days > 20 || p.notice && p.fixed {
		b.giveNotice(&t, min(75, max(days-10, 1)))
	}
	t.Tenant = b.tenant(d, &t)
	if !t.Shielded && b.chance(0.001) {
		died := addDays(b.today, -b.between(1, 30))
		if died.After(t.Start) {
			t.Tenant.Died = &died
		}
	}
	t.Household = b.household(d, &t.Tenant)
	t.Persons = 1 + len(t.Household)
	b.pay(d, &t, b.today)
	return t
}

// forget makes the terms of a tenancy that nobody renewed when it should have been.
func (b *builder) forget(t *Tenancy, days int) {
	if t.Kind != codelist.TenancyKindFixed3Years || days < 1096+30 {
		to := addDays(b.today, -b.between(1, min(300, days-30)))
		if t.Kind == codelist.TenancyKindFixed3Years {
			t.Kind = codelist.TenancyKindFixedOther
		}
		t.Terms = []Term{{t.Start, &to}}
		t.End = &to
		return
	}
	for from := t.Start; ; {
		to := addDays(from.AddDate(3, 0, 0), -1)
		if !to.Before(b.today) {
			break
		}
		t.Terms = append(t.Terms, Term{from, &to})
		t.End, from = &to, addDays(to, 1)
	}
}

// giveNotice gives notice at most that many days ago: three months from the end of the month, or the end of the term.
func (b *builder) giveNotice(t *Tenancy, most int) {
	on := addDays(b.today, -b.between(1, most))
	if on.Before(t.Start) {
		on = t.Start
	}
	out := addDays(date(on.Year(), on.Month()+4, 1), -1)
	if t.End != nil && t.End.Before(out) {
		out = *t.End
	}
	t.NoticeOn, t.VacatesOn, t.NoticeBy = &on, &out, codelist.NoticeByTenant
	if b.chance(0.2) {
		t.NoticeBy = codelist.NoticeByLandlord
	}
}

// tenant makes the person who signs: old in care dwellings, of working age where the tenancy goes with a job.
func (b *builder) tenant(d *Dwelling, t *Tenancy) Person {
	age := b.between(19, 68)
	switch {
	case t.Kind == codelist.TenancyKindStaff:
		age = b.between(23, 58)
	case d.Type == codelist.DwellingTypeCare && b.chance(0.7):
		age = b.between(68, 95)
	case d.Subtype == codelist.DwellingSubtypeYouth:
		age = b.between(18, 24)
	case b.chance(0.1):
		age = b.between(69, 88)
	}
	p := b.people.aged(age, t.Start)
	b.people.protect(&p, t.Start)
	b.people.guard(&p)
	t.Shielded = p.Protection != Unprotected
	t.RegisteredOn = earlier(addDays(t.Start, -b.IntN(25)+5), b.today)
	return p
}

// persons draws how many live in the dwelling, as household does.
func (b *builder) persons(d *Dwelling) int {
	switch {
	case d.Shared:
		return 1
	case d.Type == codelist.DwellingTypeCare:
		return 1 + b.weighted(86, 14)
	}
	return 1 + b.weighted(36, 22, 18, 14, 7, 3)
}

// household makes those who live with the tenant: of all households three in five are single and a quarter have children.
func (b *builder) household(d *Dwelling, tenant *Person) (members []Member) {
	if d.Shared {
		return nil
	}
	age := daysBetween(tenant.Born, b.today) / 365
	add := func(age int, r Relation) {
		p := b.people.aged(age, b.today)
		if r != OtherAdult && b.chance(0.8) {
			p.Family = tenant.Family
		}
		members = append(members, Member{p, r})
	}
	kind := b.weighted(35, 60, 5)
	if d.Type == codelist.DwellingTypeCare {
		kind = []int{0, 2}[b.weighted(86, 14)]
	}
	switch {
	case kind == 1 && age < 62: // with children
		if b.chance(0.5) {
			add(max(age+b.between(-6, 6), 19), Spouse)
		}
		for range 1 + b.weighted(45, 33, 15, 7) {
			add(b.between(0, min(16, age-18)), Child)
		}
		if b.chance(0.02) {
			add(age, FormerPartner)
		}
	case kind > 0:
		if b.chance(0.7) {
			add(max(age+b.between(-5, 5), 19), Spouse)
		} else {
			add(b.between(20, 60), OtherAdult)
		}
	}
	return members
}

// anniversaries returns how many whole years there are from a day to another.
func anniversaries(from, to time.Time) int {
	years := to.Year() - from.Year()
	if from.AddDate(years, 0, 0).After(to) {
		years--
	}
	return years
}

// pay makes the rents of a tenancy up to the day: adjusted every year as the consumer price index rises, and in force today
// near the asking rent.
func (b *builder) pay(d *Dwelling, t *Tenancy, until time.Time) {
	years := anniversaries(t.Start, b.today)
	adjusted := anniversaries(t.Start, until)
	if b.chance(0.15) { // forgotten year after year
		adjusted = 0
	}
	level := 0.95 + 0.05*b.Float64()
	for y := 0; y <= adjusted; y++ {
		factor := level / math.Pow(1.03, float64(years-y))
		parts := make([]RentPart, len(d.AskingRent))
		for i, p := range d.AskingRent {
			parts[i] = RentPart{p.Component, int64(math.Round(float64(p.Ore)*factor/10_00)) * 10_00}
		}
		t.Rents = append(t.Rents, RentPeriod{t.Start.AddDate(y, 0, 0), parts})
	}
	t.Security = []codelist.Security{
		codelist.SecurityDeposit, codelist.SecurityMunicipalGuarantee, codelist.SecurityNone, codelist.SecurityUnknown,
	}[b.weighted(35, 35, 25, 5)]
	if t.Security == codelist.SecurityDeposit || t.Security == codelist.SecurityMunicipalGuarantee {
		t.SecurityOre = 3 * t.Rents[0].Ore()
	}
}
