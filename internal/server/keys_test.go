package server

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// Keys returns the message keys that stand in the package's files.
func Keys(t *testing.T) (keys []string) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !strings.HasSuffix(file.Name(), ".go") || strings.HasSuffix(file.Name(), "_test.go") {
			continue
		}
		text, err := os.ReadFile(file.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`"((?:server|fault)\.[a-zA-Z]+)"`).FindAllSubmatch(text, -1) {
			keys = append(keys, string(m[1]))
		}
	}
	if len(keys) < 10 {
		t.Fatalf("found only %d keys", len(keys))
	}
	return keys
}
