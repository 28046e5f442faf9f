package lab

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"kobo/internal/lab/synthetic"
)

// steps prints what the lab does: a line for each step when it is done, with the time it took. On a terminal the line is there
// while the step goes on, with a bar when it is long.
type steps struct {
	out      io.Writer
	terminal bool

	mu      sync.Mutex
	name    string
	started time.Time
	drawn   int // per mille of the bar
	printed time.Time
}

func newSteps(out io.Writer, terminal bool) *steps { return &steps{out: out, terminal: terminal} }

// nameWidth is how wide the names of steps are.
const nameWidth = 38

// begin starts a step; what it returns ends it with what there is to say of it.
func (s *steps) begin(name string) (done func(what string)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.name, s.started, s.drawn, s.printed = name, time.Now(), -10, time.Now()
	if s.terminal {
		fmt.Fprintf(s.out, "  %-*s …", nameWidth, name)
	}
	return func(what string) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.clear()
		fmt.Fprintf(s.out, "✓ %-*s %6s  %s\n", nameWidth, name, round(time.Since(s.started)), what)
	}
}

// barWidth is how many characters the bar has.
const barWidth = 30

// progress draws how far the step has come; elsewhere than on a terminal it says so now and then.
func (s *steps) progress(done, total int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	share := done * 1000 / max(total, 1)
	switch {
	case s.terminal && share/10 != s.drawn/10:
		s.clear()
		filled := share * barWidth / 1000
		fmt.Fprintf(s.out, "  %-*s %s%s %3d %%", nameWidth, s.name, strings.Repeat("█", filled), strings.Repeat("░", barWidth-filled), share/10)
		s.drawn = share
	case !s.terminal && time.Since(s.printed) > 5*time.Second:
		fmt.Fprintf(s.out, "  %-*s %d of %d\n", nameWidth, s.name, done, total)
		s.printed = time.Now()
	}
}

// clear removes the line of a step under way.
func (s *steps) clear() {
	if s.terminal {
		fmt.Fprint(s.out, "\r\033[K")
	}
}

func round(d time.Duration) string {
	if d < 10*time.Second {
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return fmt.Sprintf("%.0f s", d.Seconds())
}

// welcome says how to use the lab.
func (s *steps) welcome(n *synthetic.Norway, r Running, site Site, dir string) {
	trine, fdv := n.Staff()[0].Person, n.Systems()[0]
	command := "kobo lab token"
	if dir != DefaultDir {
		command += " --data " + dir
	}
	fmt.Fprintf(s.out, "\nKobo: %s   (Ctrl-C stops everything)\n\n", r.URL)
	fmt.Fprintf(s.out, "  Caseworker app    %s/caseworker/   log in with Ansattporten and choose «%s»\n", r.URL, trine.Name())
	fmt.Fprintf(s.out, "  API explorer      %s/developer/\n", r.URL)
	fmt.Fprintf(s.out, "  GraphQL           %s/graphql\n", r.URL)
	fmt.Fprintf(s.out, "  Metrics           http://%s/metrics\n", site.InternalAddr)
	fmt.Fprintf(s.out, "  The server's log  %s\n\n", site.LogFile)
	fmt.Fprintf(s.out, "  A person's token  %s --as %s\n", command, trine.Given)
	fmt.Fprintf(s.out, "  A system's token  %s --as %s --org %s\n", command, fdv.ClientID, n.Municipalities[0].OrgNumber)
	fmt.Fprintf(s.out, "  All there are     %s\n\n", command)
	fmt.Fprintf(s.out, "Alt er %s: people, homes, rents and organisations are invented.\n", synthetic.Mark)
}
