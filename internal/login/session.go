package login

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"time"

	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/message"
	"kobo/internal/viewer"
)

// session is a person who is logged in. It holds no identity number: the hint, which does, is sealed with a key that only
// the browser's cookie gives.
type session struct {
	ID            string    `json:"id"`       // names the session in logs
	Provider      string    `json:"provider"` // idporten, ansattporten
	Person        entity.ID `json:"person"`
	Name          string    `json:"name"`
	Language      string    `json:"language"`
	Organisations []access  `json:"organisations"`
	Chosen        string    `json:"chosen"` // key of the organisation acted for; empty: none
	Upstream      string    `json:"upstream"`
	Hint          []byte    `json:"hint"` // the id_token, sealed
	Form          string    `json:"form"` // what our own forms carry
	Since         time.Time `json:"since"`
	Seen          time.Time `json:"seen"`

	token string // the cookie's value
}

// touch is how often use of a session is written down.
const touch = time.Minute

func (s *session) chosen() (access, bool) {
	i := slices.IndexFunc(s.Organisations, func(a access) bool { return a.key() == s.Chosen })
	if i < 0 {
		return access{}, false
	}
	return s.Organisations[i], true
}

func (l *Login) expires(s *session) time.Time {
	idle, absolute := s.Seen.Add(l.Idle), s.Since.Add(l.Absolute)
	if idle.Before(absolute) {
		return idle
	}
	return absolute
}

// cookieName: the prefix __Host- makes browsers insist on Secure, on path / and on no other host having set it.
func (l *Login) cookieName(name string) string {
	if l.secure {
		return "__Host-" + name
	}
	return name
}

func (l *Login) setCookie(w http.ResponseWriter, name, value string, lasts time.Duration) {
	c := &http.Cookie{
		Name: l.cookieName(name), Value: value, Path: "/", MaxAge: int(lasts.Seconds()),
		HttpOnly: true, Secure: l.secure, SameSite: http.SameSiteLaxMode,
	}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

const sessionCookie = "kobo"

// read returns the session of the request's cookie, nil when there is none or it has ended.
func (l *Login) read(r *http.Request) (*session, error) {
	c, err := r.Cookie(l.cookieName(sessionCookie))
	if err != nil || c.Value == "" || len(c.Value) > 100 {
		return nil, nil
	}
	s := &session{token: c.Value}
	found, err := l.records.find(r.Context(), key("session", c.Value), s)
	if err != nil || !found || !l.Now().Before(l.expires(s)) {
		return nil, err
	}
	return s, nil
}

// open begins a session and sets its cookie. A session of ours that the issuer's session already had ends, and so does the
// one the request came with: a login always gets a new secret.
func (l *Login) open(w http.ResponseWriter, r *http.Request, s *session) error {
	if old, err := l.read(r); err != nil {
		return err
	} else if old != nil {
		if err := l.end(r.Context(), upstreamKey(old.Provider, old.Upstream)); err != nil {
			return err
		}
	}
	if err := l.end(r.Context(), upstreamKey(s.Provider, s.Upstream)); err != nil {
		return err
	}
	index := upstreamKey(s.Provider, s.Upstream)
	if err := l.records.put(r.Context(), index, key("session", s.token), s.Since.Add(l.Absolute)); err != nil {
		return err
	}
	if err := l.write(r.Context(), s); err != nil {
		return err
	}
	l.setCookie(w, sessionCookie, s.token, l.Absolute)
	return nil
}

// write stores the session. A session that was ended meanwhile stays ended: ending removes the index first and the session
// after, so a writer that finds no index undoes what it wrote.
func (l *Login) write(ctx context.Context, s *session) error {
	at := key("session", s.token)
	if err := l.records.put(ctx, at, s, s.Since.Add(l.Absolute)); err != nil {
		return err
	}
	var indexed string
	found, err := l.records.find(ctx, upstreamKey(s.Provider, s.Upstream), &indexed)
	if err != nil {
		return err
	}
	if !found || indexed != at {
		return l.records.remove(ctx, at)
	}
	return nil
}

// upstreamKey is where the session that belongs to the issuer's session is noted.
func upstreamKey(provider, sid string) string { return key("upstream", provider+"\x00"+sid) }

// end ends the session noted at the key, if there is one.
func (l *Login) end(ctx context.Context, index string) error {
	var at string
	found, err := l.records.find(ctx, index, &at)
	if err != nil || !found {
		return err
	}
	if err := l.records.remove(ctx, index); err != nil {
		return err
	}
	return l.records.remove(ctx, at)
}

// seal encrypts the id_token so that only whoever holds the session's secret can read it.
func seal(token, text string) []byte {
	aead := sealer(token)
	nonce := make([]byte, aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails (crypto/rand)
	return aead.Seal(nonce, nonce, []byte(text), nil)
}

func unseal(token string, sealed []byte) string {
	aead := sealer(token)
	if len(sealed) < aead.NonceSize() {
		return ""
	}
	text, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], nil)
	if err != nil {
		return ""
	}
	return string(text)
}

func sealer(token string) cipher.AEAD {
	k := sha256.Sum256([]byte("hint\x00" + token)) // the token has 256 random bits
	block, _ := aes.NewCipher(k[:])                // fails only for other key lengths
	aead, _ := cipher.NewGCM(block)                // fails only for other block lengths
	return aead
}

// sessionView is a session as clients see it.
type sessionView struct {
	Name          string             `json:"name"`
	Provider      string             `json:"provider"`
	Organisation  *organisationView  `json:"organisation"`
	Organisations []organisationView `json:"organisations"`
	Language      string             `json:"language"`
	ExpiresAt     time.Time          `json:"expiresAt"`
}

type organisationView struct {
	Key    string      `json:"key"`
	Orgno  string      `json:"orgno"`
	Name   string      `json:"name"`
	Role   viewer.Role `json:"role"`
	Rights []string    `json:"rights"`
}

func (l *Login) view(s *session) sessionView {
	v := sessionView{
		Name: s.Name, Provider: s.Provider, Language: s.Language, ExpiresAt: l.expires(s).UTC(),
		Organisations: []organisationView{},
	}
	for _, a := range s.Organisations {
		o := organisationView{Key: a.key(), Orgno: a.Organisation, Name: a.Name, Role: a.Role}
		for _, g := range a.Grants {
			o.Rights = append(o.Rights, g.Right)
		}
		slices.Sort(o.Rights)
		v.Organisations = append(v.Organisations, o)
		if o.Key == s.Chosen {
			v.Organisation = &o
		}
	}
	return v
}

func (l *Login) showSession(w http.ResponseWriter, r *http.Request) {
	s, ok := l.require(w, r)
	if !ok {
		return
	}
	respond(w, http.StatusOK, l.view(s))
}

func (l *Login) switchOrganisation(w http.ResponseWriter, r *http.Request) {
	var input struct {
		Organisation string `json:"organisation"`
	}
	l.change(w, r, &input, func(s *session) bool {
		s.Chosen = input.Organisation
		_, ok := s.chosen()
		return ok
	})
}

func (l *Login) switchLanguage(w http.ResponseWriter, r *http.Request) {
	var input struct {
		Language string `json:"language"`
	}
	l.change(w, r, &input, func(s *session) bool {
		s.Language = message.Pick(input.Language)
		return s.Language == input.Language
	})
}

// change applies one change to the session. The body must be JSON, which no form of another site can send unasked.
func (l *Login) change(w http.ResponseWriter, r *http.Request, input any, apply func(*session) bool) {
	s, ok := l.require(w, r)
	if !ok {
		return
	}
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != "application/json" || json.NewDecoder(r.Body).Decode(input) != nil || !apply(s) {
		respondFault(w, http.StatusBadRequest, s.Language, fault.New(fault.Invalid, "login.badRequest"))
		return
	}
	s.Seen = l.Now()
	if err := l.write(r.Context(), s); err != nil {
		l.broken(w, r, err)
		return
	}
	respond(w, http.StatusOK, l.view(s))
}

// require reads the session or answers that nobody is logged in.
func (l *Login) require(w http.ResponseWriter, r *http.Request) (*session, bool) {
	s, err := l.read(r)
	if err != nil {
		l.broken(w, r, err)
		return nil, false
	}
	if s == nil {
		respondFault(w, http.StatusUnauthorized, language(r), fault.New(fault.Unauthenticated, "fault.unauthenticated"))
		return nil, false
	}
	return s, true
}

// logout ends the session and, unless the client asked for JSON, shows the page that ends the issuer's too. The issuer is
// told by a form, not by an address: the hint holds the identity number, and addresses end in logs.
func (l *Login) logout(w http.ResponseWriter, r *http.Request) {
	s, err := l.read(r)
	if err == nil && s != nil {
		err = l.end(r.Context(), upstreamKey(s.Provider, s.Upstream))
	}
	if err != nil {
		l.broken(w, r, err)
		return
	}
	l.setCookie(w, sessionCookie, "", 0)
	if wantsJSON(r) {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if s != nil {
		p := l.party(s.Provider)
		if meta, err := p.discover(r.Context()); err == nil && meta.EndSession != "" {
			l.page(w, r, http.StatusOK, s.Language, page{
				Title: "login.loggingOut", Lead: "login.loggingOutLead", Args: []any{"issuer", p.title}, Post: &post{
					Action: meta.EndSession, Submit: "login.logOutThere", Auto: true, Fields: []field{
						{"id_token_hint", unseal(s.token, s.Hint)},
						{"client_id", p.ClientID},
						{"post_logout_redirect_uri", l.PublicURL + "/logout/done"},
						{"ui_locales", s.Language},
					},
				},
			})
			return
		}
	}
	http.Redirect(w, r, "/logout/done", http.StatusSeeOther)
}

func (l *Login) loggedOut(w http.ResponseWriter, r *http.Request) {
	l.notice(w, r, http.StatusOK, notice{title: "login.loggedOut", text: "login.loggedOutLead", link: "/", linkText: "login.toFrontPage"})
}

// frontchannel ends the session that the issuer names. It needs no cookie, which a frame of another site seldom gets: the
// issuer's session id is a secret that only the issuer and we know.
func (l *Login) frontchannel(w http.ResponseWriter, r *http.Request) {
	sid := r.URL.Query().Get("sid")
	for _, p := range l.parties {
		if p.Issuer != r.URL.Query().Get("iss") || sid == "" {
			continue
		}
		if err := l.end(r.Context(), upstreamKey(p.name, sid)); err != nil {
			l.broken(w, r, err)
			return
		}
		ancestor := "'none'"
		if meta, err := p.discover(r.Context()); err == nil {
			if u, err := url.Parse(meta.EndSession); err == nil && u.Host != "" {
				ancestor = u.Scheme + "://" + u.Host
			}
		}
		w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors "+ancestor)
		w.WriteHeader(http.StatusOK)
		return
	}
	respondFault(w, http.StatusBadRequest, language(r), fault.New(fault.Invalid, "login.badRequest"))
}

// backchannel ends the session that a logout token names. Whoever can't sign as the issuer gets 400 and changes nothing.
func (l *Login) backchannel(w http.ResponseWriter, r *http.Request) {
	token := r.PostFormValue("logout_token")
	for _, p := range l.parties {
		if token == "" || unverifiedIssuer(token) != p.Issuer {
			continue
		}
		meta, err := p.discover(r.Context())
		if err != nil {
			respondFault(w, http.StatusServiceUnavailable, language(r), fault.New(fault.Unavailable, "login.issuerDown", "issuer", p.title))
			return
		}
		verified, err := meta.verifier.VerifyLogout(r.Context(), token)
		if err != nil || verified.SessionID == "" {
			break
		}
		if err := l.end(r.Context(), upstreamKey(p.name, verified.SessionID)); err != nil {
			l.broken(w, r, err)
			return
		}
		l.Log.InfoContext(r.Context(), "session ended by issuer", "provider", p.name)
		w.WriteHeader(http.StatusOK)
		return
	}
	respondFault(w, http.StatusBadRequest, language(r), fault.New(fault.Invalid, "login.badRequest"))
}

// same compares two secrets in constant time.
func same(a, b string) bool {
	return a != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}
