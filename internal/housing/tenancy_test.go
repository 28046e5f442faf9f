package housing_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/uuid"

	"kobo/graph/model"
	"kobo/internal/access"
	"kobo/internal/codelist"
	"kobo/internal/day"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/postgres"
	"kobo/internal/viewer"
)

// open is an open-ended tenancy from a day.
func open(from string) model.TenancyRegisterInput {
	return model.TenancyRegisterInput{Kind: codelist.TenancyKindOpenEnded, StartsOn: date(from)}
}

// fixed is a fixed term of less than three years.
func fixed(from, to string) model.TenancyRegisterInput {
	return model.TenancyRegisterInput{Kind: codelist.TenancyKindFixedOther, StartsOn: date(from), EndsOn: ptr(date(to))}
}

// let registers a tenancy and fails the test when that is refused.
func (w *town) let(ctx context.Context, dwelling entity.ID, input model.TenancyRegisterInput) entity.ID {
	w.Helper()
	id, err := w.acts.TenancyRegister(ctx, dwelling, w.version("dwelling", dwelling), input, nil)
	if err != nil {
		w.Fatal(err)
	}
	return id
}

// end ends a tenancy and fails the test when that is refused.
func (w *town) end(ctx context.Context, id entity.ID, on string, after codelist.DwellingStatus) {
	w.Helper()
	_, err := w.acts.TenancyEnd(ctx, id, w.version("tenancy", id), model.TenancyEndInput{
		EndedOn: date(on), EndKind: codelist.TenancyEndTenantNotice, StatusAfter: after,
	})
	if err != nil {
		w.Fatal(err)
	}
}

// pid is a synthetic national identity number that begins with the six digits.
func pid(t *testing.T, six string) string {
	for individual := 100; individual < 1000; individual++ {
		for control := range 100 {
			n := fmt.Sprintf("%s%03d%02d", six, individual, control)
			k1, k2 := 0, 0
			for i, w1 := range []int{3, 7, 6, 1, 8, 9, 4, 5, 2, 1, 0} {
				k1 += w1 * int(n[i]-'0')
				k2 += []int{5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1}[i] * int(n[i]-'0')
			}
			if k1%11 == 0 && k2%11 == 0 {
				return n
			}
		}
	}
	t.Fatal("no number begins with " + six)
	return ""
}

func TestTenancyRegisterRules(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	register, casework := w.staff("boligoversikt"), w.staff("saksbehandling")
	closed := w.staffWith([]string{"register"}, "saksbehandling")
	with := func(change func(*model.TenancyRegisterInput)) model.TenancyRegisterInput {
		input := open("2026-11-01")
		change(&input)
		return input
	}
	tenant := func(number string) model.TenancyRegisterInput {
		return with(func(i *model.TenancyRegisterInput) {
			i.Tenant = &model.TenantInput{Name: "Kari Prøve", BirthDate: ptr(date("1990-05-17")), NationalIdentityNumber: &number}
		})
	}
	kind := func(k codelist.TenancyKind, from, to string) model.TenancyRegisterInput {
		input := model.TenancyRegisterInput{Kind: k, StartsOn: date(from)}
		if to != "" {
			input.EndsOn = ptr(date(to))
		}
		return input
	}
	good := pid(t, "178590")
	wrong := good[:10] + string('0'+(good[10]-'0'+1)%10)
	for name, c := range map[string]struct {
		as    context.Context
		input model.TenancyRegisterInput
		want  []string
	}{
		"open-ended":                      {register, open("2026-11-01"), nil},
		"five years back":                 {register, open("2021-11-25"), nil},
		"more than five years back":       {register, open("2021-11-24"), []string{"BAD_REQUEST housing.tenancyTooFarBack input.startsOn"}},
		"six months ahead":                {register, open("2027-05-25"), nil},
		"more than six months ahead":      {register, open("2027-05-26"), []string{"BAD_REQUEST housing.tenancyTooFarAhead input.startsOn"}},
		"open-ended with an end":          {register, kind("OPEN_ENDED", "2026-11-01", "2027-11-01"), []string{"BAD_REQUEST housing.endNotAllowed input.endsOn"}},
		"three years, end left out":       {register, kind("FIXED_3_YEARS", "2026-11-01", ""), nil},
		"three years to the day":          {register, kind("FIXED_3_YEARS", "2026-11-01", "2029-10-31"), nil},
		"more than three years":           {register, kind("FIXED_3_YEARS", "2026-11-01", "2031-10-31"), nil},
		"three years but for a day":       {register, kind("FIXED_3_YEARS", "2026-11-01", "2029-10-30"), []string{"BAD_REQUEST housing.threeYears input.endsOn"}},
		"shorter":                         {register, kind("FIXED_OTHER", "2026-11-01", "2027-10-31"), nil},
		"shorter without an end":          {register, kind("FIXED_OTHER", "2026-11-01", ""), []string{"BAD_REQUEST housing.endRequired input.endsOn"}},
		"section 11-1":                    {register, kind("SECTION_11_1", "2026-11-01", "2027-10-31"), nil},
		"care without an end":             {register, kind("CARE", "2026-11-01", ""), nil},
		"staff with an end":               {register, kind("STAFF", "2026-11-01", "2027-10-31"), nil},
		"end before start":                {register, kind("STAFF", "2026-11-01", "2026-10-31"), []string{"BAD_REQUEST housing.endBeforeStart input.endsOn"}},
		"one day":                         {register, kind("STAFF", "2026-11-01", "2026-11-01"), nil},
		"longer than a life":              {register, kind("STAFF", "2026-11-01", "2126-11-02"), []string{"BAD_REQUEST housing.endTooFarAhead input.endsOn"}},
		"nobody":                          {register, with(func(i *model.TenancyRegisterInput) { i.Persons = ptr(0) }), []string{"BAD_REQUEST housing.persons input.persons"}},
		"thirty":                          {register, with(func(i *model.TenancyRegisterInput) { i.Persons = ptr(30) }), nil},
		"thirty-one":                      {register, with(func(i *model.TenancyRegisterInput) { i.Persons = ptr(31) }), []string{"BAD_REQUEST housing.persons input.persons"}},
		"shielded by one who may not":     {register, with(func(i *model.TenancyRegisterInput) { i.Shielded = ptr(true) }), []string{"BAD_REQUEST housing.shieldedRight input.shielded"}},
		"shielded by one who only reads":  {w.staff("boligoversikt", "skjermet:read"), with(func(i *model.TenancyRegisterInput) { i.Shielded = ptr(true) }), []string{"BAD_REQUEST housing.shieldedRight input.shielded"}},
		"not shielded by one who may not": {register, with(func(i *model.TenancyRegisterInput) { i.Shielded = ptr(false) }), nil},
		"shielded":                        {w.staff("boligoversikt", "skjermet"), with(func(i *model.TenancyRegisterInput) { i.Shielded = ptr(true) }), nil},
		"tenant by one without the class": {register, tenant(good), []string{"BAD_REQUEST housing.tenantClosed input.tenant"}},
		"tenant where casework is closed": {closed, tenant(good), []string{"BAD_REQUEST housing.tenantClosed input.tenant"}},
		"tenant":                          {casework, tenant(good), nil},
		"tenant, number with a space":     {casework, tenant(good[:6] + " " + good[6:]), nil},
		"tenant with a synthetic number of the other kind": {casework, tenant(pid(t, "174590")), nil},
		"tenant with a D-number":                           {casework, tenant(pid(t, "578590")), nil},
		"tenant with a wrong control digit":                {casework, tenant(wrong), []string{"BAD_REQUEST housing.notAnIdentityNumber input.tenant.nationalIdentityNumber"}},
		"tenant with ten digits":                           {casework, tenant(good[:10]), []string{"BAD_REQUEST housing.notAnIdentityNumber input.tenant.nationalIdentityNumber"}},
		"tenant with letters":                              {casework, tenant("abcdefghijk"), []string{"BAD_REQUEST housing.notAnIdentityNumber input.tenant.nationalIdentityNumber"}},
		"tenant without a name, not born": {casework, with(func(i *model.TenancyRegisterInput) {
			i.Tenant = &model.TenantInput{Name: " ", BirthDate: ptr(date("2026-11-26"))}
		}), []string{"BAD_REQUEST housing.required input.tenant.name", "BAD_REQUEST housing.birthDate input.tenant.birthDate"}},
		"rent": {register, with(func(i *model.TenancyRegisterInput) {
			i.Rent = []*model.RentPartInput{{Component: codelist.RentComponentRent, Ore: 800_000}}
		}), nil},
		"negative rent": {register, with(func(i *model.TenancyRegisterInput) {
			i.Rent = []*model.RentPartInput{{Component: codelist.RentComponentRent, Ore: -1}}
		}), []string{"BAD_REQUEST housing.rentRange input.rent.0.ore"}},
		"all at once": {register, model.TenancyRegisterInput{Kind: codelist.TenancyKindFixedOther, StartsOn: date("2014-12-31"), Persons: ptr(99)}, []string{
			"BAD_REQUEST housing.endRequired input.endsOn", "BAD_REQUEST housing.persons input.persons",
			"BAD_REQUEST housing.tenancyTooFarBack input.startsOn", "BAD_REQUEST housing.beforeEntered input.startsOn",
		}},
	} {
		d := w.dwelling()
		_, err := w.acts.TenancyRegister(c.as, d, 1, c.input, nil)
		t.Run(name, func(t *testing.T) { refused(t, err, c.want...) })
		if left := len(w.rows("select id from tenancy where dwelling_id = $1", d)); (left == 0) != (c.want != nil) {
			t.Errorf("%s: %d tenancies", name, left)
		}
	}
}

func TestTenancyRegisterFromWhichState(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	register := w.staff("boligoversikt")
	for _, c := range []struct {
		status string
		want   []string
	}{
		{"READY 2026-01-01", nil},
		{"UNDER_MAINTENANCE 2026-01-01", nil},
		{"UNAVAILABLE 2026-01-01", nil},
		{"SOLD 2026-01-01", []string{"ILLEGAL_ACT housing.illegal"}},
	} {
		_, err := w.acts.TenancyRegister(register, w.dwelling(c.status), 1, open("2026-11-01"), nil)
		t.Run(c.status, func(t *testing.T) { refused(t, err, c.want...) })
	}
	d := w.dwelling()
	_, err := w.acts.TenancyRegister(register, d, 7, open("2026-11-01"), nil)
	refused(t, err, "CONFLICT fault.conflict")
	w.let(register, d, open("2026-11-01"))
	_, err = w.acts.TenancyRegister(register, d, 2, open("2026-11-01"), nil)
	refused(t, err, "CONFLICT housing.taken")
	for _, id := range []entity.ID{entity.Nil, w.unit, entity.New(entity.Dwelling, w.now)} {
		_, err = w.acts.TenancyRegister(register, id, 1, open("2026-11-01"), nil)
		refused(t, err, "NOT_FOUND fault.notFound")
	}
	_, err = w.acts.TenancyRegister(w.staff("lesetilgang"), w.dwelling(), 1, open("2026-11-01"), nil)
	refused(t, err, "NOT_FOUND fault.notFound") // wall 1 doesn't offer the act; wall 2 holds all the same
}

func TestTenancyRegisterLeaves(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := w.staff("saksbehandling")
	d := w.dwelling("UNDER_MAINTENANCE 2026-06-01")
	w.exec("update dwelling set planned_ready_on = '2026-11-30', expected_vacant_by_hand = '2026-12-24' where id = $1", d)
	reservation, err := w.acts.Reserve(ctx, d, 1, model.DwellingReserveInput{HeldUntil: date("2026-12-01"), Reason: "Visning er avtalt"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	key := uuid.New()
	number := pid(t, "178590")
	input := model.TenancyRegisterInput{
		Kind: codelist.TenancyKindFixed3Years, StartsOn: date("2026-11-20"), Persons: ptr(3), Security: ptr(codelist.SecurityDeposit),
		Rent:   []*model.RentPartInput{{Component: codelist.RentComponentRent, Ore: 900_000}, {Component: codelist.RentComponentHeat, Ore: 50_000}},
		Tenant: &model.TenantInput{Name: " Kari Prøve ", NationalIdentityNumber: &number},
	}
	id, err := w.acts.TenancyRegister(ctx, d, 2, input, &key)
	refused(t, err)
	again, err := w.acts.TenancyRegister(ctx, d, 2, input, &key)
	refused(t, err)
	if again != id {
		t.Error("the same key gave another tenancy")
	}
	w.want(w.rows("select kind, starts_on, ends_on, persons, security, version, shielded from tenancy"), "FIXED_3_YEARS 2026-11-20 2029-11-19 3 DEPOSIT 1 f")
	w.want(w.rows("select kind, starts_on, ends_on, persons, superseded_at, cancelled from tenancy_term"), "FIXED_3_YEARS 2026-11-20 2029-11-19 3 f")
	w.want(w.line(d), "READY 2015-01-01", "UNDER_MAINTENANCE 2026-06-01", "LET 2026-11-20", "now LET")
	w.want(w.rows("select reason, tenancy_id = $1 from status_period where status = 'LET'", id), "MOVED_IN t")
	w.want(w.rows("select version, planned_ready_on, expected_vacant_by_hand from dwelling"), "3")
	w.want(w.rows("select total_ore, valid_from, tenancy_id = $1, shielded from rent_period", id), "950000 2026-11-20 t f")
	w.want(w.rows("select state, version, closed_by is not null from reservation where id = $1", reservation), "CONFIRMED 2 t")
	if got := w.outlook(d); got != "2029-11-19 FIXED_TERM ends 2029-11-19" {
		t.Error("outlook: " + got)
	}
	var tenant entity.ID
	if err := w.pool.QueryRow(t.Context(), "select id from tenant").Scan(&tenant); err != nil {
		t.Fatal(err)
	}
	w.want(w.rows("select name, convert_from(national_id_sealed, 'utf8'), convert_from(national_id_index, 'utf8') from tenant"),
		fmt.Sprintf("Kari Prøve sealed %s to %x index of %s", number, tenant[:], number))
	w.want(w.rows("select kind, data_class, shielded from history order by kind"),
		"RENT RENT f", "RESERVATION RESERVATION f", "RESERVATION RESERVATION f", "TENANCY TENANCY f")
	if history := strings.Join(w.rows("select changes, note from history"), " "); strings.Contains(history, number) || strings.Contains(history, "Kari") {
		t.Error("the history names the tenant")
	}
}

// People write on Monday that someone moved in on Friday, and register old tenancies on dwellings entered yesterday.
func TestTenancyRegisterBackwards(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := w.staff("boligoversikt")
	d := w.dwelling("UNDER_MAINTENANCE 2026-11-10", "READY 2026-11-20")
	id := w.let(ctx, d, open("2026-11-15"))
	w.want(w.line(d), "READY 2015-01-01", "UNDER_MAINTENANCE 2026-11-10", "LET 2026-11-15", "now LET")
	w.later(1)
	_, err := w.acts.TenancyCorrect(ctx, id, 1, model.TenancyCorrectInput{StartsOn: ptr(date("2026-11-22")), Correction: "Flyttet inn senere"})
	refused(t, err)
	w.want(w.line(d), "READY 2015-01-01", "UNDER_MAINTENANCE 2026-11-10", "READY 2026-11-20", "LET 2026-11-22", "now LET")
	w.later(1)
	_, err = w.acts.TenancyCorrect(ctx, id, 2, model.TenancyCorrectInput{StartsOn: ptr(date("2026-11-01")), Correction: "Flyttet inn tidligere"})
	refused(t, err)
	w.want(w.line(d), "READY 2015-01-01", "LET 2026-11-01", "now LET")
	w.later(1)
	_, err = w.acts.TenancyCancel(ctx, id, 3, "Feil bolig")
	refused(t, err)
	w.want(w.line(d), "READY 2015-01-01", "UNDER_MAINTENANCE 2026-11-10", "READY 2026-11-20", "now READY 2015-01-01")
	if got := w.outlook(d); got != "" {
		t.Error("outlook: " + got)
	}
	// As known after the first act.
	w.want(w.rows(`select status, valid_from from status_period where dwelling_id = $1 and recorded_at <= $2 and (superseded_at is null or superseded_at > $2)
		order by valid_from, recorded_at`, d, w.now.Add(-150*time.Minute)), "READY 2015-01-01", "UNDER_MAINTENANCE 2026-11-10", "LET 2026-11-15")
	w.want(w.rows("select starts_on, cancelled, correction, superseded_at is null from tenancy_term where tenancy_id = $1 order by recorded_at", id),
		"2026-11-15 f f", "2026-11-22 f Flyttet inn senere f", "2026-11-01 f Flyttet inn tidligere f", "2026-11-01 t Feil bolig t")
}

func TestTenancyOverlaps(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := w.staff("boligoversikt")
	d := w.dwelling()
	first := w.let(ctx, d, open("2025-01-01"))
	w.end(ctx, first, "2026-06-30", codelist.DwellingStatusReady)
	_, err := w.acts.TenancyRegister(ctx, d, 3, open("2026-06-30"), nil)
	refused(t, err, "BAD_REQUEST housing.tenancyOverlaps input.startsOn")
	_, err = w.acts.TenancyRegister(ctx, d, 3, open("2024-01-01"), nil)
	refused(t, err, "BAD_REQUEST housing.tenancyOverlaps input.startsOn") // it would still be in force
	second := w.let(ctx, d, open("2026-07-01"))
	w.want(w.line(d), "READY 2015-01-01", "LET 2025-01-01", "LET 2026-07-01", "now LET")
	w.later(1)
	_, err = w.acts.TenancyCorrect(ctx, first, 2, model.TenancyCorrectInput{EndedOn: ptr(date("2026-07-01")), Correction: "Feil"})
	refused(t, err, "BAD_REQUEST housing.tenancyOverlaps input.startsOn")
	_, err = w.acts.TenancyCorrect(ctx, first, 2, model.TenancyCorrectInput{EndedOn: ptr(date("2026-05-31")), Correction: "Feil"})
	refused(t, err)
	w.want(w.line(d), "READY 2015-01-01", "LET 2025-01-01", "READY 2026-06-01", "LET 2026-07-01", "now LET")
	_, err = w.acts.TenancyCorrect(ctx, first, 3, model.TenancyCorrectInput{Reopen: ptr(true), Correction: "Feil"})
	refused(t, err, "CONFLICT housing.taken")
	_, err = w.acts.TenancyCorrect(ctx, second, 1, model.TenancyCorrectInput{StartsOn: ptr(date("2026-05-31")), Correction: "Feil"})
	refused(t, err, "BAD_REQUEST housing.tenancyOverlaps input.startsOn")
}

func TestTenancyNotice(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := w.staff("boligoversikt")
	d := w.dwelling()
	id := w.let(ctx, d, fixed("2026-01-01", "2027-06-30"))
	notice := func(given, vacates string) model.TenancyNoticeInput {
		return model.TenancyNoticeInput{GivenOn: date(given), By: codelist.NoticeByTenant, VacatesOn: date(vacates)}
	}
	_, err := w.acts.TenancyWithdrawNotice(ctx, id, 1)
	refused(t, err, "ILLEGAL_ACT housing.illegal")
	for _, c := range []struct {
		given, vacates, want string
	}{
		{"2025-12-31", "2026-12-31", "BAD_REQUEST housing.noticeBeforeStart input.givenOn"},
		{"2026-11-26", "2026-12-31", "BAD_REQUEST housing.inTheFuture input.givenOn"},
		{"2026-11-20", "2026-11-19", "BAD_REQUEST housing.vacatesBeforeNotice input.vacatesOn"},
		{"2026-11-20", "2028-11-26", "BAD_REQUEST housing.vacatesTooFarAhead input.vacatesOn"},
	} {
		_, err := w.acts.TenancyGiveNotice(ctx, id, 1, notice(c.given, c.vacates))
		refused(t, err, c.want)
	}
	_, err = w.acts.TenancyGiveNotice(ctx, id, 2, notice("2026-11-20", "2027-02-28"))
	refused(t, err, "CONFLICT fault.conflict")
	dwelling, err := w.acts.TenancyGiveNotice(ctx, id, 1, notice("2026-11-20", "2027-02-28"))
	refused(t, err)
	if dwelling != d {
		t.Error("not the dwelling's id")
	}
	if got := w.outlook(d); got != "2027-02-28 NOTICE notice ends 2027-06-30" {
		t.Error("outlook: " + got)
	}
	w.want(w.line(d), "READY 2015-01-01", "LET 2026-01-01", "now LET")
	w.want(w.rows("select notice_on, notice_by, vacates_on, version from tenancy"), "2026-11-20 TENANT 2027-02-28 2")
	_, err = w.acts.TenancyGiveNotice(ctx, id, 2, notice("2026-11-21", "2027-02-28"))
	refused(t, err, "ILLEGAL_ACT housing.illegal")
	_, _, err = w.acts.TenancyRenew(ctx, id, 2, model.TenancyRenewInput{Kind: codelist.TenancyKindOpenEnded, StartsOn: date("2027-01-01")})
	refused(t, err, "ILLEGAL_ACT housing.renewUnderNotice")
	w.later(1)
	_, err = w.acts.TenancyWithdrawNotice(ctx, id, 2)
	refused(t, err)
	if got := w.outlook(d); got != "2027-06-30 FIXED_TERM ends 2027-06-30" {
		t.Error("outlook: " + got)
	}
	w.want(w.rows("select vacates_on, superseded_at is null from tenancy_term order by recorded_at, vacates_on nulls first"), "f", "2027-02-28 f", "t")
	w.want(w.rows("select version from dwelling"), "4")
}

func TestTenancyEnd(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := w.staff("boligoversikt")
	input := func(on string, kind codelist.TenancyEnd, after codelist.DwellingStatus, planned string) model.TenancyEndInput {
		i := model.TenancyEndInput{EndedOn: date(on), EndKind: kind, StatusAfter: after}
		if planned != "" {
			i.PlannedReadyOn = ptr(date(planned))
		}
		return i
	}
	d := w.dwelling()
	id := w.let(ctx, d, open("2026-01-01"))
	for _, c := range []struct {
		input model.TenancyEndInput
		want  string
	}{
		{input("2026-11-26", "DEATH", "READY", ""), "BAD_REQUEST housing.inTheFuture input.endedOn"},
		{input("2025-12-31", "DEATH", "READY", ""), "BAD_REQUEST housing.endBeforeStart input.endedOn"},
		{input("2026-11-24", "BOUGHT_BY_TENANT", "READY", ""), "BAD_REQUEST housing.boughtByTenant input.endKind"},
		{input("2026-11-24", "DEATH", "LET", ""), "BAD_REQUEST housing.statusByHand input.statusAfter"},
		{input("2026-11-24", "DEATH", "SOLD", ""), "BAD_REQUEST housing.statusByHand input.statusAfter"},
		{input("2026-11-24", "DEATH", "READY", "2026-12-24"), "BAD_REQUEST housing.plannedWhenReady input.plannedReadyOn"},
		{input("2026-11-24", "DEATH", "UNDER_MAINTENANCE", "2026-11-24"), "BAD_REQUEST housing.plannedBeforeStatus input.plannedReadyOn"},
	} {
		_, err := w.acts.TenancyEnd(ctx, id, 1, c.input)
		refused(t, err, c.want)
	}
	_, err := w.acts.TenancyEnd(ctx, id, 1, input("2026-11-20", "EVICTION", "UNDER_MAINTENANCE", "2027-01-15"))
	refused(t, err)
	w.want(w.line(d), "READY 2015-01-01", "LET 2026-01-01", "UNDER_MAINTENANCE 2026-11-21", "now UNDER_MAINTENANCE 2026-11-21")
	w.want(w.rows("select ended_on, end_kind from tenancy_term where superseded_at is null"), "2026-11-20 EVICTION")
	w.want(w.rows("select reason, tenancy_id = $1 from status_period where valid_from = '2026-11-21'", id), "MOVED_OUT t")
	if got := w.outlook(d); got != "2027-01-15 READY_PLANNED" {
		t.Error("outlook: " + got)
	}
	for _, err := range []error{
		second(w.acts.TenancyEnd(ctx, id, 2, input("2026-11-20", "DEATH", "READY", ""))),
		second(w.acts.TenancyGiveNotice(ctx, id, 2, model.TenancyNoticeInput{GivenOn: date("2026-11-20"), By: "TENANT", VacatesOn: date("2026-11-20")})),
		second(w.acts.TenancyWithdrawNotice(ctx, id, 2)),
	} {
		refused(t, err, "ILLEGAL_ACT housing.tenancyEnded")
	}

	// On its last day it is let, to the one who moves out; another may be registered to move in the next.
	last := w.dwelling()
	w.end(ctx, w.let(ctx, last, open("2026-01-01")), "2026-11-25", codelist.DwellingStatusReady)
	w.want(w.line(last), "READY 2015-01-01", "LET 2026-01-01", "READY 2026-11-26", "now LET")
	w.let(ctx, last, open("2026-11-26"))
	w.want(w.line(last), "READY 2015-01-01", "LET 2026-01-01", "LET 2026-11-26", "now LET")
}

// second is the error of an act that returns an id too.
func second(_ entity.ID, err error) error { return err }

func TestTenancyRenew(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := w.staff("boligoversikt")
	d := w.dwelling()
	rent := fixed("2024-09-01", "2025-08-31")
	rent.Rent = []*model.RentPartInput{{Component: codelist.RentComponentRent, Ore: 700_000}}
	rent.Persons, rent.Security = ptr(2), ptr(codelist.SecurityMunicipalGuarantee)
	first := w.let(ctx, d, rent)
	renewal := func(from, to string) model.TenancyRenewInput {
		return model.TenancyRenewInput{Kind: codelist.TenancyKindSection11_1, StartsOn: date(from), EndsOn: ptr(date(to))}
	}
	if got := w.outlook(d); got != "2025-08-31 FIXED_TERM ends 2025-08-31" { // overdue
		t.Error("outlook: " + got)
	}
	_, _, err := w.acts.TenancyRenew(ctx, first, 1, renewal("2024-09-01", "2027-08-31"))
	refused(t, err, "BAD_REQUEST housing.renewBeforeStart input.startsOn")
	_, _, err = w.acts.TenancyRenew(ctx, first, 1, renewal("2027-05-26", "2027-08-31"))
	refused(t, err, "BAD_REQUEST housing.tenancyTooFarAhead input.startsOn")
	_, _, err = w.acts.TenancyRenew(ctx, first, 1, renewal("2025-09-01", "2025-08-31"))
	refused(t, err, "BAD_REQUEST housing.endBeforeStart input.endsOn")
	w.later(1)
	second, dwelling, err := w.acts.TenancyRenew(ctx, first, 1, renewal("2025-09-01", "2026-12-31"))
	refused(t, err)
	if dwelling != d {
		t.Error("not the dwelling's id")
	}
	w.later(1)
	third, _, err := w.acts.TenancyRenew(ctx, second, 1, renewal("2027-01-01", "2027-12-31")) // prepared ahead
	refused(t, err)
	chain := "select kind, starts_on, ends_on, ended_on, end_kind, persons, security from tenancy order by starts_on"
	w.want(w.rows(chain), "FIXED_OTHER 2024-09-01 2025-08-31 2025-08-31 FIXED_TERM_END 2 MUNICIPAL_GUARANTEE",
		"SECTION_11_1 2025-09-01 2026-12-31 2026-12-31 FIXED_TERM_END 2 MUNICIPAL_GUARANTEE",
		"SECTION_11_1 2027-01-01 2027-12-31 2 MUNICIPAL_GUARANTEE")
	w.want(w.rows("select previous_id = $2 from tenancy where id = $1", third, second), "t")
	w.want(w.rows("select total_ore, valid_from from rent_period order by valid_from"), "700000 2024-09-01", "700000 2025-09-01", "700000 2027-01-01")
	w.want(w.line(d), "READY 2015-01-01", "LET 2024-09-01", "LET 2025-09-01", "LET 2027-01-01", "now LET")
	if got := w.outlook(d); got != "2027-12-31 FIXED_TERM ends 2027-12-31" {
		t.Error("outlook: " + got)
	}
	_, err = w.acts.TenancyCorrect(ctx, first, 2, model.TenancyCorrectInput{Reopen: ptr(true), Correction: "Feil"})
	refused(t, err, "ILLEGAL_ACT housing.tenancyRenewed")
	_, err = w.acts.TenancyCancel(ctx, second, 2, "Feil")
	refused(t, err, "ILLEGAL_ACT housing.tenancyRenewed")

	// When the renewal moves, the one before gives way; when it is taken back, the one before is in force again.
	w.later(1)
	_, err = w.acts.TenancyCorrect(ctx, third, 1, model.TenancyCorrectInput{StartsOn: ptr(date("2026-11-01")), Correction: "Fornyet tidligere"})
	refused(t, err)
	w.want(w.line(d), "READY 2015-01-01", "LET 2024-09-01", "LET 2025-09-01", "LET 2026-11-01", "now LET")
	w.want(w.rows("select ended_on from tenancy where id = $1", second), "2026-10-31")
	w.want(w.rows("select valid_from from rent_period where tenancy_id = $1 and superseded_at is null", third), "2026-11-01")
	w.later(1)
	_, err = w.acts.TenancyCancel(ctx, third, 2, "Ble ikke noe av")
	refused(t, err)
	w.want(w.rows("select ended_on, end_kind, version from tenancy where id = $1", second), "4")
	w.want(w.line(d), "READY 2015-01-01", "LET 2024-09-01", "LET 2025-09-01", "now LET")
	w.want(w.rows("select id from rent_period where tenancy_id = $1 and superseded_at is null", third))
	if got := w.outlook(d); got != "2026-12-31 FIXED_TERM ends 2026-12-31" {
		t.Error("outlook: " + got)
	}

	// A renewal that has ended is taken up again before it is taken back, so that it is clear what then is in force.
	fourth, _, err := w.acts.TenancyRenew(ctx, second, 4, renewal("2026-11-01", "2027-12-31"))
	refused(t, err)
	w.end(ctx, fourth, "2026-11-20", codelist.DwellingStatusReady)
	_, err = w.acts.TenancyCancel(ctx, fourth, 2, "Feil")
	refused(t, err, "ILLEGAL_ACT housing.cancelEndedRenewal")

	_, _, err = w.acts.TenancyRenew(ctx, w.let(ctx, w.dwelling(), open("2026-01-01")), 1, renewal("2026-12-01", "2027-12-31"))
	refused(t, err, "ILLEGAL_ACT housing.renewOpenEnded")
}

func TestTenancyCorrect(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := w.staff("boligoversikt")
	d := w.dwelling()
	id := w.let(ctx, d, fixed("2025-01-01", "2026-12-31"))
	correct := func(version int, change func(*model.TenancyCorrectInput)) error {
		i := model.TenancyCorrectInput{Correction: "Skrevet feil"}
		change(&i)
		_, err := w.acts.TenancyCorrect(ctx, id, version, i)
		return err
	}
	for _, c := range []struct {
		change func(*model.TenancyCorrectInput)
		want   []string
	}{
		{func(i *model.TenancyCorrectInput) {}, []string{"BAD_REQUEST housing.nothingChanged input.correction"}},
		{func(i *model.TenancyCorrectInput) { i.Correction, i.Kind = " ", ptr(codelist.TenancyKindStaff) }, []string{"BAD_REQUEST housing.reasonRequired input.correction"}},
		{func(i *model.TenancyCorrectInput) {
			i.Correction, i.Kind = "Gjelder "+pid(t, "178590"), ptr(codelist.TenancyKindStaff)
		}, []string{"BAD_REQUEST housing.identityNumber input.correction"}},
		{func(i *model.TenancyCorrectInput) { i.Kind = ptr(codelist.TenancyKindFixed3Years) }, []string{"BAD_REQUEST housing.threeYears input.endsOn"}},
		{func(i *model.TenancyCorrectInput) { i.EndsOn = graphql.OmittableOf[*day.Day](nil) }, []string{"BAD_REQUEST housing.endRequired input.endsOn"}},
		{func(i *model.TenancyCorrectInput) { i.Persons = graphql.OmittableOf(ptr(31)) }, []string{"BAD_REQUEST housing.persons input.persons"}},
		{func(i *model.TenancyCorrectInput) { i.EndedOn = ptr(date("2026-11-01")) }, []string{"BAD_REQUEST housing.tenancyNotEnded input.endedOn"}},
		{func(i *model.TenancyCorrectInput) { i.Reopen = ptr(true) }, []string{"BAD_REQUEST housing.tenancyRunning input.reopen", "BAD_REQUEST housing.nothingChanged input.correction"}},
		{func(i *model.TenancyCorrectInput) { i.StartsOn = ptr(date("2014-12-31")) }, []string{"BAD_REQUEST housing.beforeEntered input.startsOn"}},
		{func(i *model.TenancyCorrectInput) { i.StartsOn = ptr(date("2027-06-01")) }, []string{"BAD_REQUEST housing.endBeforeStart input.endsOn", "BAD_REQUEST housing.tenancyTooFarAhead input.startsOn"}},
	} {
		refused(t, correct(1, c.change), c.want...)
	}
	known := w.now
	w.later(1)
	refused(t, correct(1, func(i *model.TenancyCorrectInput) {
		i.Kind, i.Persons, i.Security = ptr(codelist.TenancyKindOpenEnded), graphql.OmittableOf(ptr(4)), ptr(codelist.SecurityNone)
	}))
	w.want(w.rows("select kind, ends_on, persons, security, version from tenancy"), "OPEN_ENDED 4 NONE 2")
	w.want(w.rows(`select kind, ends_on, correction from tenancy_term where recorded_at <= $1 and (superseded_at is null or superseded_at > $1)`, known), "FIXED_OTHER 2026-12-31")
	w.want(w.rows(`select kind, correction from tenancy_term where superseded_at is null`), "OPEN_ENDED Skrevet feil")
	w.want(w.rows("select note, changes->0->>'field', changes->0->>'before', changes->0->>'after' from history order by recorded_at desc limit 1"),
		"Skrevet feil tenancy.kind FIXED_OTHER OPEN_ENDED")

	// The end moves, and what came after it.
	w.later(1)
	w.end(ctx, id, "2026-11-10", codelist.DwellingStatusUnderMaintenance)
	w.later(1)
	refused(t, correct(3, func(i *model.TenancyCorrectInput) { i.EndedOn, i.Reopen = ptr(date("2026-11-05")), ptr(true) }), "BAD_REQUEST housing.reopenOrEnd input.endedOn")
	refused(t, correct(3, func(i *model.TenancyCorrectInput) { i.EndedOn = ptr(date("2026-11-26")) }), "BAD_REQUEST housing.inTheFuture input.endedOn")
	refused(t, correct(3, func(i *model.TenancyCorrectInput) { i.EndKind = ptr(codelist.TenancyEndBoughtByTenant) }), "BAD_REQUEST housing.boughtByTenant input.endKind")
	refused(t, correct(3, func(i *model.TenancyCorrectInput) { i.StartsOn = ptr(date("2026-11-11")) }), "BAD_REQUEST housing.endBeforeStart input.startsOn")
	refused(t, correct(3, func(i *model.TenancyCorrectInput) {
		i.EndedOn, i.EndKind = ptr(date("2026-10-31")), ptr(codelist.TenancyEndAbandoned)
	}))
	w.want(w.line(d), "READY 2015-01-01", "LET 2025-01-01", "UNDER_MAINTENANCE 2026-11-01", "now UNDER_MAINTENANCE 2026-11-01")
	_, err := w.acts.SetStatus(ctx, d, w.version("dwelling", d), model.DwellingSetStatusInput{Status: codelist.DwellingStatusReady, ValidFrom: date("2026-11-15")}, nil)
	refused(t, err)
	w.later(1)
	refused(t, correct(4, func(i *model.TenancyCorrectInput) { i.EndedOn = ptr(date("2026-11-20")) }))
	w.want(w.line(d), "READY 2015-01-01", "LET 2025-01-01", "READY 2026-11-21", "now READY 2026-11-21")
	w.later(1)
	refused(t, correct(5, func(i *model.TenancyCorrectInput) { i.Reopen = ptr(true) }))
	w.want(w.line(d), "READY 2015-01-01", "LET 2025-01-01", "now LET")
	w.want(w.rows("select ended_on, end_kind, version from tenancy"), "6")

	_, err = w.acts.TenancyCancel(ctx, id, 6, " ")
	refused(t, err, "BAD_REQUEST housing.reasonRequired correction")
	w.later(1)
	_, err = w.acts.TenancyCancel(ctx, id, 6, "Feil bolig")
	refused(t, err)
	w.want(w.line(d), "READY 2015-01-01", "READY 2026-11-15", "now READY 2015-01-01")
	refused(t, correct(7, func(i *model.TenancyCorrectInput) { i.Persons = graphql.OmittableOf(ptr(2)) }), "ILLEGAL_ACT housing.tenancyCancelled")
	_, err = w.acts.TenancyCancel(ctx, id, 7, "En gang til")
	refused(t, err, "ILLEGAL_ACT housing.tenancyCancelled")
	w.let(ctx, d, open("2026-11-01"))
}

func TestTenancyRent(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := w.staff("boligoversikt")
	d := w.dwelling()
	id := w.let(ctx, d, open("2026-01-01"))
	rent := func(from string, ore int, correction *string) model.RentInput {
		return model.RentInput{
			ValidFrom: date(from), Correction: correction, Components: []*model.RentPartInput{{Component: codelist.RentComponentRent, Ore: ore}},
		}
	}
	_, err := w.acts.TenancySetRent(ctx, id, 1, rent("2025-12-31", 1, nil))
	refused(t, err, "BAD_REQUEST housing.rentOutsideTenancy input.validFrom")
	_, err = w.acts.TenancySetRent(ctx, id, 1, rent("2028-11-26", 1, nil))
	refused(t, err, "BAD_REQUEST housing.rentTooFarAhead input.validFrom")
	_, err = w.acts.TenancySetRent(ctx, id, 1, rent("2027-01-01", 900_000, nil))
	refused(t, err)
	_, err = w.acts.TenancySetRent(ctx, id, 1, rent("2027-01-01", 910_000, nil))
	refused(t, err, "BAD_REQUEST housing.rentSameDate input.correction")
	_, err = w.acts.TenancySetRent(ctx, id, 1, rent("2027-01-01", 910_000, ptr("Feil beløp")))
	refused(t, err)
	w.want(w.rows("select total_ore, tenancy_id = $1, superseded_at is null from rent_period order by total_ore", id), "900000 t f", "910000 t t")
	w.want(w.rows("select version from tenancy"), "1")
}

// A tenancy of a person with a protected address is let to everyone, and nothing more, to those without the right.
func TestShieldedTenancy(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	may, other := w.staff("saksbehandling", "skjermet"), w.staff("saksbehandling", "boligoversikt", "lesetilgang")
	d := w.dwelling("READY 2026-01-10")
	input := fixed("2026-03-01", "2027-02-28")
	input.Shielded, input.Tenant = ptr(true), &model.TenantInput{Name: "Hemmelig Prøve"}
	input.Rent = []*model.RentPartInput{{Component: codelist.RentComponentRent, Ore: 700_000}}
	id := w.let(may, d, input)
	if _, err := w.acts.TenancyGiveNotice(may, id, 1, model.TenancyNoticeInput{GivenOn: date("2026-11-01"), By: codelist.NoticeByTenant, VacatesOn: date("2026-12-31")}); err != nil {
		t.Fatal(err)
	}
	hidden := []string{
		"select 1 from tenancy", "select 1 from tenancy_term", "select 1 from outlook", "select 1 from rent_period", "select 1 from tenant",
		"select 1 from history", "select 1 from status_period where status = 'LET'",
	}
	for _, sql := range hidden {
		if n := len(w.seen(may, sql)); n == 0 {
			t.Errorf("%s: holders of the right see nothing", sql)
		}
		if n := len(w.seen(other, sql)); n != 0 {
			t.Errorf("%s: others see %d", sql, n)
		}
	}
	w.want(w.seen(other, "select status, vacant_since from dwelling"), "LET")
	if got := w.outlook(d); got != "2026-12-31 NOTICE notice ends 2027-02-28 shielded" {
		t.Error("outlook: " + got)
	}

	// To others each act on it is as one on nothing, and the dwelling is let like any other.
	nothing := entity.New(entity.Tenancy, w.now)
	for _, id := range []entity.ID{id, nothing} {
		for i, err := range []error{
			second(w.acts.TenancyGiveNotice(other, id, 2, model.TenancyNoticeInput{})),
			second(w.acts.TenancyWithdrawNotice(other, id, 2)),
			second(w.acts.TenancyEnd(other, id, 2, model.TenancyEndInput{})),
			second(w.acts.TenancyCorrect(other, id, 2, model.TenancyCorrectInput{})),
			second(w.acts.TenancyCancel(other, id, 2, "")),
			second(w.acts.TenancySetRent(other, id, 2, model.RentInput{})),
			third(w.acts.TenancyRenew(other, id, 2, model.TenancyRenewInput{})),
		} {
			var e *fault.Error
			if !errors.As(err, &e) || e.Code != fault.NotFound || e.Message != "fault.notFound" {
				t.Errorf("act %d: %v", i, err)
			}
		}
	}
	plain := w.dwelling()
	w.let(other, plain, open("2026-03-01"))
	for _, id := range []entity.ID{d, plain} {
		_, err := w.acts.TenancyRegister(other, id, w.version("dwelling", id), open("2026-11-20"), nil)
		refused(t, err, "CONFLICT housing.taken")
	}
	reader := w.staff("saksbehandling", "skjermet:read")
	_, err := w.acts.TenancyWithdrawNotice(reader, id, 2)
	refused(t, err, "ILLEGAL_ACT housing.shieldedRight")

	// A reservation by one who sees nothing leaves the outlook as it is.
	reservation, err := w.acts.Reserve(other, d, w.version("dwelling", d), model.DwellingReserveInput{HeldUntil: date("2027-01-15"), Reason: "Neste leietaker"}, nil)
	refused(t, err)
	if got := w.outlook(d); got != "2026-12-31 NOTICE notice ends 2027-02-28 shielded" {
		t.Error("outlook: " + got)
	}
	if _, err := w.acts.ReservationRelease(other, reservation, 1); err != nil {
		t.Error(err)
	}

	// When it has ended, what the dwelling is now is everyone's; that it was let, and until when, is not.
	w.later(1)
	w.end(may, id, "2026-11-20", codelist.DwellingStatusReady)
	w.want(w.line(d), "READY 2015-01-01", "READY 2026-01-10", "LET 2026-03-01", "READY 2026-11-21", "now READY 2026-11-21")
	w.want(w.seen(other, "select status, valid_from, reason, tenancy_id from status_period where dwelling_id = $1 and superseded_at is null order by valid_from", d),
		"READY 2015-01-01", "READY 2026-01-10", "READY 2026-11-21")
	w.want(w.seen(other, "select vacant_on, shielded from outlook where id = $1", d), "f")
	w.want(w.seen(other, "select 1 from tenancy where dwelling_id = $1", d))
	_, err = w.acts.TenancyRegister(other, d, w.version("dwelling", d), open("2026-11-20"), nil)
	refused(t, err, "BAD_REQUEST housing.tenancyOverlaps input.startsOn")

	// Corrections and cancelling find their rows though they are not marked.
	w.later(1)
	_, err = w.acts.TenancyCorrect(may, id, 3, model.TenancyCorrectInput{EndedOn: ptr(date("2026-11-10")), Correction: "Hemmelig grunn"})
	refused(t, err)
	w.want(w.line(d), "READY 2015-01-01", "READY 2026-01-10", "LET 2026-03-01", "READY 2026-11-11", "now READY 2026-11-11")
	w.later(1)
	_, err = w.acts.TenancyCancel(may, id, 4, "Hemmelig feil")
	refused(t, err)
	for _, table := range []string{"status_period", "tenancy_term", "history", "rent_period"} {
		if got := w.seen(other, "select * from "+table+" where "+table+"::text ilike '%hemmelig%'"); len(got) > 0 {
			t.Errorf("%s tells others why: %s", table, got)
		}
	}
	w.want(w.seen(may, "select count(*) from tenancy_term where correction like 'Hemmelig%'"), "2")
	w.want(w.line(d), "READY 2015-01-01", "READY 2026-01-10", "now READY 2015-01-01")
	for _, sql := range hidden[:2] {
		if n := len(w.seen(other, sql+" where dwelling_id = $1", d)); n != 0 {
			t.Errorf("%s: others see %d", sql, n)
		}
	}
	w.let(other, d, open("2026-03-01"))
}

// A tenancy is corrected up to the day before one that the viewer may not see: nothing comes between, and the dwelling stays let.
func TestTenancyBeforeShielded(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	may, other := w.staff("saksbehandling", "skjermet"), w.staff("saksbehandling")
	d := w.dwelling()
	id := w.let(other, d, open("2025-01-01"))
	w.end(other, id, "2026-05-31", codelist.DwellingStatusReady)
	secret := open("2026-07-01")
	secret.Shielded = ptr(true)
	w.let(may, d, secret)
	w.later(1)
	_, err := w.acts.TenancyCorrect(other, id, 2, model.TenancyCorrectInput{EndedOn: ptr(date("2026-07-01")), Correction: "Feil"})
	refused(t, err, "BAD_REQUEST housing.tenancyOverlaps input.startsOn")
	_, err = w.acts.TenancyCorrect(other, id, 2, model.TenancyCorrectInput{EndedOn: ptr(date("2026-06-30")), Correction: "Feil"})
	refused(t, err)
	w.want(w.line(d), "READY 2015-01-01", "LET 2025-01-01", "LET 2026-07-01", "now LET")
	_, err = w.acts.TenancyCorrect(other, id, 3, model.TenancyCorrectInput{Reopen: ptr(true), Correction: "Feil"})
	refused(t, err, "CONFLICT housing.taken")
}

// third is the error of an act that returns two ids too.
func third(_, _ entity.ID, err error) error { return err }

// One of two who register at once is told so, in whichever order they come.
func TestTwoRegisterAtOnce(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := w.staff("boligoversikt")
	for range 5 {
		d := w.dwelling()
		var both sync.WaitGroup
		errs := make([]error, 2)
		for i := range errs {
			both.Go(func() { _, errs[i] = w.acts.TenancyRegister(ctx, d, 1, open("2026-11-01"), nil) })
		}
		both.Wait()
		if slices.IndexFunc(errs, func(err error) bool { return err == nil }) < 0 {
			t.Fatalf("both failed: %v", errs)
		}
		refused(t, errors.Join(errs...), "CONFLICT fault.conflict")
		w.want(w.rows("select count(*) from tenancy where dwelling_id = $1", d), "1")
	}
}

func TestRegisterTenancyIn(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	d := w.dwelling()
	err := w.db.Tx(w.staff("boligoversikt"), func(tx *postgres.Tx) error {
		_, err := w.acts.RegisterTenancyIn(w.Context(), tx, d, open("2016-05-01"))
		return err
	})
	refused(t, err)
	w.want(w.line(d), "READY 2015-01-01", "LET 2016-05-01", "now LET")
	err = w.db.Tx(w.staff("boligoversikt"), func(tx *postgres.Tx) error {
		_, err := w.acts.RegisterTenancyIn(w.Context(), tx, w.dwelling(), open("2014-05-01"))
		return err
	})
	refused(t, err, "BAD_REQUEST housing.beforeEntered input.startsOn")
}

// A tenant who buys ends the tenancy by it; when the sale is undone, the tenancy can be taken up again, or taken back.
func TestTenancyBought(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := w.staff("boligoversikt")
	d := w.dwelling()
	id := w.let(ctx, d, open("2026-01-01"))
	sell := func(on string) error {
		_, err := w.acts.LeaveStock(ctx, d, w.version("dwelling", d), model.DwellingLeaveStockInput{Exit: codelist.StockExitSoldToTenant, On: date(on)})
		return err
	}
	reopen := model.TenancyCorrectInput{Reopen: ptr(true), Correction: "Salget gikk ikke igjennom"}
	refused(t, sell("2025-12-31"), "BAD_REQUEST housing.laterStatus input.on")
	refused(t, sell("2026-11-20"))
	w.want(w.rows("select ended_on, end_kind, version from tenancy"), "2026-11-20 BOUGHT_BY_TENANT 2")
	w.want(w.rows("select ended_on, end_kind from tenancy_term where superseded_at is null"), "2026-11-20 BOUGHT_BY_TENANT")
	w.want(w.line(d), "READY 2015-01-01", "LET 2026-01-01", "SOLD 2026-11-20", "now SOLD")
	if got := w.outlook(d); got != "" {
		t.Error("outlook: " + got)
	}
	for _, err := range []error{second(w.acts.TenancyCorrect(ctx, id, 2, reopen)), second(w.acts.TenancyCancel(ctx, id, 2, "Feil"))} {
		refused(t, err, "ILLEGAL_ACT housing.boughtByTenantStands")
	}
	w.later(1)
	_, err := w.acts.ReturnToStock(ctx, d, w.version("dwelling", d), model.DwellingReturnToStockInput{
		UndoExit: ptr(true), On: date("2026-11-25"), Entry: codelist.StockEntryUnknown, Note: &reopen.Correction,
	})
	refused(t, err)
	w.later(1)
	_, err = w.acts.TenancyCorrect(ctx, id, 2, reopen)
	refused(t, err)
	w.want(w.line(d), "READY 2015-01-01", "LET 2026-01-01", "now LET")

	// A tenancy can't be stretched over an absence from the stock.
	other := w.dwelling()
	past := w.let(ctx, other, open("2026-01-01"))
	w.end(ctx, past, "2026-05-31", codelist.DwellingStatusUnavailable)
	_, err = w.acts.LeaveStock(ctx, other, w.version("dwelling", other), model.DwellingLeaveStockInput{Exit: codelist.StockExitLeaseInEnded, On: date("2026-06-30")})
	refused(t, err)
	for _, input := range []model.TenancyCorrectInput{
		{EndedOn: ptr(date("2026-07-31")), Correction: "Feil"},
		{EndedOn: ptr(date("2026-06-15")), Correction: "Feil"},
	} {
		_, err = w.acts.TenancyCorrect(ctx, past, 2, input)
		if input.EndedOn.Month() == time.July {
			refused(t, err, "BAD_REQUEST housing.leftMeanwhile input.startsOn")
			continue
		}
		refused(t, err)
	}
	w.want(w.line(other), "READY 2015-01-01", "LET 2026-01-01", "UNAVAILABLE 2026-06-16", "UNAVAILABLE 2026-06-30", "now UNAVAILABLE")
	_, err = w.acts.TenancyCorrect(ctx, past, 3, reopen)
	refused(t, err, "ILLEGAL_ACT housing.illegal")

	// What came with a sale stands when the dwelling is bought back and the tenancy's end is corrected.
	d = w.dwelling()
	id = w.let(ctx, d, open("2026-01-01"))
	refused(t, sell("2026-11-10"))
	_, err = w.acts.ReturnToStock(ctx, d, w.version("dwelling", d), model.DwellingReturnToStockInput{On: date("2026-11-20"), Entry: codelist.StockEntryBought})
	refused(t, err)
	_, err = w.acts.TenancyCorrect(ctx, id, 2, model.TenancyCorrectInput{EndKind: ptr(codelist.TenancyEndMutual), Correction: "Solgt til en annen"})
	refused(t, err)
	w.want(w.line(d), "READY 2015-01-01", "LET 2026-01-01", "SOLD 2026-11-10", "UNAVAILABLE 2026-11-20", "now UNAVAILABLE 2026-11-20")
}

// Staff of a unit reach the tenancies of its dwellings, and no others.
func TestTenancyOfAnotherUnit(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := w.staff("boligoversikt")
	d := w.dwelling()
	id := w.let(ctx, d, open("2026-01-01"))
	held, err := w.acts.Reserve(ctx, d, 2, hold("2026-12-01", "Visning"), nil)
	refused(t, err)
	for _, v := range []*viewer.Viewer{
		{Units: []entity.ID{entity.New(entity.Unit, w.now)}, Municipality: w.id},
		{Municipality: entity.New(entity.Municipality, w.now)},
	} {
		v.Role, v.ID, v.Modules, v.Grants = viewer.Staff, entity.New(entity.Staff, w.now), access.Modules, []viewer.Grant{{Right: "boligoversikt", Write: true}, {Right: "skjermet", Write: true}}
		if v.Units == nil {
			w.exec("insert into municipality (id, number, name, organisation_number) values ($1, '0301', 'Oslo', '958935420')", v.Municipality)
		}
		other := viewer.NewContext(t.Context(), v)
		for _, err := range []error{
			second(w.acts.TenancyWithdrawNotice(other, id, 1)), second(w.acts.TenancyCancel(other, id, 1, "Feil")),
			second(w.acts.ReservationRelease(other, held, 1)), second(w.acts.TenancyRegister(other, d, 3, open("2026-11-01"), nil)),
			second(w.acts.Reserve(other, d, 3, hold("2026-12-01", "Visning"), nil)),
		} {
			refused(t, err, "NOT_FOUND fault.notFound")
		}
	}
}

// The day on which a dwelling is expected to be vacant is the earliest that anything says.
func TestOutlook(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := w.staff("boligoversikt")
	notice := func(id entity.ID, vacates string) {
		if _, err := w.acts.TenancyGiveNotice(ctx, id, 1, model.TenancyNoticeInput{GivenOn: date("2026-11-20"), By: "LANDLORD", VacatesOn: date(vacates)}); err != nil {
			t.Fatal(err)
		}
	}
	reserve := func(d entity.ID, until string) {
		if _, err := w.acts.Reserve(ctx, d, w.version("dwelling", d), model.DwellingReserveInput{HeldUntil: date(until), Reason: "Visning"}, nil); err != nil {
			t.Fatal(err)
		}
	}
	planned := func(on string) entity.ID {
		d := w.dwelling("UNDER_MAINTENANCE 2026-10-01")
		w.exec("update dwelling set planned_ready_on = $2 where id = $1", d, on)
		return d
	}
	for name, c := range map[string]struct {
		arrange func() entity.ID
		want    string
	}{
		"open-ended": {func() entity.ID { d := w.dwelling(); w.let(ctx, d, open("2026-01-01")); return d }, ""},
		"term ends": {func() entity.ID { d := w.dwelling(); w.let(ctx, d, fixed("2026-01-01", "2027-01-31")); return d },
			"2027-01-31 FIXED_TERM ends 2027-01-31"},
		"term has ended and nobody acted": {func() entity.ID { d := w.dwelling(); w.let(ctx, d, fixed("2025-01-01", "2026-01-31")); return d },
			"2026-01-31 FIXED_TERM ends 2026-01-31"},
		"term to begin": {func() entity.ID { d := w.dwelling(); w.let(ctx, d, fixed("2027-01-01", "2027-12-31")); return d },
			"2027-12-31 FIXED_TERM ends 2027-12-31"},
		"notice": {func() entity.ID { d := w.dwelling(); notice(w.let(ctx, d, open("2026-01-01")), "2027-02-28"); return d },
			"2027-02-28 NOTICE notice"},
		"notice before the term ends": {func() entity.ID {
			d := w.dwelling()
			notice(w.let(ctx, d, fixed("2026-01-01", "2027-06-30")), "2027-02-28")
			return d
		}, "2027-02-28 NOTICE notice ends 2027-06-30"},
		"notice after the term ends": {func() entity.ID {
			d := w.dwelling()
			notice(w.let(ctx, d, fixed("2026-01-01", "2027-01-31")), "2027-02-28")
			return d
		}, "2027-01-31 FIXED_TERM notice ends 2027-01-31"},
		"reserved while let": {func() entity.ID {
			d := w.dwelling()
			w.let(ctx, d, fixed("2026-01-01", "2027-06-30"))
			reserve(d, "2026-12-24")
			return d
		}, "2027-06-30 FIXED_TERM ends 2027-06-30"},
		"reserved":                      {func() entity.ID { d := w.dwelling(); reserve(d, "2026-12-24"); return d }, "2026-12-24 RESERVATION_LAPSE"},
		"reserved before planned ready": {func() entity.ID { d := planned("2027-01-15"); reserve(d, "2026-12-24"); return d }, "2026-12-24 RESERVATION_LAPSE"},
		"reserved after planned ready":  {func() entity.ID { d := planned("2026-12-15"); reserve(d, "2026-12-24"); return d }, "2026-12-15 READY_PLANNED"},
		"planned, but ready": {func() entity.ID {
			d := planned("2026-12-15")
			if _, err := w.acts.SetStatus(ctx, d, 1, model.DwellingSetStatusInput{Status: codelist.DwellingStatusReady, ValidFrom: date("2026-11-25")}, nil); err != nil {
				t.Fatal(err)
			}
			return d
		}, ""},
	} {
		got := w.outlook(c.arrange())
		t.Run(name, func(t *testing.T) {
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
