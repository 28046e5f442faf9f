package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"kobo/internal/checkdigit"
	"kobo/internal/codelist"
	"kobo/internal/fault"
	"kobo/internal/lab/synthetic"
	"kobo/internal/message"
)

var today = time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)

func open(t testing.TB, data []byte) *Book {
	t.Helper()
	b, err := Open(bytes.NewReader(data), int64(len(data)), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

type numbered struct {
	Number int
	Cells  map[string]string
}

func read(t testing.TB, b *Book) []numbered {
	t.Helper()
	var rows []numbered
	err := b.Rows(Match(b.Headings(), nil), func(number int, cells map[string]string) error {
		rows = append(rows, numbered{number, cells})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// workbookOf makes an Excel workbook of the rows, the first sheet's name being the first argument.
func workbookOf(t testing.TB, rows [][]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	s, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		if err := s.SetRow(fmt.Sprintf("A%d", i+1), row); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := errors.Join(s.Flush(), f.Write(&out)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// parts makes a zip file of the parts; a workbook with one sheet when they lack its frame.
func parts(t testing.TB, contents map[string]string) []byte {
	t.Helper()
	all := map[string]string{
		"[Content_Types].xml":        `<Types/>`,
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="A" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`,
	}
	maps.Copy(all, contents)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		method := zip.Deflate
		if strings.Contains(all[name], "stored") {
			method = zip.Store
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, all[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const headingRow = `<row><c t="inlineStr"><is><t>gnrbnr</t></is></c><c t="inlineStr"><is><t>bruksenhetsnummer</t></is></c></row>`

func sheetOf(rows string) map[string]string {
	return map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData>` + headingRow + rows + `</sheetData></worksheet>`}
}

func TestTableOfColumns(t *testing.T) {
	t.Parallel()
	names := map[string]string{}
	for _, c := range Columns() {
		for _, word := range append([]string{c.Name, c.Titles.NB, c.Titles.NN, c.Titles.EN}, c.synonyms...) {
			if other, ok := names[Fold(word)]; ok && other != c.Name {
				t.Errorf("%q names both %s and %s", word, other, c.Name)
			}
			names[Fold(word)] = c.Name
		}
		for _, language := range message.Languages {
			if c.Titles.In(language) == "" || len([]rune(c.Help.In(language))) < 8 || len([]rune(c.Help.In(language))) > 255 {
				t.Errorf("%s lacks a title or help in %s, or it is too long for a prompt", c.Name, language)
			}
		}
		if (c.Kind == Code) != (c.List != "") || c.set == nil {
			t.Errorf("%s: kind %s with list %q", c.Name, c.Kind, c.List)
		}
		if c.List != "" && len(c.Allowed(today)) == 0 {
			t.Errorf("%s allows nothing", c.Name)
		}
		for _, example := range c.Examples {
			if example == "" {
				continue
			}
			cells := map[string]string{c.Name: example}
			if _, problems := (&Parser{Today: today}).Parse(cells); slices.ContainsFunc(problems, func(p Problem) bool { return p.Column == c.Name && p.Message != "sheet.propertyIncomplete" }) {
				t.Errorf("the example %q of %s: %v", example, c.Name, problems)
			}
		}
	}
	for _, name := range synthetic.SheetColumns {
		if c, ok := Find(name); !ok || c.Alternative {
			t.Errorf("no column %s", name)
		}
	}
	for _, heading := range []string{"Feil", "Errors", "Rad i filen", "Rad i fila", "Row in the file"} {
		if m := Match([]string{heading}, nil); len(m) != 0 {
			t.Errorf("%q is taken for %v", heading, m)
		}
	}
}

func TestEveryMessageHasItsTextInEveryLanguage(t *testing.T) {
	t.Parallel()
	all := map[string]map[string]string{}
	for _, language := range message.Languages {
		data, err := os.ReadFile("../message/" + language + ".json")
		if err != nil {
			t.Fatal(err)
		}
		texts := map[string]string{}
		if err := json.Unmarshal(data, &texts); err != nil {
			t.Fatal(err)
		}
		all[language] = texts
	}
	for _, key := range []string{
		"tooLarge", "notWorkbook", "oldExcel", "encrypted", "broken", "empty", "noHeading", "tooManyRows", "tooManyColumns", "quotes",
		"noSuchColumn", "columnTwice", "allowed", "unknownWord", "notUnknown", "missing", "tooLong", "formulaError", "encoding",
		"personalNumber", "municipality", "municipalityUnknown", "municipalityTwice", "property", "propertyIncomplete", "unitNumber",
		"address", "streetMissing", "houseNumber", "houseLetter", "houseLetterTwice", "postalCode", "organisationNumber", "phone",
		"integer", "area", "money", "date", "dateTooEarly", "dateTooLate", "personNumber", "person", "letWithoutTenancy",
		"tenancyStartMissing", "endBeforeStart", "openEndedWithEnd", "repeated", "yes", "no", "dwellings", "guide", "lists",
		"rowColumn", "errorColumn", "notInList", "guideTitle", "advice", "guideColumn", "guideName", "guideHelp", "guideRequired",
		"guideNew", "guideAllowed", "guideExample",
	} {
		for language, texts := range all {
			if texts["sheet."+key] == "" {
				t.Errorf("no text for sheet.%s in %s", key, language)
			}
		}
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	got := Match([]string{
		"Gateadresse", "Gnr/Bnr", "H-nr", "MÅNEDSLEIE (kr)", "Type bolig", "Navn", "Leverandør-ID", "gatenavn ", "Manedsleie", "Postnr.",
		"Kommune Nr", "Merknad", "Ant. soverom *",
	}, map[string]string{Fold("Navn"): "boligeiersnavn", Fold("Merknad"): "", Fold("Dikt"): "finnesikke"})
	want := map[string]string{
		"Gateadresse": "adresse", "Gnr/Bnr": "gnrbnr", "H-nr": "bruksenhetsnummer", "MÅNEDSLEIE (kr)": "manedsleie", "Type bolig": "koboboligtype",
		"Navn": "boligeiersnavn", "Leverandør-ID": "leverandorboligid", "gatenavn ": "gatenavn", "Postnr.": "postnummer",
		"Kommune Nr": "kommunenummer", "Ant. soverom *": "antallsoverom",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestEncodingsAndSeparators(t *testing.T) {
	t.Parallel()
	lines := "Gnr/Bnr;H-nr;Gatenavn;Øvrig informasjon\n118/507;H0101;Høyåsen;\"Trapp; smal\nog \"\"bratt\"\"\"\n\n118/508;H0102;Ærfuglvegen;Kalt \"Låven\"\n"
	want := []numbered{
		{2, map[string]string{"gnrbnr": "118/507", "bruksenhetsnummer": "H0101", "gatenavn": "Høyåsen", "ovriginformasjon": "Trapp; smal\nog \"bratt\""}},
		{4, map[string]string{"gnrbnr": "118/508", "bruksenhetsnummer": "H0102", "gatenavn": "Ærfuglvegen", "ovriginformasjon": `Kalt "Låven"`}},
	}
	encodings := map[string]encoding.Encoding{
		"UTF-8": unicode.UTF8, "UTF-8 with mark": unicode.UTF8BOM, "ISO-8859-1": charmap.ISO8859_1, "Windows-1252": charmap.Windows1252,
		"UTF-16LE with mark": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "UTF-16BE with mark": unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
		"UTF-16LE": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "UTF-16BE": unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
	}
	for name, e := range encodings {
		for _, separator := range []string{";", ",", "\t", "|"} {
			for _, end := range []string{"\n", "\r\n", "\r"} {
				// The semicolon and line end inside quotes stay whatever separates.
				text := strings.ReplaceAll(lines, ";", separator)
				text = strings.ReplaceAll(text, "Trapp"+separator, "Trapp;")
				text = strings.ReplaceAll(text, "\n", end)
				data, err := e.NewEncoder().String(text)
				if err != nil {
					t.Fatal(err)
				}
				got := read(t, open(t, []byte(data)))
				for _, row := range got {
					if s, ok := row.Cells["ovriginformasjon"]; ok {
						row.Cells["ovriginformasjon"] = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
					}
				}
				if d := cmp.Diff(want, got); d != "" {
					t.Errorf("%s separated by %q, lines end with %q: %s", name, separator, end, d)
				}
			}
		}
	}
}

func TestOpenFindsTheHeading(t *testing.T) {
	t.Parallel()
	b := open(t, []byte("sep=;\r\nBoliger i Krokvik\r\n\r\n;;;\r\nAdresse;Navn;;Navn;Leie\r\nStorgata 1;a;b;c;8500\r\n"))
	if d := cmp.Diff([]string{"Adresse", "Navn", "C", "Navn (2)", "Leie"}, b.Headings()); d != "" || b.HeadingRow() != 4 {
		t.Errorf("row %d: %s", b.HeadingRow(), d)
	}
	if d := cmp.Diff([]numbered{{5, map[string]string{"adresse": "Storgata 1", "manedsleie": "8500"}}}, read(t, b)); d != "" {
		t.Error(d)
	}

	local := []byte("Objekt;Snurr\nA1;2\n")
	headings := map[string]string{Fold("Objekt"): "leverandorboligid", Fold("Snurr"): "antallsoverom"}
	if _, err := Open(bytes.NewReader(local), int64(len(local)), Limits{Headings: headings}); err != nil {
		t.Errorf("remembered headings are not enough: %v", err)
	}

	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	for _, name := range []string{"Skjult", "Bygg", "Data"} {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
	}
	for sheet, rows := range map[string][][]any{
		"Skjult": {{"gnrbnr", "bruksenhetsnummer"}, {"1/1", "H0101"}},
		"Bygg":   {{"Bygg", "Byggeår"}, {"A", 1980}},
		"Data":   {{"gnrbnr", "bruksenhetsnummer"}, {"2/2", "H0202"}},
	} {
		for i, row := range rows {
			if err := f.SetSheetRow(sheet, fmt.Sprintf("B%d", i+3), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	var out bytes.Buffer
	if err := errors.Join(f.SetSheetVisible("Skjult", false), f.Write(&out)); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]numbered{{4, map[string]string{"gnrbnr": "2/2", "bruksenhetsnummer": "H0202"}}}, read(t, open(t, out.Bytes()))); d != "" {
		t.Error(d)
	}
}

func TestExcelCells(t *testing.T) {
	t.Parallel()
	data := workbookOf(t, [][]any{
		{"gnrbnr", "statusdato", "manedsleie", "hovedsoker", "errullestoltilpasset", "depositum", "bruksareal", "husnummer", "ovriginformasjon"},
		{"118/507", time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), 8500.5, 11819012345, true, excelize.Cell{Formula: "C2*3", Value: 25501.5}, 0.1 + 54.2, 12, "_x000D_=1+1"},
		{nil, nil, nil},
		{"118/508", nil, 8333.333333333334},
	})
	want := []numbered{
		{2, map[string]string{
			"gnrbnr": "118/507", "statusdato": "46082", "manedsleie": "8500,5", "hovedsoker": "11819012345", "errullestoltilpasset": "1",
			"depositum": "25501,5", "bruksareal": "54,3", "husnummer": "12", "ovriginformasjon": "_x000D_=1+1",
		}},
		{4, map[string]string{"gnrbnr": "118/508", "manedsleie": "8333,33333333333"}},
	}
	if d := cmp.Diff(want, read(t, open(t, data))); d != "" {
		t.Error(d)
	}

	shared := parts(t, map[string]string{
		"xl/workbook.xml":          `<x:workbook xmlns:x="m" xmlns:r="r"><x:workbookPr date1904="1"/><x:sheets><x:sheet r:id="rId1"/></x:sheets></x:workbook>`,
		"xl/sharedStrings.xml":     `<x:sst><x:si><x:t>gnrbnr</x:t></x:si><x:si><x:r><x:t>status</x:t></x:r><x:r><x:t>dato</x:t></x:r><x:rPh><x:t>lest</x:t></x:rPh></x:si><x:si><x:t>1/1_x000A_&amp;</x:t></x:si></x:sst>`,
		"xl/worksheets/sheet1.xml": `<x:worksheet><x:sheetData><x:row r="7"><x:c r="B7" t="s"><x:v>0</x:v></x:c><x:c t="s"><x:v>1</x:v></x:c></x:row><x:row r="9"><x:c r="B9" t="s"><x:v>2</x:v></x:c><x:c r="C9"><x:f>TODAY()</x:f><x:v>44620</x:v></x:c><x:c r="D9" s="4"/></x:row></x:sheetData><x:other/></x:worksheet>`,
	})
	if d := cmp.Diff([]numbered{{9, map[string]string{"gnrbnr": "1/1\n&", "statusdato": "46082"}}}, read(t, open(t, shared))); d != "" {
		t.Error(d)
	}
}

func TestHostileAndBrokenFiles(t *testing.T) {
	t.Parallel()
	good := workbookOf(t, [][]any{{"gnrbnr", "bruksenhetsnummer"}, {"1/1", "H0101"}})
	many := "gnrbnr;bruksenhetsnummer\n" + strings.Repeat("1/1;H0101\n", 25001)
	bomb := parts(t, map[string]string{"xl/worksheets/sheet1.xml": strings.Repeat(" ", 129<<20)})
	if len(bomb) > 1<<20 {
		t.Fatalf("a bomb of %d bytes", len(bomb))
	}
	// A part that claims 16 bytes and unpacks to more.
	liar := slices.Clone(bomb)
	for i := 0; i+4 < len(liar); i++ {
		if string(liar[i:i+4]) == "PK\x01\x02" {
			if name := string(liar[i+46 : i+46+int(liar[i+28])]); strings.HasPrefix(name, "xl/worksheets") {
				copy(liar[i+24:], []byte{16, 0, 0, 0})
			}
		}
	}
	encrypted := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 600)...)
	for i, b := range []byte("EncryptedPackage") {
		encrypted[512+2*i] = b
	}
	damaged := slices.Clone(good)
	if i := bytes.Index(damaged, []byte("xl/worksheets/sheet1.xml")); i > 0 {
		damaged[i+40] ^= 0xff
	}
	for name, c := range map[string]struct {
		data []byte
		code fault.Code
		key  string
	}{
		"nothing":                      {nil, fault.Invalid, "sheet.empty"},
		"a heading alone":              {[]byte("gnrbnr;bruksenhetsnummer\n;\n"), fault.Invalid, "sheet.empty"},
		"no heading":                   {[]byte("en;to\n1;2\n"), fault.Invalid, "sheet.noHeading"},
		"a PDF":                        {[]byte("%PDF-1.7\n\x00\x01\x02binary"), fault.Invalid, "sheet.notWorkbook"},
		"a page on the web":            {[]byte("<html><table><tr><td>gnrbnr</td></tr></table></html>"), fault.Invalid, "sheet.noHeading"},
		"random bytes":                 {bytes.Repeat([]byte{0, 0, 7, 200}, 100), fault.Invalid, "sheet.notWorkbook"},
		"another zip file":             {parts(t, map[string]string{"xl/workbook.xml": ""})[:30], fault.Invalid, "sheet.broken"},
		"an OpenDocument":              {zipOf(t, "content.xml"), fault.Invalid, "sheet.notWorkbook"},
		"Excel from before 2007":       {append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 600)...), fault.Invalid, "sheet.oldExcel"},
		"a password":                   {encrypted, fault.Invalid, "sheet.encrypted"},
		"cut in the middle":            {good[:len(good)/2], fault.Invalid, "sheet.broken"},
		"a flipped byte":               {damaged, fault.Invalid, "sheet.broken"},
		"a zip bomb":                   {bomb, fault.Limited, "sheet.tooLarge"},
		"a zip bomb that lies":         {liar, fault.Invalid, "sheet.broken"},
		"too many rows":                {[]byte(many), fault.Limited, "sheet.tooManyRows"},
		"too many columns":             {[]byte("gnrbnr;bruksenhetsnummer\n1/1;" + strings.Repeat(";", 200) + "x"), fault.Limited, "sheet.tooManyColumns"},
		"too many columns in Excel":    {parts(t, sheetOf(`<row><c r="XFD2"><v>1</v></c></row>`)), fault.Limited, "sheet.tooManyColumns"},
		"an entity":                    {parts(t, map[string]string{"xl/worksheets/sheet1.xml": `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet><sheetData>` + headingRow + `<row><c><v>&e;</v></c></row></sheetData></worksheet>`}), fault.Invalid, "sheet.broken"},
		"an undeclared entity":         {parts(t, sheetOf(`<row><c><v>&e;</v></c></row>`)), fault.Invalid, "sheet.broken"},
		"laughing entities":            {parts(t, map[string]string{"xl/sharedStrings.xml": `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><sst><si><t>&b;</t></si></sst>`}), fault.Invalid, "sheet.broken"},
		"a document type":              {parts(t, map[string]string{"xl/worksheets/sheet1.xml": `<!DOCTYPE worksheet><worksheet><sheetData>` + headingRow + `<row><c><v>1</v></c></row></sheetData></worksheet>`}), fault.Invalid, "sheet.broken"},
		"an endless text":              {parts(t, sheetOf(`<row><c><v>`+strings.Repeat("1", 2<<20)+`</v></c></row>`)), fault.Invalid, "sheet.broken"},
		"a wrong checksum":             {bytes.Replace(parts(t, sheetOf(`<row><c><v>8500</v></c></row><!-- stored -->`)), []byte("8500"), []byte("9500"), 1), fault.Invalid, "sheet.broken"},
		"a sheet cut off":              {parts(t, map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData>` + headingRow + `<row><c><v>1</v></c></row>`}), fault.Invalid, "sheet.broken"},
		"an endless attribute":         {parts(t, sheetOf(`<row><c r="`+strings.Repeat("A", 2<<20)+`"/></row>`)), fault.Invalid, "sheet.broken"},
		"rows that go back":            {parts(t, sheetOf(`<row r="9"><c><v>1</v></c></row><row r="8"><c><v>1</v></c></row>`)), fault.Invalid, "sheet.broken"},
		"a row beyond the last":        {parts(t, sheetOf(`<row r="99999999999999999999"><c><v>1</v></c></row>`)), fault.Invalid, "sheet.broken"},
		"a string that is not there":   {parts(t, sheetOf(`<row><c t="s"><v>7</v></c></row>`)), fault.Invalid, "sheet.broken"},
		"a negative string":            {parts(t, sheetOf(`<row><c t="s"><v>-1</v></c></row>`)), fault.Invalid, "sheet.broken"},
		"a sheet that is not there":    {parts(t, nil), fault.Invalid, "sheet.empty"},
		"the same part twice":          {zipOf(t, "xl/workbook.xml", "xl/Workbook.xml"), fault.Invalid, "sheet.broken"},
		"a quote that is never closed": {[]byte("gnrbnr;bruksenhetsnummer\n1/1;\"H0101\n2/2;H0102\n"), fault.Invalid, "sheet.quotes"},
		"quotes across rows":           {[]byte("gnrbnr;bruksenhetsnummer\n1/1;\"H0101\n2/2;\"H0102\n"), fault.Invalid, "sheet.quotes"},
	} {
		b, err := Open(bytes.NewReader(c.data), int64(len(c.data)), Limits{})
		if err == nil {
			_, err = b.Count()
		}
		var f *fault.Error
		if !errors.As(err, &f) || f.Code != c.code || f.Message != c.key {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
	}
	// A file that only says it is a gigabyte is not read.
	if _, err := Open(unread{t}, 1<<30, Limits{}); !errors.Is(err, &fault.Error{Code: fault.Limited}) {
		t.Errorf("a gigabyte: %v", err)
	}
	// The same cell text may be at most 4000 letters, however much comes.
	huge := "gnrbnr;ovriginformasjon\n1/1;" + strings.Repeat("å", 1<<20) + "\n2/2;kort\n"
	for kind, data := range map[string][]byte{"csv": []byte(huge), "xlsx": parts(t, sheetOf(`<row><c t="str"><v>`+strings.Repeat("å", 200<<10)+`</v></c></row>`))} {
		rows := read(t, open(t, data))
		for _, text := range rows[0].Cells {
			if len(text) > 5*maxCell {
				t.Errorf("%s: a cell of %d bytes", kind, len(text))
			}
		}
		if kind != "csv" {
			continue
		}
		_, problems := (&Parser{Today: today}).Parse(rows[0].Cells)
		if len(problems) != 1 || problems[0].Message != "sheet.tooLong" || len(problems[0].Value) > 210 || len(rows) != 2 {
			t.Errorf("%d rows, %v", len(rows), problems)
		}
	}
}

func zipOf(t *testing.T, names ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range names {
		if _, err := z.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

type unread struct{ t *testing.T }

func (u unread) ReadAt([]byte, int64) (int, error) {
	u.t.Error("the file is read")
	return 0, io.EOF
}

func TestRowsRefusesAMappingThatCanNotBe(t *testing.T) {
	t.Parallel()
	b := open(t, []byte("gnrbnr;bruksenhetsnummer\n1/1;H0101\n"))
	for key, columns := range map[string]map[string]string{
		"sheet.columnTwice":  {"gnrbnr": "gatenavn", "bruksenhetsnummer": "gatenavn"},
		"sheet.noSuchColumn": {"gnrbnr": "passord"},
	} {
		err := b.Rows(columns, func(int, map[string]string) error { t.Error("a row"); return nil })
		if !errors.Is(err, &fault.Error{Code: fault.Invalid, Message: key}) {
			t.Errorf("%v: %v", columns, err)
		}
	}
	stop := errors.New("stop")
	if err := b.Rows(nil, func(int, map[string]string) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("%v", err)
	}
}

func date8(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func TestParseReads(t *testing.T) {
	t.Parallel()
	words := Words{"koboboligtype": {Fold("Komm.bolig"): "ORDINARY", Fold("Bofellesskap"): "CARE"}, "errullestoltilpasset": {Fold("delvis"): "NO"}}
	for _, c := range []struct {
		cells map[string]string
		want  Row
	}{
		{map[string]string{}, Row{}},
		{map[string]string{"gatenavn": "  \u00a0 "}, Row{}},
		{
			map[string]string{"kommunenummer": "301", "gnrbnr": "118/507", "festenummer": "0", "seksjonsnummer": "3", "bruksenhetsnummer": "h0101"},
			Row{MunicipalityNumber: Known("0301"), Gnr: Known(118), Bnr: Known(507), Fnr: Known(0), Snr: Known(3), UnitNumber: Known("H0101")},
		},
		{map[string]string{"gnrbnr": "0301-118/507/0/2"}, Row{MunicipalityNumber: Known("0301"), Gnr: Known(118), Bnr: Known(507), Fnr: Known(0), Snr: Known(2)}},
		{map[string]string{"gnr": "118", "bnr": "507"}, Row{Gnr: Known(118), Bnr: Known(507)}},
		{
			map[string]string{"adresse": "Kong Oscars gate 12b, H0203, 5017 Bergen"},
			Row{Street: Known("Kong Oscars gate"), HouseNumber: Known(12), HouseLetter: Known("B"), UnitNumber: Known("H0203"), PostalCode: Known("5017")},
		},
		{map[string]string{"adresse": "Storgata 12", "gatenavn": "Storgaten"}, Row{Street: Known("Storgaten"), HouseNumber: Known(12)}},
		{map[string]string{"adresse": "Solsiden"}, Row{Street: Known("Solsiden")}},
		{map[string]string{"gatenavn": "Sjøgata", "husnummer": "12 B"}, Row{Street: Known("Sjøgata"), HouseNumber: Known(12), HouseLetter: Known("B")}},
		{map[string]string{"postnummer": "570"}, Row{PostalCode: Known("0570")}},
		{map[string]string{"postnummer": "0570 OSLO"}, Row{PostalCode: Known("0570")}},
		{map[string]string{"koboboligtype": "komm.Bolig"}, Row{Type: Known(codelist.DwellingTypeOrdinary)}},
		{map[string]string{"koboboligtype": "Bofellesskap"}, Row{Type: Known(codelist.DwellingTypeCare), Shared: Known(true)}},
		{map[string]string{"koboboligtype": "Omsorgsbolig", "underkategoriboligtype": "-"}, Row{Type: Known(codelist.DwellingTypeCare), Subtype: Value[codelist.DwellingSubtype]{Given: true}}},
		{map[string]string{"boligstatus": "RESERVERT"}, Row{Reserved: true}},
		{map[string]string{"boligstatus": "Solgt", "statusdato": "46082"}, Row{Status: Known(codelist.DwellingStatusSold), StatusOn: Known(date8(2026, 3, 1))}},
		{map[string]string{"statusdato": "1.3.2026"}, Row{StatusOn: Known(date8(2026, 3, 1))}},
		{map[string]string{"statusdato": "2026-03-01T00:00:00"}, Row{StatusOn: Known(date8(2026, 3, 1))}},
		{map[string]string{"statusdato": "01.03.2026 12:30"}, Row{StatusOn: Known(date8(2026, 3, 1))}},
		{map[string]string{"manedsleie": "8 500"}, Row{RentOre: Known(850000)}},
		{map[string]string{"manedsleie": "8500,50"}, Row{RentOre: Known(850050)}},
		{map[string]string{"manedsleie": "kr 8.500,-"}, Row{RentOre: Known(850000)}},
		{map[string]string{"manedsleie": "8.500"}, Row{RentOre: Known(850000)}},
		{map[string]string{"manedsleie": "8,500.00"}, Row{RentOre: Known(850000)}},
		{map[string]string{"manedsleie": "8333,33333333333"}, Row{RentOre: Known(833333)}},
		{map[string]string{"manedsleie": "8\u202f500 NOK"}, Row{RentOre: Known(850000)}},
		{map[string]string{"depositum": "ukjent"}, Row{DepositOre: Value[int]{Given: true}}},
		{map[string]string{"errullestoltilpasset": "ukjent"}, Row{Wheelchair: Known(codelist.WheelchairAccessUnknown)}},
		{map[string]string{"errullestoltilpasset": "Delvis"}, Row{Wheelchair: Known(codelist.WheelchairAccessNo)}},
		{map[string]string{"erbofellesskap": "x", "erdognbemannet": "NEI", "harpersonalbase": "-"}, Row{Shared: Known(true), RoundTheClock: Known(false), StaffBase: Value[bool]{Given: true}}},
		{map[string]string{"bruksareal": "54,5 m²", "etasje": "2. etg", "antallsoverom": "0"}, Row{UsableArea: Known(54.5), Floor: Known(2), Bedrooms: Known(0)}},
		{map[string]string{"boligeiersmobilnummer": "+47 900 00 000", "boligeiersorganisasjonsnummer": "NO 974 760 673 MVA"}, Row{OwnerPhone: Known("90000000"), OwnerOrganisationNumber: Known("974760673")}},
		{map[string]string{"boligeiersmobilnummer": "0046 70 123 45 67"}, Row{OwnerPhone: Known("+46701234567")}},
		{map[string]string{"hovedsoker": "10190", "leieforholdstartdato": "2025-01-01"}, Row{TenantBorn: Known(date8(1990, 1, 1)), TenancyStart: Known(date8(2025, 1, 1))}},
		{map[string]string{"hovedsoker": "018190", "leieforholdstartdato": "2025-01-01"}, Row{TenantBorn: Known(date8(1990, 1, 1)), TenancyStart: Known(date8(2025, 1, 1))}},
		{map[string]string{"hovedsoker": "010105", "leieforholdstartdato": "2025-01-01"}, Row{TenantBorn: Known(date8(2005, 1, 1)), TenancyStart: Known(date8(2025, 1, 1))}},
		{map[string]string{"gatenavn": "A\u030asgata\u0007"}, Row{Street: Known("Åsgata")}},
	} {
		got, problems := (&Parser{Words: words, Today: today}).Parse(c.cells)
		if d := cmp.Diff(c.want, got); d != "" || len(problems) > 0 {
			t.Errorf("%v: %v %s", c.cells, problems, d)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	const let = "UTLEID"
	for _, c := range []struct {
		cells       map[string]string
		column, key string
	}{
		{map[string]string{"bruksenhetsnummer": "H101"}, "bruksenhetsnummer", "sheet.unitNumber"},
		{map[string]string{"kommunenummer": "3024"}, "kommunenummer", "sheet.municipalityUnknown"},
		{map[string]string{"kommunenummer": "12345"}, "kommunenummer", "sheet.municipality"},
		{map[string]string{"gnrbnr": "45788"}, "gnrbnr", "sheet.property"},
		{map[string]string{"gnrbnr": "0/0"}, "gnrbnr", "sheet.property"},
		{map[string]string{"kommunenummer": "0301", "gnrbnr": "1103-1/1"}, "gnrbnr", "sheet.municipalityTwice"},
		{map[string]string{"gnr": "1"}, "gnrbnr", "sheet.propertyIncomplete"},
		{map[string]string{"adresse": "Storgata 12-14"}, "adresse", "sheet.address"},
		{map[string]string{"gatenavn": "Storgata", "husnummer": "12-14"}, "husnummer", "sheet.houseNumber"},
		{map[string]string{"husnummer": "12"}, "gatenavn", "sheet.streetMissing"},
		{map[string]string{"gatenavn": "Storgata", "husnummer": "12B", "husbokstav": "C"}, "husbokstav", "sheet.houseLetterTwice"},
		{map[string]string{"husbokstav": "4"}, "husbokstav", "sheet.houseLetter"},
		{map[string]string{"postnummer": "12"}, "postnummer", "sheet.postalCode"},
		{map[string]string{"koboboligtype": "Komm.bolig"}, "koboboligtype", UnknownWord},
		{map[string]string{"koboboligtype": "-"}, "koboboligtype", "sheet.notUnknown"},
		{map[string]string{"boligstatus": "ukjent"}, "boligstatus", "sheet.notUnknown"},
		{map[string]string{"erbofellesskap": "ukjent"}, "erbofellesskap", "sheet.notUnknown"},
		{map[string]string{"errullestoltilpasset": "tja"}, "errullestoltilpasset", UnknownWord},
		{map[string]string{"boligeiersorganisasjonsnummer": "974760674"}, "boligeiersorganisasjonsnummer", "sheet.organisationNumber"},
		{map[string]string{"boligeiersmobilnummer": "12345"}, "boligeiersmobilnummer", "sheet.phone"},
		{map[string]string{"statusdato": "01.03.26"}, "statusdato", "sheet.date"},
		{map[string]string{"statusdato": "03/01/2026"}, "statusdato", "sheet.date"},
		{map[string]string{"statusdato": "31.02.2026"}, "statusdato", "sheet.date"},
		{map[string]string{"statusdato": "2026-02-28T23:00:00Z"}, "statusdato", "sheet.date"},
		{map[string]string{"statusdato": "26.11.2027"}, "statusdato", "sheet.dateTooLate"},
		{map[string]string{"statusdato": "01.01.0202"}, "statusdato", "sheet.dateTooEarly"},
		{map[string]string{"manedsleie": "8,500"}, "manedsleie", "sheet.money"},
		{map[string]string{"manedsleie": "-1"}, "manedsleie", "sheet.money"},
		{map[string]string{"manedsleie": "1000001"}, "manedsleie", "sheet.money"},
		{map[string]string{"manedsleie": "etter avtale"}, "manedsleie", "sheet.money"},
		{map[string]string{"manedsleie": "#REF!"}, "manedsleie", "sheet.formulaError"},
		{map[string]string{"antallsoverom": "51"}, "antallsoverom", "sheet.integer"},
		{map[string]string{"bruksareal": "0"}, "bruksareal", "sheet.area"},
		{map[string]string{"gatenavn": "HÃ¸yÃ¥sen"}, "gatenavn", "sheet.encoding"},
		{map[string]string{"gatenavn": "H\ufffdy\ufffdsen"}, "gatenavn", "sheet.encoding"},
		{map[string]string{"ekstrareferanse": strings.Repeat("a", 101)}, "ekstrareferanse", "sheet.tooLong"},
		{map[string]string{"boligstatus": let}, "leieforholdstartdato", LetWithoutTenancy},
		{map[string]string{"leieforholdsluttdato": "01.01.2027"}, "leieforholdstartdato", "sheet.tenancyStartMissing"},
		{map[string]string{"leieforholdstartdato": "02.01.2026", "leieforholdsluttdato": "01.01.2026"}, "leieforholdsluttdato", "sheet.endBeforeStart"},
		{map[string]string{"leieforholdstartdato": "02.01.2026", "leieforholdsluttdato": "01.01.2027", "leieforholdertidsubegrenset": "ja"}, "leieforholdsluttdato", "sheet.openEndedWithEnd"},
		{map[string]string{"leieforholdstartdato": "02.01.2026", "hovedsoker": "Kari Nordmann"}, "hovedsoker", "sheet.person"},
		{map[string]string{"leieforholdstartdato": "02.01.2026", "hovedsoker": "319902"}, "hovedsoker", "sheet.person"},
	} {
		_, problems := (&Parser{Today: today}).Parse(c.cells)
		if len(problems) != 1 || problems[0].Column != c.column || problems[0].Message != c.key {
			t.Errorf("%v: %v, want %s at %s", c.cells, problems, c.key, c.column)
			continue
		}
		if problems[0].Message == UnknownWord && len(problems[0].Allowed) == 0 {
			t.Errorf("%v: nothing is said to be allowed", c.cells)
		}
		for _, language := range message.Languages {
			if text := problems[0].Text(language); strings.ContainsAny(text, "{}") || strings.HasPrefix(text, "sheet.") {
				t.Errorf("%s: %q", c.key, text)
			}
		}
	}
	_, problems := (&Parser{Today: today}).Parse(map[string]string{"gatenavn": "HÃ¸yÃ¥sen"})
	if !slices.Equal(problems[0].Allowed, []string{"Høyåsen"}) {
		t.Errorf("what was meant: %v", problems[0].Allowed)
	}
	// All problems of a row, in the order of the columns.
	_, problems = (&Parser{Today: today}).Parse(map[string]string{"leieforholdsluttdato": "x", "boligstatus": let, "manedsleie": "x", "gnrbnr": "x"})
	var at []string
	for _, p := range problems {
		at = append(at, p.Column)
	}
	if d := cmp.Diff([]string{"gnrbnr", "manedsleie", "leieforholdstartdato", "leieforholdsluttdato"}, at); d != "" {
		t.Error(d)
	}
}

func TestNoNationalIdentityNumberStandsInAProblem(t *testing.T) {
	t.Parallel()
	n, err := synthetic.New(synthetic.Config{Seed: 1, Profile: synthetic.Small, Today: today})
	if err != nil {
		t.Fatal(err)
	}
	var pid string
	for _, row := range n.Municipality(0).Sheet(n, 10, 0) {
		if s := row.Cells[slices.Index(synthetic.SheetColumns, "hovedsoker")]; s != "" {
			pid = s
		}
	}
	wrong := pid[:10] + string('0'+(pid[10]-'0'+1)%10)
	for column, cell := range map[string]string{
		"hovedsoker": wrong, "ovriginformasjon": "Bor her: " + pid, "boligeiersnavn": pid, "gatenavn": pid, "gnrbnr": pid, "manedsleie": pid + "x",
		"leverandorboligid": strings.Repeat(pid+" ", 20), "koboboligtype": "bolig " + pid, "adresse": "Storgata " + pid,
	} {
		cells := map[string]string{column: cell, "leieforholdstartdato": "01.01.2026"}
		_, problems := (&Parser{Today: today}).Parse(cells)
		if len(problems) == 0 {
			t.Errorf("%s takes it", column)
		}
		if s := fmt.Sprint(problems); strings.Contains(s, pid) || strings.Contains(s, wrong) {
			t.Errorf("%s shows it", column)
		}
	}
	if !checkdigit.Identity(pid) || checkdigit.Identity(wrong) || checkdigit.Identity("00000000000") {
		t.Error("the check digits are not checked")
	}
}

func TestSyntheticSheetShowsEachFlawAtItsColumn(t *testing.T) {
	t.Parallel()
	n, err := synthetic.New(synthetic.Config{Seed: 1, Profile: synthetic.Small, Today: today})
	if err != nil {
		t.Fatal(err)
	}
	stock := n.Municipality(0)
	rows := stock.Sheet(n, 400, 0.2)
	at := map[synthetic.Flaw]string{
		synthetic.LocalWord: "koboboligtype", synthetic.WrongEncoding: "gatenavn", synthetic.WrongDateOrder: "leieforholdsluttdato",
		synthetic.LetToNobody: "leieforholdstartdato", synthetic.WrongCheck: "hovedsoker", synthetic.Repeated: "bruksenhetsnummer",
		synthetic.ElsewhereRow: "kommunenummer",
	}
	parser, seen, found := &Parser{Today: today, Municipality: stock.Municipality.Number}, &Seen{Municipality: stock.Municipality.Number}, map[synthetic.Flaw]int{}
	book := open(t, synthetic.Latin1(rows))
	i := 0
	err = book.Rows(Match(book.Headings(), nil), func(number int, cells map[string]string) error {
		row, problems := parser.Parse(cells)
		problems = append(problems, seen.Add(number, &row)...)
		flaw := rows[i].Flaw
		if i++; number != i+1 {
			t.Errorf("row %d is number %d", i, number)
		}
		found[flaw]++
		column, bad := at[flaw]
		// A row that repeats one without a unit number can't be told to be the same.
		if flaw == synthetic.Repeated && !row.UnitNumber.Given {
			bad = false
		}
		if bad != (len(problems) > 0) || bad && (len(problems) != 1 || problems[0].Column != column) {
			t.Errorf("row %d with flaw %q: %v", number, flaw, problems)
		}
		if missing := row.Missing(today); len(missing) > 0 && flaw != synthetic.LocalWord {
			t.Errorf("row %d with flaw %q lacks %v", number, flaw, missing)
		}
		return nil
	})
	if err != nil || i != 400 {
		t.Fatalf("%d rows, %v", i, err)
	}
	for flaw := range at {
		if found[flaw] < 3 {
			t.Errorf("%d rows with %s", found[flaw], flaw)
		}
	}
}

func TestSeenAndMissing(t *testing.T) {
	t.Parallel()
	parser, seen := &Parser{Today: today}, &Seen{Municipality: "3107"}
	for i, c := range []struct {
		cells map[string]string
		want  []string
	}{
		{map[string]string{"leverandorboligid": "A", "gnrbnr": "1/1", "bruksenhetsnummer": "H0101"}, nil},
		{map[string]string{"leverandorboligid": "A"}, []string{"leverandorboligid"}},
		{map[string]string{"leverandorboligid": "B", "kommunenummer": "3107", "gnrbnr": "1/1", "bruksenhetsnummer": "h0101"}, []string{"bruksenhetsnummer"}},
		{map[string]string{"gnrbnr": "1/1", "bruksenhetsnummer": "H0101", "ekstrareferanse": "Rom 2"}, nil},
		{map[string]string{"gnrbnr": "1/1", "bruksenhetsnummer": "H0101", "ekstrareferanse": "rom 2"}, []string{"bruksenhetsnummer"}},
		{map[string]string{"kommunenummer": "3105", "gnrbnr": "1/1", "bruksenhetsnummer": "H0101"}, nil},
		{map[string]string{"gnrbnr": "1/1"}, nil},
		{map[string]string{"gnrbnr": "1/1"}, nil},
	} {
		row, _ := parser.Parse(c.cells)
		var got []string
		for _, p := range seen.Add(i+2, &row) {
			got = append(got, p.Column)
			if !slices.Equal(p.Args, []any{"row", 2}) && !slices.Equal(p.Args, []any{"row", 5}) {
				t.Errorf("%v: %v", c.cells, p.Args)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%v: %v", c.cells, got)
		}
	}
	var empty Row
	if m := empty.Missing(today); len(m) != 4 || m[1].Message != MissingValue || !slices.Contains(m[1].Allowed, "OMSORGSBOLIG") {
		t.Errorf("%v", m)
	}
	row, _ := parser.Parse(map[string]string{"gnrbnr": "1/1", "koboboligtype": "OMSORGSBOLIG", "kobodisposisjonsform": "eid", "boligstatus": "RESERVERT"})
	if m := row.Missing(today); len(m) != 0 {
		t.Errorf("%v", m)
	}
}

func TestErrorsComeBackAndAreImportedAgain(t *testing.T) {
	t.Parallel()
	data := []byte("Adresse;Notis;Gnr/Bnr;H-nr;Type bolig;Fnr leietaker\nStorgata 1;x;118/507;H101;Komm.bolig;01819012345\nStorgata 2;x;118/508;H0102;=1+1;\n")
	book := open(t, data)
	mapping := Match(book.Headings(), map[string]string{Fold("Fnr leietaker"): "hovedsoker"})
	parser := &Parser{Today: today}
	var rows []Bad
	if err := book.Rows(mapping, func(number int, cells map[string]string) error {
		row, problems := parser.Parse(cells)
		rows = append(rows, Bad{number, cells, append(problems, row.Missing(today)...)})
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, language := range message.Languages {
		var out bytes.Buffer
		all := func(yield func(Bad, error) bool) {
			for _, b := range rows {
				if !yield(b, nil) {
					return
				}
			}
		}
		if err := WriteErrors(&out, Errors{Language: language, Headings: book.Headings(), Columns: mapping, Mark: "SYNTETISK"}, iter.Seq2[Bad, error](all)); err != nil {
			t.Fatal(err)
		}
		again := open(t, out.Bytes())
		want := []string{
			"Adresse", "Gnr/Bnr", "H-nr", "Type bolig", "Fnr leietaker", "kobodisposisjonsform", "boligstatus", "leieforholdstartdato",
			message.Text(language, "sheet.rowColumn"), message.Text(language, "sheet.errorColumn"),
		}
		if d := cmp.Diff(want, again.Headings()); d != "" || again.HeadingRow() != 2 {
			t.Errorf("%s: row %d %s", language, again.HeadingRow(), d)
		}
		i := 0
		if err := again.Rows(Match(again.Headings(), map[string]string{Fold("Fnr leietaker"): "hovedsoker"}), func(_ int, cells map[string]string) error {
			if d := cmp.Diff(rows[i].Cells, cells); d != "" {
				t.Errorf("%s: %s", language, d)
			}
			i++
			return nil
		}); err != nil || i != 2 {
			t.Errorf("%d rows, %v", i, err)
		}
		f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		sheet := f.GetSheetName(0)
		comments, err := f.GetComments(sheet)
		if err != nil || len(comments) < 8 {
			t.Errorf("%d comments, %v", len(comments), err)
		}
		for _, c := range comments {
			if strings.Contains(c.Text, "01819012345") {
				t.Error("a comment holds a number of identity")
			}
		}
		right, _ := f.GetCellStyle(sheet, "B3")
		wrong, _ := f.GetCellStyle(sheet, "C3")
		if style, err := f.GetStyle(wrong); err != nil || right == wrong || len(style.Fill.Color) == 0 {
			t.Errorf("the cell at fault looks like the others: %v", err)
		}
		texts, _ := f.GetCellValue(sheet, "J3")
		if !strings.Contains(texts, "H0101") || !strings.Contains(texts, "OMSORGSBOLIG") {
			t.Errorf("%s: %q", language, texts)
		}
		if formula, _ := f.GetCellFormula(sheet, "D4"); formula != "" {
			t.Errorf("a formula: %s", formula)
		}
		_ = f.Close()
	}
	broken := errors.New("broken")
	if err := WriteErrors(io.Discard, Errors{Language: "nb"}, func(yield func(Bad, error) bool) { yield(Bad{}, broken) }); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

func TestTemplate(t *testing.T) {
	t.Parallel()
	for _, language := range message.Languages {
		var out bytes.Buffer
		if err := Template(&out, TemplateOptions{Language: language, Today: today}); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(bytes.NewReader(out.Bytes()), int64(out.Len()), Limits{}); !errors.Is(err, &fault.Error{Code: fault.Invalid, Message: "sheet.empty"}) {
			t.Errorf("the empty template: %v", err)
		}
		f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		sheets := f.GetSheetList()
		validations, err := f.GetDataValidations(sheets[0])
		if err != nil {
			t.Fatal(err)
		}
		lists := 0
		for _, v := range validations {
			if v.Type == "list" {
				lists++
			}
		}
		wantLists := 0
		for i, c := range slices.DeleteFunc(Columns(), func(c Column) bool { return c.Alternative }) {
			if len(c.Allowed(today)) > 0 {
				wantLists++
			}
			// Fill in the first example below the heading.
			cell, _ := excelize.CoordinatesToCellName(i+1, 2)
			if err := f.SetCellStr(sheets[0], cell, c.Examples[0]); err != nil {
				t.Fatal(err)
			}
		}
		if lists != wantLists || lists < 10 {
			t.Errorf("%d lists to choose from, not %d", lists, wantLists)
		}
		guide, err := f.GetRows(sheets[1])
		if err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprint(guide)
		for _, want := range []string{"gnrbnr", "UTLEID = ", "118/507", "leieforholdsluttdato"} {
			if !strings.Contains(text, want) {
				t.Errorf("the guide in %s says nothing of %s", language, want)
			}
		}
		var filled bytes.Buffer
		if err := errors.Join(f.Write(&filled), f.Close()); err != nil {
			t.Fatal(err)
		}
		rows := read(t, open(t, filled.Bytes()))
		if len(rows) != 1 {
			t.Fatalf("%d rows", len(rows))
		}
		row, problems := (&Parser{Today: today}).Parse(rows[0].Cells)
		if len(problems) > 0 || len(row.Missing(today)) > 0 || row.RentOre != Known(850000) {
			t.Errorf("the example: %v, %+v", problems, row)
		}
	}
}

func TestExport(t *testing.T) {
	t.Parallel()
	columns := []ExportColumn{
		{Title: "gatenavn", Kind: Text}, {Title: "boligstatus", Kind: Code}, {Title: "manedsleie", Kind: Money}, {Title: "bruksareal", Kind: Decimal},
		{Title: "antallsoverom", Kind: Integer}, {Title: "statusdato", Kind: Date}, {Title: "Endret", Kind: Time}, {Title: "erbofellesskap", Kind: YesNo},
	}
	rent, none := 850050, (*int)(nil)
	at := time.Date(2026, 3, 1, 14, 31, 0, 0, time.UTC)
	export := func(format Format) []byte {
		var out bytes.Buffer
		e, err := NewExport(&out, ExportOptions{Format: format, Columns: columns, Language: "nn", Title: "Bustader", Mark: "SYNTETISK – =laga"})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range [][]any{
			{"Høyåsen; \"nord\"", codelist.DwellingStatusReady, &rent, 54.5, 2, at, at, true},
			{"=HYPERLINK(\"http://x\")", nil, none, nil, nil, time.Time{}, nil, false},
			{"-1+1|cmd", nil, -100, -0.5, -1, nil, nil, nil},
			{"\t@x\x01", nil, nil, nil, nil, nil, nil, nil},
		} {
			if err := e.Row(row...); err != nil {
				t.Fatal(err)
			}
		}
		if err := e.Row("for få"); err == nil {
			t.Error("a row of one value is taken")
		}
		if err := e.Row(struct{}{}, nil, nil, nil, nil, nil, nil, nil); err == nil {
			t.Error("a struct is taken")
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}

	want := "\ufeffSYNTETISK – =laga\r\n" +
		"gatenavn;boligstatus;manedsleie;bruksareal;antallsoverom;statusdato;Endret;erbofellesskap\r\n" +
		"\"Høyåsen; \"\"nord\"\"\";Klar for innflytting;8500,50;54,5;2;01.03.2026;01.03.2026 14:31;ja\r\n" +
		"\"'=HYPERLINK(\"\"http://x\"\")\";;;;;;;nei\r\n" +
		"'-1+1|cmd;;-1,00;-0,5;-1;;;\r\n" +
		"'\t@x\x01;;;;;;;\r\n"
	text := export(CSV)
	if d := cmp.Diff(want, string(text)); d != "" {
		t.Error(d)
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord = ';', -1
	if _, err := r.ReadAll(); err != nil {
		t.Errorf("another reader: %v", err)
	}

	book := export(XLSX)
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows("Bustader")
	if err != nil {
		t.Fatal(err)
	}
	shown := [][]string{
		{"SYNTETISK – =laga"},
		{"gatenavn", "boligstatus", "manedsleie", "bruksareal", "antallsoverom", "statusdato", "Endret", "erbofellesskap"},
		{"Høyåsen; \"nord\"", "Klar for innflytting", "8,500.50", "54.5", "2", "01.03.2026", "01.03.2026 14:31", "ja"},
	}
	if d := cmp.Diff(shown, rows[:3]); d != "" {
		t.Error(d)
	}
	for row := 1; row <= 6; row++ {
		for column := 1; column <= 8; column++ {
			cell, _ := excelize.CoordinatesToCellName(column, row)
			if formula, _ := f.GetCellFormula("Bustader", cell); formula != "" {
				t.Errorf("%s holds the formula %s", cell, formula)
			}
		}
	}
	if p, err := f.GetPanes("Bustader"); err != nil || !p.Freeze || p.YSplit != 2 {
		t.Errorf("the heading does not stay: %+v, %v", p, err)
	}
	if p, err := f.GetDocProps(); err != nil || !strings.HasPrefix(p.Keywords, "SYNTETISK") {
		t.Errorf("no mark: %v", err)
	}

	// Both come back as they were.
	for name, data := range map[string][]byte{"csv": text, "xlsx": book} {
		got := read(t, open(t, data))
		if len(got) != 4 || got[0].Number != 3 || got[0].Cells["gatenavn"] != `Høyåsen; "nord"` || got[1].Cells["gatenavn"] != `=HYPERLINK("http://x")` {
			t.Errorf("%s: %v", name, got)
		}
		row, problems := (&Parser{Today: today}).Parse(got[0].Cells)
		if len(problems) != 0 || row.RentOre != Known(850050) || row.StatusOn != Known(date8(2026, 3, 1)) || row.Status != Known(codelist.DwellingStatusReady) || row.Shared != Known(true) {
			t.Errorf("%s: %v %+v", name, problems, row)
		}
	}
	if _, err := NewExport(io.Discard, ExportOptions{Format: "pdf"}); err == nil {
		t.Error("a format that is not there")
	}
}

func FuzzOpenAndParse(f *testing.F) {
	f.Add([]byte("gnrbnr;bruksenhetsnummer;manedsleie\n118/507;H0101;8 500\n"))
	f.Add([]byte("\xff\xfeg\x00n\x00r\x00"))
	f.Add([]byte("gnrbnr,\"H-nr\"\n\"1/1\nx\",\"\"\"\"\n"))
	f.Add(workbookOf(f, [][]any{{"gnrbnr", "bruksenhetsnummer"}, {"1/1", "H0101"}}))
	f.Add(parts(f, sheetOf(`<row r="5"><c r="B5" t="s"><v>0</v></c><c t="e"><v>#REF!</v></c></row>`)))
	for _, c := range columns {
		f.Add([]byte("gnrbnr;" + c.Name + "\n-;" + c.Examples[0] + "\n" + c.Examples[1] + ";-\n"))
	}
	digitsOnly := regexp.MustCompile(`^\d{11}$`)
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := Open(bytes.NewReader(data), int64(len(data)), Limits{Unzipped: 1 << 20})
		if err == nil {
			err = b.Rows(Match(b.Headings(), nil), func(_ int, cells map[string]string) error {
				row, problems := (&Parser{Today: today}).Parse(cells)
				row.Missing(today)
				new(Seen).Add(1, &row)
				for _, p := range problems {
					if digitsOnly.MatchString(p.Value) && checkdigit.Identity(p.Value) {
						t.Error("a problem shows a number of identity")
					}
					p.Text("nb")
				}
				return nil
			})
		}
		if err != nil && fault.CodeOf(err) == fault.Internal {
			t.Errorf("an error that nobody is told of: %v", err)
		}
	})
}

// twentyThousand are a thousand rows twenty times over, each time of other properties, and the municipality's number.
func twentyThousand(b *testing.B) ([]synthetic.SheetRow, string) {
	n, err := synthetic.New(synthetic.Config{Seed: 1, Profile: synthetic.Small, Today: today})
	if err != nil {
		b.Fatal(err)
	}
	stock := n.Municipality(0)
	thousand := stock.Sheet(n, 1000, 0.05)
	var rows []synthetic.SheetRow
	for i := range 20 {
		for _, row := range thousand {
			row.Cells = slices.Clone(row.Cells)
			row.Cells[1] = fmt.Sprintf("%d%s", 1+i, row.Cells[1])
			rows = append(rows, row)
		}
	}
	return rows, stock.Municipality.Number
}

func benchmarkRead(b *testing.B, municipality string, data []byte) {
	b.ReportAllocs()
	parser, bad := &Parser{Today: today, Municipality: municipality}, 0
	for b.Loop() {
		bad = 0
		book, seen := open(b, data), &Seen{}
		if err := book.Rows(Match(book.Headings(), nil), func(number int, cells map[string]string) error {
			row, problems := parser.Parse(cells)
			if len(problems)+len(seen.Add(number, &row)) > 0 {
				bad++
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(20000*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(bad), "bad")
	b.ReportMetric(float64(len(data)), "bytes")
}

// BenchmarkReadCSV is opening, reading and parsing 20 000 rows.
func BenchmarkReadCSV(b *testing.B) {
	rows, municipality := twentyThousand(b)
	benchmarkRead(b, municipality, synthetic.Latin1(rows))
}

// BenchmarkReadXLSX is the same of a workbook.
func BenchmarkReadXLSX(b *testing.B) {
	rows, municipality := twentyThousand(b)
	table := [][]any{make([]any, len(synthetic.SheetColumns))}
	for i, c := range synthetic.SheetColumns {
		table[0][i] = c
	}
	for _, row := range rows {
		cells := make([]any, len(row.Cells))
		for i, c := range row.Cells {
			if cells[i] = any(c); c == "" {
				cells[i] = nil
			}
		}
		table = append(table, cells)
	}
	benchmarkRead(b, municipality, workbookOf(b, table))
}

func benchmarkExport(b *testing.B, format Format) {
	columns := make([]ExportColumn, 30)
	values := make([]any, 30)
	for i := range columns {
		columns[i], values[i] = ExportColumn{Title: fmt.Sprint("Kolonne ", i), Kind: Text}, "Storgata 12 B"
	}
	columns[3].Kind, values[3] = Money, 850050
	columns[4].Kind, values[4] = Date, today
	for b.Loop() {
		e, err := NewExport(io.Discard, ExportOptions{Format: format, Columns: columns, Language: "nb", Title: "Boliger"})
		if err != nil {
			b.Fatal(err)
		}
		for range 20000 {
			if err := e.Row(values...); err != nil {
				b.Fatal(err)
			}
		}
		if err := e.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(20000*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkExportCSV(b *testing.B)  { benchmarkExport(b, CSV) }
func BenchmarkExportXLSX(b *testing.B) { benchmarkExport(b, XLSX) }
