package login

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"kobo/internal/message"
	"kobo/internal/viewer"
)

// flow is a login under way. It is stored under two secrets, the browser's cookie and the state, so that an answer counts
// only once, and only in the browser that asked.
type flow struct {
	Provider string `json:"provider"`
	Return   string `json:"return"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
}

const (
	flowCookie = "kobo-login"
	flowLasts  = 15 * time.Minute
)

func (p *party) start(w http.ResponseWriter, r *http.Request) {
	l := p.login
	meta, err := p.discover(r.Context())
	if err != nil {
		l.notice(w, r, http.StatusServiceUnavailable, notice{text: "login.issuerDown", args: []any{"issuer", p.title}, link: r.URL.RequestURI()})
		return
	}
	browser := secret()
	if c, err := r.Cookie(l.cookieName(flowCookie)); err == nil && len(c.Value) == len(browser) {
		browser = c.Value // another tab of the same browser may be logging in too
	}
	state := secret()
	f := flow{Provider: p.name, Return: localPath(r.URL.Query().Get("return")), Nonce: secret(), Verifier: oauth2.GenerateVerifier()}
	form := url.Values{
		"response_type": {"code"}, "client_id": {p.ClientID}, "redirect_uri": {p.callbackURL()}, "scope": {"openid profile"},
		"state": {state}, "nonce": {f.Nonce}, "acr_values": {p.AcrValues[0]}, "ui_locales": {language(r)},
		"code_challenge": {oauth2.S256ChallengeFromVerifier(f.Verifier)}, "code_challenge_method": {"S256"},
	}
	if p.name == ansattporten {
		form.Set("authorization_details", requested())
	}
	if hint := r.URL.Query().Get("login_hint"); l.Lab && hint != "" {
		form.Set("login_hint", hint)
	}
	requestURI, err := p.push(r.Context(), meta, form)
	if err != nil {
		l.Log.WarnContext(r.Context(), "login could not start", "provider", p.name, "error", err)
		l.notice(w, r, http.StatusServiceUnavailable, notice{text: "login.issuerDown", args: []any{"issuer", p.title}, link: r.URL.RequestURI()})
		return
	}
	if err := l.records.put(r.Context(), key("flow", browser+state), f, l.Now().Add(flowLasts)); err != nil {
		l.broken(w, r, err)
		return
	}
	target, err := url.Parse(meta.endpoint.AuthURL)
	if err != nil {
		l.broken(w, r, err)
		return
	}
	query := target.Query()
	query.Set("client_id", p.ClientID)
	query.Set("request_uri", requestURI)
	target.RawQuery = query.Encode()
	l.setCookie(w, flowCookie, browser, flowLasts)
	http.Redirect(w, r, target.String(), http.StatusSeeOther)
}

func (p *party) callback(w http.ResponseWriter, r *http.Request) {
	l, ctx, q := p.login, r.Context(), r.URL.Query()
	refuse := func(status int, why string, n notice) {
		l.Log.InfoContext(ctx, "login refused", "provider", p.name, "reason", why)
		n.link, n.linkText = "/login/"+p.name, "login.tryAgain"
		l.notice(w, r, status, n)
	}
	var f flow
	browser, err := r.Cookie(l.cookieName(flowCookie))
	if err != nil {
		refuse(http.StatusBadRequest, "no cookie", notice{text: "login.expired"})
		return
	}
	at := key("flow", browser.Value+q.Get("state"))
	found, err := l.records.find(ctx, at, &f)
	if err == nil && found {
		err = l.records.remove(ctx, at)
	}
	if err != nil {
		l.broken(w, r, err)
		return
	}
	if !found || f.Provider != p.name {
		refuse(http.StatusBadRequest, "state", notice{text: "login.expired"})
		return
	}
	meta, err := p.discover(ctx)
	if err != nil {
		refuse(http.StatusServiceUnavailable, "issuer down", notice{text: "login.issuerDown", args: []any{"issuer", p.title}})
		return
	}
	// SECURITY: an answer of another issuer must not be redeemed here (mix-up, RFC 9207).
	if (meta.NamesItself || q.Has("iss")) && q.Get("iss") != p.Issuer {
		refuse(http.StatusBadRequest, "iss", notice{text: "login.failed"})
		return
	}
	switch q.Get("error") {
	case "":
	case "access_denied":
		refuse(http.StatusForbidden, "cancelled", notice{text: "login.cancelled"})
		return
	default:
		refuse(http.StatusBadGateway, "error from issuer", notice{text: "login.failed"})
		return
	}
	raw, c, err := p.redeem(ctx, meta, q.Get("code"), f)
	if err != nil {
		status := http.StatusBadGateway
		if errors.Is(err, errToken) {
			status = http.StatusForbidden
		}
		l.Log.WarnContext(ctx, "login failed", "provider", p.name, "error", err)
		refuse(status, "token", notice{text: "login.failed"})
		return
	}
	// SECURITY: acr_values was a wish; what counts is the level the person logged in at.
	if !slices.Contains(p.AcrValues, c.Acr) {
		refuse(http.StatusForbidden, "acr", notice{text: "login.acr"})
		return
	}
	if c.Pid == "" {
		refuse(http.StatusForbidden, "no pid", notice{text: "login.noPid"})
		return
	}
	s, err := p.newSession(r, raw, c)
	if err == nil {
		err = l.open(w, r, s)
	}
	if err != nil {
		l.broken(w, r, err)
		return
	}
	l.Log.InfoContext(ctx, "logged in", "provider", p.name, "session", s.ID, "organisations", len(s.Organisations))
	switch len(s.Organisations) {
	case 0:
		http.Redirect(w, r, f.Return, http.StatusSeeOther)
	case 1:
		l.enter(w, r, s, f.Return)
	default:
		http.Redirect(w, r, "/login/organisation?return="+url.QueryEscape(f.Return), http.StatusSeeOther)
	}
}

func (p *party) newSession(r *http.Request, raw string, c claims) (*session, error) {
	l, now, token := p.login, p.login.Now(), secret()
	s := &session{
		ID: secret()[:22], Provider: p.name, Name: c.Name, Language: language(r), Upstream: c.Sid,
		Hint: seal(token, raw), Form: secret(), Since: now, Seen: now, token: token,
	}
	if c.Locale != "" {
		s.Language = message.Pick(c.Locale)
	}
	if s.Upstream == "" { // no logout from the issuer, but the index must name the session
		s.Upstream = s.ID
	}
	var err error
	if p.name == idporten {
		s.Person, err = l.Directory.Citizen(r.Context(), l.PersonIndex(c.Pid))
		return s, err
	}
	if s.Person, err = l.Directory.Staff(r.Context(), l.PersonIndex(c.Pid), c.Name); err != nil {
		return nil, err
	}
	if s.Organisations, err = l.known(r, accesses(c.Details)); err != nil {
		return nil, err
	}
	if len(s.Organisations) == 1 {
		s.Chosen = s.Organisations[0].key()
	}
	return s, nil
}

// known leaves out the organisations that do not use Kobo. An analyst's organisation need not.
func (l *Login) known(r *http.Request, all []access) ([]access, error) {
	var kept []access
	for _, a := range all {
		o, found, err := l.organisation(r.Context(), a.Organisation)
		if err != nil {
			return nil, err
		}
		if !found && a.Role != viewer.Stats {
			continue
		}
		if found && o.Name != "" {
			a.Name = o.Name
		}
		kept = append(kept, a)
	}
	return kept, nil
}

// enter sends the person on, unless the chosen organisation does not let her in from where she is: better to say so here
// than in every answer afterwards.
func (l *Login) enter(w http.ResponseWriter, r *http.Request, s *session, to string) {
	_, err := l.viewerOf(r, s)
	var refusal *Refusal
	if errors.As(err, &refusal) {
		link, text := "/login/organisation?return="+url.QueryEscape(to), "login.tryAgain"
		l.notice(w, r, http.StatusForbidden, notice{text: refusal.Fault.Message, args: refusal.Fault.Args, link: link, linkText: text, language: s.Language})
		return
	}
	if err != nil {
		l.broken(w, r, err)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

func (l *Login) showOrganisations(w http.ResponseWriter, r *http.Request) {
	s, err := l.read(r)
	to := localPath(r.URL.Query().Get("return"))
	switch {
	case err != nil:
		l.broken(w, r, err)
	case s == nil || s.Provider != ansattporten:
		http.Redirect(w, r, "/login/ansattporten?return="+url.QueryEscape(to), http.StatusSeeOther)
	default:
		l.organisationPage(w, r, http.StatusOK, s, to, "")
	}
}

func (l *Login) organisationPage(w http.ResponseWriter, r *http.Request, status int, s *session, to, problem string) {
	p := page{
		Title: "login.chooseOrganisation", Lead: "login.chooseLead", Problem: problem,
		Post: &post{Action: "/login/organisation", Submit: "login.continue", Fields: []field{{"form", s.Form}, {"return", to}}},
	}
	if len(s.Organisations) == 0 {
		p.Lead, p.Post = "login.noOrganisations", &post{Action: "/logout", Submit: "login.logOut"}
	}
	for _, a := range s.Organisations {
		o := option{Value: a.key(), Label: a.Name, Checked: a.key() == s.Chosen}
		switch a.Role {
		case viewer.Partner:
			o.Hint = "login.asPartner"
		case viewer.Stats:
			o.Hint = "login.asAnalyst"
		}
		p.Post.Options = append(p.Post.Options, o)
	}
	l.page(w, r, status, s.Language, p)
}

func (l *Login) pickOrganisation(w http.ResponseWriter, r *http.Request) {
	s, err := l.read(r)
	if err != nil {
		l.broken(w, r, err)
		return
	}
	to := localPath(r.PostFormValue("return"))
	if s == nil {
		http.Redirect(w, r, "/login/ansattporten?return="+url.QueryEscape(to), http.StatusSeeOther)
		return
	}
	if !same(r.PostFormValue("form"), s.Form) {
		l.organisationPage(w, r, http.StatusForbidden, s, to, "login.oldForm")
		return
	}
	s.Chosen = r.PostFormValue("organisation")
	if _, ok := s.chosen(); !ok {
		s.Chosen = ""
		l.organisationPage(w, r, http.StatusUnprocessableEntity, s, to, "login.chooseOne")
		return
	}
	s.Seen = l.Now()
	if err := l.write(r.Context(), s); err != nil {
		l.broken(w, r, err)
		return
	}
	l.enter(w, r, s, to)
}

// localPath returns the path when it is one of ours, else "/": nobody is sent to another site after a login.
func localPath(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(path, "/") || len(path) > 2000 ||
		strings.HasPrefix(path, "//") || strings.ContainsFunc(path, func(c rune) bool { return c <= ' ' || c == '\\' || c == 0x7f }) {
		return "/"
	}
	return path
}
