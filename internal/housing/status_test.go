package housing_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/day"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/housing"
	"kobo/internal/message"
	"kobo/internal/viewer"
)

const (
	ready       = codelist.DwellingStatusReady
	maintenance = codelist.DwellingStatusUnderMaintenance
	unavailable = codelist.DwellingStatusUnavailable
	let         = codelist.DwellingStatusLet
	sold        = codelist.DwellingStatusSold
)

// set sets the status of a dwelling from a date.
func (o *office) set(v *viewer.Viewer, id entity.ID, status codelist.DwellingStatus, from string) error {
	o.Helper()
	_, err := o.SetStatus(o.as(v), id, o.version(id), model.DwellingSetStatusInput{Status: status, ValidFrom: date(from)}, nil)
	return err
}

// situations are the states that dwellings are in, each with how one comes there. The viewer has every right on the register but to
// what is shielded.
var situations = []struct {
	name  string
	state housing.State
	reach func(o *office, id entity.ID) (tenancy entity.ID)
}{
	{"ready", housing.State{Status: ready}, func(*office, entity.ID) (t entity.ID) { return }},
	{"under maintenance", housing.State{Status: maintenance, History: true}, func(o *office, id entity.ID) (t entity.ID) {
		ok(o, nil, o.set(o.keeper, id, maintenance, "2026-11-20"))
		return
	}},
	{"unavailable", housing.State{Status: unavailable, History: true}, func(o *office, id entity.ID) (t entity.ID) {
		ok(o, nil, o.set(o.keeper, id, unavailable, "2026-11-20"))
		return
	}},
	{"reserved", housing.State{Status: ready, Reserved: true, History: true}, func(o *office, id entity.ID) (t entity.ID) {
		o.hold(id)
		return
	}},
	{"let", housing.State{Status: let, Taken: true, Tenancy: true, Tenancies: true, History: true}, func(o *office, id entity.ID) entity.ID {
		return o.tenancy(o.keeper, id, "2026-11-10")
	}},
	{"let, under notice", housing.State{Status: let, Taken: true, Tenancy: true, Notice: true, Tenancies: true, History: true}, func(o *office, id entity.ID) entity.ID {
		t := o.tenancy(o.keeper, id, "2026-11-10")
		_, err := o.TenancyGiveNotice(o.me(), t, 1, model.TenancyNoticeInput{GivenOn: date("2026-11-20"), By: codelist.NoticeByTenant, VacatesOn: date("2027-02-28")})
		ok(o, nil, err)
		return t
	}},
	{"let, reserved for the next", housing.State{Status: let, Taken: true, Tenancy: true, Tenancies: true, Reserved: true, History: true}, func(o *office, id entity.ID) entity.ID {
		t := o.tenancy(o.keeper, id, "2026-11-10")
		o.hold(id)
		return t
	}},
	{"let, hidden", housing.State{Status: let, Taken: true, History: true}, func(o *office, id entity.ID) entity.ID {
		return o.tenancy(o.staff("Siv", "boligoversikt", "skjermet"), id, "2026-11-10", shielded)
	}},
	{"let from next month", housing.State{Status: ready, Taken: true, Tenancy: true, Tenancies: true, History: true}, func(o *office, id entity.ID) entity.ID {
		return o.tenancy(o.keeper, id, "2026-12-10")
	}},
	{"vacated", housing.State{Status: ready, Tenancies: true, History: true}, func(o *office, id entity.ID) entity.ID {
		t := o.tenancy(o.keeper, id, "2026-11-10")
		_, err := o.TenancyEnd(o.me(), t, 1, model.TenancyEndInput{EndedOn: date("2026-11-20"), EndKind: codelist.TenancyEndMutual, StatusAfter: ready})
		ok(o, nil, err)
		return t
	}},
	{"demolished", housing.State{Status: unavailable, Left: true, History: true}, func(o *office, id entity.ID) (t entity.ID) {
		o.leave(id, codelist.StockExitDemolished, "2026-11-20")
		return
	}},
	{"sold", housing.State{Status: sold, Left: true, History: true}, func(o *office, id entity.ID) (t entity.ID) {
		o.leave(id, codelist.StockExitSold, "2026-11-20")
		return
	}},
	{"sold to the tenant", housing.State{Status: sold, Left: true, Tenancies: true, History: true}, func(o *office, id entity.ID) entity.ID {
		t := o.tenancy(o.keeper, id, "2026-11-10")
		o.leave(id, codelist.StockExitSoldToTenant, "2026-11-20")
		return t
	}},
	{"merged", housing.State{Status: ready, Removed: true, History: true}, func(o *office, id entity.ID) (t entity.ID) {
		_, err := o.Merge(o.me(), id, 1, o.flat(o.next()))
		ok(o, nil, err)
		return
	}},
}

func (o *office) hold(id entity.ID) {
	o.Helper()
	_, err := o.Reserve(o.me(), id, o.version(id), model.DwellingReserveInput{HeldUntil: date("2026-12-15"), Reason: "Sak 12"}, nil)
	ok(o, nil, err)
}

func (o *office) leave(id entity.ID, exit codelist.StockExit, on string) {
	o.Helper()
	_, err := o.LeaveStock(o.me(), id, o.version(id), model.DwellingLeaveStockInput{Exit: exit, On: date(on)})
	ok(o, nil, err)
}

// attempts carry out each act as it usually is.
var attempts = map[codelist.DwellingAct]func(o *office, ctx context.Context, id, tenancy entity.ID) error{
	codelist.DwellingActSetReady: func(o *office, ctx context.Context, id, _ entity.ID) error {
		return o.set(viewer.FromContext(ctx), id, ready, "2026-11-25")
	},
	codelist.DwellingActSetUnderMaintenance: func(o *office, ctx context.Context, id, _ entity.ID) error {
		return o.set(viewer.FromContext(ctx), id, maintenance, "2026-11-25")
	},
	codelist.DwellingActSetUnavailable: func(o *office, ctx context.Context, id, _ entity.ID) error {
		return o.set(viewer.FromContext(ctx), id, unavailable, "2026-11-25")
	},
	codelist.DwellingActRegisterTenancy: func(o *office, ctx context.Context, id, _ entity.ID) error {
		_, err := o.TenancyRegister(ctx, id, o.version(id), model.TenancyRegisterInput{Kind: codelist.TenancyKindOpenEnded, StartsOn: date("2026-11-25")}, nil)
		return err
	},
	codelist.DwellingActGiveNotice: func(o *office, ctx context.Context, _, tenancy entity.ID) error {
		_, err := o.TenancyGiveNotice(ctx, tenancy, o.tenancyVersion(tenancy), model.TenancyNoticeInput{GivenOn: date("2026-11-25"), By: codelist.NoticeByTenant, VacatesOn: date("2027-03-31")})
		return err
	},
	codelist.DwellingActWithdrawNotice: func(o *office, ctx context.Context, _, tenancy entity.ID) error {
		_, err := o.TenancyWithdrawNotice(ctx, tenancy, o.tenancyVersion(tenancy))
		return err
	},
	codelist.DwellingActEndTenancy: func(o *office, ctx context.Context, _, tenancy entity.ID) error {
		_, err := o.TenancyEnd(ctx, tenancy, o.tenancyVersion(tenancy), model.TenancyEndInput{EndedOn: date("2026-11-24"), EndKind: codelist.TenancyEndMutual, StatusAfter: ready})
		return err
	},
	codelist.DwellingActCorrectTenancy: func(o *office, ctx context.Context, _, tenancy entity.ID) error {
		_, err := o.TenancyCorrect(ctx, tenancy, o.tenancyVersion(tenancy), model.TenancyCorrectInput{Persons: graphql.OmittableOf(new(3)), Correction: "Feil antall"})
		return err
	},
	codelist.DwellingActReserve: func(o *office, ctx context.Context, id, _ entity.ID) error {
		_, err := o.Reserve(ctx, id, o.version(id), model.DwellingReserveInput{HeldUntil: date("2026-12-15"), Reason: "Sak 12"}, nil)
		return err
	},
	codelist.DwellingActLeaveStock: func(o *office, ctx context.Context, id, _ entity.ID) error {
		exit := codelist.StockExitDemolished
		if one[bool](o, "select exists (select from tenancy where dwelling_id = $1 and ended_on is null)", id) {
			exit = codelist.StockExitSoldToTenant
		}
		_, err := o.LeaveStock(ctx, id, o.version(id), model.DwellingLeaveStockInput{Exit: exit, On: date("2026-11-25")})
		return err
	},
	codelist.DwellingActReturnToStock: func(o *office, ctx context.Context, id, _ entity.ID) error {
		_, err := o.ReturnToStock(ctx, id, o.version(id), model.DwellingReturnToStockInput{Entry: codelist.StockEntryBought, On: date("2026-11-25")})
		return err
	},
	codelist.DwellingActUpdate: func(o *office, ctx context.Context, id, _ entity.ID) error {
		_, err := o.Update(ctx, id, o.version(id), model.DwellingUpdateInput{Bedrooms: graphql.OmittableOf(new(4))})
		return err
	},
	codelist.DwellingActMerge: func(o *office, ctx context.Context, id, _ entity.ID) error { // into it, since a hidden tenancy can't be moved away
		other := o.flat(o.next())
		_, err := o.Merge(ctx, other, 1, id)
		return err
	},
	codelist.DwellingActDelete: func(o *office, ctx context.Context, id, _ entity.ID) error {
		_, err := o.Remove(ctx, id, o.version(id))
		return err
	},
}

func (o *office) tenancyVersion(id entity.ID) int {
	o.Helper()
	return one[int](o, "select coalesce((select version from tenancy where id = $1), 1)", id)
}

// Each act in each state is carried out exactly when it is on offer, and else refused with the legal ones named, leaving nothing behind.
func TestActsAreWhatIsLegal(t *testing.T) {
	o := newOffice(t)
	named := 0
	defer func() {
		if named < 20 {
			t.Errorf("only %d refusals named the legal acts", named)
		}
	}()
	for _, s := range situations {
		offered := o.Acts(o.keeper, s.state)
		var id, tenancy entity.ID // made anew when an act was carried out
		for _, code := range codelist.DwellingAct("").Values() {
			act := codelist.DwellingAct(code)
			try, ok := attempts[act]
			if !ok {
				continue // RENEW_TENANCY, CONFIRM_ and RELEASE_RESERVATION: below, and in their own tests
			}
			if s.name == "let from next month" && (act == codelist.DwellingActGiveNotice || act == codelist.DwellingActEndTenancy) {
				continue // legal, but not on the days that these attempts take
			}
			if id.IsNil() {
				id = o.flat(o.next())
				tenancy = s.reach(o, id)
			}
			before := o.counts()
			err := try(o, o.me(), id, tenancy)
			legal := slices.Contains(offered, act)
			switch {
			case (err == nil) != legal:
				t.Errorf("%s, %s: on offer %v, carried out: %v", s.name, act, legal, err)
			case err != nil:
				if code := fault.CodeOf(err); code != fault.Illegal && code != fault.NotFound && code != fault.Conflict {
					t.Errorf("%s, %s: refused by %v", s.name, act, err)
				}
				told(t, err)
				if act != codelist.DwellingActMerge && o.counts() != before {
					t.Errorf("%s, %s: refused, and yet something changed", s.name, act)
				}
			}
			// A tenancy that has ended, and a merged dwelling, have texts of their own; what is let is in the next test but one.
			if f := fault.All(err); f != nil && f[0].Message == "housing.illegal" {
				if legal := f[0].Args[1].(housing.Legal); !slices.Equal(legal, offered) {
					t.Errorf("%s, %s: names %v, not %v", s.name, act, legal, offered)
				}
				named++
			}
			if err == nil {
				id = entity.Nil
			}
		}
	}
}

// Acts follow the viewer's rights too.
func TestActsFollowRights(t *testing.T) {
	o := newOffice(t)
	state := housing.State{Status: ready}
	for right, want := range map[string]int{"boligoversikt": 8, "saksbehandling": 7, "lesetilgang": 0, "administrator": 0, "bolig-api": 7} {
		v := o.staff("A", right)
		if acts := o.Acts(v, state); len(acts) != want {
			t.Errorf("%s: %v", right, acts)
		}
		for i := range v.Grants {
			v.Grants[i].Write = false
		}
		if acts := o.Acts(v, state); len(acts) != 0 {
			t.Errorf("%s to read only: %v", right, acts)
		}
	}
	v := o.staff("A", "boligoversikt")
	v.Modules = nil
	if acts := o.Acts(v, state); len(acts) != 0 {
		t.Errorf("the register is closed: %v", acts)
	}
}

// A dwelling with a hidden tenancy refuses with the same words as any other that is let.
func TestHiddenTenancySoundsTheSame(t *testing.T) {
	o := newOffice(t)
	seen, hidden := o.flat(1), o.flat(2)
	o.tenancy(o.keeper, seen, "2026-11-10")
	o.tenancy(o.staff("Siv", "boligoversikt", "skjermet"), hidden, "2026-11-10", shielded)
	for name, act := range map[string]func(id entity.ID) error{
		"set ready":         func(id entity.ID) error { return o.set(o.keeper, id, ready, "2026-11-25") },
		"set from the past": func(id entity.ID) error { return o.set(o.keeper, id, unavailable, "2026-11-12") },
		"set ahead":         func(id entity.ID) error { return o.set(o.keeper, id, maintenance, "2027-01-01") },
		"leave": func(id entity.ID) error {
			_, err := o.LeaveStock(o.me(), id, o.version(id), model.DwellingLeaveStockInput{Exit: codelist.StockExitSold, On: date("2026-11-25")})
			return err
		},
		"remove": func(id entity.ID) error { _, err := o.Remove(o.me(), id, o.version(id)); return err },
		"let": func(id entity.ID) error {
			_, err := o.TenancyRegister(o.me(), id, o.version(id), model.TenancyRegisterInput{Kind: codelist.TenancyKindOpenEnded, StartsOn: date("2026-11-25")}, nil)
			return err
		},
		"change many": func(id entity.ID) error {
			results, err := o.Change(o.me(), model.DwellingsChangeInput{Ids: []entity.ID{id}, Status: &model.DwellingSetStatusInput{Status: ready, ValidFrom: date("2026-11-25")}}, false, nil)
			ok(t, nil, err)
			return results[0].Fault
		},
	} {
		words := func(err error) string {
			f := fault.All(err)[0]
			return told(t, err) + ": " + message.Text("nb", f.Message, f.Args...)
		}
		want(t, name, words(act(hidden)), words(act(seen)))
	}
	f := fault.All(o.set(o.keeper, hidden, ready, "2026-11-25"))[0]
	want(t, "names what is legal", message.Text("nb", f.Message, f.Args...), "Boligen er utleid. Lovlig for en utleid bolig: Avslutt leieforhold, Forny leieforhold, Rett leieforhold, Reserver, Ta ut av boligmassen, Endre opplysninger, Slå sammen.")
	want(t, "in English", message.Text("en", f.Message, f.Args...)[:67], "The dwelling is let. Legal for a dwelling that is let: End tenancy,")
}

func TestStatusFromTheBookOfRules(t *testing.T) {
	o := newOffice(t)
	id := o.flat(1) // READY from 1 November, in the stock since 2020
	for name, c := range map[string]struct {
		in   model.DwellingSetStatusInput
		want string
	}{
		"let by hand":          {model.DwellingSetStatusInput{Status: let, ValidFrom: date("2026-11-25")}, "BAD_REQUEST housing.statusByHand at input.status"},
		"sold by hand":         {model.DwellingSetStatusInput{Status: sold, ValidFrom: date("2026-11-25")}, "BAD_REQUEST housing.statusByHand at input.status"},
		"before it entered":    {model.DwellingSetStatusInput{Status: maintenance, ValidFrom: date("2019-12-31")}, "BAD_REQUEST housing.beforeEntered at input.validFrom"},
		"more than a year":     {model.DwellingSetStatusInput{Status: maintenance, ValidFrom: date("2027-11-26")}, "BAD_REQUEST housing.tooFarAhead at input.validFrom"},
		"what it is already":   {model.DwellingSetStatusInput{Status: ready, ValidFrom: date("2026-11-25")}, "ILLEGAL_ACT housing.illegal"},
		"planned when ready":   {model.DwellingSetStatusInput{Status: ready, ValidFrom: date("2026-10-01"), PlannedReadyOn: new(date("2026-12-01"))}, "BAD_REQUEST housing.plannedWhenReady at input.plannedReadyOn"},
		"planned before":       {model.DwellingSetStatusInput{Status: maintenance, ValidFrom: date("2026-11-25"), PlannedReadyOn: new(date("2026-11-01"))}, "BAD_REQUEST housing.plannedBeforeStatus at input.plannedReadyOn"},
		"too long a note":      {model.DwellingSetStatusInput{Status: maintenance, ValidFrom: date("2026-11-25"), Note: new(strings.Repeat("å", 1001))}, "BAD_REQUEST housing.tooLong at input.note"},
		"two things are wrong": {model.DwellingSetStatusInput{Status: let, ValidFrom: date("2019-12-31")}, "BAD_REQUEST housing.beforeEntered at input.validFrom; BAD_REQUEST housing.statusByHand at input.status"},
	} {
		_, err := o.SetStatus(o.me(), id, 1, c.in, nil)
		want(t, name, told(t, err), c.want)
	}
	_, err := o.SetStatus(o.me(), id, 9, model.DwellingSetStatusInput{Status: maintenance, ValidFrom: date("2026-11-25")}, nil)
	want(t, "stale", told(t, err), "CONFLICT fault.conflict")
}

// A status takes its place in the timeline whatever order it is told in; what lies ahead stays ahead until its day.
func TestTimeline(t *testing.T) {
	o := newOffice(t)
	id := o.flat(1)
	ok(t, nil, o.set(o.keeper, id, maintenance, "2026-11-25"))
	want(t, "from today", o.is(id), "UNDER_MAINTENANCE 2026-11-01")
	ok(t, nil, o.set(o.keeper, id, unavailable, "2026-11-10"))
	want(t, "from the past, before the present one", o.is(id), "UNDER_MAINTENANCE 2026-11-01")
	ok(t, nil, o.set(o.keeper, id, maintenance, "2026-10-01"))
	want(t, "from before the first: it has stood empty longer", o.is(id), "UNDER_MAINTENANCE 2026-10-01")
	_, err := o.SetStatus(o.me(), id, o.version(id), model.DwellingSetStatusInput{
		Status: ready, ValidFrom: date("2026-12-20"), Reason: new(codelist.StatusReasonWorkDone), Note: new("Malt"),
	}, nil)
	ok(t, nil, err)
	want(t, "ahead", o.is(id), "UNDER_MAINTENANCE 2026-10-01")
	want(t, "timeline", o.line(id), "2026-10-01 UNDER_MAINTENANCE, 2026-11-01 READY, 2026-11-10 UNAVAILABLE, 2026-11-25 UNDER_MAINTENANCE, 2026-12-20 READY")
	want(t, "history", one[string](o, "select note || ' ' || changes::text from history where dwelling_id = $1 order by recorded_at desc, note desc limit 1", id),
		`Malt [{"after": "READY", "field": "status", "before": "UNDER_MAINTENANCE"}, {"after": "2026-12-20", "field": "validFrom"}, {"after": "WORK_DONE", "field": "reason"}]`)

	*o.clock = time.Date(2026, 12, 19, 22, 59, 0, 0, time.UTC)
	if n, err := o.jobs.Advance(o.job()); n != 0 || err != nil {
		t.Fatalf("advanced %d before the day: %v", n, err)
	}
	*o.clock = time.Date(2026, 12, 19, 23, 0, 0, 0, time.UTC) // midnight in Norway
	for _, want := range []int{1, 0} {
		if n, err := o.jobs.Advance(o.job()); n != want || err != nil {
			t.Fatalf("advanced %d, not %d: %v", n, want, err)
		}
	}
	want(t, "on its day", o.is(id), "READY 2026-10-01")
}

// A tenancy of the future begins on its day, also one that only few may see; and a dwelling registered ahead is vacant from its day.
func TestAdvance(t *testing.T) {
	o := newOffice(t)
	seen, hidden, built := o.flat(1), o.flat(2), o.flat(3, func(in *model.DwellingCreateInput) {
		in.EnteredOn, in.StatusFrom = new(date("2026-12-01")), date("2026-12-01")
	})
	o.tenancy(o.keeper, seen, "2026-12-01")
	o.tenancy(o.staff("Siv", "boligoversikt", "skjermet"), hidden, "2026-12-01", shielded)
	want(t, "ahead", o.is(seen)+", "+o.is(hidden)+", "+o.is(built), "READY 2026-11-01, READY 2026-11-01, READY -")
	ok(t, nil, o.set(o.keeper, seen, maintenance, "2026-11-26")) // until then it may be worked on
	for _, id := range []entity.ID{seen, hidden} {
		want(t, "on the day", told(t, o.set(o.keeper, id, maintenance, "2026-12-01")), "ILLEGAL_ACT housing.illegalLet")
	}
	*o.clock = o.clock.AddDate(0, 0, 7)
	if n, err := o.jobs.Advance(o.job()); n != 3 || err != nil {
		t.Fatalf("advanced %d: %v", n, err)
	}
	want(t, "then", o.is(seen)+", "+o.is(hidden)+", "+o.is(built), "LET -, LET -, READY 2026-12-01")
}

func (o *office) correct(id entity.ID, period int, change func(*model.DwellingCorrectStatusInput)) error {
	o.Helper()
	in := model.DwellingCorrectStatusInput{Correction: "Skrev feil dato"}
	in.PeriodID = one[entity.ID](o, "select id from status_period where dwelling_id = $1 and superseded_at is null order by valid_from, recorded_at, id offset $2 limit 1", id, period)
	change(&in)
	_, err := o.CorrectStatus(o.me(), id, o.version(id), in)
	return err
}

func from(text string) func(*model.DwellingCorrectStatusInput) {
	return func(in *model.DwellingCorrectStatusInput) { in.ValidFrom = new(date(text)) }
}

func to(status codelist.DwellingStatus) func(*model.DwellingCorrectStatusInput) {
	return func(in *model.DwellingCorrectStatusInput) { in.Status = &status }
}

func withdraw(in *model.DwellingCorrectStatusInput) { in.Withdraw = new(true) }

// A correction keeps the old row, with when it was replaced, so that what was known then can still be told.
func TestCorrectionKeepsWhatWasKnownThen(t *testing.T) {
	o := newOffice(t)
	id := o.flat(1)
	ok(t, nil, o.set(o.keeper, id, maintenance, "2026-11-20"))
	then := *o.clock
	*o.clock = o.clock.Add(24 * time.Hour)
	ok(t, nil, o.correct(id, 1, from("2026-11-15")))
	want(t, "now", o.line(id)+"; "+o.is(id), "2026-11-01 READY, 2026-11-15 UNDER_MAINTENANCE; UNDER_MAINTENANCE 2026-11-01")
	knownAt := func(at time.Time, on string) string {
		return one[string](o, `select status from status_period where dwelling_id = $1 and valid_from <= $3::text::date and recorded_at <= $2
			and (superseded_at is null or superseded_at > $2) order by valid_from desc, recorded_at desc limit 1`, id, at, on)
	}
	want(t, "17 November, as known then", knownAt(then, "2026-11-17"), "READY")
	want(t, "22 November, as known then", knownAt(then, "2026-11-22"), "UNDER_MAINTENANCE")
	want(t, "17 November, as known now", knownAt(*o.clock, "2026-11-17"), "UNDER_MAINTENANCE")
	want(t, "the reason stands on the new row", one[string](o, "select string_agg(valid_from || ' ' || coalesce(correction, '') || ' ' || (superseded_at is null), ', ' order by recorded_at) from status_period where dwelling_id = $1 and status = 'UNDER_MAINTENANCE'", id),
		"2026-11-20  false, 2026-11-15 Skrev feil dato true")

	*o.clock = o.clock.Add(time.Hour)
	ok(t, nil, o.correct(id, 1, withdraw))
	want(t, "taken back", o.line(id)+"; "+o.is(id), "2026-11-01 READY; READY 2026-11-01")
	if n := one[int](o, "select count(*) from status_period where dwelling_id = $1", id); n != 3 {
		t.Errorf("%d rows: something was overwritten or removed", n)
	}
	for name, c := range map[string]struct {
		change func(*model.DwellingCorrectStatusInput)
		want   string
	}{
		"the only one":      {withdraw, "BAD_REQUEST housing.statusOnly at input.withdraw"},
		"no reason":         {func(in *model.DwellingCorrectStatusInput) { to(unavailable)(in); in.Correction = " " }, "BAD_REQUEST housing.reasonRequired at input.correction"},
		"nothing":           {func(*model.DwellingCorrectStatusInput) {}, "BAD_REQUEST housing.nothingChanged at input.status"},
		"let":               {to(let), "BAD_REQUEST housing.statusByHand at input.status"},
		"before it entered": {from("2019-01-01"), "BAD_REQUEST housing.beforeEntered at input.validFrom"},
		"no such status":    {func(in *model.DwellingCorrectStatusInput) { in.PeriodID = entity.New(entity.StatusPeriod, then) }, "NOT_FOUND fault.notFound"},
		"one that was replaced": {func(in *model.DwellingCorrectStatusInput) {
			in.PeriodID = one[entity.ID](o, "select id from status_period where dwelling_id = $1 and superseded_at is not null limit 1", id)
		}, "NOT_FOUND fault.notFound"},
	} {
		want(t, name, told(t, o.correct(id, 0, c.change)), c.want)
	}
	other := o.flat(2)
	mine := one[entity.ID](o, "select id from status_period where dwelling_id = $1 limit 1", id)
	want(t, "another dwelling's", told(t, o.correct(other, 0, func(in *model.DwellingCorrectStatusInput) { in.PeriodID = mine })), "NOT_FOUND fault.notFound")
}

// What follows from a tenancy or from the stock is corrected there, and nothing is moved past it, whether or not one sees it.
func TestCorrectionsDontCrossTenancies(t *testing.T) {
	for _, hidden := range []bool{false, true} {
		t.Run(fmt.Sprint("hidden ", hidden), func(t *testing.T) {
			o := newOffice(t)
			id := o.flat(1, func(in *model.DwellingCreateInput) { in.StatusFrom = date("2026-06-01") })
			v, how := o.keeper, func(*model.TenancyRegisterInput) {}
			if hidden {
				v, how = o.staff("Siv", "boligoversikt", "skjermet"), shielded
			}
			tenancy := o.tenancy(v, id, "2026-08-01", how)
			*o.clock = o.clock.Add(time.Minute)
			_, err := o.TenancyEnd(o.as(v), tenancy, 1, model.TenancyEndInput{EndedOn: date("2026-10-31"), EndKind: codelist.TenancyEndMutual, StatusAfter: maintenance})
			ok(t, nil, err)
			ok(t, nil, o.set(o.keeper, id, ready, "2026-11-20"))
			want(t, "empty since it was vacated", o.is(id), "READY 2026-11-01")
			*o.clock = o.clock.Add(time.Minute)

			// The rows as the keeper sees them: READY June, (LET August,) UNDER_MAINTENANCE November, READY 20 November.
			visible := one[int](o, "select count(*) from status_period where dwelling_id = $1 and superseded_at is null and not shielded", id)
			all := func(i int) int { // the i-th of them among all rows
				if i > 0 && visible == 3 {
					return i + 1
				}
				return i
			}
			after, last := visible-2, visible-1
			want(t, "the last into the tenancy", told(t, o.correct(id, all(last), from("2026-09-01"))), "BAD_REQUEST housing.statusCrosses at input.validFrom")
			want(t, "the last past the tenancy", told(t, o.correct(id, all(last), from("2026-07-01"))), "BAD_REQUEST housing.statusCrosses at input.validFrom")
			want(t, "the first into the tenancy", told(t, o.correct(id, 0, from("2026-11-22"))), "BAD_REQUEST housing.statusCrosses at input.validFrom")
			key := "BAD_REQUEST housing.statusTied at input.periodId"
			if hidden {
				key = "BAD_REQUEST housing.statusCrosses at input.validFrom"
			}
			want(t, "the one after the tenancy away", told(t, o.correct(id, all(after), withdraw)), key)
			want(t, "the one after the tenancy later", told(t, o.correct(id, all(after), from("2026-11-05"))), key)
			want(t, "a new one within the tenancy", told(t, o.set(o.keeper, id, unavailable, "2026-09-01")), "ILLEGAL_ACT housing.illegalLet")

			ok(t, nil, o.correct(id, all(last), from("2026-11-10")))
			ok(t, nil, o.correct(id, 0, from("2026-05-01")))
			want(t, "what is right may be done", o.is(id), "READY 2026-11-01")
			ok(t, nil, o.set(o.keeper, id, unavailable, "2026-06-15"))
			want(t, "before the tenancy too", o.is(id), "READY 2026-11-01")
			*o.clock = o.clock.AddDate(0, 0, 1)
			if n, err := o.jobs.Advance(o.job()); n != 0 || err != nil {
				t.Errorf("one who sees all says that %d are something else: %v", n, err)
			}
		})
	}
}

func TestExpectedVacancyByHand(t *testing.T) {
	o := newOffice(t)
	id := o.flat(1)
	on := func(text string) *day.Day { return new(date(text)) }
	_, err := o.SetExpectedVacancy(o.me(), id, 1, on("2026-11-24"))
	want(t, "passed", told(t, err), "BAD_REQUEST housing.passed at on")
	_, err = o.SetExpectedVacancy(o.me(), id, 1, on("2036-11-26"))
	want(t, "too far", told(t, err), "BAD_REQUEST housing.tooFarAhead10 at on")
	_, err = o.SetExpectedVacancy(o.me(), id, 1, on("2027-02-01"))
	ok(t, nil, err)
	want(t, "with author and time", one[string](o, "select concat_ws(' ', expected_vacant_by_hand, expected_vacant_by = $2, expected_vacant_at = $3) from dwelling where id = $1", id, o.keeper.ID, *o.clock), "2027-02-01 t t")
	want(t, "history is of class TENANCY", one[string](o, "select data_class from history where kind = 'UPDATED'"), "TENANCY")
	_, err = o.SetExpectedVacancy(o.me(), id, 2, nil)
	ok(t, nil, err)
	if one[bool](o, "select expected_vacant_by_hand is not null or expected_vacant_by is not null or expected_vacant_at is not null from dwelling where id = $1", id) {
		t.Error("not cleared")
	}
	o.leave(id, codelist.StockExitSold, "2026-11-25")
	_, err = o.SetExpectedVacancy(o.me(), id, o.version(id), on("2027-02-01"))
	want(t, "sold", told(t, err), "ILLEGAL_ACT housing.illegal")
}

func rent(from string, ore int) model.RentInput {
	return model.RentInput{ValidFrom: date(from), Components: []*model.RentPartInput{{Component: codelist.RentComponentRent, Ore: ore}}}
}

func TestRent(t *testing.T) {
	o := newOffice(t)
	id := o.flat(1)
	for name, c := range map[string]struct {
		in   model.RentInput
		want string
	}{
		"negative":          {rent("2026-11-25", -1), "BAD_REQUEST housing.rentRange at input.components.0.ore"},
		"too much":          {rent("2026-11-25", 100_000_001), "BAD_REQUEST housing.rentRange at input.components.0.ore"},
		"nothing":           {model.RentInput{ValidFrom: date("2026-11-25")}, "BAD_REQUEST housing.required at input.components"},
		"before it entered": {rent("2019-12-31", 1), "BAD_REQUEST housing.beforeEntered at input.validFrom"},
		"too far ahead":     {rent("2028-11-26", 1), "BAD_REQUEST housing.rentTooFarAhead at input.validFrom"},
		"too much in all": {model.RentInput{ValidFrom: date("2026-11-25"), Components: []*model.RentPartInput{
			{Component: codelist.RentComponentRent, Ore: 60_000_000}, {Component: codelist.RentComponentHeat, Ore: 60_000_000},
		}}, "BAD_REQUEST housing.rentRange at input.components"},
	} {
		_, err := o.SetRent(o.me(), id, 1, c.in)
		want(t, name, told(t, err), c.want)
	}
	set := func(in model.RentInput) error {
		*o.clock = o.clock.Add(time.Minute)
		_, err := o.SetRent(o.me(), id, o.version(id), in)
		return err
	}
	ok(t, nil, set(rent("2026-01-01", 800_000)))
	ok(t, nil, set(rent("2027-01-01", 0)))
	wrong := rent("2026-01-01", 810_000)
	want(t, "a correction asks for a reason", told(t, set(wrong)), "BAD_REQUEST housing.rentSameDate at input.correction")
	wrong.Correction = new("Tastefeil")
	ok(t, nil, set(wrong))
	want(t, "rows", one[string](o, `select string_agg(concat_ws(' ', valid_from, total_ore, superseded_at is null, correction), ', ' order by recorded_at) from rent_period where dwelling_id = $1`, id),
		"2026-01-01 800000 f, 2027-01-01 0 t, 2026-01-01 810000 t Tastefeil")
	want(t, "history", one[string](o, "select concat_ws(' ', kind, data_class, note, changes::text) from history where note = 'Tastefeil'"),
		`RENT RENT Tastefeil [{"after": "810000", "field": "rent.totalOre", "before": "800000"}, {"after": "2026-01-01", "field": "rent.validFrom"}, {"after": "810000", "field": "rent.RENT", "before": "800000"}]`)
	o.leave(id, codelist.StockExitSold, "2026-11-25")
	want(t, "out of the stock", told(t, set(rent("2026-06-01", 1))), "ILLEGAL_ACT housing.illegal")
}
