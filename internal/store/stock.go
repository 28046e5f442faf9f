package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/day"
	"kobo/internal/postgres"
)

// Stock counts the dwellings (boligmassen) that were in the stock when the day ended, by physical status and disposition form, as known now or as
// known at a time (KOSTRA asks for 31 December). What has left on the day is not counted. The disposition form is today's: it is a
// fact of the dwelling without dates. A dwelling whose status was not yet registered on the day is in the total alone.
func (s *Store) Stock(ctx context.Context, on day.Day, knownAt *time.Time) (*model.Stock, error) {
	rd := s.reading(ctx)
	at := rd.now
	if knownAt != nil {
		at = *knownAt
	}
	var a args
	dayAt, timeAt := a.add(on)+"::date", a.add(at)+"::timestamptz"
	status := "sp.status"
	if knownAt == nil {
		// SECURITY: where the last period seen is not the last there is, the dwelling's own status, which is told to everyone.
		status = "case when sl.later is null and sp.status is not null then d.status else sp.status end"
	}
	sql := a.text(rd, `select `+status+`, d.disposition, d.disposition = any (array(select q.disposition from disposition_rule q
			where q.counts and q.valid_from <= `+dayAt+` and (q.valid_to is null or q.valid_to >= `+dayAt+`))), count(*)
		from dwelling d
		cross join lateral (select x.entry from stock_change x where x.dwelling_id = d.id and x.happened_on <= `+dayAt+` and `+known("x", timeAt)+`
			order by x.happened_on desc, x.recorded_at desc, x.id desc limit 1) e`+statusThenSQL(dayAt, timeAt)+`
		where e.entry is not null and (d.removed_at is null or d.removed_at > `+timeAt+`)
		group by 1, 2, 3`)
	stock := &model.Stock{
		On: on, KnownAt: at,
		ByStatus: none("DwellingStatus", rd.language), ByDisposition: none("DispositionForm", rd.language),
	}
	rd.statements = append(rd.statements, postgres.Statement{SQL: sql, Args: a.values, Rows: func(rows pgx.Rows) error {
		for rows.Next() {
			var status *codelist.DwellingStatus
			var disposition codelist.DispositionForm
			var disposed bool
			var n int
			if err := rows.Scan(&status, &disposition, &disposed, &n); err != nil {
				return err
			}
			stock.Total += n
			if disposed {
				stock.MunicipallyDisposed += n
			}
			if status != nil {
				count(stock.ByStatus, string(*status), n)
			}
			count(stock.ByDisposition, string(disposition), n)
		}
		return rows.Err()
	}})
	return stock, rd.run(ctx)
}

// none are counts of the codes of a list, all zero.
func none(list, language string) []*model.FacetCount {
	l, _ := codelist.Find(list)
	all := make([]*model.FacetCount, len(l.Codes))
	for i, c := range l.Codes {
		all[i] = &model.FacetCount{Value: c.Code, Label: c.Label(language)}
	}
	return all
}

// count adds to one of the counts.
func count(all []*model.FacetCount, code string, n int) {
	for _, c := range all {
		if c.Value == code {
			c.Count += n
		}
	}
}
