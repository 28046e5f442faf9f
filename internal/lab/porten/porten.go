// Package porten simulates the three national issuers that Kobo logs in with: ID-porten, Ansattporten and Maskinporten.
// It speaks their protocols strictly (pushed requests, PKCE, private_key_jwt, exact redirect addresses, single-use codes and
// grants) so that what works here works there, and it refuses what they refuse. Its people are synthetic, its keys and
// tokens are marked as a lab's, and it listens on the loopback interface only. It is no security product, and it knows
// nothing of Kobo except what its tables say.
//
// The issuers sit on six listeners: ID-porten and Ansattporten each have one for the issuer and one for the login pages, as
// in the real world, Maskinporten has one, and one is for steering the simulation (see [Porten.Sim]).
package porten

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// Issuer names one of the three.
type Issuer string

// The issuers.
const (
	IDPorten     Issuer = "idporten"
	Ansattporten Issuer = "ansattporten"
	Maskinporten Issuer = "maskinporten"
)

// Config is what a [Porten] is made of. The tables are never changed.
type Config struct {
	// Ports are the loopback ports; 0 takes a free one.
	Ports Ports
	// KeyFile keeps the keys, so that tokens survive a restart; keys live as long as the process when empty.
	KeyFile string
	// API is the audience of the tokens that PersonToken and SystemToken make: the API's public address.
	API string
	// Persons can log in with ID-porten and Ansattporten.
	Persons []Person
	// Rights are what persons have in Altinn.
	Rights []Right
	// Clients are those registered with the issuers.
	Clients []Client
	// Delegations let a supplier ask for a consumer's scope.
	Delegations []Delegation
	// SystemUsers let a vendor's system act for a customer (systembruker).
	SystemUsers []SystemUser
	// Now is the clock that the simulation's own offset is added to; time.Now when nil.
	Now func() time.Time
}

// Ports are the listeners' ports.
type Ports struct {
	IDPorten, IDPortenLogin, Ansattporten, AnsattportenLogin, Maskinporten, Sim int
}

// Person is someone who can log in.
type Person struct {
	Pid    string // synthetic: month + 80
	Name   string
	Locale string // nb, nn, en, se; nb when empty
	Note   string // what she is for, shown in the picker
}

// Right is one Altinn resource that a person has in one organisation.
type Right struct {
	Pid          string
	Resource     string // "kobo-saksbehandling"
	ResourceName string
	Orgno        string
	OrgName      string
	UnitType     string   // KOMM, BEDR, …
	Actions      []string // nil: the party is listed without actions, as Altinn's first form
}

// Client is a client registered with one of the issuers.
type Client struct {
	ID     string
	Issuer Issuer
	// Keys are its public keys; when empty the simulator makes one, see [Porten.ClientKey].
	Keys jose.JSONWebKeySet
	// KeysExpire is when the registered keys stop counting; never when zero.
	KeysExpire time.Time
	// Orgno owns the client (Maskinporten: the consumer of its tokens).
	Orgno string
	// Scopes are those it may ask Maskinporten for.
	Scopes []string
	// Certificates are the DER of business certificates it may sign grants with (x5c).
	Certificates [][]byte

	RedirectURIs, PostLogoutURIs                []string
	FrontchannelLogoutURI, BackchannelLogoutURI string
}

// Delegation is a consumer's leave for a supplier to use a scope on its behalf, given in Altinn.
type Delegation struct{ Consumer, Supplier, Scope string }

// SystemUser is a customer's leave for a vendor's system to act for it.
type SystemUser struct{ Vendor, Customer, ID, SystemID string }

// URLs say where the issuers are.
type URLs struct {
	IDPorten, Ansattporten string // issuers' names
	Maskinporten           string // with its final slash
	MaskinportenJWKS       string
	Sim                    string
}

// Porten is the running simulator.
type Porten struct {
	URLs URLs

	cfg      Config
	keys     *ring
	idporten *provider
	ansatt   *provider
	servers  []*http.Server
	client   *http.Client

	mu     sync.Mutex
	offset time.Duration
	faults []fault
	seen   map[string]time.Time // jti of assertions and grants, until they expire
}

// fault is an answer that is given instead of the real one, some times.
type fault struct {
	Path   string `json:"path"`
	Status int    `json:"status"`
	Times  int    `json:"times"`
}

// Start listens on all ports and serves until Close.
func Start(ctx context.Context, cfg Config) (p *Porten, err error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	keys, err := openRing(cfg.KeyFile)
	if err != nil {
		return nil, fmt.Errorf("porten: %w", err)
	}
	p = &Porten{cfg: cfg, keys: keys, client: &http.Client{Timeout: 5 * time.Second}, seen: map[string]time.Time{}}
	p.cfg.Clients = slices.Clone(cfg.Clients)
	for i := range p.cfg.Clients {
		if c := &p.cfg.Clients[i]; len(c.Keys.Keys) == 0 && len(c.Certificates) == 0 {
			private, err := keys.current(clientRing(c.ID))
			if err != nil {
				return nil, fmt.Errorf("porten: %w", err)
			}
			c.Keys.Keys = []jose.JSONWebKey{private.Public()}
		}
	}
	var listeners []net.Listener
	defer func() {
		if err != nil {
			for _, l := range listeners {
				_ = l.Close() // nothing was served
			}
		}
	}()
	var bases []string
	for _, port := range []int{
		cfg.Ports.IDPorten, cfg.Ports.IDPortenLogin, cfg.Ports.Ansattporten, cfg.Ports.AnsattportenLogin, cfg.Ports.Maskinporten, cfg.Ports.Sim,
	} {
		l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			return nil, fmt.Errorf("porten: %w", err)
		}
		listeners, bases = append(listeners, l), append(bases, "http://"+l.Addr().String())
	}
	p.URLs = URLs{IDPorten: bases[0], Ansattporten: bases[2], Maskinporten: bases[4] + "/", MaskinportenJWKS: bases[4] + "/jwk", Sim: bases[5]}
	p.idporten = newProvider(p, IDPorten, bases[0], bases[1])
	p.ansatt = newProvider(p, Ansattporten, bases[2], bases[3])
	for _, issuer := range []Issuer{IDPorten, Ansattporten, Maskinporten} {
		if _, err := keys.current(string(issuer)); err != nil {
			return nil, fmt.Errorf("porten: %w", err)
		}
	}
	for i, h := range []http.Handler{
		p.idporten.backend(), p.idporten.pages(), p.ansatt.backend(), p.ansatt.pages(), p.maskinporten(), p.sim(),
	} {
		if i < 5 {
			h = p.faulty(h)
		}
		s := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
		p.servers = append(p.servers, s)
		go func() { _ = s.Serve(listeners[i]) }() // ends with Close
	}
	return p, nil
}

// Close stops serving.
func (p *Porten) Close() error {
	var all error
	for _, s := range p.servers {
		all = errors.Join(all, s.Close())
	}
	return all
}

// Now is the simulation's time.
func (p *Porten) Now() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cfg.Now().Add(p.offset)
}

// Advance moves the simulation's clock.
func (p *Porten) Advance(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.offset += d
}

// Rotate gives the issuer a new signing key. Its key set keeps the one before.
func (p *Porten) Rotate(issuer Issuer) error { return p.keys.rotate(string(issuer)) }

// ClientKey returns the private key the simulator made for a client that was configured without keys. Its key id begins
// with "lab", which Kobo refuses in production.
func (p *Porten) ClientKey(clientID string) (jose.JSONWebKey, error) {
	return p.keys.current(clientRing(clientID))
}

func clientRing(id string) string { return "client " + id }

// Force makes the issuer's logins end at the level of assurance, whatever was asked for; "" stops that.
func (p *Porten) Force(issuer Issuer, acr string) {
	for _, o := range []*provider{p.idporten, p.ansatt} {
		if o.issuer == issuer {
			o.mu.Lock()
			o.forced = acr
			o.mu.Unlock()
		}
	}
}

// Fail answers the next requests whose path is the given one with the status.
func (p *Porten) Fail(path string, status, times int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = append(p.faults, fault{path, status, times})
}

func (p *Porten) faulty(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if status := p.fault(r.URL.Path); status != 0 {
			http.Error(w, "simulated fault", status)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, 256<<10)
		next.ServeHTTP(w, r)
	})
}

func (p *Porten) fault(path string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range p.faults {
		if f := &p.faults[i]; f.Path == path && f.Times > 0 {
			f.Times--
			return f.Status
		}
	}
	return 0
}

// once reports whether the jti is new, and notes it until it would have expired anyway.
func (p *Porten) once(jti string, until time.Time) bool {
	now := p.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	for old, expiry := range p.seen {
		if len(p.seen) > 1000 && expiry.Before(now) {
			delete(p.seen, old)
		}
	}
	if _, again := p.seen[jti]; again {
		return false
	}
	p.seen[jti] = until.Add(time.Minute)
	return true
}

func (p *Porten) person(pid string) (Person, bool) {
	i := slices.IndexFunc(p.cfg.Persons, func(x Person) bool { return x.Pid == pid })
	if i < 0 {
		return Person{}, false
	}
	return p.cfg.Persons[i], true
}

func (p *Porten) clientOf(issuer Issuer, id string) (*Client, bool) {
	for i := range p.cfg.Clients {
		if c := &p.cfg.Clients[i]; c.Issuer == issuer && c.ID == id {
			return c, true
		}
	}
	return nil, false
}

// organisations returns the organisations a person has rights in, in the order of the table.
func (p *Porten) organisations(pid string, keep func(Right) bool) []Right {
	var found []Right
	for _, r := range p.cfg.Rights {
		if r.Pid == pid && keep(r) && !slices.ContainsFunc(found, func(f Right) bool { return f.Orgno == r.Orgno }) {
			found = append(found, r)
		}
	}
	return found
}

// sign makes a token of the issuer. Every token says that it is a lab's.
func (p *Porten) sign(issuer Issuer, typ string, claims map[string]any) (string, error) {
	private, err := p.keys.current(string(issuer))
	if err != nil {
		return "", err
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: private}, (&jose.SignerOptions{}).WithType(jose.ContentType(typ)))
	if err != nil {
		return "", fmt.Errorf("signer: %w", err)
	}
	claims["lab"] = true
	return jwt.Signed(signer).Claims(claims).Serialize()
}

// verify reads a token that the issuer signed, whether or not it has expired.
func (p *Porten) verify(issuer Issuer, token string, claims any) error {
	parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return fmt.Errorf("token: %w", err)
	}
	for _, key := range p.keys.public(string(issuer)) {
		if key.KeyID == parsed.Headers[0].KeyID {
			return parsed.Claims(key.Key, claims)
		}
	}
	return errors.New("token: unknown key")
}

func random() string {
	var b [24]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return base64.RawURLEncoding.EncodeToString(b[:])
}

func respond(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // the client may be gone
}

// refusal is an OAuth error.
type refusal struct{ code, description string }

func refuse(code, description string) *refusal { return &refusal{code, description} }

func (e *refusal) respond(w http.ResponseWriter) {
	status := http.StatusBadRequest
	if e.code == "invalid_client" {
		status = http.StatusUnauthorized
	}
	respond(w, status, map[string]string{"error": e.code, "error_description": e.description})
}
