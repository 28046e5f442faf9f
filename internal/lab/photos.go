package lab

import (
	"bytes"
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kobo/internal/entity"
	"kobo/internal/file"
	"kobo/internal/lab/synthetic"
)

// maxPhotos is how many photos a lab has at most.
const maxPhotos = 60

// The size of what synthetic.Photo draws, in pixels.
const photoWidth, photoHeight = 640, 480

// Photos draws a photo of some dwellings in each municipality of a loaded country, stores them, and returns how many there
// are. A photo is small enough to be its own thumbnail. url's role is a superuser.
func Photos(ctx context.Context, url string, n *synthetic.Norway, files *file.Store) (count int, err error) {
	err = withConn(ctx, url, func(conn *pgx.Conn) error {
		return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, "set local session_replication_role = replica"); err != nil {
				return err
			}
			for i := range n.Municipalities {
				t := newTown(n, n.Municipality(i), nil)
				added, err := t.photos(ctx, tx, files, maxPhotos/len(n.Municipalities))
				if err != nil {
					return fmt.Errorf("photos of municipality %s: %w", t.Number, err)
				}
				count += added
			}
			return nil
		})
	})
	return count, err
}

// photos adds photos of the first dwellings that have one, at most so many.
func (t *town) photos(ctx context.Context, tx pgx.Tx, files *file.Store, most int) (count int, err error) {
	for i := range t.stock.Dwellings {
		d := &t.stock.Dwellings[i]
		if d.Photo == 0 {
			continue
		}
		if count == most {
			break
		}
		at := t.recorded(d.Entered)
		id, image := t.newID(entity.File, at), t.newID(entity.Image, at)
		size, sum, err := files.Put(ctx, id, bytes.NewReader(synthetic.Photo(d.Photo)))
		if err != nil {
			return count, err
		}
		text := fmt.Sprintf("%s %d%s, tegnet bilde (%s)", d.Street, d.HouseNumber, d.Letter, synthetic.Mark)
		for _, s := range []struct {
			sql  string
			args []any
		}{
			{
				`insert into file (id, municipality_id, unit_id, recorded_at, data_class, name, media_type, size, sha256)
				values ($1, $2, $3, $4, 'DWELLING', 'fasade.jpg', 'image/jpeg', $5, $6)`,
				[]any{id, t.id, t.unit(d), at, size, sum},
			},
			{
				`insert into image (id, municipality_id, unit_id, dwelling_id, recorded_at, file_id, thumbnail_id, alternative_text, position, width, height)
				values ($1, $2, $3, $4, $5, $6, $6, $7, 1, $8, $9)`,
				[]any{image, t.id, t.unit(d), t.dwellings[i], at, id, text, photoWidth, photoHeight},
			},
			{"update dwelling set cover_image_id = $2 where id = $1", []any{t.dwellings[i], image}},
		} {
			if _, err := tx.Exec(ctx, s.sql, s.args...); err != nil {
				return count, err
			}
		}
		count++
	}
	return count, nil
}
