// Package matrikkel reads buildings and their units from the national cadastre (Matrikkelen), to fill in dwellings and to
// check them.
//
// It asks about property only. The service can also name owners; this package must not learn how.
//
// The service's WSDL is open to its users only. Operations, fields and type names are those its clients use; where no
// client showed one, the code says "assumed", and that is what to compare with the WSDL when credentials are given.
package matrikkel

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"time"

	"kobo/internal/fault"
)

// Client asks Matrikkelen's SOAP services. It is safe for concurrent use. A call of [Client.Units] is some six calls to a
// service that may take seconds: make it in a job or when someone asks to fetch, never while a page is being served.
type Client struct {
	// BaseURL is where the services are: "https://www.matrikkel.no/matrikkelapi/wsapi/v1".
	BaseURL string
	// User and Password are given by Kartverket (HTTP Basic).
	User, Password string
	// Identification names this system to Kartverket (klientIdentifikasjon); empty means "kobo".
	Identification string
	// HTTP carries the calls; nil means a client with no settings of its own. Redirects are never followed.
	HTTP *http.Client
	// Timeout bounds one attempt of one call; zero means twenty seconds.
	Timeout time.Duration
}

// Building is a building (bygning) that stands on, or has units belonging to, the cadastral unit asked for.
type Building struct {
	// Number is the building number (bygningsnummer).
	Number int64
	// TypeCode is the building type (bygningstype) by NS 3457: "142". It may be anything: people are housed in holiday homes,
	// and municipalities let parts of sports halls. Empty when Matrikkelen does not say.
	TypeCode string
	// TypeName is the type in words, in bokmål.
	TypeName string
	// YearBuilt is the year given, else that of the first status registered; zero when there is neither.
	YearBuilt int
	// Units are in order of unit number. A building without units (a garage) has none.
	Units []Unit
}

// Unit is a unit in a building (bruksenhet): a dwelling, or other premises.
type Unit struct {
	// ID is Matrikkelen's own number for the unit. It stays when the unit number is corrected.
	ID int64
	// Number is the unit number (bruksenhetsnummer): "H0101". Empty for units without number, as in most detached houses.
	Number string
	// Type says what the unit is for; any type may be let.
	Type UnitType
	// UsableArea is in square metres (bruksareal); zero when Matrikkelen does not say.
	UsableArea float64
	// Rooms, Baths and Toilets are counts; zero also when Matrikkelen does not say. Rooms are not bedrooms: the living room is one.
	Rooms, Baths, Toilets int
	// Kitchen is the unit's access to one.
	Kitchen Kitchen
	// Floor is the floor number within the floor plan (etasjenummer); the plan is the first letter of Number.
	Floor int
	// Address is the entrance the unit belongs to.
	Address Address
}

// Address refers to an official address.
type Address struct {
	// ID is Matrikkelen's own number for the address; zero when the unit has none.
	ID int64
	// Street, StreetCode, HouseNumber and Letter are empty for addresses without road (matrikkeladresse).
	Street      string
	StreetCode  int
	HouseNumber int
	Letter      string
}

// UnitType is what a unit is for (bruksenhetstype).
type UnitType int

// The unit types, numbered as Matrikkelen does.
const (
	Dwelling           UnitType = 0 // bolig
	UnapprovedDwelling UnitType = 1 // ikke godkjent bolig
	HolidayHome        UnitType = 2 // fritidsbolig
	NotDwelling        UnitType = 3 // annet enn bolig
	Unnumbered         UnitType = 4 // unummerert bruksenhet
	UnknownType        UnitType = 5 // ukjent
)

// Kitchen is a unit's access to a kitchen (kjøkkentilgang).
type Kitchen int

// The kinds of access, numbered as Matrikkelen does.
const (
	KitchenNotStated Kitchen = 0
	OwnKitchen       Kitchen = 1
	NoKitchen        Kitchen = 2
	SharedKitchen    Kitchen = 3
	KitchenUnknown   Kitchen = 4
)

// Units returns the buildings of a cadastral unit (matrikkelenhet) with their units, by building number. With snr 0 the
// answer covers the property with all its sections; with a section number, the units of that section only. Buildings of every type are returned.
//
// It fails with BAD_REQUEST when the number can't be one, NOT_FOUND when there is no such cadastral unit, and UNAVAILABLE
// when the service does not answer properly or refuses us. A property without buildings is an empty answer, no error.
func (c *Client) Units(ctx context.Context, municipalityNumber string, gnr, bnr, fnr, snr int) ([]Building, error) {
	switch {
	case !municipality.MatchString(municipalityNumber):
		return nil, fault.At("municipalityNumber", "matrikkel.number")
	case gnr < 1 || gnr > 99999:
		return nil, fault.At("gnr", "matrikkel.number")
	case bnr < 1 || bnr > 9999:
		return nil, fault.At("bnr", "matrikkel.number")
	case fnr < 0 || fnr > 9999:
		return nil, fault.At("fnr", "matrikkel.number")
	case snr < 0 || snr > 999:
		return nil, fault.At("snr", "matrikkel.number")
	}
	buildings, err := c.units(ctx, municipalityNumber, gnr, bnr, fnr, snr)
	if err != nil {
		return nil, fmt.Errorf("matrikkel units: %w", err)
	}
	return buildings, nil
}

var municipality = regexp.MustCompile(`^\d{4}$`)

func (c *Client) units(ctx context.Context, municipalityNumber string, gnr, bnr, fnr, snr int) ([]Building, error) {
	property, err := c.findProperty(ctx, municipalityNumber, gnr, bnr, fnr, snr)
	if err != nil {
		return nil, err
	}
	if len(property) == 0 {
		return nil, fault.New(fault.NotFound, "matrikkel.notFound")
	}
	buildingIDs, err := c.findFor(ctx, "BygningService", "findByggForMatrikkelenheter", property)
	if err != nil {
		return nil, err
	}
	unitIDs, err := c.findFor(ctx, "BruksenhetService", "findBruksenheterForMatrikkelenheter", property)
	if err != nil {
		return nil, err
	}
	units, err := c.objects(ctx, "BruksenhetId", unitIDs)
	if err != nil {
		return nil, err
	}
	for _, u := range units { // a section's building need not be listed as standing on the section
		buildingIDs = append(buildingIDs, u.ByggID.Value)
	}
	buildings, err := c.objects(ctx, "ByggId", buildingIDs)
	if err != nil {
		return nil, err
	}
	types, err := c.codes(ctx, "BygningstypeKodeId", buildings)
	if err != nil {
		return nil, err
	}
	addresses, err := c.addresses(ctx, units)
	if err != nil {
		return nil, err
	}
	return assemble(buildings, units, types, addresses), nil
}

// assemble puts units into their buildings. A change to a building (bygningsendring, such as an extension) is an object of
// its own with the same building number; its units are the building's.
func assemble(buildings, units []object, types map[int64]object, addresses map[int64]Address) []Building {
	byNumber := map[int64]*Building{}
	numberOf := map[int64]int64{} // by Matrikkelen's id
	for _, b := range buildings {
		numberOf[b.ID.Value] = b.Bygningsnummer
		building := byNumber[b.Bygningsnummer]
		if building == nil {
			building = &Building{Number: b.Bygningsnummer}
			byNumber[b.Bygningsnummer] = building
		}
		if kind, ok := types[b.BygningstypeKodeID.Value]; ok && building.TypeCode == "" {
			building.TypeCode, building.TypeName = kind.Kodeverdi, kind.name()
		}
		if year := b.year(); year != 0 && (building.YearBuilt == 0 || year < building.YearBuilt) {
			building.YearBuilt = year
		}
	}
	for _, u := range units {
		building := byNumber[numberOf[u.ByggID.Value]]
		if building == nil {
			continue // its building is not shown to us (skjermingsverdig)
		}
		address := addresses[u.AdresseID.Value]
		address.ID = u.AdresseID.Value
		building.Units = append(building.Units, Unit{
			ID: u.ID.Value, Number: u.unitNumber(), Type: u.unitType(), UsableArea: u.Bruksareal, Rooms: u.AntallRom,
			Baths: u.AntallBad, Toilets: u.AntallWC, Kitchen: Kitchen(u.KjokkentilgangID.Value), Floor: u.Etasjenummer,
			Address: address,
		})
	}
	all := make([]Building, 0, len(byNumber))
	for _, b := range byNumber {
		slices.SortFunc(b.Units, func(x, y Unit) int { return cmp.Or(cmp.Compare(x.Number, y.Number), cmp.Compare(x.ID, y.ID)) })
		all = append(all, *b)
	}
	slices.SortFunc(all, func(x, y Building) int { return cmp.Compare(x.Number, y.Number) })
	return all
}
