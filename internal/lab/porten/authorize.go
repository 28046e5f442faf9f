package porten

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4/jwt"
)

// interaction is a person on her way through the login pages.
type interaction struct {
	authorization
	id    string
	pid   string
	acr   string
	amr   string
	until time.Time
}

// session is a person logged in with the provider (single sign-on). Ansattporten's are of one client each.
type session struct {
	pid, acr, amr string
	authTime      time.Time
	used          time.Time
	clients       map[string]string // client id → sid
}

// NoRepresentation is the organisation number that means: logged in without representing anyone.
const NoRepresentation = "none"

// pages serves the login host.
func (o *provider) pages() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /authorize", o.authorize)
	mux.HandleFunc("GET /person", o.showPersons)
	mux.HandleFunc("POST /person", o.pickPerson)
	mux.HandleFunc("GET /organisation", o.showOrganisations)
	mux.HandleFunc("POST /organisation", o.pickOrganisation)
	mux.HandleFunc("GET /logout", o.logout)
	mux.HandleFunc("POST /logout", o.logout)
	return mux
}

func (o *provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	client, ok := o.clientOf(o.issuer, q.Get("client_id"))
	if !ok {
		o.problem(w, "invalid_client", "Ukjent client_id.")
		return
	}
	var a *authorization
	if uri := q.Get("request_uri"); uri != "" {
		o.mu.Lock()
		a = o.pushed[uri]
		delete(o.pushed, uri)
		o.mu.Unlock()
		if a == nil || a.client.ID != client.ID || o.Now().After(a.until) {
			o.problem(w, "invalid_request_uri", "request_uri er ukjent, brukt eller utløpt.")
			return
		}
	} else {
		if !slices.Contains(client.RedirectURIs, q.Get("redirect_uri")) {
			o.problem(w, "invalid_request", "redirect_uri er ikke registrert.")
			return
		}
		var e *refusal
		if a, e = o.read(client, q); e != nil {
			o.back(w, r, a, url.Values{"error": {e.code}, "error_description": {e.description}})
			return
		}
	}
	i := &interaction{authorization: *a, id: random(), acr: a.acr, amr: "TestID", until: o.Now().Add(15 * time.Minute)}
	o.mu.Lock()
	o.interactions[i.id] = i
	o.mu.Unlock()

	if hint, ok := strings.CutPrefix(a.hint, "testid:"); ok {
		o.headless(w, r, i, hint)
		return
	}
	if s := o.session(r, client.ID); s != nil && a.prompt != "login" && o.level(s.acr) >= o.level(a.acr) {
		i.pid, i.acr, i.amr = s.pid, s.acr, s.amr
		o.next(w, r, i)
		return
	}
	if a.prompt == "none" {
		o.back(w, r, a, url.Values{"error": {"login_required"}})
		return
	}
	http.Redirect(w, r, "/person?i="+i.id, http.StatusSeeOther)
}

// headless logs in without pages: testid:<pid>_<acr>, and for Ansattporten optionally _<orgno> or _none.
func (o *provider) headless(w http.ResponseWriter, r *http.Request, i *interaction, hint string) {
	parts := strings.Split(hint, "_")
	_, known := o.person(parts[0])
	if len(parts) > 1 {
		i.acr = parts[1]
	}
	if !known || len(parts) > 3 || o.level(i.acr) < o.level(i.authorization.acr) {
		o.back(w, r, &i.authorization, url.Values{"error": {"access_denied"}, "error_description": {"unknown test person, or too low a level"}})
		return
	}
	i.pid = parts[0]
	o.logIn(w, i)
	if len(i.details) == 0 {
		o.finish(w, r, i, nil)
		return
	}
	all := o.choices(i)
	var chosen []string
	for _, c := range all {
		if len(parts) < 3 && (len(all) == 1 || i.multiple()) || len(parts) == 3 && parts[2] == c.Orgno {
			chosen = append(chosen, c.Orgno)
		}
	}
	if len(chosen) == 0 && i.required() {
		o.back(w, r, &i.authorization, url.Values{"error": {"access_denied"}, "error_description": {"representation is required"}})
		return
	}
	o.finish(w, r, i, chosen)
}

func (o *provider) level(acr string) int { return slices.Index(o.levels, acr) }

func (o *provider) cookieName(client string) string {
	if o.issuer == Ansattporten { // isolated: no single sign-on between clients
		return "porten-" + string(o.issuer) + "-" + client
	}
	return "porten-" + string(o.issuer)
}

func (o *provider) session(r *http.Request, client string) *session {
	c, err := r.Cookie(o.cookieName(client))
	if err != nil {
		return nil
	}
	now := o.Now()
	o.mu.Lock()
	defer o.mu.Unlock()
	s := o.sessions[c.Value]
	if s == nil || now.Sub(s.used) > sessionIdle || now.Sub(s.authTime) > sessionMost {
		return nil
	}
	s.used = now
	return s
}

// logIn begins the person's session with the provider.
func (o *provider) logIn(w http.ResponseWriter, i *interaction) {
	name, now := random(), o.Now()
	o.mu.Lock()
	o.sessions[name] = &session{pid: i.pid, acr: i.acr, amr: i.amr, authTime: now, used: now, clients: map[string]string{}}
	o.mu.Unlock()
	http.SetCookie(w, &http.Cookie{Name: o.cookieName(i.client.ID), Value: name, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

func (o *provider) interaction(w http.ResponseWriter, r *http.Request) *interaction {
	o.mu.Lock()
	i := o.interactions[r.FormValue("i")]
	o.mu.Unlock()
	if i == nil || o.Now().After(i.until) {
		o.problem(w, "expired", "Innloggingen er utløpt. Start på nytt fra tjenesten.")
		return nil
	}
	return i
}

func (o *provider) showPersons(w http.ResponseWriter, r *http.Request) {
	if i := o.interaction(w, r); i != nil {
		o.personPage(w, i, r.FormValue("q"))
	}
}

func (o *provider) pickPerson(w http.ResponseWriter, r *http.Request) {
	i := o.interaction(w, r)
	if i == nil {
		return
	}
	if r.PostFormValue("cancel") != "" {
		o.cancel(w, r, i)
		return
	}
	if _, ok := o.person(r.PostFormValue("pid")); !ok {
		o.personPage(w, i, "")
		return
	}
	i.pid = r.PostFormValue("pid")
	if acr := r.PostFormValue("acr"); o.level(acr) >= o.level(i.authorization.acr) {
		i.acr = acr
	}
	o.logIn(w, i)
	o.next(w, r, i)
}

// next goes on from a known person: to the choice of organisation when rights were asked for.
func (o *provider) next(w http.ResponseWriter, r *http.Request, i *interaction) {
	if len(i.details) == 0 {
		o.finish(w, r, i, nil)
		return
	}
	if i.prompt == "none" {
		o.back(w, r, &i.authorization, url.Values{"error": {"interaction_required"}})
		return
	}
	http.Redirect(w, r, "/organisation?i="+i.id, http.StatusSeeOther)
}

func (i *interaction) multiple() bool {
	return slices.ContainsFunc(i.details, func(d wanted) bool { return bool(d.Multiple) })
}

func (i *interaction) required() bool {
	return slices.ContainsFunc(i.details, func(d wanted) bool { return bool(d.Required) })
}

// choices are the organisations in which the person has something of what was asked for.
func (o *provider) choices(i *interaction) []Right {
	return o.organisations(i.pid, func(r Right) bool {
		return slices.ContainsFunc(i.details, func(d wanted) bool {
			return d.Type == typeOrgno || d.Resource == "urn:altinn:resource:"+r.Resource
		})
	})
}

func (o *provider) showOrganisations(w http.ResponseWriter, r *http.Request) {
	if i := o.interaction(w, r); i != nil && i.pid != "" {
		o.organisationPage(w, i)
	}
}

func (o *provider) pickOrganisation(w http.ResponseWriter, r *http.Request) {
	i := o.interaction(w, r)
	switch {
	case i == nil:
	case i.pid == "":
		o.personPage(w, i, "")
	case r.PostFormValue("cancel") != "":
		o.cancel(w, r, i)
	case r.PostFormValue("none") != "" && !i.required():
		o.finish(w, r, i, nil)
	default:
		var chosen []string
		all := o.choices(i)
		for _, orgno := range r.PostForm["orgno"] {
			if slices.ContainsFunc(all, func(c Right) bool { return c.Orgno == orgno }) && (len(chosen) == 0 || i.multiple()) {
				chosen = append(chosen, orgno)
			}
		}
		if len(chosen) == 0 {
			o.organisationPage(w, i)
			return
		}
		o.finish(w, r, i, chosen)
	}
}

func (o *provider) cancel(w http.ResponseWriter, r *http.Request, i *interaction) {
	o.mu.Lock()
	delete(o.interactions, i.id)
	o.mu.Unlock()
	o.back(w, r, &i.authorization, url.Values{"error": {"access_denied"}, "error_description": {"user cancelled"}})
}

// finish makes the code and sends the person back. chosen are the organisations she represents.
func (o *provider) finish(w http.ResponseWriter, r *http.Request, i *interaction, chosen []string) {
	code, now := random(), o.Now()
	g := &issued{authorization: i.authorization, pid: i.pid, acr: i.acr, amr: []string{i.amr}, authTime: now, until: now.Add(codeLasts)}
	if i.details != nil {
		g.answer = o.answer(i.pid, i.details, chosen)
	}
	o.mu.Lock()
	if o.forced != "" {
		g.acr = o.forced
	}
	g.sid = random()
	for _, s := range o.sessionsOf(w, r, i) {
		if old, ok := s.clients[i.client.ID]; ok {
			g.sid = old
		}
		s.clients[i.client.ID], g.authTime = g.sid, s.authTime
	}
	o.codes[code] = g
	delete(o.interactions, i.id)
	for name, c := range o.codes {
		if now.Sub(c.until) > time.Hour {
			delete(o.codes, name)
		}
	}
	o.mu.Unlock()
	o.back(w, r, &i.authorization, url.Values{"code": {code}})
}

// sessionsOf returns the session of this response's or request's cookie. The caller holds the lock.
func (o *provider) sessionsOf(w http.ResponseWriter, r *http.Request, i *interaction) []*session {
	name := o.cookieName(i.client.ID)
	for _, line := range w.Header().Values("Set-Cookie") {
		if c, err := http.ParseSetCookie(line); err == nil && c.Name == name && o.sessions[c.Value] != nil {
			return []*session{o.sessions[c.Value]}
		}
	}
	if c, err := r.Cookie(name); err == nil && o.sessions[c.Value] != nil {
		return []*session{o.sessions[c.Value]}
	}
	return nil
}

// back sends the browser to the client's address, naming the issuer (RFC 9207).
func (o *provider) back(w http.ResponseWriter, r *http.Request, a *authorization, values url.Values) {
	values.Set("iss", o.url)
	if a.state != "" {
		values.Set("state", a.state)
	}
	http.Redirect(w, r, withQuery(a.redirect, values), http.StatusSeeOther)
}

func withQuery(address string, values url.Values) string {
	if strings.Contains(address, "?") {
		return address + "&" + values.Encode()
	}
	return address + "?" + values.Encode()
}

const (
	typeResource = "ansattporten:altinn:resource"
	typeService  = "ansattporten:altinn:service"
	typeOrgno    = "ansattporten:orgno"
)

// answer makes the authorization_details of a token in the shape of what was asked for. Elements in which the person
// represents nobody have their type only.
func (p *Porten) answer(pid string, details []wanted, chosen []string) []map[string]any {
	answer := []map[string]any{}
	for _, d := range details {
		element := map[string]any{"type": d.Type}
		answer = append(answer, element)
		var parties []map[string]any
		name := ""
		for _, r := range p.cfg.Rights {
			if r.Pid != pid || !slices.Contains(chosen, r.Orgno) || d.Type != typeOrgno && d.Resource != "urn:altinn:resource:"+r.Resource {
				continue
			}
			name = r.ResourceName
			switch d.Type {
			case typeOrgno:
				if _, done := element["orgno"]; !done {
					element["orgno"] = map[string]string{"Authority": "iso6523-actorid-upis", "ID": "0192:" + r.Orgno}
				}
			case typeService:
				rights := []string{"Read"}
				if slices.Contains(r.Actions, "write") {
					rights = append(rights, "Write")
				}
				parties = append(parties, map[string]any{
					"Rights": rights, "Authority": "iso6523-actorid-upis", "ID": "0192:" + r.Orgno, "Name": r.OrgName,
				})
			default:
				party := map[string]any{"orgno": organisation(r.Orgno), "resource": r.Resource, "name": r.OrgName, "unit_type": r.UnitType}
				if r.Actions != nil {
					party["actions"] = r.Actions
				}
				parties = append(parties, party)
			}
		}
		if len(parties) == 0 { // nobody represented, or the organisation alone was asked for
			continue
		}
		element["resource"], element["resource_name"] = d.Resource, name
		if d.Type == typeService {
			element["reportees"] = parties
		} else {
			element["authorized_parties"] = parties
		}
	}
	return answer
}

// logout ends the provider's session (RP-initiated logout) and tells every client in it, by its server and by frames.
func (o *provider) logout(w http.ResponseWriter, r *http.Request) {
	var hint struct {
		jwt.Claims
		Sid string `json:"sid"`
	}
	id := r.FormValue("client_id")
	if raw := r.FormValue("id_token_hint"); raw != "" {
		if o.verify(o.issuer, raw, &hint) != nil || hint.Issuer != o.url || len(hint.Audience) != 1 || id != "" && id != hint.Audience[0] {
			o.problem(w, "invalid_request", "id_token_hint er ikke gyldig.")
			return
		}
		id = hint.Audience[0]
	}
	client, ok := o.clientOf(o.issuer, id)
	if !ok {
		o.problem(w, "invalid_request", "id_token_hint eller client_id mangler.")
		return
	}
	to := r.FormValue("post_logout_redirect_uri")
	if to != "" && !slices.Contains(client.PostLogoutURIs, to) {
		o.problem(w, "invalid_request", "post_logout_redirect_uri er ikke registrert.")
		return
	}
	cookie, _ := r.Cookie(o.cookieName(id))
	frames := o.endSessions(r.Context(), func(name string, s *session) bool {
		return cookie != nil && cookie.Value == name || hint.Sid != "" && s.clients[id] == hint.Sid
	})
	http.SetCookie(w, &http.Cookie{Name: o.cookieName(id), Path: "/", MaxAge: -1})
	if to != "" && r.FormValue("state") != "" {
		to = withQuery(to, url.Values{"state": {r.FormValue("state")}})
	}
	if len(frames) == 0 && to != "" {
		http.Redirect(w, r, to, http.StatusSeeOther)
		return
	}
	o.loggedOutPage(w, frames, to)
}

// LogOut ends all of a person's sessions with the issuer, as an administrator there could, and tells the clients' servers.
func (p *Porten) LogOut(ctx context.Context, issuer Issuer, pid string) error {
	for _, o := range []*provider{p.idporten, p.ansatt} {
		if o.issuer == issuer {
			o.endSessions(ctx, func(_ string, s *session) bool { return s.pid == pid })
			return nil
		}
	}
	return errors.New("porten: the issuer has no sessions")
}

// endSessions ends the sessions, sends each client its logout token once, and returns the addresses for frames.
func (o *provider) endSessions(ctx context.Context, which func(name string, s *session) bool) (frames []string) {
	type call struct {
		client   *Client
		sid, pid string
	}
	var calls []call
	o.mu.Lock()
	for name, s := range o.sessions {
		if !which(name, s) {
			continue
		}
		delete(o.sessions, name)
		for id, sid := range s.clients {
			if c, ok := o.clientOf(o.issuer, id); ok {
				calls = append(calls, call{c, sid, s.pid})
			}
		}
	}
	o.mu.Unlock()
	for _, c := range calls {
		if c.client.FrontchannelLogoutURI != "" {
			frames = append(frames, withQuery(c.client.FrontchannelLogoutURI, url.Values{"iss": {o.url}, "sid": {c.sid}}))
		}
		if c.client.BackchannelLogoutURI == "" {
			continue
		}
		now := o.Now()
		token, err := o.sign(o.issuer, "logout+jwt", map[string]any{
			"iss": o.url, "aud": c.client.ID, "sub": o.subject(c.client.ID, c.pid), "sid": c.sid, "jti": random(),
			"iat": now.Unix(), "exp": now.Add(tokenLasts).Unix(),
			"events": map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}},
		})
		if err != nil {
			continue
		}
		body := strings.NewReader(url.Values{"logout_token": {token}}.Encode())
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.client.BackchannelLogoutURI, body)
		if err != nil {
			continue
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if res, err := o.client.Do(req); err == nil { // one attempt; what comes of it is the client's affair
			_ = res.Body.Close()
		}
	}
	return frames
}
