package sheet

import (
	"slices"
	"strings"
	"time"

	"kobo/internal/codelist"
)

// Kind is what the cells of a column hold.
type Kind string

// The kinds of columns.
const (
	Text    Kind = "TEXT"
	Integer Kind = "INTEGER"
	Decimal Kind = "DECIMAL"
	// Money is an amount in øre in Go, in kroner on paper.
	Money Kind = "MONEY"
	Date  Kind = "DATE"
	// Time is a date with hours and minutes; in exports only.
	Time  Kind = "TIME"
	YesNo Kind = "YES_NO"
	// Code is a word of a code list.
	Code Kind = "CODE"
)

// Column is a column that workbooks of dwellings may have.
type Column struct {
	// Name is the import name, as it stands in the template and in a row's cells: "gnrbnr".
	Name string
	// Kind is what its cells hold.
	Kind Kind
	// List is the code list of a [Code] column, else empty.
	List string
	// Titles is what people call the column.
	Titles codelist.Text
	// Help says what to write in it.
	Help codelist.Text
	// Examples are two values as they may be written.
	Examples [2]string
	// Required: a new dwelling needs it.
	Required bool
	// Certain: a cell can't say that it is unknown.
	Certain bool
	// Alternative: another way of writing what other columns hold ("adresse"); understood, but not in the template.
	Alternative bool
	// Person: the cells point at a person. Their contents never stand in a problem.
	Person bool

	synonyms []string
	set      setter
}

// Columns returns the columns in their order. The caller must not change what they hold.
func Columns() []Column { return slices.Clone(columns) }

// Find returns the column with exactly that import name.
func Find(name string) (Column, bool) {
	i, ok := place[name]
	if !ok {
		return Column{}, false
	}
	return columns[i], true
}

// Allowed returns the words that may stand in the column where they are a closed list: the import words of its code list on the
// day (of all days when it is zero), or ja and nei. Nil for other kinds.
func (c Column) Allowed(on time.Time) []string {
	switch {
	case c.Kind == YesNo && c.Certain:
		return []string{"ja", "nei"}
	case c.Kind == YesNo:
		return []string{"ja", "nei", "ukjent"}
	case c.List == "":
		return nil
	}
	l, _ := codelist.Find(c.List)
	words := make([]string, 0, len(l.Codes))
	for _, code := range l.Codes {
		if code.Import != "" && (on.IsZero() || code.ValidOn(on)) {
			words = append(words, code.Import)
		}
	}
	return words
}

func text(nb, nn, en string) codelist.Text { return codelist.Text{NB: nb, NN: nn, EN: en} }

// columns is everything that is known of each column: what it is called, what to write, and how a cell becomes a value.
var columns = []Column{
	{
		Name: "leverandorboligid", Kind: Text, Titles: text("Leverandørens bolig-ID", "Bustad-ID hos leverandøren", "Vendor's dwelling ID"),
		Help:     text("Boligens nummer i FDV-systemet. Når det er fylt ut, kjennes boligen igjen på det.", "Nummeret på bustaden i FDV-systemet. Når det er fylt ut, blir bustaden kjend att på det.", "The dwelling's number in the facility management system. When it is filled in, the dwelling is recognised by it."),
		Examples: [2]string{"FDV-1001", ""}, synonyms: []string{"fdvuboligid", "fdvboligid", "boligid", "leverandørid", "boligkode", "boenhetsnummer"},
		set: into(func(r *Row) *Value[string] { return &r.VendorID }, short(100)),
	},
	{
		Name: "kommunenummer", Kind: Text, Titles: text("Kommunenummer", "Kommunenummer", "Municipality number"),
		Help:     text("Fire sifre. Kommunen eiendommen ligger i. Tomt betyr egen kommune.", "Fire siffer. Kommunen eigedomen ligg i. Tomt tyder eigen kommune.", "Four digits. The municipality where the property lies. Empty means your own."),
		Examples: [2]string{"3107", "3107"}, synonyms: []string{"kommunenr", "knr", "komnr"},
		set: into(func(r *Row) *Value[string] { return &r.MunicipalityNumber }, municipalityNumber),
	},
	{
		Name: "gnrbnr", Kind: Text, Titles: text("Gårds- og bruksnummer", "Gards- og bruksnummer", "Cadastral unit (gnr/bnr)"),
		Help:     text("Gårdsnummer og bruksnummer med skråstrek mellom, for eksempel 118/507. Formater kolonnen som tekst, ellers kan regnearket gjøre det om til en dato.", "Gardsnummer og bruksnummer med skråstrek mellom, til dømes 118/507. Formater kolonna som tekst, elles kan reknearket gjere det om til ein dato.", "Farm and title number with a slash between, such as 118/507. Format the column as text, or the spreadsheet may turn it into a date."),
		Examples: [2]string{"118/507", "118/507"}, synonyms: []string{"gårdsbruksnummer", "matrikkel", "matrikkelnummer", "gnrbnrfnrsnr", "eiendom", "gid"},
		set: cadastralUnit,
	},
	{
		Name: "gnr", Kind: Integer, Alternative: true, Titles: text("Gårdsnummer", "Gardsnummer", "Farm number (gnr)"),
		Help:     text("Gårdsnummer, når bruksnummeret står i en egen kolonne.", "Gardsnummer, når bruksnummeret står i ein eigen kolonne.", "Farm number, when the title number has a column of its own."),
		Examples: [2]string{"118", ""}, synonyms: []string{"gårdsnr", "gårdnr"},
		set: into(func(r *Row) *Value[int] { return &r.Gnr }, integer(1, 99999)),
	},
	{
		Name: "bnr", Kind: Integer, Alternative: true, Titles: text("Bruksnummer", "Bruksnummer", "Title number (bnr)"),
		Help:     text("Bruksnummer, når gårdsnummeret står i en egen kolonne.", "Bruksnummer, når gardsnummeret står i ein eigen kolonne.", "Title number, when the farm number has a column of its own."),
		Examples: [2]string{"507", ""}, synonyms: []string{"bruksnr"},
		set: into(func(r *Row) *Value[int] { return &r.Bnr }, integer(1, 9999)),
	},
	{
		Name: "festenummer", Kind: Integer, Titles: text("Festenummer", "Festenummer", "Lease number (fnr)"),
		Help:     text("Festenummer, når tomta er festet.", "Festenummer, når tomta er festa.", "The lease number, when the ground is leased."),
		Examples: [2]string{"", ""}, synonyms: []string{"festenr", "fnr"},
		set: into(func(r *Row) *Value[int] { return &r.Fnr }, integer(0, 9999)),
	},
	{
		Name: "seksjonsnummer", Kind: Integer, Titles: text("Seksjonsnummer", "Seksjonsnummer", "Section number (snr)"),
		Help:     text("Seksjonsnummer, når boligen er en eierseksjon.", "Seksjonsnummer, når bustaden er ein eigarseksjon.", "The section number, when the dwelling is an ownership section."),
		Examples: [2]string{"", "3"}, synonyms: []string{"seksjonsnr", "snr", "seksjon"},
		set: into(func(r *Row) *Value[int] { return &r.Snr }, integer(0, 999)),
	},
	{
		Name: "bruksenhetsnummer", Kind: Text, Titles: text("Bruksenhetsnummer", "Brukseiningsnummer", "Dwelling unit number"),
		Help:     text("En bokstav (H, U, K eller L) og fire sifre, for eksempel H0101. «-» når boligen ikke har noe.", "Ein bokstav (H, U, K eller L) og fire siffer, til dømes H0101. «-» når bustaden ikkje har noko.", "One letter (H, U, K or L) and four digits, such as H0101. \"-\" when the dwelling has none."),
		Examples: [2]string{"H0101", "H0201"}, synonyms: []string{"bruksenhetsnr", "bruksenhet", "leilighetsnummer", "leilighetsnr", "bolignummer", "bolignr", "h-nr", "h-nummer", "leilighet"},
		set: into(func(r *Row) *Value[string] { return &r.UnitNumber }, unitNumber),
	},
	{
		Name: "adresse", Kind: Text, Alternative: true, Titles: text("Adresse", "Adresse", "Address"),
		Help:     text("Gatenavn, husnummer og bokstav i én kolonne, for eksempel «Storgata 12 B».", "Gatenamn, husnummer og bokstav i éin kolonne, til dømes «Storgata 12 B».", "Street, number and letter in one column, such as \"Storgata 12 B\"."),
		Examples: [2]string{"Storgata 12 B", ""}, synonyms: []string{"gateadresse", "vegadresse", "besøksadresse", "boligadresse", "adr", "street address"},
		set: address,
	},
	{
		Name: "gatenavn", Kind: Text, Titles: text("Gatenavn", "Gatenamn", "Street"),
		Help:     text("Navnet på gata eller veien, uten nummer. Kan være tomt når gårds- og bruksnummer er fylt ut.", "Namnet på gata eller vegen, utan nummer. Kan vere tomt når gards- og bruksnummer er fylt ut.", "The street's name, without number. May be empty when farm and title number are filled in."),
		Examples: [2]string{"Storgata", "Storgata"}, synonyms: []string{"gate", "vei", "veg", "veinavn", "vegnavn", "adressenavn"},
		set: into(func(r *Row) *Value[string] { return &r.Street }, free(200)),
	},
	{
		Name: "husnummer", Kind: Integer, Titles: text("Husnummer", "Husnummer", "House number"),
		Help:     text("Bare tall. Bokstaven står i neste kolonne.", "Berre tal. Bokstaven står i neste kolonne.", "Digits only. The letter stands in the next column."),
		Examples: [2]string{"12", "12"}, synonyms: []string{"husnr", "gatenummer", "gatenr", "nummer", "nr", "adressenummer"},
		set: houseNumber,
	},
	{
		Name: "husbokstav", Kind: Text, Titles: text("Husbokstav", "Husbokstav", "House letter"),
		Help:     text("Bokstaven etter husnummeret, for eksempel B.", "Bokstaven etter husnummeret, til dømes B.", "The letter after the house number, such as B."),
		Examples: [2]string{"B", "B"}, synonyms: []string{"bokstav", "oppgang", "inngang", "adressebokstav"},
		set: houseLetter,
	},
	{
		Name: "postnummer", Kind: Text, Titles: text("Postnummer", "Postnummer", "Postal code"),
		Help:     text("Fire sifre. Poststedet fylles ut av systemet.", "Fire siffer. Poststaden blir fylt ut av systemet.", "Four digits. The system fills in the place."),
		Examples: [2]string{"1607", "1607"}, synonyms: []string{"postnr", "postnummer og sted", "postadresse", "zip"},
		set: into(func(r *Row) *Value[string] { return &r.PostalCode }, postalCode),
	},
	{
		Name: "ekstrareferanse", Kind: Text, Titles: text("Ekstra referanse", "Ekstra referanse", "Extra reference"),
		Help:     text("Skiller rom i samme bruksenhet, for eksempel «Rom 1» og «Rom 2» i et bofellesskap.", "Skil rom i same brukseining, til dømes «Rom 1» og «Rom 2» i eit bufellesskap.", "Tells rooms of one unit apart, such as \"Rom 1\" and \"Rom 2\" in shared housing."),
		Examples: [2]string{"", "Rom 2"}, synonyms: []string{"romnummer", "romnr", "rom", "ekstraref"},
		set: into(func(r *Row) *Value[string] { return &r.ExtraReference }, free(100)),
	},
	{
		Name: "koboboligtype", Kind: Code, List: "DwellingType", Required: true, Certain: true, Titles: text("Boligtype", "Bustadtype", "Dwelling type"),
		Help:     text("Hva slags bolig det er. Egne ord kan knyttes til en kode ved import. «Bofellesskap» gjør boligen til del av et bofellesskap.", "Kva slags bustad det er. Eigne ord kan knytast til ein kode ved import. «Bufellesskap» gjer bustaden til del av eit bufellesskap.", "What kind of dwelling it is. Words of your own can be mapped to a code on import. \"Bofellesskap\" marks shared housing."),
		Examples: [2]string{"ORDINAER_BOLIG", "OMSORGSBOLIG"}, synonyms: []string{"boligtype", "typebolig", "type", "boligkategori", "kategori", "kobo boligtype"},
		set: dwellingType,
	},
	{
		Name: "underkategoriboligtype", Kind: Code, List: "DwellingSubtype", Titles: text("Underkategori", "Underkategori", "Subtype"),
		Help:     text("Hva boligen særlig brukes til.", "Kva bustaden særleg blir brukt til.", "What the dwelling is mainly used for."),
		Examples: [2]string{"GJENNOMGANGSBOLIG", ""}, synonyms: []string{"underkategori", "undertype", "boligundertype", "formål"},
		set: into(func(r *Row) *Value[codelist.DwellingSubtype] { return &r.Subtype }, code[codelist.DwellingSubtype]),
	},
	{
		Name: "kobodisposisjonsform", Kind: Code, List: "DispositionForm", Required: true, Certain: true, Titles: text("Disposisjonsform", "Disposisjonsform", "Disposition form"),
		Help:     text("Hvordan kommunen rår over boligen.", "Korleis kommunen rår over bustaden.", "How the municipality disposes of the dwelling."),
		Examples: [2]string{"KOMMUNALT_EID", "INNLEID"}, synonyms: []string{"disposisjonsform", "disponering", "eierforhold", "disposisjon"},
		set: into(func(r *Row) *Value[codelist.DispositionForm] { return &r.Disposition }, code[codelist.DispositionForm]),
	},
	{
		Name: "eieform", Kind: Code, List: "OwnershipForm", Titles: text("Eieform", "Eigeform", "Form of ownership"),
		Help:     text("Hvordan boligen er eid.", "Korleis bustaden er eigd.", "How the dwelling is owned."),
		Examples: [2]string{"SELVEIER", "BORETTSLAG"}, synonyms: []string{"eierform", "boform"},
		set: into(func(r *Row) *Value[codelist.OwnershipForm] { return &r.Ownership }, code[codelist.OwnershipForm]),
	},
	{
		Name: "boligeiersnavn", Kind: Text, Titles: text("Eiers navn", "Namn på eigar", "Owner's name"),
		Help:     text("Navnet på den som eier boligen.", "Namnet på den som eig bustaden.", "The name of the dwelling's owner."),
		Examples: [2]string{"Krokvik kommune", "Krokvik boligstiftelse"}, synonyms: []string{"eier", "boligeier", "eiernavn", "eiersnavn", "hjemmelshaver", "utleier", "huseier"},
		set: into(func(r *Row) *Value[string] { return &r.OwnerName }, free(200)),
	},
	{
		Name: "boligeiersorganisasjonsnummer", Kind: Text, Titles: text("Eiers organisasjonsnummer", "Organisasjonsnummer til eigar", "Owner's organisation number"),
		Help:     text("Ni sifre.", "Ni siffer.", "Nine digits."),
		Examples: [2]string{"310000000", ""}, synonyms: []string{"organisasjonsnummer", "orgnr", "orgnummer", "eiersorgnr", "boligeiersorgnr", "eierorgnr", "eiers organisasjonsnummer"},
		set: into(func(r *Row) *Value[string] { return &r.OwnerOrganisationNumber }, organisationNumber),
	},
	{
		Name: "boligeiersmobilnummer", Kind: Text, Titles: text("Eiers mobilnummer", "Mobilnummer til eigar", "Owner's mobile number"),
		Help:     text("Åtte sifre, eller + og landkode for utenlandske numre.", "Åtte siffer, eller + og landkode for utanlandske nummer.", "Eight digits, or + and country code for foreign numbers."),
		Examples: [2]string{"40000000", ""}, synonyms: []string{"eierstelefon", "eiersmobil", "mobilnummer", "mobil", "telefon", "eiertelefon"},
		set: into(func(r *Row) *Value[string] { return &r.OwnerPhone }, phone),
	},
	{
		Name: "avtalereferanse", Kind: Text, Titles: text("Avtalereferanse", "Avtalereferanse", "Agreement reference"),
		Help:     text("Referansen til avtalen om tilvisning, tildeling eller innleie, slik den er registrert.", "Referansen til avtalen om tilvising, tildeling eller innleige, slik han er registrert.", "The reference of the agreement on referral, allocation or lease-in, as it is recorded."),
		Examples: [2]string{"", "2026/14"}, synonyms: []string{"avtale", "avtalenr", "avtalenummer"},
		set: into(func(r *Row) *Value[string] { return &r.AgreementReference }, short(100)),
	},
	{
		Name: "boligstatus", Kind: Code, List: "DisplayStatus", Required: true, Certain: true, Titles: text("Boligstatus", "Bustadstatus", "Dwelling status"),
		Help:     text("Statusen fra statusdatoen. RESERVERT endrer ikke en bolig som finnes; en reservasjon gjøres på en sak.", "Statusen frå statusdatoen. RESERVERT endrar ikkje ein bustad som finst; ein reservasjon blir gjord på ei sak.", "The status from the status date. RESERVERT does not change a known dwelling; reservations are made on a case."),
		Examples: [2]string{"KLAR_FOR_INNFLYTTING", "UTLEID"}, synonyms: []string{"status", "utleiestatus", "leiestatus"},
		set: status,
	},
	{
		Name: "statusdato", Kind: Date, Titles: text("Statusdato", "Statusdato", "Status date"),
		Help:     text("Dagen statusen gjelder fra. Tomt betyr i dag.", "Dagen statusen gjeld frå. Tomt tyder i dag.", "The day from which the status holds. Empty means today."),
		Examples: [2]string{"01.11.2026", "15.03.2025"}, synonyms: []string{"status fra", "status fra dato", "gjelder fra"},
		set: into(func(r *Row) *Value[time.Time] { return &r.StatusOn }, dateBefore(1)),
	},
	{
		Name: "planlagtklar", Kind: Date, Titles: text("Planlagt klar", "Planlagd klar", "Planned ready"),
		Help:     text("Dagen boligen ventes å være klar, for eksempel etter vedlikehold.", "Dagen bustaden er venta å vere klar, til dømes etter vedlikehald.", "The day the dwelling is expected to be ready, for instance after maintenance."),
		Examples: [2]string{"", ""}, synonyms: []string{"klar fra", "planlagt klar dato", "forventet klar", "klardato"},
		set: into(func(r *Row) *Value[time.Time] { return &r.PlannedReadyOn }, dateBefore(20)),
	},
	{
		Name: "manedsleie", Kind: Money, Titles: text("Månedsleie", "Månadsleige", "Monthly rent"),
		Help:     text("Husleie i kroner for en måned, for eksempel 8500 eller 8500,50.", "Husleige i kroner for ein månad, til dømes 8500 eller 8500,50.", "Rent in kroner for a month, such as 8500 or 8500,50."),
		Examples: [2]string{"8500", "10250,50"}, synonyms: []string{"leie", "husleie", "månedsleie", "leie pr mnd", "leie per måned", "husleie pr måned", "husleie pr mnd", "leiebeløp", "leiesum"},
		set: into(func(r *Row) *Value[int] { return &r.RentOre }, money),
	},
	{
		Name: "depositum", Kind: Money, Titles: text("Depositum", "Depositum", "Deposit"),
		Help:     text("Depositum i kroner.", "Depositum i kroner.", "Deposit in kroner."),
		Examples: [2]string{"25500", ""}, synonyms: []string{"depositumsbeløp", "innskudd"},
		set: into(func(r *Row) *Value[int] { return &r.DepositOre }, money),
	},
	{
		Name: "malernummerstrom", Kind: Text, Titles: text("Målernummer strøm", "Målarnummer straum", "Power meter number"),
		Help:     text("Nummeret på strømmåleren. Formater kolonnen som tekst.", "Nummeret på straummålaren. Formater kolonna som tekst.", "The power meter's number. Format the column as text."),
		Examples: [2]string{"7359992900000001", ""}, synonyms: []string{"målernummer", "strømmåler", "målernr strøm", "målernr", "strømmålernummer"},
		set: into(func(r *Row) *Value[string] { return &r.PowerMeter }, short(50)),
	},
	{
		Name: "malernummervann", Kind: Text, Titles: text("Målernummer vann", "Målarnummer vatn", "Water meter number"),
		Help:     text("Nummeret på vannmåleren. Formater kolonnen som tekst.", "Nummeret på vassmålaren. Formater kolonna som tekst.", "The water meter's number. Format the column as text."),
		Examples: [2]string{"", ""}, synonyms: []string{"vannmåler", "målernr vann", "vannmålernummer"},
		set: into(func(r *Row) *Value[string] { return &r.WaterMeter }, short(50)),
	},
	{
		Name: "errullestoltilpasset", Kind: YesNo, Titles: text("Tilgjengelig for rullestolbruker", "Tilgjengeleg for rullestolbrukar", "Wheelchair accessible"),
		Help:     text("ja, nei eller ukjent.", "ja, nei eller ukjent.", "ja (yes), nei (no) or ukjent (unknown)."),
		Examples: [2]string{"nei", "ja"}, synonyms: []string{"rullestol", "rullestoltilpasset", "rullestoltilgjengelig", "tilgjengelig for rullestol", "ertilgjengeligforrullestolbruker", "universell utforming"},
		set: wheelchair,
	},
	{
		Name: "antallsoverom", Kind: Integer, Titles: text("Antall soverom", "Tal på soverom", "Bedrooms"),
		Help:     text("Tall fra 0 til 50.", "Tal frå 0 til 50.", "A number from 0 to 50."),
		Examples: [2]string{"2", "1"}, synonyms: []string{"soverom", "ant soverom", "ant. soverom"},
		set: into(func(r *Row) *Value[int] { return &r.Bedrooms }, integer(0, 50)),
	},
	{
		Name: "bruksareal", Kind: Decimal, Titles: text("Bruksareal", "Bruksareal", "Usable area"),
		Help:     text("Kvadratmeter, for eksempel 54 eller 54,5.", "Kvadratmeter, til dømes 54 eller 54,5.", "Square metres, such as 54 or 54,5."),
		Examples: [2]string{"54,5", "32"}, synonyms: []string{"bra", "areal", "kvm", "m2", "kvadratmeter", "størrelse"},
		set: into(func(r *Row) *Value[float64] { return &r.UsableArea }, area),
	},
	{
		Name: "etasje", Kind: Integer, Titles: text("Etasje", "Etasje", "Floor"),
		Help:     text("Etasjen inngangsdøra ligger i. Minus for kjeller.", "Etasjen inngangsdøra ligg i. Minus for kjellar.", "The floor of the entrance door. Minus below ground."),
		Examples: [2]string{"1", "2"}, synonyms: []string{"etasjenummer", "etg", "etasjenr"},
		set: into(func(r *Row) *Value[int] { return &r.Floor }, floor),
	},
	{
		Name: "skolekretsbarneskole", Kind: Text, Titles: text("Skolekrets barneskole", "Skulekrins barneskule", "Primary school circuit"),
		Help:     text("Barneskolen boligen hører til.", "Barneskulen bustaden høyrer til.", "The primary school the dwelling belongs to."),
		Examples: [2]string{"Krokvik barneskole", ""}, synonyms: []string{"barneskole", "skolekrets"},
		set: into(func(r *Row) *Value[string] { return &r.PrimarySchool }, free(100)),
	},
	{
		Name: "skolekretsungdomsskole", Kind: Text, Titles: text("Skolekrets ungdomsskole", "Skulekrins ungdomsskule", "Lower secondary school circuit"),
		Help:     text("Ungdomsskolen boligen hører til.", "Ungdomsskulen bustaden høyrer til.", "The lower secondary school the dwelling belongs to."),
		Examples: [2]string{"Krokvik ungdomsskole", ""}, synonyms: []string{"ungdomsskole"},
		set: into(func(r *Row) *Value[string] { return &r.SecondarySchool }, free(100)),
	},
	{
		Name: "ovriginformasjon", Kind: Text, Titles: text("Øvrig informasjon", "Annan informasjon", "Other information"),
		Help:     text("Annet om boligen. Skriv ikke noe om dem som bor der.", "Anna om bustaden. Skriv ikkje noko om dei som bur der.", "Anything else about the dwelling. Write nothing about those who live there."),
		Examples: [2]string{"Egen inngang fra hagen", ""}, synonyms: []string{"annet", "merknad", "kommentar", "merknader", "kommentarer"},
		set: into(func(r *Row) *Value[string] { return &r.OtherInformation }, free(4000)),
	},
	{
		Name: "kvalifiserermvakompensasjon", Kind: YesNo, Titles: text("Gir rett til momskompensasjon", "Gir rett til momskompensasjon", "Qualifies for VAT compensation"),
		Help:     text("ja, nei eller ukjent.", "ja, nei eller ukjent.", "ja (yes), nei (no) or ukjent (unknown)."),
		Examples: [2]string{"nei", "ja"}, synonyms: []string{"mvakompensasjon", "momskompensasjon", "mva-komp"},
		set: into(func(r *Row) *Value[bool] { return &r.VATCompensation }, yesNo),
	},
	{
		Name: "erbofellesskap", Kind: YesNo, Certain: true, Titles: text("Bofellesskap", "Bufellesskap", "Shared housing"),
		Help:     text("ja når boligen er del av et bofellesskap.", "ja når bustaden er del av eit bufellesskap.", "ja (yes) when the dwelling is part of shared housing."),
		Examples: [2]string{"nei", "ja"}, synonyms: []string{"iBofellesskap"},
		set: into(func(r *Row) *Value[bool] { return &r.Shared }, yesNo),
	},
	{
		Name: "erdognbemannet", Kind: YesNo, Titles: text("Døgnbemannet", "Døgnbemanna", "Staffed round the clock"),
		Help:     text("ja, nei eller ukjent.", "ja, nei eller ukjent.", "ja (yes), nei (no) or ukjent (unknown)."),
		Examples: [2]string{"nei", "ja"}, synonyms: []string{"døgnbemanning", "heldøgns bemanning"},
		set: into(func(r *Row) *Value[bool] { return &r.RoundTheClock }, yesNo),
	},
	{
		Name: "harpersonalbase", Kind: YesNo, Titles: text("Personalbase", "Personalbase", "Staff base"),
		Help:     text("ja, nei eller ukjent.", "ja, nei eller ukjent.", "ja (yes), nei (no) or ukjent (unknown)."),
		Examples: [2]string{"nei", "ja"},
		set:      into(func(r *Row) *Value[bool] { return &r.StaffBase }, yesNo),
	},
	{
		Name: "hovedsoker", Kind: Text, Person: true, Titles: text("Hovedsøker", "Hovudsøkjar", "Main applicant"),
		Help:     text("Fødselsnummer eller d-nummer (11 sifre), eller fødselsdato (6 sifre). Brukes bare der saksbehandling er tatt i bruk; la den ellers stå tom.", "Fødselsnummer eller d-nummer (11 siffer), eller fødselsdato (6 siffer). Blir berre brukt der saksbehandling er teken i bruk; lat han elles stå tom.", "National identity number (11 digits) or date of birth (6 digits). Used only where casework is in use; leave it empty otherwise."),
		Examples: [2]string{"", "010190"}, synonyms: []string{"fødselsnummer", "personnummer", "fødselsnr", "leietakersfødselsnummer"},
		set: tenant,
	},
	{
		Name: "leieforholdertidsubegrenset", Kind: YesNo, Titles: text("Leieforholdet er tidsubegrenset", "Leigeforholdet er utan tidsavgrensing", "Open-ended tenancy"),
		Help:     text("ja når leieforholdet ikke har noen sluttdato.", "ja når leigeforholdet ikkje har nokon sluttdato.", "ja (yes) when the tenancy has no end date."),
		Examples: [2]string{"", "nei"}, synonyms: []string{"tidsubegrenset", "tidsubestemt"},
		set: into(func(r *Row) *Value[bool] { return &r.OpenEnded }, yesNo),
	},
	{
		Name: "leieforholdstartdato", Kind: Date, Titles: text("Leieforholdets startdato", "Startdato for leigeforholdet", "Tenancy start"),
		Help:     text("Første dag i leieforholdet. Må være fylt ut når boligen er utleid.", "Første dag i leigeforholdet. Må vere fylt ut når bustaden er utleigd.", "The first day of the tenancy. Must be filled in when the dwelling is let."),
		Examples: [2]string{"", "15.03.2025"}, synonyms: []string{"leieforholdstart", "leieforhold start", "startdato", "innflyttet", "innflyttingsdato", "kontrakt fra", "leiestart"},
		set: into(func(r *Row) *Value[time.Time] { return &r.TenancyStart }, dateBefore(1)),
	},
	{
		Name: "leieforholdsluttdato", Kind: Date, Titles: text("Leieforholdets sluttdato", "Sluttdato for leigeforholdet", "Tenancy end"),
		Help:     text("Siste dag i leieforholdet etter kontrakten.", "Siste dag i leigeforholdet etter kontrakten.", "The last day of the tenancy by its contract."),
		Examples: [2]string{"", "14.03.2028"}, synonyms: []string{"leieforholdslutt", "leieforhold slutt", "sluttdato", "kontrakt til", "kontraktens utløp", "utløpsdato", "leieslutt"},
		set: into(func(r *Row) *Value[time.Time] { return &r.TenancyEnd }, dateBefore(100)),
	},
}

// place is each column's place in the table; headings are all the ways a heading may name it.
var place, headings = func() (map[string]int, map[string]string) {
	at, names := map[string]int{}, map[string]string{}
	for i, c := range columns {
		at[c.Name] = i
		for _, word := range append([]string{c.Name, c.Titles.NB, c.Titles.NN, c.Titles.EN}, c.synonyms...) {
			names[Fold(word)] = c.Name
		}
	}
	return at, names
}()

// Match says which of our columns each heading is, as far as it is certain. First counts what the municipality has said before
// (remembered: folded heading to column, or to "" for one that it leaves out), then our names, titles and synonyms; what stands
// in brackets may be missing. Of two headings that name one column the first is taken.
func Match(names []string, remembered map[string]string) map[string]string {
	matched, taken := map[string]string{}, map[string]bool{}
	take := func(name, column string) {
		if _, ours := place[column]; ours && !taken[column] {
			matched[name], taken[column] = column, true
		}
	}
	for _, name := range names {
		take(name, remembered[Fold(name)])
	}
	for _, name := range names {
		if _, said := remembered[Fold(name)]; said || matched[name] != "" {
			continue
		}
		column, ok := headings[Fold(name)]
		if before, _, bracket := strings.Cut(name, "("); !ok && bracket {
			column = headings[Fold(before)]
		}
		take(name, column)
	}
	return matched
}

// Fold reduces a heading or a word to what matters when two are compared: letters and digits, in lower case, æ, ø and å as a, o
// and a however they were written. The keys of [Words] and of remembered headings are folded.
func Fold(word string) string {
	return codelist.Fold(word)
}
