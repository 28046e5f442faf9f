// Command load measures Kobo over HTTP beside the yardstick of package bench, and prints tables. It starts a lab of its own in a folder
// that it removes afterwards, or keeps one with -data; it needs the program kobo, which make bench builds.
//
// Kobo, the yardstick and the database are processes of their own, so that each one's processor time is known. All that is compared is
// measured in turns within the same run.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"kobo/internal/bench"
	"kobo/internal/lab"
)

// options are the flags.
type options struct {
	kobo, data, url, lab string
	at, rows             int
	turn                 time.Duration
	profiles, parts      []string
}

func main() {
	var o options
	var profiles, parts string
	flag.StringVar(&o.kobo, "kobo", "bin/kobo", "the program to measure")
	flag.StringVar(&o.data, "data", "", "a folder for the labs' data, kept; empty: a temporary one")
	flag.IntVar(&o.at, "at", 8, "how many ask at once")
	flag.IntVar(&o.rows, "rows", 20_000, "how many rows to import")
	flag.DurationVar(&o.turn, "turn", 3*time.Second, "how long each turn takes; there are three")
	flag.StringVar(&profiles, "profiles", "small,national", "which labs")
	flag.StringVar(&parts, "parts", "reads,rows,log,import", "what to measure")
	flag.StringVar(&o.lab, "lab", "", "measure the lab that runs on this folder, and start none")
	flag.StringVar(&o.url, "yardstick", "", "for the program itself: serve the yardstick from this database")
	flag.Parse()
	o.profiles, o.parts = strings.Split(profiles, ","), strings.Split(parts, ",")
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, o)
	if o.url != "" {
		err = serveYardstick(ctx, o.url, os.Stdin, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) (err error) {
	if o.url != "" {
		return nil
	}
	if o.lab != "" {
		running, err := lab.ReadRunning(o.lab)
		if err != nil {
			return err
		}
		o.profiles = []string{string(running.Profile)}
		return measureLab(ctx, o, running)
	}
	if o.data == "" {
		if o.data, err = os.MkdirTemp("", "kobo-bench-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(o.data)) }()
		if err := os.Chmod(o.data, 0o711); err != nil { // the database server's user passes through
			return err
		}
	}
	for _, profile := range o.profiles {
		running, stop, err := startLab(ctx, o.kobo, filepath.Join(o.data, profile), profile)
		if err != nil {
			return err
		}
		if err := errors.Join(measureLab(ctx, o, running), stop()); err != nil {
			return fmt.Errorf("profile %s: %w", profile, err)
		}
	}
	return nil
}

// measureLab measures what there is in a lab.
func measureLab(ctx context.Context, o options, running lab.Running) error {
	db, err := openDatabase(ctx, running.Database)
	if err != nil {
		return err
	}
	defer db.close()
	s := &site{running, db}
	profile := string(running.Profile)
	places := []string{"KROKVIK"}
	if profile == "national" {
		places = append(places, "OSLO")
	}
	for _, name := range places {
		p, err := s.place(ctx, name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, part := range o.parts {
			measure := parts[part]
			if measure == nil {
				return fmt.Errorf("there is no part %q", part)
			}
			if part != "reads" && (name != places[0] || profile != o.profiles[len(o.profiles)-1]) {
				continue // once is enough
			}
			fmt.Printf("\n%s, profile %s, %d dwellings: %s\n\n", p.name, profile, p.dwellings, part)
			if err := measure(ctx, o, p); err != nil {
				return fmt.Errorf("%s, %s: %w", name, part, err)
			}
		}
	}
	return nil
}

// parts are what is measured of a place.
var parts = map[string]func(context.Context, options, *place) error{
	"reads": measureReads, "rows": measureRows, "log": measureLog, "import": measureImport,
}

// startLab starts a lab and returns when it serves.
func startLab(ctx context.Context, kobo, dir, profile string) (r lab.Running, stop func() error, err error) {
	var out strings.Builder
	//nolint:gosec // the program is named by whoever runs this
	command := exec.CommandContext(ctx, kobo, "lab", "--profile", profile, "--data", dir, "--addr", "127.0.0.1:0", "--unmetered")
	command.Stdout, command.Stderr = &out, &out
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = time.Minute
	if err := command.Start(); err != nil {
		return r, nil, err
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	stop = func() error {
		_ = command.Process.Signal(os.Interrupt) // fails when it has ended
		return <-ended
	}
	for wait := time.NewTicker(100 * time.Millisecond); ; {
		select {
		case err := <-ended:
			wait.Stop()
			return r, nil, fmt.Errorf("the lab ended: %w\n%s", err, out.String())
		case <-wait.C:
			if r, err = lab.ReadRunning(dir); err == nil && r.Process == command.Process.Pid {
				wait.Stop()
				return r, stop, nil
			}
		}
	}
}

// startYardstick starts the yardstick as a process of its own and returns where it serves.
func startYardstick(ctx context.Context, database string, viewers map[string]bench.Identity) (url string, pid int, stop func() error, err error) {
	self, err := os.Executable()
	if err != nil {
		return "", 0, nil, err
	}
	told, err := json.Marshal(viewers)
	if err != nil {
		return "", 0, nil, err
	}
	command := exec.CommandContext(ctx, self, "-yardstick", database)
	command.Stderr = os.Stderr
	in, err := command.StdinPipe()
	if err != nil {
		return "", 0, nil, err
	}
	out, err := command.StdoutPipe()
	if err != nil {
		return "", 0, nil, err
	}
	if err := command.Start(); err != nil {
		return "", 0, nil, err
	}
	if _, err := in.Write(append(told, '\n')); err != nil {
		return "", 0, nil, err
	}
	if _, err := fmt.Fscanln(out, &url); err != nil {
		return "", 0, nil, fmt.Errorf("the yardstick did not start: %w", err)
	}
	return url, command.Process.Pid, func() error {
		_ = in.Close() // it ends with its input
		_, _ = io.Copy(io.Discard, out)
		return command.Wait()
	}, nil
}

// table prints rows under a heading, as Markdown.
type table struct{ rows [][]string }

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

func (t *table) print() {
	widths := make([]int, len(t.rows[0]))
	for _, row := range t.rows {
		for i, cell := range row {
			widths[i] = max(widths[i], len([]rune(cell)))
		}
	}
	line := func(row []string) {
		for i, cell := range row {
			fmt.Printf("| %s%s ", cell, strings.Repeat(" ", widths[i]-len([]rune(cell))))
		}
		fmt.Println("|")
	}
	line(t.rows[0])
	for i := range widths {
		fmt.Print("|" + strings.Repeat("-", widths[i]+2))
	}
	fmt.Println("|")
	for _, row := range t.rows[1:] {
		line(row)
	}
}

// median is the middle one.
func median(all []float64) float64 {
	all = slices.Sorted(slices.Values(all))
	return all[len(all)/2]
}
