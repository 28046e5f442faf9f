package sheet

import (
	"io"
	"iter"
	"strings"

	"github.com/xuri/excelize/v2"

	"kobo/internal/message"
)

// Bad is a row with problems.
type Bad struct {
	// Number is the row's number in the workbook it came from.
	Number int
	// Cells are the cells as they were read, keyed by our column.
	Cells map[string]string
	// Problems are what is wrong, at least one.
	Problems []Problem
}

// Errors says how bad rows are handed back.
type Errors struct {
	// Language of the texts: nb, nn or en.
	Language string
	// Headings and Columns are the workbook's own, as for [Book.Rows]. Without headings our own names are used.
	Headings []string
	Columns  map[string]string
	// Mark is a line above the heading, in the lab that the data are synthetic. Empty for none.
	Mark string
}

// commented is how many cells get a note; all of them are coloured, and all problems stand in the last column.
const commented = 1000

// WriteErrors writes the rows as a workbook under their own headings, with the cells at fault coloured and commented and two more
// columns: the row's number in the workbook it came from, and what is wrong. It is imported again as it is, those two being
// left out. Columns that the workbook lacks and a new dwelling needs are added. An error among the rows is returned as it is.
func WriteErrors(w io.Writer, o Errors, rows iter.Seq2[Bad, error]) (err error) {
	titles, names := o.columns()
	b, err := newBook(message.Text(o.Language, "sheet.dwellings"), o.Mark)
	if err != nil {
		return err
	}
	defer b.close(&err)
	titles = append(titles, message.Text(o.Language, "sheet.rowColumn"), message.Text(o.Language, "sheet.errorColumn"))
	widths := make([]float64, len(titles))
	for i := range widths {
		widths[i] = 18
	}
	widths[len(widths)-1] = 80
	if err := b.head(titles, widths); err != nil {
		return err
	}
	comments := 0
	for bad, err := range rows {
		if err != nil {
			return err
		}
		at := map[string][]string{}
		var all []string
		for _, p := range bad.Problems {
			text := p.Text(o.Language)
			at[p.Column] = append(at[p.Column], text)
			if c, ok := Find(p.Column); ok {
				text = c.Titles.In(o.Language) + ": " + text
			}
			all = append(all, text)
		}
		cells := make([]any, 0, len(names)+2)
		for i, name := range names {
			style := b.text
			if texts := at[name]; len(texts) > 0 {
				style = b.fault
				if comments < commented {
					comments++
					if err := b.comment(i, strings.Join(texts, "\n")); err != nil {
						return err
					}
				}
			}
			cells = append(cells, excelize.Cell{StyleID: style, Value: bad.Cells[name]})
		}
		cells = append(cells, bad.Number, excelize.Cell{StyleID: b.wrapped, Value: strings.Join(all, "\n")})
		if err := b.row(cells); err != nil {
			return err
		}
	}
	return b.write(w)
}

// columns are the headings that have a column of ours, and which.
func (o *Errors) columns() (titles, names []string) {
	has := map[string]bool{}
	add := func(title, name string) {
		if name != "" && !has[name] {
			titles, names, has[name] = append(titles, title), append(names, name), true
		}
	}
	for _, heading := range o.Headings {
		add(heading, o.Columns[heading])
	}
	if len(names) == 0 {
		for _, c := range columns {
			if !c.Alternative {
				add(c.Name, c.Name)
			}
		}
	}
	has["gatenavn"] = has["gatenavn"] || has["adresse"]
	for _, name := range []string{"gatenavn", "koboboligtype", "kobodisposisjonsform", "boligstatus", "leieforholdstartdato"} {
		add(name, name)
	}
	return titles, names
}
