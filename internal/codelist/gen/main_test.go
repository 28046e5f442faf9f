package main

import (
	"bytes"
	"os"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"kobo/internal/codelist"
)

func TestGeneratedFilesAreCurrent(t *testing.T) {
	t.Parallel()
	types, err := goTypes(codelist.Lists())
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string][]byte{goFile: types, graphqlFile: graphqlEnums(codelist.Lists())} {
		got, err := os.ReadFile("../" + file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what codes.csv says: run go generate ./internal/codelist", file)
		}
	}
}

// The graph has every list as a described enum with the same codes in the same order.
func TestEnumsAreTheLists(t *testing.T) {
	t.Parallel()
	schema, err := gqlparser.LoadSchema(
		&ast.Source{Name: "codes.graphql", Input: string(graphqlEnums(codelist.Lists()))},
		&ast.Source{Name: "query.graphql", Input: "type Query { status: DwellingStatus }"},
	)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range codelist.Lists() {
		enum := schema.Types[l.Name]
		if enum == nil || enum.Kind != ast.Enum || enum.Description == "" {
			t.Errorf("%s is not a described enum", l.Name)
			continue
		}
		if len(enum.EnumValues) != len(l.Codes) {
			t.Errorf("%s has %d values, want %d", l.Name, len(enum.EnumValues), len(l.Codes))
			continue
		}
		for i, c := range l.Codes {
			if v := enum.EnumValues[i]; v.Name != c.Code || v.Description != described(c) {
				t.Errorf("%s has %s %q at %d, want %s %q", l.Name, v.Name, v.Description, i, c.Code, described(c))
			}
		}
	}
}

func TestConstantNames(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ list, code, want string }{
		{"DwellingStatus", "UNDER_MAINTENANCE", "DwellingStatusUnderMaintenance"},
		{"BuildingType", "B111", "BuildingTypeB111"},
		{"TenancyKind", "FIXED_3_YEARS", "TenancyKindFixed3Years"},
		{"TenancyKind", "SECTION_11_1", "TenancyKindSection11_1"},
		{"Language", "NN", "LanguageNN"},
		{"OnboardingStep", "DPIA", "OnboardingStepDPIA"},
	} {
		if got := constant(codelist.Code{List: tc.list, Code: tc.code}); got != tc.want {
			t.Errorf("constant(%s %s) = %s, want %s", tc.list, tc.code, got, tc.want)
		}
	}
}
