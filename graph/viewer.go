package graph

import (
	"context"
	"slices"
	"strings"

	"kobo/graph/model"
	"kobo/internal/audit"
	"kobo/internal/codelist"
	"kobo/internal/day"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/message"
	"kobo/internal/municipality"
	"kobo/internal/store"
	"kobo/internal/viewer"
)

// viewer says who is asking: from the login, but for what the municipality has opened.
func (r *Resolver) viewer(ctx context.Context) (*model.Viewer, error) {
	v := viewer.FromContext(ctx)
	out := &model.Viewer{
		Name: v.Name, Role: viewerRoles[v.Role], Units: []*model.Unit{}, Rights: []*model.Right{}, Language: readerLanguage(v.Language),
		Modules: []*model.ModuleState{}, Access: []*model.DataAccess{},
	}
	if v.Organisation != "" {
		out.OrganisationNumber, out.OrganisationName = &v.Organisation, &v.OrganisationName
	}
	for _, g := range v.Grants {
		out.Rights = append(out.Rights, &model.Right{
			Resource: "kobo-" + g.Right, Label: message.Text(v.Language, "right."+g.Right), Write: g.Write,
		})
	}
	bits := r.Grid.Bits(v.Grants, v.Modules)
	for _, e := range slices.Concat(r.Grid.Classes(), r.Grid.Acts()) {
		out.Access = append(out.Access, &model.DataAccess{
			Name: e.Name, Meaning: e.Meaning, Read: r.Grid.Reads(bits, e.Name), Write: r.Grid.Writes(bits, e.Name), Act: r.Grid.May(bits, e.Name),
		})
	}
	s := selection(ctx)
	var err error
	if s.Has("municipality") {
		if out.Municipality, err = r.Store.Municipality(ctx, s.Sub("municipality")); err != nil {
			return nil, err
		}
	}
	if s.Has("units") {
		if out.Units, err = r.Store.Units(ctx); err != nil {
			return nil, err
		}
	}
	if s.Has("modules") && !v.Municipality.IsNil() {
		done, err := r.Store.Onboarding(ctx)
		if err != nil {
			return nil, err
		}
		for _, code := range codelist.Module("").Values() {
			out.Modules = append(out.Modules, moduleState(v.Language, codelist.Module(code), done))
		}
	}
	return out, nil
}

var viewerRoles = map[viewer.Role]model.ViewerRole{
	viewer.Staff: model.ViewerRoleStaff, viewer.Citizen: model.ViewerRoleCitizen, viewer.Partner: model.ViewerRolePartner,
	viewer.Vendor: model.ViewerRoleVendor, viewer.Stats: model.ViewerRoleAnalyst,
}

func readerLanguage(language string) codelist.Language {
	if l := codelist.Language(strings.ToUpper(language)); l.Valid() {
		return l
	}
	return codelist.LanguageNB
}

func moduleState(language string, module codelist.Module, done []codelist.OnboardingStep) *model.ModuleState {
	m := &model.ModuleState{Module: module, Label: module.Label(language), Missing: municipality.Missing(module, done)}
	if m.Open = len(m.Missing) == 0; !m.Open {
		steps := make([]string, len(m.Missing))
		for i, step := range m.Missing {
			steps[i] = step.Label(language)
		}
		reason := message.Text(language, "viewer.closed", "steps", strings.Join(steps, ", "))
		m.Reason = &reason
	}
	return m
}

// municipality is the payload of an act on the municipality.
func (r *Resolver) municipality(ctx context.Context, err error) (*model.MunicipalityPayload, error) {
	p := &model.MunicipalityPayload{}
	if p.UserErrors, err = outcome(ctx, err); err != nil || len(p.UserErrors) > 0 {
		return p, err
	}
	p.Municipality, err = r.Store.Municipality(ctx, selection(ctx, "municipality"))
	return p, committed(err)
}

// log is the municipality's whole log. That it was read is itself logged.
func (r *Resolver) log(ctx context.Context, filter *model.LogFilter, first *int, after *string) (*model.MunicipalityLogEntryConnection, error) {
	var f audit.Filter
	if filter != nil {
		f = audit.Filter{Subject: value(filter.Subject), Actor: value(filter.Actor), From: value(filter.From), To: value(filter.To)}
		for _, kind := range filter.Kinds {
			f.Kinds = append(f.Kinds, audit.Kind(kind))
		}
	}
	if filter != nil && (filter.Subject != nil && f.Subject.IsNil() || filter.Actor != nil && f.Actor.IsNil()) {
		return nil, fault.At("filter", "viewer.noSuchID") // an id that is none must not widen the question
	}
	audit.Collect(ctx, audit.Read, "LOG")
	lines, next, err := audit.List(ctx, r.DB, r.Cursors, f, size(first), after)
	if err != nil {
		return nil, err
	}
	c := &model.MunicipalityLogEntryConnection{Nodes: []*model.MunicipalityLogEntry{}, PageInfo: page(after, next)}
	for _, l := range lines {
		e := model.MunicipalityLogEntry(*logEntry(l))
		c.Nodes = append(c.Nodes, &e)
	}
	return c, nil
}

// ownLog is what the viewer has done.
func (r *Resolver) ownLog(ctx context.Context, first *int, after *string) (*model.LogEntryConnection, error) {
	lines, next, err := audit.List(ctx, r.DB, r.Cursors, audit.Filter{Actor: viewer.FromContext(ctx).ID}, size(first), after)
	if err != nil {
		return nil, err
	}
	c := &model.LogEntryConnection{Nodes: []*model.LogEntry{}, PageInfo: page(after, next)}
	for _, l := range lines {
		c.Nodes = append(c.Nodes, logEntry(l))
	}
	return c, nil
}

func logEntry(l audit.Line) *model.LogEntry {
	e := &model.LogEntry{
		At: l.At, Kind: model.LogKind(l.Kind), Actor: l.Actor, What: l.What, Classes: l.Classes, Subjects: l.Subjects, Count: l.Count,
		Organisation: nonEmpty(l.Organisation), Purpose: nonEmpty(l.Purpose),
	}
	if !l.ActorID.IsNil() {
		e.ActorID = &l.ActorID
	}
	if e.Subjects == nil {
		e.Subjects = []entity.ID{}
	}
	return e
}

// codeLists are the lists named, or all of them, in the reader's language. BAD_REQUEST: there is no list of that name.
func codeLists(ctx context.Context, names []string) ([]*model.CodeList, error) {
	lists := codelist.Lists()
	if names != nil {
		lists = nil
		for _, name := range names {
			list, ok := codelist.Find(name)
			if !ok {
				return nil, fault.At("names", "viewer.noSuchList")
			}
			lists = append(lists, list)
		}
	}
	out := make([]*model.CodeList, len(lists))
	reader := language(ctx)
	for i, l := range lists {
		out[i] = &model.CodeList{Name: l.Name, Title: l.Title(reader), Definition: l.Definition(reader)}
		for _, c := range l.Codes {
			code := &model.CodeListCode{Code: c.Code, ImportCode: c.Import, Label: c.Label(reader), Definition: c.Definition(reader)}
			if !c.ValidFrom.IsZero() {
				code.ValidFrom = day.Ptr(&c.ValidFrom)
			}
			if !c.ValidTo.IsZero() {
				code.ValidTo = day.Ptr(&c.ValidTo)
			}
			out[i].Codes = append(out[i].Codes, code)
		}
	}
	return out, nil
}

// changes tells of changes in the viewer's municipality, by ids that the viewer sees. What is not a dwelling, an import or the
// viewer's own is left out; what can't be seen is not told of.
func (r *Resolver) changes(ctx context.Context) (<-chan *model.RegisterChange, error) {
	v := viewer.FromContext(ctx)
	if v.Municipality.IsNil() {
		return nil, fault.Missing()
	}
	incoming, cancel := r.Changes.Subscribe(v.Municipality)
	out := make(chan *model.RegisterChange)
	go func() {
		defer close(out)
		defer cancel()
		for {
			select {
			case <-ctx.Done():
				return
			case ids, open := <-incoming:
				if !open {
					return
				}
				change := &model.RegisterChange{}
				if ids != nil {
					seen, err := r.visible(ctx, ids)
					if err != nil {
						return // the client asks anew
					}
					if len(seen) == 0 {
						continue
					}
					change.Ids = seen
				}
				select {
				case out <- change:
				case <-ctx.Done():
					return
				}
			}
		}
	}()
	return out, nil
}

// visible returns those of the ids that the viewer sees now.
func (r *Resolver) visible(ctx context.Context, ids []entity.ID) ([]entity.ID, error) {
	seen := []entity.ID{}
	for part := range slices.Chunk(ids, 100) {
		nodes, err := r.Store.Nodes(ctx, part, r.Projection.Shows, func(string) store.Selection { return store.Selection{"id": {}} })
		if err != nil {
			return nil, err
		}
		for i, n := range nodes {
			if n != nil {
				seen = append(seen, part[i])
			}
		}
	}
	return seen, nil
}

// collectReads notes in the log what was read of people: who tenants are, and, by those who see the tenancies of people in hiding, any
// tenancy, since there it can't be told apart from one that nobody hides. Facts of dwellings, rents and the dates of other tenancies name
// nobody, and are not noted.
func collectReads(ctx context.Context, s store.Selection, dwellings ...*model.Dwelling) {
	tenants := s.Has("tenancy.tenants") || s.Has("tenancies.tenants")
	hidden := viewer.FromContext(ctx).Has("skjermet") && (s.Has("tenancy") || s.Has("tenancies") || s.Has("expectedVacancy"))
	for _, d := range dwellings {
		if d == nil {
			continue
		}
		if hidden {
			audit.Collect(ctx, audit.Read, "SHIELDED", d.ID)
		}
		if tenants && d.Tenancy != nil {
			audit.Collect(ctx, audit.Read, "TENANT", d.ID, d.Tenancy.ID)
		}
		for _, t := range d.Tenancies {
			if tenants {
				audit.Collect(ctx, audit.Read, "TENANT", d.ID, t.ID)
			}
		}
	}
}

// collectNode is collectReads for what node and nodes return.
func collectNode(ctx context.Context, n model.Node) {
	switch n := n.(type) {
	case *model.Dwelling:
		collectReads(ctx, selectionOn(ctx, "Dwelling"), n)
	case *model.Tenancy:
		if s := selectionOn(ctx, "Tenancy"); s.Has("tenants") {
			audit.Collect(ctx, audit.Read, "TENANT", n.ID)
		} else if viewer.FromContext(ctx).Has("skjermet") {
			audit.Collect(ctx, audit.Read, "SHIELDED", n.ID)
		}
	}
}

func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

func size(first *int) int {
	if first == nil {
		return 20
	}
	return *first
}

func page(after, next *string) model.PageInfo {
	return model.PageInfo{HasNextPage: next != nil, HasPreviousPage: after != nil, EndCursor: next}
}
