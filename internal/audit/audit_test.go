package audit_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kobo/internal/audit"
	"kobo/internal/entity"
	"kobo/internal/postgres"
	"kobo/internal/postgres/local"
	"kobo/internal/testdb"
	"kobo/internal/viewer"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// bundle is a municipality with an administrator, whose acts are logged, and the log.
type bundle struct {
	db           *testdb.DB
	serve        *postgres.DB
	log          *audit.Log
	municipality entity.ID
	owner        *pgx.Conn
	signer       signer
	anchors      *bytes.Buffer
}

func setup(t *testing.T) *bundle {
	t.Helper()
	b := &bundle{db: testdb.New(t), municipality: entity.New(entity.Municipality, time.Now()), signer: newSigner(t), anchors: &bytes.Buffer{}}
	b.serve = b.db.Open(t)
	log, err := audit.Open(t.Context(), b.db.URL("kobo_log"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(log.Close)
	b.log = log
	b.owner, err = pgx.Connect(t.Context(), b.db.URL(local.Superuser))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.owner.Close(context.Background()) })
	b.exec(t, `insert into municipality (id, number, name, organisation_number) values ($1, '9901', 'Krokvik', '310000001')`, b.municipality)
	b.exec(t, `insert into unit (id, municipality_id, name) values ($1, $2, 'Krokvik')`, entity.New(entity.Unit, time.Now()), b.municipality)
	return b
}

func (b *bundle) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	if _, err := b.owner.Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

// as is a context of a member of staff with the rights named.
func (b *bundle) as(ctx context.Context, name string, rights ...string) context.Context {
	v := &viewer.Viewer{
		Role: viewer.Staff, ID: entity.New(entity.Staff, time.Now()), Name: name, Organisation: "310000001", Municipality: b.municipality,
		Modules: []string{"register", "casework"}, Language: "nb",
	}
	for _, r := range rights {
		v.Grants = append(v.Grants, viewer.Grant{Right: r, Write: true})
	}
	return viewer.NewContext(ctx, v)
}

// change makes one change as the viewer.
func (b *bundle) change(ctx context.Context, t *testing.T) {
	t.Helper()
	err := b.serve.Tx(ctx, func(tx *postgres.Tx) error {
		return tx.Ent.Network.Create().SetID(entity.New(entity.Network, tx.Now)).SetMunicipalityID(b.municipality).
			SetCidr("10.0.0.0/8").SetName(entity.New(entity.Network, tx.Now).String()).SetRecordedAt(tx.Now).Exec(ctx)
	})
	if err != nil {
		t.Fatal(err)
	}
	b.exec(t, "update network set cidr = id::text where cidr = '10.0.0.0/8'")
}

func (b *bundle) seal(t *testing.T) int64 {
	t.Helper()
	n, err := b.log.Seal(t.Context(), b.signer, b.anchors)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// sealAll seals until nothing is left: transactions of other tests, in other databases of the cluster, may hold the tail back a little.
func (b *bundle) sealAll(t *testing.T) {
	t.Helper()
	for b.seal(t); b.verify(t).Unsealed > 0; b.seal(t) {
		if t.Context().Err() != nil {
			t.Fatal("the tail is never sealed")
		}
	}
}

func (b *bundle) verify(t *testing.T) *audit.Report {
	t.Helper()
	r, err := audit.Verify(t.Context(), b.owner, b.signer, bytes.NewReader(b.anchors.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

type signer struct {
	public  ed25519.PublicKey
	private ed25519.PrivateKey
}

func newSigner(t *testing.T) (s signer) {
	t.Helper()
	var err error
	if s.public, s.private, err = ed25519.GenerateKey(nil); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s signer) Sign(data []byte) ([]byte, error) { return ed25519.Sign(s.private, data), nil }

func (s signer) Verify(signature, data []byte) error {
	if !ed25519.Verify(s.public, data, signature) {
		return errors.New("not signed by us")
	}
	return nil
}

func TestAChangeCannotBypassTheLog(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := b.as(t.Context(), "Kari", "administrator", "innsyn-logg")
	b.change(ctx, t)
	lines, _, err := audit.List(ctx, b.serve, cursors{}, audit.Filter{Kinds: []audit.Kind{audit.Change}}, 100, nil)
	if err != nil {
		t.Fatal(err)
	}
	var mine bool
	for _, l := range lines {
		mine = mine || l.What == "INSERT network" && l.Actor == "Kari" && l.Organisation == "310000001"
	}
	if !mine {
		t.Errorf("no entry of Kari's change in %+v", lines)
	}
	// Not even the owner's own statements.
	b.exec(t, "update unit set name = 'Hjemme'")
	lines, _, err = audit.List(ctx, b.serve, cursors{}, audit.Filter{}, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) != 1 || lines[0].What != "UPDATE unit" {
		t.Errorf("the newest entry is %+v", lines)
	}
	for _, statement := range []string{"insert into audit.entry default values", "update audit.entry set what = ''", "delete from audit.entry", "truncate audit.entry"} {
		err := b.serve.Tx(ctx, func(tx *postgres.Tx) error { _, err := tx.Exec(ctx, statement); return err })
		if err == nil {
			t.Errorf("staff may %q", statement)
		}
	}
}

func TestOneAlteredByteIsFound(t *testing.T) {
	t.Parallel()
	for name, alter := range map[string]string{
		"content":         `update audit.entry set content = jsonb_set(content, '{after,cidr}', '"10.0.0.1/8"') where what = 'INSERT network'`,
		"actor":           `update audit.entry set actor = 'Ola' where actor = 'Kari'`,
		"time":            `update audit.entry set at = at + interval '1 microsecond' where id = (select min(id) from audit.entry)`,
		"removed":         `delete from audit.entry where what = 'INSERT network'`,
		"moved":           `update audit.entry set xid = (xid::text::bigint + 1)::text::xid8 where id = (select max(id) from audit.entry)`,
		"digest and all":  `with e as (update audit.entry set actor = 'Ola' where actor = 'Kari' returning *) update audit.entry set digest = audit.digest_of(e) from e where e.id = entry.id`,
		"head":            `update audit.seal set head = set_byte(head, 0, 255 - get_byte(head, 0))`,
		"signature":       `update audit.seal set signature = set_byte(signature, 0, 255 - get_byte(signature, 0))`,
		"the last seal":   `delete from audit.seal where number = (select max(number) from audit.seal)`,
		"content's proof": `update audit.entry set content_digest = sha256('') where what = 'INSERT network'`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.change(b.as(t.Context(), "Kari", "administrator"), t)
			b.sealAll(t)
			b.change(b.as(t.Context(), "Kari", "administrator"), t)
			b.sealAll(t)
			if r := b.verify(t); !r.Whole() || r.Unsealed != 0 || r.Seals < 2 {
				t.Fatalf("before: %+v", r)
			}
			b.exec(t, "set session_replication_role = replica") // even so
			b.exec(t, alter)
			if r := b.verify(t); r.Whole() {
				t.Errorf("nothing found: %+v", r)
			}
		})
	}
}

func TestErasedContentLeavesItsProof(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.change(b.as(t.Context(), "Kari", "administrator"), t)
	b.sealAll(t)
	b.exec(t, "update audit.entry set content = null")
	if r := b.verify(t); !r.Whole() {
		t.Errorf("found %v", r.Faults)
	}
}

// Transactions that began earlier may commit later: none is left out of the chain, whatever the order.
func TestSealsFollowCommits(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.sealAll(t)
	slow, err := pgx.Connect(t.Context(), b.db.URL(local.Superuser))
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close(context.Background())
	tx, err := slow.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), "update unit set name = 'Sein'"); err != nil {
		t.Fatal(err)
	}
	b.change(b.as(t.Context(), "Kari", "administrator"), t)
	if n := b.seal(t); n != 0 {
		t.Errorf("sealed %d entries past a transaction that is not over", n)
	}
	if r := b.verify(t); !r.Whole() || r.Unsealed == 0 {
		t.Errorf("with a tail: %+v", r)
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.sealAll(t)
	if r := b.verify(t); !r.Whole() {
		t.Errorf("after: %+v", r)
	}
}

// Sixteen writers in one municipality don't wait for each other: all sixteen have written while none has committed.
func TestWritersDontWaitForEachOther(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const writers = 16
	serve := b.db.Open(t, func(c *postgres.Config) { c.Acts = writers })
	var written sync.WaitGroup
	written.Add(writers)
	errs := make(chan error, writers)
	for range writers {
		ctx := b.as(t.Context(), "Kari", "administrator")
		go func() {
			errs <- serve.Tx(ctx, func(tx *postgres.Tx) error {
				id := entity.New(entity.Network, tx.Now)
				err := tx.Ent.Network.Create().SetID(id).SetMunicipalityID(b.municipality).SetCidr(id.String()).SetRecordedAt(tx.Now).Exec(ctx)
				written.Done()
				written.Wait() // nobody commits before all have written
				return err
			})
		}()
	}
	for range writers {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	b.sealAll(t)
	if r := b.verify(t); !r.Whole() {
		t.Error(r.Faults)
	}
}

func TestReadsAreOnDiskBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := audit.WithCollector(b.as(t.Context(), "Kari", "saksbehandling"))
	dwelling := entity.New(entity.Dwelling, time.Now())
	audit.Collect(ctx, audit.Read, "TENANT", dwelling, dwelling)
	audit.Collect(ctx, audit.Denied, "DWELLING", dwelling)
	if err := b.log.Flush(ctx, "dwelling"); err != nil {
		t.Fatal(err)
	}
	if err := b.log.Flush(ctx, "dwelling"); err != nil { // nothing is left
		t.Fatal(err)
	}
	ldo := b.as(t.Context(), "Personvernombudet", "innsyn-logg")
	lines, _, err := audit.List(ldo, b.serve, cursors{}, audit.Filter{Subject: dwelling}, 10, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) != 2 || lines[0].Count != 1 || lines[0].What != "dwelling" {
		t.Errorf("logged %+v", lines)
	}
	b.exec(t, "revoke execute on function audit.note(jsonb) from kobo_log")
	audit.Collect(ctx, audit.Read, "TENANT", dwelling)
	if err := b.log.Flush(ctx, "dwelling"); err == nil {
		t.Error("a read that couldn't be logged was let through")
	}
}

func TestWhoReadsTheLog(t *testing.T) {
	t.Parallel()
	b := setup(t)
	kari, shielded := b.as(t.Context(), "Kari", "administrator"), b.as(t.Context(), "Sigrid", "saksbehandling", "skjermet")
	for _, ctx := range []context.Context{kari, shielded} {
		if err := b.log.Note(ctx, audit.Export, "dwellings.csv", []string{"DWELLING"}, nil, 121); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		who  context.Context
		want string
	}{
		{kari, "Kari"},
		{shielded, "Sigrid"}, // one's own, always
		{b.as(t.Context(), "Ombud", "innsyn-logg"), "Kari"}, // what those who see the shielded do is shielded
		{b.as(t.Context(), "Ombud", "innsyn-logg", "skjermet"), "Kari Sigrid"},
		{b.as(t.Context(), "Ola", "saksbehandling"), ""},
		{b.as(t.Context(), "Ola"), ""},
	} {
		lines, _, err := audit.List(c.who, b.serve, cursors{}, audit.Filter{Kinds: []audit.Kind{audit.Export}}, 10, nil)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, l := range lines {
			names = append([]string{l.Actor}, names...)
		}
		if have := strings.Join(names, " "); have != c.want {
			t.Errorf("%s reads entries of %q, not of %q", viewer.FromContext(c.who).Name, have, c.want)
		}
	}
}

// cursors are not secret here.
type cursors struct{}

func (cursors) Seal(plain []byte) string           { return string(plain) }
func (cursors) Open(sealed string) ([]byte, error) { return []byte(sealed), nil }
