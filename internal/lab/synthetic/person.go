package synthetic

import (
	"fmt"
	"math"
	"time"

	"kobo/internal/codelist"
)

// Protection is the protection of a person's address (adressebeskyttelse) in the population register.
type Protection string

// The degrees of protection.
const (
	Unprotected          Protection = "NONE"
	Confidential         Protection = "CONFIDENTIAL"          // fortrolig, once «kode 7»
	StrictlyConfidential Protection = "STRICTLY_CONFIDENTIAL" // strengt fortrolig, once «kode 6»
)

// Contact is how a person can be reached digitally (Kontakt- og reservasjonsregisteret).
type Contact string

// The kinds of contact.
const (
	Digital   Contact = "DIGITAL"
	Reserved  Contact = "RESERVED"   // has reserved herself against digital letters
	NoContact Contact = "NO_CONTACT" // neither e-mail nor mobile number
)

// Person is a synthetic person. The number is as the national test data have them: the month is 80 too high, and the check
// digits fit.
type Person struct {
	// Pid is the national identity number or D-number, 11 digits. It is nobody's.
	Pid           string
	Given, Family string
	Born          time.Time
	// Died is the day of death, nil for the living.
	Died       *time.Time
	Protection Protection
	// ProtectedSince is the day the protection was granted, nil without protection.
	ProtectedSince *time.Time
	Language       codelist.Language
	Contact        Contact
	Guardian       *Guardian
}

// Name returns the whole name.
func (p *Person) Name() string { return p.Given + " " + p.Family }

// Guardian is who acts for a person (verge), and in what.
type Guardian struct {
	Person Person
	// Kind is the population register's vergemaaltype: voksen, midlertidigForVoksen, stadfestetFremtidsfullmakt.
	Kind string
	// Scope is the population register's vergemaalsomfang.
	Scope string
}

// Relation is what a member of a household is to the tenant.
type Relation string

// The relations.
const (
	Spouse        Relation = "SPOUSE"
	Child         Relation = "CHILD"
	OtherAdult    Relation = "OTHER"
	FormerPartner Relation = "FORMER_PARTNER" // still registered at the address
)

// Member is someone who lives with the tenant.
type Member struct {
	Person   Person
	Relation Relation
}

// The shares of people with something special. Protection is three times as usual as in life, so that tests meet it.
const (
	shareConfidential = 3 * 0.004
	shareStrictly     = 3 * 0.0015
	shareDNumber      = 0.06
	shareGuardian     = 0.04
	shareNotDigital   = 0.12
)

// span is a part of the numbers' hashes: from lo up to but not including hi.
type span struct{ lo, hi uint64 }

func (s span) has(x uint64) bool { return s.lo <= x && x < s.hi }

// nationOwner owns the numbers of those who belong to no municipality.
const nationOwner = "nation"

// owners divides all possible numbers among the municipalities, by the size of their stock: each can then make people of its
// own without knowing the others', and no number is given out twice. A municipality has four parts: for those who live in
// its dwellings, for staff, for other citizens, and for rows of sheets to import.
func owners(all []Municipality) map[string]span {
	weight := func(m *Municipality) float64 { return float64(m.Dwellings) + 80 }
	const nation = 500
	sum := float64(nation)
	for i := range all {
		sum += weight(&all[i])
	}
	result := make(map[string]span, 4*len(all)+1)
	var at float64
	cut := func(name string, w float64) {
		lo, hi := at/sum, (at+w)/sum
		result[name] = span{uint64(lo * math.MaxInt64), uint64(hi * math.MaxInt64)}
		at += w
	}
	for i := range all {
		w := weight(&all[i])
		cut(all[i].Number, 0.7*w)
		for _, part := range []string{"staff ", "citizens ", "sheet "} {
			cut(part+all[i].Number, 0.1*w)
		}
	}
	cut(nationOwner, nation)
	return result
}

// people makes persons of one owner of numbers.
type people struct {
	random
	own    span
	taken  map[uint64]bool
	today  time.Time
	oldest time.Time
}

func (n *Norway) people(r random, owner string) *people {
	return &people{
		random: r, own: n.owners[owner], taken: map[uint64]bool{}, today: n.today, oldest: n.today.AddDate(-104, 0, 0),
	}
}

// mix spreads the bits of x (the finisher of splitmix64), without the highest bit.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return (x ^ x>>31) >> 1
}

// number returns the birth date and number of someone born on the day or, when none of that day's numbers is free for this
// owner, on a day soon before it.
func (p *people) number(born time.Time) (time.Time, string) {
	dNumber := p.chance(shareDNumber)
	for {
		first := 0 // individual numbers of those born before 2000
		if born.Year() >= 2000 {
			first = 500
		}
		key := uint64(born.Unix()/86400) << 11
		if dNumber {
			key |= 1 << 10
		}
		from := p.IntN(500)
		for i := range 500 {
			individual := first + (from+i)%500
			k := key | uint64(individual)
			if !p.own.has(mix(k)) || p.taken[k] {
				continue
			}
			if pid, ok := pid(born, individual, dNumber); ok {
				p.taken[k] = true
				return born, pid
			}
		}
		if born = addDays(born, -1); born.Before(p.oldest) {
			born = addDays(p.today, -p.between(30*365, 60*365))
		}
	}
}

// pid makes a number in the form of the national test data, and reports whether it has check digits.
func pid(born time.Time, individual int, dNumber bool) (string, bool) {
	day := born.Day()
	if dNumber {
		day += 40
	}
	n := fmt.Sprintf("%02d%02d%02d%03d", day, int(born.Month())+80, born.Year()%100, individual)
	k1, ok1 := checkDigit(n, []int{3, 7, 6, 1, 8, 9, 4, 5, 2})
	k2, ok2 := checkDigit(n+k1, []int{5, 4, 3, 2, 7, 6, 5, 4, 3, 2})
	return n + k1 + k2, ok1 && ok2
}

// aged makes a person with that many years behind her on the day.
func (p *people) aged(years int, on time.Time) Person {
	born := on.AddDate(-years, 0, -p.IntN(360))
	if born.Before(p.oldest) {
		born = addDays(p.oldest, p.IntN(3*365))
	}
	born, pid := p.number(born)
	return Person{
		Pid: pid, Born: born, Given: pick(p.random, givenNames), Family: pick(p.random, familyNames),
		Protection: Unprotected, Contact: p.contact(), Language: p.language(),
	}
}

func (p *people) contact() Contact {
	switch x := p.Float64(); {
	case x < shareNotDigital/2:
		return Reserved
	case x < shareNotDigital:
		return NoContact
	}
	return Digital
}

func (p *people) language() codelist.Language {
	return []codelist.Language{codelist.LanguageNB, codelist.LanguageNN, codelist.LanguageEN}[p.weighted(80, 12, 8)]
}

// protect gives the person an address protection now and then. The protection is as old as the tenancy or younger: some got
// it while they lived here.
func (p *people) protect(q *Person, since time.Time) {
	switch x := p.Float64(); {
	case x < shareStrictly:
		q.Protection = StrictlyConfidential
	case x < shareStrictly+shareConfidential:
		q.Protection = Confidential
	default:
		return
	}
	if p.chance(0.5) {
		since = addDays(since, -p.between(1, 700))
	} else if d := daysBetween(since, p.today); d > 0 {
		since = addDays(since, p.between(0, d))
	}
	q.ProtectedSince = &since
}

// guard gives the person a guardian now and then.
func (p *people) guard(q *Person) {
	if !p.chance(shareGuardian) {
		return
	}
	q.Guardian = &Guardian{
		Person: p.aged(p.between(30, 70), p.today),
		Kind:   []string{"voksen", "midlertidigForVoksen", "stadfestetFremtidsfullmakt"}[p.weighted(80, 5, 15)],
		Scope: []string{
			"personligeOgOekonomiskeInteresser", "oekonomiskeInteresser", "personligeInteresser",
		}[p.weighted(55, 40, 5)],
	}
}

// givenNames and familyNames are adjectives and things, so that nobody takes them for real people's.
var givenNames = []string{
	"Aktiv", "Aktsom", "Alvorlig", "Artig", "Besindig", "Blid", "Bestemt", "Driftig", "Djerv", "Eksemplarisk", "Elegant",
	"Energisk", "Engasjert", "Erfaren", "Fager", "Fantasifull", "Fiks", "Flittig", "Forsiktig", "Forsynlig", "Fredelig",
	"Freidig", "Frodig", "Frisk", "Fyndig", "Gavmild", "Grundig", "Handlekraftig", "Heldig", "Hendig", "Høflig", "Innsiktsfull",
	"Ivrig", "Jovial", "Kjapp", "Klok", "Kløktig", "Kraftig", "Kvikk", "Langsom", "Lattermild", "Lettsindig", "Logisk",
	"Lur", "Lystig", "Lytefri", "Medfølende", "Modig", "Munter", "Myndig", "Nøysom", "Nydelig", "Ordentlig", "Omtenksom",
	"Oppriktig", "Pliktoppfyllende", "Praktisk", "Presis", "Punktlig", "Rask", "Redelig", "Rolig", "Rund", "Rutinert",
	"Sindig", "Sjarmerende", "Skikkelig", "Skøyeraktig", "Snarrådig", "Solid", "Sporty", "Standhaftig", "Stillferdig",
	"Stødig", "Taktfull", "Tapper", "Tilbakeholden", "Treffsikker", "Trofast", "Tydelig", "Uredd", "Utadvendt", "Vaktsom",
	"Varsom", "Velvillig", "Vennlig", "Virksom", "Voksen", "Våken", "Ydmyk", "Ærlig", "Åndfull", "Åpenhjertig", "Årvåken",
	"Overstrømmendevelformulert",
}

var familyNames = []string{
	"Agurk", "Ansjos", "Aubergine", "Bacon", "Badeand", "Balkong", "Ballong", "Banjo", "Barnevogn", "Bjelke", "Blekksprut",
	"Blomkål", "Blyant", "Bokhylle", "Brunost", "Bøtte", "Campingvogn", "Damplokomotiv", "Drage", "Dørstokk", "Eikenøtt",
	"Ekorn", "Eplekake", "Fagott", "Fasan", "Fiskekake", "Fiolin", "Fjellrev", "Flaggstang", "Fløyte", "Fottur", "Frosk",
	"Fyrstikk", "Gaffel", "Gardin", "Gitar", "Gondol", "Granbar", "Gulrot", "Gyngestol", "Hammer", "Havregrøt", "Hengekøye",
	"Hestedrosje", "Hjelm", "Hylle", "Informasjon", "Isbjørn", "Jakke", "Jordbær", "Kaffekopp", "Kakao", "Kanonkule",
	"Kasserolle", "Kattunge", "Kikkert", "Kjegle", "Klokkeslett", "Knagg", "Kompass", "Kost", "Krabbe", "Kran", "Kråkebolle",
	"Lampe", "Ledning", "Leirbål", "Linjal", "Lyskaster", "Løvetann", "Maurtue", "Mikroskop", "Møbel", "Nebb", "Nøkkelknippe",
	"Oljelampe", "Operasjon", "Oter", "Paraply", "Passasjer", "Pensel", "Pinnsvin", "Plommetre", "Postkasse", "Potet",
	"Rabarbra", "Ragnarokk", "Regnjakke", "Reke", "Rullestein", "Ryggsekk", "Saks", "Sekkepipe", "Sirkel", "Sitron", "Skateboard",
	"Skjerf", "Skogmus", "Skrivebord", "Sjøstjerne", "Spade", "Spurv", "Stige", "Støvel", "Tallerken", "Tastatur", "Tepott",
	"Forsøkskanin", "Tommestokk", "Trompet", "Trillebår", "Tyttebær", "Ukulele", "Vaffel", "Veranda", "Vindmølle", "Vott",
	"Yoghurt", "Ørret", "Åpningstid", "Sammensetning-Ordbokoppslag",
}
