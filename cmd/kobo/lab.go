package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"kobo/internal/lab"
	"kobo/internal/lab/synthetic"
)

// labCommands are kobo lab and what goes with it.
type labCommands struct {
	Run   labRunCommand   `cmd:"" default:"withargs" help:"Start the lab: database, synthetic data, national services, server. Ctrl-C stops all."`
	Token labTokenCommand `cmd:"" help:"Print a bearer token of someone in the running lab; without flags, list everybody."`
}

// Help says more than one line.
func (labCommands) Help() string {
	return "kobo lab is short for kobo lab run, and takes its flags: --profile, --data, --fresh and --addr (see kobo lab run --help)."
}

// labFlags say which lab.
type labFlags struct {
	Data string `default:".kobo" placeholder:"FOLDER" help:"Where the lab keeps its data between runs (${default})."`
}

// labRunCommand is kobo lab.
type labRunCommand struct {
	labFlags
	Profile string `enum:"small,default,national," default:"" help:"How much of Norway: small (835 dwellings), default (15 000) or national (116 000). Left out: what the folder holds, else default."`
	Fresh   bool   `help:"Throw away the data of earlier runs."`
	// Unmetered is for measuring speed: nobody's bucket gets empty.
	Unmetered bool   `hidden:"" help:"Let everybody use as much as they ask for."`
	Addr      string `placeholder:"HOST:PORT" help:"Where to listen. Left out: 127.0.0.1:8080, or a free port when that is taken."`
}

// Run runs the lab until the process is told to stop.
func (c *labRunCommand) Run(e *environment) error {
	if c.Data == "" {
		return misuse{"--data is empty: name a folder"}
	}
	err := lab.Run(e.ctx, lab.Config{
		Dir: c.Data, Profile: synthetic.Profile(c.Profile), Fresh: c.Fresh, Addr: c.Addr, Out: e.stdout, Progress: isTerminal(e.stdout),
		Serve: func(ctx context.Context, s lab.Site) error {
			return serveLab(ctx, program{serve: func(ctx context.Context, config appConfig) error {
				config.Unmetered = c.Unmetered
				return e.program.serve(ctx, config)
			}}, s)
		},
	})
	if errors.Is(err, lab.ErrRunning) || errors.Is(err, lab.ErrProfile) || errors.Is(err, lab.ErrAddr) {
		return misuse{err.Error()}
	}
	return err
}

// serveLab serves a lab, with its log in a file.
func serveLab(ctx context.Context, p program, s lab.Site) error {
	file, err := os.OpenFile(s.LogFile, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	config, err := labConfig(s, slog.New(slog.NewJSONHandler(file, nil)))
	if err != nil {
		return err
	}
	return p.serve(ctx, config)
}

// isTerminal reports whether what is written is read by a person as it comes.
func isTerminal(w any) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// labTokenCommand is kobo lab token.
type labTokenCommand struct {
	labFlags
	As  string `placeholder:"WHO" help:"A name or the beginning of one, a national identity number, or a system's client id."`
	Org string `placeholder:"NUMBER" help:"The organisation to act for, where there is a choice."`
}

// Run prints the token and nothing else, or the list.
func (c *labTokenCommand) Run(e *environment) error {
	running, err := lab.ReadRunning(c.Data)
	if err != nil {
		return err
	}
	if c.As != "" {
		token, err := running.Token(e.ctx, c.As, c.Org)
		if err == nil {
			fmt.Fprintln(e.stdout, token)
		}
		return err
	}
	if c.Org != "" {
		return misuse{"--org goes with --as: say who"}
	}
	viewers, err := running.Viewers(e.ctx)
	if err != nil {
		return err
	}
	return lab.List(e.stdout, viewers)
}
