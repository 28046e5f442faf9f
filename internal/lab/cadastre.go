package lab

import (
	"strings"

	"kobo/internal/codelist"
	"kobo/internal/lab/kartverket"
	"kobo/internal/lab/synthetic"
)

// matrikkelUser is user name and password of the simulated Matrikkelen.
const matrikkelUser = "kobo-lab"

// unitTypes are Matrikkelen's numbers for types of units.
var unitTypes = map[codelist.UnitType]int{
	codelist.UnitTypeDwelling: 0, codelist.UnitTypeUnapprovedDwelling: 1, codelist.UnitTypeHoliday: 2,
	codelist.UnitTypeNotDwelling: 3, codelist.UnitTypeUnnumbered: 4, codelist.UnitTypeUnknown: 5,
}

// cadastre is what Kartverket knows: the buildings of all municipalities with their addresses and units.
func cadastre(n *synthetic.Norway) (seed kartverket.Seed) {
	type unitAt struct {
		building     int64
		letter, unit string
	}
	for i := range n.Municipalities {
		s := n.Municipality(i)
		sections := map[unitAt]int{} // of units in stock; the cadastre of the country leaves them out
		for k := range s.Dwellings {
			d := &s.Dwellings[k]
			sections[unitAt{s.Buildings[d.Building].Number, d.Letter, d.UnitNumber}] = s.Properties[d.Property].SNR
		}
		for _, b := range s.Cadastre() {
			if len(b.Addresses) == 0 {
				continue
			}
			ground := b.Addresses[0].Property
			building := kartverket.Building{
				Number: b.Number, TypeCode: b.Type, YearBuilt: b.Year, MunicipalityNumber: b.Municipality,
				Gnr: ground.GNR, Bnr: ground.BNR, Fnr: ground.FNR,
			}
			for _, a := range b.Addresses {
				id := int64(len(seed.Addresses) + 1)
				seed.Addresses = append(seed.Addresses, kartverket.Address{
					ID: id, Street: a.Street, StreetCode: a.Code, Number: a.Number, Letter: a.Letter, PostalCode: a.PostalCode,
					Place: strings.ToUpper(a.Place), MunicipalityNumber: b.Municipality, Municipality: strings.ToUpper(s.Municipality.Name),
					Gnr: a.Property.GNR, Bnr: a.Property.BNR, Fnr: a.Property.FNR, Latitude: a.Lat, Longitude: a.Lon,
				})
				for _, u := range a.Units {
					unit := kartverket.Unit{
						Number: u.Number, Type: unitTypes[u.Kind], UsableArea: u.Area, AddressID: id,
						Section: sections[unitAt{b.Number, a.Letter, u.Number}],
					}
					if u.Kind == codelist.UnitTypeDwelling {
						unit.Rooms, unit.Baths, unit.Toilets, unit.Kitchen = u.Bedrooms+1, 1, 1, 1
					}
					building.Units = append(building.Units, unit)
				}
			}
			seed.Buildings = append(seed.Buildings, building)
		}
	}
	return seed
}
