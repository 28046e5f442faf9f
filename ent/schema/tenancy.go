package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"kobo/internal/codelist"
	"kobo/internal/entity"
)

// Tenancy is a tenancy (leieforhold) of a dwelling: dates, kind, notice, household size. Who the tenant is stands in Tenant. Data class TENANCY.
type Tenancy struct{ ent.Schema }

func (Tenancy) Mixin() []ent.Mixin {
	return []ent.Mixin{identity{}, owned{}, inUnit{}, ofDwelling{}, versioned{}, recorded{}, shielded{}}
}

func (Tenancy) Fields() []ent.Field {
	return append(tenancyTerms(),
		field.Enum("security").GoType(codelist.Security("")).Default("UNKNOWN"),
		field.UUID("previous_id", entity.ID{}).Optional().Nillable().Comment("the tenancy this one renews"),
		field.Time("cancelled_at").Optional().Nillable().Comment("registered by mistake"),
	)
}

// tenancyTerms are what may change in a tenancy over time.
func tenancyTerms() []ent.Field {
	return []ent.Field{
		field.Enum("kind").GoType(codelist.TenancyKind("")),
		day("starts_on"),
		optionalDay("ends_on"),
		field.Int("persons").Optional().Nillable(),
		optionalDay("notice_on"),
		field.Enum("notice_by").GoType(codelist.NoticeBy("")).Optional().Nillable(),
		optionalDay("vacates_on"),
		optionalDay("ended_on"),
		field.Enum("end_kind").GoType(codelist.TenancyEnd("")).Optional().Nillable(),
	}
}

func (Tenancy) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("dwelling_id", "starts_on"),
		index.Fields("dwelling_id").Unique().StorageKey("tenancy_one_active").
			Annotations(entsql.IndexWhere("ended_on is null and cancelled_at is null")),
		index.Fields("municipality_id", "ends_on"),
	}
}

func (Tenancy) Annotations() []schema.Annotation {
	return table("tenancy", map[string]string{
		"tenancy_ends_after_start":  "ends_on >= starts_on",
		"tenancy_ended_after_start": "ended_on >= starts_on",
		"tenancy_persons":           "persons between 1 and 30",
		"tenancy_end_has_kind":      "(ended_on is null) = (end_kind is null)",
		"tenancy_notice_whole":      "(notice_on is null) = (vacates_on is null) and (notice_on is null) = (notice_by is null)",
	})
}

// TenancyTerm is a tenancy's terms as recorded at a time. Data class TENANCY.
type TenancyTerm struct{ ent.Schema }

func (TenancyTerm) Mixin() []ent.Mixin {
	return []ent.Mixin{identity{}, owned{}, inUnit{}, ofDwelling{}, recorded{}, fact{}, shielded{}}
}

func (TenancyTerm) Fields() []ent.Field {
	return append(tenancyTerms(),
		field.UUID("tenancy_id", entity.ID{}),
		field.Bool("cancelled").Default(false),
	)
}

func (TenancyTerm) Edges() []ent.Edge {
	return []ent.Edge{edge.To("tenancy", Tenancy.Type).Field("tenancy_id").Unique().Required()}
}

func (TenancyTerm) Indexes() []ent.Index {
	return []ent.Index{index.Fields("tenancy_id", "recorded_at"), index.Fields("municipality_id", "starts_on")}
}

func (TenancyTerm) Annotations() []schema.Annotation { return table("tenancy_term", nil) }

// Outlook is when a dwelling is expected to be vacant and why, kept by every act that bears on it. Data class TENANCY. A dwelling with a
// shielded tenancy has a shielded row, so that nothing but "Utleid" is told of it.
type Outlook struct{ ent.Schema }

func (Outlook) Mixin() []ent.Mixin {
	return []ent.Mixin{owned{}, inUnit{}, shielded{}}
}

func (Outlook) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", entity.ID{}).Immutable().Comment("the dwelling's own id"),
		field.UUID("tenancy_id", entity.ID{}).Optional().Nillable(),
		optionalDay("vacant_on"),
		field.Enum("reason").GoType(codelist.ExpectedVacancyReason("")).Optional().Nillable(),
		field.Bool("notice_given").Default(false),
		optionalDay("contract_ends_on"),
	}
}

func (Outlook) Edges() []ent.Edge {
	return []ent.Edge{edge.To("tenancy", Tenancy.Type).Field("tenancy_id").Unique()}
}

func (Outlook) Annotations() []schema.Annotation { return table("outlook", nil) }

// Tenant is who the tenant is, stored only where the casework module is open. Data class TENANT. The national identity number is sealed
// (randomised AEAD) beside an HMAC index.
type Tenant struct{ ent.Schema }

func (Tenant) Mixin() []ent.Mixin {
	return []ent.Mixin{identity{}, owned{}, inUnit{}, recorded{}, shielded{}}
}

func (Tenant) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("tenancy_id", entity.ID{}),
		field.String("name"),
		optionalDay("birth_date"),
		field.Bytes("national_id_sealed").Optional().Nillable(),
		field.Bytes("national_id_index").Optional().Nillable(),
	}
}

func (Tenant) Edges() []ent.Edge {
	return []ent.Edge{edge.To("tenancy", Tenancy.Type).Field("tenancy_id").Unique().Required()}
}

func (Tenant) Indexes() []ent.Index {
	return []ent.Index{index.Fields("tenancy_id"), index.Fields("municipality_id", "national_id_index")}
}

func (Tenant) Annotations() []schema.Annotation { return table("tenant", nil) }

// Reservation holds a dwelling until a date (reservasjon). Data class RESERVATION.
type Reservation struct{ ent.Schema }

func (Reservation) Mixin() []ent.Mixin {
	return []ent.Mixin{identity{}, owned{}, inUnit{}, ofDwelling{}, versioned{}, recorded{}}
}

func (Reservation) Fields() []ent.Field {
	return []ent.Field{
		field.Enum("state").GoType(codelist.ReservationState("")).Default("ACTIVE"),
		day("held_until"),
		field.String("reason"),
		field.Time("closed_at").Optional().Nillable(),
		field.UUID("closed_by", entity.ID{}).Optional().Nillable(),
	}
}

func (Reservation) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("dwelling_id").Unique().StorageKey("reservation_one_active").
			Annotations(entsql.IndexWhere("state = 'ACTIVE'")),
		index.Fields("dwelling_id", "recorded_at"),
		index.Fields("state", "held_until"),
	}
}

func (Reservation) Annotations() []schema.Annotation { return table("reservation", nil) }
