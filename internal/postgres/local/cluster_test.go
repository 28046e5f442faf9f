package local

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// childDir, in the environment, makes the test binary a program that starts a cluster there and waits to be killed.
const childDir = "KOBO_LOCAL_TEST_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		cl, err := Start(context.Background(), Config{Dir: dir, Fast: true})
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println(cl.server.cmd.Process.Pid)
		select {}
	}
	os.Exit(m.Run())
}

// folder is an empty folder that every user may pass through, which t.TempDir is not.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "kobo-local-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	return dir
}

func start(t *testing.T, c Config) *Cluster {
	t.Helper()
	cl, err := Start(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cl.Stop() }) // tests that care look at it themselves
	return cl
}

func query[T any](t *testing.T, url, sql string) T {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	var v T
	if err := conn.QueryRow(t.Context(), sql).Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func execute(t *testing.T, url, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

func TestDataIsKept(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(folder(t), "cluster")
	var said strings.Builder
	first := start(t, Config{Dir: dir, Log: &said})
	execute(t, first.URL(Maintenance, Superuser), "create table kept (n int); insert into kept values (42)")
	pid := first.server.cmd.Process.Pid
	if err := first.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := first.Stop(); err != nil {
		t.Fatalf("a second Stop: %v", err)
	}
	if !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		t.Fatal("the server is still there after Stop")
	}
	// What a crash leaves: a pid file that names a living process. Ours.
	stale := filepath.Join(dir, dataDir, "postmaster.pid")
	if err := os.WriteFile(stale, []byte(strconv.Itoa(os.Getpid())+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	second := start(t, Config{Dir: dir, Fast: true, Log: &said})
	if n := query[int](t, second.URL(Maintenance, Superuser), "select n from kept"); n != 42 {
		t.Fatalf("kept %d", n)
	}
	if n := strings.Count(said.String(), "making"); n != 1 {
		t.Fatalf("made %d clusters:\n%s", n, said.String())
	}
}

func TestThrowawayLeavesNothing(t *testing.T) {
	t.Parallel()
	cl := start(t, Config{Fast: true})
	if err := cl.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(cl.dir); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("%s is still there: %v", cl.dir, err)
	}
}

func TestNorwegianText(t *testing.T) {
	t.Parallel()
	url := start(t, Config{Fast: true}).URL(Maintenance, Superuser)
	for sql, want := range map[string]string{
		`select lower('ÆØÅ')`:              "æøå",
		`select ('Åse' ilike 'åSE')::text`: "true",
		`select string_agg(x, '' order by x collate "nb-NO-x-icu") from unnest(array['ø','å','z','æ','a','Å']) x`: "azæøåÅ",
		`select string_agg(x, '' order by x) from unnest(array['a','B','b','A']) x`:                               "ABab",
		`show timezone`:        "UTC",
		`show server_encoding`: "UTF8",
	} {
		if got := query[string](t, url, sql); got != want {
			t.Errorf("%s = %q, want %q", sql, got, want)
		}
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for fast, durable := range map[bool]string{true: "off", false: "on"} {
		url := start(t, Config{Fast: fast}).URL(Maintenance, Superuser)
		for name, want := range map[string]string{
			"fsync": durable, "synchronous_commit": durable, "full_page_writes": durable,
			"listen_addresses": "", "max_connections": "200",
		} {
			if got := query[string](t, url, "show "+name); got != want {
				t.Errorf("fast %v: %s = %q, want %q", fast, name, got, want)
			}
		}
	}
}

func TestOnlyTheServersUserReachesIt(t *testing.T) {
	t.Parallel()
	cl := start(t, Config{Fast: true})
	for _, dir := range []string{cl.socket, cl.path(dataDir)} {
		info, err := os.Stat(dir)
		if err != nil {
			t.Fatal(err)
		}
		owner := info.Sys().(*syscall.Stat_t).Uid
		if info.Mode().Perm() != 0o700 || owner == 0 {
			t.Errorf("%s: mode %o, owner %d", dir, info.Mode().Perm(), owner)
		}
	}
	if os.Geteuid() != 0 {
		t.Skip("only root can try to be somebody else")
	}
	stranger := exec.Command("ls", cl.socket)
	stranger.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 54321, Gid: 54321}}
	if err := stranger.Run(); err == nil {
		t.Error("another user can list the socket's folder")
	}
}

func TestPort(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port

	// While somebody else has the port, the error says so.
	_, err = Start(t.Context(), Config{Fast: true, Port: port})
	if err == nil || !strings.Contains(err.Error(), "Address already in use") {
		t.Fatalf("on a taken port: %v", err)
	}
	l.Close()

	cl := start(t, Config{Fast: true, Port: port})
	if n := query[int](t, cl.TCPURL(Maintenance), "select 1"); n != 1 {
		t.Fatal(n)
	}
	if _, err := pgx.Connect(t.Context(), strings.Replace(cl.TCPURL(Maintenance), cl.password, "wrong", 1)); err == nil {
		t.Fatal("a wrong password lets in")
	}
	if _, err := pgx.Connect(t.Context(), strings.Replace(cl.TCPURL(Maintenance), ":"+cl.password, "", 1)); err == nil {
		t.Fatal("no password lets in")
	}
	if strings.Contains(cl.URL(Maintenance, Superuser), cl.password) {
		t.Fatal("the socket's address has the password")
	}
}

func TestLongFolderName(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(folder(t), strings.Repeat("æ long name with ' and , ", 6))
	cl := start(t, Config{Dir: dir, Fast: true})
	if n := query[int](t, cl.URL(Maintenance, Superuser), "select 1"); n != 1 {
		t.Fatal(n)
	}
	if err := cl.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(cl.socket); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("the socket's folder is still there: %v", err)
	}
}

func TestFolderNameWithSigns(t *testing.T) {
	t.Parallel()
	for _, name := range []string{`with "quotes", and a comma`, `with 'space' %c+&?`} {
		cl := start(t, Config{Dir: filepath.Join(folder(t), name), Fast: true})
		if n := query[int](t, cl.URL(Maintenance, Superuser), "select 1"); n != 1 {
			t.Fatal(n)
		}
		if strings.ContainsAny(cl.URL(Maintenance, Superuser), "+ ") {
			t.Errorf("not every client reads %s", cl.URL(Maintenance, Superuser))
		}
	}
}

// The process that started the cluster is killed, with sessions open: its server ends, and the next Start waits for that and
// finds the data whole.
func TestParentKilled(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/proc/self"); err != nil {
		t.Skip("only Linux tells a child of its parent's death")
	}
	dir := filepath.Join(folder(t), "cluster")
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childDir+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	line, _ := bufio.NewReader(out).ReadString('\n') // what it said tells
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		_ = child.Wait()
		t.Fatalf("the child said %q", line)
	}
	there := &Cluster{dir: dir, socket: filepath.Join(dir, socketDir)}
	execute(t, there.URL(Maintenance, Superuser), "create table kept as select 42 as n")
	open, err := pgx.Connect(t.Context(), there.URL(Maintenance, Superuser))
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close(context.WithoutCancel(t.Context()))
	if err := Remove(dir); !errors.Is(err, ErrInUse) {
		t.Fatalf("removed under a running server: %v", err)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // killed

	cl := start(t, Config{Dir: dir, Fast: true})
	if cl.server.cmd.Process.Pid == pid {
		t.Fatal("the old server still runs")
	}
	if n := query[int](t, cl.URL(Maintenance, Superuser), "select n from kept"); n != 42 {
		t.Fatalf("kept %d", n)
	}
}

func TestServerKilled(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(folder(t), "cluster")
	cl := start(t, Config{Dir: dir}) // a fast one may lose its last commits
	execute(t, cl.URL(Maintenance, Superuser), "create table kept as select 42 as n")
	if err := cl.server.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-cl.server.done
	if err := cl.Stop(); err == nil || !strings.Contains(err.Error(), "ended by itself") {
		t.Fatalf("Stop after the server was killed: %v", err)
	}
	again := start(t, Config{Dir: dir, Fast: true})
	if n := query[int](t, again.URL(Maintenance, Superuser), "select n from kept"); n != 42 {
		t.Fatalf("kept %d", n)
	}
}

func TestInUse(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(folder(t), "cluster")
	cl := start(t, Config{Dir: dir, Fast: true})
	if _, err := takeLockNow(dir); !errors.Is(err, ErrInUse) {
		t.Fatalf("locked twice: %v", err)
	}
	if err := cl.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := Remove(dir); err != nil {
		t.Fatal(err)
	}
	if err := Remove(dir); err != nil {
		t.Fatalf("removing nothing: %v", err)
	}
}

func takeLockNow(dir string) (io.Closer, error) { return openLock(filepath.Join(dir, lockFile), 0) }

func TestRemoveLeavesOtherFolders(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	if err := os.WriteFile(filepath.Join(dir, "precious"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Remove(dir); err == nil {
		t.Fatal("no error for a folder that holds no cluster")
	}
	cl := start(t, Config{Dir: dir, Fast: true})
	if err := cl.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := Remove(dir); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 || left[0].Name() != "precious" {
		t.Fatalf("left %v, %v", left, err)
	}
}

func TestStartRefuses(t *testing.T) {
	t.Parallel()
	root := os.Geteuid() == 0
	for _, c := range []struct {
		name    string
		prepare func(t *testing.T, dir string) Config
		want    string
		skip    bool
	}{
		{"no programs", func(t *testing.T, dir string) Config {
			return Config{Dir: dir, Programs: t.TempDir()}
		}, "apt-get install postgresql", false},
		{"too old programs", func(t *testing.T, dir string) Config {
			return Config{Dir: dir, Programs: fakePrograms(t, 11)}
		}, "PostgreSQL 15 or newer is needed, but only version 11", false},
		{"data of another version", func(t *testing.T, dir string) Config {
			write(t, filepath.Join(dir, dataDir, "PG_VERSION"), "9\n")
			return Config{Dir: dir}
		}, "the data was made by PostgreSQL 9, but only version", false},
		{"data that is something else", func(t *testing.T, dir string) Config {
			write(t, filepath.Join(dir, dataDir, "notes.txt"), "")
			return Config{Dir: dir}
		}, "holds no PostgreSQL data", false},
		{"a folder the server's user can't enter", func(t *testing.T, dir string) Config {
			if err := os.Chmod(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			return Config{Dir: filepath.Join(dir, "inner")}
		}, "can't enter", !root},
		{"programs that fail", func(t *testing.T, dir string) Config {
			return Config{Dir: dir, Programs: fakePrograms(t, 15)}
		}, "initdb: exit status 3: no luck", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.skip {
				t.Skip("only root runs the server as somebody else")
			}
			cl, err := Start(t.Context(), c.prepare(t, folder(t)))
			if err == nil {
				_ = cl.Stop()
				t.Fatal("it started")
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Fatalf("the error is %q, not %q", err, c.want)
			}
		})
	}
}

func TestStartCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := filepath.Join(folder(t), "cluster")
	if _, err := Start(ctx, Config{Dir: dir}); !errors.Is(err, context.Canceled) {
		t.Fatalf("the error is %v", err)
	}
	start(t, Config{Dir: dir, Fast: true}) // nothing is in the way
}

func TestAccount(t *testing.T) {
	t.Parallel()
	a, err := firstAccount("no-such-user", "root", "nobody")
	if err != nil || a.name != "nobody" || a.uid == 0 {
		t.Fatalf("%+v, %v", a, err)
	}
	if _, err := firstAccount("no-such-user", "root"); err == nil {
		t.Fatal("root was chosen")
	}
}

func fakePrograms(t *testing.T, major int) string {
	t.Helper()
	dir := folder(t)
	write(t, filepath.Join(dir, "postgres"), fmt.Sprintf("#!/bin/sh\necho 'postgres (PostgreSQL) %d.3'\n", major))
	write(t, filepath.Join(dir, "initdb"), "#!/bin/sh\necho no luck\nexit 3\n")
	return dir
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		cl, err := Start(b.Context(), Config{Fast: true})
		if err != nil {
			b.Fatal(err)
		}
		if err := cl.Stop(); err != nil {
			b.Fatal(err)
		}
	}
}
