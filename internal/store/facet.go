package store

import (
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/message"
	"kobo/internal/postgres"
)

// facet is one group of choices beside the register: how many each would find with all other filters than its own.
type facet struct {
	// name is the field's in DwellingFacets; conditions name the facet they are left out of.
	name string
	join string
	// values is an SQL array of the choices that a dwelling is found by.
	values func(a *args, rd *reading) string
	// choices are the values with their labels, in order; nil: those there are (bedrooms), or the units.
	choices func(language string) []*model.FacetCount
	into    func(f *model.DwellingFacets) *[]*model.FacetCount
}

// The choices of the facets that are numbers.
var (
	expectedMonths = []int{1, 3, 6, 12}
	contractMonths = []int{3, 6, 9}
	vacantDays     = []int{30, 90, 180}
)

func fixed(sql string) func(*args, *reading) string {
	return func(*args, *reading) string { return sql }
}

// when is an SQL array of the choices whose condition holds.
func when[T ~string](choices []string, condition map[T]string) string {
	var all []string
	for _, choice := range choices {
		all = append(all, "case when "+condition[T(choice)]+" then '"+choice+"' end")
	}
	return "array[" + strings.Join(all, ", ") + "]"
}

// codes are the choices of a code list.
func codes(list string) func(string) []*model.FacetCount {
	return func(language string) []*model.FacetCount {
		l, _ := codelist.Find(list)
		all := make([]*model.FacetCount, len(l.Codes))
		for i, c := range l.Codes {
			all[i] = &model.FacetCount{Value: c.Code, Label: c.Label(language)}
		}
		return all
	}
}

// numbers are choices such as «innen 3 måneder».
func numbers(of []int, key string) func(string) []*model.FacetCount {
	return func(language string) []*model.FacetCount {
		all := make([]*model.FacetCount, len(of))
		for i, n := range of {
			text := key
			if n == 1 {
				text += "One"
			}
			all[i] = &model.FacetCount{Value: strconv.Itoa(n), Label: message.Text(language, text, "n", n)}
		}
		return all
	}
}

// upTo is an SQL array of the numbers of months within which a day comes.
func upTo(day string, months []int) func(*args, *reading) string {
	return func(a *args, rd *reading) string {
		var all []string
		for _, n := range months {
			all = append(all, "case when "+withinMonths(a, rd, day, &n)+" then '"+strconv.Itoa(n)+"' end")
		}
		return "array[" + strings.Join(all, ", ") + "]"
	}
}

var choices = []facet{
	{
		name: "status", join: "v", choices: codes("DisplayStatus"),
		// What is reserved is counted there too, whatever else it is.
		values: fixed("array[" + displaySQL + ", case when v.id is not null and d.status <> 'READY' then 'RESERVED' end]"),
		into:   func(f *model.DwellingFacets) *[]*model.FacetCount { return &f.Status },
	},
	{
		name: "markers", join: "o", choices: codes("Marker"), values: fixed(when(codelist.Marker("").Values(), markerSQL)),
		into: func(f *model.DwellingFacets) *[]*model.FacetCount { return &f.Markers },
	},
	{
		name: "type", choices: codes("DwellingType"), values: fixed("array[d.type]"),
		into: func(f *model.DwellingFacets) *[]*model.FacetCount { return &f.Type },
	},
	{name: "shared", values: fixed("array[case when d.shared then 'TRUE' end]")},
	{
		name: "staffing", choices: codes("Staffing"), values: fixed(when(codelist.Staffing("").Values(), staffingSQL)),
		into: func(f *model.DwellingFacets) *[]*model.FacetCount { return &f.Staffing },
	},
	{
		name: "disposition", choices: codes("DispositionForm"), values: fixed("array[d.disposition]"),
		into: func(f *model.DwellingFacets) *[]*model.FacetCount { return &f.Disposition },
	},
	{
		name: "wheelchair", choices: codes("WheelchairAccess"), values: fixed("array[d.wheelchair]"),
		into: func(f *model.DwellingFacets) *[]*model.FacetCount { return &f.Wheelchair },
	},
	{
		name: "unit", values: fixed("array[d.unit_id::text]"),
		into: func(f *model.DwellingFacets) *[]*model.FacetCount { return &f.Unit },
	},
	{
		name: "bedrooms", values: fixed("array[d.bedrooms::text]"),
		into: func(f *model.DwellingFacets) *[]*model.FacetCount { return &f.Bedrooms },
	},
	{
		name: "expectedVacantWithinMonths", join: "o", choices: numbers(expectedMonths, "store.withinMonths"), values: upTo(expectedSQL, expectedMonths),
		into: func(f *model.DwellingFacets) *[]*model.FacetCount { return &f.ExpectedVacantWithinMonths },
	},
	{
		name: "contractEndsWithinMonths", join: "o", choices: numbers(contractMonths, "store.withinMonths"), values: upTo("o.contract_ends_on", contractMonths),
		into: func(f *model.DwellingFacets) *[]*model.FacetCount { return &f.ContractEndsWithinMonths },
	},
	{
		name: "vacantMoreThanDays", choices: numbers(vacantDays, "store.moreThanDays"),
		values: func(a *args, rd *reading) string {
			var all []string
			for _, n := range vacantDays {
				all = append(all, "case when "+vacantSQL+" and d.vacant_since < "+a.add(rd.today.Add(-n))+" then '"+strconv.Itoa(n)+"' end")
			}
			return "array[" + strings.Join(all, ", ") + "]"
		},
		into: func(f *model.DwellingFacets) *[]*model.FacetCount { return &f.VacantMoreThanDays },
	},
}

// facets adds the statement that counts the facets asked for: one pass over the register finds, for each dwelling, the choices it is
// found by and which facets' own filters it passes; each facet is then counted among those that pass all the others.
func (rd *reading) facets(f *model.DwellingFilter, sel Selection, to *model.DwellingFacets) {
	var a args
	where := []string{kept}
	if f == nil || !value(f.IncludeLeft) {
		where = append(where, inStock)
	}
	join := ""
	own := map[string][]string{} // the filters of each facet
	if f != nil {
		for _, c := range conditions {
			sql := c.sql(f, &a, rd)
			if sql == "" {
				continue
			}
			join += " " + c.join
			if c.facet == "" {
				where = append(where, sql)
			} else {
				own[c.facet] = append(own[c.facet], sql)
			}
		}
	}
	var columns, passes, counts []string
	var asked []facet
	for _, x := range choices {
		if conditions := own[x.name]; conditions != nil {
			columns = append(columns, "("+strings.Join(conditions, " and ")+") is true as pass_"+x.name)
			passes = append(passes, x.name)
		}
		if sel.Has(x.name) {
			asked = append(asked, x)
			join += " " + x.join
			columns = append(columns, x.values(&a, rd)+"::text[] as "+x.name)
		}
	}
	if len(asked) == 0 {
		return
	}
	for _, x := range asked {
		count := "select '" + x.name + "', c.value, count(*) from base, unnest(base." + x.name + ") c(value) where c.value is not null"
		for _, pass := range passes {
			if pass != x.name {
				count += " and pass_" + pass
			}
		}
		counts = append(counts, count+" group by c.value")
	}
	found := map[string]map[string]int{}
	joins := rd.joinsOf(&a, join)
	sql := a.text(rd, "with base as materialized (select "+strings.Join(columns, ", ")+" from dwelling d"+joins+
		" where "+strings.Join(where, " and ")+") "+strings.Join(counts, " union all "))
	rd.statements = append(rd.statements, postgres.Statement{SQL: sql, Args: a.values, Rows: func(rows pgx.Rows) error {
		for rows.Next() {
			var name, value string
			var count int
			if err := rows.Scan(&name, &value, &count); err != nil {
				return err
			}
			if found[name] == nil {
				found[name] = map[string]int{}
			}
			found[name][value] = count
		}
		for _, x := range asked {
			x.fill(rd, found[x.name], to)
		}
		return rows.Err()
	}})
	if sel.Has("unit") {
		rd.statements = append(rd.statements, postgres.Statement{SQL: "select u.id::text, u.name from unit u order by u.name, u.id", Rows: func(rows pgx.Rows) error {
			for rows.Next() {
				c := &model.FacetCount{}
				if err := rows.Scan(&c.Value, &c.Label); err != nil {
					return err
				}
				c.Count = found["unit"][c.Value]
				to.Unit = append(to.Unit, c)
			}
			return rows.Err()
		}})
	}
}

// fill puts the counts into the graph's facets, zeros too.
func (x facet) fill(rd *reading, counts map[string]int, to *model.DwellingFacets) {
	switch {
	case x.name == "shared":
		to.Shared = counts["TRUE"]
	case x.name == "unit":
		to.Unit = []*model.FacetCount{} // the statement with their names follows
	case x.choices == nil:
		*x.into(to) = []*model.FacetCount{}
		for n := range 51 { // what the table allows
			text := strconv.Itoa(n)
			if count, ok := counts[text]; ok {
				*x.into(to) = append(*x.into(to), &model.FacetCount{Value: text, Label: text, Count: count})
			}
		}
	default:
		*x.into(to) = x.choices(rd.language)
		for _, c := range *x.into(to) {
			c.Count = counts[c.Value]
		}
	}
}
