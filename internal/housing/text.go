package housing

import (
	"strings"
	"unicode/utf8"

	"kobo/internal/checkdigit"
	"kobo/internal/fault"
)

// Longest texts, in characters.
const (
	maxLine   = 200  // a name, a reference, a street
	maxReason = 1000 // why something was corrected
	maxNote   = 4000
)

// problems are the faults of one input, collected so that all are told at once.
type problems struct{ fault.Many }

// at adds a fault of the field.
func (p *problems) at(field, key string, args ...any) {
	p.Many = append(p.Many, fault.At(field, key, args...))
}

// err returns the faults as an error, or nil.
func (p *problems) err() error { return p.Err() }

// text refuses a text that is too long or holds a national identity number: these texts are read by all who see the dwelling.
func (p *problems) text(field, text string, max int) {
	switch {
	case utf8.RuneCountInString(text) > max:
		p.at(field, "housing.tooLong", "max", max)
	case strings.ContainsRune(text, 0) || !utf8.ValidString(text):
		p.at(field, "fault.invalidOther")
	case hasIdentityNumber(text):
		p.at(field, "housing.identityNumber")
	}
}

// optional is text for one that may be left out.
func (p *problems) optional(field string, text *string, max int) {
	if text != nil {
		p.text(field, *text, max)
	}
}

// required is text for one that must say something.
func (p *problems) required(field, text string, max int) {
	if strings.TrimSpace(text) == "" {
		p.at(field, "housing.required")
		return
	}
	p.text(field, text, max)
}

// reason refuses a correction without a reason.
func (p *problems) reason(field, text string) {
	if strings.TrimSpace(text) == "" {
		p.at(field, "housing.reasonRequired")
		return
	}
	p.text(field, text, maxReason)
}

// hasIdentityNumber reports whether a national identity number, a D-number or a synthetic one stands in the text: eleven digits,
// perhaps with a space or full stop after the first six, with a possible date and both control digits right. Longer runs of digits
// are something else.
func hasIdentityNumber(text string) bool {
	digits := func(i int) (run string, next int) {
		start := i
		for i < len(text) && text[i] >= '0' && text[i] <= '9' {
			i++
		}
		return text[start:i], i
	}
	for i := 0; i < len(text); {
		run, next := digits(i)
		if run == "" {
			i++
			continue
		}
		if len(run) == 6 {
			gap := next
			for gap < len(text) && strings.IndexByte(" .-", text[gap]) >= 0 && gap < next+2 {
				gap++
			}
			if rest, _ := digits(gap); len(rest) == 5 && checkdigit.Identity(run+rest) {
				return true
			}
		}
		if len(run) == 11 && checkdigit.Identity(run) {
			return true
		}
		i = next
	}
	return false
}
