package main

import (
	"context"
	"errors"
	"time"

	"kobo/internal/housing"
	"kobo/internal/jobs"
	"kobo/internal/postgres"
)

// dailyEvery is how often the daily work is ordered: often enough that a day's changes are there when people come to work.
const dailyEvery = 6 * time.Hour

// daily is the work that time itself makes, in one municipality: statuses whose day has come, reservations that have lapsed, and keys of
// acts that are a day old.
type daily struct{ jobs.For }

// Kind names the job in the queue.
func (daily) Kind() string { return "daily" }

// registerDaily gives the workers the daily work.
func registerDaily(w *jobs.Workers, db *postgres.DB, h *housing.Housing) {
	jobs.Handle(w, func(ctx context.Context, _ daily) error {
		_, advanced := h.Advance(ctx)
		_, expired := h.ExpireReservations(ctx)
		forgotten := db.Tx(ctx, func(tx *postgres.Tx) error {
			_, err := tx.ForgetKeys(ctx)
			return err
		})
		return errors.Join(advanced, expired, forgotten)
	})
	jobs.Every(w, dailyEvery, "daglig vedlikehold", func(f jobs.For) daily { return daily{f} })
}
