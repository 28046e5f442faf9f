package login

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2/memstore"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/lab/porten"
	"kobo/internal/message"
	"kobo/internal/viewer"
)

// The synthetic people and organisations of the tests.
const (
	krokvik, fjordby, vendor, charity, state, outsider = "310000001", "310000002", "310000010", "310000020", "310000030", "310000099"

	trine  = "17899310160" // caseworker in Krokvik, several rights, also a resource that is not ours
	ola    = "04876210016" // rights in Krokvik and Fjordby
	nobody = "21881550013" // no rights
	both   = "45840375084" // staff and partner in the same organisation
	abroad = "20914695016" // rights only where Kobo is not used
)

func right(pid, resource, orgno, name string, actions ...string) porten.Right {
	return porten.Right{Pid: pid, Resource: resource, Orgno: orgno, OrgName: name, UnitType: "KOMM", Actions: actions}
}

var (
	persons = []porten.Person{
		{Pid: trine, Name: "Trine Saksbehandler", Locale: "nn", Note: "saksbehandler"}, {Pid: ola, Name: "Ola Dobbelt"},
		{Pid: nobody, Name: "Kari Uten"}, {Pid: both, Name: "Bo Begge"}, {Pid: abroad, Name: "Ute Utenfor"},
	}
	rights = []porten.Right{
		right(trine, "kobo-saksbehandling", krokvik, "KROKVIK KOMMUNE", "read", "write"),
		right(trine, "kobo-boligoversikt", krokvik, "KROKVIK KOMMUNE", "read"),
		right(trine, "kobo-lesetilgang", krokvik, "KROKVIK KOMMUNE"),
		right(trine, "skatt-noe-annet", krokvik, "KROKVIK KOMMUNE", "read", "write"),
		right(ola, "kobo-saksbehandling", krokvik, "KROKVIK KOMMUNE", "read", "write"),
		right(ola, "kobo-vedtak", fjordby, "FJORDBY KOMMUNE", "write"),
		right(both, "kobo-samhandler", krokvik, "KROKVIK KOMMUNE", "read", "write"),
		right(both, "kobo-statistikk", krokvik, "KROKVIK KOMMUNE", "read"),
		right(abroad, "kobo-saksbehandling", outsider, "UTENFOR KOMMUNE", "read"),
	}
)

type clock struct {
	mu     sync.Mutex
	offset time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.offset)
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset += d
}

// directory is the Directory of the tests.
type directory struct {
	mu            sync.Mutex
	organisations map[string]Organisation
	ids           map[string]entity.ID
}

func newDirectory() *directory {
	return &directory{ids: map[string]entity.ID{}, organisations: map[string]Organisation{
		krokvik: {Municipality: entity.New(entity.Municipality, time.Now()), MunicipalityNumber: "9901", Name: "Krokvik kommune", Modules: []string{"bolig", "sak"}},
		fjordby: {Municipality: entity.New(entity.Municipality, time.Now()), MunicipalityNumber: "9902", Name: "Fjordby kommune"},
		vendor:  {Name: "FDV Leverandør AS"},
	}}
}

func (d *directory) change(orgno string, how func(*Organisation)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	o := d.organisations[orgno]
	how(&o)
	d.organisations[orgno] = o
}

func (d *directory) Organisation(_ context.Context, orgno string) (Organisation, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	o, ok := d.organisations[orgno]
	return o, ok, nil
}

func (d *directory) id(kind entity.Kind, what string) (entity.ID, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.ids[what]; !ok {
		d.ids[what] = entity.New(kind, time.Now())
	}
	return d.ids[what], nil
}

func (d *directory) Staff(_ context.Context, index []byte, _ string) (entity.ID, error) {
	return d.id(entity.Staff, "staff"+string(index))
}

func (d *directory) Citizen(_ context.Context, index []byte) (entity.ID, error) {
	return d.id(entity.Citizen, "citizen"+string(index))
}

func (d *directory) System(_ context.Context, orgno, clientID string) (entity.ID, error) {
	return d.id(entity.System, orgno+clientID)
}

// keyFile makes the simulator's keys once; every test gets a copy.
var keyFile = sync.OnceValue(func() []byte {
	dir, err := os.MkdirTemp("", "porten")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	p, err := porten.Start(context.Background(), simulation(filepath.Join(dir, "keys"), "http://127.0.0.1:1", nil))
	if err != nil {
		panic(err)
	}
	defer p.Close()
	data, err := os.ReadFile(filepath.Join(dir, "keys"))
	if err != nil {
		panic(err)
	}
	return data
})

func simulation(keys, kobo string, now func() time.Time) porten.Config {
	client := func(id string, issuer porten.Issuer, path string) porten.Client {
		return porten.Client{
			ID: id, Issuer: issuer, Orgno: "910000000", RedirectURIs: []string{kobo + "/login/callback/" + path},
			PostLogoutURIs: []string{kobo + "/logout/done"}, BackchannelLogoutURI: kobo + "/logout/backchannel",
		}
	}
	return porten.Config{
		KeyFile: keys, API: kobo, Persons: persons, Rights: rights, Now: now,
		Clients: []porten.Client{
			client("kobo-citizen", porten.IDPorten, "idporten"),
			client("kobo-staff", porten.Ansattporten, "ansattporten"),
			{ID: "fdv", Issuer: porten.Maskinporten, Orgno: vendor, Scopes: []string{"kobo:bolig.write", "kobo:other"}},
			{ID: "bare", Issuer: porten.Maskinporten, Orgno: krokvik, Scopes: []string{"kobo:other"}},
		},
		SystemUsers: []porten.SystemUser{
			{Vendor: vendor, Customer: krokvik, ID: "a1", SystemID: "fdv_1"}, {Vendor: vendor, Customer: outsider, ID: "a2", SystemID: "fdv_1"},
		},
		Delegations: []porten.Delegation{{Consumer: fjordby, Supplier: vendor, Scope: "kobo:bolig.write"}},
	}
}

type bench struct {
	*testing.T
	sim   *porten.Porten
	kobo  string
	login *Login
	dir   *directory
	store *memstore.MemStore
	clock *clock
}

// setup starts the real simulator and a server with the real login. /whoami answers with the viewer.
func setup(t *testing.T, change ...func(*Config)) *bench {
	t.Helper()
	b := &bench{T: t, dir: newDirectory(), store: memstore.NewWithCleanupInterval(0), clock: &clock{}}
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	b.kobo = server.URL
	keys := filepath.Join(t.TempDir(), "keys")
	must(t, os.WriteFile(keys, keyFile(), 0o600))
	sim, err := porten.Start(t.Context(), simulation(keys, b.kobo, b.clock.now))
	must(t, err)
	t.Cleanup(func() { _ = sim.Close() })
	b.sim = sim
	citizenKey, err := sim.ClientKey("kobo-citizen")
	must(t, err)
	staffKey, err := sim.ClientKey("kobo-staff")
	must(t, err)
	config := Config{
		PublicURL:    b.kobo,
		IDPorten:     Provider{Issuer: sim.URLs.IDPorten, ClientID: "kobo-citizen", Key: citizenKey, AcrValues: []string{"idporten-loa-high"}},
		Ansattporten: Provider{Issuer: sim.URLs.Ansattporten, ClientID: "kobo-staff", Key: staffKey, AcrValues: []string{"substantial", "high"}},
		Maskinporten: Maskinporten{Issuer: sim.URLs.Maskinporten, JWKSURL: sim.URLs.MaskinportenJWKS, Scopes: map[string][]viewer.Grant{
			"kobo:bolig.write": {{Right: "bolig-api", Write: true}},
		}},
		Directory: b.dir, PersonIndex: index, Store: b.store, Now: b.clock.now, Lab: true,
	}
	for _, c := range change {
		c(&config)
	}
	b.login, err = New(t.Context(), config)
	must(t, err)
	b.login.Register(mux)
	mux.HandleFunc("/whoami", func(w http.ResponseWriter, r *http.Request) {
		v, err := b.login.Viewer(r)
		var refusal *Refusal
		switch {
		case err != nil && fault.CodeOf(err) == fault.Internal:
			http.Error(w, err.Error(), http.StatusInternalServerError)
		case err != nil:
			refusal = err.(*Refusal)
			w.Header().Set("WWW-Authenticate", refusal.Challenge)
			respond(w, refusal.Status, refusal.Fault.Message)
		default:
			respond(w, http.StatusOK, v)
		}
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "front "+r.URL.Path) })
	return b
}

func index(pid string) []byte {
	mac := hmac.New(sha256.New, []byte("test"))
	mac.Write([]byte(pid))
	return mac.Sum(nil)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// browser is a client with cookies that follows redirects.
type browser struct {
	*bench
	*http.Client
}

func (b *bench) browser() browser {
	jar, _ := cookiejar.New(nil) // never fails without options
	return browser{b, &http.Client{Jar: jar}}
}

type answer struct {
	status int
	url    *url.URL
	body   string
	header http.Header
}

func (b browser) send(method, address, contentType, body string, headers ...string) answer {
	b.Helper()
	if strings.HasPrefix(address, "/") {
		address = b.kobo + address
	}
	req, err := http.NewRequestWithContext(b.Context(), method, address, strings.NewReader(body))
	must(b.T, err)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Add(headers[i], headers[i+1])
	}
	res, err := b.Do(req)
	must(b.T, err)
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	must(b.T, err)
	return answer{res.StatusCode, res.Request.URL, string(data), res.Header}
}

func (b browser) get(address string, headers ...string) answer {
	b.Helper()
	return b.send("GET", address, "", "", headers...)
}

func (b browser) post(address string, form url.Values, headers ...string) answer {
	b.Helper()
	return b.send("POST", address, "application/x-www-form-urlencoded", form.Encode(), headers...)
}

func (b browser) json(address, body string, headers ...string) answer {
	b.Helper()
	return b.send("POST", address, "application/json", body, headers...)
}

// as logs in without pages.
func (b browser) as(provider, hint string) answer {
	b.Helper()
	return b.get("/login/" + provider + "?return=/whoami&login_hint=" + url.QueryEscape("testid:"+hint))
}

// whoami returns the viewer, nil when nobody is logged in.
func (b browser) whoami(headers ...string) *viewer.Viewer {
	b.Helper()
	a := b.get("/whoami", headers...)
	if a.status != http.StatusOK {
		b.Fatalf("whoami: %d %s", a.status, a.body)
	}
	return decode[*viewer.Viewer](b.T, a.body)
}

func decode[V any](t *testing.T, text string) V {
	t.Helper()
	var v V
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in %.200s", err, text)
	}
	return v
}

func (a answer) want(t *testing.T, status int, text string) {
	t.Helper()
	if a.status != status || !strings.Contains(a.body, text) {
		t.Fatalf("%s: got %d, want %d with %q:\n%s", a.url.Path, a.status, status, text, a.body)
	}
}

func grants(v *viewer.Viewer) string { return v.Readable() + " | " + v.Writable() }

func TestCitizenLogsIn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.browser()
	a := p.as("idporten", nobody+"_idporten-loa-high")
	a.want(t, http.StatusOK, "")
	v := p.whoami()
	if v.Role != viewer.Citizen || grants(v) != "citizen | citizen" || !v.ID.Is(entity.Citizen) || v.Session == "" || v.Organisation != "" {
		t.Errorf("viewer %+v", v)
	}
	// The same person has the same id in the next session; the index is of the identity number.
	if again := b.browser(); again.as("idporten", nobody+"_idporten-loa-high").status != 200 || again.whoami().ID != v.ID {
		t.Error("the same citizen got another id")
	}
}

func TestStaffLogIn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.browser()
	p.as("ansattporten", trine+"_high").want(t, http.StatusOK, "Trine")
	v := p.whoami()
	want := &viewer.Viewer{
		Role: viewer.Staff, ID: v.ID, Name: "Trine Saksbehandler", Organisation: krokvik, OrganisationName: "Krokvik kommune",
		Municipality: b.dir.organisations[krokvik].Municipality, Modules: []string{"bolig", "sak"}, Language: "nn", Session: v.Session,
		Grants: v.Grants, Address: netip.MustParseAddr("127.0.0.1"),
	}
	if d := cmp.Diff(want, v, cmpopts.EquateComparable(netip.Addr{})); d != "" {
		t.Error(d)
	}
	// read stays read, no actions mean both, and skatt-noe-annet is not ours.
	if got := grants(v); got != "boligoversikt,lesetilgang,saksbehandling | lesetilgang,saksbehandling" {
		t.Error(got)
	}
	s := decode[sessionView](t, p.get("/session").body)
	if s.Name != v.Name || s.Organisation == nil || s.Organisation.Key != krokvik || len(s.Organisations) != 1 || s.Language != "nn" {
		t.Errorf("session %+v", s)
	}
}

func TestUnitRestrictsToItself(t *testing.T) {
	t.Parallel()
	b := setup(t)
	unit := entity.New(entity.Unit, time.Now())
	b.dir.change(krokvik, func(o *Organisation) { o.Unit = unit })
	p := b.browser()
	p.as("ansattporten", trine+"_high")
	if v := p.whoami(); len(v.Units) != 1 || v.Units[0] != unit {
		t.Errorf("units %v", v.Units)
	}
}

// TestPages goes through the simulator's pages as a person does.
func TestPages(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.browser()
	page := p.get("/login/ansattporten?return=/whoami")
	page.want(t, 200, "SYNTETISK")
	page.want(t, 200, "KROKVIK KOMMUNE: saksbehandling")
	id := page.url.Query().Get("i")
	found := p.get(page.url.String() + "&q=trine")
	if !strings.Contains(found.body, trine) || strings.Contains(found.body, ola) {
		t.Error("the search does not filter")
	}
	base := page.url.Scheme + "://" + page.url.Host
	page = p.post(base+"/person", url.Values{"i": {id}, "pid": {trine}, "acr": {"high"}})
	page.want(t, 200, "Logg inn uten å representere noen")
	p.post(base+"/organisation", url.Values{"i": {id}, "orgno": {krokvik}}).want(t, 200, "Trine")
	if v := p.whoami(); v.Organisation != krokvik {
		t.Errorf("viewer %+v", v)
	}

	t.Run("without representing anyone", func(t *testing.T) {
		p := b.browser()
		page := p.get("/login/ansattporten?return=/whoami")
		id := page.url.Query().Get("i")
		p.post(base+"/person", url.Values{"i": {id}, "pid": {trine}})
		p.post(base+"/organisation", url.Values{"i": {id}, "none": {"1"}}).want(t, 200, "Trine")
		if v := p.whoami(); v == nil || len(v.Grants) != 0 || v.Organisation != "" || !v.Municipality.IsNil() {
			t.Errorf("viewer %+v", v)
		}
		p.get("/login/organisation").want(t, 200, message.Text("nn", "login.noOrganisations"))
	})
	t.Run("cancel", func(t *testing.T) {
		p := b.browser()
		page := p.get("/login/ansattporten?return=/whoami")
		a := p.post(base+"/person", url.Values{"i": {page.url.Query().Get("i")}, "cancel": {"1"}})
		a.want(t, http.StatusForbidden, message.Text("nb", "login.cancelled"))
		if p.whoami() != nil {
			t.Error("logged in after all")
		}
	})
}

var formToken = regexp.MustCompile(`name="form" value="([^"]+)"`)

func TestSeveralMunicipalities(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.browser()
	page := p.as("ansattporten", ola+"_high")
	page.want(t, 200, "Fjordby kommune")
	if page.url.Path != "/login/organisation" {
		t.Fatal(page.url)
	}
	if v := p.whoami(); len(v.Grants) != 0 || v.Organisation != "" {
		t.Errorf("rights before the choice: %+v", v)
	}
	token := formToken.FindStringSubmatch(page.body)[1]
	p.post("/login/organisation", url.Values{"organisation": {fjordby}, "return": {"/whoami"}}).want(t, http.StatusForbidden, message.Text("nb", "login.oldForm"))
	p.post("/login/organisation", url.Values{"form": {token}, "organisation": {outsider}}).want(t, http.StatusUnprocessableEntity, message.Text("nb", "login.chooseOne"))
	foreign := p.post("/login/organisation", url.Values{"form": {token}, "organisation": {fjordby}}, "Sec-Fetch-Site", "cross-site")
	foreign.want(t, http.StatusForbidden, "nettsted")
	p.post("/login/organisation", url.Values{"form": {token}, "organisation": {fjordby}, "return": {"/whoami"}}).want(t, 200, "Fjordby")
	if v := p.whoami(); grants(v) != "vedtak | vedtak" || v.Municipality != b.dir.organisations[fjordby].Municipality {
		t.Errorf("viewer %+v", v)
	}
	p.json("/session/organisation", `{"organisation":"`+krokvik+`"}`).want(t, 200, krokvik)
	if v := p.whoami(); grants(v) != "saksbehandling | saksbehandling" || v.Municipality != b.dir.organisations[krokvik].Municipality {
		t.Errorf("viewer %+v", v)
	}
	p.json("/session/organisation", `{"organisation":"`+outsider+`"}`).want(t, 400, "BAD_REQUEST")
	p.send("POST", "/session/organisation", "text/plain", `{"organisation":"`+fjordby+`"}`).want(t, 400, "BAD_REQUEST")
	if v := p.whoami(); v.Organisation != krokvik {
		t.Error("a refused change took effect")
	}
	p.json("/session/language", `{"language":"en"}`).want(t, 200, "en")
	p.json("/session/language", `{"language":"xx"}`).want(t, 400, "BAD_REQUEST")
	if v := p.whoami(); v.Language != "en" {
		t.Error(v.Language)
	}
}

func TestTwoRolesInOneOrganisationAreTwoChoices(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.browser()
	p.as("ansattporten", both+"_high").want(t, 200, message.Text("nb", "login.asPartner"))
	p.json("/session/organisation", `{"organisation":"`+krokvik+`"}`).want(t, 200, "")
	if v := p.whoami(); v.Role != viewer.Staff || grants(v) != "statistikk | " {
		t.Errorf("viewer %+v", v)
	}
	p.json("/session/organisation", `{"organisation":"`+krokvik+`-samhandler"}`).want(t, 200, "")
	if v := p.whoami(); v.Role != viewer.Partner || grants(v) != "samhandler | samhandler" {
		t.Errorf("viewer %+v", v)
	}
}

func TestNoRights(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for name, hint := range map[string]string{
		"no rights in Altinn": nobody + "_high", "none chosen": trine + "_high_none", "not a user of Kobo": abroad + "_high",
	} {
		t.Run(name, func(t *testing.T) {
			p := b.browser()
			p.as("ansattporten", hint).want(t, 200, "")
			if v := p.whoami(); v == nil || v.Role != viewer.Staff || len(v.Grants) != 0 || !v.Municipality.IsNil() {
				t.Errorf("viewer %+v", v)
			}
			p.get("/session").want(t, 200, `"organisations":[]`)
		})
	}
}

func TestOrganisationThatLeavesKoboGivesNoRights(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.browser()
	p.as("ansattporten", trine+"_high")
	b.dir.change(krokvik, func(o *Organisation) { o.Modules = []string{"bolig"} })
	if v := p.whoami(); len(v.Modules) != 2 {
		t.Errorf("the directory was asked again at once: %v", v.Modules)
	}
	b.clock.advance(11 * time.Second)
	if v := p.whoami(); len(v.Modules) != 1 {
		t.Errorf("the closed module is still open: %v", v.Modules)
	}
	b.dir.mu.Lock()
	delete(b.dir.organisations, krokvik)
	b.dir.mu.Unlock()
	b.clock.advance(11 * time.Second)
	if v := p.whoami(); len(v.Grants) != 0 || !v.Municipality.IsNil() {
		t.Errorf("viewer %+v", v)
	}
}

func TestTooLowALevelIsRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.sim.Force(porten.IDPorten, "idporten-loa-substantial")
	b.sim.Force(porten.Ansattporten, "entraid")
	for provider, hint := range map[string]string{"idporten": trine + "_idporten-loa-high", "ansattporten": trine + "_high"} {
		p := b.browser()
		p.as(provider, hint).want(t, http.StatusForbidden, message.Text("nb", "login.acr"))
		if p.whoami() != nil {
			t.Error(provider, "let in")
		}
	}
}

// stop makes the browser keep the redirect to our callback instead of following it, and returns its address.
func (b browser) stopAtCallback(start string) *url.URL {
	b.Helper()
	var callback *url.URL
	b.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.Path, "/login/callback/") {
			callback = r.URL
			return http.ErrUseLastResponse
		}
		return nil
	}
	b.get(start)
	b.CheckRedirect = nil
	if callback == nil {
		b.Fatal("no callback")
	}
	return callback
}

func TestCallbackIsBound(t *testing.T) {
	t.Parallel()
	b := setup(t)
	start := "/login/idporten?return=/whoami&login_hint=testid:" + trine + "_idporten-loa-high"
	with := func(u *url.URL, change func(q url.Values)) string {
		q := u.Query()
		change(q)
		return u.Path + "?" + q.Encode()
	}
	for name, attack := range map[string]func(p browser, u *url.URL) string{
		"another issuer's name": func(_ browser, u *url.URL) string {
			return with(u, func(q url.Values) { q.Set("iss", b.sim.URLs.Ansattporten) })
		},
		"no issuer's name":        func(_ browser, u *url.URL) string { return with(u, func(q url.Values) { q.Del("iss") }) },
		"invented state":          func(_ browser, u *url.URL) string { return with(u, func(q url.Values) { q.Set("state", "x") }) },
		"no state":                func(_ browser, u *url.URL) string { return with(u, func(q url.Values) { q.Del("state") }) },
		"the other issuer's path": func(_ browser, u *url.URL) string { return "/login/callback/ansattporten?" + u.RawQuery },
		"another login's code": func(_ browser, u *url.URL) string {
			other := b.browser().stopAtCallback(start)
			return with(u, func(q url.Values) { q.Set("code", other.Query().Get("code")) })
		},
		"an invented code": func(_ browser, u *url.URL) string { return with(u, func(q url.Values) { q.Set("code", "x") }) },
		"an error": func(_ browser, u *url.URL) string {
			return with(u, func(q url.Values) { q.Set("error", "server_error") })
		},
		"too late": func(_ browser, u *url.URL) string {
			b.clock.advance(16 * time.Minute)
			return u.RequestURI()
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := b.browser()
			u := p.stopAtCallback(start)
			if a := p.get(attack(p, u)); a.status < 400 || a.status == 500 {
				t.Errorf("status %d", a.status)
			}
			if p.whoami() != nil {
				t.Error("let in")
			}
		})
	}
	t.Run("the other issuer's path and name", func(t *testing.T) {
		p := b.browser()
		u := p.stopAtCallback(start)
		q := u.Query()
		q.Set("iss", b.sim.URLs.Ansattporten)
		p.get("/login/callback/ansattporten?"+q.Encode()).want(t, 400, message.Text("nb", "login.expired")) // before the code is sent anywhere
	})
	t.Run("another browser", func(t *testing.T) {
		u := b.browser().stopAtCallback(start)
		p := b.browser()
		p.get(u.RequestURI()).want(t, 400, message.Text("nb", "login.expired"))
	})
	t.Run("again", func(t *testing.T) {
		p := b.browser()
		u := p.stopAtCallback(start)
		p.get(u.RequestURI()).want(t, 200, "kobo_citizen")
		p.get(u.RequestURI()).want(t, 400, message.Text("nb", "login.expired"))
	})
	t.Run("two tabs", func(t *testing.T) {
		p := b.browser()
		first := p.stopAtCallback(start)
		second := p.stopAtCallback(start)
		p.get(first.RequestURI()).want(t, 200, "kobo_citizen")
		p.get(second.RequestURI()).want(t, 200, "kobo_citizen")
	})
}

func TestNonceIsCompared(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.browser()
	u := p.stopAtCallback("/login/idporten?login_hint=testid:" + trine + "_idporten-loa-high")
	kobo, _ := url.Parse(b.kobo)
	var f flow
	for _, c := range p.Jar.Cookies(kobo) {
		if c.Name == flowCookie {
			found, err := b.login.records.find(t.Context(), key("flow", c.Value+u.Query().Get("state")), &f)
			must(t, err)
			if !found {
				t.Fatal("no flow")
			}
		}
	}
	party := b.login.party(idporten)
	meta, err := party.discover(t.Context())
	must(t, err)
	f.Nonce = "another"
	if _, _, err := party.redeem(t.Context(), meta, u.Query().Get("code"), f); err == nil {
		t.Error("an id_token made for another login was taken")
	}
}

func TestIssuerDown(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, path := range []string{"/.well-known/openid-configuration", "/par"} {
		b.sim.Fail(path, 503, 1)
		p := b.browser()
		p.as("idporten", trine+"_idporten-loa-high").want(t, 503, message.Text("nb", "login.issuerDown", "issuer", "ID-porten"))
		p.as("idporten", trine+"_idporten-loa-high").want(t, 200, "kobo_citizen")
	}
	b.sim.Fail("/token", 503, 1)
	p := b.browser()
	p.as("idporten", trine+"_idporten-loa-high").want(t, 502, message.Text("nb", "login.failed"))
}

func TestTimeouts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	t.Run("idle", func(t *testing.T) {
		p := b.browser()
		p.as("idporten", trine+"_idporten-loa-high")
		for range 3 { // use prolongs
			b.clock.advance(29 * time.Minute)
			if p.whoami() == nil {
				t.Fatal("ended while in use")
			}
		}
		b.clock.advance(29 * time.Minute)
		p.get("/session").want(t, 200, "expiresAt") // asking how long it lasts is no use
		b.clock.advance(2 * time.Minute)
		if p.whoami() != nil {
			t.Error("still there after 31 minutes without use")
		}
		p.get("/session").want(t, 401, "UNAUTHENTICATED")
	})
	t.Run("absolute", func(t *testing.T) {
		p := b.browser()
		p.as("idporten", trine+"_idporten-loa-high")
		for range 23 {
			b.clock.advance(20 * time.Minute)
			if p.whoami() == nil {
				t.Fatal("ended while in use")
			}
		}
		s := decode[sessionView](t, p.get("/session").body)
		if left := s.ExpiresAt.Sub(b.clock.now()); left > 20*time.Minute {
			t.Errorf("says it lasts for %v", left)
		}
		b.clock.advance(21 * time.Minute)
		if p.whoami() != nil {
			t.Error("still there after eight hours")
		}
	})
}

func TestBackchannelLogout(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p, other := b.browser(), b.browser()
	p.as("ansattporten", trine+"_high")
	other.as("ansattporten", ola+"_high")
	p.post("/logout/backchannel", url.Values{"logout_token": {"a.b.c"}}).want(t, 400, "")
	p.post("/logout/backchannel", nil).want(t, 400, "")
	id := unsealedHint(b)
	p.post("/logout/backchannel", url.Values{"logout_token": {id}}).want(t, 400, "") // signed by the issuer, but no logout token
	if p.whoami() == nil {
		t.Fatal("logged out by a token that is none")
	}
	must(t, b.sim.LogOut(t.Context(), porten.Ansattporten, trine))
	if p.whoami() != nil {
		t.Error("the issuer's logout did not end our session")
	}
	if other.whoami() == nil {
		t.Error("another person's session ended")
	}
}

// unsealedHint returns some id_token of the issuer.
func unsealedHint(b *bench) string {
	p := b.browser()
	p.as("ansattporten", nobody+"_high")
	kobo, _ := url.Parse(b.kobo)
	for _, c := range p.Jar.Cookies(kobo) {
		if c.Name == sessionCookie {
			var s session
			_, err := b.login.records.find(b.Context(), key("session", c.Value), &s)
			must(b.T, err)
			hint := unseal(c.Value, s.Hint)
			if !strings.HasPrefix(hint, "eyJ") || strings.Contains(string(s.Hint), "eyJ") {
				b.Fatal("the hint is lost, or not sealed")
			}
			return hint
		}
	}
	b.Fatal("no session")
	return ""
}

func TestFrontchannelLogout(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.browser()
	p.as("idporten", trine+"_idporten-loa-high")
	all, err := b.store.All()
	must(t, err)
	var s session
	for at := range all {
		if strings.HasPrefix(at, "session.") {
			_, err = b.login.records.find(t.Context(), at, &s)
			must(t, err)
		}
	}
	frame := b.browser() // a frame of another site has no cookies
	query := func(iss, sid string) string {
		return "/logout/frontchannel?" + url.Values{"iss": {iss}, "sid": {sid}}.Encode()
	}
	frame.get(query(b.sim.URLs.Ansattporten, s.Upstream)).want(t, 200, "")
	frame.get(query("http://127.0.0.1:1", s.Upstream)).want(t, 400, "")
	frame.get(query(b.sim.URLs.IDPorten, "invented")).want(t, 200, "")
	if p.whoami() == nil {
		t.Fatal("ended by a message that was not for this session")
	}
	a := frame.get(query(b.sim.URLs.IDPorten, s.Upstream))
	if csp := a.header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors http://127.0.0.1:") {
		t.Error(csp)
	}
	if p.whoami() != nil {
		t.Error("the frame did not end the session")
	}
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`)

func TestLogout(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.browser()
	p.as("idporten", trine+"_idporten-loa-high")
	p.post("/logout", nil, "Sec-Fetch-Site", "cross-site").want(t, 403, "")
	p.post("/logout", nil, "Origin", "https://evil.example").want(t, 403, "")
	if p.whoami() == nil {
		t.Fatal("another site logged the person out")
	}
	// While the issuer's session lasts, a login needs no pages.
	p.get("/login/idporten?return=/whoami").want(t, 200, "kobo_citizen")

	page := p.post("/logout", nil)
	page.want(t, 200, "id_token_hint")
	if p.whoami() != nil {
		t.Error("our session is still there")
	}
	if strings.Contains(page.url.String(), "hint") {
		t.Error("the hint is in an address")
	}
	form := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(page.body, -1) {
		form.Set(m[1], strings.ReplaceAll(m[2], "&#43;", "+"))
	}
	action := regexp.MustCompile(`action="([^"]+)"`).FindStringSubmatch(page.body)[1]
	done := p.post(action, form)
	done.want(t, 200, message.Text("nb", "login.loggedOut"))
	if done.url.Path != "/logout/done" {
		t.Error(done.url)
	}
	p.get("/login/idporten").want(t, 200, "Hvem er du?") // the issuer's session is gone too

	q := b.browser()
	q.as("idporten", trine+"_idporten-loa-high")
	if a := q.post("/logout", nil, "Accept", "application/json"); a.status != 204 || q.whoami() != nil {
		t.Error("JSON logout")
	}
	b.browser().post("/logout", nil).want(t, 200, message.Text("nb", "login.loggedOut")) // nobody was logged in
}

func TestLoginGetsANewSecret(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.browser()
	kobo, _ := url.Parse(b.kobo)
	value := func() string {
		for _, c := range p.Jar.Cookies(kobo) {
			if c.Name == sessionCookie {
				return c.Value
			}
		}
		return ""
	}
	p.as("idporten", trine+"_idporten-loa-high")
	first := value()
	p.as("idporten", trine+"_idporten-loa-high")
	if first == "" || value() == first {
		t.Error("the secret was kept")
	}
	old := b.browser()
	old.Jar.SetCookies(kobo, []*http.Cookie{{Name: sessionCookie, Value: first}})
	if old.whoami() != nil {
		t.Error("the session before the login still lives")
	}
	// The browser lost our cookie but not the issuer's: the issuer's session has one session of ours, not two.
	second := value()
	p.Jar.SetCookies(kobo, []*http.Cookie{{Name: sessionCookie, Path: "/", MaxAge: -1}})
	p.get("/login/idporten?return=/whoami").want(t, 200, "kobo_citizen")
	old.Jar.SetCookies(kobo, []*http.Cookie{{Name: sessionCookie, Value: second}})
	if value() == "" || old.whoami() != nil {
		t.Error("a session that the issuer's logout would miss")
	}
	fixed := b.browser()
	fixed.Jar.SetCookies(kobo, []*http.Cookie{{Name: sessionCookie, Value: "chosen-by-the-attacker"}})
	if fixed.whoami() != nil {
		t.Error("an invented session")
	}
}

func TestSessionEndedMeanwhileStaysEnded(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.browser()
	p.as("idporten", trine+"_idporten-loa-high")
	r := httptest.NewRequest("GET", "/", nil)
	kobo, _ := url.Parse(b.kobo)
	for _, c := range p.Jar.Cookies(kobo) {
		r.AddCookie(c)
	}
	s, err := b.login.read(r)
	must(t, err)
	must(t, b.login.end(t.Context(), upstreamKey(s.Provider, s.Upstream)))
	must(t, b.login.write(t.Context(), s)) // a request that had read the session before
	if p.whoami() != nil {
		t.Error("the session came back")
	}
}

func TestStoreHoldsNoSecretsAndNoIdentityNumbers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.browser()
	p.as("ansattporten", trine+"_high")
	p.get("/login/ansattporten")
	kobo, _ := url.Parse(b.kobo)
	secrets := []string{trine, "eyJ"}
	for _, c := range p.Jar.Cookies(kobo) {
		secrets = append(secrets, c.Value)
	}
	all, err := b.store.All()
	must(t, err)
	if len(all) < 3 {
		t.Fatalf("%d records", len(all))
	}
	for at, data := range all {
		for _, s := range secrets {
			if strings.Contains(at+string(data), s) {
				t.Errorf("the store holds %.6s… in a record %.8s", s, at)
			}
		}
	}
}

func TestCookies(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://kobo.example.no": "__Host-kobo=x; Path=/; Max-Age=28800; HttpOnly; Secure; SameSite=Lax",
		"http://127.0.0.1:8080":   "kobo=x; Path=/; Max-Age=28800; HttpOnly; SameSite=Lax",
	} {
		b := setup(t, func(c *Config) { c.PublicURL = address })
		w := httptest.NewRecorder()
		b.login.setCookie(w, sessionCookie, "x", b.login.Absolute)
		if got := w.Header().Get("Set-Cookie"); got != want {
			t.Errorf("%s: %s", address, got)
		}
	}
}

func TestReturnIsLocal(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/saker/1?a=b#c": "/saker/1?a=b#c", "": "/", "saker": "/", "//evil.example": "/", "/\\evil.example": "/", "https://evil.example": "/",
		"javascript:alert(1)": "/", "/a\r\nSet-Cookie: x": "/", "/\t/evil.example": "/", "///evil.example": "/", "/" + strings.Repeat("a", 3000): "/",
	} {
		if got := localPath(path); got != want {
			t.Errorf("%q: %q", path, got)
		}
	}
	b := setup(t)
	p := b.browser()
	a := p.get("/login/idporten?return=//evil.example&login_hint=testid:" + trine + "_idporten-loa-high")
	a.want(t, 200, "front /")
}

func TestNetworks(t *testing.T) {
	t.Parallel()
	b := setup(t, func(c *Config) {
		c.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8")}
	})
	b.dir.change(krokvik, func(o *Organisation) { o.Networks = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")} })
	text := message.Text("nn", "login.network", "organisation", "Krokvik kommune")

	p := b.browser()
	p.as("ansattporten", trine+"_high").want(t, 403, text) // from 127.0.0.1
	for name, c := range map[string]struct {
		forwarded []string
		status    int
	}{
		"directly":                    {nil, 403},
		"inside":                      {[]string{"192.0.2.7"}, 200},
		"outside":                     {[]string{"198.51.100.1"}, 403},
		"spoofed before the real one": {[]string{"192.0.2.7, 198.51.100.1"}, 403},
		"through two proxies":         {[]string{"198.51.100.1, 192.0.2.7, 10.0.0.1"}, 200},
		"in two headers":              {[]string{"192.0.2.7", "198.51.100.1"}, 403},
		"IPv4 written as IPv6":        {[]string{"::ffff:192.0.2.7"}, 200},
		"unreadable":                  {[]string{"192.0.2.7, unknown"}, 403},
	} {
		var headers []string
		for _, f := range c.forwarded {
			headers = append(headers, "X-Forwarded-For", f)
		}
		a := p.get("/whoami", headers...)
		if a.status != c.status || c.status == 403 && !strings.Contains(a.body, "login.network") {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	if got := p.get("/whoami").header.Get("WWW-Authenticate"); got != "" {
		t.Error("a challenge can't help here:", got)
	}
	t.Run("partners from anywhere", func(t *testing.T) {
		p := b.browser()
		p.as("ansattporten", both+"_high")
		p.json("/session/organisation", `{"organisation":"`+krokvik+`-samhandler"}`).want(t, 200, "")
		if v := p.whoami(); v.Role != viewer.Partner {
			t.Errorf("%+v", v)
		}
	})
	t.Run("an untrusted peer's header is not believed", func(t *testing.T) {
		l := setup(t).login
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = "203.0.113.5:1234"
		r.Header.Set("X-Forwarded-For", "192.0.2.7")
		if got := l.address(r).String(); got != "203.0.113.5" {
			t.Error(got)
		}
	})
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	b := setup(t)
	production := b.login.Config
	production.Lab = false
	production.PublicURL = "https://kobo.example.no"
	production.IDPorten.Issuer, production.Ansattporten.Issuer = "https://idporten.no", "https://ansattporten.no"
	production.Maskinporten.Issuer, production.Maskinporten.JWKSURL = "https://maskinporten.no/", "https://maskinporten.no/jwk"
	production.IDPorten.Key.KeyID, production.Ansattporten.Key.KeyID = "kobo-1", "kobo-2"
	if _, err := New(t.Context(), production); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Config){
		"http":                 func(c *Config) { c.PublicURL = "http://kobo.example.no" },
		"public path":          func(c *Config) { c.PublicURL = "https://kobo.example.no/x" },
		"lab issuer":           func(c *Config) { c.IDPorten.Issuer = b.sim.URLs.IDPorten },
		"loopback over https":  func(c *Config) { c.Ansattporten.Issuer = "https://127.0.0.1:8093" },
		"localhost keys":       func(c *Config) { c.Maskinporten.JWKSURL = "https://localhost/jwk" },
		"lab key":              func(c *Config) { c.IDPorten.Key.KeyID = "lab-1" },
		"public key":           func(c *Config) { c.IDPorten.Key = c.IDPorten.Key.Public() },
		"no acr":               func(c *Config) { c.IDPorten.AcrValues = nil },
		"no directory":         func(c *Config) { c.Directory = nil },
		"a machine caseworker": func(c *Config) { c.Maskinporten.Scopes = map[string][]viewer.Grant{"x": {{Right: "saksbehandling"}}} },
		"a right nobody knows": func(c *Config) { c.Maskinporten.Scopes = map[string][]viewer.Grant{"x": {{Right: "alt"}}} },
	} {
		c := production
		change(&c)
		if _, err := New(t.Context(), c); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTexts(t *testing.T) {
	t.Parallel()
	source := ""
	for _, file := range []string{"login.go", "session.go", "flow.go", "page.go", "token.go", "viewer.go"} {
		data, err := os.ReadFile(file)
		must(t, err)
		source += string(data)
	}
	for _, m := range regexp.MustCompile(`"((?:login|fault)\.[a-zA-Z]+)"`).FindAllStringSubmatch(source, -1) {
		if m[1] == "login.go" {
			continue
		}
		for _, l := range message.Languages {
			if text := message.Text(l, m[1]); text == m[1] {
				t.Errorf("no text %s in %s", m[1], l)
			}
		}
	}
}
