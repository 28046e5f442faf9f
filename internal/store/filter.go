package store

import (
	"cmp"
	"strconv"
	"strings"

	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/fault"
)

// condition is one field of the filter.
type condition struct {
	// name is the field's in DwellingFilter.
	name string
	// facet is the facet that counts without it.
	facet string
	// join names the joins that its SQL needs.
	join string
	// sql is the condition, "" when it isn't asked for. An empty list asks for nothing.
	sql func(f *model.DwellingFilter, a *args, rd *reading) string
}

// kept are the dwellings that the register lists at all: those removed are gone, and those that have left the stock in other ways than by sale
// are shown only when asked for.
const (
	kept    = "d.removed_at is null"
	inStock = "(d.left_on is null or d.status = 'SOLD')"
)

// conditions are the fields of DwellingFilter besides includeLeft.
var conditions = []condition{
	{name: "text", sql: func(f *model.DwellingFilter, a *args, _ *reading) string {
		if f.Text == nil {
			return ""
		}
		var all []string
		for _, pattern := range patterns(*f.Text) {
			all = append(all, "d.search like "+a.add(pattern))
		}
		return strings.Join(all, " and ")
	}},
	{name: "status", facet: "status", join: "v", sql: func(f *model.DwellingFilter, a *args, _ *reading) string {
		var any, physical []string
		for _, code := range f.Status {
			if code == codelist.DisplayStatusReady || code == codelist.DisplayStatusReserved {
				any = append(any, statusSQL(code))
			} else {
				physical = append(physical, string(code))
			}
		}
		if physical != nil {
			any = append(any, "d.status = any("+a.add(physical)+")")
		}
		return or(any)
	}},
	{name: "markers", facet: "markers", join: "o", sql: func(f *model.DwellingFilter, _ *args, _ *reading) string {
		var any []string
		for _, code := range f.Markers {
			any = append(any, cmp.Or(markerSQL[code], "false"))
		}
		return or(any)
	}},
	{name: "type", facet: "type", sql: func(f *model.DwellingFilter, a *args, _ *reading) string { return oneOf(a, "d.type", f.Type) }},
	{name: "subtype", sql: func(f *model.DwellingFilter, a *args, _ *reading) string { return oneOf(a, "d.subtype", f.Subtype) }},
	{name: "shared", facet: "shared", sql: func(f *model.DwellingFilter, _ *args, _ *reading) string { return yesNo("d.shared", f.Shared) }},
	{name: "staffing", facet: "staffing", sql: func(f *model.DwellingFilter, _ *args, _ *reading) string {
		var any []string
		for _, code := range f.Staffing {
			any = append(any, cmp.Or(staffingSQL[code], "false"))
		}
		return or(any)
	}},
	{name: "disposition", facet: "disposition", sql: func(f *model.DwellingFilter, a *args, _ *reading) string {
		return oneOf(a, "d.disposition", f.Disposition)
	}},
	{name: "ownership", sql: func(f *model.DwellingFilter, a *args, _ *reading) string { return oneOf(a, "d.ownership", f.Ownership) }},
	{name: "municipallyDisposed", sql: func(f *model.DwellingFilter, _ *args, _ *reading) string {
		return yesNo(disposedSQL, f.MunicipallyDisposed)
	}},
	{name: "owner", sql: func(f *model.DwellingFilter, a *args, _ *reading) string {
		owner := strings.TrimSpace(value(f.Owner))
		if owner == "" {
			return ""
		}
		return "(lower(d.owner_name) like " + a.add("%"+escapeLike(strings.ToLower(owner))+"%") +
			" or d.owner_organisation_number = " + a.add(strings.ReplaceAll(owner, " ", "")) + ")"
	}},
	{name: "agreement", sql: func(f *model.DwellingFilter, a *args, _ *reading) string {
		if f.Agreement == nil {
			return ""
		}
		return "d.agreement_id = " + a.add(*f.Agreement)
	}},
	{name: "building", sql: func(f *model.DwellingFilter, a *args, _ *reading) string {
		if f.Building == nil {
			return ""
		}
		return "d.building_id = " + a.add(*f.Building)
	}},
	{name: "unit", facet: "unit", sql: func(f *model.DwellingFilter, a *args, _ *reading) string {
		if len(f.Unit) == 0 {
			return ""
		}
		return "d.unit_id = any(" + a.add(f.Unit) + ")"
	}},
	{name: "bedroomsAtLeast", facet: "bedrooms", sql: func(f *model.DwellingFilter, a *args, _ *reading) string {
		return compare(a, "d.bedrooms >= ", f.BedroomsAtLeast)
	}},
	{name: "bedroomsAtMost", facet: "bedrooms", sql: func(f *model.DwellingFilter, a *args, _ *reading) string {
		return compare(a, "d.bedrooms <= ", f.BedroomsAtMost)
	}},
	{name: "rentAtLeastOre", join: "r", sql: func(f *model.DwellingFilter, a *args, _ *reading) string {
		return compare(a, "r.total_ore >= ", f.RentAtLeastOre)
	}},
	{name: "rentAtMostOre", join: "r", sql: func(f *model.DwellingFilter, a *args, _ *reading) string {
		return compare(a, "r.total_ore <= ", f.RentAtMostOre)
	}},
	{name: "usableAreaAtLeast", sql: func(f *model.DwellingFilter, a *args, _ *reading) string {
		return compare(a, "d.usable_area >= ", f.UsableAreaAtLeast)
	}},
	{name: "wheelchair", facet: "wheelchair", sql: func(f *model.DwellingFilter, a *args, _ *reading) string {
		return oneOf(a, "d.wheelchair", f.Wheelchair)
	}},
	{name: "features", sql: func(f *model.DwellingFilter, a *args, _ *reading) string {
		if len(f.Features) == 0 {
			return ""
		}
		return "d.features @> " + a.add(f.Features) + "::jsonb"
	}},
	{name: "expectedVacantBefore", facet: "expectedVacantWithinMonths", join: "o", sql: func(f *model.DwellingFilter, a *args, _ *reading) string {
		if f.ExpectedVacantBefore == nil {
			return ""
		}
		return expectedSQL + " < " + a.add(*f.ExpectedVacantBefore)
	}},
	{name: "expectedVacantWithinMonths", facet: "expectedVacantWithinMonths", join: "o", sql: func(f *model.DwellingFilter, a *args, rd *reading) string {
		return withinMonths(a, rd, expectedSQL, f.ExpectedVacantWithinMonths)
	}},
	{name: "contractEndsWithinMonths", facet: "contractEndsWithinMonths", join: "o", sql: func(f *model.DwellingFilter, a *args, rd *reading) string {
		return withinMonths(a, rd, "o.contract_ends_on", f.ContractEndsWithinMonths)
	}},
	{name: "vacantMoreThanDays", facet: "vacantMoreThanDays", sql: func(f *model.DwellingFilter, a *args, rd *reading) string {
		switch {
		case f.VacantMoreThanDays == nil:
			return ""
		case *f.VacantMoreThanDays == 0:
			return vacantSQL
		}
		return vacantMoreThan(a, rd, *f.VacantMoreThanDays)
	}},
	{name: "changedAfter", sql: func(f *model.DwellingFilter, a *args, _ *reading) string {
		if f.ChangedAfter == nil {
			return ""
		}
		return "d.changed_at > " + a.add(*f.ChangedAfter)
	}},
	{name: "vendorDwellingId", sql: func(f *model.DwellingFilter, a *args, _ *reading) string {
		if f.VendorDwellingID == nil {
			return ""
		}
		return "d.vendor_dwelling_id = " + a.add(*f.VendorDwellingID)
	}},
}

// statusSQL is the condition for a status (needs v). What is reserved is found by that, whatever else it is.
// SECURITY: the code becomes part of the text, so it must be one of ours, never input.
func statusSQL(code codelist.DisplayStatus) string {
	switch code {
	case codelist.DisplayStatusReady:
		return "d.status = 'READY' and v.id is null"
	case codelist.DisplayStatusReserved:
		return "v.id is not null"
	}
	return "d.status = '" + string(code) + "'"
}

var markerSQL = map[codelist.Marker]string{
	codelist.MarkerNoticeGiven:       "o.notice_given",
	codelist.MarkerRentToOwn:         "d.rent_to_own",
	codelist.MarkerReferralAgreement: "d.disposition = 'REFERRAL_AGREEMENT'",
}

// staffingSQL: a dwelling may have both a staff base and staff round the clock. None is when both are known not to be.
var staffingSQL = map[codelist.Staffing]string{
	codelist.StaffingNone:          "not d.staff_base and not d.staffed_round_the_clock",
	codelist.StaffingStaffBase:     "d.staff_base",
	codelist.StaffingRoundTheClock: "d.staffed_round_the_clock",
	codelist.StaffingUnknown: "d.staff_base is not true and d.staffed_round_the_clock is not true " +
		"and (d.staff_base is null or d.staffed_round_the_clock is null)",
}

func or(any []string) string {
	if len(any) == 0 {
		return ""
	}
	return "(" + strings.Join(any, " or ") + ")"
}

func oneOf[T ~string](a *args, column string, codes []T) string {
	if len(codes) == 0 {
		return ""
	}
	return column + " = any(" + a.add(texts(codes)) + ")"
}

func texts[T ~string](codes []T) []string {
	all := make([]string, len(codes))
	for i, code := range codes {
		all[i] = string(code)
	}
	return all
}

func yesNo(sql string, asked *bool) string {
	switch {
	case asked == nil:
		return ""
	case *asked:
		return sql
	}
	return "not " + sql
}

func compare[T int | float64](a *args, sql string, than *T) string {
	if than == nil {
		return ""
	}
	return sql + a.add(*than)
}

// withinMonths: the day is known and comes within so many months, or has passed already.
func withinMonths(a *args, rd *reading, sql string, months *int) string {
	if months == nil {
		return ""
	}
	return sql + " <= " + a.add(rd.today.Months(*months))
}

// vacantMoreThan: stands empty since more than so many days ago.
func vacantMoreThan(a *args, rd *reading, days int) string {
	return "(" + vacantSQL + " and d.vacant_since < " + a.add(rd.today.Add(-days)) + ")"
}

// check refuses numbers that mean nothing.
func check(f *model.DwellingFilter) error {
	if f == nil {
		return nil
	}
	var wrong fault.Many
	limit := func(name string, v *int, most int) {
		if v != nil && (*v < 0 || *v > most) {
			wrong = append(wrong, fault.At("filter."+name, "store.outOfRange", "min", 0, "max", most))
		}
	}
	limit("expectedVacantWithinMonths", f.ExpectedVacantWithinMonths, 600)
	limit("contractEndsWithinMonths", f.ContractEndsWithinMonths, 600)
	limit("vacantMoreThanDays", f.VacantMoreThanDays, 100_000)
	if f.Text != nil && len(*f.Text) > 500 {
		wrong = append(wrong, fault.At("filter.text", "store.tooLong", "max", 500))
	}
	for name, n := range map[string]int{"unit": len(f.Unit), "features": len(f.Features)} {
		if n > 500 {
			wrong = append(wrong, fault.At("filter."+name, "store.tooMany", "max", 500))
		}
	}
	return wrong.Err()
}

// inRegister are the conditions for being listed with the filter.
func inRegister(f *model.DwellingFilter) []string {
	if f != nil && value(f.IncludeLeft) {
		return []string{kept}
	}
	return []string{kept, inStock}
}

// askedFor is a condition with its text.
type askedFor struct {
	condition
	text string
}

// asked returns the conditions that the filter asks for.
func (rd *reading) asked(f *model.DwellingFilter, a *args) (all []askedFor) {
	if f == nil {
		return nil
	}
	for _, c := range conditions {
		if text := c.sql(f, a, rd); text != "" {
			all = append(all, askedFor{c, text})
		}
	}
	return all
}

// register is the source of the dwellings that a filter finds; nil finds all that the register lists.
func (rd *reading) register(f *model.DwellingFilter) source {
	src := source{where: inRegister(f)}
	for _, c := range rd.asked(f, &src.args) {
		src.where = append(src.where, c.text)
		src.join += " " + c.join
	}
	return src
}

// order is a way to sort the register. What is equal, and what is unknown, which comes last, is in the order of addresses.
type order struct {
	name       string
	join       string
	key        string // the SQL expression
	cast       string // its type
	descending bool
}

// orders are the fields of DwellingSort.
var orders = []struct {
	order
	asked func(s *model.DwellingSort) *model.SortDirection
}{
	{order{name: "address"}, func(s *model.DwellingSort) *model.SortDirection { return s.Address }},
	{order{name: "status", join: "v", key: statusOrder, cast: "int"}, func(s *model.DwellingSort) *model.SortDirection { return s.Status }},
	{order{name: "bedrooms", key: "d.bedrooms", cast: "bigint"}, func(s *model.DwellingSort) *model.SortDirection { return s.Bedrooms }},
	{order{name: "changedAt", key: "d.changed_at", cast: "timestamptz"}, func(s *model.DwellingSort) *model.SortDirection { return s.ChangedAt }},
	{
		order{name: "vacantSince", key: "(case when " + vacantSQL + " then d.vacant_since end)", cast: "date"},
		func(s *model.DwellingSort) *model.SortDirection { return s.VacantSince },
	},
	{order{name: "rent", join: "r", key: "r.total_ore", cast: "bigint"}, func(s *model.DwellingSort) *model.SortDirection { return s.Rent }},
	{order{name: "expectedVacancy", join: "o", key: expectedSQL, cast: "date"}, func(s *model.DwellingSort) *model.SortDirection { return s.ExpectedVacancy }},
	{order{name: "contractEnd", join: "o", key: "o.contract_ends_on", cast: "date"}, func(s *model.DwellingSort) *model.SortDirection { return s.ContractEnd }},
}

// statusOrder sorts by the place of the status in its code list.
var statusOrder = "array_position('{" + strings.Join(codelist.DisplayStatus("").Values(), ",") + "}'::text[], " + displaySQL + "::text)"

// ordered returns the order asked for: by address when none is. BAD_REQUEST when several are.
func ordered(s *model.DwellingSort) (order, error) {
	if s == nil {
		return orders[0].order, nil
	}
	var found []order
	for _, o := range orders {
		if direction := o.asked(s); direction != nil {
			o.descending = *direction == model.SortDirectionDescending
			found = append(found, o.order)
		}
	}
	switch len(found) {
	case 0:
		return orders[0].order, nil
	case 1:
		return found[0], nil
	}
	return order{}, fault.At("sort", "store.oneSort")
}

// signature tells cursors of one order from those of another.
func (o order) signature() string { return o.name + " " + strconv.FormatBool(o.descending) }

// by is the ORDER BY; backward from the end.
func (o order) by(backward bool) string {
	direction := func(descending bool) string {
		if descending != backward {
			return " desc"
		}
		return ""
	}
	if o.key == "" {
		return "d.address_key" + direction(o.descending) + ", d.id" + direction(o.descending)
	}
	nulls := " nulls last"
	if backward {
		nulls = " nulls first"
	}
	return o.key + direction(o.descending) + nulls + ", d.address_key" + direction(false) + ", d.id" + direction(false)
}

// place is where a dwelling lies in an order.
type place struct {
	Order   string  `json:"o"`
	Key     *string `json:"k,omitempty"` // as text; nil is unknown
	Address string  `json:"a"`
	ID      string  `json:"i"`
}

// beyond is the condition for what lies after a place, or before it.
func (o order) beyond(a *args, at place, backward bool) string {
	sign := func(descending bool) string {
		if descending != backward {
			return " < "
		}
		return " > "
	}
	address := func(descending bool) string {
		return "(d.address_key, d.id)" + sign(descending) + "(" + a.add(at.Address) + ", " + a.add(at.ID) + "::uuid)"
	}
	switch {
	case o.key == "":
		return address(o.descending)
	case at.Key == nil && backward:
		return "(" + o.key + " is not null or " + address(false) + ")"
	case at.Key == nil:
		return "(" + o.key + " is null and " + address(false) + ")"
	}
	key := a.add(*at.Key) + "::text::" + o.cast
	either := o.key + sign(o.descending) + key + " or " + o.key + " = " + key + " and " + address(false)
	if backward {
		return "(" + either + ")"
	}
	return "(" + either + " or " + o.key + " is null)"
}

// joinsOf returns the joins of the names, each once, as a statement of its own needs them.
func (rd *reading) joinsOf(a *args, names string) string {
	var js joined
	js.add(rd, a, dwellingJoins, names)
	return js.sql.String()
}
