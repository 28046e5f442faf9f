package kartverket

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	basePath  = "/matrikkelapi/wsapi/v1"
	namespace = "http://matrikkel.statkart.no/matrikkelapi/wsapi/v1/"
	envelope  = "http://schemas.xmlsoap.org/soap/envelope/"
	// maxStore and maxDownload are the most ids StoreService and NedlastningService take and give at a time.
	maxStore    = 1000
	maxDownload = 5000
)

// The kinds of things the cadastre keeps, and the first of the ids each kind gets.
const (
	propertyID int64 = 510_000_000 // Matrikkelenhet
	buildingID int64 = 286_000_000 // Bygg
	unitID     int64 = 400_000_000 // Bruksenhet
	streetID   int64 = 130_000_000 // Veg
)

// number is a cadastral number (matrikkelnummer).
type number struct {
	municipality       string
	gnr, bnr, fnr, snr int
}

// cadastre is the seed with ids, as Matrikkelen keeps it.
type cadastre struct {
	config Config
	time   func() time.Time

	properties map[int64]number
	propertyAt map[number]int64
	buildings  map[int64]*Building
	units      map[int64]*unit
	addresses  map[int64]*Address
	streets    map[int64]*Address // any address on the street
	streetAt   map[street]int64
	types      map[int64]int // position in BuildingTypes by id

	buildingsOn map[int64][]int64 // by property
	unitsOf     map[int64][]int64 // by property
	unitsIn     map[int64][]int64 // by building
	addressesOn map[int64][]int64 // by property
}

type unit struct {
	Unit
	building, property int64
}

type street struct {
	municipality string
	code         int
}

func newCadastre(seed Seed, config Config, clock func() time.Time) *cadastre {
	c := &cadastre{
		config: config, time: clock,
		properties: map[int64]number{}, propertyAt: map[number]int64{}, buildings: map[int64]*Building{}, units: map[int64]*unit{},
		addresses: map[int64]*Address{}, streets: map[int64]*Address{}, streetAt: map[street]int64{}, types: map[int64]int{},
		buildingsOn: map[int64][]int64{}, unitsOf: map[int64][]int64{}, unitsIn: map[int64][]int64{}, addressesOn: map[int64][]int64{},
	}
	for i := range BuildingTypes {
		c.types[int64(i+1)] = i
	}
	for i := range seed.Addresses {
		a := &seed.Addresses[i]
		c.addresses[a.ID] = a
		s := street{a.MunicipalityNumber, a.StreetCode}
		if _, ok := c.streetAt[s]; !ok {
			c.streetAt[s] = streetID + int64(len(c.streetAt)) + 1
			c.streets[c.streetAt[s]] = a
		}
		if a.Gnr > 0 {
			ground := c.property(number{a.MunicipalityNumber, a.Gnr, a.Bnr, a.Fnr, 0})
			c.addressesOn[ground] = append(c.addressesOn[ground], a.ID)
		}
	}
	for i := range seed.Buildings {
		b := &seed.Buildings[i]
		id := buildingID + int64(i) + 1
		c.buildings[id] = b
		ground := c.property(number{b.MunicipalityNumber, b.Gnr, b.Bnr, b.Fnr, 0})
		c.buildingsOn[ground] = append(c.buildingsOn[ground], id)
		for _, u := range b.Units {
			owner := c.property(number{b.MunicipalityNumber, b.Gnr, b.Bnr, b.Fnr, u.Section})
			if owner != ground && !slices.Contains(c.buildingsOn[owner], id) {
				c.buildingsOn[owner] = append(c.buildingsOn[owner], id)
			}
			key := unitID + int64(len(c.units)) + 1
			c.units[key] = &unit{Unit: u, building: id, property: owner}
			c.unitsOf[owner] = append(c.unitsOf[owner], key)
			c.unitsIn[id] = append(c.unitsIn[id], key)
		}
	}
	return c
}

// property returns the id of the cadastral unit with the number, which comes into being when first asked for.
func (c *cadastre) property(n number) int64 {
	id, ok := c.propertyAt[n]
	if !ok {
		id = propertyID + int64(len(c.properties)) + 1
		c.propertyAt[n] = id
		c.properties[id] = n
	}
	return id
}

// operations are those the simulator answers, by service and name, with the namespace of their elements.
var operations = map[string]struct {
	space string
	run   func(*cadastre, *request) (answerXML, *soapFault)
}{
	"StoreService/getObject":                                {"service/store", (*cadastre).getObject},
	"StoreService/getObjects":                               {"service/store", (*cadastre).getObjects},
	"MatrikkelenhetService/findMatrikkelenheter":            {"service/matrikkelenhet", (*cadastre).findProperties},
	"BygningService/findByggForMatrikkelenhet":              {"service/bygning", (*cadastre).findBuildings},
	"BygningService/findByggForMatrikkelenheter":            {"service/bygning", (*cadastre).findBuildings},
	"BruksenhetService/findBruksenheterForMatrikkelenhet":   {"service/bygning", (*cadastre).findUnits},
	"BruksenhetService/findBruksenheterForMatrikkelenheter": {"service/bygning", (*cadastre).findUnits},
	"AdresseService/findAdresseIdForIdent":                  {"service/adresse", (*cadastre).findAddress},
	"AdresseService/findAdresserForMatrikkelenheter":        {"service/adresse", (*cadastre).findAddresses},
	"NedlastningService/findIdsEtterId":                     {"service/nedlastning", (*cadastre).download},
	"NedlastningService/findObjekterEtterId":                {"service/nedlastning", (*cadastre).download},
}

// request is an operation with those of the arguments below that it takes.
type request struct {
	XMLName xml.Name
	ID      *bubble  `xml:"id"`
	IDs     []bubble `xml:"ids>item"`
	Search  *struct {
		Municipality string `xml:"kommunenummer"`
		Gnr          int    `xml:"gardsnummer"`
		Bnr          int    `xml:"bruksnummer"`
		Fnr          *int   `xml:"festenummer"`
		Snr          *int   `xml:"seksjonsnummer"`
	} `xml:"matrikkelenhetsokModel"`
	Property   *bubble  `xml:"matrikkelenhetId"`
	Properties []bubble `xml:"matrikkelenhetIdList>item"`
	Ident      *struct {
		Type         string `xml:"type,attr"`
		Municipality string `xml:"kommuneIdent>kommunenummer"`
		Code         int    `xml:"adressekode"`
		Number       int    `xml:"nummer"`
		Letter       string `xml:"bokstav"`
	} `xml:"adresseIdent"`
	After    *bubble `xml:"matrikkelBubbleId"`
	Class    string  `xml:"domainklasse"`
	Filter   string  `xml:"filter"`
	AtMost   int     `xml:"maksAntall"`
	Snapshot string  `xml:"matrikkelContext>snapshotVersion>timestamp"`
	Locale   string  `xml:"matrikkelContext>locale"`
}

// bubble is an id (boble-id). Where any kind of id may stand, its type must be told.
type bubble struct {
	Type  string `xml:"type,attr"`
	Value int64  `xml:"value"`
}

// kind returns the type without namespace prefix and "Id": "Bygg".
func (b bubble) kind() string {
	_, local, ok := strings.Cut(b.Type, ":")
	if !ok {
		local = b.Type
	}
	return strings.TrimSuffix(local, "Id")
}

type soapFault struct{ code, text string }

func refuse(format string, args ...any) (answerXML, *soapFault) {
	return answerXML{}, &soapFault{"soap:Server", fmt.Sprintf(format, args...)}
}

// answerXML is what stands between <return> and </return>.
type answerXML struct {
	attributes string // of return
	content    string
	empty      bool // no return element at all
}

// thing is one element of a list: its name, attributes and content.
type thing struct{ name, attributes, content string }

func (t thing) String() string {
	return fmt.Sprintf("<%s%s>%s</%s>", t.name, t.attributes, t.content, t.name)
}

// list writes things as the service does: items, or, when configured and there is one, the thing itself.
func (c *cadastre) list(things []thing) answerXML {
	switch {
	case len(things) == 0:
		return answerXML{empty: true}
	case len(things) == 1 && c.config.SingleElement:
		return answerXML{attributes: things[0].attributes, content: things[0].content}
	}
	var b strings.Builder
	for _, t := range things {
		b.WriteString(t.String())
	}
	return answerXML{content: b.String()}
}

func (c *cadastre) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+basePath+"/{service}", func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		if !same(user, c.config.User) || !same(password, c.config.Password) || c.config.User+c.config.Password == "" {
			w.Header().Set("WWW-Authenticate", `Basic realm="matrikkel"`)
			w.Header().Set("Content-Type", "text/html;charset=UTF-8")
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, "<html><head><title>Unauthorized</title></head><body><h1>HTTP Status 401<hr></h1></body></html>")
			return
		}
		name, isService := strings.CutSuffix(r.PathValue("service"), "WS")
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 4<<20))
		var sent struct {
			XMLName xml.Name `xml:"http://schemas.xmlsoap.org/soap/envelope/ Envelope"`
			Body    struct {
				Operation request `xml:",any"`
			} `xml:"Body"`
		}
		switch {
		case !isService:
			http.NotFound(w, r)
			return
		case !strings.HasPrefix(r.Header.Get("Content-Type"), "text/xml"):
			http.Error(w, "Unsupported Media Type", http.StatusUnsupportedMediaType)
			return
		case err != nil || xml.Unmarshal(body, &sent) != nil:
			writeFault(w, &soapFault{"soap:Client", "Error reading XMLStreamReader."})
			return
		}
		q := &sent.Body.Operation
		operation, known := operations[name+"/"+q.XMLName.Local]
		action := strings.Trim(r.Header.Get("SOAPAction"), `"`)
		switch {
		case !known || q.XMLName.Space != namespace+operation.space:
			writeFault(w, &soapFault{"soap:Client", "Message part was not recognized. (Does it exist in service WSDL?)"})
			return
		case action[strings.LastIndex(action, "/")+1:] != q.XMLName.Local:
			writeFault(w, &soapFault{"soap:Client", "The given SOAPAction does not match an operation."})
			return
		}
		if snapshot, err := time.Parse(time.RFC3339, q.Snapshot); err != nil || q.Locale == "" {
			writeFault(w, &soapFault{"soap:Server", "Error mapping matrikkelContext"})
			return
		} else if !snapshot.After(c.time()) {
			writeFault(w, &soapFault{"soap:Server", "Brukeren har ikke rettighet til historiske data"})
			return
		}
		answer, refused := operation.run(c, q)
		if refused != nil {
			writeFault(w, refused)
			return
		}
		w.Header().Set("Content-Type", "text/xml;charset=UTF-8")
		var b bytes.Buffer
		fmt.Fprintf(&b, `<soap:Envelope xmlns:soap="%s"><soap:Body><ns2:%sResponse xmlns="%sdomain" xmlns:ns2="%s" xmlns:byg="%sdomain/bygning"`+
			` xmlns:kod="%sdomain/bygning/koder" xmlns:mat="%sdomain/matrikkelenhet" xmlns:adr="%sdomain/adresse" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`,
			envelope, q.XMLName.Local, namespace, q.XMLName.Space, namespace, namespace, namespace, namespace)
		if !answer.empty {
			fmt.Fprintf(&b, "<ns2:return%s>%s</ns2:return>", answer.attributes, answer.content)
		}
		fmt.Fprintf(&b, "</ns2:%sResponse></soap:Body></soap:Envelope>", q.XMLName.Local)
		_, _ = w.Write(b.Bytes()) // a caller that left is no error here
	})
	return mux
}

// same compares without telling by its time how much was right.
func same(given, wanted string) bool {
	a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(wanted))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

func writeFault(w http.ResponseWriter, f *soapFault) {
	w.Header().Set("Content-Type", "text/xml;charset=UTF-8")
	w.WriteHeader(http.StatusInternalServerError)
	_, _ = fmt.Fprintf(w, `<soap:Envelope xmlns:soap="%s"><soap:Body><soap:Fault><faultcode>%s</faultcode><faultstring>%s</faultstring></soap:Fault></soap:Body></soap:Envelope>`,
		envelope, f.code, escape(f.text))
}

func escape(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer takes everything
	return b.String()
}

func (c *cadastre) getObject(q *request) (answerXML, *soapFault) {
	if q.ID == nil {
		return refuse("Error mapping id")
	}
	t, refused := c.object(*q.ID)
	return answerXML{attributes: t.attributes, content: t.content}, refused
}

func (c *cadastre) getObjects(q *request) (answerXML, *soapFault) {
	if len(q.IDs) > maxStore {
		return refuse("Kan ikke hente mer enn %d objekter", maxStore)
	}
	var all []thing
	for _, id := range q.IDs {
		t, refused := c.object(id)
		if refused != nil {
			return answerXML{}, refused
		}
		all = append(all, t)
	}
	return c.list(all), nil
}

func (c *cadastre) findProperties(q *request) (answerXML, *soapFault) {
	if q.Search == nil || q.Search.Municipality == "" {
		return refuse("Error mapping matrikkelenhetsokModel")
	}
	var found []int64
	for n, id := range c.propertyAt {
		s := q.Search
		if n.municipality == s.Municipality && (s.Gnr == 0 || n.gnr == s.Gnr) && (s.Bnr == 0 || n.bnr == s.Bnr) &&
			(s.Fnr == nil || n.fnr == *s.Fnr) && (s.Snr == nil || n.snr == *s.Snr) {
			found = append(found, id)
		}
	}
	slices.Sort(found)
	return c.list(idThings("mat:MatrikkelenhetId", found)), nil
}

func (c *cadastre) findBuildings(q *request) (answerXML, *soapFault) {
	return c.findOn(q, c.buildingsOn, "byg:ByggId")
}

func (c *cadastre) findUnits(q *request) (answerXML, *soapFault) {
	return c.findOn(q, c.unitsOf, "byg:BruksenhetId")
}

func (c *cadastre) findAddresses(q *request) (answerXML, *soapFault) {
	return c.findOn(q, c.addressesOn, "adr:VegadresseId")
}

// findOn answers what belongs to one cadastral unit as a list, and to several as a map from each to its list.
func (c *cadastre) findOn(q *request, on map[int64][]int64, idType string) (answerXML, *soapFault) {
	several := strings.HasSuffix(q.XMLName.Local, "ForMatrikkelenheter")
	if !several {
		if q.Property == nil {
			return refuse("Error mapping matrikkelenhetId")
		}
		if _, ok := c.properties[q.Property.Value]; !ok {
			return refuse("Objekt finnes ikke: MatrikkelenhetId %d", q.Property.Value)
		}
		return c.list(idThings(idType, on[q.Property.Value])), nil
	}
	if len(q.Properties) == 0 {
		return refuse("Error mapping matrikkelenhetIdList")
	}
	var b strings.Builder
	for _, p := range q.Properties {
		if _, ok := c.properties[p.Value]; !ok {
			return refuse("Objekt finnes ikke: MatrikkelenhetId %d", p.Value)
		}
		fmt.Fprintf(&b, `<entry><key xsi:type="mat:MatrikkelenhetId"><value>%d</value></key><value>`, p.Value)
		for _, t := range idThings(idType, on[p.Value]) {
			b.WriteString(t.String())
		}
		b.WriteString("</value></entry>")
	}
	return answerXML{content: b.String()}, nil
}

func (c *cadastre) findAddress(q *request) (answerXML, *soapFault) {
	if q.Ident == nil || (bubble{Type: q.Ident.Type}).kind() != "VegadresseIdent" {
		return refuse("Error mapping adresseIdent")
	}
	for _, id := range sorted(c.addresses) {
		a := c.addresses[id]
		if a.MunicipalityNumber == q.Ident.Municipality && a.StreetCode == q.Ident.Code && a.Number == q.Ident.Number && strings.EqualFold(a.Letter, q.Ident.Letter) {
			return answerXML{attributes: ` xsi:type="adr:VegadresseId"`, content: value(id)}, nil
		}
	}
	return refuse("Fant ingen adresse for ident")
}

// download lists what comes after an id, in order of id, so that a copy can be taken in parts.
func (c *cadastre) download(q *request) (answerXML, *soapFault) {
	if q.AtMost < 1 || q.AtMost > maxDownload {
		return refuse("maksAntall må være fra 1 til %d", maxDownload)
	}
	var filter struct {
		Municipalities []string `json:"kommunefilter"`
	}
	if q.Filter != "" && json.Unmarshal([]byte(q.Filter), &filter) != nil {
		return refuse("Ugyldig filter")
	}
	in := func(municipality string) bool {
		return len(filter.Municipalities) == 0 || slices.Contains(filter.Municipalities, municipality)
	}
	var all []int64
	idType := ""
	switch strings.ToLower(q.Class) {
	case "matrikkelenhet":
		idType = "mat:MatrikkelenhetId"
		all = kept(c.properties, func(n number) bool { return in(n.municipality) })
	case "bygg", "bygning":
		idType = "byg:ByggId"
		all = kept(c.buildings, func(b *Building) bool { return in(b.MunicipalityNumber) })
	case "bruksenhet":
		idType = "byg:BruksenhetId"
		all = kept(c.units, func(u *unit) bool { return in(c.properties[u.property].municipality) })
	case "adresse", "vegadresse":
		idType = "adr:VegadresseId"
		all = kept(c.addresses, func(a *Address) bool { return in(a.MunicipalityNumber) })
	case "veg":
		idType = "adr:VegId"
		all = kept(c.streets, func(a *Address) bool { return in(a.MunicipalityNumber) })
	default:
		return refuse("Ugyldig domainklasse")
	}
	if q.After != nil {
		from, exact := slices.BinarySearch(all, q.After.Value)
		if exact {
			from++
		}
		all = all[from:]
	}
	all = all[:min(q.AtMost, len(all))]
	if q.XMLName.Local == "findIdsEtterId" {
		return c.list(idThings(idType, all)), nil
	}
	things := make([]thing, 0, len(all))
	for _, id := range all {
		t, refused := c.object(bubble{Type: idType, Value: id})
		if refused != nil {
			return answerXML{}, refused
		}
		things = append(things, t)
	}
	return c.list(things), nil
}

func kept[T any](all map[int64]T, keep func(T) bool) []int64 {
	return slices.DeleteFunc(sorted(all), func(id int64) bool { return !keep(all[id]) })
}

func sorted[T any](all map[int64]T) []int64 {
	keys := make([]int64, 0, len(all))
	for id := range all {
		keys = append(keys, id)
	}
	slices.Sort(keys)
	return keys
}

func value(id int64) string { return fmt.Sprintf("<value>%d</value>", id) }

// idThings are ids in a list of one kind: its items have the kind's namespace.
func idThings(idType string, ids []int64) []thing {
	prefix, _, _ := strings.Cut(idType, ":")
	all := make([]thing, 0, len(ids))
	for _, id := range ids {
		all = append(all, thing{prefix + ":item", fmt.Sprintf(` xsi:type="%s"`, idType), value(id)})
	}
	return all
}

// object writes the thing an id points to. As the real service, it refuses ids whose type is not told, and ids of nothing.
func (c *cadastre) object(id bubble) (thing, *soapFault) {
	var b strings.Builder
	xsiType := ""
	field := func(space, name string, content any) {
		fmt.Fprintf(&b, "<%s:%s>%s</%s:%s>", space, name, escape(fmt.Sprint(content)), space, name)
	}
	reference := func(space, name string, id int64) {
		fmt.Fprintf(&b, "<%s:%s>%s</%s:%s>", space, name, value(id), space, name)
	}
	fmt.Fprintf(&b, "<id>%s</id>", value(id.Value))
	switch id.kind() {
	case "Bygg", "Bygning":
		o := c.buildings[id.Value]
		if o == nil {
			break
		}
		xsiType = "byg:Bygning"
		field("byg", "bygningsnummer", o.Number)
		reference("byg", "bygningstypeKodeId", c.typeID(o.TypeCode))
		if o.YearBuilt != 0 {
			fmt.Fprintf(&b, "<byg:bygningsstatusHistorikker><byg:item><byg:dato><date>%04d-06-01</date></byg:dato></byg:item></byg:bygningsstatusHistorikker>", o.YearBuilt)
		}
		b.WriteString("<byg:bruksenhetIds>")
		for _, t := range idThings("byg:BruksenhetId", c.unitsIn[id.Value]) {
			b.WriteString(t.String())
		}
		b.WriteString("</byg:bruksenhetIds>")
	case "Bruksenhet":
		o := c.units[id.Value]
		if o == nil {
			break
		}
		xsiType = "byg:Bruksenhet"
		reference("byg", "byggId", o.building)
		reference("byg", "matrikkelenhetId", o.property)
		if o.AddressID != 0 {
			reference("byg", "adresseId", o.AddressID)
		}
		plan, floor, running := int64(0), 0, 0
		if o.Number != "" {
			plan = int64(strings.IndexByte(" HKLU", o.Number[0]))
			_, _ = fmt.Sscanf(o.Number[1:], "%02d%02d", &floor, &running) // the seed was checked
		}
		field("byg", "lopenummer", running)
		field("byg", "etasjenummer", floor)
		reference("byg", "etasjeplanKodeId", plan)
		reference("byg", "bruksenhetstypeKodeId", int64(o.Type))
		reference("byg", "kjokkentilgangId", int64(o.Kitchen))
		field("byg", "bruksareal", o.UsableArea)
		field("byg", "antallRom", o.Rooms)
		field("byg", "antallBad", o.Baths)
		field("byg", "antallWC", o.Toilets)
		field("byg", "byggSkjermingsverdig", false)
	case "BygningstypeKode":
		at, ok := c.types[id.Value]
		if !ok {
			break
		}
		xsiType = "kod:BygningstypeKode"
		field("kod", "kodeverdi", BuildingTypes[at].Code)
		fmt.Fprintf(&b, "<kod:navn><entry><key>no_NO_B</key><value>%s</value></entry></kod:navn>", escape(BuildingTypes[at].Name))
	case "Matrikkelenhet":
		o, ok := c.properties[id.Value]
		if !ok {
			break
		}
		xsiType = "mat:Grunneiendom"
		if o.snr != 0 {
			xsiType = "mat:Seksjon"
		}
		fmt.Fprintf(&b, "<mat:matrikkelnummer><mat:kommuneId><value>%d</value></mat:kommuneId><mat:gardsnummer>%d</mat:gardsnummer>"+
			"<mat:bruksnummer>%d</mat:bruksnummer><mat:festenummer>%d</mat:festenummer><mat:seksjonsnummer>%d</mat:seksjonsnummer></mat:matrikkelnummer>",
			atoi(o.municipality), o.gnr, o.bnr, o.fnr, o.snr)
	case "Vegadresse", "Adresse":
		o := c.addresses[id.Value]
		if o == nil {
			break
		}
		xsiType = "adr:Vegadresse"
		reference("adr", "vegId", c.streetAt[street{o.MunicipalityNumber, o.StreetCode}])
		if ground, ok := c.propertyAt[number{o.MunicipalityNumber, o.Gnr, o.Bnr, o.Fnr, 0}]; ok {
			reference("adr", "matrikkelenhetId", ground)
		}
		field("adr", "nummer", o.Number)
		field("adr", "bokstav", o.Letter)
	case "Veg":
		o := c.streets[id.Value]
		if o == nil {
			break
		}
		xsiType = "adr:Veg"
		field("adr", "adressekode", o.StreetCode)
		field("adr", "adressenavn", o.Street)
	default:
		_, refused := refuse("Error mapping from %s to MatrikkelBubbleId", cmp.Or(id.Type, "null"))
		return thing{}, refused
	}
	if xsiType == "" {
		_, refused := refuse("Objekt finnes ikke: %s %d", id.kind(), id.Value)
		return thing{}, refused
	}
	return thing{"item", fmt.Sprintf(` xsi:type="%s"`, xsiType), b.String()}, nil
}

func (c *cadastre) typeID(code string) int64 {
	for id, at := range c.types {
		if BuildingTypes[at].Code == code {
			return id
		}
	}
	return 0
}

// atoi reads four digits, as the seed was checked to have.
func atoi(digits string) (n int) {
	for _, d := range digits {
		n = n*10 + int(d-'0')
	}
	return n
}
