package sheet

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"path"
	"regexp"
	"strconv"
	"strings"

	"kobo/internal/fault"
)

// Workbooks are read with the standard library's zip and XML alone, not with the library that writes them: that one ignores a
// damaged part and so loses rows without a word, unpacks to plain files on disk, and reads every picture into memory.

const (
	maxToken   = 1 << 20   // of XML; Excel's longest text is 32 767 letters
	maxStrings = 1_000_000 // shared between cells
	maxRow     = 1 << 20   // Excel's last row
	days1904   = 1462      // from the epoch of 1900 to that of 1904
)

// errBroken is what a reader of a part says of a part that is not as it should be.
var errBroken = fault.New(fault.Invalid, "sheet.broken")

// archive is the parts of a workbook by lower-case name.
type archive struct {
	parts  map[string]*zip.File
	limits Limits
}

// openXlsx returns the visible worksheets in order, and the days to add to its dates' numbers.
func openXlsx(r io.ReaderAt, size int64, limits Limits) ([]source, int, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, 0, errBroken
	}
	a := &archive{parts: make(map[string]*zip.File, len(z.File)), limits: limits}
	for _, f := range z.File {
		name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
		if _, twice := a.parts[name]; twice {
			return nil, 0, errBroken
		}
		a.parts[name] = f
	}
	if a.parts["xl/workbook.xml"] == nil {
		return nil, 0, fault.New(fault.Invalid, "sheet.notWorkbook")
	}
	targets, err := a.targets()
	if err != nil {
		return nil, 0, err
	}
	texts, err := a.texts()
	if err != nil {
		return nil, 0, err
	}
	var sources []source
	epoch := 0
	err = a.read("xl/workbook.xml", func(t *tokens) error {
		return t.each(func(token xml.Token) error {
			start, ok := token.(xml.StartElement)
			switch {
			case !ok:
			case start.Name.Local == "workbookPr":
				if v := attribute(start, "date1904"); v == "1" || v == "true" {
					epoch = days1904
				}
			case start.Name.Local == "sheet" && attribute(start, "state") != "hidden" && attribute(start, "state") != "veryHidden":
				for _, at := range start.Attr {
					if at.Name.Local == "id" && at.Name.Space != "" && a.parts[targets[at.Value]] != nil {
						sources = append(sources, &xlsxSource{archive: a, part: targets[at.Value], texts: texts})
					}
				}
			}
			return nil
		})
	})
	return sources, epoch, err
}

// targets maps the workbook's relations to the names of parts.
func (a *archive) targets() (map[string]string, error) {
	targets := map[string]string{}
	err := a.read("xl/_rels/workbook.xml.rels", func(t *tokens) error {
		return t.each(func(token xml.Token) error {
			if start, ok := token.(xml.StartElement); ok && start.Name.Local == "Relationship" && attribute(start, "TargetMode") != "External" {
				target := attribute(start, "Target")
				if !strings.HasPrefix(target, "/") {
					target = "/xl/" + target
				}
				targets[attribute(start, "Id")] = strings.ToLower(strings.TrimPrefix(path.Clean(target), "/"))
			}
			return nil
		})
	})
	return targets, err
}

// texts reads the texts that cells share.
func (a *archive) texts() ([]string, error) {
	if a.parts["xl/sharedstrings.xml"] == nil {
		return nil, nil
	}
	var texts []string
	err := a.read("xl/sharedstrings.xml", func(t *tokens) error {
		var text []byte
		var inText, phonetic bool
		return t.each(func(token xml.Token) error {
			switch e := token.(type) {
			case xml.StartElement:
				switch e.Name.Local {
				case "si":
					text = text[:0]
				case "rPh":
					phonetic = true
				case "t":
					inText = !phonetic
				}
			case xml.EndElement:
				switch e.Name.Local {
				case "si":
					if len(texts) == maxStrings {
						return fault.New(fault.Limited, "sheet.tooLarge", "max", a.limits.Bytes>>20)
					}
					texts = append(texts, unescaped(string(text)))
				case "rPh":
					phonetic = false
				case "t":
					inText = false
				}
			case xml.CharData:
				if inText {
					text = bounded(text, e...)
				}
			}
			return nil
		})
	})
	return texts, err
}

// read opens a part for a function and then reads it to its end, so that its checksum is tried.
func (a *archive) read(name string, do func(*tokens) error) error {
	f := a.parts[name]
	if f == nil {
		return errBroken
	}
	// The claim is enough to refuse by: the zip reader fails on a part that is larger than it claims.
	if f.UncompressedSize64 > uint64(a.limits.Unzipped) {
		return fault.New(fault.Limited, "sheet.tooLarge", "max", a.limits.Bytes>>20)
	}
	r, err := f.Open()
	if err != nil {
		return errBroken
	}
	defer func() { _ = r.Close() }() // a reader has nothing to lose
	in := &bounds{in: r}
	t := &tokens{Decoder: xml.NewDecoder(in), in: in}
	if err := do(t); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, r); err != nil {
		return errBroken
	}
	return nil
}

// bounds keeps the decoder from taking more than maxToken for one token.
type bounds struct {
	in         io.Reader
	read, done int64
}

func (b *bounds) Read(p []byte) (int, error) {
	if b.read-b.done > maxToken {
		return 0, errBroken
	}
	n, err := b.in.Read(p)
	b.read += int64(n)
	return n, err
}

// tokens are the tokens of a part. Names are looked at without their prefix.
type tokens struct {
	*xml.Decoder
	in *bounds
}

// each gives the tokens to the function until the part ends. A part with a document type is refused, whatever it declares.
func (t *tokens) each(do func(xml.Token) error) error {
	for {
		token, err := t.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errBroken
		}
		t.in.done = t.InputOffset()
		if _, ok := token.(xml.Directive); ok {
			return errBroken
		}
		if err := do(token); err != nil {
			return err
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// xlsxSource is a worksheet.
type xlsxSource struct {
	*archive
	part  string
	texts []string
}

func (s *xlsxSource) rows(yield func(number int, cells []string) error) error {
	return s.read(s.part, func(t *tokens) error {
		w := worksheet{xlsxSource: s, yield: yield}
		if err := t.each(w.token); err != nil && !errors.Is(err, errData) {
			return err
		}
		if !w.ended {
			return errBroken // cut off, which must not pass for a short sheet
		}
		return nil
	})
}

// errData ends the reading of tokens where the data of a worksheet end.
var errData = errors.New("end of data")

// worksheet is the state of a worksheet's reading.
type worksheet struct {
	*xlsxSource
	yield func(number int, cells []string) error

	number, column int
	cells          []string
	kind           string // of the cell: "s", "b", "str" …
	text           []byte
	taking, aside  bool // inside a value; inside what is read aloud of one
	ended          bool
}

func (w *worksheet) token(token xml.Token) error {
	switch e := token.(type) {
	case xml.StartElement:
		switch e.Name.Local {
		case "row":
			return w.row(attribute(e, "r"))
		case "c":
			w.kind, w.text = attribute(e, "t"), w.text[:0]
			return w.place(attribute(e, "r"))
		case "v", "t":
			w.taking = !w.aside
		case "rPh":
			w.aside = true
		}
	case xml.EndElement:
		switch e.Name.Local {
		case "v", "t":
			w.taking = false
		case "rPh":
			w.aside = false
		case "c":
			return w.cell()
		case "row":
			if len(w.cells) > 0 {
				return w.yield(w.number, w.cells)
			}
		case "sheetData":
			w.ended = true
			return errData
		}
	case xml.CharData:
		if w.taking {
			w.text = bounded(w.text, e...)
		}
	}
	return nil
}

// row begins the row of the number, or the next when it has none.
func (w *worksheet) row(number string) error {
	next := w.number + 1
	if number != "" {
		n, err := strconv.Atoi(number)
		if err != nil || n < next {
			return errBroken
		}
		next = n
	}
	if next > maxRow {
		return errBroken
	}
	w.number, w.column, w.cells = next, -1, w.cells[:0]
	return nil
}

// place moves to the column of the reference ("AB12"), or to the next when there is none.
func (w *worksheet) place(reference string) error {
	next, column := w.column+1, 0
	for i := 0; i < len(reference) && reference[i] > '9'; i++ {
		if reference[i] < 'A' || reference[i] > 'Z' || i == 3 {
			return errBroken
		}
		column = column*26 + int(reference[i]-'A') + 1
	}
	if column > 0 {
		if column-1 < next {
			return errBroken
		}
		next = column - 1
	}
	w.column = next
	return nil
}

// cell keeps what the cell that ends here holds. Of a formula that is the value Excel last found; the formula is never looked at.
func (w *worksheet) cell() error {
	text := string(w.text)
	switch w.kind {
	case "s":
		i, err := strconv.Atoi(text)
		if text == "" {
			break
		}
		if err != nil || i < 0 || i >= len(w.texts) {
			return errBroken
		}
		text = w.texts[i]
	case "", "n":
		text = decimal(text)
	default:
		text = unescaped(text)
	}
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return nil
	case w.column >= w.limits.Columns:
		return fault.New(fault.Limited, "sheet.tooManyColumns", "max", w.limits.Columns)
	}
	for len(w.cells) < w.column {
		w.cells = append(w.cells, "")
	}
	w.cells = append(w.cells, text)
	return nil
}

// decimal writes a number as a Norwegian sees it in Excel: fifteen digits, no exponent, a comma.
func decimal(number string) string {
	if plainNumber.MatchString(number) && len(number) <= 15 {
		return number
	}
	f, err := strconv.ParseFloat(number, 64)
	if err != nil || math.Abs(f) >= 1e15 {
		return number
	}
	if f, err = strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64); err != nil {
		return number
	}
	return strings.Replace(strconv.FormatFloat(f, 'f', -1, 64), ".", ",", 1)
}

var escape = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescaped undoes how Excel writes letters that XML can't hold: _x000D_.
func unescaped(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escape.ReplaceAllStringFunc(s, func(e string) string {
		n, err := strconv.ParseUint(e[2:6], 16, 32)
		if err != nil {
			return e
		}
		return string(rune(n))
	})
}
