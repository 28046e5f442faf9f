package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"kobo/internal/lab/synthetic"
	"kobo/internal/postgres/local"
	"kobo/internal/secret"
	"kobo/internal/testdb"
)

func TestMain(m *testing.M) {
	code, err := withLab(func() int { return testdb.Run(m) })
	if err != nil {
		fmt.Fprintln(os.Stderr, "the lab did not start:", err)
		code = 1
	}
	os.Exit(code)
}

// kobo runs a command and returns what it wrote.
func (p program) kobo(ctx context.Context, args ...string) (code int, stdout, stderr string) {
	var out, wrong bytes.Buffer
	code = p.run(ctx, args, &out, &wrong)
	return code, out.String(), wrong.String()
}

// jwk writes a private key with the key id, and returns the file.
func jwk(t *testing.T, id string) string {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return write(t, jose.JSONWebKey{Key: private, KeyID: id, Algorithm: "RS256", Use: "sig"})
}

func write(t *testing.T, value any) string {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func keyFile(t *testing.T, lab bool) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys.json")
	if err := secret.Create(path, lab); err != nil {
		t.Fatal(err)
	}
	return path
}

// complete is an environment in which kobo serve and kobo work start.
func complete(t *testing.T) map[string]string {
	key := jwk(t, "kobo-2026")
	return map[string]string{
		"DATABASE_URL": "postgres://kobo_serve:hemmelig@db.example.no/kobo", "AUTH_DATABASE_URL": "postgres://kobo_auth@db.example.no/kobo",
		"LOG_DATABASE_URL": "postgres://kobo_log@db.example.no/kobo", "KOBO_KEYS": keyFile(t, false), "KOBO_FILES": "s3://kobo",
		"KOBO_PUBLIC_URL": "https://kobo.example.no", "KOBO_ANCHORS": "/anchors/anchors.jsonl",
		"KOBO_IDPORTEN_ISSUER": "https://idporten.no", "KOBO_IDPORTEN_CLIENT_ID": "a", "KOBO_IDPORTEN_KEY": key,
		"KOBO_ANSATTPORTEN_ISSUER": "https://ansattporten.no", "KOBO_ANSATTPORTEN_CLIENT_ID": "b", "KOBO_ANSATTPORTEN_KEY": key,
		"KOBO_MASKINPORTEN_ISSUER": "https://maskinporten.no/", "KOBO_MASKINPORTEN_JWKS": "https://maskinporten.no/jwk",
		"KOBO_MATRIKKEL_USER": "kobo", "KOBO_MATRIKKEL_PASSWORD": "hemmelig",
		"KOBO_PROXIES": "10.0.0.0/8,192.0.2.0/24", "KOBO_ADDR": "", "KOBO_INTERNAL_ADDR": "", "KOBO_ADDRESS_URL": "", "KOBO_MATRIKKEL_URL": "",
		"KOBO_MASKINPORTEN_AUDIENCE": "",
	}
}

// setenv sets the variables; an empty one is unset.
func setenv(t *testing.T, env map[string]string) {
	t.Helper()
	for name, value := range env {
		t.Setenv(name, value) // and back again afterwards
		if value == "" {
			_ = os.Unsetenv(name) // it is a valid name
		}
	}
}

func TestServeStartsWhenAllIsThere(t *testing.T) {
	setenv(t, complete(t))
	var got appConfig
	started := 0
	note := func(_ context.Context, c appConfig) error { got = c; started++; return nil }
	if code, _, stderr := (program{serve: note}).kobo(t.Context(), "serve", "--addr", ":9000"); code != 0 || started != 1 {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	switch {
	case got.Addr != ":9000", got.InternalAddr != "127.0.0.1:9090", got.PublicURL != "https://kobo.example.no", len(got.Proxies) != 2,
		!strings.Contains(got.ServeURL, "kobo_serve"), !strings.Contains(got.AuthURL, "kobo_auth"), !strings.Contains(got.LogURL, "kobo_log"),
		got.WorkURL != "", got.Lab, got.Mark != "", got.Keys == nil, got.IDPorten.Key.KeyID != "kobo-2026", got.Ansattporten.ClientID != "b",
		got.Maskinporten.JWKSURL != "https://maskinporten.no/jwk", got.AddressURL != "https://ws.geonorge.no", got.Log == nil:
		t.Errorf("%+v", got)
	}
	if code, _, stderr := (program{work: note}).kobo(t.Context(), "work"); code != 0 || started != 2 || got.WorkURL == "" || got.ServeURL != "" || got.Anchors == "" {
		t.Errorf("kobo work, exit code %d: %s", code, stderr)
	}
	for scope := range machineScopes {
		if scope != synthetic.ScopeRead && scope != synthetic.ScopeWrite {
			t.Errorf("no simulated system has the scope %s", scope)
		}
	}
}

// Each thing that is missing or wrong is one line, and exit code 2.
func TestServeSaysWhatIsWrong(t *testing.T) {
	base := complete(t)
	public := jwk(t, "kobo-2026")
	labKey, labKeys := jwk(t, "lab-x"), keyFile(t, true)
	open := keyFile(t, false)
	if err := os.Chmod(open, 0o644); err != nil {
		t.Fatal(err)
	}
	nameless := jwk(t, "")
	_ = public
	for _, test := range []struct{ name, value, want string }{
		{"DATABASE_URL", "", "DATABASE_URL is missing: the database as kobo_serve"},
		{"DATABASE_URL", "postgres://u:hemmelig@[::/x", "DATABASE_URL is not the address of a PostgreSQL database"},
		{"AUTH_DATABASE_URL", "", "AUTH_DATABASE_URL is missing: the database as kobo_auth"},
		{"LOG_DATABASE_URL", "", "LOG_DATABASE_URL is missing: the database as kobo_log"},
		{"KOBO_KEYS", "", "KOBO_KEYS is missing"},
		{"KOBO_KEYS", "/nowhere/keys.json", "KOBO_KEYS: there is no key file /nowhere/keys.json"},
		{"KOBO_KEYS", open, "KOBO_KEYS: the key file " + open + " is open to others"},
		{"KOBO_KEYS", labKeys, "has lab keys, which production refuses"},
		{"KOBO_FILES", "", "KOBO_FILES is missing"},
		{"KOBO_ADDR", "kobo", `KOBO_ADDR: "kobo" is not an address with a port`},
		{"KOBO_INTERNAL_ADDR", "kobo", `KOBO_INTERNAL_ADDR: "kobo" is not an address with a port`},
		{"KOBO_PROXIES", "10.0.0.1", `KOBO_PROXIES: "10.0.0.1" is not an address range`},
		{"KOBO_PUBLIC_URL", "", "KOBO_PUBLIC_URL is missing"},
		{"KOBO_PUBLIC_URL", "http://kobo.example.no", "KOBO_PUBLIC_URL must begin with https://"},
		{"KOBO_PUBLIC_URL", "https://localhost:8080", "KOBO_PUBLIC_URL is on this machine"},
		{"KOBO_PUBLIC_URL", "https://kobo.example.no/app", "KOBO_PUBLIC_URL: scheme and host only"},
		{"KOBO_IDPORTEN_ISSUER", "", "KOBO_IDPORTEN_ISSUER is missing"},
		{"KOBO_IDPORTEN_ISSUER", "http://127.0.0.1:8091", "KOBO_IDPORTEN_ISSUER must begin with https://"},
		{"KOBO_IDPORTEN_ISSUER", "https://127.0.0.1:8091", "KOBO_IDPORTEN_ISSUER is on this machine"},
		{"KOBO_IDPORTEN_CLIENT_ID", "", "KOBO_IDPORTEN_CLIENT_ID is missing"},
		{"KOBO_IDPORTEN_KEY", "", "KOBO_IDPORTEN_KEY is missing"},
		{"KOBO_IDPORTEN_KEY", labKey, "has a lab key, which production refuses"},
		{"KOBO_IDPORTEN_KEY", nameless, "lacks the key id (kid)"},
		{"KOBO_IDPORTEN_KEY", labKeys, "does not hold a private key as a JWK"},
		{"KOBO_ANSATTPORTEN_ISSUER", "ansattporten.no", "KOBO_ANSATTPORTEN_ISSUER is not an address"},
		{"KOBO_ANSATTPORTEN_CLIENT_ID", "", "KOBO_ANSATTPORTEN_CLIENT_ID is missing"},
		{"KOBO_ANSATTPORTEN_KEY", "/nowhere", "KOBO_ANSATTPORTEN_KEY: the file with our key can't be read"},
		{"KOBO_MASKINPORTEN_ISSUER", "", "KOBO_MASKINPORTEN_ISSUER is missing"},
		{"KOBO_MASKINPORTEN_JWKS", "http://127.0.0.1:8095/jwk", "KOBO_MASKINPORTEN_JWKS must begin with https://"},
		{"KOBO_ADDRESS_URL", "http://127.0.0.1:8102", "KOBO_ADDRESS_URL must begin with https://"},
		{"KOBO_MATRIKKEL_PASSWORD", "", "KOBO_MATRIKKEL_PASSWORD is missing"},
	} {
		t.Run(test.name+" "+test.value, func(t *testing.T) {
			env := maps.Clone(base)
			env[test.name] = test.value
			setenv(t, env)
			never := program{serve: func(context.Context, appConfig) error { t.Error("it started"); return nil }}
			code, stdout, stderr := never.kobo(t.Context(), "serve")
			if code != 2 || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.HasPrefix(stderr, "kobo: ") || !strings.Contains(stderr, test.want) {
				t.Errorf("exit code %d, want one line with %q:\n%s", code, test.want, stderr)
			}
			if strings.Contains(stderr, "hemmelig") {
				t.Error("a password is told")
			}
		})
	}
}

// With nothing set every setting that is needed has its line.
func TestServeWithoutAnything(t *testing.T) {
	env := complete(t)
	for name := range env {
		env[name] = ""
	}
	setenv(t, env)
	code, _, stderr := program{}.kobo(t.Context(), "serve")
	if code != 2 || strings.Count(stderr, " is missing: ") != 12 || strings.Count(stderr, "\n") != 12 {
		t.Errorf("exit code %d:\n%s", code, stderr)
	}
	code, _, stderr = program{}.kobo(t.Context(), "work")
	if code != 2 || strings.Count(stderr, " is missing: ") != 5 || strings.Count(stderr, "\n") != 5 {
		t.Errorf("kobo work, exit code %d:\n%s", code, stderr)
	}
}

func TestMisuse(t *testing.T) {
	setenv(t, map[string]string{"DATABASE_URL": "", "KOBO_KEYS": "", "KOBO_ANCHORS": ""})
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"bogus"}, "bogus"},
		{[]string{"serve", "--bogus"}, "--bogus"},
		{[]string{"lab", "--profile", "huge"}, "--profile must be one of"},
		{[]string{"lab", "--addr", "0.0.0.0:80", "--data", t.TempDir()}, "not a loopback address"},
		{[]string{"lab", "--data", ""}, "--data is empty"},
		{[]string{"migrate"}, "DATABASE_URL is missing"},
		{[]string{"migrate", "--roles"}, "DATABASE_URL is missing"},
		{[]string{"schema", "bogus"}, `there is no right "bogus"`},
		{[]string{"schema", "boligoversikt:write"}, `there is no right "boligoversikt:write"`},
		{[]string{"keys", "create"}, "KOBO_KEYS is missing"},
		{[]string{"keys", "rotate"}, "KOBO_KEYS is missing"},
		{[]string{"municipality", "networks", "9901"}, "DATABASE_URL is missing"},
		{[]string{"municipality", "networks", "9901", "--add", "10.0.0.1"}, `--add: "10.0.0.1" is not an address range`},
		{[]string{"municipality", "networks", "9901", "--add", "0.0.0.0/0"}, "not an address range"},
	} {
		code, stdout, stderr := program{}.kobo(t.Context(), test.args...)
		if code != 2 || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, test.want) {
			t.Errorf("%v: exit code %d, want one line with %q:\n%s%s", test.args, code, test.want, stdout, stderr)
		}
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {"--help"}, {"serve", "--help"}, {"lab", "--help"}, {"lab", "token", "--help"}} {
		if code, stdout, stderr := (program{}).kobo(t.Context(), args...); code != 0 || !strings.Contains(stdout, "Usage: kobo") || stderr != "" {
			t.Errorf("%v: exit code %d: %s", args, code, stderr)
		}
	}
}

func TestSchema(t *testing.T) {
	t.Parallel()
	sdl := func(rights ...string) string {
		code, stdout, stderr := program{}.kobo(t.Context(), append([]string{"schema"}, rights...)...)
		if code != 0 {
			t.Fatalf("%v: exit code %d: %s", rights, code, stderr)
		}
		return stdout
	}
	full, reads, counts := sdl("boligoversikt"), sdl("boligoversikt:read"), sdl("statistikk")
	if !strings.Contains(full, "type Mutation") || !strings.Contains(full, "type Dwelling ") {
		t.Error("boligoversikt lacks what it may do")
	}
	if strings.Contains(reads, "dwellingUpdate") || !strings.Contains(reads, "type Dwelling ") {
		t.Error("boligoversikt:read may change dwellings, or not read them")
	}
	if strings.Contains(counts, "type Dwelling ") {
		t.Error("statistikk sees dwellings")
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	if code, _, stderr := (program{}).kobo(t.Context(), "keys", "create", path); code != 0 {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	made, _ := os.ReadFile(path)
	if keys, err := secret.Open(path); err != nil || keys.IsLab() {
		t.Errorf("the keys made are a lab's, or none: %v", err)
	}
	if code, _, _ := (program{}).kobo(t.Context(), "keys", "create", path); code != 1 {
		t.Error("keys were made twice in one file")
	}
	if code, _, stderr := (program{}).kobo(t.Context(), "keys", "rotate", path); code != 0 {
		t.Errorf("rotate: exit code %d: %s", code, stderr)
	}
	if rotated, _ := os.ReadFile(path); bytes.Equal(made, rotated) {
		t.Error("nothing was rotated")
	}
}

func TestNetworks(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	pool := db.Pool(t)
	if _, err := pool.Exec(t.Context(), `insert into municipality (id, number, name, organisation_number) values
			('018cc251-f400-8001-8000-000000000001', '9901', 'Krokvik', '319901000'), ('018cc251-f400-8001-8000-000000000002', '9902', 'Barlind', '319902007');
		insert into network (id, municipality_id, recorded_at, cidr) values
			('018cc251-f400-8c1c-8000-000000000001', '018cc251-f400-8001-8000-000000000001', now(), '192.0.2.0/24'),
			('018cc251-f400-8c1c-8000-000000000002', '018cc251-f400-8001-8000-000000000002', now(), '10.0.0.0/33')`); err != nil {
		t.Fatal(err)
	}
	networks := func(args ...string) (int, string, string) {
		return program{}.kobo(t.Context(), append([]string{"municipality", "networks", "--database-url", db.URL(local.Superuser)}, args...)...)
	}
	for _, test := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"9901"}, 0, "192.0.2.0/24\n"},
		{[]string{"9901", "--add", "10.20.1.2/16", "--remove", "192.0.2.0/24"}, 0, "10.20.0.0/16\n"},
		{[]string{"9901", "--add", "10.20.0.0/16"}, 0, "10.20.0.0/16\n"},
		{[]string{"9901", "--add", "10.30.0.0/16", "--remove", "198.51.100.0/24"}, 2, ""}, // nothing is done by halves
		{[]string{"9901", "--remove", "10.20.0.0/16"}, 0, "no ranges: staff may come from anywhere\n"},
		{[]string{"9902"}, 0, "10.0.0.0/33\n"}, // no range, and it locks everyone out
		{[]string{"9902", "--add", "192.0.2.7/32", "--remove", "10.0.0.0/33"}, 0, "192.0.2.7/32\n"},
		{[]string{"1234"}, 2, ""},
	} {
		if code, stdout, stderr := networks(test.args...); code != test.code || stdout != test.want || strings.Count(stderr, "\n") != code/2 {
			t.Errorf("%v: exit code %d\n%s%s", test.args, code, stdout, stderr)
		}
	}
	if code, _, stderr := (program{}).kobo(t.Context(), "municipality", "networks", "9901", "--database-url", db.URL("kobo_serve")); code != 1 ||
		!strings.Contains(stderr, "kobo_owner") {
		t.Errorf("the server's own role may change ranges: %d %s", code, stderr)
	}
}

func TestAuditVerify(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	pool := db.Pool(t)
	exec := func(sql string) {
		t.Helper()
		if _, err := pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	exec(`insert into municipality (id, number, name, organisation_number) values ('018cc251-f400-8001-8000-000000000001', '9901', 'Krokvik', '319901000')`)
	anchors := filepath.Join(t.TempDir(), "anchors.jsonl")
	if err := os.WriteFile(anchors, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	verify := func() (int, string, string) {
		return program{}.kobo(t.Context(), "audit", "verify", "--database-url", db.URL(local.Superuser), "--keys", keyFile(t, false), "--anchors", anchors)
	}
	if code, stdout, stderr := verify(); code != 0 || stdout != "1 entries under 0 seals; 1 not sealed yet\n" {
		t.Errorf("a whole log: exit code %d\n%s%s", code, stdout, stderr)
	}
	exec(`update audit.entry set what = 'noe annet'`)
	if code, _, stderr := verify(); code != 1 || !strings.Contains(stderr, "is not what was written") {
		t.Errorf("a changed log: exit code %d\n%s", code, stderr)
	}
}

// The lab from the command line: it serves with the lab's configuration, gives out tokens, and ends when it is told to.
func TestLab(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp(local.TempDir(), "kobo-lab-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var p program
	p.serve = func(ctx context.Context, c appConfig) error {
		if !c.Lab || !c.Keys.IsLab() || c.Mark != synthetic.Mark || len(c.IDPorten.AcrValues) == 0 || len(c.Maskinporten.Scopes) == 0 || c.WorkURL == "" {
			t.Errorf("the lab's configuration: %+v", c)
		}
		server := &http.Server{Addr: c.Addr, ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintln(w, "ready")
		})}
		go func() { _ = server.ListenAndServe() }() // ends with Close
		defer server.Close()
		for ctx.Err() == nil {
			if code, stdout, _ := p.kobo(ctx, "lab", "token", "--data", dir); code == 0 {
				if !strings.Contains(stdout, "Trine Saksbehandler") {
					t.Error("the list lacks Trine")
				}
				break
			}
			time.Sleep(5 * time.Millisecond) // the lab tells in a file
		}
		code, stdout, stderr := p.kobo(ctx, "lab", "token", "--data", dir, "--as", "Trine")
		if code != 0 || stderr != "" || strings.Count(stdout, "\n") != 1 || strings.Count(stdout, ".") != 2 {
			t.Errorf("a token: exit code %d\n%s%s", code, stdout, stderr)
		}
		if code, stdout, _ := p.kobo(ctx, "lab", "token", "--data", dir, "--as", "Ingen"); code != 1 || stdout != "" {
			t.Errorf("a token of nobody: exit code %d, %s", code, stdout)
		}
		if code, _, stderr := p.kobo(ctx, "lab", "--data", dir); code != 2 || strings.Count(stderr, "\n") != 1 {
			t.Errorf("a second lab: exit code %d, %s", code, stderr)
		}
		stop()
		<-ctx.Done()
		return nil
	}
	if code, stdout, stderr := p.kobo(ctx, "lab", "--profile", "small", "--data", dir, "--addr", "127.0.0.1:0"); code != 0 {
		t.Errorf("exit code %d: %s%s", code, stdout, stderr)
	}
}
