package file

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"kobo/ent"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/postgres"
	"kobo/internal/viewer"
)

// Row is what is known of a file. It never changes.
type Row struct {
	ID           entity.ID
	Municipality entity.ID
	Unit         entity.ID
	// Class is the data class a viewer must be able to read: that of what the file is uploaded for.
	Class string
	// Name is what the sender called it, cleaned.
	Name string
	// MediaType is what it is, as sniffed.
	MediaType string
	// Size is in bytes, and SHA256 of the content, both before encryption.
	Size   int64
	SHA256 []byte
}

// Rows says which files exist, for whom. Who asks is the viewer of ctx.
type Rows interface {
	// Place says in which municipality and unit a file of the class is put when the viewer uploads one: the unit wanted, else
	// the viewer's only one, else the one that stands for the whole municipality. NOT_FOUND when the viewer may not write the
	// class or has no such unit, BAD_REQUEST when it must say which.
	Place(ctx context.Context, class string, wanted entity.ID) (municipality, unit entity.ID, err error)
	// Insert adds the rows, all or none. NOT_FOUND when the viewer may not.
	Insert(ctx context.Context, rows ...Row) error
	// Find returns the row. NOT_FOUND when there is none that the viewer sees.
	Find(ctx context.Context, id entity.ID) (Row, error)
}

// Table is the table of files in PostgreSQL.
type Table struct{ DB *postgres.DB }

var _ Rows = Table{}

// Place implements [Rows].
func (t Table) Place(ctx context.Context, class string, wanted entity.ID) (municipality, unit entity.ID, err error) {
	v := viewer.FromContext(ctx)
	if v == nil {
		return entity.Nil, entity.Nil, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	if wanted.IsNil() && len(v.Units) == 1 {
		wanted = v.Units[0]
	}
	if v.Municipality.IsNil() || !wanted.IsNil() && len(v.Units) > 0 && !slices.Contains(v.Units, wanted) {
		return entity.Nil, entity.Nil, fault.Missing()
	}
	var may bool
	choose := postgres.Statement{
		SQL:  "select id from unit where municipality_id = (select kobo.municipality()) and id = $1",
		Args: []any{wanted},
	}
	if wanted.IsNil() {
		choose = postgres.Statement{
			SQL: "select id from unit where municipality_id = (select kobo.municipality()) and organisation_number is null order by id limit 1",
		}
	}
	choose.Rows = func(rows pgx.Rows) error {
		for rows.Next() {
			if err := rows.Scan(&unit); err != nil {
				return err
			}
		}
		return rows.Err()
	}
	err = t.DB.Read(ctx, postgres.Statement{
		// What everyone may read, the coat of arms, is the administrator's to write.
		SQL: "select case when $1 = 'PUBLIC' then kobo.may_act('SETTINGS_EDIT') else kobo.may_write($1) end", Args: []any{class},
		Rows: func(rows pgx.Rows) error {
			for rows.Next() {
				if err := rows.Scan(&may); err != nil {
					return err
				}
			}
			return rows.Err()
		},
	}, choose)
	switch {
	case err != nil:
		return entity.Nil, entity.Nil, err
	case !may, unit.IsNil() && !wanted.IsNil():
		return entity.Nil, entity.Nil, fault.Missing()
	case unit.IsNil(), wanted.IsNil() && len(v.Units) > 0:
		return entity.Nil, entity.Nil, fault.At("unit", "file.unit")
	}
	return v.Municipality, unit, nil
}

// Insert implements [Rows].
func (t Table) Insert(ctx context.Context, rows ...Row) error {
	return t.DB.Tx(ctx, func(tx *postgres.Tx) error {
		creates := make([]*ent.FileCreate, len(rows))
		for i, r := range rows {
			creates[i] = tx.Ent.File.Create().SetID(r.ID).SetMunicipalityID(r.Municipality).SetUnitID(r.Unit).
				SetDataClass(r.Class).SetName(r.Name).SetMediaType(r.MediaType).SetSize(r.Size).SetSha256(r.SHA256).
				SetRecordedAt(tx.Now).SetRecordedBy(tx.Viewer.ID)
		}
		return tx.Ent.File.CreateBulk(creates...).Exec(ctx)
	})
}

// Find implements [Rows].
func (t Table) Find(ctx context.Context, id entity.ID) (r Row, err error) {
	err = t.DB.Read(ctx, postgres.Statement{
		SQL:  "select id, municipality_id, unit_id, data_class, name, media_type, size, sha256 from file where id = $1",
		Args: []any{id},
		Rows: func(rows pgx.Rows) error {
			for rows.Next() {
				if err := rows.Scan(&r.ID, &r.Municipality, &r.Unit, &r.Class, &r.Name, &r.MediaType, &r.Size, &r.SHA256); err != nil {
					return err
				}
			}
			return rows.Err()
		},
	})
	if err == nil && r.ID.IsNil() {
		err = fault.Missing()
	}
	return r, err
}

// Known returns those of the ids that have a row in any municipality, for [Store.Sweep]. It asks as a job in each, so the
// database must be opened with the login role of workers.
func (t Table) Known(ctx context.Context, ids []entity.ID) (known []entity.ID, err error) {
	gather := func(into *[]entity.ID) func(pgx.Rows) error {
		return func(rows pgx.Rows) error {
			for rows.Next() {
				var id entity.ID
				if err := rows.Scan(&id); err != nil {
					return err
				}
				*into = append(*into, id)
			}
			return rows.Err()
		}
	}
	job := viewer.Viewer{Role: viewer.Job, Purpose: "sweep files"}
	var municipalities []entity.ID
	if err := t.DB.Read(viewer.NewContext(ctx, &job), postgres.Statement{
		SQL: "select id from municipality", Rows: gather(&municipalities),
	}); err != nil {
		return nil, err
	}
	for _, m := range municipalities {
		here := job
		here.Municipality = m
		if err := t.DB.Read(viewer.NewContext(ctx, &here), postgres.Statement{
			SQL: "select id from file where id = any($1)", Args: []any{ids}, Rows: gather(&known),
		}); err != nil {
			return nil, err
		}
	}
	return known, nil
}
