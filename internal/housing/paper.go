package housing

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"kobo/ent"
	"kobo/ent/document"
	"kobo/ent/file"
	"kobo/ent/image"
	"kobo/ent/note"
	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/postgres"
)

// maxImages is how many pictures a dwelling has at most.
const maxImages = 60

// paper begins an act on what belongs to a dwelling. It does not ask for the dwelling's version: two people may write notes at once.
func (h *Housing) paper(ctx context.Context, tx *postgres.Tx, dwelling entity.ID) (*subject, error) {
	s, err := h.beginAny(ctx, tx, dwelling)
	if err != nil {
		return nil, err
	}
	return s, h.legal(tx, s.State, codelist.DwellingActUpdate)
}

// AddNote writes a note on a dwelling (notat), at most 4000 characters. It is read by all who see the dwelling, so a text with a
// national identity number is refused: BAD_REQUEST at "text".
func (h *Housing) AddNote(ctx context.Context, dwelling entity.ID, text string, key *uuid.UUID) (id entity.ID, err error) {
	err = h.db.Tx(ctx, func(tx *postgres.Tx) error {
		if done, err := tx.Once(ctx, key, "noteAdd", &id); done || err != nil {
			return err
		}
		s, err := h.paper(ctx, tx, dwelling)
		if err != nil {
			return err
		}
		if text, err = noteText(text); err != nil {
			return err
		}
		id = entity.New(entity.Note, tx.Now)
		if err := tx.Ent.Note.Create().SetID(id).SetMunicipalityID(s.MunicipalityID).SetUnitID(s.UnitID).SetDwellingID(s.ID).
			SetRecordedAt(tx.Now).SetRecordedBy(tx.Viewer.ID).SetText(text).Exec(ctx); err != nil {
			return err
		}
		if err := h.told(ctx, tx, s, codelist.HistoryKindNote, classNote, "added"); err != nil {
			return err
		}
		return tx.Remember(ctx, key, "noteAdd", id)
	})
	return id, err
}

func noteText(text string) (string, error) {
	var p problems
	text = strings.TrimSpace(text)
	p.required("text", text, maxNote)
	return text, p.err()
}

// told adds to the history that something of the dwelling's papers was added, changed or removed, and says that the dwelling changed.
// What stands in them is not repeated: they can be removed, and history can't.
func (h *Housing) told(ctx context.Context, tx *postgres.Tx, s *subject, kind codelist.HistoryKind, class, what string) error {
	field := strings.ToLower(string(kind))
	if err := h.record(ctx, tx, s, event{Kind: kind, Class: class, Changes: was(field, nil, what)}); err != nil {
		return err
	}
	return h.touch(ctx, tx, s)
}

// EditNote changes a note that the viewer wrote. CONFLICT when the version is stale, ILLEGAL_ACT when someone else wrote it.
func (h *Housing) EditNote(ctx context.Context, id entity.ID, version int, text string) (entity.ID, error) {
	err := h.db.Tx(ctx, func(tx *postgres.Tx) error {
		text, err := noteText(text)
		if err != nil {
			return err
		}
		s, n, err := h.ownNote(ctx, tx, id, version)
		if err != nil {
			return err
		}
		if err := n.Update().SetText(text).SetEditedAt(tx.Now).SetVersion(version + 1).Exec(ctx); err != nil {
			return err
		}
		return h.told(ctx, tx, s, codelist.HistoryKindNote, classNote, "changed")
	})
	return id, err
}

// RemoveNote removes a note that the viewer wrote. CONFLICT when the version is stale, ILLEGAL_ACT when someone else wrote it.
func (h *Housing) RemoveNote(ctx context.Context, id entity.ID, version int) (entity.ID, error) {
	err := h.db.Tx(ctx, func(tx *postgres.Tx) error {
		s, n, err := h.ownNote(ctx, tx, id, version)
		if err != nil {
			return err
		}
		if err := n.Update().SetRemovedAt(tx.Now).SetVersion(version + 1).Exec(ctx); err != nil {
			return err
		}
		return h.told(ctx, tx, s, codelist.HistoryKindNote, classNote, "removed")
	})
	return id, err
}

func (h *Housing) ownNote(ctx context.Context, tx *postgres.Tx, id entity.ID, version int) (*subject, *ent.Note, error) {
	n, err := tx.Ent.Note.Query().Where(note.ID(id), note.RemovedAtIsNil()).ForUpdate().Only(ctx)
	switch {
	case ent.IsNotFound(err):
		return nil, nil, fault.Missing()
	case err != nil:
		return nil, nil, err
	case n.RecordedBy != tx.Viewer.ID:
		return nil, nil, fault.New(fault.Illegal, "housing.notYourNote")
	case n.Version != version:
		return nil, nil, stale(n.Version)
	}
	s, err := h.paper(ctx, tx, n.DwellingID)
	return s, n, err
}

// uploaded returns an uploaded file of the class with one of the media types. NOT_FOUND at the field when the viewer sees no such file.
func uploaded(ctx context.Context, tx *postgres.Tx, field string, id entity.ID, class string, types ...string) (*ent.File, error) {
	f, err := tx.Ent.File.Query().Where(file.ID(id), file.DataClass(class)).Only(ctx)
	switch {
	case ent.IsNotFound(err):
		return nil, missingAt(field)
	case err != nil:
		return nil, err
	case len(types) > 0 && !slices.Contains(types, f.MediaType):
		return nil, fault.At(field, "housing.notAnImage")
	}
	return f, nil
}

// imageTypes are the media types of pictures.
var imageTypes = []string{"image/jpeg", "image/png", "image/webp", "image/gif"}

// AddImage adds an uploaded picture to a dwelling, last in the order; the first one becomes the cover. NOT_FOUND when the viewer sees no
// such file, BAD_REQUEST when it is no picture or there are too many. It returns the dwelling.
func (h *Housing) AddImage(ctx context.Context, dwelling entity.ID, input model.ImageAddInput) (entity.ID, error) {
	err := h.db.Tx(ctx, func(tx *postgres.Tx) error {
		s, err := h.paper(ctx, tx, dwelling)
		if err != nil {
			return err
		}
		var p problems
		alternative := clean(input.AlternativeText)
		p.text("input.alternativeText", alternative, 300)
		within(&p, "input.width", &input.Width, 1, 50_000)
		within(&p, "input.height", &input.Height, 1, 50_000)
		count, err := imageCount(ctx, tx, s.ID)
		if err != nil {
			return err
		}
		if count >= maxImages {
			p.at("input.fileId", "housing.tooManyImages", "max", maxImages)
		}
		if err := p.err(); err != nil {
			return err
		}
		if _, err := uploaded(ctx, tx, "input.fileId", input.FileID, classDwelling, imageTypes...); err != nil {
			return err
		}
		if _, err := uploaded(ctx, tx, "input.thumbnailId", input.ThumbnailID, classDwelling, imageTypes...); err != nil {
			return err
		}
		id := entity.New(entity.Image, tx.Now)
		if err := tx.Ent.Image.Create().SetID(id).SetMunicipalityID(s.MunicipalityID).SetUnitID(s.UnitID).SetDwellingID(s.ID).
			SetRecordedAt(tx.Now).SetRecordedBy(tx.Viewer.ID).SetFileID(input.FileID).SetThumbnailID(input.ThumbnailID).
			SetAlternativeText(alternative).SetPosition(count).SetWidth(input.Width).SetHeight(input.Height).Exec(ctx); err != nil {
			return err
		}
		if s.CoverImageID == nil {
			if err := tx.Ent.Dwelling.UpdateOne(s.Dwelling).SetCoverImageID(id).Exec(ctx); err != nil {
				return err
			}
		}
		return h.told(ctx, tx, s, codelist.HistoryKindImage, classDwelling, "added")
	})
	return dwelling, err
}

// images returns a dwelling's pictures in their order.
func images(ctx context.Context, tx *postgres.Tx, dwelling entity.ID) ([]*ent.Image, error) {
	return tx.Ent.Image.Query().Where(image.DwellingID(dwelling), image.RemovedAtIsNil()).
		Order(ent.Asc(image.FieldPosition, image.FieldRecordedAt, image.FieldID)).All(ctx)
}

func imageCount(ctx context.Context, tx *postgres.Tx, dwelling entity.ID) (int, error) {
	return tx.Ent.Image.Query().Where(image.DwellingID(dwelling), image.RemovedAtIsNil()).Count(ctx)
}

// UpdateImage changes a picture's alternative text, its place in the order (0 is the first; the others make room), or makes it the cover;
// cover false gives the cover to the first other. It returns the dwelling.
func (h *Housing) UpdateImage(ctx context.Context, id entity.ID, input model.ImageUpdateInput) (dwelling entity.ID, err error) {
	err = h.db.Tx(ctx, func(tx *postgres.Tx) error {
		s, all, i, err := h.imageOf(ctx, tx, id)
		if err != nil {
			return err
		}
		dwelling = s.ID
		var p problems
		if input.Position != nil {
			within(&p, "input.position", input.Position, 0, len(all)-1)
		}
		if input.AlternativeText != nil {
			text := clean(input.AlternativeText)
			p.text("input.alternativeText", text, 300)
			input.AlternativeText = &text
		}
		if err := p.err(); err != nil {
			return err
		}
		if input.AlternativeText != nil {
			if err := all[i].Update().SetAlternativeText(*input.AlternativeText).Exec(ctx); err != nil {
				return err
			}
		}
		if input.Position != nil {
			moved := all[i]
			all = slices.Insert(slices.Delete(all, i, i+1), *input.Position, moved)
			if err := place(ctx, all); err != nil {
				return err
			}
		}
		isCover := s.CoverImageID != nil && *s.CoverImageID == id
		switch {
		case input.Cover == nil || *input.Cover == isCover:
		case *input.Cover:
			err = tx.Ent.Dwelling.UpdateOne(s.Dwelling).SetCoverImageID(id).Exec(ctx)
		default:
			err = coverOther(ctx, tx, s, all, id)
		}
		if err != nil {
			return err
		}
		return h.told(ctx, tx, s, codelist.HistoryKindImage, classDwelling, "changed")
	})
	return dwelling, err
}

// RemoveImage takes a picture away; when it was the cover, the first of the others is. It returns the dwelling.
func (h *Housing) RemoveImage(ctx context.Context, id entity.ID) (dwelling entity.ID, err error) {
	err = h.db.Tx(ctx, func(tx *postgres.Tx) error {
		s, all, i, err := h.imageOf(ctx, tx, id)
		if err != nil {
			return err
		}
		dwelling = s.ID
		if err := all[i].Update().SetRemovedAt(tx.Now).Exec(ctx); err != nil {
			return err
		}
		all = slices.Delete(all, i, i+1)
		if err := place(ctx, all); err != nil {
			return err
		}
		if s.CoverImageID != nil && *s.CoverImageID == id {
			if err := coverOther(ctx, tx, s, all, id); err != nil {
				return err
			}
		}
		return h.told(ctx, tx, s, codelist.HistoryKindImage, classDwelling, "removed")
	})
	return dwelling, err
}

// place numbers the pictures in their order.
func place(ctx context.Context, all []*ent.Image) error {
	for position, i := range all {
		if i.Position != position {
			if err := i.Update().SetPosition(position).Exec(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// coverOther makes the first picture but one the cover.
func coverOther(ctx context.Context, tx *postgres.Tx, s *subject, all []*ent.Image, but entity.ID) error {
	update := tx.Ent.Dwelling.UpdateOne(s.Dwelling).ClearCoverImageID()
	if i := slices.IndexFunc(all, func(i *ent.Image) bool { return i.ID != but }); i >= 0 {
		update = tx.Ent.Dwelling.UpdateOne(s.Dwelling).SetCoverImageID(all[i].ID)
	}
	return update.Exec(ctx)
}

// imageOf begins an act on a picture: its dwelling, all its pictures in order, and which of them it is.
func (h *Housing) imageOf(ctx context.Context, tx *postgres.Tx, id entity.ID) (*subject, []*ent.Image, int, error) {
	found, err := tx.Ent.Image.Query().Where(image.ID(id), image.RemovedAtIsNil()).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, nil, 0, fault.Missing()
	}
	if err != nil {
		return nil, nil, 0, err
	}
	s, err := h.paper(ctx, tx, found.DwellingID)
	if err != nil {
		return nil, nil, 0, err
	}
	all, err := images(ctx, tx, s.ID)
	if err != nil {
		return nil, nil, 0, err
	}
	i := slices.IndexFunc(all, func(i *ent.Image) bool { return i.ID == id })
	if i < 0 { // someone removed it while this act waited for the dwelling
		return nil, nil, 0, fault.Missing()
	}
	return s, all, i, nil
}

// AddDocument adds an uploaded document to a dwelling. NOT_FOUND when the viewer sees no such file. It returns the dwelling.
func (h *Housing) AddDocument(ctx context.Context, dwelling entity.ID, input model.DocumentAddInput) (entity.ID, error) {
	err := h.db.Tx(ctx, func(tx *postgres.Tx) error {
		s, err := h.paper(ctx, tx, dwelling)
		if err != nil {
			return err
		}
		var p problems
		title := clean(&input.Title)
		p.required("input.title", title, maxLine)
		if err := p.err(); err != nil {
			return err
		}
		if _, err := uploaded(ctx, tx, "input.fileId", input.FileID, classDocument); err != nil {
			return err
		}
		if err := tx.Ent.Document.Create().SetID(entity.New(entity.Document, tx.Now)).SetMunicipalityID(s.MunicipalityID).SetUnitID(s.UnitID).
			SetDwellingID(s.ID).SetRecordedAt(tx.Now).SetRecordedBy(tx.Viewer.ID).SetKind(input.Kind).SetTitle(title).
			SetFileID(input.FileID).Exec(ctx); err != nil {
			return err
		}
		return h.told(ctx, tx, s, codelist.HistoryKindDocument, classDocument, "added")
	})
	return dwelling, err
}

// RemoveDocument takes a document away. It returns the dwelling.
func (h *Housing) RemoveDocument(ctx context.Context, id entity.ID) (dwelling entity.ID, err error) {
	err = h.db.Tx(ctx, func(tx *postgres.Tx) error {
		d, err := tx.Ent.Document.Query().Where(document.ID(id), document.RemovedAtIsNil()).ForUpdate().Only(ctx)
		if ent.IsNotFound(err) {
			return fault.Missing()
		}
		if err != nil {
			return err
		}
		s, err := h.paper(ctx, tx, d.DwellingID)
		if err != nil {
			return err
		}
		dwelling = s.ID
		if err := d.Update().SetRemovedAt(tx.Now).Exec(ctx); err != nil {
			return err
		}
		return h.told(ctx, tx, s, codelist.HistoryKindDocument, classDocument, "removed")
	})
	return dwelling, err
}
