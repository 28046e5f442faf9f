package housing_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"kobo/graph/model"
	"kobo/internal/access"
	"kobo/internal/codelist"
	"kobo/internal/entity"
	"kobo/internal/viewer"
)

func hold(until, reason string) model.DwellingReserveInput {
	return model.DwellingReserveInput{HeldUntil: date(until), Reason: reason}
}

func TestReserveRules(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := w.staff("boligoversikt")
	let := w.dwelling()
	w.let(ctx, let, open("2026-01-01"))
	for name, c := range map[string]struct {
		dwelling entity.ID
		input    model.DwellingReserveInput
		want     []string
	}{
		"ready":                {w.dwelling(), hold("2026-11-25", "Visning"), nil},
		"under maintenance":    {w.dwelling("UNDER_MAINTENANCE 2026-10-01"), hold("2027-11-25", "Visning"), nil},
		"unavailable":          {w.dwelling("UNAVAILABLE 2026-10-01"), hold("2026-12-01", "Visning"), nil},
		"let":                  {let, hold("2026-12-01", "Visning"), nil},
		"sold":                 {w.dwelling("SOLD 2026-10-01"), hold("2026-12-01", "Visning"), []string{"ILLEGAL_ACT housing.illegal"}},
		"yesterday":            {w.dwelling(), hold("2026-11-24", "Visning"), []string{"BAD_REQUEST housing.passed input.heldUntil"}},
		"more than a year":     {w.dwelling(), hold("2027-11-26", "Visning"), []string{"BAD_REQUEST housing.tooFarAhead input.heldUntil"}},
		"no reason":            {w.dwelling(), hold("2026-12-01", " \n"), []string{"BAD_REQUEST housing.required input.reason"}},
		"300 characters":       {w.dwelling(), hold("2026-12-01", strings.Repeat("å", 300)), nil},
		"301 characters":       {w.dwelling(), hold("2026-12-01", strings.Repeat("å", 301)), []string{"BAD_REQUEST housing.tooLong input.reason"}},
		"a number of a person": {w.dwelling(), hold("2026-12-01", "Til "+pid(t, "178590")), []string{"BAD_REQUEST housing.identityNumber input.reason"}},
	} {
		_, err := w.acts.Reserve(ctx, c.dwelling, w.version("dwelling", c.dwelling), c.input, nil)
		t.Run(name, func(t *testing.T) { refused(t, err, c.want...) })
	}
}

func TestReservation(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := w.staff("boligoversikt")
	d := w.dwelling()
	key := uuid.New()
	id, err := w.acts.Reserve(ctx, d, 1, hold("2026-12-01", " Bytte innen kommunal bolig "), &key)
	refused(t, err)
	again, err := w.acts.Reserve(ctx, d, 1, hold("2026-12-01", "Bytte"), &key)
	if refused(t, err); again != id {
		t.Error("the same key gave another reservation")
	}
	w.want(w.rows("select state, held_until, reason, version from reservation"), "ACTIVE 2026-12-01 Bytte innen kommunal bolig 1")
	w.want(w.line(d), "READY 2015-01-01", "now READY 2015-01-01")
	_, err = w.acts.Reserve(ctx, d, 2, hold("2026-12-01", "En annen"), nil)
	refused(t, err, "CONFLICT housing.reservedUntil")
	_, err = w.acts.Reserve(ctx, d, 1, hold("2026-12-01", "En annen"), nil)
	refused(t, err, "CONFLICT fault.conflict")

	for until, want := range map[string]string{
		"2026-11-24": "BAD_REQUEST housing.passed heldUntil", "2027-11-26": "BAD_REQUEST housing.tooFarAhead heldUntil",
		"2026-12-01": "BAD_REQUEST housing.nothingChanged heldUntil",
	} {
		_, err = w.acts.ReservationExtend(ctx, id, 1, date(until))
		refused(t, err, want)
	}
	dwelling, err := w.acts.ReservationExtend(ctx, id, 1, date("2026-12-15"))
	if refused(t, err); dwelling != d {
		t.Error("not the dwelling's id")
	}
	if got := w.outlook(d); got != "2026-12-15 RESERVATION_LAPSE" {
		t.Error("outlook: " + got)
	}
	_, err = w.acts.ReservationRelease(ctx, id, 1)
	refused(t, err, "CONFLICT fault.conflict")
	_, err = w.acts.ReservationRelease(ctx, id, 2)
	refused(t, err)
	w.want(w.rows("select state, version, closed_at is not null, closed_by is not null from reservation"), "RELEASED 3 t t")
	if got := w.outlook(d); got != "" {
		t.Error("outlook: " + got)
	}
	for _, err := range []error{second(w.acts.ReservationRelease(ctx, id, 3)), second(w.acts.ReservationExtend(ctx, id, 3, date("2026-12-24")))} {
		refused(t, err, "ILLEGAL_ACT housing.reservationClosed")
	}
	for _, none := range []entity.ID{d, entity.New(entity.Reservation, w.now)} {
		_, err = w.acts.ReservationRelease(ctx, none, 1)
		refused(t, err, "NOT_FOUND fault.notFound")
	}
	_, err = w.acts.Reserve(ctx, d, w.version("dwelling", d), hold("2026-12-01", "En annen"), nil)
	refused(t, err)
	w.want(w.rows("select data_class, changes->0->>'field', changes->0->>'after' from history where changes->0->>'after' in ('ACTIVE', 'RELEASED') and note <> 'En annen' order by 3"),
		"RESERVATION reservation.state ACTIVE", "RESERVATION reservation.state RELEASED")
	w.want(w.rows("select version from dwelling"), "5")
}

// The facility system may hold dwellings, though it keeps no tenancies.
func TestReserveByFacilitySystem(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	system := viewer.NewContext(w.Context(), &viewer.Viewer{
		Role: viewer.Vendor, ID: entity.New(entity.System, w.now), Name: "FDV", Municipality: w.id, Modules: access.Modules,
		Grants: []viewer.Grant{{Right: "bolig-api", Write: true}},
	})
	d := w.dwelling()
	id, err := w.acts.Reserve(system, d, 1, hold("2026-12-01", "Befaring"), nil)
	refused(t, err)
	if got := w.outlook(d); got != "2026-12-01 RESERVATION_LAPSE" {
		t.Error("outlook: " + got)
	}
	_, err = w.acts.ReservationRelease(system, id, 1)
	refused(t, err)
	_, err = w.acts.TenancyRegister(system, d, w.version("dwelling", d), open("2026-11-01"), nil)
	refused(t, err, "NOT_FOUND fault.notFound")
}

func TestTwoReserveAtOnce(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := w.staff("boligoversikt")
	for range 5 {
		d := w.dwelling()
		var both sync.WaitGroup
		errs := make([]error, 2)
		for i := range errs {
			both.Go(func() { _, errs[i] = w.acts.Reserve(ctx, d, 1, hold("2026-12-01", "Visning"), nil) })
		}
		both.Wait()
		if slices.IndexFunc(errs, func(err error) bool { return err == nil }) < 0 {
			t.Fatalf("both failed: %v", errs)
		}
		refused(t, errors.Join(errs...), "CONFLICT fault.conflict")
		w.want(w.rows("select count(*) from reservation where dwelling_id = $1", d), "1")
	}
}

func TestExpireReservations(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := w.staff("boligoversikt")
	ids := map[string]entity.ID{}
	var dwellings []entity.ID
	reserve := func(ctx context.Context, until string) {
		d := w.dwelling()
		id, err := w.acts.Reserve(ctx, d, 1, hold(until, "Visning"), nil)
		if err != nil {
			t.Fatal(err)
		}
		ids[until], dwellings = id, append(dwellings, d)
	}
	reserve(ctx, "2026-11-25")
	reserve(ctx, "2026-11-26")
	reserve(ctx, "2026-11-27")
	expire := func(want int) {
		t.Helper()
		if n, err := w.jobs.ExpireReservations(w.job()); n != want || err != nil {
			t.Errorf("expired %d, want %d: %v", n, want, err)
		}
	}
	expire(0) // the last day is not over
	w.later(48)
	expire(2)
	expire(0)
	w.want(w.rows("select held_until, state, closed_at is not null, closed_by from reservation order by held_until"),
		"2026-11-25 EXPIRED t", "2026-11-26 EXPIRED t", "2026-11-27 ACTIVE f")
	if got := w.outlook(dwellings[0]); got != "" {
		t.Error("outlook: " + got)
	}
	_, err := w.acts.Reserve(ctx, dwellings[0], w.version("dwelling", dwellings[0]), hold("2026-12-01", "Visning"), nil)
	refused(t, err)
	w.want(w.rows("select count(*) from history where data_class = 'RESERVATION' and changes->0->>'after' = $1", codelist.ReservationStateExpired), "2")
	// Until the job has run it is held, and may be extended or let go.
	w.later(48)
	_, err = w.acts.Reserve(ctx, dwellings[2], w.version("dwelling", dwellings[2]), hold("2026-12-01", "Visning"), nil)
	refused(t, err, "CONFLICT housing.reservedUntil")
	_, err = w.acts.ReservationExtend(ctx, ids["2026-11-27"], 1, date("2026-12-24"))
	refused(t, err)
	expire(0)
}
