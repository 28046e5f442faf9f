package sheet

import (
	"strings"
	"unicode/utf8"
)

// A spreadsheet takes a text that begins with one of these for a formula, and a formula can call out and run programs.
const formulaStarts = "=+-@\t\r\n＝＋－＠"

// guarded puts an apostrophe in front of a text that a spreadsheet would take for a formula.
func guarded(s string) string {
	if first, size := utf8.DecodeRuneInString(s); size > 0 && strings.ContainsRune(formulaStarts, first) {
		return "'" + s
	}
	return s
}

// unguarded takes away what guarded put there, so that an export may come back.
func unguarded(s string) string {
	if bare, ok := strings.CutPrefix(s, "'"); ok && guarded(bare) == s {
		return bare
	}
	return s
}
