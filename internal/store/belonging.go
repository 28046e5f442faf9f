package store

import (
	"strconv"
	"time"

	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/day"
	"kobo/internal/entity"
)

// The descriptions of what belongs to a dwelling, or a dwelling belongs to. Names of people are joined from actor, by the viewer who acted.

// copied is the model of a row that is the model itself.
func copied[M any](r *M) *M {
	m := *r
	return &m
}

// actor is the left join that finds who recorded a row, and by is its field.
func actor(column string) map[string]string {
	return map[string]string{"w": "actor w on w.viewer_id = " + column}
}

func by[R, M any](into func(*R) **string) field[R, M] {
	return field[R, M]{name: "recordedBy", join: "w", columns: []string{"w.name"}, into: func(r *R) []any { return []any{into(r)} }}
}

// files is where the server hands out files.
const files = "/files/"

func unitAs(alias string) *description[model.Unit, model.Unit] {
	return &description[model.Unit, model.Unit]{
		table: "unit", alias: alias,
		id: func(r *model.Unit) *entity.ID { return &r.ID }, model: copied[model.Unit],
		fields: []field[model.Unit, model.Unit]{
			{name: "name", columns: []string{alias + ".name"}, into: func(r *model.Unit) []any { return []any{&r.Name} }},
			{name: "organisationNumber", columns: []string{alias + ".organisation_number"}, into: func(r *model.Unit) []any { return []any{&r.OrganisationNumber} }},
		},
	}
}

var (
	units          = unitAs("u")
	agreementUnits = unitAs("au")
)

var properties = &description[model.Property, model.Property]{
	table: "property", alias: "p",
	id: func(r *model.Property) *entity.ID { return &r.ID }, model: copied[model.Property],
	fields: []field[model.Property, model.Property]{{
		columns: []string{"p.municipality_number", "p.gnr", "p.bnr", "p.fnr", "p.snr"},
		into: func(r *model.Property) []any {
			return []any{&r.MunicipalityNumber, &r.Gnr, &r.Bnr, &r.Fnr, &r.Snr}
		},
		then: func(_ *reading, r *model.Property) { r.Text = PropertyText(r.Gnr, r.Bnr, r.Fnr, r.Snr) },
	}},
}

// PropertyText writes a cadastral unit (matrikkelenhet) as people do: 118/507, or 118/507/0/3 when it has a lease or section number.
func PropertyText(gnr, bnr, fnr, snr int) string {
	text := strconv.Itoa(gnr) + "/" + strconv.Itoa(bnr)
	if fnr != 0 || snr != 0 {
		text += "/" + strconv.Itoa(fnr)
	}
	if snr != 0 {
		text += "/" + strconv.Itoa(snr)
	}
	return text
}

var buildings = &description[model.Building, model.Building]{
	table: "building", alias: "b",
	id: func(r *model.Building) *entity.ID { return &r.ID }, model: copied[model.Building],
	fields: []field[model.Building, model.Building]{{
		columns: []string{"b.version", "b.number", "b.type", "nullif(b.name, '')", "b.built_year", "b.lift"},
		into: func(r *model.Building) []any {
			return []any{&r.Version, &r.Number, &r.Type, &r.Name, &r.BuiltYear, &r.Lift}
		},
	}},
}

type agreementRow struct {
	model.Agreement
	unit model.Unit
	used *int
}

var agreementJoins = map[string]string{
	"au": "unit au on au.id = a.unit_id",
	"ac": `(select x.agreement_id, count(*) as used from dwelling x
		where x.agreement_id is not null and x.removed_at is null and x.left_on is null group by 1) ac on ac.agreement_id = a.id`,
}

var agreements = &description[agreementRow, model.Agreement]{
	table: "agreement", alias: "a", joins: agreementJoins,
	id:    func(r *agreementRow) *entity.ID { return &r.ID },
	model: func(r *agreementRow) *model.Agreement { return copied(&r.Agreement) },
	fields: []field[agreementRow, model.Agreement]{
		{
			columns: []string{
				"a.version", "a.kind", "nullif(a.reference, '')", "a.landlord_name", "nullif(a.landlord_organisation_number, '')",
				"nullif(a.landlord_phone, '')", "a.valid_from", "a.valid_to", "a.quota",
			},
			into: func(r *agreementRow) []any {
				return []any{
					&r.Version, &r.Kind, &r.Reference, &r.LandlordName, &r.LandlordOrganisationNumber,
					&r.LandlordPhone, &r.ValidFrom, &r.ValidTo, &r.Quota,
				}
			},
		},
		{name: "unit", join: "au", one: func(c *columns, r *agreementRow, sel Selection) {
			embed(c, agreementJoins, agreementUnits, sel, &r.unit, func(u *model.Unit) { r.Unit = *u })
		}},
		{
			name: "used", join: "ac", columns: []string{"ac.used"}, into: func(r *agreementRow) []any { return []any{&r.used} },
			then: func(_ *reading, r *agreementRow) {
				if r.used != nil {
					r.Used = *r.used
				}
			},
		},
		{
			name: "terms", then: func(_ *reading, r *agreementRow) { r.Terms = []*model.AgreementTerm{} },
			many: func(rd *reading, of parents, sel Selection, at func(entity.ID) *model.Agreement) {
				read(rd, agreementTerms, sel, belonging(of, "k.agreement_id", "k.recorded_at desc, k.id desc"), func(id entity.ID, t *model.AgreementTerm) {
					at(id).Terms = append(at(id).Terms, t)
				})
			},
		},
	},
}

type agreementTermRow struct {
	model.AgreementTerm
	id entity.ID
}

var agreementTerms = &description[agreementTermRow, model.AgreementTerm]{
	table: "agreement_term", alias: "k",
	id:    func(r *agreementTermRow) *entity.ID { return &r.id },
	model: func(r *agreementTermRow) *model.AgreementTerm { return copied(&r.AgreementTerm) },
	fields: []field[agreementTermRow, model.AgreementTerm]{{
		columns: []string{"k.valid_from", "k.valid_to", "k.quota", "k.recorded_at", "k.superseded_at", "nullif(k.correction, '')"},
		into: func(r *agreementTermRow) []any {
			return []any{&r.ValidFrom, &r.ValidTo, &r.Quota, &r.RecordedAt, &r.SupersededAt, &r.Correction}
		},
	}},
}

type rentRow struct {
	model.Rent
	parts map[codelist.RentComponent]int
}

func rentAs(alias string) *description[rentRow, model.Rent] {
	return &description[rentRow, model.Rent]{
		table: "rent_period", alias: alias,
		id:    func(r *rentRow) *entity.ID { return &r.ID },
		model: func(r *rentRow) *model.Rent { return copied(&r.Rent) },
		fields: []field[rentRow, model.Rent]{
			{
				columns: []string{alias + ".total_ore", alias + ".valid_from", alias + ".recorded_at", alias + ".superseded_at", "nullif(" + alias + ".correction, '')"},
				into: func(r *rentRow) []any {
					return []any{&r.TotalOre, &r.ValidFrom, &r.RecordedAt, &r.SupersededAt, &r.Correction}
				},
			},
			{
				name: "components", columns: []string{alias + ".components"}, into: func(r *rentRow) []any { return []any{&r.parts} },
				then: func(_ *reading, r *rentRow) {
					r.Components = []*model.RentPart{}
					for _, code := range codelist.RentComponent("").Values() {
						if ore, ok := r.parts[codelist.RentComponent(code)]; ok {
							r.Components = append(r.Components, &model.RentPart{Component: codelist.RentComponent(code), Ore: ore})
						}
					}
				},
			},
		},
	}
}

var (
	askingRents  = rentAs("r")  // the asking rent in force of a dwelling
	tenancyRents = rentAs("tr") // the rent in force of a tenancy
	allRents     = rentAs("x")
)

type tenancyRow struct {
	model.Tenancy
	noticeOn, vacatesOn *day.Day
	noticeBy            *codelist.NoticeBy
	cancelledAt         *time.Time
	rent                rentRow
}

var tenancyJoins = map[string]string{
	"tr": `lateral (select x.* from rent_period x
		where x.tenancy_id = t.id and x.superseded_at is null and x.valid_from <= greatest({today}, t.starts_on)
		order by x.valid_from desc, x.recorded_at desc limit 1) tr on true`,
}

var tenancies = &description[tenancyRow, model.Tenancy]{
	table: "tenancy", alias: "t", joins: tenancyJoins,
	id:    func(r *tenancyRow) *entity.ID { return &r.ID },
	model: func(r *tenancyRow) *model.Tenancy { return copied(&r.Tenancy) },
	fields: []field[tenancyRow, model.Tenancy]{
		{
			columns: []string{
				"t.version", "t.kind", "t.starts_on", "t.ends_on", "t.persons", "t.security", "t.notice_on", "t.vacates_on", "t.notice_by",
				"t.ended_on", "t.end_kind", "t.cancelled_at", "t.previous_id", "t.recorded_at",
			},
			into: func(r *tenancyRow) []any {
				return []any{
					&r.Version, &r.Kind, &r.StartsOn, &r.EndsOn, &r.Persons, &r.Security, &r.noticeOn, &r.vacatesOn, &r.noticeBy,
					&r.EndedOn, &r.EndKind, &r.cancelledAt, &r.Previous, &r.RecordedAt,
				}
			},
			then: func(rd *reading, r *tenancyRow) {
				if r.noticeOn != nil && r.vacatesOn != nil && r.noticeBy != nil {
					r.Notice = &model.Notice{GivenOn: *r.noticeOn, By: *r.noticeBy, VacatesOn: *r.vacatesOn}
				}
				r.Cancelled = r.cancelledAt != nil
				r.Overdue = r.EndsOn != nil && r.EndsOn.Before(rd.today) && r.EndedOn == nil && !r.Cancelled
			},
		},
		{name: "rent", join: "tr", one: func(c *columns, r *tenancyRow, sel Selection) {
			embed(c, tenancyJoins, tenancyRents, sel, &r.rent, func(m *model.Rent) { r.Rent = m })
		}},
		{
			name: "tenants", then: func(_ *reading, r *tenancyRow) { r.Tenants = []*model.Tenant{} },
			many: func(rd *reading, of parents, sel Selection, at func(entity.ID) *model.Tenancy) {
				read(rd, tenants, sel, belonging(of, "n.tenancy_id", "n.recorded_at, n.id"), func(id entity.ID, m *model.Tenant) {
					at(id).Tenants = append(at(id).Tenants, m)
				})
			},
		},
		{
			name: "terms", then: func(_ *reading, r *tenancyRow) { r.Terms = []*model.TenancyTerm{} },
			many: func(rd *reading, of parents, sel Selection, at func(entity.ID) *model.Tenancy) {
				read(rd, tenancyTerms, sel, belonging(of, "k.tenancy_id", "k.recorded_at desc, k.id desc"), func(id entity.ID, m *model.TenancyTerm) {
					at(id).Terms = append(at(id).Terms, m)
				})
			},
		},
	},
}

var tenants = &description[model.Tenant, model.Tenant]{
	table: "tenant", alias: "n",
	id: func(r *model.Tenant) *entity.ID { return &r.ID }, model: copied[model.Tenant],
	fields: []field[model.Tenant, model.Tenant]{{
		columns: []string{"n.name", "n.birth_date"}, into: func(r *model.Tenant) []any { return []any{&r.Name, &r.BirthDate} },
	}},
}

type tenancyTermRow struct {
	model.TenancyTerm
	id entity.ID
}

var tenancyTerms = &description[tenancyTermRow, model.TenancyTerm]{
	table: "tenancy_term", alias: "k", joins: actor("k.recorded_by"),
	id:    func(r *tenancyTermRow) *entity.ID { return &r.id },
	model: func(r *tenancyTermRow) *model.TenancyTerm { return copied(&r.TenancyTerm) },
	fields: []field[tenancyTermRow, model.TenancyTerm]{
		{
			columns: []string{
				"k.kind", "k.starts_on", "k.ends_on", "k.persons", "k.notice_on", "k.vacates_on", "k.ended_on", "k.end_kind", "k.recorded_at",
				"k.superseded_at", "nullif(k.correction, '')",
			},
			into: func(r *tenancyTermRow) []any {
				return []any{
					&r.Kind, &r.StartsOn, &r.EndsOn, &r.Persons, &r.NoticeOn, &r.VacatesOn, &r.EndedOn, &r.EndKind, &r.RecordedAt,
					&r.SupersededAt, &r.Correction,
				}
			},
		},
		by[tenancyTermRow, model.TenancyTerm](func(r *tenancyTermRow) **string { return &r.RecordedBy }),
	},
}

var reservationJoins = map[string]string{"vw": "actor vw on vw.viewer_id = v.recorded_by"}

var reservations = &description[model.Reservation, model.Reservation]{
	table: "reservation", alias: "v", joins: reservationJoins,
	id: func(r *model.Reservation) *entity.ID { return &r.ID }, model: copied[model.Reservation],
	fields: []field[model.Reservation, model.Reservation]{
		{
			columns: []string{"v.version", "v.state", "v.held_until", "v.reason", "v.recorded_at"},
			into: func(r *model.Reservation) []any {
				return []any{&r.Version, &r.State, &r.HeldUntil, &r.Reason, &r.RecordedAt}
			},
			then: func(rd *reading, r *model.Reservation) {
				r.Overdue = r.State == codelist.ReservationStateActive && r.HeldUntil.Before(rd.today)
			},
		},
		{
			name: "recordedBy", join: "vw", columns: []string{"vw.name"},
			into: func(r *model.Reservation) []any { return []any{&r.RecordedBy} },
		},
	},
}

var statusPeriods = &description[model.StatusPeriod, model.StatusPeriod]{
	table: "status_period", alias: "k", joins: actor("k.recorded_by"),
	id: func(r *model.StatusPeriod) *entity.ID { return &r.ID }, model: copied[model.StatusPeriod],
	fields: []field[model.StatusPeriod, model.StatusPeriod]{
		{
			columns: []string{"k.status", "k.valid_from", "k.reason", "nullif(k.note, '')", "k.recorded_at", "k.superseded_at", "nullif(k.correction, '')"},
			into: func(r *model.StatusPeriod) []any {
				return []any{&r.Status, &r.ValidFrom, &r.Reason, &r.Note, &r.RecordedAt, &r.SupersededAt, &r.Correction}
			},
		},
		by[model.StatusPeriod, model.StatusPeriod](func(r *model.StatusPeriod) **string { return &r.RecordedBy }),
	},
}

var stockChanges = &description[model.StockChange, model.StockChange]{
	table: "stock_change", alias: "k", joins: actor("k.recorded_by"),
	id: func(r *model.StockChange) *entity.ID { return &r.ID }, model: copied[model.StockChange],
	fields: []field[model.StockChange, model.StockChange]{
		{
			columns: []string{"k.happened_on", "k.entry", "k.exit", "nullif(k.note, '')", "k.recorded_at", "k.superseded_at", "nullif(k.correction, '')"},
			into: func(r *model.StockChange) []any {
				return []any{&r.On, &r.Entry, &r.Exit, &r.Note, &r.RecordedAt, &r.SupersededAt, &r.Correction}
			},
		},
		by[model.StockChange, model.StockChange](func(r *model.StockChange) **string { return &r.RecordedBy }),
	},
}

type imageRow struct {
	model.Image
	file, thumbnail entity.ID
}

var images = &description[imageRow, model.Image]{
	table: "image", alias: "i", joins: map[string]string{"id": "dwelling id on id.id = i.dwelling_id"},
	id:    func(r *imageRow) *entity.ID { return &r.ID },
	model: func(r *imageRow) *model.Image { return copied(&r.Image) },
	fields: []field[imageRow, model.Image]{
		{
			columns: []string{"i.file_id", "i.thumbnail_id", "nullif(i.alternative_text, '')", "i.position", "i.width", "i.height"},
			into: func(r *imageRow) []any {
				return []any{&r.file, &r.thumbnail, &r.AlternativeText, &r.Position, &r.Width, &r.Height}
			},
			then: func(_ *reading, r *imageRow) {
				r.URL, r.ThumbnailURL = files+r.file.String(), files+r.thumbnail.String()
			},
		},
		// The cover is the one chosen, else the first.
		{
			name: "cover", join: "id",
			columns: []string{`i.id = coalesce(id.cover_image_id, (select f.id from image f
				where f.dwelling_id = i.dwelling_id and f.removed_at is null order by f.position, f.id limit 1))`},
			into: func(r *imageRow) []any { return []any{&r.Cover} },
		},
	},
}

type documentRow struct {
	model.Document
	file      entity.ID
	name      *string
	mediaType *string
	size      *int
}

var documents = &description[documentRow, model.Document]{
	table: "document", alias: "k",
	joins: map[string]string{"f": "file f on f.id = k.file_id", "w": "actor w on w.viewer_id = k.recorded_by"},
	id:    func(r *documentRow) *entity.ID { return &r.ID },
	model: func(r *documentRow) *model.Document { return copied(&r.Document) },
	fields: []field[documentRow, model.Document]{
		{
			join:    "f",
			columns: []string{"k.kind", "k.title", "k.file_id", "k.recorded_at", "f.name", "f.media_type", "f.size"},
			into: func(r *documentRow) []any {
				return []any{&r.Kind, &r.Title, &r.file, &r.RecordedAt, &r.name, &r.mediaType, &r.size}
			},
			then: func(_ *reading, r *documentRow) {
				r.URL = files + r.file.String()
				r.Name, r.MediaType, r.Size = value(r.name), value(r.mediaType), value(r.size)
			},
		},
		by[documentRow, model.Document](func(r *documentRow) **string { return &r.RecordedBy }),
	},
}

// value is what p points to, or the zero value.
func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

var notes = &description[model.Note, model.Note]{
	table: "note", alias: "k", joins: actor("k.recorded_by"),
	id: func(r *model.Note) *entity.ID { return &r.ID }, model: copied[model.Note],
	fields: []field[model.Note, model.Note]{
		{
			columns: []string{"k.version", "k.text", "k.recorded_at", "k.edited_at", "coalesce(k.recorded_by = (select kobo.viewer()), false)"},
			into: func(r *model.Note) []any {
				return []any{&r.Version, &r.Text, &r.RecordedAt, &r.EditedAt, &r.Mine}
			},
		},
		by[model.Note, model.Note](func(r *model.Note) **string { return &r.RecordedBy }),
	},
}
