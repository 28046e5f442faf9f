package login

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/lab/porten"
	"kobo/internal/viewer"
)

func (b *bench) bearer(headers ...string) (*viewer.Viewer, error) {
	r := httptest.NewRequest("POST", "/graphql", nil)
	for _, h := range headers {
		r.Header.Add("Authorization", h)
	}
	return b.login.Viewer(r)
}

func TestMachines(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for name, c := range map[string]struct {
		client, customer string
		organisation     string
		refused          string
	}{
		"own organisation":                  {"fdv", "", vendor, ""},
		"system user acts for its customer": {"fdv", krokvik, krokvik, ""},
		"delegated scope":                   {"fdv", fjordby, fjordby, ""},
		"customer that is not ours":         {"fdv", outsider, "", "login.unknownOrganisation"},
		"no scope of ours":                  {"bare", "", "", "login.scope"},
	} {
		token, err := b.sim.SystemToken(c.client, c.customer)
		must(t, err)
		v, err := b.bearer("Bearer " + token)
		if c.refused != "" {
			refusal, ok := err.(*Refusal)
			if !ok || refusal.Fault.Message != c.refused || refusal.Status != http.StatusForbidden || fault.CodeOf(err) != fault.Unauthenticated {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if v.Role != viewer.Vendor || v.Organisation != c.organisation || v.Municipality != b.dir.organisations[c.organisation].Municipality ||
			grants(v) != "bolig-api | bolig-api" || !v.ID.Is(entity.System) || v.Purpose != "kobo:bolig.write" {
			t.Errorf("%s: %+v", name, v)
		}
	}
}

func TestSimulatedPeople(t *testing.T) {
	t.Parallel()
	b := setup(t)
	token := func(pid, orgno string) string {
		text, err := b.sim.PersonToken(pid, orgno)
		must(t, err)
		return "Bearer " + text
	}
	v, err := b.bearer(token(ola, krokvik))
	must(t, err)
	if v.Role != viewer.Staff || v.Organisation != krokvik || grants(v) != "saksbehandling | saksbehandling" || v.Session != "" {
		t.Errorf("staff: %+v", v)
	}
	// The same person is the same staff member with a session and with a token.
	p := b.browser()
	p.as("ansattporten", ola+"_high")
	if p.whoami().ID != v.ID {
		t.Error("two ids for one person")
	}
	v, err = b.bearer(token(ola, ""))
	must(t, err)
	if v.Role != viewer.Citizen || grants(v) != "citizen | citizen" {
		t.Errorf("citizen: %+v", v)
	}
	v, err = b.bearer(token(ola, porten.NoRepresentation))
	must(t, err)
	if len(v.Grants) != 0 {
		t.Errorf("none: %+v", v)
	}
	if _, err := b.sim.PersonToken(trine, fjordby); err == nil {
		t.Error("a token for rights the person has not")
	}

	// SECURITY: outside the lab the same token is nobody's.
	b.login.Lab = false
	if _, err := b.bearer(token(ola, krokvik)); fault.CodeOf(err) != fault.Unauthenticated {
		t.Errorf("production took a simulated person's token: %v", err)
	}
	machine, err := b.sim.SystemToken("fdv", krokvik)
	must(t, err)
	if _, err := b.bearer("Bearer " + machine); fault.CodeOf(err) != fault.Unauthenticated {
		t.Errorf("production took a lab's token: %v", err)
	}
}

// TestTokenAttacks signs tokens with the issuer's real key, and with others, and changes one thing at a time.
func TestTokenAttacks(t *testing.T) {
	t.Parallel()
	b := setup(t)
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	must(t, err)
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	must(t, err)
	// The issuer's key set as it would be read; nobody is asked.
	b.login.machines = &keySet{now: b.clock.now, read: b.clock.now(), tried: b.clock.now(), keys: map[string]jose.JSONWebKey{
		"k1": {Key: private.Public(), KeyID: "k1", Algorithm: "RS256"},
	}}
	now := time.Now()
	good := map[string]any{
		"iss": b.sim.URLs.Maskinporten, "aud": "unspecified", "client_id": "fdv", "scope": "kobo:bolig.write other",
		"consumer": map[string]string{"authority": "iso6523-actorid-upis", "ID": "0192:" + vendor},
		"iat":      now.Unix(), "exp": now.Add(time.Minute).Unix(), "jti": "1",
	}
	sign := func(key any, algorithm jose.SignatureAlgorithm, kid string, extra map[string]any, claims map[string]any) string {
		t.Helper()
		options := &jose.SignerOptions{ExtraHeaders: map[jose.HeaderKey]any{}}
		for name, value := range extra {
			options.ExtraHeaders[jose.HeaderKey(name)] = value
		}
		if kid != "" {
			options.ExtraHeaders["kid"] = kid
		}
		signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, options)
		must(t, err)
		text, err := jwt.Signed(signer).Claims(claims).Serialize()
		must(t, err)
		return text
	}
	with := func(change map[string]any) map[string]any {
		c := maps.Clone(good)
		for k, v := range change {
			if v == nil {
				delete(c, k)
			} else {
				c[k] = v
			}
		}
		return c
	}
	claims := func(change map[string]any) string { return sign(private, jose.RS256, "k1", nil, with(change)) }
	header := func(extra map[string]any) string { return sign(private, jose.RS256, "k1", extra, good) }
	unsigned := func() string {
		h, _ := json.Marshal(map[string]string{"alg": "none", "kid": "k1"})
		c, _ := json.Marshal(good)
		return base64.RawURLEncoding.EncodeToString(h) + "." + base64.RawURLEncoding.EncodeToString(c) + "."
	}
	user := func(ids ...any) []any {
		var all []any
		for _, id := range ids {
			all = append(all, map[string]any{"type": "urn:altinn:systemuser", "systemuser_org": map[string]any{"authority": "iso6523-actorid-upis", "ID": id}})
		}
		return all
	}
	valid := claims(nil)
	public, _ := json.Marshal(jose.JSONWebKey{Key: stranger.Public(), KeyID: "k1"})
	var publicMap map[string]any
	must(t, json.Unmarshal(public, &publicMap))

	if v, err := b.bearer("Bearer " + valid); err != nil || v.Organisation != vendor {
		t.Fatalf("the valid token: %v", err)
	}
	if v, err := b.bearer("bearer " + claims(map[string]any{"authorization_details": user("0192:" + krokvik)})); err != nil || v.Organisation != krokvik {
		t.Fatalf("system user: %v", err)
	}
	for name, headers := range map[string][]string{
		"alg none":                 {"Bearer " + unsigned()},
		"HMAC with the public key": {"Bearer " + sign([]byte("0123456789abcdef0123456789abcdef"), jose.HS256, "k1", nil, good)},
		"RS512":                    {"Bearer " + sign(private, jose.RS512, "k1", nil, good)},
		"stranger's key":           {"Bearer " + sign(stranger, jose.RS256, "k1", nil, good)},
		"unknown key id":           {"Bearer " + sign(private, jose.RS256, "k2", nil, good)},
		"no key id":                {"Bearer " + sign(private, jose.RS256, "", nil, good)},
		"embedded key":             {"Bearer " + sign(stranger, jose.RS256, "k1", map[string]any{"jwk": publicMap}, good)},
		"embedded key, its own":    {"Bearer " + header(map[string]any{"jwk": jose.JSONWebKey{Key: private.Public(), KeyID: "k1"}})},
		"jku":                      {"Bearer " + header(map[string]any{"jku": "https://evil.example/jwks"})},
		"x5u":                      {"Bearer " + header(map[string]any{"x5u": "https://evil.example/x5u"})},
		"id_token type":            {"Bearer " + header(map[string]any{"typ": "logout+jwt"})},
		"wrong issuer":             {"Bearer " + claims(map[string]any{"iss": "https://evil.example/"})},
		"issuer without slash":     {"Bearer " + claims(map[string]any{"iss": strings.TrimSuffix(b.sim.URLs.Maskinporten, "/")})},
		"a person issuer's name":   {"Bearer " + claims(map[string]any{"iss": b.sim.URLs.Ansattporten, "lab": true, "aud": b.kobo, "pid": trine})},
		"expired":                  {"Bearer " + claims(map[string]any{"exp": now.Add(-31 * time.Second).Unix()})},
		"no exp":                   {"Bearer " + claims(map[string]any{"exp": nil})},
		"not yet":                  {"Bearer " + claims(map[string]any{"nbf": now.Add(2 * time.Minute).Unix()})},
		"issued in the future":     {"Bearer " + claims(map[string]any{"iat": now.Add(2 * time.Minute).Unix()})},
		"another audience":         {"Bearer " + claims(map[string]any{"aud": "https://other.example"})},
		"no consumer":              {"Bearer " + claims(map[string]any{"consumer": nil})},
		"no client":                {"Bearer " + claims(map[string]any{"client_id": nil})},
		"consumer's authority":     {"Bearer " + claims(map[string]any{"consumer": map[string]string{"authority": "x", "ID": "0192:" + krokvik}})},
		"system user of nobody":    {"Bearer " + claims(map[string]any{"authorization_details": user("")})},
		"system user of two":       {"Bearer " + claims(map[string]any{"authorization_details": user("0192:"+krokvik, "0192:"+fjordby)})},
		"unreadable details":       {"Bearer " + claims(map[string]any{"authorization_details": "systemuser"})},
		"two headers":              {"Bearer " + valid, "Bearer " + valid},
		"basic":                    {"Basic " + valid},
		"two in one":               {"Bearer " + valid + ", Bearer " + valid},
		"many dots":                {"Bearer " + strings.Repeat(".", 5000)},
		"too large":                {"Bearer " + claims(map[string]any{"x": strings.Repeat("a", 8<<10)})},
		"empty":                    {""},
		"bearer of nothing":        {"Bearer "},
		"encrypted":                {"Bearer a.b.c.d.e"},
		"changed payload":          {"Bearer " + changed(valid)},
	} {
		v, err := b.bearer(headers...)
		refusal, ok := err.(*Refusal)
		if v != nil || !ok || fault.CodeOf(err) != fault.Unauthenticated || refusal.Status != 401 || !strings.HasPrefix(refusal.Challenge, "Bearer ") {
			t.Errorf("%s: %v %v", name, v, err)
		}
	}
	t.Run("a bad token is not made good by a session", func(t *testing.T) {
		p := b.browser()
		p.as("ansattporten", trine+"_high")
		p.get("/whoami", "Authorization", "Bearer x").want(t, 401, "login.")
	})
	t.Run("audience", func(t *testing.T) {
		b.login.Maskinporten.Audience = "https://kobo.example.no/graphql"
		if _, err := b.bearer("Bearer " + valid); err == nil {
			t.Error("an unrestricted token was taken although an audience is asked for")
		}
		if _, err := b.bearer("Bearer " + claims(map[string]any{"aud": []string{"https://kobo.example.no/graphql"}})); err != nil {
			t.Error(err)
		}
	})
}

// changed returns the token with another scope under the old signature.
func changed(token string) string {
	parts := strings.Split(token, ".")
	payload, _ := base64.RawURLEncoding.DecodeString(parts[1])
	parts[1] = base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(payload), vendor, krokvik, 1)))
	return strings.Join(parts, ".")
}

func TestIDTokenIsNoAccessToken(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if _, err := b.bearer("Bearer " + unsealedHint(b)); fault.CodeOf(err) != fault.Unauthenticated {
		t.Errorf("an id_token was taken: %v", err)
	}
}

func TestKeyRotation(t *testing.T) {
	t.Parallel()
	b := setup(t)
	token := func() string {
		text, err := b.sim.SystemToken("fdv", krokvik)
		must(t, err)
		return "Bearer " + text
	}
	accepted := func(token string) bool { _, err := b.bearer(token); return err == nil }
	old := token()
	if !accepted(old) {
		t.Fatal("first key")
	}
	must(t, b.sim.Rotate(porten.Maskinporten))
	next := token()
	if accepted(next) {
		t.Error("the issuer was asked again at once: a flood of unknown key ids would reach it")
	}
	b.clock.advance(keysPause)
	if !accepted(next) || !accepted(old) {
		t.Error("the new key, or the one before, is not known")
	}
	must(t, b.sim.Rotate(porten.Maskinporten)) // now the first key is withdrawn
	b.clock.advance(keysStale - time.Hour + keysPause)
	withdrawn := old
	last := token()
	if !accepted(last) {
		t.Error("the newest key is not known")
	}
	if accepted(withdrawn) {
		t.Error("a withdrawn key still counts")
	}
	// While the issuer is down, known keys serve for an hour, not longer.
	must(t, b.sim.Close())
	if !accepted(last) {
		t.Error("known keys do not serve")
	}
	b.clock.advance(keysStale)
	_, err := b.bearer(token())
	if fault.CodeOf(err) != fault.Unavailable {
		t.Errorf("keys that are too old: %v", err)
	}
}
