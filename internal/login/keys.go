package login

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
	"golang.org/x/sync/singleflight"
)

// algorithms are the only ones a token of an issuer may be signed with.
var algorithms = []jose.SignatureAlgorithm{jose.RS256, jose.ES256}

// How long an issuer's keys are used without asking again, how long at all when it does not answer, and how often it is
// asked at most: a flood of tokens with invented key ids must not become a flood of requests to the issuer.
const (
	keysFresh = 10 * time.Minute
	keysStale = time.Hour
	keysPause = 10 * time.Second
)

// errNoKey says that the issuer has no such key; errKeysUnknown that its keys could not be read.
var (
	errNoKey       = errors.New("the issuer has no such key")
	errKeysUnknown = errors.New("the issuer's keys can not be read")
)

// keySet holds an issuer's public keys. Keys are found by key id only. Unlike the one in go-oidc it forgets keys that the
// issuer has withdrawn and does not ask the issuer at every unknown key id.
type keySet struct {
	url    string
	client *http.Client
	now    func() time.Time

	group singleflight.Group
	mu    sync.Mutex
	keys  map[string]jose.JSONWebKey
	read  time.Time // when keys were last read
	tried time.Time // when the issuer was last asked
}

var _ oidc.KeySet = (*keySet)(nil)

// key returns the key with the id, errNoKey, or errKeysUnknown.
func (k *keySet) key(ctx context.Context, id string) (jose.JSONWebKey, error) {
	k.mu.Lock()
	key, found := k.keys[id]
	age, pause := k.now().Sub(k.read), k.now().Sub(k.tried)
	known := k.keys != nil && age < keysStale
	k.mu.Unlock()

	switch ask := pause >= keysPause; {
	case found && age < keysFresh:
		return key, nil
	case found && known:
		if ask {
			go k.refresh(context.WithoutCancel(ctx))
		}
		return key, nil
	case ask:
		k.refresh(ctx)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.keys == nil || k.now().Sub(k.read) >= keysStale {
		return jose.JSONWebKey{}, errKeysUnknown
	}
	if key, found = k.keys[id]; !found {
		return jose.JSONWebKey{}, errNoKey
	}
	return key, nil
}

// refresh reads the keys, once for all who wait. On failure the old ones stay.
func (k *keySet) refresh(ctx context.Context) {
	_, _, _ = k.group.Do("", func() (any, error) { // the outcome is in the fields
		keys, err := k.fetch(context.WithoutCancel(ctx))
		k.mu.Lock()
		defer k.mu.Unlock()
		k.tried = k.now()
		if err == nil {
			k.keys, k.read = keys, k.tried
		}
		return nil, err
	})
}

func (k *keySet) fetch(ctx context.Context) (map[string]jose.JSONWebKey, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, k.url, nil)
	if err != nil {
		return nil, fmt.Errorf("key set: %w", err)
	}
	res, err := k.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("key set: %w", err)
	}
	defer res.Body.Close()
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, 1<<20)).Decode(&set); err != nil || res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("key set: status %d: %w", res.StatusCode, errors.Join(err, errKeysUnknown))
	}
	keys := map[string]jose.JSONWebKey{}
	for _, raw := range set.Keys {
		var key jose.JSONWebKey
		// A key of a kind we do not know is no reason to do without the others.
		if json.Unmarshal(raw, &key) == nil && key.KeyID != "" && key.IsPublic() && key.Use != "enc" {
			keys[key.KeyID] = key
		}
	}
	return keys, nil
}

// VerifySignature returns the payload of a token that is signed with one of the keys.
func (k *keySet) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	signed, err := jose.ParseSignedCompact(token, algorithms)
	if err != nil || len(signed.Signatures) != 1 {
		return nil, errNoKey
	}
	key, err := k.key(ctx, signed.Signatures[0].Header.KeyID)
	if err != nil {
		return nil, err
	}
	return signed.Verify(key)
}
