package login

import (
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/viewer"
)

// Refusal is why a request is not let in. It unwraps to its [fault.Error].
type Refusal struct {
	Fault *fault.Error
	// Status is the HTTP status that fits: 401, 403 (known, but not from here or not with this scope) or 503.
	Status int
	// Challenge is the value of WWW-Authenticate to answer with; none when empty.
	Challenge string
}

// Error returns the fault's text. It holds nothing of the request.
func (r *Refusal) Error() string { return r.Fault.Error() }

// Unwrap returns the fault.
func (r *Refusal) Unwrap() error { return r.Fault }

// Viewer says who asks: whoever the one Authorization header's bearer token names, else whoever is logged in with the
// session cookie, else nobody (nil, nil). It looks the organisation up anew, so that a closed module or a narrower network
// takes effect within ten seconds, and notes that the session is in use.
//
// Errors: a *Refusal when the credentials are not accepted or staff come from an address outside their municipality's
// networks; UNAVAILABLE (also a *Refusal) when the issuer's keys can't be read; anything else is internal.
func (l *Login) Viewer(r *http.Request) (*viewer.Viewer, error) {
	v, err := l.viewer(r)
	if v != nil {
		v.Address = l.address(r)
	}
	return v, err
}

func (l *Login) viewer(r *http.Request) (*viewer.Viewer, error) {
	if headers := r.Header.Values("Authorization"); len(headers) > 0 {
		return l.bearer(r, headers)
	}
	s, err := l.read(r)
	if err != nil || s == nil {
		return nil, err
	}
	if now := l.Now(); now.Sub(s.Seen) >= touch {
		s.Seen = now
		if err := l.write(r.Context(), s); err != nil {
			return nil, err
		}
	}
	return l.viewerOf(r, s)
}

// viewerOf makes the viewer of a session. One who has chosen no organisation is logged in without rights.
func (l *Login) viewerOf(r *http.Request, s *session) (*viewer.Viewer, error) {
	v := &viewer.Viewer{Role: viewer.Staff, ID: s.Person, Name: s.Name, Language: s.Language, Session: s.ID}
	if s.Provider == idporten {
		citizen(v)
		return v, nil
	}
	if a, ok := s.chosen(); ok {
		return l.acting(r, v, a)
	}
	return v, nil
}

func citizen(v *viewer.Viewer) {
	v.Role, v.Grants = viewer.Citizen, []viewer.Grant{{Right: "citizen", Write: true}}
}

// acting completes the viewer with what the access gives in the organisation as it is now. In an organisation that no
// longer uses Kobo there are no rights.
func (l *Login) acting(r *http.Request, v *viewer.Viewer, a access) (*viewer.Viewer, error) {
	o, found, err := l.organisation(r.Context(), a.Organisation)
	if err != nil {
		return nil, err
	}
	v.Role, v.Organisation, v.OrganisationName = a.Role, a.Organisation, a.Name
	if !found && a.Role != viewer.Stats {
		return v, nil
	}
	if a.Role == viewer.Staff && len(o.Networks) > 0 {
		// SECURITY: staff work from the municipality's own network only, when it says so.
		from := l.address(r)
		if !slices.ContainsFunc(o.Networks, func(n netip.Prefix) bool { return n.Contains(from) }) {
			return nil, &Refusal{
				Fault: fault.New(fault.Unauthenticated, "login.network", "organisation", a.Name), Status: http.StatusForbidden,
			}
		}
	}
	v.Grants, v.Modules = slices.Clone(a.Grants), slices.Clone(o.Modules)
	v.Municipality = o.Municipality
	if !o.Unit.IsNil() {
		v.Units = []entity.ID{o.Unit}
	}
	return v, nil
}

// address returns where the request comes from: the connection's other end or, behind trusted proxies, the last address
// in X-Forwarded-For that is not such a proxy. What stands before that in the header was written by whoever asks. The zero
// address, which is in no network, when it can't be told.
func (l *Login) address(r *http.Request) netip.Addr {
	end, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	from := end.Addr().Unmap().WithZone("")
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && l.trusted(from); i-- {
		hop := strings.TrimSpace(hops[i])
		if hop == "" {
			break
		}
		if from, err = netip.ParseAddr(hop); err != nil {
			return netip.Addr{}
		}
		from = from.Unmap().WithZone("")
	}
	return from
}

func (l *Login) trusted(a netip.Addr) bool {
	return slices.ContainsFunc(l.Proxies, func(p netip.Prefix) bool { return p.Contains(a) })
}

// system returns the id of a machine, asked of the directory once in a while.
func (l *Login) system(r *http.Request, orgno, clientID string) (entity.ID, error) {
	id, err := l.ids.get("system/"+orgno+"/"+clientID, func() (entity.ID, error) {
		return l.Directory.System(r.Context(), orgno, clientID)
	})
	if err != nil {
		return entity.Nil, fmt.Errorf("looking up a system: %w", err)
	}
	return id, nil
}
