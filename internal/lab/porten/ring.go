package porten

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/go-jose/go-jose/v4"
)

// ring holds the private keys of issuers and clients, newest first, and keeps them in a file when it has one.
type ring struct {
	file string
	mu   sync.Mutex
	keys map[string][]jose.JSONWebKey
}

func openRing(file string) (*ring, error) {
	r := &ring{file: file, keys: map[string][]jose.JSONWebKey{}}
	if file == "" {
		return r, nil
	}
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	if err := json.Unmarshal(data, &r.keys); err != nil {
		return nil, fmt.Errorf("key file %s: not one of ours; remove it to get new keys", file)
	}
	return r, nil
}

// current returns the key to sign with, made when there is none.
func (r *ring) current(name string) (jose.JSONWebKey, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if keys := r.keys[name]; len(keys) > 0 {
		return keys[0], nil
	}
	return r.add(name)
}

// rotate makes a new key and keeps the one before.
func (r *ring) rotate(name string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, err := r.add(name)
	return err
}

func (r *ring) add(name string) (jose.JSONWebKey, error) {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return jose.JSONWebKey{}, fmt.Errorf("making a key: %w", err)
	}
	key := jose.JSONWebKey{Key: private, KeyID: "lab-" + random()[:12], Algorithm: string(jose.RS256), Use: "sig"}
	old := r.keys[name]
	r.keys[name] = append([]jose.JSONWebKey{key}, old[:min(len(old), 1)]...)
	if r.file == "" {
		return key, nil
	}
	data, err := json.Marshal(r.keys)
	if err != nil {
		return jose.JSONWebKey{}, fmt.Errorf("key file: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(r.file), 0o700); err != nil {
		return jose.JSONWebKey{}, fmt.Errorf("key file: %w", err)
	}
	if err := os.WriteFile(r.file, data, 0o600); err != nil {
		return jose.JSONWebKey{}, fmt.Errorf("key file: %w", err)
	}
	return key, nil
}

// public returns the keys to verify with.
func (r *ring) public(name string) []jose.JSONWebKey {
	r.mu.Lock()
	defer r.mu.Unlock()
	var keys []jose.JSONWebKey
	for _, k := range r.keys[name] {
		keys = append(keys, k.Public())
	}
	return keys
}
