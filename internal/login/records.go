package login

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"github.com/alexedwards/scs/v2"
)

// records keeps small values under secrets until they expire. The store sees only the secrets' hashes. Sessions, the index
// from the issuer's session to ours, and logins under way are three kinds of record in the one store.
type records struct {
	store scs.Store
	now   func() time.Time
}

type record struct {
	Until time.Time       `json:"until"`
	Value json.RawMessage `json:"value"`
}

// key is where a record of the kind stands that the secret opens.
func key(kind, secret string) string {
	sum := sha256.Sum256([]byte(kind + "\x00" + secret))
	return kind + "." + base64.RawURLEncoding.EncodeToString(sum[:])
}

// find reads the record into value; false when there is none or it has expired.
func (r records) find(ctx context.Context, key string, value any) (bool, error) {
	var data []byte
	var found bool
	var err error
	if store, ok := r.store.(scs.CtxStore); ok {
		data, found, err = store.FindCtx(ctx, key)
	} else {
		data, found, err = r.store.Find(key)
	}
	if err != nil {
		return false, fmt.Errorf("reading a session record: %w", err)
	}
	var rec record
	if !found || json.Unmarshal(data, &rec) != nil || !r.now().Before(rec.Until) {
		return false, nil
	}
	return json.Unmarshal(rec.Value, value) == nil, nil
}

func (r records) put(ctx context.Context, key string, value any, until time.Time) error {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("writing a session record: %w", err)
	}
	data, err := json.Marshal(record{until, text})
	if err != nil {
		return fmt.Errorf("writing a session record: %w", err)
	}
	if store, ok := r.store.(scs.CtxStore); ok {
		err = store.CommitCtx(ctx, key, data, until)
	} else {
		err = r.store.Commit(key, data, until)
	}
	if err != nil {
		return fmt.Errorf("writing a session record: %w", err)
	}
	return nil
}

func (r records) remove(ctx context.Context, key string) error {
	var err error
	if store, ok := r.store.(scs.CtxStore); ok {
		err = store.DeleteCtx(ctx, key)
	} else {
		err = r.store.Delete(key)
	}
	if err != nil {
		return fmt.Errorf("removing a session record: %w", err)
	}
	return nil
}

// secret returns 256 random bits as text.
func secret() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return base64.RawURLEncoding.EncodeToString(b[:])
}
