package file

import "slices"

// purpose is what files are uploaded for: what is taken, how much of it, and who may read it.
type purpose struct {
	// class is the data class of the rows.
	class string
	// types are taken; others are refused.
	types []string
	// most is the largest file in bytes.
	most int64
	// files is the most files in one request.
	files int
	// thumbnail says that pictures get a small one beside them.
	thumbnail bool
	// refusal is the text for other types, which names those that are taken.
	refusal string
}

const mebibyte = 1 << 20

// purposes are the values of the parameter purpose. A picture is prepared whatever it is for.
var purposes = map[string]purpose{
	"image": {
		class: "DWELLING", types: []string{JPEG, PNG, WebP}, most: 10 * mebibyte, files: 5, thumbnail: true, refusal: "file.onlyImages",
	},
	"document": {
		class: "DOCUMENT",
		types: []string{PDF, Word, Workbook, OpenText, Text, TextWestern, CSV, CSVWestern, JPEG, PNG, WebP},
		most:  10 * mebibyte, files: 5, refusal: "file.type",
	},
	"import": {
		class: "IMPORT", types: []string{Workbook, CSV, CSVWestern}, most: 20 * mebibyte, files: 1, refusal: "file.onlyWorkbooks",
	},
	"logo": {
		class: "PUBLIC", types: []string{PNG, JPEG, WebP}, most: 2 * mebibyte, files: 1, refusal: "file.onlyImages",
	},
}

func (p purpose) takes(mediaType string) bool { return slices.Contains(p.types, mediaType) }

// body is the largest request: its files, and room for what multipart puts around them.
func (p purpose) body() int64 { return int64(p.files)*p.most + mebibyte }
