package store_test

import (
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/day"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/store"
)

var errEnough = errors.New("enough")

// thing is what a test knows of a dwelling, from which the answers are found the naive way.
type thing struct {
	id                     entity.ID
	street                 string
	number                 int
	key                    string
	unit                   entity.ID
	status                 codelist.DwellingStatus
	reserved, left, notice bool
	typ                    codelist.DwellingType
	disposition            codelist.DispositionForm
	wheelchair             codelist.WheelchairAccess
	shared, rentToOwn      bool
	base, clock            *bool
	bedrooms, rent         *int
	vacant, expected, ends *day.Day
	changed                time.Time
	features               []codelist.Feature
}

// people fills a world with random dwellings.
func (w *world) people(n int, seed uint64) []*thing {
	r := rand.New(rand.NewPCG(seed, 1))
	some := func() *bool { return pick(r, nil, ptr(true), ptr(false)) }
	date := func(from, to int) *day.Day {
		if r.IntN(3) == 0 {
			return nil
		}
		return ptr(today.Add(from + r.IntN(to-from)))
	}
	var all []*thing
	for i := range n {
		x := &thing{
			street: pick(r, "Barlindveien", "Øvre gate", "Ås vei", "Storgata"), number: r.IntN(5) + 1, unit: w.units[r.IntN(2)],
			status:   pick(r, codelist.DwellingStatusReady, codelist.DwellingStatusLet, codelist.DwellingStatusUnderMaintenance, codelist.DwellingStatusSold, codelist.DwellingStatusUnavailable),
			reserved: r.IntN(3) == 0, left: r.IntN(6) == 0, notice: r.IntN(3) == 0, typ: pick(r, codelist.DwellingTypeOrdinary, codelist.DwellingTypeCare),
			disposition: pick(r, codelist.DispositionFormOwned, codelist.DispositionFormReferralAgreement),
			wheelchair:  pick(r, codelist.WheelchairAccessYes, codelist.WheelchairAccessNo, codelist.WheelchairAccessUnknown),
			shared:      r.IntN(2) == 0, rentToOwn: r.IntN(4) == 0, base: some(), clock: some(),
			vacant: date(-300, 1), expected: date(-30, 500), ends: date(-30, 500), changed: now.Add(-time.Duration(r.IntN(50)) * time.Hour).Truncate(time.Microsecond),
		}
		if r.IntN(4) > 0 {
			x.bedrooms = ptr(r.IntN(4))
		}
		if r.IntN(4) > 0 {
			x.rent = ptr(500_000 + r.IntN(5)*100_000)
		}
		for _, f := range []codelist.Feature{codelist.FeatureLift, codelist.FeatureBalcony} {
			if r.IntN(2) == 0 {
				x.features = append(x.features, f)
			}
		}
		x.key = store.AddressKey(x.street, &x.number, "", "H0101")
		features := make([]string, len(x.features))
		for i, f := range x.features {
			features[i] = strconv.Quote(string(f))
		}
		more := row{
			"unit_id": x.unit, "status": string(x.status), "type": string(x.typ), "disposition": string(x.disposition), "wheelchair": string(x.wheelchair), "shared": x.shared,
			"rent_to_own": x.rentToOwn, "staff_base": x.base, "staffed_round_the_clock": x.clock, "bedrooms": x.bedrooms, "vacant_since": x.vacant,
			"changed_at": x.changed, "features": "[" + strings.Join(features, ",") + "]", "extra_reference": fmt.Sprint(i), "address_key": x.key,
		}
		if x.left {
			more["left_on"], more["exit"] = today, "SOLD"
		}
		x.id = w.dwelling(x.street, x.number, more)
		w.set("outlook", x.id, "unit_id = $2, notice_given = $3, vacant_on = $4, reason = 'NOTICE', contract_ends_on = $5", x.unit, x.notice, x.expected, x.ends)
		if x.reserved {
			w.add("reservation", w.of(entity.Reservation, x.id).with(row{"unit_id": x.unit, "held_until": today, "reason": "x"}))
		}
		if x.rent != nil {
			w.add("rent_period", w.of(entity.RentPeriod, x.id).with(row{"unit_id": x.unit, "valid_from": day.Date(2026, 1, 1), "total_ore": *x.rent, "components": "{}"}))
			w.add("rent_period", w.of(entity.RentPeriod, x.id).with(row{"unit_id": x.unit, "valid_from": day.Date(2027, 1, 1), "total_ore": 1, "components": "{}"}))
		}
		all = append(all, x)
	}
	return all
}

func (x *thing) display() codelist.DisplayStatus {
	if x.reserved && x.status == codelist.DwellingStatusReady {
		return codelist.DisplayStatusReserved
	}
	return codelist.DisplayStatus(x.status)
}

func (x *thing) statuses() []string {
	s := []string{string(x.display())}
	if x.reserved && x.display() != codelist.DisplayStatusReserved {
		s = append(s, "RESERVED")
	}
	return s
}

func (x *thing) markers() (m []string) {
	if x.notice {
		m = append(m, "NOTICE_GIVEN")
	}
	if x.rentToOwn {
		m = append(m, "RENT_TO_OWN")
	}
	if x.disposition == "REFERRAL_AGREEMENT" {
		m = append(m, "REFERRAL_AGREEMENT")
	}
	return m
}

func (x *thing) staffing() (s []string) {
	if x.base != nil && *x.base {
		s = append(s, "STAFF_BASE")
	}
	if x.clock != nil && *x.clock {
		s = append(s, "ROUND_THE_CLOCK")
	}
	if len(s) > 0 {
		return s
	}
	if x.base != nil && x.clock != nil {
		return []string{"NONE"}
	}
	return []string{"UNKNOWN"}
}

func (x *thing) isVacant() bool {
	return x.vacant != nil && !x.left && x.status != codelist.DwellingStatusLet && x.status != codelist.DwellingStatusSold
}

func (x *thing) vacantMore(days int) bool {
	return x.isVacant() && (days == 0 || today.Since(*x.vacant) > days)
}

func within(d *day.Day, months int) bool { return d != nil && !d.After(today.Months(months)) }

// passes reports whether the filter finds it, with the filters of one facet left out.
func (x *thing) passes(f *model.DwellingFilter, but string) bool {
	overlaps := func(name string, has, asked []string) bool {
		return name == but || len(asked) == 0 || slices.ContainsFunc(asked, func(a string) bool { return slices.Contains(has, a) })
	}
	number := func(name string, v, least, most *int) bool {
		return name == but || (least == nil || v != nil && *v >= *least) && (most == nil || v != nil && *v <= *most)
	}
	switch {
	case x.left && x.status != codelist.DwellingStatusSold && !(f.IncludeLeft != nil && *f.IncludeLeft),
		!overlaps("status", x.statuses(), strs(f.Status)), !overlaps("markers", x.markers(), strs(f.Markers)),
		!overlaps("type", []string{string(x.typ)}, strs(f.Type)), !overlaps("staffing", x.staffing(), strs(f.Staffing)),
		!overlaps("disposition", []string{string(x.disposition)}, strs(f.Disposition)), !overlaps("wheelchair", []string{string(x.wheelchair)}, strs(f.Wheelchair)),
		but != "shared" && f.Shared != nil && *f.Shared != x.shared,
		but != "unit" && len(f.Unit) > 0 && !slices.Contains(f.Unit, x.unit),
		!number("bedrooms", x.bedrooms, f.BedroomsAtLeast, f.BedroomsAtMost), !number("rent", x.rent, f.RentAtLeastOre, f.RentAtMostOre),
		but != "expectedVacantWithinMonths" && f.ExpectedVacantWithinMonths != nil && !within(x.expected, *f.ExpectedVacantWithinMonths),
		but != "expectedVacantWithinMonths" && f.ExpectedVacantBefore != nil && (x.expected == nil || !x.expected.Before(*f.ExpectedVacantBefore)),
		but != "contractEndsWithinMonths" && f.ContractEndsWithinMonths != nil && !within(x.ends, *f.ContractEndsWithinMonths),
		but != "vacantMoreThanDays" && f.VacantMoreThanDays != nil && !x.vacantMore(*f.VacantMoreThanDays),
		f.ChangedAfter != nil && !x.changed.After(*f.ChangedAfter),
		f.Text != nil && !strings.HasPrefix(strings.ToLower(x.street), strings.ToLower(*f.Text)):
		return false
	}
	for _, feature := range f.Features {
		if !slices.Contains(x.features, feature) {
			return false
		}
	}
	return true
}

func strs[T ~string](codes []T) []string {
	all := make([]string, len(codes))
	for i, c := range codes {
		all[i] = string(c)
	}
	return all
}

// randomFilter asks for few things at once, so that something is found.
func (w *world) randomFilter(r *rand.Rand) *model.DwellingFilter {
	f := &model.DwellingFilter{}
	for range r.IntN(4) {
		switch r.IntN(19) {
		case 0:
			f.Status = []codelist.DisplayStatus{pick(r, codelist.DisplayStatusReady, codelist.DisplayStatusLet, codelist.DisplayStatusReserved), codelist.DisplayStatusUnderMaintenance}
		case 1:
			f.Markers = []codelist.Marker{pick(r, codelist.MarkerNoticeGiven, codelist.MarkerRentToOwn, codelist.MarkerReferralAgreement)}
		case 2:
			f.Type = []codelist.DwellingType{codelist.DwellingTypeCare}
		case 3:
			f.Shared = ptr(r.IntN(2) == 0)
		case 4:
			f.Staffing = []codelist.Staffing{pick(r, codelist.StaffingNone, codelist.StaffingStaffBase), pick(r, codelist.StaffingUnknown, codelist.StaffingRoundTheClock)}
		case 5:
			f.Disposition = []codelist.DispositionForm{codelist.DispositionFormOwned}
		case 6:
			f.Wheelchair = []codelist.WheelchairAccess{codelist.WheelchairAccessYes}
		case 7:
			f.Unit = []entity.ID{w.units[r.IntN(2)]}
		case 8:
			f.BedroomsAtLeast = ptr(r.IntN(3))
		case 9:
			f.BedroomsAtMost = ptr(r.IntN(4))
		case 10:
			f.RentAtLeastOre = ptr(700_000)
		case 11:
			f.RentAtMostOre = ptr(800_000)
		case 12:
			f.ExpectedVacantWithinMonths = ptr(r.IntN(8))
		case 13:
			f.ContractEndsWithinMonths = ptr(r.IntN(10))
		case 14:
			f.VacantMoreThanDays = ptr(pick(r, 0, 30, 90))
		case 15:
			f.ChangedAfter = ptr(now.Add(-24 * time.Hour))
		case 16:
			f.Text = ptr(pick(r, "barlindv", "ØVRE", "ås"))
		case 17:
			f.Features = []codelist.Feature{codelist.FeatureLift}
		case 18:
			f.IncludeLeft = ptr(true)
		}
	}
	if r.IntN(6) == 0 {
		f.ExpectedVacantBefore = ptr(today.Add(90))
	}
	return f
}

var allFacets = store.Select(
	"totalCount", "registerCount", "vacancyCostOre", "nodes.id", "facets.status", "facets.markers", "facets.type", "facets.shared", "facets.staffing",
	"facets.disposition", "facets.wheelchair", "facets.unit", "facets.bedrooms", "facets.expectedVacantWithinMonths", "facets.contractEndsWithinMonths",
	"facets.vacantMoreThanDays",
)

func TestFiltersAndFacetsAgreeWithCountingByHand(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	all := w.people(150, 7)
	r := rand.New(rand.NewPCG(11, 2))
	register := 0
	for _, x := range all {
		if x.passes(&model.DwellingFilter{}, "") {
			register++
		}
	}
	found := 0
	for i := range 200 {
		f := w.randomFilter(r)
		c, err := w.store.Dwellings(w.housing(), store.DwellingsQuery{Filter: f, First: ptr(100)}, allFacets)
		w.ok(err)
		want := map[string]map[string]int{}
		total := 0
		var cost *int
		var ids []string
		for _, x := range all {
			count := func(facet string, values ...string) {
				if !x.passes(f, facet) {
					return
				}
				if want[facet] == nil {
					want[facet] = map[string]int{}
				}
				for _, v := range values {
					want[facet][v]++
				}
			}
			if x.passes(f, "") {
				total++
				ids = append(ids, x.id.String())
				if x.isVacant() && x.rent != nil {
					days := today.Since(*x.vacant)
					if cost == nil {
						cost = ptr(0)
					}
					*cost += (2*(*x.rent)*days*12 + 365) / 730
				}
			}
			count("status", x.statuses()...)
			count("markers", x.markers()...)
			count("type", string(x.typ))
			if x.shared {
				count("shared", "TRUE")
			}
			count("staffing", x.staffing()...)
			count("disposition", string(x.disposition))
			count("wheelchair", string(x.wheelchair))
			count("unit", x.unit.String())
			if x.bedrooms != nil {
				count("bedrooms", strconv.Itoa(*x.bedrooms))
			}
			for _, n := range []int{1, 3, 6, 12} {
				if within(x.expected, n) {
					count("expectedVacantWithinMonths", strconv.Itoa(n))
				}
			}
			for _, n := range []int{3, 6, 9} {
				if within(x.ends, n) {
					count("contractEndsWithinMonths", strconv.Itoa(n))
				}
			}
			for _, n := range []int{30, 90, 180} {
				if x.vacantMore(n) {
					count("vacantMoreThanDays", strconv.Itoa(n))
				}
			}
		}
		found += total
		if c.TotalCount != total || c.RegisterCount != register {
			t.Fatalf("filter %d %+v: %d of %d, not %d of %d", i, f, c.TotalCount, c.RegisterCount, total, register)
		}
		if diff := gocmp.Diff(cost, c.VacancyCostOre); diff != "" {
			t.Fatalf("filter %d: cost %s", i, diff)
		}
		var got []string
		for _, d := range c.Nodes {
			got = append(got, d.ID.String())
		}
		slices.Sort(ids)
		slices.Sort(got)
		if total <= 100 && !slices.Equal(got, ids) {
			t.Fatalf("filter %d %+v finds others than it should", i, f)
		}
		x := c.Facets
		for name, counts := range map[string][]*model.FacetCount{
			"status": x.Status, "markers": x.Markers, "type": x.Type, "staffing": x.Staffing, "disposition": x.Disposition, "wheelchair": x.Wheelchair, "unit": x.Unit,
			"bedrooms": x.Bedrooms, "expectedVacantWithinMonths": x.ExpectedVacantWithinMonths, "contractEndsWithinMonths": x.ContractEndsWithinMonths,
			"vacantMoreThanDays": x.VacantMoreThanDays, "shared": {{Value: "TRUE", Count: x.Shared}},
		} {
			got := map[string]int{}
			for _, c := range counts {
				if c.Count > 0 {
					got[c.Value] = c.Count
				}
			}
			if want[name] == nil {
				want[name] = map[string]int{}
			}
			if diff := gocmp.Diff(want[name], got); diff != "" {
				t.Fatalf("filter %d %+v: facet %s: %s", i, f, name, diff)
			}
		}
	}
	if found < 500 {
		t.Errorf("the filters found only %d: they test little", found)
	}
}

// sorted puts the things in an order, the naive way.
func sorted(all []*thing, name string, descending bool) []*thing {
	key := func(x *thing) (n int64, known bool) {
		number := func(p *int) (int64, bool) {
			if p == nil {
				return 0, false
			}
			return int64(*p), true
		}
		date := func(d *day.Day) (int64, bool) {
			if d == nil {
				return 0, false
			}
			return d.Unix(), true
		}
		switch name {
		case "status":
			return int64(slices.Index(codelist.DisplayStatus("").Values(), string(x.display()))), true
		case "bedrooms":
			return number(x.bedrooms)
		case "changedAt":
			return x.changed.UnixMicro(), true
		case "vacantSince":
			if !x.isVacant() {
				return 0, false
			}
			return date(x.vacant)
		case "rent":
			return number(x.rent)
		case "expectedVacancy":
			return date(x.expected)
		case "contractEnd":
			return date(x.ends)
		}
		return 0, true
	}
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b *thing) int {
		address := cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.id.String(), b.id.String()))
		if name == "address" {
			if descending {
				return -address
			}
			return address
		}
		m, knownA := key(a)
		n, knownB := key(b)
		switch {
		case knownA != knownB:
			if knownA {
				return -1
			}
			return 1
		case m == n:
			return address
		case descending:
			return cmp.Compare(n, m)
		}
		return cmp.Compare(m, n)
	})
	return all
}

func TestPagesInEveryOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	all := slices.DeleteFunc(w.people(60, 3), func(x *thing) bool { return !x.passes(&model.DwellingFilter{}, "") })
	sel := store.Select("nodes.images.url", "nodes.tenancy.terms.kind", "nodes.tenancies.rent.totalOre", "edges.cursor", "pageInfo.endCursor")
	for _, name := range []string{"address", "status", "bedrooms", "changedAt", "vacantSince", "rent", "expectedVacancy", "contractEnd"} {
		for _, direction := range []model.SortDirection{model.SortDirectionAscending, model.SortDirectionDescending} {
			t.Run(name+" "+string(direction), func(t *testing.T) {
				t.Parallel()
				by := sortBy(name, direction)
				var want []entity.ID
				for _, x := range sorted(all, name, direction == model.SortDirectionDescending) {
					want = append(want, x.id)
				}
				var got []entity.ID
				q := store.DwellingsQuery{Sort: by, First: ptr(7)}
				for {
					c, err := w.store.Dwellings(w.housing(), q, sel)
					if err != nil {
						t.Fatal(err)
					}
					for _, d := range c.Nodes {
						got = append(got, d.ID)
					}
					if c.PageInfo.HasPreviousPage != (q.After != nil) {
						t.Error("hasPreviousPage")
					}
					if !c.PageInfo.HasNextPage {
						break
					}
					q.After = c.PageInfo.EndCursor
				}
				if !slices.Equal(got, want) {
					t.Errorf("forward\n%v, not\n%v", got, want)
				}
				got = nil
				q = store.DwellingsQuery{Sort: by, Last: ptr(7)}
				for {
					c, err := w.store.Dwellings(w.housing(), q, sel)
					if err != nil {
						t.Fatal(err)
					}
					page := make([]entity.ID, len(c.Nodes))
					for i, d := range c.Nodes {
						page[i] = d.ID
					}
					got = append(page, got...)
					if c.PageInfo.HasNextPage != (q.Before != nil) {
						t.Error("hasNextPage")
					}
					if !c.PageInfo.HasPreviousPage {
						break
					}
					q.Before = c.PageInfo.StartCursor
				}
				if !slices.Equal(got, want) {
					t.Errorf("backward\n%v, not\n%v", got, want)
				}
				c, err := w.store.Dwellings(w.housing(), store.DwellingsQuery{Sort: by, First: ptr(5), Offset: ptr(10)}, sel)
				if err != nil {
					t.Fatal(err)
				}
				for i, d := range c.Nodes {
					if d.ID != want[10+i] {
						t.Error("offset")
					}
				}
			})
		}
	}
}

func sortBy(name string, d model.SortDirection) *model.DwellingSort {
	s := &model.DwellingSort{}
	*map[string]**model.SortDirection{
		"address": &s.Address, "status": &s.Status, "bedrooms": &s.Bedrooms, "changedAt": &s.ChangedAt, "vacantSince": &s.VacantSince, "rent": &s.Rent,
		"expectedVacancy": &s.ExpectedVacancy, "contractEnd": &s.ContractEnd,
	}[name] = &d
	return s
}

func TestPagesRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.people(5, 1)
	c, err := w.store.Dwellings(w.housing(), store.DwellingsQuery{First: ptr(1)}, store.Select("pageInfo.endCursor"))
	w.ok(err)
	cursor := c.PageInfo.EndCursor
	tampered := base64.RawURLEncoding.EncodeToString([]byte(`forged:{"o":"address false"}`))
	for name, x := range map[string]struct {
		q     store.DwellingsQuery
		field string
	}{
		"too many":        {store.DwellingsQuery{First: ptr(101)}, "first"},
		"none":            {store.DwellingsQuery{Last: ptr(0)}, "last"},
		"both ways":       {store.DwellingsQuery{First: ptr(1), Last: ptr(1)}, "last"},
		"wrong cursor":    {store.DwellingsQuery{First: ptr(1), Before: cursor}, "last"},
		"tampered":        {store.DwellingsQuery{After: &tampered}, "after"},
		"no cursor":       {store.DwellingsQuery{Before: ptr("x")}, "before"},
		"other order":     {store.DwellingsQuery{After: cursor, Sort: sortBy("rent", "ASCENDING")}, "after"},
		"other direction": {store.DwellingsQuery{After: cursor, Sort: sortBy("address", "DESCENDING")}, "after"},
		"offset":          {store.DwellingsQuery{After: cursor, Offset: ptr(1)}, "offset"},
		"below":           {store.DwellingsQuery{Offset: ptr(-1)}, "offset"},
		"two orders":      {store.DwellingsQuery{Sort: &model.DwellingSort{Address: ptr(model.SortDirectionAscending), Rent: ptr(model.SortDirectionAscending)}}, "sort"},
		"no months":       {store.DwellingsQuery{Filter: &model.DwellingFilter{ContractEndsWithinMonths: ptr(-1)}}, "filter.contractEndsWithinMonths"},
	} {
		_, err := w.store.Dwellings(w.housing(), x.q, store.Select("nodes.id"))
		faults := fault.All(err)
		if len(faults) != 1 || faults[0].Code != fault.Invalid || faults[0].Field != x.field {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.store.Dwellings(t.Context(), store.DwellingsQuery{}, store.Select("nodes.id")); fault.CodeOf(err) != fault.Unauthenticated {
		t.Errorf("nobody asks: %v", err)
	}
}
