package codelist

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"kobo/internal/fault"
	"kobo/internal/message"
)

// What ent (EnumValues) and gqlgen ask of a code.
var (
	_ interface{ Values() []string } = DwellingStatus("")
	_ graphql.Marshaler              = DwellingStatus("")
	_ graphql.Unmarshaler            = new(DwellingStatus)
)

// The seed's words, and Kobo's own import words, are found whichever way a workbook writes them.
func TestByImport(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ list, word, want string }{
		{"DwellingStatus", "KLAR_FOR_INNFLYTTING", "READY"},
		{"DwellingStatus", "Klar for innflytting", "READY"},
		{"DwellingStatus", "  klar  for innflytting ", "READY"},
		{"DwellingStatus", "vedlikehold", "UNDER_MAINTENANCE"},
		{"DwellingStatus", "Under vedlikehold", "UNDER_MAINTENANCE"},
		{"DwellingStatus", "under vedlikehald", "UNDER_MAINTENANCE"},
		{"DwellingStatus", "IKKE_TILGJENGELIG", "UNAVAILABLE"},
		{"DwellingStatus", "ikke-tilgjengelig", "UNAVAILABLE"},
		{"DwellingStatus", "Utleigd", "LET"},
		{"DwellingStatus", "Seld", "SOLD"},
		{"DwellingStatus", "UNDER_MAINTENANCE", "UNDER_MAINTENANCE"},
		{"DisplayStatus", "reservert", "RESERVED"},
		{"Staffing", "Døgnbemannet", "ROUND_THE_CLOCK"},
		{"Staffing", "DOEGNBEMANNET", "ROUND_THE_CLOCK"},
		{"Staffing", "dognbemannet", "ROUND_THE_CLOCK"},
		{"DwellingType", "ORDINÆR BOLIG", "ORDINARY"},
		{"DwellingType", "ordinaer_bolig", "ORDINARY"},
		{"DwellingType", "ordinar bolig", "ORDINARY"},
		{"RentComponent", "månedsleie", "RENT"},
		{"RentComponent", "ma\u030anedsleie", "RENT"}, // å as two signs, as some systems write it
		{"RentComponent", "maanedsleie", "RENT"},
		{"DwellingSubtype", "Rus/Psykiatri", "SUBSTANCE_PSYCHIATRY"},
		{"BuildingType", "111", "B111"},
		{"BuildingType", "111 Enebolig", "B111"},
		{"BuildingType", "111 - enebolig", "B111"},
		{"BuildingType", "idrettshall", "B651"},
		{"UnitType", "ikkeGodkjentBolig", "UNAPPROVED_DWELLING"},
		{"UnitType", "B", "DWELLING"},
		{"WheelchairAccess", "ja", "YES"},
		{"WheelchairAccess", "0", "NO"},
	} {
		c, ok := ByImport(tc.list, tc.word)
		if !ok || c.Code != tc.want || c.List != tc.list {
			t.Errorf("ByImport(%s, %q) = %s %s, %v; want %s", tc.list, tc.word, c.List, c.Code, ok, tc.want)
		}
	}
	for _, tc := range []struct{ list, word string }{
		{"DwellingStatus", ""}, {"DwellingStatus", " _ "}, {"DwellingStatus", "Reservert"}, {"DwellingStatus", "klar for"},
		{"BuildingType", "112 Enebolig"}, {"BuildingType", "999"}, {"NoSuchList", "KLAR"},
	} {
		if c, ok := ByImport(tc.list, tc.word); ok {
			t.Errorf("ByImport(%s, %q) found %s, want nothing", tc.list, tc.word, c.Code)
		}
	}
}

// Each import word, synonym and label leads back to its own code.
func TestImportWordsLeadBack(t *testing.T) {
	t.Parallel()
	for _, l := range Lists() {
		for _, c := range l.Codes {
			for _, word := range c.words() {
				if got, ok := ByImport(l.Name, word); word != "" && (!ok || got.Code != c.Code) {
					t.Errorf("%s: %q leads to %q, want %s", l.Name, word, got.Code, c.Code)
				}
			}
		}
	}
}

func TestLabels(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		code           DisplayStatus
		nb, nn, en, se string
	}{
		{DisplayStatusReady, "Klar for innflytting", "Klar for innflytting", "Ready to move in", "Klar for innflytting"},
		{DisplayStatusUnderMaintenance, "Under vedlikehold", "Under vedlikehald", "Under maintenance", "Under vedlikehold"},
		{DisplayStatusReserved, "Reservert", "Reservert", "Reserved", "Reservert"},
		{DisplayStatusLet, "Utleid", "Utleigd", "Let", "Utleid"},
		{DisplayStatusSold, "Solgt", "Seld", "Sold", "Solgt"},
		{DisplayStatusUnavailable, "Ikke tilgjengelig", "Ikkje tilgjengeleg", "Unavailable", "Ikke tilgjengelig"},
	} {
		for language, want := range map[string]string{"nb": tc.nb, "NN": tc.nn, "en": tc.en, "se": tc.se} {
			if got := tc.code.Label(language); got != want {
				t.Errorf("%s in %s is %q, want %q", tc.code, language, got, want)
			}
		}
	}
	if got := DisplayStatus("GONE").Label("nb"); got != "GONE" {
		t.Errorf("a code that is not in the list is shown as %q, want itself", got)
	}
}

// The three languages are the languages they say they are.
func TestTextsAreInTheirLanguage(t *testing.T) {
	t.Parallel()
	whole := func(words string) *regexp.Regexp {
		return regexp.MustCompile(`(?i)(^|[^\pL])(` + words + `)([^\pL]|$)`)
	}
	notNynorsk := whole(`ikke|bolig\pL*|leie\pL*|utleie\pL*|leid|eier\pL*|eid|fra|hvor\pL*|hva|hvem|hvis|noe|noen|mer|et|en|ble|solgt|` +
		`tilgjengelig|uten|også|nå|annen|annet|sammen|mens|skole\pL*|tjeneste\pL*|søker|saksbehandler|oppsigelse\pL*|gjør|tar|` +
		`flere|måneder|vedlikehold|rettigheter|opplysninger|endringer?|reglene|boligene`)
	notBokmal := whole(`ikkje|bustad\pL*|leig\pL*|utleig\pL*|frå|korleis|kva|kven|dersom|noko|meir|eit|ein|vart|vere|seld|` +
		`tilgjengeleg|utan|òg|annan|saman|medan|skule\pL*|teneste\pL*|søkjar|saksbehandlar|oppseiing\pL*|fleire|månader|vedlikehald`)
	notEnglish := regexp.MustCompile(`[æøåÆØÅ]`)
	check := func(where string, text Text) {
		if m := notNynorsk.FindString(text.NN); m != "" {
			t.Errorf("%s: %q is not nynorsk: %s", where, m, text.NN)
		}
		if m := notBokmal.FindString(text.NB); m != "" {
			t.Errorf("%s: %q is not bokmål: %s", where, m, text.NB)
		}
		if notEnglish.MatchString(strings.ReplaceAll(text.EN, "Bokmål", "")) {
			t.Errorf("%s is not English: %s", where, text.EN)
		}
	}
	for _, l := range Lists() {
		check(l.Name, l.Titles)
		check(l.Name, l.Definitions)
		for _, c := range l.Codes {
			check(l.Name+" "+c.Code, c.Labels)
			check(l.Name+" "+c.Code, c.Definitions)
		}
	}
}

// A definition is a sentence, a label is not; codes are what GraphQL and the import can write.
func TestTextsAndCodesAreWellFormed(t *testing.T) {
	t.Parallel()
	code := regexp.MustCompile(`^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$`)
	word := regexp.MustCompile(`^[A-Z0-9]+(_[A-Z0-9]+)*$`)
	for _, l := range Lists() {
		if len(l.Codes) == 0 {
			t.Errorf("%s has no codes", l.Name)
		}
		if imported := l.Codes[0].Import != ""; slices.ContainsFunc(l.Codes, func(c Code) bool { return (c.Import != "") != imported }) {
			t.Errorf("%s: some codes have an import word and some have not", l.Name)
		}
		for i, c := range l.Codes {
			if !code.MatchString(c.Code) {
				t.Errorf("%s %s is not written as a code", l.Name, c.Code)
			}
			for _, w := range append(slices.Clone(c.Also), c.Import) {
				if w != "" && !word.MatchString(w) {
					t.Errorf("%s %s: import word %s is not written in capitals without Norwegian letters", l.Name, c.Code, w)
				}
			}
			if c.Order != i+1 {
				t.Errorf("%s %s has order %d, want %d", l.Name, c.Code, c.Order, i+1)
			}
			for _, language := range message.Languages {
				if d := c.Definition(language); !strings.HasSuffix(d, ".") {
					t.Errorf("%s %s: definition in %s is not a sentence: %s", l.Name, c.Code, language, d)
				}
				if s := c.Label(language); strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "o.l.") {
					t.Errorf("%s %s: label in %s is a sentence: %s", l.Name, c.Code, language, s)
				}
			}
		}
	}
}

// The shown status is the physical one plus RESERVED, with the same words.
func TestDisplayStatusFollowsDwellingStatus(t *testing.T) {
	t.Parallel()
	shown, _ := Find("DisplayStatus")
	for _, code := range DwellingStatus("").Values() {
		c, ok := shown.Code(code)
		if !ok {
			t.Errorf("DisplayStatus lacks %s", code)
		}
		if want := DwellingStatus(code).Label("nb"); c.Label("nb") != want {
			t.Errorf("%s is shown as %q, want %q", code, c.Label("nb"), want)
		}
	}
	if want := len(DwellingStatus("").Values()) + 1; len(shown.Codes) != want {
		t.Errorf("DisplayStatus has %d codes, want %d", len(shown.Codes), want)
	}
}

func TestGraph(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	DwellingStatusLet.MarshalGQL(&b)
	if b.String() != `"LET"` {
		t.Errorf("LET is written %s", b.String())
	}
	var s DwellingStatus
	if err := s.UnmarshalGQL("LET"); err != nil || s != DwellingStatusLet {
		t.Errorf("LET is read as %q, %v", s, err)
	}
	for _, bad := range []any{"let", "RESERVED", "", " LET", 3, nil, true} {
		s := DwellingStatusReady
		err := s.UnmarshalGQL(bad)
		if fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%v is read with error %v, want BAD_REQUEST", bad, err)
		}
		if s != DwellingStatusReady {
			t.Errorf("%v changed the code to %q", bad, s)
		}
		e, ok := err.(*fault.Error)
		if !ok {
			t.Fatalf("the error is a %T", err)
		}
		want := "Ukjent kode i DwellingStatus. Gyldige koder: READY, UNDER_MAINTENANCE, LET, UNAVAILABLE, SOLD."
		if got := message.Text("nb", e.Message, e.Args...); got != want {
			t.Errorf("the error reads %q, want %q", got, want)
		}
	}
}

func TestValid(t *testing.T) {
	t.Parallel()
	for code, want := range map[DwellingStatus]bool{DwellingStatusSold: true, "RESERVED": false, "sold": false, "": false} {
		if got := code.Valid(); got != want {
			t.Errorf("%q.Valid() = %v, want %v", code, got, want)
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	head := strings.Join(columns, ";") + "\n"
	const (
		list = "Colour;;;;;Farge;Farge;Colour;Farge på døra.;Farge på døra.;Colour of the door.\n"
		red  = "Colour;RED;ROD|RAUD;2020-01-01;2024-12-31;Rød;Raud;Red;Rød dør.;Raud dør.;A red door.\n"
	)
	all, err := parse([]byte(head + list + red))
	if err != nil {
		t.Fatal(err)
	}
	got := all[0].Codes[0]
	if got.Import != "ROD" || !slices.Equal(got.Also, []string{"RAUD"}) || got.Label("nn") != "Raud" || got.Definition("en") != "A red door." {
		t.Errorf("read %+v", got)
	}
	for day, want := range map[string]bool{"2019-12-31": false, "2020-01-01": true, "2024-12-31": true, "2025-01-01": false} {
		d, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		if got.ValidOn(d.Add(23*time.Hour)) != want {
			t.Errorf("valid on %s is %v, want %v", day, !want, want)
		}
	}
	for name, tc := range map[string]struct{ data, want string }{
		"wrong head":       {"a;b\n", "first line"},
		"list twice":       {head + list + list, "stands twice"},
		"code twice":       {head + list + red + red, "stands twice"},
		"no list":          {head + red, "under its list"},
		"label missing":    {head + strings.Replace(list, ";Colour;", ";;", 1), "en is empty"},
		"meaning missing":  {head + list + strings.Replace(red, "Raud dør.", "", 1), "definition.nn is empty"},
		"space":            {head + list + strings.Replace(red, "Rød;", "Rød ;", 1), "space around"},
		"bad day":          {head + list + strings.Replace(red, "2020-01-01", "2020-13-01", 1), "line 3"},
		"same import word": {head + list + red + strings.Replace(red, "RED;", "CRIMSON;", 1), "both called"},
		"same word folded": {head + list + red + "Colour;BLUE;RØD;;;Blå;Blå;Blue;Blå.;Blå.;Blue.\n", "both called"},
		"too few":          {head + "Colour;RED\n", "wrong number of fields"},
	} {
		if _, err := parse([]byte(tc.data)); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: error %v, want one that says %q", name, err, tc.want)
		}
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	l, ok := Find("DwellingStatus")
	if !ok || l.Title("nb") != "Boligstatus" || l.Title("nn") != "Bustadstatus" || l.Definition("en") == "" {
		t.Errorf("found %v %+v", ok, l)
	}
	if _, ok := Find("dwellingstatus"); ok {
		t.Error("found a list by another case")
	}
	if c, ok := l.Code("READY"); !ok || c.Label("en") != "Ready to move in" {
		t.Errorf("found %v %+v", ok, c)
	}
	if _, ok := l.Code("ready"); ok {
		t.Error("found a code by another case")
	}
}
