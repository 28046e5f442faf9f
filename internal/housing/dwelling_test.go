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
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/housing"
	"kobo/internal/message"
	"kobo/internal/viewer"
)

// office is a town with a district of its own, and someone who keeps its register.
type office struct {
	*town
	*housing.Housing
	clock     *time.Time
	own, east entity.ID // the municipality's own unit, and a district
	keeper    *viewer.Viewer
	houses    int
}

// next is a house number that nobody has used.
func (o *office) next() int { o.houses++; return 1000 + o.houses }

func newOffice(t *testing.T) *office {
	t.Helper()
	t.Parallel()
	w := newTown(t)
	o := &office{town: w, Housing: w.acts, clock: &w.now, own: w.unit, east: entity.New(entity.Unit, w.now)}
	o.exec("insert into unit (id, municipality_id, name, organisation_number) values ($1, $2, 'Bydel øst', '974778866')", o.east, w.id)
	o.keeper = o.staff("Kari", "boligoversikt")
	return o
}

func (o *office) newMunicipality(number, name, organisation string) (id, unit entity.ID) {
	o.Helper()
	id, unit = entity.New(entity.Municipality, *o.clock), entity.New(entity.Unit, *o.clock)
	o.exec("insert into municipality (id, number, name, organisation_number) values ($1, $2, $3, $4)", id, number, name, organisation)
	o.exec("insert into unit (id, municipality_id, name) values ($1, $2, $3)", unit, id, name)
	return id, unit
}

// staff is someone who works in the municipality, with these rights.
func (o *office) staff(name string, rights ...string) *viewer.Viewer {
	v := *viewer.FromContext(o.town.staff(rights...))
	v.Name = name
	return &v
}

// as is a context in which the viewer asks.
func (o *office) as(v *viewer.Viewer) context.Context { return viewer.NewContext(o.Context(), v) }

func (o *office) me() context.Context { return o.as(o.keeper) }

// one reads one value, whoever may see it.
func one[T any](o *office, sql string, args ...any) (v T) {
	o.Helper()
	if err := o.pool.QueryRow(o.Context(), sql, args...).Scan(&v); err != nil {
		o.Fatalf("%s: %v", sql, err)
	}
	return v
}

func (o *office) version(id entity.ID) int {
	o.Helper()
	return one[int](o, "select version from dwelling where id = $1", id)
}

// is returns status and vacant_since of a dwelling.
func (o *office) is(id entity.ID) string {
	o.Helper()
	return one[string](o, "select status || ' ' || coalesce(vacant_since::text, '-') from dwelling where id = $1", id)
}

// line returns the statuses that hold, in order.
func (o *office) line(id entity.ID) string {
	o.Helper()
	return one[string](o, `select coalesce(string_agg(valid_from || ' ' || status, ', ' order by valid_from, recorded_at, id), '')
		from status_period where dwelling_id = $1 and superseded_at is null`, id)
}

// counts returns how many rows of each table there are, for «nothing is changed».
func (o *office) counts() string {
	o.Helper()
	return one[string](o, `select concat_ws(' ', (select count(*) from dwelling), (select sum(version) from dwelling), (select count(*) from status_period),
		(select count(*) from history), (select count(*) from rent_period), (select count(*) from act_key), (select count(*) from property),
		(select count(*) from building), (select count(*) from note))`)
}

// flat is a dwelling with nothing special to it, ready since 1 November 2026 and in the stock since 2020.
func flat(number int, unit string, change ...func(*model.DwellingCreateInput)) *model.DwellingCreateInput {
	in := &model.DwellingCreateInput{
		Address:  model.AddressInput{Street: "Barlindveien", HouseNumber: &number, PostalCode: new("3118"), PostalPlace: new("Tønsberg"), UnitNumber: &unit},
		Property: &model.PropertyInput{Gnr: 118, Bnr: 507},
		Type:     codelist.DwellingTypeOrdinary, Disposition: codelist.DispositionFormOwned,
		Status: codelist.DwellingStatusReady, StatusFrom: date("2026-11-01"), EnteredOn: new(date("2020-01-01")), Entry: new(codelist.StockEntryBought),
	}
	for _, f := range change {
		f(in)
	}
	return in
}

func (o *office) create(inputs ...*model.DwellingCreateInput) []entity.ID {
	o.Helper()
	ids, err := o.Create(o.me(), inputs, nil)
	if err != nil {
		o.Fatal(err)
	}
	return ids
}

func (o *office) flat(number int, change ...func(*model.DwellingCreateInput)) entity.ID {
	o.Helper()
	return o.create(flat(number, "H0101", change...))[0]
}

// tenancy lets a dwelling from a date.
func (o *office) tenancy(v *viewer.Viewer, id entity.ID, from string, change ...func(*model.TenancyRegisterInput)) entity.ID {
	o.Helper()
	in := model.TenancyRegisterInput{Kind: codelist.TenancyKindOpenEnded, StartsOn: date(from)}
	for _, f := range change {
		f(&in)
	}
	tenancy, err := o.TenancyRegister(o.as(v), id, o.version(id), in, nil)
	if err != nil {
		o.Fatal(err)
	}
	return tenancy
}

func shielded(in *model.TenancyRegisterInput) { in.Shielded = new(true) }

// told tells the faults as "CODE key at field", sorted, and fails when there are none.
func told(t testing.TB, err error) string {
	t.Helper()
	faults := fault.All(err)
	if faults == nil {
		t.Fatalf("not refused, or not by a fault: %v", err)
	}
	var all []string
	for _, f := range faults {
		if !message.Has(f.Message) {
			t.Errorf("no text for %s", f.Message)
		}
		for _, language := range message.Languages {
			if text := message.Text(language, f.Message, f.Args...); strings.ContainsAny(text, "{}") {
				t.Errorf("a placeholder is left in %q", text)
			}
		}
		all = append(all, f.Error())
	}
	slices.Sort(all)
	return strings.Join(all, "; ")
}

func want(t testing.TB, what, got, want string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func ok(t testing.TB, _ any, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestCreateSeveralUnitsOfABuilding(t *testing.T) {
	o := newOffice(t)
	building := &model.BuildingInput{Number: new("158 904 221"), Type: new(codelist.BuildingTypeB141), Name: new("Fagerheim"), BuiltYear: new(1987)}
	ids := o.create(
		flat(13, "h0101", func(in *model.DwellingCreateInput) {
			in.Building = building
			in.Rent = &model.RentInput{ValidFrom: date("2026-11-01"), Components: []*model.RentPartInput{
				{Component: codelist.RentComponentRent, Ore: 900_000}, {Component: codelist.RentComponentPower, Ore: 50_000},
			}}
			in.DepositOre = new(2_700_000)
			in.Features = []codelist.Feature{codelist.FeatureGarden, codelist.FeatureLift, codelist.FeatureGarden}
		}),
		flat(13, "H0102", func(in *model.DwellingCreateInput) { in.Building = building }),
		flat(13, "H0102", func(in *model.DwellingCreateInput) { // a room of one bruksenhet
			in.Building, in.Address.ExtraReference = building, new("Rom 2")
		}),
	)
	want(t, "one building, one property", one[string](o, `select count(distinct building_id) || ' ' || count(distinct property_id) || ' ' || count(*) from dwelling`), "1 1 3")
	want(t, "building", one[string](o, "select concat_ws(' ', number, type, name, built_year) from building"), "158904221 B141 Fagerheim 1987")
	want(t, "property lies in the own municipality", one[string](o, "select concat_ws(' ', municipality_number, gnr, bnr, fnr, snr) from property"), "3905 118 507 0 0")
	want(t, "facts", one[string](o, "select concat_ws(' ', unit_number, house_number, features::text, search, unit_id = $2, version) from dwelling where id = $1", ids[0], o.own),
		`H0101 13 ["LIFT", "GARDEN"] `+one[string](o, "select search from dwelling where id = $1", ids[0])+" t 1")
	want(t, "status", o.is(ids[0]), "READY 2026-11-01")
	want(t, "timeline", o.line(ids[0]), "2026-11-01 READY")
	want(t, "stock", one[string](o, "select concat_ws(' ', happened_on, entry) from stock_change where dwelling_id = $1", ids[0]), "2020-01-01 BOUGHT")
	want(t, "rent", one[string](o, "select concat_ws(' ', valid_from, total_ore, components->>'POWER') from rent_period where dwelling_id = $1", ids[0]), "2026-11-01 950000 50000")
	want(t, "history, money in a class of its own", one[string](o, "select string_agg(kind || ' ' || data_class, ', ' order by kind, changes::text) from history where dwelling_id = $1", ids[0]),
		"CREATED DWELLING, RENT RENT, RENT RENT")
	if n := one[int](o, "select count(*) from history where data_class <> 'RENT' and changes::text ~ '(950000|2700000)'"); n > 0 {
		t.Error("money is told of in a history row of class DWELLING")
	}
	if search := one[string](o, "select search from dwelling where id = $1", ids[0]); !strings.Contains(search, "118/507") || !strings.Contains(search, "h0101") {
		t.Errorf("search lacks the property or unit: %q", search)
	}
}

func TestCreateTellsEverythingThatIsWrong(t *testing.T) {
	o := newOffice(t)
	before := o.counts()
	personal := "018890" // completed below
	for i := range 100_000 {
		if text := fmt.Sprintf("%s%05d", personal, i); housing.HasIdentityNumber(text) {
			personal = text
			break
		}
	}
	_, err := o.Create(o.me(), []*model.DwellingCreateInput{
		flat(13, "H0101"),
		flat(13, "Z1", func(in *model.DwellingCreateInput) {
			in.Address.Street, in.Address.PostalCode, in.Address.HouseLetter = "  ", new("31180"), new("ABC")
			in.Bedrooms, in.UsableArea, in.DepositOre = new(-1), new(0.0), new(-5)
			in.OtherInformation = new("Leies av " + personal)
			in.Owner = &model.OwnerInput{OrganisationNumber: new("921383682"), Phone: new("ring meg")}
			in.Property = &model.PropertyInput{MunicipalityNumber: new("39"), Gnr: 0, Bnr: 1}
			in.Building = &model.BuildingInput{Number: new("x"), BuiltYear: new(1200)}
			in.Status, in.StatusFrom = codelist.DwellingStatusLet, date("2019-12-31")
			in.Rent = &model.RentInput{ValidFrom: date("2019-01-01"), Components: []*model.RentPartInput{
				{Component: codelist.RentComponentRent, Ore: -1}, {Component: codelist.RentComponentRent, Ore: 1},
			}}
		}),
		flat(14, "H0101", func(in *model.DwellingCreateInput) { in.StatusFrom, in.EnteredOn = date("2028-01-01"), nil }),
	}, nil)
	want(t, "all faults", strings.ReplaceAll(told(t, err), "; ", "\n"), strings.Join([]string{
		"BAD_REQUEST address.municipality at inputs.1.property.municipalityNumber",
		"BAD_REQUEST housing.areaRange at inputs.1.usableArea",
		"BAD_REQUEST housing.beforeEntered at inputs.1.rent.validFrom",
		"BAD_REQUEST housing.beforeEntered at inputs.1.statusFrom",
		"BAD_REQUEST housing.buildingNumber at inputs.1.building.number",
		"BAD_REQUEST housing.houseLetter at inputs.1.address.houseLetter",
		"BAD_REQUEST housing.identityNumber at inputs.1.otherInformation",
		"BAD_REQUEST housing.organisationNumber at inputs.1.owner.organisationNumber",
		"BAD_REQUEST housing.phone at inputs.1.owner.phone",
		"BAD_REQUEST housing.postalCode at inputs.1.address.postalCode",
		"BAD_REQUEST housing.range at inputs.1.bedrooms",
		"BAD_REQUEST housing.range at inputs.1.building.builtYear",
		"BAD_REQUEST housing.range at inputs.1.property.gnr",
		"BAD_REQUEST housing.rentRange at inputs.1.depositOre",
		"BAD_REQUEST housing.rentRange at inputs.1.rent.components.0.ore",
		"BAD_REQUEST housing.rentTwice at inputs.1.rent.components.1.component",
		"BAD_REQUEST housing.required at inputs.1.address.street",
		"BAD_REQUEST housing.statusByHand at inputs.1.status",
		"BAD_REQUEST housing.tooFarAhead at inputs.2.enteredOn",
		"BAD_REQUEST housing.tooFarAhead at inputs.2.statusFrom",
		"BAD_REQUEST housing.unitNumber at inputs.1.address.unitNumber",
	}, "\n"))
	if strings.Contains(err.Error(), personal) {
		t.Error("the error repeats what was written")
	}
	want(t, "all or none", o.counts(), before)
	_, err = o.Create(o.me(), nil, nil)
	want(t, "none", told(t, err), "BAD_REQUEST housing.countRange at inputs")
}

func TestTheSameDwellingTwice(t *testing.T) {
	o := newOffice(t)
	first := o.flat(13, func(in *model.DwellingCreateInput) { in.VendorDwellingID = new("FDV-1") })
	for name, c := range map[string]struct {
		in   *model.DwellingCreateInput
		want string
	}{
		"same bruksenhet, other spelling": {flat(13, "h0101", func(in *model.DwellingCreateInput) { in.Address.Street = "  BARLINDVEIEN " }), "CONFLICT housing.duplicateAddress at inputs.0.address.unitNumber"},
		"same vendor's id":                {flat(15, "H0101", func(in *model.DwellingCreateInput) { in.VendorDwellingID = new("FDV-1") }), "CONFLICT housing.duplicateVendorId at inputs.0.vendorDwellingId"},
	} {
		_, err := o.Create(o.me(), []*model.DwellingCreateInput{c.in}, nil)
		want(t, name, told(t, err), c.want)
		if text := message.Text("nb", fault.All(err)[0].Message, fault.All(err)[0].Args...); !strings.Contains(text, "Barlindveien 13, H0101") {
			t.Errorf("%s doesn't say which: %s", name, text)
		}
	}
	_, err := o.Create(o.me(), []*model.DwellingCreateInput{flat(20, "H0101"), flat(20, "H0101")}, nil)
	want(t, "twice in one act", told(t, err), "CONFLICT housing.duplicateAddress at inputs.1.address.unitNumber")

	// One who may not see the other is told neutrally, not which.
	o.exec("update dwelling set unit_id = $1 where id = $2", o.east, first)
	west := o.staff("Ola", "boligoversikt")
	west.Units = []entity.ID{o.own}
	_, err = o.Create(o.as(west), []*model.DwellingCreateInput{flat(13, "H0101")}, nil)
	want(t, "hidden bruksenhet", told(t, err), "CONFLICT housing.takenAddress at inputs.0.address.unitNumber")
	if len(fault.All(err)[0].Args) > 0 {
		t.Error("the refusal tells of a dwelling that the viewer may not see")
	}
	_, err = o.Create(o.as(west), []*model.DwellingCreateInput{flat(15, "H0101", func(in *model.DwellingCreateInput) { in.VendorDwellingID = new("FDV-1") })}, nil)
	want(t, "hidden vendor's id", told(t, err), "CONFLICT housing.takenVendorId at inputs.0.vendorDwellingId")

	// A removed one is no hindrance.
	o.exec("update dwelling set unit_id = $1 where id = $2", o.own, first)
	_, err = o.Remove(o.me(), first, 1)
	ok(t, nil, err)
	o.flat(13, func(in *model.DwellingCreateInput) { in.VendorDwellingID = new("FDV-1") })
}

func TestUnits(t *testing.T) {
	o := newOffice(t)
	elsewhere, foreign := o.newMunicipality("0301", "Oslo", "958935420")
	_ = elsewhere
	in := func(unit *entity.ID) []*model.DwellingCreateInput {
		return []*model.DwellingCreateInput{flat(o.next(), "H0101", func(in *model.DwellingCreateInput) { in.UnitID, in.Property = unit, nil })}
	}
	of := func(units ...entity.ID) *viewer.Viewer {
		v := o.staff("Ola", "boligoversikt")
		v.Units = units
		return v
	}
	for name, c := range map[string]struct {
		v     *viewer.Viewer
		unit  *entity.ID
		wants entity.ID
		fault string
	}{
		"whole municipality, own":      {of(), nil, o.own, ""},
		"whole municipality, district": {of(), &o.east, o.east, ""},
		"one unit":                     {of(o.east), nil, o.east, ""},
		"outside the scope":            {of(o.east), &o.own, entity.Nil, "NOT_FOUND fault.notFound at inputs.0.unitId"},
		"another municipality's":       {of(), &foreign, entity.Nil, "NOT_FOUND fault.notFound at inputs.0.unitId"},
		"several units":                {of(o.east, o.own), nil, entity.Nil, "BAD_REQUEST housing.chooseUnit at inputs.0.unitId"},
	} {
		ids, err := o.Create(o.as(c.v), in(c.unit), nil)
		if c.fault != "" {
			want(t, name, told(t, err), c.fault)
			continue
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if unit := one[entity.ID](o, "select unit_id from dwelling where id = $1", ids[0]); unit != c.wants {
			t.Errorf("%s: in unit %s", name, unit)
		}
	}

	// Out of one's unit, out of sight; and what belongs to the dwelling goes with it.
	id := o.flat(1, func(in *model.DwellingCreateInput) {
		in.Rent = &model.RentInput{ValidFrom: date("2026-11-01"), Components: []*model.RentPartInput{{Component: codelist.RentComponentRent, Ore: 1}}}
	})
	_, err := o.Update(o.as(of(o.own)), id, 1, model.DwellingUpdateInput{UnitID: graphql.OmittableOf(&o.east)})
	want(t, "to a unit out of reach", told(t, err), "NOT_FOUND fault.notFound at input.unitId")
	_, err = o.Update(o.me(), id, 1, model.DwellingUpdateInput{UnitID: graphql.OmittableOf(&o.east)})
	ok(t, nil, err)
	for _, table := range []string{"dwelling where id", "status_period where dwelling_id", "stock_change where dwelling_id", "rent_period where dwelling_id", "history where dwelling_id"} {
		if n := one[int](o, fmt.Sprintf("select count(*) from %s = $1 and unit_id <> $2", table), id, o.east); n > 0 {
			t.Errorf("%d rows of %s stayed behind", n, table)
		}
	}
	for name, act := range map[string]func(ctx context.Context) error{
		"update": func(ctx context.Context) error {
			_, err := o.Update(ctx, id, 2, model.DwellingUpdateInput{Bedrooms: graphql.OmittableOf(new(2))})
			return err
		},
		"status": func(ctx context.Context) error {
			_, err := o.SetStatus(ctx, id, 2, model.DwellingSetStatusInput{Status: codelist.DwellingStatusUnavailable, ValidFrom: date("2026-11-25")}, nil)
			return err
		},
		"note":   func(ctx context.Context) error { _, err := o.AddNote(ctx, id, "Hei", nil); return err },
		"remove": func(ctx context.Context) error { _, err := o.Remove(ctx, id, 2); return err },
		"merge":  func(ctx context.Context) error { _, err := o.Merge(ctx, o.flat(o.next()), 1, id); return err },
	} {
		want(t, name, told(t, act(o.as(of(o.own)))), "NOT_FOUND fault.notFound")
		if err := act(o.as(o.staff("Per", "lesetilgang"))); err == nil {
			t.Errorf("%s: one who only reads may do it", name)
		}
	}
}

func TestUpdate(t *testing.T) {
	o := newOffice(t)
	id := o.flat(13, func(in *model.DwellingCreateInput) {
		in.Bedrooms, in.Owner = new(2), &model.OwnerInput{Name: new("Boligbygg"), Phone: new("22 33 44 55")}
		in.Building = &model.BuildingInput{Type: new(codelist.BuildingTypeB111)}
	})
	before := *o.clock
	*o.clock = before.Add(time.Hour)
	_, err := o.Update(o.me(), id, 1, model.DwellingUpdateInput{
		Bedrooms:   graphql.OmittableOf[*int](nil),
		Owner:      graphql.OmittableOf(&model.OwnerInput{Name: new("Stiftelsen Bolig")}),
		DepositOre: graphql.OmittableOf(new(100)),
		Building:   graphql.OmittableOf(&model.BuildingInput{Lift: new(true)}),
		Property:   graphql.OmittableOf(&model.PropertyInput{Gnr: 118, Bnr: 507, Snr: new(3)}),
	})
	ok(t, nil, err)
	want(t, "row", one[string](o, `select concat_ws(' ', bedrooms, owner_name, owner_phone = '', deposit_ore, version, changed_at = $2, recorded_at = $3, search like '%118/507/0/3%')
		from dwelling where id = $1`, id, *o.clock, before), "Stiftelsen Bolig t 100 2 t t t")
	want(t, "the building it is in was spoken of", one[string](o, "select count(*) || ' ' || bool_and(lift) || ' ' || min(type) from building"), "1 true B111")
	want(t, "history", one[string](o, `select string_agg(kind || ' ' || data_class || ' ' || (select string_agg(c->>'field', ',') from jsonb_array_elements(changes) c), '; ' order by kind desc)
		from history where dwelling_id = $1 and recorded_at >= $2`, id, *o.clock),
		"UPDATED DWELLING property,owner.name,owner.phone,bedrooms; RENT RENT depositOre")

	_, err = o.Update(o.me(), id, 1, model.DwellingUpdateInput{Bedrooms: graphql.OmittableOf(new(3))})
	want(t, "stale version", told(t, err), "CONFLICT fault.conflict")
	if args := fault.All(err)[0].Args; !slices.Equal(args, []any{"version", 2}) {
		t.Errorf("the current version is not told: %v", args)
	}
	rows := o.counts()
	_, err = o.Update(o.me(), id, 2, model.DwellingUpdateInput{DepositOre: graphql.OmittableOf(new(100)), Shared: graphql.OmittableOf(new(false))})
	ok(t, nil, err)
	want(t, "nothing to change, nothing changed", o.counts(), rows)
	_, err = o.Update(o.me(), id, 2, model.DwellingUpdateInput{
		Type: graphql.OmittableOf[*codelist.DwellingType](nil), Address: graphql.OmittableOf[*model.AddressInput](nil), RentToOwn: graphql.OmittableOf[*bool](nil),
	})
	want(t, "what can't be unknown", told(t, err), "BAD_REQUEST housing.required at input.address; BAD_REQUEST housing.required at input.rentToOwn; BAD_REQUEST housing.required at input.type")
	_, err = o.Update(o.me(), id, 2, model.DwellingUpdateInput{AgreementID: graphql.OmittableOf(new(entity.New(entity.Agreement, *o.clock)))})
	want(t, "no such agreement", told(t, err), "NOT_FOUND fault.notFound at input.agreementId")

	other := o.flat(14)
	_, err = o.Update(o.me(), other, 1, model.DwellingUpdateInput{
		Address: graphql.OmittableOf(&flat(13, "H0101").Address), Property: graphql.OmittableOf(&model.PropertyInput{Gnr: 118, Bnr: 507, Snr: new(3)}),
	})
	want(t, "to another's address", told(t, err), "CONFLICT housing.duplicateAddress at input.address.unitNumber")
	for _, wrong := range []entity.ID{entity.New(entity.Dwelling, *o.clock), entity.New(entity.Tenancy, *o.clock), entity.Nil} {
		_, err = o.Update(o.me(), wrong, 1, model.DwellingUpdateInput{})
		want(t, "no such dwelling", told(t, err), "NOT_FOUND fault.notFound")
	}
}

// Two people save the same dwelling at the same moment: one is told that the other was faster, and nothing of hers is half done.
func TestTwoPeopleAtOnce(t *testing.T) {
	o := newOffice(t)
	id := o.flat(13)
	var wait sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		wait.Go(func() {
			_, errs[i] = o.Update(o.as(o.staff(fmt.Sprint("S", i), "boligoversikt")), id, 1, model.DwellingUpdateInput{Bedrooms: graphql.OmittableOf(new(i + 1))})
		})
	}
	wait.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		want(t, "the others", told(t, err), "CONFLICT fault.conflict")
	}
	if n := one[int](o, "select count(*) from history where kind = 'UPDATED'"); won != 1 || n != 1 || o.version(id) != 2 {
		t.Errorf("%d won, %d in the history, version %d", won, n, o.version(id))
	}
}

func TestKey(t *testing.T) {
	o := newOffice(t)
	key := uuid.New()
	in := []*model.DwellingCreateInput{flat(13, "H0101"), flat(13, "H0102")}
	first, err := o.Create(o.me(), in, &key)
	ok(t, nil, err)
	rows := o.counts()
	again, err := o.Create(o.me(), in, &key)
	ok(t, nil, err)
	if !slices.Equal(first, again) {
		t.Errorf("another payload: %v, %v", first, again)
	}
	want(t, "no second effect", o.counts(), rows)
	status := model.DwellingSetStatusInput{Status: codelist.DwellingStatusUnavailable, ValidFrom: date("2026-11-25")}
	_, err = o.SetStatus(o.me(), first[0], 1, status, &key)
	want(t, "another act's key", told(t, err), "BAD_REQUEST fault.keyReused")
	key = uuid.New()
	for range 2 {
		_, err = o.SetStatus(o.me(), first[0], 1, status, &key)
		ok(t, nil, err)
	}
	if v := o.version(first[0]); v != 2 {
		t.Errorf("version %d", v)
	}
}

func TestRemove(t *testing.T) {
	o := newOffice(t)
	mistake := o.flat(13)
	*o.clock = o.clock.Add(time.Minute)
	_, err := o.Update(o.me(), mistake, 1, model.DwellingUpdateInput{Bedrooms: graphql.OmittableOf(new(3))})
	ok(t, nil, err)
	_, err = o.Remove(o.me(), mistake, 2)
	ok(t, nil, err)
	_, err = o.Update(o.me(), mistake, 3, model.DwellingUpdateInput{})
	want(t, "it is gone", told(t, err), "NOT_FOUND fault.notFound")

	for name, happen := range map[string]func(id entity.ID){
		"status": func(id entity.ID) {
			_, err := o.SetStatus(o.me(), id, 1, model.DwellingSetStatusInput{Status: codelist.DwellingStatusUnavailable, ValidFrom: date("2026-11-25")}, nil)
			ok(t, nil, err)
		},
		"note": func(id entity.ID) { _, err := o.AddNote(o.me(), id, "Ny dør", nil); ok(t, nil, err) },
		"rent": func(id entity.ID) {
			_, err := o.SetRent(o.me(), id, 1, model.RentInput{ValidFrom: date("2026-11-25"), Components: []*model.RentPartInput{{Component: codelist.RentComponentRent, Ore: 1}}})
			ok(t, nil, err)
		},
		"ended tenancy that the viewer may not see": func(id entity.ID) {
			v := o.staff("Siv", "boligoversikt", "skjermet")
			tenancy := o.tenancy(v, id, "2026-11-10", shielded)
			*o.clock = o.clock.Add(time.Minute)
			_, err := o.TenancyEnd(o.as(v), tenancy, 1, model.TenancyEndInput{
				EndedOn: date("2026-11-20"), EndKind: codelist.TenancyEndMutual, StatusAfter: codelist.DwellingStatusReady,
			})
			ok(t, nil, err)
		},
	} {
		id := o.flat(o.next())
		*o.clock = o.clock.Add(time.Minute)
		happen(id)
		_, err := o.Remove(o.me(), id, o.version(id))
		want(t, name, told(t, err), "ILLEGAL_ACT housing.illegal")
	}
}

func TestMerge(t *testing.T) {
	o := newOffice(t)
	gone := o.flat(13, func(in *model.DwellingCreateInput) {
		in.VendorDwellingID = new("FDV-1")
		in.Rent = &model.RentInput{ValidFrom: date("2026-11-01"), Components: []*model.RentPartInput{{Component: codelist.RentComponentRent, Ore: 5}}}
	})
	kept := o.flat(14)
	tenancy := o.tenancy(o.keeper, gone, "2026-11-10", func(in *model.TenancyRegisterInput) {
		in.Rent = []*model.RentPartInput{{Component: codelist.RentComponentRent, Ore: 7}}
	})
	note, err := o.AddNote(o.me(), gone, "Nøkkel på kontoret", nil)
	ok(t, nil, err)
	*o.clock = o.clock.Add(time.Minute)
	into, err := o.Merge(o.me(), gone, o.version(gone), kept)
	ok(t, nil, err)
	if into != kept {
		t.Error("the kept one is not returned")
	}
	want(t, "the duplicate", one[string](o, "select concat_ws(' ', merged_into_id = $2, removed_at is not null) from dwelling where id = $1", gone, kept), "t t")
	want(t, "the kept", o.is(kept), "LET -")
	want(t, "its timeline", o.line(kept), "2026-11-01 READY, 2026-11-10 LET")
	want(t, "what moved", one[string](o, `select concat_ws(' ', (select dwelling_id = $2 from tenancy where id = $3), (select bool_and(dwelling_id = $2) from tenancy_term),
		(select bool_and(dwelling_id = $2) from rent_period where tenancy_id is not null), (select dwelling_id = $2 from note where id = $4),
		(select vendor_dwelling_id from dwelling where id = $2), (select bool_and(dwelling_id = $1) from rent_period where tenancy_id is null))`, gone, kept, tenancy, note),
		"t t t t FDV-1 t")
	want(t, "the duplicate's own statuses stay", o.line(gone), "2026-11-01 READY")
	for id, field := range map[entity.ID]string{gone: "mergedInto", kept: "mergedFrom"} {
		want(t, "history", one[string](o, "select changes->0->>'field' from history where dwelling_id = $1 and kind = 'MERGED'", id), field)
	}
	_, err = o.Update(o.me(), gone, o.version(gone), model.DwellingUpdateInput{Bedrooms: graphql.OmittableOf(new(1))})
	want(t, "an act on the merged one", told(t, err), "ILLEGAL_ACT housing.illegalMerged")
	_, err = o.TenancyEnd(o.me(), tenancy, 1, model.TenancyEndInput{
		EndedOn: date("2026-11-24"), EndKind: codelist.TenancyEndMutual, StatusAfter: codelist.DwellingStatusReady,
	})
	ok(t, nil, err)
	want(t, "the tenancy goes on with the kept", o.is(kept), "READY 2026-11-25")

	// A second merger: the first id still leads to what is kept.
	last := o.flat(15)
	_, err = o.Merge(o.me(), kept, o.version(kept), last)
	ok(t, nil, err)
	if to := one[entity.ID](o, "select merged_into_id from dwelling where id = $1", gone); to != last {
		t.Error("the first id leads to one that is merged itself")
	}

	a, b, c, d := o.flat(21), o.flat(22), o.flat(23), o.flat(24)
	_, err = o.Merge(o.me(), a, 1, a)
	want(t, "with itself", told(t, err), "BAD_REQUEST housing.mergeSelf at into")
	o.tenancy(o.keeper, a, "2026-11-10")
	o.tenancy(o.staff("Siv", "boligoversikt", "skjermet"), b, "2026-11-10", shielded)
	for _, pair := range [][2]entity.ID{{a, b}, {b, a}} {
		_, err = o.Merge(o.me(), pair[0], o.version(pair[0]), pair[1])
		want(t, "both let, one hidden", told(t, err), "ILLEGAL_ACT housing.mergeBothLet")
	}
	_, err = o.Merge(o.me(), b, o.version(b), c)
	want(t, "a hidden tenancy can't be moved", told(t, err), "ILLEGAL_ACT housing.illegalLet")
	_, err = o.Merge(o.me(), c, o.version(c), b)
	ok(t, nil, err)
	want(t, "into the one that is let", o.is(b), "LET -")
	_, err = o.Merge(o.me(), d, 7, a)
	want(t, "stale", told(t, err), "CONFLICT fault.conflict")
	foreign, unit := o.newMunicipality("0301", "Oslo", "958935420")
	v := o.staff("Eva", "boligoversikt")
	v.Municipality, v.Units = foreign, []entity.ID{unit}
	ids, err := o.Create(o.as(v), []*model.DwellingCreateInput{flat(1, "H0101")}, nil)
	ok(t, nil, err)
	_, err = o.Merge(o.me(), d, 1, ids[0])
	want(t, "another municipality's", told(t, err), "NOT_FOUND fault.notFound")
}

// Two merge the same pair in either direction at once: one wins, the other is told, nobody waits for ever.
func TestMergeBothWaysAtOnce(t *testing.T) {
	o := newOffice(t)
	a, b := o.flat(1), o.flat(2)
	errs := make(chan error, 2)
	for _, pair := range [][2]entity.ID{{a, b}, {b, a}} {
		go func() {
			_, err := o.Merge(o.me(), pair[0], 1, pair[1])
			errs <- err
		}()
	}
	first, second := <-errs, <-errs
	if (first == nil) == (second == nil) {
		t.Fatalf("%v, %v", first, second)
	}
	told(t, errors.Join(first, second))
}
