package access_test

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"

	"kobo/internal/access"
)

// housing returns the schema of testdata/housing.graphql, which has one of everything, and its grid: the real one with a
// class that intake may write and not read, and the act that does so.
func housing(t *testing.T) (*ast.Schema, *access.Grid) {
	t.Helper()
	var text []byte
	for _, file := range []string{"policy.csv", "testdata/more.csv"} {
		part, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text = append(text, part...)
	}
	g, err := access.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	sdl, err := os.ReadFile("testdata/housing.graphql")
	if err != nil {
		t.Fatal(err)
	}
	return schema(t, g, string(sdl)), g
}

func schema(t *testing.T, g *access.Grid, sdl string) *ast.Schema {
	t.Helper()
	full, err := gqlparser.LoadSchema(&ast.Source{Name: "access.graphql", Input: g.SDL()}, &ast.Source{Name: "test.graphql", Input: sdl})
	if err != nil {
		t.Fatal(err)
	}
	return full
}

func project(t *testing.T, full *ast.Schema, g *access.Grid, b access.Bits) *access.Projection {
	t.Helper()
	p, err := access.Project(full, g, b)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestProjectGolden(t *testing.T) {
	t.Parallel()
	full, g := housing(t)
	if err := access.Check(full, g); err != nil {
		t.Fatal(err)
	}
	for _, right := range []string{"boligoversikt", "soknadsregistrering", "statistikk"} {
		p := project(t, full, g, g.Bits(grants(true, right), access.Modules))
		golden(t, "testdata/"+right+".graphql", p.SDL())
		if _, err := gqlparser.LoadSchema(&ast.Source{Input: p.SDL()}); err != nil {
			t.Errorf("the text of %s's schema is not a schema: %v", right, err)
		}
	}
}

func TestProject(t *testing.T) {
	t.Parallel()
	full, g := housing(t)
	intake := project(t, full, g, g.Bits(grants(true, "soknadsregistrering"), access.Modules))
	if intake.Shows("Health") || !intake.ShowsField("HealthInput", "needs") || !intake.ShowsField("NeedReportPayload", "received") {
		t.Error("who may write a class and not read it must see its input and not its output")
	}
	owner := project(t, full, g, g.Bits(grants(true, "boligoversikt"), access.Modules))
	if !owner.ShowsField("Mutation", "tenancyRegister") || owner.Shows("TenantInput") {
		t.Error("who registers tenancies and sees no tenants must have the act without the tenant")
	}
	if owner.Schema.Types["Dwelling"].Fields.ForName("oldStatus").Directives.ForName("deprecated") == nil {
		t.Error("@deprecated is gone")
	}
	if owner.Schema.Directives["cost"] == nil || !owner.Shows("CostKind") {
		t.Error("a directive for clients is gone")
	}
	for _, name := range []string{"access", "goField"} {
		if owner.Schema.Directives[name] != nil || strings.Contains(owner.SDL(), "@"+name) {
			t.Errorf("@%s is still there", name)
		}
	}
	if owner.Shows("DataClass") || owner.Shows("Act") {
		t.Error("the enums of the labels are still there")
	}
	if got, want := owner.Schema.Types["Dwelling"].Fields.ForName("rent").Description, "Requires: RENT read."; got != want {
		t.Errorf("description is %q, want %q", got, want)
	}
	if got, want := owner.Schema.Types["Tenancy"].Description, "A tenancy (leieforhold).\n\nRequires: TENANCY read."; got != want {
		t.Errorf("description is %q, want %q", got, want)
	}
	if got, want := owner.Schema.Types["RentInput"].Description, "Requires: RENT write."; got != want {
		t.Errorf("description is %q, want %q", got, want)
	}
	none := project(t, full, g, g.Bits(nil, nil))
	if none.Schema.Mutation != nil || none.Shows("DwellingConnection") || none.Shows("Date") || !none.Shows("Viewer") {
		t.Error("without a right only what is public must remain, and nothing that it doesn't reach")
	}
}

// TestProjectChangesNothing projects from one full schema in parallel (the race detector looks on) and compares it after.
func TestProjectChangesNothing(t *testing.T) {
	t.Parallel()
	full, g := housing(t)
	before := text(full)
	var all sync.WaitGroup
	for _, right := range g.Rights() {
		all.Go(func() {
			if _, err := access.Project(full, g, g.Bits(grants(true, right), access.Modules)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if text(full) != before {
		t.Error("projecting changed the full schema")
	}
	if full.Types["Dwelling"].Fields.ForName("oldStatus").Directives[0].Definition != full.Directives["deprecated"] {
		t.Error("a projection's directive was put into the full schema")
	}
}

func text(s *ast.Schema) string {
	var out bytes.Buffer
	formatter.NewFormatter(&out, formatter.WithBuiltin()).FormatSchema(s)
	return out.String()
}

// TestRootNames: the roots of the projection are those of the full schema, whatever they are called.
func TestRootNames(t *testing.T) {
	t.Parallel()
	g := load(t)
	full := schema(t, g, `
		schema { query: Ask mutation: Do }
		type Ask { name: String @access(class: PUBLIC) mutation: Mutation }
		type Mutation @access(class: PUBLIC) { name: String }
		type Do { leave: LeavePayload @access(act: STOCK) }
		type LeavePayload { ok: Boolean @access(class: DWELLING) }`)
	p := project(t, full, g, g.Bits(grants(true, "boligoversikt"), access.Modules))
	if p.Schema.Query.Name != "Ask" || p.Schema.Mutation == nil || p.Schema.Mutation.Name != "Do" {
		t.Error("the roots are others")
	}
	p = project(t, full, g, g.Bits(nil, access.Modules))
	if p.Schema.Mutation != nil || !p.Shows("Mutation") {
		t.Error("a type called Mutation became a root")
	}
}

func TestMarkdown(t *testing.T) {
	t.Parallel()
	full, g := housing(t)
	page := access.Markdown(g, full)
	golden(t, "testdata/access.md", page)
	for _, e := range slices.Concat(g.Classes(), g.Acts()) {
		if !strings.Contains(page, "\n### "+e.Name+"\n\n"+e.Meaning+"\n") {
			t.Errorf("%s or its meaning is missing", e.Name)
		}
	}
}
