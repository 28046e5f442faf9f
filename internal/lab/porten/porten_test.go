package porten

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"io"
	"math/big"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

const (
	trine, ola               = "17899310160", "04876210016"
	krokvik, fjordby, vendor = "310000001", "310000002", "310000010"
	callback                 = "http://127.0.0.1:9/callback"
	verifier                 = "a-verifier-that-is-long-enough-for-the-specification"
)

// keyFile makes the keys once; every test gets a copy.
var keyFile = sync.OnceValue(func() []byte {
	dir, err := os.MkdirTemp("", "porten")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	r := &ring{file: filepath.Join(dir, "keys"), keys: map[string][]jose.JSONWebKey{}}
	for _, name := range []string{"idporten", "ansattporten", "maskinporten", "client kobo", "client other", "client fdv"} {
		if _, err := r.current(name); err != nil {
			panic(err)
		}
	}
	data, err := os.ReadFile(r.file)
	if err != nil {
		panic(err)
	}
	return data
})

type bench struct {
	*testing.T
	*Porten
	jar   http.CookieJar
	calls chan url.Values // what came to the back-channel address
}

func setup(t *testing.T, change ...func(*Config)) *bench {
	t.Helper()
	b := &bench{T: t, calls: make(chan url.Values, 10)}
	back := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		b.calls <- r.PostForm
	}))
	t.Cleanup(back.Close)
	file := filepath.Join(t.TempDir(), "keys")
	must(t, os.WriteFile(file, keyFile(), 0o600))
	client := func(id string, issuer Issuer) Client {
		return Client{
			ID: id, Issuer: issuer, Orgno: "910000000", RedirectURIs: []string{callback}, PostLogoutURIs: []string{callback + "/out"},
			BackchannelLogoutURI: back.URL, FrontchannelLogoutURI: "http://127.0.0.1:9/front",
		}
	}
	c := Config{
		KeyFile: file, API: "https://api.example", Persons: []Person{{Pid: trine, Name: "Trine"}, {Pid: ola, Name: "Ola", Locale: "nn"}},
		Rights: []Right{
			{trine, "kobo-vedtak", "Vedtak", krokvik, "KROKVIK", "KOMM", []string{"write"}},
			{ola, "kobo-vedtak", "Vedtak", krokvik, "KROKVIK", "KOMM", []string{"read"}},
			{ola, "kobo-vedtak", "Vedtak", fjordby, "FJORDBY", "KOMM", nil},
		},
		Clients: []Client{
			client("kobo", IDPorten), client("other", IDPorten), client("kobo", Ansattporten),
			{ID: "fdv", Issuer: Maskinporten, Orgno: vendor, Scopes: []string{"a:b", "a:c"}},
		},
		Delegations: []Delegation{{krokvik, vendor, "a:b"}},
		SystemUsers: []SystemUser{{vendor, fjordby, "u1", "310000010_fdv"}},
	}
	for _, f := range change {
		f(&c)
	}
	var err error
	b.Porten, err = Start(t.Context(), c)
	must(t, err)
	t.Cleanup(func() { _ = b.Close() })
	b.jar, _ = cookiejar.New(nil) // never fails without options
	return b
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// send does not follow redirects.
func (b *bench) send(method, address string, form url.Values) (status int, location *url.URL, body string) {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), method, address, strings.NewReader(form.Encode()))
	must(b.T, err)
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	c := http.Client{Jar: b.jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := c.Do(req)
	must(b.T, err)
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	must(b.T, err)
	location, _ = res.Location()
	return res.StatusCode, location, string(data)
}

func (b *bench) assertion(client, audience string, change ...func(*jwt.Claims)) string {
	b.Helper()
	private, err := b.ClientKey(client)
	must(b.T, err)
	now := b.Now()
	c := jwt.Claims{
		Issuer: client, Subject: client, Audience: jwt.Audience{audience}, ID: random(),
		IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(time.Minute)),
	}
	for _, f := range change {
		f(&c)
	}
	return signed(b.T, private, nil, c)
}

func signed(t *testing.T, key any, options *jose.SignerOptions, claims any) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: key}, options)
	must(t, err)
	text, err := jwt.Signed(signer).Claims(claims).Serialize()
	must(t, err)
	return text
}

// with adds the client's authentication to a form.
func (b *bench) with(client string, issuer string, form url.Values) url.Values {
	b.Helper()
	form.Set("client_assertion_type", assertionType)
	form.Set("client_assertion", b.assertion(client, issuer))
	return form
}

func challenge() string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func parameters(acr, hint string) url.Values {
	return url.Values{
		"response_type": {"code"}, "client_id": {"kobo"}, "redirect_uri": {callback}, "scope": {"openid profile"}, "state": {"s1"}, "nonce": {"n1"},
		"code_challenge": {challenge()}, "code_challenge_method": {"S256"}, "acr_values": {acr}, "login_hint": {hint},
	}
}

// code logs a person in without pages and returns the answer's parameters.
func (b *bench) code(login string, p url.Values) url.Values {
	b.Helper()
	status, location, body := b.send("GET", login+"/authorize?"+p.Encode(), nil)
	if status != http.StatusSeeOther || !strings.HasPrefix(location.String(), callback) {
		b.Fatalf("authorize: %d %v %s", status, location, body)
	}
	return location.Query()
}

func (b *bench) exchange(client, issuer, code, verifier string) (int, map[string]any) {
	b.Helper()
	status, _, body := b.send("POST", issuer+"/token", b.with(client, issuer, url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "code_verifier": {verifier}, "redirect_uri": {callback},
	}))
	return status, object(b.T, body)
}

func object(t *testing.T, text string) map[string]any {
	t.Helper()
	m := map[string]any{}
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatalf("%v in %.300s", err, text)
	}
	return m
}

func payload(t *testing.T, token any) map[string]any {
	t.Helper()
	data, err := base64.RawURLEncoding.DecodeString(strings.Split(token.(string), ".")[1])
	must(t, err)
	return object(t, string(data))
}

func TestDiscoveryHasTwoHosts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, o := range []*provider{b.idporten, b.ansatt} {
		_, _, body := b.send("GET", o.url+"/.well-known/openid-configuration", nil)
		d := object(t, body)
		if d["issuer"] != o.url || d["authorization_endpoint"] != o.login+"/authorize" || d["token_endpoint"] != o.url+"/token" || o.url == o.login {
			t.Error(body)
		}
		if status, _, _ := b.send("GET", o.url+"/authorize", nil); status != http.StatusNotFound {
			t.Error("the issuer's host has login pages")
		}
		if !strings.HasPrefix(o.url, "http://127.0.0.1:") {
			t.Error("not on the loopback interface")
		}
	}
}

func TestCodeFlow(t *testing.T) {
	t.Parallel()
	b := setup(t)
	o := b.idporten
	q := b.code(o.login, parameters("idporten-loa-high", "testid:"+ola+"_idporten-loa-high"))
	if q.Get("state") != "s1" || q.Get("iss") != o.url {
		t.Fatal(q)
	}
	status, answer := b.exchange("kobo", o.url, q.Get("code"), verifier)
	if status != http.StatusOK || answer["expires_in"] != 120.0 || answer["refresh_token_expires_in"] != 600.0 {
		t.Fatal(status, answer)
	}
	id := payload(t, answer["id_token"])
	if id["pid"] != ola || id["acr"] != "idporten-loa-high" || id["nonce"] != "n1" || id["aud"] != "kobo" || id["iss"] != o.url ||
		id["locale"] != "nn" || id["sid"] == "" || id["lab"] != true || id["sub"] == ola {
		t.Error(id)
	}
	if o.subject("kobo", ola) == o.subject("other", ola) || o.subject("kobo", ola) != id["sub"] {
		t.Error("sub is not pairwise")
	}

	t.Run("userinfo", func(t *testing.T) {
		req, _ := http.NewRequestWithContext(t.Context(), "GET", o.url+"/userinfo", nil)
		req.Header.Set("Authorization", "Bearer "+answer["access_token"].(string))
		res, err := http.DefaultClient.Do(req)
		must(t, err)
		defer res.Body.Close()
		data, _ := io.ReadAll(res.Body)
		if m := object(t, string(data)); m["pid"] != ola || m["sub"] != id["sub"] {
			t.Error(m)
		}
	})
	t.Run("introspect", func(t *testing.T) {
		_, _, body := b.send("POST", o.url+"/token/introspect", b.with("kobo", o.url, url.Values{"token": {answer["access_token"].(string)}}))
		if m := object(t, body); m["active"] != true || m["client_id"] != "kobo" {
			t.Error(m)
		}
		_, _, body = b.send("POST", o.url+"/token/introspect", b.with("kobo", o.url, url.Values{"token": {"x"}}))
		if m := object(t, body); m["active"] != false {
			t.Error(m)
		}
	})
	t.Run("refresh", func(t *testing.T) {
		refresh := func(token any) (int, map[string]any) {
			status, _, body := b.send("POST", o.url+"/token", b.with("kobo", o.url, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token.(string)}}))
			return status, object(t, body)
		}
		status, next := refresh(answer["refresh_token"])
		if status != 200 || payload(t, next["id_token"])["sid"] != id["sid"] {
			t.Fatal(status, next)
		}
		if status, _ := refresh(answer["refresh_token"]); status != 400 {
			t.Error("a refresh token counts twice")
		}
		b.Advance(11 * time.Minute)
		if status, _ := refresh(next["refresh_token"]); status != 400 {
			t.Error("a refresh token outlives ten minutes")
		}
	})
}

func TestTokenEndpointRefuses(t *testing.T) {
	t.Parallel()
	b := setup(t)
	o := b.idporten
	fresh := func() string {
		return b.code(o.login, parameters("idporten-loa-high", "testid:"+ola+"_idporten-loa-high")).Get("code")
	}
	form := func(code string) url.Values {
		return b.with("kobo", o.url, url.Values{"grant_type": {"authorization_code"}, "code": {code}, "code_verifier": {verifier}, "redirect_uri": {callback}})
	}
	used := fresh()
	if status, answer := b.exchange("kobo", o.url, used, verifier); status != 200 {
		t.Fatal(answer)
	}
	replayed := form(fresh())
	if status, _, body := b.send("POST", o.url+"/token", replayed); status != 200 {
		t.Fatal(body)
	}
	replayed.Set("code", fresh())
	stranger, err := b.ClientKey("other")
	must(t, err)
	for name, c := range map[string]struct {
		want string
		form func() url.Values
	}{
		"wrong PKCE":     {"invalid_grant", func() url.Values { f := form(fresh()); f.Set("code_verifier", "wrong"); return f }},
		"no PKCE":        {"invalid_grant", func() url.Values { f := form(fresh()); f.Del("code_verifier"); return f }},
		"used code":      {"invalid_grant", func() url.Values { return form(used) }},
		"other redirect": {"invalid_grant", func() url.Values { f := form(fresh()); f.Set("redirect_uri", callback+"/x"); return f }},
		"other client's code": {"invalid_grant", func() url.Values {
			f := form(fresh())
			f.Set("client_assertion", b.assertion("other", o.url))
			return f
		}},
		"expired code": {"invalid_grant", func() url.Values { c := fresh(); b.Advance(61 * time.Second); return form(c) }},
		"replayed jti": {"invalid_client", func() url.Values { return replayed }},
		"no assertion": {"invalid_client", func() url.Values { f := form(fresh()); f.Del("client_assertion"); return f }},
		"audience": {"invalid_client", func() url.Values {
			f := form(fresh())
			f.Set("client_assertion", b.assertion("kobo", b.ansatt.url))
			return f
		}},
		"old assertion": {"invalid_client", func() url.Values { f := form(fresh()); b.Advance(2 * time.Minute); return f }},
		"stranger's key": {"invalid_client", func() url.Values {
			f := form(fresh())
			f.Set("client_assertion", signed(t, stranger, nil, jwt.Claims{Issuer: "kobo", Subject: "kobo", Audience: jwt.Audience{o.url}, ID: "1", Expiry: jwt.NewNumericDate(b.Now())}))
			return f
		}},
		"unknown grant": {"unsupported_grant_type", func() url.Values { f := form(fresh()); f.Set("grant_type", "password"); return f }},
	} {
		status, _, body := b.send("POST", o.url+"/token", c.form())
		if got := object(t, body)["error"]; status < 400 || got != c.want {
			t.Errorf("%s: %d %v", name, status, got)
		}
	}
	// ID-porten's code given to Ansattporten.
	if status, answer := b.exchange("kobo", b.ansatt.url, fresh(), verifier); status != 400 || answer["error"] != "invalid_grant" {
		t.Error("mix-up:", answer)
	}
}

func TestReusedCodeVoidsItsRefreshToken(t *testing.T) {
	t.Parallel()
	b := setup(t)
	o := b.idporten
	code := b.code(o.login, parameters("idporten-loa-high", "testid:"+ola+"_idporten-loa-high")).Get("code")
	_, answer := b.exchange("kobo", o.url, code, verifier)
	b.exchange("kobo", o.url, code, verifier)
	status, _, _ := b.send("POST", o.url+"/token", b.with("kobo", o.url, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {answer["refresh_token"].(string)}}))
	if status != 400 {
		t.Error("still good")
	}
}

func TestPushedRequests(t *testing.T) {
	t.Parallel()
	b := setup(t)
	o := b.idporten
	push := func(change func(url.Values)) (int, map[string]any) {
		f := b.with("kobo", o.url, parameters("idporten-loa-high", "testid:"+ola+"_idporten-loa-high"))
		change(f)
		status, _, body := b.send("POST", o.url+"/par", f)
		return status, object(t, body)
	}
	start := func(uri any) (int, *url.URL) {
		status, location, _ := b.send("GET", o.login+"/authorize?"+url.Values{"client_id": {"kobo"}, "request_uri": {uri.(string)}}.Encode(), nil)
		return status, location
	}
	status, answer := push(func(url.Values) {})
	if status != http.StatusCreated || answer["expires_in"] != 120.0 || !strings.HasPrefix(answer["request_uri"].(string), "urn:idporten:") {
		t.Fatal(status, answer)
	}
	if status, location := start(answer["request_uri"]); status != 303 || location.Query().Get("code") == "" {
		t.Fatal(status, location)
	}
	if status, _ := start(answer["request_uri"]); status != 400 {
		t.Error("a request_uri counts twice")
	}
	_, answer = push(func(url.Values) {})
	b.Advance(121 * time.Second)
	if status, _ := start(answer["request_uri"]); status != 400 {
		t.Error("a request_uri outlives two minutes")
	}
	for name, change := range map[string]func(url.Values){
		"foreign redirect_uri":  func(f url.Values) { f.Set("redirect_uri", callback+"/") },
		"no PKCE":               func(f url.Values) { f.Del("code_challenge") },
		"plain PKCE":            func(f url.Values) { f.Set("code_challenge_method", "plain") },
		"unknown acr":           func(f url.Values) { f.Set("acr_values", "Level4") },
		"no openid":             func(f url.Values) { f.Set("scope", "profile") },
		"implicit":              func(f url.Values) { f.Set("response_type", "token") },
		"pushed twice":          func(f url.Values) { f.Set("request_uri", "urn:x") },
		"another client's name": func(f url.Values) { f.Set("client_id", "other") },
	} {
		if status, answer := push(change); status < 400 {
			t.Errorf("%s: %v", name, answer)
		}
	}
}

func TestAuthorizeRefuses(t *testing.T) {
	t.Parallel()
	b := setup(t)
	o := b.idporten
	for name, c := range map[string]struct {
		key, value string
		back       string // the error the client gets; "": the client is not told, as it may be anyone
	}{
		"foreign redirect_uri": {"redirect_uri", "https://evil.example", ""},
		"unknown client":       {"client_id", "x", ""},
		"no PKCE":              {"code_challenge", "", "invalid_request"},
		"too low a test login": {"login_hint", "testid:" + ola + "_idporten-loa-low", "access_denied"},
		"unknown test person":  {"login_hint", "testid:01810000000_idporten-loa-high", "access_denied"},
	} {
		p := parameters("idporten-loa-high", "")
		p.Set(c.key, c.value)
		status, location, _ := b.send("GET", o.login+"/authorize?"+p.Encode(), nil)
		if c.back == "" && (status != 400 || location != nil) || c.back != "" && location.Query().Get("error") != c.back {
			t.Errorf("%s: %d %v", name, status, location)
		}
	}
	p := parameters("idporten-loa-high", "")
	p.Set("prompt", "none")
	if q := b.code(o.login, p); q.Get("error") != "login_required" || q.Get("iss") != o.url {
		t.Error(q)
	}
}

func TestSingleSignOn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	o := b.idporten
	first := b.code(o.login, parameters("idporten-loa-substantial", "testid:"+ola+"_idporten-loa-substantial"))
	quiet := parameters("idporten-loa-substantial", "")
	quiet.Set("prompt", "none")
	second := b.code(o.login, quiet)
	_, one := b.exchange("kobo", o.url, first.Get("code"), verifier)
	_, two := b.exchange("kobo", o.url, second.Get("code"), verifier)
	if a, c := payload(t, one["id_token"]), payload(t, two["id_token"]); a["sid"] != c["sid"] || c["pid"] != ola {
		t.Error("not one session")
	}
	quiet.Set("acr_values", "idporten-loa-high")
	if q := b.code(o.login, quiet); q.Get("error") != "login_required" {
		t.Error("a session of a lower level sufficed")
	}
	quiet.Set("acr_values", "idporten-loa-substantial")
	b.Advance(31 * time.Minute)
	if q := b.code(o.login, quiet); q.Get("error") != "login_required" {
		t.Error("the session outlives 30 idle minutes")
	}
}

func TestLogoutTellsEveryClient(t *testing.T) {
	t.Parallel()
	b := setup(t)
	o := b.idporten
	q := b.code(o.login, parameters("idporten-loa-high", "testid:"+ola+"_idporten-loa-high"))
	p := parameters("idporten-loa-high", "")
	p.Set("client_id", "other")
	b.code(o.login, p)
	_, answer := b.exchange("kobo", o.url, q.Get("code"), verifier)
	form := url.Values{"id_token_hint": {answer["id_token"].(string)}, "post_logout_redirect_uri": {"https://evil.example"}, "state": {"x y"}}
	if status, location, _ := b.send("POST", o.login+"/logout", form); status != 400 || location != nil {
		t.Fatal("an unregistered address was redirected to")
	}
	form.Set("post_logout_redirect_uri", callback+"/out")
	b.Advance(time.Hour) // a hint may have expired
	status, _, body := b.send("POST", o.login+"/logout", form)
	if status != 200 || strings.Count(body, "<iframe") != 2 || !strings.Contains(body, "state=x") {
		t.Error(status, body)
	}
	told := map[any]map[string]any{}
	for range 2 {
		c := payload(t, (<-b.calls).Get("logout_token"))
		told[c["aud"]] = c
	}
	c := told["kobo"]
	if told["other"] == nil || c["sid"] != payload(t, answer["id_token"])["sid"] || c["nonce"] != nil || c["events"] == nil || c["exp"] == nil {
		t.Error(told)
	}
}

func TestAuthorizationDetails(t *testing.T) {
	t.Parallel()
	b := setup(t)
	o := b.ansatt
	ask := func(details, hint string) (url.Values, map[string]any) {
		p := parameters("substantial", "testid:"+hint)
		p.Set("authorization_details", details)
		q := b.code(o.login, p)
		if q.Get("error") != "" {
			return q, nil
		}
		_, answer := b.exchange("kobo", o.url, q.Get("code"), verifier)
		return q, payload(t, answer["id_token"])
	}
	const resource = `{"type":"ansattporten:altinn:resource","resource":"urn:altinn:resource:kobo-vedtak"`
	const party = `"authorized_parties":[{"actions":["write"],"name":"KROKVIK","orgno":{"ID":"0192:310000001","authority":"iso6523-actorid-upis"},"resource":"kobo-vedtak","unit_type":"KOMM"}]`
	for name, c := range map[string]struct{ ask, hint, want string }{
		"one":            {"[" + resource + "}]", trine + "_high", `[{` + party + `,"resource":"urn:altinn:resource:kobo-vedtak","resource_name":"Vedtak","type":"ansattporten:altinn:resource"}]`},
		"nobody":         {"[" + resource + "}]", trine + "_high_none", `[{"type":"ansattporten:altinn:resource"}]`},
		"not permitted":  {`[{"type":"ansattporten:altinn:resource","resource":"urn:altinn:resource:x"}]`, trine + "_high", `[{"type":"ansattporten:altinn:resource"}]`},
		"one of several": {"[" + resource + "}]", ola + "_high_" + fjordby, `[{"authorized_parties":[{"name":"FJORDBY","orgno":{"ID":"0192:310000002","authority":"iso6523-actorid-upis"},"resource":"kobo-vedtak","unit_type":"KOMM"}],"resource":"urn:altinn:resource:kobo-vedtak","resource_name":"Vedtak","type":"ansattporten:altinn:resource"}]`},
		"Altinn 2": {`[{"type":"ansattporten:altinn:service","resource":"urn:altinn:resource:kobo-vedtak"}]`, trine + "_high",
			`[{"reportees":[{"Authority":"iso6523-actorid-upis","ID":"0192:310000001","Name":"KROKVIK","Rights":["Read","Write"]}],"resource":"urn:altinn:resource:kobo-vedtak","resource_name":"Vedtak","type":"ansattporten:altinn:service"}]`},
		"organisation": {`[{"type":"ansattporten:orgno"}]`, trine + "_high", `[{"orgno":{"Authority":"iso6523-actorid-upis","ID":"0192:310000001"},"type":"ansattporten:orgno"}]`},
	} {
		_, id := ask(c.ask, c.hint)
		got, _ := json.Marshal(id["authorization_details"])
		if string(got) != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
	}
	_, id := ask("["+resource+`,"allow_multiple_organizations":"true"}]`, ola+"_high")
	got, _ := json.Marshal(id["authorization_details"])
	if bytes.Count(got, []byte("0192:")) != 2 {
		t.Errorf("several: %s", got)
	}
	for name, c := range map[string]struct{ ask, hint, want string }{
		"mixed types":  {"[" + resource + `},{"type":"ansattporten:orgno"}]`, trine + "_high", "invalid_authorization_details"},
		"unknown type": {`[{"type":"x"}]`, trine + "_high", "invalid_authorization_details"},
		"no list":      {`{}`, trine + "_high", "invalid_authorization_details"},
		"required":     {"[" + resource + `,"representation_is_required":true}]`, trine + "_high_none", "access_denied"},
	} {
		if q, _ := ask(c.ask, c.hint); q.Get("error") != c.want {
			t.Errorf("%s: %v", name, q)
		}
	}
}

func TestMaskinportenGrants(t *testing.T) {
	t.Parallel()
	b := setup(t)
	private, err := b.ClientKey("fdv")
	must(t, err)
	stranger, err := b.ClientKey("other")
	must(t, err)
	type grant struct {
		jwt.Claims
		Scope       string `json:"scope,omitempty"`
		ConsumerOrg string `json:"consumer_org,omitempty"`
		Resource    any    `json:"resource,omitempty"`
		Details     any    `json:"authorization_details,omitempty"`
	}
	grantWith := func(change func(*grant)) grant {
		now := b.Now()
		g := grant{Scope: "a:b", Claims: jwt.Claims{
			Issuer: "fdv", Audience: jwt.Audience{b.URLs.Maskinporten}, ID: random(),
			IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(2 * time.Minute)),
		}}
		change(&g)
		return g
	}
	ask := func(assertion string) (int, map[string]any) {
		status, _, body := b.send("POST", b.URLs.Maskinporten+"token", url.Values{"grant_type": {grantType}, "assertion": {assertion}})
		return status, object(t, body)
	}
	system := func(typ, orgno string) any {
		return []any{map[string]any{"type": typ, "systemuser_org": organisation(orgno)}}
	}

	status, answer := ask(signed(t, private, nil, grantWith(func(*grant) {})))
	if status != 200 || answer["expires_in"] != 119.0 {
		t.Fatal(status, answer)
	}
	c := payload(t, answer["access_token"])
	if c["iss"] != b.URLs.Maskinporten || c["aud"] != "unspecified" || c["scope"] != "a:b" || c["consumer"].(map[string]any)["ID"] != "0192:"+vendor || c["supplier"] != nil {
		t.Error(c)
	}
	_, answer = ask(signed(t, private, nil, grantWith(func(g *grant) { g.ConsumerOrg, g.Resource = krokvik, "https://api.example" })))
	c = payload(t, answer["access_token"])
	if c["consumer"].(map[string]any)["ID"] != "0192:"+krokvik || c["supplier"].(map[string]any)["ID"] != "0192:"+vendor || c["delegation_source"] == nil {
		t.Error(c)
	}
	_, answer = ask(signed(t, private, nil, grantWith(func(g *grant) { g.Details = system(typeSystemUser, fjordby) })))
	c = payload(t, answer["access_token"])
	if c["consumer"].(map[string]any)["ID"] != "0192:"+vendor {
		t.Error("with a system user the consumer is the vendor:", c)
	}
	d := c["authorization_details"].([]any)[0].(map[string]any)
	if d["systemuser_org"].(map[string]any)["ID"] != "0192:"+fjordby || d["system_id"] != "310000010_fdv" {
		t.Error(d)
	}

	replayed := signed(t, private, nil, grantWith(func(*grant) {}))
	ask(replayed)
	key := func(k any, change func(*grant)) string { return signed(t, k, nil, grantWith(change)) }
	for name, c := range map[string]struct{ assertion, number string }{
		"used":                {replayed, "MP-012"},
		"no JWT":              {"x", "MP-011"},
		"unknown client":      {key(private, func(g *grant) { g.Issuer = "x" }), "MP-100"},
		"aud without slash":   {key(private, func(g *grant) { g.Audience[0] = strings.TrimSuffix(g.Audience[0], "/") }), "MP-110"},
		"stranger's key":      {key(stranger, func(*grant) {}), "MP-124"},
		"stranger's, our kid": {key(jose.JSONWebKey{Key: stranger.Key, KeyID: private.KeyID}, func(*grant) {}), "MP-124"},
		"no kid, no x5c":      {key(private.Key, func(*grant) {}), "MP-123"},
		"expired":             {key(private, func(g *grant) { g.Expiry = jwt.NewNumericDate(b.Now().Add(-time.Minute)) }), "MP-130"},
		"iat too old":         {key(private, func(g *grant) { g.IssuedAt = jwt.NewNumericDate(b.Now().Add(-15 * time.Second)) }), "MP-011"},
		"lasts too long":      {key(private, func(g *grant) { g.Expiry = jwt.NewNumericDate(b.Now().Add(3 * time.Minute)) }), "MP-011"},
		"no jti":              {key(private, func(g *grant) { g.ID = "" }), "MP-011"},
		"no scope":            {key(private, func(g *grant) { g.Scope = "" }), "MP-200"},
		"scope not given":     {key(private, func(g *grant) { g.Scope = "a:b a:x" }), "MP-201"},
		"nothing delegated":   {key(private, func(g *grant) { g.ConsumerOrg = fjordby }), "MP-250"},
		"another delegated":   {key(private, func(g *grant) { g.ConsumerOrg, g.Scope = krokvik, "a:b a:c" }), "MP-251"},
		"no such system user": {key(private, func(g *grant) { g.Details = system(typeSystemUser, krokvik) }), "MP-301"},
		"malformed details":   {key(private, func(g *grant) { g.Details = "x" }), "MP-302"},
		"unknown details":     {key(private, func(g *grant) { g.Details = system("urn:altinn:x", fjordby) }), "MP-303"},
	} {
		status, answer := ask(c.assertion)
		if text, _ := answer["error_description"].(string); status != 400 || !strings.Contains(text, "("+c.number+")") {
			t.Errorf("%s: %d %v, want %s", name, status, answer, c.number)
		}
	}
}

func TestBusinessCertificates(t *testing.T) {
	t.Parallel()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	must(t, err)
	certificate := func(orgno string) []byte {
		der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
			SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test", SerialNumber: orgno},
			NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		}, &x509.Certificate{Subject: pkix.Name{CommonName: "Test", SerialNumber: orgno}}, private.Public(), private)
		must(t, err)
		return der
	}
	good, other, unregistered := certificate(vendor), certificate(krokvik), certificate("310000077")
	b := setup(t, func(c *Config) {
		c.Clients = append(c.Clients, Client{ID: "cert", Issuer: Maskinporten, Orgno: vendor, Scopes: []string{"a:b"}, Certificates: [][]byte{good, other}})
	})
	for want, der := range map[string][]byte{"virksomhetssertifikat": good, "MP-122": other, "MP-120": unregistered} {
		now := b.Now()
		assertion := signed(t, private, &jose.SignerOptions{ExtraHeaders: map[jose.HeaderKey]any{"x5c": []string{base64.StdEncoding.EncodeToString(der)}}},
			map[string]any{"iss": "cert", "aud": b.URLs.Maskinporten, "scope": "a:b", "jti": random(), "iat": now.Unix(), "exp": now.Unix() + 60})
		_, _, body := b.send("POST", b.URLs.Maskinporten+"token", url.Values{"grant_type": {grantType}, "assertion": {assertion}})
		text := body
		if token, ok := object(t, body)["access_token"]; ok {
			text = payload(t, token)["client_amr"].(string)
		}
		if !strings.Contains(text, want) {
			t.Errorf("%s: %s", want, text)
		}
	}
}

func TestKeysSurviveARestart(t *testing.T) {
	t.Parallel()
	b := setup(t)
	token, err := b.PersonToken(trine, krokvik)
	must(t, err)
	must(t, b.Rotate(Ansattporten))
	again, err := openRing(b.cfg.KeyFile)
	must(t, err)
	parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.RS256})
	must(t, err)
	keys := again.public("ansattporten")
	if len(keys) != 2 || keys[1].KeyID != parsed.Headers[0].KeyID || parsed.Claims(keys[1].Key) != nil {
		t.Error("the key before the rotation is lost")
	}
	if info, err := os.Stat(b.cfg.KeyFile); err != nil || info.Mode().Perm() != 0o600 {
		t.Error("others can read the keys")
	}
}

func TestSim(t *testing.T) {
	t.Parallel()
	b := setup(t)
	call := func(method, path, body, host, mediaType string) (int, string) {
		req, err := http.NewRequestWithContext(t.Context(), method, b.URLs.Sim+path, strings.NewReader(body))
		must(t, err)
		if host != "" {
			req.Host = host
		}
		req.Header.Set("Content-Type", mediaType)
		res, err := http.DefaultClient.Do(req)
		must(t, err)
		defer res.Body.Close()
		data, _ := io.ReadAll(res.Body)
		return res.StatusCode, string(data)
	}
	post := func(path, body string) (int, string) {
		return call("POST", "/__sim/"+path, body, "", "application/json")
	}

	_, body := post("token", `{"pid":"`+ola+`","orgno":"`+fjordby+`"}`)
	c := payload(t, object(t, body)["token"])
	if c["aud"] != "https://api.example" || c["lab"] != true || c["name"] != "Ola" || strings.Contains(body, krokvik) {
		t.Error(c)
	}
	if status, _ := post("token", `{"pid":"`+trine+`","orgno":"`+fjordby+`"}`); status != 400 {
		t.Error("a token for rights the person has not")
	}
	if _, body := post("token", `{"clientId":"fdv","orgno":"`+krokvik+`"}`); payload(t, object(t, body)["token"])["scope"] != "a:b" {
		t.Error("only what was delegated:", body)
	}
	if status, _ := call("POST", "/__sim/token", "{}", "", "text/plain"); status != 400 {
		t.Error("a body that a web page could send")
	}
	if status, _ := call("GET", "/__sim/viewers", "", "evil.example:8096", ""); status != http.StatusMisdirectedRequest {
		t.Error("a name that is not ours")
	}
	_, body = call("GET", "/__sim/viewers", "", "", "")
	var v Viewers
	must(t, json.Unmarshal([]byte(body), &v))
	if len(v.Persons) != 2 || len(v.Persons[1].Organisations) != 2 || v.Persons[0].Organisations[0].Rights != "vedtak" || len(v.Systems) != 1 || len(v.Systems[0].Customers) != 2 {
		t.Errorf("%+v", v)
	}
	before := b.Now()
	post("clock", `{"advance":"P1DT2H30M"}`)
	if d := b.Now().Sub(before); d < 26*time.Hour || d > 27*time.Hour {
		t.Error(d)
	}
	if status, _ := post("clock", `{"advance":"soon"}`); status != 400 {
		t.Error("clock")
	}
	post("faults", `{"path":"/jwk","status":503,"times":1}`)
	for _, want := range []int{503, 200} {
		if status, _, _ := b.send("GET", b.URLs.MaskinportenJWKS, nil); status != want {
			t.Errorf("fault: %d", status)
		}
	}
	_, _, first := b.send("GET", b.URLs.MaskinportenJWKS, nil)
	post("rotate", `{"issuer":"maskinporten"}`)
	_, _, second := b.send("GET", b.URLs.MaskinportenJWKS, nil)
	if len(object(t, second)["keys"].([]any)) != 2 || strings.Contains(second, `"d":`) || first == second {
		t.Error("rotation:", second)
	}
	if status, _ := post("rotate", `{"issuer":"x"}`); status != 400 {
		t.Error("rotate")
	}
}
