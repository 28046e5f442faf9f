// Package login finds out who is asking: it logs people in with ID-porten (citizens) and Ansattporten (staff and partners),
// keeps their sessions on the server, checks Maskinporten's access tokens from machines, and makes the [viewer.Viewer] of a
// request from either. It knows nothing of what the rights open (package access), nor of how organisations and people are
// stored: that it asks of a [Directory].
//
// The protocol is OpenID Connect's code flow with PKCE, pushed authorization requests (PAR, RFC 9126), private_key_jwt,
// state, nonce and the issuer's name in the callback (RFC 9207); rights come as authorization_details (RFC 9396).
// The person's national identity number (pid) is used to find the person and then forgotten: neither the session, nor the
// log, nor an error holds it. Sessions and logins under way are records in the store under hashes of secrets that only the
// browser has, so that a copy of the store logs nobody in.
package login

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-jose/go-jose/v4"

	"kobo/internal/entity"
	"kobo/internal/viewer"
)

// Config is what a [Login] needs. Only the fields with a stated default may be left out.
type Config struct {
	// PublicURL is where people reach Kobo, scheme and host without a path: "https://kobo.example.no". It must be https
	// unless Lab is set, and decides the cookie's name and whether it is Secure.
	PublicURL string
	// IDPorten is the issuer that citizens log in with.
	IDPorten Provider
	// Ansattporten is the issuer that staff and partners log in with.
	Ansattporten Provider
	// Maskinporten is the issuer of machines' tokens. Without an issuer no machine is let in.
	Maskinporten Maskinporten
	// Directory knows the organisations, people and systems.
	Directory Directory
	// PersonIndex is the keyed hash under which a person is known; it is the only thing made of the identity number.
	PersonIndex func(pid string) []byte
	// Store keeps sessions: scs's pgxstore in production, its memstore in a lab of one process.
	Store scs.Store
	// Idle is how long a session lasts without use; 30 minutes when zero (the most that ID-porten allows).
	Idle time.Duration
	// Absolute is how long a session lasts at all; 8 hours when zero.
	Absolute time.Duration
	// Proxies are the addresses whose X-Forwarded-For is believed. None by default.
	Proxies []netip.Prefix
	// HTTP calls the issuers; a client that gives up after 5 seconds when nil.
	HTTP *http.Client
	// Now is the clock; time.Now when nil.
	Now func() time.Time
	// Log gets the outcome of logins and what went wrong, never personal data; discarded when nil.
	Log *slog.Logger
	// Lab accepts simulated issuers, plain http, login_hint, and bearer tokens of simulated people.
	Lab bool
}

// Provider is an OpenID Connect issuer and how we are registered there.
type Provider struct {
	// Issuer is the issuer's name exactly as in its discovery document.
	Issuer string
	// ClientID is ours there.
	ClientID string
	// Key is our private key (private_key_jwt), with the key id that is registered.
	Key jose.JSONWebKey
	// AcrValues are the levels of assurance accepted, the lowest first: that one is asked for, any of them is taken.
	AcrValues []string
}

// Maskinporten is the issuer of access tokens for machines. It has no OpenID Connect discovery.
type Maskinporten struct {
	// Issuer is the issuer's name, with its final slash.
	Issuer string
	// JWKSURL is where its keys are.
	JWKSURL string
	// Audience must be among the token's audiences; when empty, tokens for PublicURL and unrestricted ones are taken.
	Audience string
	// Scopes says which rights each scope gives. A machine is a vendor (bolig-api) or an analyst (kunnskapsmonitor).
	Scopes map[string][]viewer.Grant
}

// Organisation is what Kobo knows of an organisation that people or machines act for.
type Organisation struct {
	// Municipality is the one it acts in; Nil when none.
	Municipality entity.ID
	// MunicipalityNumber is that municipality's four-digit number.
	MunicipalityNumber string
	// Name is the organisation's own.
	Name string
	// Unit is set when the organisation is a unit of the municipality, not the whole.
	Unit entity.ID
	// Modules are those the municipality has opened.
	Modules []string
	// Networks are the addresses that staff must come from; empty means any.
	Networks []netip.Prefix
}

// Directory is what login asks of the rest of the system. Implementations are safe for concurrent use. Errors mean that the
// answer is not known; they never mean no.
type Directory interface {
	// Organisation returns the organisation with the nine-digit number. False: it does not use Kobo, and whatever
	// Altinn says gives no rights there. Answers are kept for at most ten seconds.
	Organisation(ctx context.Context, orgno string) (Organisation, bool, error)
	// Staff returns the id of the staff member or partner known by the index, after noting the name; made if new.
	Staff(ctx context.Context, pidIndex []byte, name string) (entity.ID, error)
	// Citizen returns the id of the citizen known by the index; made if new.
	Citizen(ctx context.Context, pidIndex []byte) (entity.ID, error)
	// System returns the id of the machine client that acts for the organisation; made if new.
	System(ctx context.Context, orgno, clientID string) (entity.ID, error)
}

// Login logs people in and says who asks. It is safe for concurrent use.
type Login struct {
	Config
	parties       []*party
	machines      *keySet
	records       records
	secure        bool
	organisations cache[string, knownOrganisation]
	ids           cache[string, entity.ID]
	// verified are tokens by the digest of their text. The key that one was signed with is looked at each time.
	verified cache[[sha256.Size]byte, verified]
}

// New checks the configuration. It calls nobody: an issuer that is down is asked again at the next login, which meanwhile
// answers 503. Outside the lab it refuses issuers and addresses that are not https, or on this machine, and lab keys.
func New(_ context.Context, c Config) (*Login, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Idle == 0 {
		c.Idle = 30 * time.Minute
	}
	if c.Absolute == 0 {
		c.Absolute = 8 * time.Hour
	}
	if c.HTTP == nil {
		c.HTTP = &http.Client{Timeout: 5 * time.Second}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	c.PublicURL = strings.TrimSuffix(c.PublicURL, "/")
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("login: %w", err)
	}
	l := &Login{
		Config:        c,
		records:       records{store: c.Store, now: c.Now},
		secure:        strings.HasPrefix(c.PublicURL, "https:"),
		organisations: cache[string, knownOrganisation]{ttl: 10 * time.Second, now: c.Now},
		ids:           cache[string, entity.ID]{ttl: 10 * time.Minute, now: c.Now},
		verified:      cache[[sha256.Size]byte, verified]{ttl: time.Minute, now: c.Now},
	}
	l.parties = []*party{
		{Provider: c.IDPorten, name: idporten, title: "ID-porten", login: l},
		{Provider: c.Ansattporten, name: ansattporten, title: "Ansattporten", login: l},
	}
	if c.Maskinporten.Issuer != "" {
		l.machines = &keySet{url: c.Maskinporten.JWKSURL, client: c.HTTP, now: c.Now}
	}
	return l, nil
}

// The names of the providers in our addresses and sessions.
const (
	idporten     = "idporten"
	ansattporten = "ansattporten"
)

func (c *Config) check() error {
	if c.Directory == nil || c.PersonIndex == nil || c.Store == nil {
		return errors.New("a directory, a person index and a store are needed")
	}
	if u, err := url.Parse(c.PublicURL); err != nil || u.Path != "" || u.RawQuery != "" {
		return errors.New("the public address must be scheme and host only")
	}
	addresses := map[string]string{
		"the public address": c.PublicURL, "ID-porten's issuer": c.IDPorten.Issuer, "Ansattporten's issuer": c.Ansattporten.Issuer,
	}
	if c.Maskinporten.Issuer != "" {
		addresses["Maskinporten's issuer"] = c.Maskinporten.Issuer
		addresses["Maskinporten's key set"] = c.Maskinporten.JWKSURL
	}
	for what, address := range addresses {
		u, err := url.Parse(address)
		switch {
		case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
			return fmt.Errorf("%s is not an address", what)
		case !c.Lab && (u.Scheme != "https" || onThisMachine(u.Hostname())):
			return fmt.Errorf("%s is on this machine or not https, which only the lab may have", what)
		}
	}
	for _, p := range []Provider{c.IDPorten, c.Ansattporten} {
		switch {
		case p.ClientID == "" || len(p.AcrValues) == 0:
			return fmt.Errorf("issuer %s needs a client id and accepted acr values", p.Issuer)
		case !p.Key.Valid() || p.Key.IsPublic() || p.Key.KeyID == "":
			return fmt.Errorf("the client key for %s must be a private key with a key id", p.Issuer)
		case !c.Lab && strings.HasPrefix(p.Key.KeyID, "lab"):
			return fmt.Errorf("the client key for %s is a lab key", p.Issuer)
		}
	}
	for scope, grants := range c.Maskinporten.Scopes {
		for _, g := range grants {
			if !slices.Contains([]viewer.Role{viewer.Vendor, viewer.Stats}, roles[g.Right]) {
				return fmt.Errorf("scope %s gives a right that no machine may have", scope)
			}
		}
	}
	return nil
}

func onThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && (ip.IsLoopback() || ip.IsUnspecified())
}

// Register adds the routes of login, logout and session to the mux. Those that change something take POST and refuse other
// sites' forms; answers are never cached.
//
//	GET  /login/idporten, /login/ansattporten   starts a login; ?return= is a path of ours to come back to
//	GET  /login/callback/{provider}             the issuer's answer
//	GET  /login/organisation, POST              the choice among several organisations, a page that needs no script
//	POST /logout                                ends the session, then the issuer's (by a page that posts to it);
//	                                            with "Accept: application/json" 204 and ours only
//	GET  /logout/done                           where the issuer sends the person afterwards
//	GET  /logout/frontchannel                   the issuer's message in a frame: ?iss=&sid=
//	POST /logout/backchannel                    the issuer's message from its server: logout_token
//	GET  /session                               who is logged in, as JSON; 401 when nobody. Does not prolong the session
//	POST /session/organisation                  {"organisation": key}: acts for another of one's organisations
//	POST /session/language                      {"language": "nn"}
func (l *Login) Register(mux *http.ServeMux) {
	own := http.NewCrossOriginProtection()
	own.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.notice(w, r, http.StatusForbidden, notice{text: "login.foreignForm"})
	}))
	handle := func(pattern string, h http.HandlerFunc) {
		mux.Handle(pattern, own.Handler(private(h)))
	}
	for _, p := range l.parties {
		handle("GET /login/"+p.name, p.start)
		handle("GET /login/callback/"+p.name, p.callback)
	}
	handle("GET /login/organisation", l.showOrganisations)
	handle("POST /login/organisation", l.pickOrganisation)
	handle("POST /logout", l.logout)
	handle("GET /logout/done", l.loggedOut)
	handle("GET /logout/frontchannel", l.frontchannel)
	mux.Handle("POST /logout/backchannel", private(l.backchannel)) // from a server, which has no origin
	handle("GET /session", l.showSession)
	handle("POST /session/organisation", l.switchOrganisation)
	handle("POST /session/language", l.switchLanguage)
}

// private wraps a handler whose answers concern one person: never cached, never framed, and the address, which may hold a
// code, is told to nobody.
func private(h http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Referrer-Policy", "no-referrer")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
		h(w, r)
	})
}

func (l *Login) party(name string) *party {
	for _, p := range l.parties {
		if p.name == name {
			return p
		}
	}
	return nil
}

type knownOrganisation struct {
	Organisation
	found bool
}

// organisation asks the directory, at most once in ten seconds, so that a closed module is closed soon.
func (l *Login) organisation(ctx context.Context, orgno string) (Organisation, bool, error) {
	known, err := l.organisations.get(orgno, func() (knownOrganisation, error) {
		o, found, err := l.Directory.Organisation(ctx, orgno)
		return knownOrganisation{o, found}, err
	})
	if err != nil {
		return Organisation{}, false, fmt.Errorf("looking up an organisation: %w", err)
	}
	return known.Organisation, known.found, nil
}
