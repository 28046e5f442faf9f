package server_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"kobo/internal/server"
)

const introspect = `query IntrospectionQuery { __schema { description queryType { name kind } mutationType { name kind }
	subscriptionType { name kind } types { ...FullType } directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } } } }
fragment FullType on __Type { kind name description specifiedByURL isOneOf fields(includeDeprecated: true) { name description
	args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
	inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef }
	enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason }
fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
	ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }`

// bomb is a chain of fragments that doubles at each link.
func bomb(links int) string {
	var b strings.Builder
	b.WriteString("{ ...f0 } ")
	for i := range links {
		fmt.Fprintf(&b, "fragment f%d on Query { ...f%d ...f%d } ", i, i+1, i+1)
	}
	fmt.Fprintf(&b, "fragment f%d on Query { me }", links)
	return b.String()
}

func TestDocumentsThatAreRefused(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	repeat := func(n int, each string) string { return strings.Repeat(each, n) }
	numbered := func(n int, each string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, each+" ", i)
		}
		return b.String()
	}
	for name, c := range map[string]struct{ query, limit string }{
		"a fragment in itself":     {`{ dwelling(id: 1) { ...a } } fragment a on Dwelling { address { ... on Dwelling { ...a } } }`, "cycle"},
		"fragments in a ring":      {`{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }`, "cycle"},
		"an unused cycle":          {`{ me } fragment a on Query { ...a }`, "cycle"},
		"a bomb of 40 links":       {bomb(40), "fields"},
		"a bomb of 49 fields":      {strings.Replace(bomb(8), "{ me }", "{ me me }", 1), "fields"},
		"10 000 fields":            {"{ " + repeat(10_000, "__typename ") + "}", "document"},
		"3000 fields":              {"{ " + repeat(3000, "me ") + "}", "tokens"},
		"501 fields":               {"{ dwelling(id: 1) { " + repeat(500, "id ") + "} }", "fields"},
		"501 unused fields":        {"{ me } fragment a on Dwelling { " + repeat(500, "id ") + "}", "fields"},
		"100 000 directives":       {"{ me " + repeat(100_000, "@a ") + "}", "document"},
		"900 directives":           {"{ me " + repeat(900, "@a ") + "}", "directives"},
		"64 KiB and one":           {"{ me } #" + repeat(64<<10-7, "x"), "document"},
		"deep lists":               {"{ echo(text: " + repeat(100, "[") + repeat(100, "]") + ") }", "nesting"},
		"deep fields":              {"{ dwelling(id: 1) " + repeat(16, "{ address ") + "{ city }" + repeat(17, "}"), "depth"},
		"deep through a fragment":  {`{ ...a } fragment a on Query { dwelling(id: 1) ` + repeat(15, "{ address ") + "{ city }" + repeat(16, "}"), "depth"},
		"31 aliases":               {"{ dwelling(id: 1) { " + numbered(31, "a%d: id") + "} }", "aliases"},
		"21 root fields":           {"{ " + repeat(21, "me ") + "}", "rootFields"},
		"root fields by fragments": {"{ ...a ...a ...a } fragment a on Query { " + repeat(7, "me ") + "}", "rootFields"},
		"11 operations":            {numbered(11, "query q%d { me }"), "operations"},
		"51 fragments":             {"{ me } " + numbered(51, "fragment f%d on Query { me }"), "fragments"},
		"a page of 101":            {"{ dwellings(first: 101) { totalCount } }", "page"},
		"a page out of range":      {"{ dwellings(first: 2147483647) { totalCount } }", "page"},
		"a dear list":              {"{ dwellings(first: 100) { nodes { id name status rooms rent tags address { street postcode city } notes { text } } } }", "cost"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.limit == "cycle" {
				r := b.ask(t, "staff", c.query, nil)
				check(t, r, 400, "GRAPHQL_VALIDATION_FAILED")
				if !strings.Contains(r.text, "within itself") {
					t.Errorf("answered %s", r.text)
				}
				return
			}
			r := b.ask(t, "staff", c.query, nil)
			check(t, r, 400, "LIMIT_EXCEEDED")
			if len(r.body.Errors) != 1 || r.body.Errors[0].Extensions["limit"] != c.limit || r.body.Errors[0].Extensions["max"] == nil {
				t.Errorf("answered %.300s", r.text)
			}
		})
	}
}

func TestDocumentsAtTheirLimits(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	for name, query := range map[string]string{
		"the usual introspection": introspect,
		"64 KiB":                  "{ me } #" + strings.Repeat("x", 64<<10-8),
		"20 root fields":          "{ " + strings.Repeat("me ", 20) + "}",
		"a page of 100":           "{ dwellings(first: 100) { nodes { id } } }",
		"brackets in a text":      `{ echo(text: "` + strings.Repeat("{[(@", 300) + `") }`,
	} {
		if r := b.ask(t, "staff", query, nil); r.StatusCode != 200 || len(r.body.Errors) > 0 {
			t.Errorf("%s: answered %d %.300s", name, r.StatusCode, r.text)
		}
	}
	check(t, b.ask(t, "staff", `{ ... @defer { me } }`, nil), 400, "GRAPHQL_VALIDATION_FAILED")
	check(t, b.ask(t, "staff", `{ echo(text: "a\u0000") }`, nil), 400, "BAD_REQUEST")
	check(t, b.ask(t, "staff", `{ dwellings(first: -1) { totalCount } }`, nil), 400, "BAD_REQUEST")
	check(t, b.ask(t, "staff", `query A { me } query B { me }`, nil), 400, "GRAPHQL_VALIDATION_FAILED")
}

func TestCost(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	for _, c := range []struct {
		query     string
		variables map[string]any
		cost      int // 0: refused
	}{
		{`{ me }`, nil, 1},
		{`{ dwelling(id: 1) { id address { city } } }`, nil, 4},
		{`{ dwellings { totalCount } }`, nil, 2},
		{`{ dwellings { totalCount nodes { id } } }`, nil, 1 + 1 + 1 + 20},
		{`{ dwellings(first: 7) { nodes { id name } } }`, nil, 1 + 1 + 14},
		{`{ dwellings(first: 7) { edges { cursor node { id } } } }`, nil, 1 + 1 + 7*3},
		{`{ dwellings(first: 7) { nodes { notes(first: 3) { text } } } }`, nil, 1 + 1 + 7*(1+3)},
		{`{ dwellings(first: 7) { ...a } } fragment a on DwellingConnection { nodes { tags } }`, nil, 1 + 1 + 7},
		{`query($n: Int) { dwellings(first: $n) { nodes { id } } }`, map[string]any{"n": 50}, 52},
		{`query($n: Int) { dwellings(first: $n) { nodes { id } } }`, map[string]any{"n": nil}, 22},
		{`query($n: Int) { dwellings(first: $n) { nodes { id } } }`, nil, 22},
		{`query($n: Int = 30) { dwellings(first: $n) { nodes { id } } }`, nil, 32},
		{`query($n: Int) { dwellings(first: 10) { nodes { notes(first: $n) { text } } } }`, map[string]any{"n": 100}, 2 + 10*101},
		{`query($n: Int) { dwellings(first: $n) { nodes { id } } }`, map[string]any{"n": 101}, 0},
		{`query($n: Int) { dwellings(first: $n) { nodes { id } } }`, map[string]any{"n": -1}, 0},
		{`query($n: Int) { dwellings(first: $n) { nodes { notes(first: $n) { text } } } }`, map[string]any{"n": 100}, 0},
		{`{ nodes(ids: ["a", "b", "c"]) { id name } }`, nil, 1 + 3*2},
		{`query($ids: [ID!]!) { nodes(ids: $ids) { id } }`, map[string]any{"ids": []string{"a", "b"}}, 3},
		{`query($ids: [ID!]!) { nodes(ids: $ids) { id } }`, map[string]any{"ids": make([]string, 251)}, 0},
		{`{ __schema { types { name } } }`, nil, 3},
	} {
		r := b.ask(t, "staff", c.query, c.variables)
		if c.cost == 0 {
			if r.StatusCode != 400 {
				t.Errorf("%s: answered %d %.200s", c.query, r.StatusCode, r.text)
			}
			continue
		}
		cost, _ := r.body.Extensions["cost"].(map[string]any)
		if r.StatusCode != 200 || cost["computed"] != float64(c.cost) || cost["limit"] != 2000.0 {
			t.Errorf("%s: %v, want %d", c.query, cost, c.cost)
		}
	}
	// By role: a citizen has half as much.
	query := `{ dwellings(first: 100) { nodes { ` + strings.Repeat("id ", 12) + `} } }`
	check(t, b.ask(t, "staff", query, nil), 200, nil)
	r := b.ask(t, "citizen", query, nil)
	check(t, r, 400, "LIMIT_EXCEEDED")
	if x := r.body.Errors[0].Extensions; x["limit"] != "cost" || x["max"] != 1000.0 || x["computed"] != 1202.0 {
		t.Errorf("%v", x)
	}
}

func TestSizesOfLists(t *testing.T) {
	t.Parallel()
	query := `{ dwelling(id: "d1") { notes(first: 2) { text } } nodes(ids: []) { id } dwellings { edges { node { id } } } }`
	for _, sizes := range []map[string]int{nil, {"DwellingConnection.edges": 1000}} { // a page is a page
		b := start(t, func(_ *server.Config, o *server.Options) { o.Sizes = sizes })
		r := b.ask(t, "vendor", query, nil)
		if cost := r.body.Extensions["cost"].(map[string]any)["computed"]; cost != float64(1+1+2+1+1+1+40) {
			t.Errorf("with %v: %v", sizes, cost)
		}
	}
}

func TestVariables(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	for _, c := range []struct {
		argument, kind, value string
		ok                    bool
	}{
		{"string", "String", `"12"`, true},
		{"string", "String", `null`, true},
		{"string", "String", `12`, false},
		{"string", "String", `true`, false},
		{"string", "String", `["a"]`, false},
		{"string", "String", `{}`, false},
		{"string", "String", `"a\u0000"`, false},
		{"string", "String!", `null`, false},
		{"id", "ID", `"x"`, true},
		{"id", "ID", `12`, true},
		{"id", "ID", `1.5`, false},
		{"id", "ID", `true`, false},
		{"int", "Int", `12`, true},
		{"int", "Int", `"12"`, false},
		{"int", "Int", `1.5`, false},
		{"int", "Int", `3000000000`, false},
		{"int", "Int", `true`, false},
		{"float", "Float", `12`, true},
		{"float", "Float", `1.5`, true},
		{"float", "Float", `"1.5"`, false},
		{"float", "Float", `1e999`, false},
		{"flag", "Boolean", `true`, true},
		{"flag", "Boolean", `"true"`, false},
		{"flag", "Boolean", `1`, false},
		{"status", "Status", `"LET"`, true},
		{"status", "Status", `"let"`, false},
		{"status", "Status", `"LOST"`, false},
		{"status", "Status", `1`, false},
		{"statuses", "[Status!]", `["LET"]`, true},
		{"statuses", "[Status!]", `"LET"`, true},
		{"statuses", "[Status!]", `["LET", "let"]`, false},
		{"statuses", "[Status!]", `["LET", null]`, false},
		{"input", "DwellingInput", `{"name": "a", "rooms": 3}`, true},
		{"input", "DwellingInput", `{"name": 1}`, false},
		{"input", "DwellingInput", `{"name": "a", "tags": ["b", 1]}`, false},
		{"input", "DwellingInput", `{"name": "a", "more": 1}`, false},
		{"input", "DwellingInput", `"a"`, false},
		{"input", "DwellingInput", `{}`, false},
	} {
		for _, reached := range []string{"", "@skip(if: true)"} { // checked all the same
			query := fmt.Sprintf("query($v: %s) { me take(%s: $v) %s }", c.kind, c.argument, reached)
			r := b.ask(t, "staff", query, map[string]any{"v": json.RawMessage(c.value)})
			if ok := r.StatusCode == 200 && len(r.body.Errors) == 0; ok != c.ok || r.StatusCode == 429 {
				t.Errorf("%s %s: answered %d %.200s", c.kind, c.value, r.StatusCode, r.text)
			}
		}
	}
}
