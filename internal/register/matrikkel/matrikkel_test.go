package matrikkel_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kobo/internal/fault"
	"kobo/internal/lab/kartverket"
	"kobo/internal/message"
	"kobo/internal/register/matrikkel"
)

// bench is a client whose calls to a simulator are recorded by operation.
type bench struct {
	client *matrikkel.Client
	server *kartverket.Server
	mu     sync.Mutex
	calls  []string
	bodies []string
}

func (b *bench) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := r.GetBody()
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	b.calls = append(b.calls, r.Header.Get("SOAPAction"))
	b.bodies = append(b.bodies, string(text))
	b.mu.Unlock()
	return http.DefaultTransport.RoundTrip(r)
}

func setup(t *testing.T, single bool) *bench {
	t.Helper()
	server, err := kartverket.Start(kartverket.Config{Seed: seed(), User: "kobo", Password: "hemmelig å", SingleElement: single})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	b := &bench{server: server}
	b.client = &matrikkel.Client{BaseURL: server.MatrikkelURL, User: "kobo", Password: "hemmelig å", HTTP: &http.Client{Transport: b}}
	return b
}

func (b *bench) control(t *testing.T, path, body string) {
	t.Helper()
	response, err := http.Post(b.server.ControlURL+path, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusNoContent {
		t.Fatalf("%s was not taken: %s", path, response.Status)
	}
}

func seed() kartverket.Seed {
	s := kartverket.Seed{
		Addresses: []kartverket.Address{
			{ID: 13, Street: "Barlindveien", StreetCode: 1100, Number: 13, PostalCode: "1360", MunicipalityNumber: "3201", Gnr: 41, Bnr: 13},
			{ID: 14, Street: "Barlindveien", StreetCode: 1100, Number: 13, Letter: "B", PostalCode: "1360", MunicipalityNumber: "3201", Gnr: 41, Bnr: 13},
			{ID: 15, Street: "Hyttesvingen", StreetCode: 1200, Number: 1, PostalCode: "1360", MunicipalityNumber: "3201", Gnr: 42, Bnr: 1},
		},
		Buildings: []kartverket.Building{
			{Number: 200, TypeCode: "142", YearBuilt: 1974, MunicipalityNumber: "3201", Gnr: 41, Bnr: 13, Units: []kartverket.Unit{
				{Number: "H0201", UsableArea: 71.5, Rooms: 3, Baths: 1, Toilets: 1, Kitchen: 1, Section: 2, AddressID: 14},
				{Number: "H0101", Rooms: 2, Baths: 1, Toilets: 1, Kitchen: 3, Section: 1, AddressID: 13},
				{Number: "K0101", Type: 3, UsableArea: 40, Section: 3},
			}},
			{Number: 100, TypeCode: "181", MunicipalityNumber: "3201", Gnr: 41, Bnr: 13},
			{Number: 300, TypeCode: "161", YearBuilt: 1965, MunicipalityNumber: "3201", Gnr: 42, Bnr: 1, Units: []kartverket.Unit{{Type: 2, UsableArea: 55, AddressID: 15}}},
			{Number: 400, TypeCode: "651", MunicipalityNumber: "3201", Gnr: 43, Bnr: 1, Fnr: 7, Units: []kartverket.Unit{{Number: "L0312", Type: 3}}},
		},
	}
	big := kartverket.Building{Number: 500, TypeCode: "143", MunicipalityNumber: "3201", Gnr: 44, Bnr: 1}
	for i := range 1200 {
		big.Units = append(big.Units, kartverket.Unit{Number: fmt.Sprintf("H%02d%02d", i/40+1, i%40+1)})
	}
	s.Buildings = append(s.Buildings, big)
	return s
}

func TestUnitsOfAPropertyWithSections(t *testing.T) {
	t.Parallel()
	b := setup(t, false)
	got, err := b.client.Units(t.Context(), "3201", 41, 13, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	want := []matrikkel.Building{
		{Number: 100, TypeCode: "181", TypeName: "Garasje, uthus, anneks knyttet til bolig"},
		{Number: 200, TypeCode: "142", TypeName: "Stort frittliggende boligbygg på 3 og 4 etasjer", YearBuilt: 1974, Units: []matrikkel.Unit{
			{
				ID: 400_000_002, Number: "H0101", Type: matrikkel.Dwelling, Rooms: 2, Baths: 1, Toilets: 1, Kitchen: matrikkel.SharedKitchen, Floor: 1,
				Address: matrikkel.Address{ID: 13, Street: "Barlindveien", StreetCode: 1100, HouseNumber: 13},
			},
			{
				ID: 400_000_001, Number: "H0201", Type: matrikkel.Dwelling, UsableArea: 71.5, Rooms: 3, Baths: 1, Toilets: 1, Kitchen: matrikkel.OwnKitchen,
				Floor: 2, Address: matrikkel.Address{ID: 14, Street: "Barlindveien", StreetCode: 1100, HouseNumber: 13, Letter: "B"},
			},
			{ID: 400_000_003, Number: "K0101", Type: matrikkel.NotDwelling, UsableArea: 40, Floor: 1},
		}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	wantCalls := []string{
		"findMatrikkelenheter", "findByggForMatrikkelenheter", "findBruksenheterForMatrikkelenheter",
		"getObjects", "getObjects", "getObjects", "getObjects", "getObjects",
	}
	if diff := cmp.Diff(wantCalls, b.calls); diff != "" {
		t.Error(diff)
	}
}

func TestUnits(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name               string
		gnr, bnr, fnr, snr int
		want               string // building type: unit numbers, types
	}{
		{"one section", 41, 13, 0, 2, "142: H0201/0"},
		{"holiday home without unit number", 42, 1, 0, 0, "161: /2"},
		{"sports hall on leased ground", 43, 1, 7, 0, "651: L0312/3"},
	}
	for _, single := range []bool{false, true} {
		b := setup(t, single)
		for _, test := range tests {
			t.Run(fmt.Sprintf("%s, single element %t", test.name, single), func(t *testing.T) {
				buildings, err := b.client.Units(t.Context(), "3201", test.gnr, test.bnr, test.fnr, test.snr)
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, building := range buildings {
					var units []string
					for _, u := range building.Units {
						units = append(units, fmt.Sprintf("%s/%d", u.Number, u.Type))
					}
					got = append(got, building.TypeCode+": "+strings.Join(units, " "))
				}
				if strings.Join(got, "; ") != test.want {
					t.Errorf("got %q, want %q", got, test.want)
				}
			})
		}
	}
}

func TestUnitsFindsABuildingThatIsListedOnlyByItsUnits(t *testing.T) {
	t.Parallel()
	b := setup(t, false)
	b.control(t, "/__sim/faults", `{"match":{"path":"/matrikkelapi/wsapi/v1/BygningServiceWS"},"contentType":"text/xml",
		"body":"<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body><findByggForMatrikkelenheterResponse/></e:Body></e:Envelope>"}`)
	buildings, err := b.client.Units(t.Context(), "3201", 41, 13, 0, 2)
	if err != nil || len(buildings) != 1 || len(buildings[0].Units) != 1 {
		t.Errorf("got %+v, %v", buildings, err)
	}
}

func TestUnitsFetchesInBatches(t *testing.T) {
	t.Parallel()
	b := setup(t, false)
	buildings, err := b.client.Units(t.Context(), "3201", 44, 1, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(buildings) != 1 || len(buildings[0].Units) != 1200 || buildings[0].Units[1199].Number != "H3040" {
		t.Errorf("got %d buildings", len(buildings))
	}
	var sizes []int
	for i, body := range b.bodies {
		if b.calls[i] == "getObjects" {
			sizes = append(sizes, strings.Count(body, "<d:item "))
		}
	}
	if diff := cmp.Diff([]int{500, 500, 200, 1, 1}, sizes); diff != "" { // units, building, type
		t.Error(diff)
	}
}

func TestUnitsRefusesNumbersThatAreNone(t *testing.T) {
	t.Parallel()
	tests := []struct {
		municipality       string
		gnr, bnr, fnr, snr int
		field              string
	}{
		{"301", 1, 1, 0, 0, "municipalityNumber"},
		{"3201<", 1, 1, 0, 0, "municipalityNumber"},
		{"3201", 0, 1, 0, 0, "gnr"},
		{"3201", 1, 10000, 0, 0, "bnr"},
		{"3201", 1, 1, -1, 0, "fnr"},
		{"3201", 1, 1, 0, 1000, "snr"},
	}
	b := setup(t, false)
	for _, test := range tests {
		_, err := b.client.Units(t.Context(), test.municipality, test.gnr, test.bnr, test.fnr, test.snr)
		var f *fault.Error
		if !errors.As(err, &f) || f.Code != fault.Invalid || f.Field != test.field {
			t.Errorf("%+v: error is %v", test, err)
		}
	}
	if len(b.calls) != 0 {
		t.Errorf("sent %v", b.calls)
	}
}

func TestUnitsWhenTheServiceFails(t *testing.T) {
	t.Parallel()
	const envelope = `<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>%s</soap:Body></soap:Envelope>`
	soapFault := fmt.Sprintf(envelope, "<soap:Fault><faultcode>soap:Server</faultcode><faultstring>Ola Nordmann eier 41/13</faultstring></soap:Fault>")
	foreign := fmt.Sprintf(envelope, "<x:findNoeAnnetResponse xmlns:x=\\\"y\\\"/>")
	foreign = strings.ReplaceAll(foreign, `\\"`, `\"`)
	tests := []struct {
		name, fault string
		code        fault.Code // empty: succeeds
		attempts    int        // of findMatrikkelenheter
	}{
		{"503 once", `{"match":{"path":"/matrikkelapi/wsapi/v1/MatrikkelenhetServiceWS"},"status":503}`, "", 2},
		{"503 twice", `{"match":{"path":"/matrikkelapi/wsapi/v1/MatrikkelenhetServiceWS"},"status":503,"times":2}`, fault.Unavailable, 2},
		{"503 from the store twice", `{"match":{"path":"/matrikkelapi/wsapi/v1/StoreServiceWS"},"status":503,"times":2}`, fault.Unavailable, 1},
		{"SOAP fault with 200", `{"status":200,"contentType":"text/xml","body":"` + soapFault + `"}`, fault.Unavailable, 1},
		{"SOAP fault with 500", `{"status":500,"contentType":"text/xml","body":"` + soapFault + `"}`, fault.Unavailable, 1},
		{"HTML with status 200", `{"contentType":"text/html","body":"<html><p>Logg inn<br></html>"}`, fault.Unavailable, 1},
		{"answer to something else", `{"contentType":"text/xml","body":"` + foreign + `"}`, fault.Unavailable, 1},
		{"redirect to a login page", `{"status":302}`, fault.Unavailable, 1},
		{"oversized", `{"contentType":"text/xml","bytes":16777217}`, fault.Unavailable, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, false)
			b.control(t, "/__sim/faults", test.fault)
			buildings, err := b.client.Units(t.Context(), "3201", 41, 13, 0, 0)
			if fault.CodeOf(err) != test.code {
				t.Errorf("error is %v", err)
			}
			if test.code == "" && len(buildings) != 2 {
				t.Errorf("got %d buildings", len(buildings))
			}
			attempts := 0
			for _, operation := range b.calls {
				if operation == "findMatrikkelenheter" {
					attempts++
				}
			}
			if attempts != test.attempts {
				t.Errorf("%d attempts, want %d", attempts, test.attempts)
			}
			if err != nil && strings.Contains(err.Error(), "Nordmann") {
				t.Errorf("error quotes the answer: %v", err)
			}
		})
	}
}

func TestUnitsWithRefusedAddressesHaveTheirID(t *testing.T) {
	t.Parallel()
	b := setup(t, false)
	if _, err := b.client.Units(t.Context(), "3201", 42, 1, 0, 0); err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(b.bodies, func(body string) bool { return strings.Contains(body, "VegadresseId") })
	before := at - slices.Index(b.calls, "getObjects") // calls to the store before that for addresses
	b = setup(t, false)
	b.client.HTTP = &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		if strings.HasSuffix(r.URL.Path, "/StoreServiceWS") {
			if before--; before < 0 {
				r.Header.Set("SOAPAction", "noe annet") // which the service refuses with a fault
			}
		}
		return http.DefaultTransport.RoundTrip(r)
	})}
	buildings, err := b.client.Units(t.Context(), "3201", 42, 1, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(matrikkel.Address{ID: 15}, buildings[0].Units[0].Address); diff != "" {
		t.Error(diff)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestUnitsOfNoProperty(t *testing.T) {
	t.Parallel()
	_, err := setup(t, false).client.Units(t.Context(), "3201", 99, 9, 0, 0)
	if !errors.Is(err, fault.New(fault.NotFound, "matrikkel.notFound")) {
		t.Errorf("error is %v", err)
	}
}

func TestUnitsWithWrongPassword(t *testing.T) {
	t.Parallel()
	b := setup(t, false)
	b.client.Password = "feil"
	_, err := b.client.Units(t.Context(), "3201", 41, 13, 0, 0)
	if fault.CodeOf(err) != fault.Unavailable || !strings.Contains(err.Error(), "401") || strings.Contains(err.Error(), "feil") || len(b.calls) != 1 {
		t.Errorf("error is %v after %d attempts", err, len(b.calls))
	}
}

func TestUnitsAsksForThePresentInATimeOfTheFarFuture(t *testing.T) {
	t.Parallel()
	b := setup(t, false)
	b.control(t, "/__sim/clock", `{"advance":"P250Y"}`)
	if _, err := b.client.Units(t.Context(), "3201", 41, 13, 0, 0); err != nil {
		t.Error(err)
	}
}

func TestUnitsGivesUpInTime(t *testing.T) {
	t.Parallel()
	b := setup(t, false)
	b.client.Timeout = 30 * time.Millisecond
	b.control(t, "/__sim/faults", `{"hang":true,"times":2}`)
	if _, err := b.client.Units(t.Context(), "3201", 41, 13, 0, 0); fault.CodeOf(err) != fault.Unavailable || len(b.calls) != 2 {
		t.Errorf("error is %v after %d attempts", err, len(b.calls))
	}
}

func TestUnitsCanceledIsNotAnOutage(t *testing.T) {
	t.Parallel()
	b := setup(t, false)
	b.control(t, "/__sim/faults", `{"hang":true}`)
	ctx, cancel := context.WithCancel(t.Context())
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { cancel() }})
	_, err := b.client.Units(ctx, "3201", 41, 13, 0, 0)
	if !errors.Is(err, context.Canceled) || errors.As(err, new(*fault.Error)) || len(b.calls) != 1 {
		t.Errorf("error is %v after %d attempts", err, len(b.calls))
	}
}

func TestMessagesExist(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"matrikkel.unavailable", "matrikkel.notFound", "matrikkel.number"} {
		var all []string
		for _, language := range message.Languages {
			all = append(all, message.Text(language, key))
		}
		if !message.Has(key) || len(slices.Compact(all)) != 3 {
			t.Errorf("%s: %q", key, all)
		}
	}
}
