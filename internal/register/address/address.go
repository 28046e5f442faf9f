// Package address searches Norway's official addresses in Kartverket's open address service (Adresse-API), for address entry
// and geocoding.
//
// It sends what was typed in an address field and a municipality number, nothing else: it must not know whose address it
// is, and it refuses texts that hold what looks like a national identity number.
package address

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"kobo/internal/fault"
)

// Client asks the address service. It is safe for concurrent use; the zero value lacks only BaseURL.
type Client struct {
	// BaseURL is the service without path: "https://ws.geonorge.no".
	BaseURL string
	// HTTP carries the calls; nil means a client with no settings of its own. Redirects are never followed.
	HTTP *http.Client
	// Timeout bounds one attempt; zero means three seconds, since someone is typing.
	Timeout time.Duration
}

// Address is one official address: a road address (vegadresse), or a cadastral address (matrikkeladresse) where roads have no
// names.
type Address struct {
	// Text is the address as written on one line, without postal code: "Barlindveien 13".
	Text string
	// Street is the road's name (adressenavn) and StreetCode its number in the municipality (adressekode). Empty and zero for
	// cadastral addresses.
	Street     string
	StreetCode int
	// HouseNumber and Letter tell the entrance: 13 and "B".
	HouseNumber int
	Letter      string
	PostalCode  string
	// Place is the postal place (poststed), in capitals as Kartverket has it.
	Place              string
	MunicipalityNumber string
	Municipality       string
	// Gnr, Bnr, Fnr and Undernummer are the cadastral number of the ground; Fnr and Undernummer are zero when there is none.
	Gnr, Bnr, Fnr, Undernummer int
	// Units are the unit numbers (bruksenhetsnummer) at the address: "H0101". Empty for a house with one unit without number.
	Units []string
	// Latitude and Longitude are degrees in EUREF89 (EPSG:4258), the same as WGS84 for all we do with them.
	Latitude, Longitude float64
}

const (
	maxText     = 200     // characters someone may type
	maxHits     = 100     // hits asked for, however many the caller wants
	maxBody     = 1 << 20 // bytes of answer; a hit is some 700
	defaultTime = 3 * time.Second
)

// Search finds addresses by text as one types it: each word must be found (sokemodus=AND), the last one may be only begun,
// and when nothing is found the search is repeated allowing for misspelling. Addresses with exactly the house number and
// letter typed come first; otherwise the order is Kartverket's. Less than two letters or digits find nothing and are not sent.
//
// MunicipalityNumber restricts the search when not empty. Limit is at least 1 and in effect at most 100.
//
// It fails with UNAVAILABLE when the service does not answer properly in time, and BAD_REQUEST when the text is too long,
// seems to hold a national identity number, or is not understood by the service. A canceled context is returned as such.
func (c *Client) Search(ctx context.Context, text, municipalityNumber string, limit int) ([]Address, error) {
	if utf8.RuneCountInString(text) > maxText {
		return nil, fault.At("text", "address.tooLong", "max", maxText)
	}
	if municipalityNumber != "" && !municipality.MatchString(municipalityNumber) {
		return nil, fault.At("municipalityNumber", "address.municipality")
	}
	words := split(text)
	query := strings.Join(words, " ")
	// SECURITY: people paste whole lines into address fields; a national identity number never leaves us this way.
	if identity.MatchString(query) {
		return nil, fault.At("text", "address.personal")
	}
	if utf8.RuneCountInString(query) < 2 {
		return nil, nil
	}
	limit = max(limit, 1)
	params := url.Values{"sokemodus": {"AND"}, "utkoordsys": {"4258"}, "side": {"0"}}
	if municipalityNumber != "" {
		params.Set("kommunenummer", municipalityNumber)
	}
	for _, a := range attempts(words, query) {
		params.Set("sok", a.query)
		params.Set("treffPerSide", strconv.Itoa(min(limit*a.spread, maxHits)))
		if a.fuzzy {
			params.Set("fuzzy", "true")
		}
		hits, err := c.find(ctx, params)
		if err != nil {
			return nil, err
		}
		if len(hits) > 0 {
			numberFirst(hits, words)
			return hits[:min(limit, len(hits))], nil
		}
	}
	return nil, nil
}

// attempt is one way to ask; spread is how many hits to ask for per hit wanted.
type attempt struct {
	query  string
	fuzzy  bool
	spread int
}

// attempts are the ways to ask, each tried when the ones before found nothing: a last word that looks like a house number as
// it stands, since begun it also finds every postal code that begins so; the last word begun; all words perhaps misspelt.
func attempts(words []string, query string) []attempt {
	begun, misspelt := attempt{query + "*", false, 1}, attempt{query, true, 1}
	if last := len(words) - 1; last > 0 && house.MatchString(words[last]) {
		begun.spread = 5 // so that the right numbers are there to be put first
		return []attempt{{query, false, 5}, begun, misspelt}
	}
	return []attempt{begun, misspelt}
}

var (
	municipality = regexp.MustCompile(`^\d{4}$`)
	identity     = regexp.MustCompile(`(^|\D)\d{6}\D?\d{5}(\D|$)`)
	house        = regexp.MustCompile(`^(\d{1,4})(\p{L}?)$`)
)

// split returns the words of the text in composed form (NFC, as Kartverket stores å), without the characters that mean
// something in the service's query language. "Barlindveien 13 b" becomes [Barlindveien 13b], as Kartverket writes it.
func split(text string) []string {
	words := strings.FieldsFunc(norm.NFC.String(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune("-./'", r)
	})
	joined := words[:0]
	for _, word := range words {
		if word = strings.Trim(word, "-./'"); word == "" {
			continue
		}
		last := len(joined) - 1
		if last >= 1 && utf8.RuneCountInString(word) == 1 && isDigits(joined[last]) && len(joined[last]) < 4 && unicode.IsLetter([]rune(word)[0]) {
			joined[last] += word
			continue
		}
		joined = append(joined, word)
	}
	return joined
}

func isDigits(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// numberFirst moves the hits with the house number that was typed to the front, first with the letter typed, then with another;
// then those whose number only begins so. Otherwise the order stays.
func numberFirst(hits []Address, words []string) {
	for i, word := range words {
		m := house.FindStringSubmatch(word)
		if m == nil || i == 0 { // a street's name may begin with a number: 17. mai-gata
			continue
		}
		number, _ := strconv.Atoi(m[1]) // at most four digits
		rank := func(a Address) int {
			switch {
			case a.HouseNumber == number && strings.EqualFold(a.Letter, m[2]):
				return 0
			case a.HouseNumber == number:
				return 1
			case m[2] == "" && strings.HasPrefix(strconv.Itoa(a.HouseNumber), m[1]):
				return 2
			}
			return 3
		}
		slices.SortStableFunc(hits, func(a, b Address) int { return rank(a) - rank(b) })
		return
	}
}

// answer is the part of Kartverket's answer we read.
type answer struct {
	Addresses *[]struct {
		Adressenavn          string
		Adressetekst         string
		Adressekode          int
		Nummer               int
		Bokstav              string
		Kommunenummer        string
		Kommunenavn          string
		Gardsnummer          int
		Bruksnummer          int
		Festenummer          int
		Undernummer          int
		Bruksenhetsnummer    []string
		Postnummer           string
		Poststed             string
		Representasjonspunkt struct{ Lat, Lon float64 }
	} `json:"adresser"`
}

// find sends one search, a second time when the first attempt met a passing failure, and translates the answer.
func (c *Client) find(ctx context.Context, params url.Values) ([]Address, error) {
	body, again, err := c.get(ctx, params)
	if again && ctx.Err() == nil {
		body, _, err = c.get(ctx, params)
	}
	if err != nil {
		if errors.Is(ctx.Err(), context.Canceled) {
			return nil, fmt.Errorf("address search: %w", context.Canceled)
		}
		return nil, fmt.Errorf("address search: %w", err)
	}
	var found answer
	if err := json.Unmarshal(body, &found); err != nil || found.Addresses == nil {
		return nil, fmt.Errorf("address search: answer is not a list of addresses: %w", unavailable())
	}
	hits := make([]Address, 0, len(*found.Addresses))
	for _, a := range *found.Addresses {
		hits = append(hits, Address{
			Text: a.Adressetekst, Street: a.Adressenavn, StreetCode: a.Adressekode, HouseNumber: a.Nummer, Letter: a.Bokstav,
			PostalCode: a.Postnummer, Place: a.Poststed, MunicipalityNumber: a.Kommunenummer, Municipality: a.Kommunenavn,
			Gnr: a.Gardsnummer, Bnr: a.Bruksnummer, Fnr: a.Festenummer, Undernummer: a.Undernummer,
			Units: a.Bruksenhetsnummer, Latitude: a.Representasjonspunkt.Lat, Longitude: a.Representasjonspunkt.Lon,
		})
	}
	return hits, nil
}

// get makes one attempt. Again tells that another may succeed: the network failed or the service had an error of its own.
func (c *Client) get(ctx context.Context, params url.Values) (body []byte, again bool, err error) {
	timeout := c.Timeout
	if timeout <= 0 {
		timeout = defaultTime
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(c.BaseURL, "/")+"/adresser/v1/sok?"+params.Encode(), nil)
	if err != nil {
		return nil, false, fmt.Errorf("base address of the service is not usable: %w", unavailable())
	}
	request.Header.Set("Accept", "application/json")
	client := http.Client{}
	if c.HTTP != nil {
		client = *c.HTTP
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

	response, err := client.Do(request)
	if err != nil {
		var wrapped *url.Error
		if errors.As(err, &wrapped) {
			err = wrapped.Err // the outer one quotes the query
		}
		return nil, true, fmt.Errorf("%w: %w", unavailable(), err)
	}
	defer response.Body.Close()
	body, err = io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	switch {
	case response.StatusCode == http.StatusBadRequest:
		return nil, false, fault.At("text", "address.rejected")
	case response.StatusCode >= 500:
		return nil, true, fmt.Errorf("status %d: %w", response.StatusCode, unavailable())
	case response.StatusCode != http.StatusOK:
		return nil, false, fmt.Errorf("status %d: %w", response.StatusCode, unavailable())
	case err != nil:
		return nil, true, fmt.Errorf("%w: %w", unavailable(), err)
	case len(body) > maxBody:
		return nil, false, fmt.Errorf("answer is larger than %d bytes: %w", maxBody, unavailable())
	}
	return body, false, nil
}

func unavailable() error { return fault.New(fault.Unavailable, "address.unavailable") }
