package synthetic

import (
	"slices"
)

// Access is one right in one organisation, as Altinn has it and Ansattporten passes it on.
type Access struct {
	Pid      string
	Resource string // with prefix: "kobo-saksbehandling"
	Orgno    string
	OrgName  string
	UnitType string // the organisation form: KOMM, ORGL, FORR
	Actions  []string
}

// Staff is someone who logs in with Ansattporten: municipal staff, partners' staff, the state's analyst, and some whose rights
// are odd.
type Staff struct {
	Person Person
	// Title says in Norwegian what the person is there to show: "Saksbehandler i Krokvik kommune".
	Title string
	// Municipality is the number of the municipality the person belongs to, empty for the state's.
	Municipality string
	Access       []Access
}

// Citizen is someone who logs in with ID-porten.
type Citizen struct {
	Person Person
	// Title says in Norwegian what the person is there to show: "Leietaker som har sagt opp".
	Title        string
	Municipality string
	// Tenant is set when the person has a tenancy in force, as in [Stock].
	Tenant bool
}

// System is a client of Maskinporten: a vendor's facility-management (FDV) system.
type System struct {
	ClientID string
	Vendor   Organisation
	Scopes   []string
	// SystemID is the system's id in Altinn's register of systems.
	SystemID string
	// Customers are the organisation numbers of the municipalities that gave the system the right kobo-bolig-api.
	Customers []string
	// Access are those rights, one for each customer; Pid is empty.
	Access []Access
}

// The scopes of Maskinporten clients.
const (
	ScopeRead  = "husbanken:kobo/bolig.read"
	ScopeWrite = "husbanken:kobo/bolig.write"
)

// State is the organisation that runs the product for the municipalities. The number is synthetic.
var State = Organisation{stateNumber(0), "BOLIGDIREKTORATET " + Mark, "ORGL"}

// stateNumber makes a number of an organisation that is no municipality's.
func stateNumber(entity int) string { return orgNumber("9990", entity) }

var (
	readOnly  = []string{"read"}
	writeOnly = []string{"write"}
	readWrite = []string{"read", "write"}
)

// grant is a right with its actions.
type grant struct {
	resource string
	actions  []string
}

// posts are the posts in every municipality: at least one person for each right, and one who may only read.
var posts = []struct {
	family, title string
	partner       bool // in the partner organisation
	grants        []grant
}{
	{"Saksbehandler", "Saksbehandler", false, []grant{{"kobo-saksbehandling", readWrite}, {"kobo-boligoversikt", readWrite}}},
	{"Saksinnsyn", "Leser saker", false, []grant{{"kobo-saksbehandling", readOnly}}},
	{"Boligforvalter", "Boligforvalter", false, []grant{{"kobo-boligoversikt", readWrite}}},
	{"Boliginnsyn", "Leser boliger", false, []grant{{"kobo-boligoversikt", readOnly}}},
	{"Søknadsmottak", "Søknadsregistrering", false, []grant{{"kobo-soknadsregistrering", readWrite}}},
	{"Søknadsinnsyn", "Leser søknader", false, []grant{{"kobo-soknadsregistrering", readOnly}}},
	{"Vedtaksleder", "Leder med vedtaksmyndighet", false, []grant{{"kobo-vedtak", writeOnly}, {"kobo-saksbehandling", readOnly}}},
	{"Klagebehandler", "Klagebehandler", false, []grant{{"kobo-klage", readWrite}}},
	{"Klageinnsyn", "Leser klager", false, []grant{{"kobo-klage", readOnly}}},
	{"Revisor", "Revisor med lesetilgang", false, []grant{{"kobo-lesetilgang", readOnly}}},
	{"Administrator", "Administrator", false, []grant{{"kobo-administrator", readWrite}}},
	{"Innstillingsleser", "Leser innstillinger", false, []grant{{"kobo-administrator", readOnly}}},
	{"Statistiker", "Statistiker i kommunen", false, []grant{{"kobo-statistikk", readOnly}}},
	{"Skjermetsaksbehandler", "Saksbehandler for skjermede saker", false, []grant{
		{"kobo-skjermet", readWrite}, {"kobo-saksbehandling", readWrite}, {"kobo-boligoversikt", readWrite},
	}},
	{"Skjermetinnsyn", "Leser skjermede saker", false, []grant{{"kobo-skjermet", readOnly}, {"kobo-saksbehandling", readOnly}}},
	{"Personvernombud", "Personvernombud", false, []grant{{"kobo-innsyn-logg", readOnly}}},
	{"Samhandler", "Samhandler", true, []grant{{"kobo-samhandler", readWrite}}},
	{"Samhandlerinnsyn", "Leser hos samhandler", true, []grant{{"kobo-samhandler", readOnly}}},
}

// Staff makes the staff of all municipalities of the profile, then those with odd rights: one with rights in two
// municipalities, one with none, one whose only right is of another service, and the state's analyst. Two are named by the
// seeds' pictures: Trine Saksbehandler in Krokvik and Erfaren Hestedrosje in Barlind, the first of each.
func (n *Norway) Staff() []Staff {
	var all []Staff
	for i := range n.Municipalities {
		all = append(all, n.staffOf(&n.Municipalities[i])...)
	}
	r := n.random("odd staff")
	p := n.people(r, nationOwner)
	krokvik, barlind := &n.Municipalities[0], &n.Municipalities[1]
	odd := func(family, title, municipality string, access ...Access) {
		s := Staff{Person: worker(p), Title: title, Municipality: municipality, Access: access}
		s.Person.Family = family
		for i := range s.Access {
			s.Access[i].Pid = s.Person.Pid
		}
		all = append(all, s)
	}
	odd("Tokommuner", "Boligforvalter i to kommuner", Krokvik,
		krokvik.access(grant{"kobo-boligoversikt", readWrite}), krokvik.access(grant{"kobo-saksbehandling", readOnly}),
		barlind.access(grant{"kobo-boligoversikt", readWrite}))
	odd("Rettighetsløs", "Ansatt uten rettigheter", Krokvik)
	odd("Fremmedrett", "Ansatt med rettighet i en annen tjeneste", Krokvik,
		krokvik.access(grant{"eksempel-naeringsrapport", readWrite}))
	odd("Analytiker", "Analytiker i staten", "",
		Access{Resource: "kobo-kunnskapsmonitor", Orgno: State.Number, OrgName: State.Name, UnitType: State.Form, Actions: readOnly})
	return all
}

// worker makes someone of working age with an open address.
func worker(p *people) Person { return p.aged(p.between(24, 64), p.today) }

func (m *Municipality) access(g grant) Access {
	return Access{Resource: g.resource, Orgno: m.OrgNumber, OrgName: m.OrgName, UnitType: "KOMM", Actions: g.actions}
}

func (n *Norway) staffOf(m *Municipality) []Staff {
	p := n.people(n.random("staff "+m.Number), "staff "+m.Number)
	var all []Staff
	hire := func(given, family, title string, access ...Access) {
		s := Staff{Person: worker(p), Title: title, Municipality: m.Number, Access: access}
		s.Person.Family = family
		if given != "" {
			s.Person.Given = given
		}
		for i := range s.Access {
			s.Access[i].Pid = s.Person.Pid
		}
		all = append(all, s)
	}
	for i, post := range posts {
		given, family, where := "", post.family, m.Name+" kommune"
		if i == 0 && m.Number == Krokvik {
			given = "Trine"
		}
		if i == 0 && m.Number == Barlind {
			given, family = "Erfaren", "Hestedrosje"
		}
		var access []Access
		for _, g := range post.grants {
			a := m.access(g)
			if post.partner {
				where = m.Partner.Name
				a.Orgno, a.OrgName, a.UnitType = m.Partner.Number, m.Partner.Name, m.Partner.Form
			}
			access = append(access, a)
		}
		hire(given, family, post.title+" i "+where, access...)
	}
	for _, u := range m.Units {
		access := func(resource string) Access {
			return Access{Resource: resource, Orgno: u.Number, OrgName: u.Name, UnitType: u.Form, Actions: readWrite}
		}
		hire("", "Enhetssaksbehandler", "Saksbehandler i "+u.Short+", "+m.Name+" kommune",
			access("kobo-saksbehandling"), access("kobo-boligoversikt"))
		hire("", "Enhetsforvalter", "Boligforvalter i "+u.Short+", "+m.Name+" kommune", access("kobo-boligoversikt"))
	}
	return all
}

// Systems makes the vendors' systems: one that most municipalities use, Krokvik among them; a smaller one, with Barlind; one
// that may only read, in Krokvik; and one without customers.
func (n *Norway) Systems() []System {
	all := []System{
		{ClientID: "fdv-attrapp", Vendor: Organisation{stateNumber(10), "Attrapp FDV AS " + Mark, "AS"}, Scopes: []string{ScopeRead, ScopeWrite}},
		{ClientID: "fdv-kulisse", Vendor: Organisation{stateNumber(20), "Kulisse Romplan AS " + Mark, "AS"}, Scopes: []string{ScopeRead, ScopeWrite}},
		{ClientID: "fdv-skisse", Vendor: Organisation{stateNumber(30), "Skisse Energi AS " + Mark, "AS"}, Scopes: []string{ScopeRead}},
		{ClientID: "fdv-ukjent", Vendor: Organisation{stateNumber(40), "Ukjent Drift AS " + Mark, "AS"}, Scopes: []string{ScopeRead, ScopeWrite}},
	}
	r := n.random("systems")
	for i := range n.Municipalities {
		m := &n.Municipalities[i]
		vendor := r.weighted(50, 25, 0, 0, 25) // a quarter has none
		switch m.Number {
		case Krokvik:
			all[2].serve(m, readOnly)
			vendor = 0
		case Barlind:
			vendor = 1
		}
		if vendor < len(all) {
			all[vendor].serve(m, readWrite)
		}
	}
	for i := range all {
		all[i].SystemID = all[i].Vendor.Number + "_" + all[i].ClientID
	}
	return all
}

func (s *System) serve(m *Municipality, actions []string) {
	s.Customers = append(s.Customers, m.OrgNumber)
	s.Access = append(s.Access, m.access(grant{"kobo-bolig-api", actions}))
}

// Citizens makes those who log in as citizens in Krokvik and Barlind: tenants of each kind there is, a guardian, and some who
// are no tenants. Everyone else in the stocks can log in too; these are the ones to offer in a list.
func (n *Norway) Citizens() []Citizen {
	var all []Citizen
	for i := range n.Municipalities[:2] {
		m := &n.Municipalities[i]
		all = append(all, tenants(n.Municipality(i))...)
		p := n.people(n.random("citizens "+m.Number), "citizens "+m.Number)
		add := func(given, family, title string, age int) {
			q := p.aged(age, n.today)
			q.Given, q.Family = given, family
			all = append(all, Citizen{Person: q, Title: title, Municipality: m.Number})
		}
		if m.Number == Krokvik {
			add("Kari Margrethe", "Nordmann", "Boligsøker i Krokvik", 37)
			add("Ola", "Nordmann", "Medsøker i Krokvik", 39)
			add("Ung", "Umyndig", "Søker under 18 år", 16)
		}
		add("Ny", "Innbygger", "Innbygger uten kommunal bolig", 29)
	}
	return all
}

// tenants picks from a stock the first tenant of each kind.
func tenants(s *Stock) (all []Citizen) {
	kinds := []struct {
		title string
		is    func(t *Tenancy) bool
	}{
		{"Leietaker", func(t *Tenancy) bool {
			return !t.Shielded && t.NoticeOn == nil && t.Tenant.Guardian == nil && t.Tenant.Contact == Digital
		}},
		{"Leietaker som har sagt opp", func(t *Tenancy) bool { return !t.Shielded && t.NoticeOn != nil }},
		{"Leietaker med utløpt leieavtale", func(t *Tenancy) bool { return !t.Shielded && t.End != nil && t.End.Before(s.Today) }},
		{"Leietaker med verge", func(t *Tenancy) bool { return !t.Shielded && t.Tenant.Guardian != nil }},
		{"Leietaker med fortrolig adresse", func(t *Tenancy) bool { return t.Tenant.Protection == Confidential }},
		{"Leietaker med strengt fortrolig adresse", func(t *Tenancy) bool { return t.Tenant.Protection == StrictlyConfidential }},
		{"Leietaker med D-nummer", func(t *Tenancy) bool { return !t.Shielded && t.Tenant.Pid[0] >= '4' }},
		{"Leietaker som har reservert seg mot digital post", func(t *Tenancy) bool { return !t.Shielded && t.Tenant.Contact == Reserved }},
	}
	var chosen []string
	for _, k := range kinds {
		for i := range s.Dwellings {
			t := s.Dwellings[i].Tenancy()
			if t == nil || t.Tenant.Died != nil || !k.is(t) || slices.Contains(chosen, t.Tenant.Pid) {
				continue
			}
			chosen = append(chosen, t.Tenant.Pid)
			all = append(all, Citizen{t.Tenant, k.title, s.Municipality.Number, true})
			if g := t.Tenant.Guardian; g != nil {
				all = append(all, Citizen{g.Person, "Verge for " + t.Tenant.Name(), s.Municipality.Number, false})
			}
			break
		}
	}
	return all
}

// Rights are the right of every resource that the product knows, in the order of the access grid's columns.
var Rights = []string{
	"kobo-boligoversikt", "kobo-soknadsregistrering", "kobo-saksbehandling", "kobo-vedtak", "kobo-klage", "kobo-lesetilgang",
	"kobo-administrator", "kobo-statistikk", "kobo-kunnskapsmonitor", "kobo-samhandler", "kobo-skjermet", "kobo-bolig-api",
	"kobo-innsyn-logg",
}
