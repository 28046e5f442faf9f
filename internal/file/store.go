// Package file keeps what people upload: pictures, documents and workbooks. Contents lie in object storage, encrypted, each
// under its file's id; who may read one is decided by its row in the database alone.
//
// A file is judged by its content and never by what the sender says of it ([Sniff]); pictures are drawn anew, so that
// nothing but what can be seen is kept ([PrepareImage]). The package must not know what files are attached to, nor who may
// do what: it asks the database as the viewer.
package file

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	_ "gocloud.dev/blob/s3blob" // s3:// addresses
	"gocloud.dev/gcerrors"

	"kobo/internal/entity"
	"kobo/internal/secret"
)

// Store keeps contents, encrypted, in a bucket. It is safe for concurrent use.
type Store struct {
	Bucket *blob.Bucket
	Keys   *secret.Keys
}

// OpenBucket opens where contents are kept: a folder, which is made when it is missing, or "s3://bucket?region=…" with the
// parameters that gocloud.dev/blob/s3blob has (endpoint, use_path_style …) and the credentials of the environment. Nothing
// else may write there. Close it when done.
func OpenBucket(ctx context.Context, location string) (*blob.Bucket, error) {
	if strings.Contains(location, "://") {
		if !strings.HasPrefix(location, "s3://") {
			return nil, errors.New("files can be kept in a folder or at an address that begins with s3://")
		}
		bucket, err := blob.OpenBucket(ctx, location)
		if err != nil {
			return nil, fmt.Errorf("open the bucket of files: %w", err)
		}
		return bucket, nil
	}
	folder, err := filepath.Abs(location)
	if err != nil {
		return nil, fmt.Errorf("open the folder of files: %w", err)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("open the folder of files: %w", err)
	}
	bucket, err := fileblob.OpenBucket(folder, &fileblob.Options{
		DirFileMode: 0o700,
		NoTempDir:   true, // the system's may be another volume
		Metadata:    fileblob.MetadataDontWrite,
	})
	if err != nil {
		return nil, fmt.Errorf("open the folder of files: %w", err)
	}
	return bucket, nil
}

// errEmpty says that there is nothing to keep: an empty content can't be told from one that was cut off.
var errEmpty = errors.New("the content is empty")

// Put keeps what r holds under the id and returns its size in bytes and its SHA-256, both before encryption. The content is
// sealed as it flows and bound to the id: stored under another, it can't be opened. When Put fails nothing is kept.
func (s *Store) Put(ctx context.Context, id entity.ID, r io.Reader) (size int64, sum []byte, err error) {
	ctx, abort := context.WithCancel(ctx)
	defer abort()
	w, err := s.Bucket.NewWriter(ctx, id.String(), &blob.WriterOptions{
		ContentType: "application/octet-stream", DisableContentTypeDetection: true,
	})
	if err != nil {
		return 0, nil, fmt.Errorf("keep a file: %w", err)
	}
	hash := sha256.New()
	size, err = s.seal(w, id, io.TeeReader(r, hash))
	if err == nil && size == 0 {
		err = errEmpty
	}
	if err != nil {
		abort() // closing completes the object otherwise
		_ = w.Close()
		return 0, nil, fmt.Errorf("keep a file: %w", err)
	}
	if err := w.Close(); err != nil {
		return 0, nil, fmt.Errorf("keep a file: %w", err)
	}
	return size, hash.Sum(nil), nil
}

func (s *Store) seal(w io.Writer, id entity.ID, r io.Reader) (int64, error) {
	sealing, err := s.Keys.SealFile(w, id[:])
	if err != nil {
		return 0, err
	}
	size, err := io.Copy(sealing, r)
	if err != nil {
		return 0, err
	}
	return size, sealing.Close()
}

// Open opens the content of the id. Its beginning is proved at once; a content that was changed further on gives an error
// from Read where the change is, never other bytes. The error is [fs.ErrNotExist] when there is no such content.
func (s *Store) Open(ctx context.Context, id entity.ID) (io.ReadCloser, error) {
	sealed, err := s.Bucket.NewReader(ctx, id.String(), nil)
	switch {
	case gcerrors.Code(err) == gcerrors.NotFound:
		return nil, fmt.Errorf("open a file: %w", fs.ErrNotExist)
	case err != nil:
		return nil, fmt.Errorf("open a file: %w", err)
	}
	plain, err := s.Keys.OpenFile(sealed, id[:])
	if err == nil {
		begun := bufio.NewReaderSize(plain, 32<<10)
		if _, err = begun.Peek(1); err == nil {
			return content{begun, sealed}, nil
		}
	}
	return nil, errors.Join(fmt.Errorf("open a file: %w", err), sealed.Close())
}

// content reads what was sealed and closes where it came from.
type content struct {
	io.Reader
	io.Closer
}

// Delete removes the content of the id; it is no error when there is none.
func (s *Store) Delete(ctx context.Context, id entity.ID) error {
	if err := s.Bucket.Delete(ctx, id.String()); err != nil && gcerrors.Code(err) != gcerrors.NotFound {
		return fmt.Errorf("remove a file: %w", err)
	}
	return nil
}

// The bounds of a sweep.
const (
	orphanAge   = 24 * time.Hour // an upload is long done by then
	sweepBatch  = 500
	orphansMost = 100 // more than this many are believed only when they are few among the rest
	orphansPart = 10  // that is, less than one in ten
)

// Sweep removes contents older than 24 hours that no row belongs to, which an upload that was killed leaves behind, and
// returns how many. known tells which of the ids have a row, in whatever municipality. Objects whose name is no file's id
// are left alone.
//
// SECURITY: whoever can't see a row would have its content removed. When known misses more than 100 contents, and one in ten
// of all, it is the eyes that are wrong, and Sweep removes nothing and fails.
func (s *Store) Sweep(ctx context.Context, now time.Time, known func(context.Context, []entity.ID) ([]entity.ID, error)) (int, error) {
	var orphans []entity.ID
	seen, batch := 0, map[entity.ID]bool{}
	sift := func() error {
		ids := make([]entity.ID, 0, len(batch))
		for id := range batch {
			ids = append(ids, id)
		}
		rows, err := known(ctx, ids)
		if err != nil {
			return err
		}
		for _, id := range rows {
			delete(batch, id)
		}
		for id := range batch {
			orphans = append(orphans, id)
		}
		clear(batch)
		return nil
	}
	for list := s.Bucket.List(nil); ; {
		object, err := list.Next(ctx)
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return 0, fmt.Errorf("sweep files: %w", err)
		}
		id, err := entity.Parse(object.Key)
		if err != nil || !id.Is(entity.File) || now.Sub(object.ModTime) < orphanAge || now.Sub(id.Time()) < orphanAge {
			continue
		}
		seen++
		if batch[id] = true; len(batch) == sweepBatch {
			if err := sift(); err != nil {
				return 0, fmt.Errorf("sweep files: %w", err)
			}
		}
	}
	if len(batch) > 0 {
		if err := sift(); err != nil {
			return 0, fmt.Errorf("sweep files: %w", err)
		}
	}
	if len(orphans) > orphansMost && len(orphans)*orphansPart > seen {
		return 0, fmt.Errorf("sweep files: %d of %d have no row, which is too many to believe: nothing was removed", len(orphans), seen)
	}
	for i, id := range orphans {
		if err := s.Delete(ctx, id); err != nil {
			return i, fmt.Errorf("sweep files: %w", err)
		}
	}
	return len(orphans), nil
}
