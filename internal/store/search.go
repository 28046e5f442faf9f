package store

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The one truth of how free text is found and addresses are sorted. Whatever writes a dwelling fills its columns search and
// address_key with SearchText and AddressKey; whatever looks for one folds what is looked for the same way.

// ways writes the Nordic letters as two letters, which short makes one again, so that «Tønsberg», «Toensberg» and «Tonsberg» are the
// same, and «Håkon» and «Haakon».
var (
	ways  = strings.NewReplacer("æ", "ae", "ä", "ae", "ø", "oe", "ö", "oe", "å", "aa", "đ", "d", "ŋ", "n", "ŧ", "t", "ß", "ss")
	short = strings.NewReplacer("ae", "a", "oe", "o", "aa", "a")
)

// Fold reduces text to the words that matter when it is searched: lower case, without accents, Nordic letters plainly (æ is a, ø is o,
// å and aa are a), separated by single spaces. A slash between digits stays: 118/507 is one word.
func Fold(text string) string {
	text = ways.Replace(strings.ToLower(norm.NFC.String(text)))
	var b strings.Builder
	runes := []rune(norm.NFD.String(text))
	for i, r := range runes {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(r)
		case r == '/' && i > 0 && unicode.IsDigit(runes[i-1]) && i+1 < len(runes) && unicode.IsDigit(runes[i+1]):
			b.WriteRune(r)
		case r == '\'' || r == '’' || r == '.' && i+1 < len(runes) && unicode.IsLetter(runes[i+1]) && i > 0 && unicode.IsLetter(runes[i-1]):
			// «d'Arc» and «H.C.» are one word.
		default:
			b.WriteByte(' ')
		}
	}
	return short.Replace(strings.Join(strings.Fields(b.String()), " "))
}

// cadastral is how a cadastral unit (matrikkelenhet) is written: 118/507, 118/507/0/3.
var cadastral = regexp.MustCompile(`^\d+/\d+(/\d+){0,2}$`)

// SearchText is the column search of a dwelling whose parts people look for: a space before each word, no word twice. A cadastral
// unit is found as «118/507», «gnr 118/507» and «gnr 118 bnr 507».
func SearchText(parts ...string) string {
	var words []string
	for _, part := range parts {
		for _, word := range strings.Fields(Fold(part)) {
			words = append(words, word)
			if cadastral.MatchString(word) {
				words = append(words, "gnr", "bnr")
				words = append(words, strings.Split(word, "/")[1:]...)
			}
		}
	}
	seen := map[string]bool{}
	var b strings.Builder
	for _, word := range words {
		if !seen[word] {
			seen[word] = true
			b.WriteString(" " + word)
		}
	}
	return b.String()
}

// searchWords are at most so many: a longer text is no search for an address.
const searchWords = 12

// patterns returns the LIKE patterns that all must match the column search: each word at the start of some word.
func patterns(text string) []string {
	words := strings.Fields(Fold(text))
	if len(words) > searchWords {
		words = words[:searchWords]
	}
	for i, word := range words {
		words[i] = "% " + escapeLike(word) + "%"
	}
	return words
}

// escapeLike makes the text stand for itself in a LIKE pattern.
func escapeLike(text string) string { return likeSpecials.Replace(text) }

var likeSpecials = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// after sorts the letters that follow z in Norwegian, in any collation that puts digits before a to z: z itself becomes za. «aa» is å.
var after = strings.NewReplacer("z", "za", "æ", "zb", "ä", "zb", "ø", "zc", "ö", "zc", "å", "zd", "aa", "zd")

// AddressKey is the column address_key of a dwelling: texts sort as people sort addresses, by street (… z, æ, ø, å), then number as a
// number (2 before 13), letter, and unit number. It holds only a to z and digits, so it sorts the same in every collation.
func AddressKey(street string, number *int, letter, unit string) string {
	var b strings.Builder
	b.WriteString(sortable(street))
	n := 0
	if number != nil {
		n = *number
	}
	fmt.Fprintf(&b, "0%06d%s", max(n, 0), sortable(letter))
	if unit != "" {
		b.WriteString("0" + sortable(unit))
	}
	return b.String()
}

// sortable writes a text with a to z and digits alone: numbers with leading zeros, everything between words as 0, which sorts first.
func sortable(text string) string {
	text = after.Replace(strings.ToLower(norm.NFC.String(text)))
	var b strings.Builder
	for _, word := range digitsOrLetters.FindAllString(norm.NFD.String(text), -1) {
		switch r := word[0]; {
		case r >= '0' && r <= '9':
			if n, err := strconv.Atoi(word); err == nil {
				word = fmt.Sprintf("%06d", n)
			}
			b.WriteString(word)
		case r >= 'a' && r <= 'z':
			b.WriteString(word)
		case b.Len() > 0 && strings.TrimFunc(word, func(r rune) bool { return unicode.Is(unicode.Mn, r) }) != "":
			b.WriteByte('0')
		}
	}
	return strings.TrimRight(b.String(), " ")
}

var digitsOrLetters = regexp.MustCompile(`[0-9]+|[a-z]+|[^0-9a-z]+`)
