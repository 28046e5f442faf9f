package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"kobo/internal/fault"
)

// csvSource reads a text file of separated cells.
type csvSource struct {
	r         io.ReaderAt
	size      int64
	encoding  encoding.Encoding
	separator byte
	limits    Limits
}

// openCSV returns a source for each separator that the file may have.
func openCSV(r io.ReaderAt, size int64, start []byte, limits Limits) ([]source, error) {
	letters, err := sniff(r, size, start)
	if err != nil {
		return nil, err
	}
	var sources []source
	for _, separator := range []byte{';', ',', '\t', '|'} {
		sources = append(sources, &csvSource{r: r, size: size, encoding: letters, separator: separator, limits: limits})
	}
	return sources, nil
}

// sniff finds the encoding: by the mark in front, by the zeros of UTF-16, as UTF-8 when the whole file is valid as that, else
// Windows-1252, of which ISO-8859-1's letters are a part. A file that is no text is no workbook.
func sniff(r io.ReaderAt, size int64, start []byte) (encoding.Encoding, error) {
	utf16 := func(e unicode.Endianness) encoding.Encoding { return unicode.UTF16(e, unicode.UseBOM) }
	switch {
	case bytes.HasPrefix(start, []byte("\xff\xfe")):
		return utf16(unicode.LittleEndian), nil
	case bytes.HasPrefix(start, []byte("\xfe\xff")):
		return utf16(unicode.BigEndian), nil
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		return unicode.UTF8BOM, nil
	}
	var zeros [2]int
	other := 0
	for i, b := range start {
		switch {
		case b == 0:
			zeros[i%2]++
		case b < ' ' && !strings.ContainsRune("\t\n\r\f\x1a", rune(b)):
			other++
		}
	}
	half := len(start) / 2
	switch {
	case other > 0 || zeros[0]+zeros[1] > 0 && zeros[0] < half*3/4 && zeros[1] < half*3/4:
		return nil, fault.New(fault.Invalid, "sheet.notWorkbook")
	case zeros[1] > 0 && zeros[0] == 0:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), nil
	case zeros[0] > 0 && zeros[1] == 0:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), nil
	case zeros[0] > 0:
		return nil, fault.New(fault.Invalid, "sheet.notWorkbook")
	}
	_, err := io.Copy(io.Discard, transform.NewReader(io.NewSectionReader(r, 0, size), encoding.UTF8Validator))
	switch {
	case errors.Is(err, encoding.ErrInvalidUTF8):
		return charmap.Windows1252, nil
	case err != nil:
		return nil, err
	}
	return unicode.UTF8, nil
}

func (s *csvSource) rows(yield func(number int, cells []string) error) error {
	decoded := transform.NewReader(io.NewSectionReader(s.r, 0, s.size), s.encoding.NewDecoder())
	in := &csvReader{in: bufio.NewReaderSize(decoded, 64<<10), separator: s.separator, columns: s.limits.Columns}
	for number := 1; ; number++ {
		cells, err := in.row(number)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if number == 1 && len(cells) == 1 && len(cells[0]) <= 5 && strings.HasPrefix(cells[0], "sep=") {
			number-- // Excel's own hint, which it does not show as a row
			continue
		}
		if len(cells) == 0 {
			continue
		}
		if err := yield(number, cells); err != nil {
			return err
		}
	}
}

// csvReader splits text into rows. Unlike the standard library's reader it counts empty lines, takes quotes inside a cell as
// they are, ends lines as any system does, and never lets a forgotten quote swallow the rows below.
type csvReader struct {
	in        *bufio.Reader
	separator byte
	columns   int
	cells     []string
	cell      []byte
}

// row returns the cells of the next row up to the last that is not empty: none for an empty line. io.EOF after the last.
func (c *csvReader) row(number int) ([]string, error) {
	c.cells = c.cells[:0]
	filled, column := 0, 0
	for first := true; ; first = false {
		end, err := c.next(number)
		if err != nil {
			return nil, err
		}
		if end == eof && first && len(c.cell) == 0 {
			return nil, io.EOF
		}
		text := unguarded(strings.TrimSpace(string(c.cell)))
		switch {
		case column < c.columns:
			c.cells = append(c.cells, text)
			if text != "" {
				filled = len(c.cells)
			}
		case text != "":
			return nil, fault.New(fault.Limited, "sheet.tooManyColumns", "max", c.columns)
		}
		if column++; end != more {
			return c.cells[:filled], nil
		}
	}
}

// What a cell ends with.
type ending int

const (
	more ending = iota // another cell of the row
	line               // the row
	eof                // the file
)

// next reads a cell into c.cell.
func (c *csvReader) next(number int) (ending, error) {
	c.cell = c.cell[:0]
	quoted, spans := false, false // spans: a separator or line end was taken as part of the cell because of a quote
	for start := true; ; start = false {
		b, err := c.in.ReadByte()
		switch {
		case errors.Is(err, io.EOF):
			if quoted {
				return 0, fault.New(fault.Invalid, "sheet.quotes", "row", number)
			}
			return eof, nil
		case err != nil:
			return 0, err
		case quoted && b == '"':
			after, _ := c.in.Peek(1)
			switch {
			case len(after) == 1 && after[0] == '"':
				_, _ = c.in.Discard(1) // just peeked
				c.cell = bounded(c.cell, '"')
			case len(after) == 0 || after[0] == c.separator || after[0] == '\r' || after[0] == '\n':
				quoted = false
			case spans:
				return 0, fault.New(fault.Invalid, "sheet.quotes", "row", number)
			default: // a name in quotes with more after it
				c.cell = append(append([]byte{'"'}, c.cell...), '"')
				quoted = false
			}
		case quoted:
			spans = spans || b == c.separator || b == '\n' || b == '\r'
			c.cell = bounded(c.cell, b)
		case b == '"' && start:
			quoted = true
		case b == c.separator:
			return more, nil
		case b == '\n':
			return line, nil
		case b == '\r':
			if after, _ := c.in.Peek(1); len(after) == 1 && after[0] == '\n' {
				_, _ = c.in.Discard(1) // just peeked
			}
			return line, nil
		default:
			c.cell = bounded(c.cell, b)
		}
	}
}
