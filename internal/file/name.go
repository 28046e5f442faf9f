package file

import (
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// nameMost is the longest name in characters, as the table has it.
const nameMost = 200

// cleanName makes of what a sender calls a file a name that is safe to keep, show and save under: without folders, of
// whichever system, without characters that can't be seen or that turn the direction of reading (by which "exe.pdf" can be
// made to look like "fdp.exe"), in the composed form of Unicode, and not too long.
func cleanName(sent string) string {
	name := strings.ToValidUTF8(sent, "")
	if at := strings.LastIndexAny(name, `/\`); at >= 0 {
		name = name[at+1:]
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsGraphic(r), strings.ContainsRune(`<>:"|?*`, r):
			return -1
		}
		return r
	}, norm.NFC.String(name))
	extension := path.Ext(name)
	stem := strings.Trim(strings.TrimSuffix(name, extension), " .")
	if stem == "" {
		stem = "fil"
	}
	extension = strings.TrimRight(extension, " .")
	if utf8.RuneCountInString(extension) > 10 {
		stem, extension = stem+extension, ""
	}
	if most := nameMost - utf8.RuneCountInString(extension); utf8.RuneCountInString(stem) > most {
		stem = string([]rune(stem)[:most])
	}
	return stem + extension
}

// renamed gives a name the extension of what the file has become.
func renamed(name, mediaType string) string {
	extension := path.Ext(name)
	if slices.Contains(extensions[mediaType], strings.ToLower(extension)) {
		return name
	}
	return cleanName(strings.TrimSuffix(name, extension) + extensions[mediaType][0])
}

// disposition is the header Content-Disposition (RFC 6266) with the name twice: in ASCII for what knows no better, and whole.
func disposition(kind, name string) string {
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' || r == '%' {
			return '_'
		}
		return r
	}, name)
	// url.PathEscape leaves some characters that RFC 5987 doesn't allow.
	whole := strings.NewReplacer(":", "%3A", "@", "%40", "=", "%3D").Replace(url.PathEscape(name))
	return kind + `; filename="` + plain + `"; filename*=UTF-8''` + whole
}
