package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/vektah/gqlparser/v2/ast"
)

// canaryPools are the values that random operations are made with: what there is, what there is elsewhere, what is protected, and what is nowhere.
type canaryPools struct {
	ids     map[string][]string // by table
	own     map[string][]string // by table and municipality: "tenancy 9901"
	hidden  map[string][]string // by table: of persons with a protected address
	all     []string            // of every kind
	texts   []string            // for filters and look-ups: canaries and their parts, words of addresses
	cursors []string
	pids    []string // of the lab's people
	today   time.Time
}

// writer of one random operation. All that it writes is valid for the viewer's schema and within the server's limits.
type randomOperation struct {
	*rand.Rand
	schema *ast.Schema
	pools  *canaryPools
	home   string // the viewer's municipality

	mutation  bool
	cost      int // left
	fields    int // left
	aliases   int // left
	fragments []randomFragment
	variables []string // declarations
	values    map[string]any
}

type randomFragment struct{ name, on, text string }

// enumValue is written without quotes.
type enumValue string

// What would take the ground from under the test: closing modules, locking networks, taking the numbers of units from them; moving rows to
// another unit, whose canaries would then name the unit they were in; and making a picture of a dwelling the coat of arms, which is everyone's.
var leftOut = map[string]bool{
	"Mutation.onboardingSet": true, "Mutation.networkRemove": true, "Mutation.networkAdd": true, "Mutation.unitSave": true,
	"Mutation.dwellingMerge": true, "DwellingUpdateInput.unitId": true, "AgreementInput.unitId": true, "Mutation.municipalityLogoSet": true,
}

// often are the fields of Query where people's data is: they are asked for most of the time.
var often = map[string]bool{"dwellings": true, "dwelling": true, "node": true, "nodes": true, "log": true, "imports": true, "viewer": true}

// random writes an operation and its variables.
func (p *canaryPools) random(schema *ast.Schema, home string, r *rand.Rand) (text string, variables map[string]any) {
	o := &randomOperation{Rand: r, schema: schema, pools: p, home: home, fields: 120, aliases: 25, values: map[string]any{}}
	o.cost = []int{40, 80, 80, 250, 250, 800}[r.IntN(6)]
	if home == "" {
		o.cost = min(o.cost, 800) // citizens have a lower limit
	}
	root, word := schema.Query, "query"
	if schema.Mutation != nil && r.IntN(4) == 0 {
		root, word, o.mutation = schema.Mutation, "mutation", true
	}
	body := o.selection(root, 1, 0, map[string]bool{})
	var b strings.Builder
	b.WriteString(word)
	if r.IntN(3) == 0 || len(o.variables) > 0 {
		b.WriteString(" Canary")
	}
	if len(o.variables) > 0 {
		b.WriteString("(" + strings.Join(o.variables, ", ") + ")")
	}
	b.WriteString(" " + body)
	for _, f := range o.fragments {
		fmt.Fprintf(&b, "\nfragment %s on %s %s", f.name, f.on, f.text)
	}
	return b.String(), o.values
}

// selection writes the fields of a type. times is how often it is answered; names are those given at this place already, fragments included.
func (o *randomOperation) selection(def *ast.Definition, times, depth int, names map[string]bool) string {
	var parts []string
	if def.Kind == ast.Interface || def.Kind == ast.Union {
		parts = append(parts, "__typename")
		if def.Fields.ForName("id") != nil && o.IntN(2) == 0 {
			parts = append(parts, "id")
			names["id"] = true
		}
		possible := slices.Clone(o.schema.GetPossibleTypes(def))
		o.Shuffle(len(possible), func(i, j int) { possible[i], possible[j] = possible[j], possible[i] })
		for _, t := range possible[:min(len(possible), 1+o.IntN(6))] {
			if text := o.selection(t, times, depth, names); text != "{ __typename }" {
				parts = append(parts, "... on "+t.Name+" "+text)
			}
		}
		return "{ " + strings.Join(parts, " ") + " }"
	}
	fields := make([]*ast.FieldDefinition, 0, len(def.Fields))
	for _, f := range def.Fields {
		if !strings.HasPrefix(f.Name, "__") && !leftOut[def.Name+"."+f.Name] {
			fields = append(fields, f)
		}
	}
	o.Shuffle(len(fields), func(i, j int) { fields[i], fields[j] = fields[j], fields[i] })
	// The few where most is, first: half the time what has fields of its own.
	if first := o.IntN(2) == 0; first || def == o.schema.Query && o.IntN(2) == 0 {
		slices.SortStableFunc(fields, func(a, b *ast.FieldDefinition) int {
			rank := func(f *ast.FieldDefinition) int {
				switch {
				case def == o.schema.Query && often[f.Name]:
					return 0
				case def != o.schema.Query && o.schema.Types[f.Type.Name()].IsCompositeType():
					return 0
				}
				return 1
			}
			return rank(a) - rank(b)
		})
	}
	want := 1 + o.IntN(max(len(fields), 1))
	switch {
	case def == o.schema.Query:
		want = 1 + o.IntN(3)
	case def == o.schema.Mutation:
		want = 1 + o.IntN(2)
	case len(fields) > 8:
		want = 1 + o.IntN(14)
	}
	for _, f := range fields {
		if len(parts) >= want {
			break
		}
		if text := o.field(def, f, times, depth, names); text != "" {
			parts = append(parts, text)
			if o.IntN(8) == 0 && f.Arguments != nil { // the same once more, with other arguments
				if text := o.field(def, f, times, depth, names); text != "" {
					parts = append(parts, text)
				}
			}
		}
	}
	if len(parts) == 0 {
		return "{ __typename }"
	}
	text := "{ " + strings.Join(parts, " ") + " }"
	if depth == 0 {
		return text
	}
	switch { // some of it in fragments
	case o.IntN(8) == 0:
		return "{ ... on " + def.Name + " " + text + " }"
	case o.IntN(12) == 0 && len(o.fragments) < 10:
		name := "F" + strconv.Itoa(len(o.fragments))
		o.fragments = append(o.fragments, randomFragment{name, def.Name, text})
		return "{ ..." + name + " @include(if: true) }"
	}
	return text
}

// field writes a field, or nothing when it would be too dear, too deep or too much.
func (o *randomOperation) field(on *ast.Definition, f *ast.FieldDefinition, times, depth int, names map[string]bool) (text string) {
	t := o.schema.Types[f.Type.Name()]
	if o.fields < 1 || o.cost < times || depth > 11 || t.IsCompositeType() && depth > 9 {
		return ""
	}
	name := f.Name
	if names[name] || o.IntN(15) == 0 {
		if o.aliases == 0 {
			return ""
		}
		o.aliases--
		name = "a" + strconv.Itoa(o.aliases)
	}
	names[name] = true
	o.fields--
	o.cost -= times
	text = f.Name
	if name != f.Name {
		text = name + ": " + f.Name
	}
	arguments, page := o.arguments(on, f)
	text += arguments
	if !t.IsCompositeType() {
		return text
	}
	below := times
	if f.Type.Elem != nil {
		n, known := listSizes[on.Name+"."+f.Name]
		switch {
		case page > 0:
			n = page
		case f.Name == "nodes" || f.Name == "edges":
			n = 1 // its page was counted where it was asked for
		case !known:
			n = 20
		}
		below = times * n
	} else if strings.HasSuffix(t.Name, "Connection") {
		below = times * max(page, 20)
	}
	if o.cost < below*2 {
		return text + " { __typename }"
	}
	return text + " " + o.selection(t, below, depth+1, map[string]bool{})
}

// arguments writes the arguments of a field; page is how long a list they ask for.
func (o *randomOperation) arguments(on *ast.Definition, f *ast.FieldDefinition) (text string, page int) {
	var parts []string
	paging := min(o.IntN(8), 3) // how it asks for a page: not at all, first, first with offset or after, last
	if paging == 3 && f.Arguments.ForName("last") == nil {
		paging = 1
	}
	for _, a := range f.Arguments {
		wanted := a.Type.NonNull || o.IntN(3) > 0
		switch a.Name {
		case "first":
			wanted = paging == 1 || paging == 2
		case "after", "offset":
			wanted = paging == 2 && (f.Arguments.ForName("offset") == nil || (a.Name == "offset") == (o.IntN(2) == 0))
			if wanted {
				paging = 1 // not both
			}
		case "last":
			wanted = paging == 3
		case "before":
			wanted = false
		}
		if !wanted {
			continue
		}
		v := o.value(a.Type, place{act: f.Name, name: a.Name, on: on.Name}, 0)
		switch n := v.(type) {
		case int:
			if a.Name == "first" || a.Name == "last" {
				page = n
			}
		case []any:
			if a.Name == "ids" {
				page = len(n)
			}
		}
		if o.IntN(3) == 0 {
			name := "v" + strconv.Itoa(len(o.variables))
			o.variables = append(o.variables, "$"+name+": "+a.Type.String())
			o.values[name] = v
			parts = append(parts, a.Name+": $"+name)
		} else {
			parts = append(parts, a.Name+": "+literal(v))
		}
	}
	if parts == nil {
		return "", page
	}
	return "(" + strings.Join(parts, ", ") + ")", page
}

// place says where a value stands: in which root field or field, under which name, in which input.
type place struct{ act, name, on string }

// value makes a value of a type: nil, bool, int, float64, string, enumValue, []any or map[string]any.
func (o *randomOperation) value(t *ast.Type, at place, depth int) any {
	if !t.NonNull && o.IntN(40) == 0 {
		return nil
	}
	if t.Elem != nil {
		list := []any{}
		n := o.IntN(4)
		if at.name == "ids" {
			n = 1 + o.IntN(12)
		}
		for range n {
			if v := o.value(t.Elem, at, depth); v != nil {
				list = append(list, v)
			}
		}
		return list
	}
	def := o.schema.Types[t.NamedType]
	switch def.Kind {
	case ast.Enum:
		return enumValue(def.EnumValues[o.IntN(len(def.EnumValues))].Name)
	case ast.InputObject:
		out := map[string]any{}
		only := ""
		if def.Name == "DwellingSort" { // one order at a time
			only = def.Fields[o.IntN(len(def.Fields))].Name
		}
		for _, f := range def.Fields {
			if leftOut[def.Name+"."+f.Name] || only != "" && f.Name != only {
				continue
			}
			if f.Type.NonNull || only != "" || o.IntN(5) == 0 && depth < 4 {
				out[f.Name] = o.value(f.Type, place{at.act, f.Name, def.Name}, depth+1)
			}
		}
		return out
	}
	switch t.NamedType {
	case "ID":
		return o.id(at)
	case "Int":
		return o.int(at)
	case "Float":
		return float64(o.IntN(1200)) / 10
	case "Boolean":
		return o.IntN(2) == 0
	case "Date":
		return o.day(at)
	case "DateTime":
		return o.pools.today.Add(-time.Duration(o.IntN(5000)) * time.Hour).UTC().Format(time.RFC3339)
	case "Key":
		var b [16]byte
		for i := range b {
			b[i] = byte(o.IntN(256))
		}
		b[6], b[8] = 0x40|b[6]&15, 0x80|b[8]&63
		return uuid.UUID(b).String()
	}
	return o.text(at)
}

// idTables are what ids are likely to be of, by the name of their place or by the beginning of the act.
var idTables = []struct{ name, table string }{
	{"dwellingId", "dwelling"}, {"into", "dwelling"}, {"unit", "unit"}, {"agreement", "agreement"}, {"building", "building"}, {"fileId", "file"},
	{"thumbnailId", "file"}, {"periodId", "status_period"}, {"subject", "tenancy"}, {"actor", "dwelling"},
	{"tenancy", "tenancy"}, {"dwelling", "dwelling"}, {"reservation", "reservation"}, {"note", "note"}, {"image", "image"}, {"document", "document"},
	{"import", "import_run"}, {"network", "network"}, {"savedFilter", "saved_filter"}, {"stock", "dwelling"},
}

func (o *randomOperation) id(at place) string {
	table := ""
	for _, x := range idTables {
		if strings.HasPrefix(at.name, x.name) {
			table = x.table
			break
		}
	}
	for _, x := range idTables {
		if table == "" && strings.HasPrefix(at.act, x.name) {
			table = x.table
		}
	}
	pick := func(from []string) string {
		if len(from) == 0 {
			from = o.pools.all
		}
		return from[o.IntN(len(from))]
	}
	switch n := o.IntN(10); {
	case table == "" && n < 3:
		return pick(o.pools.hidden["tenancy"])
	case table == "":
		return pick(o.pools.all)
	case n < 5:
		return pick(o.pools.own[table+" "+o.home])
	case n < 7 && len(o.pools.hidden[table]) > 0:
		return pick(o.pools.hidden[table])
	case n < 9:
		return pick(o.pools.ids[table])
	}
	return pick(o.pools.all)
}

func (o *randomOperation) int(at place) int {
	switch name := strings.ToLower(at.name); {
	case name == "version":
		return 1 + o.IntN(8)/7
	case name == "first" || name == "last":
		return 1 + o.IntN(4)*o.IntN(10)
	case name == "offset":
		return o.IntN(100)
	case strings.HasSuffix(name, "ore"):
		return o.IntN(2_000_000)
	case strings.Contains(name, "months"):
		return o.IntN(25)
	case strings.Contains(name, "days"):
		return o.IntN(200)
	case name == "gnr":
		return 1 + o.IntN(200)
	case name == "persons":
		return 1 + o.IntN(6)
	case name == "builtyear":
		return 1950 + o.IntN(70)
	}
	return o.IntN(10)
}

// day is a day near today. A query may ask about the year of the canaries; a mutation must not write it, and stock answers with it.
func (o *randomOperation) day(at place) string {
	if !o.mutation && at.act != "stock" && o.IntN(4) == 0 {
		return shieldedYear + []string{"-01-11", "-11-11", "-12-12", "-12-31"}[o.IntN(4)]
	}
	return o.pools.today.AddDate(0, 0, o.IntN(900)-600).Format(time.DateOnly)
}

func (o *randomOperation) text(at place) string {
	pick := func(from ...string) string { return from[o.IntN(len(from))] }
	switch at.name {
	case "after", "before":
		return pick(o.pools.cursors...)
	case "cidr":
		return fmt.Sprintf("10.%d.%d.0/24", o.IntN(200), o.IntN(200))
	case "postalCode":
		return pick("0908", "3118", "9999")
	case "postalPlace":
		return pick("Krokvik", "Tønsberg")
	case "unitNumber":
		return pick("H0101", "H0201", "K0101", "")
	case "municipalityNumber":
		return pick("9901", "9902", "0301")
	case "organisationNumber", "landlordOrganisationNumber":
		return pick("310000005", "999999999")
	case "nationalIdentityNumber":
		return pick(o.pools.pids...)
	case "names":
		return pick("DwellingStatus", "Marker", "TenancyKind", "Feature")
	case "column":
		return pick("gate", "boligtype", "postnummer", "columns")
	case "code":
		return pick("ORDINARY", "READY", "CARE")
	case "email":
		return "post@example.no"
	case "website":
		return "https://example.no"
	}
	if o.mutation { // what is written may be read again by whom it is none of the canaries of: only parts of them
		return pick("Nymalt gang", "CANARY-9901", "canary-9902-1", "Vindu byttet", "Bytte av lås", "«' or 1=1 --", "%_\\", "Ωåø 😀", "<b>x</b>") + " " + strconv.Itoa(o.IntN(1000))
	}
	return pick(o.pools.texts...)
}

// literal writes a value as GraphQL does.
func literal(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case enumValue:
		return string(v)
	case []any:
		parts := make([]string, len(v))
		for i := range v {
			parts[i] = literal(v[i])
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]any:
		var parts []string
		for name, value := range v {
			parts = append(parts, name+": "+literal(value))
		}
		slices.Sort(parts)
		return "{" + strings.Join(parts, ", ") + "}"
	}
	text, err := json.Marshal(v)
	if err != nil {
		return "null"
	}
	return string(text)
}
