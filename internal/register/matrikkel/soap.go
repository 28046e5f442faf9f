package matrikkel

import (
	"bytes"
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"kobo/internal/fault"
)

const (
	namespace   = "http://matrikkel.statkart.no/matrikkelapi/wsapi/v1/"
	maxBatch    = 500      // ids in one call of StoreService, which takes a thousand
	maxIDs      = 20_000   // ids in one answer we go on with; the largest properties have some thousand units
	maxBody     = 16 << 20 // bytes of one answer; a unit is some two thousand
	defaultTime = 20 * time.Second
	// forever is the snapshot (snapshotVersion) of those without the right to history: the present, written as a far future.
	forever = "9999-01-01T00:00:00+01:00"
	// utm33 is EPSG:25833 in Matrikkelen's code list, as some clients give it. We read no coordinates, so it has no effect.
	utm33 = "25833"
)

// idTypes are the namespaces, below domain, of the types of id that we ask StoreService with.
var idTypes = map[string]string{
	"ByggId":             "domain/bygning",
	"BruksenhetId":       "domain/bygning",
	"BygningstypeKodeId": "domain/bygning/koder",
	"VegadresseId":       "domain/adresse",
	"VegId":              "domain/adresse",
}

// object is any element in an answer that we read: an id, a thing, a code, or a list of them. Names are Matrikkelen's, in
// any namespace; what is not stated is zero, as with Matrikkelen itself.
type object struct {
	Type               string   `xml:"type,attr"`
	Value              int64    `xml:"value"`
	Items              []object `xml:"item"`
	Entries            []entry  `xml:"entry"`
	ID                 ref      `xml:"id"`
	Bygningsnummer     int64    `xml:"bygningsnummer"`
	BygningstypeKodeID ref      `xml:"bygningstypeKodeId"`
	Byggeaar           int      `xml:"byggeaar"` // assumed
	StatusDates        []string `xml:"bygningsstatusHistorikker>item>dato>date"`
	ByggID             ref      `xml:"byggId"`
	AdresseID          ref      `xml:"adresseId"`
	EtasjeplanKodeID   ref      `xml:"etasjeplanKodeId"`
	Etasjenummer       int      `xml:"etasjenummer"`
	Lopenummer         int      `xml:"lopenummer"`
	TypeKodeID         ref      `xml:"bruksenhetstypeKodeId"`
	Bruksareal         float64  `xml:"bruksareal"`
	AntallRom          int      `xml:"antallRom"`
	AntallBad          int      `xml:"antallBad"`
	AntallWC           int      `xml:"antallWC"`
	KjokkentilgangID   ref      `xml:"kjokkentilgangId"`
	Kodeverdi          string   `xml:"kodeverdi"`
	Names              []name   `xml:"navn>entry"`
	VegID              ref      `xml:"vegId"`
	Nummer             int      `xml:"nummer"`
	Bokstav            string   `xml:"bokstav"`
	Adressekode        int      `xml:"adressekode"`
	Adressenavn        string   `xml:"adressenavn"`
}

type ref struct {
	Set   bool  `xml:"-"`
	Value int64 `xml:"value"`
}

type entry struct {
	Value object `xml:"value"`
}

type name struct {
	Language string `xml:"key"`
	Text     string `xml:"value"`
}

// UnmarshalXML reads the id and notes that there was one, since zero is an id too (bruksenhetstype 0 is a dwelling).
func (r *ref) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	var content struct {
		Value *int64 `xml:"value"`
	}
	if err := d.DecodeElement(&content, &start); err != nil {
		return err
	}
	if content.Value != nil {
		*r = ref{Set: true, Value: *content.Value}
	}
	return nil
}

// name returns the code's name in bokmål, else its first.
func (o object) name() string {
	text := ""
	for _, n := range o.Names {
		if text == "" || n.Language == "no_NO_B" {
			text = n.Text
		}
	}
	return text
}

// year returns the year the building was built, zero when unknown.
func (o object) year() int {
	if o.Byggeaar != 0 {
		return o.Byggeaar
	}
	first := 0
	for _, date := range o.StatusDates {
		if len(date) < 4 {
			continue
		}
		year, err := strconv.Atoi(date[:4])
		if err == nil && year > 1500 && (first == 0 || year < first) {
			first = year
		}
	}
	return first
}

// unitNumber returns the unit number: floor plan, floor and running number, "H0201". It is empty when one of them is missing.
func (o object) unitNumber() string {
	const plans = " HKLU" // etasjeplan 1–4
	plan := o.EtasjeplanKodeID.Value
	if plan < 1 || plan >= int64(len(plans)) || o.Etasjenummer < 1 || o.Etasjenummer > 99 || o.Lopenummer < 1 || o.Lopenummer > 99 {
		return ""
	}
	return fmt.Sprintf("%c%02d%02d", plans[plan], o.Etasjenummer, o.Lopenummer)
}

func (o object) unitType() UnitType {
	if !o.TypeKodeID.Set || o.TypeKodeID.Value < 0 || o.TypeKodeID.Value > int64(UnknownType) {
		return UnknownType
	}
	return UnitType(o.TypeKodeID.Value)
}

// list returns what an answer lists: items, the items of a map's values, or, when there is one thing only and the service
// left the list out, that thing.
func (o object) list() []object {
	switch {
	case len(o.Items) > 0:
		return o.Items
	case len(o.Entries) > 0:
		var all []object
		for _, e := range o.Entries {
			all = append(all, e.Value.list()...)
		}
		return all
	case o.Value != 0 || o.ID.Set:
		return []object{o}
	}
	return nil
}

// findProperty returns the ids of the cadastral units with the number; without section number, those of all its sections.
func (c *Client) findProperty(ctx context.Context, municipalityNumber string, gnr, bnr, fnr, snr int) ([]int64, error) {
	var b strings.Builder
	fmt.Fprintf(&b, `<s:matrikkelenhetsokModel xmlns:m="%sdomain/matrikkelenhet"><m:kommunenummer>%s</m:kommunenummer>`, namespace, municipalityNumber)
	fmt.Fprintf(&b, `<m:gardsnummer>%d</m:gardsnummer><m:bruksnummer>%d</m:bruksnummer><m:festenummer>%d</m:festenummer>`, gnr, bnr, fnr)
	if snr != 0 {
		fmt.Fprintf(&b, `<m:seksjonsnummer>%d</m:seksjonsnummer>`, snr)
	}
	b.WriteString(`</s:matrikkelenhetsokModel>`)
	found, err := c.call(ctx, "MatrikkelenhetService", "service/matrikkelenhet", "findMatrikkelenheter", b.String())
	if err != nil {
		return nil, err
	}
	return ids(found), nil
}

// findFor returns the ids of what belongs to the cadastral units. Both services have the namespace of buildings (assumed for
// BruksenhetService).
func (c *Client) findFor(ctx context.Context, service, operation string, property []int64) ([]int64, error) {
	var all []int64
	for batch := range slices.Chunk(property, maxBatch) {
		var b strings.Builder
		b.WriteString(`<s:matrikkelenhetIdList>`)
		writeIDs(&b, "t:item", "MatrikkelenhetId", "domain/matrikkelenhet", batch)
		b.WriteString(`</s:matrikkelenhetIdList>`)
		found, err := c.call(ctx, service, "service/bygning", operation, b.String())
		if err != nil {
			return nil, err
		}
		all = append(all, ids(found)...)
	}
	if len(all) > maxIDs {
		return nil, fmt.Errorf("%s lists more than %d: %w", operation, maxIDs, unavailable())
	}
	return all, nil
}

// objects fetches the things with the ids, each once, from StoreService.
func (c *Client) objects(ctx context.Context, idType string, wanted []int64) ([]object, error) {
	wanted = slices.Clone(wanted)
	slices.Sort(wanted)
	wanted = slices.DeleteFunc(slices.Compact(wanted), func(id int64) bool { return id == 0 && idType != "BygningstypeKodeId" })
	var all []object
	for batch := range slices.Chunk(wanted, maxBatch) {
		var b strings.Builder
		b.WriteString(`<s:ids>`)
		writeIDs(&b, "d:item", idType, idTypes[idType], batch)
		b.WriteString(`</s:ids>`)
		found, err := c.call(ctx, "StoreService", "service/store", "getObjects", b.String())
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// codes fetches the building types of the buildings, by id.
func (c *Client) codes(ctx context.Context, idType string, buildings []object) (map[int64]object, error) {
	var wanted []int64
	for _, b := range buildings {
		if b.BygningstypeKodeID.Set {
			wanted = append(wanted, b.BygningstypeKodeID.Value)
		}
	}
	return byID(c.objects(ctx, idType, wanted))
}

// addresses fetches the road addresses of the units, by id. Addresses without road can't be told apart beforehand, and
// asking for one as a road address is refused; then the units keep their address's id only.
func (c *Client) addresses(ctx context.Context, units []object) (map[int64]Address, error) {
	var wanted []int64
	for _, u := range units {
		wanted = append(wanted, u.AdresseID.Value)
	}
	entrances, err := c.objects(ctx, "VegadresseId", wanted)
	if err != nil {
		if errors.As(err, new(*refusal)) {
			return nil, nil
		}
		return nil, err
	}
	var streetIDs []int64
	for _, a := range entrances {
		streetIDs = append(streetIDs, a.VegID.Value)
	}
	streets, err := byID(c.objects(ctx, "VegId", streetIDs))
	if err != nil {
		return nil, err
	}
	all := make(map[int64]Address, len(entrances))
	for _, a := range entrances {
		street := streets[a.VegID.Value]
		all[a.ID.Value] = Address{Street: street.Adressenavn, StreetCode: street.Adressekode, HouseNumber: a.Nummer, Letter: a.Bokstav}
	}
	return all, nil
}

func byID(list []object, err error) (map[int64]object, error) {
	all := make(map[int64]object, len(list))
	for _, o := range list {
		all[o.ID.Value] = o
	}
	return all, err
}

func ids(list []object) []int64 {
	all := make([]int64, 0, len(list))
	for _, o := range list {
		all = append(all, cmp.Or(o.Value, o.ID.Value))
	}
	return all
}

// writeIDs writes the ids as a list. The items of a list of any kind of id have the namespace domain, those of a list of one
// kind that of the kind (assumed, since answers do so).
func writeIDs(b *strings.Builder, item, idType, space string, list []int64) {
	for _, id := range list {
		fmt.Fprintf(b, `<%s xmlns:t="%s%s" xsi:type="t:%s"><d:value>%d</d:value></%s>`, item, namespace, space, idType, id, item)
	}
}

// refusal is a SOAP fault: the service understood the call, and refuses it. It holds the fault's code only.
type refusal struct{ code string }

func (r *refusal) Error() string { return "soap fault " + r.code }

// call carries out one operation and returns what it lists, trying a second time when the first attempt met a passing
// failure. Every operation we use only reads.
func (c *Client) call(ctx context.Context, service, space, operation, arguments string) ([]object, error) {
	envelope := `<?xml version="1.0" encoding="UTF-8"?>` +
		`<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"` +
		` xmlns:s="` + namespace + space + `" xmlns:d="` + namespace + `domain"><soapenv:Header/><soapenv:Body>` +
		`<s:` + operation + `>` + arguments + c.matrikkelContext() + `</s:` + operation + `></soapenv:Body></soapenv:Envelope>`
	found, again, err := c.post(ctx, service, operation, envelope)
	if again && ctx.Err() == nil {
		found, _, err = c.post(ctx, service, operation, envelope)
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return nil, fmt.Errorf("%s: %w", operation, context.Canceled)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", operation, err)
	}
	return found, nil
}

// matrikkelContext is the last argument of every operation.
func (c *Client) matrikkelContext() string {
	var identification bytes.Buffer
	_ = xml.EscapeText(&identification, []byte(cmp.Or(c.Identification, "kobo"))) // a buffer takes everything
	return `<s:matrikkelContext><d:locale>no_NO_B</d:locale><d:brukOriginaleKoordinater>true</d:brukOriginaleKoordinater>` +
		`<d:koordinatsystemKodeId><d:value>` + utm33 + `</d:value></d:koordinatsystemKodeId><d:systemVersion>trunk</d:systemVersion>` +
		`<d:klientIdentifikasjon>` + identification.String() + `</d:klientIdentifikasjon>` +
		`<d:snapshotVersion><d:timestamp>` + forever + `</d:timestamp></d:snapshotVersion></s:matrikkelContext>`
}

// reply is a SOAP 1.1 envelope. Faults come with status 500 and with 200.
type reply struct {
	XMLName xml.Name `xml:"Envelope"`
	Body    struct {
		Fault *struct {
			Code string `xml:"faultcode"`
		} `xml:"Fault"`
		Response *struct {
			XMLName xml.Name
			Return  []object `xml:"return"`
		} `xml:",any"`
	} `xml:"Body"`
}

// post makes one attempt. Again tells that another may succeed: the network failed or the service had an error of its own.
func (c *Client) post(ctx context.Context, service, operation, envelope string) (found []object, again bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(max(c.Timeout, 0), defaultTime))
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimRight(c.BaseURL, "/")+"/"+service+"WS", strings.NewReader(envelope))
	if err != nil {
		return nil, false, fmt.Errorf("base address of the service is not usable: %w", unavailable())
	}
	request.Header.Set("Content-Type", "text/xml; charset=utf-8")
	request.Header.Set("SOAPAction", operation)
	request.SetBasicAuth(c.User, c.Password)
	client := http.Client{}
	if c.HTTP != nil {
		client = *c.HTTP
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

	response, err := client.Do(request)
	if err != nil {
		var wrapped *url.Error
		if errors.As(err, &wrapped) {
			err = wrapped.Err // the outer one quotes the address, which may hold credentials
		}
		return nil, true, fmt.Errorf("%w: %w", unavailable(), err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	switch {
	case err != nil:
		return nil, true, fmt.Errorf("%w: %w", unavailable(), err)
	case len(body) > maxBody:
		return nil, false, fmt.Errorf("answer is larger than %d bytes: %w", maxBody, unavailable())
	}
	var r reply
	malformed := xml.Unmarshal(body, &r)
	switch {
	case malformed == nil && r.Body.Fault != nil:
		return nil, false, fmt.Errorf("%w: %w", unavailable(), &refusal{code: printable(r.Body.Fault.Code)})
	case response.StatusCode >= 500:
		return nil, true, fmt.Errorf("status %d: %w", response.StatusCode, unavailable())
	case response.StatusCode != http.StatusOK:
		return nil, false, fmt.Errorf("status %d: %w", response.StatusCode, unavailable())
	case malformed != nil:
		return nil, false, fmt.Errorf("answer is not a SOAP envelope: %w", unavailable())
	case r.Body.Response == nil || r.Body.Response.XMLName.Local != operation+"Response":
		return nil, false, fmt.Errorf("answer is not that of the operation: %w", unavailable())
	}
	for _, o := range r.Body.Response.Return {
		found = append(found, o.list()...)
	}
	return found, false, nil
}

// printable shortens a fault code to what may stand in a log.
func printable(code string) string {
	code = strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f {
			return r
		}
		return -1
	}, code)
	return code[:min(len(code), 60)]
}

func unavailable() error { return fault.New(fault.Unavailable, "matrikkel.unavailable") }
