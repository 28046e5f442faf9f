package store_test

import (
	"strings"
	"testing"
	"time"

	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/day"
	"kobo/internal/entity"
	"kobo/internal/store"
)

// whole is everything a dwelling has.
var whole = store.Select(
	"id", "version", "address.text", "unit.name", "status", "displayStatus", "statusSince", "markers", "type", "subtype", "shared", "description",
	"staffBase", "staffedRoundTheClock", "disposition", "municipallyDisposed", "ownership", "owner.name", "property.text", "building.type",
	"agreement.landlordName", "agreement.unit.name", "agreement.used", "agreement.terms.quota", "unitType", "bedrooms", "usableArea", "floor",
	"wheelchair", "features", "meters.power", "schools.primary", "otherInformation", "vatCompensation", "rentToOwn", "vendorDwellingId",
	"stock.enteredOn", "plannedReadyOn", "vacancy.since", "vacancy.days", "vacancy.costOre", "expectedVacancy.on", "expectedVacancy.setBy",
	"rent.totalOre", "rent.components.ore", "rents.totalOre", "rents.components.ore", "depositOre", "tenancy.startsOn", "tenancy.rent.totalOre",
	"tenancy.tenants.name", "tenancy.terms.recordedBy", "tenancies.startsOn", "tenancies.rent.totalOre", "tenancies.terms.startsOn", "tenancies.tenants.name",
	"reservation.heldUntil", "reservation.recordedBy", "statusPeriods.recordedBy", "stockChanges.on", "images.url", "images.cover", "documents.name", "notes.mine",
	"availableActs", "mergedInto", "changedAt",
)

func TestDwellingWhole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	building := w.add("building", row{"id": w.id(entity.Building), "municipality_id": w.municipality, "number": "15912345", "type": "B111"})
	agreement := w.add("agreement", row{
		"id": w.id(entity.Agreement), "municipality_id": w.municipality, "unit_id": w.units[1], "recorded_at": now, "kind": "REFERRAL",
		"landlord_name": "Utleie AS", "valid_from": day.Date(2024, 1, 1), "quota": 3,
	})
	w.add("agreement_term", row{
		"id": w.id(entity.AgreementTerm), "municipality_id": w.municipality, "unit_id": w.units[1], "recorded_at": now, "agreement_id": agreement,
		"valid_from": day.Date(2024, 1, 1), "quota": 3,
	})
	facts := row{
		"status": "LET", "building_id": building, "agreement_id": agreement, "shared": true, "bedrooms": 3, "owner_name": "Utleie AS",
		"disposition": "REFERRAL_AGREEMENT", "features": `["BALCONY"]`, "rent_to_own": true,
	}
	id := w.dwelling("Barlindveien", 13, facts.with(row{"extra_reference": ""}))
	w.dwelling("Barlindveien", 15, facts)
	tenancy := w.add("tenancy", w.of(entity.Tenancy, id).with(row{
		"kind": "FIXED_3_YEARS", "starts_on": day.Date(2023, 11, 1), "ends_on": day.Date(2026, 10, 31), "notice_on": day.Date(2026, 8, 1),
		"notice_by": "TENANT", "vacates_on": day.Date(2026, 10, 31),
	}))
	old := w.add("tenancy", w.of(entity.Tenancy, id).with(row{
		"kind": "OPEN_ENDED", "starts_on": day.Date(2020, 1, 1), "ended_on": day.Date(2023, 10, 1), "end_kind": "MUTUAL",
	}))
	w.add("tenancy_term", w.of(entity.TenancyTerm, id).with(row{"tenancy_id": tenancy, "kind": "FIXED_3_YEARS", "starts_on": day.Date(2023, 11, 1)}))
	w.add("tenancy_term", w.of(entity.TenancyTerm, id).with(row{"tenancy_id": old, "kind": "OPEN_ENDED", "starts_on": day.Date(2020, 1, 1)}))
	w.add("rent_period", w.of(entity.RentPeriod, id).with(row{"valid_from": day.Date(2024, 1, 1), "total_ore": 1_000_000, "components": `{"RENT": 900000, "HEAT": 100000}`}))
	w.add("rent_period", w.of(entity.RentPeriod, id).with(row{"valid_from": day.Date(2027, 1, 1), "total_ore": 1_200_000, "components": `{"RENT": 1200000}`}))
	w.add("rent_period", w.of(entity.RentPeriod, id).with(row{"tenancy_id": tenancy, "valid_from": day.Date(2023, 11, 1), "total_ore": 800_000, "components": `{"RENT": 800000}`}))
	w.add("status_period", w.of(entity.StatusPeriod, id).with(row{"status": "LET", "valid_from": day.Date(2023, 11, 1), "reason": "MOVED_IN"}))
	w.add("stock_change", w.of(entity.StockChange, id).with(row{"happened_on": day.Date(2020, 1, 1), "entry": "BOUGHT"}))
	w.add("note", w.of(entity.Note, id).with(row{"text": "Nøkkel hos vaktmester."}))
	w.add("note", w.of(entity.Note, id).with(row{"text": "Borte.", "removed_at": now}))
	file := w.add("file", row{
		"id": w.id(entity.File), "municipality_id": w.municipality, "unit_id": w.units[0], "recorded_at": now, "data_class": "DWELLING", "name": "stue.jpg",
		"media_type": "image/jpeg", "size": 12, "sha256": []byte{1},
	})
	w.add("image", w.of(entity.Image, id).with(row{"file_id": file, "thumbnail_id": file, "position": 2, "width": 10, "height": 10}))
	first := w.add("image", w.of(entity.Image, id).with(row{"file_id": file, "thumbnail_id": file, "position": 1, "width": 10, "height": 10}))
	w.add("document", w.of(entity.Document, id).with(row{"kind": "PLAN", "title": "Plantegning", "file_id": file}))
	w.add("reservation", w.of(entity.Reservation, id).with(row{"held_until": day.Date(2026, 11, 20), "reason": "Flytting"}))
	w.set("outlook", id, "tenancy_id = $2, vacant_on = '2026-10-31', reason = 'NOTICE', notice_given = true, contract_ends_on = '2026-10-31'", tenancy)

	if _, err := w.pool.Exec(t.Context(), `delete from disposition_rule;
		insert into disposition_rule (disposition, counts, valid_from, valid_to, source) values
			('REFERRAL_AGREEMENT', false, '2020-01-01', '2025-12-31', 'x'), ('REFERRAL_AGREEMENT', true, '2026-01-01', null, 'x')`); err != nil {
		t.Fatal(err)
	}

	d, err := w.store.Dwelling(w.housing(), id, whole)
	w.ok(err)
	if d == nil {
		t.Fatal("not found")
	}
	for name, is := range map[string]bool{
		"address":       d.Address.Text == "Barlindveien 13, 3118 Tønsberg (H0101)" && d.Address.HouseLetter == nil,
		"description":   d.Description == "Enebolig, bofellesskap",
		"unit":          d.Unit.Name == "Boligkontoret",
		"status":        d.Status == "LET" && d.DisplayStatus == "LET" && d.StatusSince.String() == "2023-11-01",
		"markers":       len(d.Markers) == 3,
		"agreement":     d.Agreement.LandlordName == "Utleie AS" && d.Agreement.Used == 2 && len(d.Agreement.Terms) == 1 && d.Agreement.Unit.Name == "Nøtterøy",
		"property":      d.Property.Text == "118/507",
		"owner":         *d.Owner.Name == "Utleie AS" && d.Owner.Phone == nil,
		"features":      len(d.Features) == 1 && d.Features[0] == codelist.FeatureBalcony,
		"vacancy":       d.Vacancy == nil,
		"expected":      d.ExpectedVacancy.On.String() == "2026-10-31" && d.ExpectedVacancy.Overdue && d.ExpectedVacancy.Reason == "NOTICE",
		"rent":          d.Rent.TotalOre == 1_000_000 && len(d.Rent.Components) == 2 && d.Rent.Components[0].Component == "RENT",
		"rents":         len(d.Rents) == 2 && d.Rents[0].TotalOre == 1_200_000,
		"tenancy":       d.Tenancy.ID == tenancy && d.Tenancy.Overdue && d.Tenancy.Notice.By == "TENANT" && d.Tenancy.Rent.TotalOre == 800_000,
		"terms":         len(d.Tenancy.Terms) == 1 && *d.Tenancy.Terms[0].RecordedBy == "Trine Saksbehandler",
		"tenancies":     len(d.Tenancies) == 2 && d.Tenancies[1].ID == old && len(d.Tenancies[1].Terms) == 1 && d.Tenancies[1].Rent == nil,
		"tenants":       d.Tenancy.Tenants != nil && len(d.Tenancy.Tenants) == 0,
		"reservation":   d.Reservation.Overdue && *d.Reservation.RecordedBy == "Trine Saksbehandler",
		"statusPeriods": len(d.StatusPeriods) == 1 && *d.StatusPeriods[0].Reason == "MOVED_IN",
		"stockChanges":  len(d.StockChanges) == 1,
		"images":        len(d.Images) == 2 && d.Images[0].ID == first && d.Images[0].Cover && !d.Images[1].Cover && d.Images[0].URL == "/files/"+file.String(),
		"documents":     len(d.Documents) == 1 && d.Documents[0].Name == "stue.jpg" && d.Documents[0].Size == 12,
		"notes":         len(d.Notes) == 1 && d.Notes[0].Mine,
		"acts":          len(d.AvailableActs) == 1 && d.AvailableActs[0] == codelist.DwellingActEndTenancy,
		"disposed":      d.MunicipallyDisposed,
	} {
		if !is {
			t.Errorf("%s is wrong", name)
		}
	}

	page, err := w.store.Dwellings(w.housing(), store.DwellingsQuery{}, store.Select("nodes.agreement.terms.quota", "edges.node.bedrooms"))
	w.ok(err)
	if len(page.Nodes) != 2 || len(page.Nodes[0].Agreement.Terms) != 1 || len(page.Nodes[1].Agreement.Terms) != 1 || *page.Edges[1].Node.Bedrooms != 3 {
		t.Error("two dwellings of one agreement must both have its terms")
	}
	for owner, n := range map[string]int{"utleie": 2, "%": 0, "Utl_ie": 0, "999": 0} {
		page, err := w.store.Dwellings(w.housing(), store.DwellingsQuery{Filter: &model.DwellingFilter{Owner: &owner, Agreement: &agreement, Building: &building}}, store.Select("totalCount"))
		w.ok(err)
		if page.TotalCount != n {
			t.Errorf("owner %q has %d", owner, page.TotalCount)
		}
	}

	w.set("image", first, "removed_at = now()")
	d, err = w.store.Dwelling(w.housing(), id, store.Select("images.cover"))
	w.ok(err)
	if len(d.Images) != 1 || !d.Images[0].Cover {
		t.Error("the next picture should have become the cover")
	}
}

func TestSelectionDecidesTheText(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.dwelling("Storgata", 1, nil)
	w.spy.sent()
	_, err := w.store.Dwelling(w.housing(), id, store.Select("bedrooms"))
	w.ok(err)
	texts := w.spy.sent()
	if len(texts) != 1 {
		t.Fatalf("%d statements, not 1: %q", len(texts), texts)
	}
	if strings.Contains(texts[0], "join") || strings.Contains(texts[0], "street") || !strings.Contains(texts[0], "d.bedrooms") {
		t.Errorf("reads what wasn't asked for: %s", texts[0])
	}

	for range 30 {
		w.dwelling("Storgata", 2, nil)
	}
	sel := store.Select("nodes.address.text", "nodes.tenancies.terms.kind", "nodes.images.url", "totalCount", "registerCount", "facets.status", "facets.unit", "pageInfo.endCursor")
	for _, first := range []int{1, 25} {
		w.spy.sent()
		_, err = w.store.Dwellings(w.housing(), store.DwellingsQuery{First: &first}, sel)
		w.ok(err)
		if texts := w.spy.sent(); len(texts) != 8 { // the page, dwellings, tenancies, terms, images, counts, facets, units
			t.Errorf("%d statements for %d dwellings: %s", len(texts), first, strings.Join(texts, "\n"))
		}
	}
	_, err = w.store.Dwellings(w.housing(), store.DwellingsQuery{Filter: &model.DwellingFilter{}}, store.Select("totalCount"))
	w.ok(err)
	if texts := w.spy.sent(); len(texts) != 1 || strings.Contains(texts[0], "$") {
		t.Errorf("a filter that asks for nothing is in the text: %q", texts)
	}
}

func TestMergedAndRemoved(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	kept := w.dwelling("Storgata", 1, nil)
	merged := w.dwelling("Storgata", 2, row{"removed_at": now, "merged_into_id": kept})
	removed := w.dwelling("Storgata", 3, row{"removed_at": now})
	d, err := w.store.Dwelling(w.housing(), merged, store.Select("mergedInto"))
	w.ok(err)
	if d == nil || d.MergedInto == nil || *d.MergedInto != kept {
		t.Error("a merged dwelling must lead on")
	}
	if d, err = w.store.Dwelling(w.housing(), removed, store.Select("id")); err != nil || d != nil {
		t.Errorf("a removed dwelling is still there: %v", err)
	}
	c, err := w.store.Dwellings(w.housing(), store.DwellingsQuery{}, store.Select("nodes.id", "totalCount"))
	w.ok(err)
	if len(c.Nodes) != 1 || c.TotalCount != 1 {
		t.Error("the list holds what is gone")
	}
}

// What a shielded tenancy makes is not there for others: the dwelling is let, and nothing else is told.
func TestShielded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.dwelling("Storgata", 1, row{"status": "LET", "expected_vacant_by_hand": day.Date(2027, 1, 1)})
	w.add("status_period", w.of(entity.StatusPeriod, id).with(row{"status": "READY", "valid_from": day.Date(2024, 1, 1)}))
	w.add("status_period", w.of(entity.StatusPeriod, id).with(row{"status": "LET", "valid_from": day.Date(2025, 1, 1), "shielded": true}))
	w.add("stock_change", w.of(entity.StockChange, id).with(row{"happened_on": day.Date(2020, 1, 1), "entry": "BOUGHT"}))
	tenancy := w.add("tenancy", w.of(entity.Tenancy, id).with(row{"kind": "OPEN_ENDED", "starts_on": day.Date(2025, 1, 1), "shielded": true}))
	w.add("history", w.of(entity.History, id).with(row{"kind": "TENANCY", "data_class": "TENANCY", "changes": "[]", "shielded": true}))
	w.set("outlook", id, "shielded = true, notice_given = true, vacant_on = '2027-01-01', contract_ends_on = '2027-01-01'")

	for name, c := range map[string]struct {
		rights []string
		sees   bool
	}{"others": {[]string{"boligoversikt"}, false}, "holders of the right": {[]string{"boligoversikt", "skjermet"}, true}} {
		ctx := w.as(c.rights...)
		d, err := w.store.Dwelling(ctx, id, whole)
		w.ok(err)
		if d.Status != "LET" {
			t.Errorf("%s: let is %s", name, d.Status)
		}
		for what, seen := range map[string]bool{
			"statusSince": d.StatusSince != nil, "tenancy": d.Tenancy != nil, "tenancies": len(d.Tenancies) > 0, "expectedVacancy": d.ExpectedVacancy != nil,
			"markers": len(d.Markers) > 0, "statusPeriods": len(d.StatusPeriods) == 2,
		} {
			if seen != c.sees {
				t.Errorf("%s: %s seen = %v", name, what, seen)
			}
		}
		if len(d.AvailableActs) != 1 || d.AvailableActs[0] != codelist.DwellingActEndTenancy {
			t.Errorf("%s: that it is taken must not depend on who asks: %v", name, d.AvailableActs)
		}
		for what, f := range map[string]*model.DwellingFilter{
			"markers": {Markers: []codelist.Marker{codelist.MarkerNoticeGiven}}, "expected": {ExpectedVacantWithinMonths: ptr(3)},
			"before": {ExpectedVacantBefore: ptr(day.Date(2028, 1, 1))}, "contract": {ContractEndsWithinMonths: ptr(3)},
		} {
			found, err := w.store.Dwellings(ctx, store.DwellingsQuery{Filter: f}, store.Select("totalCount", "facets.markers", "facets.expectedVacantWithinMonths"))
			w.ok(err)
			if found.TotalCount == 1 != c.sees || found.Facets.Markers[0].Count == 1 != c.sees {
				t.Errorf("%s: the filter %s finds it = %v", name, what, !c.sees)
			}
		}
		n, err := w.store.Node(ctx, tenancy, func(string) bool { return true }, func(string) store.Selection { return nil })
		w.ok(err)
		if n != nil != c.sees {
			t.Errorf("%s: node seen = %v", name, n != nil)
		}
		l := w.store.NewLoaders(ctx)
		history, err := l.History(ctx, id, nil, nil)
		w.ok(err)
		if len(history.Nodes) == 1 != c.sees {
			t.Errorf("%s: history seen = %v", name, !c.sees)
		}
		for on, want := range map[day.Day]codelist.DwellingStatus{today: "LET", day.Date(2025, 6, 1): map[bool]codelist.DwellingStatus{true: "LET"}[c.sees]} {
			status, err := l.StatusOn(ctx, id, on, nil)
			w.ok(err)
			if status == nil != (want == "") || status != nil && *status != want {
				t.Errorf("%s: status on %s is %v, not %q", name, on, status, want)
			}
		}
		stock, err := w.store.Stock(ctx, today, nil)
		w.ok(err)
		for _, s := range stock.ByStatus {
			if want := map[string]int{"LET": 1}[s.Value]; s.Count != want {
				t.Errorf("%s: %d dwellings are %s", name, s.Count, s.Value)
			}
		}
	}
}

func TestNodes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.dwelling("Storgata", 1, nil)
	note := w.add("note", w.of(entity.Note, d).with(row{"text": "Hei"}))
	network := w.add("network", row{"id": w.id(entity.Network), "municipality_id": w.municipality, "recorded_at": now, "cidr": "10.0.0.0/8"})
	filter := w.add("saved_filter", row{
		"id": w.id(entity.SavedFilter), "municipality_id": w.municipality, "unit_id": w.units[0], "owner_id": w.staff, "name": "Min", "address": "status=READY",
	})
	importID := w.addImport()
	ids := []entity.ID{
		d, w.municipality, w.units[0], w.property, note, network, filter, importID, w.staff, entity.Nil, entity.New(entity.Dwelling, now),
	}
	everyone := func(string) bool { return true }
	nothing := func(string) store.Selection { return nil }
	w.spy.sent()
	nodes, err := w.store.Nodes(w.as("boligoversikt", "administrator"), ids, everyone, nothing)
	w.ok(err)
	want := []string{"Dwelling", "Municipality", "Unit", "Property", "Note", "Network", "SavedFilter", "Import", "", "", ""}
	for i, n := range nodes {
		name := ""
		if n != nil {
			name = ids[i].Kind().String()
		}
		if name != want[i] {
			t.Errorf("node %d is %q, not %q", i, name, want[i])
		}
	}
	for _, text := range w.spy.sent() {
		if strings.Contains(text, "from actor") {
			t.Error("asked for a kind that is no node")
		}
	}

	hidden, err := w.store.Nodes(w.housing(), ids[:1], func(name string) bool { return name != "Dwelling" }, nothing)
	w.ok(err)
	if hidden[0] != nil || len(w.spy.sent()) != 0 {
		t.Error("a type that the projection hides must not be read")
	}
	for _, kind := range []entity.ID{w.staff, entity.Nil} {
		n, err := w.store.Node(w.housing(), kind, everyone, nothing)
		w.ok(err)
		if n != nil || len(w.spy.sent()) != 0 {
			t.Error("no SQL for what can't be there")
		}
	}
	if _, err := w.store.Nodes(w.housing(), make([]entity.ID, 101), everyone, nothing); err == nil {
		t.Error("more than a hundred at a time")
	}
	filters, err := w.store.SavedFilters(w.housing())
	w.ok(err)
	if len(filters) != 3 || filters[0].Name != "Tomme boliger" || filters[0].Address != "vacantMoreThanDays=0&sort=vacantSince" || !filters[2].Mine {
		t.Errorf("filters are %v", filters)
	}
	n, err := w.store.Node(w.housing(), filters[1].ID, everyone, nothing)
	w.ok(err)
	if f, ok := n.(*model.SavedFilter); !ok || f.Name != "Kontrakter som løper ut" {
		t.Error("everyone's filters are nodes too")
	}
}

func (w *world) addImport() entity.ID {
	file := w.add("file", row{
		"id": w.id(entity.File), "municipality_id": w.municipality, "unit_id": w.units[0], "recorded_at": now, "data_class": "IMPORT", "name": "boliger.xlsx",
		"media_type": "x", "size": 1, "sha256": []byte{1},
	})
	id := w.add("import_run", row{
		"id": w.id(entity.Import), "municipality_id": w.municipality, "unit_id": w.units[0], "recorded_at": now, "recorded_by": w.staff, "file_id": file,
		"name": "boliger.xlsx", "state": "PREVIEWED", "rows": 4, "headings": `["Gate", "Sett"]`, "columns": `{"Gate": "gatenavn", "Sett": ""}`,
	})
	for n, state := range []string{"NEW", "ERROR", "ERROR", "SAME"} {
		r := row{
			"id": w.id(entity.ImportRow), "municipality_id": w.municipality, "unit_id": w.units[0], "import_id": id, "number": n + 2, "state": state,
			"cells": `{"gatenavn": "Storgata", "boligstatus": "Grei"}`,
		}
		if state == "ERROR" {
			r["problems"] = `[{"column": "boligstatus", "value": "Grei", "message": "sheet.unknownWord", "allowed": ["UTLEID"]}]`
		}
		w.add("import_row", r)
	}
	return id
}

func TestImports(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.addImport()
	second := w.addImport()
	sel := store.Select("name", "recordedBy", "columns.label", "counts.new", "unknownWords.word", "undoable", "total")
	m, err := w.store.Import(w.housing(), id, sel)
	w.ok(err)
	if m.Counts != (model.ImportCounts{New: 1, Same: 1, Error: 2}) || m.Total != 4 || *m.RecordedBy != "Trine Saksbehandler" || m.Undoable {
		t.Errorf("import is %+v", m)
	}
	if len(m.UnknownWords) != 1 || m.UnknownWords[0].Word != "Grei" || m.UnknownWords[0].Rows != 2 || len(m.UnknownWords[0].Allowed) == 0 {
		t.Errorf("unknown words are %+v", m.UnknownWords)
	}
	if len(m.Columns) != 2 || *m.Columns[0].Label != "Gatenavn" || m.Columns[1].Column != nil {
		t.Errorf("columns are %+v", m.Columns)
	}
	rows, err := w.store.ImportRows(w.housing(), id, store.ImportRowsQuery{States: []codelist.ImportRowState{"ERROR"}, Column: ptr("boligstatus"), First: ptr(1)},
		store.Select("nodes.cells.value", "nodes.problems.message", "nodes.dwelling.address", "totalCount"))
	w.ok(err)
	if rows.TotalCount != 2 || len(rows.Nodes) != 1 || rows.Nodes[0].Number != 3 || !rows.PageInfo.HasNextPage || len(rows.Nodes[0].Cells) != 2 ||
		rows.Nodes[0].Problems[0].Message == "sheet.unknownWord" {
		t.Errorf("rows are %+v", rows)
	}
	rows, err = w.store.ImportRows(w.housing(), id, store.ImportRowsQuery{States: []codelist.ImportRowState{"ERROR"}, First: ptr(1), After: rows.PageInfo.EndCursor}, store.Select("nodes.number"))
	w.ok(err)
	if len(rows.Nodes) != 1 || rows.Nodes[0].Number != 4 || rows.PageInfo.HasNextPage {
		t.Errorf("next rows are %+v", rows)
	}
	page, err := w.store.Imports(w.housing(), ptr(1), nil, store.Select("nodes.counts.new"))
	w.ok(err)
	if len(page.Nodes) != 1 || page.Nodes[0].ID != second || page.Nodes[0].Counts.New != 1 {
		t.Errorf("imports are %+v", page.Nodes)
	}
	page, err = w.store.Imports(w.housing(), ptr(1), page.PageInfo.EndCursor, store.Select("nodes.name"))
	w.ok(err)
	if len(page.Nodes) != 1 || page.Nodes[0].ID != id || page.PageInfo.HasNextPage {
		t.Errorf("next imports are %+v", page.Nodes)
	}
	dwelling := w.dwelling("Storgata", 1, row{"version": 3})
	w.set("import_run", id, "state = 'APPLIED'")
	w.set("import_row", rows.Nodes[0].ID, "state = 'APPLIED', dwelling_id = $2, version = 3", dwelling)
	for version, undoable := range map[int]bool{3: true, 4: false} {
		w.set("dwelling", dwelling, "version = $2", version)
		m, err := w.store.Import(w.housing(), id, store.Select("undoable"))
		w.ok(err)
		if m.Undoable != undoable {
			t.Errorf("undoable is %v when the dwelling is at version %d", m.Undoable, version)
		}
	}
	row, err := w.store.ImportRowNumbered(w.housing(), id, 4, store.Select("dwelling.address.text"))
	w.ok(err)
	if row.Dwelling == nil || !strings.HasPrefix(row.Dwelling.Address.Text, "Storgata 1, ") {
		t.Errorf("row is %+v", row)
	}
}

func TestMunicipality(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.add("municipality_settings", row{"id": w.municipality, "municipality_id": w.municipality, "phone": "33 40 60 00"})
	w.add("onboarding", row{"id": w.id(entity.Onboarding), "municipality_id": w.municipality, "recorded_at": now, "step": "ROS", "done_on": today})
	w.add("word_mapping", row{"id": w.id(entity.WordMapping), "municipality_id": w.municipality, "recorded_at": now, "column": "boligstatus", "word": "grei", "code": "READY"})
	sel := store.Select("name", "units.name", "settings.phone", "settings.networks.cidr", "settings.words.code", "onboarding.doneOn")
	m, err := w.store.Municipality(w.as("boligoversikt", "administrator"), sel)
	w.ok(err)
	if m.Name != "Tønsberg" || len(m.Units) != 2 || *m.Settings.Phone != "33 40 60 00" || m.Settings.WrittenLanguage != "NB" || len(m.Settings.Words) != 1 {
		t.Errorf("municipality is %+v", m)
	}
	done := 0
	for _, o := range m.Onboarding {
		if o.DoneOn != nil {
			done++
		}
	}
	if done != 1 || len(m.Onboarding) != len(codelist.OnboardingStep("").Values()) {
		t.Errorf("onboarding is %+v", m.Onboarding)
	}
	m, err = w.store.Municipality(w.housing(), sel)
	w.ok(err)
	if m.Settings != nil {
		t.Error("settings are the administrator's")
	}
	steps, err := w.store.Onboarding(w.housing())
	w.ok(err)
	units, err := w.store.Units(w.housing())
	w.ok(err)
	if len(steps) != 1 || steps[0] != "ROS" || len(units) != 0 {
		t.Errorf("steps %v, units %v", steps, units)
	}
}

func TestLoaders(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b := w.dwelling("Storgata", 1, nil), w.dwelling("Storgata", 2, row{"unit_number": "H0201"})
	for i := range 3 {
		w.add("history", w.of(entity.History, a).with(row{
			"kind": "UPDATED", "data_class": "DWELLING", "recorded_at": now.Add(time.Duration(i) * time.Minute),
			"changes": `[{"field": "bedrooms", "before": "2", "after": "3"}, {"field": "property", "after": "` + w.property.String() + `"},
				{"field": "type", "before": "ORDINARY"}, {"field": "plannedReadyOn", "after": "2026-12-24"}, {"field": "depositOre", "after": "2000050"},
				{"field": "shared", "before": "false", "after": "true"}]`,
		}))
	}
	w.add("status_period", w.of(entity.StatusPeriod, a).with(row{"status": "READY", "valid_from": day.Date(2026, 1, 1), "recorded_at": now.Add(-48 * time.Hour)}))
	ctx := w.housing()
	l := w.store.NewLoaders(ctx)

	type answer struct {
		page *model.HistoryEntryConnection
		err  error
	}
	w.spy.sent()
	pages := make(chan answer)
	for _, id := range []entity.ID{a, b} {
		go func() {
			page, err := l.History(ctx, id, ptr(2), nil)
			pages <- answer{page, err}
		}()
	}
	found := 0
	for range 2 {
		x := <-pages
		w.ok(x.err)
		found += len(x.page.Nodes)
	}
	if found != 2 {
		t.Errorf("found %d, not the newest 2", found)
	}
	page, err := l.History(ctx, a, ptr(2), nil)
	w.ok(err)
	var words []string
	for _, c := range page.Nodes[0].Changes {
		word := func(s *string) string {
			if s == nil {
				return "-"
			}
			return *s
		}
		words = append(words, c.Label+": "+word(c.Before)+" → "+word(c.After))
	}
	want := "Antall soverom: 2 → 3; Matrikkelenhet: - → 118/507; Boligtype: Ordinær bolig → -; Planlagt klar: - → 24.12.2026; " +
		"Depositum: - → 20\u00a0000,50\u00a0kr; Bofellesskap: nei → ja"
	if got := strings.Join(words, "; "); got != want {
		t.Errorf("history says\n%s, not\n%s", got, want)
	}
	if *page.Nodes[0].Actor != "Trine Saksbehandler" || !page.PageInfo.HasNextPage {
		t.Errorf("page is %+v", page)
	}
	next, err := l.History(ctx, a, ptr(2), page.PageInfo.EndCursor)
	w.ok(err)
	if len(next.Nodes) != 1 || next.PageInfo.HasNextPage || !next.PageInfo.HasPreviousPage {
		t.Errorf("next page is %+v", next)
	}
	if _, err = l.History(ctx, b, nil, page.PageInfo.EndCursor); err == nil {
		t.Error("a cursor of another dwelling's history is no cursor here")
	}

	d, err := l.Dwelling(ctx, a, store.Select("address.text"))
	w.ok(err)
	none, err := l.Dwelling(ctx, entity.New(entity.Dwelling, now), store.Select("address.text"))
	w.ok(err)
	if d == nil || none != nil {
		t.Error("loader")
	}
	unit := store.Unit{MunicipalityNumber: "3905", Gnr: 118, Bnr: 507, UnitNumber: "H0201"}
	same, err := l.DwellingsOfUnit(ctx, unit, store.Select("id"))
	w.ok(err)
	unit.Snr = 3
	other, err := l.DwellingsOfUnit(ctx, unit, store.Select("id"))
	w.ok(err)
	if len(same) != 1 || same[0].ID != b || other == nil || len(other) != 0 {
		t.Errorf("units: %v, %v", same, other)
	}
}

// As known then: what was recorded later, and what had not yet been corrected.
func TestAsKnownThen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.dwelling("Storgata", 1, row{"status": "LET"})
	at := func(month, day int) time.Time { return time.Date(2026, time.Month(month), day, 12, 0, 0, 0, time.UTC) }
	period := func(status string, from day.Day, recorded time.Time, superseded any) {
		w.add("status_period", w.of(entity.StatusPeriod, id).with(row{"status": status, "valid_from": from, "recorded_at": recorded, "superseded_at": superseded}))
	}
	period("READY", day.Date(2026, 1, 1), at(1, 1), nil)
	period("UNDER_MAINTENANCE", day.Date(2026, 3, 1), at(3, 1), at(5, 1)) // corrected in May:
	period("UNAVAILABLE", day.Date(2026, 3, 1), at(5, 1), nil)
	period("LET", day.Date(2026, 6, 1), at(7, 1), nil) // told of in July
	w.add("stock_change", w.of(entity.StockChange, id).with(row{"happened_on": day.Date(2026, 1, 1), "entry": "BOUGHT", "recorded_at": at(1, 1)}))

	l := w.store.NewLoaders(w.housing())
	for _, c := range []struct {
		on   day.Day
		at   *time.Time
		want codelist.DwellingStatus
	}{
		{day.Date(2025, 12, 31), nil, ""},
		{day.Date(2026, 2, 1), nil, "READY"},
		{day.Date(2026, 4, 1), nil, "UNAVAILABLE"},
		{day.Date(2026, 4, 1), ptr(at(4, 1)), "UNDER_MAINTENANCE"},
		{day.Date(2026, 6, 15), nil, "LET"},
		{day.Date(2026, 6, 15), ptr(at(6, 15)), "UNAVAILABLE"},
		{day.Date(2026, 2, 1), ptr(at(1, 1).Add(-time.Hour)), ""},
	} {
		status, err := l.StatusOn(w.housing(), id, c.on, c.at)
		w.ok(err)
		got := codelist.DwellingStatus("")
		if status != nil {
			got = *status
		}
		if got != c.want {
			t.Errorf("on %s as known %v: %q, not %q", c.on, c.at, got, c.want)
		}
		stock, err := w.store.Stock(w.housing(), c.on, c.at)
		w.ok(err)
		for _, s := range stock.ByStatus {
			if (s.Count == 1) != (s.Value == string(c.want)) {
				t.Errorf("stock on %s as known %v: %d %s", c.on, c.at, s.Count, s.Value)
			}
		}
	}
}

func TestExport(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 30 {
		w.dwelling("Storgata", i+1, row{"bedrooms": i % 4, "status": []string{"READY", "LET"}[i%2], "vacant_since": day.Date(2026, 11, 15)})
	}
	var names []string
	for _, c := range store.ExportColumns() {
		names = append(names, c.Name)
		for _, language := range []string{"nb", "nn", "en"} {
			if title := c.Title(language); title == "" || strings.HasPrefix(title, "store.") {
				t.Errorf("%s has no title in %s", c.Name, language)
			}
		}
	}
	rows := 0
	w.spy.sent()
	err := w.store.Export(w.housing(), nil, nil, names, func(id entity.ID, values []any) error {
		rows++
		if len(values) != len(names) || id.IsNil() {
			t.Fatal("a row must have every column")
		}
		return nil
	})
	w.ok(err)
	if rows != 30 || len(w.spy.sent()) != 1 {
		t.Errorf("%d rows", rows)
	}
	var numbers []any
	err = w.store.Export(w.housing(), &model.DwellingFilter{Status: []codelist.DisplayStatus{"READY"}, BedroomsAtLeast: ptr(1)}, nil,
		[]string{"husnummer", "dagertom"}, func(_ entity.ID, values []any) error {
			numbers = append(numbers, *values[0].(*int), values[1])
			return nil
		})
	w.ok(err)
	if len(numbers) != 14 || numbers[0] != 3 || numbers[1] != 10 {
		t.Errorf("numbers are %v", numbers)
	}
	if err := w.store.Export(w.housing(), nil, nil, []string{"hemmelig"}, nil); err == nil {
		t.Error("no such column")
	}
	if err := w.store.Export(w.housing(), nil, nil, names[:1], func(entity.ID, []any) error { return errEnough }); err != errEnough {
		t.Errorf("the one who writes says stop: %v", err)
	}
}
