package address_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kobo/internal/fault"
	"kobo/internal/lab/kartverket"
	"kobo/internal/message"
	"kobo/internal/register/address"
)

// bench is a client whose calls to a simulator are recorded.
type bench struct {
	client *address.Client
	server *kartverket.Server
	mu     sync.Mutex
	calls  []url.Values
}

func (b *bench) RoundTrip(r *http.Request) (*http.Response, error) {
	b.mu.Lock()
	b.calls = append(b.calls, r.URL.Query())
	b.mu.Unlock()
	return http.DefaultTransport.RoundTrip(r)
}

func setup(t *testing.T) *bench {
	t.Helper()
	server, err := kartverket.Start(kartverket.Config{Seed: seed()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	b := &bench{server: server}
	b.client = &address.Client{BaseURL: server.AddressURL, HTTP: &http.Client{Transport: b}}
	return b
}

// inject posts a fault to the simulator.
func (b *bench) inject(t *testing.T, fault string) {
	t.Helper()
	response, err := http.Post(b.server.ControlURL+"/__sim/faults", "application/json", strings.NewReader(fault))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusNoContent {
		t.Fatalf("fault was not taken: %s", response.Status)
	}
}

func seed() kartverket.Seed {
	s := kartverket.Seed{}
	add := func(municipality, name, street string, code, number int, letter, postal, place string) {
		s.Addresses = append(s.Addresses, kartverket.Address{
			ID: int64(len(s.Addresses) + 1), Street: street, StreetCode: code, Number: number, Letter: letter, PostalCode: postal, Place: place,
			MunicipalityNumber: municipality, Municipality: name, Gnr: 41, Bnr: len(s.Addresses) + 1, Latitude: 59.9, Longitude: 10.6,
		})
	}
	for n := 1; n <= 40; n++ {
		add("3201", "BÆRUM", "Barlindveien", 1100, n, "", "1360", "FORNEBU")
	}
	add("3201", "BÆRUM", "Barlindveien", 1100, 13, "B", "1360", "FORNEBU")
	for _, n := range []int{2, 4, 131, 6, 139} {
		add("3201", "BÆRUM", "Furulia", 1150, n, "", "1360", "FORNEBU")
	}
	add("4601", "BERGEN", "Barlindveien", 2200, 13, "", "5055", "BERGEN")
	add("3201", "BÆRUM", "Østre Ålkjærvegen", 1300, 7, "", "1361", "ØSTERÅS")
	add("3201", "BÆRUM", "17. mai-gata", 1400, 3, "", "1362", "HOSLE")
	add("3201", "BÆRUM", "17. mai-gata", 1400, 17, "", "1362", "HOSLE")
	s.Buildings = []kartverket.Building{{
		Number: 80179071, TypeCode: "142", MunicipalityNumber: "3201", Gnr: 41, Bnr: 13,
		Units: []kartverket.Unit{{Number: "H0101", AddressID: 13}, {Number: "H0201", AddressID: 13}, {Number: "", AddressID: 13}},
	}}
	return s
}

func texts(hits []address.Address) []string {
	all := []string{}
	for _, a := range hits {
		all = append(all, a.Text)
	}
	return all
}

func TestSearchAnswersInOurWords(t *testing.T) {
	t.Parallel()
	b := setup(t)
	hits, err := b.client.Search(t.Context(), "Barlindveien 13", "3201", 1)
	if err != nil {
		t.Fatal(err)
	}
	want := []address.Address{{
		Text: "Barlindveien 13", Street: "Barlindveien", StreetCode: 1100, HouseNumber: 13, PostalCode: "1360", Place: "FORNEBU",
		MunicipalityNumber: "3201", Municipality: "BÆRUM", Gnr: 41, Bnr: 13, Units: []string{"H0101", "H0201"}, Latitude: 59.9, Longitude: 10.6,
	}}
	if diff := cmp.Diff(want, hits); diff != "" {
		t.Error(diff)
	}
	wantSent := url.Values{
		"sok": {"Barlindveien 13"}, "sokemodus": {"AND"}, "kommunenummer": {"3201"}, "utkoordsys": {"4258"}, "treffPerSide": {"5"}, "side": {"0"},
	}
	if diff := cmp.Diff([]url.Values{wantSent}, b.calls); diff != "" {
		t.Errorf("sent: %s", diff)
	}
}

func TestSearchAsOneTypes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text, municipality string
		limit                    int
		want                     []string
	}{
		{"begun street", "barl", "4601", 3, []string{"Barlindveien 13"}},
		{"number that exists, not longer ones", "Barlindveien 1", "3201", 3, []string{"Barlindveien 1"}},
		{"begun number before postal codes that begin so", "Furulia 13", "3201", 2, []string{"Furulia 131", "Furulia 139"}},
		{"letter typed apart", "barlindveien 13 b", "3201", 2, []string{"Barlindveien 13B"}},
		{"letter typed together", "Barlindveien 13B", "3201", 2, []string{"Barlindveien 13B"}},
		{"both entrances of a number", "Barlindveien 13", "3201", 9, []string{"Barlindveien 13", "Barlindveien 13B"}},
		{"every municipality", "Barlindveien 13", "", 9, []string{"Barlindveien 13", "Barlindveien 13", "Barlindveien 13B"}},
		{"pasted with postal place", "Barlindveien 13, 1360 Fornebu", "", 1, []string{"Barlindveien 13"}},
		{"Norwegian letters", "østre ålkjærv", "", 1, []string{"Østre Ålkjærvegen 7"}},
		{"Norwegian letters in decomposed form", "østre a\u030alkj", "", 1, []string{"Østre Ålkjærvegen 7"}},
		{"misspelt", "Barlinveien 13", "4601", 2, []string{"Barlindveien 13"}},
		{"misspelt without Norwegian letters", "Ostre Ålkjærvegen", "", 2, []string{"Østre Ålkjærvegen 7"}},
		{"street beginning with a number", "17. mai-gata 3", "", 2, []string{"17. mai-gata 3"}},
		{"such a street without house number", "17. mai-gata", "", 2, []string{"17. mai-gata 3", "17. mai-gata 17"}},
		{"query language is only text", `"Barlindveien" * 13*`, "4601", 2, []string{"Barlindveien 13"}},
		{"nowhere", "Finnesikkegata 1", "", 5, []string{}},
	}
	b := setup(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			hits, err := b.client.Search(t.Context(), test.text, test.municipality, test.limit)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, texts(hits)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSearchIsFuzzyOnlyWhenNothingIsFound(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if _, err := b.client.Search(t.Context(), "Barlinveien", "", 5); err != nil {
		t.Fatal(err)
	}
	var sent []string
	for _, c := range b.calls {
		sent = append(sent, c.Get("sok")+" fuzzy="+c.Get("fuzzy"))
	}
	if diff := cmp.Diff([]string{"Barlinveien* fuzzy=", "Barlinveien fuzzy=true"}, sent); diff != "" {
		t.Error(diff)
	}
}

func TestSearchDoesNotSend(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text, municipality string
		field, key               string // empty: no error
	}{
		{"less than two characters", " b ", "", "", ""},
		{"only signs", "**, --", "", "", ""},
		{"national identity number", "Barlindveien 13 17899310160", "", "text", "address.personal"},
		{"national identity number in two parts", "178993 10160 Barlindveien", "", "text", "address.personal"},
		{"national identity number with a sign that is not sent", "178993*10160", "", "text", "address.personal"},
		{"national identity number with a sign that is", "178993/10160", "", "text", "address.personal"},
		{"too long", strings.Repeat("å", 201), "", "text", "address.tooLong"},
		{"municipality by name", "Barlindveien", "Bærum", "municipalityNumber", "address.municipality"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			hits, err := b.client.Search(t.Context(), test.text, test.municipality, 5)
			if len(b.calls) != 0 || len(hits) != 0 {
				t.Errorf("sent %v, got %v", b.calls, hits)
			}
			var f *fault.Error
			if test.key == "" && err != nil || test.key != "" && (!errors.As(err, &f) || f.Code != fault.Invalid || f.Field != test.field || f.Message != test.key) {
				t.Errorf("error is %v", err)
			}
		})
	}
}

func TestSearchWhenTheServiceFails(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, fault string
		code        fault.Code // empty: succeeds
		attempts    int
	}{
		{"503 once", `{"match":{"path":"/adresser/v1/sok"},"status":503,"times":1}`, "", 2},
		{"503 twice", `{"match":{"path":"/adresser/v1/sok"},"status":503,"times":2}`, fault.Unavailable, 2},
		{"HTML with status 200", `{"contentType":"text/html","body":"<html>Vi oppgraderer</html>"}`, fault.Unavailable, 1},
		{"another JSON", `{"body":"{\"error\":\"ja\"}"}`, fault.Unavailable, 1},
		{"oversized", `{"body":"{\"adresser\":[]}","bytes":1048577}`, fault.Unavailable, 1},
		{"redirect", `{"status":302}`, fault.Unavailable, 1},
		{"too many calls", `{"status":429}`, fault.Unavailable, 1},
		{"not understood", `{"status":400,"contentType":"application/json","body":"{\"message\":\"Ukjent parameter\"}"}`, fault.Invalid, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.inject(t, test.fault)
			hits, err := b.client.Search(t.Context(), "Barlindveien 13", "4601", 5)
			if fault.CodeOf(err) != test.code {
				t.Errorf("error is %v", err)
			}
			if len(b.calls) != test.attempts {
				t.Errorf("%d attempts, want %d", len(b.calls), test.attempts)
			}
			if test.code == "" && len(hits) != 1 {
				t.Errorf("hits are %v", hits)
			}
			if err != nil && strings.Contains(err.Error(), "Barlind") {
				t.Errorf("error quotes the text: %v", err)
			}
		})
	}
}

func TestSearchErrorsNeverQuoteTheText(t *testing.T) {
	t.Parallel()
	gone := httptest.NewServer(nil)
	gone.Close()
	_, err := (&address.Client{BaseURL: gone.URL}).Search(t.Context(), "Barlindveien 13", "", 5)
	if fault.CodeOf(err) != fault.Unavailable || strings.Contains(fmt.Sprint(err), "Barlind") {
		t.Errorf("error is %v", err)
	}
}

func TestSearchGivesUpInTime(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.client.Timeout = 30 * time.Millisecond
	b.inject(t, `{"hang":true,"times":2}`)
	if _, err := b.client.Search(t.Context(), "Barlindveien", "", 5); fault.CodeOf(err) != fault.Unavailable {
		t.Errorf("own timeout: %v", err)
	}
	if len(b.calls) != 2 {
		t.Errorf("%d attempts, want 2", len(b.calls))
	}

	b = setup(t)
	b.inject(t, `{"hang":true}`)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if _, err := b.client.Search(ctx, "Barlindveien", "", 5); fault.CodeOf(err) != fault.Unavailable {
		t.Errorf("deadline of the caller: %v", err)
	}
	if len(b.calls) != 1 {
		t.Errorf("%d attempts, want 1", len(b.calls))
	}
}

func TestSearchCanceledIsNotAnOutage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.inject(t, `{"hang":true}`)
	ctx, cancel := context.WithCancel(t.Context())
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { cancel() }})
	_, err := b.client.Search(ctx, "Barlindveien", "", 5)
	if !errors.Is(err, context.Canceled) || errors.As(err, new(*fault.Error)) || len(b.calls) != 1 {
		t.Errorf("error is %v after %d attempts", err, len(b.calls))
	}
}

func TestMessagesExist(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"address.unavailable", "address.rejected", "address.personal", "address.tooLong", "address.municipality"} {
		var all []string
		for _, language := range message.Languages {
			all = append(all, message.Text(language, key, "max", 200))
		}
		if !message.Has(key) || len(slices.Compact(all)) != 3 {
			t.Errorf("%s: %q", key, all)
		}
	}
}
