package sheet

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"kobo/internal/message"
)

// Format is a form of file.
type Format string

// The formats that lists are exported in.
const (
	XLSX Format = "xlsx"
	// CSV is as Excel in Norway wants it: UTF-8 with a mark in front, semicolons, decimal commas, lines that end as on Windows.
	CSV Format = "csv"
)

// MediaType is what HTTP calls the format.
func (f Format) MediaType() string {
	if f == XLSX {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/csv; charset=utf-8"
}

// ExportColumn is a column of an export.
type ExportColumn struct {
	Title string
	Kind  Kind
	// Width in letters; zero for a width that suits the kind.
	Width float64
}

// Export writes a list row by row. A CSV file goes out as it is written, a workbook when it is closed.
type Export struct {
	columns  []ExportColumn
	language string

	csv  *bufio.Writer
	book *workbook
	out  io.Writer
}

// ExportOptions say how a list is exported.
type ExportOptions struct {
	Format  Format
	Columns []ExportColumn
	// Language of codes and of yes and no: nb, nn or en.
	Language string
	// Title names the sheet of a workbook; at most 31 letters, none of []:*?/\.
	Title string
	// Mark is a line above the heading, in the lab that the data are synthetic. Empty for none.
	Mark string
}

// NewExport begins an export with its heading. The caller must close it, also after an error.
func NewExport(w io.Writer, o ExportOptions) (*Export, error) {
	e := &Export{columns: o.Columns, language: o.Language, out: w}
	titles, widths := make([]string, len(o.Columns)), make([]float64, len(o.Columns))
	for i, c := range o.Columns {
		titles[i], widths[i] = c.Title, c.Width
		if c.Width == 0 {
			widths[i] = map[Kind]float64{Text: 24, Code: 24, Time: 17}[c.Kind]
		}
		if widths[i] == 0 {
			widths[i] = 13
		}
	}
	switch o.Format {
	case XLSX:
		var err error
		if e.book, err = newBook(o.Title, o.Mark); err != nil {
			return nil, err
		}
		if err := e.book.head(titles, widths); err != nil {
			e.book.close(&err)
			return nil, err
		}
	case CSV:
		e.csv = bufio.NewWriterSize(w, 32<<10)
		_, _ = e.csv.WriteString("\ufeff") // the writer keeps its first error until it is flushed
		if o.Mark != "" {
			e.line([]string{guarded(o.Mark)})
		}
		for i := range titles {
			titles[i] = guarded(titles[i])
		}
		e.line(titles)
	default:
		return nil, fmt.Errorf("sheet: no format %q", o.Format)
	}
	return e, nil
}

// Row writes a row, one value for each column: a string, a whole number (øre in a [Money] column), a float64, a bool, a time or day (as the
// clock of its own zone shows it), a code of a list (its label is written), a pointer to one of these, or nil for nothing. No
// text ever becomes a formula.
func (e *Export) Row(values ...any) error {
	if len(values) != len(e.columns) {
		return fmt.Errorf("sheet: %d values for %d columns", len(values), len(e.columns))
	}
	texts, cells := make([]string, len(values)), make([]any, len(values))
	for i, value := range values {
		text, cell, err := e.value(e.columns[i].Kind, value)
		if err != nil {
			return fmt.Errorf("sheet: column %q: %w", e.columns[i].Title, err)
		}
		texts[i], cells[i] = text, cell
	}
	if e.book != nil {
		return e.book.row(cells)
	}
	e.line(texts)
	return nil
}

// moment is what a time and a day have in common.
type moment interface {
	Date() (year int, month time.Month, day int)
	Clock() (hour, minute, second int)
	IsZero() bool
}

// value is a value as CSV writes it, and as Excel keeps it.
func (e *Export) value(kind Kind, value any) (text string, cell any, err error) {
	v := reflect.ValueOf(value)
	for v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if !v.IsValid() {
		return "", nil, nil
	}
	style := 0
	switch v := v.Interface().(type) {
	case interface{ Label(language string) string }:
		return e.text(v.Label(e.language))
	case bool:
		key := "sheet.no"
		if v {
			key = "sheet.yes"
		}
		return e.text(message.Text(e.language, key))
	case moment:
		if v.IsZero() {
			return "", nil, nil
		}
		year, month, day := v.Date()
		hour, minute, second := v.Clock()
		form := norwegianDate
		if kind == Time {
			form += " 15:04"
		} else {
			hour, minute, second = 0, 0, 0
		}
		at := time.Date(year, month, day, hour, minute, second, 0, time.UTC)
		if e.book != nil {
			if style = e.book.date; kind == Time {
				style = e.book.time
			}
		}
		return at.Format(form), excelize.Cell{StyleID: style, Value: at}, nil
	}
	switch {
	case v.Kind() == reflect.String:
		return e.text(v.String())
	case v.CanInt() && kind == Money:
		return e.number(float64(v.Int())/100, 2, func(b *workbook) int { return b.money })
	case v.CanInt():
		return e.number(float64(v.Int()), 0, func(b *workbook) int { return b.whole })
	case v.CanFloat() && !math.IsNaN(v.Float()) && !math.IsInf(v.Float(), 0):
		return e.number(v.Float(), -1, func(b *workbook) int { return b.decimal })
	}
	return "", nil, fmt.Errorf("a %T can't be written", value)
}

func (e *Export) text(s string) (string, any, error) {
	if e.book != nil {
		return "", excelize.Cell{StyleID: e.book.text, Value: s}, nil
	}
	return guarded(s), nil, nil
}

func (e *Export) number(f float64, decimals int, style func(*workbook) int) (string, any, error) {
	if e.book != nil {
		return "", excelize.Cell{StyleID: style(e.book), Value: f}, nil
	}
	return strings.Replace(strconv.FormatFloat(f, 'f', decimals, 64), ".", ",", 1), nil, nil
}

// line writes a row of CSV. The writer keeps its first error until it is flushed.
func (e *Export) line(cells []string) {
	for i, cell := range cells {
		if i > 0 {
			_ = e.csv.WriteByte(';')
		}
		if strings.ContainsAny(cell, ";\"\r\n") || strings.TrimSpace(cell) != cell {
			cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
		_, _ = e.csv.WriteString(cell)
	}
	_, _ = e.csv.WriteString("\r\n")
}

// Close writes what is left.
func (e *Export) Close() (err error) {
	if e.book == nil {
		return e.csv.Flush()
	}
	defer e.book.close(&err)
	return e.book.write(e.out)
}
