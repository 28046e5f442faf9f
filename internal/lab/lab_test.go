package lab

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kobo/internal/lab/porten"
	"kobo/internal/lab/synthetic"
	"kobo/internal/postgres/local"
)

// folder is a new folder that the database server's user can enter.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(local.TempDir(), "kobo-lab-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// output collects what a lab prints.
type output struct {
	mu sync.Mutex
	bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.Buffer.Write(p)
}

// serving is a server that is ready at once and, when the lab says that it runs, does what the test wants and then stops the lab.
func serving(t *testing.T, dir string, stop func(), do func(s Site, r Running)) func(context.Context, Site) error {
	return func(ctx context.Context, s Site) error {
		server := &http.Server{Addr: s.Addr, Handler: http.NotFoundHandler(), ReadHeaderTimeout: time.Second}
		server.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
		go func() { _ = server.ListenAndServe() }() // ends with Close
		defer server.Close()
		for ctx.Err() == nil {
			if r, err := ReadRunning(dir); err == nil {
				do(s, r)
				stop()
				break
			}
			time.Sleep(5 * time.Millisecond) // the lab tells in a file
		}
		<-ctx.Done()
		return nil
	}
}

// run runs a lab until do has been done, and returns what it printed.
func run(t *testing.T, c Config, do func(s Site, r Running)) (string, error) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var out output
	c.Out, c.Serve, c.Addr = &out, serving(t, c.Dir, stop, do), "127.0.0.1:0"
	c.Now = func() time.Time { return today.Add(9 * time.Hour) }
	err := Run(ctx, c)
	return out.String(), err
}

func count(t *testing.T, url, sql string) (n int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Error(err)
		return 0
	}
	defer conn.Close(t.Context())
	if err := conn.QueryRow(t.Context(), sql).Scan(&n); err != nil {
		t.Error(err)
	}
	return n
}

func TestRun(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	printed, err := run(t, Config{Dir: dir, Profile: synthetic.Small}, func(s Site, r Running) {
		for _, url := range []string{s.ServeURL, s.WorkURL, s.AuthURL, s.LogURL} {
			if got := count(t, url, "select 1"); got != 1 {
				t.Errorf("%s can't log in", url)
			}
		}
		if err := withConn(t.Context(), s.OwnerURL, func(conn *pgx.Conn) error {
			_, err := conn.Exec(t.Context(), "update municipality_settings set phone = '12345678'")
			return err
		}); err != nil {
			t.Error(err)
		}
		if _, err := run(t, Config{Dir: dir}, nil); !errors.Is(err, ErrRunning) || !strings.Contains(err.Error(), r.URL) {
			t.Errorf("a second lab on the folder: %v", err)
		}
		testTokens(t, r)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"PostgreSQL", "Migrations", "Synthetic data", "2 municipalities, 835 dwellings", "Photos", "Maskinporten", "Matrikkelen", "Server",
		"Trine Saksbehandler", "kobo lab token --data " + dir + " --as Trine", "Alt er SYNTETISK", "Stopping",
	} {
		if !strings.Contains(printed, want) {
			t.Errorf("%q is not in what the lab printed:\n%s", want, printed)
		}
	}
	if first := regexp.MustCompile(`https?://\S+`).FindString(printed); first == "" || strings.Contains(printed[:strings.Index(printed, first)], "Alt er") ||
		!strings.Contains(printed, "Kobo: "+first) {
		t.Errorf("the first address printed is %q, not the server's", first)
	}
	if _, err := ReadRunning(dir); err == nil {
		t.Error("a stopped lab still says that it runs")
	}

	printed, err = run(t, Config{Dir: dir}, func(s Site, _ Running) {
		if got := count(t, s.OwnerURL, "select count(*) from municipality_settings where phone = '12345678'"); got != 2 {
			t.Error("what was changed is not kept between runs")
		}
	})
	if err != nil || !strings.Contains(printed, "kept: profile small") {
		t.Fatalf("%v:\n%s", err, printed)
	}

	if _, err := run(t, Config{Dir: dir, Profile: synthetic.Default}, nil); !errors.Is(err, ErrProfile) {
		t.Errorf("another profile: %v", err)
	}

	// A load that was broken off leaves no state file.
	if err := os.Remove(filepath.Join(dir, stateFile)); err != nil {
		t.Fatal(err)
	}
	fresh := func(s Site, _ Running) {
		if got := count(t, s.OwnerURL, "select count(*) from municipality_settings where phone = '12345678'"); got != 0 {
			t.Error("a half-made load was not started over")
		}
		if got := count(t, s.OwnerURL, "select count(*) from municipality"); got != 2 {
			t.Errorf("%d municipalities", got)
		}
	}
	if _, err := run(t, Config{Dir: dir, Profile: synthetic.Small}, fresh); err != nil {
		t.Fatal(err)
	}
}

// What a folder holds is kept only when it is whole and not to be thrown away.
func TestPrepare(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	prepare := func(c Config) (state, error) {
		c.Dir, c.Now = dir, func() time.Time { return today.Add(9 * time.Hour) }
		return (&lab{Config: c}).prepare()
	}
	keys := func() string {
		data, err := os.ReadFile(filepath.Join(dir, keyFile))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	s, err := prepare(Config{})
	if err != nil || s.Profile != synthetic.Default || !s.Today.Equal(today) {
		t.Fatalf("a new folder: %+v, %v", s, err)
	}
	halfMade := keys()
	if _, err := prepare(Config{Profile: synthetic.Small}); err != nil || keys() == halfMade {
		t.Errorf("what was half made is kept: %v", err)
	}
	if err := writeJSON(filepath.Join(dir, stateFile), state{Seed: 7, Profile: synthetic.Small, Today: today.AddDate(0, 0, -9)}); err != nil {
		t.Fatal(err)
	}
	whole := keys()
	if s, err := prepare(Config{}); err != nil || s.Seed != 7 || s.Today.Equal(today) || keys() != whole {
		t.Errorf("what was whole is not kept: %+v, %v", s, err)
	}
	if _, err := prepare(Config{Profile: synthetic.National}); !errors.Is(err, ErrProfile) || keys() != whole {
		t.Errorf("another profile: %v", err)
	}
	if s, err := prepare(Config{Fresh: true, Profile: synthetic.National}); err != nil || s.Profile != synthetic.National || keys() == whole {
		t.Errorf("a fresh start keeps something: %+v, %v", s, err)
	}
	if _, err := os.Stat(filepath.Join(dir, stateFile)); err == nil {
		t.Error("the new data is said to be complete before it is loaded")
	}
}

func TestRunStops(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	var out output
	dir := folder(t)
	c := Config{
		Dir: dir, Profile: synthetic.Small, Addr: "127.0.0.1:0", Out: &out,
		Serve: func(context.Context, Site) error { return broken },
	}
	if err := Run(t.Context(), c); !errors.Is(err, broken) {
		t.Errorf("a server that fails: %v", err)
	}
	// Everything was stopped: the folder is free, and the same lab starts again.
	if printed, err := run(t, Config{Dir: dir}, func(Site, Running) {}); err != nil || !strings.Contains(printed, "kept") {
		t.Errorf("%v:\n%s", err, printed)
	}
}

func TestRunStopsEarly(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out output
	if err := Run(ctx, Config{Dir: folder(t), Profile: synthetic.Small, Out: &out, Addr: "127.0.0.1:0"}); err != nil {
		t.Errorf("being stopped is no failure: %v", err)
	}
}

func TestAddressIsLoopback(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"0.0.0.0:8080", ":8080", "192.0.2.1:80", "localhost", "example.no:80"} {
		if _, err := chooseAddr(t.Context(), addr, "127.0.0.1:8080"); !errors.Is(err, ErrAddr) {
			t.Errorf("%q: %v", addr, err)
		}
	}
}

// testTokens asks the running lab for tokens as people do.
func testTokens(t *testing.T, r Running) {
	v, err := r.Viewers(t.Context())
	if err != nil {
		t.Error(err)
		return
	}
	var table bytes.Buffer
	if err := List(&table, v); err != nil {
		t.Error(err)
	}
	for _, want := range []string{"NAME", "COMMAND", "Trine Saksbehandler", "Saksbehandler i Krokvik kommune", "KROKVIK KOMMUNE", "fdv-attrapp"} {
		if !strings.Contains(table.String(), want) {
			t.Errorf("%q is not in the list:\n%s", want, table.String())
		}
	}
	// Every command of the list makes a token.
	command := regexp.MustCompile(`kobo lab token --as (\S+)(?: --org (\S+))?`)
	made := 0
	for _, m := range command.FindAllStringSubmatch(table.String(), -1) {
		if m[1] == "fdv-ukjent" { // a system without customers
			continue
		}
		if token, err := r.Token(t.Context(), m[1], m[2]); err != nil || strings.Count(token, ".") != 2 {
			t.Errorf("%s: %v", m[0], err)
		}
		made++
	}
	if made < 50 {
		t.Errorf("only %d tokens", made)
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	at := func(numbers ...string) (all []porten.OrganisationViewer) {
		for _, n := range numbers {
			all = append(all, porten.OrganisationViewer{Orgno: n})
		}
		return all
	}
	v := porten.Viewers{
		Persons: []porten.PersonViewer{
			{Pid: "1", Name: "Trine Saksbehandler", Organisations: at("310")},
			{Pid: "2", Name: "Aktiv Agurk", Organisations: at("310", "320")},
			{Pid: "3", Name: "Aktiv Bacon", Organisations: at("330")},
			{Pid: "4", Name: "Kari Nordmann"},
		},
		Systems: []porten.SystemViewer{
			{ClientID: "fdv", Customers: []string{"310", "320"}}, {ClientID: "lone", Customers: []string{"310"}}, {ClientID: "none"},
		},
	}
	for _, test := range []struct {
		as, org string
		want    tokenRequest
		wrong   string // part of the error
	}{
		{"Trine", "", tokenRequest{Pid: "1", Orgno: "310"}, ""},
		{"trine saksbehandler", "", tokenRequest{Pid: "1", Orgno: "310"}, ""},
		{"1", "310", tokenRequest{Pid: "1", Orgno: "310"}, ""},
		{"Kari", "", tokenRequest{Pid: "4"}, ""},
		{"Aktiv", "330", tokenRequest{Pid: "3", Orgno: "330"}, ""},
		{"Aktiv", "", tokenRequest{}, "2 persons"},
		{"2", "", tokenRequest{}, "310, 320"},
		{"2", "330", tokenRequest{}, "nobody"},
		{"Ingen", "", tokenRequest{}, "nobody"},
		{"fdv", "320", tokenRequest{ClientID: "fdv", Orgno: "320"}, ""},
		{"fdv", "", tokenRequest{}, "310, 320"},
		{"lone", "", tokenRequest{ClientID: "lone", Orgno: "310"}, ""},
		{"none", "", tokenRequest{}, "no organisation"},
	} {
		got, err := choose(v, test.as, test.org)
		switch {
		case test.wrong == "" && (err != nil || got != test.want):
			t.Errorf("%s %s: %+v, %v", test.as, test.org, got, err)
		case test.wrong != "" && (err == nil || !strings.Contains(err.Error(), test.wrong)):
			t.Errorf("%s %s: error %v, want one with %q", test.as, test.org, err, test.wrong)
		}
	}
}

func TestProgressBar(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	s := newSteps(&out, true)
	done := s.begin("Synthetic data")
	for n := range 101 {
		s.progress(n*10, 1000)
	}
	done("all of it")
	printed := out.String()
	for _, want := range []string{"░   0 %", "███████████████░░░░░░░░░░░░░░░  50 %", "█ 100 %", "\r\033[K✓ Synthetic data", "all of it\n"} {
		if !strings.Contains(printed, want) {
			t.Errorf("%q was not drawn", want)
		}
	}
	if n := strings.Count(printed, "%"); n != 101 {
		t.Errorf("the bar was drawn %d times", n)
	}
	out.Reset()
	s = newSteps(&out, false)
	done = s.begin("Synthetic data")
	s.progress(500, 1000)
	done("all of it")
	if strings.ContainsAny(out.String(), "\r\033█") || strings.Count(out.String(), "\n") != 1 {
		t.Errorf("elsewhere than on a terminal: %q", out.String())
	}
}
