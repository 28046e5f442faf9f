package store

import (
	"slices"
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
	// choices are the values of a facet whose choices are known, and sql the condition by which a choice finds a dwelling.
	choices []string
	sql     func(choice string, a *args, rd *reading) string
	// column has the choice of a dwelling, as text, where the choices are those there are.
	column string
	label  func(language, choice string) string
	into   func(f *model.DwellingFacets) *[]*model.FacetCount
}

// codeFacet is a facet whose choices are the codes of a list.
func codeFacet[T ~string](name, list, join string, sql func(code T) string, into func(f *model.DwellingFacets) *[]*model.FacetCount) facet {
	l, _ := codelist.Find(list)
	f := facet{name: name, join: join, into: into, sql: func(choice string, _ *args, _ *reading) string { return sql(T(choice)) }}
	for _, c := range l.Codes {
		f.choices = append(f.choices, c.Code)
	}
	f.label = func(language, choice string) string {
		c, _ := l.Code(choice)
		return c.Label(language)
	}
	return f
}

// numberFacet is a facet of numbers such as «innen 3 måneder».
func numberFacet(name, join, text string, choices []int, sql func(a *args, rd *reading, n int) string, into func(f *model.DwellingFacets) *[]*model.FacetCount) facet {
	f := facet{name: name, join: join, into: into}
	for _, n := range choices {
		f.choices = append(f.choices, strconv.Itoa(n))
	}
	f.sql = func(choice string, a *args, rd *reading) string {
		n, _ := strconv.Atoi(choice)
		return sql(a, rd, n)
	}
	f.label = func(language, choice string) string {
		if choice == "1" {
			return message.Text(language, text+"One")
		}
		return message.Text(language, text, "n", choice)
	}
	return f
}

// is is the condition that a column has a code.
func is[T ~string](column string) func(T) string {
	return func(code T) string { return column + " = '" + string(code) + "'" }
}

// at is the condition of a code in a table of them.
func at[T ~string](conditions map[T]string) func(T) string {
	return func(code T) string { return conditions[code] }
}

var facets = []facet{
	codeFacet("status", "DisplayStatus", "v", statusSQL, func(f *model.DwellingFacets) *[]*model.FacetCount { return &f.Status }),
	codeFacet("markers", "Marker", "o", at(markerSQL), func(f *model.DwellingFacets) *[]*model.FacetCount { return &f.Markers }),
	codeFacet("type", "DwellingType", "", is[codelist.DwellingType]("d.type"), func(f *model.DwellingFacets) *[]*model.FacetCount { return &f.Type }),
	{name: "shared", choices: []string{"TRUE"}, sql: func(string, *args, *reading) string { return "d.shared" }},
	codeFacet("staffing", "Staffing", "", at(staffingSQL), func(f *model.DwellingFacets) *[]*model.FacetCount { return &f.Staffing }),
	codeFacet("disposition", "DispositionForm", "", is[codelist.DispositionForm]("d.disposition"),
		func(f *model.DwellingFacets) *[]*model.FacetCount { return &f.Disposition }),
	codeFacet("wheelchair", "WheelchairAccess", "", is[codelist.WheelchairAccess]("d.wheelchair"),
		func(f *model.DwellingFacets) *[]*model.FacetCount { return &f.Wheelchair }),
	{name: "unit", column: "d.unit_id::text", into: func(f *model.DwellingFacets) *[]*model.FacetCount { return &f.Unit }},
	{name: "bedrooms", column: "d.bedrooms::text", into: func(f *model.DwellingFacets) *[]*model.FacetCount { return &f.Bedrooms }},
	numberFacet("expectedVacantWithinMonths", "o", "store.withinMonths", []int{1, 3, 6, 12},
		func(a *args, rd *reading, n int) string { return withinMonths(a, rd, expectedSQL, &n) },
		func(f *model.DwellingFacets) *[]*model.FacetCount { return &f.ExpectedVacantWithinMonths }),
	numberFacet("contractEndsWithinMonths", "o", "store.withinMonths", []int{3, 6, 9},
		func(a *args, rd *reading, n int) string { return withinMonths(a, rd, "o.contract_ends_on", &n) },
		func(f *model.DwellingFacets) *[]*model.FacetCount { return &f.ContractEndsWithinMonths }),
	numberFacet("vacantMoreThanDays", "", "store.moreThanDays", []int{30, 90, 180}, vacantMoreThan,
		func(f *model.DwellingFacets) *[]*model.FacetCount { return &f.VacantMoreThanDays }),
}

// counting is how the facets of one request are counted: in one pass over the register, each dwelling is reduced to a number whose bits
// say which choices find it and which facets' own filters it passes. Equal numbers are counted together, and there are few.
type counting struct {
	asked []facet
	bits  []string                  // the condition of each bit
	of    map[string]int            // a facet's first bit
	pass  map[string]int64          // the bit of a facet's own filters
	all   int64                     // all of these
	found map[string]map[string]int // by facet and choice
}

// facets adds the statement that counts the facets asked for.
func (rd *reading) facets(f *model.DwellingFilter, sel Selection, to *model.DwellingFacets) {
	src := source{where: inRegister(f)}
	a := &src.args
	c := &counting{of: map[string]int{}, pass: map[string]int64{}, found: map[string]map[string]int{}}
	bit := func(sql string) int {
		c.bits = append(c.bits, sql)
		return len(c.bits) - 1
	}
	own := map[string][]string{}
	for _, x := range rd.asked(f, a) {
		src.join += " " + x.join
		if x.facet == "" {
			src.where = append(src.where, x.text)
		} else {
			own[x.facet] = append(own[x.facet], x.text)
		}
	}
	group := []string{"null", "null"} // the columns of facets whose choices are those there are
	var open []string
	for _, x := range facets {
		if conditions := own[x.name]; conditions != nil {
			c.pass[x.name] = 1 << bit(strings.Join(conditions, " and "))
			c.all |= c.pass[x.name]
		}
		if !sel.Has(x.name) {
			continue
		}
		c.asked = append(c.asked, x)
		c.found[x.name] = map[string]int{}
		src.join += " " + x.join
		if x.column != "" {
			group[len(open)] = x.column
			open = append(open, x.name)
			continue
		}
		c.of[x.name] = len(c.bits)
		for _, choice := range x.choices {
			bit(x.sql(choice, a, rd))
		}
	}
	if c.asked == nil {
		return
	}
	number := "0::bigint"
	for i, sql := range c.bits {
		number += " + case when " + sql + " then " + strconv.FormatInt(1<<i, 10) + " else 0 end"
	}
	joins := rd.joinsOf(a, src.join)
	rd.statements = append(rd.statements, postgres.Statement{
		SQL: a.text(rd, "select "+number+", "+strings.Join(group, ", ")+", count(*) from dwelling d"+joins+
			" where "+strings.Join(src.where, " and ")+" group by 1, 2, 3"),
		Args: a.values,
		Rows: func(rows pgx.Rows) error {
			for rows.Next() {
				var number int64
				var n int
				var choices [2]*string
				if err := rows.Scan(&number, &choices[0], &choices[1], &n); err != nil {
					return err
				}
				c.count(number, n, open, choices)
			}
			for _, x := range c.asked {
				x.fill(rd, c.found[x.name], to)
			}
			return rows.Err()
		},
	})
	if sel.Has("unit") {
		rd.unitFacet(c.found["unit"], to)
	}
}

// count adds dwellings of one number to the facets whose other facets' filters they pass.
func (c *counting) count(number int64, n int, open []string, choices [2]*string) {
	for _, x := range c.asked {
		others := c.all &^ c.pass[x.name]
		if number&others != others {
			continue
		}
		if i := slices.Index(open, x.name); i >= 0 {
			if choices[i] != nil {
				c.found[x.name][*choices[i]] += n
			}
			continue
		}
		for i, choice := range x.choices {
			if number&(1<<(c.of[x.name]+i)) != 0 {
				c.found[x.name][choice] += n
			}
		}
	}
}

// unitFacet adds the statement that names the units.
func (rd *reading) unitFacet(counts map[string]int, to *model.DwellingFacets) {
	rd.statements = append(rd.statements, postgres.Statement{SQL: "select u.id::text, u.name from unit u order by u.name, u.id", Rows: func(rows pgx.Rows) error {
		for rows.Next() {
			c := &model.FacetCount{}
			if err := rows.Scan(&c.Value, &c.Label); err != nil {
				return err
			}
			c.Count = counts[c.Value]
			to.Unit = append(to.Unit, c)
		}
		return rows.Err()
	}})
}

// fill puts the counts into the graph's facets, zeros too; of bedrooms only those there are.
func (x facet) fill(rd *reading, counts map[string]int, to *model.DwellingFacets) {
	if x.name == "shared" {
		to.Shared = counts["TRUE"]
		return
	}
	all := []*model.FacetCount{}
	for _, choice := range x.choices {
		all = append(all, &model.FacetCount{Value: choice, Label: x.label(rd.language, choice), Count: counts[choice]})
	}
	if x.name == "bedrooms" {
		for choice, n := range counts {
			all = append(all, &model.FacetCount{Value: choice, Label: choice, Count: n})
		}
		slices.SortFunc(all, func(a, b *model.FacetCount) int {
			return len(a.Value)*100 - len(b.Value)*100 + strings.Compare(a.Value, b.Value) // numbers, as text
		})
	}
	*x.into(to) = all
}
