package housing

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/google/uuid"

	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/postgres"
)

// maxChange is how many dwellings one act changes.
const maxChange = 500

// Changed is what a change of many did, or would do, to one dwelling.
type Changed struct {
	ID entity.ID `json:"id"`
	// Changed, or in a preview: would be changed. False without a fault: it was so already.
	Changed bool `json:"changed"`
	// Fault is why not.
	Fault *fault.Error `json:"fault,omitempty"`
}

// UnmarshalJSON reads what an earlier request with the same key was told, the legal acts with their words.
func (c *Changed) UnmarshalJSON(data []byte) error {
	type plainly Changed
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	if err := dec.Decode((*plainly)(c)); err != nil || c.Fault == nil {
		return err
	}
	for i := 1; i < len(c.Fault.Args); i += 2 {
		if codes, ok := c.Fault.Args[i].([]any); ok && c.Fault.Args[i-1] == "legal" {
			legal := Legal{}
			for _, code := range codes {
				if text, ok := code.(string); ok {
					legal = append(legal, codelist.DwellingAct(text))
				}
			}
			c.Fault.Args[i] = legal
		}
	}
	return nil
}

// errPreview rolls a preview back.
var errPreview = errors.New("preview")

// Change changes status, marker and staffing of many dwellings at once, at most 500: those where it is legal, while the others are told
// of, each with its reason. All are changed in one transaction, whatever version they have. A preview does the same and then takes it
// back, so that nothing is changed.
//
// BAD_REQUEST for the whole when it asks for nothing, for too many, or for what is legal for none (a status that is not set by hand).
func (h *Housing) Change(ctx context.Context, input model.DwellingsChangeInput, preview bool, key *uuid.UUID) (results []Changed, err error) {
	if preview {
		key = nil
	}
	err = h.db.Tx(ctx, func(tx *postgres.Tx) error {
		results = nil
		if done, err := tx.Once(ctx, key, "dwellingsChange", &results); done || err != nil {
			return err
		}
		var p problems
		switch {
		case len(input.Ids) == 0 || len(input.Ids) > maxChange:
			p.at("input.ids", "housing.countRange", "max", maxChange)
		case input.Status == nil && input.RentToOwn == nil && input.StaffBase == nil && input.StaffedRoundTheClock == nil:
			p.at("input", "housing.nothingAsked")
		}
		if s := input.Status; s != nil {
			checkStatus(&p, "input.status.status", s.Status, "input.status.validFrom", s.ValidFrom.Time, s.ValidFrom.Time, tx.Today)
			p.optional("input.status.note", s.Note, maxReason)
			checkPlannedReady(&p, "input.status.plannedReadyOn", s.PlannedReadyOn, s.Status, s.ValidFrom.Time)
		}
		if err := p.err(); err != nil {
			return err
		}
		done := map[entity.ID]Changed{}
		for _, id := range sorted(input.Ids) { // always in the same order, so that two acts don't wait for each other
			changed, err := h.changeOne(ctx, tx, id, input)
			result := Changed{ID: id, Changed: changed}
			if told := fault.All(err); told != nil {
				result.Fault = told[0]
			} else if err != nil {
				return err
			}
			done[id] = result
		}
		for _, id := range input.Ids {
			if result, ok := done[id]; ok { // an id that is given twice is told of once
				results = append(results, result)
				delete(done, id)
			}
		}
		if preview {
			return errPreview
		}
		return tx.Remember(ctx, key, "dwellingsChange", results)
	})
	if errors.Is(err, errPreview) {
		err = nil
	}
	return results, err
}

func sorted(ids []entity.ID) []entity.ID {
	ids = slices.Clone(ids)
	slices.SortFunc(ids, func(a, b entity.ID) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(ids)
}

// changeOne changes one of many; whatever it refuses, it refuses before it writes.
func (h *Housing) changeOne(ctx context.Context, tx *postgres.Tx, id entity.ID, input model.DwellingsChangeInput) (bool, error) {
	s, err := h.beginAny(ctx, tx, id)
	if err != nil {
		return false, err
	}
	if err := h.legal(tx, s.State, codelist.DwellingActUpdate); err != nil {
		return false, err
	}
	after := *s.Dwelling
	if v := input.RentToOwn; v != nil {
		after.RentToOwn = *v
		s.set.SetRentToOwn(*v)
	}
	if v := input.StaffBase; v != nil {
		after.StaffBase = v
		s.set.SetStaffBase(*v)
	}
	if v := input.StaffedRoundTheClock; v != nil {
		after.StaffedRoundTheClock = v
		s.set.SetStaffedRoundTheClock(*v)
	}
	facts, _ := differences(s.Dwelling, &after)
	if input.Status == nil && facts == nil {
		return false, nil
	}
	e := event{Kind: codelist.HistoryKindUpdated, Class: classDwelling, Changes: facts}
	if input.Status != nil {
		if e, err = h.setStatus(ctx, tx, s, "input.status", *input.Status); err != nil {
			return false, err
		}
		e.Changes = append(e.Changes, facts...)
	}
	if err := h.record(ctx, tx, s, e); err != nil {
		return false, err
	}
	return true, h.save(ctx, tx, s)
}
