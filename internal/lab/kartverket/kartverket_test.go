package kartverket_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kobo/internal/lab/kartverket"
)

func simulator(t testing.TB, c kartverket.Config) *kartverket.Simulator {
	t.Helper()
	s, err := kartverket.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// town is a seed of n addresses with one unit each, on streets with 30 numbers.
func town(n int) kartverket.Seed {
	first := []string{"Bjørke", "Furu", "Gran", "Ask", "Lønne", "Barlind", "Einer", "Hassel", "Rogne", "Selje", "Osp", "Alm"}
	last := []string{"veien", "gata", "stien", "faret", "bakken", "lia", "tunet", "svingen", "åsen", "kroken"}
	var s kartverket.Seed
	for i := range n {
		street := i / 30
		name := first[street%len(first)] + last[street/len(first)%len(last)]
		if round := street / len(first) / len(last); round > 0 {
			name = []string{"Nordre ", "Søndre ", "Øvre ", "Nedre "}[round%4] + name
		}
		id := int64(i + 1)
		s.Addresses = append(s.Addresses, kartverket.Address{
			ID: id, Street: name, StreetCode: 1000 + street, Number: i%30 + 1, PostalCode: fmt.Sprintf("%04d", 1300+street%60), Place: "KROKVIK",
			MunicipalityNumber: "9901", Municipality: "KROKVIK", Gnr: 1 + street, Bnr: 1 + i%30,
		})
		s.Buildings = append(s.Buildings, kartverket.Building{
			Number: 1000 + id, TypeCode: "111", MunicipalityNumber: "9901", Gnr: 1 + street, Bnr: 1 + i%30,
			Units: []kartverket.Unit{{Number: "H0101", AddressID: id}},
		})
	}
	return s
}

type answer struct {
	Message  string
	Metadata struct{ Side, TotaltAntallTreff, ViserFra, ViserTil, TreffPerSide int }
	Adresser []struct {
		Adressetekst      string
		Bruksenhetsnummer []string
	}
}

func search(t testing.TB, h http.Handler, query string) (int, answer) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/adresser/v1/sok?"+query, nil))
	var a answer
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
		t.Fatalf("%d %q: %v", w.Code, w.Body, err)
	}
	return w.Code, a
}

func TestAddressSearch(t *testing.T) {
	t.Parallel()
	h := simulator(t, kartverket.Config{Seed: town(15_000)}).Addresses()
	tests := []struct {
		name, query string
		hits        int
		first       string
	}{
		{"all words, in any order", "sok=krokvik+13+barlindveien", 5, "Barlindveien 13"},
		{"words are whole", "sok=barlindvei", 0, ""},
		{"begun word", "sok=barlindvei*", 150, "Barlindveien 1"},
		{"AND is the default", "sok=barlindveien+bjørkegata", 0, ""},
		{"OR", "sok=barlindveien+bjørkegata&sokemodus=OR", 300, "Barlindveien 1"},
		{"one letter wrong", "sok=barlondveien+13&fuzzy=true", 5, "Barlindveien 13"},
		{"one letter missing", "sok=barlndveien+13&fuzzy=true", 5, "Barlindveien 13"},
		{"one letter too much", "sok=barlindveiien+13&fuzzy=true", 5, "Barlindveien 13"},
		{"two letters swapped", "sok=barlidnveien+13&fuzzy=true", 5, "Barlindveien 13"},
		{"two letters wrong", "sok=barlondvegen+13&fuzzy=true", 0, ""},
		{"numbers are never fuzzy", "sok=barlindveien+131&fuzzy=true", 0, ""},
		{"Norwegian letters are letters of their own", "sok=bjorkegata", 0, ""},
		{"other municipality", "sok=barlindveien&kommunenummer=0301", 0, ""},
		{"by fields", "adressenavn=Barlindveien&nummer=13&postnummer=1305", 1, "Barlindveien 13"},
		{"by begun street", "adressenavn=barlindv*", 30, "Barlindveien 1"},
		{"fields are whole", "adressenavn=barlindv", 0, ""},
		{"by cadastral number", "gardsnummer=6&bruksnummer=13", 1, "Barlindveien 13"},
		{"by unit number", "adressetekst=Barlindveien+13&bruksenhetsnummer=H0102", 0, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			code, a := search(t, h, test.query)
			if code != http.StatusOK || a.Metadata.TotaltAntallTreff != test.hits {
				t.Fatalf("%d with %d hits, want %d", code, a.Metadata.TotaltAntallTreff, test.hits)
			}
			if a.Adresser == nil {
				t.Fatal("adresser is null, not a list")
			}
			if test.hits > 0 && (a.Adresser[0].Adressetekst != test.first || a.Adresser[0].Bruksenhetsnummer[0] != "H0101") {
				t.Errorf("first is %+v", a.Adresser[0])
			}
		})
	}
}

func TestAddressPaging(t *testing.T) {
	t.Parallel()
	h := simulator(t, kartverket.Config{Seed: town(30)}).Addresses()
	var all []string
	for side := range 4 {
		_, a := search(t, h, fmt.Sprintf("sok=bjørkeveien&treffPerSide=12&side=%d", side))
		if a.Metadata.TotaltAntallTreff != 30 || a.Metadata.ViserFra != 12*side || a.Metadata.Side != side {
			t.Errorf("metadata of side %d: %+v", side, a.Metadata)
		}
		for _, hit := range a.Adresser {
			all = append(all, hit.Adressetekst)
		}
	}
	if len(all) != 30 || all[0] != "Bjørkeveien 1" || all[29] != "Bjørkeveien 30" {
		t.Errorf("got %q", all)
	}
}

func TestAddressBadParameters(t *testing.T) {
	t.Parallel()
	h := simulator(t, kartverket.Config{Seed: town(30)}).Addresses()
	for _, query := range []string{
		"sok=a&sokemodus=OG", "sok=a&treffPerSide=0", "sok=a&treffPerSide=ti", "sok=a&side=-1", "sok=a&side=1000", "sok=a&fuzzy=kanskje",
		"sok=a&kommunenummer=301", "sok=a&navn=Ola", "sok=a&utkoordsys=1", "sok=%zz",
	} {
		if code, a := search(t, h, query); code != http.StatusBadRequest || a.Message == "" {
			t.Errorf("%s: %d %q", query, code, a.Message)
		}
	}
}

func BenchmarkAddressSearch(b *testing.B) {
	h := simulator(b, kartverket.Config{Seed: town(15_000)}).Addresses()
	for _, query := range []string{"sok=barlindveien+13*", "sok=b*&treffPerSide=100", "sok=barlinveien+13&fuzzy=true"} {
		b.Run(query, func(b *testing.B) {
			for b.Loop() {
				search(b, h, query)
			}
		})
	}
}

const soapContext = `<s:matrikkelContext><d:locale>no_NO_B</d:locale><d:snapshotVersion><d:timestamp>%s</d:timestamp></d:snapshotVersion></s:matrikkelContext>`

// call sends an operation and returns status and answer.
func call(t *testing.T, h http.Handler, service, space, operation, arguments, snapshot string) (int, string) {
	t.Helper()
	const ns = "http://matrikkel.statkart.no/matrikkelapi/wsapi/v1/"
	body := `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:s="` + ns + space +
		`" xmlns:d="` + ns + `domain"><e:Body><s:` + operation + `>` + arguments + fmt.Sprintf(soapContext, snapshot) + `</s:` + operation + `></e:Body></e:Envelope>`
	r := httptest.NewRequest(http.MethodPost, "/matrikkelapi/wsapi/v1/"+service+"WS", strings.NewReader(body))
	r.Header.Set("Content-Type", "text/xml; charset=utf-8")
	r.Header.Set("SOAPAction", `"`+operation+`"`)
	r.SetBasicAuth("bruker", "passord")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

const future = "9999-01-01T00:00:00+01:00"

func matrikkel(t *testing.T, c kartverket.Config) http.Handler {
	c.User, c.Password = "bruker", "passord"
	return simulator(t, c).Matrikkel()
}

func TestMatrikkelOperations(t *testing.T) {
	t.Parallel()
	h := matrikkel(t, kartverket.Config{Seed: town(60)})
	tests := []struct{ service, space, operation, arguments, want string }{
		{
			"MatrikkelenhetService", "service/matrikkelenhet", "findMatrikkelenheter",
			`<s:matrikkelenhetsokModel><kommunenummer>9901</kommunenummer><gardsnummer>2</gardsnummer><bruksnummer>3</bruksnummer></s:matrikkelenhetsokModel>`,
			`<ns2:return><mat:item xsi:type="mat:MatrikkelenhetId"><value>510000033</value></mat:item></ns2:return>`,
		},
		{
			"BygningService", "service/bygning", "findByggForMatrikkelenhet", `<s:matrikkelenhetId><d:value>510000033</d:value></s:matrikkelenhetId>`,
			`<byg:item xsi:type="byg:ByggId"><value>286000033</value></byg:item>`,
		},
		{
			"BruksenhetService", "service/bygning", "findBruksenheterForMatrikkelenheter", `<s:matrikkelenhetIdList><d:item><d:value>510000033</d:value></d:item></s:matrikkelenhetIdList>`,
			`<entry><key xsi:type="mat:MatrikkelenhetId"><value>510000033</value></key><value><byg:item xsi:type="byg:BruksenhetId"><value>400000033</value></byg:item></value></entry>`,
		},
		{
			"AdresseService", "service/adresse", "findAdresseIdForIdent",
			`<s:adresseIdent xsi:type="a:VegadresseIdent"><kommuneIdent><kommunenummer>9901</kommunenummer></kommuneIdent><adressekode>1001</adressekode><nummer>3</nummer></s:adresseIdent>`,
			`<ns2:return xsi:type="adr:VegadresseId"><value>33</value></ns2:return>`,
		},
		{
			"AdresseService", "service/adresse", "findAdresserForMatrikkelenheter", `<s:matrikkelenhetIdList><d:item><d:value>510000033</d:value></d:item></s:matrikkelenhetIdList>`,
			`<adr:item xsi:type="adr:VegadresseId"><value>33</value></adr:item>`,
		},
		{"StoreService", "service/store", "getObject", `<s:id xsi:type="b:ByggId"><d:value>286000033</d:value></s:id>`, `<byg:bygningsnummer>1033</byg:bygningsnummer>`},
		{"StoreService", "service/store", "getObject", `<s:id xsi:type="m:MatrikkelenhetId"><d:value>510000033</d:value></s:id>`, `<mat:gardsnummer>2</mat:gardsnummer>`},
		{"StoreService", "service/store", "getObjects", `<s:ids><d:item xsi:type="b:BruksenhetId"><d:value>400000033</d:value></d:item></s:ids>`, `<byg:etasjenummer>1</byg:etasjenummer>`},
	}
	for _, test := range tests {
		code, body := call(t, h, test.service, test.space, test.operation, test.arguments, future)
		if code != http.StatusOK || !strings.Contains(body, test.want) {
			t.Errorf("%s: %d %s", test.operation, code, body)
		}
	}
}

func TestMatrikkelRefuses(t *testing.T) {
	t.Parallel()
	clock := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	h := matrikkel(t, kartverket.Config{Seed: town(3), Now: func() time.Time { return clock }})
	store := func(arguments, snapshot string) (int, string) {
		return call(t, h, "StoreService", "service/store", "getObject", arguments, snapshot)
	}
	const building = `<s:id xsi:type="b:ByggId"><d:value>286000001</d:value></s:id>`
	if code, body := store(building, "2026-11-22T12:00:01Z"); code != http.StatusOK {
		t.Fatalf("%d %s", code, body)
	}
	for name, refused := range map[string]func() (int, string){
		"old snapshot":      func() (int, string) { return store(building, "2026-11-22T12:00:00Z") },
		"no snapshot":       func() (int, string) { return store(building, "") },
		"id without type":   func() (int, string) { return store(`<s:id><d:value>286000001</d:value></s:id>`, future) },
		"id of nothing":     func() (int, string) { return store(`<s:id xsi:type="b:ByggId"><d:value>1</d:value></s:id>`, future) },
		"unknown operation": func() (int, string) { return call(t, h, "StoreService", "service/store", "getAlt", building, future) },
		"foreign namespace": func() (int, string) {
			return call(t, h, "StoreService", "service/bygning", "getObject", building, future)
		},
	} {
		if code, body := refused(); code != http.StatusInternalServerError || !strings.Contains(body, "<soap:Fault>") {
			t.Errorf("%s: %d %s", name, code, body)
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/matrikkelapi/wsapi/v1/StoreServiceWS", nil))
	if w.Code != http.StatusUnauthorized || !strings.Contains(w.Body.String(), "<html>") {
		t.Errorf("without credentials: %d", w.Code)
	}
	w = httptest.NewRecorder()
	simulator(t, kartverket.Config{}).Matrikkel().ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/matrikkelapi/wsapi/v1/StoreServiceWS", nil))
	if w.Code != http.StatusUnauthorized {
		t.Errorf("without configured credentials: %d", w.Code)
	}
}

func TestMatrikkelDownloadByCursor(t *testing.T) {
	t.Parallel()
	seed := town(25)
	seed.Buildings[7].MunicipalityNumber = "9902"
	h := matrikkel(t, kartverket.Config{Seed: seed})
	value := regexp.MustCompile(`BruksenhetId"><value>(\d+)`)
	cursor, all, sizes := `<s:matrikkelBubbleId xsi:nil="true"/>`, []string{}, []int{}
	for len(sizes) < 4 {
		_, body := call(t, h, "NedlastningService", "service/nedlastning", "findIdsEtterId",
			cursor+`<s:domainklasse>Bruksenhet</s:domainklasse><s:filter>{"kommunefilter":["9901"]}</s:filter><s:maksAntall>10</s:maksAntall>`, future)
		found := value.FindAllStringSubmatch(body, -1)
		sizes = append(sizes, len(found))
		for _, m := range found {
			all = append(all, m[1])
			cursor = `<s:matrikkelBubbleId xsi:type="b:BruksenhetId"><d:value>` + m[1] + `</d:value></s:matrikkelBubbleId>`
		}
	}
	if diff := cmp.Diff([]int{10, 10, 4, 0}, sizes); diff != "" {
		t.Error(diff)
	}
	if all[0] != "400000001" || all[23] != "400000025" {
		t.Errorf("got %v", all)
	}
	code, body := call(t, h, "NedlastningService", "service/nedlastning", "findObjekterEtterId",
		`<s:domainklasse>Bygg</s:domainklasse><s:maksAntall>2</s:maksAntall>`, future)
	if code != http.StatusOK || strings.Count(body, `xsi:type="byg:Bygning"`) != 2 {
		t.Errorf("objects: %d %s", code, body)
	}
	if code, _ := call(t, h, "NedlastningService", "service/nedlastning", "findIdsEtterId", `<s:domainklasse>Bygg</s:domainklasse><s:maksAntall>5001</s:maksAntall>`, future); code != http.StatusInternalServerError {
		t.Errorf("too many at a time: %d", code)
	}
}

func TestControl(t *testing.T) {
	t.Parallel()
	clock := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	server, err := kartverket.Start(kartverket.Config{Seed: town(3), User: "bruker", Password: "passord", Now: func() time.Time { return clock }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	post := func(url, body string) int {
		t.Helper()
		response, err := http.Post(url, "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		return response.StatusCode
	}
	get := func() (int, string) {
		t.Helper()
		response, err := http.Get(server.AddressURL + "/adresser/v1/sok?sok=x")
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, string(body)
	}

	if code := post(server.AddressURL+"/__sim/faults", `{}`); code != http.StatusNotFound {
		t.Errorf("control on the service's own listener: %d", code)
	}
	if code := post(server.ControlURL+"/__sim/faults", `{"match":{"path":"/adresser"},"status":503,"times":2,"body":"nede"}`); code != http.StatusNoContent {
		t.Fatalf("faults: %d", code)
	}
	var codes []int
	for range 3 {
		code, _ := get()
		codes = append(codes, code)
	}
	if diff := cmp.Diff([]int{503, 503, 200}, codes); diff != "" {
		t.Error(diff)
	}
	for _, bad := range []string{`{"status":99}`, `{"sttus":500}`, `nei`} {
		if code := post(server.ControlURL+"/__sim/faults", bad); code != http.StatusBadRequest {
			t.Errorf("%s: %d", bad, code)
		}
	}
	if code := post(server.ControlURL+"/__sim/clock", `{"advance":"i morgen"}`); code != http.StatusBadRequest {
		t.Errorf("clock: %d", code)
	}
}

func TestControlMovesTheClock(t *testing.T) {
	t.Parallel()
	clock := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	s := simulator(t, kartverket.Config{Seed: town(3), User: "bruker", Password: "passord", Now: func() time.Time { return clock }})
	ask := func() int {
		code, _ := call(t, s.Matrikkel(), "StoreService", "service/store", "getObject", `<s:id xsi:type="b:ByggId"><d:value>286000001</d:value></s:id>`, "2026-11-22T13:00:00Z")
		return code
	}
	if code := ask(); code != http.StatusOK {
		t.Errorf("before: %d", code)
	}
	w := httptest.NewRecorder()
	s.Control().ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/__sim/clock", strings.NewReader(`{"advance":"PT2H"}`)))
	if code := ask(); w.Code != http.StatusNoContent || code != http.StatusInternalServerError {
		t.Errorf("after %d: %d", w.Code, code)
	}
}

func TestSeedThatContradictsItselfIsRefused(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*kartverket.Seed){
		"address twice":      func(s *kartverket.Seed) { s.Addresses[1].ID = 1 },
		"street without":     func(s *kartverket.Seed) { s.Addresses[1].StreetCode = 0 },
		"postal code":        func(s *kartverket.Seed) { s.Addresses[1].PostalCode = "13" },
		"building twice":     func(s *kartverket.Seed) { s.Buildings[1].Number = 1001 },
		"building type":      func(s *kartverket.Seed) { s.Buildings[1].TypeCode = "000" },
		"unit number":        func(s *kartverket.Seed) { s.Buildings[1].Units[0].Number = "H101" },
		"unit type":          func(s *kartverket.Seed) { s.Buildings[1].Units[0].Type = 6 },
		"address of nothing": func(s *kartverket.Seed) { s.Buildings[1].Units[0].AddressID = 99 },
	} {
		seed := town(3)
		spoil(&seed)
		if _, err := kartverket.New(kartverket.Config{Seed: seed}); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestStartListensOnLoopbackOnly(t *testing.T) {
	t.Parallel()
	for _, listen := range []string{"0.0.0.0:0", ":0", "[::]:0", "localhost"} {
		if server, err := kartverket.Start(kartverket.Config{MatrikkelListen: listen}); err == nil {
			_ = server.Close()
			t.Errorf("%s: taken", listen)
		}
	}
}
