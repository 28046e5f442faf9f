// Package message holds the texts that the server shows to people, in bokmål, nynorsk and English, and picks the reader's.
// It knows nothing of who reads: the language is an argument.
package message

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Languages are those the server's own texts exist in, the first being the fallback.
var Languages = []string{"nb", "nn", "en"}

//go:embed nb.json nn.json en.json
var files embed.FS

// catalogue maps language and key to text.
var catalogue = load()

func load() map[string]map[string]string {
	all := make(map[string]map[string]string, len(Languages))
	for _, language := range Languages {
		data, err := files.ReadFile(language + ".json")
		if err != nil {
			panic("message: " + err.Error()) // the files are compiled in
		}
		texts := map[string]string{}
		if err := json.Unmarshal(data, &texts); err != nil {
			panic(fmt.Sprintf("message: %s.json: %v", language, err))
		}
		all[language] = texts
	}
	return all
}

// Text returns the text of key in the language, with {name} replaced by the value that follows "name" in args, in the
// language when the value has words in it (a code). A language
// without texts of its own (se) falls back to bokmål; a key that is missing returns itself, which a test forbids.
func Text(language, key string, args ...any) string {
	text, ok := catalogue[language][key]
	if !ok {
		if text, ok = catalogue[Languages[0]][key]; !ok {
			return key
		}
	}
	if len(args) == 0 {
		return text
	}
	pairs := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		value := fmt.Sprint(args[i+1])
		if l, ok := args[i+1].(labelled); ok {
			value = l.Label(language)
		}
		pairs = append(pairs, fmt.Sprintf("{%v}", args[i]), value)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// labelled is a value that has words of its own in each language: a code of a code list.
type labelled interface{ Label(language string) string }

// Has reports whether there is a text for the key.
func Has(key string) bool {
	_, ok := catalogue[Languages[0]][key]
	return ok
}

// Pick returns the first of the languages preferred (as in Accept-Language, best first) that we have, else bokmål.
func Pick(preferred ...string) string {
	for _, p := range preferred {
		p = strings.ToLower(strings.SplitN(p, "-", 2)[0])
		if p == "no" {
			p = "nb"
		}
		if slices.Contains(Languages, p) || p == "se" {
			return p
		}
	}
	return Languages[0]
}
