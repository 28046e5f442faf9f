package login

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/message"
	"kobo/internal/viewer"
)

const (
	// maxToken is the largest token read, in bytes.
	maxToken = 8 << 10
	// leeway is how far an issuer's clock may be from ours.
	leeway = 30 * time.Second
)

// accessClaims are those of an access token that we use: Maskinporten's, and in the lab those of simulated people.
type accessClaims struct {
	jwt.Claims
	ClientID string          `json:"client_id"`
	Scope    string          `json:"scope"`
	Consumer identifier      `json:"consumer"`
	Details  json.RawMessage `json:"authorization_details"`
	Lab      bool            `json:"lab"`
	Pid      string          `json:"pid"`
	Name     string          `json:"name"`
	Locale   string          `json:"locale"`
}

// badToken is the one answer to every token that is not accepted: it does not say what was wrong with it.
func badToken() *Refusal {
	return &Refusal{
		Fault: fault.New(fault.Unauthenticated, "login.token"), Status: http.StatusUnauthorized,
		Challenge: `Bearer realm="kobo", error="invalid_token"`,
	}
}

// bearer makes the viewer of a bearer token.
//
// SECURITY (RFC 8725): exactly one header; size and dots before anything is decoded; RS256 and ES256 only; the issuer is
// one we are configured with, and its keys are those of its own key set, by key id, never what the token brings along or
// points to; exp is required; an id_token or logout token is no access token.
func (l *Login) bearer(r *http.Request, headers []string) (*viewer.Viewer, error) {
	scheme, raw, _ := strings.Cut(headers[0], " ")
	if len(headers) != 1 || !strings.EqualFold(scheme, "Bearer") {
		return nil, &Refusal{
			Fault: fault.New(fault.Unauthenticated, "login.credentials"), Status: http.StatusUnauthorized,
			Challenge: `Bearer realm="kobo", error="invalid_request"`,
		}
	}
	if len(raw) > maxToken || strings.Count(raw, ".") != 2 {
		return nil, badToken()
	}
	t, err := l.verified.get(sha256.Sum256([]byte(raw)), func() (verified, error) { return l.verify(r.Context(), raw) })
	if err != nil {
		return nil, err
	}
	switch key, err := t.key(r.Context()); {
	case err != nil:
		return nil, err
	case key != t.by: // the issuer's keys have been read anew
		if t, err = l.verify(r.Context(), raw); err != nil {
			return nil, err
		}
	}
	if t.claims.ValidateWithLeeway(jwt.Expected{Time: l.Now()}, leeway) != nil {
		return nil, badToken()
	}
	if t.people != nil {
		return l.simulated(r, t.people, t.claims)
	}
	return l.machine(r, t.claims)
}

// verified is a token that was signed with a key of its issuer. It may have expired, or not be valid yet.
type verified struct {
	claims accessClaims
	people *party // set when it is a simulated person's
	keys   *keySet
	keyID  string
	by     any // the key
}

// key returns the issuer's key as it is now: one that is withdrawn signs nothing any more.
func (t verified) key(ctx context.Context) (any, error) {
	key, err := t.keys.key(ctx, t.keyID)
	if errors.Is(err, errKeysUnknown) {
		return nil, &Refusal{Fault: fault.New(fault.Unavailable, "login.issuerDown", "issuer", "Maskinporten"), Status: http.StatusServiceUnavailable}
	}
	if err != nil {
		return nil, badToken()
	}
	return key.Key, nil
}

// verify checks the signature. That costs as much as a small read, and machines send one token again and again: see Login.verified.
func (l *Login) verify(ctx context.Context, raw string) (t verified, err error) {
	token, err := jwt.ParseSigned(raw, algorithms)
	if err != nil || len(token.Headers) != 1 || !plainHeader(token.Headers[0]) {
		return t, badToken()
	}
	t.keyID = token.Headers[0].KeyID
	if t.keys, t.people, err = l.keysOf(ctx, unverifiedIssuer(raw)); err != nil {
		return t, err
	}
	if t.by, err = t.key(ctx); err != nil {
		return t, err
	}
	if token.Claims(t.by, &t.claims) != nil || t.claims.Expiry == nil || t.claims.Lab && !l.Lab {
		return t, badToken()
	}
	return t, nil
}

// plainHeader reports whether a token's header is one of an access token that names a key and brings none along.
func plainHeader(h jose.Header) bool {
	for name := range h.ExtraHeaders {
		if slices.Contains([]jose.HeaderKey{"jku", "x5u", "jwk", "x5c", "crit", "b64"}, name) {
			return false
		}
	}
	typ, _ := h.ExtraHeaders[jose.HeaderType].(string)
	typ = strings.TrimPrefix(strings.ToLower(typ), "application/")
	return h.KeyID != "" && h.JSONWebKey == nil && slices.Contains([]string{"", "jwt", "at+jwt"}, typ)
}

// unverifiedIssuer returns who a token says it is from. It serves to choose the keys to verify with, nothing else.
func unverifiedIssuer(raw string) string {
	token, err := jwt.ParseSigned(raw, algorithms)
	if err != nil {
		return ""
	}
	var c struct {
		Issuer string `json:"iss"`
	}
	_ = token.UnsafeClaimsWithoutVerification(&c) // what can't be read is no issuer of ours
	return c.Issuer
}

// keysOf returns the keys of the issuer; people is set when its tokens are simulated people's.
func (l *Login) keysOf(ctx context.Context, issuer string) (keys *keySet, people *party, err error) {
	if l.machines != nil && issuer == l.Maskinporten.Issuer {
		return l.machines, nil, nil
	}
	for _, p := range l.parties {
		// SECURITY: people have sessions; only simulated ones may come with a token.
		if !l.Lab || issuer != p.Issuer {
			continue
		}
		meta, err := p.discover(ctx)
		if err != nil {
			return nil, nil, &Refusal{Fault: fault.New(fault.Unavailable, "login.issuerDown", "issuer", p.title), Status: http.StatusServiceUnavailable}
		}
		return meta.keys, p, nil
	}
	return nil, nil, badToken()
}

// machine makes the viewer of a Maskinporten token.
func (l *Login) machine(r *http.Request, c accessClaims) (*viewer.Viewer, error) {
	audience := l.Maskinporten.Audience
	switch {
	case audience != "":
		if !c.Audience.Contains(audience) {
			return nil, badToken()
		}
	case len(c.Audience) > 0 && !c.Audience.Contains("unspecified") && !c.Audience.Contains(l.PublicURL):
		return nil, badToken()
	}
	orgno, ok := tenant(c)
	if !ok || c.ClientID == "" {
		return nil, badToken()
	}
	a := access{Organisation: orgno}
	var used []string
	for _, scope := range strings.Fields(c.Scope) {
		for _, g := range l.Maskinporten.Scopes[scope] {
			// A viewer is of one role, the vendor's before the analyst's.
			switch role := roles[g.Right]; {
			case a.Role == role:
				a.Grants = append(a.Grants, g)
			case a.Role != viewer.Vendor:
				a.Role, a.Grants = role, []viewer.Grant{g}
			}
			used = append(used, scope)
		}
	}
	if len(a.Grants) == 0 {
		return nil, &Refusal{
			Fault: fault.New(fault.Unauthenticated, "login.scope"), Status: http.StatusForbidden,
			Challenge: `Bearer realm="kobo", error="insufficient_scope"`,
		}
	}
	o, found, err := l.organisation(r.Context(), orgno)
	if err != nil {
		return nil, err
	}
	if !found && a.Role != viewer.Stats {
		return nil, &Refusal{Fault: fault.New(fault.Unauthenticated, "login.unknownOrganisation"), Status: http.StatusForbidden}
	}
	a.Name = o.Name
	id, err := l.system(r, orgno, c.ClientID)
	if err != nil {
		return nil, err
	}
	slices.Sort(used)
	v := &viewer.Viewer{ID: id, Name: o.Name, Language: language(r), Purpose: strings.Join(slices.Compact(used), " ")}
	return l.acting(r, v, a)
}

// tenant returns the organisation a machine acts for.
//
// SECURITY: in a system user's token (systembruker) the consumer is the vendor, and the customer is systemuser_org. A token
// that says it is a system user's, but not of exactly one organisation, is refused: falling back to the consumer would let
// a vendor in as itself.
func tenant(c accessClaims) (orgno string, ok bool) {
	if len(c.Details) == 0 || string(c.Details) == "null" {
		orgno = c.Consumer.orgno()
		return orgno, orgno != ""
	}
	var details []struct {
		Type         string     `json:"type"`
		Organisation identifier `json:"systemuser_org"`
	}
	if json.Unmarshal(c.Details, &details) != nil {
		return "", false
	}
	users := 0
	orgno = c.Consumer.orgno()
	for _, d := range details {
		if d.Type == "urn:altinn:systemuser" {
			users++
			orgno = d.Organisation.orgno()
		}
	}
	return orgno, orgno != "" && users <= 1
}

// simulated makes the viewer of a lab token for a person. It goes by the same rules as a login. A token with several
// organisations has no chosen one, so it gives no rights; the simulator makes one token per organisation.
func (l *Login) simulated(r *http.Request, p *party, c accessClaims) (*viewer.Viewer, error) {
	if !c.Lab || !c.Audience.Contains(l.PublicURL) || c.Pid == "" {
		return nil, badToken()
	}
	index := l.PersonIndex(c.Pid)
	v := &viewer.Viewer{Role: viewer.Staff, Name: c.Name, Language: language(r)}
	if c.Locale != "" {
		v.Language = message.Pick(c.Locale)
	}
	var err error
	v.ID, err = l.ids.get(p.name+"/"+string(index)+"/"+c.Name, func() (entity.ID, error) {
		if p.name == idporten {
			return l.Directory.Citizen(r.Context(), index)
		}
		return l.Directory.Staff(r.Context(), index, c.Name)
	})
	if err != nil {
		return nil, fmt.Errorf("looking up a person: %w", err)
	}
	if p.name == idporten {
		citizen(v)
		return v, nil
	}
	all, err := l.known(r, accesses(c.Details))
	if err != nil {
		return nil, err
	}
	if len(all) == 0 || slices.ContainsFunc(all, func(a access) bool { return a.Organisation != all[0].Organisation }) {
		return v, nil
	}
	return l.acting(r, v, all[0])
}
