package access_test

import (
	"encoding/csv"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kobo/internal/access"
	"kobo/internal/access/internal/fixture"
	"kobo/internal/viewer"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares text with the file, or rewrites it.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s is stale; run the test with -update and review it (-file +made):\n%s", file, diff)
	}
}

func load(t *testing.T) *access.Grid {
	t.Helper()
	g, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func grants(write bool, rights ...string) []viewer.Grant {
	var out []viewer.Grant
	for _, right := range rights {
		out = append(out, viewer.Grant{Right: right, Write: write})
	}
	return out
}

// TestPolicy names the decisions that must not change unnoticed.
func TestPolicy(t *testing.T) {
	t.Parallel()
	g := load(t)
	for _, test := range []struct {
		right               string
		reads, writes, acts string // space-separated
		not                 string // neither read, written nor done
	}{
		{"boligoversikt", "DWELLING RENT TENANCY RESERVATION NOTE DOCUMENT IMPORT DWELLING_HISTORY LOOKUP", "DWELLING TENANCY IMPORT", "DWELLING_EDIT STOCK TENANCY_KEEP IMPORT_RUN EXPORT", "TENANT SETTINGS SETTINGS_EDIT LOG SHIELDED"},
		{"soknadsregistrering", "DWELLING", "", "", "RENT TENANCY TENANT RESERVATION NOTE EXPORT"},
		{"saksbehandling", "DWELLING TENANCY TENANT NOTE", "TENANT TENANCY", "RESERVE TENANCY_KEEP EXPORT", "STOCK IMPORT_RUN IMPORT SETTINGS SHIELDED"},
		{"vedtak", "DWELLING TENANCY TENANT", "", "", "RESERVE LOG SHIELDED"},
		{"lesetilgang", "DWELLING TENANT DWELLING_HISTORY", "", "EXPORT", "LOG IMPORT DWELLING_EDIT SHIELDED"},
		{"administrator", "SETTINGS DWELLING", "SETTINGS", "SETTINGS_EDIT", "TENANCY TENANT RENT NOTE LOG"},
		{"statistikk", "PUBLIC", "", "", "DWELLING RENT TENANCY TENANT"},
		{"samhandler", "PUBLIC", "", "", "DWELLING RENT TENANCY TENANT OWN_LOG"},
		{"skjermet", "SHIELDED", "SHIELDED", "", "DWELLING TENANCY TENANT"},
		{"bolig-api", "DWELLING RENT TENANCY", "DWELLING RENT", "DWELLING_EDIT", "TENANT NOTE OWN_LOG EXPORT"},
		{"innsyn-logg", "LOG OWN_LOG", "", "", "DWELLING TENANT"},
		{"citizen", "DWELLING RENT TENANCY TENANT", "", "", "NOTE RESERVATION OWN_LOG LOG"},
	} {
		b := g.Bits(grants(true, test.right), access.Modules)
		for _, class := range strings.Fields(test.reads) {
			if !g.Reads(b, class) {
				t.Errorf("%s doesn't read %s", test.right, class)
			}
		}
		for _, class := range strings.Fields(test.writes) {
			if !g.Writes(b, class) {
				t.Errorf("%s doesn't write %s", test.right, class)
			}
		}
		for _, act := range strings.Fields(test.acts) {
			if !g.May(b, act) {
				t.Errorf("%s may not %s", test.right, act)
			}
		}
		for _, name := range strings.Fields(test.not) {
			if g.Reads(b, name) || g.Writes(b, name) || g.May(b, name) {
				t.Errorf("%s is open to %s", name, test.right)
			}
		}
	}
	for _, right := range g.Rights() {
		if b := g.Bits(grants(true, right), access.Modules); right != "skjermet" && (g.Reads(b, "SHIELDED") || g.Writes(b, "SHIELDED")) {
			t.Errorf("SHIELDED is open to %s", right)
		} else if right != "innsyn-logg" && g.Reads(b, "LOG") {
			t.Errorf("LOG is open to %s", right)
		}
	}
}

func TestBits(t *testing.T) {
	t.Parallel()
	g := load(t)
	none := g.Bits(nil, access.Modules)
	if !g.Reads(none, access.Public) || g.Reads(none, "DWELLING") {
		t.Error("no right must read PUBLIC and nothing else")
	}
	if g.Bits(grants(true, "rolf", "", "DWELLING"), access.Modules) != none {
		t.Error("a right that the grid does not know opens something")
	}
	reader := g.Bits(grants(false, "boligoversikt"), access.Modules)
	if !g.Reads(reader, "RENT") || g.Writes(reader, "RENT") || g.May(reader, "RENT_SET") {
		t.Error("without the action write a grant must read, not write and not act")
	}
	if b := g.Bits(grants(false, "lesetilgang"), access.Modules); !g.May(b, "EXPORT") {
		t.Error("an act with the cell `read` must be open to the action read")
	}
	if b := g.Bits(grants(true, "boligoversikt"), nil); g.Reads(b, "DWELLING") || g.May(b, "STOCK") || !g.Reads(b, "OWN_LOG") {
		t.Error("a closed module must close its classes and acts, and no others")
	}
	noCasework := g.Bits(grants(true, "saksbehandling"), []string{"register"})
	if g.Reads(noCasework, "TENANT") || !g.Reads(noCasework, "TENANCY") {
		t.Error("TENANT must be open in the module casework only")
	}
	if g.Reads(reader, "UNKNOWN") || g.May(reader, "RENT") || g.Reads(reader, "RENT_SET") {
		t.Error("an unknown name, or one of the other kind, is open")
	}
	both := g.Bits(grants(true, "vedtak", "administrator"), access.Modules)
	if both != g.Bits(grants(true, "administrator", "vedtak", "administrator"), access.Modules) {
		t.Error("order or repetition of grants matters")
	}
	if !g.Reads(both, "SETTINGS") || !g.Reads(both, "TENANT") {
		t.Error("two rights open less than each of them")
	}
}

// TestRows compares the rows for the database with the file as it is signed.
func TestRows(t *testing.T) {
	t.Parallel()
	file, err := os.Open("policy.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var want []access.Row
	for _, line := range lines[1:] {
		for c := 3; c < len(line)-1; c++ {
			row := access.Row{
				Name: strings.TrimSpace(line[0]), Kind: strings.TrimSpace(line[1]), Module: strings.TrimSpace(line[2]),
				Right: strings.TrimSpace(lines[0][c]),
			}
			switch word := strings.TrimSpace(line[c]); {
			case word == "-":
				continue
			case row.Kind == access.Act:
				row.Act, row.Read = true, word == "read"
			default:
				row.Read, row.Write = strings.Contains(word, "read"), strings.Contains(word, "write")
			}
			want = append(want, row)
		}
	}
	if diff := cmp.Diff(want, load(t).Rows()); diff != "" {
		t.Error(diff)
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	const head = "name,kind,module,one,two,meaning\nPUBLIC,class,-,read,read,Open to all.\n"
	for name, test := range map[string]struct{ text, want string }{
		"nothing":         {"", "no rows"},
		"header":          {"name,kind,one,meaning\nPUBLIC,class,read,x\n", "header"},
		"ragged":          {head + "RENT,class,-,read,x\n", "wrong number of fields"},
		"right twice":     {"name,kind,module,one,one,meaning\nPUBLIC,class,-,read,read,x\n", `right "one"`},
		"name twice":      {head + "PUBLIC,class,-,read,read,x\n", "line 3: name"},
		"name":            {head + "Rent,class,-,read,-,x\n", `name "Rent"`},
		"kind":            {head + "RENT,klass,-,read,-,x\n", `kind "klass"`},
		"module":          {head + "RENT,class,bolig,read,-,x\n", "unknown module"},
		"word":            {head + "RENT,class,-,reed,-,x\n", `"reed" under one`},
		"empty cell":      {head + "RENT,class,-,read,,x\n", `"" under two`},
		"act on a class":  {head + "RENT,class,-,act,-,x\n", `"act" under one`},
		"write on an act": {head + "SET,act,-,write,-,x\n", `"write" under one`},
		"meaning":         {head + "RENT,class,-,read,-,\n", "no meaning"},
		"no public":       {"name,kind,module,one,two,meaning\nRENT,class,-,read,read,x\n", "PUBLIC must"},
		"public closed":   {"name,kind,module,one,two,meaning\nPUBLIC,class,-,read,-,x\n", "PUBLIC must"},
		"65 classes":      {head + many(64), "64th"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := access.Parse([]byte(test.text))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, want one with %q", err, test.want)
			}
		})
	}
	if _, err := access.Parse([]byte(head + many(63))); err != nil {
		t.Errorf("64 classes: %v", err)
	}
}

func many(n int) string {
	var text strings.Builder
	for i := range n {
		text.WriteString("C" + string(rune('A'+i/26)) + string(rune('A'+i%26)) + ",class,-,read,-,x\n")
	}
	return text.String()
}

// TestDeclaration compares the declarations of the labels in schema files with the grids they belong to.
func TestDeclaration(t *testing.T) {
	t.Parallel()
	golden(t, filepath.Join("..", "..", "graph", "schema", "access.graphql"), load(t).SDL())
	g, err := access.Parse(fixture.Policy)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, filepath.Join("internal", "fixture", "access.graphql"), g.SDL())
}
