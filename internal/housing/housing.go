// Package housing holds the rules and state changes of dwellings (bolig): what may be done when, and what each act leaves behind.
//
// One exported method is one business act in one transaction. A method ending in In is the same act inside a transaction that
// another act has opened, for imports. An act reads and locks the dwelling, refuses what is not legal, writes rows of history
// that are never overwritten, and raises the dwelling's version. What clients are told are errors of package fault; everything
// wrong with an input is told at once (fault.Many), each with the path of the field.
//
// Two legs carry the rules on time. A status, rent, term or stock change has the date from which it is true and the time it was
// recorded; a correction supersedes the old row with a reason and adds a new one. And a rule that must know of rows the viewer
// may not see asks a definer function, so that the answer does not depend on who asks: a dwelling with a hidden tenancy is let.
//
// The package must not know of GraphQL's fields, of HTTP, or of who has which right: the grid and PostgreSQL decide that.
package housing

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"kobo/ent"
	"kobo/ent/dwelling"
	"kobo/ent/schema"
	"kobo/internal/access"
	"kobo/internal/codelist"
	"kobo/internal/day"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/postgres"
	"kobo/internal/viewer"
)

// Data classes of history rows: whose readers may read what the row tells of.
const (
	classDwelling    = "DWELLING"
	classRent        = "RENT"
	classTenancy     = "TENANCY"
	classReservation = "RESERVATION"
	classNote        = "NOTE"
	classDocument    = "DOCUMENT"
)

// Keys seals who tenants are. The index of equal numbers is equal, the sealed text is not.
type Keys interface {
	// SealIdentity seals the number for one place only: the context, which is the row's id.
	SealIdentity(number string, context []byte) ([]byte, error)
	IndexIdentity(number string) []byte
}

// Config is what the acts need.
type Config struct {
	DB   *postgres.DB
	Grid *access.Grid
	// Keys seals tenants' national identity numbers. Nil: they are refused.
	Keys Keys
}

// Housing carries out acts on dwellings. It is safe for concurrent use.
type Housing struct {
	db   *postgres.DB
	grid *access.Grid
	keys Keys
	// run is the import on whose behalf it acts, if any; history names it.
	run *entity.ID
}

// New returns the acts on the dwellings of a database.
func New(c Config) *Housing { return &Housing{db: c.DB, grid: c.Grid, keys: c.Keys} }

// OfImport returns the same acts on behalf of an import: the history of what they do names it.
func (h *Housing) OfImport(run entity.ID) *Housing {
	of := *h
	of.run = &run
	return &of
}

// State is what decides which acts are legal on a dwelling, as its viewer knows it.
type State struct {
	// Status is the physical status today.
	Status codelist.DwellingStatus
	// Left: it has left the stock, sold or not.
	Left bool
	// Removed: it was merged into another, or removed.
	Removed bool
	// Taken: a tenancy is in force, whether or not the viewer may see it.
	Taken bool
	// Tenancy: the viewer sees the tenancy in force. Notice: and it is under notice.
	Tenancy, Notice bool
	// Tenancies: the viewer sees a tenancy, in force or ended.
	Tenancies bool
	// Reserved: there is an active reservation.
	Reserved bool
	// History: more has happened than that it was registered and its facts changed.
	History bool
}

// let reports whether the dwelling is spoken for by a tenancy, seen or not.
func (s State) let() bool { return s.Taken || s.Status == codelist.DwellingStatusLet }

// open reports whether the dwelling is one of the stock's.
func (s State) open() bool { return !s.Removed && !s.Left && s.Status != codelist.DwellingStatusSold }

// legality says when each act is legal and which act of the grid opens it. It is the only place that does: the acts on offer and
// the refusals both come from here.
var legality = []struct {
	act   codelist.DwellingAct
	grid  string
	legal func(State) bool
}{
	{codelist.DwellingActSetReady, "DWELLING_STATUS", settable(codelist.DwellingStatusReady)},
	{codelist.DwellingActSetUnderMaintenance, "DWELLING_STATUS", settable(codelist.DwellingStatusUnderMaintenance)},
	{codelist.DwellingActSetUnavailable, "DWELLING_STATUS", settable(codelist.DwellingStatusUnavailable)},
	{codelist.DwellingActRegisterTenancy, "TENANCY_KEEP", lettable},
	{codelist.DwellingActGiveNotice, "TENANCY_KEEP", func(s State) bool { return !s.Removed && s.Tenancy && !s.Notice }},
	{codelist.DwellingActWithdrawNotice, "TENANCY_KEEP", func(s State) bool { return !s.Removed && s.Tenancy && s.Notice }},
	{codelist.DwellingActEndTenancy, "TENANCY_KEEP", func(s State) bool { return !s.Removed && s.Tenancy }},
	{codelist.DwellingActRenewTenancy, "TENANCY_KEEP", func(s State) bool { return s.open() && s.Tenancy }},
	{codelist.DwellingActCorrectTenancy, "TENANCY_KEEP", func(s State) bool { return !s.Removed && s.Tenancies }},
	// Also one that is let: it may be held for the next tenant before anyone else knows that it falls vacant.
	{codelist.DwellingActReserve, "RESERVE", func(s State) bool { return s.open() && !s.Reserved }},
	{codelist.DwellingActReleaseReservation, "RESERVE", func(s State) bool { return !s.Removed && s.Reserved }},
	{codelist.DwellingActConfirmReservation, "TENANCY_KEEP", func(s State) bool { return s.Reserved && lettable(s) }},
	{codelist.DwellingActLeaveStock, "STOCK", func(s State) bool {
		return s.open() && !s.Reserved && (!s.let() || s.Tenancy && s.Status == codelist.DwellingStatusLet) // let: sold to the tenant
	}},
	{codelist.DwellingActReturnToStock, "STOCK", func(s State) bool { return !s.Removed && s.Left }},
	{codelist.DwellingActUpdate, "DWELLING_EDIT", func(s State) bool { return !s.Removed }},
	{codelist.DwellingActMerge, "DWELLING_EDIT", func(s State) bool { return !s.Removed }},
	{codelist.DwellingActDelete, "DWELLING_EDIT", func(s State) bool { return s.open() && !s.let() && !s.Reserved && !s.History && !s.Tenancies }},
}

// settable is when a status may be set by hand: never while let, and not to what it is already. Until a tenancy begins it may.
func settable(status codelist.DwellingStatus) func(State) bool {
	return func(s State) bool {
		return s.open() && s.Status != codelist.DwellingStatusLet && s.Status != status
	}
}

// lettable is when a tenancy may be registered: it is a fact, whatever the dwelling was thought to be, but there is only one at a time.
func lettable(s State) bool { return s.open() && !s.Taken }

// Acts returns the acts that are legal in the state and that the viewer's rights open, in the order of the code list.
func (h *Housing) Acts(v *viewer.Viewer, s State) []codelist.DwellingAct {
	bits := h.grid.Bits(v.Grants, v.Modules)
	acts := []codelist.DwellingAct{}
	for _, row := range legality {
		if row.legal(s) && h.grid.May(bits, row.grid) {
			acts = append(acts, row.act)
		}
	}
	return acts
}

// Legal are acts named to a reader. It is the argument "legal" of a refusal.
type Legal []codelist.DwellingAct

// Label returns the acts' names in the language.
func (l Legal) Label(language string) string {
	names := make([]string, len(l))
	for i, act := range l {
		names[i] = act.Label(language)
	}
	return strings.Join(names, ", ")
}

// String returns the codes.
func (l Legal) String() string { return strings.Trim(fmt.Sprint([]codelist.DwellingAct(l)), "[]") }

// legal returns nil when the act is legal in the state, and else the refusal that names the legal ones.
func (h *Housing) legal(tx *postgres.Tx, s State, act codelist.DwellingAct) error {
	if isLegal(s, act) {
		return nil
	}
	return h.illegal(tx, s, act)
}

// isLegal reports whether the act is legal in the state.
func isLegal(s State, act codelist.DwellingAct) bool {
	for _, row := range legality {
		if row.act == act {
			return row.legal(s)
		}
	}
	return false
}

// illegal is the refusal of an act in a state, with the legal ones named.
//
// SECURITY: to one who may not see the tenancy, "it is let" must sound the same as for any other let dwelling, so for acts that are
// not the tenancy's own the ones named are those of a dwelling that is let, whoever sees what.
func (h *Housing) illegal(tx *postgres.Tx, s State, act codelist.DwellingAct) error {
	switch {
	case s.Removed:
		return fault.New(fault.Illegal, "housing.illegalMerged")
	case s.let() && !ofTenancy(act):
		said := State{Status: codelist.DwellingStatusLet, Taken: true, Tenancy: true, Tenancies: true, Reserved: s.Reserved, History: true}
		acts := slices.DeleteFunc(h.Acts(tx.Viewer, said), func(a codelist.DwellingAct) bool {
			return a == act || a == codelist.DwellingActGiveNotice || a == codelist.DwellingActWithdrawNotice
		})
		return refusal("housing.illegalLet", acts)
	}
	return refusal("housing.illegal", slices.DeleteFunc(h.Acts(tx.Viewer, s), func(a codelist.DwellingAct) bool { return a == act }))
}

// refusal is ILLEGAL_ACT with the legal acts named, if there are any.
func refusal(key string, acts []codelist.DwellingAct) error {
	if len(acts) == 0 {
		return fault.New(fault.Illegal, key+"None", "legal", Legal(acts))
	}
	return fault.New(fault.Illegal, key, "legal", Legal(acts))
}

// ofTenancy reports whether the act is on a tenancy that the viewer must see to act on.
func ofTenancy(act codelist.DwellingAct) bool {
	switch act {
	case codelist.DwellingActGiveNotice, codelist.DwellingActWithdrawNotice, codelist.DwellingActEndTenancy,
		codelist.DwellingActRenewTenancy, codelist.DwellingActCorrectTenancy:
		return true
	}
	return false
}

// subject is the dwelling that an act works on: locked, at the version that the client saw.
type subject struct {
	// Dwelling is the row as it was read, before the act.
	*ent.Dwelling
	// State is what decides what is legal.
	State State
	// InForce is the tenancy in force that the viewer sees.
	InForce *entity.ID
	// set is what the act changes on the row; save writes it once.
	set *ent.DwellingUpdateOne
	// line is the timeline before the act, read when the act first changes it.
	line  []*ent.StatusPeriod
	moved bool
	// told is how many rows of history the act has written.
	told int
}

// begin reads and locks a dwelling for an act. NOT_FOUND when the viewer sees none or may not change it, CONFLICT when it has
// changed since the version the client saw; the current version is the argument "version".
func (h *Housing) begin(ctx context.Context, tx *postgres.Tx, id entity.ID, version int) (*subject, error) {
	s, err := h.beginAny(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if s.Version != version {
		return nil, stale(s.Version)
	}
	return s, nil
}

// stale is the refusal of an act on a version that is no longer the current one.
func stale(current int) error { return fault.New(fault.Conflict, "fault.conflict", "version", current) }

// beginAny is begin for acts that name another version than the dwelling's: a tenancy's, a reservation's, or none.
func (h *Housing) beginAny(ctx context.Context, tx *postgres.Tx, id entity.ID) (*subject, error) {
	if !id.Is(entity.Dwelling) {
		return nil, fault.Missing()
	}
	d, err := tx.Ent.Dwelling.Query().Where(dwelling.ID(id)).ForUpdate().Only(ctx)
	if ent.IsNotFound(err) || err == nil && d.RemovedAt != nil && d.MergedIntoID == nil {
		return nil, fault.Missing()
	}
	if err != nil {
		return nil, err
	}
	return h.subject(ctx, tx, d)
}

// subject reads what decides what is legal on a dwelling that is locked.
func (h *Housing) subject(ctx context.Context, tx *postgres.Tx, d *ent.Dwelling) (*subject, error) {
	s := &subject{Dwelling: d, set: tx.Ent.Dwelling.UpdateOne(d), State: State{
		Status: d.Status, Left: d.LeftOn != nil, Removed: d.RemovedAt != nil,
	}}
	var updates int
	var last *time.Time
	err := tx.Query(ctx, `select kobo.dwelling_taken($1), exists (select from reservation where dwelling_id = $1 and state = 'ACTIVE'),
			exists (select from tenancy where dwelling_id = $1 and cancelled_at is null), t.id, coalesce(t.notice_on is not null, false),
			h.updates, h.last
		from (select count(*) as updates, max(recorded_at) as last from history where dwelling_id = $1 and kind = 'UPDATED') h
		left join (select id, notice_on from tenancy where dwelling_id = $1 and ended_on is null and cancelled_at is null) t on true`,
		[]any{d.ID}, func(rows pgx.Rows) error {
			for rows.Next() {
				if err := rows.Scan(&s.State.Taken, &s.State.Reserved, &s.State.Tenancies, &s.InForce,
					&s.State.Notice, &updates, &last); err != nil {
					return err
				}
			}
			return rows.Err()
		})
	if err != nil {
		return nil, fmt.Errorf("state of a dwelling: %w", err)
	}
	s.State.Tenancy = s.InForce != nil
	if last == nil {
		last = &d.RecordedAt
	}
	// Every act raises the version or at least the time of change, so acts whose history the viewer may not read count too.
	s.State.History = d.Version != 1+updates || !d.ChangedAt.Equal(*last)
	return s, nil
}

// save ends an act: the row gets the changes, a new version and time of change, and what follows from the timeline. s.Dwelling is
// then the row as written.
func (h *Housing) save(ctx context.Context, tx *postgres.Tx, s *subject) error {
	if s.moved {
		if err := h.settle(ctx, tx, s); err != nil {
			return err
		}
	}
	d, err := s.set.SetVersion(s.Version + 1).SetChangedAt(tx.Now).Save(ctx)
	if err != nil {
		return err
	}
	s.Dwelling = d
	tx.Changed(d.ID)
	return h.outlook(ctx, tx, d)
}

// saveTerms ends an act on a tenancy that changed nothing of the dwelling itself: its notice, its terms or its rent.
//
// SECURITY: of the tenancy of a person in hiding such an act must leave no trace on the dwelling that others see, not even a version
// or a time of change. The tenancy's own version is the lock, and those who see it are told of its id.
func (h *Housing) saveTerms(ctx context.Context, tx *postgres.Tx, s *subject, t *ent.Tenancy) error {
	if !t.Shielded || s.moved {
		return h.save(ctx, tx, s)
	}
	tx.Changed(t.ID)
	return h.outlook(ctx, tx, s.Dwelling)
}

// touch tells that something that belongs to the dwelling changed, without a new version: a note, an image or a document.
func (h *Housing) touch(ctx context.Context, tx *postgres.Tx, s *subject) error {
	if err := tx.Ent.Dwelling.UpdateOne(s.Dwelling).SetChangedAt(tx.Now).Exec(ctx); err != nil {
		return err
	}
	tx.Changed(s.ID)
	return nil
}

// event is one act in a dwelling's history, as people read it.
type event struct {
	Kind codelist.HistoryKind
	// Class is the data class of what it tells of.
	Class   string
	Changes []schema.Change
	Note    string
	// Shielded: it tells of the tenancy of a person with a protected address.
	Shielded bool
}

// record adds a row to the dwelling's history.
func (h *Housing) record(ctx context.Context, tx *postgres.Tx, s *subject, e event) error {
	if e.Changes == nil {
		e.Changes = []schema.Change{}
	}
	at := tx.Now.Add(time.Duration(s.told) * time.Microsecond) // an act's rows keep their order
	s.told++
	return tx.Ent.History.Create().SetID(entity.New(entity.History, at)).SetMunicipalityID(s.MunicipalityID).SetUnitID(s.UnitID).
		SetDwellingID(s.ID).SetRecordedAt(at).SetRecordedBy(tx.Viewer.ID).SetKind(e.Kind).SetDataClass(e.Class).
		SetChanges(e.Changes).SetNote(e.Note).SetShielded(e.Shielded).SetNillableImportID(h.run).Exec(ctx)
}

// was says that a field changed, as codes and ISO dates; nothing when the two are equal.
func was(field string, before, after any) []schema.Change {
	b, a := plain(before), plain(after)
	if b == a {
		return nil
	}
	return []schema.Change{{Field: field, Before: b, After: a}}
}

// plain writes a value as history keeps it; what is missing is empty.
func plain(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.Format(time.DateOnly)
	case day.Day:
		return plain(v.Time)
	case []string:
		return strings.Join(v, " ")
	}
	if v := reflect.ValueOf(value); v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		return plain(v.Elem().Interface())
	}
	return fmt.Sprint(value)
}

// deref returns what p points to, or the zero value.
func deref[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
