package secret_test

import (
	"path/filepath"
	"testing"

	"kobo/internal/secret"
)

func TestSignaturesOutliveRotation(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	if err := secret.Create(path, true); err != nil {
		t.Fatal(err)
	}
	before, err := secret.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := before.Sign([]byte("head"))
	if err != nil {
		t.Fatal(err)
	}
	if err := secret.Rotate(path); err != nil {
		t.Fatal(err)
	}
	after, err := secret.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := after.Verify(signed, []byte("head")); err != nil {
		t.Error("an earlier signature is not known any more")
	}
	if after.Verify(signed, []byte("tail")) == nil {
		t.Error("a signature of other data is taken")
	}
	if again, err := after.Sign([]byte("head")); err != nil || before.Verify(again, []byte("head")) != nil {
		t.Error("a process that started before the rotation doesn't know the next key's signature")
	}
}
