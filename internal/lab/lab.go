// Package lab is Kobolab: a whole Kobo on one machine with nobody's data. It runs a private PostgreSQL cluster, fills it with a
// synthetic country, simulates the national services that Kobo calls, and starts the server that it is given, which differs from
// production by addresses and credentials only.
//
// The package must not know how the server is put together, and nothing of it serves in production.
package lab

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"kobo/internal/day"
	"kobo/internal/file"
	"kobo/internal/lab/kartverket"
	"kobo/internal/lab/porten"
	"kobo/internal/lab/synthetic"
	"kobo/internal/login"
	"kobo/internal/postgres/local"
	"kobo/internal/secret"
	"kobo/migrations"
)

// DefaultDir is where a lab keeps its data when nothing else is said: below where it is started.
const DefaultDir = ".kobo"

// Config says which lab to run. Out and Serve are required.
type Config struct {
	// Dir is where everything is kept between runs; made when missing. Usually DefaultDir.
	Dir string
	// Profile says how much of Norway there is. Empty: what Dir holds, else synthetic.Default.
	Profile synthetic.Profile
	// Fresh throws away what Dir holds.
	Fresh bool
	// Addr is where the server listens. Empty: 127.0.0.1:8080, or a free port when that is taken. Port 0 takes a free one.
	Addr string
	// Out gets a line for each step, and at the end how to log in. Progress says that Out is a terminal, where a line may be
	// written over.
	Out      io.Writer
	Progress bool
	// Serve serves the site until ctx ends.
	Serve func(ctx context.Context, s Site) error
	// Now is the clock; time.Now when nil.
	Now func() time.Time
}

// Site is what the server needs to know of the lab that it serves.
type Site struct {
	// Addr is where to listen, PublicURL where people and systems then find it, InternalAddr where metrics are answered.
	Addr, PublicURL, InternalAddr string
	// ServeURL, WorkURL, AuthURL and LogURL are the database's for the login roles kobo_serve, kobo_work, kobo_auth and
	// kobo_log; OwnerURL is the superuser's.
	ServeURL, WorkURL, AuthURL, LogURL, OwnerURL string
	// KeyFile has the keys, which are marked as a lab's; FilesDir is where contents of files are kept, AnchorFile where the
	// heads of the log are written, and LogFile where the server's own log goes.
	KeyFile, FilesDir, AnchorFile, LogFile string
	// The simulated issuers. Which levels of assurance are accepted and what scopes open is not the lab's to say: it is not set.
	IDPorten, Ansattporten login.Provider
	Maskinporten           login.Maskinporten
	// AddressURL, MatrikkelURL and the rest are Kartverket's simulated services and their credentials.
	AddressURL, MatrikkelURL         string
	MatrikkelUser, MatrikkelPassword string
}

// Errors that a person can mend.
var (
	// ErrRunning: another lab runs on the folder.
	ErrRunning = errors.New("another lab runs here")
	// ErrProfile: the folder holds another profile than the one asked for.
	ErrProfile = errors.New("the folder holds another profile")
	// ErrAddr: the address asked for is not a loopback address, or taken.
	ErrAddr = errors.New("the lab can't listen there")
)

// What is in the lab's folder.
const (
	lockFile     = "lock"
	stateFile    = "data.json"     // written when the database is complete
	runningFile  = "lab.json"      // while the lab runs
	keyFile      = "keys.json"     // the server's keys
	portenFile   = "porten.json"   // the simulated issuers' keys
	filesDir     = "files"         // contents of files
	anchorFile   = "anchors.jsonl" // heads of the log of who did what
	logFile      = "kobo.log"      // the server's own log
	postgresDir  = "postgres"      // the cluster
	databaseName = "kobo"          // in it
)

// seed makes the same country for everybody.
const seed = 20240101

// state is what the database was made from. The country is made again from it at each start, so that the simulators know the
// same people and houses; Today stays what it was.
type state struct {
	Seed    uint64            `json:"seed"`
	Profile synthetic.Profile `json:"profile"`
	Today   time.Time         `json:"today"`
}

// lab is a lab on its way up.
type lab struct {
	Config
	named  string // the folder as it was named
	steps  *steps
	closes []func() error // what to stop, the last first
}

// Run runs the lab until ctx ends, and then stops everything that it started. It prints a line for each step.
//
// Data is kept between runs; a load that was broken off starts over. ErrRunning when another lab runs on the folder, ErrProfile
// when it holds another profile; other errors say what to install or mend.
func Run(ctx context.Context, c Config) (err error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	l := &lab{Config: c, named: c.Dir, steps: newSteps(c.Out, c.Progress)}
	if l.Dir, err = filepath.Abs(c.Dir); err != nil {
		return err
	}
	defer func() {
		if ctx.Err() != nil && err != nil { // what an end that was asked for broke off is no failure
			fmt.Fprintln(c.Out, "\nStopping before the lab was complete …")
			err = nil
		}
		err = errors.Join(err, l.stop())
	}()
	if err := l.lock(); err != nil {
		return err
	}
	s, err := l.prepare()
	if err != nil {
		return err
	}
	n, err := synthetic.New(synthetic.Config{Seed: s.Seed, Profile: s.Profile, Today: s.Today})
	if err != nil {
		return err
	}
	site := Site{
		KeyFile: l.path(keyFile), FilesDir: l.path(filesDir), AnchorFile: l.path(anchorFile), LogFile: l.path(logFile),
	}
	if site.Addr, err = chooseAddr(ctx, c.Addr, "127.0.0.1:8080"); err != nil {
		return err
	}
	_, port, err := net.SplitHostPort(site.Addr)
	if err != nil {
		return err
	}
	site.PublicURL = "http://localhost:" + port // as people write it; cookies follow the host
	if err := l.database(ctx, n, s, &site); err != nil {
		return err
	}
	sim, err := l.simulators(ctx, n, &site)
	if err != nil {
		return err
	}
	if site.InternalAddr, err = chooseAddr(ctx, "", "127.0.0.1:9090"); err != nil { // as late as can be: it must still be free
		return err
	}
	return l.serve(ctx, n, site, sim)
}

func (l *lab) path(name string) string { return filepath.Join(l.Dir, name) }

// stop stops what was started, in reverse.
func (l *lab) stop() error {
	var all []error
	for i := len(l.closes) - 1; i >= 0; i-- {
		all = append(all, l.closes[i]())
	}
	return errors.Join(all...)
}

func (l *lab) onStop(do func() error) { l.closes = append(l.closes, do) }

// lock takes the folder for this process.
func (l *lab) lock() error {
	if err := os.MkdirAll(l.Dir, 0o755); err != nil {
		return err
	}
	if os.Geteuid() == 0 { // the database server's user must pass through; what is secret in the folder has a mode of its own
		info, err := os.Stat(l.Dir)
		if err != nil {
			return err
		}
		if err := os.Chmod(l.Dir, info.Mode().Perm()|0o011); err != nil {
			return err
		}
	}
	held, err := lockFolder(l.path(lockFile))
	if errors.Is(err, ErrRunning) {
		if r, readErr := ReadRunning(l.Dir); readErr == nil {
			return fmt.Errorf("%w: %s, process %d; stop it first, or choose another folder with --data", err, r.URL, r.Process)
		}
		return fmt.Errorf("%w: stop it first, or choose another folder with --data", err)
	}
	if err != nil {
		return err
	}
	l.onStop(held.Close)
	return nil
}

// prepare decides what the lab is made from: what the folder holds, unless it is incomplete or to be thrown away.
func (l *lab) prepare() (state, error) {
	var s state
	err := readJSON(l.path(stateFile), &s)
	_, keysErr := os.Stat(l.path(keyFile))
	kept := err == nil && keysErr == nil && !l.Fresh
	if kept {
		if l.Profile != "" && l.Profile != s.Profile {
			return s, fmt.Errorf("%w: %s has %s, not %s; start over with --fresh, or choose another folder with --data",
				ErrProfile, l.Dir, s.Profile, l.Profile)
		}
		return s, nil
	}
	for _, name := range []string{stateFile, runningFile, keyFile, portenFile, filesDir, anchorFile, logFile} {
		if err := os.RemoveAll(l.path(name)); err != nil {
			return s, err
		}
	}
	if err := local.Remove(clusterDir(l.Dir)); err != nil {
		return s, err
	}
	if err := secret.Create(l.path(keyFile), true); err != nil {
		return s, err
	}
	s = state{Seed: seed, Profile: l.Profile, Today: day.Of(l.Now()).Time}
	if s.Profile == "" {
		s.Profile = synthetic.Default
	}
	return s, nil
}

// clusterDir is where the database is: in the lab's folder, unless root runs the lab below a folder that the server's user
// can't enter, such as root's own.
func clusterDir(dir string) string {
	inside := filepath.Join(dir, postgresDir)
	if os.Geteuid() != 0 {
		return inside
	}
	for parent := dir; ; parent = filepath.Dir(parent) {
		if info, err := os.Stat(parent); err == nil && info.Mode().Perm()&0o001 == 0 {
			hash := fnv.New64a()
			_, _ = io.WriteString(hash, dir) // never fails (hash)
			return fmt.Sprintf("/var/lib/kobo-lab-%x", hash.Sum64())
		}
		if parent == filepath.Dir(parent) {
			return inside
		}
	}
}

// database starts the cluster and brings the database to be complete.
func (l *lab) database(ctx context.Context, n *synthetic.Norway, s state, site *Site) error {
	done := l.steps.begin("PostgreSQL")
	cluster, err := local.Start(ctx, local.Config{Dir: clusterDir(l.Dir)})
	if err != nil {
		return err
	}
	l.onStop(cluster.Stop)
	admin := cluster.URL(local.Maintenance, local.Superuser)
	var complete state
	loaded := readJSON(l.path(stateFile), &complete) == nil
	if err := withConn(ctx, admin, func(conn *pgx.Conn) error { return makeDatabase(ctx, conn, !loaded) }); err != nil {
		return err
	}
	done("private cluster in " + clusterDir(l.Dir))

	site.OwnerURL = cluster.URL(databaseName, local.Superuser)
	for role, url := range map[string]*string{
		"kobo_serve": &site.ServeURL, "kobo_work": &site.WorkURL, "kobo_auth": &site.AuthURL, "kobo_log": &site.LogURL,
	} {
		*url = cluster.URL(databaseName, role)
	}
	done = l.steps.begin("Migrations")
	if err := migrations.Up(ctx, site.OwnerURL); err != nil {
		return err
	}
	done("roles, tables, row-level security")
	if loaded {
		l.steps.begin("Synthetic data")(fmt.Sprintf("kept: profile %s, made %s", s.Profile, s.Today.Format(time.DateOnly)))
		return nil
	}
	return l.load(ctx, n, s, site)
}

// makeDatabase makes the database when it is missing, and anew when it is to be.
func makeDatabase(ctx context.Context, conn *pgx.Conn, anew bool) error {
	if anew {
		if _, err := conn.Exec(ctx, "drop database if exists "+databaseName+" with (force)"); err != nil {
			return fmt.Errorf("remove the half-made database: %w", err)
		}
	}
	var there bool
	if err := conn.QueryRow(ctx, "select exists (select from pg_database where datname = $1)", databaseName).Scan(&there); err != nil || there {
		return err
	}
	_, err := conn.Exec(ctx, "create database "+databaseName+" template template0")
	return err
}

// load fills the database, and says in the state file that it is complete.
func (l *lab) load(ctx context.Context, n *synthetic.Norway, s state, site *Site) error {
	keys, err := secret.Open(site.KeyFile)
	if err != nil {
		return err
	}
	done := l.steps.begin("Synthetic data")
	dwellings := 0
	if err := Load(ctx, site.OwnerURL, n, keys, func(_ string, done, total int) {
		dwellings = total
		l.steps.progress(done, total)
	}); err != nil {
		return err
	}
	done(fmt.Sprintf("profile %s: %d municipalities, %d dwellings", s.Profile, len(n.Municipalities), dwellings))
	if s.Profile != synthetic.National {
		done := l.steps.begin("Photos")
		count, err := l.photos(ctx, n, keys, site)
		if err != nil {
			return err
		}
		done(fmt.Sprintf("%d drawn", count))
	}
	return writeJSON(l.path(stateFile), s)
}

func (l *lab) photos(ctx context.Context, n *synthetic.Norway, keys *secret.Keys, site *Site) (int, error) {
	bucket, err := file.OpenBucket(ctx, site.FilesDir)
	if err != nil {
		return 0, err
	}
	defer bucket.Close()
	return Photos(ctx, site.OwnerURL, n, &file.Store{Bucket: bucket, Keys: keys})
}

// simulators starts the national services and tells the site of them.
func (l *lab) simulators(ctx context.Context, n *synthetic.Norway, site *Site) (*porten.Porten, error) {
	done := l.steps.begin("ID-porten, Ansattporten, Maskinporten")
	ports := porten.Ports{IDPorten: 8091, IDPortenLogin: 8092, Ansattporten: 8093, AnsattportenLogin: 8094, Maskinporten: 8095, Sim: 8096}
	moved := false
	for _, port := range []*int{
		&ports.IDPorten, &ports.IDPortenLogin, &ports.Ansattporten, &ports.AnsattportenLogin, &ports.Maskinporten, &ports.Sim,
	} {
		if !free(ctx, "127.0.0.1:"+strconv.Itoa(*port)) {
			*port, moved = 0, true
		}
	}
	sim, err := porten.Start(ctx, issuers(n, site.PublicURL, ports, l.path(portenFile)))
	if errors.Is(err, syscall.EADDRINUSE) { // taken since it was free
		moved = true
		sim, err = porten.Start(ctx, issuers(n, site.PublicURL, porten.Ports{}, l.path(portenFile)))
	}
	if err != nil {
		return nil, err
	}
	l.onStop(sim.Close)
	if err := trust(site, sim); err != nil {
		return nil, err
	}
	where := "ports 8091 to 8096"
	if moved {
		where = "some of ports 8091 to 8096 are taken: on free ones"
	}
	done(where)

	done = l.steps.begin("Kartverket (addresses, Matrikkelen)")
	config := kartverket.Config{Seed: cadastre(n), User: matrikkelUser, Password: matrikkelUser}
	where = "ports 8102 and 8109"
	for addr, listen := range map[string]*string{"127.0.0.1:8102": &config.AddressListen, "127.0.0.1:8109": &config.MatrikkelListen} {
		if *listen = addr; !free(ctx, addr) {
			*listen, where = "", "port 8102 or 8109 is taken: on a free one"
		}
	}
	maps, err := kartverket.Start(config)
	if errors.Is(err, syscall.EADDRINUSE) {
		config.AddressListen, config.MatrikkelListen, where = "", "", "port 8102 or 8109 is taken: on free ones"
		maps, err = kartverket.Start(config)
	}
	if err != nil {
		return nil, err
	}
	l.onStop(maps.Close)
	site.AddressURL, site.MatrikkelURL = maps.AddressURL, maps.MatrikkelURL
	site.MatrikkelUser, site.MatrikkelPassword = matrikkelUser, matrikkelUser
	done(where)
	return sim, nil
}

// serve starts the server and, when it is ready, says how to use it. It returns when ctx has ended and the server has stopped.
func (l *lab) serve(ctx context.Context, n *synthetic.Norway, site Site, sim *porten.Porten) error {
	done := l.steps.begin("Server")
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- l.Serve(ctx, site) }()
	if err := ready(ctx, site.PublicURL+"/readyz", ended); err != nil {
		return fmt.Errorf("the server did not start: %w", err)
	}
	if ctx.Err() != nil {
		return <-ended
	}
	r := Running{URL: site.PublicURL, Sim: sim.URLs.Sim, Process: os.Getpid(), Profile: n.Profile(), Database: site.OwnerURL}
	if err := writeJSON(l.path(runningFile), r); err != nil {
		return err
	}
	l.onStop(func() error { return os.Remove(l.path(runningFile)) })
	done(site.Addr)
	l.steps.welcome(n, r, site, l.named)
	err := <-ended
	fmt.Fprintln(l.Out, "\nStopping what was started …")
	return err
}

// ready waits until the server says that it can serve, or has ended. A context that ends is no error.
func ready(ctx context.Context, url string, ended chan error) error {
	client := &http.Client{Timeout: 2 * time.Second}
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		if res, err := client.Do(req); err == nil {
			_ = res.Body.Close() // only the status counts
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case err := <-ended:
			if ctx.Err() == nil && err == nil {
				err = errors.New("it ended at once")
			}
			ended <- err
			return err
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// chooseAddr is where the server will listen: where it was asked for, which must be free, else at the usual address or, when that
// is taken, at a free port.
func chooseAddr(ctx context.Context, wanted, usual string) (string, error) {
	if wanted == "" {
		if wanted = usual; !free(ctx, wanted) {
			wanted = "127.0.0.1:0"
		}
	}
	host, _, err := net.SplitHostPort(wanted)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		// SECURITY: anyone who reaches the lab can be anyone in it.
		return "", fmt.Errorf("%w: %q is not a loopback address with a port, such as 127.0.0.1:8080", ErrAddr, wanted)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", wanted)
	if err != nil {
		return "", fmt.Errorf("%w: %s is taken", ErrAddr, wanted)
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}

// free reports whether nobody listens on the address.
func free(ctx context.Context, addr string) bool {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return false
	}
	return listener.Close() == nil
}

// Running says where a running lab is. It is what `kobo lab token` reads.
type Running struct {
	URL     string            `json:"url"`
	Sim     string            `json:"sim"` // the simulators' steering
	Process int               `json:"process"`
	Profile synthetic.Profile `json:"profile"`
	// Database is the database's URL as its superuser, by a socket that only the server's user and root can reach.
	Database string `json:"database"`
}

// ReadRunning tells of the lab that runs on the folder. The error says how to start one.
func ReadRunning(dir string) (Running, error) {
	var r Running
	if err := readJSON(filepath.Join(dir, runningFile), &r); err != nil {
		return r, fmt.Errorf("no lab runs in %s: start one with `kobo lab`", dir)
	}
	return r, nil
}

func readJSON(path string, into any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, into)
}

// writeJSON writes a file so that it is there whole or not at all, also when the power fails.
func writeJSON(path string, value any) error {
	data, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	w, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = w.Write(append(data, '\n'))
	if err == nil {
		err = w.Sync()
	}
	if err = errors.Join(err, w.Close()); err == nil {
		err = os.Rename(w.Name(), path)
	}
	if err != nil {
		_ = os.Remove(w.Name()) // it may be gone
	}
	return err
}
