package layout_test

import (
	"encoding/json"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// rules say which imports are refused, and why. A package is named by a pattern of its path below the module.
var rules = []struct{ from, not, why string }{
	{`^internal/(?!server|lab|testdb)`, `^cmd/`, "wiring is in cmd, and nothing hangs on it"},
	{`^internal/(housing|municipality|intake|store|postgres|audit|file|sheet|access|entity|day|fault|codelist|message|viewer)`, `^graph(/generated)?$`, "subjects and reads know the types of the API (graph/model), not the graph"},
	{`^internal/(housing|municipality)`, `^internal/(housing|municipality|intake)`, "subjects don't import each other: wiring is in cmd (an import carries out housing's acts, so intake may)"},
	{`^internal/`, `^internal/server$`, "the front is on top: only cmd knows it"},
	{`^internal/(store|housing|municipality|intake|audit)`, `^internal/(login|directory|lab)`, "who asks comes in the context; how they logged in is not the domain's"},
	{`^internal/(register|sheet)`, `^internal/(postgres|store|housing)`, "what reads the outside world knows no database"},
	{`^graph/model$`, `^internal/(store|housing|postgres|access)`, "the types of the API are a leaf"},
	{`^internal/(entity|fault|viewer|day|codelist|message)`, `^internal/(postgres|store|housing|access|server)`, "what everything stands on stands on nothing"},
	{`^(?!cmd/|internal/lab|internal/bench)`, `^internal/lab`, "the lab is never part of production code"},
	{`^ent/`, `^internal/(postgres|store|housing)`, "the model knows no one who uses it"},
}

type pkg struct {
	ImportPath, Dir string
	Imports         []string
	GoFiles         []string
}

// packages are those of the module.
func packages(t *testing.T) []pkg {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Dir,Imports,GoFiles", "kobo/...")
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// matches is a pattern with at most one negative look-ahead, which Go's regexp lacks: ^a(?!b|c) is "begins with a, but not with ab or ac".
func matches(pattern, path string) bool {
	head, rest, found := strings.Cut(pattern, "(?!")
	if !found {
		return regexp.MustCompile(pattern).MatchString(path)
	}
	refused := strings.TrimSuffix(rest, ")")
	return regexp.MustCompile(head).MatchString(path) && !regexp.MustCompile(head+"(?:"+refused+")").MatchString(path)
}

func TestImports(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		from := strings.TrimPrefix(p.ImportPath, "kobo/")
		for _, to := range p.Imports {
			to, ours := strings.CutPrefix(to, "kobo/")
			if !ours {
				continue
			}
			for _, r := range rules {
				if matches(r.from, from) && matches(r.not, to) {
					t.Errorf("%s imports %s: %s", from, to, r.why)
				}
			}
		}
	}
}

func TestPackagesSayWhatTheyAreFor(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		if len(p.GoFiles) == 0 || regexp.MustCompile(`^kobo/(ent/|graph/(generated|model)$)|/fixture`).MatchString(p.ImportPath) {
			continue // tests only, or generated
		}
		var documented bool
		for _, name := range p.GoFiles {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.PackageClauseOnly|parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			documented = documented || file.Doc != nil && len(file.Doc.Text()) > 40
		}
		if !documented {
			t.Errorf("%s has no comment that says what it is for", p.ImportPath)
		}
	}
}
