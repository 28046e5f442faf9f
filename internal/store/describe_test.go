package store

import (
	"testing"

	"kobo/internal/message"
)

func TestEachColumnHasADestination(t *testing.T) {
	t.Parallel()
	columnsMatch(t, "dwelling", dwellings)
	columnsMatch(t, "tenancy", tenancies)
	columnsMatch(t, "tenancy term", tenancyTerms)
	columnsMatch(t, "tenant", tenants)
	columnsMatch(t, "rent", allRents)
	columnsMatch(t, "reservation", reservations)
	columnsMatch(t, "agreement", agreements)
	columnsMatch(t, "agreement term", agreementTerms)
	columnsMatch(t, "building", buildings)
	columnsMatch(t, "property", properties)
	columnsMatch(t, "unit", units)
	columnsMatch(t, "status period", statusPeriods)
	columnsMatch(t, "stock change", stockChanges)
	columnsMatch(t, "image", images)
	columnsMatch(t, "document", documents)
	columnsMatch(t, "note", notes)
	columnsMatch(t, "municipality", municipalities)
	columnsMatch(t, "settings", settings)
	columnsMatch(t, "onboarding", onboardings)
	columnsMatch(t, "network", networks)
	columnsMatch(t, "word", words)
	columnsMatch(t, "saved filter", savedFilters)
	columnsMatch(t, "import", imports)
	columnsMatch(t, "import row", importRows)
}

func columnsMatch[R, M any](t *testing.T, name string, d *description[R, M]) {
	t.Helper()
	var r R
	for _, f := range d.fields {
		n := 0
		if f.into != nil {
			n = len(f.into(&r))
		}
		if n != len(f.columns) {
			t.Errorf("%s %s: %d columns, %d destinations", name, f.name, len(f.columns), n)
		}
	}
}

func TestEveryFactHasWords(t *testing.T) {
	t.Parallel()
	for field := range facts {
		for _, language := range message.Languages {
			if got := label(language, field); got == field || got == "" {
				t.Errorf("%s has no words in %s", field, language)
			}
		}
	}
}

// Every filter's facet is one of the facets, or its choices would be counted with its own filter.
func TestFiltersNameTheirFacets(t *testing.T) {
	t.Parallel()
	names := map[string]bool{"": true}
	bits := 0
	for _, x := range facets {
		names[x.name] = true
		bits += len(x.choices) + 1
	}
	for _, c := range conditions {
		if !names[c.facet] {
			t.Errorf("%s names the facet %q, which there isn't", c.name, c.facet)
		}
	}
	if bits > 62 {
		t.Errorf("the choices of all facets take %d bits, more than a number has", bits)
	}
}
