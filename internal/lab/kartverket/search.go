package kartverket

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/bits"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxHits is how deep one may page, as in the real service.
const maxHits = 10_000

// index finds addresses by word. Each word of an address (street, number, number with letter, postal code and place,
// municipality) points to the addresses that have it.
type index struct {
	addresses []Address
	words     []string           // sorted
	at        map[string][]int32 // word → positions in addresses, rising
}

func newIndex(addresses []Address) *index {
	x := &index{addresses: addresses, at: map[string][]int32{}}
	for i, a := range addresses {
		number := strconv.Itoa(a.Number)
		all := split(strings.Join([]string{a.Street, number, number + a.Letter, a.Letter, a.PostalCode, a.Place, a.MunicipalityNumber, a.Municipality}, " "))
		slices.Sort(all)
		for _, word := range slices.Compact(all) {
			x.at[word] = append(x.at[word], int32(i))
		}
	}
	for word := range x.at {
		x.words = append(x.words, word)
	}
	slices.Sort(x.words)
	return x
}

// split returns the words in lower case; a star stays, it is the wildcard.
func split(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '*'
	})
}

// set is a set of positions.
type set []uint64

func (s set) add(list []int32) {
	for _, i := range list {
		s[i/64] |= 1 << (i % 64)
	}
}

func (s set) has(i int32) bool { return s[i/64]&(1<<(i%64)) != 0 }

// match returns the addresses with the word; begun ones when it ends in a star, misspelt ones when fuzzy.
func (x *index) match(word string, fuzzy bool) set {
	found := make(set, (len(x.addresses)+63)/64)
	if prefix, star := strings.CutSuffix(word, "*"); star {
		from, _ := slices.BinarySearch(x.words, prefix)
		for _, w := range x.words[from:] {
			if !strings.HasPrefix(w, prefix) {
				break
			}
			found.add(x.at[w])
		}
		return found
	}
	found.add(x.at[word])
	if fuzzy && utf8.RuneCountInString(word) > 2 && !hasDigit(word) {
		for _, w := range x.words {
			if w != word && !hasDigit(w) && near([]rune(word), w) {
				found.add(x.at[w])
			}
		}
	}
	return found
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// near reports whether b is a with at most one letter changed, left out, put in, or swapped with its neighbour.
func near(a []rune, word string) bool {
	if d := len(word) - len(a); d < -1 || d > 2+len(a) { // bytes against letters: a cheap bound before decoding
		return false
	}
	b := []rune(word)
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch {
	case len(a) < len(b):
		return slices.Equal(a[i:], b[i+1:])
	case i == len(a) || slices.Equal(a[i+1:], b[i+1:]):
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && slices.Equal(a[i+2:], b[i+2:])
}

// query is a search with its parameters checked.
type query struct {
	words      []string
	any        bool // sokemodus=OR
	fuzzy      bool
	filters    []func(*Address) bool
	size, page int
	ascii      bool
}

// search returns the positions of the hits, best first: those with more of the words as they stand before begun or misspelt
// ones, then by street and number.
func (x *index) search(q query) []int32 {
	found := make(set, (len(x.addresses)+63)/64)
	for i := range found {
		found[i] = ^uint64(0)
	}
	for i, word := range q.words {
		m := x.match(word, q.fuzzy)
		for j := range found {
			switch {
			case q.any && i > 0:
				found[j] |= m[j]
			default:
				found[j] &= m[j]
			}
		}
	}
	exact := make([]set, 0, len(q.words))
	for _, word := range q.words {
		exact = append(exact, x.match(strings.TrimSuffix(word, "*"), false))
	}
	type hit struct{ at, score int32 }
	var hits []hit
	for j, block := range found {
		for ; block != 0; block &= block - 1 {
			i := int32(j*64 + bits.TrailingZeros64(block))
			if int(i) >= len(x.addresses) {
				break
			}
			if !q.keeps(&x.addresses[i]) {
				continue
			}
			h := hit{at: i}
			for _, e := range exact {
				if e.has(i) {
					h.score++
				}
			}
			hits = append(hits, h)
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		p, q := &x.addresses[a.at], &x.addresses[b.at]
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(p.Street, q.Street), cmp.Compare(p.Number, q.Number),
			cmp.Compare(p.Letter, q.Letter), cmp.Compare(p.ID, q.ID))
	})
	all := make([]int32, len(hits))
	for i, h := range hits {
		all[i] = h.at
	}
	return all
}

func (q query) keeps(a *Address) bool {
	for _, f := range q.filters {
		if !f(a) {
			return false
		}
	}
	return true
}

// parse checks the parameters. The complaint is what the service says of the first bad one; empty when there is none.
func parse(values url.Values) (q query, complaint string) {
	q = query{size: 10, ascii: true}
	texts := map[string]func(*Address) string{
		"adressenavn":   func(a *Address) string { return a.Street },
		"adressetekst":  text,
		"bokstav":       func(a *Address) string { return a.Letter },
		"postnummer":    func(a *Address) string { return a.PostalCode },
		"poststed":      func(a *Address) string { return a.Place },
		"kommunenummer": func(a *Address) string { return a.MunicipalityNumber },
		"kommunenavn":   func(a *Address) string { return a.Municipality },
		"objtype":       func(*Address) string { return "Vegadresse" },
	}
	numbers := map[string]func(*Address) int{
		"nummer":       func(a *Address) int { return a.Number },
		"adressekode":  func(a *Address) int { return a.StreetCode },
		"gardsnummer":  func(a *Address) int { return a.Gnr },
		"bruksnummer":  func(a *Address) int { return a.Bnr },
		"festenummer":  func(a *Address) int { return a.Fnr },
		"undernummer":  func(a *Address) int { return a.Undernummer },
		"treffPerSide": nil,
		"side":         nil,
	}
	for name, all := range values {
		value := all[0]
		if _, isNumber := numbers[name]; isNumber {
			n, err := strconv.Atoi(value)
			if err != nil || n < 0 {
				return q, fmt.Sprintf("Ugyldig verdi for %s: må være et heltall", name)
			}
			switch get := numbers[name]; {
			case name == "side":
				q.page = n
			case name == "treffPerSide":
				if n < 1 || n > 1000 {
					return q, "Ugyldig verdi for treffPerSide: må være fra 1 til 1000"
				}
				q.size = n
			default:
				q.filters = append(q.filters, func(a *Address) bool { return get(a) == n })
			}
			continue
		}
		if get, isText := texts[name]; isText {
			if (name == "kommunenummer" || name == "postnummer") && !fourDigits.MatchString(value) {
				return q, fmt.Sprintf("Ugyldig verdi for %s: må være fire sifre", name)
			}
			wanted, begun := strings.CutSuffix(strings.ToLower(value), "*")
			q.filters = append(q.filters, func(a *Address) bool {
				have := strings.ToLower(get(a))
				return have == wanted || begun && strings.HasPrefix(have, wanted)
			})
			continue
		}
		switch name {
		case "sok":
			q.words = split(value)
		case "bruksenhetsnummer":
			q.filters = append(q.filters, func(a *Address) bool { return slices.Contains(a.Units, value) })
		case "sokemodus":
			if value != "AND" && value != "OR" {
				return q, "Ugyldig verdi for sokemodus: må være AND eller OR"
			}
			q.any = value == "OR"
		case "fuzzy", "asciiKompatibel":
			b, err := strconv.ParseBool(value)
			if err != nil {
				return q, fmt.Sprintf("Ugyldig verdi for %s: må være true eller false", name)
			}
			if name == "fuzzy" {
				q.fuzzy = b
			} else {
				q.ascii = b
			}
		case "utkoordsys":
			if value != "4258" {
				return q, "Ugyldig verdi for utkoordsys: simulatoren har bare 4258"
			}
		default:
			return q, "Ukjent parameter"
		}
	}
	if (q.page+1)*q.size > maxHits {
		return q, fmt.Sprintf("Kan ikke hente mer enn %d treff", maxHits)
	}
	return q, ""
}

func text(a *Address) string { return fmt.Sprintf("%s %d%s", a.Street, a.Number, a.Letter) }

// The answer, as the service writes it.
type (
	answer struct {
		Metadata metadata    `json:"metadata"`
		Adresser []addressJS `json:"adresser"`
	}
	metadata struct {
		ASCIIKompatibel   bool   `json:"asciiKompatibel"`
		Side              int    `json:"side"`
		TotaltAntallTreff int    `json:"totaltAntallTreff"`
		SokeStreng        string `json:"sokeStreng"`
		ViserFra          int    `json:"viserFra"`
		ViserTil          int    `json:"viserTil"`
		TreffPerSide      int    `json:"treffPerSide"`
	}
	addressJS struct {
		Adressenavn       string   `json:"adressenavn"`
		Adressetekst      string   `json:"adressetekst"`
		Tilleggsnavn      *string  `json:"adressetilleggsnavn"`
		Adressekode       int      `json:"adressekode"`
		Nummer            int      `json:"nummer"`
		Bokstav           string   `json:"bokstav"`
		Kommunenummer     string   `json:"kommunenummer"`
		Kommunenavn       string   `json:"kommunenavn"`
		Gardsnummer       int      `json:"gardsnummer"`
		Bruksnummer       int      `json:"bruksnummer"`
		Festenummer       int      `json:"festenummer"`
		Undernummer       *int     `json:"undernummer"`
		Bruksenhetsnummer []string `json:"bruksenhetsnummer"`
		Objtype           string   `json:"objtype"`
		Poststed          string   `json:"poststed"`
		Postnummer        string   `json:"postnummer"`
		UtenTilleggsnavn  string   `json:"adressetekstutenadressetilleggsnavn"`
		Verifisert        bool     `json:"stedfestingverifisert"`
		Punkt             point    `json:"representasjonspunkt"`
		Oppdateringsdato  string   `json:"oppdateringsdato"`
	}
	point struct {
		EPSG string  `json:"epsg"`
		Lat  float64 `json:"lat"`
		Lon  float64 `json:"lon"`
	}
)

func (a *Address) json() addressJS {
	var undernummer *int
	if a.Undernummer != 0 {
		undernummer = &a.Undernummer
	}
	units := a.Units
	if units == nil {
		units = []string{}
	}
	return addressJS{
		Adressenavn: a.Street, Adressetekst: text(a), Adressekode: a.StreetCode, Nummer: a.Number, Bokstav: a.Letter,
		Kommunenummer: a.MunicipalityNumber, Kommunenavn: a.Municipality, Gardsnummer: a.Gnr, Bruksnummer: a.Bnr,
		Festenummer: a.Fnr, Undernummer: undernummer, Bruksenhetsnummer: units, Objtype: "Vegadresse", Poststed: a.Place,
		Postnummer: a.PostalCode, UtenTilleggsnavn: text(a), Verifisert: true,
		Punkt: point{EPSG: "EPSG:4258", Lat: a.Latitude, Lon: a.Longitude}, Oppdateringsdato: "2025-03-11T09:41:10",
	}
}

func (x *index) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /adresser/v1/sok", func(w http.ResponseWriter, r *http.Request) {
		values, err := url.ParseQuery(r.URL.RawQuery)
		q, complaint := parse(values)
		if err != nil {
			complaint = "Ugyldig spørring"
		}
		if complaint != "" {
			write(w, http.StatusBadRequest, map[string]string{"message": complaint})
			return
		}
		hits := x.search(q)
		page := hits[min(q.page*q.size, len(hits)):min((q.page+1)*q.size, len(hits))]
		a := answer{
			Metadata: metadata{
				ASCIIKompatibel: q.ascii, Side: q.page, TotaltAntallTreff: len(hits), SokeStreng: r.URL.RawQuery,
				ViserFra: q.page * q.size, ViserTil: (q.page + 1) * q.size, TreffPerSide: q.size,
			},
			Adresser: make([]addressJS, 0, len(page)),
		}
		for _, i := range page {
			a.Adresser = append(a.Adresser, x.addresses[i].json())
		}
		write(w, http.StatusOK, a)
	})
	return mux
}

func write(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a caller that left is no error here
}
