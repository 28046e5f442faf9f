package secret_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"kobo/internal/secret"
)

const number = "01857012345" // a synthetic one: month + 80

func create(t *testing.T) (string, *secret.Keys) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys.json")
	if err := secret.Create(path, true); err != nil {
		t.Fatal(err)
	}
	return path, open(t, path)
}

func open(t *testing.T, path string) *secret.Keys {
	t.Helper()
	k, err := secret.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func rotate(t *testing.T, path string) *secret.Keys {
	t.Helper()
	if err := secret.Rotate(path); err != nil {
		t.Fatal(err)
	}
	return open(t, path)
}

func sealIdentity(t *testing.T, k *secret.Keys, context string) []byte {
	t.Helper()
	sealed, err := k.SealIdentity(number, []byte(context))
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func sealFile(t *testing.T, k *secret.Keys, content, context string) []byte {
	t.Helper()
	var sealed bytes.Buffer
	w, err := k.SealFile(&sealed, []byte(context))
	if err == nil {
		_, err = io.WriteString(w, content)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return sealed.Bytes()
}

func openFile(k *secret.Keys, sealed []byte, context string) (string, error) {
	r, err := k.OpenFile(bytes.NewReader(sealed), []byte(context))
	if err != nil {
		return "", err
	}
	plain, err := io.ReadAll(r)
	return string(plain), err
}

func TestIdentityIsSealedAnewEachTimeAndOnlyOpensInItsContext(t *testing.T) {
	t.Parallel()
	_, k := create(t)
	a, b := sealIdentity(t, k, "row 1"), sealIdentity(t, k, "row 1")
	if bytes.Equal(a, b) {
		t.Error("the same number gives the same bytes twice")
	}
	if bytes.Contains(a, []byte(number)) {
		t.Error("the number can be read in what was sealed")
	}
	if got, err := k.OpenIdentity(a, []byte("row 1")); err != nil || got != number {
		t.Errorf("opened %q, %v", got, err)
	}
	if _, err := k.OpenIdentity(a, []byte("row 2")); !errors.Is(err, secret.ErrSealed) {
		t.Errorf("another row's context opened it: %v", err)
	}
	for i := range a {
		changed := bytes.Clone(a)
		changed[i] ^= 1
		if _, err := k.OpenIdentity(changed, []byte("row 1")); !errors.Is(err, secret.ErrSealed) {
			t.Fatalf("changed at byte %d it opened: %v", i, err)
		}
	}
}

func TestIndexesFindANumberAndTellNothingOfEachOther(t *testing.T) {
	t.Parallel()
	path, k := create(t)
	index := k.IndexIdentity(number)
	if len(index) != 32 || !bytes.Equal(index, open(t, path).IndexIdentity(number)) {
		t.Error("the index isn't the same 32 bytes each time")
	}
	if !bytes.Equal(k.IndexesIdentity(number)[0], index) {
		t.Error("the primary key's index isn't the first")
	}
	if bytes.Equal(index, k.PersonIndex(number)) {
		t.Error("the index of persons who log in is that of identity numbers")
	}
	if bytes.Equal(index, k.IndexIdentity("01857012346")) {
		t.Error("two numbers have one index")
	}
	if _, other := create(t); bytes.Equal(index, other.IndexIdentity(number)) {
		t.Error("other keys give the same index")
	}
}

func TestRotationKeepsTheOldReadableAndFindable(t *testing.T) {
	t.Parallel()
	path, before := create(t)
	identity, index, person := sealIdentity(t, before, "row"), before.IndexIdentity(number), before.PersonIndex(number)
	file := sealFile(t, before, "a contract", "id")
	cursor, err := before.SealCursor([]byte("42"), []byte("list"))
	if err != nil {
		t.Fatal(err)
	}
	after := before
	for range 3 {
		after = rotate(t, path)
		if got, err := after.OpenIdentity(identity, []byte("row")); err != nil || got != number {
			t.Errorf("identity: %q, %v", got, err)
		}
		if got, err := openFile(after, file, "id"); err != nil || got != "a contract" {
			t.Errorf("file: %q, %v", got, err)
		}
		if got, err := after.OpenCursor(cursor, []byte("list")); err != nil || string(got) != "42" {
			t.Errorf("cursor: %q, %v", got, err)
		}
		if !contains(after.IndexesIdentity(number), index) {
			t.Error("the old index is not looked up")
		}
		if !bytes.Equal(after.PersonIndex(number), person) {
			t.Error("a person who logs in has become another")
		}
	}
	if bytes.Equal(after.IndexIdentity(number), index) {
		t.Error("the new primary key is the old one: nothing was rotated")
	}
	if _, err := before.OpenIdentity(sealIdentity(t, after, "row"), []byte("row")); err == nil {
		t.Error("keys of three rotations ago open what is sealed now: nothing was rotated")
	}
}

// A rotation must not ask for every process to stop at once.
func TestProcessStartedBeforeARotationReadsWhatOneStartedAfterSeals(t *testing.T) {
	t.Parallel()
	path, before := create(t)
	after := rotate(t, path)
	if got, err := before.OpenIdentity(sealIdentity(t, after, "row"), []byte("row")); err != nil || got != number {
		t.Errorf("identity: %q, %v", got, err)
	}
	if got, err := openFile(before, sealFile(t, after, "a contract", "id"), "id"); err != nil || got != "a contract" {
		t.Errorf("file: %q, %v", got, err)
	}
	if !contains(before.IndexesIdentity(number), after.IndexIdentity(number)) {
		t.Error("the new index is not looked up")
	}
}

func contains(all [][]byte, one []byte) bool {
	for _, each := range all {
		if bytes.Equal(each, one) {
			return true
		}
	}
	return false
}

func TestChangedFileGivesAnErrorNeverOtherBytes(t *testing.T) {
	t.Parallel()
	_, k := create(t)
	content := strings.Repeat("husleiekontrakt ", 1000) // several segments
	sealed := sealFile(t, k, content, "id")
	if bytes.Contains(sealed, []byte("kontrakt")) {
		t.Error("the content can be read in what was sealed")
	}
	if _, err := openFile(k, sealed, "another id"); err == nil {
		t.Error("it opened as another file")
	}
	for at := 0; at < len(sealed); at += 97 {
		changed := bytes.Clone(sealed)
		changed[at] ^= 1
		got, err := openFile(k, changed, "id")
		if err == nil {
			t.Fatalf("changed at byte %d it opened", at)
		}
		if !strings.HasPrefix(content, got) {
			t.Fatalf("changed at byte %d it gave other bytes", at)
		}
	}
	for _, length := range []int{0, 10, 4096, 8192, len(sealed) - 1} { // whole segments too
		if _, err := openFile(k, sealed[:length], "id"); err == nil {
			t.Errorf("cut off after %d bytes it opened", length)
		}
	}
}

func TestCursorIsBoundToItsList(t *testing.T) {
	t.Parallel()
	_, k := create(t)
	sealed, err := k.SealCursor([]byte("42"), []byte("list"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.OpenCursor(sealed, []byte("other list")); !errors.Is(err, secret.ErrSealed) {
		t.Errorf("it opened for another list: %v", err)
	}
	if _, err := k.OpenCursor(nil, []byte("list")); !errors.Is(err, secret.ErrSealed) {
		t.Errorf("nothing opened: %v", err)
	}
}

func TestKeysOfTheLabAreMarked(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	if err := secret.Create(path, false); err != nil {
		t.Fatal(err)
	}
	if open(t, path).IsLab() {
		t.Error("keys for production are marked as the lab's")
	}
	labPath, lab := create(t)
	if !lab.IsLab() || !rotate(t, labPath).IsLab() {
		t.Error("keys for the lab are not marked, or not after a rotation")
	}
}

func TestCreateNeverReplacesKeys(t *testing.T) {
	t.Parallel()
	path, k := create(t)
	err := secret.Create(path, true)
	if err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("made keys over others: %v", err)
	}
	if !bytes.Equal(open(t, path).IndexIdentity(number), k.IndexIdentity(number)) {
		t.Error("the keys are other ones")
	}
	leftovers(t, path)
}

func TestOneOfManyCreatorsWins(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	var made [8]error
	var wait sync.WaitGroup
	for i := range made {
		wait.Go(func() { made[i] = secret.Create(path, true) })
	}
	wait.Wait()
	won := 0
	for _, err := range made {
		if err == nil {
			won++
		}
	}
	if won != 1 {
		t.Errorf("%d made the keys", won)
	}
	open(t, path)
	leftovers(t, path)
}

func leftovers(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("beside the key file lie others: %v, %v", entries, err)
	}
}

func TestOpenSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(t *testing.T, path string)
		says  string
	}{
		"missing":         {func(t *testing.T, path string) { must(t, os.Remove(path)) }, "there is no key file"},
		"read by others":  {func(t *testing.T, path string) { must(t, os.Chmod(path, 0o644)) }, "chmod 600"},
		"group may write": {func(t *testing.T, path string) { must(t, os.Chmod(path, 0o660)) }, "chmod 600"},
		"not JSON":        {func(t *testing.T, path string) { must(t, os.WriteFile(path, []byte("hemmelig"), 0o600)) }, "not a key file"},
		"a later Kobo's":  {func(t *testing.T, path string) { replace(t, path, `"format": 1`, `"format": 2`) }, "not a key file of this version"},
		"a set is gone":   {func(t *testing.T, path string) { replace(t, path, `"cursor":`, `"kursor":`) }, `lacks the keys for "cursor"`},
		"sets swapped": {func(t *testing.T, path string) {
			replace(t, path, `"cursor":`, `"x":`)
			replace(t, path, `"index":`, `"cursor":`)
			replace(t, path, `"x":`, `"index":`)
		}, "of a wrong kind"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, _ := create(t)
			c.spoil(t, path)
			_, err := secret.Open(path)
			if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), path) {
				t.Errorf("Open says %v, not %q", err, c.says)
			}
			if err != nil && strings.Contains(err.Error(), "hemmelig") {
				t.Error("the error holds what stands in the file")
			}
			if err := secret.Rotate(path); name != "sets swapped" && err == nil {
				t.Error("Rotate took it")
			}
		})
	}
}

func TestGroupMayReadAndRotationKeepsThat(t *testing.T) {
	t.Parallel()
	path, _ := create(t)
	must(t, os.Chmod(path, 0o640))
	rotate(t, path)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the file is %v, %v", info.Mode(), err)
	}
}

func TestBrokenOffRotationIsNoticed(t *testing.T) {
	t.Parallel()
	path, k := create(t)
	must(t, os.WriteFile(path+".new", nil, 0o600))
	if err := secret.Rotate(path); err == nil || !strings.Contains(err.Error(), "remove it") {
		t.Errorf("Rotate says %v", err)
	}
	if _, err := os.Stat(path + ".new"); err != nil {
		t.Error("Rotate removed what another may be writing")
	}
	if !bytes.Equal(open(t, path).IndexIdentity(number), k.IndexIdentity(number)) {
		t.Error("the keys are other ones")
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func replace(t *testing.T, path, old, with string) {
	t.Helper()
	data, err := os.ReadFile(path)
	must(t, err)
	if !bytes.Contains(data, []byte(old)) {
		t.Fatalf("no %s in the key file", old)
	}
	must(t, os.WriteFile(path, bytes.Replace(data, []byte(old), []byte(with), 1), 0o600))
}
