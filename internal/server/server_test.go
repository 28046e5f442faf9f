package server_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/server"
	"kobo/internal/server/internal/fixture"
	"kobo/internal/server/internal/fixture/graph"
	"kobo/internal/viewer"
)

// leak stands for what must never be shown or logged: a statement with a (synthetic) national identity number in it.
const leak = "select * from person where number = '01859912345'"

// clock is a clock that only tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }

func (c *clock) advance(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.now = c.now.Add(d) }

// logs is what was logged.
type logs struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) { l.mu.Lock(); defer l.mu.Unlock(); return l.b.Write(p) }

func (l *logs) String() string { l.mu.Lock(); defer l.mu.Unlock(); return l.b.String() }

// bench is a running server with what tests turn.
type bench struct {
	*httptest.Server
	server *server.Server
	clock  *clock
	logs   *logs
	root   *fixture.Root
	ticks  chan time.Time

	mu      sync.Mutex
	viewers map[string]*viewer.Viewer // by token or session
}

func (b *bench) set(key string, v *viewer.Viewer) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.viewers[key] = v
}

// hash is how clients name a document.
func hash(document string) string {
	sum := sha256.Sum256([]byte(document))
	return hex.EncodeToString(sum[:])
}

const (
	mine     = `query Mine { me }`
	browse   = `query Browse($n: Int) { dwellings(first: $n) { nodes { id name } } }`
	snooping = `query Snoop { secret }`
	broad    = `query Broad($flag: Boolean = true) { me secret @include(if: $flag) ...Hidden } fragment Hidden on Query { secret }`
)

// start starts a server with a caseworker (token "staff", session "session") who doesn't see Query.secret, and a vendor
// (token "vendor") who does.
func start(t testing.TB, change func(*server.Config, *server.Options)) *bench {
	t.Helper()
	sdl, err := os.ReadFile("internal/fixture/schema.graphql")
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{
		clock: &clock{now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)},
		logs:  &logs{},
		root:  &fixture.Root{Leak: leak, Changes: make(chan *graph.Change)},
		ticks: make(chan time.Time),
	}
	at := b.clock.Now()
	b.viewers = map[string]*viewer.Viewer{
		"staff":   {Role: viewer.Staff, ID: entity.New(entity.Staff, at), Name: "Trine", Language: "nb"},
		"session": {Role: viewer.Staff, ID: entity.New(entity.Staff, at), Name: "Trine", Language: "nn", Session: "s1"},
		"vendor":  {Role: viewer.Vendor, ID: entity.New(entity.System, at), Name: "FDV", Language: "en"},
		"citizen": {Role: viewer.Citizen, ID: entity.New(entity.Citizen, at), Name: "Ola", Language: "nb"},
	}
	log := slog.New(slog.NewJSONHandler(b.logs, nil))
	config := server.Config{
		Viewer: func(r *http.Request) (*viewer.Viewer, error) {
			b.mu.Lock()
			defer b.mu.Unlock()
			key := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
			if c, err := r.Cookie("kobo"); err == nil {
				key = c.Value
			}
			if v := b.viewers[key]; v != nil {
				return v, nil
			}
			return nil, fault.New(fault.Unauthenticated, "fault.unauthenticated")
		},
		Clients: map[string]server.Client{
			"caseworker": {
				Documents: map[string]string{hash(mine): mine, hash(browse): browse, hash(snooping): snooping, hash(broad): broad},
				Roles:     []viewer.Role{viewer.Staff},
			},
			"citizen": {Roles: []viewer.Role{viewer.Citizen}, Origins: []string{"https://minside.example.no"}},
		},
		Settings: map[string]any{"municipality": "Krokvik"},
		Log:      log,
		Now:      b.clock.Now,
		Ticker:   func(time.Duration) (<-chan time.Time, func()) { return b.ticks, func() {} },
	}
	options := server.Options{Log: log}
	if change != nil {
		change(&config, &options)
	}
	if config.Limits != nil {
		options.Limits = config.Limits
	}
	all, text := fixture.Schema(string(sdl))
	most, _ := fixture.Schema(string(sdl), "Query.secret")
	endpoints := map[bool]*server.Endpoint{
		true:  server.NewEndpoint(fixture.New(all, b.root), text, options),
		false: server.NewEndpoint(fixture.New(most, b.root), "# without secret", options),
	}
	if config.Graph == nil {
		config.Graph = func(v *viewer.Viewer) (*server.Endpoint, error) { return endpoints[v.Role == viewer.Vendor], nil }
	}
	if b.server, err = server.New(config); err != nil {
		t.Fatal(err)
	}
	b.Server = httptest.NewServer(b.server.Handler())
	t.Cleanup(b.Close)
	return b
}

// reply is an answer, read.
type reply struct {
	*http.Response
	text string
	body struct {
		Data   json.RawMessage `json:"data"`
		Errors []struct {
			Message    string         `json:"message"`
			Path       []any          `json:"path"`
			Extensions map[string]any `json:"extensions"`
		} `json:"errors"`
		Extensions map[string]any `json:"extensions"`
	}
}

func (r *reply) code() any {
	if len(r.body.Errors) == 0 {
		return nil
	}
	return r.body.Errors[0].Extensions["code"]
}

func (b *bench) do(t testing.TB, method, path, body string, header ...string) *reply {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, b.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := b.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	r := &reply{Response: resp, text: string(text)}
	_ = json.Unmarshal(text, &r.body) // some answers aren't JSON
	return r
}

// post sends a body with a token.
func (b *bench) post(t testing.TB, token, body string, header ...string) *reply {
	t.Helper()
	return b.do(t, http.MethodPost, "/graphql", body,
		append([]string{"Content-Type", "application/json", "Authorization", "Bearer " + token,
			"Accept", "application/graphql-response+json"}, header...)...)
}

// ask sends a document with variables and a token.
func (b *bench) ask(t testing.TB, token, query string, variables map[string]any, header ...string) *reply {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	return b.post(t, token, string(body), header...)
}

// registered sends the hash of a document within a session.
func (b *bench) registered(t testing.TB, document string, header ...string) *reply {
	t.Helper()
	body, err := json.Marshal(map[string]any{"extensions": map[string]any{
		"persistedQuery": map[string]any{"version": 1, "sha256Hash": hash(document)},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return b.do(t, http.MethodPost, "/graphql", string(body), append([]string{"Content-Type", "application/json",
		"Accept", "application/graphql-response+json", "Cookie", "kobo=session"}, header...)...)
}

func check(t testing.TB, r *reply, status int, code any) {
	t.Helper()
	if r.StatusCode != status || r.code() != code {
		t.Errorf("answered %d %v, want %d %v: %.300s", r.StatusCode, r.code(), status, code, r.text)
	}
}

func get(h http.Handler, path string) string {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Body.String()
}
