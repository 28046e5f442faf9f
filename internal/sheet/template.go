package sheet

import (
	"io"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"kobo/internal/codelist"
	"kobo/internal/message"
)

// TemplateOptions say how the template is written.
type TemplateOptions struct {
	// Language of titles and guide: nb, nn or en. The headings are the import names in any language.
	Language string
	// Today decides which codes are in use.
	Today time.Time
	// Mark is a line above the heading, in the lab that the data are synthetic. Empty for none.
	Mark string
}

// Template writes an empty workbook for dwellings: a sheet with the headings, lists to choose from where a column has codes and
// help in each column, and a guide sheet (Veiledning) with what every column means, what is allowed, and examples.
func Template(w io.Writer, o TemplateOptions) (err error) {
	b, err := newBook(message.Text(o.Language, "sheet.dwellings"), o.Mark)
	if err != nil {
		return err
	}
	defer b.close(&err)
	var inOrder []Column
	for _, c := range columns {
		if !c.Alternative {
			inOrder = append(inOrder, c)
		}
	}
	names, widths := make([]string, len(inOrder)), make([]float64, len(inOrder))
	for i, c := range inOrder {
		names[i], widths[i] = c.Name, float64(max(len(c.Name)+2, 14))
		style := b.text
		switch c.Kind {
		case Date:
			style = b.date
		case Money, Decimal:
			style = b.decimal
		}
		if err := b.stream.SetColStyle(i+1, i+1, style); err != nil {
			return err
		}
	}
	if err := b.head(names, widths); err != nil {
		return err
	}
	guide, lists := message.Text(o.Language, "sheet.guide"), message.Text(o.Language, "sheet.lists")
	for _, name := range []string{guide, lists} {
		if _, err := b.file.NewSheet(name); err != nil {
			return err
		}
	}
	for i, c := range inOrder {
		if err := b.help(i, c, lists, o); err != nil {
			return err
		}
	}
	if err := b.file.SetSheetVisible(lists, false); err != nil {
		return err
	}
	if err := b.guide(guide, inOrder, o); err != nil {
		return err
	}
	return b.write(w)
}

// help gives a column its prompt and its list to choose from. A word that is not in the list only warns: it may be a local word.
func (b *workbook) help(i int, c Column, lists string, o TemplateOptions) error {
	column, err := excelize.ColumnNumberToName(i + 1)
	if err != nil {
		return err
	}
	first, err := excelize.JoinCellName(column, b.number+1)
	if err != nil {
		return err
	}
	validation := excelize.NewDataValidation(true)
	validation.SetSqref(first + ":" + column + "25002")
	validation.SetInput(cut(c.Titles.In(o.Language), 32), cut(c.Help.In(o.Language), 255))
	if words := c.Allowed(o.Today); len(words) > 0 {
		cells := append([]string{c.Name}, words...)
		if err := b.file.SetSheetCol(lists, column+"1", &cells); err != nil {
			return err
		}
		last, err := excelize.CoordinatesToCellName(i+1, len(cells), true)
		if err != nil {
			return err
		}
		validation.SetSqrefDropList("'" + lists + "'!$" + column + "$2:" + last)
		validation.SetError(excelize.DataValidationErrorStyleWarning, cut(c.Titles.In(o.Language), 32), message.Text(o.Language, "sheet.notInList"))
	}
	return b.file.AddDataValidation(b.sheet, validation)
}

// guide writes the guide sheet. Columns stand as rows there, so that it can't be taken for a table of dwellings.
func (b *workbook) guide(sheet string, inOrder []Column, o TemplateOptions) error {
	say := func(key string) string { return message.Text(o.Language, key) }
	number := 0
	row := func(style int, texts ...string) error {
		number++
		for i, text := range texts {
			cell, err := excelize.CoordinatesToCellName(i+1, number)
			if err != nil {
				return err
			}
			if err := b.file.SetCellStr(sheet, cell, text); err != nil {
				return err
			}
			if err := b.file.SetCellStyle(sheet, cell, cell, style); err != nil {
				return err
			}
		}
		return nil
	}
	if err := row(b.heading, say("sheet.guideTitle")); err != nil {
		return err
	}
	for _, line := range strings.Split(say("sheet.advice"), "\n") {
		if err := row(b.text, line); err != nil {
			return err
		}
	}
	number++
	if err := row(b.heading, say("sheet.guideColumn"), say("sheet.guideName"), say("sheet.guideHelp"), say("sheet.guideRequired"),
		say("sheet.guideAllowed"), say("sheet.guideExample")+" 1", say("sheet.guideExample")+" 2"); err != nil {
		return err
	}
	for _, c := range inOrder {
		required := say("sheet.no")
		if c.Required {
			required = say("sheet.guideNew")
		}
		if err := row(b.wrapped, c.Name, c.Titles.In(o.Language), c.Help.In(o.Language), required, c.explained(o), c.Examples[0], c.Examples[1]); err != nil {
			return err
		}
	}
	for column, width := range map[string]float64{"A": 30, "B": 30, "C": 60, "D": 18, "E": 60, "F": 24, "G": 24} {
		if err := b.file.SetColWidth(sheet, column, column, width); err != nil {
			return err
		}
	}
	return nil
}

// explained is what is allowed in the column, codes with their labels.
func (c Column) explained(o TemplateOptions) string {
	if c.List == "" {
		return strings.Join(c.Allowed(o.Today), ", ")
	}
	var lines []string
	for _, word := range c.Allowed(o.Today) {
		if code, ok := codelist.ByImport(c.List, word); ok {
			word += " = " + code.Label(o.Language)
		}
		lines = append(lines, word)
	}
	return strings.Join(lines, "\n")
}

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
