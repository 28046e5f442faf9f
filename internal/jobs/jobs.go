// Package jobs puts work in the queue in the same transaction as the act that orders it, and works the queue.
//
// A job belongs to one municipality and has a purpose; it runs as a viewer of the role kobo_job there, and so sees and writes
// that municipality's rows and no other's. Its arguments are ids and a purpose, never people's data: the queue is not behind
// wall 2. A job may run more than once (a worker may die after the work and before the receipt), so its work must bear that.
// The package must not know what the jobs do.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/postgres"
	"kobo/internal/viewer"
)

// schema is where the queue's tables are.
const schema = "river"

// For says where and why a job runs. Arguments embed it.
type For struct {
	// Municipality is whose rows the job works on.
	Municipality entity.ID `json:"municipality"`
	// Purpose is what the log says of why: "import av boliger".
	Purpose string `json:"purpose"`
	// By is the id of who ordered it, whom the job's rows name; Nil when nobody did.
	By entity.ID `json:"by"`
}

func (f For) where() For { return f }

var _ interface{ where() For } = For{} // what embeds it is Args

// Of is for a job that the act of tx orders, in the viewer's municipality.
func Of(tx *postgres.Tx, purpose string) For {
	return For{Municipality: tx.Viewer.Municipality, Purpose: purpose, By: tx.Viewer.ID}
}

// Args are a job's arguments: a struct of ids that embeds [For], with the kind of the job as River's Kind.
type Args interface {
	river.JobArgs
	where() For
}

// Option changes how a job is put in the queue.
type Option func(*river.InsertOpts)

// At makes the job wait until the time.
func At(t time.Time) Option { return func(o *river.InsertOpts) { o.ScheduledAt = t } }

// Once leaves the job out when one with the same arguments is waiting or running.
func Once() Option {
	return func(o *river.InsertOpts) {
		o.UniqueOpts = river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
			rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled,
		}}
	}
}

// inserter only puts jobs in the queue; it has no connection of its own.
var inserter = sync.OnceValues(func() (*river.Client[pgx.Tx], error) {
	return river.NewClient(riverpgxv5.New(nil), &river.Config{Schema: schema, Logger: slog.New(slog.DiscardHandler)})
})

// Insert puts a job in the queue; workers see it when, and only if, the act commits. The job's municipality is the viewer's,
// or Insert refuses, so that nobody can order work on another municipality's rows.
func Insert(ctx context.Context, tx *postgres.Tx, args Args, options ...Option) error {
	where := args.where()
	switch {
	case where.Municipality != tx.Viewer.Municipality || where.Municipality.IsNil():
		return fmt.Errorf("job %s: not for the viewer's municipality", args.Kind())
	case where.Purpose == "":
		return fmt.Errorf("job %s: no purpose", args.Kind())
	}
	client, err := inserter()
	if err != nil {
		return fmt.Errorf("job %s: %w", args.Kind(), err)
	}
	var opts river.InsertOpts
	for _, option := range options {
		option(&opts)
	}
	return tx.AsQueue(ctx, func(on pgx.Tx) error {
		_, err := client.InsertTx(ctx, on, args, &opts)
		return err
	})
}

// Workers are what does the work, by kind of job. The zero value has none.
type Workers struct {
	add       []func(*river.Workers) error
	schedules []schedule
}

// Handle gives the jobs of A's kind to work, whose context has the viewer to use postgres.DB with. An error of work puts the
// job back to be tried again, later and later; NOT_FOUND cancels it, since what it was for is gone.
func Handle[A Args](w *Workers, work func(ctx context.Context, args A) error) {
	w.add = append(w.add, func(on *river.Workers) error {
		return river.AddWorkerSafely(on, river.WorkFunc(func(ctx context.Context, job *river.Job[A]) error {
			where := job.Args.where()
			if where.Municipality.IsNil() || where.Purpose == "" {
				return river.JobCancel(errors.New("the job has no municipality or no purpose"))
			}
			err := work(viewer.NewContext(ctx, &viewer.Viewer{
				Role: viewer.Job, ID: where.By, Name: where.Purpose, Municipality: where.Municipality, Purpose: where.Purpose, Language: "nb",
			}), job.Args)
			if fault.CodeOf(err) == fault.NotFound {
				return river.JobCancel(err)
			}
			return err
		}))
	})
}

type schedule struct {
	every time.Duration
	args  func(For) Args
}

// Every orders a job for each municipality at intervals, from when the first worker starts. A's kind is handled by Handle.
func Every[A Args](w *Workers, interval time.Duration, purpose string, args func(For) A) {
	w.schedules = append(w.schedules, schedule{interval, func(f For) Args {
		f.Purpose = purpose
		return args(f)
	}})
}

// round orders the jobs of one schedule.
type round struct {
	Schedule string `json:"schedule"` // the kind of its jobs
}

// Kind names the job in the queue.
func (round) Kind() string { return "kobo_round" }

// Config says how to work the queue.
type Config struct {
	// URL is the database's, with the login role kobo_work.
	URL string
	// DB is what lists the municipalities for Every, opened as kobo_work; jobs use it too.
	DB *postgres.DB
	// Workers do the work.
	Workers *Workers
	// Parallel is how many jobs run at a time in this process. 0: two a core.
	Parallel int
	// Timeout ends a job that takes longer. 0: 15 minutes.
	Timeout time.Duration
	// Log gets what an operator should look at. Nil: slog's default.
	Log *slog.Logger
}

// Runner works the queue until it is stopped.
type Runner struct {
	client *river.Client[pgx.Tx]
	pool   *pgxpool.Pool
}

// Start begins to work the queue. It works on when ctx has ended: Stop ends it.
func Start(ctx context.Context, c Config) (_ *Runner, err error) {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Parallel == 0 {
		c.Parallel = 2 * runtime.NumCPU()
	}
	if c.Timeout == 0 {
		c.Timeout = 15 * time.Minute
	}
	workers := river.NewWorkers()
	for _, add := range c.Workers.add {
		if err := add(workers); err != nil {
			return nil, fmt.Errorf("jobs: %w", err)
		}
	}
	if err := river.AddWorkerSafely(workers, river.WorkFunc(func(ctx context.Context, job *river.Job[round]) error {
		return c.order(ctx, job.Args)
	})); err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	var periodic []*river.PeriodicJob
	for _, s := range c.Workers.schedules {
		kind := s.args(For{}).Kind()
		periodic = append(periodic, river.NewPeriodicJob(river.PeriodicInterval(s.every), func() (river.JobArgs, *river.InsertOpts) {
			return round{kind}, nil
		}, &river.PeriodicJobOpts{RunOnStart: true}))
	}

	pool, err := newPool(ctx, c.URL)
	if err != nil {
		return nil, err
	}
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{
		Schema: schema, Workers: workers, PeriodicJobs: periodic, Logger: c.Log, JobTimeout: c.Timeout,
		Queues:              map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: c.Parallel}},
		ReindexerIndexNames: []string{}, // the tables are not the workers' own; autovacuum is enough here
	})
	if err == nil {
		err = client.Start(context.WithoutCancel(ctx))
	}
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("jobs: %w", err)
	}
	return &Runner{client, pool}, nil
}

// newPool is the queue's own connections, which are kobo_worker's and no one else's.
func newPool(ctx context.Context, url string) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	cfg.ConnConfig.RuntimeParams["role"] = "kobo_worker"
	cfg.ConnConfig.RuntimeParams["application_name"] = "kobo queue"
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	return pool, nil
}

// Stop waits for the jobs that run, until ctx ends; then it cancels them and waits for that. They are tried again later.
func (r *Runner) Stop(ctx context.Context) error {
	defer r.pool.Close()
	if err := r.client.Stop(ctx); err != nil {
		return r.client.StopAndCancel(context.WithoutCancel(ctx))
	}
	return nil
}

// order puts one job for each municipality in the queue.
func (c Config) order(ctx context.Context, r round) error {
	var ids []entity.ID
	asAll := viewer.NewContext(ctx, &viewer.Viewer{Role: viewer.Job, Purpose: r.Kind()})
	if err := c.DB.Read(asAll, postgres.Statement{
		SQL: "select id from municipality order by id",
		Rows: func(rows pgx.Rows) (err error) {
			ids, err = pgx.CollectRows(rows, pgx.RowTo[entity.ID])
			return err
		},
	}); err != nil {
		return err
	}
	var opts river.InsertOpts
	Once()(&opts)
	var params []river.InsertManyParams
	for _, s := range c.Workers.schedules {
		if s.args(For{}).Kind() != r.Schedule {
			continue
		}
		for _, id := range ids {
			params = append(params, river.InsertManyParams{Args: s.args(For{Municipality: id}), InsertOpts: &opts})
		}
	}
	if len(params) == 0 {
		return nil
	}
	_, err := river.ClientFromContext[pgx.Tx](ctx).InsertMany(ctx, params)
	return err
}
