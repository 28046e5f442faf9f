package store

import (
	"context"

	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/day"
	"kobo/internal/entity"
	"kobo/internal/message"
)

type municipalityRow struct {
	model.Municipality
	logo     entity.ID
	settings settingsRow
}

type settingsRow struct {
	model.MunicipalitySettings
	id entity.ID
}

var municipalityJoins = map[string]string{"y": "municipality_settings y on y.id = m.id"}

var municipalities = &description[municipalityRow, model.Municipality]{
	table: "municipality", alias: "m", joins: municipalityJoins,
	id:    func(r *municipalityRow) *entity.ID { return &r.ID },
	model: func(r *municipalityRow) *model.Municipality { return copied(&r.Municipality) },
	fields: []field[municipalityRow, model.Municipality]{
		{
			columns: []string{"m.number", "m.name", "m.organisation_number", "m.logo_file_id"},
			into: func(r *municipalityRow) []any {
				return []any{&r.Number, &r.Name, &r.OrganisationNumber, &r.logo}
			},
			then: func(_ *reading, r *municipalityRow) {
				if !r.logo.IsNil() {
					logo := files + r.logo.String()
					r.Logo = &logo
				}
			},
		},
		{
			name: "units", then: func(_ *reading, r *municipalityRow) { r.Units = []*model.Unit{} },
			many: func(rd *reading, of parents, sel Selection, at func(entity.ID) *model.Municipality) {
				read(rd, units, sel, belonging(of, "u.municipality_id", "u.name, u.id"),
					func(id entity.ID, u *model.Unit) { at(id).Units = append(at(id).Units, u) })
			},
		},
		{name: "settings", join: "y", one: func(c *columns, r *municipalityRow, sel Selection) {
			embed(c, municipalityJoins, settings, sel, &r.settings, func(m *model.MunicipalitySettings) { r.Settings = m })
		}},
		{
			name: "onboarding",
			then: func(rd *reading, r *municipalityRow) {
				r.Onboarding = []*model.OnboardingDate{}
				for _, code := range codelist.OnboardingStep("").Values() {
					step := codelist.OnboardingStep(code)
					r.Onboarding = append(r.Onboarding, &model.OnboardingDate{Step: step, Label: step.Label(rd.language)})
				}
			},
			many: func(rd *reading, of parents, sel Selection, at func(entity.ID) *model.Municipality) {
				read(rd, onboardings, sel, belonging(of, "k.municipality_id", ""), func(id entity.ID, done *onboardingRow) {
					for _, o := range at(id).Onboarding {
						if o.Step == done.step {
							o.DoneOn = &done.on
						}
					}
				})
			},
		},
	},
}

var settings = &description[settingsRow, model.MunicipalitySettings]{
	table: "municipality_settings", alias: "y",
	id:    func(r *settingsRow) *entity.ID { return &r.id },
	model: func(r *settingsRow) *model.MunicipalitySettings { return copied(&r.MunicipalitySettings) },
	fields: []field[settingsRow, model.MunicipalitySettings]{
		{
			columns: []string{
				"y.version", "nullif(y.phone, '')", "nullif(y.email, '')", "nullif(y.website, '')", "y.written_language",
				"y.vacancy_warning_days", "y.staff_names_in_citizen_log",
			},
			into: func(r *settingsRow) []any {
				return []any{&r.Version, &r.Phone, &r.Email, &r.Website, &r.WrittenLanguage, &r.VacancyWarningDays, &r.StaffNamesInCitizenLog}
			},
		},
		{
			name: "networks", then: func(_ *reading, r *settingsRow) { r.Networks = []*model.Network{} },
			many: func(rd *reading, of parents, sel Selection, at func(entity.ID) *model.MunicipalitySettings) {
				read(rd, networks, sel, belonging(of, "k.municipality_id", "k.name nulls last, k.cidr"),
					func(id entity.ID, n *model.Network) { at(id).Networks = append(at(id).Networks, n) })
			},
		},
		{
			name: "words", then: func(_ *reading, r *settingsRow) { r.Words = []*model.WordMapping{} },
			many: func(rd *reading, of parents, sel Selection, at func(entity.ID) *model.MunicipalitySettings) {
				read(rd, words, sel, belonging(of, "k.municipality_id", wordOrder),
					func(id entity.ID, w *model.WordMapping) { at(id).Words = append(at(id).Words, w) })
			},
		},
	},
}

type onboardingRow struct {
	id   entity.ID
	step codelist.OnboardingStep
	on   day.Day
}

var onboardings = &description[onboardingRow, onboardingRow]{
	table: "onboarding", alias: "k",
	id: func(r *onboardingRow) *entity.ID { return &r.id }, model: copied[onboardingRow],
	fields: []field[onboardingRow, onboardingRow]{{
		columns: []string{"k.step", "k.done_on"}, into: func(r *onboardingRow) []any { return []any{&r.step, &r.on} },
	}},
}

var networks = &description[model.Network, model.Network]{
	table: "network", alias: "k",
	id: func(r *model.Network) *entity.ID { return &r.ID }, model: copied[model.Network],
	fields: []field[model.Network, model.Network]{{
		columns: []string{"k.cidr", "nullif(k.name, '')"}, into: func(r *model.Network) []any { return []any{&r.Cidr, &r.Name} },
	}},
}

const wordOrder = `k."column", k.word`

var words = &description[model.WordMapping, model.WordMapping]{
	table: "word_mapping", alias: "k",
	id: func(r *model.WordMapping) *entity.ID { return &r.ID }, model: copied[model.WordMapping],
	fields: []field[model.WordMapping, model.WordMapping]{{
		columns: []string{`k."column"`, "k.word", "k.code"},
		into:    func(r *model.WordMapping) []any { return []any{&r.Column, &r.Word, &r.Code} },
	}},
}

var savedFilters = &description[model.SavedFilter, model.SavedFilter]{
	table: "saved_filter", alias: "k",
	id: func(r *model.SavedFilter) *entity.ID { return &r.ID }, model: copied[model.SavedFilter],
	fields: []field[model.SavedFilter, model.SavedFilter]{{
		columns: []string{"k.name", "k.address", "k.shared", "k.owner_id = (select kobo.viewer())"},
		into: func(r *model.SavedFilter) []any {
			return []any{&r.Name, &r.Address, &r.Shared, &r.Mine}
		},
	}},
}

// everyoneFilter is a view that everyone has.
type everyoneFilter struct{ id, name, address string }

// everyonesFilters are the two questions that every municipality asks each week. Their ids are fixed.
var everyonesFilters = []everyoneFilter{
	{"00000000-0000-8014-8000-000000000001", "store.filterVacant", "vacantMoreThanDays=0&sort=vacantSince"},
	{"00000000-0000-8014-8000-000000000002", "store.filterEnding", "contractEndsWithinMonths=9&sort=contractEnd"},
}

func (f everyoneFilter) filter(language string) *model.SavedFilter {
	id, _ := entity.Parse(f.id) // written above
	return &model.SavedFilter{ID: id, Name: message.Text(language, f.name), Address: f.address, Shared: true}
}

// all reads every row of a kind that the viewer may see.
func all[R, M any](ctx context.Context, s *Store, d *description[R, M], sel Selection, src source) ([]*M, error) {
	rd := s.reading(ctx)
	found := []*M{}
	read(rd, d, sel, src, func(_ entity.ID, m *M) { found = append(found, m) })
	if err := rd.run(ctx); err != nil {
		return nil, err
	}
	return found, nil
}

// Municipality reads the municipality that the viewer acts in; nil when there is none.
func (s *Store) Municipality(ctx context.Context, sel Selection) (*model.Municipality, error) {
	found, err := all(ctx, s, municipalities, sel, source{where: []string{"m.id = (select kobo.municipality())"}})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// Units reads the units that the viewer's rights come from; none when they reach the whole municipality.
func (s *Store) Units(ctx context.Context) ([]*model.Unit, error) {
	return all(ctx, s, units, Select("name", "organisationNumber"), source{where: []string{"u.id = any ((select kobo.units())::uuid[])"}, order: "u.name, u.id"})
}

// Onboarding reads which steps of the checklist are done in the municipality that the viewer acts in.
func (s *Store) Onboarding(ctx context.Context) ([]codelist.OnboardingStep, error) {
	rows, err := all(ctx, s, onboardings, nil, source{where: []string{"k.municipality_id = (select kobo.municipality())"}, order: "k.step"})
	steps := make([]codelist.OnboardingStep, len(rows))
	for i, r := range rows {
		steps[i] = r.step
	}
	return steps, err
}

// SavedFilters reads the views that the viewer has: the two that everyone has, then its own and those shared in its units, by name.
func (s *Store) SavedFilters(ctx context.Context) ([]*model.SavedFilter, error) {
	rows, err := all(ctx, s, savedFilters, nil, source{order: "lower(k.name), k.id"})
	if err != nil {
		return nil, err
	}
	language := s.reading(ctx).language
	filters := make([]*model.SavedFilter, 0, len(everyonesFilters)+len(rows))
	for _, f := range everyonesFilters {
		filters = append(filters, f.filter(language))
	}
	return append(filters, rows...), nil
}

// SavedFilter reads one of the views that can be changed; nil when there is none that the viewer may see.
func (s *Store) SavedFilter(ctx context.Context, id entity.ID, sel Selection) (*model.SavedFilter, error) {
	return oneByID(ctx, s, entity.SavedFilter, savedFilters, id, sel)
}

// Words reads the municipality's own words in workbooks.
func (s *Store) Words(ctx context.Context) ([]*model.WordMapping, error) {
	return all(ctx, s, words, nil, source{order: wordOrder})
}

// Agreements reads the agreements with landlords: those in force, or all; the newest first.
func (s *Store) Agreements(ctx context.Context, includeEnded bool, sel Selection) ([]*model.Agreement, error) {
	src := source{order: "a.valid_from desc, a.id"}
	if !includeEnded {
		src.where = []string{"(a.valid_to is null or a.valid_to >= {today})"}
	}
	return all(ctx, s, agreements, sel, src)
}

// buildingsMost is how many buildings a search finds.
const buildingsMost = 200

// Buildings reads the buildings whose number begins with the text or whose name has it, at most 200; all with no text.
func (s *Store) Buildings(ctx context.Context, text *string, sel Selection) ([]*model.Building, error) {
	src := source{order: "b.name, b.number, b.id", limit: buildingsMost}
	if like := escapeLike(value(text)); like != "" {
		src.where = []string{"(b.number like " + src.args.add(like+"%") + " or lower(b.name) like lower(" + src.args.add("%"+like+"%") + "))"}
	}
	found, err := all(ctx, s, buildings, sel, src)
	return found[:min(len(found), buildingsMost)], err
}
