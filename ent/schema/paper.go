package schema

import (
	"encoding/json"

	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"kobo/internal/codelist"
	"kobo/internal/entity"
)

// Note is a note on a dwelling (notat), not meant for personal data. Data class NOTE.
type Note struct{ ent.Schema }

func (Note) Mixin() []ent.Mixin {
	return []ent.Mixin{identity{}, owned{}, inUnit{}, ofDwelling{}, versioned{}, recorded{}}
}

func (Note) Fields() []ent.Field {
	return []ent.Field{
		field.String("text").MaxRuneLen(4000),
		field.Time("edited_at").Optional().Nillable(),
		field.Time("removed_at").Optional().Nillable(),
	}
}

func (Note) Indexes() []ent.Index { return []ent.Index{index.Fields("dwelling_id", "recorded_at")} }

func (Note) Annotations() []schema.Annotation { return table("note", nil) }

// File is a stored file: what it is and where; the content lies encrypted in object storage under the id. Its row is readable with the class
// of what it belongs to.
type File struct{ ent.Schema }

func (File) Mixin() []ent.Mixin { return []ent.Mixin{identity{}, owned{}, inUnit{}, recorded{}} }

func (File) Fields() []ent.Field {
	return []ent.Field{
		field.String("data_class"),
		field.String("name").MaxRuneLen(200),
		field.String("media_type").Comment("as sniffed, not as sent"),
		field.Int64("size").Comment("bytes before encryption"),
		field.Bytes("sha256").Comment("of the content before encryption"),
	}
}

func (File) Annotations() []schema.Annotation {
	return table("file", map[string]string{"file_class": "data_class in ('DWELLING', 'DOCUMENT', 'IMPORT', 'PUBLIC')"})
}

// Document is a document of a dwelling (dokument). Data class DOCUMENT.
type Document struct{ ent.Schema }

func (Document) Mixin() []ent.Mixin {
	return []ent.Mixin{identity{}, owned{}, inUnit{}, ofDwelling{}, recorded{}}
}

func (Document) Fields() []ent.Field {
	return []ent.Field{
		field.Enum("kind").GoType(codelist.DocumentKind("")),
		field.String("title").MaxRuneLen(200),
		field.UUID("file_id", entity.ID{}),
		field.Time("removed_at").Optional().Nillable(),
	}
}

func (Document) Edges() []ent.Edge {
	return []ent.Edge{edge.To("file", File.Type).Field("file_id").Unique().Required()}
}

func (Document) Indexes() []ent.Index {
	return []ent.Index{index.Fields("dwelling_id", "recorded_at")}
}

func (Document) Annotations() []schema.Annotation { return table("document", nil) }

// Image is a picture of a dwelling (bilde). Data class DWELLING.
type Image struct{ ent.Schema }

func (Image) Mixin() []ent.Mixin {
	return []ent.Mixin{identity{}, owned{}, inUnit{}, ofDwelling{}, recorded{}}
}

func (Image) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("file_id", entity.ID{}),
		field.UUID("thumbnail_id", entity.ID{}).Comment("a file, at most 640 pixels wide"),
		field.String("alternative_text").MaxRuneLen(300).Default(""),
		field.Int("position"),
		field.Int("width"), field.Int("height"),
		field.Time("removed_at").Optional().Nillable(),
	}
}

func (Image) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("file", File.Type).Field("file_id").Unique().Required(),
		edge.To("thumbnail", File.Type).Field("thumbnail_id").Unique().Required(),
	}
}

func (Image) Indexes() []ent.Index { return []ent.Index{index.Fields("dwelling_id", "position")} }

func (Image) Annotations() []schema.Annotation { return table("image", nil) }

// ImportRun is a workbook on its way into the register. Data class IMPORT.
type ImportRun struct{ ent.Schema }

func (ImportRun) Mixin() []ent.Mixin {
	return []ent.Mixin{identity{}, owned{}, inUnit{}, versioned{}, recorded{}}
}

func (ImportRun) Fields() []ent.Field {
	return []ent.Field{
		field.Enum("state").GoType(codelist.ImportState("")).Default("UPLOADED"),
		field.UUID("file_id", entity.ID{}),
		field.String("name").MaxRuneLen(200),
		field.Strings("headings").Default([]string{}).Annotations(entsql.Default("[]")).Comment("the workbook's column headings, in its order"),
		field.JSON("columns", map[string]string{}).Comment("heading to our column"),
		field.Int("rows").Default(0),
		field.Int("done").Default(0).Comment("rows handled in the running step"),
		field.Time("applied_at").Optional().Nillable(),
		field.Time("undone_at").Optional().Nillable(),
		field.String("failure").Default("").Comment("message key of what stopped it"),
	}
}

func (ImportRun) Edges() []ent.Edge {
	return []ent.Edge{edge.To("file", File.Type).Field("file_id").Unique().Required()}
}

func (ImportRun) Indexes() []ent.Index {
	return []ent.Index{index.Fields("municipality_id", "recorded_at")}
}

func (ImportRun) Annotations() []schema.Annotation { return table("import_run", nil) }

// ImportRow is one row of an imported workbook and what became of it: the ledger from which a killed import resumes. Data class IMPORT.
type ImportRow struct{ ent.Schema }

func (ImportRow) Mixin() []ent.Mixin { return []ent.Mixin{identity{}, owned{}, inUnit{}} }

func (ImportRow) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("import_id", entity.ID{}),
		field.Int("number").Comment("the row's number in the workbook, the heading being 1"),
		field.Enum("state").GoType(codelist.ImportRowState("")),
		field.JSON("cells", map[string]string{}).Comment("our column to the cell's text"),
		field.JSON("problems", []Problem{}).Optional(),
		field.UUID("dwelling_id", entity.ID{}).Optional().Nillable(),
		field.JSON("before", json.RawMessage{}).Optional().Comment("what the row changed, for undo"),
		field.Int("version").Default(0).Comment("the dwelling's version after the row was applied"),
	}
}

// Problem is what is wrong in one cell.
type Problem struct {
	Column  string   `json:"column"`
	Value   string   `json:"value"`
	Message string   `json:"message"`
	Args    []any    `json:"args,omitempty"`
	Allowed []string `json:"allowed,omitempty"`
}

func (ImportRow) Edges() []ent.Edge {
	return []ent.Edge{edge.To("import", ImportRun.Type).Field("import_id").Unique().Required()}
}

func (ImportRow) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("import_id", "number").Unique(),
		index.Fields("import_id", "state", "number"),
		index.Fields("dwelling_id").Annotations(entsql.IndexWhere("dwelling_id is not null")),
	}
}

func (ImportRow) Annotations() []schema.Annotation { return table("import_row", nil) }

// WordMapping is a local word of a municipality and the code it stands for ("Komm.bolig" is ORDINARY). Data class IMPORT.
type WordMapping struct{ ent.Schema }

func (WordMapping) Mixin() []ent.Mixin { return []ent.Mixin{identity{}, owned{}, recorded{}} }

func (WordMapping) Fields() []ent.Field {
	return []ent.Field{
		field.String("column").Comment("our column; 'columns' maps headings to columns"),
		field.String("word"),
		field.String("code"),
	}
}

func (WordMapping) Indexes() []ent.Index {
	return []ent.Index{index.Fields("municipality_id", "column", "word").Unique()}
}

func (WordMapping) Annotations() []schema.Annotation { return table("word_mapping", nil) }

// ActKey remembers an act's result for 24 hours, so that the same key never has a second effect.
type ActKey struct{ ent.Schema }

func (ActKey) Mixin() []ent.Mixin { return []ent.Mixin{owned{}} }

func (ActKey) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", entity.ID{}).Immutable().Comment("the client's key"),
		field.UUID("viewer_id", entity.ID{}),
		field.String("act"),
		field.JSON("result", json.RawMessage{}),
		field.Time("at"),
	}
}

func (ActKey) Indexes() []ent.Index { return []ent.Index{index.Fields("at")} }

func (ActKey) Annotations() []schema.Annotation { return table("act_key", nil) }
