package store

import (
	"context"

	"kobo/graph/model"
	"kobo/internal/entity"
	"kobo/internal/fault"
)

// Dwelling reads a dwelling; nil when there is none that the viewer may see. One merged into another is itself, and says which.
func (s *Store) Dwelling(ctx context.Context, id entity.ID, sel Selection) (*model.Dwelling, error) {
	all, err := s.DwellingsByID(ctx, []entity.ID{id}, sel)
	return all[id], err
}

// DwellingsByID reads dwellings by their ids; those that aren't there are not in the answer.
func (s *Store) DwellingsByID(ctx context.Context, ids []entity.ID, sel Selection) (map[entity.ID]*model.Dwelling, error) {
	return byIDs(ctx, s, entity.Dwelling, dwellings, ids, sel, there)
}

// there: deleted dwellings are gone, merged ones lead on.
const there = "(d.removed_at is null or d.merged_into_id is not null)"

// byIDs reads things of one kind by their ids. Ids of another kind are not asked for.
func byIDs[R, M any](ctx context.Context, s *Store, kind entity.Kind, d *description[R, M], ids []entity.ID, sel Selection, where ...string) (map[entity.ID]*M, error) {
	rd := s.reading(ctx)
	found := map[entity.ID]*M{}
	addByIDs(rd, kind, d, ids, sel, where, func(id entity.ID, m *M) { found[id] = m })
	if err := rd.run(ctx); err != nil {
		return nil, err
	}
	return found, nil
}

func addByIDs[R, M any](rd *reading, kind entity.Kind, d *description[R, M], ids []entity.ID, sel Selection, where []string, found func(entity.ID, *M)) {
	var own []entity.ID
	for _, id := range ids {
		if id.Is(kind) {
			own = append(own, id)
		}
	}
	if own == nil {
		return
	}
	var id entity.ID
	src := byID(d.alias, own, where...)
	src.columns, src.into = []string{d.alias + ".id"}, []any{&id}
	read(rd, d, sel, src, func(_ entity.ID, m *M) { found(id, m) })
}

func oneByID[R, M any](ctx context.Context, s *Store, kind entity.Kind, d *description[R, M], id entity.ID, sel Selection, where ...string) (*M, error) {
	all, err := byIDs(ctx, s, kind, d, []entity.ID{id}, sel, where...)
	return all[id], err
}

// The reads of one thing; nil when there is none that the viewer may see.

// Tenancy reads a tenancy (leieforhold).
func (s *Store) Tenancy(ctx context.Context, id entity.ID, sel Selection) (*model.Tenancy, error) {
	return oneByID(ctx, s, entity.Tenancy, tenancies, id, sel)
}

// Reservation reads a reservation, whatever its state.
func (s *Store) Reservation(ctx context.Context, id entity.ID, sel Selection) (*model.Reservation, error) {
	return oneByID(ctx, s, entity.Reservation, reservations, id, sel)
}

// Agreement reads an agreement with a landlord.
func (s *Store) Agreement(ctx context.Context, id entity.ID, sel Selection) (*model.Agreement, error) {
	return oneByID(ctx, s, entity.Agreement, agreements, id, sel)
}

// Building reads a building.
func (s *Store) Building(ctx context.Context, id entity.ID, sel Selection) (*model.Building, error) {
	return oneByID(ctx, s, entity.Building, buildings, id, sel)
}

// Note reads a note.
func (s *Store) Note(ctx context.Context, id entity.ID, sel Selection) (*model.Note, error) {
	return oneByID(ctx, s, entity.Note, notes, id, sel, "k.removed_at is null")
}

// Image reads a picture.
func (s *Store) Image(ctx context.Context, id entity.ID, sel Selection) (*model.Image, error) {
	return oneByID(ctx, s, entity.Image, images, id, sel, "i.removed_at is null")
}

// Document reads a document.
func (s *Store) Document(ctx context.Context, id entity.ID, sel Selection) (*model.Document, error) {
	return oneByID(ctx, s, entity.Document, documents, id, sel, "k.removed_at is null")
}

// kind is a kind of thing that node finds.
type kind struct {
	kind entity.Kind
	read func(rd *reading, ids []entity.ID, sel Selection, found func(entity.ID, model.Node))
}

func kindOf[R, M any](k entity.Kind, d *description[R, M], node func(*M) model.Node, where ...string) kind {
	return kind{k, func(rd *reading, ids []entity.ID, sel Selection, found func(entity.ID, model.Node)) {
		addByIDs(rd, k, d, ids, sel, where, func(id entity.ID, m *M) { found(id, node(m)) })
	}}
}

// kinds are what implements Node in the graph.
var kinds = []kind{
	kindOf(entity.Municipality, municipalities, func(m *model.Municipality) model.Node { return m }),
	kindOf(entity.Unit, units, func(m *model.Unit) model.Node { return m }),
	kindOf(entity.Dwelling, dwellings, func(m *model.Dwelling) model.Node { return m }, there),
	kindOf(entity.Building, buildings, func(m *model.Building) model.Node { return m }),
	kindOf(entity.Property, properties, func(m *model.Property) model.Node { return m }),
	kindOf(entity.Agreement, agreements, func(m *model.Agreement) model.Node { return m }),
	kindOf(entity.Tenancy, tenancies, func(m *model.Tenancy) model.Node { return m }),
	kindOf(entity.Reservation, reservations, func(m *model.Reservation) model.Node { return m }),
	kindOf(entity.Note, notes, func(m *model.Note) model.Node { return m }, "k.removed_at is null"),
	kindOf(entity.Document, documents, func(m *model.Document) model.Node { return m }, "k.removed_at is null"),
	kindOf(entity.Image, images, func(m *model.Image) model.Node { return m }, "i.removed_at is null"),
	kindOf(entity.Import, imports, func(m *model.Import) model.Node { return m }),
	kindOf(entity.ImportRow, importRows, func(m *model.ImportRow) model.Node { return m }),
	kindOf(entity.Network, networks, func(m *model.Network) model.Node { return m }),
	kindOf(entity.SavedFilter, savedFilters, func(m *model.SavedFilter) model.Node { return m }),
}

// Node reads anything by its id: nil when it does not exist, may not be seen, is of a kind that is no Node, or of a type that the viewer's
// projection doesn't show. on says what is asked for of a type.
//
// SECURITY: a value of a hidden type would still render through the interface, so shows is asked before anything is read.
func (s *Store) Node(ctx context.Context, id entity.ID, shows func(typeName string) bool, on func(typeName string) Selection) (model.Node, error) {
	all, err := s.Nodes(ctx, []entity.ID{id}, shows, on)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// Nodes reads several things in one pipeline, in the order of the ids; nil as for Node. BAD_REQUEST when there are more than 100.
func (s *Store) Nodes(ctx context.Context, ids []entity.ID, shows func(typeName string) bool, on func(typeName string) Selection) ([]model.Node, error) {
	if len(ids) > pageMost {
		return nil, fault.At("ids", "store.tooMany", "max", pageMost)
	}
	rd := s.reading(ctx)
	found := map[entity.ID]model.Node{}
	for _, k := range kinds {
		name := k.kind.String()
		for _, id := range ids {
			if id.Is(k.kind) && shows(name) {
				k.read(rd, ids, on(name), func(id entity.ID, n model.Node) { found[id] = n })
				break
			}
		}
	}
	if err := rd.run(ctx); err != nil {
		return nil, err
	}
	for i := range everyonesFilters {
		if f := everyonesFilters[i].filter(rd.language); shows("SavedFilter") {
			found[f.ID] = f
		}
	}
	nodes := make([]model.Node, len(ids))
	for i, id := range ids {
		nodes[i] = found[id]
	}
	return nodes, nil
}
