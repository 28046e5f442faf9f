// Package store reads: everything the graph shows is read here, and nothing is written.
//
// What can be read is described once per entity (columns, edges, filters, orders; see description), and a [Selection] says which of it a
// read consists of. Each read is one pipeline of few row-shaped statements that all see the same snapshot: one for the things
// themselves, one for each kind of thing that belongs to them. A field, join or filter not asked for is not in the text.
//
// SECURITY: the package decides nothing about access. Which fields may be named is the projection's (package access), which rows exist is
// PostgreSQL's row-level security; so there are no conditions on municipality, unit or rights here, and what may not be seen is
// read as absent. It knows nothing of acts either: which are legal is told by the Acts function of its [Config].
package store

import (
	"context"
	"encoding/json"
	"time"

	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/day"
	"kobo/internal/postgres"
	"kobo/internal/viewer"
)

// Cursors seals what a cursor holds, so that clients can neither read nor make one. Open fails for what Seal didn't make.
type Cursors interface {
	Seal(plain []byte) string
	Open(sealed string) ([]byte, error)
}

// State is what decides which acts on a dwelling are legal.
type State struct {
	Status codelist.DwellingStatus
	// Left: the dwelling has left the stock. Removed: it is deleted, or merged into another.
	Left, Removed bool
	// Taken: a tenancy is in force, whether or not the viewer may see it. Tenancy: the viewer sees it.
	Taken, Tenancy bool
	// Notice: notice has been given in the tenancy that the viewer sees.
	Notice bool
	// Tenancies: the viewer sees a tenancy, past or present.
	Tenancies bool
	// Reserved: a reservation is active.
	Reserved bool
	// History: something has happened to the dwelling after it was registered.
	History bool
}

// Config is what a store needs.
type Config struct {
	DB      *postgres.DB
	Cursors Cursors
	Now     func() time.Time
	// Acts says which acts are legal for the viewer in a state; nil: none.
	Acts func(v *viewer.Viewer, s State) []codelist.DwellingAct
	// ImportChanges says in words what applying an import's row changes, from the row's column before; nil: nothing is said.
	ImportChanges func(language string, before json.RawMessage) []*model.ImportChange
}

// Store reads.
type Store struct{ Config }

// New makes a store.
func New(c Config) *Store { return &Store{c} }

// reading is one pipeline being put together.
type reading struct {
	*Store
	viewer     *viewer.Viewer // nil: the database will refuse
	language   string
	now        time.Time
	today      day.Day
	statements []postgres.Statement
	stopped    error // why the one who gets the rows wants no more
}

func (s *Store) reading(ctx context.Context) *reading {
	rd := &reading{Store: s, viewer: viewer.FromContext(ctx), language: "nb", now: s.Now()}
	if rd.viewer != nil && rd.viewer.Language != "" {
		rd.language = rd.viewer.Language
	}
	rd.today = day.Of(rd.now)
	return rd
}

// run sends the pipeline. Nothing is sent when nothing is to be read.
func (rd *reading) run(ctx context.Context) error {
	if len(rd.statements) == 0 && rd.viewer != nil {
		return nil
	}
	return rd.DB.Read(ctx, rd.statements...)
}
