package message

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var placeholder = regexp.MustCompile(`\{[a-zA-Z]+\}`)

// Every text exists in every language, and says the same of the same things.
func TestLanguagesAreComplete(t *testing.T) {
	t.Parallel()
	for _, language := range Languages[1:] {
		for key, text := range catalogue[Languages[0]] {
			other, ok := catalogue[language][key]
			if !ok || strings.TrimSpace(other) == "" {
				t.Errorf("%s lacks %s", language, key)
				continue
			}
			a, b := placeholder.FindAllString(text, -1), placeholder.FindAllString(other, -1)
			slices.Sort(a)
			slices.Sort(b)
			if !slices.Equal(slices.Compact(a), slices.Compact(b)) {
				t.Errorf("%s in %s has placeholders %v, not %v", key, language, b, a)
			}
		}
		for key := range catalogue[language] {
			if !Has(key) {
				t.Errorf("%s has %s, which bokmål lacks", language, key)
			}
		}
	}
}

// Every key that the code names is a text. A key is a text literal handed to a fault or to Text.
func TestKeysAreTexts(t *testing.T) {
	t.Parallel()
	named := regexp.MustCompile(`(?:fault\.(?:New\([\w.]+,|At\([^,"]*(?:"[^"]*")?[^,"]*,)|message\.Text\([^,]+,|\b(?:p|problems|wrong)\.at\([^,]+,)\s*"([a-z][\w-]*\.[\w.-]+)"`)
	var seen int
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git" || d.Name() == ".kobo") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range named.FindAllStringSubmatch(string(source), -1) {
			if strings.HasSuffix(m[1], ".") {
				continue // the beginning of a key
			}
			seen++
			if !Has(m[1]) {
				t.Errorf("%s names %s, which is no text", path, m[1])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 100 {
		t.Errorf("only %d keys were found: the pattern no longer fits the code", seen)
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	if got := Text("en", "fault.internal", "id", "abc"); !strings.Contains(got, "abc") || strings.Contains(got, "{") {
		t.Errorf("got %q", got)
	}
	if Text("se", "fault.unauthenticated") != Text("nb", "fault.unauthenticated") {
		t.Error("a language without texts does not fall back to bokmål")
	}
	if got := Pick("de", "nn-NO"); got != "nn" {
		t.Errorf("picked %s", got)
	}
}
