package porten

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// provider is one OpenID provider: ID-porten or Ansattporten.
type provider struct {
	*Porten
	issuer     Issuer
	url, login string // the issuer's and the login pages' host
	levels     []string

	mu           sync.Mutex
	forced       string
	pushed       map[string]*authorization
	interactions map[string]*interaction
	codes        map[string]*issued
	refresh      map[string]*issued
	sessions     map[string]*session
}

// authorization is what a client asked for.
type authorization struct {
	client                                                *Client
	redirect, state, nonce, challenge, scope, acr, prompt string
	hint                                                  string
	details                                               []wanted
	until                                                 time.Time
}

// wanted is an element of the authorization_details asked for.
type wanted struct {
	Type     string `json:"type"`
	Resource string `json:"resource"`
	Multiple flag   `json:"allow_multiple_organizations"`
	Required flag   `json:"representation_is_required"`
}

// flag is true as a boolean or as a string: the documentation shows both.
type flag bool

// UnmarshalJSON reads true and "true".
func (f *flag) UnmarshalJSON(text []byte) error {
	*f = flag(bytes.Equal(bytes.Trim(text, `"`), []byte("true")))
	return nil
}

// issued is what stands behind a code or a refresh token.
type issued struct {
	authorization
	pid, acr, sid string
	amr           []string
	authTime      time.Time
	answer        []map[string]any
	until         time.Time
	refreshTokens []string // made from a code, void if the code comes again
	used          bool
}

// How long things last, by the documentation.
const (
	pushedLasts  = 2 * time.Minute
	codeLasts    = time.Minute
	tokenLasts   = 2 * time.Minute
	refreshLasts = 10 * time.Minute
	sessionIdle  = 30 * time.Minute
	sessionMost  = 2 * time.Hour
)

func newProvider(p *Porten, issuer Issuer, base, login string) *provider {
	o := &provider{
		Porten: p, issuer: issuer, url: base, login: login,
		pushed: map[string]*authorization{}, interactions: map[string]*interaction{}, codes: map[string]*issued{},
		refresh: map[string]*issued{}, sessions: map[string]*session{},
		levels: []string{"idporten-loa-low", "idporten-loa-substantial", "idporten-loa-high"},
	}
	if issuer == Ansattporten {
		o.levels = []string{"entraid", "substantial", "high"}
	}
	return o
}

// backend serves the issuer's own host.
func (o *provider) backend() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", o.discovery)
	mux.HandleFunc("GET /jwks.json", func(w http.ResponseWriter, _ *http.Request) {
		respond(w, http.StatusOK, jose.JSONWebKeySet{Keys: o.keys.public(string(o.issuer))})
	})
	mux.HandleFunc("POST /par", o.push)
	mux.HandleFunc("POST /token", o.token)
	mux.HandleFunc("POST /token/introspect", o.introspect)
	mux.HandleFunc("POST /token/revoke", o.revoke)
	if o.issuer == IDPorten {
		mux.HandleFunc("GET /userinfo", o.userinfo)
	}
	return mux
}

func (o *provider) discovery(w http.ResponseWriter, _ *http.Request) {
	d := map[string]any{
		"issuer":                                           o.url,
		"authorization_endpoint":                           o.login + "/authorize",
		"pushed_authorization_request_endpoint":            o.url + "/par",
		"token_endpoint":                                   o.url + "/token",
		"introspection_endpoint":                           o.url + "/token/introspect",
		"revocation_endpoint":                              o.url + "/token/revoke",
		"end_session_endpoint":                             o.login + "/logout",
		"jwks_uri":                                         o.url + "/jwks.json",
		"response_types_supported":                         []string{"code"},
		"response_modes_supported":                         []string{"query"},
		"grant_types_supported":                            []string{"authorization_code", "refresh_token"},
		"code_challenge_methods_supported":                 []string{"S256"},
		"token_endpoint_auth_methods_supported":            []string{"private_key_jwt"},
		"token_endpoint_auth_signing_alg_values_supported": []string{"RS256"},
		"id_token_signing_alg_values_supported":            []string{"RS256"},
		"subject_types_supported":                          []string{"pairwise"},
		"scopes_supported":                                 []string{"openid", "profile"},
		"acr_values_supported":                             o.levels,
		"prompt_values_supported":                          []string{"login", "none"},
		"ui_locales_supported":                             []string{"en", "nb", "nn", "se"},
		"authorization_response_iss_parameter_supported":   true,
		"request_parameter_supported":                      false,
		"request_uri_parameter_supported":                  false,
		"claims_parameter_supported":                       false,
		"frontchannel_logout_supported":                    true,
		"frontchannel_logout_session_supported":            true,
		"backchannel_logout_supported":                     true,
		"backchannel_logout_session_supported":             true,
		"lab":                                              true,
	}
	if o.issuer == IDPorten {
		d["userinfo_endpoint"] = o.url + "/userinfo"
	} else {
		d["authorization_details_types_supported"] = []string{typeResource, typeService, typeOrgno}
	}
	respond(w, http.StatusOK, d)
}

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// authenticate finds the client of a request to the back end by its signed assertion (private_key_jwt).
func (o *provider) authenticate(r *http.Request) (*Client, *refusal) {
	if r.PostFormValue("client_assertion_type") != assertionType {
		return nil, refuse("invalid_client", "client authentication must be private_key_jwt")
	}
	token, err := jwt.ParseSigned(r.PostFormValue("client_assertion"), []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return nil, refuse("invalid_client", "client_assertion is no JWT signed with RS256")
	}
	var c jwt.Claims
	if token.UnsafeClaimsWithoutVerification(&c) != nil {
		return nil, refuse("invalid_client", "client_assertion has no readable claims")
	}
	client, ok := o.clientOf(o.issuer, c.Issuer)
	if !ok || c.Subject != c.Issuer || r.PostFormValue("client_id") != "" && r.PostFormValue("client_id") != c.Issuer {
		return nil, refuse("invalid_client", "unknown client, or iss, sub and client_id differ")
	}
	keys := client.Keys.Key(token.Headers[0].KeyID)
	now := o.Now()
	switch {
	case len(keys) == 0 || token.Claims(keys[0].Public().Key, &c) != nil:
		return nil, refuse("invalid_client", "signature of client_assertion")
	case !client.KeysExpire.IsZero() && now.After(client.KeysExpire):
		return nil, refuse("invalid_client", "the client's key has expired")
	case !c.Audience.Contains(o.url) && !c.Audience.Contains(o.url+"/token"):
		return nil, refuse("invalid_client", "aud of client_assertion must be the issuer")
	case c.Expiry == nil || now.After(c.Expiry.Time()) || c.Expiry.Time().Sub(now) > 2*time.Minute+10*time.Second:
		return nil, refuse("invalid_client", "exp of client_assertion must be within two minutes")
	case c.ID == "" || !o.once(client.ID+" "+c.ID, c.Expiry.Time()):
		return nil, refuse("invalid_client", "jti of client_assertion is missing or was used before")
	}
	return client, nil
}

// push takes the parameters of an authorization (RFC 9126).
func (o *provider) push(w http.ResponseWriter, r *http.Request) {
	client, e := o.authenticate(r)
	if e != nil {
		e.respond(w)
		return
	}
	if r.PostForm.Has("request_uri") {
		refuse("invalid_request", "request_uri can not be pushed").respond(w)
		return
	}
	if !slices.Contains(client.RedirectURIs, r.PostFormValue("redirect_uri")) {
		refuse("invalid_request", "redirect_uri is not registered").respond(w)
		return
	}
	a, e := o.read(client, r.PostForm)
	if e != nil {
		e.respond(w)
		return
	}
	uri := "urn:" + string(o.issuer) + ":" + random()
	a.until = o.Now().Add(pushedLasts)
	o.mu.Lock()
	o.pushed[uri] = a
	o.mu.Unlock()
	respond(w, http.StatusCreated, map[string]any{"request_uri": uri, "expires_in": int(pushedLasts.Seconds())})
}

// read checks the parameters of an authorization, the redirect address having been checked.
func (o *provider) read(client *Client, form url.Values) (*authorization, *refusal) {
	a := &authorization{
		client: client, redirect: form.Get("redirect_uri"), state: form.Get("state"), nonce: form.Get("nonce"),
		challenge: form.Get("code_challenge"), scope: form.Get("scope"), acr: form.Get("acr_values"),
		prompt: form.Get("prompt"), hint: form.Get("login_hint"),
	}
	if a.acr == "" {
		a.acr = o.levels[1]
	}
	switch {
	case form.Get("response_type") != "code":
		return a, refuse("unsupported_response_type", "response_type must be code")
	case !slices.Contains(strings.Fields(a.scope), "openid"):
		return a, refuse("invalid_scope", "scope must have openid")
	case len(a.challenge) != 43 || form.Get("code_challenge_method") != "S256":
		return a, refuse("invalid_request", "PKCE with S256 is required")
	case o.issuer == Ansattporten && (a.state == "" || a.nonce == ""):
		return a, refuse("invalid_request", "state and nonce are required")
	case !slices.Contains(o.levels, a.acr):
		return a, refuse("invalid_request", "unknown acr_values")
	case form.Has("request"):
		return a, refuse("request_not_supported", "request objects are not supported")
	}
	if text := form.Get("authorization_details"); text != "" && o.issuer == Ansattporten {
		if json.Unmarshal([]byte(text), &a.details) != nil || len(a.details) == 0 {
			return a, refuse("invalid_authorization_details", "not an array of objects")
		}
		for _, d := range a.details {
			switch {
			case !slices.Contains([]string{typeResource, typeService, typeOrgno}, d.Type):
				return a, refuse("invalid_authorization_details", "unknown type")
			case d.Type != a.details[0].Type:
				return a, refuse("invalid_authorization_details", "types can not be mixed")
			case d.Type != typeOrgno && !strings.HasPrefix(d.Resource, "urn:altinn:resource:"):
				return a, refuse("invalid_authorization_details", "resource must be urn:altinn:resource:…")
			}
		}
	}
	return a, nil
}

// token exchanges a code or a refresh token.
func (o *provider) token(w http.ResponseWriter, r *http.Request) {
	client, e := o.authenticate(r)
	if e != nil {
		e.respond(w)
		return
	}
	now := o.Now()
	o.mu.Lock()
	defer o.mu.Unlock()
	var g *issued
	switch r.PostFormValue("grant_type") {
	case "authorization_code":
		g = o.codes[r.PostFormValue("code")]
		if g == nil || g.client.ID != client.ID || now.After(g.until) {
			refuse("invalid_grant", "unknown or expired code").respond(w)
			return
		}
		if g.used { // RFC 6749 4.1.2: what was made from it is void
			for _, t := range g.refreshTokens {
				delete(o.refresh, t)
			}
			refuse("invalid_grant", "the code has been used").respond(w)
			return
		}
		g.used = true
		sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
		if base64.RawURLEncoding.EncodeToString(sum[:]) != g.challenge {
			refuse("invalid_grant", "code_verifier does not match").respond(w)
			return
		}
		if r.PostFormValue("redirect_uri") != g.redirect {
			refuse("invalid_grant", "redirect_uri differs from the authorization's").respond(w)
			return
		}
	case "refresh_token":
		old := r.PostFormValue("refresh_token")
		g = o.refresh[old]
		if g == nil || g.client.ID != client.ID || now.After(g.until) {
			refuse("invalid_grant", "unknown or expired refresh_token").respond(w)
			return
		}
		delete(o.refresh, old)
	default:
		refuse("unsupported_grant_type", "grant_type must be authorization_code or refresh_token").respond(w)
		return
	}
	answer, err := o.tokens(g, now)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	next := *g
	next.until = now.Add(refreshLasts)
	name := random()
	o.refresh[name] = &next
	g.refreshTokens = append(g.refreshTokens, name)
	answer["refresh_token"], answer["refresh_token_expires_in"] = name, int(refreshLasts.Seconds())
	respond(w, http.StatusOK, answer)
}

func (o *provider) tokens(g *issued, now time.Time) (map[string]any, error) {
	person, _ := o.person(g.pid)
	sub := o.subject(g.client.ID, g.pid)
	id := map[string]any{
		"iss": o.url, "aud": g.client.ID, "sub": sub, "pid": g.pid, "acr": g.acr, "amr": g.amr,
		"auth_time": g.authTime.Unix(), "locale": locale(person), "sid": g.sid, "jti": random(),
		"iat": now.Unix(), "exp": now.Add(tokenLasts).Unix(),
	}
	if g.nonce != "" {
		id["nonce"] = g.nonce
	}
	access := map[string]any{
		"iss": o.url, "aud": "unspecified", "sub": sub, "pid": g.pid, "acr": g.acr, "scope": g.scope, "client_id": g.client.ID,
		"client_amr": "private_key_jwt", "consumer": organisation(g.client.Orgno), "jti": random(),
		"iat": now.Unix(), "exp": now.Add(tokenLasts).Unix(),
	}
	answer := map[string]any{"token_type": "Bearer", "expires_in": int(tokenLasts.Seconds()), "scope": g.scope}
	if o.issuer == Ansattporten {
		id["name"] = person.Name
		if g.answer != nil {
			id["authorization_details"], access["authorization_details"], answer["authorization_details"] = g.answer, g.answer, g.answer
		}
	}
	var err error
	if answer["id_token"], err = o.sign(o.issuer, "JWT", id); err != nil {
		return nil, err
	}
	answer["access_token"], err = o.sign(o.issuer, "at+jwt", access)
	return answer, err
}

// subject is the person's name towards one client (pairwise).
func (o *provider) subject(client, pid string) string {
	mac := hmac.New(sha256.New, []byte("synthetic "+o.issuer))
	mac.Write([]byte(client + "|" + pid))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (o *provider) userinfo(w http.ResponseWriter, r *http.Request) {
	var c struct {
		jwt.Claims
		Pid string `json:"pid"`
	}
	raw, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if o.verify(o.issuer, raw, &c) != nil || c.Expiry == nil || o.Now().After(c.Expiry.Time()) || c.Issuer != o.url {
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
		refuse("invalid_token", "unknown or expired access token").respond(w)
		return
	}
	person, _ := o.person(c.Pid)
	respond(w, http.StatusOK, map[string]string{"sub": c.Subject, "pid": c.Pid, "locale": locale(person)})
}

func (o *provider) introspect(w http.ResponseWriter, r *http.Request) {
	if _, e := o.authenticate(r); e != nil {
		e.respond(w)
		return
	}
	claims := map[string]any{}
	var times jwt.Claims
	raw := r.PostFormValue("token")
	if o.verify(o.issuer, raw, &claims) != nil || o.verify(o.issuer, raw, &times) != nil || times.Expiry == nil || o.Now().After(times.Expiry.Time()) {
		respond(w, http.StatusOK, map[string]bool{"active": false})
		return
	}
	claims["active"] = true
	respond(w, http.StatusOK, claims)
}

func (o *provider) revoke(w http.ResponseWriter, r *http.Request) {
	client, e := o.authenticate(r)
	if e != nil {
		e.respond(w)
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if g := o.refresh[r.PostFormValue("token")]; g != nil && g.client.ID == client.ID {
		delete(o.refresh, r.PostFormValue("token"))
	}
	w.WriteHeader(http.StatusOK)
}

func locale(p Person) string {
	if p.Locale == "" {
		return "nb"
	}
	return p.Locale
}

func organisation(orgno string) map[string]string {
	return map[string]string{"authority": "iso6523-actorid-upis", "ID": "0192:" + orgno}
}
