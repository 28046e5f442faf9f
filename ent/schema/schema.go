// Package schema is the model of every table that the domain keeps: fields, edges, indexes and checks. Rules are the subjects'
// (internal/housing …), row-level policies are migrations/, so there are no hooks and no privacy rules here.
//
// Conventions. Every table with anyone's data has its own municipality_id, so that a policy needs no join; what belongs to a
// unit (bydel, kontor) has unit_id too. Money is in øre. A fact that changes has valid_from (the date from which it is true) and
// recorded_at (when we were told); a correction sets superseded_at on the old row and adds a new one, so that "as known today" and
// "as known then" can both be answered. Rows made by the tenancy of a person with a protected address are shielded.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/mixin"

	"kobo/internal/entity"
)

// table names the table of an entity.
func table(name string, checks map[string]string) []schema.Annotation {
	return []schema.Annotation{entsql.Annotation{Table: name, Checks: checks}}
}

// identity is the id, made by the act that makes the row.
type identity struct{ mixin.Schema }

func (identity) Fields() []ent.Field {
	return []ent.Field{field.UUID("id", entity.ID{}).Immutable()}
}

// owned is what every row with a municipality's data has: whose it is.
type owned struct{ mixin.Schema }

func (owned) Fields() []ent.Field {
	return []ent.Field{field.UUID("municipality_id", entity.ID{}).Immutable()}
}

func (owned) Edges() []ent.Edge {
	return []ent.Edge{edge.To("municipality", Municipality.Type).Field("municipality_id").Unique().Required().Immutable()}
}

// inUnit is what belongs to one unit of the municipality. A municipality without units has one for everything.
type inUnit struct{ mixin.Schema }

func (inUnit) Fields() []ent.Field { return []ent.Field{field.UUID("unit_id", entity.ID{})} }

func (inUnit) Edges() []ent.Edge {
	return []ent.Edge{edge.To("unit", Unit.Type).Field("unit_id").Unique().Required()}
}

// ofDwelling is what belongs to one dwelling.
type ofDwelling struct{ mixin.Schema }

func (ofDwelling) Fields() []ent.Field {
	return []ent.Field{field.UUID("dwelling_id", entity.ID{})}
}

func (ofDwelling) Edges() []ent.Edge {
	return []ent.Edge{edge.To("dwelling", Dwelling.Type).Field("dwelling_id").Unique().Required()}
}

// versioned is what may be edited by two people at once: acts take the version they saw, and a stale one is CONFLICT.
type versioned struct{ mixin.Schema }

func (versioned) Fields() []ent.Field { return []ent.Field{field.Int("version").Default(1)} }

// recorded says when and by whom a row was recorded.
type recorded struct{ mixin.Schema }

func (recorded) Fields() []ent.Field {
	return []ent.Field{
		field.Time("recorded_at").Immutable(),
		field.UUID("recorded_by", entity.ID{}).Optional(),
	}
}

// fact is a row of history: never overwritten, only superseded by a correction that says why.
type fact struct{ mixin.Schema }

func (fact) Fields() []ent.Field {
	return []ent.Field{
		field.Time("superseded_at").Optional().Nillable().Comment("when a correction replaced this row"),
		field.String("correction").Optional().Comment("why this row corrects an earlier one"),
	}
}

// shielded marks rows that only holders of the right «kobo-skjermet» have.
type shielded struct{ mixin.Schema }

func (shielded) Fields() []ent.Field { return []ent.Field{field.Bool("shielded").Default(false)} }

// day is a date without a time of day.
func day(name string) ent.Field {
	return field.Time(name).SchemaType(map[string]string{dialect.Postgres: "date"})
}

// optionalDay is a date that may be unknown or not apply.
func optionalDay(name string) ent.Field {
	return field.Time(name).Optional().Nillable().SchemaType(map[string]string{dialect.Postgres: "date"})
}
