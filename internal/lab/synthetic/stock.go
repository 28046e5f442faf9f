package synthetic

import (
	"time"

	"kobo/internal/codelist"
)

// None is the index of nothing, where a dwelling has no agreement or no unit.
const None = -1

// Stock is everything one municipality has: made whole, independent of every other municipality's.
type Stock struct {
	Municipality Municipality
	Today        time.Time
	Properties   []Property
	Buildings    []Building
	Agreements   []Agreement
	// Dwellings are those in stock and those that left it; the ones in the seeds' pictures come first.
	Dwellings []Dwelling

	// elsewhere are buildings that the cadastre knows and the register does not (yet); see Cadastre.
	elsewhere []CadastreBuilding
}

// Property is a cadastral property (matrikkelenhet). Invented.
type Property struct {
	GNR, BNR, FNR, SNR int // gårds-, bruks-, feste- and seksjonsnummer; FNR and SNR are 0 when there is none
}

// Building is a building (bygning) as the cadastre has it.
type Building struct {
	// Number is the building's number: nine digits beginning with 9, which no real building has yet.
	Number int64
	Type   codelist.BuildingType
	Year   int
	Lift   bool
	Floors int

	street *street
	number int
	ground Property // the property it stands on; its sections have the same gnr and bnr
	// others are units that somebody else has.
	others []CadastreUnit
}

// Agreement is a contract by which the municipality disposes of somebody else's dwellings.
type Agreement struct {
	Landlord Organisation // a private landlord has no number
	Mobile   string
	Kind     codelist.AgreementKind
	From     time.Time
	To       *time.Time // nil until further notice
	// Quota is how many dwellings the agreement covers; zero when it says nothing of it.
	Quota int
}

// Owner is the owner of a dwelling.
type Owner struct {
	Name, OrgNumber, Mobile string
}

// RentPart is one component of a rent.
type RentPart struct {
	Component codelist.RentComponent
	Ore       int64 // a month
}

// StatusPeriod is a status from a day until the next period begins.
type StatusPeriod struct {
	Status codelist.DwellingStatus
	From   time.Time
	Reason codelist.StatusReason
	// RecordedOn is when somebody wrote it down: people write on Monday what happened on Friday.
	RecordedOn time.Time
}

// Reservation holds a dwelling. All are active; a few are held until a day that has passed, which nobody has tidied.
type Reservation struct {
	MadeOn    time.Time
	HeldUntil time.Time
	Reason    string
}

// Dwelling is what one lease lets (bolig).
type Dwelling struct {
	// Building and Property are indexes into the stock's; Agreement and Unit too, or None.
	Building, Property, Agreement, Unit int

	Street      string
	HouseNumber int
	Letter      string // upper case as in the cadastre, or empty
	PostalCode  string
	Place       string
	// UnitNumber is the bruksenhetsnummer ("H0201"), empty when the register never got it.
	UnitNumber string
	// ExtraReference tells rooms with the same unit number apart ("Rom 2").
	ExtraReference string
	UnitType       codelist.UnitType

	Type        codelist.DwellingType
	Subtype     codelist.DwellingSubtype // empty when there is none
	Shared      bool
	Staffing    codelist.Staffing
	Disposition codelist.DispositionForm
	Ownership   codelist.OwnershipForm
	Owner       Owner

	Bedrooms   *int     // nil when unknown
	UsableArea *float64 // square metres, nil when unknown
	Floor      *int     // nil when unknown
	Wheelchair codelist.WheelchairAccess
	Features   []codelist.Feature

	PowerMeter, WaterMeter              string
	PrimarySchool, LowerSecondarySchool string // school circuits
	VATCompensation                     *bool  // nil when unknown
	RentToOwn                           bool
	VendorDwellingID                    string // the id in the facility-management system, or empty
	OtherInformation                    string

	AskingRent []RentPart

	Entered   time.Time
	EntryKind codelist.StockEntry
	Exited    *time.Time
	ExitKind  codelist.StockExit // empty while in stock
	// PlannedReady is when one under maintenance is expected ready.
	PlannedReady *time.Time

	// Statuses are all status periods, oldest first; the last is the one in force.
	Statuses []StatusPeriod
	// Tenancies are all tenancies, oldest first.
	Tenancies   []Tenancy
	Reservation *Reservation
	// Photo is the seed for [Photo], zero when the dwelling has no photo.
	Photo uint64
}

// Status returns the status in force.
func (d *Dwelling) Status() codelist.DwellingStatus { return d.Statuses[len(d.Statuses)-1].Status }

// Tenancy returns the tenancy in force, or nil.
func (d *Dwelling) Tenancy() *Tenancy {
	if i := len(d.Tenancies) - 1; i >= 0 && d.Tenancies[i].EndedOn == nil {
		return &d.Tenancies[i]
	}
	return nil
}

// Rent returns the asking rent a month in øre, all components together.
func (d *Dwelling) Rent() int64 { return total(d.AskingRent) }

func total(parts []RentPart) (ore int64) {
	for _, p := range parts {
		ore += p.Ore
	}
	return ore
}

// Municipality makes the stock of the i-th municipality of the profile. It takes about a second for Oslo and milliseconds
// for most; nothing is kept, so a caller who goes through the municipalities one by one needs memory for one.
func (n *Norway) Municipality(i int) *Stock {
	m := n.Municipalities[i]
	r := n.random("stock " + m.Number)
	b := &builder{
		random: r, people: n.people(r, m.Number), today: n.today, taken: map[address]bool{},
		lease: map[codelist.AgreementKind]int{},
		stock: &Stock{Municipality: m, Today: n.today},
	}
	b.streets()
	b.pictures()
	b.fill()
	b.decide()
	for i := range b.stock.Dwellings {
		b.live(&b.stock.Dwellings[i], &b.plans[i])
	}
	b.surroundings()
	return b.stock
}
