// Command kobo is the whole product in one binary: the server, the worker of jobs, the lab, and what is needed to run them.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
)

func main() {
	// Collecting garbage a quarter as often saves a fifth of the server's processor time on a page (docs/performance.md). Who knows better
	// says so in the environment.
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(1 << 30)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run carries out a command and returns the exit code: 0, 1 when it failed, 2 when it was not understood or the configuration is
// wrong or incomplete, after one line for each thing that is.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	return program{serve: serveApp, work: workApp}.run(ctx, args, stdout, stderr)
}

// program is what the commands start. Tests put other things in its place.
type program struct {
	serve func(context.Context, appConfig) error // the server, until ctx ends
	work  func(context.Context, appConfig) error // the worker of jobs, until ctx ends
}

// environment is what commands get beside their flags.
type environment struct {
	ctx            context.Context
	stdout, stderr io.Writer
	program        program
}

// commands are all commands with their flags. A flag that may come from the environment says from which variable.
type commands struct {
	Serve        serveCommand         `cmd:"" help:"Serve the API and the web clients in production."`
	Work         workCommand          `cmd:"" help:"Work the queue of jobs in production."`
	Lab          labCommands          `cmd:"" help:"Run Kobolab: everything on this machine, with synthetic data."`
	Migrate      migrateCommand       `cmd:"" help:"Bring the database to the state that this version needs."`
	Schema       schemaCommand        `cmd:"" help:"Print the GraphQL schema as a set of rights sees it."`
	Audit        auditCommands        `cmd:"" help:"Check the log of who did what."`
	Keys         keysCommands         `cmd:"" help:"Make and rotate the keys that data is encrypted with."`
	Municipality municipalityCommands `cmd:"" help:"Repair what a municipality can't repair itself."`
}

// misuse is an error of configuration: the command was not understood, or what it needs is missing or wrong. Each problem is one
// line.
type misuse []string

// Error joins the problems.
func (m misuse) Error() string { return strings.Join(m, "\n") }

// or returns the problems, or nil when there are none.
func (m misuse) or() error {
	if len(m) == 0 {
		return nil
	}
	return m
}

// exited is what kong's help panics with, in place of ending the process.
type exited int

func (p program) run(ctx context.Context, args []string, stdout, stderr io.Writer) (code int) {
	defer func() {
		if e := recover(); e != nil {
			status, ok := e.(exited)
			if !ok {
				panic(e)
			}
			code = int(status)
		}
	}()
	var c commands
	parser, err := kong.New(&c, kong.Name("kobo"), kong.Description("Kobo keeps the dwellings that municipalities let."),
		kong.Writers(stdout, stderr), kong.Exit(func(status int) { panic(exited(status)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}))
	if err != nil {
		fmt.Fprintln(stderr, "kobo:", err)
		return 1
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(stderr, "kobo: %v; see kobo --help\n", err)
		return 2
	}
	err = parsed.Run(&environment{ctx: ctx, stdout: stdout, stderr: stderr, program: p})
	var m misuse
	switch {
	case err == nil:
		return 0
	case errors.As(err, &m):
		for _, line := range m {
			fmt.Fprintln(stderr, "kobo:", line)
		}
		return 2
	default:
		fmt.Fprintln(stderr, "kobo:", err)
		return 1
	}
}
