// Package server is the HTTP front: routes, limits, who asks, the check of documents before the graph sees them, answers,
// streams, health, metrics and the web clients' files.
//
// It knows the graph only as endpoints that it is given, one for each projection, and those who ask only as viewers. What
// the graph means, how people log in and which rights see what are not its business.
package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/rs/cors"

	"kobo/internal/fault"
	"kobo/internal/viewer"
)

// Config is all a server needs. Viewer and Graph are required.
type Config struct {
	// Addr is where people and systems connect, "127.0.0.1:8080".
	Addr string
	// InternalAddr is where metrics and health are answered; empty means nowhere. It must not be reachable from outside.
	InternalAddr string
	// Secure says that people reach the server by https, through a proxy or not.
	Secure bool

	// Viewer says who asks: from a session (Viewer.Session is set) or a bearer token. Nobody is nil, or an error of code
	// UNAUTHENTICATED. Streams call it again with the same request at every event and tick, and must then be told of
	// logouts and changed rights.
	Viewer func(*http.Request) (*viewer.Viewer, error)
	// Expires says when the session or token of a request ends; the zero time is never. It may be nil.
	Expires func(*http.Request) time.Time
	// Graph returns the endpoint for what the viewer may see.
	Graph func(*viewer.Viewer) (*Endpoint, error)
	// Prepare returns the context an operation, or each event of one, is executed in: with its loaders, and what collects
	// who was read of. The viewer is in the context already. It may be nil.
	Prepare func(context.Context, *Operation) context.Context
	// BeforeAnswer is called with that context after execution and before the first byte of an answer or event leaves. On
	// error nothing of the answer leaves. It may be nil.
	BeforeAnswer func(context.Context, *Operation) error

	// Clients are the web clients by name.
	Clients map[string]Client
	// FreeDocuments lets sessions run documents of their own making. Only for the lab.
	FreeDocuments bool
	// QueriesByGet lets bearer tokens ask queries by GET. GraphQL over HTTP allows it and need not be; addresses end in logs.
	QueriesByGet bool
	// Settings is what clients read at /config.json; anything that json can encode, and public.
	Settings any
	// Images are further sources of images for the clients' pages, such as map tiles ("https://cache.kartverket.no").
	Images []string

	// Ready says whether the server can serve: the database answers. It may be nil.
	Ready func(context.Context) error
	// Buckets meter what viewers use; nil means buckets of this process alone.
	Buckets Buckets
	// Limits are what requests may be, cost and take; nil means Standard.
	Limits *Limits
	// Log receives one line for each request and those for errors; nil means slog.Default.
	Log *slog.Logger
	// LogErrorText logs the texts of unexpected errors too. Only for the lab: they may hold personal data.
	LogErrorText bool
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// Ticker makes the ticks of streams; nil means time.NewTicker.
	Ticker func(time.Duration) (ticks <-chan time.Time, stop func())
}

// Server answers HTTP.
type Server struct {
	config    Config
	limits    *Limits
	mux       *http.ServeMux
	handler   http.Handler
	presenter *presenter
	metrics   *metrics
	gate      gate
	foreign   map[string]bool // origins of clients
	stopping  context.Context // ended when the server is told to stop
	stop      context.CancelFunc
}

// New makes a server. It fails when the configuration can't be meant: no viewer or graph, settings that aren't JSON, an
// origin that is none.
func New(c Config) (*Server, error) {
	if c.Viewer == nil || c.Graph == nil {
		return nil, errors.New("server: Viewer and Graph are required")
	}
	if c.Limits == nil {
		standard := Standard()
		c.Limits = &standard
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Ticker == nil {
		c.Ticker = func(every time.Duration) (<-chan time.Time, func()) {
			t := time.NewTicker(every)
			return t.C, t.Stop
		}
	}
	if c.Buckets == nil {
		c.Buckets = NewBuckets(c.Limits.Rate, c.Limits.Burst, c.Now)
	}
	s := &Server{
		config:    c,
		limits:    c.Limits,
		mux:       http.NewServeMux(),
		presenter: &presenter{log: c.Log, text: c.LogErrorText, longest: c.Limits.Message},
		metrics:   newMetrics(),
		gate:      gate{most: c.Limits.AtOnce, in: map[string]int{}},
		foreign:   map[string]bool{},
	}
	s.stopping, s.stop = context.WithCancel(context.Background())

	// SECURITY: a browser's request that changes something must come from our own pages or those of a client's origin; what
	// is not a browser's has neither Origin nor Sec-Fetch-Site. This holds for every route.
	var origin http.CrossOriginProtection
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.refuse(w, r, refuse(http.StatusForbidden, fault.Invalid, "server.origin"))
	}))
	var origins []string
	for name, client := range c.Clients {
		for _, o := range client.Origins {
			if err := origin.AddTrustedOrigin(o); err != nil {
				return nil, fmt.Errorf("server: client %s: %w", name, err)
			}
			s.foreign[o] = true
			origins = append(origins, o)
		}
		if client.Files != nil {
			s.serveClient(name, client)
		}
	}
	inner := origin.Handler(s.mux)
	if len(origins) > 0 { // without any, no headers at all: rs/cors takes an empty list for everyone
		slices.Sort(origins)
		inner = cors.New(cors.Options{
			AllowedOrigins:   origins,
			AllowedMethods:   []string{http.MethodGet, http.MethodPost},
			AllowedHeaders:   []string{"Content-Type", "Accept-Language", ClientHeader},
			ExposedHeaders:   []string{"Retry-After", "X-Request-Id"},
			AllowCredentials: true,
			MaxAge:           600,
		}).Handler(inner)
	}
	s.handler = s.outer(inner)
	return s, s.routes()
}

func (s *Server) routes() error {
	settings, err := json.Marshal(s.config.Settings)
	if err != nil {
		return fmt.Errorf("server: settings: %w", err)
	}
	s.mux.HandleFunc("POST /graphql", s.graphql)
	if s.config.QueriesByGet {
		s.mux.HandleFunc("GET /graphql", s.graphql)
	}
	s.mux.HandleFunc("/graphql", func(w http.ResponseWriter, r *http.Request) {
		s.refuse(w, r, methodNotAllowed("POST"))
	})
	s.mux.HandleFunc("GET /schema.graphql", s.schema)
	s.mux.HandleFunc("GET /config.json", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = w.Write(settings) // fails when the client has left
	})
	s.mux.HandleFunc("GET /healthz", healthy)
	s.mux.HandleFunc("GET /readyz", s.ready)
	return nil
}

// schema answers with the viewer's own projection.
func (s *Server) schema(w http.ResponseWriter, r *http.Request) {
	v, wrong := s.viewer(r)
	if wrong != nil {
		s.refuse(w, r, wrong)
		return
	}
	endpoint, err := s.config.Graph(v)
	if err != nil {
		s.refuse(w, r, s.broken(r.Context(), "graph", err))
		return
	}
	answer{data: []byte(endpoint.SDL())}.send(w, r, http.StatusOK, "text/plain")
}

func healthy(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok\n") }

func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), s.limits.ReadHeader)
	defer cancel()
	switch {
	case s.stopping.Err() != nil:
		plain(w, http.StatusServiceUnavailable, "stopping\n")
		return
	case s.config.Ready != nil:
		if err := s.config.Ready(ctx); err != nil {
			s.presenter.report(r.Context(), "not ready", err)
			plain(w, http.StatusServiceUnavailable, "not ready\n")
			return
		}
	}
	plain(w, http.StatusOK, "ready\n")
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // fails when the client has left
}

// Mount adds a handler for a pattern of http.ServeMux ("POST /files"), within the log, the protecting headers, the check of
// origins and what happens on panic. It must be called before the server serves, and panics on a pattern that clashes.
func (s *Server) Mount(pattern string, h http.Handler) { s.mux.Handle(pattern, h) }

// MountSlow is Mount for what may take long, uploads and exports: the request and the answer may take Limits.Slow.
func (s *Server) MountSlow(pattern string, h http.Handler) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		control, until := http.NewResponseController(w), time.Now().Add(s.limits.Slow)
		_ = control.SetReadDeadline(until) // not every writer has deadlines: tests
		_ = control.SetWriteDeadline(until)
		h.ServeHTTP(w, r)
	})
}

// serveClient serves the files of a client under its name.
func (s *Server) serveClient(name string, c Client) {
	policy := c.Policy
	if policy == "" {
		policy = "default-src 'self'; img-src 'self' data: blob:"
		for _, source := range s.config.Images {
			policy += " " + source
		}
		policy += "; style-src 'self' 'unsafe-inline'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
	}
	s.mux.Handle("GET /"+name+"/", &site{name, c.Files, policy})
	s.mux.Handle("GET /"+name, http.RedirectHandler("/"+name+"/", http.StatusPermanentRedirect))
}

// Handler returns what the server answers with, for tests and for serving by other means.
func (s *Server) Handler() http.Handler { return s.handler }

// Internal returns what the internal address answers with: /metrics, /healthz and /readyz.
func (s *Server) Internal() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", s.metrics.handler())
	mux.HandleFunc("GET /healthz", healthy)
	mux.HandleFunc("GET /readyz", s.ready)
	return mux
}

// Run listens on the configured addresses and serves until ctx ends; then as Serve.
func (s *Server) Run(ctx context.Context) error {
	var config net.ListenConfig
	public, err := config.Listen(ctx, "tcp", s.config.Addr)
	if err != nil {
		return fmt.Errorf("server: %w", err)
	}
	var internal net.Listener
	if s.config.InternalAddr != "" {
		if internal, err = config.Listen(ctx, "tcp", s.config.InternalAddr); err != nil {
			_ = public.Close()
			return fmt.Errorf("server: %w", err)
		}
	}
	return s.Serve(ctx, public, internal)
}

// Serve serves on the listeners, of which internal may be nil, until ctx ends. Then it takes no more requests, completes
// streams, and lets requests under way end within Limits.Shutdown. It returns nil after that, or why it couldn't.
func (s *Server) Serve(ctx context.Context, public, internal net.Listener) error {
	servers := map[net.Listener]*http.Server{public: s.http(s.handler)}
	if internal != nil {
		servers[internal] = s.http(s.Internal())
	}
	failed := make(chan error, len(servers))
	for listener, server := range servers {
		go func() { failed <- server.Serve(listener) }()
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	s.stop()
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.limits.Shutdown)
	defer cancel()
	for _, server := range servers {
		err = errors.Join(err, server.Shutdown(ending))
	}
	if err != nil {
		return fmt.Errorf("server: %w", err)
	}
	return nil
}

// http makes the server of one listener, with every limit of time and size that net/http has.
func (s *Server) http(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: s.limits.ReadHeader,
		ReadTimeout:       s.limits.Read,
		WriteTimeout:      s.limits.Write,
		IdleTimeout:       s.limits.Idle,
		MaxHeaderBytes:    s.limits.HeaderBytes,
		ErrorLog:          log.New(io.Discard, "", 0), // it names addresses of people; panics are logged by outer
	}
}
