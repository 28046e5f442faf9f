package porten

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

const (
	grantType    = "urn:ietf:params:oauth:grant-type:jwt-bearer"
	machineLasts = 119 * time.Second
)

func (p *Porten) maskinporten() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/oauth-authorization-server", func(w http.ResponseWriter, _ *http.Request) {
		respond(w, http.StatusOK, map[string]any{
			"issuer": p.URLs.Maskinporten, "token_endpoint": p.URLs.Maskinporten + "token", "jwks_uri": p.URLs.MaskinportenJWKS,
			"token_endpoint_auth_methods_supported":            []string{"private_key_jwt"},
			"grant_types_supported":                            []string{grantType},
			"token_endpoint_auth_signing_alg_values_supported": []string{"RS256", "RS384", "RS512"},
			"authorization_details_types_supported":            []string{typeSystemUser},
			"lab":                                              true,
		})
	})
	mux.HandleFunc("GET /jwk", func(w http.ResponseWriter, _ *http.Request) {
		respond(w, http.StatusOK, jose.JSONWebKeySet{Keys: p.keys.public(string(Maskinporten))})
	})
	mux.HandleFunc("POST /token", p.machineToken)
	return mux
}

// machineGrant are the claims of the signed grant.
type machineGrant struct {
	jwt.Claims
	Scope       string          `json:"scope"`
	ConsumerOrg string          `json:"consumer_org"`
	Resource    jwt.Audience    `json:"resource"` // a string or an array
	Details     json.RawMessage `json:"authorization_details"`
}

// machineRefusal is one of Maskinporten's errors, with its number.
func machineRefusal(w http.ResponseWriter, code, description, number string) {
	respond(w, http.StatusBadRequest, map[string]string{
		"error": code, "error_description": description + " (" + number + ")", "error_uri": "https://docs.digdir.no/docs/Maskinporten/maskinporten_guide_apikonsument",
	})
}

func (p *Porten) machineToken(w http.ResponseWriter, r *http.Request) {
	if r.PostFormValue("grant_type") != grantType {
		machineRefusal(w, "unsupported_grant_type", "grant_type must be jwt-bearer", "MP-011")
		return
	}
	invalid := func(description, number string) { machineRefusal(w, "invalid_grant", description, number) }
	token, err := jwt.ParseSigned(r.PostFormValue("assertion"), []jose.SignatureAlgorithm{jose.RS256, jose.RS384, jose.RS512})
	var g machineGrant
	if err != nil || token.UnsafeClaimsWithoutVerification(&g) != nil {
		invalid("assertion is no signed JWT", "MP-011")
		return
	}
	client, ok := p.clientOf(Maskinporten, g.Issuer)
	if !ok {
		invalid("unknown client", "MP-100")
		return
	}
	if !g.Audience.Contains(p.URLs.Maskinporten) {
		invalid("aud must be "+p.URLs.Maskinporten, "MP-110")
		return
	}
	now, method := p.Now(), "private_key_jwt"
	if kid := token.Headers[0].KeyID; kid != "" {
		keys := client.Keys.Key(kid)
		switch {
		case len(keys) == 0 || token.Claims(keys[0].Public().Key, &g) != nil:
			invalid("the signature can not be verified with a key of the client", "MP-124")
			return
		case !client.KeysExpire.IsZero() && now.After(client.KeysExpire):
			invalid("the client's key has expired", "MP-121")
			return
		}
	} else {
		method = "virksomhetssertifikat"
		if number := p.certified(token, client, &g, now); number != "" {
			invalid("business certificate", number)
			return
		}
	}
	switch {
	case g.IssuedAt == nil || g.Expiry == nil || g.ID == "":
		invalid("iat, exp and jti are required", "MP-011")
		return
	case now.After(g.Expiry.Time()):
		invalid("the grant has expired", "MP-130")
		return
	case g.IssuedAt.Time().Sub(now).Abs() > 10*time.Second:
		invalid("iat is more than 10 seconds off", "MP-011")
		return
	case g.Expiry.Time().Sub(g.IssuedAt.Time()) > 120*time.Second:
		invalid("exp - iat is more than 120 seconds", "MP-011")
		return
	case !p.once("maskinporten "+client.ID+" "+g.ID, g.Expiry.Time()):
		invalid("the grant has been used", "MP-012")
		return
	}
	scopes := strings.Fields(g.Scope)
	if len(scopes) == 0 {
		machineRefusal(w, "invalid_scope", "scope is missing", "MP-200")
		return
	}
	for _, scope := range scopes {
		if !slices.Contains(client.Scopes, scope) {
			machineRefusal(w, "invalid_scope", "the client has not the scope", "MP-201")
			return
		}
	}
	claims, number := p.machineClaims(client, scopes, g.ConsumerOrg)
	if number != "" {
		invalid("the consumer has not delegated the scope to the supplier", number)
		return
	}
	claims["client_amr"] = method
	if len(g.Resource) > 0 {
		claims["aud"] = g.Resource
	}
	if len(g.Details) > 0 {
		details, number := p.systemUser(client, g.Details)
		if number != "" {
			machineRefusal(w, "invalid_authorization_details", "authorization_details", number)
			return
		}
		claims["authorization_details"] = details
	}
	text, err := p.sign(Maskinporten, "JWT", claims)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	respond(w, http.StatusOK, map[string]any{
		"access_token": text, "token_type": "Bearer", "expires_in": int(machineLasts.Seconds()), "scope": strings.Join(scopes, " "),
	})
}

// certified checks a grant signed with a business certificate (x5c) and returns the error's number, "" when it is good.
func (p *Porten) certified(token *jwt.JSONWebToken, client *Client, g *machineGrant, now time.Time) string {
	roots := x509.NewCertPool()
	for _, der := range client.Certificates {
		if c, err := x509.ParseCertificate(der); err == nil {
			roots.AddCert(c)
		}
	}
	chains, err := token.Headers[0].Certificates(x509.VerifyOptions{
		Roots: roots, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	if err != nil {
		if strings.Contains(err.Error(), "no x5c") {
			return "MP-123"
		}
		return "MP-120"
	}
	leaf := chains[0][0]
	switch {
	case !slices.ContainsFunc(client.Certificates, func(der []byte) bool { return bytes.Equal(der, leaf.Raw) }):
		return "MP-120"
	case leaf.Subject.SerialNumber != client.Orgno:
		return "MP-122"
	case token.Claims(leaf.PublicKey, g) != nil:
		return "MP-124"
	}
	return ""
}

// machineClaims makes an access token's claims. With a consumer other than the client's own organisation, every scope must
// have been delegated.
func (p *Porten) machineClaims(client *Client, scopes []string, consumer string) (claims map[string]any, number string) {
	now := p.Now()
	claims = map[string]any{
		"iss": p.URLs.Maskinporten, "aud": "unspecified", "token_type": "Bearer", "client_id": client.ID, "client_amr": "private_key_jwt",
		"scope": strings.Join(scopes, " "), "consumer": organisation(client.Orgno), "client_orgno": client.Orgno,
		"iat": now.Unix(), "exp": now.Add(machineLasts).Unix(), "jti": random(),
	}
	if consumer == "" || consumer == client.Orgno {
		return claims, ""
	}
	if !slices.ContainsFunc(p.cfg.Delegations, func(d Delegation) bool { return d.Consumer == consumer && d.Supplier == client.Orgno }) {
		return nil, "MP-250"
	}
	for _, scope := range scopes {
		if !slices.Contains(p.cfg.Delegations, Delegation{consumer, client.Orgno, scope}) {
			return nil, "MP-251"
		}
	}
	claims["consumer"], claims["supplier"] = organisation(consumer), organisation(client.Orgno)
	claims["delegation_source"] = "https://tt02.altinn.no/"
	return claims, ""
}

const typeSystemUser = "urn:altinn:systemuser"

// systemUser answers a grant's authorization_details: the one system user that the customer gave the vendor.
func (p *Porten) systemUser(client *Client, raw json.RawMessage) (answer []map[string]any, number string) {
	var wanted []struct {
		Type         string `json:"type"`
		Organisation struct {
			Authority string `json:"authority"`
			ID        string `json:"ID"`
		} `json:"systemuser_org"`
	}
	if json.Unmarshal(raw, &wanted) != nil || len(wanted) != 1 {
		return nil, "MP-302"
	}
	if wanted[0].Type != typeSystemUser {
		return nil, "MP-303"
	}
	customer, ok := strings.CutPrefix(wanted[0].Organisation.ID, "0192:")
	if !ok || wanted[0].Organisation.Authority != "iso6523-actorid-upis" {
		return nil, "MP-302"
	}
	details := p.systemUserDetails(client.Orgno, customer)
	if details == nil {
		return nil, "MP-301"
	}
	return details, ""
}

func (p *Porten) systemUserDetails(vendor, customer string) []map[string]any {
	for _, u := range p.cfg.SystemUsers {
		if u.Vendor == vendor && u.Customer == customer {
			return []map[string]any{{
				"type": typeSystemUser, "systemuser_org": organisation(customer), "systemuser_id": []string{u.ID}, "system_id": u.SystemID,
			}}
		}
	}
	return nil
}
