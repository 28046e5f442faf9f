package file

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"kobo/internal/fault"
)

// The media types that are taken in.
const (
	JPEG        = "image/jpeg"
	PNG         = "image/png"
	WebP        = "image/webp"
	PDF         = "application/pdf"
	Word        = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	Workbook    = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	OpenText    = "application/vnd.oasis.opendocument.text"
	Text        = "text/plain; charset=utf-8"
	TextWestern = "text/plain; charset=windows-1252"
	CSV         = "text/csv; charset=utf-8"
	CSVWestern  = "text/csv; charset=windows-1252"
)

// extensions are those that names of each type may have, the usual one first.
var extensions = map[string][]string{
	JPEG: {".jpg", ".jpeg", ".jpe", ".jfif"}, PNG: {".png"}, WebP: {".webp"},
	PDF: {".pdf"}, Word: {".docx"}, Workbook: {".xlsx"}, OpenText: {".odt"},
	Text: {".txt"}, TextWestern: {".txt"}, CSV: {".csv"}, CSVWestern: {".csv"},
}

// Sniff tells what a file is from its whole content, and that its name agrees. What isn't known to be one of the types above
// is refused: web pages, drawings with scripts (SVG), programs, archives. So are files that are encrypted or protected with a
// password, which nobody could check or keep in an archive, Office files with macros, and archives that would unpack to far
// more than they are.
//
// BAD_REQUEST, with a text that says why and what to do instead.
func Sniff(content []byte, name string) (mediaType string, err error) {
	extension := strings.ToLower(path.Ext(name))
	switch {
	case len(content) == 0:
		return "", refused("file.empty")
	case bytes.HasPrefix(content, []byte("\xff\xd8\xff")):
		mediaType = JPEG
	case bytes.HasPrefix(content, []byte("\x89PNG\r\n\x1a\n")):
		mediaType = PNG
	case len(content) > 12 && string(content[:4]) == "RIFF" && string(content[8:12]) == "WEBP":
		mediaType = WebP
	case len(content) > 12 && string(content[4:8]) == "ftyp" && (extension == ".heic" || extension == ".heif"):
		return "", refused("file.heic")
	case bytes.HasPrefix(content, []byte("%PDF-")):
		mediaType = PDF
		if encryptedPDF.Match(content) {
			return "", refused("file.encrypted")
		}
	case bytes.HasPrefix(content, []byte("PK\x03\x04")):
		mediaType, err = sniffZip(content)
	case bytes.HasPrefix(content, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")): // a compound file: old Office, or encrypted new
		if bytes.Contains(content, []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")) {
			return "", refused("file.encrypted")
		}
		return "", refused("file.old")
	default:
		mediaType, err = sniffText(content, extension)
	}
	if err != nil {
		return "", err
	}
	if !slices.Contains(extensions[mediaType], extension) {
		return "", refused("file.mismatch", "extension", extensions[mediaType][0])
	}
	return mediaType, nil
}

// refused is the refusal of a file for what it is.
func refused(key string, args ...any) error { return fault.At("file", key, args...) }

// encryptedPDF is the entry of a PDF's trailer that says how it is encrypted; the trailer itself never is (ISO 32000, 7.6).
var encryptedPDF = regexp.MustCompile(`/Encrypt\s*(\d+\s+\d+\s+R|<<)`)

// The bounds of the zip archives that Office files are.
const (
	entriesMost  = 10_000
	unpackedMost = 500 << 20
)

// sniffZip tells which Office file an archive is, by the parts its format demands.
func sniffZip(content []byte) (string, error) {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return "", refused("file.damaged")
	}
	if len(archive.File) > entriesMost {
		return "", refused("file.bomb")
	}
	parts, unpacked := map[string]*zip.File{}, uint64(0)
	for _, f := range archive.File {
		if f.Flags&1 != 0 {
			return "", refused("file.encrypted")
		}
		if unpacked += min(f.UncompressedSize64, unpackedMost+1); unpacked > unpackedMost {
			return "", refused("file.bomb")
		}
		name := strings.ToLower(f.Name)
		if path.Base(name) == "vbaproject.bin" || strings.HasPrefix(name, "basic/") || strings.HasPrefix(name, "scripts/") {
			return "", refused("file.macros")
		}
		parts[f.Name] = f
	}
	switch _, office := parts["[Content_Types].xml"]; {
	case office && parts["word/document.xml"] != nil:
		return Word, nil
	case office && parts["xl/workbook.xml"] != nil:
		return Workbook, nil
	case parts["mimetype"] != nil && is(parts["mimetype"], OpenText):
		if manifest := parts["META-INF/manifest.xml"]; manifest == nil || holds(manifest, "encryption-data") {
			return "", refused("file.encrypted")
		}
		return OpenText, nil
	}
	return "", refused("file.type")
}

// is reports whether an archive's part is the text.
func is(f *zip.File, text string) bool {
	got, err := part(f, int64(len(text))+1)
	return err == nil && string(got) == text
}

// holds reports whether an archive's part has the text in it, or can't be read.
func holds(f *zip.File, text string) bool {
	got, err := part(f, 1<<20)
	return err != nil || bytes.Contains(got, []byte(text))
}

func part(f *zip.File, most int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close() // reading is all that matters
	return io.ReadAll(io.LimitReader(r, most))
}

// sniffText tells text from anything else: UTF-8, or Windows-1252 as older programs write, without control characters and
// not a language that a browser or a machine carries out.
func sniffText(content []byte, extension string) (string, error) {
	text := bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	for _, c := range text {
		if c < ' ' && c != '\t' && c != '\r' && c != '\n' && c != '\f' || c == 0x7f {
			return "", refused("file.type")
		}
	}
	start := bytes.ToLower(bytes.TrimSpace(text[:min(len(text), 1024)]))
	for _, code := range []string{"<", "#!", "{\\rtf", "%!"} { // markup of any kind, scripts, and pages of printers
		if bytes.HasPrefix(start, []byte(code)) {
			return "", refused("file.type")
		}
	}
	if strings.HasPrefix(http.DetectContentType(text), "text/html") {
		return "", refused("file.type")
	}
	types := [2]string{Text, CSV}
	if !utf8.Valid(text) {
		for _, none := range []byte{0x81, 0x8d, 0x8f, 0x90, 0x9d} { // no characters of Windows-1252
			if bytes.IndexByte(text, none) >= 0 {
				return "", refused("file.type")
			}
		}
		types = [2]string{TextWestern, CSVWestern}
	}
	switch extension {
	case ".txt":
		return types[0], nil
	case ".csv":
		return types[1], nil
	}
	return "", refused("file.type")
}
