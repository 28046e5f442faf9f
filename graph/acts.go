package graph

import (
	"context"

	"github.com/google/uuid"

	"kobo/graph/model"
	"kobo/internal/audit"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/store"
)

// acted is the payload of an act on a dwelling: the dwelling read anew, or why nothing was done.
func (r *Resolver) acted(ctx context.Context, dwelling entity.ID, err error) (*model.DwellingPayload, error) {
	p := &model.DwellingPayload{}
	if p.UserErrors, err = refused(ctx, err); err != nil || len(p.UserErrors) > 0 {
		return p, err
	}
	p.Dwelling, err = r.dwelling(ctx, dwelling, selection(ctx, "dwelling"))
	return p, err
}

// tenancyActed is the payload of an act on a tenancy.
func (r *Resolver) tenancyActed(ctx context.Context, tenancy, dwelling entity.ID, err error) (*model.TenancyPayload, error) {
	p := &model.TenancyPayload{}
	if p.UserErrors, err = refused(ctx, err); err != nil || len(p.UserErrors) > 0 {
		return p, err
	}
	if s := selection(ctx, "tenancy"); s != nil {
		if p.Tenancy, err = r.Store.Tenancy(ctx, tenancy, s); err != nil {
			return p, committed(err)
		}
	}
	p.Dwelling, err = r.dwelling(ctx, dwelling, selection(ctx, "dwelling"))
	return p, err
}

// noted is the payload of an act on a note.
func (r *Resolver) noted(ctx context.Context, note entity.ID, err error) (*model.NotePayload, error) {
	p := &model.NotePayload{}
	if p.UserErrors, err = refused(ctx, err); err != nil || len(p.UserErrors) > 0 {
		return p, err
	}
	if s := selection(ctx, "note"); s != nil && !note.IsNil() {
		p.Note, err = r.Store.Note(ctx, note, s)
	}
	return p, committed(err)
}

// dwelling reads a dwelling for a payload. The act is done by now, so a failure to read is told as such.
func (r *Resolver) dwelling(ctx context.Context, id entity.ID, s store.Selection) (*model.Dwelling, error) {
	if id.IsNil() || s == nil {
		return nil, nil
	}
	d, err := r.Store.Dwelling(ctx, id, s)
	return d, committed(err)
}

// refused is outcome for acts: an attempt on what the viewer may not see is noted in the log.
func refused(ctx context.Context, err error) ([]*model.UserError, error) {
	if fault.CodeOf(err) == fault.NotFound {
		audit.Collect(ctx, audit.Denied, "DWELLING")
	}
	return outcome(ctx, err)
}

// agreed is the payload of an act on an agreement.
func (r *Resolver) agreed(ctx context.Context, id entity.ID, err error) (*model.AgreementPayload, error) {
	p := &model.AgreementPayload{}
	if p.UserErrors, err = refused(ctx, err); err != nil || len(p.UserErrors) > 0 {
		return p, err
	}
	p.Agreement, err = r.Store.Agreement(ctx, id, selection(ctx, "agreement"))
	return p, committed(err)
}

// bulkChanged is the payload of a change of many: for each what became of it, or would.
func (r *Resolver) bulkChanged(ctx context.Context, input model.DwellingsChangeInput, preview bool, key *uuid.UUID) (*model.DwellingsChangePayload, error) {
	changes, err := r.Housing.Change(ctx, input, preview, key)
	p := &model.DwellingsChangePayload{}
	if p.UserErrors, err = refused(ctx, err); err != nil || len(p.UserErrors) > 0 {
		return p, err
	}
	found := map[entity.ID]*model.Dwelling{}
	if s := selection(ctx, "results", "dwelling"); s != nil {
		if found, err = r.Store.DwellingsByID(ctx, input.Ids, s); err != nil {
			return p, committed(err)
		}
	}
	p.Results = []*model.DwellingChangeResult{}
	for _, c := range changes {
		result := &model.DwellingChangeResult{ID: c.ID, Changed: c.Changed, Dwelling: found[c.ID]}
		if c.Fault != nil {
			result.Error = userError(ctx, c.Fault)
		}
		p.Results = append(p.Results, result)
	}
	return p, nil
}
