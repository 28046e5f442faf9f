package store

import (
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"kobo/internal/entity"
	"kobo/internal/postgres"
)

// description says how one kind of thing is read: from which table, which columns answer which field, and what belongs to it. R is a row
// as it is scanned, M what the graph shows.
type description[R, M any] struct {
	// table and alias: "dwelling", "d". SQL texts below name the columns by the alias.
	table, alias string
	// joins are left joins by name, put in where a field, filter or order needs them.
	joins map[string]string
	// id is where the row's id goes.
	id func(*R) *entity.ID
	// model is a copy of what the row holds.
	model  func(*R) *M
	fields []field[R, M]
}

// field answers one field of the graph, or one group of fields such as the address.
type field[R, M any] struct {
	// name is the dotted path in the graph; empty: always read.
	name string
	// join names the joins that the columns need, in order, separated by spaces.
	join string
	// columns are SQL expressions, as many as the destinations of into. {today} is the day it is.
	columns []string
	into    func(*R) []any
	// one adds the columns of a thing that there is at most one of; its join stands in join.
	one func(c *columns, r *R, sel Selection)
	// then fills what follows from the columns, in rows that have been scanned.
	then func(rd *reading, r *R)
	// many reads what there may be any number of, in a statement of its own in the same pipeline.
	many func(rd *reading, of parents, sel Selection, at func(entity.ID) *M)
}

// from is the table and its alias.
func (d *description[R, M]) from() string { return d.table + " " + d.alias }

// args are a statement's values, in the order of their places.
type args struct {
	values []any
	today  string // the place of the day it is, once it has one
}

// add gives a value the next place and returns it: $3.
func (a *args) add(v any) string {
	a.values = append(a.values, v)
	return "$" + strconv.Itoa(len(a.values))
}

func (a *args) clone() args { return args{slices.Clone(a.values), a.today} }

// text puts the place of today into an SQL text.
func (a *args) text(rd *reading, sql string) string {
	if !strings.Contains(sql, "{today}") {
		return sql
	}
	if a.today == "" {
		a.today = a.add(rd.today) + "::date"
	}
	return strings.ReplaceAll(sql, "{today}", a.today)
}

// joined are the joins of a statement, each once, in the order they were needed.
type joined struct {
	names []string
	sql   strings.Builder
}

func (j *joined) add(rd *reading, a *args, all map[string]string, names string) {
	for name := range strings.FieldsSeq(names) {
		if !slices.Contains(j.names, name) {
			j.names = append(j.names, name)
			j.sql.WriteString(" left join " + a.text(rd, all[name]))
		}
	}
}

// columns are the columns of a statement and where they go.
type columns struct {
	rd     *reading
	args   *args
	joined *joined
	of     parents
	sql    []string
	into   []any
	groups []group
	then   []func()
	later  []func() // statements that read what belongs to these rows
}

// group is the columns of a joined thing, the first being its id; NULL there means there is none.
type group struct{ first, end int }

func (c *columns) add(sql string, into any) {
	c.sql = append(c.sql, c.args.text(c.rd, sql))
	c.into = append(c.into, into)
}

// scan reads a row. Columns of joined things that there are none of are left as they are.
func (c *columns) scan(rows pgx.Rows, into []any) error {
	copy(into, c.into)
	if len(c.groups) > 0 {
		raw := rows.RawValues()
		for _, g := range c.groups {
			if raw[g.first] == nil {
				clear(into[g.first:g.end])
			}
		}
	}
	if err := rows.Scan(into...); err != nil {
		return err
	}
	for _, then := range c.then {
		then()
	}
	return nil
}

// addAll adds the id and the columns of the fields asked for, with the row r as their destination.
func addAll[R, M any](c *columns, d *description[R, M], sel Selection, r *R, at func(entity.ID) *M) {
	c.add(d.alias+".id", d.id(r))
	for i := range d.fields {
		f := &d.fields[i]
		below := sel
		if f.name != "" {
			if below = sel.Sub(f.name); below == nil {
				continue
			}
		}
		c.joined.add(c.rd, c.args, d.joins, f.join)
		if f.into != nil {
			for i, into := range f.into(r) {
				c.add(f.columns[i], into)
			}
		}
		if f.one != nil {
			f.one(c, r, below)
		}
		if f.then != nil {
			c.then = append(c.then, func() { f.then(c.rd, r) })
		}
		if f.many != nil {
			of := c.of
			c.later = append(c.later, func() { f.many(c.rd, of, below, at) })
		}
	}
}

// embed adds the columns of a thing joined by the join of its alias; put gets it in each row that has one.
func embed[R, M any](c *columns, joins map[string]string, d *description[R, M], sel Selection, r *R, put func(*M)) {
	all := map[entity.ID]*M{}
	outer, first, before := c.of, len(c.sql), len(c.then)
	c.of = outer.via(joins, d.alias)
	addAll(c, d, sel, r, func(id entity.ID) *M { return all[id] })
	c.of = outer
	c.groups = append(c.groups, group{first, len(c.sql)})
	inner := slices.Clone(c.then[before:])
	c.then = append(c.then[:before], func() {
		id := *d.id(r)
		if id.IsNil() {
			return
		}
		m := all[id] // several may have the same one
		if m == nil {
			for _, then := range inner {
				then()
			}
			m = d.model(r)
			all[id] = m
		}
		put(m)
	})
}

// parents are the things that others belong to: the query that finds them, to be put in other statements, whose values begin with its own.
type parents struct {
	args  args
	id    string // the column with their ids: d.id
	from  string
	where string
	names []string // of the joins in from
	// known is an SQL array of their ids, where there is one without asking; its values are knownArgs.
	known     string
	knownArgs args
}

// via leads from things to those joined to them by the join of an alias.
func (p parents) via(joins map[string]string, alias string) parents {
	if !slices.Contains(p.names, alias) {
		p.names = append(slices.Clone(p.names), alias)
		p.from += " left join " + joins[alias] // {today} gets its place in the statement this becomes a part of
	}
	p.id, p.known = alias+".id", ""
	return p
}

// array is an SQL array of their ids, and the values that it begins a statement with.
func (p parents) array() (string, args) {
	if p.known != "" {
		return p.known, p.knownArgs.clone()
	}
	return "array(select " + p.id + " from " + p.from + p.where + ")", p.args.clone()
}

// source says which things a statement reads.
type source struct {
	args args
	// join names the joins that where and order need, orderJoin those that order needs.
	join, orderJoin string
	where           []string
	order           string
	// limit is the page's size, 0 for all; one more row is read, which tells whether there are more. offset is skipped.
	limit, offset int
	// link is the column that says which parent a thing belongs to; empty at the root.
	link string
	// known is an SQL array of the ids, where they are given.
	known string
	// columns are read besides the fields', into the destinations.
	columns []string
	into    []any
}

// page is an SQL array of the ids on the page. What finds a page may be costly, so it is asked once: a first statement keeps the ids in a
// setting that is local to the transaction, and all others go by it. Their texts are then the same whatever the filter.
const page = "(select current_setting('kobo.page')::uuid[])::uuid[]"

// paged adds the statement that finds the page, and returns the source of what is on it.
func (rd *reading) paged(from string, joins map[string]string, alias string, src source) source {
	a := &src.args
	var js joined
	js.add(rd, a, joins, src.join+" "+src.orderJoin)
	sql := "select " + alias + ".id from " + from + js.sql.String()
	if len(src.where) > 0 {
		sql += " where " + strings.Join(src.where, " and ")
	}
	sql = a.text(rd, sql+" order by "+src.order) + " limit " + a.add(src.limit) + " + 1"
	if src.offset > 0 {
		sql += " offset " + a.add(src.offset)
	}
	rd.statements = append(rd.statements, postgres.Statement{
		SQL: "select set_config('kobo.page', array(" + sql + ")::text, true)", Args: a.values,
	})
	return source{
		join: src.orderJoin, where: []string{alias + ".id = any(" + page + ")"}, order: src.order, known: page, columns: src.columns, into: src.into,
	}
}

// belonging is the source of things that belong to parents by the column link.
func belonging(of parents, link, order string, where ...string) source {
	array, values := of.array()
	return source{args: values, link: link, order: order, where: append([]string{link + " = any(" + array + ")"}, where...)}
}

// read adds the statements that read things of one kind and what belongs to them. found gets each, in order, with the parent it
// belongs to.
func read[R, M any](rd *reading, d *description[R, M], sel Selection, src source, found func(parent entity.ID, m *M)) {
	if src.limit > 0 {
		src = rd.paged(d.from(), d.joins, d.alias, src)
	}
	var r R
	var parent entity.ID
	a := &src.args
	knownArgs := a.clone()
	var js joined
	js.add(rd, a, d.joins, src.join)
	where := ""
	if len(src.where) > 0 {
		where = a.text(rd, " where "+strings.Join(src.where, " and "))
	}
	c := &columns{rd: rd, args: a, joined: &js, of: parents{
		args: a.clone(), id: d.alias + ".id", from: d.from() + js.sql.String(), where: where, names: slices.Clone(js.names), known: src.known, knownArgs: knownArgs,
	}}
	if src.link != "" {
		c.add(src.link, &parent)
	}
	for i, sql := range src.columns {
		c.add(sql, src.into[i])
	}
	all := map[entity.ID]*M{}
	addAll(c, d, sel, &r, func(id entity.ID) *M { return all[id] })
	order := ""
	if src.order != "" {
		order = a.text(rd, " order by "+src.order)
	}
	keep := len(c.later) > 0
	var zero R
	into := make([]any, len(c.into))
	rd.statements = append(rd.statements, postgres.Statement{
		SQL:  "select " + strings.Join(c.sql, ", ") + " from " + d.from() + js.sql.String() + where + order,
		Args: a.values,
		Rows: func(rows pgx.Rows) error {
			for rows.Next() {
				r = zero
				if err := c.scan(rows, into); err != nil {
					return err
				}
				m := d.model(&r)
				if keep {
					all[*d.id(&r)] = m
				}
				found(parent, m)
				if rd.stopped != nil {
					return rd.stopped
				}
			}
			return rows.Err()
		},
	})
	for _, statement := range c.later {
		statement()
	}
}

// byID is the source of the things with the ids.
func byID(alias string, ids []entity.ID, where ...string) source {
	var src source
	src.known = src.args.add(ids) + "::uuid[]"
	src.where = append([]string{alias + ".id = any(" + src.known + ")"}, where...)
	return src
}
