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

// Dwelling is a dwelling (bolig) that the municipality lets: what one lease lets (KOSTRA skjema 13). Data class DWELLING.
// Unknown is null, never zero or false.
type Dwelling struct{ ent.Schema }

func (Dwelling) Mixin() []ent.Mixin {
	return []ent.Mixin{identity{}, owned{}, inUnit{}, versioned{}, recorded{}}
}

func (Dwelling) Fields() []ent.Field {
	return []ent.Field{
		field.String("street"),
		field.Int("house_number").Optional().Nillable(),
		field.String("house_letter").Default("").MaxRuneLen(2),
		field.String("postal_code").MaxLen(4).Default(""),
		field.String("postal_place").Default(""),
		field.String("unit_number").Default("").MaxLen(5).Comment("bruksenhetsnummer, H0101; empty when it has none"),
		field.String("extra_reference").Default("").Comment("ekstraReferanse: tells rooms of one bruksenhet apart"),
		field.UUID("property_id", entity.ID{}).Optional().Nillable(),
		field.UUID("building_id", entity.ID{}).Optional().Nillable(),
		field.UUID("agreement_id", entity.ID{}).Optional().Nillable(),
		field.Enum("unit_type").GoType(codelist.UnitType("")).Default("UNKNOWN"),
		field.Enum("type").GoType(codelist.DwellingType("")),
		field.Enum("subtype").GoType(codelist.DwellingSubtype("")).Optional().Nillable(),
		field.Bool("shared").Default(false).Comment("bofellesskap"),
		field.Bool("staff_base").Optional().Nillable().Comment("personalbase"),
		field.Bool("staffed_round_the_clock").Optional().Nillable().Comment("døgnbemannet"),
		field.Enum("disposition").GoType(codelist.DispositionForm("")),
		field.Enum("ownership").GoType(codelist.OwnershipForm("")).Optional().Nillable(),
		field.String("owner_name").Default(""),
		field.String("owner_organisation_number").Default(""),
		field.String("owner_phone").Default(""),
		field.Int("bedrooms").Optional().Nillable(),
		field.Float("usable_area").Optional().Nillable().Comment("bruksareal, m²"),
		field.Int("floor").Optional().Nillable(),
		field.Enum("wheelchair").GoType(codelist.WheelchairAccess("")).Default("UNKNOWN"),
		field.Strings("features").Default([]string{}),
		field.String("power_meter").Default(""),
		field.String("water_meter").Default(""),
		field.String("primary_school").Default(""),
		field.String("secondary_school").Default(""),
		field.String("other_information").Default(""),
		field.Int("deposit_ore").Optional().Nillable(),
		field.Bool("vat_compensation").Optional().Nillable(),
		field.Bool("rent_to_own").Default(false),
		field.String("vendor_dwelling_id").Optional().Nillable().Comment("leverandorBoligId"),
		field.Enum("status").GoType(codelist.DwellingStatus("")),
		optionalDay("planned_ready_on"),
		optionalDay("vacant_since"),
		optionalDay("expected_vacant_by_hand"),
		field.UUID("expected_vacant_by", entity.ID{}).Optional(),
		field.Time("expected_vacant_at").Optional().Nillable(),
		day("entered_on"),
		field.Enum("entry").GoType(codelist.StockEntry("")).Default("UNKNOWN"),
		optionalDay("left_on"),
		field.Enum("exit").GoType(codelist.StockExit("")).Optional().Nillable(),
		field.UUID("cover_image_id", entity.ID{}).Optional().Nillable(),
		field.UUID("merged_into_id", entity.ID{}).Optional().Nillable(),
		field.Time("removed_at").Optional().Nillable().Comment("soft deletion or merger"),
		field.Time("changed_at"),
		field.String("search").Comment("what free text finds, folded (store.Fold)"),
		field.String("address_key").Comment("sorts addresses as people do: street, number, letter, unit"),
	}
}

func (Dwelling) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("property", Property.Type).Field("property_id").Unique(),
		edge.To("building", Building.Type).Field("building_id").Unique(),
		edge.To("agreement", Agreement.Type).Field("agreement_id").Unique(),
	}
}

func (Dwelling) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("municipality_id", "address_key", "id"),
		index.Fields("municipality_id", "unit_id"),
		index.Fields("municipality_id", "changed_at"),
		index.Fields("agreement_id").Annotations(entsql.IndexWhere("agreement_id is not null")),
		index.Fields("municipality_id", "vendor_dwelling_id").Unique().
			Annotations(entsql.IndexWhere("vendor_dwelling_id is not null and removed_at is null")),
		// The natural key. Rooms of one bruksenhet are told apart by extra_reference; without a unit number there is no key.
		index.Fields("municipality_id", "property_id", "unit_number", "extra_reference", "street", "house_number", "house_letter").Unique().
			StorageKey("dwelling_natural_key").
			Annotations(entsql.IndexWhere("unit_number <> '' and property_id is not null and removed_at is null")),
	}
}

func (Dwelling) Annotations() []schema.Annotation {
	return table("dwelling", map[string]string{
		"dwelling_unit_number":  "unit_number ~ '^([LHUK][0-9]{4})?$'",
		"dwelling_postal_code":  "postal_code ~ '^([0-9]{4})?$'",
		"dwelling_bedrooms":     "bedrooms between 0 and 50",
		"dwelling_usable_area":  "usable_area > 0",
		"dwelling_left_has_day": "(exit is null) = (left_on is null)",
	})
}

// Property is a cadastral unit (matrikkelenhet). Data class DWELLING.
type Property struct{ ent.Schema }

func (Property) Mixin() []ent.Mixin { return []ent.Mixin{identity{}, owned{}} }

func (Property) Fields() []ent.Field {
	return []ent.Field{
		field.String("municipality_number").MaxLen(4).Comment("where the property lies, which need not be the municipality that lets"),
		field.Int("gnr"), field.Int("bnr"), field.Int("fnr").Default(0), field.Int("snr").Default(0),
	}
}

func (Property) Indexes() []ent.Index {
	return []ent.Index{index.Fields("municipality_id", "municipality_number", "gnr", "bnr", "fnr", "snr").Unique()}
}

func (Property) Annotations() []schema.Annotation { return table("property", nil) }

// Building is a building (bygning) with one or more dwellings. Data class DWELLING.
type Building struct{ ent.Schema }

func (Building) Mixin() []ent.Mixin { return []ent.Mixin{identity{}, owned{}, versioned{}} }

func (Building) Fields() []ent.Field {
	return []ent.Field{
		field.String("number").Optional().Nillable().Comment("bygningsnummer in Matrikkelen"),
		field.Enum("type").GoType(codelist.BuildingType("")).Default("UNKNOWN"),
		field.String("name").Default(""),
		field.Int("built_year").Optional().Nillable(),
		field.Bool("lift").Optional().Nillable(),
	}
}

func (Building) Indexes() []ent.Index {
	return []ent.Index{index.Fields("municipality_id", "number").Unique()}
}

func (Building) Annotations() []schema.Annotation { return table("building", nil) }

// Agreement is an agreement with a landlord that gives the municipality dwellings (tilvisnings- or tildelingsavtale, innleie). Data class DWELLING.
type Agreement struct{ ent.Schema }

func (Agreement) Mixin() []ent.Mixin {
	return []ent.Mixin{identity{}, owned{}, inUnit{}, versioned{}, recorded{}}
}

func (Agreement) Fields() []ent.Field {
	return append([]ent.Field{
		field.Enum("kind").GoType(codelist.AgreementKind("")),
		field.String("reference").Default(""),
		field.String("landlord_name"),
		field.String("landlord_organisation_number").Default(""),
		field.String("landlord_phone").Default(""),
	}, agreementTerms()...)
}

// agreementTerms are what may change in an agreement over time.
func agreementTerms() []ent.Field {
	return []ent.Field{
		day("valid_from"),
		optionalDay("valid_to"),
		field.Int("quota").Optional().Nillable().Comment("how many dwellings the municipality may dispose of"),
	}
}

func (Agreement) Indexes() []ent.Index {
	return []ent.Index{index.Fields("municipality_id", "valid_to")}
}

func (Agreement) Annotations() []schema.Annotation { return table("agreement", nil) }

// AgreementTerm is an agreement's terms as recorded at a time. Data class DWELLING.
type AgreementTerm struct{ ent.Schema }

func (AgreementTerm) Mixin() []ent.Mixin {
	return []ent.Mixin{identity{}, owned{}, inUnit{}, recorded{}, fact{}}
}

func (AgreementTerm) Fields() []ent.Field {
	return append([]ent.Field{field.UUID("agreement_id", entity.ID{})}, agreementTerms()...)
}

func (AgreementTerm) Edges() []ent.Edge {
	return []ent.Edge{edge.To("agreement", Agreement.Type).Field("agreement_id").Unique().Required()}
}

func (AgreementTerm) Indexes() []ent.Index {
	return []ent.Index{index.Fields("agreement_id", "recorded_at")}
}

func (AgreementTerm) Annotations() []schema.Annotation { return table("agreement_term", nil) }

// StatusPeriod is a physical status of a dwelling from a date. Data class DWELLING.
type StatusPeriod struct{ ent.Schema }

func (StatusPeriod) Mixin() []ent.Mixin {
	return []ent.Mixin{identity{}, owned{}, inUnit{}, ofDwelling{}, recorded{}, fact{}, shielded{}}
}

func (StatusPeriod) Fields() []ent.Field {
	return []ent.Field{
		field.Enum("status").GoType(codelist.DwellingStatus("")),
		day("valid_from"),
		field.Enum("reason").GoType(codelist.StatusReason("")).Optional().Nillable(),
		field.String("note").Default(""),
		field.UUID("tenancy_id", entity.ID{}).Optional().Nillable().Comment("the tenancy that made it"),
	}
}

func (StatusPeriod) Indexes() []ent.Index {
	return []ent.Index{index.Fields("dwelling_id", "valid_from", "recorded_at")}
}

func (StatusPeriod) Annotations() []schema.Annotation { return table("status_period", nil) }

// StockChange is a dwelling's entry into or exit from the stock. Data class DWELLING.
type StockChange struct{ ent.Schema }

func (StockChange) Mixin() []ent.Mixin {
	return []ent.Mixin{identity{}, owned{}, inUnit{}, ofDwelling{}, recorded{}, fact{}}
}

func (StockChange) Fields() []ent.Field {
	return []ent.Field{
		day("happened_on"),
		field.Enum("entry").GoType(codelist.StockEntry("")).Optional().Nillable(),
		field.Enum("exit").GoType(codelist.StockExit("")).Optional().Nillable(),
		field.String("note").Default(""),
	}
}

func (StockChange) Indexes() []ent.Index {
	return []ent.Index{index.Fields("dwelling_id", "happened_on"), index.Fields("municipality_id", "happened_on")}
}

func (StockChange) Annotations() []schema.Annotation {
	return table("stock_change", map[string]string{"stock_change_one": "(entry is null) <> (exit is null)"})
}

// RentPeriod is a rent from a date: the asking rent of a dwelling, or, with a tenancy, the rent of that tenancy. Data class RENT.
type RentPeriod struct{ ent.Schema }

func (RentPeriod) Mixin() []ent.Mixin {
	return []ent.Mixin{identity{}, owned{}, inUnit{}, ofDwelling{}, recorded{}, fact{}, shielded{}}
}

func (RentPeriod) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("tenancy_id", entity.ID{}).Optional().Nillable(),
		day("valid_from"),
		field.Int("total_ore").Comment("a month, all components"),
		field.JSON("components", map[codelist.RentComponent]int{}).Comment("øre a month by component"),
	}
}

func (RentPeriod) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("dwelling_id", "valid_from"),
		index.Fields("dwelling_id", "valid_from", "recorded_at").StorageKey("rent_period_asking").
			Annotations(entsql.IndexWhere("tenancy_id is null")),
		index.Fields("tenancy_id", "valid_from", "recorded_at").StorageKey("rent_period_tenancy").
			Annotations(entsql.IndexWhere("tenancy_id is not null and superseded_at is null")),
	}
}

func (RentPeriod) Annotations() []schema.Annotation {
	return table("rent_period", map[string]string{"rent_period_total": "total_ore between 0 and 100000000"})
}

// History is one act on a dwelling, as people read it. Its row is readable with DWELLING_HISTORY and the class of what it tells of.
type History struct{ ent.Schema }

func (History) Mixin() []ent.Mixin {
	return []ent.Mixin{identity{}, owned{}, inUnit{}, ofDwelling{}, recorded{}, shielded{}}
}

func (History) Fields() []ent.Field {
	return []ent.Field{
		field.Enum("kind").GoType(codelist.HistoryKind("")),
		field.String("data_class"),
		field.JSON("changes", []Change{}),
		field.String("note").Default(""),
		field.UUID("import_id", entity.ID{}).Optional().Nillable(),
	}
}

// Change is one field that an act changed, as codes and ISO dates.
type Change struct {
	Field  string `json:"field"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

func (History) Indexes() []ent.Index {
	return []ent.Index{index.Fields("dwelling_id", "recorded_at", "id")}
}

func (History) Annotations() []schema.Annotation { return table("history", nil) }
