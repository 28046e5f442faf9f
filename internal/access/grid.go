package access

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"kobo/internal/viewer"
)

// Public is the one class that is open to everyone logged in, even with no right at all.
const Public = "PUBLIC"

// Kinds of rows in the grid.
const (
	Class = "class" // a data class: what data is
	Act   = "act"   // a business act: what one does
)

// Always is the module of a row that no onboarding step opens: it holds from the first day.
const Always = "-"

// Modules are the parts of the system that a municipality opens during onboarding.
var Modules = []string{"register", "casework", "statistics"}

// policy is the grid as it is signed. Every cell is "-" or one of the words in cells.
//
//go:embed policy.csv
var policy []byte

// cell is what one right opens of one class or act.
type cell struct{ read, write, act bool }

// words are the cells a row of each kind may have. "read" in the row of an act opens the act to holders of the action
// read too, which is for acts that change nothing; "act" asks for the action write.
var words = map[string]map[string]cell{
	Class: {"-": {}, "read": {read: true}, "write": {write: true}, "read+write": {read: true, write: true}},
	Act:   {"-": {}, "act": {act: true}, "read": {act: true, read: true}},
}

// Entry is a row of the grid without its cells: a data class or an act.
type Entry struct {
	Name   string
	Kind   string // Class or Act
	Module string // one of Modules, or Always
	// Meaning says in one sentence what the class holds or the act does, with the Norwegian term.
	Meaning string
}

// Row is one non-empty cell of the grid: what wall 2 needs to know, loaded into the database at migration.
type Row struct {
	Name   string // the class or act
	Kind   string // Class or Act
	Module string // the module that must be open, or Always
	Right  string // the right that opens it
	Read   bool   // class: its fields may be read. act: the action read is enough
	Write  bool   // class: its fields may be written, given the action write
	Act    bool   // act: it may be carried out
}

// Grid says which right opens which class of data and which act. It is read-only and safe for concurrent use.
type Grid struct {
	entries []Entry
	cells   [][]cell       // by entry, by right
	bit     []uint64       // by entry: its bit among those of its kind
	rights  []string       // in the order of the columns
	column  map[string]int // right → place in rights
	entry   map[string]int // name of class or act → place in entries
	public  Bits
}

// Load parses the grid that is compiled in.
func Load() (*Grid, error) { return Parse(policy) }

// Parse reads a grid: a header `name,kind,module,<rights…>,meaning`, then one row per class or act. It refuses what a
// reader could misunderstand: an unknown word, a name or right given twice, a row without a meaning, a class PUBLIC that
// is missing or not open to all. All faults are reported, each with its line.
func Parse(text []byte) (*Grid, error) {
	lines, err := csv.NewReader(bytes.NewReader(text)).ReadAll() // refuses rows of unequal length
	if err != nil {
		return nil, fmt.Errorf("access policy: %w", err)
	}
	if len(lines) < 2 {
		return nil, errors.New("access policy: no rows")
	}
	for _, line := range lines {
		for i := range line {
			line[i] = strings.TrimSpace(line[i])
		}
	}
	head := lines[0]
	last := len(head) - 1
	if last < 4 || !slices.Equal(head[:3], []string{"name", "kind", "module"}) || head[last] != "meaning" {
		return nil, errors.New("access policy: the header must be name,kind,module,<rights>,meaning")
	}
	g := &Grid{rights: head[3:last], column: map[string]int{}, entry: map[string]int{}}
	var faults []error
	fault := func(line int, format string, args ...any) {
		faults = append(faults, fmt.Errorf("access policy line %d: "+format, append([]any{line}, args...)...))
	}
	for i, right := range g.rights {
		if _, twice := g.column[right]; twice || !rightName.MatchString(right) {
			fault(1, "right %q is malformed or given twice", right)
		}
		g.column[right] = i
	}
	count := map[string]int{}
	for i, line := range lines[1:] {
		e := Entry{Name: line[0], Kind: line[1], Module: line[2], Meaning: line[last]}
		number := i + 2
		if words[e.Kind] == nil {
			fault(number, "kind %q is neither class nor act", e.Kind)
			continue
		}
		if _, twice := g.entry[e.Name]; twice || !entryName.MatchString(e.Name) {
			fault(number, "name %q is malformed or given twice", e.Name)
			continue
		}
		if e.Module != Always && !slices.Contains(Modules, e.Module) {
			fault(number, "%s has the unknown module %q", e.Name, e.Module)
		}
		if e.Meaning == "" {
			fault(number, "%s has no meaning", e.Name)
		}
		cells := make([]cell, len(g.rights))
		for c, word := range line[3:last] {
			value, ok := words[e.Kind][word]
			if !ok {
				fault(number, "%s has the word %q under %s, which the row of a%s can't have", e.Name, word, g.rights[c],
					map[string]string{Class: " class", Act: "n act"}[e.Kind])
			}
			cells[c] = value
		}
		if count[e.Kind] == 64 {
			fault(number, "%s is more than the 64th %s", e.Name, e.Kind)
		}
		g.entry[e.Name] = len(g.entries)
		g.bit = append(g.bit, 1<<count[e.Kind])
		count[e.Kind]++
		g.entries = append(g.entries, e)
		g.cells = append(g.cells, cells)
	}
	if i, ok := g.entry[Public]; !ok || g.entries[i].Kind != Class || g.entries[i].Module != Always ||
		slices.ContainsFunc(g.cells[i], func(c cell) bool { return c != cell{read: true} }) {
		faults = append(faults, errors.New("access policy: the class "+Public+" must be there, always open, and read by every right"))
	} else {
		g.public.read = g.bit[i]
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return g, nil
}

var (
	entryName = regexp.MustCompile(`^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$`)
	rightName = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
)

// Classes returns the data classes in the order of the grid.
func (g *Grid) Classes() []Entry { return g.ofKind(Class) }

// Acts returns the acts in the order of the grid.
func (g *Grid) Acts() []Entry { return g.ofKind(Act) }

func (g *Grid) ofKind(kind string) []Entry {
	return slices.DeleteFunc(slices.Clone(g.entries), func(e Entry) bool { return e.Kind != kind })
}

// Rights returns the names of the rights in the order of the columns.
func (g *Grid) Rights() []string { return slices.Clone(g.rights) }

// Rows returns the non-empty cells, row by row. That PUBLIC is open without any right is not among them.
func (g *Grid) Rows() []Row {
	var rows []Row
	for i, e := range g.entries {
		for c, right := range g.rights {
			if v := g.cells[i][c]; v != (cell{}) {
				rows = append(rows, Row{Name: e.Name, Kind: e.Kind, Module: e.Module, Right: right, Read: v.read, Write: v.write, Act: v.act})
			}
		}
	}
	return rows
}

// SDL returns the declaration of the labels for this grid: the text of graph/schema/access.graphql.
func (g *Grid) SDL() string {
	var out strings.Builder
	out.WriteString(declaration)
	enum := func(name, description string, entries []Entry) {
		fmt.Fprintf(&out, "\n%q\nenum %s {\n", description, name)
		for _, e := range entries {
			fmt.Fprintf(&out, "  %q\n  %s\n", e.Meaning, e.Name)
		}
		out.WriteString("}\n")
	}
	enum(classEnum, "Classes of data (dataklasser), as in the grid.", g.Classes())
	enum(actEnum, "Acts (handlinger), as in the grid.", g.Acts())
	return out.String()
}

const declaration = `"""
Says what the data at this place is (class) or what is done there (act). Who may have it is decided by the grid,
internal/access/policy.csv; the rules are in the documentation of package access.
"""
directive @access(
  "The class of the data (dataklasse)."
  class: DataClass
  "The act that is carried out (handling)."
  act: Act
) on OBJECT | INTERFACE | UNION | INPUT_OBJECT | FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION
`

// Bits is what a set of rights opens: which classes may be read, which written, which acts carried out. Two viewers with
// equal Bits see the same schema, whatever rights theirs come from; it is comparable and a key of maps. A Bits means
// something only to the grid that made it.
type Bits struct{ read, write, act uint64 }

// has reports whether everything in other is in b.
func (b Bits) has(other Bits) bool {
	return other.read&^b.read == 0 && other.write&^b.write == 0 && other.act&^b.act == 0
}

// Bits returns what the grants open where these modules are open. A right the grid does not know opens nothing; a grant
// without Write opens only what the cells say of read; a class or act of a closed module is closed. PUBLIC is always open.
func (g *Grid) Bits(grants []viewer.Grant, modules []string) Bits {
	b := g.public
	for _, grant := range grants {
		c, ok := g.column[grant.Right]
		if !ok {
			continue
		}
		for i := range g.entries {
			e, v, bit := &g.entries[i], g.cells[i][c], g.bit[i]
			switch {
			case e.Module != Always && !slices.Contains(modules, e.Module):
			case e.Kind == Act:
				if v.act && (v.read || grant.Write) {
					b.act |= bit
				}
			default:
				if v.read {
					b.read |= bit
				}
				if v.write && grant.Write {
					b.write |= bit
				}
			}
		}
	}
	return b
}

// Reads reports whether fields of the class may be read.
func (g *Grid) Reads(b Bits, class string) bool { return b.read&g.bitOf(Class, class) != 0 }

// Writes reports whether fields of the class may be written.
func (g *Grid) Writes(b Bits, class string) bool { return b.write&g.bitOf(Class, class) != 0 }

// May reports whether the act may be carried out.
func (g *Grid) May(b Bits, act string) bool { return b.act&g.bitOf(Act, act) != 0 }

// bitOf returns the bit of the class or act, or none for a name the grid does not know: the unknown is closed.
func (g *Grid) bitOf(kind, name string) uint64 {
	i, ok := g.entry[name]
	if !ok || g.entries[i].Kind != kind {
		return 0
	}
	return g.bit[i]
}
