package housing

import (
	"context"
	"fmt"
	"time"

	"kobo/ent"
	"kobo/ent/statusperiod"
	"kobo/ent/tenancyterm"
	"kobo/internal/codelist"
	"kobo/internal/postgres"
)

// lay brings the dwelling's timeline in line with a tenancy that was registered, ended, corrected or cancelled: LET from its first
// day, and from the day after its last what the dwelling then is. It is called before the tenancy's new terms are added, and save
// settles the dwelling.
//
// Statuses dated within the tenancy are superseded: people write on Monday that someone moved in on Friday, and old tenancies are
// registered on dwellings entered yesterday. When the tenancy is cancelled, or moved to start later, what it superseded holds again.
// After its last day comes follows; nil means what came after it before, or READY when nothing did. Where the next tenancy begins that
// day nothing comes between.
//
// SECURITY: the LET row of a shielded tenancy is shielded. The rows before and after it are not, so they name neither the tenancy nor the
// reason of any act on it: they say what the dwelling itself says to everyone.
func (h *Housing) lay(ctx context.Context, tx *postgres.Tx, s *subject, t *ent.Tenancy, follows *statusChange, correction string) error {
	rows, err := tx.Ent.StatusPeriod.Query().Where(statusperiod.DwellingID(s.ID)).
		Order(statusperiod.ByValidFrom(), statusperiod.ByRecordedAt(), statusperiod.ByID()).All(ctx)
	if err != nil {
		return fmt.Errorf("statuses of a dwelling: %w", err)
	}
	terms, err := tx.Ent.TenancyTerm.Query().Where(tenancyterm.TenancyID(t.ID)).All(ctx)
	if err != nil {
		return fmt.Errorf("terms of a tenancy: %w", err)
	}
	acts, afters := map[int64]bool{}, map[int64]bool{} // when the tenancy was acted on, and days after a last day
	for _, term := range terms {
		acts[term.RecordedAt.UnixMicro()] = true
		if term.EndedOn != nil {
			afters[term.EndedOn.AddDate(0, 0, 1).Unix()] = true
		}
	}
	said := correction // to everyone
	if t.Shielded {
		said = ""
	}
	own := func(p *ent.StatusPeriod) bool {
		if p.TenancyID != nil || !t.Shielded {
			return p.TenancyID != nil && *p.TenancyID == t.ID
		}
		return acts[p.RecordedAt.UnixMicro()] && afters[p.ValidFrom.Unix()]
	}
	within := func(day time.Time) bool {
		return t.CancelledAt == nil && !day.Before(t.StartsOn) && (t.EndedOn == nil || !day.After(*t.EndedOn))
	}

	var let bool                // its LET row stays as it is
	var ended *ent.StatusPeriod // what came last after the tenancy
	var current []*ent.StatusPeriod
	for _, p := range rows {
		isLet := p.Status == codelist.DwellingStatusLet
		switch {
		case own(p):
			if !isLet && (ended == nil || p.RecordedAt.After(ended.RecordedAt)) {
				ended = p
			}
			if p.SupersededAt != nil {
				continue
			}
			if isLet && t.CancelledAt == nil && p.ValidFrom.Equal(t.StartsOn) {
				let = true
				continue
			}
		case p.SupersededAt != nil:
			continue
		case !within(p.ValidFrom) || isLet || exit(p):
			current = append(current, p)
			continue
		case ended == nil || p.ValidFrom.After(ended.ValidFrom):
			ended = p
		}
		why := said
		if p.Shielded {
			why = correction
		}
		if err := h.supersedeStatus(ctx, tx, s, p, why); err != nil {
			return err
		}
	}

	for _, p := range rows { // what it superseded, and no longer covers
		if p.SupersededAt == nil || !acts[p.SupersededAt.UnixMicro()] || own(p) || p.Status == codelist.DwellingStatusLet ||
			t.CancelledAt == nil && !p.ValidFrom.Before(t.StartsOn) {
			continue
		}
		if hasStatus(current, p) {
			continue
		}
		current = append(current, p)
		if _, err := h.addStatus(ctx, tx, s, statusChange{
			Status: p.Status, From: p.ValidFrom, Reason: p.Reason, Note: p.Note, Tenancy: p.TenancyID, Shielded: p.Shielded, Correction: said,
		}); err != nil {
			return err
		}
	}
	if t.CancelledAt != nil {
		return nil
	}
	if !let {
		c := statusChange{Status: codelist.DwellingStatusLet, From: t.StartsOn, Tenancy: &t.ID, Shielded: t.Shielded, Correction: correction}
		if t.PreviousID == nil {
			in := codelist.StatusReasonMovedIn
			c.Reason = &in
		}
		if _, err := h.addStatus(ctx, tx, s, c); err != nil {
			return err
		}
	}
	if t.EndedOn == nil {
		return nil
	}
	next := t.EndedOn.AddDate(0, 0, 1)
	for _, p := range current {
		if p.ValidFrom.Equal(next) || exit(p) && p.ValidFrom.Equal(*t.EndedOn) {
			return nil
		}
	}
	if other, err := letToOthers(ctx, tx, t, next, &next); other || err != nil {
		return err
	}
	c := statusChange{Status: codelist.DwellingStatusReady}
	switch {
	case follows != nil:
		c = *follows
	case ended != nil:
		c.Status, c.Reason, c.Note = ended.Status, ended.Reason, ended.Note
	}
	c.From, c.Correction = next, said
	if !t.Shielded {
		c.Tenancy = &t.ID
	}
	_, err = h.addStatus(ctx, tx, s, c)
	return err
}

// exit reports whether the status came with leaving the stock: it stands until that is undone.
func exit(p *ent.StatusPeriod) bool {
	return p.Reason != nil && *p.Reason == codelist.StatusReasonStockExit
}

// hasStatus reports whether the rows hold the status from the same date.
func hasStatus(rows []*ent.StatusPeriod, p *ent.StatusPeriod) bool {
	for _, other := range rows {
		if other.ValidFrom.Equal(p.ValidFrom) && other.Status == p.Status {
			return true
		}
	}
	return false
}
