package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strings"

	"github.com/go-jose/go-jose/v4"
	"github.com/jackc/pgx/v5"

	"kobo/internal/lab"
	"kobo/internal/lab/synthetic"
	"kobo/internal/login"
	"kobo/internal/secret"
	"kobo/internal/viewer"
)

// appConfig is what the server and the worker are made from: in production from flags and environment, in the lab from what it
// started. A worker uses of the addresses only Database, Log and Internal.
type appConfig struct {
	// Addr is where to listen and InternalAddr where metrics and health are answered, empty for nowhere. PublicURL is where people
	// and systems reach the server.
	Addr, InternalAddr, PublicURL string
	// Proxies are whose X-Forwarded-For is believed.
	Proxies []netip.Prefix

	// ServeURL, AuthURL and LogURL are the database's for the roles kobo_serve, kobo_auth and kobo_log; WorkURL for kobo_work, empty
	// in a server that works no jobs.
	ServeURL, AuthURL, LogURL, WorkURL string
	// Keys are the opened keys.
	Keys *secret.Keys
	// Files is where contents of files are kept: a folder or an s3:// address. Anchors is the file that heads of the log are written to.
	Files, Anchors string

	IDPorten, Ansattporten login.Provider
	Maskinporten           login.Maskinporten

	// AddressURL is Kartverket's address search, MatrikkelURL the cadastre; without a user there is no cadastre.
	AddressURL, MatrikkelURL         string
	MatrikkelUser, MatrikkelPassword string

	// AccessibilityURL is where the accessibility declaration (tilgjengelighetserklæring) is published, which every page links to.
	AccessibilityURL string

	// Lab is set for the lab alone: simulated issuers, plain http, lab keys, documents of one's own making.
	Lab bool
	// Unmetered takes the limits away from what viewers may use over time. Only the lab can set it.
	Unmetered bool
	// Mark stands on every page when the data is nobody's.
	Mark string
	// Log is where the log goes: JSON lines without personal data.
	Log *slog.Logger
}

// The levels of assurance that are accepted: citizens read what is personal, staff what is others'.
var (
	citizenLevels = []string{"idporten-loa-high"}
	staffLevels   = []string{"substantial", "high"}
)

// machineScopes are Maskinporten's scopes and what each opens.
var machineScopes = map[string][]viewer.Grant{
	"husbanken:kobo/bolig.read":  {{Right: "bolig-api"}},
	"husbanken:kobo/bolig.write": {{Right: "bolig-api", Write: true}},
}

// owner is a role that owns the database, by the name it has in examples.
const owner = "postgres"

// databaseFlags are where the database is, as the role that the command runs as.
type databaseFlags struct {
	Database string `name:"database-url" env:"DATABASE_URL" placeholder:"URL" help:"The database, as the role that the command's help names."`
}

// keyFlags say where the keys are.
type keyFlags struct {
	Keys string `env:"KOBO_KEYS" placeholder:"FILE" help:"The file with the keys, made by kobo keys create."`
}

// storageFlags are what server and worker both keep things in.
type storageFlags struct {
	databaseFlags
	keyFlags
	LogDatabase string `name:"log-database-url" env:"LOG_DATABASE_URL" placeholder:"URL" help:"The database as kobo_log."`
	Files       string `env:"KOBO_FILES" placeholder:"FOLDER|s3://…" help:"Where the contents of files are kept, encrypted."`
	Internal    string `name:"internal-addr" env:"KOBO_INTERNAL_ADDR" default:"127.0.0.1:9090" help:"Where metrics and health are answered."`
}

// serveCommand is kobo serve.
type serveCommand struct {
	storageFlags
	AuthDatabase string   `name:"auth-database-url" env:"AUTH_DATABASE_URL" placeholder:"URL" help:"The database as kobo_auth."`
	Addr         string   `env:"KOBO_ADDR" default:":8080" help:"Where to listen."`
	PublicURL    string   `name:"public-url" env:"KOBO_PUBLIC_URL" placeholder:"URL" help:"Where people reach Kobo, scheme and host."`
	Proxies      []string `env:"KOBO_PROXIES" placeholder:"CIDR" help:"Proxies whose X-Forwarded-For is believed."`

	Accessibility string `name:"accessibility-url" env:"KOBO_ACCESSIBILITY_URL" placeholder:"URL" help:"The accessibility declaration at uustatus.no."`

	IDPorten     issuerFlags `embed:"" prefix:"idporten-" envprefix:"KOBO_IDPORTEN_"`
	Ansattporten issuerFlags `embed:"" prefix:"ansattporten-" envprefix:"KOBO_ANSATTPORTEN_"`

	MaskinportenIssuer   string `name:"maskinporten-issuer" env:"KOBO_MASKINPORTEN_ISSUER" placeholder:"URL" help:"The issuer of machines' tokens; without it none is let in."`
	MaskinportenJWKS     string `name:"maskinporten-jwks" env:"KOBO_MASKINPORTEN_JWKS" placeholder:"URL" help:"Where that issuer's keys are."`
	MaskinportenAudience string `name:"maskinporten-audience" env:"KOBO_MASKINPORTEN_AUDIENCE" placeholder:"URL" help:"What tokens must be for; PublicURL when empty."`

	AddressURL        string `name:"address-url" env:"KOBO_ADDRESS_URL" default:"https://ws.geonorge.no" help:"Kartverket's address search."`
	MatrikkelURL      string `name:"matrikkel-url" env:"KOBO_MATRIKKEL_URL" default:"https://www.matrikkel.no/matrikkelapi/wsapi/v1" help:"The national cadastre."`
	MatrikkelUser     string `name:"matrikkel-user" env:"KOBO_MATRIKKEL_USER" help:"Our user there; without it the cadastre is not asked."`
	MatrikkelPassword string `name:"matrikkel-password" env:"KOBO_MATRIKKEL_PASSWORD" help:"Better given in the environment than as a flag."`
}

// issuerFlags are an issuer of logins and how we are registered there.
type issuerFlags struct {
	Issuer   string `env:"ISSUER" placeholder:"URL" help:"The issuer's name, as in its discovery document."`
	ClientID string `env:"CLIENT_ID" placeholder:"ID" help:"Our client id there."`
	Key      string `env:"KEY" placeholder:"FILE" help:"The file with our private key, a JWK with the key id that is registered."`
}

// Help says more than one line.
func (serveCommand) Help() string {
	return "DATABASE_URL is the database as the role kobo_serve. Lab keys, lab issuers and addresses of this machine are refused."
}

// Run serves until the process is told to stop.
func (c *serveCommand) Run(e *environment) error {
	config, err := c.config(e.stderr)
	if err != nil {
		return err
	}
	return e.program.serve(e.ctx, config)
}

// workCommand is kobo work.
type workCommand struct {
	storageFlags
	Anchors string `env:"KOBO_ANCHORS" placeholder:"FILE" help:"Where heads of the log are written, on another machine than the database."`
}

// Help says more than one line.
func (workCommand) Help() string { return "DATABASE_URL is the database as the role kobo_work." }

// Run works jobs until the process is told to stop.
func (c *workCommand) Run(e *environment) error {
	var wrong misuse
	config := c.storage("kobo_work", e.stderr, &wrong)
	config.WorkURL, config.ServeURL, config.Anchors = config.ServeURL, "", c.Anchors
	wrong.need("KOBO_ANCHORS", c.Anchors, "the file that heads of the log are written to, on another machine than the database")
	if err := wrong.or(); err != nil {
		return err
	}
	return e.program.work(e.ctx, config)
}

// storage checks what server and worker share. ServeURL is the command's own database.
func (f *storageFlags) storage(role string, stderr io.Writer, wrong *misuse) appConfig {
	wrong.database("DATABASE_URL", f.Database, role)
	wrong.database("LOG_DATABASE_URL", f.LogDatabase, "kobo_log")
	wrong.need("KOBO_FILES", f.Files, "where the contents of files are kept, a folder or s3://bucket?region=…")
	wrong.listen("KOBO_INTERNAL_ADDR", f.Internal)
	return appConfig{
		InternalAddr: f.Internal, ServeURL: f.Database, LogURL: f.LogDatabase, Keys: f.open(wrong), Files: f.Files,
		Log: slog.New(slog.NewJSONHandler(stderr, nil)),
	}
}

// open opens the keys. Production refuses a lab's.
func (f *keyFlags) open(wrong *misuse) *secret.Keys {
	if !wrong.need("KOBO_KEYS", f.Keys, "the file with the keys, made by kobo keys create") {
		return nil
	}
	keys, err := secret.Open(f.Keys)
	switch {
	case err != nil:
		wrong.add("KOBO_KEYS: %v", err)
	case keys.IsLab():
		wrong.add("KOBO_KEYS: %s has lab keys, which production refuses; make others with kobo keys create", f.Keys)
	}
	return keys
}

// config checks everything, so that all that is wrong is told at once.
func (c *serveCommand) config(stderr io.Writer) (appConfig, error) {
	var wrong misuse
	config := c.storage("kobo_serve", stderr, &wrong)
	wrong.database("AUTH_DATABASE_URL", c.AuthDatabase, "kobo_auth")
	wrong.listen("KOBO_ADDR", c.Addr)
	wrong.public("KOBO_PUBLIC_URL", c.PublicURL, "where people reach Kobo, such as https://kobo.example.no")
	if u, err := url.Parse(c.PublicURL); err == nil && strings.Trim(u.Path, "/")+u.RawQuery != "" {
		wrong.add("KOBO_PUBLIC_URL: scheme and host only, without a path")
	}
	for _, text := range c.Proxies {
		proxy, err := netip.ParsePrefix(text)
		if err != nil {
			wrong.add("KOBO_PROXIES: %q is not an address range such as 10.0.0.0/8", text)
			continue
		}
		config.Proxies = append(config.Proxies, proxy)
	}
	config.AccessibilityURL = c.Accessibility
	config.Addr, config.PublicURL, config.AuthURL = c.Addr, strings.TrimSuffix(c.PublicURL, "/"), c.AuthDatabase
	config.IDPorten = c.IDPorten.provider(&wrong, "KOBO_IDPORTEN_", citizenLevels)
	config.Ansattporten = c.Ansattporten.provider(&wrong, "KOBO_ANSATTPORTEN_", staffLevels)
	if c.MaskinportenIssuer != "" || c.MaskinportenJWKS != "" {
		wrong.public("KOBO_MASKINPORTEN_ISSUER", c.MaskinportenIssuer, "the issuer's name, with its final slash")
		wrong.public("KOBO_MASKINPORTEN_JWKS", c.MaskinportenJWKS, "where the issuer's keys are")
		config.Maskinporten = login.Maskinporten{
			Issuer: c.MaskinportenIssuer, JWKSURL: c.MaskinportenJWKS, Audience: c.MaskinportenAudience, Scopes: machineScopes,
		}
	}
	wrong.public("KOBO_ADDRESS_URL", c.AddressURL, "Kartverket's address search")
	wrong.public("KOBO_MATRIKKEL_URL", c.MatrikkelURL, "the national cadastre")
	if c.MatrikkelUser != "" {
		wrong.need("KOBO_MATRIKKEL_PASSWORD", c.MatrikkelPassword, "the password that goes with KOBO_MATRIKKEL_USER")
	}
	config.AddressURL, config.MatrikkelURL = c.AddressURL, c.MatrikkelURL
	config.MatrikkelUser, config.MatrikkelPassword = c.MatrikkelUser, c.MatrikkelPassword
	return config, wrong.or()
}

func (f *issuerFlags) provider(wrong *misuse, prefix string, levels []string) login.Provider {
	wrong.public(prefix+"ISSUER", f.Issuer, "the issuer's name, as in its discovery document")
	wrong.need(prefix+"CLIENT_ID", f.ClientID, "our client id at the issuer")
	p := login.Provider{Issuer: f.Issuer, ClientID: f.ClientID, AcrValues: levels}
	if wrong.need(prefix+"KEY", f.Key, "the file with our private key, a JWK") {
		key, err := readKey(f.Key)
		if err != nil {
			wrong.add("%sKEY: %v", prefix, err)
		}
		p.Key = key
	}
	return p
}

// readKey reads a private key that may be used in production. Errors hold nothing of the file.
func readKey(path string) (key jose.JSONWebKey, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return key, fmt.Errorf("the file with our key can't be read: %w", err)
	}
	switch {
	case json.Unmarshal(data, &key) != nil || !key.Valid() || key.IsPublic():
		return key, fmt.Errorf("%s does not hold a private key as a JWK", path)
	case key.KeyID == "":
		return key, fmt.Errorf("the key in %s lacks the key id (kid) that is registered at the issuer", path)
	case strings.HasPrefix(key.KeyID, "lab"):
		return key, fmt.Errorf("%s has a lab key, which production refuses", path)
	}
	return key, nil
}

func (m *misuse) add(format string, args ...any) { *m = append(*m, fmt.Sprintf(format, args...)) }

// need notes that a setting is missing, and reports whether it is there.
func (m *misuse) need(name, value, what string) bool {
	if value == "" {
		m.add("%s is missing: %s", name, what)
	}
	return value != ""
}

// public notes that an address is missing, or is one that only the lab may have.
func (m *misuse) public(name, value, what string) {
	if !m.need(name, value, what) {
		return
	}
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Host == "" || u.User != nil:
		m.add("%s is not an address: %s", name, what)
	case u.Scheme != "https":
		m.add("%s must begin with https://; only the lab may do without", name)
	case onThisMachine(u.Hostname()):
		m.add("%s is on this machine, which only the lab may have", name)
	}
}

func onThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && (ip.IsLoopback() || ip.IsUnspecified())
}

// listen notes that an address can't be listened on.
func (m *misuse) listen(name, value string) {
	if _, port, err := net.SplitHostPort(value); err != nil || port == "" {
		m.add("%s: %q is not an address with a port, such as :8080", name, value)
	}
}

// database notes that a database's address is missing or none. It may hold a password, so it is never quoted.
func (m *misuse) database(name, value, role string) {
	if !m.need(name, value, "the database as "+role+", such as postgres://"+role+"@db.example.no/kobo") {
		return
	}
	if _, err := pgx.ParseConfig(value); err != nil {
		m.add("%s is not the address of a PostgreSQL database", name)
	}
}

// connect opens one connection for a command that does one thing.
func connect(ctx context.Context, address string) (*pgx.Conn, error) {
	var wrong misuse
	wrong.database("DATABASE_URL", address, owner)
	if err := wrong.or(); err != nil {
		return nil, err
	}
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return nil, errors.New("the database at DATABASE_URL can't be reached, or does not let us in")
	}
	return conn, nil
}

// labConfig is the configuration of the lab's server.
func labConfig(s lab.Site, log *slog.Logger) (appConfig, error) {
	keys, err := secret.Open(s.KeyFile)
	if err != nil {
		return appConfig{}, err
	}
	s.Maskinporten.Scopes, s.IDPorten.AcrValues, s.Ansattporten.AcrValues = machineScopes, citizenLevels, staffLevels
	return appConfig{
		Addr: s.Addr, InternalAddr: s.InternalAddr, PublicURL: s.PublicURL, ServeURL: s.ServeURL, AuthURL: s.AuthURL, LogURL: s.LogURL, WorkURL: s.WorkURL,
		Keys: keys, Files: s.FilesDir, Anchors: s.AnchorFile, IDPorten: s.IDPorten, Ansattporten: s.Ansattporten,
		Maskinporten: s.Maskinporten, AddressURL: s.AddressURL, MatrikkelURL: s.MatrikkelURL, MatrikkelUser: s.MatrikkelUser,
		MatrikkelPassword: s.MatrikkelPassword, AccessibilityURL: "https://uustatus.no/nb/erklaringer", Lab: true, Mark: synthetic.Mark, Log: log,
	}, nil
}
