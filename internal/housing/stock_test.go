package housing_test

import (
	"testing"
	"time"

	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/entity"
)

func TestLeaveStock(t *testing.T) {
	o := newOffice(t)
	leave := func(id entity.ID, exit codelist.StockExit, on string) error {
		_, err := o.LeaveStock(o.me(), id, o.version(id), model.DwellingLeaveStockInput{Exit: exit, On: date(on), Note: new("Solgt på anbud")})
		return err
	}
	for exit, status := range map[codelist.StockExit]codelist.DwellingStatus{
		codelist.StockExitSold: sold, codelist.StockExitDemolished: unavailable, codelist.StockExitAgreementEnded: unavailable,
		codelist.StockExitLeaseInEnded: unavailable, codelist.StockExitConverted: unavailable,
	} {
		id := o.flat(o.next())
		ok(t, nil, leave(id, exit, "2026-11-20"))
		want(t, string(exit), one[string](o, "select concat_ws(' ', status, left_on, exit, vacant_since) from dwelling where id = $1", id), string(status)+" 2026-11-20 "+string(exit))
		want(t, "stock", one[string](o, "select string_agg(concat_ws(' ', happened_on, entry, exit, nullif(note, '')), ', ' order by happened_on) from stock_change where dwelling_id = $1", id),
			"2020-01-01 BOUGHT, 2026-11-20 "+string(exit)+" Solgt på anbud")
		want(t, "again", told(t, leave(id, exit, "2026-11-25")), "ILLEGAL_ACT housing.illegal")
	}
	id := o.flat(o.next())
	want(t, "ahead", told(t, leave(id, codelist.StockExitSold, "2026-11-26")), "BAD_REQUEST housing.inTheFuture at input.on")
	want(t, "before it entered", told(t, leave(id, codelist.StockExitSold, "2019-01-01")), "BAD_REQUEST housing.beforeEntered at input.on")
	want(t, "before a later status", told(t, leave(id, codelist.StockExitSold, "2026-10-31")), "BAD_REQUEST housing.laterStatus at input.on")
	want(t, "to nobody", told(t, leave(id, codelist.StockExitSoldToTenant, "2026-11-25")), "BAD_REQUEST housing.noTenant at input.exit")
	o.hold(id)
	want(t, "reserved", told(t, leave(id, codelist.StockExitSold, "2026-11-25")), "ILLEGAL_ACT housing.illegalReserved")
}

func TestSoldToTheTenant(t *testing.T) {
	o := newOffice(t)
	id := o.flat(1)
	tenancy := o.tenancy(o.keeper, id, "2026-11-05")
	*o.clock = o.clock.Add(time.Minute)
	o.leave(id, codelist.StockExitSoldToTenant, "2026-11-20")
	want(t, "the tenancy ends the same day", one[string](o, "select concat_ws(' ', ended_on, end_kind) from tenancy where id = $1", tenancy), "2026-11-20 BOUGHT_BY_TENANT")
	want(t, "sold", o.is(id)+"; "+o.line(id), "SOLD -; 2026-11-01 READY, 2026-11-05 LET, 2026-11-20 SOLD")
	*o.clock = o.clock.Add(time.Minute)
	undo := model.DwellingReturnToStockInput{Entry: codelist.StockEntryUnknown, On: date("2026-11-25"), UndoExit: new(true)}
	_, err := o.ReturnToStock(o.me(), id, o.version(id), undo)
	want(t, "an undo asks for a reason", told(t, err), "BAD_REQUEST housing.reasonRequired at input.note")
	undo.Note = new("Handelen ble hevet")
	_, err = o.ReturnToStock(o.me(), id, o.version(id), undo)
	ok(t, nil, err)
	want(t, "not let by an ended tenancy", o.is(id)+"; "+o.line(id), "UNAVAILABLE 2026-11-21; 2026-11-01 READY, 2026-11-05 LET, 2026-11-21 UNAVAILABLE")
	_, err = o.TenancyCorrect(o.me(), tenancy, o.tenancyVersion(tenancy), model.TenancyCorrectInput{Reopen: new(true), Correction: "Handelen ble hevet"})
	ok(t, nil, err)
	want(t, "the tenancy is taken up again", o.is(id)+"; "+o.line(id), "LET -; 2026-11-01 READY, 2026-11-05 LET")
}

func TestReturnToStock(t *testing.T) {
	o := newOffice(t)
	id := o.flat(1)
	o.leave(id, codelist.StockExitSold, "2026-11-10")
	back := func(on string) error {
		_, err := o.ReturnToStock(o.me(), id, o.version(id), model.DwellingReturnToStockInput{Entry: codelist.StockEntryBought, On: date(on)})
		return err
	}
	want(t, "before it left", told(t, back("2026-11-09")), "BAD_REQUEST housing.beforeLeft at input.on")
	want(t, "ahead", told(t, back("2026-11-26")), "BAD_REQUEST housing.inTheFuture at input.on")
	ok(t, nil, back("2026-11-20"))
	want(t, "back", one[string](o, "select concat_ws(' ', status, vacant_since, entered_on, entry, left_on is null, exit is null) from dwelling where id = $1", id), "UNAVAILABLE 2026-11-20 2026-11-20 BOUGHT t t")
	want(t, "both times stay", o.line(id)+"; "+one[string](o, "select string_agg(concat_ws(' ', happened_on, entry, exit), ', ' order by happened_on) from stock_change where dwelling_id = $1", id),
		"2026-11-01 READY, 2026-11-10 SOLD, 2026-11-20 UNAVAILABLE; 2020-01-01 BOUGHT, 2026-11-10 SOLD, 2026-11-20 BOUGHT")
	want(t, "again", told(t, back("2026-11-25")), "ILLEGAL_ACT housing.illegal")
	ok(t, nil, o.set(o.keeper, id, ready, "2026-11-24"))
	want(t, "a status from before it came back", told(t, o.set(o.keeper, id, maintenance, "2026-11-15")), "BAD_REQUEST housing.beforeEntered at input.validFrom")
	want(t, "empty since it came back", o.is(id), "READY 2026-11-20")

	never := o.flat(2)
	ok(t, nil, o.set(o.keeper, never, maintenance, "2026-11-05"))
	*o.clock = o.clock.Add(time.Minute)
	o.leave(never, codelist.StockExitDemolished, "2026-11-10")
	*o.clock = o.clock.Add(time.Minute)
	_, err := o.ReturnToStock(o.me(), never, o.version(never), model.DwellingReturnToStockInput{Entry: codelist.StockEntryUnknown, On: date("2026-11-25"), UndoExit: new(true), Note: new("Feil bolig")})
	ok(t, nil, err)
	want(t, "as if it never left", o.is(never)+"; "+o.line(never)+one[string](o, "select concat_ws(' ', entered_on, entry) from dwelling where id = $1", never), "UNDER_MAINTENANCE 2026-11-01; 2026-11-01 READY, 2026-11-05 UNDER_MAINTENANCE2020-01-01 BOUGHT")
	want(t, "and yet the rows are kept", one[string](o, `select (select string_agg(concat_ws(' ', exit, correction, superseded_at = $2), ', ') from stock_change where dwelling_id = $1 and exit is not null)
		|| '; ' || (select string_agg(concat_ws(' ', status, correction, superseded_at = $2), ', ') from status_period where dwelling_id = $1 and superseded_at is not null)`, never, *o.clock),
		"DEMOLISHED Feil bolig t; UNAVAILABLE Feil bolig t")
}
