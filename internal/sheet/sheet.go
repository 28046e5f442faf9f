// Package sheet reads and writes workbooks: municipalities' lists of dwellings from Excel and CSV on the way in, and any list on
// the way out.
//
// On the way in, [Open] finds the heading whatever the encoding, separator and order of columns, [Match] says which of our
// columns a heading is, [Book.Rows] streams the cells, and [Parser.Parse] turns a row's cells into typed values or into problems
// that say which cell, what stands there and what is allowed. [WriteErrors] hands bad rows back as a workbook that can be
// mended and imported again; [Template] is an empty one with a guide. On the way out, [NewExport] streams rows to xlsx or csv.
//
// The package must not know of the database, of who asks, or of which dwellings exist: whether a row is new or changed, and what
// may be stored, is its caller's.
package sheet

import (
	"slices"
	"strings"
	"unicode/utf8"

	"kobo/internal/message"

	"kobo/internal/checkdigit"
)

// Problem is what is wrong in one cell. It converts to the struct of the same fields that imports store.
type Problem struct {
	// Column is the name of our column: "boligstatus".
	Column string `json:"column"`
	// Value is what stands in the cell, cut to a hundred letters. A national identity number, or whatever stands where one is
	// asked for, is masked.
	Value string `json:"value"`
	// Message is the key of the text in the message catalogue.
	Message string `json:"message"`
	// Args fill the placeholders of the text: name, value pairs.
	Args []any `json:"args,omitempty"`
	// Allowed are the words that may stand in the cell instead, where they are a closed list.
	Allowed []string `json:"allowed,omitempty"`
}

// The problems that a caller acts on.
const (
	// UnknownWord: the column has a code list and the word is not in it; the municipality may map the word to a code.
	UnknownWord = "sheet.unknownWord"
	// LetWithoutTenancy: the row says UTLEID and no start of a tenancy. It is no problem for a dwelling whose tenancy is known.
	LetWithoutTenancy = "sheet.letWithoutTenancy"
	// MissingValue: a new dwelling needs the column.
	MissingValue = "sheet.missing"
)

// Text returns what people read about the problem, without the column's name.
func (p Problem) Text(language string) string {
	text := message.Text(language, p.Message, p.Args...)
	if len(p.Allowed) > 0 {
		text += " " + message.Text(language, "sheet.allowed", "values", strings.Join(p.Allowed, ", "))
	}
	return text
}

// Value is what a cell says. The zero value is an empty cell: what is recorded stays as it is.
type Value[T any] struct {
	// Given: the cell is not empty.
	Given bool
	// Known: the cell holds a value. A cell that says "-" or "ukjent" is given but not known: the value is unknown.
	Known bool
	// V is the value when Known.
	V T
}

// Known makes a known value.
func Known[T any](v T) Value[T] { return Value[T]{Given: true, Known: true, V: v} }

// Pointer returns the value, or nil when it is empty or unknown.
func (v Value[T]) Pointer() *T {
	if !v.Known {
		return nil
	}
	return &v.V
}

const mask = "•••••••••••"

// shown is how a cell's text may stand in a problem: cut short, and without national identity numbers.
func shown(text string) string {
	for _, run := range elevenDigits.FindAllString(text, -1) {
		if checkdigit.Identity(run) {
			text = strings.ReplaceAll(text, run, mask)
		}
	}
	if utf8.RuneCountInString(text) > 100 {
		text = string([]rune(text)[:99]) + "…"
	}
	return text
}

// Sort puts problems in the order of the columns.
func Sort(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int { return place[a.Column] - place[b.Column] })
}
