package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kobo/internal/lab"
	"kobo/internal/lab/synthetic"
)

// whole is the whole program, as kobo lab starts it, on a folder of its own. The tests of this file share it, and ask it as its users do.
var whole *runningLab

// runningLab is a lab that a test started. Whoever starts it stops it.
type runningLab struct {
	url, dir string
	site     lab.Site
	running  lab.Running
	stop     func()
}

// withLab runs a lab while f runs.
func withLab(f func() int) (code int, err error) {
	if whole, err = startLab(); err != nil {
		return 0, err
	}
	defer whole.stop()
	return f(), nil
}

// startLab starts a lab on a folder of its own and on free ports.
func startLab() (l *runningLab, err error) {
	dir, err := os.MkdirTemp("", "kobo-whole-")
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	serving, ended := make(chan lab.Site, 1), make(chan error, 1)
	running := false
	l = &runningLab{dir: dir, stop: func() {
		cancel()
		if running {
			<-ended
		}
		_ = os.RemoveAll(dir) // what is left lies among temporary files
	}}
	defer func() {
		if err != nil {
			l.stop()
		}
	}()
	if err := os.Chmod(dir, 0o711); err != nil { // the database's user must get through
		return nil, err
	}
	var out bytes.Buffer
	running = true
	go func() {
		ended <- lab.Run(ctx, lab.Config{
			Dir: dir, Profile: synthetic.Small, Addr: "127.0.0.1:0", Out: &out,
			Serve: func(ctx context.Context, s lab.Site) error {
				serving <- s
				return serveLab(ctx, program{serve: serveApp, work: workApp}, s)
			},
		})
	}()
	select {
	case l.site = <-serving:
	case err := <-ended:
		running = false
		return nil, fmt.Errorf("%w\n%s", err, out.String())
	}
	l.url = l.site.PublicURL
	for { // it says itself when it is ready
		if l.running, err = lab.ReadRunning(dir); err == nil {
			return l, nil
		}
		select {
		case err := <-ended:
			running = false
			return nil, fmt.Errorf("%w\n%s", err, out.String())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// person is someone who asks over HTTP.
type person struct{ token string }

// as logs someone in by a token, as scripts do.
func as(t testing.TB, name, organisation string) person {
	t.Helper()
	token, err := whole.running.Token(t.Context(), name, organisation)
	if err != nil {
		t.Fatal(err)
	}
	return person{token}
}

// reply is an answer: Data as it came, and the errors.
type reply struct {
	Data   json.RawMessage
	Errors []struct {
		Message    string
		Extensions map[string]any
	}
	status int
}

// ask sends an operation and reads the answer.
func (p person) ask(t testing.TB, query string, variables map[string]any) reply {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), "POST", whole.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+p.token)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/graphql-response+json, application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	out := reply{status: answer.StatusCode}
	if err := json.NewDecoder(answer.Body).Decode(&out); err != nil {
		t.Fatalf("%d: %v", answer.StatusCode, err)
	}
	return out
}

// get asks and decodes the data, which must come without errors.
func get[T any](t testing.TB, p person, query string, variables map[string]any) (data T) {
	t.Helper()
	r := p.ask(t, query, variables)
	if len(r.Errors) > 0 {
		t.Fatalf("%s: %+v", query, r.Errors)
	}
	if err := json.Unmarshal(r.Data, &data); err != nil {
		t.Fatal(err)
	}
	return data
}

type facets []struct {
	Value, Label string
	Count        int
}

func (f facets) of(label string) int {
	for _, c := range f {
		if c.Label == label {
			return c.Count
		}
	}
	return -1
}

// The first picture of the seeds: «Viser 6 av 121 boliger», with these numbers at once.
func TestTheFirstPicture(t *testing.T) {
	t.Parallel()
	got := get[struct {
		Dwellings struct {
			TotalCount, RegisterCount int
			Nodes                     []struct {
				Description, StatusSince string
				Address                  struct{ Text string }
				Bedrooms                 int
				Rent                     struct{ TotalOre int }
			}
			Facets struct {
				Status, Type, Staffing facets
				Shared                 int
			}
		}
	}](t, as(t, "Erfaren Hestedrosje", ""), `{
		dwellings(filter: {status: [READY]}, sort: {address: ASCENDING}) {
			totalCount registerCount
			nodes { description statusSince address { text } bedrooms rent { totalOre } }
			facets { status { value label count } type { value label count } staffing { value label count } shared }
		}
	}`, nil).Dwellings
	if got.TotalCount != 6 || got.RegisterCount != 121 {
		t.Errorf("Viser %d av %d boliger", got.TotalCount, got.RegisterCount)
	}
	for label, want := range map[string]int{
		"Klar for innflytting": 6, "Under vedlikehold": 0, "Reservert": 0, "Utleid": 115, "Solgt": 0, "Ikke tilgjengelig": 0,
	} {
		if have := got.Facets.Status.of(label); have != want {
			t.Errorf("%s (%d), not %d", label, have, want)
		}
	}
	if got.Facets.Type.of("Ordinær bolig") != 6 || got.Facets.Type.of("Omsorgsbolig") != 0 || got.Facets.Shared != 4 || got.Facets.Staffing.of("Personalbase") != 1 {
		t.Errorf("types %+v, shared %d, staffing %+v", got.Facets.Type, got.Facets.Shared, got.Facets.Staffing)
	}
	first, second := got.Nodes[0], got.Nodes[1]
	if first.Description != "Enebolig, bofellesskap" || first.StatusSince != "2022-08-11" || first.Address.Text != "Barlindveien 13, 3118 Tønsberg (H0101)" ||
		first.Bedrooms != 3 || first.Rent.TotalOre != 1_000_000 {
		t.Errorf("first row %+v", first)
	}
	if !strings.HasPrefix(second.Description, "Tomannsbolig") || !strings.HasSuffix(second.Description, "bofellesskap") ||
		second.Address.Text != "Barlindveien 15, 3118 Tønsberg (H0201)" || second.Bedrooms != 2 || second.Rent.TotalOre != 1_200_000 {
		t.Errorf("second row %+v", second)
	}
}

// The second picture: «714 boliger», and one dwelling that is under maintenance and reserved at once.
func TestTheSecondPicture(t *testing.T) {
	t.Parallel()
	trine := as(t, "Trine", "")
	type page struct {
		Dwellings struct {
			TotalCount, RegisterCount int
			Nodes                     []struct {
				Address       struct{ Text string }
				DisplayStatus string
				Markers       []string
				Reservation   *struct{ State string }
			}
		}
	}
	const ask = `query($filter: DwellingFilter) { dwellings(filter: $filter) { totalCount registerCount nodes { address { text } displayStatus markers reservation { state } } } }`
	for _, c := range []struct{ text, status, marker string }{
		{"adresseveien 29 0908", "READY", "REFERRAL_AGREEMENT"},
		{"husgata 34 0908", "LET", "NOTICE_GIVEN"},
		{"hjemstadsv 2b 0908", "UNDER_MAINTENANCE", ""},
		{"adressekroken 2b", "READY", "RENT_TO_OWN"},
		{"husveien 47 0912", "UNAVAILABLE", ""},
	} {
		got := get[page](t, trine, ask, map[string]any{"filter": map[string]any{"text": c.text}}).Dwellings
		if got.TotalCount != 1 || got.RegisterCount != 714 {
			t.Errorf("%s finds %d of %d", c.text, got.TotalCount, got.RegisterCount)
			continue
		}
		if d := got.Nodes[0]; d.DisplayStatus != c.status || c.marker != "" && !slices.Contains(d.Markers, c.marker) {
			t.Errorf("%s: %+v", c.text, d)
		}
	}
	for _, status := range []string{"UNDER_MAINTENANCE", "RESERVED"} { // it is found as both
		got := get[page](t, trine, ask, map[string]any{"filter": map[string]any{"text": "hjemstadsv 2b 0908", "status": []string{status}}}).Dwellings
		if got.TotalCount != 1 || got.Nodes[0].Reservation == nil {
			t.Errorf("as %s: %+v", status, got)
		}
	}
}

// What is not the viewer's does not exist, by any way in.
func TestForeignThingsDontExist(t *testing.T) {
	t.Parallel()
	trine, rusty := as(t, "Trine", ""), as(t, "Erfaren Hestedrosje", "")
	type list struct {
		Dwellings struct{ Nodes []struct{ ID string } }
	}
	theirs := get[list](t, rusty, `{ dwellings(first: 1) { nodes { id } } }`, nil).Dwellings.Nodes[0].ID
	got := get[map[string]any](t, trine, `query($id: ID!) { dwelling(id: $id) { id } node(id: $id) { id } nodes(ids: [$id]) { id } }`, map[string]any{"id": theirs})
	if got["dwelling"] != nil || got["node"] != nil || got["nodes"].([]any)[0] != nil {
		t.Errorf("found %v", got)
	}
	acted := get[struct {
		DwellingSetExpectedVacancy struct {
			Dwelling   *struct{ ID string }
			UserErrors []struct{ Code string }
		}
	}](t, trine, `mutation($id: ID!) { dwellingSetExpectedVacancy(id: $id, version: 1, on: "2027-01-01") { dwelling { id } userErrors { code } } }`,
		map[string]any{"id": theirs}).DwellingSetExpectedVacancy
	if acted.Dwelling != nil || len(acted.UserErrors) != 1 || acted.UserErrors[0].Code != "NOT_FOUND" {
		t.Errorf("acted: %+v", acted)
	}
}

// Someone with another right doesn't even have the words.
func TestAFieldOfAnotherRightDoesNotExist(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		`{ dwellings { nodes { rent { totalOre } } } }`:                    `Cannot query field "rent" on type "Dwelling".`,
		`{ dwellings(filter: {rentAtLeastOre: 1}) { totalCount } }`:        `Field "rentAtLeastOre" is not defined by type "DwellingFilter".`,
		`mutation { noteAdd(dwellingId: "x", text: "x") { note { id } } }`: ``,
	} {
		r := onlyRight(t, "soknadsregistrering").ask(t, query, nil)
		if len(r.Errors) == 0 || r.status != http.StatusBadRequest {
			t.Errorf("%s was answered %d %s", query, r.status, r.Data)
		} else if want != "" && r.Errors[0].Message != want {
			t.Errorf("%s: %q", query, r.Errors[0].Message)
		}
	}
}

// onlyRight is a synthetic member of staff of Krokvik who has one right only.
func onlyRight(t testing.TB, right string) person {
	t.Helper()
	viewers, err := whole.running.Viewers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range viewers.Persons {
		for _, o := range p.Organisations {
			if strings.HasPrefix(strings.ToUpper(o.Name), "KROKVIK ") && o.Rights != "" && !strings.Contains(o.Rights, ",") && strings.Contains(o.Rights, right) {
				return as(t, p.Pid, o.Orgno)
			}
		}
	}
	t.Fatalf("nobody in Krokvik has only the right %s", right)
	return person{}
}

// A change by one is told to another, by id; and to a third, who may not see the dwelling, not at all.
func TestChangesAreToldToThoseWhoSee(t *testing.T) {
	t.Parallel()
	trine, rusty := as(t, "Trine", ""), as(t, "Erfaren Hestedrosje", "")
	type list struct {
		Dwellings struct {
			Nodes []struct {
				ID      string
				Version int
			}
		}
	}
	d := get[list](t, trine, `{ dwellings(first: 1, filter: {status: [LET], shared: true}) { nodes { id version } } }`, nil).Dwellings.Nodes[0]
	events := subscribe(t, trine)
	others := subscribe(t, rusty)
	set := func(p person, id string, version int) {
		get[any](t, p, `mutation($id: ID!, $v: Int!) { dwellingUpdate(id: $id, version: $v, input: {otherInformation: "Nymalt gang."}) { userErrors { message } } }`,
			map[string]any{"id": id, "v": version})
	}
	set(trine, d.ID, d.Version)
	for event := range events {
		if strings.Contains(event, d.ID) {
			break
		}
	}
	// The other hears of what happens at home, and has by then not heard of this.
	home := get[list](t, rusty, `{ dwellings(first: 1, filter: {status: [LET]}) { nodes { id version } } }`, nil).Dwellings.Nodes[0]
	set(rusty, home.ID, home.Version)
	for event := range others {
		if strings.Contains(event, d.ID) {
			t.Error("told of a dwelling of another municipality")
		}
		if strings.Contains(event, home.ID) {
			break
		}
	}
}

// subscribe listens for changes; it returns when the server has begun to tell.
func subscribe(t *testing.T, p person) <-chan string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "POST", whole.url+"/graphql", strings.NewReader(`{"query":"subscription { registerChanged { ids } }"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+p.token)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("subscribing was answered %s", answer.Status)
	}
	events := make(chan string, 100)
	go func() {
		defer close(events)
		for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				events <- data
			}
		}
	}()
	return events
}

// An export is exactly what the overview shows, and is logged.
func TestExportIsWhatIsSeen(t *testing.T) {
	t.Parallel()
	rusty := as(t, "Erfaren Hestedrosje", "")
	body := rusty.download(t, "/export/dwellings.csv?status=READY&sort=address")
	lines := strings.Split(strings.TrimSpace(string(body)), "\r\n")
	if !strings.Contains(lines[0], "SYNTETISK") || len(lines) != 2+6 {
		t.Errorf("%d lines, the first %q", len(lines), lines[0])
	}
	own := get[struct {
		Viewer struct {
			Log struct {
				Nodes []struct {
					What  string
					Count int
				}
			}
		}
	}](t, rusty, `{ viewer { log { nodes { what count } } } }`, nil).Viewer.Log.Nodes
	if !slices.ContainsFunc(own, func(l struct {
		What  string
		Count int
	},
	) bool {
		return l.What == "export dwellings.csv" && l.Count == 6
	}) {
		t.Errorf("own log: %+v", own)
	}
	if body := rusty.download(t, "/export/template.xlsx"); !bytes.HasPrefix(body, []byte("PK")) {
		t.Error("the template is no workbook")
	}
}

func (p person) download(t testing.TB, path string) []byte {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", whole.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+p.token)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %v %s", path, answer.Status, err, body[:min(len(body), 300)])
	}
	return body
}

// GraphQL over HTTP, by the 61 audits of the specification's reference implementation.
func TestGraphQLOverHTTP(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("../../clients/node_modules/graphql-http"); err != nil {
		t.Skip("npm ci has not been run in clients: make test does")
	}
	script, err := filepath.Abs("../../internal/server/testdata/audits.mjs")
	if err != nil {
		t.Fatal(err)
	}
	node := exec.CommandContext(t.Context(), "node", script, whole.url+"/graphql", as(t, "Trine", "").token)
	node.Dir = "../../clients"
	out, err := node.CombinedOutput()
	if err != nil {
		t.Errorf("not all audits pass:\n%s", out)
	}
}
