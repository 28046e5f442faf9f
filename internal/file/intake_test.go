package file

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"kobo/internal/entity"
)

func TestNoViewerTakesAllTheRoom(t *testing.T) {
	t.Parallel()
	g := newGate()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	one, other := entity.New(entity.Staff, time.UnixMilli(1)), entity.New(entity.Staff, time.UnixMilli(2))
	enter := func(ctx context.Context, id entity.ID) func() {
		t.Helper()
		leave, err := g.enter(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		return leave
	}
	var leave []func()
	for range atOnceOfAViewer {
		leave = append(leave, enter(t.Context(), one))
	}
	if _, err := g.enter(ended, one); !errors.Is(err, context.Canceled) {
		t.Errorf("one viewer has more than %d uploads under way: %v", atOnceOfAViewer, err)
	}
	leave = append(leave, enter(t.Context(), other))
	leave[0]()
	leave[0] = enter(t.Context(), one)
	for _, f := range leave {
		f()
	}
	if len(g.viewers) != 0 {
		t.Errorf("%d viewers are remembered who upload nothing", len(g.viewers))
	}
}

// connection notes the deadlines that are set on it.
type connection struct {
	http.ResponseWriter
	deadlines []time.Time
}

func (c *connection) SetReadDeadline(at time.Time) error {
	c.deadlines = append(c.deadlines, at)
	return nil
}

// A slow sender is given time anew with each byte, but not beyond the end, and the last deadline must not be a short one.
func TestDeadlineMovesWithWhatComes(t *testing.T) {
	t.Parallel()
	c := &connection{ResponseWriter: httptest.NewRecorder()}
	end := time.Now().Add(time.Hour)
	b := &body{from: iotest.OneByteReader(strings.NewReader("abc")), control: http.NewResponseController(c), left: 10, idle: time.Minute, end: end}
	if got, err := io.ReadAll(b); err != nil || string(got) != "abc" {
		t.Fatalf("%q, %v", got, err)
	}
	if n := len(c.deadlines); n != 5 || !c.deadlines[n-1].Equal(end) { // three bytes, the end of them, and what follows
		t.Fatalf("deadlines %v", c.deadlines)
	}
	for i, at := range c.deadlines[:3] {
		if at.After(end.Add(-50*time.Minute)) || i > 0 && !at.After(c.deadlines[i-1]) {
			t.Errorf("deadline %d is %v", i, at)
		}
	}
	b = &body{from: strings.NewReader("abc"), control: http.NewResponseController(c), left: 10, idle: 2 * time.Hour, end: end}
	if b.wait(); !c.deadlines[len(c.deadlines)-1].Equal(end) {
		t.Error("a deadline is later than the end")
	}
	b = &body{from: iotest.ErrReader(errors.New("timeout")), control: http.NewResponseController(c), left: 10, idle: time.Minute, end: end}
	if _, err := io.ReadAll(b); err == nil || c.deadlines[len(c.deadlines)-1].Equal(end) {
		t.Error("a sender who stopped is given until the end")
	}
	b = &body{from: strings.NewReader("abc"), control: http.NewResponseController(c), left: 2, idle: time.Minute, end: end}
	if _, err := io.ReadAll(b); !errors.Is(err, errBody) {
		t.Errorf("more than may be: %v", err)
	}
}
