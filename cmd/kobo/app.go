package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/alexedwards/scs/pgxstore"
	"github.com/vektah/gqlparser/v2/ast"

	"kobo/clients"
	"kobo/graph"
	"kobo/graph/generated"
	"kobo/internal/access"
	"kobo/internal/audit"
	"kobo/internal/codelist"
	"kobo/internal/directory"
	"kobo/internal/entity"
	"kobo/internal/export"
	"kobo/internal/file"
	"kobo/internal/housing"
	"kobo/internal/intake"
	"kobo/internal/jobs"
	"kobo/internal/login"
	"kobo/internal/municipality"
	"kobo/internal/postgres"
	"kobo/internal/register/address"
	"kobo/internal/register/matrikkel"
	"kobo/internal/server"
	"kobo/internal/store"
	"kobo/internal/viewer"
)

// sealEvery is how often the log is sealed.
const sealEvery = time.Second

// core is what server and worker are both made of.
type core struct {
	db      *postgres.DB
	log     *audit.Log
	grid    *access.Grid
	files   *file.Store
	housing *housing.Housing
	intake  *intake.Intake
	closers []func()
}

// newCore connects to the database as the login role of url.
func newCore(ctx context.Context, c appConfig, url string) (_ *core, err error) {
	k := &core{}
	defer func() {
		if err != nil {
			k.close()
		}
	}()
	if k.grid, err = access.Load(); err != nil {
		return nil, err
	}
	if k.db, err = postgres.Open(ctx, postgres.Config{URL: url, Log: c.Log}); err != nil {
		return nil, err
	}
	k.closers = append(k.closers, k.db.Close)
	if k.log, err = audit.Open(ctx, c.LogURL, time.Now); err != nil {
		return nil, err
	}
	k.closers = append(k.closers, k.log.Close)
	bucket, err := file.OpenBucket(ctx, c.Files)
	if err != nil {
		return nil, err
	}
	k.closers = append(k.closers, func() { _ = bucket.Close() }) // nothing is buffered
	k.files = &file.Store{Bucket: bucket, Keys: c.Keys}
	k.housing = housing.New(housing.Config{DB: k.db, Grid: k.grid, Keys: c.Keys})
	k.intake = intake.New(intake.Config{DB: k.db, Grid: k.grid, Housing: k.housing, Files: k.files})
	return k, nil
}

// close closes what was opened, the last first.
func (k *core) close() {
	for i := len(k.closers) - 1; i >= 0; i-- {
		k.closers[i]()
	}
}

// serveApp serves until ctx ends. In the lab it works the jobs too.
func serveApp(ctx context.Context, c appConfig) error {
	k, err := newCore(ctx, c, c.ServeURL)
	if err != nil {
		return err
	}
	defer k.close()
	auth, err := postgres.OpenAuth(ctx, c.AuthURL)
	if err != nil {
		return err
	}
	defer auth.Close()
	changes, err := postgres.Listen(ctx, c.ServeURL, c.Log)
	if err != nil {
		return err
	}
	defer changes.Close()

	people, err := login.New(ctx, login.Config{
		PublicURL: c.PublicURL, IDPorten: c.IDPorten, Ansattporten: c.Ansattporten, Maskinporten: c.Maskinporten,
		Directory: directory.New(auth, time.Now), PersonIndex: c.Keys.PersonIndex, Store: pgxstore.New(auth.Pool),
		Proxies: c.Proxies, Log: c.Log, Lab: c.Lab,
	})
	if err != nil {
		return err
	}
	full := generated.NewExecutableSchema(generated.Config{}).Schema()
	if err := access.Check(full, k.grid); err != nil {
		return err
	}
	cursors := sealedCursors{c.Keys}
	services := graph.Services{
		DB: k.db, Grid: k.grid, Housing: k.housing, Intake: k.intake, Changes: changes, Cursors: cursors, Now: time.Now,
		Municipality: municipality.New(k.db),
		Store: store.New(store.Config{
			DB: k.db, Cursors: cursors, Now: time.Now, ImportChanges: intake.Changes,
			Acts: func(v *viewer.Viewer, s store.State) []codelist.DwellingAct {
				return k.housing.Acts(v, housing.State(s))
			},
		}),
		Addresses: &address.Client{BaseURL: c.AddressURL},
		Cadastre:  &matrikkel.Client{BaseURL: c.MatrikkelURL, User: c.MatrikkelUser, Password: c.MatrikkelPassword, Identification: "kobo"},
	}
	limits := server.Standard()
	if c.Unmetered {
		limits.Rate, limits.Burst = math.MaxInt32, math.MaxInt32
	}
	projections, err := newProjections(full, k.grid, services, server.Options{
		Limits: &limits, Sizes: listSizes, AroundRootField: services.AroundRootField, Log: c.Log, LogErrorText: c.Lab,
	})
	if err != nil {
		return err
	}
	documents, err := clients.Documents()
	if err != nil {
		return err
	}
	web, err := server.New(server.Config{
		Addr: c.Addr, InternalAddr: c.InternalAddr, Secure: !c.Lab, Viewer: people.Viewer, Log: c.Log, Limits: &limits,
		Graph: func(v *viewer.Viewer) (*server.Endpoint, error) {
			p, err := projections.Get(k.grid.Bits(v.Grants, v.Modules))
			if err != nil {
				return nil, err
			}
			return p.endpoint, nil
		},
		Prepare: func(ctx context.Context, _ *server.Operation) context.Context { return services.Prepare(ctx) },
		BeforeAnswer: func(ctx context.Context, op *server.Operation) error {
			return k.log.Flush(ctx, operationName(op))
		},
		Clients: map[string]server.Client{
			"caseworker": {Documents: documents["caseworker"], Roles: []viewer.Role{viewer.Staff}, Files: built("caseworker")},
			"developer": {
				Documents: documents["developer"], Files: built("developer"),
				Roles: []viewer.Role{viewer.Staff, viewer.Citizen, viewer.Partner, viewer.Vendor, viewer.Stats},
			},
		},
		FreeDocuments: c.Lab,
		QueriesByGet:  true, // bearer tokens only; a session's queries are refused, and anyone's mutations
		Settings:      settings(c, limits),
		Ready: func(ctx context.Context) error {
			return errors.Join(k.db.Ping(ctx), auth.Pool.Ping(ctx))
		},
	})
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	people.Register(mux)
	for _, path := range []string{"/login/", "/logout", "/logout/", "/session", "/session/"} {
		web.Mount(path, atPublicURL(c.PublicURL, mux))
	}
	files := file.New(file.Config{
		Store: k.files, Rows: file.Table{DB: k.db}, Viewer: people.Viewer, Log: c.Log,
		BeforeAnswer: func(ctx context.Context, row file.Row) error {
			if row.Class != "DOCUMENT" {
				return nil
			}
			return k.log.Note(ctx, audit.Read, "file", []string{row.Class}, []entity.ID{row.ID}, 1)
		},
	})
	web.MountSlow("POST /files", http.HandlerFunc(files.Upload))
	web.MountSlow("GET /files/{id}", http.HandlerFunc(files.Download))
	export.New(export.Config{
		Viewer: people.Viewer, Store: services.Store, Log: k.log, Errors: k.intake, Now: time.Now, Mark: c.Mark,
		May: func(v *viewer.Viewer) bool { return k.grid.May(k.grid.Bits(v.Grants, v.Modules), "EXPORT") },
		Projection: func(v *viewer.Viewer) (*access.Projection, error) {
			p, err := projections.Get(k.grid.Bits(v.Grants, v.Modules))
			if err != nil {
				return nil, err
			}
			return p.projection, nil
		},
	}).Register(web.MountSlow)
	web.Mount("GET /{$}", http.RedirectHandler("/caseworker/", http.StatusFound))

	if c.WorkURL != "" {
		stop, err := startWork(ctx, c)
		if err != nil {
			return err
		}
		defer stop()
	}
	return web.Run(ctx)
}

// atPublicURL sends those who came by another name of this server to the one it is known by: the issuers send people back there, and
// cookies follow the name.
func atPublicURL(public string, next http.Handler) http.Handler {
	known, err := url.Parse(public)
	if err != nil {
		return next // login has refused it
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/login/") && r.Host != known.Host {
			http.Redirect(w, r, public+r.URL.RequestURI(), http.StatusTemporaryRedirect)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// workApp works the queue until ctx ends.
func workApp(ctx context.Context, c appConfig) error {
	stop, err := startWork(ctx, c)
	if err != nil {
		return err
	}
	defer stop()
	<-ctx.Done()
	return nil
}

// startWork begins to work the queue and to seal the log.
func startWork(ctx context.Context, c appConfig) (stop func(), err error) {
	k, err := newCore(ctx, c, c.WorkURL)
	if err != nil {
		return nil, err
	}
	var workers jobs.Workers
	k.intake.Register(&workers)
	registerDaily(&workers, k.db, k.housing)
	runner, err := jobs.Start(ctx, jobs.Config{URL: c.WorkURL, DB: k.db, Workers: &workers, Log: c.Log})
	if err != nil {
		k.close()
		return nil, err
	}
	sealing, stopSealing := context.WithCancel(ctx)
	sealed := make(chan struct{})
	go func() {
		defer close(sealed)
		seal(sealing, k.log, c)
	}()
	return func() {
		stopSealing()
		<-sealed
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
		defer cancel()
		if err := runner.Stop(ending); err != nil {
			c.Log.Error("jobs did not stop in time", "type", fmt.Sprintf("%T", err))
		}
		k.close()
	}, nil
}

// seal seals the log each second until ctx ends. What fails is tried again: the entries wait.
func seal(ctx context.Context, log *audit.Log, c appConfig) {
	anchors, err := audit.Anchors(c.Anchors)
	if err != nil {
		c.Log.Error("the log is not sealed: the file of anchors can't be opened", "type", fmt.Sprintf("%T", err))
		return
	}
	defer anchors.Close()
	for tick := time.NewTicker(sealEvery); ; {
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case <-tick.C:
			if _, err := log.Seal(ctx, c.Keys, anchors); err != nil && ctx.Err() == nil {
				c.Log.Error("the log could not be sealed", slog.String("error", err.Error()))
			}
		}
	}
}

// projected is what viewers of one set of rights use: their projection, and the endpoint made of it.
type projected struct {
	projection *access.Projection
	endpoint   *server.Endpoint
}

// newProjections makes endpoints as they are needed, one for each projection (trap O1).
func newProjections(full *ast.Schema, grid *access.Grid, services graph.Services, options server.Options) (*access.Cache[*projected], error) {
	return access.NewCache(full, grid, func(p *access.Projection) *projected {
		resolvers := &graph.Resolver{Projection: p, Services: services}
		es := generated.NewExecutableSchema(generated.Config{Schema: p.Schema, Resolvers: resolvers})
		return &projected{p, server.NewEndpoint(es, p.SDL(), options)}
	})
}

// listSizes are the lengths of lists without paging, for the cost of operations.
var listSizes = map[string]int{
	"DwellingFacets.status": 1, "DwellingFacets.markers": 1, "DwellingFacets.type": 1, "DwellingFacets.staffing": 1,
	"DwellingFacets.disposition": 1, "DwellingFacets.wheelchair": 1, "DwellingFacets.unit": 1, "DwellingFacets.bedrooms": 1,
	"DwellingFacets.expectedVacantWithinMonths": 1, "DwellingFacets.contractEndsWithinMonths": 1, "DwellingFacets.vacantMoreThanDays": 1,
	"Query.cadastreUnits": 2, "CadastreBuilding.units": 20, "CadastreUnit.dwellings": 1, "Query.addressSearch": 10,
	"Rent.components": 2, "Tenancy.tenants": 2, "Query.codeLists": 5, "CodeList.codes": 10, "Viewer.modules": 3, "Viewer.rights": 3,
	"Viewer.access": 10, "Viewer.units": 3, "Viewer.savedFilters": 10, "Municipality.units": 5, "Municipality.onboarding": 7,
	"Dwelling.rents": 5, "Dwelling.tenancies": 5, "Dwelling.statusPeriods": 10, "Dwelling.stockChanges": 2, "Dwelling.images": 5,
	"Dwelling.documents": 5, "Dwelling.notes": 5, "Tenancy.terms": 4, "HistoryEntry.changes": 4, "Agreement.terms": 3,
	"Import.columns": 10, "Import.unknownWords": 3, "UnknownWord.allowed": 5, "ImportRow.cells": 5, "ImportRow.problems": 1,
	"ImportRow.changes": 2, "MunicipalitySettings.networks": 3, "MunicipalitySettings.words": 10,
}

// built is a client's built files.
func built(name string) fs.FS {
	files, err := fs.Sub(clients.Dist, "dist/"+name)
	if err != nil {
		panic("clients: " + err.Error()) // the name is valid
	}
	return files
}

// operationName names an operation in the log: its root fields.
func operationName(op *server.Operation) string {
	name := string(op.Kind)
	for _, field := range op.RootFields {
		name += " " + field
	}
	return name
}

// settings are what clients are told before anyone has logged in (/config.json).
func settings(c appConfig, limits server.Limits) map[string]any {
	return map[string]any{
		"lab": c.Lab, "mark": c.Mark, "accessibilityUrl": c.AccessibilityURL,
		"limits": map[string]any{
			"body": limits.Body, "document": limits.Document, "tokens": limits.Tokens, "nesting": limits.Nesting, "depth": limits.Depth,
			"aliases": limits.Aliases, "rootFields": limits.RootFields, "directives": limits.Directives, "fields": limits.Fields,
			"fragments": limits.Fragments, "operations": limits.Operations,
		},
	}
}

// sealedCursors seals cursors with the keys.
type sealedCursors struct{ keys cursorKeys }

type cursorKeys interface {
	SealCursor(plain, context []byte) ([]byte, error)
	OpenCursor(sealed, context []byte) ([]byte, error)
}

// forCursors binds cursors to what they are for.
var forCursors = []byte("kobo cursor")

// Seal seals a cursor into a text.
func (s sealedCursors) Seal(plain []byte) string {
	sealed, err := s.keys.SealCursor(plain, forCursors)
	if err != nil {
		return "" // only a broken source of randomness does this; the cursor then opens nothing
	}
	return base64.RawURLEncoding.EncodeToString(sealed)
}

// Open opens a cursor, if it is one of ours.
func (s sealedCursors) Open(sealed string) ([]byte, error) {
	text, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return nil, err
	}
	return s.keys.OpenCursor(text, forCursors)
}
