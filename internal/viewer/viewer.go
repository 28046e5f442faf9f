// Package viewer says who is asking: the person or system, the organisation it acts for, and the rights Altinn gave it
// there. It knows nothing of what the rights open; that is package access's.
package viewer

import (
	"context"
	"net/netip"
	"slices"
	"strings"

	"kobo/internal/entity"
)

// Role is the database role a viewer's statements run as (wall 2).
type Role string

// The viewer roles. Each has policies of its own on every table with anyone's data.
const (
	Staff   Role = "kobo_staff"   // staff of one municipality, or of one of its units
	Citizen Role = "kobo_citizen" // a person, for herself or for those she lawfully represents
	Partner Role = "kobo_partner" // a partner organisation (samhandler)
	Vendor  Role = "kobo_vendor"  // a facility-management system (FDV) of a municipality's vendor
	Stats   Role = "kobo_stats"   // an analyst: the stats schema only
	Job     Role = "kobo_job"     // a background job of one municipality with a named purpose
)

// Grant is one right that Altinn gave the viewer in the organisation it acts for.
type Grant struct {
	// Right is the name in the grid: the Altinn resource without the prefix "kobo-", or "citizen".
	Right string
	// Write is set when the action write was granted; without it only the grid's read cells apply.
	Write bool
}

// Viewer is who asks. It is made once per request from a session or a token and never changed.
type Viewer struct {
	Role Role
	// ID is the staff member's, citizen's or system's id with us; the log names it.
	ID entity.ID
	// Name is what to call the viewer on screen ("Trine Saksbehandler").
	Name string
	// Organisation is the nine-digit number the rights come from; empty for citizens.
	Organisation string
	// OrganisationName is that organisation's name.
	OrganisationName string
	// Municipality is the one the viewer acts in; Nil when there is none.
	Municipality entity.ID
	// Units restricts the viewer to these units of the municipality; empty means the whole municipality.
	Units []entity.ID
	// Grants are the rights in that one organisation. Rights are never merged across organisations.
	Grants []Grant
	// Modules are those the municipality has opened (see the onboarding checklist).
	Modules []string
	// Language is the reader's language: nb, nn, en or se.
	Language string
	// Session is the id of the login session; empty for bearer tokens.
	Session string
	// Address is where the request came from.
	Address netip.Addr
	// Purpose says why a job or a machine reads; empty for people.
	Purpose string
}

// Has reports whether the viewer holds the right, with write or not.
func (v *Viewer) Has(right string) bool {
	return v != nil && slices.ContainsFunc(v.Grants, func(g Grant) bool { return g.Right == right })
}

// Readable returns the names of the viewer's rights, sorted and comma-separated: what wall 2 reads in kobo.read.
func (v *Viewer) Readable() string { return v.join(func(Grant) bool { return true }) }

// Writable returns the names of the rights granted with write: what wall 2 reads in kobo.write.
func (v *Viewer) Writable() string { return v.join(func(g Grant) bool { return g.Write }) }

func (v *Viewer) join(keep func(Grant) bool) string {
	var names []string
	for _, g := range v.Grants {
		if keep(g) {
			names = append(names, g.Right)
		}
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), ",")
}

type key struct{}

// NewContext returns a context in which v is the one who asks.
func NewContext(ctx context.Context, v *Viewer) context.Context {
	return context.WithValue(ctx, key{}, v)
}

// FromContext returns who asks, or nil when nobody does.
func FromContext(ctx context.Context) *Viewer {
	v, _ := ctx.Value(key{}).(*Viewer)
	return v
}
