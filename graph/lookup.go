package graph

import (
	"context"
	"strconv"

	"golang.org/x/sync/errgroup"

	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/register/address"
	"kobo/internal/register/matrikkel"
	"kobo/internal/sheet"
	"kobo/internal/store"
)

// imported is the payload of an act on an import.
func (r *Resolver) imported(ctx context.Context, id entity.ID, err error) (*model.ImportPayload, error) {
	p := &model.ImportPayload{}
	if p.UserErrors, err = outcome(ctx, err); err != nil || len(p.UserErrors) > 0 {
		return p, err
	}
	p.Import, err = r.Store.Import(ctx, id, selection(ctx, "import"))
	return p, committed(err)
}

// addressSearch finds addresses as one types, in the municipality first.
func (r *Resolver) addressSearch(ctx context.Context, text string, first *int) ([]*model.AddressHit, error) {
	limit := 10
	if first != nil {
		limit = *first
	}
	if limit < 1 || limit > 50 {
		return nil, fault.At("first", "lookup.first")
	}
	here, err := r.municipalityNumber(ctx)
	if err != nil {
		return nil, err
	}
	found, err := r.Addresses.Search(ctx, text, here, limit)
	if err != nil {
		return nil, err
	}
	hits := make([]*model.AddressHit, len(found))
	for i, a := range found {
		hits[i] = addressHit(a)
	}
	return hits, nil
}

func addressHit(a address.Address) *model.AddressHit {
	h := &model.AddressHit{
		Text: a.Text, Street: a.Street, HouseLetter: nonEmpty(a.Letter), PostalCode: a.PostalCode, PostalPlace: a.Place,
		MunicipalityNumber: a.MunicipalityNumber, Gnr: a.Gnr, Bnr: a.Bnr, Fnr: a.Fnr, Snr: a.Undernummer, UnitNumbers: a.Units,
		HouseNumber: nonZero(a.HouseNumber),
	}
	if h.UnitNumbers == nil {
		h.UnitNumbers = []string{}
	}
	return h
}

// municipalityNumber is the number of the municipality the viewer acts in.
func (r *Resolver) municipalityNumber(ctx context.Context) (string, error) {
	m, err := r.Store.Municipality(ctx, store.Select("number"))
	if err != nil {
		return "", err
	}
	if m == nil {
		return "", fault.Missing()
	}
	return m.Number, nil
}

// cadastreUnits are the buildings and units of a property, with the dwellings of the register that are the same unit.
func (r *Resolver) cadastreUnits(ctx context.Context, number *string, gnr, bnr int, fnr, snr *int) ([]*model.CadastreBuilding, error) {
	if number == nil {
		here, err := r.municipalityNumber(ctx)
		if err != nil {
			return nil, err
		}
		number = &here
	}
	found, err := r.Cadastre.Units(ctx, *number, gnr, bnr, value(fnr), value(snr))
	if err != nil {
		return nil, err
	}
	asked := selection(ctx, "units", "dwellings")
	group, ctx := errgroup.WithContext(ctx)
	buildings := make([]*model.CadastreBuilding, len(found))
	for i, b := range found {
		out := &model.CadastreBuilding{
			Number: strconv.FormatInt(b.Number, 10), Type: buildingType(b.TypeCode), Label: b.TypeName, BuiltYear: nonZero(b.YearBuilt),
			Units: make([]*model.CadastreUnit, len(b.Units)),
		}
		buildings[i] = out
		for j, u := range b.Units {
			unit := cadastreUnit(u)
			out.Units[j] = unit
			if asked == nil {
				continue
			}
			group.Go(func() (err error) {
				unit.Dwellings, err = loaders(ctx).DwellingsOfUnit(ctx, store.Unit{
					MunicipalityNumber: *number, Gnr: gnr, Bnr: bnr, Fnr: value(fnr), Snr: value(snr), UnitNumber: u.Number,
				}, asked)
				return err
			})
		}
	}
	return buildings, group.Wait()
}

func cadastreUnit(u matrikkel.Unit) *model.CadastreUnit {
	out := &model.CadastreUnit{
		UnitNumber: nonEmpty(u.Number), UnitType: unitTypes[u.Type], Rooms: nonZero(u.Rooms), Street: nonEmpty(u.Address.Street),
		HouseNumber: nonZero(u.Address.HouseNumber), HouseLetter: nonEmpty(u.Address.Letter), Dwellings: []*model.Dwelling{},
	}
	if u.UsableArea > 0 {
		out.UsableArea = &u.UsableArea
	}
	if u.Number != "" {
		out.Floor = &u.Floor
	}
	return out
}

var unitTypes = map[matrikkel.UnitType]codelist.UnitType{
	matrikkel.Dwelling: codelist.UnitTypeDwelling, matrikkel.UnapprovedDwelling: codelist.UnitTypeUnapprovedDwelling,
	matrikkel.HolidayHome: codelist.UnitTypeHoliday, matrikkel.NotDwelling: codelist.UnitTypeNotDwelling,
	matrikkel.Unnumbered: codelist.UnitTypeUnnumbered, matrikkel.UnknownType: codelist.UnitTypeUnknown,
}

// buildingType is the code of the cadastre's building type; those the list doesn't have are unknown.
func buildingType(code string) codelist.BuildingType {
	if t := codelist.BuildingType("B" + code); t.Valid() {
		return t
	}
	return codelist.BuildingTypeUnknown
}

// workbookColumns are the columns that an import knows.
func workbookColumns(ctx context.Context) []*model.WorkbookColumn {
	reader := language(ctx)
	var out []*model.WorkbookColumn
	for _, c := range sheet.Columns() {
		out = append(out, &model.WorkbookColumn{
			Name: c.Name, Label: c.Titles.In(reader), Help: c.Help.In(reader), Required: c.Required, CodeList: nonEmpty(c.List),
		})
	}
	return out
}

func nonEmpty(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func nonZero(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}
