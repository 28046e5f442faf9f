package sheet

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"kobo/internal/fault"
)

// Limits are what a workbook may be. A zero field means the number in its comment.
type Limits struct {
	// Bytes is the size of the file: 50 MB.
	Bytes int64
	// Unzipped is the size of one part of an Excel workbook when unzipped: 128 MB.
	Unzipped int64
	// Rows is how many rows below the heading may hold anything: 25 000.
	Rows int
	// Columns is how many columns may hold anything: 200.
	Columns int
	// Headings are the municipality's remembered headings, as for [Match]; they help to find the heading.
	Headings map[string]string
}

func (l *Limits) fill() {
	if l.Bytes == 0 {
		l.Bytes = 50 << 20
	}
	if l.Unzipped == 0 {
		l.Unzipped = 128 << 20
	}
	if l.Rows == 0 {
		l.Rows = 25000
	}
	if l.Columns == 0 {
		l.Columns = 200
	}
}

// A source is one table of cells: a worksheet, or a CSV file. The rows come in order with their number in the workbook, the
// empty ones left out; cells is used again for the next. It may be read any number of times.
type source interface {
	rows(yield func(number int, cells []string) error) error
}

// Book is a workbook with a heading and at least one row below it.
type Book struct {
	limits   Limits
	source   source
	number   int      // of the row with the heading
	headings []string // all different
	at       []int    // the place of each in a row
	epoch    int      // days to add to a date's number
}

// errEnough ends a reading early.
var errEnough = errors.New("enough rows")

const (
	searched   = 20 // the heading is among so many first rows
	recognised = 2  // a row is a heading when so many of its cells name a column
)

// Open finds the heading of an Excel workbook (xlsx, in its first sheet that has one) or a CSV file (UTF-8, UTF-16, Windows-1252
// or ISO-8859-1; separated by semicolon, comma, tab or bar). What the file is called does not matter. The reader must stay open
// as long as the book is used. BAD_REQUEST says what is wrong with the file; LIMIT_EXCEEDED that it is too large.
func Open(r io.ReaderAt, size int64, limits Limits) (*Book, error) {
	limits.fill()
	if size > limits.Bytes {
		return nil, fault.New(fault.Limited, "sheet.tooLarge", "max", limits.Bytes>>20)
	}
	start := make([]byte, min(size, 4096))
	if n, err := r.ReadAt(start, 0); n < len(start) {
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		start = start[:n]
	}
	var sources []source
	var epoch int
	var err error
	switch {
	case bytes.HasPrefix(start, []byte("PK")):
		sources, epoch, err = openXlsx(r, size, limits)
	case bytes.HasPrefix(start, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		err = oldOrEncrypted(r, size)
	default:
		sources, err = openCSV(r, size, start, limits)
	}
	if err != nil {
		return nil, err
	}
	return find(sources, epoch, limits)
}

// oldOrEncrypted tells apart the two things in the container that Office used before 2007.
func oldOrEncrypted(r io.ReaderAt, size int64) error {
	var name []byte
	for _, b := range []byte("EncryptedPackage") {
		name = append(name, b, 0)
	}
	data, err := io.ReadAll(io.NewSectionReader(r, 0, min(size, 50<<20)))
	if err != nil {
		return err
	}
	if bytes.Contains(data, name) {
		return fault.New(fault.Invalid, "sheet.encrypted")
	}
	return fault.New(fault.Invalid, "sheet.oldExcel")
}

// find makes a book of the first source with a heading. CSV files come as one source for each separator: the one under which
// most headings are recognised is taken.
func find(sources []source, epoch int, limits Limits) (*Book, error) {
	var book *Book
	var failure error
	best, filled, failed := recognised-1, false, 0
	for _, s := range sources {
		_, isCSV := s.(*csvSource)
		if book != nil && !isCSV {
			break
		}
		seen := 0
		err := s.rows(func(number int, cells []string) error {
			filled = true
			if seen++; seen > searched {
				return errEnough
			}
			candidate := &Book{limits: limits, source: s, number: number, epoch: epoch}
			candidate.name(cells)
			if n := len(Match(candidate.headings, limits.Headings)); n > best {
				best, book = n, candidate
			}
			return nil
		})
		switch {
		case err == nil || errors.Is(err, errEnough):
		case !isCSV || fault.CodeOf(err) == fault.Internal:
			return nil, err
		case failure == nil: // under a wrong separator the quotes need not fit
			failure = err
			fallthrough
		default:
			failed++
		}
	}
	switch {
	case book == nil && failed > 0 && failed == len(sources):
		return nil, failure
	case !filled:
		return nil, fault.New(fault.Invalid, "sheet.empty")
	case book == nil:
		return nil, fault.New(fault.Invalid, "sheet.noHeading", "rows", searched)
	}
	rows := 0
	err := book.each(func(int, []string) error { rows++; return errEnough })
	if err != nil && !errors.Is(err, errEnough) {
		return nil, err
	}
	if rows == 0 {
		return nil, fault.New(fault.Invalid, "sheet.empty")
	}
	return book, nil
}

// name takes the headings from a row. A repeated one gets a number, one that is empty the column's letter.
func (b *Book) name(cells []string) {
	taken := map[string]bool{}
	for i, cell := range cells {
		heading := strings.Join(strings.Fields(clean(cell)), " ")
		if heading == "" {
			heading = letters(i)
		}
		if r := []rune(heading); len(r) > 100 {
			heading = string(r[:100])
		}
		name := heading
		for n := 2; taken[name]; n++ {
			name = heading + " (" + strconv.Itoa(n) + ")"
		}
		taken[name] = true
		b.headings, b.at = append(b.headings, name), append(b.at, i)
	}
}

// letters is what spreadsheets call a column: A, B, … Z, AA.
func letters(column int) string {
	name := ""
	for column++; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}

// Headings returns the headings in their order, all different.
func (b *Book) Headings() []string { return slices.Clone(b.headings) }

// HeadingRow returns the number of the row that the heading stands in, the first row of the workbook being 1.
func (b *Book) HeadingRow() int { return b.number }

// each calls yield for the rows below the heading.
func (b *Book) each(yield func(number int, cells []string) error) error {
	rows := 0
	return b.source.rows(func(number int, cells []string) error {
		if number <= b.number {
			return nil
		}
		if rows++; rows > b.limits.Rows {
			return fault.New(fault.Limited, "sheet.tooManyRows", "max", b.limits.Rows)
		}
		return yield(number, cells)
	})
}

// Count returns how many rows below the heading hold anything. It reads the whole file, and so finds what is wrong further down:
// LIMIT_EXCEEDED for more rows than allowed.
func (b *Book) Count() (int, error) {
	rows := 0
	err := b.each(func(int, []string) error { rows++; return nil })
	return rows, err
}

// Rows streams the rows below the heading: the number in the workbook (the first row of the workbook being 1), and the cells that
// hold anything, keyed by our column. The columns say which column each heading is; headings that it does not have, or has with
// "", are left out. A row is given to the function even if none of its cells are of a column that is asked for. An error of the
// function ends the reading and is returned as it is. BAD_REQUEST when two headings are one column.
func (b *Book) Rows(columns map[string]string, yield func(number int, cells map[string]string) error) error {
	names, taken := make([]string, len(b.headings)), map[string]bool{}
	for i, heading := range b.headings {
		column := columns[heading]
		if column == "" {
			continue
		}
		if _, ok := place[column]; !ok {
			return fault.New(fault.Invalid, "sheet.noSuchColumn", "heading", heading)
		}
		if taken[column] {
			return fault.New(fault.Invalid, "sheet.columnTwice", "column", column)
		}
		names[i], taken[column] = column, true
	}
	return b.each(func(number int, cells []string) error {
		row := make(map[string]string, len(taken))
		for i, column := range names {
			if column == "" || b.at[i] >= len(cells) || cells[b.at[i]] == "" {
				continue
			}
			row[column] = b.dated(column, cells[b.at[i]])
		}
		return yield(number, row)
	})
}

// dated makes the day numbers of a workbook that counts from 1904 those that others use.
func (b *Book) dated(column, cell string) string {
	if b.epoch == 0 || columns[place[column]].Kind != Date {
		return cell
	}
	whole, _, _ := strings.Cut(cell, ",")
	if n, err := strconv.Atoi(whole); err == nil && digits(whole, 5) {
		return strconv.Itoa(n + b.epoch)
	}
	return cell
}

// bounded appends to a cell as long as it may hold more; what comes after is of no use to anyone.
func bounded(cell []byte, more ...byte) []byte {
	if room := 4*(maxCell+1) - len(cell); len(more) > room {
		more = more[:max(room, 0)]
	}
	return append(cell, more...)
}
