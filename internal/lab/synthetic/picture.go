package synthetic

import (
	"time"

	"kobo/internal/codelist"
)

// pictured is a dwelling that the seeds' pictures of Kobo show.
type pictured struct {
	building codelist.BuildingType
	street   string
	number   int
	letter   string
	postal   Postal
	unit     string
	bedrooms int
	kroner   int64
	floors   int
	shared   bool
	staffing codelist.Staffing
	form     codelist.DispositionForm
	toOwn    bool
	plan     plan
}

// pictures puts up what the seeds' two pictures show, before everything else. In Barlind all other dwellings are let; no
// other building in Krokvik has the addresses of the five.
func (b *builder) pictures() {
	for _, p := range pictures[b.stock.Municipality.Number] {
		b.show(p)
	}
}

func (b *builder) show(p pictured) {
	road := b.road(p.street, p.postal)
	at := b.raise(p.building, road, p.number, p.floors)
	if p.staffing == "" {
		p.staffing = codelist.StaffingNone
	}
	if p.form == "" {
		p.form = codelist.DispositionFormOwned
	}
	d := Dwelling{
		Building: at, Property: b.property(b.stock.Buildings[at].ground), Unit: b.unit(),
		Street: p.street, HouseNumber: p.number, Letter: p.letter, PostalCode: p.postal.Code, Place: p.postal.Place,
		UnitNumber: p.unit, UnitType: codelist.UnitTypeDwelling, Disposition: p.form,
		Ownership: codelist.OwnershipFormFreehold,
	}
	d.Agreement, d.Owner = b.agreement(p.form, d.Ownership, 1)
	b.furnish(&d, ordinary)
	d.Type, d.Subtype, d.Staffing, d.Shared = codelist.DwellingTypeOrdinary, "", p.staffing, p.shared
	d.RentToOwn, d.Photo = p.toOwn, b.Uint64()|1
	if p.bedrooms > 0 {
		d.Bedrooms = &p.bedrooms
		d.AskingRent = []RentPart{{codelist.RentComponentRent, p.kroner * 100}}
	}
	p.plan.fixed = true
	b.stock.Dwellings = append(b.stock.Dwellings, d)
	b.plans = append(b.plans, p.plan)
}

var (
	tonsberg = Postal{"3118", "Tønsberg"}
	krokvik  = Postal{"0908", "Krokvik"}
	outer    = Postal{"0912", "Krokvik"}
	ready22  = plan{status: codelist.DwellingStatusReady, since: date(2022, time.August, 11)}
)

// pictures are the dwellings by municipality, in the order that the pictures have them.
var pictures = map[string][]pictured{
	Barlind: {
		{
			building: codelist.BuildingTypeB111, street: "Barlindveien", number: 13, postal: tonsberg, unit: "H0101",
			bedrooms: 3, kroner: 10_000, floors: 1, shared: true, staffing: codelist.StaffingStaffBase, plan: ready22,
		},
		{
			building: codelist.BuildingTypeB122, street: "Barlindveien", number: 15, postal: tonsberg, unit: "H0201",
			bedrooms: 2, kroner: 12_000, floors: 2, shared: true, plan: ready22,
		},
		{
			building: codelist.BuildingTypeB111, street: "Barlindveien", number: 17, postal: tonsberg, unit: "H0101",
			bedrooms: 3, kroner: 11_000, floors: 1, shared: true, plan: ready22,
		},
		{
			building: codelist.BuildingTypeB111, street: "Barlindveien", number: 19, postal: tonsberg, unit: "H0101",
			bedrooms: 4, kroner: 12_500, floors: 1, shared: true, plan: ready22,
		},
		{
			building: codelist.BuildingTypeB131, street: "Barlindveien", number: 21, letter: "A", postal: tonsberg, unit: "H0101",
			bedrooms: 2, kroner: 9_500, floors: 1, plan: ready22,
		},
		{
			building: codelist.BuildingTypeB111, street: "Barlindveien", number: 23, postal: tonsberg, unit: "H0101",
			bedrooms: 3, kroner: 11_500, floors: 1, plan: ready22,
		},
	},
	Krokvik: {
		{
			building: codelist.BuildingTypeB142, street: "Adresseveien", number: 29, postal: krokvik, unit: "H0202",
			bedrooms: 2, kroner: 9_800, floors: 4, form: codelist.DispositionFormReferralAgreement,
			plan: plan{status: codelist.DwellingStatusReady},
		},
		{
			building: codelist.BuildingTypeB122, street: "Husgata", number: 34, postal: krokvik, unit: "H0101",
			bedrooms: 3, kroner: 10_400, floors: 2, plan: plan{status: codelist.DwellingStatusLet, notice: true},
		},
		{
			building: codelist.BuildingTypeB121, street: "Hjemstadsveien", number: 2, letter: "B", postal: krokvik, unit: "H0101",
			bedrooms: 2, kroner: 9_200, floors: 1,
			plan: plan{status: codelist.DwellingStatusUnderMaintenance, reserved: true},
		},
		{
			building: codelist.BuildingTypeB131, street: "Adressekroken", number: 2, letter: "B", postal: krokvik, unit: "H0101",
			bedrooms: 3, kroner: 11_200, floors: 1, toOwn: true, plan: plan{status: codelist.DwellingStatusReady},
		},
		{
			building: codelist.BuildingTypeB111, street: "Husveien", number: 47, postal: outer, unit: "H0101",
			bedrooms: 4, kroner: 12_900, floors: 1, plan: plan{status: codelist.DwellingStatusUnavailable},
		},
	},
}
