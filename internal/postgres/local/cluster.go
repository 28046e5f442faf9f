// Package local runs a private PostgreSQL cluster for the lab and for tests, with the server programs that the machine has.
//
// The server is a child of this process: it listens on a socket that only its own user (and root) can reach, never runs as
// root, and ends with this process however that ends. The package must not know what the databases contain, and is never
// used in production: there PostgreSQL is somebody else's to run, and `DATABASE_URL` tells where it is.
package local

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// Superuser is the role that a new cluster has, and the only one.
const Superuser = "postgres"

// Maintenance is the database that every cluster has, for statements such as CREATE DATABASE.
const Maintenance = "postgres"

// ErrInUse says that a server, of this process or another, runs on the folder.
var ErrInUse = errors.New("the database folder is in use by a running server")

// Config says where a cluster is and how it runs. The zero value is a throwaway cluster reached by socket only.
type Config struct {
	// Dir is the cluster's own folder, made when missing; the data in it is used again. Its parents must be open to the user
	// who runs the server. Empty: a new folder in TempDir, removed by Stop.
	Dir string
	// Port on 127.0.0.1, where the superuser can log in with the password in TCPURL, for tools that can't use a socket.
	// 0: socket only.
	Port int
	// Fast gives up every guard against loss at a power failure. For data that can be made again.
	Fast bool
	// Programs is the folder of initdb and postgres. Empty: the usual places are searched.
	Programs string
	// Log gets a line for each thing Start does that takes time. May be nil.
	// The server's own log is the file postgres.log in Dir.
	Log io.Writer
}

// Cluster is a running PostgreSQL server with its data. Its methods may be called by many goroutines.
type Cluster struct {
	dir        string
	socket     string
	ownSocket  bool // the socket's folder lies outside dir, whose name no socket can have
	throwaway  bool
	port       int
	password   string
	account    account
	lock       *os.File
	server     *process
	stop       sync.Once
	stopFailed error
}

// Names in the cluster's folder.
const (
	dataDir      = "data"
	newDataDir   = "data.new" // becomes data in one step, so that a half-made cluster is never used
	socketDir    = "socket"
	logFile      = "postgres.log"
	oldLogFile   = "postgres.log.1"
	lockFile     = "lock"
	passwordFile = "password"
)

// socketPort is the port in the socket's name when no port is listened on.
const socketPort = 5432

// Start makes the cluster when Dir has none, starts its server and returns when it answers. ctx bounds the starting only.
//
// Errors name what to do: no server programs on the machine, data made by another major version, a folder the server's user
// can't enter. ErrInUse when another server runs on Dir and doesn't end within a few seconds.
// Run by root, the server runs as the user that owns the data, for a new cluster `postgres` or else `nobody`.
func Start(ctx context.Context, c Config) (_ *Cluster, err error) {
	if c.Log == nil {
		c.Log = io.Discard
	}
	cl := &Cluster{port: c.Port, throwaway: c.Dir == ""}
	if cl.throwaway {
		sweep()
	}
	if cl.dir, err = makeDir(c.Dir); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, cl.Stop())
		}
	}()
	if cl.lock, err = takeLock(ctx, cl.path(lockFile), os.O_CREATE); err != nil {
		return nil, err
	}
	major, err := dataVersion(cl.path(dataDir))
	if err != nil {
		return nil, err
	}
	bin, err := findPrograms(ctx, c.Programs, major)
	if err != nil {
		return nil, err
	}
	if cl.account, err = chooseAccount(cl.path(dataDir)); err != nil {
		return nil, err
	}
	if err := cl.reachable(ctx, bin); err != nil {
		return nil, err
	}
	if major == 0 {
		fmt.Fprintf(c.Log, "making a PostgreSQL %d cluster in %s\n", bin.major, cl.dir)
		if err := cl.initdb(ctx, bin); err != nil {
			return nil, err
		}
	}
	if err := cl.makeSocketDir(); err != nil {
		return nil, err
	}
	fmt.Fprintf(c.Log, "starting PostgreSQL %d in %s\n", bin.major, cl.dir)
	if err := cl.serve(ctx, bin, c.Fast); err != nil {
		return nil, err
	}
	return cl, cl.check(ctx)
}

// URL is where a role finds a database, through the socket and without a password. It holds until Stop.
func (cl *Cluster) URL(database, user string) string {
	u := url.URL{Scheme: "postgres", User: url.User(user), Path: "/" + database}
	query := url.Values{"host": {cl.socket}, "port": {strconv.Itoa(cl.socketPort())}}.Encode()
	u.RawQuery = strings.ReplaceAll(query, "+", "%20") // libpq takes a plus sign for itself
	return u.String()
}

// TCPURL is where the superuser finds a database on 127.0.0.1, with the password. Empty when the cluster has no port.
func (cl *Cluster) TCPURL(database string) string {
	if cl.port == 0 {
		return ""
	}
	u := url.URL{Scheme: "postgres", User: url.UserPassword(Superuser, cl.password), Path: "/" + database}
	u.Host = "127.0.0.1:" + strconv.Itoa(cl.port)
	u.RawQuery = "sslmode=disable"
	return u.String()
}

// Stop ends all sessions, stops the server, and removes a throwaway cluster's folder. It returns when no process is left.
// It may be called more than once. An error means that the server had ended by itself, or that files could not be removed.
func (cl *Cluster) Stop() error {
	cl.stop.Do(func() {
		var failed []error
		if cl.server != nil {
			failed = append(failed, cl.server.end())
		}
		if cl.ownSocket {
			failed = append(failed, os.RemoveAll(cl.socket))
		}
		if cl.throwaway {
			failed = append(failed, removeFiles(cl.dir))
		}
		if cl.lock != nil {
			failed = append(failed, cl.lock.Close())
		}
		cl.stopFailed = errors.Join(failed...)
	})
	return cl.stopFailed
}

// Remove deletes the cluster in a folder, and the folder when nothing else is in it. No folder is no error.
// ErrInUse when a server runs on it; an error when it doesn't hold a cluster.
func Remove(dir string) error {
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	lock, err := openLock(filepath.Join(dir, lockFile), 0)
	if errors.Is(err, fs.ErrNotExist) {
		if os.Remove(dir) == nil { // it was empty
			return nil
		}
		return fmt.Errorf("%s does not hold a private PostgreSQL cluster", dir)
	}
	if err != nil {
		return err
	}
	defer lock.Close()
	return removeFiles(dir)
}

func removeFiles(dir string) error {
	for _, name := range []string{dataDir, newDataDir, socketDir, logFile, oldLogFile, passwordFile, lockFile} {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, syscall.ENOTEMPTY) {
		return err
	}
	return nil
}

// throwawayPrefix begins the name of a throwaway cluster's folder.
const throwawayPrefix = "kobo-postgres-"

// sweep removes the folders of throwaway clusters whose process was killed: their servers have ended, so their locks are free.
// A folder younger than an hour may be about to be locked and is left alone.
func sweep() {
	dirs, _ := filepath.Glob(filepath.Join(TempDir(), throwawayPrefix+"*")) // the pattern is well formed
	for _, dir := range dirs {
		if info, err := os.Lstat(dir); err == nil && info.IsDir() && time.Since(info.ModTime()) > time.Hour {
			_ = Remove(dir) // in use, or not ours to remove: another time
		}
	}
}

// makeDir makes the cluster's folder when it is missing. Others may pass through it, since the server's user must; all that
// is secret in it has a mode of its own.
func makeDir(dir string) (string, error) {
	if dir == "" {
		dir, err := os.MkdirTemp(TempDir(), throwawayPrefix)
		if err != nil {
			return "", err
		}
		return dir, os.Chmod(dir, 0o711)
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return "", err
	}
	err = os.Mkdir(dir, 0o711)
	if errors.Is(err, fs.ErrExist) {
		return dir, nil
	}
	if err != nil {
		return "", err
	}
	return dir, os.Chmod(dir, 0o711) // whatever the umask
}

// patience is how long Start waits for a server whose process was just killed to end.
const patience = 5 * time.Second

// takeLock locks the cluster's folder. The server inherits the lock, so it is free only when every process of an earlier
// server is gone, even when the process that started that one was killed.
func takeLock(ctx context.Context, path string, flag int) (*os.File, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, patience, ErrInUse)
	defer cancel()
	for {
		f, err := openLock(path, flag)
		if !errors.Is(err, ErrInUse) {
			return f, err
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("%s: %w", filepath.Dir(path), context.Cause(ctx))
		case <-time.After(poll):
		}
	}
}

// openLock opens and locks a file, or returns ErrInUse.
func openLock(path string, flag int) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|syscall.O_NOFOLLOW|flag, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, ErrInUse
		}
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return f, nil
}

// dataVersion is the major version that made the data, 0 when there is none.
func dataVersion(data string) (int, error) {
	text, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(data); err == nil {
			return 0, fmt.Errorf("%s exists but holds no PostgreSQL data: move it away", data)
		}
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0, fmt.Errorf("%s holds no PostgreSQL data of a known version", data)
	}
	return major, nil
}

// reachable checks that the server's user can enter the cluster's folder and run the programs.
func (cl *Cluster) reachable(ctx context.Context, bin programs) error {
	err := cl.command(ctx, bin.postgres, "--version").Run()
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("the user %s, who runs the database server, can't enter %s: choose a folder all of whose parents "+
			"others may enter, for example below /var/lib or /srv", cl.account.name, cl.dir)
	}
	return err
}

// initdb makes the data. Text is UTF-8 and sorts by code point unless a column or query names another collation;
// upper and lower case are Unicode's, so that ILIKE knows Æ, Ø and Å.
func (cl *Cluster) initdb(ctx context.Context, bin programs) error {
	fresh := cl.path(newDataDir)
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	if err := cl.makePrivate(fresh); err != nil {
		return err
	}
	args := []string{
		"--pgdata", fresh, "--username", Superuser, "--encoding", "UTF8", "--lc-messages", "C",
		"--auth-local", "trust", // SECURITY: the socket's folder lets in only the user who owns the data anyway
		"--auth-host", "scram-sha-256",
		"--no-sync", "--no-instructions",
	}
	if bin.major >= 17 {
		args = append(args, "--locale-provider", "builtin", "--locale", "C.UTF-8")
	} else {
		args = append(args, "--locale", "C", "--lc-ctype", "C.UTF-8")
	}
	if out, err := cl.command(ctx, bin.initdb, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, lastLines(out))
	}
	return os.Rename(fresh, cl.path(dataDir))
}

// makeSocketDir makes the folder that the socket is in, elsewhere when a socket can't have its name.
func (cl *Cluster) makeSocketDir() error {
	cl.socket = cl.path(socketDir)
	if err := os.RemoveAll(cl.socket); err != nil {
		return err
	}
	if cl.socketFits() {
		return cl.makePrivate(cl.socket)
	}
	for _, parent := range []string{os.TempDir(), "/tmp"} {
		dir, err := os.MkdirTemp(parent, "kobo-")
		if err != nil {
			return err
		}
		cl.socket, cl.ownSocket = dir, true
		if cl.socketFits() {
			return cl.account.own(dir)
		}
		if err := os.Remove(dir); err != nil {
			return err
		}
	}
	return errors.New("no folder for temporary files has a name short and plain enough for a socket")
}

// socketFits reports whether the socket's path is as short as every Unix demands, and no list of hosts for a client.
func (cl *Cluster) socketFits() bool {
	return !strings.Contains(cl.socket, ",") && len(cl.socket)+len("/.s.PGSQL.")+len(strconv.Itoa(cl.socketPort())) <= 103
}

// poll is the pause between two looks at something another process does.
const poll = 5 * time.Millisecond

// serve starts the server and returns when it says that it is ready.
func (cl *Cluster) serve(ctx context.Context, bin programs, fast bool) error {
	// Nobody else runs on the data, we have the lock: what a killed server left says nothing.
	if err := os.Remove(cl.pidFile()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(cl.path(logFile), cl.path(oldLogFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	log, err := os.OpenFile(cl.path(logFile), os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := cl.command(context.WithoutCancel(ctx), bin.postgres, cl.arguments(fast)...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.ExtraFiles = []*os.File{cl.lock}
	if cl.server, err = startProcess(cmd); err != nil {
		return fmt.Errorf("start the database server: %w", err)
	}
	for !cl.ready(cmd.Process.Pid) {
		select {
		case <-cl.server.done:
			cl.server = nil
			said, _ := os.ReadFile(cl.path(logFile)) // only adds to the error
			return fmt.Errorf("the database server did not start: %s", lastLines(said))
		case <-ctx.Done():
			return fmt.Errorf("the database server did not start in time: %w", context.Cause(ctx))
		case <-time.After(poll):
		}
	}
	return nil
}

// ready reports whether the server with this process id has written that it takes connections.
func (cl *Cluster) ready(pid int) bool {
	text, err := os.ReadFile(cl.pidFile())
	if err != nil {
		return false
	}
	lines := strings.Split(string(text), "\n")
	return len(lines) > 7 && lines[0] == strconv.Itoa(pid) && strings.TrimSpace(lines[7]) == "ready"
}

// check connects once, and sets the password when there is a port to use it on.
func (cl *Cluster) check(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, cl.URL(Maintenance, Superuser))
	if err != nil {
		return fmt.Errorf("reach the database server: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if cl.port == 0 {
		return nil
	}
	if cl.password, err = cl.readPassword(); err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "alter role "+Superuser+" password '"+cl.password+"'") // letters and digits only
	return err
}

// readPassword is the superuser's password on the port, made once per cluster.
func (cl *Cluster) readPassword() (string, error) {
	text, err := os.ReadFile(cl.path(passwordFile))
	if err == nil && len(text) == len(rand.Text()) && strings.Trim(string(text), "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == "" {
		return string(text), nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	password := rand.Text()
	return password, os.WriteFile(cl.path(passwordFile), []byte(password), 0o600)
}

// command is a program that runs as the server's user in the cluster's folder, with none of this process's PG* variables.
func (cl *Cluster) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = cl.dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + cl.dir, "LC_ALL=C", "TZ=UTC"}
	cmd.SysProcAttr = cl.account.attributes()
	return cmd
}

// makePrivate makes a folder that only the server's user can enter.
func (cl *Cluster) makePrivate(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	return cl.account.own(dir)
}

func (cl *Cluster) path(name string) string { return filepath.Join(cl.dir, name) }

func (cl *Cluster) pidFile() string { return filepath.Join(cl.dir, dataDir, "postmaster.pid") }

func (cl *Cluster) socketPort() int {
	if cl.port == 0 {
		return socketPort
	}
	return cl.port
}

// lastLines is the end of what a program said, on one line.
func lastLines(said []byte) string {
	lines := strings.Split(strings.TrimSpace(string(said)), "\n")
	return strings.Join(lines[max(0, len(lines)-5):], " | ")
}
