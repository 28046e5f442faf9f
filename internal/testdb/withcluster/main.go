// Command withcluster runs a command, such as `go test ./...`, beside a throwaway PostgreSQL cluster and ends as the command does.
// KOBO_TEST_DATABASE_URL tells the command where the cluster is. Nothing of the cluster is left afterwards.
//
//	go run ./internal/testdb/withcluster -- go test ./...
package main

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"

	"kobo/internal/postgres/local"
	"kobo/internal/testdb"
)

func main() {
	args := os.Args[1:]
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	code, err := run(args)
	if err != nil {
		fmt.Fprintln(os.Stderr, "withcluster:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// run returns the command's exit code, 128 and the signal's number when a signal ended it.
func run(args []string) (code int, err error) {
	if len(args) == 0 {
		return 2, errors.New("say which command to run: withcluster -- command …")
	}
	// The command gets the signals that ask for an end, and decides when it has ended; only then the cluster stops.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)

	cluster, err := start(context.Background())
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, cluster.stop()) }()

	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(slices.Clone(os.Environ()), testdb.Variable+"="+cluster.url)
	if err := cmd.Start(); err != nil {
		return 1, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case s := <-signals:
			_ = cmd.Process.Signal(s) // it may have ended just now
		case err := <-ended:
			var exit *exec.ExitError
			if !errors.As(err, &exit) {
				return 0, err
			}
			if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
				return 128 + int(status.Signal()), nil
			}
			return exit.ExitCode(), nil
		}
	}
}

type cluster struct {
	url  string
	stop func() error
}

// start starts the cluster in a folder named for the user and the working directory: the URL is the same each time, so that
// `go test` may answer from its cache. A second run at the same time in the same directory gets a folder of its own.
func start(ctx context.Context) (cluster, error) {
	c := local.Config{Fast: true}
	remove := func() error { return nil }
	wd, err := os.Getwd()
	if err != nil {
		return cluster{}, err
	}
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(wd)) // never fails
	dir := filepath.Join(local.TempDir(), fmt.Sprintf("kobo-test-%d-%x", os.Geteuid(), hash.Sum64()))
	if local.Remove(dir) == nil && os.Mkdir(dir, 0o711) == nil {
		if err := os.Chmod(dir, 0o711); err != nil { // whatever the umask
			return cluster{}, err
		}
		c.Dir = dir
		remove = func() error { return local.Remove(dir) }
	}
	cl, err := local.Start(ctx, c)
	if err != nil {
		return cluster{}, errors.Join(err, remove())
	}
	return cluster{
		url:  cl.URL(local.Maintenance, local.Superuser),
		stop: func() error { return errors.Join(cl.Stop(), remove()) },
	}, nil
}
