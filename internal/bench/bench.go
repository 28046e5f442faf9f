// Package bench measures how fast Kobo is, always beside a yardstick: a small server written by hand that gives the same answers from
// the same database, as the same viewer, behind the same row-level security. What the machine can do cancels out in the ratio of the two.
//
// The package has the operations that are measured and the yardstick; the program load sends them. Nothing of it serves in production.
package bench

import "fmt"

// Operation is what is measured: a document of the graph, which the yardstick answers too.
type Operation struct {
	// Name is what the tables call it.
	Name string
	// Document is the GraphQL document. The yardstick knows it by its text.
	Document string
	// Aim is the least share of the yardstick's requests per second that we want.
	Aim float64
	// Variables are those of the i-th request, from what the municipality has.
	Variables func(s Sample, i int) map[string]any

	answer answerer
}

// Sample is what requests about a municipality ask for, in turn.
type Sample struct {
	// Dwellings are ids, and Texts what somebody types who looks for a dwelling.
	Dwellings, Texts []string
}

// Operations are those that are measured. The fields are the caseworker app's.
var Operations = []Operation{
	{
		Name: "overview, 50 rows", Aim: 0.4, answer: (*Yardstick).overview, Variables: func(Sample, int) map[string]any { return nil },
		Document: `query Overview { dwellings(first: 50) { totalCount registerCount nodes {
			id description displayStatus statusSince plannedReadyOn address { text } markers bedrooms rent { totalOre }
			vacancy { since days costOre } expectedVacancy { on overdue } tenancy { id endsOn overdue }
			reservation { id heldUntil overdue } images { thumbnailUrl cover } } } }`,
	},
	{
		Name: "one dwelling, whole", Aim: 0.4, answer: (*Yardstick).dwelling,
		Variables: func(s Sample, i int) map[string]any { return map[string]any{"id": s.Dwellings[i%len(s.Dwellings)]} },
		Document:  fmt.Sprintf(dwellingDocument, ""),
	},
	{
		Name: "free-text search, 20 rows", Aim: 0.5, answer: (*Yardstick).search,
		Variables: func(s Sample, i int) map[string]any { return map[string]any{"text": s.Texts[i%len(s.Texts)]} },
		Document: `query Search($text: String!) { dwellings(first: 20, filter: {text: $text}) { totalCount nodes {
			id displayStatus address { text } bedrooms rent { totalOre } } } }`,
	},
	{
		Name: "facet counts", Aim: 0.5, answer: (*Yardstick).facets, Variables: func(Sample, int) map[string]any { return nil },
		Document: `query Facets { dwellings { facets { status { value count } markers { value count } type { value count } shared
			staffing { value count } disposition { value count } wheelchair { value count } unit { value label count }
			bedrooms { value count } expectedVacantWithinMonths { value count } contractEndsWithinMonths { value count }
			vacantMoreThanDays { value count } } } }`,
	},
}

// dwellingDocument is everything on a dwelling's page; %s is what more to ask of its tenancy.
const dwellingDocument = `query Dwelling($id: ID!) { dwelling(id: $id) {
	id version address { text street houseNumber houseLetter postalCode postalPlace unitNumber } description displayStatus statusSince plannedReadyOn
	markers type shared disposition ownership owner { name } property { text } building { type builtYear } unit { name } bedrooms
	usableArea floor wheelchair features stock { enteredOn entry } vacancy { since days costOre } expectedVacancy { on overdue }
	rent { totalOre validFrom components { component ore } }
	tenancy { id kind startsOn endsOn persons overdue rent { totalOre } notice { givenOn vacatesOn } %s}
	reservation { id heldUntil overdue } rents { totalOre validFrom } statusPeriods { status validFrom }
	images { thumbnailUrl cover } documents { title url } notes { text } history(first: 20) { nodes { kind actor } } } }`

// Logged is the dwelling with its tenants: a read that is written in the log before the answer leaves. The yardstick has no log.
var Logged = Operation{
	Name: "one dwelling with its tenants", Variables: Operations[1].Variables, Document: fmt.Sprintf(dwellingDocument, "tenants { name birthDate } "),
}

// Paged is the overview's rows, as many as the variable first says.
const Paged = `query Paged($first: Int!) { dwellings(first: $first) { nodes {
	id description displayStatus statusSince plannedReadyOn address { text } markers bedrooms rent { totalOre }
	vacancy { since days costOre } expectedVacancy { on overdue } tenancy { id endsOn overdue }
	reservation { id heldUntil overdue } images { thumbnailUrl cover } } } }`
