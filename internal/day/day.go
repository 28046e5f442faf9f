// Package day has the scalars of time: a day without a time of day, a point in time, and the client's key. It knows nothing of the
// domain.
package day

import (
	"io"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"

	"kobo/internal/fault"
)

// Day is a date without a time of day, kept as midnight UTC.
type Day struct{ time.Time }

// oslo is where days begin and end for municipalities.
var oslo = func() *time.Location {
	location, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		return time.FixedZone("CET", 3600) // no time zone database: standard time
	}
	return location
}()

// Of returns the day that it is in Norway at the time.
func Of(at time.Time) Day {
	y, m, d := at.In(oslo).Date()
	return Date(y, m, d)
}

// Date returns the day of that date.
func Date(year int, month time.Month, day int) Day {
	return Day{time.Date(year, month, day, 0, 0, 0, 0, time.UTC)}
}

// At returns the day of a time that is midnight UTC, as ent and pgx give dates.
func At(t time.Time) Day { return Date(t.Date()) }

// Ptr returns the day of a date that may be missing.
func Ptr(t *time.Time) *Day {
	if t == nil {
		return nil
	}
	d := At(*t)
	return &d
}

// Parse reads 2026-11-25. Years outside 1800–2200 are refused: they are slips of the keyboard.
func Parse(text string) (Day, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil || t.Year() < 1800 || t.Year() > 2200 {
		return Day{}, fault.New(fault.Invalid, "day.notADate")
	}
	return Day{t}, nil
}

// String returns 2026-11-25.
func (d Day) String() string { return d.Format(time.DateOnly) }

// Add returns the day so many days later.
func (d Day) Add(days int) Day { return Day{d.AddDate(0, 0, days)} }

// Months returns the day so many months later; the last of a shorter month when there is no such day.
func (d Day) Months(months int) Day {
	y, m, day := d.Date()
	first := Date(y, m+time.Month(months), 1)
	last := Day{first.AddDate(0, 1, -1)}
	if day > last.Day() {
		return last
	}
	return Date(first.Year(), first.Month(), day)
}

// Since returns the number of days from other to d.
func (d Day) Since(other Day) int { return int(d.Sub(other.Time).Hours() / 24) }

// Before reports whether d is an earlier day than other.
func (d Day) Before(other Day) bool { return d.Time.Before(other.Time) }

// After reports whether d is a later day than other.
func (d Day) After(other Day) bool { return d.Time.After(other.Time) }

// MarshalText writes 2026-11-25.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads 2026-11-25.
func (d *Day) UnmarshalText(text []byte) (err error) {
	*d, err = Parse(string(text))
	return err
}

// MarshalJSON writes "2026-11-25".
func (d Day) MarshalJSON() ([]byte, error) { return []byte(`"` + d.String() + `"`), nil }

// UnmarshalJSON reads "2026-11-25".
func (d *Day) UnmarshalJSON(text []byte) error {
	if len(text) < 2 {
		return fault.New(fault.Invalid, "day.notADate")
	}
	return d.UnmarshalText(text[1 : len(text)-1])
}

// MarshalGQL writes the scalar Date.
func (d Day) MarshalGQL(w io.Writer) { _, _ = io.WriteString(w, `"`+d.String()+`"`) }

// UnmarshalGQL reads the scalar Date.
func (d *Day) UnmarshalGQL(v any) error {
	text, ok := v.(string)
	if !ok {
		return fault.New(fault.Invalid, "day.notADate")
	}
	return d.UnmarshalText([]byte(text))
}

// ScanDate reads the day from pgx; NULL is the zero day, so scan into *Day where it may be missing.
func (d *Day) ScanDate(v pgtype.Date) error {
	*d = Day{}
	if v.Valid {
		*d = At(v.Time)
	}
	return nil
}

// DateValue writes the day to pgx.
func (d Day) DateValue() (pgtype.Date, error) {
	return pgtype.Date{Time: d.Time, Valid: !d.IsZero()}, nil
}

var (
	_ pgtype.DateScanner = (*Day)(nil)
	_ pgtype.DateValuer  = Day{}
)

// MarshalInstant writes the scalar DateTime, in UTC.
func MarshalInstant(t time.Time) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) {
		_, _ = io.WriteString(w, `"`+t.UTC().Format(time.RFC3339Nano)+`"`)
	})
}

// UnmarshalInstant reads the scalar DateTime.
func UnmarshalInstant(v any) (time.Time, error) {
	text, ok := v.(string)
	if !ok {
		return time.Time{}, fault.New(fault.Invalid, "day.notATime")
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil || t.Year() < 1800 || t.Year() > 2200 {
		return time.Time{}, fault.New(fault.Invalid, "day.notATime")
	}
	return t, nil
}

// MarshalKey writes the scalar Key.
func MarshalKey(key uuid.UUID) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) { _, _ = io.WriteString(w, `"`+key.String()+`"`) })
}

// UnmarshalKey reads the scalar Key.
func UnmarshalKey(v any) (uuid.UUID, error) {
	text, ok := v.(string)
	if !ok || len(text) != 36 {
		return uuid.Nil, fault.New(fault.Invalid, "day.notAKey")
	}
	key, err := uuid.Parse(text)
	if err != nil {
		return uuid.Nil, fault.New(fault.Invalid, "day.notAKey")
	}
	return key, nil
}
