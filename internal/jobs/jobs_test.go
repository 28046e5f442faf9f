package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/jobs"
	"kobo/internal/postgres"
	"kobo/internal/testdb"
	"kobo/internal/viewer"
)

func TestMain(m *testing.M) { testdb.Main(m) }

type rename struct {
	jobs.For
	Network entity.ID `json:"network"`
}

func (rename) Kind() string { return "rename_network" }

type sweep struct{ jobs.For }

func (sweep) Kind() string { return "sweep" }

// setup is two municipalities with a network each, served and worked.
type setup struct {
	*testdb.DB
	pool           *pgxpool.Pool
	served, worked *postgres.DB
	town, network  [2]entity.ID
}

func newSetup(t *testing.T) setup {
	t.Helper()
	db := testdb.New(t)
	s := setup{DB: db, pool: db.Pool(t), served: db.Open(t)}
	s.worked = db.Open(t, func(c *postgres.Config) { c.URL = db.URL("kobo_work") })
	for i, number := range []string{"0301", "4601"} {
		s.town[i], s.network[i] = entity.New(entity.Municipality, time.Now()), entity.New(entity.Unit, time.Now())
		if _, err := s.pool.Exec(t.Context(), "insert into municipality (id, number, name, organisation_number) values ($1, $2, $2, $2)", s.town[i], number); err != nil {
			t.Fatal(err)
		}
		if _, err := s.pool.Exec(t.Context(), "insert into network (id, municipality_id, cidr, recorded_at) values ($1, $2, '10.0.0.0/8', now())", s.network[i], s.town[i]); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// as is a context of an administrator of the first municipality.
func (s setup) as(t *testing.T) context.Context {
	return viewer.NewContext(t.Context(), &viewer.Viewer{
		Role: viewer.Staff, ID: entity.New(entity.Staff, time.Now()), Name: "Kari", Municipality: s.town[0],
		Grants: []viewer.Grant{{Right: "administrator", Write: true}},
	})
}

// work works the queue until stop.
func (s setup) work(t *testing.T, w *jobs.Workers) (stop func()) {
	t.Helper()
	runner, err := jobs.Start(t.Context(), jobs.Config{
		URL: s.URL("kobo_work"), DB: s.worked, Workers: w, Parallel: 2, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 20*time.Second)
		defer cancel()
		if err := runner.Stop(ctx); err != nil {
			t.Error(err)
		}
	}
}

func (s setup) waiting(t *testing.T) (n int) {
	t.Helper()
	if err := s.pool.QueryRow(t.Context(), "select count(*) from river.river_job where kind not like 'kobo%'").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestInsert(t *testing.T) {
	t.Parallel()
	s := newSetup(t)
	boom := errors.New("boom")
	insert := func(args jobs.Args, fail error, options ...jobs.Option) error {
		return s.served.Tx(s.as(t), func(tx *postgres.Tx) error {
			if err := jobs.Insert(t.Context(), tx, args, options...); err != nil {
				return err
			}
			if n := s.waiting(t); n != 0 && fail != nil {
				t.Errorf("%d jobs can be seen before the act commits", n)
			}
			// The act goes on as who it was.
			n, err := tx.Exec(t.Context(), "update network set name = 'x'")
			if err == nil && n != 1 {
				t.Errorf("after the job the act sees %d networks", n)
			}
			return errors.Join(err, fail)
		})
	}
	here := jobs.For{Municipality: s.town[0], Purpose: "prøve"}
	if err := insert(rename{For: here}, boom); !errors.Is(err, boom) {
		t.Fatal(err)
	}
	if n := s.waiting(t); n != 0 {
		t.Errorf("%d jobs of an act that came to nothing", n)
	}
	for range 2 {
		if err := insert(rename{For: here}, nil, jobs.Once(), jobs.At(time.Now().Add(time.Hour))); err != nil {
			t.Fatal(err)
		}
	}
	if n := s.waiting(t); n != 1 {
		t.Errorf("%d jobs, not the one", n)
	}
	for name, f := range map[string]jobs.For{
		"another municipality": {Municipality: s.town[1], Purpose: "prøve"}, "no municipality": {Purpose: "prøve"}, "no purpose": {Municipality: s.town[0]},
	} {
		if err := insert(rename{For: f}, nil); err == nil {
			t.Errorf("a job for %s was taken", name)
		}
	}
	// Who serves may add to the queue, and nothing else.
	if err := s.served.Tx(s.as(t), func(tx *postgres.Tx) error {
		return tx.AsQueue(t.Context(), func(on pgx.Tx) error {
			_, err := on.Exec(t.Context(), "delete from river.river_job")
			return err
		})
	}); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("emptied the queue: %v", err)
	}
}

func TestWork(t *testing.T) {
	t.Parallel()
	s := newSetup(t)
	var w jobs.Workers
	type outcome struct {
		own, other int64
		viewer     viewer.Viewer
		err        error
	}
	done := make(chan outcome, 8)
	jobs.Handle(&w, func(ctx context.Context, args rename) error {
		o := outcome{viewer: *viewer.FromContext(ctx)}
		o.err = s.worked.Tx(ctx, func(tx *postgres.Tx) (err error) {
			if o.own, err = tx.Exec(ctx, "update network set name = 'ny' where id = $1", args.Network); err != nil {
				return err
			}
			o.other, err = tx.Exec(ctx, "update network set name = 'ny' where id = $1", s.network[1])
			return err
		})
		done <- o
		if o.own == 0 {
			return fault.Missing()
		}
		return o.err
	})
	stop := s.work(t, &w)
	ctx := s.as(t)
	for _, id := range []entity.ID{s.network[0], entity.New(entity.Unit, time.Now())} {
		if err := s.served.Tx(ctx, func(tx *postgres.Tx) error {
			return jobs.Insert(t.Context(), tx, rename{For: jobs.Of(tx, "navngiving"), Network: id})
		}); err != nil {
			t.Fatal(err)
		}
	}
	owns := int64(0)
	for range 2 {
		o := <-done
		owns += o.own
		if o.err != nil || o.other != 0 {
			t.Errorf("touched %d rows of another municipality, %v", o.other, o.err)
		}
		if v := o.viewer; v.Role != viewer.Job || v.Municipality != s.town[0] || v.Purpose != "navngiving" || v.ID != viewer.FromContext(ctx).ID {
			t.Errorf("worked as %+v", v)
		}
	}
	stop()
	var states string // what is gone isn't tried again
	if err := s.pool.QueryRow(t.Context(), "select string_agg(state::text, ' ' order by state::text) from river.river_job").Scan(&states); err != nil {
		t.Fatal(err)
	}
	if owns != 1 || states != "cancelled completed" {
		t.Errorf("did %d of one, and the jobs are %s", owns, states)
	}
}

func TestEvery(t *testing.T) {
	t.Parallel()
	s := newSetup(t)
	var w jobs.Workers
	where := make(chan jobs.For, 8)
	jobs.Handle(&w, func(_ context.Context, args sweep) error {
		where <- args.For
		return nil
	})
	jobs.Every(&w, time.Hour, "rydding", func(f jobs.For) sweep { return sweep{f} })
	defer s.work(t, &w)()
	seen := map[entity.ID]string{}
	for len(seen) < 2 {
		f := <-where
		seen[f.Municipality] = f.Purpose
	}
	if seen[s.town[0]] != "rydding" || seen[s.town[1]] != "rydding" {
		t.Errorf("swept %v", seen)
	}
}
