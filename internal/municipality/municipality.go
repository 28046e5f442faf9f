// Package municipality is what a municipality decides for itself: settings, coat of arms, networks, units, the onboarding checklist
// and saved filters. It knows nothing of dwellings.
package municipality

import (
	"context"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"kobo/ent"
	entnetwork "kobo/ent/network"
	entonboarding "kobo/ent/onboarding"
	entfilter "kobo/ent/savedfilter"
	entunit "kobo/ent/unit"
	"kobo/graph/model"
	"kobo/internal/checkdigit"
	"kobo/internal/codelist"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/postgres"
)

// opens says which steps of the checklist must have a date before a module opens: the register needs the agreements, casework needs
// the risk analysis and the impact assessment too (Husbanken's terms; personvernforordningen art. 35).
var opens = map[codelist.Module][]codelist.OnboardingStep{
	codelist.ModuleRegister: {
		codelist.OnboardingStepAgreement, codelist.OnboardingStepDataProcessingAgreement, codelist.OnboardingStepAltinnRights,
	},
	codelist.ModuleCasework: {
		codelist.OnboardingStepAgreement, codelist.OnboardingStepDataProcessingAgreement, codelist.OnboardingStepAltinnRights,
		codelist.OnboardingStepROS, codelist.OnboardingStepDPIA,
	},
	codelist.ModuleStatistics: {
		codelist.OnboardingStepAgreement, codelist.OnboardingStepDataProcessingAgreement, codelist.OnboardingStepAltinnRights,
	},
}

// Missing returns the steps that a module waits for, given those done.
func Missing(module codelist.Module, done []codelist.OnboardingStep) []codelist.OnboardingStep {
	missing := []codelist.OnboardingStep{}
	for _, step := range opens[module] {
		if !slices.Contains(done, step) {
			missing = append(missing, step)
		}
	}
	return missing
}

// Modules returns the modules that are open, by the names of the grid, given the steps done.
func Modules(done []codelist.OnboardingStep) []string {
	var open []string
	for _, module := range codelist.Module("").Values() {
		if len(Missing(codelist.Module(module), done)) == 0 {
			open = append(open, strings.ToLower(module))
		}
	}
	return open
}

// Municipality carries out the acts.
type Municipality struct{ db *postgres.DB }

// New returns the acts over a database.
func New(db *postgres.DB) *Municipality { return &Municipality{db} }

// Update changes the settings. CONFLICT when the version is stale.
func (m *Municipality) Update(ctx context.Context, version int, in model.MunicipalitySettingsInput) error {
	return m.db.Tx(ctx, func(tx *postgres.Tx) error {
		row, err := tx.Ent.MunicipalitySettings.Get(ctx, tx.Viewer.Municipality)
		if err != nil {
			return missing(err)
		}
		if row.Version != version {
			return fault.New(fault.Conflict, "fault.conflict", "version", row.Version)
		}
		u := row.Update().AddVersion(1)
		var wrong fault.Many
		if v, set := in.Phone.ValueOK(); set {
			if v != nil && !phone.MatchString(*v) {
				wrong = append(wrong, fault.At("input.phone", "municipality.phone"))
			}
			u.SetPhone(text(v))
		}
		if v, set := in.Email.ValueOK(); set {
			if v != nil && !email.MatchString(*v) {
				wrong = append(wrong, fault.At("input.email", "municipality.email"))
			}
			u.SetEmail(text(v))
		}
		if v, set := in.Website.ValueOK(); set {
			if v != nil && !website(*v) {
				wrong = append(wrong, fault.At("input.website", "municipality.website"))
			}
			u.SetWebsite(text(v))
		}
		if in.WrittenLanguage != nil {
			if *in.WrittenLanguage != codelist.LanguageNB && *in.WrittenLanguage != codelist.LanguageNN {
				wrong = append(wrong, fault.At("input.writtenLanguage", "municipality.writtenLanguage"))
			}
			u.SetWrittenLanguage(*in.WrittenLanguage)
		}
		if in.VacancyWarningDays != nil {
			if *in.VacancyWarningDays < 1 || *in.VacancyWarningDays > 365 {
				wrong = append(wrong, fault.At("input.vacancyWarningDays", "municipality.vacancyWarningDays"))
			}
			u.SetVacancyWarningDays(*in.VacancyWarningDays)
		}
		if in.StaffNamesInCitizenLog != nil {
			u.SetStaffNamesInCitizenLog(*in.StaffNamesInCitizenLog)
		}
		if len(wrong) > 0 {
			return wrong
		}
		tx.Changed(tx.Viewer.Municipality)
		return u.Exec(ctx)
	})
}

var (
	phone = regexp.MustCompile(`^\+?[0-9 ]{3,20}$`)
	email = regexp.MustCompile(`^[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s]{2,24}$`)
)

func website(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Scheme == "https" && u.Host != "" && len(text) <= 200
}

func text(v *string) string {
	if v == nil {
		return ""
	}
	return strings.TrimSpace(*v)
}

// SetLogo makes an uploaded image the coat of arms. NOT_FOUND: the viewer sees no such file.
func (m *Municipality) SetLogo(ctx context.Context, file entity.ID) error {
	return m.db.Tx(ctx, func(tx *postgres.Tx) error {
		f, err := tx.Ent.File.Get(ctx, file)
		if err != nil {
			return missing(err)
		}
		if !strings.HasPrefix(f.MediaType, "image/") || f.DataClass != "PUBLIC" {
			return fault.At("fileId", "municipality.logo")
		}
		tx.Changed(tx.Viewer.Municipality)
		return tx.Ent.Municipality.UpdateOneID(tx.Viewer.Municipality).SetLogoFileID(file).Exec(ctx)
	})
}

// AddNetwork adds a range that staff may come from. from is the address of the one who asks: a list that would lock that address out
// is refused, unless there is none to begin with.
func (m *Municipality) AddNetwork(ctx context.Context, in model.NetworkInput, from netip.Addr) error {
	return m.db.Tx(ctx, func(tx *postgres.Tx) error {
		prefix, err := netip.ParsePrefix(strings.TrimSpace(in.Cidr))
		if err != nil || prefix.Bits() == 0 {
			return fault.At("input.cidr", "municipality.cidr")
		}
		prefix = prefix.Masked()
		all, err := networks(ctx, tx)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(all, func(n *ent.Network) bool { return n.Cidr == prefix.String() }) {
			return fault.New(fault.Conflict, "municipality.networkTwice")
		}
		if !within(append(prefixes(all, entity.Nil), prefix), from) {
			return fault.At("input.cidr", "municipality.lockedOut")
		}
		tx.Changed(tx.Viewer.Municipality)
		return tx.Ent.Network.Create().SetID(entity.New(entity.Network, tx.Now)).SetMunicipalityID(tx.Viewer.Municipality).
			SetCidr(prefix.String()).SetName(text(in.Name)).SetRecordedAt(tx.Now).SetRecordedBy(tx.Viewer.ID).Exec(ctx)
	})
}

// RemoveNetwork removes a range, unless that would lock out the one who asks.
func (m *Municipality) RemoveNetwork(ctx context.Context, id entity.ID, from netip.Addr) error {
	return m.db.Tx(ctx, func(tx *postgres.Tx) error {
		all, err := networks(ctx, tx)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(n *ent.Network) bool { return n.ID == id }) {
			return fault.Missing()
		}
		if rest := prefixes(all, id); len(rest) > 0 && !within(rest, from) {
			return fault.At("id", "municipality.lockedOut")
		}
		tx.Changed(tx.Viewer.Municipality)
		return missing(tx.Ent.Network.DeleteOneID(id).Exec(ctx))
	})
}

func networks(ctx context.Context, tx *postgres.Tx) ([]*ent.Network, error) {
	return tx.Ent.Network.Query().Where(entnetwork.MunicipalityID(tx.Viewer.Municipality)).All(ctx)
}

func prefixes(all []*ent.Network, but entity.ID) (list []netip.Prefix) {
	for _, n := range all {
		if prefix, err := netip.ParsePrefix(n.Cidr); err == nil && n.ID != but {
			list = append(list, prefix)
		}
	}
	return list
}

func within(list []netip.Prefix, address netip.Addr) bool {
	return slices.ContainsFunc(list, func(p netip.Prefix) bool { return p.Contains(address.Unmap()) })
}

// SetOnboarding sets or clears the day a step was done. Days ahead are refused.
func (m *Municipality) SetOnboarding(ctx context.Context, in model.OnboardingInput) error {
	return m.db.Tx(ctx, func(tx *postgres.Tx) error {
		tx.Changed(tx.Viewer.Municipality)
		old, err := tx.Ent.Onboarding.Query().
			Where(entonboarding.MunicipalityID(tx.Viewer.Municipality), entonboarding.StepEQ(in.Step)).Only(ctx)
		if err != nil && !ent.IsNotFound(err) {
			return err
		}
		switch {
		case in.DoneOn == nil && old == nil:
			return nil
		case in.DoneOn == nil:
			return tx.Ent.Onboarding.DeleteOne(old).Exec(ctx)
		case in.DoneOn.Time.After(tx.Today):
			return fault.At("input.doneOn", "municipality.ahead")
		case old != nil:
			return old.Update().SetDoneOn(in.DoneOn.Time).Exec(ctx)
		}
		return tx.Ent.Onboarding.Create().SetID(entity.New(entity.Onboarding, tx.Now)).SetMunicipalityID(tx.Viewer.Municipality).
			SetStep(in.Step).SetDoneOn(in.DoneOn.Time).SetRecordedAt(tx.Now).SetRecordedBy(tx.Viewer.ID).Exec(ctx)
	})
}

// SaveUnit adds a unit, or changes one; a number left out stays as it is. CONFLICT when the name or the number is taken.
func (m *Municipality) SaveUnit(ctx context.Context, id *entity.ID, in model.UnitInput) error {
	return m.db.Tx(ctx, func(tx *postgres.Tx) error {
		given, set := in.OrganisationNumber.ValueOK()
		name, number := strings.TrimSpace(in.Name), text(given)
		var wrong fault.Many
		if name == "" || len(name) > 100 {
			wrong = append(wrong, fault.At("input.name", "municipality.unitName"))
		}
		if number != "" && !checkdigit.Organisation(number) {
			wrong = append(wrong, fault.At("input.organisationNumber", "municipality.organisationNumber"))
		}
		if len(wrong) > 0 {
			return wrong
		}
		tx.Changed(tx.Viewer.Municipality)
		if id == nil {
			c := tx.Ent.Unit.Create().SetID(entity.New(entity.Unit, tx.Now)).SetMunicipalityID(tx.Viewer.Municipality).SetName(name)
			if number != "" {
				c.SetOrganisationNumber(number)
			}
			return c.Exec(ctx)
		}
		u := tx.Ent.Unit.UpdateOneID(*id).Where(entunit.MunicipalityID(tx.Viewer.Municipality)).SetName(name)
		switch {
		case number != "":
			u.SetOrganisationNumber(number)
		case set:
			u.ClearOrganisationNumber()
		}
		return missing(u.Exec(ctx))
	})
}

// SaveFilter keeps a view under a name, and returns its id. Without an id it is new; a name used before is replaced.
func (m *Municipality) SaveFilter(ctx context.Context, id *entity.ID, in model.SavedFilterInput) (saved entity.ID, err error) {
	err = m.db.Tx(ctx, func(tx *postgres.Tx) error {
		name, address := strings.TrimSpace(in.Name), strings.TrimPrefix(in.Address, "?")
		var wrong fault.Many
		if name == "" || len([]rune(name)) > 100 {
			wrong = append(wrong, fault.At("input.name", "municipality.filterName"))
		}
		if _, err := url.ParseQuery(address); err != nil || len(address) > 2000 {
			wrong = append(wrong, fault.At("input.address", "municipality.filterAddress"))
		}
		if len(wrong) > 0 {
			return wrong
		}
		mine := entfilter.OwnerID(tx.Viewer.ID)
		if id == nil {
			same, err := tx.Ent.SavedFilter.Query().Where(mine, entfilter.Name(name)).OnlyID(ctx)
			switch {
			case err == nil:
				id = &same
			case !ent.IsNotFound(err):
				return err
			}
		}
		tx.Changed(tx.Viewer.ID)
		if id != nil {
			saved = *id
			return missing(tx.Ent.SavedFilter.UpdateOneID(*id).Where(mine).SetName(name).SetAddress(address).SetShared(in.Shared).
				AddVersion(1).Exec(ctx))
		}
		unit, err := HomeUnit(ctx, tx)
		if err != nil {
			return err
		}
		saved = entity.New(entity.SavedFilter, tx.Now)
		return tx.Ent.SavedFilter.Create().SetID(saved).SetMunicipalityID(tx.Viewer.Municipality).SetUnitID(unit).
			SetOwnerID(tx.Viewer.ID).SetName(name).SetAddress(address).SetShared(in.Shared).Exec(ctx)
	})
	return saved, err
}

// RemoveFilter forgets a saved filter of one's own.
func (m *Municipality) RemoveFilter(ctx context.Context, id entity.ID) error {
	return m.db.Tx(ctx, func(tx *postgres.Tx) error {
		tx.Changed(tx.Viewer.ID)
		return missing(tx.Ent.SavedFilter.DeleteOneID(id).Where(entfilter.OwnerID(tx.Viewer.ID)).Exec(ctx))
	})
}

// HomeUnit returns the unit that what the viewer makes belongs to: the first its rights come from, else the one that stands for the
// whole municipality.
func HomeUnit(ctx context.Context, tx *postgres.Tx) (entity.ID, error) {
	if len(tx.Viewer.Units) > 0 {
		return tx.Viewer.Units[0], nil
	}
	id, err := tx.Ent.Unit.Query().
		Where(entunit.MunicipalityID(tx.Viewer.Municipality), entunit.OrganisationNumberIsNil()).FirstID(ctx)
	return id, missing(err)
}

// missing makes ent's answer for a row that is not there, or not for the viewer, into ours.
func missing(err error) error {
	if ent.IsNotFound(err) {
		return fault.Missing()
	}
	return err
}
