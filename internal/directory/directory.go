// Package directory is what login asks of the database: which organisations use Kobo, and which ids their people and systems have with
// us. It runs as kobo_auth, which sees no row of anyone's casework.
package directory

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/jackc/pgx/v5"

	"kobo/internal/codelist"
	"kobo/internal/entity"
	"kobo/internal/login"
	"kobo/internal/municipality"
	"kobo/internal/postgres"
)

// Directory answers login from the database.
type Directory struct {
	auth *postgres.Auth
	now  func() time.Time
}

// New returns a directory over the pool of kobo_auth.
func New(auth *postgres.Auth, now func() time.Time) *Directory { return &Directory{auth, now} }

var _ login.Directory = (*Directory)(nil)

// Organisation returns the municipality that an organisation number stands for, itself or as one of its units; false when it does not
// use Kobo.
func (d *Directory) Organisation(ctx context.Context, orgno string) (login.Organisation, bool, error) {
	const find = `
select m.id, m.number, coalesce(u.name || ', ', '') || m.name, u.id,
	array(select o.step from onboarding o where o.municipality_id = m.id),
	array(select n.cidr from network n where n.municipality_id = m.id)
from municipality m
left join unit u on u.municipality_id = m.id and u.organisation_number = $1
where m.organisation_number = $1 or u.id is not null`
	var (
		o               login.Organisation
		unit            *entity.ID
		steps, networks []string
	)
	err := d.auth.Pool.QueryRow(ctx, find, orgno).Scan(&o.Municipality, &o.MunicipalityNumber, &o.Name, &unit, &steps, &networks)
	if errors.Is(err, pgx.ErrNoRows) {
		return login.Organisation{}, false, nil
	}
	if err != nil {
		return login.Organisation{}, false, fmt.Errorf("find organisation: %w", err)
	}
	if unit != nil {
		o.Unit = *unit
	}
	done := make([]codelist.OnboardingStep, len(steps))
	for i, step := range steps {
		done[i] = codelist.OnboardingStep(step)
	}
	o.Modules = municipality.Modules(done)
	for _, text := range networks {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return login.Organisation{}, false, fmt.Errorf("a network of municipality %s is not a range", o.MunicipalityNumber)
		}
		o.Networks = append(o.Networks, prefix)
	}
	return o, true, nil
}

// Staff returns the id of a member of staff, made at the first login. index is the HMAC of the national identity number, which itself
// is not kept.
func (d *Directory) Staff(ctx context.Context, index []byte, name string) (entity.ID, error) {
	return d.known(ctx, entity.Staff, `
insert into auth.staff (id, pid_index, name, seen_at) values ($1, $2, $3, $4)
on conflict (pid_index) do update set name = excluded.name, seen_at = excluded.seen_at returning id`, index, name)
}

// Citizen returns the id of a citizen, made at the first login.
func (d *Directory) Citizen(ctx context.Context, index []byte) (entity.ID, error) {
	return d.known(ctx, entity.Citizen, `
insert into auth.citizen (id, pid_index, seen_at) values ($1, $2, $3)
on conflict (pid_index) do update set seen_at = excluded.seen_at returning id`, index)
}

// System returns the id of an organisation's system, made at its first call.
func (d *Directory) System(ctx context.Context, orgno, clientID string) (entity.ID, error) {
	return d.known(ctx, entity.System, `
insert into auth.system (id, organisation_number, client_id, seen_at) values ($1, $2, $3, $4)
on conflict (organisation_number, client_id) do update set seen_at = excluded.seen_at returning id`, orgno, clientID)
}

func (d *Directory) known(ctx context.Context, kind entity.Kind, insert string, args ...any) (id entity.ID, err error) {
	now := d.now()
	args = append(append([]any{entity.New(kind, now)}, args...), now)
	if err := d.auth.Pool.QueryRow(ctx, insert, args...).Scan(&id); err != nil {
		return entity.Nil, fmt.Errorf("know %s: %w", kind, err)
	}
	return id, nil
}
