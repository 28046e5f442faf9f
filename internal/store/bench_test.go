package store_test

import (
	"context"
	"testing"

	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/entity"
	"kobo/internal/store"
)

// BenchmarkRegister reads the register of a municipality with 10 000 dwellings: more than all but one have.
func BenchmarkRegister(b *testing.B) {
	w := newWorld(b)
	first := w.dwelling("Barlindveien", 1, row{"bedrooms": 2})
	w.tenThousand()
	list := store.Select("nodes.id", "nodes.address.text", "nodes.displayStatus", "nodes.statusSince", "nodes.markers", "nodes.description", "nodes.bedrooms",
		"nodes.usableArea", "nodes.rent.totalOre", "nodes.tenancy.endsOn", "nodes.vacancy.days", "nodes.expectedVacancy.on", "nodes.images.url", "pageInfo.endCursor")
	for _, c := range []struct {
		name string
		q    store.DwellingsQuery
		sel  store.Selection
	}{
		{"page", store.DwellingsQuery{}, list},
		{"page by rent", store.DwellingsQuery{Sort: sortBy("rent", model.SortDirectionDescending)}, list},
		{"page by vacancy", store.DwellingsQuery{Sort: sortBy("vacantSince", model.SortDirectionAscending), Filter: &model.DwellingFilter{VacantMoreThanDays: ptr(0)}}, list},
		{"page of a text", store.DwellingsQuery{Filter: &model.DwellingFilter{Text: ptr("barlindv 13")}}, list},
		{"count", store.DwellingsQuery{Filter: &model.DwellingFilter{Status: []codelist.DisplayStatus{"READY"}}}, store.Select("totalCount", "registerCount")},
		{"facets", store.DwellingsQuery{Filter: &model.DwellingFilter{Status: []codelist.DisplayStatus{"READY"}}}, allFacets},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := w.store.Dwellings(w.housing(), c.q, c.sel); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("one, whole", func(b *testing.B) {
		for b.Loop() {
			if _, err := w.store.Dwelling(w.housing(), first, whole); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("export", func(b *testing.B) {
		names := make([]string, 0, 70)
		for _, x := range store.ExportColumns() {
			names = append(names, x.Name)
		}
		for b.Loop() {
			if err := w.store.Export(w.housing(), nil, nil, names, func(entity.ID, []any) error { return nil }); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// tenThousand copies the one dwelling there is, each copy with rents, statuses and an outlook, and most of them let.
func (w *world) tenThousand() {
	for _, sql := range []string{
		`do $$ declare d dwelling; begin
			select * into d from dwelling limit 1;
			for i in 1..10000 loop
				d.id := overlay(gen_random_uuid()::text placing '8004' from 15 for 4)::uuid;
				d.extra_reference := i; d.house_number := i; d.address_key := 'barlindveien0' || lpad(i::text, 6, '0');
				d.status := (array['READY', 'LET', 'LET', 'LET', 'UNDER_MAINTENANCE'])[i % 5 + 1];
				d.vacant_since := case when d.status <> 'LET' then date '2026-11-25' - i % 300 end;
				insert into dwelling select d.*;
				insert into outlook (id, municipality_id, unit_id, vacant_on, reason) values (d.id, d.municipality_id, d.unit_id, date '2026-11-25' + i % 500, 'NOTICE');
				insert into rent_period (id, municipality_id, unit_id, dwelling_id, recorded_at, valid_from, total_ore, components)
					select gen_random_uuid(), d.municipality_id, d.unit_id, d.id, now(), date '2020-01-01' + 365 * y, 1000000 + i, '{"RENT": 1000000}' from generate_series(0, 3) y;
				insert into status_period (id, municipality_id, unit_id, dwelling_id, recorded_at, valid_from, status)
					select gen_random_uuid(), d.municipality_id, d.unit_id, d.id, now(), date '2020-01-01' + 100 * y, case y when 9 then d.status else 'READY' end from generate_series(0, 9) y;
				if d.status = 'LET' then
					insert into tenancy (id, municipality_id, unit_id, dwelling_id, recorded_at, kind, starts_on)
						values (gen_random_uuid(), d.municipality_id, d.unit_id, d.id, now(), 'OPEN_ENDED', '2022-01-01');
				end if;
			end loop;
		end $$`, `analyze`,
	} {
		if _, err := w.pool.Exec(context.Background(), sql); err != nil {
			w.Fatal(err)
		}
	}
}
