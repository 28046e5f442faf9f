package porten

import (
	"encoding/json"
	"errors"
	"mime"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// labTokenLasts is how long the tokens for scripts last.
const labTokenLasts = time.Hour

// PersonToken makes a bearer token with which a script calls the API as the person: as a citizen when orgno is empty, else
// as staff or partner with the person's rights in that organisation, or in none at all ([NoRepresentation]). Kobo takes it
// in the lab only. It is an error when the person, or a right of hers in the organisation, does not exist.
func (p *Porten) PersonToken(pid, orgno string) (string, error) {
	person, ok := p.person(pid)
	if !ok {
		return "", errors.New("porten: no such person")
	}
	now := p.Now()
	claims := map[string]any{
		"aud": p.cfg.API, "sub": pid, "pid": pid, "name": person.Name, "locale": locale(person), "jti": random(),
		"iat": now.Unix(), "exp": now.Add(labTokenLasts).Unix(),
	}
	if orgno == "" {
		claims["iss"], claims["acr"] = p.URLs.IDPorten, "idporten-loa-high"
		return p.sign(IDPorten, "at+jwt", claims)
	}
	claims["iss"], claims["acr"] = p.URLs.Ansattporten, "high"
	if orgno != NoRepresentation {
		var details []wanted
		for _, r := range p.cfg.Rights {
			if r.Pid == pid && r.Orgno == orgno {
				details = append(details, wanted{Type: typeResource, Resource: "urn:altinn:resource:" + r.Resource})
			}
		}
		if details == nil {
			return "", errors.New("porten: the person has no rights in the organisation")
		}
		claims["authorization_details"] = p.answer(pid, details, []string{orgno})
	}
	return p.sign(Ansattporten, "at+jwt", claims)
}

// SystemToken makes a Maskinporten access token of the client with all its scopes: for its own organisation, as the system
// user that the customer gave it, or with the scopes that the customer delegated. It is an error when none of these is in
// the tables.
func (p *Porten) SystemToken(clientID, customerOrgno string) (string, error) {
	client, ok := p.clientOf(Maskinporten, clientID)
	if !ok {
		return "", errors.New("porten: Maskinporten has no such client")
	}
	if customerOrgno == client.Orgno {
		customerOrgno = ""
	}
	details := p.systemUserDetails(client.Orgno, customerOrgno)
	scopes, consumer := client.Scopes, ""
	if customerOrgno != "" && details == nil {
		consumer, scopes = customerOrgno, nil
		for _, scope := range client.Scopes {
			if slices.Contains(p.cfg.Delegations, Delegation{consumer, client.Orgno, scope}) {
				scopes = append(scopes, scope)
			}
		}
	}
	claims, number := p.machineClaims(client, scopes, consumer)
	if number != "" || len(scopes) == 0 {
		return "", errors.New("porten: the organisation has given the client neither a system user nor a scope")
	}
	if details != nil {
		claims["authorization_details"] = details
	}
	claims["aud"], claims["exp"] = p.cfg.API, p.Now().Add(labTokenLasts).Unix()
	return p.sign(Maskinporten, "JWT", claims)
}

// Viewers lists whom PersonToken and SystemToken make tokens for.
type Viewers struct {
	Persons []PersonViewer `json:"persons"`
	Systems []SystemViewer `json:"systems"`
}

// PersonViewer is a person and the organisations she has rights in.
type PersonViewer struct {
	Pid           string               `json:"pid"`
	Name          string               `json:"name"`
	Note          string               `json:"note,omitempty"`
	Organisations []OrganisationViewer `json:"organisations"`
}

// OrganisationViewer is an organisation and the rights a person has there.
type OrganisationViewer struct {
	Orgno  string `json:"orgno"`
	Name   string `json:"name"`
	Rights string `json:"rights"`
}

// SystemViewer is a Maskinporten client and the organisations it can act for.
type SystemViewer struct {
	ClientID  string   `json:"clientId"`
	Orgno     string   `json:"orgno"`
	Scopes    []string `json:"scopes"`
	Customers []string `json:"customers"`
}

// Viewers returns the list.
func (p *Porten) Viewers() Viewers {
	v := Viewers{Persons: []PersonViewer{}, Systems: []SystemViewer{}}
	for _, x := range p.cfg.Persons {
		person := PersonViewer{Pid: x.Pid, Name: x.Name, Note: x.Note, Organisations: []OrganisationViewer{}}
		for _, r := range p.organisations(x.Pid, func(Right) bool { return true }) {
			person.Organisations = append(person.Organisations, OrganisationViewer{r.Orgno, r.OrgName, p.rightsOf(x.Pid, r.Orgno)})
		}
		v.Persons = append(v.Persons, person)
	}
	for _, c := range p.cfg.Clients {
		if c.Issuer != Maskinporten {
			continue
		}
		s := SystemViewer{ClientID: c.ID, Orgno: c.Orgno, Scopes: c.Scopes, Customers: []string{}}
		for _, u := range p.cfg.SystemUsers {
			if u.Vendor == c.Orgno {
				s.Customers = append(s.Customers, u.Customer)
			}
		}
		for _, d := range p.cfg.Delegations {
			if d.Supplier == c.Orgno && !slices.Contains(s.Customers, d.Consumer) {
				s.Customers = append(s.Customers, d.Consumer)
			}
		}
		v.Systems = append(v.Systems, s)
	}
	return v
}

// sim serves the steering of the simulation (the package comment lists it), on a listener of its own so that it is never
// taken for a national service. Bodies are JSON. Requests must name this listener as their host, so that no web page can reach it by a name of its own.
func (p *Porten) sim() http.Handler {
	mux := http.NewServeMux()
	type input struct {
		Pid, Orgno, ClientID, Advance, Acr, Path string
		Issuer                                   Issuer
		Status, Times                            int
	}
	post := func(path string, act func(r *http.Request, in input) (any, error)) {
		mux.HandleFunc("POST /__sim/"+path, func(w http.ResponseWriter, r *http.Request) {
			var in input
			mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
			if err != nil || mediaType != "application/json" || json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10)).Decode(&in) != nil {
				respond(w, http.StatusBadRequest, map[string]string{"error": "the body must be JSON"})
				return
			}
			answer, err := act(r, in)
			if err != nil {
				respond(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
				return
			}
			respond(w, http.StatusOK, answer)
		})
	}
	clock := func() any { return map[string]any{"now": p.Now().UTC().Format(time.RFC3339)} }
	done := map[string]bool{"done": true}
	mux.HandleFunc("GET /__sim/viewers", func(w http.ResponseWriter, _ *http.Request) { respond(w, http.StatusOK, p.Viewers()) })
	mux.HandleFunc("GET /__sim/clock", func(w http.ResponseWriter, _ *http.Request) { respond(w, http.StatusOK, clock()) })
	post("token", func(_ *http.Request, in input) (any, error) {
		var token string
		var err error
		if in.ClientID != "" {
			token, err = p.SystemToken(in.ClientID, in.Orgno)
		} else {
			token, err = p.PersonToken(in.Pid, in.Orgno)
		}
		return map[string]any{"token": token, "expiresIn": int(labTokenLasts.Seconds())}, err
	})
	post("clock", func(_ *http.Request, in input) (any, error) {
		d, err := duration(in.Advance)
		if err == nil {
			p.Advance(d)
		}
		return clock(), err
	})
	post("rotate", func(_ *http.Request, in input) (any, error) {
		if !slices.Contains([]Issuer{IDPorten, Ansattporten, Maskinporten}, in.Issuer) {
			return nil, errors.New("no such issuer")
		}
		return done, p.Rotate(in.Issuer)
	})
	post("acr", func(_ *http.Request, in input) (any, error) {
		p.Force(in.Issuer, in.Acr)
		return done, nil
	})
	post("logout", func(r *http.Request, in input) (any, error) { return done, p.LogOut(r.Context(), in.Issuer, in.Pid) })
	post("faults", func(_ *http.Request, in input) (any, error) {
		if in.Status < 400 || in.Status > 599 || in.Times < 1 {
			return nil, errors.New("status must be 400 to 599, and times at least 1")
		}
		p.Fail(in.Path, in.Status, in.Times)
		return done, nil
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			respond(w, http.StatusMisdirectedRequest, map[string]string{"error": "this listener has no such name"})
			return
		}
		mux.ServeHTTP(w, r)
	})
}

var isoDuration = regexp.MustCompile(`^P(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,5})M)?(?:(\d{1,5})S)?)?$`)

// duration reads a duration in ISO 8601's form: "P1DT2H30M5S".
func duration(text string) (time.Duration, error) {
	m := isoDuration.FindStringSubmatch(text)
	if m == nil {
		return 0, errors.New("advance must be a duration like PT2H")
	}
	var d time.Duration
	for i, unit := range []time.Duration{24 * time.Hour, time.Hour, time.Minute, time.Second} {
		n, _ := strconv.Atoi("0" + m[i+1]) // at most five digits
		d += time.Duration(n) * unit
	}
	return d, nil
}
