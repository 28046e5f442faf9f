package access_test

import (
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"kobo/internal/access"
)

func loadSchema(declaration, sdl string) (*ast.Schema, error) {
	return gqlparser.LoadSchema(&ast.Source{Name: "access.graphql", Input: declaration}, &ast.Source{Name: "test.graphql", Input: sdl})
}

// TestCheckRefuses has a case for each rule on labels. The traps O1–O7 have tests of their own.
func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	const (
		ok       = ` type Query { ok: String @access(class: PUBLIC) dwelling: Dwelling } type Dwelling @access(class: DWELLING) { id: ID! } `
		mutation = ` type Mutation { set(in: In): SetPayload @access(act: STOCK) } type SetPayload { dwelling: Dwelling } `
	)
	g := load(t)
	for name, test := range map[string]struct{ sdl, want string }{
		"unlabelled type":               {ok + `extend type Query { a: A } type A { x: Int }`, "A: the type needs @access(class: …)"},
		"act alone on a type":           {ok + `extend type Query { a: A } type A @access(act: STOCK) { x: Int }`, "A: the type needs @access(class: …)"},
		"unlabelled root field":         {ok + `extend type Query { n: Int }`, "Query.n: the field needs @access"},
		"root field with a payload":     {ok + mutation + `extend type Query { a: SetPayload } input In { x: Int }`, "Query.a: the field needs @access"},
		"subscription without label":    {ok + `type Subscription { n: Int }`, "Subscription.n: the field needs @access"},
		"label on a root":               {`type Query @access(class: PUBLIC) { n: Int }`, "Query: a root has no default"},
		"mutation without act":          {ok + `type Mutation { set: Dwelling @access(class: DWELLING) }`, "Mutation.set: a mutation needs @access(act: …)"},
		"leaf of a payload":             {ok + `type Mutation { set: SetPayload @access(act: STOCK) } type SetPayload { name: String }`, "SetPayload.name: the leaf needs @access"},
		"leaf of facets":                {ok + `extend type Dwelling { facets: RentFacets } type RentFacets { count: Int }`, "RentFacets.count: the leaf needs @access"},
		"connection that holds nothing": {ok + `extend type Query { a: AConnection } type AConnection { total: Int }`, "AConnection: a connection or edge without a label needs nodes or edges"},
		"edge that holds nothing":       {ok + `extend type Query { a: AEdge } type AEdge { total: Int }`, "AEdge: a connection or edge without a label needs node,"},
		"empty label":                   {ok + `extend type Dwelling { a: Int @access }`, "Dwelling.a: the label names neither"},
		"null label":                    {ok + `extend type Dwelling { a: Int @access(class: null) }`, "Dwelling.a: the label names neither"},
		"two labels on a type":          {ok + `extend type Dwelling @access(class: PUBLIC) { a: Int }`, "Dwelling: labelled twice"},
		"unknown class":                 {ok + `extend type Dwelling { a: Int @access(class: ECONOMY) }`, "Dwelling.a: unknown class ECONOMY"},
		"unknown act":                   {ok + `extend type Dwelling { a(x: Int @access(act: RENT)): Int }`, "Dwelling.a(x:): unknown act RENT"},
		"class in the schema only":      {ok + `extend enum DataClass { ECONOMY }`, "DataClass.ECONOMY: not in the grid"},
		"enum of labels as a type":      {ok + `extend type Dwelling { a: Act }`, "Dwelling.a: Act is for labels only"},
		"input reached both ways":       {ok + mutation + `extend type Dwelling { a(in: In2): Int } input In { x: In2 } input In2 { y: Int }`, "In2: the input is reached both"},
		"input used nowhere":            {ok + `input In { x: Int }`, "In: the input is used nowhere"},
		"hidden by a third right":       {ok + `extend type Dwelling { a(x: X): Int @access(class: RENT) } input X @access(class: TENANCY) { z: Int y: Int = 1 @access(class: TENANT) }`, "X.y: has a default (O4)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			full, err := loadSchema(g.SDL(), test.sdl)
			if err != nil {
				t.Fatal(err)
			}
			refused(t, full, g, test.want)
			if _, err := access.NewCache(full, g, func(*access.Projection) int { return 0 }); (err == nil) != (name == "hidden by a third right") {
				t.Errorf("NewCache: %v", err)
			}
		})
	}
	if full, err := loadSchema(g.SDL(), ok); err != nil {
		t.Fatal(err)
	} else if err := access.Check(full, g); err != nil {
		t.Errorf("a schema without fault is refused: %v", err)
	}
}

// TestCheckNeedsMoreThanPairs: three rights that each open one thing together see an input whose required field none of them has.
func TestCheckNeedsMoreThanPairs(t *testing.T) {
	t.Parallel()
	g, err := access.Parse([]byte(`name,kind,module,a,b,c,d,meaning
PUBLIC,class,-,read,read,read,read,x
ONE,act,-,act,-,-,-,x
TWO,class,-,-,write,-,-,x
THREE,class,-,-,-,write,-,x
FOUR,class,-,-,-,-,write,x
`))
	if err != nil {
		t.Fatal(err)
	}
	full, err := loadSchema(g.SDL(), `
		type Query { ok: String @access(class: PUBLIC) }
		type Mutation { set(in: Two): SetPayload @access(act: ONE) }
		type SetPayload { ok: String @access(class: PUBLIC) }
		input Two @access(class: TWO) { x: Int three: Three }
		input Three @access(class: THREE) { x: Int four: Int! @access(class: FOUR) }`)
	if err != nil {
		t.Fatal(err)
	}
	refused(t, full, g, "Three.four: required (O6)", "seen with all rights without FOUR")
}
