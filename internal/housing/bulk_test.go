package housing_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/housing"
	"kobo/internal/message"
)

func TestChangeMany(t *testing.T) {
	o := newOffice(t)
	free, same, taken := o.flat(1), o.flat(2, func(in *model.DwellingCreateInput) { in.Status = maintenance; in.RentToOwn = new(true) }), o.flat(3)
	gone := entity.New(entity.Dwelling, *o.clock)
	east := o.flat(4, func(in *model.DwellingCreateInput) { in.UnitID = &o.east })
	o.tenancy(o.keeper, taken, "2026-11-10")
	v := o.staff("Ola", "boligoversikt")
	v.Units = []entity.ID{o.own}
	input := model.DwellingsChangeInput{
		Ids: []entity.ID{free, taken, gone, same, east, free}, RentToOwn: new(true), StaffedRoundTheClock: new(false),
		Status: &model.DwellingSetStatusInput{Status: maintenance, ValidFrom: date("2026-11-25"), Reason: new(codelist.StatusReasonCleaning), PlannedReadyOn: new(date("2026-12-24"))},
	}
	before := o.counts()
	preview, err := o.Change(o.as(v), input, true, new(uuid.New()))
	ok(t, nil, err)
	want(t, "a preview changes nothing", o.counts(), before)
	key := uuid.New()
	done, err := o.Change(o.as(v), input, false, &key)
	ok(t, nil, err)
	if diff := cmp.Diff(preview, done); diff != "" {
		t.Errorf("the preview told something else (-preview +done):\n%s", diff)
	}
	got := ""
	for _, r := range done {
		line := "unchanged"
		if r.Changed {
			line = "changed"
		}
		if r.Fault != nil {
			line = told(t, r.Fault)
		}
		got += map[entity.ID]string{free: "free", same: "same", taken: "taken", gone: "gone", east: "east"}[r.ID] + ": " + line + "\n"
	}
	want(t, "each on its own", got, "free: changed\ntaken: ILLEGAL_ACT housing.illegalLet\ngone: NOT_FOUND fault.notFound\nsame: ILLEGAL_ACT housing.illegal\neast: NOT_FOUND fault.notFound\n")
	want(t, "the legal one", one[string](o, "select concat_ws(' ', status, rent_to_own, staffed_round_the_clock, planned_ready_on) from dwelling where id = $1", free), "UNDER_MAINTENANCE t f 2026-12-24")
	want(t, "an illegal one is left alone altogether", one[string](o, "select concat_ws(' ', version, staffed_round_the_clock) from dwelling where id = $1", same), "1")

	rows := o.counts()
	again, err := o.Change(o.as(v), input, false, &key)
	ok(t, nil, err)
	want(t, "no second effect", o.counts(), rows)
	texts := func(results []housing.Changed) (out []string) {
		for _, r := range results {
			out = append(out, r.ID.String())
			if r.Fault != nil {
				out = append(out, string(r.Fault.Code), r.Fault.Field, message.Text("nn", r.Fault.Message, r.Fault.Args...))
			}
		}
		return out
	}
	if diff := cmp.Diff(texts(done), texts(again)); diff != "" {
		t.Errorf("another payload (-first +again):\n%s", diff)
	}

	results, err := o.Change(o.me(), model.DwellingsChangeInput{Ids: []entity.ID{same}, RentToOwn: new(true)}, false, nil)
	ok(t, nil, err)
	if results[0].Changed || results[0].Fault != nil {
		t.Errorf("what it was already: %+v", results[0])
	}
	for name, c := range map[string]struct {
		in   model.DwellingsChangeInput
		want string
	}{
		"none":        {model.DwellingsChangeInput{RentToOwn: new(true)}, "BAD_REQUEST housing.countRange at input.ids"},
		"too many":    {model.DwellingsChangeInput{Ids: make([]entity.ID, 501), RentToOwn: new(true)}, "BAD_REQUEST housing.countRange at input.ids"},
		"nothing":     {model.DwellingsChangeInput{Ids: []entity.ID{free}}, "BAD_REQUEST housing.nothingAsked at input"},
		"not by hand": {model.DwellingsChangeInput{Ids: []entity.ID{free}, Status: &model.DwellingSetStatusInput{Status: sold, ValidFrom: date("2026-11-25")}}, "BAD_REQUEST housing.statusByHand at input.status.status"},
	} {
		_, err := o.Change(o.me(), c.in, false, nil)
		want(t, name, told(t, err), c.want)
	}
}

// What a key keeps reads back as it was, whatever the fault.
func TestChangedReadsBack(t *testing.T) {
	t.Parallel()
	for _, f := range []*fault.Error{
		nil, fault.New(fault.Illegal, "housing.illegalLet", "legal", housing.Legal{codelist.DwellingActUpdate, codelist.DwellingActMerge}),
		fault.At("input.status.validFrom", "housing.beforeEntered", "date", date("2020-01-01")), fault.New(fault.Conflict, "fault.conflict", "version", 3),
	} {
		first := housing.Changed{ID: entity.New(entity.Dwelling, time.Now()), Changed: f == nil, Fault: f}
		body, err := json.Marshal(first)
		ok(t, nil, err)
		var back housing.Changed
		ok(t, nil, json.Unmarshal(body, &back))
		if back.ID != first.ID || back.Changed != first.Changed {
			t.Errorf("%+v, not %+v", back, first)
		}
		if f != nil {
			want(t, "text", message.Text("nb", back.Fault.Message, back.Fault.Args...), message.Text("nb", f.Message, f.Args...))
		}
	}
}
