// Package kartverket simulates two services of Kartverket for the lab and for tests: the open address search and the national
// cadastre (Matrikkelen) over SOAP.
//
// Both answer from one [Seed] over the real protocols, so that an adapter differs from production by base address and
// credentials only. The package must not know the adapters, nor anything of persons: neither service needs them here.
package kartverket

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"time"
)

// Config is what a simulator is made of.
type Config struct {
	Seed Seed
	// User and Password are what Matrikkelen demands (HTTP Basic). Both empty means that nobody gets in.
	User, Password string
	// AddressListen, MatrikkelListen and ControlListen are the loopback addresses [Start] binds; empty means any free port.
	AddressListen, MatrikkelListen, ControlListen string
	// SingleElement makes Matrikkelen answer a list of one as the thing itself, without a list around it, as it may.
	SingleElement bool
	// Now is the clock before it is moved; nil means the real one.
	Now func() time.Time
}

// Seed is the ground truth of both services. The order of things decides the ids that Matrikkelen gives them.
type Seed struct {
	Addresses []Address
	Buildings []Building
}

// Address is an official road address (vegadresse).
type Address struct {
	// ID is Matrikkelen's number for it (adresseId), unique and above zero; units refer to it.
	ID int64
	// Street and StreetCode name the road: the code (adressekode) is unique in the municipality.
	Street     string
	StreetCode int
	Number     int
	Letter     string // capital, or empty
	PostalCode string // four digits
	Place      string // postal place, in capitals as Kartverket has it
	// MunicipalityNumber has four digits; Municipality is its name, in capitals.
	MunicipalityNumber, Municipality string
	Gnr, Bnr, Fnr, Undernummer       int
	Latitude, Longitude              float64
	// Units are the unit numbers at the address; nil means those of the buildings' units with this address.
	Units []string
}

// Building is a building with its units.
type Building struct {
	// Number is the building number (bygningsnummer), unique and above zero.
	Number int64
	// TypeCode is one of [BuildingTypes].
	TypeCode string
	// YearBuilt is zero when Matrikkelen does not know.
	YearBuilt int
	// The cadastral unit the building stands on.
	MunicipalityNumber string
	Gnr, Bnr, Fnr      int
	Units              []Unit
}

// Unit is a unit in a building (bruksenhet).
type Unit struct {
	// Number is the unit number: "H0101"; empty for a unit without.
	Number string
	// Type is 0 dwelling, 1 unapproved dwelling, 2 holiday home, 3 not a dwelling, 4 unnumbered, 5 unknown.
	Type int
	// UsableArea is in square metres; zero when Matrikkelen does not know.
	UsableArea            float64
	Rooms, Baths, Toilets int
	// Kitchen is 0 not stated, 1 own, 2 none, 3 shared, 4 unknown.
	Kitchen int
	// Section is the section (seksjonsnummer) of the building's cadastral unit that owns the unit; zero when it is not divided.
	Section int
	// AddressID refers to an address of the seed; zero for none.
	AddressID int64
}

// BuildingTypes are the building types the simulator knows: code by NS 3457 and name.
var BuildingTypes = []struct{ Code, Name string }{
	{"111", "Enebolig"},
	{"112", "Enebolig med hybelleilighet, sokkelleilighet o.l."},
	{"113", "Våningshus"},
	{"121", "Tomannsbolig, vertikaldelt"},
	{"122", "Tomannsbolig, horisontaldelt"},
	{"123", "Våningshus, tomannsbolig, vertikaldelt"},
	{"124", "Våningshus, tomannsbolig, horisontaldelt"},
	{"131", "Rekkehus"},
	{"133", "Kjede-/atriumhus"},
	{"135", "Terrassehus"},
	{"136", "Andre småhus med 3 boliger eller flere"},
	{"141", "Stort frittliggende boligbygg på 2 etasjer"},
	{"142", "Stort frittliggende boligbygg på 3 og 4 etasjer"},
	{"143", "Stort frittliggende boligbygg på 5 etasjer eller over"},
	{"144", "Store sammenbygde boligbygg på 2 etasjer"},
	{"145", "Store sammenbygde boligbygg på 3 og 4 etasjer"},
	{"146", "Store sammenbygde boligbygg på 5 etasjer og over"},
	{"151", "Bo- og servicesenter"},
	{"152", "Studenthjem/studentboliger"},
	{"159", "Annen bygning for bofellesskap"},
	{"161", "Fritidsbygning (hytter, sommerhus o.l.)"},
	{"162", "Helårsbolig benyttet som fritidsbolig"},
	{"163", "Våningshus benyttet som fritidsbolig"},
	{"171", "Seterhus, sel, rorbu o.l."},
	{"172", "Skogs- og utmarkskoie, gamme"},
	{"181", "Garasje, uthus, anneks knyttet til bolig"},
	{"182", "Garasje, uthus, anneks knyttet til fritidsbolig"},
	{"193", "Boligbrakker"},
	{"199", "Annen boligbygning"},
	{"319", "Annen kontorbygning"},
	{"651", "Idrettshall"},
	{"721", "Sykehjem"},
}

// Simulator answers for both services. It is safe for concurrent use.
type Simulator struct {
	index    *index
	cadastre *cadastre
	control  *control
}

// New builds the simulator. It fails when the seed contradicts itself, naming the first thing that does.
func New(c Config) (*Simulator, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	seed, err := c.Seed.checked()
	if err != nil {
		return nil, fmt.Errorf("kartverket seed: %w", err)
	}
	control := &control{now: c.Now}
	return &Simulator{
		index:    newIndex(seed.Addresses),
		cadastre: newCadastre(seed, c, control.time),
		control:  control,
	}, nil
}

// Addresses serves the address search: GET /adresser/v1/sok.
func (s *Simulator) Addresses() http.Handler { return s.control.faulty(s.index.handler()) }

// Matrikkel serves the SOAP services: POST /matrikkelapi/wsapi/v1/{service}WS.
func (s *Simulator) Matrikkel() http.Handler { return s.control.faulty(s.cadastre.handler()) }

// Control moves the clock and injects faults: POST /__sim/clock and /__sim/faults, see [Fault]. It belongs on a listener of its
// own, so that it can't be mistaken for the national service.
func (s *Simulator) Control() http.Handler { return s.control.handler() }

// Server is a simulator that listens.
type Server struct {
	// AddressURL is what the address adapter calls its base: "http://127.0.0.1:…".
	AddressURL string
	// MatrikkelURL is what the Matrikkel adapter calls its base: "http://127.0.0.1:…/matrikkelapi/wsapi/v1".
	MatrikkelURL string
	// ControlURL takes /__sim/clock and /__sim/faults.
	ControlURL string

	servers []*http.Server
}

// Start makes a simulator and serves it on three loopback ports until [Server.Close]. It refuses other than loopback addresses.
func Start(c Config) (*Server, error) {
	simulator, err := New(c)
	if err != nil {
		return nil, err
	}
	server := &Server{}
	for _, part := range []struct {
		listen  string
		path    string
		handler http.Handler
		url     *string
	}{
		{c.AddressListen, "", simulator.Addresses(), &server.AddressURL},
		{c.MatrikkelListen, basePath, simulator.Matrikkel(), &server.MatrikkelURL},
		{c.ControlListen, "", simulator.Control(), &server.ControlURL},
	} {
		if err := server.serve(part.listen, part.handler); err != nil {
			return nil, errors.Join(err, server.Close())
		}
		*part.url = "http://" + server.servers[len(server.servers)-1].Addr + part.path
	}
	return server, nil
}

func (s *Server) serve(listen string, handler http.Handler) error {
	if listen == "" {
		listen = "127.0.0.1:0"
	}
	host, _, err := net.SplitHostPort(listen)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("kartverket: %q is not a loopback address with port", listen)
	}
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return fmt.Errorf("kartverket: %w", err)
	}
	server := &http.Server{Addr: listener.Addr().String(), Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	s.servers = append(s.servers, server)
	go func() { _ = server.Serve(listener) }() // ends with ErrServerClosed at Close
	return nil
}

// Close stops serving, without waiting for calls in progress.
func (s *Server) Close() error {
	var all []error
	for _, server := range s.servers {
		all = append(all, server.Close())
	}
	return errors.Join(all...)
}

var (
	fourDigits = regexp.MustCompile(`^\d{4}$`)
	unitNumber = regexp.MustCompile(`^[HKLU]\d{4}$`)
)

// checked returns the seed with the addresses' unit numbers filled in, or what is wrong with it.
func (s Seed) checked() (Seed, error) {
	types := map[string]bool{}
	for _, t := range BuildingTypes {
		types[t.Code] = true
	}
	addresses := make([]Address, len(s.Addresses))
	at := make(map[int64]*Address, len(addresses))
	derive := map[int64]bool{}
	for i, a := range s.Addresses {
		switch {
		case a.ID <= 0 || at[a.ID] != nil:
			return Seed{}, fmt.Errorf("address %d: id %d is taken or not above zero", i, a.ID)
		case a.Street == "" || a.StreetCode <= 0 || a.Number <= 0:
			return Seed{}, fmt.Errorf("address %d: street, street code and number are needed", i)
		case !fourDigits.MatchString(a.PostalCode) || !fourDigits.MatchString(a.MunicipalityNumber):
			return Seed{}, fmt.Errorf("address %d: postal code and municipality number have four digits", i)
		}
		addresses[i] = a
		at[a.ID] = &addresses[i]
		derive[a.ID] = a.Units == nil
	}
	numbers := map[int64]bool{}
	for _, b := range s.Buildings {
		switch {
		case b.Number <= 0 || numbers[b.Number]:
			return Seed{}, fmt.Errorf("building %d: number is taken or not above zero", b.Number)
		case !types[b.TypeCode]:
			return Seed{}, fmt.Errorf("building %d: type %q is not known", b.Number, b.TypeCode)
		case !fourDigits.MatchString(b.MunicipalityNumber) || b.Gnr <= 0 || b.Bnr <= 0:
			return Seed{}, fmt.Errorf("building %d: a cadastral number is needed", b.Number)
		}
		numbers[b.Number] = true
		for _, u := range b.Units {
			switch {
			case u.Number != "" && !unitNumber.MatchString(u.Number):
				return Seed{}, fmt.Errorf("building %d: %q is no unit number", b.Number, u.Number)
			case u.Type < 0 || u.Type > 5 || u.Kitchen < 0 || u.Kitchen > 4:
				return Seed{}, fmt.Errorf("building %d: unit %q has a type or kitchen that does not exist", b.Number, u.Number)
			case u.AddressID != 0 && at[u.AddressID] == nil:
				return Seed{}, fmt.Errorf("building %d: unit %q has address %d, which does not exist", b.Number, u.Number, u.AddressID)
			}
			if u.Number != "" && derive[u.AddressID] {
				at[u.AddressID].Units = append(at[u.AddressID].Units, u.Number)
			}
		}
	}
	return Seed{Addresses: addresses, Buildings: s.Buildings}, nil
}
