package kartverket

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/sosodev/duration"
)

// Fault makes calls fail, as a test or a demonstration wants. It is posted as JSON to /__sim/faults:
//
//	{"match": {"path": "/adresser/v1/sok"}, "status": 503, "times": 2}
type Fault struct {
	// Match chooses the calls whose path begins with Path; empty means all.
	Match struct {
		Path string `json:"path"`
	} `json:"match"`
	// Times is how many calls fail; zero means one.
	Times int `json:"times"`
	// Status is the answer's; zero means 200.
	Status int `json:"status"`
	// ContentType and Body are the answer's. An HTML page or a SOAP fault is injected so.
	ContentType string `json:"contentType"`
	Body        string `json:"body"`
	// Bytes, when larger than Body, is how long the answer is made by adding spaces.
	Bytes int `json:"bytes"`
	// Hang keeps the caller waiting until it gives up; nothing is answered.
	Hang bool `json:"hang"`
}

// control holds the clock and the faults to come, shared by both services.
type control struct {
	now func() time.Time

	mu       sync.Mutex
	advanced time.Duration
	faults   []Fault
}

// time is the simulator's time.
func (c *control) time() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now().Add(c.advanced)
}

// take returns the first fault that matches the path and counts it down.
func (c *control) take(path string) (Fault, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, f := range c.faults {
		if !strings.HasPrefix(path, f.Match.Path) {
			continue
		}
		if c.faults[i].Times--; c.faults[i].Times <= 0 {
			c.faults = append(c.faults[:i], c.faults[i+1:]...)
		}
		return f, true
	}
	return Fault{}, false
}

// faulty lets injected faults answer in place of the service.
func (c *control) faulty(service http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := c.take(r.URL.Path)
		switch {
		case !ok:
			service.ServeHTTP(w, r)
		case f.Hang:
			_, _ = io.Copy(io.Discard, r.Body) // the server notices a caller that left only when the request has been read
			<-r.Context().Done()
		default:
			if f.ContentType != "" {
				w.Header().Set("Content-Type", f.ContentType)
			}
			if f.Status != 0 {
				w.WriteHeader(f.Status)
			}
			_, _ = io.WriteString(w, f.Body) // a caller that left is no error here
			padding := strings.Repeat(" ", 64<<10)
			for left := f.Bytes - len(f.Body); left > 0; left -= len(padding) {
				if _, err := io.WriteString(w, padding[:min(left, len(padding))]); err != nil {
					return
				}
			}
		}
	})
}

func (c *control) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /__sim/clock", func(w http.ResponseWriter, r *http.Request) {
		var body struct {
			Advance string `json:"advance"`
		}
		if !read(w, r, &body) {
			return
		}
		advance, err := duration.Parse(body.Advance)
		if err != nil {
			http.Error(w, `advance is an ISO 8601 duration: "PT2H"`, http.StatusBadRequest)
			return
		}
		c.mu.Lock()
		c.advanced += advance.ToTimeDuration()
		c.mu.Unlock()
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /__sim/faults", func(w http.ResponseWriter, r *http.Request) {
		var f Fault
		if !read(w, r, &f) {
			return
		}
		if f.Status != 0 && (f.Status < 200 || f.Status > 599) {
			http.Error(w, "status is 200 to 599", http.StatusBadRequest)
			return
		}
		c.mu.Lock()
		c.faults = append(c.faults, f)
		c.mu.Unlock()
		w.WriteHeader(http.StatusNoContent)
	})
	return mux
}

func read(w http.ResponseWriter, r *http.Request, into any) bool {
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return false
	}
	return true
}
