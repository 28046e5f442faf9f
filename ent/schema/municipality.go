package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"kobo/internal/codelist"
	"kobo/internal/entity"
)

// Municipality is a municipality (kommune) that lets dwellings. Data class PUBLIC.
type Municipality struct{ ent.Schema }

func (Municipality) Mixin() []ent.Mixin { return []ent.Mixin{identity{}} }

func (Municipality) Fields() []ent.Field {
	return []ent.Field{
		field.String("number").MaxLen(4).Comment("kommunenummer, SSB Klass 131"),
		field.String("name"),
		field.String("organisation_number").MaxLen(9),
		field.UUID("logo_file_id", entity.ID{}).Optional(),
	}
}

func (Municipality) Indexes() []ent.Index {
	return []ent.Index{index.Fields("number").Unique(), index.Fields("organisation_number").Unique()}
}

func (Municipality) Annotations() []schema.Annotation { return table("municipality", nil) }

// MunicipalitySettings is what a municipality decides for itself. Data class SETTINGS.
type MunicipalitySettings struct{ ent.Schema }

func (MunicipalitySettings) Mixin() []ent.Mixin { return []ent.Mixin{owned{}, versioned{}} }

func (MunicipalitySettings) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", entity.ID{}).Immutable().Comment("the municipality's own id"),
		field.String("phone").Optional(),
		field.String("email").Optional(),
		field.String("website").Optional(),
		field.Enum("written_language").GoType(codelist.Language("")).Default("NB").Comment("målform"),
		field.Int("vacancy_warning_days").Default(30).Comment("days empty before a dwelling is pointed out"),
		field.Bool("staff_names_in_citizen_log").Default(false),
	}
}

func (MunicipalitySettings) Annotations() []schema.Annotation {
	return table("municipality_settings", nil)
}

// Network is an address range that the municipality's staff may come from. Data class SETTINGS.
type Network struct{ ent.Schema }

func (Network) Mixin() []ent.Mixin { return []ent.Mixin{identity{}, owned{}, recorded{}} }

func (Network) Fields() []ent.Field {
	return []ent.Field{
		field.String("cidr").Comment("10.20.0.0/16"),
		field.String("name").Optional(),
	}
}

func (Network) Indexes() []ent.Index {
	return []ent.Index{index.Fields("municipality_id", "cidr").Unique()}
}

func (Network) Annotations() []schema.Annotation { return table("network", nil) }

// Onboarding is one step of a municipality's onboarding checklist with the day it was done. Data class PUBLIC, own rows only.
type Onboarding struct{ ent.Schema }

func (Onboarding) Mixin() []ent.Mixin { return []ent.Mixin{identity{}, owned{}, recorded{}} }

func (Onboarding) Fields() []ent.Field {
	return []ent.Field{
		field.Enum("step").GoType(codelist.OnboardingStep("")),
		day("done_on"),
	}
}

func (Onboarding) Indexes() []ent.Index {
	return []ent.Index{index.Fields("municipality_id", "step").Unique()}
}

func (Onboarding) Annotations() []schema.Annotation { return table("onboarding", nil) }

// Unit is a part of the municipality that rights may come from: a bydel or an office. Data class PUBLIC, own rows only.
type Unit struct{ ent.Schema }

func (Unit) Mixin() []ent.Mixin { return []ent.Mixin{identity{}, owned{}} }

func (Unit) Fields() []ent.Field {
	return []ent.Field{
		field.String("name"),
		field.String("organisation_number").MaxLen(9).Optional().Nillable().Comment("none for the unit that stands for the whole municipality"),
	}
}

func (Unit) Indexes() []ent.Index {
	return []ent.Index{index.Fields("municipality_id", "name").Unique(), index.Fields("organisation_number").Unique()}
}

func (Unit) Annotations() []schema.Annotation { return table("unit", nil) }

// Actor is someone who has acted in the municipality, by the name shown in its history. Data class PUBLIC, own rows only.
type Actor struct{ ent.Schema }

func (Actor) Mixin() []ent.Mixin { return []ent.Mixin{identity{}, owned{}} }

func (Actor) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("viewer_id", entity.ID{}).Immutable(),
		field.String("name"),
	}
}

func (Actor) Indexes() []ent.Index {
	return []ent.Index{index.Fields("municipality_id", "viewer_id").Unique()}
}

func (Actor) Annotations() []schema.Annotation { return table("actor", nil) }

// DispositionRule says whether dwellings of a disposition form count as municipally disposed (kommunalt disponert), from a date to a date:
// KOSTRA's definitions change between years. Data class PUBLIC.
type DispositionRule struct{ ent.Schema }

func (DispositionRule) Fields() []ent.Field {
	return []ent.Field{
		field.Enum("disposition").GoType(codelist.DispositionForm("")),
		field.Bool("counts"),
		day("valid_from"),
		optionalDay("valid_to"),
		field.String("source").Comment("where the rule stands"),
	}
}

func (DispositionRule) Indexes() []ent.Index {
	return []ent.Index{index.Fields("disposition", "valid_from").Unique()}
}

func (DispositionRule) Annotations() []schema.Annotation { return table("disposition_rule", nil) }

// SavedFilter is a search that someone has given a name. Data class PUBLIC, own rows and those shared in the unit.
type SavedFilter struct{ ent.Schema }

func (SavedFilter) Mixin() []ent.Mixin {
	return []ent.Mixin{identity{}, owned{}, inUnit{}, versioned{}}
}

func (SavedFilter) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("owner_id", entity.ID{}).Immutable(),
		field.String("name").MaxRuneLen(100),
		field.String("address").MaxRuneLen(2000).Comment("the readable address of the view: ?status=READY&q=barlind"),
		field.Bool("shared").Default(false),
	}
}

func (SavedFilter) Indexes() []ent.Index {
	return []ent.Index{index.Fields("municipality_id", "owner_id", "name").Unique()}
}

func (SavedFilter) Annotations() []schema.Annotation { return table("saved_filter", nil) }
