package sheet

import (
	"io"

	"github.com/xuri/excelize/v2"
)

// workbook is an Excel workbook of one table being written: a line that marks it if there is one, a heading that stays in sight, rows.
type workbook struct {
	file   *excelize.File
	stream *excelize.StreamWriter
	sheet  string
	mark   string
	number int // of the last row

	heading, marked, text, fault, wrapped, whole, decimal, money, date, time int // styles
}

// newBook begins a workbook with a sheet of that name.
func newBook(sheet, mark string) (*workbook, error) {
	b := &workbook{file: excelize.NewFile(), sheet: sheet, mark: mark}
	if err := b.begin(); err != nil {
		_ = b.file.Close() // the first error says more
		return nil, err
	}
	return b, nil
}

func (b *workbook) begin() error {
	if err := b.file.SetSheetName("Sheet1", b.sheet); err != nil {
		return err
	}
	if b.mark != "" {
		if err := b.file.SetDocProps(&excelize.DocProperties{Keywords: b.mark, Description: b.mark}); err != nil {
			return err
		}
	}
	if err := b.styles(); err != nil {
		return err
	}
	var err error
	b.stream, err = b.file.NewStreamWriter(b.sheet)
	return err
}

func (b *workbook) styles() error {
	format := func(f string) *excelize.Style { return &excelize.Style{CustomNumFmt: &f} }
	fill := func(colour string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
	}
	for _, s := range []struct {
		id    *int
		style *excelize.Style
	}{
		{&b.heading, &excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: true}, Fill: fill("D9E2F3"), Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}},
		{&b.marked, &excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: true, Color: "9C0006"}}},
		{&b.text, &excelize.Style{NumFmt: 49}},
		{&b.fault, &excelize.Style{NumFmt: 49, Fill: fill("FFC7CE")}},
		{&b.wrapped, &excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}},
		{&b.whole, format("0")},
		{&b.decimal, format("#,##0.##")},
		{&b.money, format("#,##0.00")},
		{&b.date, format("dd.mm.yyyy")},
		{&b.time, format("dd.mm.yyyy hh:mm")},
	} {
		var err error
		if *s.id, err = b.file.NewStyle(s.style); err != nil {
			return err
		}
	}
	return nil
}

// head writes the mark and the heading, and keeps them in sight.
func (b *workbook) head(titles []string, widths []float64) error {
	rows := 1
	if b.mark != "" {
		rows = 2
	}
	below, err := excelize.CoordinatesToCellName(1, rows+1)
	if err != nil {
		return err
	}
	if err := b.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: rows, TopLeftCell: below, ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	for i, width := range widths {
		if err := b.stream.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if b.mark != "" {
		if err := b.row([]any{excelize.Cell{StyleID: b.marked, Value: b.mark}}); err != nil {
			return err
		}
	}
	cells := make([]any, len(titles))
	for i, title := range titles {
		cells[i] = excelize.Cell{StyleID: b.heading, Value: title}
	}
	return b.row(cells)
}

func (b *workbook) row(cells []any) error {
	b.number++
	first, err := excelize.CoordinatesToCellName(1, b.number)
	if err != nil {
		return err
	}
	return b.stream.SetRow(first, cells)
}

// comment puts a note on a cell of the row that is written next.
func (b *workbook) comment(column int, text string) error {
	cell, err := excelize.CoordinatesToCellName(column+1, b.number+1)
	if err != nil {
		return err
	}
	return b.file.AddComment(b.sheet, excelize.Comment{Cell: cell, Author: "Kobo", Text: text, Width: 320, Height: 120})
}

func (b *workbook) write(w io.Writer) error {
	if err := b.stream.Flush(); err != nil {
		return err
	}
	return b.file.Write(w)
}

// close removes the temporary file of a large table.
func (b *workbook) close(err *error) {
	if e := b.file.Close(); e != nil && *err == nil {
		*err = e
	}
}
