package housing

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kobo/ent"
	"kobo/internal/codelist"
	"kobo/internal/entity"
	"kobo/internal/postgres"
)

// prospect is what bears on when a dwelling is expected to be vacant (antatt ledig).
type prospect struct {
	// Open: it is in the stock.
	Open bool
	// Status is the physical status today.
	Status codelist.DwellingStatus
	// PlannedReadyOn is when it is planned to be ready.
	PlannedReadyOn *time.Time
	// Tenancy is the one in force, begun or still to begin; nil when there is none.
	Tenancy *entity.ID
	// EndsOn is its agreed last day, VacatesOn the last day after notice.
	EndsOn, VacatesOn *time.Time
	// HeldUntil is the last day of the active reservation.
	HeldUntil *time.Time
}

// vacant returns the earliest day on which the dwelling is expected to be vacant, and why; nil when nothing says.
//
// A dwelling with a tenancy falls vacant by notice or when the fixed term ends, also when that day has passed: then it is overdue. One
// without falls vacant when it is ready as planned, or when its reservation lapses. A date set by hand comes before all of these and
// stands on the dwelling itself.
func (p prospect) vacant() (on *time.Time, why *codelist.ExpectedVacancyReason) {
	earliest := func(day *time.Time, reason codelist.ExpectedVacancyReason) {
		if day != nil && (on == nil || day.Before(*on)) {
			on, why = day, &reason
		}
	}
	waiting := p.Status == codelist.DwellingStatusUnderMaintenance || p.Status == codelist.DwellingStatusUnavailable
	switch {
	case p.Tenancy != nil:
		earliest(p.VacatesOn, codelist.ExpectedVacancyReasonNotice)
		earliest(p.EndsOn, codelist.ExpectedVacancyReasonFixedTerm)
	case p.Open:
		if waiting {
			earliest(p.PlannedReadyOn, codelist.ExpectedVacancyReasonReadyPlanned)
		}
		earliest(p.HeldUntil, codelist.ExpectedVacancyReasonReservationLapse)
	}
	return on, why
}

// outlook keeps the dwelling's row of expected vacancy; every act that bears on it ends here, through save.
//
// SECURITY: the row of a dwelling with a shielded tenancy is shielded. One who doesn't see that tenancy leaves the row alone: nothing
// such a viewer may do bears on it.
func (h *Housing) outlook(ctx context.Context, tx *postgres.Tx, d *ent.Dwelling) error {
	p := prospect{Open: d.LeftOn == nil && d.RemovedAt == nil, Status: d.Status, PlannedReadyOn: d.PlannedReadyOn}
	var taken, shielded bool
	err := tx.Query(ctx, `select kobo.dwelling_taken($1), t.id, t.ends_on, t.vacates_on, coalesce(t.shielded, false),
			(select held_until from reservation where dwelling_id = $1 and state = 'ACTIVE')
		from (select 1) one
		left join tenancy t on t.dwelling_id = $1 and t.ended_on is null and t.cancelled_at is null`,
		[]any{d.ID}, func(rows pgx.Rows) error {
			for rows.Next() {
				if err := rows.Scan(&taken, &p.Tenancy, &p.EndsOn, &p.VacatesOn, &shielded, &p.HeldUntil); err != nil {
					return err
				}
			}
			return rows.Err()
		})
	if err != nil {
		return fmt.Errorf("prospect of a dwelling: %w", err)
	}
	if taken && p.Tenancy == nil {
		return nil
	}
	on, why := p.vacant()
	_, err = tx.Exec(ctx, `insert into outlook
			(id, municipality_id, unit_id, shielded, tenancy_id, vacant_on, reason, notice_given, contract_ends_on)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		on conflict (id) do update set unit_id = excluded.unit_id, shielded = excluded.shielded, tenancy_id = excluded.tenancy_id,
			vacant_on = excluded.vacant_on, reason = excluded.reason, notice_given = excluded.notice_given,
			contract_ends_on = excluded.contract_ends_on`,
		d.ID, d.MunicipalityID, d.UnitID, shielded, p.Tenancy, on, why, p.VacatesOn != nil, p.EndsOn)
	if err != nil {
		return fmt.Errorf("outlook of a dwelling: %w", err)
	}
	return nil
}
