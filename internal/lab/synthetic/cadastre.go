package synthetic

import (
	"fmt"
	"slices"
	"strings"

	"kobo/internal/codelist"
)

// CadastreBuilding is a building with its addresses and units as the cadastre (matrikkelen) has it.
type CadastreBuilding struct {
	Municipality string // number
	Number       int64
	Type         string // three digits: "111"
	Year         int
	Lift         bool
	Floors       int
	Addresses    []CadastreAddress
	// Registered is set when a dwelling of the register is in the building.
	Registered bool
}

// CadastreAddress is an address of a building. A terraced house has one for each front door.
type CadastreAddress struct {
	Street     string
	Code       int // of the street in the municipality (adressekode)
	Number     int
	Letter     string // upper case, or empty
	PostalCode string
	Place      string
	Property   Property
	// Lat and Lon are roughly in the county; those of the fictitious municipalities are in the North Sea.
	Lat, Lon float64
	Units    []CadastreUnit
}

// String writes the address as people do: "Hjemstadsveien 2b, 0908 Krokvik".
func (a *CadastreAddress) String() string {
	return fmt.Sprintf("%s %d%s, %s %s", a.Street, a.Number, strings.ToLower(a.Letter), a.PostalCode, a.Place)
}

// CadastreUnit is a unit (bruksenhet) of a building.
type CadastreUnit struct {
	Number   string // "H0101"; empty when it has none
	Kind     codelist.UnitType
	Bedrooms int // zero when unknown, and for what is not lived in
	Area     float64

	letter string // of the address it has
}

// Cadastre returns all buildings that the cadastre has and the simulators need: those of the dwellings with all their units,
// also other owners', then some that the register does not have yet, among them a holiday home, a sports hall and a building
// of several units. The cadastre knows the number of a unit also where the register lacks it.
func (s *Stock) Cadastre() []CadastreBuilding {
	all := make([]CadastreBuilding, len(s.Buildings), len(s.Buildings)+len(s.elsewhere))
	for i := range s.Buildings {
		all[i] = s.frame(&s.Buildings[i])
		all[i].Registered = true
	}
	for i := range s.Dwellings {
		d := &s.Dwellings[i]
		b := &s.Buildings[d.Building]
		a := all[d.Building].at(s.address(b, d.Letter, s.Properties[d.Property]))
		u := CadastreUnit{Number: d.UnitNumber, Kind: codelist.UnitTypeDwelling}
		if u.Number == "" {
			u.Number = missing(a.Units)
		}
		if d.Bedrooms != nil {
			u.Bedrooms = *d.Bedrooms
		}
		if d.UsableArea != nil {
			u.Area = *d.UsableArea
		}
		if n := len(a.Units); n > 0 && a.Units[n-1].Number == u.Number {
			a.Units[n-1].Bedrooms += u.Bedrooms // another room of the same unit
			a.Units[n-1].Area += u.Area
			continue
		}
		a.Units = append(a.Units, u)
	}
	for i := range s.Buildings {
		b := &s.Buildings[i]
		for _, u := range b.others {
			a := all[i].at(s.address(b, u.letter, b.ground))
			a.Units = append(a.Units, u)
		}
	}
	return append(all, s.elsewhere...)
}

// missing returns a number that none of the units has.
func missing(units []CadastreUnit) string {
	for n := 1; ; n++ {
		number := fmt.Sprintf("H01%02d", n)
		if !slices.ContainsFunc(units, func(u CadastreUnit) bool { return u.Number == number }) {
			return number
		}
	}
}

// frame is the building without addresses.
func (s *Stock) frame(b *Building) CadastreBuilding {
	return CadastreBuilding{
		Municipality: s.Municipality.Number, Number: b.Number, Type: strings.TrimPrefix(string(b.Type), "B"), Year: b.Year,
		Lift: b.Lift, Floors: b.Floors,
	}
}

// at returns the building's address like a, which it has from now on.
func (b *CadastreBuilding) at(a CadastreAddress) *CadastreAddress {
	for i := range b.Addresses {
		if b.Addresses[i].Letter == a.Letter {
			return &b.Addresses[i]
		}
	}
	b.Addresses = append(b.Addresses, a)
	return &b.Addresses[len(b.Addresses)-1]
}

func (s *Stock) address(b *Building, letter string, p Property) CadastreAddress {
	c := counties[s.Municipality.Number[:2]]
	place := mix(uint64(b.Number)) // spread over the county, the same wherever it is asked for
	return CadastreAddress{
		Street: b.street.name, Code: b.street.code, Number: b.number, Letter: letter,
		PostalCode: b.street.postal.Code, Place: b.street.postal.Place, Property: p,
		Lat: c.lat + float64(place%2000)/10_000 - 0.1, Lon: c.lon + float64(place/2000%4000)/10_000 - 0.2,
	}
}

// surroundings makes buildings that the register does not have.
func (b *builder) surroundings() {
	types := []codelist.BuildingType{
		codelist.BuildingTypeB161, codelist.BuildingTypeB651, codelist.BuildingTypeB143, codelist.BuildingTypeB111,
		codelist.BuildingTypeB121, codelist.BuildingTypeB159,
	}
	for range b.stock.Municipality.Dwellings / 40 {
		types = append(types, []codelist.BuildingType{
			codelist.BuildingTypeB111, codelist.BuildingTypeB122, codelist.BuildingTypeB142, codelist.BuildingTypeB161,
			codelist.BuildingTypeB181,
		}[b.weighted(55, 15, 15, 10, 5)])
	}
	for i, t := range types {
		road, number := b.plot()
		house := b.building(t, road, number, 1, len(b.stock.Buildings)+i)
		a := b.stock.address(&house, "", house.ground)
		for u := range b.unitsOf(t) {
			area, bedrooms := b.size(ordinary)
			unit := CadastreUnit{
				Number: fmt.Sprintf("H%02d%02d", 1+u/4, 1+u%4), Kind: codelist.UnitTypeDwelling, Bedrooms: bedrooms, Area: area,
			}
			switch t {
			case codelist.BuildingTypeB161:
				unit.Kind = codelist.UnitTypeHoliday
			case codelist.BuildingTypeB651:
				unit = CadastreUnit{Kind: codelist.UnitTypeNotDwelling, Number: unit.Number, Area: 1450}
			case codelist.BuildingTypeB181:
				unit = CadastreUnit{Kind: codelist.UnitTypeUnnumbered, Area: 36}
			}
			a.Units = append(a.Units, unit)
			house.Floors = 1 + u/4
		}
		f := b.stock.frame(&house)
		f.Addresses = []CadastreAddress{a}
		b.stock.elsewhere = append(b.stock.elsewhere, f)
	}
}

// unitsOf draws how many units a building of the type has.
func (b *builder) unitsOf(t codelist.BuildingType) int {
	switch t {
	case codelist.BuildingTypeB143:
		return 12
	case codelist.BuildingTypeB142:
		return b.between(4, 12)
	case codelist.BuildingTypeB159:
		return 5
	case codelist.BuildingTypeB121, codelist.BuildingTypeB122:
		return 2
	}
	return 1
}
