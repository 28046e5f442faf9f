// Package secret holds the keys that the system encrypts and indexes with. They lie in one file outside the database, so
// that neither a copy of the database nor one of the file storage says anything alone.
//
// Each use has a set of keys of its own: national identity numbers, their indexes, files, cursors, and the index of
// persons who log in. New things are sealed with a set's primary key; any key of the set opens what it sealed. A set is
// made with two keys, the primary and the next: [Rotate] makes the next one primary and adds another, so a process that
// started with the file as it was can open what one that started later seals. When the file itself may have leaked, rotate
// twice and start every process anew.
//
// The package must not know what is kept where: it gets and gives bytes.
package secret

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	tinkpb "github.com/tink-crypto/tink-go/v2/proto/tink_go_proto"
	"github.com/tink-crypto/tink-go/v2/signature"
	"github.com/tink-crypto/tink-go/v2/streamingaead"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// ErrSealed says that something can't be opened: it was changed, belongs to something else, or none of our keys sealed it.
// Which of these is not told apart.
var ErrSealed = errors.New("what was sealed can't be opened with these keys")

// use is what a set of keys is for, as named in the key file.
type use string

const (
	forIdentity use = "identity" // AES-256-GCM, for national identity numbers
	forIndex    use = "index"    // HMAC-SHA-256, to find them
	forPerson   use = "person"   // HMAC-SHA-256, to know those who log in
	forFile     use = "file"     // AES-256-GCM in segments of 4 KiB under a key of the file's own (HKDF)
	forCursor   use = "cursor"   // AES-256-GCM, for cursors
	forSeal     use = "seal"     // Ed25519, for the log's seals
)

// templates says how keys are made for each use.
var templates = map[use]func() *tinkpb.KeyTemplate{
	forIdentity: aead.AES256GCMKeyTemplate,
	forIndex:    prf.HMACSHA256PRFKeyTemplate,
	forPerson:   prf.HMACSHA256PRFKeyTemplate,
	forFile:     streamingaead.AES256GCMHKDF4KBKeyTemplate,
	forCursor:   aead.AES256GCMKeyTemplate,
	forSeal:     signature.ED25519KeyTemplate,
}

// indexSize is how many bytes an index has: enough that no two numbers meet, and all that HMAC-SHA-256 gives.
const indexSize = sha256.Size

// Keys are the opened keys of one key file. They are safe for concurrent use.
type Keys struct {
	lab      bool
	identity tink.AEAD
	cursor   tink.AEAD
	file     tink.StreamingAEAD
	index    []prf.PRF // the primary first
	person   []prf.PRF
	signer   tink.Signer
	verifier tink.Verifier
}

// IsLab reports whether the keys were made for the lab. What they seal is not secret: production must refuse them.
func (k *Keys) IsLab() bool { return k.lab }

// SealIdentity seals a national identity number (fødselsnummer, d-nummer). The same number gives another result each time,
// so that equal ones can't be seen. The context, the id of the row it is kept in, must be given again to open it: a sealed
// number moved to another row doesn't open.
func (k *Keys) SealIdentity(number string, context []byte) ([]byte, error) {
	sealed, err := k.identity.Encrypt([]byte(number), context)
	if err != nil {
		return nil, fmt.Errorf("seal an identity number: %w", err)
	}
	return sealed, nil
}

// OpenIdentity opens what [Keys.SealIdentity] sealed in the same context. It fails with [ErrSealed].
func (k *Keys) OpenIdentity(sealed, context []byte) (string, error) {
	number, err := k.identity.Decrypt(sealed, context)
	if err != nil {
		return "", fmt.Errorf("identity number: %w", ErrSealed)
	}
	return string(number), nil
}

// IndexIdentity returns the 32 bytes to keep beside a sealed national identity number, by which it is found again. The
// number must be in one form always: digits without spaces.
func (k *Keys) IndexIdentity(number string) []byte { return compute(k.index[0], number) }

// IndexesIdentity returns every index that the number may have been kept under, that of the primary key first: look for any.
func (k *Keys) IndexesIdentity(number string) [][]byte {
	all := make([][]byte, len(k.index))
	for i, key := range k.index {
		all[i] = compute(key, number)
	}
	return all
}

// PersonIndex returns the 32 bytes under which a person who logs in is known, from the national identity number that the
// login gave. It stays the same when keys are rotated: a person has one index only, and the number it came from is not kept.
// It says nothing of [Keys.IndexIdentity], nor the other way round.
func (k *Keys) PersonIndex(pid string) []byte { return compute(k.person[0], pid) }

func compute(key prf.PRF, text string) []byte {
	index, err := key.ComputePRF([]byte(text), indexSize)
	if err != nil {
		panic("secret: " + err.Error()) // only when more bytes are asked for than the hash has
	}
	return index
}

// SealCursor seals a cursor or anything else short that a client keeps for us. The context says what it is for, such as the
// list's name, order and viewer, and must be given again to open it.
func (k *Keys) SealCursor(plain, context []byte) ([]byte, error) {
	sealed, err := k.cursor.Encrypt(plain, context)
	if err != nil {
		return nil, fmt.Errorf("seal a cursor: %w", err)
	}
	return sealed, nil
}

// OpenCursor opens what [Keys.SealCursor] sealed in the same context. It fails with [ErrSealed].
func (k *Keys) OpenCursor(sealed, context []byte) ([]byte, error) {
	plain, err := k.cursor.Decrypt(sealed, context)
	if err != nil {
		return nil, fmt.Errorf("cursor: %w", ErrSealed)
	}
	return plain, nil
}

// SealFile returns a writer that writes to w, sealed, what is written to it. The context, the file's id, must be given again
// to open it. Nothing is complete before Close, which doesn't close w.
func (k *Keys) SealFile(w io.Writer, context []byte) (io.WriteCloser, error) {
	sealing, err := k.file.NewEncryptingWriter(w, context)
	if err != nil {
		return nil, fmt.Errorf("seal a file: %w", err)
	}
	return sealing, nil
}

// OpenFile returns a reader of what [Keys.SealFile] sealed into r in the same context. Each segment is proved before any of
// it is read: a changed, cut off or moved file gives an error, never other bytes than those that were sealed. An empty file
// can't be opened.
func (k *Keys) OpenFile(r io.Reader, context []byte) (io.Reader, error) {
	plain, err := k.file.NewDecryptingReader(r, context)
	if err != nil {
		return nil, fmt.Errorf("open a file: %w", err)
	}
	return plain, nil
}

// Open reads the keys in the file at path. It fails, with a text that says what to do, when there is none, when others than
// its owner and group can read it or others than its owner can write it, or when it isn't a whole key file.
func Open(path string) (*Keys, error) {
	f, err := read(path)
	if err != nil {
		return nil, err
	}
	k := &Keys{lab: f.Lab}
	if k.identity, err = aead.New(f.handles[forIdentity]); err == nil {
		k.cursor, err = aead.New(f.handles[forCursor])
	}
	if err == nil {
		k.file, err = streamingaead.New(f.handles[forFile])
	}
	if err == nil {
		k.index, err = prfs(f.handles[forIndex])
	}
	if err == nil {
		k.person, err = prfs(f.handles[forPerson])
	}
	if err == nil {
		k.signer, k.verifier, err = signatures(f.handles[forSeal])
	}
	if err != nil {
		return nil, fmt.Errorf("the key file %s holds keys of a wrong kind: restore it from the backup of the keys", path)
	}
	return k, nil
}

// Sign signs what is written outside our hands, such as a head of the log.
func (k *Keys) Sign(data []byte) ([]byte, error) {
	signed, err := k.signer.Sign(data)
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	return signed, nil
}

// Verify proves that one of our keys, the present or an earlier one, signed the data. It fails with [ErrSealed].
func (k *Keys) Verify(signed, data []byte) error {
	if err := k.verifier.Verify(signed, data); err != nil {
		return fmt.Errorf("signature: %w", ErrSealed)
	}
	return nil
}

// signatures opens a set of signing keys: the primary signs, and any of them proves.
func signatures(h *keyset.Handle) (tink.Signer, tink.Verifier, error) {
	signer, err := signature.NewSigner(h)
	if err != nil {
		return nil, nil, err
	}
	public, err := h.Public()
	if err != nil {
		return nil, nil, err
	}
	verifier, err := signature.NewVerifier(public)
	return signer, verifier, err
}

// prfs opens a set of index keys, the primary first.
func prfs(h *keyset.Handle) ([]prf.PRF, error) {
	set, err := prf.NewPRFSet(h)
	if err != nil {
		return nil, err
	}
	keys := []prf.PRF{set.PRFs[set.PrimaryID]}
	for i := range h.Len() {
		entry, err := h.Entry(i)
		if err != nil {
			return nil, err
		}
		if key, ok := set.PRFs[entry.KeyID()]; ok && entry.KeyID() != set.PrimaryID {
			keys = append(keys, key)
		}
	}
	return keys, nil
}

// Create makes a key file at path with new keys, readable by its owner only. Keys made for the lab are marked. It fails when
// there is a file at path already: keys are never overwritten, since what they sealed would be lost.
func Create(path string, lab bool) error {
	return write(path, 0o600, func() (*file, error) {
		f := &file{Lab: lab, handles: map[use]*keyset.Handle{}}
		for use, template := range templates {
			m := keyset.NewManager()
			id, err := m.Add(template())
			if err == nil {
				err = m.SetPrimary(id)
			}
			if err == nil {
				_, err = m.Add(template()) // the next one
			}
			if err == nil {
				f.handles[use], err = m.Handle()
			}
			if err != nil {
				return nil, fmt.Errorf("make keys: %w", err)
			}
		}
		return f, nil
	}, func(written string) error {
		if err := os.Link(written, path); errors.Is(err, os.ErrExist) { // unlike renaming, linking never replaces
			return fmt.Errorf("there is a key file %s already, and it is kept: make the new one somewhere else", path)
		} else if err != nil {
			return fmt.Errorf("write keys: %w", err)
		}
		return os.Remove(written)
	})
}

// Rotate makes the next key of each set its primary and adds a new next one, in the file at path. The old keys stay, so that
// everything sealed can be opened and found. Processes use the file as it was when they started. The index of persons who log
// in is not rotated, see [Keys.PersonIndex].
func Rotate(path string) error {
	mode := os.FileMode(0o600)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	return write(path, mode, func() (*file, error) {
		f, err := read(path)
		if err != nil {
			return nil, err
		}
		for use, h := range f.handles {
			if use == forPerson {
				continue
			}
			if f.handles[use], err = rotate(h, templates[use]()); err != nil {
				return nil, fmt.Errorf("rotate keys: %w", err)
			}
		}
		return f, nil
	}, func(written string) error { return os.Rename(written, path) })
}

// rotate makes the newest key of a set its primary and adds another.
func rotate(h *keyset.Handle, template *tinkpb.KeyTemplate) (*keyset.Handle, error) {
	newest, err := h.Entry(h.Len() - 1)
	if err != nil {
		return nil, err
	}
	m := keyset.NewManagerFromHandle(h)
	if err := m.SetPrimary(newest.KeyID()); err != nil {
		return nil, err
	}
	if _, err := m.Add(template); err != nil {
		return nil, err
	}
	return m.Handle()
}

// file is a key file: JSON with a Tink keyset for each use.
type file struct {
	Format int                     `json:"format"`
	Lab    bool                    `json:"lab"`
	Sets   map[use]json.RawMessage `json:"sets"`

	handles map[use]*keyset.Handle
}

// format is the form of the key file. Another number is a later Kobo's.
const format = 1

func read(path string) (*file, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("there is no key file %s: restore it from the backup of the keys; only for a new installation, make one", path)
	case err != nil:
		return nil, fmt.Errorf("the key file can't be read: %w", err)
	case info.Mode().Perm()&0o027 != 0:
		// SECURITY: whoever reads the keys reads everything, whoever writes them can have everything sealed with known keys.
		return nil, fmt.Errorf("the key file %s is open to others (%v): chmod 600 it, and rotate the keys if they may have been read",
			path, info.Mode().Perm())
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the key file can't be read: %w", err)
	}
	f := file{handles: map[use]*keyset.Handle{}}
	// Errors below are not wrapped: their texts may hold what stands in the file.
	if json.Unmarshal(data, &f) != nil || f.Format > format || f.Format < 1 {
		return nil, fmt.Errorf("%s is not a key file of this version: restore it from the backup of the keys", path)
	}
	for use := range templates {
		h, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(f.Sets[use])))
		if err != nil {
			return nil, fmt.Errorf("the key file %s lacks the keys for %q: restore it from the backup of the keys", path, use)
		}
		f.handles[use] = h
	}
	return &f, nil
}

// encode returns the file's text.
func (f *file) encode() ([]byte, error) {
	f.Format, f.Sets = format, map[use]json.RawMessage{}
	for use, h := range f.handles {
		var set bytes.Buffer
		if err := insecurecleartextkeyset.Write(h, keyset.NewJSONWriter(&set)); err != nil {
			return nil, err
		}
		f.Sets[use] = set.Bytes()
	}
	data, err := json.MarshalIndent(f, "", "  ")
	return append(data, '\n'), err
}

// write writes the file that content makes beside path and lets place put it at path, complete or not at all.
func write(path string, mode os.FileMode, content func() (*file, error), place func(written string) error) (err error) {
	// One name for all, taken before the keys are read: of two rotations at once the second fails, or one's keys would be lost.
	written := path + ".new"
	w, err := os.OpenFile(written, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	switch {
	case errors.Is(err, os.ErrExist):
		return fmt.Errorf("%s exists: keys are being written, or that was broken off; if so, remove it and try again", written)
	case err != nil:
		return fmt.Errorf("write keys: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(written) // it may be in place or gone
		}
	}()
	f, err := content()
	if err != nil {
		return errors.Join(err, w.Close())
	}
	data, err := f.encode()
	if err == nil {
		_, err = w.Write(data)
	}
	if err == nil {
		err = w.Chmod(mode) // whatever the umask
	}
	if err == nil {
		err = w.Sync()
	}
	if err = errors.Join(err, w.Close()); err != nil {
		return fmt.Errorf("write keys: %w", err)
	}
	if err := place(written); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("write keys: %w", err)
	}
	return errors.Join(folder.Sync(), folder.Close()) // or a power cut could undo the renaming
}
