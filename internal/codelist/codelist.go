// Package codelist is the one truth for every code list (kodeliste): which codes there are, what they are called, what they
// mean and which words a workbook uses for them. The truth stands in codes.csv; the Go types in codes.gen.go and the GraphQL
// enums in graph/schema/codes.graphql are generated from it.
//
// The package knows nothing of what carries a code, nor of which code may follow which: that is the subject's.
package codelist

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"kobo/internal/fault"
)

//go:generate go run ./gen

//go:embed codes.csv
var source []byte

// lists are the code lists in the order of codes.csv.
var lists = load()

// Text is one text in bokmål, nynorsk and English.
type Text struct{ NB, NN, EN string }

// In returns the text in the language ("nb", "nn" or "en", in either case). Any other language reads bokmål.
func (t Text) In(language string) string {
	switch strings.ToLower(language) {
	case "nn":
		return t.NN
	case "en":
		return t.EN
	}
	return t.NB
}

// Code is one code of a list.
type Code struct {
	// List is the name of the list: "DwellingStatus".
	List string
	// Code is what is stored and what the graph says: "READY".
	Code string
	// Import is the Norwegian word that workbooks and exports use: "KLAR_FOR_INNFLYTTING". Empty in lists that are in no workbook.
	Import string
	// Also are further words that mean the same in a workbook.
	Also []string
	// Labels is what people see: "Klar for innflytting".
	Labels Text
	// Definitions says what the code means to the person who picks it.
	Definitions Text
	// ValidFrom is the first day the code may be used; zero when it always could.
	ValidFrom time.Time
	// ValidTo is the last day the code may be used; zero while it is open. What was stored before stays readable.
	ValidTo time.Time
	// Order is the place in the list, ascending and unique in the list.
	Order int
}

// Label returns what people see in the language; any other than nb, nn and en reads bokmål.
func (c Code) Label(language string) string { return c.Labels.In(language) }

// Definition returns what the code means in the language; any other than nb, nn and en reads bokmål.
func (c Code) Definition(language string) string { return c.Definitions.In(language) }

// ValidOn reports whether the code may be used on the day, both ends included.
func (c Code) ValidOn(day time.Time) bool {
	y, m, d := day.Date()
	day = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	return !day.Before(c.ValidFrom) && (c.ValidTo.IsZero() || !day.After(c.ValidTo))
}

// List is one code list.
type List struct {
	// Name is the name of the Go type and of the GraphQL enum: "DwellingStatus".
	Name string
	// Titles is what people call the list: "Boligstatus".
	Titles Text
	// Definitions says what the list is for.
	Definitions Text
	// Codes are the codes in their order, the closed ones too.
	Codes []Code

	byCode map[string]int
	byWord map[string]int
}

// Title returns the name of the list in the language; any other than nb, nn and en reads bokmål.
func (l List) Title(language string) string { return l.Titles.In(language) }

// Definition returns what the list is for in the language; any other than nb, nn and en reads bokmål.
func (l List) Definition(language string) string { return l.Definitions.In(language) }

// Code returns the code with exactly that name.
func (l List) Code(code string) (Code, bool) {
	i, ok := l.byCode[code]
	if !ok {
		return Code{}, false
	}
	return l.Codes[i], true
}

// Lists returns every code list, in the order of codes.csv. The caller must not change what the lists hold.
func Lists() []List { return slices.Clone(lists) }

// Find returns the list with exactly that name ("DwellingStatus").
func Find(list string) (List, bool) {
	for _, l := range lists {
		if l.Name == list {
			return l, true
		}
	}
	return List{}, false
}

// ByImport returns the code of the list that a workbook's word means. The word may be the import code, one of its synonyms,
// the code itself, or the label in any language, alone or after the import code ("111 Enebolig"). Case, spaces, underscores
// and other signs don't matter, nor whether æ, ø and å are written ae, oe, aa or plainly a, o, a.
func ByImport(list, word string) (Code, bool) {
	l, ok := Find(list)
	if !ok {
		return Code{}, false
	}
	i, ok := l.byWord[Fold(word)]
	if !ok {
		return Code{}, false
	}
	return l.Codes[i], true
}

// words are all the ways a workbook may write the code.
func (c Code) words() []string {
	words := append([]string{c.Code, c.Import, c.Labels.NB, c.Labels.NN, c.Labels.EN}, c.Also...)
	if c.Import != "" {
		words = append(words, c.Import+c.Labels.NB, c.Import+c.Labels.NN)
	}
	return words
}

// unaccented writes the letters of the Nordic languages as two letters, which shorten turns into one, so that every way of
// writing a word ends up the same.
var (
	unaccented = strings.NewReplacer("æ", "ae", "ä", "ae", "ø", "oe", "ö", "oe", "å", "aa", "é", "e", "è", "e", "ó", "o", "ô", "o")
	shorten    = strings.NewReplacer("ae", "a", "oe", "o", "aa", "a")
)

// Fold reduces a word to what matters when two are compared: letters and digits, in lower case, Nordic letters shortened however they
// were written.
func Fold(word string) string {
	word = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, word)
	return shorten.Replace(unaccented.Replace(word))
}

// columns is the first line of codes.csv. A line without a code describes the list itself.
var columns = []string{
	"list", "code", "import", "from", "to", "nb", "nn", "en", "definition.nb", "definition.nn", "definition.en",
}

func load() []List {
	all, err := parse(source)
	if err != nil {
		panic("codelist: " + err.Error()) // the file is compiled in
	}
	return all
}

// parse reads codes.csv. It refuses a list or code named twice, a code before its list, a missing text, and two codes of one
// list that a workbook could not tell apart.
func parse(data []byte) ([]List, error) {
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma = ';'
	r.LazyQuotes = true // a text may quote a word
	head, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("codes.csv: %w", err)
	}
	if !slices.Equal(head, columns) {
		return nil, fmt.Errorf("codes.csv: the first line must be %s", strings.Join(columns, ";"))
	}
	var all []List
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("codes.csv: %w", err)
		}
		if all, err = add(all, row); err != nil {
			line, _ := r.FieldPos(0)
			return nil, fmt.Errorf("codes.csv line %d: %w", line, err)
		}
	}
}

// add appends what one line of codes.csv says.
func add(all []List, row []string) ([]List, error) {
	for i, field := range row {
		if field != strings.TrimSpace(field) {
			return nil, fmt.Errorf("%s has space around it", columns[i])
		}
		if i >= 5 && field == "" {
			return nil, fmt.Errorf("%s is empty", columns[i])
		}
	}
	name, labels, definitions := row[0], Text{row[5], row[6], row[7]}, Text{row[8], row[9], row[10]}
	if row[1] == "" {
		if slices.ContainsFunc(all, func(l List) bool { return l.Name == name }) {
			return nil, fmt.Errorf("list %s stands twice", name)
		}
		return append(all, List{
			Name: name, Titles: labels, Definitions: definitions, byCode: map[string]int{}, byWord: map[string]int{},
		}), nil
	}
	if len(all) == 0 || all[len(all)-1].Name != name {
		return nil, fmt.Errorf("code %s does not stand under its list %s", row[1], name)
	}
	l := &all[len(all)-1]
	c := Code{List: name, Code: row[1], Labels: labels, Definitions: definitions, Order: len(l.Codes) + 1}
	if row[2] != "" {
		words := strings.Split(row[2], "|")
		c.Import, c.Also = words[0], words[1:]
	}
	var err error
	if c.ValidFrom, err = day(row[3]); err != nil {
		return nil, err
	}
	if c.ValidTo, err = day(row[4]); err != nil {
		return nil, err
	}
	if _, taken := l.byCode[c.Code]; taken {
		return nil, fmt.Errorf("code %s stands twice in %s", c.Code, name)
	}
	l.byCode[c.Code] = len(l.Codes)
	for _, word := range c.words() {
		word = Fold(word)
		if word == "" {
			continue
		}
		if other, taken := l.byWord[word]; taken && other != len(l.Codes) {
			return nil, fmt.Errorf("%s and %s of %s are both called %s", l.Codes[other].Code, c.Code, name, word)
		}
		l.byWord[word] = len(l.Codes)
	}
	l.Codes = append(l.Codes, c)
	return all, nil
}

func day(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return time.Parse(time.DateOnly, s)
}

// values returns the codes of the list; ent and the errors ask for them.
func values(list string) []string {
	l, _ := Find(list)
	codes := make([]string, len(l.Codes))
	for i, c := range l.Codes {
		codes[i] = c.Code
	}
	return codes
}

func valid(list, code string) bool {
	l, _ := Find(list)
	_, ok := l.byCode[code]
	return ok
}

// label returns what people see, or the code itself when the list has no such code.
func label(list, code, language string) string {
	l, _ := Find(list)
	if c, ok := l.Code(code); ok {
		return c.Label(language)
	}
	return code
}

// marshal writes the code as gqlgen wants it.
func marshal(w io.Writer, code string) {
	_, _ = io.WriteString(w, strconv.Quote(code)) // gqlgen gives no way to report; its writer is memory
}

// unmarshal reads a code from the graph: a string in exact case. BAD_REQUEST, with the allowed codes, for anything else.
func unmarshal[T ~string](list string, v any, into *T) error {
	code, ok := v.(string)
	if !ok || !valid(list, code) {
		return fault.New(fault.Invalid, "codelist.unknown", "list", list, "codes", strings.Join(values(list), ", "))
	}
	*into = T(code)
	return nil
}
