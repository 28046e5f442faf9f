package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"kobo/internal/bench"
	"kobo/internal/lab"
)

// database is the lab's, as its superuser.
type database struct {
	url        string
	conn       *pgx.Conn
	postmaster int
}

func openDatabase(ctx context.Context, url string) (*database, error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, err
	}
	db := &database{url: url, conn: conn}
	var backend int
	if err := conn.QueryRow(ctx, "select pg_backend_pid()").Scan(&backend); err != nil {
		return nil, err
	}
	db.postmaster, _ = parent(backend) // 0 where processes can't be looked at: then no processor time is told
	return db, nil
}

func (db *database) close() { _ = db.conn.Close(context.Background()) }

// as is the database's URL for another role.
func (db *database) as(role string) string {
	u, err := url.Parse(db.url)
	if err != nil {
		return db.url
	}
	u.User = url.User(role)
	return u.String()
}

// site is a running lab.
type site struct {
	running lab.Running
	db      *database
}

// place is a municipality with someone of its staff.
type place struct {
	*site
	name, number, token string
	dwellings           int
	who                 bench.Identity
	sample              bench.Sample
}

// place finds the municipality whose name begins so, and someone who keeps its register and its cases.
func (s *site) place(ctx context.Context, name string) (*place, error) {
	viewers, err := s.running.Viewers(ctx)
	if err != nil {
		return nil, err
	}
	p := &place{site: s, name: name}
	for _, v := range viewers.Persons {
		for _, o := range v.Organisations {
			if !strings.HasPrefix(strings.ToUpper(o.Name), name+" KOMMUNE") || !strings.Contains(v.Note, "Saksbehandler") ||
				strings.Contains(v.Note, "skjermede") || p.token != "" {
				continue
			}
			if p.token, err = s.running.Token(ctx, v.Pid, o.Orgno); err != nil {
				return nil, err
			}
			p.who = bench.Identity{
				0: "kobo_staff", 4: "boligoversikt,saksbehandling", 5: "boligoversikt,saksbehandling", 6: "register,casework,statistics",
				8: o.Orgno, 9: v.Name,
			}
		}
	}
	if p.token == "" {
		return nil, fmt.Errorf("nobody works there")
	}
	if err := s.db.conn.QueryRow(ctx, `select m.id::text, m.number, (select count(*) from dwelling d where d.municipality_id = m.id and d.removed_at is null)
		from municipality m where m.organisation_number = $1`, p.who[8]).Scan(&p.who[1], &p.number, &p.dwellings); err != nil {
		return nil, err
	}
	p.who[3] = p.who[1] // any id does
	rows, err := s.db.conn.Query(ctx, `select d.id::text, left(lower(d.street), greatest(4, length(d.street) - 3)) || ' ' || d.house_number from dwelling d
		where d.municipality_id = $1::uuid and d.removed_at is null and d.left_on is null and d.house_number is not null and d.street not like '% %'
		order by md5(d.id::text) limit 300`, p.who[1])
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id, text string
		if err := rows.Scan(&id, &text); err != nil {
			return nil, err
		}
		p.sample.Dwellings, p.sample.Texts = append(p.sample.Dwellings, id), append(p.sample.Texts, text)
	}
	return p, rows.Err()
}

// target is a server to ask.
type target struct {
	url   string
	token string
	pid   int
}

func (p *place) kobo() target { return target{p.running.URL + "/graphql", p.token, p.running.Process} }

// client keeps as many connections as there are who ask.
var client = &http.Client{Transport: &http.Transport{
	MaxIdleConnsPerHost: 64, DisableCompression: true, // both servers then answer alike
	DialContext: (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
}}

// body is a request.
func body(document string, variables map[string]any) []byte {
	data, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		panic(err) // texts and numbers only
	}
	return data
}

// ask sends a request and reads the answer.
func (t target) ask(ctx context.Context, body []byte) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, t.url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+t.token)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	answer, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err == nil && (answer.StatusCode != http.StatusOK || bytes.HasPrefix(data, []byte(`{"errors"`))) {
		err = fmt.Errorf("%s: %.300s", answer.Status, data)
	}
	return data, err
}

// into asks and reads the data.
func (t target) into(ctx context.Context, to any, document string, variables map[string]any) error {
	data, err := t.ask(ctx, body(document, variables))
	if err != nil {
		return err
	}
	return json.Unmarshal(data, &struct{ Data any }{to})
}

// figures are what a turn gave.
type figures struct {
	perSecond   float64
	server, db  float64 // milliseconds of processor time for each request
	middle, p99 time.Duration
}

// turn has so many do something again and again for a while; do is told who of them it is, and which time in all.
func (p *place) turn(ctx context.Context, pid, at int, length time.Duration, do func(ctx context.Context, who, i int) error) (figures, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var taken atomic.Int64
	var mu sync.Mutex
	var all []time.Duration
	var doing sync.WaitGroup
	server, db := processorTime(pid), childrenTime(p.db.postmaster)
	began := time.Now()
	for who := range at {
		doing.Go(func() {
			var own []time.Duration
			for time.Since(began) < length && ctx.Err() == nil {
				start := time.Now()
				if err := do(ctx, who, int(taken.Add(1)-1)); err != nil {
					cancel(err)
					return
				}
				own = append(own, time.Since(start))
			}
			mu.Lock()
			all = append(all, own...)
			mu.Unlock()
		})
	}
	doing.Wait()
	if ctx.Err() != nil {
		return figures{}, context.Cause(ctx)
	}
	took := time.Since(began)
	slices.Sort(all)
	n := len(all)
	each := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 / float64(n) }
	return figures{
		perSecond: float64(n) / took.Seconds(), middle: all[n/2], p99: all[n*99/100],
		server: each(processorTime(pid) - server), db: each(childrenTime(p.db.postmaster) - db),
	}, nil
}

// asking is a turn of requests, the i-th one's body being next(i).
func (p *place) asking(ctx context.Context, t target, at int, length time.Duration, next func(i int) []byte) (figures, error) {
	return p.turn(ctx, t.pid, at, length, func(ctx context.Context, _, i int) error {
		_, err := t.ask(ctx, next(i))
		return err
	})
}

// merged are several turns as one: medians.
func merged(turns []figures) figures {
	of := func(f func(figures) float64) float64 {
		var all []float64
		for _, t := range turns {
			all = append(all, f(t))
		}
		return median(all)
	}
	return figures{
		perSecond: of(func(f figures) float64 { return f.perSecond }),
		server:    of(func(f figures) float64 { return f.server }), db: of(func(f figures) float64 { return f.db }),
		middle: time.Duration(of(func(f figures) float64 { return float64(f.middle) })),
		p99:    time.Duration(of(func(f figures) float64 { return float64(f.p99) })),
	}
}

// tick is the unit of processor time in /proc.
const tick = 10 * time.Millisecond

// stat reads a process's parent and processor time, and that of its children that have ended.
func stat(pid int) (parent int, own, ended time.Duration, ok bool) {
	data, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return 0, 0, 0, false
	}
	_, after, _ := strings.Cut(string(data), ") ") // the name may hold anything
	fields := strings.Fields(after)
	if len(fields) < 15 {
		return 0, 0, 0, false
	}
	n := func(i int) int {
		v, _ := strconv.Atoi(fields[i]) // the kernel's own numbers
		return v
	}
	return n(1), time.Duration(n(11)+n(12)) * tick, time.Duration(n(13)+n(14)) * tick, true
}

func parent(pid int) (int, bool) {
	p, _, _, ok := stat(pid)
	return p, ok
}

// processorTime is what a process has used.
func processorTime(pid int) time.Duration {
	_, own, _, _ := stat(pid)
	return own
}

// childrenTime is what all children of a process have used.
func childrenTime(of int) time.Duration {
	if of == 0 {
		return 0
	}
	_, _, all, _ := stat(of)
	entries, _ := os.ReadDir("/proc") // none: none
	for _, e := range entries {
		if pid, err := strconv.Atoi(e.Name()); err == nil {
			if p, own, _, ok := stat(pid); ok && p == of {
				all += own
			}
		}
	}
	return all
}
